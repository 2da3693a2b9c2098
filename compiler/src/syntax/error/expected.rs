//! What may stand at a place, in words for people.
//!
//! The parser knows it as a set of up to seventy terminals. [`phrase`] takes out groups that have
//! a name of their own ("a condition", "a clause") until nothing is left.

use super::super::token::{self, Token};

/// The terminals that may stand at a place.
#[derive(Clone, Debug, Default)]
pub(in crate::syntax) struct Expected {
    terminals: Vec<String>,
}

impl Expected {
    /// From the names that LALRPOP gives them: literals in quotes, the others bare.
    pub(in crate::syntax) fn new(terminals: &[String]) -> Self {
        let plain = |terminal: &String| terminal.trim_matches('"').to_owned();
        Expected { terminals: terminals.iter().map(plain).collect() }
    }

    /// Whether this word, mark or kind of token may stand there.
    pub(in crate::syntax) fn has(&self, terminal: &str) -> bool {
        self.terminals.iter().any(|known| known == terminal)
    }

    pub(in crate::syntax) fn len(&self) -> usize {
        self.terminals.len()
    }

    /// The words of the language among them.
    pub(in crate::syntax) fn words(&self) -> impl Iterator<Item = &str> {
        self.terminals
            .iter()
            .map(String::as_str)
            .filter(|text| text.starts_with(|c: char| c.is_ascii_lowercase()))
    }

    pub(in crate::syntax) fn iter(&self) -> impl Iterator<Item = &str> {
        self.terminals.iter().map(String::as_str)
    }
}

/// A group of terminals that has a name.
struct Group {
    /// The group is there if all of these are,
    signs: &'static [&'static str],
    /// and none of these.
    without: &'static [&'static str],
    name: &'static str,
    /// What it takes out beside its signs.
    members: &'static [&'static str],
}

const CLAUSES: &[&str] =
    &["on", "when", "unless", "because", "alert", "cites", "mask", "by", "until", "rollback", "shadow"];
const OPERATORS: &[&str] = &[
    "is", "has", "not", "within", "from", "in", "like", "matches", "contains", "==", "!=", "<", "<=", ">",
    ">=", "+", "-", "*",
];
const STEPS: &[&str] =
    &["as", "given", "prompt", "call", "result", "expect", "approve", "expire", "after", "at"];
const OPERANDS: &[&str] = &[
    "RAW",
    "NUMBER",
    "TIME",
    "DATE",
    "TEXT",
    "(",
    "-",
    "not",
    "true",
    "false",
    "role",
    "purpose",
    "destination",
    "resource",
    "origin",
    "kind",
    "tool",
    "signal",
];
const RIGHT_OF_IS: &[&str] = &[
    "[",
    "RAW",
    "NUMBER",
    "TIME",
    "DATE",
    "TEXT",
    "(",
    "-",
    "not",
    "true",
    "false",
    "role",
    "purpose",
    "destination",
    "resource",
    "origin",
    "kind",
    "tool",
    "signal",
];
const VALUES: &[&str] = &["RAW", "NUMBER", "TIME", "DATE", "TEXT", "[", "{", "-", "true", "false"];
const VERDICTS: &[&str] = &["allow", "redact", "sandbox", "review", "pause", "deny", "halt"];
const TYPES: &[&str] =
    &["set", "enum", "role", "purpose", "destination", "resource", "origin", "kind", "channel", "class"];

