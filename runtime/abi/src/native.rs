//! Machine code of a policy: what the compiler emits and the engine maps.
//!
//! The code is position independent, has no relocation, calls nothing and cannot trap. It reads the
//! facts and the words of the [`crate::index::Plan`], and writes survivors.
//!
//! ```text
//! narrow(facts, words, survivors) -> 1 if the residual chain of some survivor is still to be walked, else 0
//! settle(words, survivors) -> the first live rule's number in the low half (`u32::MAX`: there is
//!                             none), bit 32: an `allow` is among the live ones
//! ```
//! Both are `extern "C"` with pointers to `u64`; `narrow` fills exactly
//! [`crate::index::Index::survivors`] words.

use crate::tables::Event;
use serde::{Deserialize, Serialize};

/// What machine code runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Target {
    /// x86-64, Linux, System V calling convention; baseline features only.
    X86_64,
    /// aarch64, Linux, AAPCS64; baseline features only.
    Aarch64,
}

impl Target {
    /// All of them.
    pub const ALL: [Target; 2] = [Target::X86_64, Target::Aarch64];

    /// This machine, where it is one that code can run on.
    pub const fn host() -> Option<Target> {
        if cfg!(all(target_os = "linux", target_arch = "x86_64")) {
            Some(Target::X86_64)
        } else if cfg!(all(target_os = "linux", target_arch = "aarch64", target_endian = "little")) {
            Some(Target::Aarch64)
        } else {
            None
        }
    }

    /// The name on the command line.
    pub const fn text(self) -> &'static str {
        match self {
            Target::X86_64 => "x86_64",
            Target::Aarch64 => "aarch64",
        }
    }

    /// The target of this name.
    pub fn parse(text: &str) -> Option<Target> {
        Target::ALL.into_iter().find(|target| target.text() == text)
    }
}

/// The machine code of one policy for one target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// What it runs on.
    pub target: Target,
    /// The bytes; every entry lies within.
    pub bytes: Vec<u8>,
    /// Entries for calls.
    pub call: Entries,
    /// Entries for results.
    pub result: Entries,
}

impl Code {
    /// The entries for an event.
    pub const fn entries(&self, event: Event) -> Entries {
        match event {
            Event::Call => self.call,
            Event::Result => self.result,
        }
    }
}

/// Offsets of functions in [`Code::bytes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entries {
    /// Where `narrow` begins.
    pub narrow: u32,
    /// Where `settle` begins.
    pub settle: u32,
}
