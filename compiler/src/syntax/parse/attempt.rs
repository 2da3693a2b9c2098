//! One run of LALRPOP over a declaration, and which of its failures are worth hearing.
//!
//! LALRPOP recovers where the grammar says `!`: it drops tokens until a clause, a step or a term can
//! go on. Not every failure behind that is another mistake: what fails right behind the place where
//! it went on, or inside the parentheses that the first failure stands in, is its consequence.

use super::Parser;
use crate::diag::Diagnostic;
use crate::syntax::actions::{Actions, ParseError};
use crate::syntax::ast::Decl;
use crate::syntax::lex::{MAX_ERRORS, Spanned};
use crate::syntax::token::Token;

/// A failure this few tokens behind another is its consequence.
const ECHO: usize = 2;

/// A place where parsing failed.
pub(super) struct Failure {
    /// The token that was not expected.
    pub(super) at: usize,
    pub(super) expected: Vec<String>,
    /// Where parsing went on.
    pub(super) resumed: usize,
}

/// One run of the parser over a declaration.
pub(super) struct Attempt {
    pub(super) decl: Decl,
    pub(super) failures: Vec<Failure>,
    /// What productions that foresee a mistake have said.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'a> Parser<'a> {
    /// Runs LALRPOP once. Locations are indices of tokens.
    pub(super) fn attempt(&self, tokens: &[Spanned<'a>]) -> Attempt {
        let mut actions = Actions::new(self.file, tokens);
        let located = (0u32..).zip(tokens).map(|(index, token)| (index, token.1, index + 1));
        let result = self.lalrpop.parse(&mut actions, located);
        let Actions { diagnostics, recovered, .. } = actions;
        let mut failures: Vec<Failure> = recovered
            .into_iter()
            .map(|recovery| {
                let mut failure = failure(recovery.error, tokens.len());
                let dropped = recovery.dropped_tokens.last().map_or(failure.at, |token| token.2 as usize);
                failure.resumed = behind_parentheses(tokens, failure.at, dropped);
                failure
            })
            .take(MAX_ERRORS)
            .collect();
        let decl = match result {
            Ok(decl) => decl,
            Err(error) => {
                failures.push(failure(error, tokens.len()));
                Decl::Error
            }
        };
        Attempt { decl, failures, diagnostics }
    }
}

fn failure(error: ParseError<'_>, end: usize) -> Failure {
    let (at, expected) = match error {
        ParseError::UnrecognizedToken { token, expected } => (token.0 as usize, expected),
        ParseError::ExtraToken { token } => (token.0 as usize, Vec::new()),
        ParseError::UnrecognizedEof { expected, .. } => (end, expected),
        ParseError::InvalidToken { location } => (location as usize, Vec::new()),
        ParseError::User { error: () } => (end, Vec::new()),
    };
    Failure { at, expected, resumed: at }
}

/// Where hearing begins again after a failure: behind the outermost parentheses or square brackets
/// around it, and behind those that were opened in what was dropped. What fails inside them is the
/// same mistake.
fn behind_parentheses(tokens: &[Spanned<'_>], at: usize, resumed: usize) -> usize {
    let mut open = open_parentheses(&tokens[..at.min(tokens.len())]);
    for (index, (_, token, _)) in tokens.iter().enumerate().skip(at) {
        if index >= resumed && (open == 0 || *token == Token::RightBrace) {
            break;
        }
        if token.opens() {
            open += 1;
        } else if token.closes() {
            open = open.saturating_sub(1);
            if open == 0 && index >= resumed {
                return index + 1;
            }
        }
    }
    resumed
}

/// How many parentheses and square brackets are open behind these tokens, up to the innermost brace.
fn open_parentheses(tokens: &[Spanned<'_>]) -> usize {
    let mut closed = 0usize;
    let mut open = 0usize;
    for (_, token, _) in tokens.iter().rev() {
        if token.closes() {
            closed += 1;
        } else if token.opens() && closed > 0 {
            closed -= 1;
        } else if *token == Token::LeftBrace {
            break;
        } else if token.opens() {
            open += 1;
        }
    }
    open
}

/// The failures that are not consequences of the one before, with their numbers.
pub(super) fn heard(failures: &[Failure]) -> impl Iterator<Item = (usize, &Failure)> {
    let is_heard = |number: usize, failure: &Failure| {
        number.checked_sub(1).is_none_or(|before| failure.at >= failures[before].resumed + ECHO)
    };
    failures.iter().enumerate().filter(move |(number, failure)| is_heard(*number, failure))
}
