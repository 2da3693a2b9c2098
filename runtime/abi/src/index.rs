//! The index over a policy's rules: bit-parallel rows that the narrowing kernels read.
//!
//! Rules on calls and rules on results have an [`Index`] each. An index divides its rules into
//! **groups**. A group is a row of **leaves**, one for each value of the *one* that it is split by
//! (a single leaf where it is not split). All leaves of a group have the same layout, so that one
//! piece of code serves them all and only the base differs: `base + value * stride`. In a leaf a
//! rule is one bit of [`Group::width`] words, its *place*; places follow the order of the rules, and
//! rules in shadow come last. A rule may stand in several leaves of its group, never in two groups.
//!
//! A leaf begins with the fixed rows of [`row`], then the rule numbers of its places, then for each
//! [`Field`] of the group its rows. To narrow is to AND, over the fields, the row that the record's
//! value selects: what remains are the **survivors**, a superset of the matched rules that differs
//! from them only in rules of the row [`row::RESIDUAL`], whose [`crate::tables::RuleRow::residual`]
//! chain is still to be walked.
//!
//! A row selected by a value that lies outside its field is row 0, which stands for "unknown".

use crate::tables::Event;
use serde::{Deserialize, Serialize};

/// The rows of words that every leaf begins with, each [`Group::width`] words.
pub mod row {
    /// Places that hold a rule.
    pub const VALID: u32 = 0;
    /// Rules that are not in shadow.
    pub const LIVE: u32 = 1;
    /// Rules that grant.
    pub const ALLOW: u32 = 2;
    /// Rules whose residual chain must be walked.
    pub const RESIDUAL: u32 = 3;
    /// How many there are; the rule numbers follow them, two to a word, low half first.
    pub const COUNT: u32 = 4;
}

/// The largest number of words a row may have.
pub const MAX_WIDTH: u32 = 4_096;

/// The most groups of an index.
pub const MAX_GROUPS: usize = 64;

/// The index over a policy's rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Over the rules that judge calls.
    pub call: Index,
    /// Over the rules that judge results.
    pub result: Index,
    /// Ends of texts that fields read.
    pub ends: Vec<End>,
    /// All rows, rule numbers and thresholds. In an image a section of their own.
    #[serde(skip)]
    pub words: Vec<u64>,
}

impl Plan {
    /// The index over the rules of an event.
    pub fn of(&self, event: Event) -> &Index {
        match event {
            Event::Call => &self.call,
            Event::Result => &self.result,
        }
    }
}

/// The index over the rules of one event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// The groups.
    pub groups: Vec<Group>,
}

impl Index {
    /// Words that narrowing writes: for each group its leaf's first word in [`Plan::words`], then
    /// its survivors.
    pub fn survivors(&self) -> usize {
        self.groups.iter().map(|group| 1 + group.width as usize).sum()
    }
}

/// Rules that share a layout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The *one* whose value picks the leaf; `None`: there is one leaf.
    pub split: Option<u32>,
    /// How many leaves there are: for a split, the largest value of the *one* and 1 more.
    pub leaves: u32,
    /// Words of a row.
    pub width: u32,
    /// The first word of leaf 0 in [`Plan::words`].
    pub base: u32,
    /// Words of a leaf.
    pub stride: u32,
    /// What is tested, each with its rows.
    pub fields: Vec<Field>,
}

/// A fact, or one side of it, that selects rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// How the record selects.
    pub select: Select,
    /// Where its rows begin, in words from the leaf's first.
    pub at: u32,
    /// How many rows there are.
    pub rows: u32,
}

/// How a record selects rows of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Select {
    /// The row of a *one*'s value.
    One(u32),
    /// The row of how many thresholds are at most the low end of a number.
    Low(Thresholds),
    /// The same of its high end.
    High(Thresholds),
    /// The row of the class of an end of a text; index into [`Plan::ends`].
    End(u32),
    /// The OR of the rows of a set's digits.
    AnyOf(Digits),
    /// The AND of the rows of a set's digits.
    AllOf(Digits),
}

/// Bits of a set that make a digit.
pub const DIGIT_BITS: u32 = 4;

/// Values of a digit, and so its rows.
pub const DIGIT_ROWS: u32 = 1 << DIGIT_BITS;

/// A set read as digits of [`DIGIT_BITS`] elements each, lowest first; those that no rule of the
/// group tells apart are left out. The n-th digit listed selects one of the n-th [`DIGIT_ROWS`] rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digits {
    /// Which set.
    pub set: u32,
    /// Which of its digits, ascending, at least one.
    pub digits: Vec<u32>,
    /// Whether one row more, the last, joins in where the set is empty.
    pub empty: bool,
}

/// Ascending thresholds of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Which number.
    pub number: u32,
    /// The first one in [`Plan::words`], as the bits of an `i64`.
    pub first: u32,
    /// How many: 1 less than a power of two, filled up with `i64::MAX`, so that every search takes
    /// the same steps ([`Thresholds::steps`]).
    pub count: u32,
}

impl Thresholds {
    /// Steps of a binary search.
    pub const fn steps(self) -> u32 {
        self.count.saturating_add(1).trailing_zeros()
    }
}

/// Which end of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Side {
    /// Its first bytes.
    Head,
    /// Its last bytes, the last one first.
    Tail,
}

/// One end of the text of a slot, as a small integer: its *class*. What a text test needs of an end is
/// a necessary condition, so that most tests that fail are settled without looking at the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// Whose text.
    pub slot: u32,
    /// Which end of it.
    pub side: Side,
    /// How many bytes make the key, 1 to 8; the one at the very end is the lowest byte.
    pub bytes: u32,
    /// What the key is multiplied by, to find its entry by the product's highest bits.
    pub multiplier: u64,
    /// Pairs of a key and its class, a power of two of them, at least two; class 0: there is none.
    pub entries: Vec<(u64, u32)>,
}

/// The class of an end that nobody knows, or of several.
pub const UNKNOWN_END: u32 = 0;
/// The class of an end that is no key; those of keys follow.
pub const OTHER_END: u32 = 1;

impl End {
    /// The class of a known text: of the 8 bytes at its end, and its length.
    #[inline]
    pub fn class(&self, end: u64, length: usize) -> u32 {
        let key = end & u64::MAX.wrapping_shr(64u32.wrapping_sub(self.bytes.wrapping_mul(8)));
        let bits = self.entries.len().trailing_zeros();
        let at = key.wrapping_mul(self.multiplier).wrapping_shr(64u32.wrapping_sub(bits));
        match usize::try_from(at).ok().and_then(|at| self.entries.get(at)) {
            Some((entry, class)) if *entry == key && *class != 0 && length >= self.bytes as usize => *class,
            _ => OTHER_END,
        }
    }

    /// The largest class.
    pub fn largest(&self) -> u32 {
        self.entries.iter().map(|(_, class)| *class).max().unwrap_or(0).max(OTHER_END)
    }
}
