//! Conditions: the boolean structure, and which kind of test each leaf is.
//!
//! `and` is read from left to right: a conjunct that fixes the tool (`tool is pay`) lets the
//! conjuncts to its right speak of that tool's arguments. The fixed tools are the *guard*.

use super::Checker;
use super::named::MAX_NODES;
use super::operand::{NO_TOOL, Operand};
use super::operator::{self, Operator};
use crate::diag::{Code, Diagnostic};
use crate::program::MAX_NESTING;
use crate::semantics::thir::{Cond, Quantifier, Subject, Test, ToolId};
use crate::source::Span;
use crate::syntax::ast::{ContainsRight, Expr, ExprKind, Memory, MemoryOp, Name};
use crate::types::{Scalar, Type};

/// The tools that the conjuncts so far leave, if they fix any.
pub(super) type Guard = Option<Vec<ToolId>>;

impl Checker<'_> {
    /// Checks a condition. What fails is reported and becomes a constant.
    pub(super) fn condition(&mut self, expr: &Expr, guard: &mut Guard) -> Cond {
        let cond = self.condition_of(expr, guard);
        if is_test(expr) && !matches!(cond, Cond::Test(..) | Cond::Const(_)) {
            self.written.insert(expr.span, cond.clone());
        }
        cond
    }

    fn condition_of(&mut self, expr: &Expr, guard: &mut Guard) -> Cond {
        let span = expr.span;
        match &expr.kind {
            ExprKind::And(parts) => {
                let outer = self.fixed_later;
                let mut conds = Vec::with_capacity(parts.len());
                let mut later = parts.iter().rev().find(|part| fixes_tool(part)).map(|part| part.span);
                for part in parts {
                    later = later.filter(|later| part.span.end <= later.start);
                    self.fixed_later = later.or(outer);
                    let cond = self.condition(part, guard);
                    *guard = meet(guard.take(), fixed_tools(&cond));
                    conds.push(cond);
                }
                self.fixed_later = outer;
                Cond::And(conds)
            }
            ExprKind::Or(parts) => {
                Cond::Or(parts.iter().map(|part| self.condition(part, &mut guard.clone())).collect())
            }
            ExprKind::Not(inner) => Cond::Not(Box::new(self.condition(inner, &mut guard.clone()))),
            ExprKind::Group(inner) => self.condition(inner, guard),
            ExprKind::Bool(value) => Cond::Const(*value),
            ExprKind::Path(path) => match self.operand(path, guard) {
                Some(operand) => self.bare(operand, &path.text(), span),
                None => Cond::Const(false),
            },
            ExprKind::Compare(left, op, right) => self.compare(left, *op, right, span, guard),
            ExprKind::Is { subject, negated, right, zone } => {
                let cond = self.is(subject, right, zone.as_ref(), *negated, span, guard);
                negate_if(*negated, cond)
            }
            ExprKind::Known { subject, negated } => {
                let cond = self.known(subject, span, guard);
                negate_if(*negated, cond)
            }
            ExprKind::Has { subject, negated, set } => {
                let cond = self.set_test(subject, set, Quantifier::Has, *negated, span, guard);
                negate_if(*negated, cond)
            }
            ExprKind::Within { subject, negated, set } => {
                let cond = self.set_test(subject, set, Quantifier::Within, *negated, span, guard);
                negate_if(*negated, cond)
            }
            ExprKind::From { subject, negated, set } => {
                let cond = self.from(subject, set, span, guard);
                negate_if(*negated, cond)
            }
            ExprKind::In { subject, negated, right, zone } => {
                let cond = self.in_test(subject, right, zone.as_ref(), *negated, span, guard);
                negate_if(*negated, cond)
            }
            ExprKind::Like { subject, negated, patterns } => {
                let cond = self.like(subject, patterns, *negated, span, guard);
                negate_if(*negated, cond)
            }
            ExprKind::Matches { subject, negated, regex } => {
                let operator = Operator::new(operator::MATCHES, *negated);
                let cond = self.matches(subject, regex, false, operator, span, guard);
                negate_if(*negated, cond)
            }
            ExprKind::Contains { subject, negated, what } => {
                let operator = Operator::new(operator::CONTAINS, *negated);
                let cond = match what {
                    ContainsRight::Texts(texts) => self.contains(subject, texts, operator, span, guard),
                    ContainsRight::Regex(regex) => self.matches(subject, regex, true, operator, span, guard),
                };
                negate_if(*negated, cond)
            }
            ExprKind::Memory(memory) => self.memory_condition(memory, span),
            ExprKind::Arithmetic(..)
            | ExprKind::Negate(_)
            | ExprKind::Number(_)
            | ExprKind::TimeOfDay(_)
            | ExprKind::Date(_)
            | ExprKind::Text(_)
            | ExprKind::OriginOf(_) => {
                let help = match &expr.kind {
                    ExprKind::Text(_) => "a text stands behind a fact and an operator: `agent.id is \"…\"`",
                    ExprKind::TimeOfDay(_) => "write `time in 08:00..18:00 zone \"Europe/Berlin\"`",
                    ExprKind::OriginOf(_) => "write `args.NAME from user`",
                    _ => "compare it with something, such as `>= 3`",
                };
                self.report(
                    Diagnostic::new(Code::NotACondition, span, "this is a value, not a condition").help(help),
                );
                Cond::Const(false)
            }
            ExprKind::Error => Cond::Const(false),
        }
    }

    /// A name that stands alone as a condition.
    fn bare(&mut self, operand: Operand, text: &str, span: Span) -> Cond {
        match operand {
            Operand::Let(cond) => cond,
            Operand::Value(subject, Type::One(Scalar::Bool)) => Cond::Test(Test::Bool(subject), span),
            Operand::NotYet(what) => {
                self.defer(&what, span);
                Cond::Test(Test::NotYet, span)
            }
            other => {
                let help = match &other {
                    Operand::Tool | Operand::Entry(_) => format!("write `{text} is NAME`"),
                    Operand::Set(_) => format!("write `{text} has NAME` or `{text} within [NAME, …]`"),
                    Operand::Risk => format!("write `{text} >= 0.7`"),
                    Operand::Weekday => "write `weekday in mon..=fri zone \"Europe/Berlin\"`".to_owned(),
                    Operand::Value(Subject::Time, _) => {
                        "write `time in 08:00..18:00 zone \"Europe/Berlin\"`, or compare it with a date"
                            .to_owned()
                    }
                    Operand::Value(_, Type::Set(Scalar::Enum(words))) => {
                        format!("write `{text} has {}`", words.first().map_or("WORD", String::as_str))
                    }
                    Operand::Value(_, Type::One(scalar)) if scalar.is_number() => {
                        format!("write `{text} >= {}`", scalar.example().replace('`', ""))
                    }
                    Operand::Value(_, Type::One(scalar)) => {
                        format!("write `{text} is {}`", scalar.example().replace('`', ""))
                    }
                    Operand::Value(..) => format!("write `{text} contains \"…\"`"),
                    Operand::Let(_) | Operand::NotYet(_) => "compare it with something".to_owned(),
                };
                let message = format!("`{text}` is {}, not a condition", other.describe());
                self.report(Diagnostic::new(Code::NotACondition, span, message).help(help));
                Cond::Const(false)
            }
        }
    }

    /// `x is known`
    fn known(&mut self, subject: &Expr, span: Span, guard: &Guard) -> Cond {
        let Some((operand, text)) = self.operand_of(subject, guard) else { return Cond::Const(false) };
        let subject = match operand {
            Operand::Value(_, Type::List(_)) => {
                self.report(
                    Diagnostic::new(
                        Code::WrongOperator,
                        span,
                        format!("`{text}` is a list, and its texts are known one by one"),
                    )
                    .help("test a single value"),
                );
                return Cond::Const(false);
            }
            Operand::Value(subject, _) => subject,
            Operand::Set(word) => match word {
                crate::syntax::ast::Word::Role => Subject::Role,
                crate::syntax::ast::Word::Destination => Subject::Destination,
                crate::syntax::ast::Word::Resource => Subject::Resource,
                _ => Subject::Data,
            },
            Operand::Entry(crate::syntax::ast::Word::Purpose) => Subject::Purpose,
            Operand::Weekday => Subject::Time,
            Operand::NotYet(what) => {
                self.defer(&what, span);
                return Cond::Test(Test::NotYet, span);
            }
            other => {
                let message = format!("`{text}` is always known");
                let help = format!(
                    "remove the test: `is known` is for facts that a record may leave out, and `{text}` is {}",
                    other.describe()
                );
                self.report(Diagnostic::new(Code::WrongOperator, span, message).help(help));
                return Cond::Const(false);
            }
        };
        Cond::Test(Test::Known(subject), span)
    }

    /// The operand of a test that must be a name, with its text; reported if it is none.
    pub(super) fn operand_of(&mut self, expr: &Expr, guard: &Guard) -> Option<(Operand, String)> {
        match &expr.kind {
            ExprKind::Path(path) => Some((self.operand(path, guard)?, path.text())),
            ExprKind::Group(inner) => self.operand_of(inner, guard),
            ExprKind::OriginOf(path) => {
                self.operand(path, guard)?;
                Some((
                    Operand::NotYet("the origin of a value".to_owned()),
                    format!("origin({})", path.text()),
                ))
            }
            ExprKind::Error => None,
            ExprKind::Memory(memory) => {
                self.memory(memory);
                Some((Operand::NotYet("memory".to_owned()), "it".to_owned()))
            }
            _ => {
                self.report(
                    Diagnostic::new(Code::NotAValue, expr.span, "a fact is tested by its name")
                        .help("write the name of a fact to the left, such as `args.amount` or `destination`"),
                );
                None
            }
        }
    }

    fn from(&mut self, subject: &Expr, set: &crate::syntax::ast::SetExpr, span: Span, guard: &Guard) -> Cond {
        let known = self.operand_of(subject, guard).is_some();
        self.entries(crate::syntax::ast::Word::Origin, &set.of);
        self.entries(crate::syntax::ast::Word::Origin, &set.except);
        if known {
            self.defer("the origin of a value", span);
        }
        Cond::Test(Test::NotYet, span)
    }

    fn memory_condition(&mut self, memory: &Memory, span: Span) -> Cond {
        self.memory(memory);
        match memory.op {
            MemoryOp::Seq(_) | MemoryOp::Ever(..) => self.defer("memory", span),
            MemoryOp::Count(_)
            | MemoryOp::Attempts(_)
            | MemoryOp::Sum(..)
            | MemoryOp::Distinct(..)
            | MemoryOp::Last(_)
            | MemoryOp::Surprise(_) => {
                self.report(
                    Diagnostic::new(Code::NotACondition, span, "this is a number, not a condition")
                        .help("compare it with something, such as `> 3`"),
                );
            }
        }
        Cond::Test(Test::NotYet, span)
    }

    /// Checks the operands of a memory operator; evaluation comes with memory.
    pub(super) fn memory(&mut self, memory: &Memory) {
        let deferred = self.not_yet.len();
        match &memory.op {
            MemoryOp::Count(cond) | MemoryOp::Attempts(cond) | MemoryOp::Last(cond) => {
                self.condition(cond, &mut None);
            }
            MemoryOp::Ever(cond, other) => {
                self.condition(cond, &mut None);
                if let Some(other) = other {
                    self.condition(other, &mut None);
                }
            }
            MemoryOp::Sum(value, cond) | MemoryOp::Distinct(value, cond) => {
                let mut guard = None;
                if let Some(cond) = cond {
                    let cond = self.condition(cond, &mut guard);
                    guard = meet(guard, fixed_tools(&cond));
                }
                self.remembered(value, &guard, matches!(memory.op, MemoryOp::Sum(..)));
            }
            MemoryOp::Seq(steps) => {
                for step in steps {
                    self.condition(step, &mut None);
                }
            }
            MemoryOp::Surprise(value) => self.remembered(value, &None, true),
        }
        self.not_yet.truncate(deferred);
        if let Some(window) = &memory.window {
            self.duration(window);
        }
        self.scope(&memory.per);
    }

    /// The value that a `sum`, `distinct` or `surprise` keeps.
    fn remembered(&mut self, value: &Expr, guard: &Guard, is_number: bool) {
        if is_number {
            self.linear(value, guard);
        } else {
            self.operand_of(value, guard);
        }
    }

    /// `per session`, `per agent`, `per policy`
    pub(super) fn scope(&mut self, per: &Name) {
        const SCOPES: [&str; 3] = ["session", "agent", "policy"];
        if !SCOPES.contains(&per.text.as_str()) {
            let diagnostic = Diagnostic::new(
                Code::UnknownName,
                per.span,
                format!("memory is not kept per `{}`", per.text),
            );
            self.report(match crate::diag::suggest::nearest(&per.text, SCOPES) {
                Some(near) => diagnostic.replace_with(near),
                None => diagnostic.help("write `per session`, `per agent` or `per policy`"),
            });
        }
    }

    /// Refuses a condition that `let` has blown up beyond reason.
    pub(super) fn bounded(&mut self, cond: Cond, span: Span) -> Cond {
        if !self.expansion_refused() && count(&cond, MAX_NODES) >= MAX_NODES {
            self.report(
                Diagnostic::new(
                    Code::ConditionTooLarge,
                    span,
                    format!("the condition has more than {MAX_NODES} tests"),
                )
                .help("test for entries of a vocabulary, or split the rule"),
            );
            return Cond::Const(false);
        }
        if nesting(&cond, false, None) > MAX_ALTERNATING {
            let message = format!("`and` and `or` stand in each other more than {MAX_ALTERNATING} deep");
            self.report(
                Diagnostic::new(Code::ConditionTooLarge, span, message)
                    .help("split the rule: several `deny` say what one with `or` says"),
            );
            return Cond::Const(false);
        }
        cond
    }
}

