//! Comparisons of numbers: sums of values and constants, brought to one form.
//!
//! Every comparison becomes `sum >= value` and `not`: numbers are integers in base units, so
//! `x > k` is `x >= k + 1` and `x == k` is `x >= k and not x >= k + 1`.

use super::Checker;
use super::condition::Guard;
use super::constant::Constant;
use super::operand::Operand;
use crate::diag::{Code, Diagnostic};
use crate::semantics::error;
use crate::semantics::thir::{Cond, RiskId, Subject, Test};
use crate::source::Span;
use crate::syntax::ast::{ArithmeticOp, CompareOp, Expr, ExprKind};
use crate::types::{Scalar, Type};
use agp_abi::number::{MAX_CONSTANT, SCALE};

/// A sum of coefficient × subject plus a constant.
#[derive(Clone, Debug, Default)]
pub(super) struct Linear {
    terms: Vec<(i64, Subject)>,
    /// Millionths of the base unit.
    constant: i128,
    /// The type, as far as anything says it.
    scalar: Option<Scalar>,
    /// Something in it is not evaluated yet.
    not_yet: Option<String>,
}

/// The largest coefficient and the longest sum: bounds that keep sums inside the integers.
const MAX_COEFFICIENT: i64 = 1_000_000;
const MAX_TERMS: usize = 16;

