//! Comparisons of numbers: sums of values and constants, brought to one form.
//!
//! Every comparison becomes `sum >= value` and `not`: numbers are integers in base units, so
//! `x > k` is `x >= k + 1` and `x == k` is `x >= k and not x >= k + 1`.

use super::Checker;
use super::condition::Guard;
use super::constant::Constant;
use super::operand::Operand;
use super::operator::{self, Operator};
use crate::diag::{Code, Diagnostic};
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
    /// The constant as written, if there is one.
    literal: Option<Span>,
    /// Something in it is not evaluated yet.
    not_yet: Option<String>,
}

impl Linear {
    /// Whether it is nothing but constants.
    fn is_constant(&self) -> bool {
        self.terms.is_empty() && self.not_yet.is_none()
    }

    /// Whether a factor makes some coefficient too large.
    fn is_scaled_beyond(&self, factor: i64) -> bool {
        let all = self.terms.iter().map(|(coefficient, _)| *coefficient).chain([1]);
        all.map(|coefficient| coefficient.saturating_mul(factor))
            .any(|coefficient| coefficient.unsigned_abs() > MAX_COEFFICIENT.unsigned_abs())
    }

    fn described(&self) -> String {
        self.scalar.as_ref().map_or_else(|| "a plain number".to_owned(), Scalar::described)
    }
}

