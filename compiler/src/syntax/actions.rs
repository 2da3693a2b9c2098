//! What the grammar does when it has recognised something.
//!
//! The grammar says what is what; everything that takes more than a constructor is here. Texts
//! are unescaped, numbers split from their units, and mistakes that a production foresees are
//! reported. Nodes are bounded in depth by the check that runs before parsing, see
//! [`super::parse`].

use super::ast::{
    Arg, Clause, ClauseKind, Date, Decl, Entry, Expr, ExprKind, Header, InRight, Matching, Name, Number,
    Path, Regex, Rest, Returned, Rule, Term, Text, Tool, Verdict, Yields,
};
use super::error::SyntaxError;
use super::format::print_expr;
use super::lex::Spanned;
use super::token::Token;
use crate::diag::Diagnostic;
use crate::source::{FileId, Span};

pub(super) type ParseError<'a> = lalrpop_util::ParseError<u32, Token<'a>, ()>;
pub(super) type Recovery<'a> = lalrpop_util::ErrorRecovery<u32, Token<'a>, ()>;

/// What the grammar's actions read and collect. Places are indices of tokens.
pub(super) struct Actions<'a> {
    file: FileId,
    tokens: &'a [Spanned<'a>],
    /// Mistakes that a production foresaw.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Mistakes that none did, in order.
    pub(super) recovered: Vec<Recovery<'a>>,
}

/// A part of a vocabulary entry, in the order written.
pub(super) enum Part {
    Detected,
    Open,
    Parents(Vec<Path>),
    Matching(Matching),
}

/// A part of a tool before its braces.
pub(super) enum ToolPart {
    Yields(Yields),
    From(Vec<Path>),
    Undo(Path),
    To(Vec<Path>),
}

/// Something between a tool's braces.
pub(super) enum ToolEntry {
    Arg(Arg),
    Rest(Rest),
    Returns(Vec<Returned>, Span),
}

