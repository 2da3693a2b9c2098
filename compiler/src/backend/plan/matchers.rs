//! Patterns to automata.
//!
//! Every pattern, whatever it was written as, becomes one regular expression over the whole text
//! and one sparse DFA, anchored, with all matches kept (so that `a|ab` matches `ab`). Matching is
//! linear in the text. A DFA may take [`MAX_BYTES`]; a pattern that would need more is refused.

use crate::diag::{Code, Diagnostic};
use crate::semantics::thir::TextPattern;
use crate::source::Span;
use regex_automata::MatchKind;
use regex_automata::dfa::{StartKind, dense};
use regex_automata::util::syntax;
use std::collections::BTreeMap;

/// The largest automaton of one pattern, in bytes.
pub(super) const MAX_BYTES: usize = 1 << 20;

/// The automaton of a pattern would be larger than [`MAX_BYTES`].
#[derive(Debug)]
pub(super) struct TooLarge;

impl TooLarge {
    #[expect(clippy::unused_self, reason = "it is what is said about this problem")]
    pub(super) fn at(&self, span: Span) -> Diagnostic {
        let message = format!("the pattern needs an automaton of more than {} KiB", MAX_BYTES >> 10);
        Diagnostic::new(Code::PatternTooLarge, span, message)
            .help("shorten its repetitions (`{0,100}`), or split it into several patterns")
    }
}

/// The automata so far, by expression.
#[derive(Default)]
pub(super) struct Matchers {
    pub(super) automata: Vec<Vec<u8>>,
    known: BTreeMap<String, u32>,
}

impl Matchers {
    /// The automaton of a text pattern; `None` for an address block.
    pub(super) fn pattern(&mut self, pattern: &TextPattern) -> Result<Option<u32>, TooLarge> {
        let expression = match pattern {
            TextPattern::Exact(text) => regex_syntax::escape(text),
            TextPattern::Like { glob: text, separator } => glob(text, *separator),
            TextPattern::Contains(text) => anywhere(&regex_syntax::escape(text)),
            TextPattern::Regex { pattern, anywhere: true } => anywhere(pattern),
            TextPattern::Regex { pattern, anywhere: false } => pattern.clone(),
            TextPattern::Block(..) => return Ok(None),
        };
        self.expression(expression).map(Some)
    }

    /// The automaton of an expression over the whole text.
    pub(super) fn expression(&mut self, expression: String) -> Result<u32, TooLarge> {
        if let Some(index) = self.known.get(&expression) {
            return Ok(*index);
        }
        let automaton = build(&expression).ok_or(TooLarge)?;
        let index = u32::try_from(self.automata.len()).unwrap_or(u32::MAX);
        self.automata.push(automaton);
        self.known.insert(expression, index);
        Ok(index)
    }
}

fn anywhere(expression: &str) -> String {
    format!("(?s:.)*(?:{expression})(?s:.)*")
}

/// A glob as an expression: `*` within a segment, `**` across; in hosts a leading `*.` stands for
/// one or more labels.
pub(super) fn glob(text: &str, separator: char) -> String {
    let within = format!("[^{}]*", regex_syntax::escape(&separator.to_string()));
    let (mut expression, mut rest) = match text.strip_prefix("*.") {
        Some(rest) if separator == '.' => (r"(?:[^.]+\.)+".to_owned(), rest),
        _ => (String::new(), text),
    };
    while let Some(star) = rest.find('*') {
        expression.push_str(&regex_syntax::escape(&rest[..star]));
        rest = &rest[star + 1..];
        if let Some(after) = rest.strip_prefix('*') {
            expression.push_str("(?s:.)*");
            rest = after.trim_start_matches('*');
        } else {
            expression.push_str(&within);
        }
    }
    expression.push_str(&regex_syntax::escape(rest));
    expression
}

fn build(expression: &str) -> Option<Vec<u8>> {
    let config = dense::Config::new()
        .start_kind(StartKind::Anchored)
        .match_kind(MatchKind::All)
        .dfa_size_limit(Some(MAX_BYTES))
        .determinize_size_limit(Some(8 * MAX_BYTES));
    let dfa = dense::Builder::new()
        .configure(config)
        .syntax(syntax::Config::new().nest_limit(250))
        .build(expression)
        .ok()?;
    Some(dfa.to_sparse().ok()?.to_bytes_little_endian())
}
