//! Conditions, values, and the lists in them.

use super::doc::{Doc, Gap};
use super::{INDENT, Printer, name, path, path_beginning, slashed, word};
use crate::source::Span;
use crate::syntax::ast::{
    ArithmeticOp, ContainsRight, Expr, ExprKind, Field, InRight, Memory, MemoryOp, Path, Regex, SetExpr,
    Text, Value, ValueKind,
};

/// How tightly an expression holds together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Or,
    And,
    Not,
    Test,
    Sum,
    Product,
    Operand,
}

fn strength(expr: &Expr) -> Strength {
    match &expr.kind {
        ExprKind::Or(_) => Strength::Or,
        ExprKind::And(_) => Strength::And,
        ExprKind::Not(_) => Strength::Not,
        ExprKind::Compare(..)
        | ExprKind::Is { .. }
        | ExprKind::Known { .. }
        | ExprKind::Has { .. }
        | ExprKind::Within { .. }
        | ExprKind::From { .. }
        | ExprKind::In { .. }
        | ExprKind::Like { .. }
        | ExprKind::Matches { .. }
        | ExprKind::Contains { .. } => Strength::Test,
        ExprKind::Arithmetic(_, ArithmeticOp::Add | ArithmeticOp::Subtract, _) => Strength::Sum,
        ExprKind::Arithmetic(_, ArithmeticOp::Multiply, _) | ExprKind::Negate(_) => Strength::Product,
        ExprKind::Group(_)
        | ExprKind::Number(_)
        | ExprKind::TimeOfDay(_)
        | ExprKind::Date(_)
        | ExprKind::Text(_)
        | ExprKind::Bool(_)
        | ExprKind::Path(_)
        | ExprKind::OriginOf(_)
        | ExprKind::Memory(_)
        | ExprKind::Error => Strength::Operand,
    }
}