impl<'a> Actions<'a> {
    pub(super) fn new(file: FileId, tokens: &'a [Spanned<'a>]) -> Self {
        Actions { file, tokens, diagnostics: Vec::new(), recovered: Vec::new() }
    }

    /// From one token to before another.
    pub(super) fn span(&self, from: u32, to: u32) -> Span {
        let end =
            (to as usize).checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |last| last.2);
        let start = self.tokens.get(from as usize).map_or(end, |first| first.0);
        Span { file: self.file, start: start.min(end), end }
    }

    fn report(&mut self, error: SyntaxError, span: Span) {
        self.diagnostics.push(error.at(span));
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

    /// `and` binds tighter, but nobody should have to know.
    pub(super) fn or(&mut self, list: Vec<Expr>, start: u32, end: u32) -> Expr {
        let expr = self.expr(ExprKind::Or(list), start, end);
        if let ExprKind::Or(list) = &expr.kind
            && let Some(mixed) = list.iter().find(|part| matches!(part.kind, ExprKind::And(_)))
        {
            self.report(SyntaxError::MixedAndOr { corrected: print_expr(&expr) }, mixed.span);
        }
        expr
    }

    /// A test of a set or list against nothing means nothing.
    pub(super) fn test(&mut self, kind: ExprKind, start: u32, end: u32) -> Expr {
        let empty = match &kind {
            ExprKind::Has { set, .. } | ExprKind::Within { set, .. } | ExprKind::From { set, .. } => {
                set.of.is_empty()
            }
            ExprKind::In { right: InRight::List(list), .. } => list.is_empty(),
            _ => false,
        };
        if empty {
            self.report(SyntaxError::EmptyList, self.span(start, end));
        }
        self.expr(if empty { ExprKind::Error } else { kind }, start, end)
    }

    pub(super) fn not_empty<T>(&mut self, list: Vec<T>, start: u32, end: u32) -> Vec<T> {
        if list.is_empty() {
            self.report(SyntaxError::EmptyList, self.span(start, end));
        }
        list
    }

    /// Later stages rely on the version, so a missing one is made up after it was reported.
    pub(super) fn policy(&mut self, name: Path, version: Option<Text>) -> Decl {
        let version = version.unwrap_or_else(|| {
            self.report(SyntaxError::MissingVersion { name: name.text() }, name.span);
            Text { value: "0.0.0".to_owned(), span: name.span.after() }
        });
        Decl::Policy(Header { name, version: Some(version) })
    }

    pub(super) fn module(&mut self, name: Path, version: Option<Text>) -> Decl {
        if let Some(version) = version {
            self.report(SyntaxError::VersionOfModule, version.span);
        }
        Decl::Module(Header { name, version: None })
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
        let mut parents = None;
        let mut matched = None;
        for (part, span) in parts {
            match part {
                Part::Detected => self.once("detected", &mut entry.detected, span),
                Part::Open => self.once("open", &mut entry.open, span),
                Part::Parents(list) => {
                    self.once("is", &mut parents, span);
                    entry.parents.extend(list);
                }
                Part::Matching(matching) => {
                    self.once("matches", &mut matched, span);
                    entry.matching = Some(matching);
                }
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
        let [mut yields, mut from, mut undo, mut to, mut rest] = [None; 5];
        for (part, span) in parts {
            match part {
                ToolPart::Yields(value) => {
                    self.once("yields", &mut yields, span);
                    tool.yields = Some(value);
                }
                ToolPart::From(value) => {
                    self.once("from", &mut from, span);
                    tool.from = value;
                }
                ToolPart::Undo(value) => {
                    self.once("undo", &mut undo, span);
                    tool.undo = Some(value);
                }
                ToolPart::To(value) => {
                    self.once("to", &mut to, span);
                    tool.to = value;
                }
            }
        }
        for entry in entries {
            match entry {
                ToolEntry::Arg(arg) => tool.args.push(arg),
                ToolEntry::Rest(value) => {
                    self.once("rest", &mut rest, value.span);
                    tool.rest = Some(value);
                }
                ToolEntry::Returns(fields, span) => {
                    self.once("returns", &mut tool.returns_span, span);
                    tool.returns.extend(fields);
                }
            }
        }
        Decl::Tool(tool)
    }
}

impl Actions<'_> {
    /// Notes where a part stands, or that it stands there for the second time.
    fn once(&mut self, part: &'static str, place: &mut Option<Span>, span: Span) {
        match place {
            Some(first) => self.report(SyntaxError::RepeatedPart { part, first: *first }, span),
            None => *place = Some(span),
        }
    }
}

/// What stands before something that was not understood may be half of it: of a condition that
/// ends there in a bare value nothing is said.
pub(super) fn rule((verdict, verdict_span): (Verdict, Span), name: Name, mut clauses: Vec<Clause>) -> Decl {
    for at in 1..clauses.len() {
        let broken = matches!(clauses[at].kind, ClauseKind::Error);
        if let (true, ClauseKind::When(condition) | ClauseKind::Unless(condition)) =
            (broken, &mut clauses[at - 1].kind)
        {
            cut_off(condition);
        }
    }
    Decl::Rule(Rule { verdict, verdict_span, name, clauses })
}

/// Takes out the bare value at the end of a condition.
fn cut_off(condition: &mut Expr) {
    match &mut condition.kind {
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.last_mut().into_iter().for_each(cut_off),
        ExprKind::Not(inner) => cut_off(inner),
        ExprKind::Path(_)
        | ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::In { right: InRight::One(_), .. } => condition.kind = ExprKind::Error,
        ExprKind::Compare(_, _, right) if matches!(right.kind, ExprKind::Path(_)) => {
            condition.kind = ExprKind::Error;
        }
        ExprKind::Is { right, .. } if matches!(right.kind, ExprKind::Path(_)) => {
            condition.kind = ExprKind::Error;
        }
        _ => {}
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