/// In this order: what is taken out by one group is not seen by the next. `WORDS` stands for all
/// words, where any of them may be a name.
const GROUPS: &[Group] = &[
    Group {
        signs: &["DOC", "NAME", "and"],
        without: &[],
        name: "an argument",
        members: &["RAW", "WORDS", "}"],
    },
    Group {
        signs: &["NAME", "and", "policy", "}"],
        without: &[],
        name: "`name: value`",
        members: &["RAW", "WORDS"],
    },
    Group { signs: &["NAME", "and", "policy"], without: &[], name: "a name", members: &["RAW", "WORDS"] },
    Group { signs: &["DOC", "NAME"], without: &[], name: "an entry", members: &["RAW", "SOFT"] },
    Group {
        signs: &["NAME", "NUMBER", "known"],
        without: &[],
        name: "a name or a value",
        members: RIGHT_OF_IS,
    },
    Group { signs: &["NAME", "NUMBER", "not"], without: &[], name: "a condition", members: OPERANDS },
    Group { signs: &["NAME", "NUMBER", "{"], without: &[], name: "a value", members: VALUES },
    Group { signs: &["NAME", "NUMBER"], without: &[], name: "a value", members: OPERANDS },
    Group { signs: &["NAME", "list", "class"], without: &["RAW"], name: "a type", members: TYPES },
    Group {
        signs: &["NAME", "destination"],
        without: &["RAW"],
        name: "a facet such as `payload`",
        members: TYPES,
    },
    Group {
        signs: &["NAME", "policy"],
        without: &["RAW"],
        name: "a scope such as `session`",
        members: &["tool"],
    },
    Group { signs: &["NAME", "RAW"], without: &[], name: "a name", members: &["SOFT"] },
    Group { signs: &["class", "tool", "deny"], without: &[], name: "a declaration", members: &[] },
    Group {
        signs: &["is", "has", "within"],
        without: &[],
        name: "an operator such as `is` or `>=`",
        members: OPERATORS,
    },
    Group { signs: &["call", "expect", "prompt"], without: &[], name: "a step of the test", members: STEPS },
    Group {
        signs: &["pattern", "check", "near"],
        without: &[],
        name: "a clause of the detector",
        members: &["mask"],
    },
    Group {
        signs: &["allow", "deny", "halt"],
        without: &[],
        name: "a verdict such as `deny`",
        members: VERDICTS,
    },
    Group { signs: &["when", "because", "alert"], without: &[], name: "a clause", members: CLAUSES },
    Group {
        signs: &["is", "matches"],
        without: &[],
        name: "`is`, `matches`",
        members: &["otherwise", "detected", "open"],
    },
    Group {
        signs: &["is", "detected"],
        without: &[],
        name: "`is`",
        members: &["otherwise", "detected", "open", "matches"],
    },
];

/// What goes on where something is complete already: worth naming only if nothing else is.
const WEAK: &[&str] = &[".", "except", "zone", "..", "..=", "+", "-", "*", ","];

/// What is expected, as a phrase: `a condition`, `` `of` ``, `` `,` or `]` ``.
pub(in crate::syntax) fn phrase(expected: &Expected) -> String {
    let mut left: Vec<&str> = expected.iter().collect();
    let mut phrases: Vec<String> = Vec::new();
    for group in GROUPS {
        let there = |terminal: &&str| left.contains(terminal);
        if group.signs.iter().all(there) && !group.without.iter().any(there) {
            phrases.push(group.name.to_owned());
            if group.members == CLAUSES {
                phrases.push("the next declaration".to_owned());
            }
            left.retain(|terminal| !group.takes(terminal));
        }
    }
    if !phrases.is_empty() || left.iter().any(|terminal| !WEAK.contains(terminal)) {
        left.retain(|terminal| !WEAK.contains(terminal));
    }
    let mut all: Vec<String> = left.iter().map(|terminal| single(terminal)).collect();
    if all.len() > 4 && !phrases.is_empty() {
        all.truncate(2);
    }
    all.extend(phrases);
    all.sort();
    all.dedup();
    all.truncate(5);
    if all.is_empty() {
        return "the next declaration".to_owned();
    }
    crate::diag::suggest::list(&all, "or")
}

impl Group {
    fn takes(&self, terminal: &str) -> bool {
        let word = terminal.starts_with(|c: char| c.is_ascii_lowercase());
        let reserved = token::literal(terminal).is_some_and(Token::is_reserved);
        let soft = self.members.contains(&"SOFT") || [OPERANDS, RIGHT_OF_IS, VALUES].contains(&self.members);
        self.signs.contains(&terminal)
            || self.members.contains(&terminal)
            || (word && self.members.contains(&"WORDS"))
            || (word && soft && !reserved)
    }
}

/// One kind of token in words.
fn single(terminal: &str) -> String {
    match terminal {
        "NAME" | "RAW" => "a name".to_owned(),
        "NUMBER" => "a number".to_owned(),
        "TIME" => "a time such as `08:00`".to_owned(),
        "DATE" => "a date such as `2026-03-02`".to_owned(),
        "TEXT" => "a text in quotes".to_owned(),
        "REGEX" => "a regular expression such as `/[a-z]+/`".to_owned(),
        "DOC" => "a `///` comment".to_owned(),
        "[" => "a list in `[ ]`".to_owned(),
        other => format!("`{other}`"),
    }
}
