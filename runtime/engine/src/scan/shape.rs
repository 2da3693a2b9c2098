//! One matcher against one text.

use crate::load::Loaded;
use agp_abi::tables::{Literal, Matcher, Middle, Tables};

impl Loaded {
    /// Whether the whole text matches; `None` where that cannot be told.
    pub(crate) fn matches(&self, matcher: u32, text: &str) -> Option<bool> {
        let bytes = text.as_bytes();
        let literal = |of| literal(&self.tables, of);
        match *self.tables.matchers.get(matcher as usize)? {
            Matcher::Exact(text) => Some(bytes == literal(text)),
            Matcher::Ends { prefix, suffix, middle } => {
                let rest = bytes.strip_prefix(literal(prefix));
                let rest = rest.and_then(|rest| rest.strip_suffix(literal(suffix)));
                Some(rest.is_some_and(|rest| is_middle(middle, rest)))
            }
            // Both are texts, so that a match begins and ends between characters.
            Matcher::Contains(part) => match std::str::from_utf8(literal(part)) {
                Ok(part) => Some(text.contains(part)),
                Err(_) => None,
            },
            Matcher::Automaton(index) => self.automata.get(index as usize)?.matches(text),
        }
    }
}

/// The bytes of a literal.
pub(crate) fn literal(tables: &Tables, literal: Literal) -> &[u8] {
    tables.literals.get(literal.from as usize..literal.to as usize).unwrap_or_default()
}

fn is_middle(middle: Middle, text: &[u8]) -> bool {
    match middle {
        Middle::Any => true,
        Middle::Without(separator) => !text.contains(&separator),
        Middle::Labels => {
            let whole = text.strip_suffix(b".").is_some_and(|labels| !labels.is_empty());
            whole && !text.starts_with(b".") && !text.windows(2).any(|pair| pair == b"..")
        }
    }
}