impl Printer<'_> {
    /// The condition of a clause: `and` and `or` end in the column where the keyword ends.
    pub(super) fn condition(&self, keyword: &str, expr: &Expr) -> Doc {
        let (conjunction, list) = match &expr.kind {
            ExprKind::And(list) => ("and", list),
            ExprKind::Or(list) => ("or", list),
            _ => return Doc::Seq(vec![Doc::text(format!("{keyword} ")), Doc::Align(vec![self.expr(expr)])]),
        };
        let by = keyword.len().saturating_sub(conjunction.len());
        let parts = self.conjunction(conjunction, list, Some(keyword));
        // Comments behind the keyword are put before it.
        let start = Doc::Start(expr.span.start, Gap::No);
        Doc::Seq(vec![start, Doc::Nest(by, vec![Doc::Fill(parts)]), Doc::End(expr.span.end)])
    }

    pub(super) fn expr(&self, expr: &Expr) -> Doc {
        let mut parts = vec![Doc::Start(expr.span.start, Gap::No)];
        self.expr_parts(expr, &mut parts);
        parts.push(Doc::End(expr.span.end));
        Doc::Seq(parts)
    }

    fn expr_parts(&self, expr: &Expr, parts: &mut Vec<Doc>) {
        match &expr.kind {
            ExprKind::And(list) => parts.push(Doc::Fill(self.conjunction("and", list, None))),
            ExprKind::Or(list) => parts.push(Doc::Fill(self.conjunction("or", list, None))),
            ExprKind::Not(inner) => parts.extend([Doc::text("not "), self.operand(inner, Strength::Not)]),
            ExprKind::Group(inner) => {
                parts.extend([Doc::text("("), Doc::Align(vec![self.expr(inner)]), Doc::text(")")]);
            }
            ExprKind::Compare(a, op, b) => self.binary(a, op.text(), b, Strength::Sum, parts),
            ExprKind::Is { subject, negated, right, zone } => {
                self.binary(subject, if *negated { "is not" } else { "is" }, right, Strength::Sum, parts);
                self.zone(zone.as_ref(), parts);
            }
            ExprKind::Known { subject, negated } => {
                parts.push(self.operand(subject, Strength::Sum));
                parts.push(Doc::text(if *negated { " is not known" } else { " is known" }));
            }
            ExprKind::Has { subject, negated, set } => {
                self.set_test(subject, if *negated { "has no" } else { "has" }, set, parts);
            }
            ExprKind::Within { subject, negated, set } => {
                self.set_test(subject, if *negated { "not within" } else { "within" }, set, parts);
            }
            ExprKind::From { subject, negated, set } => {
                self.set_test(subject, if *negated { "not from" } else { "from" }, set, parts);
            }
            ExprKind::In { subject, negated, right, zone } => {
                self.subject(subject, if *negated { "not in" } else { "in" }, parts);
                self.in_right(right, parts);
                self.zone(zone.as_ref(), parts);
            }
            ExprKind::Like { subject, negated, patterns } => {
                self.subject(subject, if *negated { "not like" } else { "like" }, parts);
                parts.push(self.texts(patterns));
            }
            ExprKind::Matches { subject, negated, regex } => {
                self.subject(subject, if *negated { "not matches" } else { "matches" }, parts);
                parts.push(self.regex(regex));
            }
            ExprKind::Contains { subject, negated, what } => {
                self.subject(subject, if *negated { "not contains" } else { "contains" }, parts);
                parts.push(match what {
                    ContainsRight::Texts(texts) => self.texts(texts),
                    ContainsRight::Regex(regex) => self.regex(regex),
                });
            }
            ExprKind::Arithmetic(a, op, b) => {
                let (left, right) = match op {
                    ArithmeticOp::Add | ArithmeticOp::Subtract => (Strength::Sum, Strength::Product),
                    ArithmeticOp::Multiply => (Strength::Product, Strength::Operand),
                };
                // A sign may stand behind `*` without parentheses.
                let right = if matches!(b.kind, ExprKind::Negate(_)) { Strength::Product } else { right };
                parts.push(self.operand(a, left));
                parts.push(Doc::text(format!(" {} ", op.text())));
                parts.push(self.operand(b, right));
            }
            ExprKind::Negate(inner) => parts.extend([Doc::text("-"), self.operand(inner, Strength::Operand)]),
            ExprKind::Number(number) => parts.push(self.number(number)),
            ExprKind::TimeOfDay(time) => parts.push(Doc::text(time.value.clone())),
            ExprKind::Date(date) => parts.push(Doc::text(date.text.clone())),
            ExprKind::Text(text) => parts.push(self.text(text)),
            ExprKind::Bool(value) => parts.push(Doc::text(value.to_string())),
            ExprKind::Path(path) => parts.push(facet_path(path)),
            ExprKind::OriginOf(path) => {
                parts.extend([Doc::text("origin("), facet_path(path), Doc::text(")")]);
            }
            ExprKind::Memory(memory) => self.memory(memory, parts),
            ExprKind::Error => parts.push(Doc::text("…")),
        }
    }

    /// `a and b and c`, broken where the author broke it. The first part begins with the keyword
    /// of the clause, if it is one.
    fn conjunction(&self, word: &str, list: &[Expr], keyword: Option<&str>) -> Vec<(bool, Doc)> {
        let needed = if word == "and" { Strength::Not } else { Strength::And };
        let mut parts = Vec::new();
        let mut end = None;
        for part in list {
            let lead = if end.is_some() { Some(word) } else { keyword };
            // `and` inside `or` is right without parentheses, but nobody may write it so.
            let mixed = matches!(part.kind, ExprKind::And(_));
            let operand = self.operand(part, if mixed { Strength::Not } else { needed });
            let mut doc = vec![Doc::Start(part.span.start, Gap::No)];
            doc.extend(lead.map(|lead| Doc::text(format!("{lead} "))));
            doc.push(Doc::Align(vec![operand]));
            parts.push((end.is_some_and(|end| self.broken(end, part.span.start)), Doc::Seq(doc)));
            end = Some(part.span.end);
        }
        parts
    }

    /// An operand, in parentheses if it would fall apart without.
    fn operand(&self, expr: &Expr, needed: Strength) -> Doc {
        if strength(expr) >= needed {
            return self.expr(expr);
        }
        Doc::Seq(vec![Doc::text("("), Doc::Align(vec![self.expr(expr)]), Doc::text(")")])
    }

    fn subject(&self, subject: &Expr, operator: &str, parts: &mut Vec<Doc>) {
        parts.push(self.operand(subject, Strength::Sum));
        parts.push(Doc::text(format!(" {operator} ")));
    }

    fn binary(&self, a: &Expr, operator: &str, b: &Expr, needed: Strength, parts: &mut Vec<Doc>) {
        self.subject(a, operator, parts);
        parts.push(self.operand(b, needed));
    }

    fn set_test(&self, subject: &Expr, operator: &str, set: &SetExpr, parts: &mut Vec<Doc>) {
        self.subject(subject, operator, parts);
        let of = set.of.iter().map(|it| (it.span, path(it))).collect();
        parts.push(if set.bracketed { self.filled(of) } else { self.listed(of) });
        if !set.except.is_empty() {
            parts.push(Doc::text(" except "));
            parts.push(self.paths(&set.except));
        }
    }

    fn zone(&self, zone: Option<&Text>, parts: &mut Vec<Doc>) {
        if let Some(zone) = zone {
            parts.extend([Doc::text(" zone "), self.text(zone)]);
        }
    }

    fn in_right(&self, right: &InRight, parts: &mut Vec<Doc>) {
        match right {
            InRight::List(list) => {
                parts.push(self.filled(list.iter().map(|item| (item.span, self.expr(item))).collect()));
            }
            InRight::Range { low, high, inclusive } => {
                parts.push(self.operand(low, Strength::Sum));
                parts.push(Doc::text(if *inclusive { "..=" } else { ".." }));
                parts.push(self.operand(high, Strength::Sum));
            }
            InRight::One(one) => parts.push(self.operand(one, Strength::Sum)),
        }
    }

    fn memory(&self, memory: &Memory, parts: &mut Vec<Doc>) {
        let (word, operands): (_, Vec<(&str, &Expr)>) = match &memory.op {
            MemoryOp::Count(c) => ("count", vec![("", c)]),
            MemoryOp::Attempts(c) => ("attempts", vec![("", c)]),
            MemoryOp::Sum(e, when) => ("sum", with_option(e, "when", when.as_ref())),
            MemoryOp::Distinct(e, when) => ("distinct", with_option(e, "when", when.as_ref())),
            MemoryOp::Seq(steps) => (
                "seq",
                steps.iter().enumerate().map(|(i, step)| (if i > 0 { "then" } else { "" }, step)).collect(),
            ),
            MemoryOp::Ever(e, since) => ("ever", with_option(e, "since", since.as_ref())),
            MemoryOp::Last(c) => ("last", vec![("", c)]),
            MemoryOp::Surprise(e) => ("surprise", vec![("", e)]),
        };
        let mut end = None;
        let mut fill = Vec::new();
        for (word, operand) in operands {
            let mut doc = vec![Doc::Start(operand.span.start, Gap::No)];
            if !word.is_empty() {
                doc.push(Doc::text(format!("{word} ")));
            }
            doc.push(Doc::Align(vec![self.expr(operand)]));
            fill.push((end.is_some_and(|end| self.broken(end, operand.span.start)), Doc::Seq(doc)));
            end = Some(operand.span.end);
        }
        parts.extend([Doc::text(format!("{word}(")), Doc::Align(vec![Doc::Fill(fill)]), Doc::text(")")]);
        if let Some(window) = &memory.window {
            parts.extend([Doc::text(" in "), self.number(window)]);
        }
        parts.extend([Doc::text(" per "), Doc::placed(memory.per.span, memory.per.text.clone())]);
    }

    pub(super) fn regex(&self, regex: &Regex) -> Doc {
        let written = self.slice(regex.span.start, regex.span.end).map(str::to_owned);
        Doc::placed(regex.span, written.unwrap_or_else(|| slashed(&regex.pattern)))
    }

    /// One path alone, several in brackets.
    pub(super) fn paths(&self, paths: &[Path]) -> Doc {
        self.listed(paths.iter().map(|it| (it.span, path(it))).collect())
    }

    /// One text alone, several in brackets; on lines of their own if not on one.
    pub(super) fn texts(&self, texts: &[Text]) -> Doc {
        let mut list: Vec<_> = texts.iter().map(|text| (text.span, self.text(text))).collect();
        match list.as_slice() {
            [_] => list.remove(0).1,
            _ => self.stacked(list),
        }
    }

    fn listed(&self, mut list: Vec<(Span, Doc)>) -> Doc {
        match list.as_slice() {
            [_] => list.remove(0).1,
            _ => self.filled(list),
        }
    }

    /// `[a, b]`, as many on a line as fit.
    pub(super) fn filled(&self, list: Vec<(Span, Doc)>) -> Doc {
        let last = list.len();
        let end = list.last().map(|(span, _)| self.bracket(b']', span.end));
        let mut before = None;
        let mut parts = Vec::new();
        for (index, (span, doc)) in list.into_iter().enumerate() {
            let broken = before.is_some_and(|before| self.broken(before, span.start));
            let comma = Doc::text(if index + 1 < last { "," } else { "" });
            parts.push((broken, Doc::Seq(vec![Doc::Start(span.start, Gap::No), doc, comma])));
            before = Some(span.end);
        }
        let mut docs = vec![Doc::text("["), Doc::Align(vec![Doc::Fill(parts)])];
        docs.extend(end.map(|end| Doc::Start(end, Gap::No)));
        docs.push(Doc::text("]"));
        Doc::Seq(docs)
    }

    /// `[a, b]`, on one line or each on its own.
    fn stacked(&self, list: Vec<(Span, Doc)>) -> Doc {
        let (Some((first, _)), Some((last, _))) = (list.first(), list.last()) else { return Doc::text("[]") };
        let broken = self.broken(first.start, last.end);
        let end = self.bracket(b']', last.end);
        let line = |spaces| if broken { Doc::Hard } else { Doc::Line(spaces) };
        let mut inside = Vec::new();
        for (index, (span, doc)) in list.into_iter().enumerate() {
            if index > 0 {
                inside.push(Doc::text(","));
            }
            inside.extend([line(usize::from(index > 0)), Doc::Start(span.start, Gap::No), doc]);
        }
        inside.push(Doc::IfBroken(","));
        let close = [Doc::Nest(INDENT, inside), Doc::Start(end, Gap::No), line(0), Doc::text("]")];
        Doc::Group(std::iter::once(Doc::text("[")).chain(close).collect())
    }

    /// A value of a test or a default.
    pub(super) fn value(&self, value: &Value) -> Doc {
        let written = |text: &str| Doc::text(text.to_owned());
        let doc = match &value.kind {
            ValueKind::Number { negative, number } => {
                Doc::Seq(vec![Doc::text(if *negative { "-" } else { "" }), self.number(number)])
            }
            ValueKind::Text(text) => self.text(&Text { value: text.clone(), span: value.span }),
            ValueKind::TimeOfDay(time) => written(time),
            ValueKind::Date(date) => written(&date.text),
            ValueKind::Bool(value) => Doc::text(value.to_string()),
            ValueKind::Path(it) => path(it),
            ValueKind::List(list) if list.is_empty() => Doc::Seq(vec![
                Doc::text("["),
                Doc::Start(value.span.end.saturating_sub(1), Gap::No),
                Doc::text("]"),
            ]),
            ValueKind::List(list) => {
                self.filled(list.iter().map(|item| (item.span, self.value(item))).collect())
            }
            ValueKind::Object(fields) => self.fields(fields, value.span),
        };
        Doc::Seq(vec![Doc::Start(value.span.start, Gap::No), doc, Doc::End(value.span.end)])
    }

    /// `{ key: value  key: value }`, where `whole` ends with the closing brace.
    pub(super) fn fields(&self, fields: &[Field], whole: Span) -> Doc {
        let entries = fields.iter().map(|field| {
            let key = path_beginning(&field.key, word);
            let doc = Doc::Seq(vec![key, Doc::text(": "), self.value(&field.value)]);
            (field.key.span.to(field.value.span), doc)
        });
        self.block(entries.collect(), whole.end.saturating_sub(1), "")
    }

    /// Entries in braces, on one line if they were and fit. `end` is where the closing brace stands.
    pub(super) fn block(&self, entries: Vec<(Span, Doc)>, end: u32, comma: &'static str) -> Doc {
        let Some((first, _)) = entries.first() else {
            let inside = vec![Doc::Line(0), Doc::Start(end, Gap::Comments)];
            return Doc::Group(vec![Doc::text("{"), Doc::Nest(INDENT, inside), Doc::Line(1), Doc::text("}")]);
        };
        let broken = self.broken(self.open_brace(first.start), end);
        let line = |spaces| if broken { Doc::Hard } else { Doc::Line(spaces) };
        let between = if comma.is_empty() { 2 } else { 1 };
        let mut inside = Vec::new();
        for (index, (span, doc)) in entries.into_iter().enumerate() {
            if index > 0 {
                inside.push(Doc::IfFlat(comma));
            }
            let spaces = if index > 0 { between } else { 1 };
            inside.extend([line(spaces), Doc::Start(span.start, Gap::Yes), doc, Doc::End(span.end)]);
        }
        inside.extend([line(0), Doc::Start(end, Gap::Comments)]);
        Doc::Group(vec![Doc::text("{"), Doc::Nest(INDENT, inside), line(1), Doc::text("}")])
    }

    /// Whether something ends in braces with a comment last in them.
    pub(super) fn ends_in_comment(&self, span: Span) -> bool {
        let end = span.end.saturating_sub(1);
        let before = self.comments.partition_point(|comment| comment.span.end <= end);
        let last = before.checked_sub(1).and_then(|at| self.comments.get(at));
        self.slice(end, span.end) == Some("}")
            && last.is_some_and(|comment| {
                let rest = self.slice(comment.span.end, end);
                comment.span.start > span.start && rest.is_some_and(|rest| rest.trim().is_empty())
            })
    }

    /// Where the brace stands that opens before the first entry. Comments in between may hold
    /// braces too, but they make a line end all the same.
    fn open_brace(&self, first: u32) -> u32 {
        let before = self.slice(0, first).unwrap_or("");
        before.rfind('{').map_or(first, crate::syntax::lex::offset)
    }
}

fn with_option<'e>(
    first: &'e Expr,
    word: &'static str,
    second: Option<&'e Expr>,
) -> Vec<(&'static str, &'e Expr)> {
    std::iter::once(("", first)).chain(second.map(|second| (word, second))).collect()
}

/// A path that may begin with a facet.
fn facet_path(it: &Path) -> Doc {
    path_beginning(it, |first| if is_facet(first) { first.to_owned() } else { name(first) })
}

/// The facets that are starters as well: they need no backticks in a condition.
fn is_facet(text: &str) -> bool {
    matches!(text, "role" | "purpose" | "destination" | "resource" | "origin" | "kind" | "tool" | "signal")
}
