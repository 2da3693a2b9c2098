//! A kernel on a machine that can run it. The invariants are those of the module above.
#![expect(unsafe_code, reason = "machine code is called here; see the invariants of `native`")]

use crate::memory::{Mapping, SealedFile};
use agp_abi::facts::Layout;
use agp_abi::index::Index;
use agp_abi::native::{Code, Entries, Target};
use agp_abi::tables::{Event, Tables};
use std::sync::Arc;
#[cfg(feature = "verify")]
use {crate::image::Sealed, agp_abi::image::Section};

/// `(facts, words, survivors)`; bit 0 of what it returns: a residual chain is still to be walked.
type Narrow = unsafe extern "C" fn(*const u64, *const u64, *mut u64) -> u64;
/// `(words, survivors)`; see `agp_abi::native`.
type Settle = unsafe extern "C" fn(*const u64, *const u64) -> u64;

/// Machine code of a policy. Clones share the pages; the last one unmaps them.
#[derive(Clone, Debug)]
pub struct NativeKernel {
    code: Arc<Mapping>,
    /// Words of the facts.
    facts: usize,
    /// Words of the index.
    words: usize,
    call: Judge,
    result: Judge,
}

/// The functions for one event, and what they may be given.
#[derive(Clone, Debug)]
struct Judge {
    narrow: Narrow,
    settle: Settle,
    /// Words of the survivors.
    survivors: usize,
    leaves: Arc<[Leaves]>,
}

/// The CPU features, beyond the target's baseline, that this version can tell are there: none, since
/// the compiler uses none.
#[cfg(feature = "verify")]
const fn has(features: u64) -> bool {
    features == 0
}

/// Where a group's leaves lie.
#[derive(Clone, Copy, Debug)]
struct Leaves {
    /// The word of the survivors that says which leaf it is.
    at: usize,
    first: u64,
    last: u64,
}

impl NativeKernel {
    /// Maps code made in this process. `None` where this machine cannot run it, where executable
    /// memory is refused, or where the tables' index is not one that code can be made for.
    ///
    /// # Safety
    /// The code must be what `agp_compiler` made of these tables, unchanged: it runs in this process.
    pub unsafe fn from_code(code: &Code, tables: &Tables) -> Option<NativeKernel> {
        if Some(code.target) != Target::host() {
            return None;
        }
        let file = SealedFile::copy_of(&code.bytes).ok()?;
        let mapping = file.map_executable(0, code.bytes.len()).ok()?;
        // SAFETY: the caller vouches for code and tables.
        unsafe { NativeKernel::new(mapping, [code.call, code.result], tables) }
    }

    /// Maps the code of an image's section, given the part of the image that holds it and where that
    /// begins; `None` as above, and where the part is on the heap or the code needs a CPU feature that
    /// is not there.
    ///
    /// # Safety
    /// The section must be one of code for this machine in an image that a key of the host vouches
    /// for, and the tables those of the same image.
    #[cfg(feature = "verify")]
    pub(crate) unsafe fn of_image(
        (sealed, begins): (&Sealed, u64),
        section: &Section,
        tables: &Tables,
    ) -> Option<NativeKernel> {
        let Sealed::Memory { file, .. } = sealed else { return None };
        if !has(section.features) {
            return None;
        }
        let place = |at: u64| usize::try_from(at).ok();
        let mapping =
            file.map_executable(place(section.offset.checked_sub(begins)?)?, place(section.length)?).ok()?;
        // SAFETY: the caller vouches for code and tables.
        unsafe { NativeKernel::new(mapping, section.entries, tables) }
    }

    /// # Safety
    /// The mapping must be executable and hold code made for these tables.
    unsafe fn new(code: Mapping, entries: [Entries; 2], tables: &Tables) -> Option<NativeKernel> {
        let [call, result] = entries;
        let words = tables.plan.words.len();
        // SAFETY: the caller vouches for the code.
        let judge = |event, entries| unsafe {
            Judge::new(&code, entries, tables.plan.of(event), u64::try_from(words).ok()?)
        };
        let (call, result) = (judge(Event::Call, call)?, judge(Event::Result, result)?);
        Some(NativeKernel { facts: Layout::of(tables).words(), words, call, result, code: Arc::new(code) })
    }

    /// How many bytes of code there are.
    pub fn code_bytes(&self) -> usize {
        self.code.bytes().len()
    }

    /// Which rules survive these facts: fills `survivors`, and says whether the residual chain of
    /// one of them is still to be walked. `None` where a slice is not as long as the tables say.
    pub fn narrow(&self, event: Event, facts: &[u64], words: &[u64], survivors: &mut [u64]) -> Option<bool> {
        let judge = self.judge(event);
        if facts.len() != self.facts || words.len() != self.words || survivors.len() != judge.survivors {
            return None;
        }
        // SAFETY: the code is mapped while `self` lives (invariant 4), the slices are as long as it
        // reads and writes (invariant 2, checked above).
        let found = unsafe { (judge.narrow)(facts.as_ptr(), words.as_ptr(), survivors.as_mut_ptr()) };
        Some(found & 1 == 1)
    }

    /// What the survivors come to, as `agp_abi::native` says. `None` where a slice is not as long as
    /// the tables say, or `survivors` is nothing that [`NativeKernel::narrow`] could have filled.
    pub fn settle(&self, event: Event, words: &[u64], survivors: &[u64]) -> Option<u64> {
        let judge = self.judge(event);
        if words.len() != self.words || survivors.len() != judge.survivors {
            return None;
        }
        let inside = |leaves: &Leaves| {
            survivors.get(leaves.at).is_some_and(|leaf| (leaves.first..=leaves.last).contains(leaf))
        };
        if !judge.leaves.iter().all(inside) {
            return None;
        }
        // SAFETY: the code is mapped while `self` lives (invariant 4), the slices are as long as it
        // reads (invariant 2), and each group's leaf is one of its own (invariant 3), all checked.
        Some(unsafe { (judge.settle)(words.as_ptr(), survivors.as_ptr()) })
    }

    fn judge(&self, event: Event) -> &Judge {
        match event {
            Event::Call => &self.call,
            Event::Result => &self.result,
        }
    }
}

impl Judge {
    /// # Safety
    /// The mapping must be executable, hold code made for this index, and outlive the functions.
    unsafe fn new(code: &Mapping, entries: Entries, index: &Index, words: u64) -> Option<Judge> {
        let entry = |at: u32| code.bytes().get(at as usize).map(std::ptr::from_ref);
        let (narrow, settle) = (entry(entries.narrow)?, entry(entries.settle)?);
        let mut leaves = Vec::with_capacity(index.groups.len());
        let mut at = 0usize;
        for group in &index.groups {
            let (first, stride) = (u64::from(group.base), u64::from(group.stride));
            let last = first.checked_add(u64::from(group.leaves).checked_sub(1)?.checked_mul(stride)?)?;
            if last.checked_add(stride)? > words {
                return None;
            }
            leaves.push(Leaves { at, first, last });
            at = at.checked_add(1)?.checked_add(group.width as usize)?;
        }
        // SAFETY: the addresses lie in the mapping (looked up above) and are functions of these
        // types (invariant 1).
        let (narrow, settle) = unsafe {
            (
                std::mem::transmute::<*const u8, Narrow>(narrow),
                std::mem::transmute::<*const u8, Settle>(settle),
            )
        };
        Some(Judge { narrow, settle, survivors: at, leaves: leaves.into() })
    }
}

#[cfg(test)]
mod tests;
