//! What the grammar does when it has recognised something.
//!
//! The grammar says what is what; everything that takes more than a constructor is here. Texts
//! are unescaped, numbers split from their units, and mistakes that a production foresees are
//! reported. Nodes are bounded in depth by the check that runs before parsing, see
//! [`super::parse`].

use super::ast::*;
use super::token::Token;
use crate::source::{FileId, Span};

pub(super) type Recovery<'a> = lalrpop_util::ErrorRecovery<u32, Token<'a>, ()>;

/// What the grammar's actions read and collect.
pub(super) struct Actions<'a> {
    pub(super) file: FileId,
    /// Mistakes, in order.
    pub(super) recovered: Vec<Recovery<'a>>,
}

/// A part of a vocabulary entry, in the order written.
pub(super) enum Part {
    Detected,
    Open,
    Parents(Vec<Path>),
    Patterns(Vec<Text>),
    Otherwise,
}

/// A part of a tool before its braces.
pub(super) enum ToolPart {
    Yields(Yields),
    From(Vec<Path>),
    Undo(Name),
    To(Vec<Path>),
}

/// Something between a tool's braces.
pub(super) enum ToolEntry {
    Arg(Arg),
    Rest(Rest),
    Returns(Vec<Returned>, Span),
}

impl<'a> Actions<'a> {
    pub(super) fn span(&self, start: u32, end: u32) -> Span {
        Span { file: self.file, start, end: end.max(start) }
    }

    pub(super) fn recover(&mut self, recovery: Recovery<'a>) {
        self.recovered.push(recovery);
    }

    pub(super) fn name(&self, text: &str, start: u32, end: u32) -> Name {
        Name { text: text.to_owned(), span: self.span(start, end) }
    }

    pub(super) fn path(&self, first: Name, rest: Vec<Name>, start: u32, end: u32) -> Path {
        let mut parts = rest;
        parts.insert(0, first);
        Path { parts, span: self.span(start, end) }
    }

    pub(super) fn doc(&self, line: &str, start: u32, end: u32) -> Text {
        Text { value: line.strip_prefix(' ').unwrap_or(line).to_owned(), span: self.span(start, end) }
    }

    pub(super) fn text(&self, inside: &str, start: u32, end: u32) -> Text {
        Text { value: unescape(inside), span: self.span(start, end) }
    }

    pub(super) fn verbatim(&self, text: &str, start: u32, end: u32) -> Text {
        Text { value: text.to_owned(), span: self.span(start, end) }
    }

    pub(super) fn date(&self, text: &str, start: u32, end: u32) -> Date {
        Date { text: text.to_owned(), span: self.span(start, end) }
    }

    pub(super) fn regex(&self, inside: &str, start: u32, end: u32) -> Regex {
        Regex { pattern: unescape_slashes(inside), span: self.span(start, end) }
    }

    /// Splits the digits from the unit glued to them.
    pub(super) fn number(&self, text: &str, start: u32, end: u32) -> Number {
        let unit = text.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(text.len());
        let digits = text[..unit].chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        Number { digits, unit: text[unit..].to_owned(), span: self.span(start, end) }
    }

    pub(super) fn expr(&self, kind: ExprKind, start: u32, end: u32) -> Expr {
        Expr { kind, span: self.span(start, end) }
    }

    pub(super) fn or(&mut self, list: Vec<Expr>, start: u32, end: u32) -> Expr {
        self.expr(ExprKind::Or(list), start, end)
    }

    pub(super) fn policy(&mut self, name: Path, version: Option<Text>) -> Decl {
        Decl::Policy(Header { name, version })
    }

    pub(super) fn module(&mut self, name: Path, _version: Option<Text>) -> Decl {
        Decl::Module(Header { name, version: None })
    }

    pub(super) fn rule(&self, verdict: (Verdict, Span), name: Name, clauses: Vec<Clause>) -> Decl {
        Decl::Rule(Rule { verdict: verdict.0, verdict_span: verdict.1, name, clauses })
    }

    pub(super) fn broken_term(&mut self, recovery: Recovery<'a>, start: u32, end: u32) -> Term {
        self.recover(recovery);
        let weight = self.expr(ExprKind::Error, start, end);
        Term { subtract: false, weight, when: None, span: self.span(start, end) }
    }

    pub(super) fn entry(
        &mut self,
        docs: Vec<Text>,
        name: Name,
        parts: Vec<(Part, Span)>,
        kinds: Option<Vec<Entry>>,
        start: u32,
        end: u32,
    ) -> Entry {
        let mut entry = Entry {
            docs,
            name,
            detected: None,
            open: None,
            parents: Vec::new(),
            matching: None,
            kinds: kinds.unwrap_or_default(),
            span: self.span(start, end),
        };
        for (part, span) in parts {
            match part {
                Part::Detected => entry.detected = Some(span),
                Part::Open => entry.open = Some(span),
                Part::Parents(parents) => entry.parents.extend(parents),
                Part::Patterns(patterns) => entry.matching = Some(Matching::Patterns(patterns)),
                Part::Otherwise => entry.matching = Some(Matching::Otherwise(span)),
            }
        }
        entry
    }

    pub(super) fn tool(
        &mut self,
        name: Name,
        kind: Path,
        parts: Vec<(ToolPart, Span)>,
        entries: Vec<ToolEntry>,
    ) -> Decl {
        let mut tool = Tool {
            name,
            kind,
            yields: None,
            from: Vec::new(),
            undo: None,
            to: Vec::new(),
            args: Vec::new(),
            rest: None,
            returns: Vec::new(),
            returns_span: None,
        };
        for (part, _span) in parts {
            match part {
                ToolPart::Yields(yields) => tool.yields = Some(yields),
                ToolPart::From(from) => tool.from = from,
                ToolPart::Undo(undo) => tool.undo = Some(undo),
                ToolPart::To(to) => tool.to = to,
            }
        }
        for entry in entries {
            match entry {
                ToolEntry::Arg(arg) => tool.args.push(arg),
                ToolEntry::Rest(rest) => tool.rest = Some(rest),
                ToolEntry::Returns(fields, span) => {
                    tool.returns = fields;
                    tool.returns_span = Some(span);
                }
            }
        }
        Decl::Tool(tool)
    }
}

/// Resolves the escapes of a text. What is no escape was reported by the lexer and stays as it is.
fn unescape(inside: &str) -> String {
    let mut value = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = rest.find('\\') {
        value.push_str(&rest[..at]);
        let (resolved, length) = super::lex::escape(&rest[at..]);
        match resolved {
            Some(character) => value.push(character),
            None => value.push_str(&rest[at..at + length]),
        }
        rest = &rest[at + length..];
    }
    value.push_str(rest);
    value
}

/// Only `\/` is ours; every other escape belongs to the expression.
fn unescape_slashes(inside: &str) -> String {
    let mut pattern = String::with_capacity(inside.len());
    let mut characters = inside.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            pattern.push(character);
            continue;
        }
        match characters.next() {
            Some('/') => pattern.push('/'),
            Some(escaped) => pattern.extend(['\\', escaped]),
            None => pattern.push('\\'),
        }
    }
    pattern
}
