//! Tokens to syntax tree.
//!
//! # Stages
//! 1. [`lex`](super::lex::lex) cuts the text into tokens and sets comments aside.
//! 2. [`split`](super::split::split) cuts the tokens into declarations.
//! 3. [`too_deep`](super::nesting::too_deep) refuses what would make a tree too deep to walk.
//! 4. LALRPOP parses each declaration. Where it fails it says so, skips to where a clause can end,
//!    and goes on ([`attempt`]).
//! 5. [`diagnose`] finds the mistake behind a failure and perhaps a repair. A repair that gets
//!    parsing further stays ([`repaired`]), and the declaration is parsed again; so what follows a
//!    mistake is read as if it had not been made.
//!
//! # Invariants
//! * Every text gives a tree, and no text makes this panic or overflow the stack.
//! * A declaration that does not parse is [`Decl::Error`], or has `Error` nodes in it, and at least
//!   one message says why.
//! * A mistake is reported once: what fails right behind another failure, or on a line where a
//!   quote is missing, is taken for its consequence.

use std::cell::Cell;

use super::actions::{Actions, ParseError};
use super::ast::{Decl, File, Item, Name, Text};
use super::diagnose::{self, Scene};
use super::error::SyntaxError;
use super::error::expected::Expected;
use super::grammar::DeclParser;
use super::lex::{self, Comment, MAX_ERRORS, MAX_TOKENS, Spanned};
use super::nesting::{self, MAX_DEPTH};
use super::split;
use super::token::{STARTERS, Token};
use crate::diag::{self, Code, Diagnostic};
use crate::source::{FileId, MAX_SOURCE_BYTES, Span};

/// What [`parse`] makes of a text.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// The tree. What did not parse is an `Error` node in it.
    pub file: File,
    /// Every `//` comment, in order.
    pub comments: Vec<Comment>,
    /// Every mistake found, in order of place.
    pub diagnostics: Vec<Diagnostic>,
}

/// More than any list in a policy needs. Longer declarations are not parsed.
const MAX_DECLARATION: usize = 1_000_000;
/// Tokens of a file that are parsed again to try repairs. Twenty mistakes take a few thousand.
const REPAIR_BUDGET: usize = 200_000;
/// A failure this few tokens behind another is its consequence.
const ECHO: usize = 2;
/// Tokens that must parse behind a repair for it to stay.
const PROGRESS: usize = 3;

/// Parses one file.
pub fn parse(file: FileId, text: &str) -> Parsed {
    let (text, cut) = within_limit(text);
    let lexed = lex::lex(file, text);
    let parser = Parser { file, text, lalrpop: DeclParser::new(), budget: Cell::new(REPAIR_BUDGET) };
    let mut parsed = Parsed { comments: lexed.comments, diagnostics: lexed.diagnostics, ..Parsed::default() };
    for tokens in split::split(text, &lexed.tokens) {
        if parsed.diagnostics.len() > MAX_ERRORS {
            break;
        }
        parser.declaration(tokens, &mut parsed);
    }
    only_the_quote(text, &mut parsed.diagnostics);
    parser.report_limits(cut, lexed.stopped, lexed.tokens.len(), &mut parsed.diagnostics);
    diag::sort(&mut parsed.diagnostics);
    parsed
}

/// The text up to the limit, and whether that is not all of it. [`crate::source::Sources`] cuts
/// too, up to three bytes short of the limit.
fn within_limit(text: &str) -> (&str, bool) {
    let limit = MAX_SOURCE_BYTES - 4;
    if text.len() <= limit {
        return (text, false);
    }
    let cut = (0..=limit).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    (&text[..cut], true)
}

/// Where a quote is missing, everything else on the line is its consequence.
fn only_the_quote(text: &str, diagnostics: &mut Vec<Diagnostic>) {
    let lines: Vec<(u32, u32)> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.code == Code::UnclosedText)
        .map(|diagnostic| line_around(text, diagnostic.primary.span.start))
        .collect();
    diagnostics.retain(|diagnostic| {
        let at = diagnostic.primary.span.start;
        diagnostic.code == Code::UnclosedText || !lines.iter().any(|line| line.0 <= at && at <= line.1)
    });
}

fn line_around(text: &str, at: u32) -> (u32, u32) {
    let at = at as usize;
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    (lex::offset(start), lex::offset(end))
}

