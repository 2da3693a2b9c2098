//! Risks: weighted terms.

use super::Checker;
use super::operand::Operand;
use crate::diag::{Code, Diagnostic};
use crate::semantics::thir::{Cond, RiskId, Subject, Term, Test};
use crate::source::Span;
use crate::syntax::ast::{self, ArithmeticOp, Expr, ExprKind};
use crate::types::{Scalar, Type};
use agp_abi::number::SCALE;

/// A weight: millionths, and the score it is multiplied by.
type Weight = (i64, Option<Subject>);

/// What a weight is multiplied by.
enum Score {
    Of(Subject),
    /// Known to the language, not evaluated yet.
    NotYet,
}

impl Score {
    fn subject(self) -> Option<Subject> {
        match self {
            Score::Of(subject) => Some(subject),
            Score::NotYet => None,
        }
    }
}

impl Checker<'_> {
    /// The terms of a risk.
    pub(super) fn terms(&mut self, terms: &[ast::Term]) -> Vec<Term> {
        terms.iter().filter_map(|term| self.term(term)).collect()
    }

    fn term(&mut self, term: &ast::Term) -> Option<Term> {
        let outer = self.begin_expansion();
        let when = match &term.when {
            Some(when) => {
                let cond = self.condition(when, &mut None);
                self.bounded(cond, term.span)
            }
            None => Cond::Const(true),
        };
        self.end_expansion(outer);
        self.no_risk_inside(&when);
        let (weight, score) = self.weight(&term.weight)?;
        Some(Term { subtract: term.subtract, weight, score, when, span: term.span })
    }

    fn no_risk_inside(&mut self, cond: &Cond) {
        match cond {
            Cond::And(parts) | Cond::Or(parts) => parts.iter().for_each(|part| self.no_risk_inside(part)),
            Cond::Not(inner) => self.no_risk_inside(inner),
            Cond::Test(Test::Risk { risk, .. }, span) if self.told.insert((Code::RiskOfRisk, *span)) => {
                self.risk_of_risk(*risk, *span);
            }
            Cond::Test(Test::Known(_), span) if self.told.insert((Code::KnownHelps, *span)) => self.report(
                Diagnostic::new(Code::KnownHelps, *span, "whether a fact is known has no place in a risk")
                    .help("an unknown fact counts in full already: remove the test"),
            ),
            Cond::Const(_) | Cond::Test(..) => {}
        }
    }

    fn risk_of_risk(&mut self, inner: RiskId, span: Span) {
        let declared = self.risk_name(inner);
        let diagnostic = Diagnostic::new(Code::RiskOfRisk, span, "a risk is not made of risks")
            .also(declared.span, format!("`{}` is a risk", declared.text))
            .help("repeat the terms, or compare both risks in the rule");
        self.report(diagnostic);
    }

    fn weight(&mut self, expr: &Expr) -> Option<Weight> {
        match &expr.kind {
            ExprKind::Group(inner) => self.weight(inner),
            ExprKind::Number(_) => Some((self.factor(expr)?, None)),
            ExprKind::Path(_) | ExprKind::Memory(_) => Some((SCALE, self.score(expr)?.subject())),
            ExprKind::Arithmetic(left, ArithmeticOp::Multiply, right) => {
                let (factor, score) =
                    if matches!(left.kind, ExprKind::Number(_)) { (left, right) } else { (right, left) };
                let (factor, score) = (self.factor(factor), self.score(score));
                Some((factor?, score?.subject()))
            }
            ExprKind::Error => None,
            _ => {
                self.bad_weight(expr.span);
                None
            }
        }
    }

    fn bad_weight(&mut self, span: Span) {
        self.report(
            Diagnostic::new(Code::BadWeight, span, "a weight is a constant, or a constant times a score")
                .help("write it like `0.4` or `0.3 * signal.injection`"),
        );
    }

    /// A constant from 0 to 1,000.
    fn factor(&mut self, expr: &Expr) -> Option<i64> {
        let ExprKind::Number(number) = &expr.kind else {
            if !matches!(expr.kind, ExprKind::Error) {
                self.bad_weight(expr.span);
            }
            return None;
        };
        let constant = self.number(number)?;
        let limit = i128::from(SCALE) * 1_000;
        if constant.scalar.is_some() || constant.millionths > limit {
            self.report(
                Diagnostic::new(Code::BadWeight, expr.span, "a weight is a plain number up to 1,000")
                    .help("a risk is clamped to 0..1: weights are usually below 1"),
            );
            return None;
        }
        i64::try_from(constant.millionths).ok()
    }

    /// The score of a weight; `None` after reporting why it is none.
    fn score(&mut self, expr: &Expr) -> Option<Score> {
        if let ExprKind::Memory(memory) = &expr.kind {
            self.memory(memory);
            self.defer("memory", expr.span);
            return Some(Score::NotYet);
        }
        let ExprKind::Path(path) = &expr.kind else {
            if !matches!(expr.kind, ExprKind::Error) {
                self.bad_weight(expr.span);
            }
            return None;
        };
        if let Some(inner) = self.risk_named(path) {
            self.risk_of_risk(inner, expr.span);
            return None;
        }
        match self.operand(path, &None)? {
            Operand::Value(subject, Type::One(Scalar::Score)) => Some(Score::Of(subject)),
            Operand::NotYet(what) => {
                self.defer(&what, expr.span);
                Some(Score::NotYet)
            }
            other => {
                let message = format!("`{}` is {}, not a score", path.text(), other.describe());
                self.report(
                    Diagnostic::new(Code::BadWeight, expr.span, message)
                        .help("only a value from 0 to 1 is weighted; test others with `when`"),
                );
                None
            }
        }
    }
}