/// How deep `and` and `or` may alternate: what is wrapped around a condition later on fits above.
const MAX_ALTERNATING: usize = MAX_NESTING - 4;

/// How deep `and` and `or` stand in each other once negations are pushed inwards.
fn nesting(cond: &Cond, negated: bool, around: Option<bool>) -> usize {
    let (parts, conjunction) = match cond {
        Cond::And(parts) => (parts, !negated),
        Cond::Or(parts) => (parts, negated),
        Cond::Not(inner) => return nesting(inner, !negated, around),
        Cond::Const(_) | Cond::Test(..) => return 0,
    };
    let deepest = parts.iter().map(|part| nesting(part, negated, Some(conjunction))).max().unwrap_or(0);
    if around == Some(conjunction) { deepest } else { deepest + 1 }
}

/// How many conditions it consists of, up to a limit.
pub(super) fn count(cond: &Cond, limit: usize) -> usize {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => {
            parts.iter().fold(1, |sum, part| if sum >= limit { sum } else { sum + count(part, limit - sum) })
        }
        Cond::Not(inner) => 1 + count(inner, limit),
        Cond::Const(_) | Cond::Test(..) => 1,
    }
}

/// Whether it is a test, and neither made of conditions nor the name of one.
fn is_test(expr: &Expr) -> bool {
    !matches!(
        expr.kind,
        ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Not(_) | ExprKind::Group(_) | ExprKind::Path(_)
    )
}