impl Checker<'_> {
    /// `left OP right`
    pub(super) fn compare(
        &mut self,
        left: &Expr,
        op: CompareOp,
        right: &Expr,
        span: Span,
        guard: &Guard,
    ) -> Cond {
        if matches!(op, CompareOp::Equal | CompareOp::NotEqual)
            && let Some(cond) = self.compare_words(left, op, right, span, guard)
        {
            return cond;
        }
        if let Some(risk) = self.risk_of(left) {
            return self.compare_risk(risk, op, right, span);
        }
        if let Some(risk) = self.risk_of(right) {
            return self.compare_risk(risk, flip(op), left, span);
        }
        let (Some(left), Some(right)) = (self.linear(left, guard), self.linear(right, guard)) else {
            return Cond::Const(false);
        };
        let Some(difference) = self.add(left, scaled(right, -1), span) else { return Cond::Const(false) };
        if let Some(what) = &difference.not_yet {
            self.defer(what, span);
            return Cond::Test(Test::NotYet, span);
        }
        self.ordered(difference, op, span)
    }

    /// A difference against zero.
    fn ordered(&mut self, difference: Linear, op: CompareOp, span: Span) -> Cond {
        let scalar = match difference.scalar {
            Some(scalar) => scalar,
            None if difference.terms.is_empty() => Scalar::Decimal,
            None => Scalar::Int,
        };
        let single = difference.terms.len() == 1 && difference.terms[0].0 == 1;
        let checked_as = if single { scalar.clone() } else { unbounded(&scalar) };
        let Some(value) = self.in_units(-difference.constant, &checked_as, span) else {
            return Cond::Const(false);
        };
        let at_least = |value: i64| {
            if difference.terms.is_empty() {
                return Cond::Const(0 >= value);
            }
            Cond::Test(Test::AtLeast { terms: difference.terms.clone(), value }, span)
        };
        let not = |cond| Cond::Not(Box::new(cond));
        match op {
            CompareOp::GreaterEqual => at_least(value),
            CompareOp::Greater => at_least(value + 1),
            CompareOp::Less => not(at_least(value)),
            CompareOp::LessEqual => not(at_least(value + 1)),
            CompareOp::Equal => Cond::And(vec![at_least(value), not(at_least(value + 1))]),
            CompareOp::NotEqual => Cond::Or(vec![not(at_least(value)), at_least(value + 1)]),
        }
    }

    /// A range or list of numbers.
    pub(super) fn number_in(
        &mut self,
        subject: &Expr,
        low: &Expr,
        high: &Expr,
        inclusive: bool,
        span: Span,
        guard: &Guard,
    ) -> Cond {
        let upper = if inclusive { CompareOp::LessEqual } else { CompareOp::Less };
        let bounds = (self.linear(low, guard), self.linear(high, guard));
        if let (Some(low), Some(high)) = &bounds
            && low.terms.is_empty()
            && high.terms.is_empty()
            && (low.constant > high.constant || (!inclusive && low.constant == high.constant))
        {
            self.report(
                Diagnostic::new(Code::EmptyRange, span, "the range holds nothing")
                    .help("the lower end stands first, and `..` leaves the upper end out"),
            );
            return Cond::Const(false);
        }
        if bounds.0.is_none() || bounds.1.is_none() {
            return Cond::Const(false);
        }
        Cond::And(vec![
            self.compare(subject, CompareOp::GreaterEqual, low, span, guard),
            self.compare(subject, upper, high, span, guard),
        ])
    }

    fn risk_of(&mut self, expr: &Expr) -> Option<RiskId> {
        let ExprKind::Path(path) = &expr.kind else { return None };
        let risk = self.risk_named(&path.single()?.text)?;
        (!self.is_accumulated(risk)).then_some(risk)
    }

    fn compare_risk(&mut self, risk: RiskId, op: CompareOp, right: &Expr, span: Span) -> Cond {
        let ExprKind::Number(number) = &right.kind else {
            self.report(
                Diagnostic::new(Code::NotAValue, right.span, "a risk is compared with a constant")
                    .help("write it like `>= 0.7`"),
            );
            return Cond::Const(false);
        };
        let Some(constant) = self.number(number) else { return Cond::Const(false) };
        if let Some(scalar) = &constant.scalar {
            self.report(error::mismatched(span, &"a risk", &format!("of type {scalar}")));
            return Cond::Const(false);
        }
        let Some(value) = self.in_units(constant.millionths, &Scalar::Score, right.span) else {
            return Cond::Const(false);
        };
        let value = value * SCALE;
        let at_least = |value| Cond::Test(Test::Risk { risk, value }, span);
        match op {
            CompareOp::GreaterEqual => at_least(value),
            CompareOp::Greater => at_least(value + 1),
            CompareOp::Less => Cond::Not(Box::new(at_least(value))),
            CompareOp::LessEqual => Cond::Not(Box::new(at_least(value + 1))),
            CompareOp::Equal | CompareOp::NotEqual => {
                self.report(
                    Diagnostic::new(
                        Code::WrongOperator,
                        span,
                        "a risk is an upper bound, and equals nothing",
                    )
                    .help("write `>=` or `<`"),
                );
                Cond::Const(false)
            }
        }
    }

    /// A numeric expression; `None` after reporting why it is none.
    pub(super) fn linear(&mut self, expr: &Expr, guard: &Guard) -> Option<Linear> {
        match &expr.kind {
            ExprKind::Number(number) => {
                let Constant { millionths, scalar } = self.number(number)?;
                Some(Linear { constant: millionths, scalar, ..Linear::default() })
            }
            ExprKind::Date(date) => {
                let instant = self.instant(date)?;
                Some(Linear {
                    constant: i128::from(instant) * i128::from(SCALE),
                    scalar: Some(Scalar::Time),
                    ..Linear::default()
                })
            }
            ExprKind::Path(path) => {
                let operand = self.operand(path, guard)?;
                self.linear_operand(operand, &path.text(), expr.span)
            }
            ExprKind::Group(inner) => self.linear(inner, guard),
            ExprKind::Negate(inner) => self.linear(inner, guard).map(|linear| scaled(linear, -1)),
            ExprKind::Arithmetic(left, op, right) => {
                let (left, right) = (self.linear(left, guard), self.linear(right, guard));
                match op {
                    ArithmeticOp::Add => self.add(left?, right?, expr.span),
                    ArithmeticOp::Subtract => self.add(left?, scaled(right?, -1), expr.span),
                    ArithmeticOp::Multiply => self.multiply(left?, right?, expr.span),
                }
            }
            ExprKind::Memory(memory) => {
                self.memory(memory);
                Some(Linear { not_yet: Some("memory".to_owned()), ..Linear::default() })
            }
            ExprKind::Error => None,
            _ => {
                self.report(
                    Diagnostic::new(Code::NotAValue, expr.span, "a number is needed here")
                        .help("compare numbers with numbers; names and texts go with `is`, `in` and `has`"),
                );
                None
            }
        }
    }

    fn linear_operand(&mut self, operand: Operand, text: &str, span: Span) -> Option<Linear> {
        match operand {
            Operand::Value(subject, Type::One(scalar)) if scalar.is_number() => {
                Some(Linear { terms: vec![(1, subject)], scalar: Some(scalar), ..Linear::default() })
            }
            Operand::NotYet(what) => Some(Linear { not_yet: Some(what), ..Linear::default() }),
            other => {
                let help = match &other {
                    Operand::Tool | Operand::Entry(_) | Operand::Weekday => format!("write `{text} is NAME`"),
                    Operand::Set(_) => format!("write `{text} has NAME` or `{text} within [NAME, …]`"),
                    Operand::Value(_, Type::One(Scalar::Bool)) => format!("write `{text}` or `not {text}`"),
                    Operand::Value(_, Type::List(_)) => "a list is not compared".to_owned(),
                    Operand::Risk => "a risk is compared with a constant, alone".to_owned(),
                    _ => "write `is \"…\"`, `like \"…\"` or `in [...]`".to_owned(),
                };
                let message = format!("`{text}` is {}, not a number", other.describe());
                self.report(Diagnostic::new(Code::MismatchedTypes, span, message).help(help));
                None
            }
        }
    }

    fn add(&mut self, left: Linear, right: Linear, span: Span) -> Option<Linear> {
        let scalar = match (&left.scalar, &right.scalar) {
            (None, other) | (other, None) => {
                let other = other.clone();
                let needs_unit = matches!(
                    &other,
                    Some(Scalar::Duration | Scalar::Size | Scalar::Time | Scalar::Date | Scalar::Money(_))
                );
                let plain = |linear: &Linear| {
                    linear.scalar.is_none() && linear.terms.is_empty() && linear.not_yet.is_none()
                };
                let constant = if plain(&left) { left.constant } else { right.constant };
                if needs_unit && (plain(&left) || plain(&right)) && constant != 0 {
                    let scalar = other.as_ref().map(ToString::to_string).unwrap_or_default();
                    self.report(
                        Diagnostic::new(
                            Code::MismatchedTypes,
                            span,
                            format!("one side is {scalar}, the other a plain number"),
                        )
                        .help(unit_help(other.as_ref())),
                    );
                    return None;
                }
                other
            }
            (Some(a), Some(b)) if same(a, b) => Some(a.clone()),
            (Some(Scalar::Time | Scalar::Date), Some(Scalar::Duration)) => left.scalar.clone(),
            (Some(Scalar::Duration), Some(Scalar::Time | Scalar::Date)) => right.scalar.clone(),
            (Some(a), Some(b)) => {
                let (a, b) = (a.clone(), b.clone());
                self.report(error::mismatched(span, &a, &b));
                return None;
            }
        };
        let mut terms = left.terms;
        for (coefficient, subject) in right.terms {
            match terms.iter_mut().find(|(_, known)| *known == subject) {
                Some((known, _)) => *known = known.saturating_add(coefficient),
                None => terms.push((coefficient, subject)),
            }
        }
        terms.retain(|(coefficient, _)| *coefficient != 0);
        if terms.len() > MAX_TERMS {
            self.report(Diagnostic::new(
                Code::NotLinear,
                span,
                format!("a sum has at most {MAX_TERMS} values"),
            ));
            return None;
        }
        terms.sort_by(|a, b| a.1.cmp(&b.1));
        Some(Linear {
            terms,
            constant: left.constant + right.constant,
            scalar,
            not_yet: left.not_yet.or(right.not_yet),
        })
    }

    fn multiply(&mut self, left: Linear, right: Linear, span: Span) -> Option<Linear> {
        let (factor, other) =
            if left.terms.is_empty() && left.not_yet.is_none() { (left, right) } else { (right, left) };
        let scale = i128::from(SCALE);
        let whole = factor.terms.is_empty() && factor.not_yet.is_none() && factor.scalar.is_none();
        let coefficient = i64::try_from(factor.constant / scale).unwrap_or(i64::MAX);
        if !whole || factor.constant % scale != 0 || coefficient.abs() > MAX_COEFFICIENT {
            self.report(
                Diagnostic::new(Code::NotLinear, span, "a value is multiplied by a whole constant only")
                    .help(format!(
                        "bring the other side to the left, or choose a factor below {MAX_COEFFICIENT}"
                    )),
            );
            return None;
        }
        Some(scaled(other, coefficient))
    }
}