/// How two sides are brought together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    Sum,
    Difference,
    Comparison,
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
        let sides = (left.span, right.span);
        self.denies = op == CompareOp::NotEqual;
        let linear = (self.linear(left, guard), self.linear(right, guard));
        self.denies = false;
        let (Some(left), Some(right)) = linear else { return Cond::Const(false) };
        let Some(difference) = self.join(left, right, Joint::Comparison, span, sides) else {
            return Cond::Const(false);
        };
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
        let place = difference.literal.unwrap_or(span);
        let Some(value) = self.in_units(difference.constant.saturating_neg(), &checked_as, place) else {
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
        let (low_span, high_span) = (low.span, high.span);
        let bounds = (self.linear(low, guard), self.linear(high, guard));
        if let (Some(low), Some(high)) = &bounds
            && low.terms.is_empty()
            && high.terms.is_empty()
            && (low.constant > high.constant || (!inclusive && low.constant == high.constant))
        {
            let (high_constant, range) = (high.constant, low_span.to(high_span));
            let help = if low.constant > high_constant {
                "the lower end stands first"
            } else {
                "`..` leaves the upper end out: write `..=`"
            };
            self.report(Diagnostic::new(Code::EmptyRange, range, "the range holds nothing").help(help));
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
        let risk = self.risk_named(path)?;
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
            let message = format!("a risk is compared with {}", scalar.described());
            self.report(
                Diagnostic::new(Code::MismatchedTypes, right.span, message).help("write it like `>= 0.7`"),
            );
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
                        format!("`{}` does not go with a risk, which is an upper bound", op.text()),
                    )
                    .help("write `>=` in a rule that restricts, `<` in an `allow`"),
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
                Some(Linear { constant: millionths, scalar, literal: Some(expr.span), ..Linear::default() })
            }
            ExprKind::Date(date) => {
                let instant = self.instant(date)?;
                Some(Linear {
                    constant: i128::from(instant) * i128::from(SCALE),
                    scalar: Some(Scalar::Time),
                    literal: Some(expr.span),
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
                let sides = (left.span, right.span);
                let (left, right) = (self.linear(left, guard), self.linear(right, guard));
                match op {
                    ArithmeticOp::Add => self.join(left?, right?, Joint::Sum, expr.span, sides),
                    ArithmeticOp::Subtract => self.join(left?, right?, Joint::Difference, expr.span, sides),
                    ArithmeticOp::Multiply => self.multiply(left?, right?, expr.span),
                }
            }
            ExprKind::Memory(memory) => {
                self.memory(memory);
                Some(Linear { not_yet: Some("memory".to_owned()), ..Linear::default() })
            }
            ExprKind::Error => None,
            _ => {
                self.report(Diagnostic::new(Code::NotAValue, expr.span, "a number is needed here").help(
                    "numbers are compared with numbers; names and texts are tested by `is`, `in` and `has`",
                ));
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
                let operator = Operator::new(operator::EQUALS, self.denies);
                let (is, has, contains) = (
                    operator.offer(operator::IS),
                    operator.offer(operator::HAS),
                    operator.offer(operator::CONTAINS),
                );
                let help = match &other {
                    Operand::Tool | Operand::Entry(_) | Operand::Weekday => {
                        format!("write `{text} {is} NAME`")
                    }
                    Operand::Set(_) => operator.of_set(text, "NAME"),
                    Operand::Value(_, Type::One(Scalar::Bool)) => format!("write `{text}` or `not {text}`"),
                    Operand::Value(_, Type::List(_)) => {
                        format!("a list is tested by `{text} {contains} \"…\"`")
                    }
                    Operand::Value(_, Type::One(Scalar::Enum(words))) => {
                        format!("write `{text} {is} {}`", words.first().map_or("WORD", String::as_str))
                    }
                    Operand::Value(_, Type::Set(_)) => format!("write `{text} {has} WORD`"),
                    Operand::Let(_) => operator.of_condition(text),
                    Operand::Risk => "a risk is compared with a constant, alone".to_owned(),
                    _ => operator.of_text(text, "…"),
                };
                let message = format!("`{text}` is {}, not a number", other.describe());
                self.report(Diagnostic::new(Code::MismatchedTypes, span, message).help(help));
                None
            }
        }
    }

    /// A sum, or a difference; of a comparison the difference of its sides.
    fn join(
        &mut self,
        left: Linear,
        right: Linear,
        joint: Joint,
        span: Span,
        sides: (Span, Span),
    ) -> Option<Linear> {
        let scalar = match joined_type(&left, &right, joint, sides) {
            Ok(scalar) => scalar,
            Err(problem) => {
                self.report(*problem);
                return None;
            }
        };
        let right = if joint == Joint::Sum { right } else { scaled(right, -1) };
        let mut terms = left.terms;
        for (coefficient, subject) in right.terms {
            match terms.iter_mut().find(|(_, known)| *known == subject) {
                Some((known, _)) => *known = known.saturating_add(coefficient),
                None => terms.push((coefficient, subject)),
            }
        }
        terms.retain(|(coefficient, _)| *coefficient != 0);
        if terms.len() > MAX_TERMS {
            self.report(
                Diagnostic::new(Code::NotLinear, span, format!("a sum has at most {MAX_TERMS} values"))
                    .help("compare fewer values, or let the tool report their sum"),
            );
            return None;
        }
        terms.sort_by(|a, b| a.1.cmp(&b.1));
        Some(Linear {
            terms,
            constant: left.constant.saturating_add(right.constant),
            scalar,
            literal: left.literal.xor(right.literal),
            not_yet: left.not_yet.or(right.not_yet),
        })
    }

    fn multiply(&mut self, left: Linear, right: Linear, span: Span) -> Option<Linear> {
        let is_factor = left.is_constant() && (left.scalar.is_none() || !right.is_constant());
        let (factor, other) = if is_factor { (left, right) } else { (right, left) };
        let scale = i128::from(SCALE);
        let place = factor.literal.unwrap_or(span);
        let not_linear = |place, message: &str, help: String| {
            Some(Diagnostic::new(Code::NotLinear, place, message.to_owned()).help(help))
        };
        let coefficient = i64::try_from(factor.constant / scale).unwrap_or(i64::MAX);
        let problem = if !factor.is_constant() {
            not_linear(
                span,
                "two values are multiplied with each other",
                "a value is multiplied by a constant only, such as `2 * args.count`".to_owned(),
            )
        } else if factor.scalar.is_some() {
            not_linear(place, "a factor has no unit", "write it like `2 * args.amount`".to_owned())
        } else if factor.constant % scale != 0 {
            not_linear(
                place,
                "a factor is whole",
                "multiply the other side instead: for `0.1 * a > b` write `a > 10 * b`".to_owned(),
            )
        } else if other.is_scaled_beyond(coefficient) {
            not_linear(place, "this factor is too large", format!("a factor is at most {MAX_COEFFICIENT}"))
        } else {
            None
        };
        if let Some(problem) = problem {
            self.report(problem);
            return None;
        }
        Some(scaled(other, coefficient))
    }
}

