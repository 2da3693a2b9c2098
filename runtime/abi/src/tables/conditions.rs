//! What conditions are made of: tests over facts, the chains that join them, risks.

use crate::bits::Bits;
use serde::{Deserialize, Serialize};

/// A primitive test.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Atom {
    /// The value of a *one* is in a set of values.
    One {
        /// Which one.
        one: u32,
        /// Values that satisfy it.
        must: Bits,
        /// Values that may.
        may: Bits,
    },
    /// Some member of a *set* satisfies.
    Has {
        /// Which set.
        set: u32,
        /// Elements that satisfy it.
        must: Bits,
        /// Elements that may.
        may: Bits,
    },
    /// There is a member, and every one satisfies.
    Within {
        /// Which set.
        set: u32,
        /// Elements that satisfy it.
        must: Bits,
        /// Elements that may.
        may: Bits,
    },
    /// The sum of coefficient × number is at least `value`.
    AtLeast {
        /// (number, coefficient)
        terms: Vec<(u32, i64)>,
        /// The least sum that satisfies.
        value: i64,
    },
    /// A text test.
    Text(u32),
    /// A fact is known. Of a text: that the test's two bits are equal; it is to be a test with
    /// [`Quantifier::Any`](super::Quantifier::Any), no matcher and no block, which only an unknown text may pass.
    Known(Fact),
    /// The upper bound of a risk is at least `value`.
    Risk {
        /// Which risk.
        risk: u32,
        /// In millionths of a millionth.
        value: i64,
    },
}

/// A place among the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Fact {
    /// A one.
    One(u32),
    /// A set.
    Set(u32),
    /// A number.
    Number(u32),
    /// A text test.
    Text(u32),
}

/// A test of one atom in a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    /// Which atom.
    pub atom: u32,
    /// Which of its bits.
    pub plane: Plane,
    /// Where to go if the bit is set.
    pub yes: u32,
    /// Where to go if not.
    pub no: u32,
}

/// The condition holds.
pub const ACCEPT: u32 = u32::MAX;

/// The condition does not hold.
pub const REJECT: u32 = u32::MAX - 1;

/// Which bit of an atom a node reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Plane {
    /// It surely holds.
    Must,
    /// It holds or is unknown.
    May,
    /// It surely does not hold.
    NotMay,
    /// It does not hold or is unknown.
    NotMust,
}

/// A risk: a sum of terms, clamped once to 0..1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskRow {
    /// Its qualified name.
    pub name: String,
    /// Its terms.
    pub terms: Vec<TermRow>,
}

/// One term of a risk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermRow {
    /// Whether it is taken off: then it counts only if its condition must hold, at its least.
    pub subtract: bool,
    /// The weight in millionths.
    pub weight: i64,
    /// A score that the weight is multiplied by.
    pub number: Option<(u32, String)>,
    /// Its condition: [`ACCEPT`], [`REJECT`] or a node.
    pub entry: u32,
    /// The term as the author wrote it.
    pub text: String,
}

/// What an explanation says about an atom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtomNote {
    /// The test as the author wrote it.
    pub text: String,
    /// The facts it rests on and what a record calls them.
    pub facts: Vec<(Fact, String)>,
}
