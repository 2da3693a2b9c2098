//! The decision program: what a policy means, in one small data structure.
//!
//! Everything behind the checker works on this: the planner makes tables of it, analyses ask
//! questions of it. It holds
//! - **facts**: what a record can tell, in four shapes (see `agp_abi::tables`), each with its source;
//! - **atoms**: the distinct primitive tests over facts, with must and may;
//! - **rules** and **risks**: formulas over atoms in negation normal form;
//! - the tools, signals and vocabularies they came from.
//!
//! Its invariants are those that [`verify`](fn@verify) checks, listed by number there. It prints as text
//! (`Display`), and [`read`](fn@read) makes the same program of that text; the policy's hash is of it.

pub(crate) mod built_in;
mod print;
mod read;
mod text;
mod verify;

pub use read::{ReadError, read};
pub use verify::verify;

use crate::semantics::thir::{Signal, SignalId, TextPattern, Tool, ToolId, Vocabularies};
use crate::types::Scalar;
use agp_abi::Verdict;
use agp_abi::number::Bounds;
use agp_abi::tables::{Approval, Atom, AtomNote, Event, Quantifier, Rollback};
use agp_abi::verdict::Reserved;

/// How deep formulas nest. The checker refuses conditions that would nest deeper, so that every
/// walk over a formula may be a recursion.
pub const MAX_NESTING: usize = 256;

/// The hash that decisions name a policy by, of its program's text.
pub fn hash(text: &str) -> String {
    format!("blake3:{}", blake3::hash(text.as_bytes()).to_hex())
}

/// A policy's meaning.
#[derive(Clone, Debug)]
pub struct Program {
    /// The policy's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The closed lists of names.
    pub vocabularies: Vocabularies,
    /// The tools.
    pub tools: Vec<Tool>,
    /// The signals.
    pub signals: Vec<Signal>,
    /// Facts with exactly one value. The first are those of `agp_abi::tables::one`.
    pub ones: Vec<One>,
    /// Facts that are sets. The first are those of `agp_abi::tables::set`.
    pub sets: Vec<Set>,
    /// Facts that are numbers.
    pub numbers: Vec<Number>,
    /// Text tests.
    pub texts: Vec<Text>,
    /// The distinct primitive tests.
    pub atoms: Vec<Atom>,
    /// For each atom, its text and the facts it rests on.
    pub notes: Vec<AtomNote>,
    /// The risks, as declared.
    pub risks: Vec<Risk>,
    /// The rules, in the order in which they decide.
    pub rules: Vec<Rule>,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// A facet that every record has; its name in a record.
    Facet(&'static str),
    /// An argument of these tools.
    Args(Vec<(ToolId, String)>),
    /// A signal.
    Signal(SignalId),
    /// The local weekday of a zone.
    Weekday(String),
    /// The local time of day of a zone.
    TimeOfDay(String),
}

impl Source {
    /// The facets that facts come from: the *ones* every policy has, its *sets*, then those that
    /// have a fact only where something tests them.
    pub const FACETS: [&str; 15] = [
        "tool",
        "kind",
        "purpose",
        "fault",
        "role",
        "data",
        "destination",
        "resource",
        "agent.id",
        "agent.verified",
        "agent.trust",
        "agent.depth",
        "payload",
        "payload.size",
        "time",
    ];

    /// The facet of this name.
    pub fn facet(name: &str) -> Option<Source> {
        Source::FACETS.into_iter().find(|facet| *facet == name).map(Source::Facet)
    }
}

/// A fact with one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct One {
    /// Where it comes from.
    pub source: Source,
    /// What its values 1, 2, … are called.
    pub values: Vec<String>,
}

/// A fact that is a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// Where it comes from.
    pub source: Source,
    /// What its elements from `FIRST_ENTRY` on are called.
    pub elements: Vec<String>,
}

/// A fact that is a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Where it comes from.
    pub source: Source,
    /// Its type.
    pub scalar: Scalar,
    /// Its bounds when nothing is known.
    pub unknown: Bounds,
}

/// A test on a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Where it comes from.
    pub source: Source,
    /// Some text, or every one.
    pub quantifier: Quantifier,
    /// Any of these.
    pub patterns: Vec<TextPattern>,
}

/// A formula in negation normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// Always, or never.
    Const(bool),
    /// An atom holds, or does not.
    Literal {
        /// Which atom.
        atom: u32,
        /// Whether it must not hold.
        negated: bool,
    },
    /// All of them.
    And(Vec<Formula>),
    /// Some of them.
    Or(Vec<Formula>),
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The name decisions show.
    pub name: String,
    /// The name the order goes by.
    pub qualified: String,
    /// Set on rules that no author writes.
    pub reserved: Option<Reserved>,
    /// Calls or results.
    pub on: Event,
    /// What it asks for.
    pub verdict: Verdict,
    /// Only tried.
    pub shadow: bool,
    /// When it applies. An `allow` applies when this must hold, any other when it may.
    pub when: Formula,
    /// The reason.
    pub because: Option<String>,
    /// What it cites.
    pub cites: Vec<String>,
    /// Channels to alert.
    pub alert: Vec<String>,
    /// Classes to mask, by path.
    pub mask: Vec<String>,
    /// Who must approve.
    pub approval: Option<Approval>,
    /// What is taken back.
    pub rollback: Option<Rollback>,
}

/// A risk.
#[derive(Clone, Debug)]
pub struct Risk {
    /// The name decisions show.
    pub name: String,
    /// Its terms.
    pub terms: Vec<Term>,
}

/// A term of a risk.
#[derive(Clone, Debug)]
pub struct Term {
    /// Taken off rather than added.
    pub subtract: bool,
    /// Millionths.
    pub weight: i64,
    /// The number (a score) that the weight is multiplied by, and its name.
    pub score: Option<(u32, String)>,
    /// When it counts.
    pub when: Formula,
    /// The term as written.
    pub text: String,
}