/// The type of two sides together, or why they do not go together.
fn joined_type(
    left: &Linear,
    right: &Linear,
    joint: Joint,
    sides: (Span, Span),
) -> Result<Option<Scalar>, Box<Diagnostic>> {
    match (&left.scalar, &right.scalar) {
        (None, other) | (other, None) => {
            let is_plain = |side: &Linear| side.scalar.is_none() && side.is_constant() && side.constant != 0;
            let plain = if is_plain(left) { Some((left, sides.0, sides.1)) } else { None };
            let plain = plain.or_else(|| is_plain(right).then_some((right, sides.1, sides.0)));
            match (other, plain) {
                (Some(scalar), Some((plain, place, others))) if needs_unit(scalar) => {
                    let described = scalar.described();
                    let message = format!("a plain number is {} {described}", verb(joint));
                    Err(Box::new(
                        Diagnostic::new(Code::MismatchedTypes, plain.literal.unwrap_or(place), message)
                            .here("a plain number")
                            .also(others, described)
                            .help(unit_help(scalar)),
                    ))
                }
                _ => Ok(other.clone()),
            }
        }
        (Some(a), Some(b)) => match (joint, is_instant(a), is_instant(b)) {
            (Joint::Difference, true, true) => Ok(Some(Scalar::Duration)),
            (Joint::Sum | Joint::Difference, true, false) if *b == Scalar::Duration => Ok(Some(a.clone())),
            (Joint::Sum, false, true) if *a == Scalar::Duration => Ok(Some(b.clone())),
            (Joint::Comparison, true, true) => Ok(Some(a.clone())),
            (_, false, false) if a == b => Ok(Some(a.clone())),
            _ => Err(Box::new(mismatched(left, right, joint, sides))),
        },
    }
}

/// Two sides of different types: the constant is at fault, if one of them is one.
fn mismatched(left: &Linear, right: &Linear, joint: Joint, sides: (Span, Span)) -> Diagnostic {
    let (here, there) = (left.described(), right.described());
    let help = match (&left.scalar, &right.scalar) {
        (Some(Scalar::Money(a)), Some(Scalar::Money(_))) if right.is_constant() => {
            format!("amounts have no exchange rate: compare with an amount in {a}")
        }
        (Some(Scalar::Money(_)), Some(Scalar::Money(_))) => {
            "amounts have no exchange rate: give each currency a rule of its own".to_owned()
        }
        (Some(Scalar::Time | Scalar::Date), Some(Scalar::Duration)) => {
            "an instant is compared with a date such as `2026-03-31`, or with another instant".to_owned()
        }
        _ => "both sides must be of one type".to_owned(),
    };
    let message = format!("{here} is {} {there}", verb(joint));
    let (fault, other) = if left.is_constant() && !right.is_constant() {
        ((sides.0, here), (sides.1, there))
    } else {
        ((sides.1, there), (sides.0, here))
    };
    let diagnostic =
        Diagnostic::new(Code::MismatchedTypes, fault.0, message).here(fault.1).also(other.0, other.1);
    diagnostic.help(help)
}

fn verb(joint: Joint) -> &'static str {
    match joint {
        Joint::Sum | Joint::Difference => "reckoned up with",
        Joint::Comparison => "compared with",
    }
}

fn is_instant(scalar: &Scalar) -> bool {
    matches!(scalar, Scalar::Time | Scalar::Date)
}

fn needs_unit(scalar: &Scalar) -> bool {
    matches!(scalar, Scalar::Duration | Scalar::Size | Scalar::Time | Scalar::Date | Scalar::Money(_))
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

fn unit_help(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Duration => "say which unit, such as `15m` or `2h`".to_owned(),
        Scalar::Size => "say which unit, such as `500B` or `10MB`".to_owned(),
        Scalar::Money(currency) => format!("say which currency, such as `100{currency}`"),
        _ => "write a date, such as `2026-03-31`".to_owned(),
    }
}
