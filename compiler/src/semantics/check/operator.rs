//! The operators of tests as their authors write them: affirmed or denied.
//!
//! A message quotes the operator, and its help may offer another one in its place. Following a help
//! must never turn a rule around, so both spellings of an operator stand together and
//! [`Operator::offer`] picks the one that denies where the author denied.

/// An operator affirmed, and the same denied.
pub(super) type Spellings = [&'static str; 2];

pub(super) const IS: Spellings = ["is", "is not"];
pub(super) const IN: Spellings = ["in", "not in"];
pub(super) const HAS: Spellings = ["has", "has no"];
pub(super) const WITHIN: Spellings = ["within", "not within"];
pub(super) const LIKE: Spellings = ["like", "not like"];
pub(super) const MATCHES: Spellings = ["matches", "not matches"];
pub(super) const CONTAINS: Spellings = ["contains", "not contains"];
pub(super) const EQUALS: Spellings = ["==", "!="];

/// The operator of one test.
#[derive(Clone, Copy)]
pub(super) struct Operator {
    spellings: Spellings,
    negated: bool,
}

impl Operator {
    pub(super) fn new(spellings: Spellings, negated: bool) -> Operator {
        Operator { spellings, negated }
    }

    /// As the author wrote it.
    pub(super) fn text(self) -> &'static str {
        self.offer(self.spellings)
    }

    /// Another operator in its place, denied where this one is.
    pub(super) fn offer(self, other: Spellings) -> &'static str {
        other[usize::from(self.negated)]
    }

    /// What to write where the operand is a set and the names may be its members.
    pub(super) fn of_set(self, text: &str, names: &str) -> String {
        let (has, within) = (self.offer(HAS), self.offer(WITHIN));
        let when =
            if self.negated { "if something else must be there" } else { "if nothing else may be there" };
        format!("write `{text} {has} {names}`, or `{text} {within} {names}` {when}")
    }

    /// What to write where the operand is a condition of its own.
    pub(super) fn of_condition(self, text: &str) -> String {
        let not = if self.negated { "not " } else { "" };
        format!("write `{not}{text}` alone: it holds or it does not")
    }
}