fn negate_if(negated: bool, cond: Cond) -> Cond {
    if negated { Cond::Not(Box::new(cond)) } else { cond }
}

/// Whether a conjunct, as written, fixes the tool.
fn fixes_tool(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Group(inner) => fixes_tool(inner),
        ExprKind::Is { subject, negated: false, .. } | ExprKind::In { subject, negated: false, .. } => {
            matches!(&subject.kind, ExprKind::Path(path) if path.text() == "tool")
        }
        _ => false,
    }
}

/// Both guards.
pub(super) fn meet(a: Guard, b: Guard) -> Guard {
    match (a, b) {
        (Some(a), Some(b)) if a.contains(&NO_TOOL) || b.contains(&NO_TOOL) => Some(vec![NO_TOOL]),
        (Some(a), Some(b)) => Some(a.into_iter().filter(|tool| b.binary_search(tool).is_ok()).collect()),
        (a, b) => a.or(b),
    }
}

/// The tools that a condition, if it holds, leaves; ascending.
pub(super) fn fixed_tools(cond: &Cond) -> Guard {
    let mut tools = match cond {
        Cond::Test(Test::Tool(tools), _) => tools.clone(),
        Cond::And(parts) => return parts.iter().map(fixed_tools).fold(None, meet),
        Cond::Or(parts) => parts.iter().map(fixed_tools).try_fold(Vec::new(), |mut all, tools| {
            all.extend(tools?);
            Some(all)
        })?,
        Cond::Not(_) | Cond::Const(_) | Cond::Test(..) => return None,
    };
    tools.sort_unstable();
    tools.dedup();
    Some(tools)
}
