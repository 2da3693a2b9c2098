//! Names looked up once: what a host keeps to build calls without comparing names.
//!
//! A handle holds a place in the tables of one loaded policy, and that policy's *generation*, a number
//! that no other loaded policy of the process has. With another policy, be it the same text loaded
//! again, a handle is **stale**: it is looked up anew by name, and until then what it was to say is
//! unknown. It never stands for what happens to have its place.

use crate::policy::Policy;
use agp_abi::tables::{Scalar, ValueType};
use std::sync::atomic::{AtomicU64, Ordering};

/// A number that no other loaded policy of the process has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Generation(u64);

impl Generation {
    /// One that nobody has had.
    pub(crate) fn next() -> Generation {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Generation(LAST.fetch_add(1, Ordering::Relaxed))
    }
}

/// A tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ToolHandle {
    generation: Generation,
    tool: usize,
}

/// An argument of a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ArgHandle {
    generation: Generation,
    tool: usize,
    arg: usize,
}

/// A signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SignalHandle {
    generation: Generation,
    signal: usize,
}

/// A role, class, destination or resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MemberHandle {
    generation: Generation,
    facet: Facet,
    element: u32,
}

/// A purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PurposeHandle {
    generation: Generation,
    value: u32,
}

/// A word of an enumeration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WordHandle {
    generation: Generation,
    list: u32,
    word: usize,
}

/// A facet that a record states by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facet {
    /// On whose authority.
    Role,
    /// What the action carries, beyond what is found in it.
    Data,
    /// Where it goes, beyond what arguments say.
    Destination,
    /// What it touches, beyond what arguments say.
    Resource,
}

impl Policy {
    /// The tool of this name.
    pub fn tool_handle(&self, name: &str) -> Option<ToolHandle> {
        let tool = self.loaded.tool(name)?.index;
        Some(ToolHandle { generation: self.loaded.generation, tool })
    }

    /// The argument of this name, of a tool of this policy.
    pub fn arg_handle(&self, tool: ToolHandle, name: &str) -> Option<ArgHandle> {
        let tool = self.tool_at(tool)?;
        let arg = self.loaded.tool_at(tool)?.arg(name)?;
        Some(ArgHandle { generation: self.loaded.generation, tool, arg })
    }

    /// The signal of this name.
    pub fn signal_handle(&self, name: &str) -> Option<SignalHandle> {
        let signal = self.loaded.signal(name)?;
        Some(SignalHandle { generation: self.loaded.generation, signal })
    }

    /// The member of a facet that this name stands for in a record.
    pub fn member_handle(&self, facet: Facet, name: &str) -> Option<MemberHandle> {
        let names = &self.loaded.vocabulary;
        let list = match facet {
            Facet::Role => &names.roles,
            Facet::Data => &names.classes,
            Facet::Destination => &names.destinations,
            Facet::Resource => &names.resources,
        };
        let element = list.find(name)?;
        Some(MemberHandle { generation: self.loaded.generation, facet, element })
    }

    /// The purpose that this name stands for in a record.
    pub fn purpose_handle(&self, name: &str) -> Option<PurposeHandle> {
        let value = self.loaded.vocabulary.purposes.find(name)?;
        Some(PurposeHandle { generation: self.loaded.generation, value })
    }

    /// A word of the enumeration that is the type of an argument.
    pub fn arg_word_handle(&self, arg: ArgHandle, word: &str) -> Option<WordHandle> {
        let (tool, arg) = self.arg_at(arg)?;
        self.word(self.loaded.tables.tools.get(tool)?.args.get(arg)?.ty, word)
    }

    /// A word of the enumeration that is the type of a signal.
    pub fn signal_word_handle(&self, signal: SignalHandle, word: &str) -> Option<WordHandle> {
        self.word(self.loaded.tables.signals.get(self.signal_at(signal)?)?.ty, word)
    }

    fn word(&self, ty: ValueType, word: &str) -> Option<WordHandle> {
        let Scalar::Enum(list) = ty.scalar else { return None };
        let word = self.loaded.words.get(list as usize)?.find(word)?;
        Some(WordHandle { generation: self.loaded.generation, list, word })
    }

    /// What a handle stands for, unless it is stale.
    pub(crate) fn tool_at(&self, handle: ToolHandle) -> Option<usize> {
        self.is_own(handle.generation).then_some(handle.tool)
    }

    /// The same of an argument: tool and argument.
    pub(crate) fn arg_at(&self, handle: ArgHandle) -> Option<(usize, usize)> {
        self.is_own(handle.generation).then_some((handle.tool, handle.arg))
    }

    /// The same of a signal.
    pub(crate) fn signal_at(&self, handle: SignalHandle) -> Option<usize> {
        self.is_own(handle.generation).then_some(handle.signal)
    }

    /// The facet of a handle, and its element unless it is stale.
    pub(crate) fn member_at(&self, handle: MemberHandle) -> (Facet, Option<u32>) {
        (handle.facet, self.is_own(handle.generation).then_some(handle.element))
    }

    /// The same of a purpose.
    pub(crate) fn purpose_at(&self, handle: PurposeHandle) -> Option<u32> {
        self.is_own(handle.generation).then_some(handle.value)
    }

    /// The word that a handle stands for.
    pub(crate) fn word_at(&self, handle: WordHandle) -> Option<&str> {
        let list = self.loaded.tables.enums.get(handle.list as usize)?;
        let word = list.get(handle.word)?;
        self.is_own(handle.generation).then_some(word)
    }

    /// The value of a *one* for the word, if it is of the enumeration of a type.
    #[inline]
    pub(crate) fn word_value(&self, handle: WordHandle, ty: ValueType) -> Option<u32> {
        let own = ty.scalar == Scalar::Enum(handle.list) && self.is_own(handle.generation);
        own.then(|| crate::bind::number_of(handle.word))
    }

    fn is_own(&self, generation: Generation) -> bool {
        self.loaded.generation == generation
    }
}