/// What stays the same for all declarations of a file.
struct Parser<'a> {
    file: FileId,
    text: &'a str,
    lalrpop: DeclParser,
    /// What is left of [`REPAIR_BUDGET`].
    budget: Cell<usize>,
}

/// A place where parsing failed.
struct Failure {
    /// The token that was not expected.
    at: usize,
    expected: Vec<String>,
    /// Where parsing went on.
    resumed: usize,
}

/// One run of the parser over a declaration.
struct Attempt {
    decl: Decl,
    failures: Vec<Failure>,
    /// What productions that foresee a mistake have said.
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Parser<'a> {
    /// Parses one declaration with the documentation before it.
    fn declaration(&self, tokens: &[Spanned<'a>], parsed: &mut Parsed) {
        let documented = tokens.iter().take_while(|token| matches!(token.1, Token::Doc(_))).count();
        let (docs, body) = tokens.split_at(documented);
        let docs: Vec<Text> = docs.iter().filter_map(|token| self.doc(token)).collect();
        let (Some(first), Some(last)) = (body.first(), body.last()) else {
            parsed.diagnostics.extend(docs.first().map(|doc| SyntaxError::MisplacedDocs.at(doc.span)));
            return;
        };
        let span = Span { file: self.file, start: first.0, end: last.2 };
        let decl = self.decl(body, span, &mut parsed.diagnostics);
        if matches!(decl, Decl::Error) {
            parsed.file.broken.extend(self.names(body));
        }
        parsed.file.items.push(Item { docs, span, decl });
    }

    fn doc(&self, &(start, token, end): &Spanned<'a>) -> Option<Text> {
        let Token::Doc(line) = token else { return None };
        let value = line.strip_prefix(' ').unwrap_or(line).to_owned();
        Some(Text { value, span: Span { file: self.file, start, end } })
    }

    /// Every name in a declaration that did not parse.
    fn names(&self, tokens: &[Spanned<'a>]) -> Vec<Name> {
        let name = |&(start, token, end): &Spanned<'a>| {
            let (Token::Name(text) | Token::Raw(text)) = token else { return None };
            Some(Name { text: text.to_owned(), span: Span { file: self.file, start, end } })
        };
        tokens.iter().filter_map(name).collect()
    }

    fn decl(&self, body: &[Spanned<'a>], span: Span, diagnostics: &mut Vec<Diagnostic>) -> Decl {
        if body.len() > MAX_DECLARATION {
            diagnostics.push(
                SyntaxError::DeclarationTooLarge { limit: MAX_DECLARATION }.at(self.token_span(&body[0])),
            );
            return Decl::Error;
        }
        if let Some(index) = nesting::too_deep(body) {
            let place = self.token_span(&body[index]);
            diagnostics.push(SyntaxError::NestedTooDeeply { limit: MAX_DEPTH }.at(place));
            return Decl::Error;
        }
        if body[0].1.is_starter() {
            self.repaired(body.to_vec(), diagnostics)
        } else {
            self.unknown(body, span, diagnostics)
        }
    }

    fn token_span(&self, &(start, _, end): &Spanned<'a>) -> Span {
        Span { file: self.file, start, end }
    }

    /// Something that begins with no starter. If it would parse with the one that was meant, it is
    /// taken for that.
    fn unknown(&self, body: &[Spanned<'a>], span: Span, diagnostics: &mut Vec<Diagnostic>) -> Decl {
        let first = body[0];
        if first.1 == Token::Broken {
            return Decl::Error;
        }
        let place = self.token_span(&first);
        let word = self.text.get(first.0 as usize..first.2 as usize).unwrap_or("");
        let suggestion = match first.1 {
            Token::Name(_) => diagnose::meant(word, STARTERS),
            _ => None,
        };
        let error = SyntaxError::UnknownDeclaration {
            found: format!("`{word}`"),
            suggestion: suggestion.map(str::to_owned),
        };
        diagnostics.push(error.at(if word.contains('\n') { span } else { place }));
        let Some(starter) = suggestion.and_then(super::token::literal) else { return Decl::Error };
        let mut tokens = body.to_vec();
        tokens[0].1 = starter;
        let attempt = self.attempt(&tokens);
        if attempt.failures.is_empty() { attempt.decl } else { Decl::Error }
    }

    /// Parses, repairs, and parses again until nothing can be repaired; reports all there is. What
    /// productions have noticed counts only where nothing else went wrong.
    fn repaired(&self, mut tokens: Vec<Spanned<'a>>, diagnostics: &mut Vec<Diagnostic>) -> Decl {
        let broken = tokens.iter().any(|token| token.1 == Token::Broken);
        let mut attempt = self.attempt(&tokens);
        let well_formed = attempt.failures.is_empty() && !broken;
        while let Some((repair, better)) = self.repair(&tokens, &attempt, diagnostics) {
            tokens = repair;
            attempt = better;
        }
        for (_, failure) in heard(&attempt.failures) {
            let found = diagnose::diagnose(&self.scene(&tokens, failure));
            diagnostics.extend(found.map(|finding| finding.error.at(finding.span)));
        }
        if well_formed {
            diagnostics.extend(attempt.diagnostics);
        }
        attempt.decl
    }

    /// Repairs the first failure that can be, and reports it.
    fn repair(
        &self,
        tokens: &[Spanned<'a>],
        attempt: &Attempt,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<(Vec<Spanned<'a>>, Attempt)> {
        for (number, failure) in heard(&attempt.failures) {
            let scene = self.scene(tokens, failure);
            let finding = diagnose::diagnose(&scene);
            let certain = finding.as_ref().is_some_and(|finding| finding.certain);
            let repairs =
                finding.as_ref().map_or_else(|| scene.plain_repairs(), |finding| finding.repairs.clone());
            for edits in repairs {
                let mut edited = tokens.to_vec();
                diagnose::apply(&mut edited, &edits);
                self.budget.set(self.budget.get().checked_sub(edited.len() + 1)?);
                let behind = tokens.len() - diagnose::reach(&edits).max(failure.at);
                let better = self.attempt(&edited);
                let next = better.failures.get(number);
                let fewer = better.failures.len() < attempt.failures.len();
                let known = next.is_none_or(|next| self.is_known(&edited, next));
                let far = |progress| next.is_none_or(|next| edited.len() - next.at + progress <= behind);
                // What a rule knows may lead straight to the next mistake; a guess must get well
                // beyond itself, and not to another puzzle.
                let helps = if certain {
                    far(PROGRESS) || (known && far(1))
                } else {
                    far(PROGRESS) && (fewer || known)
                };
                if helps {
                    diagnostics.extend(finding.map(|finding| finding.error.at(finding.span)));
                    return Some((edited, better));
                }
            }
        }
        None
    }

    /// Whether a failure is a mistake of its own: one that a rule recognises or the lexer reported.
    fn is_known(&self, tokens: &[Spanned<'a>], failure: &Failure) -> bool {
        diagnose::diagnose(&self.scene(tokens, failure)).is_none_or(|finding| finding.certain)
    }

    fn scene<'s>(&self, tokens: &'s [Spanned<'a>], failure: &Failure) -> Scene<'s, 'a> {
        let expected = Expected::new(&failure.expected);
        Scene { file: self.file, text: self.text, tokens, at: failure.at, expected }
    }

    /// Runs LALRPOP once. Locations are indices of tokens.
    fn attempt(&self, tokens: &[Spanned<'a>]) -> Attempt {
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

    fn report_limits(
        &self,
        cut: bool,
        stopped: Option<u32>,
        tokens: usize,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let end = Span::new(self.file, self.text.len(), self.text.len());
        let at = stopped.map_or(end, |at| Span { start: at, end: at, ..end });
        if tokens >= MAX_TOKENS {
            diagnostics
                .push(SyntaxError::FileTooLarge { limit: format!("{MAX_TOKENS} words and marks") }.at(at));
        } else if diagnostics.len() >= MAX_ERRORS {
            diagnostics.truncate(MAX_ERRORS);
            let last = diagnostics.iter().map(|diagnostic| diagnostic.primary.span).max().unwrap_or(at);
            diagnostics.push(SyntaxError::TooManyErrors { limit: MAX_ERRORS }.at(last.after()));
        } else if cut {
            diagnostics.push(SyntaxError::FileTooLarge { limit: "64 MB".to_owned() }.at(end));
        }
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
fn heard(failures: &[Failure]) -> impl Iterator<Item = (usize, &Failure)> {
    let is_heard = |number: usize, failure: &Failure| {
        number.checked_sub(1).is_none_or(|before| failure.at >= failures[before].resumed + ECHO)
    };
    failures.iter().enumerate().filter(move |(number, failure)| is_heard(*number, failure))
}

#[cfg(test)]
mod tests;
