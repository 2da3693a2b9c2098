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

    /// What to write where the operand is a text, `word` being what it may be or hold.
    pub(super) fn of_text(self, text: &str, word: &str) -> String {
        let (is, like, contains) = (self.offer(IS), self.offer(LIKE), self.offer(CONTAINS));
        format!(
            "write `{text} {is} \"{word}\"`, `{text} {like} \"{word}*\"` or `{text} {contains} \"{word}\"`"
        )
    }

    /// What to write where the operand is a list of texts.
    pub(super) fn of_texts(self, text: &str, word: &str) -> String {
        let is = self.offer(IS);
        let each = if self.negated { "no text of it is" } else { "some text of it is" };
        format!(
            "write `{text} {is} \"{word}\"` if {each}, or map the argument to `destination` or `resource` and test that"
        )
    }

    /// What to write where the operand is a number.
    pub(super) fn of_number(self, text: &str, number: &str) -> String {
        let (equals, within) = (self.offer(EQUALS), self.offer(IN));
        format!("numbers are compared: `{text} {equals} {number}`, `{text} {within} {number}..=…`")
    }

    /// What to write where the operand is a set of destinations or resources and a text stands where a
    /// name must.
    pub(super) fn of_entity(self, text: &str, pattern: &str, entry: Option<&str>) -> String {
        let has = self.offer(HAS);
        match entry {
            Some(entry) => format!("write `{text} {has} {entry}`, which matches \"{pattern}\""),
            None => format!("declare `{text} NAME … matches \"{pattern}\"` and write `{text} {has} NAME`"),
        }
    }

    /// What to write where the operand is the data and nothing is asked for.
    pub(super) fn of_nothing(self, text: &str) -> String {
        format!("what carries nothing is `public`: write `{text} {} public`", self.offer(WITHIN))
    }

    /// What to write where the operand is a condition of its own.
    pub(super) fn of_condition(self, text: &str) -> String {
        let not = if self.negated { "not " } else { "" };
        format!("write `{not}{text}` alone: it holds or it does not")
    }
}
