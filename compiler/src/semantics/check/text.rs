//! Tests of texts: equality, `like`, `matches`, `contains`, address blocks.
//!
//! Constants compared with a typed text are brought to its canonical form here, so that the
//! engine compares canonical with canonical. A test on a list holds if it holds for some text.

use super::Checker;
use super::condition::Guard;
use super::constant::canonical;
use super::operand::Operand;
use super::operator::{self, Operator};
use super::{glob, miss, pattern};
use crate::diag::{Code, Diagnostic};
use crate::semantics::error;
use crate::semantics::thir::{Cond, Quantifier, Subject, Test, TextPattern};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Regex, Text, Word};
use crate::types::{Scalar, Type};
use agp_abi::forms;

impl Checker<'_> {
    /// The text that a test is about; `Err` holds the condition to give back instead.
    fn text_subject(
        &mut self,
        subject: &Expr,
        operator: Operator,
        span: Span,
        guard: &Guard,
    ) -> Result<(Subject, Scalar), Cond> {
        match self.operand_of(subject, guard) {
            Some((Operand::Value(subject, Type::One(scalar) | Type::List(scalar)), _))
                if scalar.is_text() =>
            {
                Ok((subject, scalar))
            }
            Some((Operand::NotYet(what), _)) => {
                self.defer(&what, span);
                Err(Cond::Test(Test::NotYet, span))
            }
            Some((other, text)) => {
                let help = match &other {
                    Operand::Set(Word::Destination | Word::Resource) => {
                        "declare an entry with `matches \"…\"` and test for it".to_owned()
                    }
                    Operand::Set(_) => format!("write `{text} {} NAME`", operator.offer(operator::HAS)),
                    Operand::Tool | Operand::Entry(_) => {
                        format!("write `{text} {} [NAME, …]`", operator.offer(operator::IN))
                    }
                    Operand::Value(_, Type::One(scalar)) if scalar.is_number() => {
                        operator.of_number(&text, scalar.example().trim_matches('`'))
                    }
                    Operand::Let(_) => operator.of_condition(&text),
                    _ => "patterns go with texts".to_owned(),
                };
                self.report(error::wrong_operator(span, &text, &other.describe(), operator.text(), help));
                Err(Cond::Const(false))
            }
            None => Err(Cond::Const(false)),
        }
    }

    /// `x like ["…", "…"]`
    pub(super) fn like(
        &mut self,
        subject: &Expr,
        patterns: &[Text],
        negated: bool,
        span: Span,
        guard: &Guard,
    ) -> Cond {
        let operator = Operator::new(operator::LIKE, negated);
        let (subject, scalar) = match self.text_subject(subject, operator, span, guard) {
            Ok(found) => found,
            Err(cond) => return cond,
        };
        let separator = scalar.separator();
        let mut found = Vec::with_capacity(patterns.len());
        for text in patterns {
            let glob = glob::of_type(&text.value, &scalar);
            self.miss(miss::of_glob(text, &glob, &scalar));
            found.push(TextPattern::Like { glob, separator });
        }
        text_test(subject, found, span)
    }

    /// `x matches /…/` and `x contains /…/`
    pub(super) fn matches(
        &mut self,
        subject: &Expr,
        regex: &Regex,
        anywhere: bool,
        operator: Operator,
        span: Span,
        guard: &Guard,
    ) -> Cond {
        let found = self.text_subject(subject, operator, span, guard);
        let pattern = match pattern::ascii(&regex.pattern) {
            Ok(pattern) => pattern,
            Err(problem) => {
                self.report(problem.diagnostic(regex.span));
                return Cond::Const(false);
            }
        };
        match found {
            Ok((subject, scalar)) => {
                self.miss(miss::of_regex(regex, &pattern, anywhere, &scalar));
                text_test(subject, vec![TextPattern::Regex { pattern, anywhere }], span)
            }
            Err(cond) => cond,
        }
    }

    /// `x contains "…"`
    pub(super) fn contains(
        &mut self,
        subject: &Expr,
        texts: &[Text],
        operator: Operator,
        span: Span,
        guard: &Guard,
    ) -> Cond {
        match self.text_subject(subject, operator, span, guard) {
            Ok((subject, scalar)) => {
                let mut found = Vec::with_capacity(texts.len());
                for text in texts {
                    let piece = glob::piece(&text.value, &scalar);
                    self.miss(miss::of_piece(text, &piece, &scalar));
                    found.push(TextPattern::Contains(piece));
                }
                text_test(subject, found, span)
            }
            Err(cond) => cond,
        }
    }

    /// `x is "…"`, `x in ["…", "…"]`; of an address type, entries may be blocks.
    pub(super) fn text_is(&mut self, subject: Subject, scalar: &Scalar, items: &[Expr], span: Span) -> Cond {
        let mut patterns = Vec::with_capacity(items.len());
        for item in items {
            let ExprKind::Text(text) = &item.kind else {
                if !matches!(item.kind, ExprKind::Error) {
                    self.report(no_text(item, scalar));
                }
                return Cond::Const(false);
            };
            if matches!(scalar, Scalar::Ip | Scalar::Host)
                && text.value.contains('/')
                && let Some((address, prefix)) = block(&text.value)
            {
                patterns.push(TextPattern::Block(address, prefix));
                continue;
            }
            match self.text_constant(&text.value, text.span, scalar) {
                Some(canonical) => {
                    self.miss(miss::of_constant(text, &canonical, scalar));
                    patterns.push(TextPattern::Exact(canonical));
                }
                None => return Cond::Const(false),
            }
        }
        text_test(subject, patterns, span)
    }

    /// Says that a pattern misses, once wherever its condition is used.
    fn miss(&mut self, found: Option<Diagnostic>) {
        if let Some(found) = found
            && self.told.insert((found.code, found.primary.span))
        {
            self.report(found);
        }
    }

    /// `x in "10.0.0.0/8"`
    pub(super) fn in_block(
        &mut self,
        subject: &Expr,
        one: &Expr,
        operator: Operator,
        span: Span,
        guard: &Guard,
    ) -> Cond {
        let Some((operand, text)) = self.operand_of(subject, guard) else { return Cond::Const(false) };
        if let (Operand::Value(found, Type::One(scalar) | Type::List(scalar)), ExprKind::Text(block_text)) =
            (&operand, &one.kind)
            && matches!(scalar, Scalar::Ip | Scalar::Host)
        {
            let Some((address, prefix)) = block(&block_text.value) else {
                self.report(error::bad_constant(
                    one.span,
                    &"address block",
                    &block_text.value,
                    "`10.0.0.0/8`",
                ));
                return Cond::Const(false);
            };
            return text_test(found.clone(), vec![TextPattern::Block(address, prefix)], span);
        }
        if matches!(one.kind, ExprKind::Path(_) | ExprKind::Text(_)) {
            return self.is_one_of(operand, &text, operator, std::slice::from_ref(one), span);
        }
        let within = operator.text();
        self.report(
            Diagnostic::new(Code::NotAValue, one.span, "`in` needs a list, a range, or an address block")
                .help(format!(
                    "write `{within} [a, b]`, `{within} 1..=5` or `{within} \"10.0.0.0/8\"`; one value is tested by `{}` or `{}`",
                    operator.offer(operator::IS),
                    operator.offer(operator::EQUALS),
                )),
        );
        Cond::Const(false)
    }
}

