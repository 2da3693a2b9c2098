//! Three truth values, after S. C. Kleene's strong logic.

/// Whether something holds. What must hold is `Yes`, what may hold is not `No`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Truth {
    /// It does not.
    No,
    /// It may.
    Unknown,
    /// It must.
    Yes,
}

use Truth::{No, Unknown, Yes};

impl Truth {
    /// What is known for sure.
    pub(super) fn sure(holds: bool) -> Truth {
        if holds { Yes } else { No }
    }

    /// From whether it must and whether it may hold.
    pub(super) fn bounds(must: bool, may: bool) -> Truth {
        match (must, may) {
            (true, _) => Yes,
            (false, true) => Unknown,
            (false, false) => No,
        }
    }

    /// Whether it holds for certain.
    pub(super) fn must(self) -> bool {
        self == Yes
    }

    /// Whether it is not ruled out.
    pub(super) fn may(self) -> bool {
        self != No
    }

    pub(super) fn and(self, other: Truth) -> Truth {
        self.min(other)
    }

    pub(super) fn or(self, other: Truth) -> Truth {
        self.max(other)
    }

    pub(super) fn not(self) -> Truth {
        match self {
            No => Yes,
            Unknown => Unknown,
            Yes => No,
        }
    }

    /// All of them; `Yes` of none.
    pub(super) fn all(truths: impl IntoIterator<Item = Truth>) -> Truth {
        truths.into_iter().fold(Yes, Truth::and)
    }

    /// Some of them; `No` of none.
    pub(super) fn any(truths: impl IntoIterator<Item = Truth>) -> Truth {
        truths.into_iter().fold(No, Truth::or)
    }
}
