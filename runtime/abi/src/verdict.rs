//! The seven verdicts and the reserved rule names.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What happens to an action. The order is strictness: the strictest matched rule wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Verdict {
    /// Runs as it is.
    Allow = 0,
    /// Runs with the named classes masked.
    Redact = 1,
    /// Runs in the sandbox that the host registered.
    Sandbox = 2,
    /// Held for people.
    Review = 3,
    /// Not run; later calls of the session are refused until it is resumed.
    Pause = 4,
    /// Not run.
    Deny = 5,
    /// Not run; the session is over.
    Halt = 6,
}

impl Verdict {
    /// All of them, loosest first.
    pub const ALL: [Verdict; 7] = [
        Verdict::Allow,
        Verdict::Redact,
        Verdict::Sandbox,
        Verdict::Review,
        Verdict::Pause,
        Verdict::Deny,
        Verdict::Halt,
    ];

    /// The keyword, which is also the text in a decision.
    pub const fn text(self) -> &'static str {
        match self {
            Verdict::Allow => "allow",
            Verdict::Redact => "redact",
            Verdict::Sandbox => "sandbox",
            Verdict::Review => "review",
            Verdict::Pause => "pause",
            Verdict::Deny => "deny",
            Verdict::Halt => "halt",
        }
    }

    /// The verdict with this keyword.
    pub fn parse(text: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.text() == text)
    }

    /// Whether the action may still run, now or after approval.
    pub const fn may_run(self) -> bool {
        matches!(self, Verdict::Allow | Verdict::Redact | Verdict::Sandbox | Verdict::Review)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// Rules that no author writes. Their names cannot be declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reserved {
    /// No `allow` matched.
    Default,
    /// The session was halted before.
    Halted,
    /// The line is not a record.
    InvalidRecord,
    /// The call does not fit its tool's declaration.
    Malformed,
    /// The call holds more than the engine looks at.
    Oversize,
    /// The session is paused.
    Paused,
    /// The tool is not declared.
    Undeclared,
    /// A class that must be masked cannot be located.
    Unredactable,
}

impl Reserved {
    /// All of them, by name.
    pub const ALL: [Reserved; 8] = [
        Reserved::Default,
        Reserved::Halted,
        Reserved::InvalidRecord,
        Reserved::Malformed,
        Reserved::Oversize,
        Reserved::Paused,
        Reserved::Undeclared,
        Reserved::Unredactable,
    ];

    /// The name a decision shows.
    pub const fn text(self) -> &'static str {
        match self {
            Reserved::Default => "default",
            Reserved::Halted => "halted",
            Reserved::InvalidRecord => "invalid_record",
            Reserved::Malformed => "malformed",
            Reserved::Oversize => "oversize",
            Reserved::Paused => "paused",
            Reserved::Undeclared => "undeclared",
            Reserved::Unredactable => "unredactable",
        }
    }

    /// The reserved rule of this name.
    pub fn parse(text: &str) -> Option<Reserved> {
        Reserved::ALL.into_iter().find(|rule| rule.text() == text)
    }
}
