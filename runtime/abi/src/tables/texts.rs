//! Tests of texts, and the patterns by which destinations and resources are found.

use serde::{Deserialize, Serialize};

/// A test on a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextRow {
    /// Whose texts it looks at.
    pub slot: u32,
    /// What must match when there are several texts (a list argument, the payload).
    pub quantifier: Quantifier,
    /// Indices into [`Tables::matchers`](super::Tables::matchers); any of them suffices.
    pub matchers: Vec<u32>,
    /// Address blocks as (first address, prefix length out of 128); any of them suffices.
    pub blocks: Vec<(u128, u8)>,
}

/// What a whole text is compared with. A pattern takes the simplest shape that means the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Matcher {
    /// The text is this.
    Exact(Literal),
    /// The text begins with `prefix`, then comes a part that `middle` tells about, and it ends with
    /// `suffix`. The three do not overlap, and each of the literals may be empty.
    Ends {
        /// How it begins.
        prefix: Literal,
        /// How it ends.
        suffix: Literal,
        /// What lies between.
        middle: Middle,
    },
    /// The text has this somewhere in it.
    Contains(Literal),
    /// Index into [`Tables::automata`](super::Tables::automata).
    Automaton(u32),
}

/// What may lie between the two ends of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Middle {
    /// Anything, or nothing.
    Any,
    /// Anything without this ASCII character, or nothing.
    Without(u8),
    /// One or more labels, none of them empty, with a dot behind each.
    Labels,
}

/// A piece of [`Tables::literals`](super::Tables::literals).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Literal {
    /// Its first byte.
    pub from: u32,
    /// The first byte behind it.
    pub to: u32,
}

/// How a test on one text becomes a test on several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Quantifier {
    /// Some text matches.
    Any,
    /// There is a text, and every one matches.
    Every,
}

/// How entities become members of `destination` and `resource`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patterns {
    /// Patterns of destinations.
    pub destinations: Vec<PatternRow>,
    /// Patterns of resources.
    pub resources: Vec<PatternRow>,
    /// Elements an unclaimed destination belongs to; empty: unknown.
    pub destination_otherwise: Vec<u32>,
    /// Elements an unclaimed resource belongs to; empty: [`OTHER`](super::OTHER).
    pub resource_otherwise: Vec<u32>,
}

/// One pattern of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternRow {
    /// The element of the set that it claims for.
    pub element: u32,
    /// Which form of an entity it reads.
    pub form: Form,
    /// Index into [`Tables::matchers`](super::Tables::matchers).
    pub matcher: u32,
}

/// The forms of an entity that patterns read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Form {
    /// The host of a host, URL or mail address.
    Host,
    /// A whole mail address.
    Address,
    /// A URL without credentials, query and fragment.
    Url,
    /// A path.
    Path,
    /// Any other text, account, number or identifier.
    Text,
}
