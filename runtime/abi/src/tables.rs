//! The tables of a compiled policy: what the compiler's back end writes and the engine's kernel reads.
//!
//! Everything is a small integer here. A **fact** is one of four shapes: a *one* (exactly one
//! value of a finite list, 0 = unknown), a *set* (members of a finite list plus [`MORE`]), a
//! *number* (bounds), a *text test* (must and may bit). An **atom** is a primitive test over
//! facts with three values: it *must* hold, it *may* hold, or neither. A **rule** is a chain of
//! [`Node`]s over atoms. `allow` rules read must bits, all others may bits, so an unknown fact
//! never helps.
//!
//! Invariants, checked by the engine before it uses tables (`agp_runtime::Policy::new`, which
//! lists what else it asks for), and so by every test of the compiler that runs what it wrote:
//! 1. every index lies within the table it points into;
//! 2. a node's targets are [`ACCEPT`], [`REJECT`] or a *later* node, so every walk ends;
//! 3. `must` of an atom over a finite fact is a subset of its `may`, and neither unknown element
//!    is in a `must`;
//! 4. no node of a risk term tests a risk.

mod conditions;
mod inputs;
mod rules;
mod texts;

pub use conditions::{ACCEPT, Atom, AtomNote, Fact, Node, Plane, REJECT, RiskRow, TermRow};
pub use inputs::{
    AgentFeeds, ArgRow, Clock, Feed, JsonForm, Mapping, Scalar, SignalRow, ToolRow, ValueType, Zone,
};
pub use rules::{Approval, Beside, Event, Rollback, RuleRow};
pub use texts::{Form, Literal, Matcher, Middle, PatternRow, Patterns, Quantifier, TextRow};

use crate::index::Plan;
use crate::notes::Notes;
use crate::number::Bounds;
use serde::{Deserialize, Serialize};

/// The element of a set that stands for "there may be more".
pub const MORE: u32 = 0;

/// The element of a set that is known to be none of the declared ones.
pub const OTHER: u32 = 1;

/// The element of the data set that stands for "there may be more of the classes a detector finds".
pub const MORE_DETECTED: u32 = 2;

/// The first declared entry of a vocabulary as an element of a set.
pub const FIRST_ENTRY: u32 = 3;

/// The value of a *one* that stands for "unknown".
pub const UNKNOWN: u32 = 0;

/// Indices of the *ones* every policy has.
pub mod one {
    /// The tool; 1 + its index.
    pub const TOOL: u32 = 0;
    /// The kind of the tool; 1 + its entry.
    pub const KIND: u32 = 1;
    /// The purpose; 1 + its entry.
    pub const PURPOSE: u32 = 2;
    /// What is wrong with the record's form: see [`super::fault`].
    pub const FAULT: u32 = 3;
    /// How many there are.
    pub const COUNT: u32 = 4;
}

/// Values of the *one* [`one::FAULT`].
pub mod fault {
    /// The call fits its tool.
    pub const NONE: u32 = 1;
    /// It does not.
    pub const MALFORMED: u32 = 2;
    /// It holds more than the engine looks at.
    pub const OVERSIZE: u32 = 3;
}

/// Indices of the *sets* every policy has.
pub mod set {
    /// On whose authority.
    pub const ROLE: u32 = 0;
    /// What the action carries.
    pub const DATA: u32 = 1;
    /// Where it goes.
    pub const DESTINATION: u32 = 2;
    /// What it touches.
    pub const RESOURCE: u32 = 3;
    /// How many there are.
    pub const COUNT: u32 = 4;
}

/// A compiled policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tables {
    /// Name, version and hash, as decisions show them.
    pub policy: PolicyName,
    /// The names a record may use for members of set facets and for the purpose.
    pub names: Names,
    /// What every tool looks like.
    pub tools: Vec<ToolRow>,
    /// What the host supplies.
    pub signals: Vec<SignalRow>,
    /// Where the agent's identity goes.
    pub agent: AgentFeeds,
    /// Slots of the payload as a whole.
    pub payload: Feed,
    /// How many *ones* there are, and the largest value of each.
    pub ones: Vec<u32>,
    /// How many *sets* there are, and the largest element of each.
    pub sets: Vec<u32>,
    /// The numbers, with the bounds that hold when nothing is known.
    pub numbers: Vec<Bounds>,
    /// How many *slots* there are: places for the texts of one value, or of the payload, that tests
    /// look at when they are asked.
    pub slots: u32,
    /// The text tests.
    pub texts: Vec<TextRow>,
    /// Facts that derive from the record's time.
    pub clock: Clock,
    /// Classifying patterns of destinations and resources.
    pub patterns: Patterns,
    /// What whole texts are compared with.
    pub matchers: Vec<Matcher>,
    /// The bytes of all [`Literal`]s.
    #[serde(with = "crate::image::blobs::one")]
    pub literals: Vec<u8>,
    /// Automata: sparse DFAs of `regex-automata`, little-endian, with an anchored start state. A
    /// text matches if after all of its bytes and the end of input the state is a match state, so
    /// the whole text must match; `(?:…)\z` or `MatchKind::All` keeps shorter matches from ending it.
    #[serde(with = "crate::image::blobs")]
    pub automata: Vec<Vec<u8>>,
    /// Lists of words that enumerated values are read by. As the value of a *one* an entry is
    /// 1 + its index, as an element of a *set* [`FIRST_ENTRY`] + its index.
    pub enums: Vec<Vec<String>>,
    /// The primitive tests.
    #[serde(with = "crate::image::atoms")]
    pub atoms: Vec<Atom>,
    /// All conditions, as forward-only chains.
    #[serde(with = "crate::image::nodes")]
    pub nodes: Vec<Node>,
    /// The risks.
    pub risks: Vec<RiskRow>,
    /// The rules, strictest verdict first; within a verdict authored before reserved, then by
    /// qualified name: the first matched one decides.
    pub rules: Vec<RuleRow>,
    /// What an explanation says about each atom. In an image a section of their own.
    #[serde(skip)]
    pub notes: Notes,
    /// The index over the rules.
    pub plan: Plan,
}

/// Which policy this is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyName {
    /// The declared name.
    pub name: String,
    /// The declared version.
    pub version: String,
    /// BLAKE3 of the decision program's text, `blake3:` and 64 hexadecimal digits.
    pub hash: String,
}

/// Names that records use. Each list is sorted by name; a name that fits two entries is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// Roles, as elements of [`set::ROLE`].
    pub roles: Vec<(String, u32)>,
    /// Classes, as elements of [`set::DATA`].
    pub classes: Vec<(String, u32)>,
    /// Purposes, as values of [`one::PURPOSE`].
    pub purposes: Vec<(String, u32)>,
    /// Destinations, as elements of [`set::DESTINATION`].
    pub destinations: Vec<(String, u32)>,
    /// Resources, as elements of [`set::RESOURCE`].
    pub resources: Vec<(String, u32)>,
    /// The element for the built-in class `public`.
    pub public: u32,
    /// Full names of class elements, for decisions: index is element − [`FIRST_ENTRY`].
    pub class_names: Vec<String>,
}
