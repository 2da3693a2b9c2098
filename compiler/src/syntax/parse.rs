//! Tokens to syntax tree.
//!
//! # Stages
//! 1. [`lex`](super::lex::lex) cuts the text into tokens and sets comments aside.
//! 2. [`split`](super::split::split) cuts the tokens into declarations.
//! 3. [`too_deep`](super::nesting::too_deep) refuses what would make a tree too deep to walk.
//! 4. LALRPOP parses each declaration. Where it fails it says so, skips to where a clause can end,
//!    and goes on ([`attempt`]).
//! 5. [`diagnose`] finds the mistake behind a failure and perhaps a repair. A repair that gets
//!    parsing further stays ([`repair`]), and the declaration is parsed again; so what follows a
//!    mistake is read as if it had not been made.
//!
//! # Invariants
//! * Every text gives a tree, and no text makes this panic or overflow the stack.
//! * A declaration that does not parse is [`Decl::Error`], or has `Error` nodes in it, and at least
//!   one message says why.
//! * A mistake is reported once: what fails right behind another failure, or on a line where a
//!   quote is missing, is taken for its consequence.

mod attempt;
mod repair;

use std::cell::Cell;
use std::collections::BTreeSet;

use super::ast::{Decl, File, Item, Name, Text};
use super::diagnose;
use super::error::SyntaxError;
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

/// Parses one file.
pub fn parse(file: FileId, text: &str) -> Parsed {
    let (text, cut) = within_limit(text);
    let lexed = lex::lex(file, text);
    let parser = Parser { file, text, lalrpop: DeclParser::new(), budget: Cell::new(repair::BUDGET) };
    let mut parsed = Parsed { comments: lexed.comments, diagnostics: lexed.diagnostics, ..Parsed::default() };
    for tokens in split::split(text, &lexed.tokens) {
        if parsed.diagnostics.len() > MAX_ERRORS {
            break;
        }
        parser.declaration(tokens, &mut parsed);
    }
    one_for_each_place(&mut parsed.diagnostics);
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

/// What the lexer has reported, and perhaps replaced, is not reported again by the parser.
fn one_for_each_place(diagnostics: &mut Vec<Diagnostic>) {
    let mut places = BTreeSet::new();
    diagnostics.retain(|diagnostic| places.insert(diagnostic.primary.span.start));
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
    /// What is left of [`repair::BUDGET`].
    budget: Cell<usize>,
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
            self.repaired(body, diagnostics)
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

#[cfg(test)]
mod tests;
