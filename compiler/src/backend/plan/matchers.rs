//! Patterns to matchers, each distinct one once.
//!
//! A pattern of a simple [`Shape`] becomes one or two literals. Any other becomes a regular
//! expression over the whole text and one sparse DFA, anchored, with all matches kept (so that
//! `a|ab` matches `ab`). Matching is linear in the text. A DFA may take [`MAX_BYTES`]; a pattern
//! that would need more is refused.

use super::shapes::Shape;
use crate::diag::{Code, Diagnostic};
use crate::semantics::thir::TextPattern;
use crate::source::Span;
use crate::stars::{Glob, anywhere};
use agp_abi::tables::{Literal, Matcher};
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

/// The matchers so far, by shape.
#[derive(Default)]
pub(super) struct Matchers {
    pub(super) rows: Vec<Matcher>,
    pub(super) literals: Vec<u8>,
    pub(super) automata: Vec<Vec<u8>>,
    known: BTreeMap<Shape, u32>,
    placed: BTreeMap<String, Literal>,
}

impl Matchers {
    /// The matcher of a text pattern; `None` for an address block.
    pub(super) fn pattern(&mut self, pattern: &TextPattern) -> Result<Option<u32>, TooLarge> {
        let shape = match pattern {
            TextPattern::Exact(text) => Shape::Exact(text.clone()),
            TextPattern::Like { glob, separator } => Shape::of(&Glob::new(glob, *separator)),
            TextPattern::Contains(text) => Shape::Contains(text.clone()),
            TextPattern::Regex { pattern, anywhere: true } => Shape::General(anywhere(pattern)),
            TextPattern::Regex { pattern, anywhere: false } => Shape::General(pattern.clone()),
            TextPattern::Block(..) => return Ok(None),
        };
        self.shape(shape).map(Some)
    }

    /// The matcher of a glob.
    pub(super) fn glob(&mut self, glob: &Glob) -> Result<u32, TooLarge> {
        self.shape(Shape::of(glob))
    }

    fn shape(&mut self, shape: Shape) -> Result<u32, TooLarge> {
        if let Some(index) = self.known.get(&shape) {
            return Ok(*index);
        }
        let matcher = match &shape {
            Shape::Exact(text) => Matcher::Exact(self.literal(text)),
            Shape::Ends { prefix, suffix, middle } => {
                Matcher::Ends { prefix: self.literal(prefix), suffix: self.literal(suffix), middle: *middle }
            }
            Shape::Contains(text) => Matcher::Contains(self.literal(text)),
            Shape::General(expression) => {
                self.automata.push(build(expression).ok_or(TooLarge)?);
                Matcher::Automaton(super::count(&self.automata) - 1)
            }
        };
        self.rows.push(matcher);
        let index = super::count(&self.rows) - 1;
        self.known.insert(shape, index);
        Ok(index)
    }

    /// A text's place in the pool.
    fn literal(&mut self, text: &str) -> Literal {
        if let Some(literal) = self.placed.get(text) {
            return *literal;
        }
        let from = super::count(&self.literals);
        self.literals.extend(text.as_bytes());
        let literal = Literal { from, to: super::count(&self.literals) };
        self.placed.insert(text.to_owned(), literal);
        literal
    }
}

pub(super) fn build(expression: &str) -> Option<Vec<u8>> {
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
