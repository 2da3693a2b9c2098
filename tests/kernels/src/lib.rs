//! Machine code against the safe kernel: the same facts to both, and every word of what they make
//! of them compared.
//!
//! In: a loaded policy that has machine code. The facts are drawn ([`draw`]), most of them none that
//! a record could give: beyond every range, all bits set, ends of numbers the wrong way round. Code
//! must take them as the safe kernel does, since it is called with whatever a host or an audit holds.
//!
//! No compiler is linked here, so that this runs where code for another machine runs: the program of
//! this crate loads images from a folder, also under an emulator (`tests/aarch64`).

pub mod draw;

use agp_abi::facts::Facts;
use agp_abi::tables::Event;
use agp_runtime::Policy;
use agp_runtime::kernel::safe;
use agp_runtime::native::NativeKernel;
use draw::{Draw, Seed};
use std::fmt;

/// What survivors hold before they are written, and what stays around them.
const UNWRITTEN: u64 = 0xa5a5_5a5a_dead_beef;

/// A policy's two kernels and room for what they write.
pub struct Pair<'p> {
    policy: &'p Policy,
    native: &'p NativeKernel,
    draw: Draw,
    facts: Facts,
    words: Vec<u64>,
    safe: Vec<u64>,
    /// With a word before and one behind that must stay.
    code: Vec<u64>,
}

/// Facts that the kernels do not agree on.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The event.
    pub event: Event,
    /// The words of the facts.
    pub facts: Vec<u64>,
    /// What the safe kernel makes of them.
    pub safe: Made,
    /// What the code makes of them; `None`: it refused, or wrote outside its survivors.
    pub code: Option<Made>,
}

/// What a kernel makes of facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Whether a residual chain is still to be walked.
    pub open: bool,
    /// The words of the survivors.
    pub survivors: Vec<u64>,
    /// What they come to, as `agp_abi::native` says.
    pub settled: u64,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Difference { event, facts, safe, code } = self;
        write!(f, "{event:?} {facts:x?}\nsafe kernel  {safe:x?}\nmachine code ")?;
        match code {
            Some(code) => write!(f, "{code:x?}"),
            None => f.write_str("refused, or wrote outside its survivors"),
        }
    }
}

impl<'p> Pair<'p> {
    /// The kernels of a policy; `None` where it has no machine code.
    pub fn of(policy: &'p Policy) -> Option<Pair<'p>> {
        let tables = policy.tables();
        let facts = Facts::unknown(tables);
        Some(Pair {
            policy,
            native: policy.native()?,
            draw: Draw::of(tables),
            words: facts.words().to_vec(),
            facts,
            safe: Vec::new(),
            code: Vec::new(),
        })
    }

    /// Compares on so many facts, the first of which know nothing; how many comparisons were made,
    /// one for each event.
    pub fn compare(&mut self, seed: u64, facts: u64) -> Result<u64, Box<Difference>> {
        let mut seed = Seed::new(seed);
        for at in 0..facts {
            if at > 0 {
                self.draw.facts(&mut seed, &mut self.words);
            }
            assert!(self.facts.set_words(&self.words), "facts are drawn by their layout");
            for event in [Event::Call, Event::Result] {
                self.once(event)?;
            }
        }
        Ok(2 * facts)
    }

    fn once(&mut self, event: Event) -> Result<(), Box<Difference>> {
        let tables = self.policy.tables();
        let words = tables.plan.words.as_slice();
        let count = tables.plan.of(event).survivors();
        for (room, length) in [(&mut self.safe, count), (&mut self.code, count + 2)] {
            room.clear();
            room.resize(length, UNWRITTEN);
        }
        let open = safe::narrow(tables, event, &self.facts, &mut self.safe);
        let settled = safe::settle(tables, event, &self.safe);
        let code = self.code.get_mut(1..=count).unwrap_or_default();
        let code_open = self.native.narrow(event, self.facts.words(), words, code);
        let code_settled = self.native.settle(event, words, code);
        let agree = code_open == Some(open) && code_settled == Some(settled) && *code == self.safe;
        let stayed = self.code.first() == Some(&UNWRITTEN) && self.code.last() == Some(&UNWRITTEN);
        if agree && stayed {
            return Ok(());
        }
        let made = |open, survivors: &[u64], settled| Made { open, survivors: survivors.to_vec(), settled };
        let code = self.code.get(1..=count).unwrap_or_default();
        let code = code_open.zip(code_settled).map(|(open, settled)| made(open, code, settled));
        Err(Box::new(Difference {
            event,
            facts: self.words.clone(),
            safe: made(open, &self.safe, settled),
            code: code.filter(|_| stayed),
        }))
    }
}