fn scaled(linear: Linear, factor: i64) -> Linear {
    Linear {
        terms: linear
            .terms
            .into_iter()
            .map(|(coefficient, subject)| {
                (coefficient.saturating_mul(factor).clamp(-MAX_CONSTANT, MAX_CONSTANT), subject)
            })
            .collect(),
        constant: linear.constant.saturating_mul(i128::from(factor)),
        ..linear
    }
}

fn same(a: &Scalar, b: &Scalar) -> bool {
    a == b || matches!((a, b), (Scalar::Time | Scalar::Date, Scalar::Time | Scalar::Date))
}

/// The type of a difference: a score minus a score is no score.
fn unbounded(scalar: &Scalar) -> Scalar {
    match scalar {
        Scalar::Score => Scalar::Decimal,
        other => other.clone(),
    }
}

fn flip(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Less => CompareOp::Greater,
        CompareOp::LessEqual => CompareOp::GreaterEqual,
        CompareOp::Greater => CompareOp::Less,
        CompareOp::GreaterEqual => CompareOp::LessEqual,
        CompareOp::Equal | CompareOp::NotEqual => op,
    }
}

fn unit_help(scalar: Option<&Scalar>) -> String {
    match scalar {
        Some(Scalar::Duration) => "say which unit: `15m`, `2h`".to_owned(),
        Some(Scalar::Size) => "say which unit: `10MB`".to_owned(),
        Some(Scalar::Money(currency)) => format!("say which currency: `100{currency}`"),
        _ => "write a date such as `2026-03-31`".to_owned(),
    }
}