/// Something else where a text must stand.
fn no_text(item: &Expr, scalar: &Scalar) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::NotAValue, item.span, "a text in quotes is needed here");
    match &item.kind {
        ExprKind::Path(path) if path.parts.len() > 1 => {
            diagnostic.help("two facts are not compared with each other, unless they are numbers")
        }
        ExprKind::Path(path) => {
            let quoted = format!("\"{}\"", path.text());
            diagnostic.help(format!("write `{quoted}`")).replace_with(quoted)
        }
        _ => diagnostic.help(format!("write it like {}", scalar.example())),
    }
}

fn text_test(subject: Subject, patterns: Vec<TextPattern>, span: Span) -> Cond {
    Cond::Test(Test::Text { subject, quantifier: Quantifier::Has, patterns }, span)
}

/// An address block: the first address, and the prefix length out of 128.
fn block(text: &str) -> Option<(u128, u8)> {
    let (address, prefix) = text.split_once('/').unwrap_or((text, ""));
    let bits = forms::ip(address)?;
    canonical(address, &Scalar::Ip).0?;
    let four = !address.contains(':');
    let width: u8 = if four { 32 } else { 128 };
    let length: u8 =
        if prefix.is_empty() { width } else { prefix.parse().ok().filter(|length| *length <= width)? };
    let length = if four { length + 96 } else { length };
    let mask = if length == 0 { 0 } else { u128::MAX << (128 - length) };
    Some((bits & mask, length))
}
