//! The laws that depend on where a test stands.
//!
//! A condition is walked with its polarity: is the test, as it stands, asked to hold or not to
//! hold? In an `allow` a fact that nobody knows must not help it to match; in any other rule it
//! must not help it not to match.

use super::Checker;
use crate::diag::{Code, Diagnostic};
use crate::semantics::thir::{Cond, Quantifier, Subject, Test};
use crate::source::Span;
use crate::syntax::ast::Word;

impl Checker<'_> {
    /// Checks one rule's condition.
    pub(super) fn laws(&mut self, cond: &Cond, allow: bool, rule: Span) {
        self.law(cond, true, allow, rule);
    }

    fn law(&mut self, cond: &Cond, positive: bool, allow: bool, rule: Span) {
        match cond {
            Cond::And(parts) | Cond::Or(parts) => {
                for part in parts {
                    self.law(part, positive, allow, rule);
                }
            }
            Cond::Not(inner) => self.law(inner, !positive, allow, rule),
            Cond::Const(_) => {}
            Cond::Test(test, span) => self.law_of_test(test, *span, positive, allow, rule),
        }
    }

    fn law_of_test(&mut self, test: &Test, span: Span, positive: bool, allow: bool, rule: Span) {
        match test {
            Test::Set { word, quantifier: Quantifier::Has, .. }
                if allow && positive && *word != Word::Role =>
            {
                let facet = if *word == Word::Class { "data" } else { word.text() };
                self.report(
                    Diagnostic::new(
                        Code::HasInAllow,
                        span,
                        format!("`{facet} has` grants whatever else is there"),
                    )
                    .also(rule, "in this `allow`")
                    .help(format!("write `{facet} within [...]`: every member must be one of these")),
                );
            }
            Test::Text { subject: subject @ Subject::Arg(..), .. }
                if allow && positive && self.is_list(subject) =>
            {
                self.report(
                    Diagnostic::new(Code::HasInAllow, span, "one text of the list grants all the others")
                        .also(rule, "in this `allow`")
                        .help("map the argument to `destination` or `resource` and test that with `within`"),
                );
            }
            Test::Text { subject, .. } if allow && positive && subject.is_payload() => {
                self.report(
                    Diagnostic::new(Code::HasInAllow, span, "one text of the payload grants all the others")
                        .also(rule, "in this `allow`")
                        .help("test the argument itself: `tool is NAME and args.NAME …`"),
                );
            }
            Test::Known(_) if allow != positive => {
                let (wrong, help) = if allow {
                    ("`is not known`", "an `allow` may ask that a fact `is known`")
                } else {
                    ("`is known`", "a rule that restricts may ask that a fact `is not known`")
                };
                self.report(
                    Diagnostic::new(
                        Code::KnownHelps,
                        span,
                        format!("{wrong} here would let an unknown fact help"),
                    )
                    .also(rule, "in this rule")
                    .help(help),
                );
            }
            Test::Risk { .. } if allow == positive => {
                let (message, help) = if allow {
                    ("a risk is an upper bound: that it is high grants nothing", "write `<` or `<=`")
                } else {
                    ("a risk is an upper bound: that it is low restricts nothing", "write `>=` or `>`")
                };
                self.report(
                    Diagnostic::new(Code::RiskDirection, span, message).also(rule, "in this rule").help(help),
                );
            }
            _ => {}
        }
    }

    fn is_list(&self, subject: &Subject) -> bool {
        let Subject::Arg(tools, name) = subject else { return false };
        let tool = tools.first().and_then(|tool| self.tools.get(tool.0 as usize));
        let arg = tool.and_then(|tool| tool.args.iter().find(|arg| arg.name == *name));
        arg.is_some_and(|arg| matches!(arg.ty, crate::types::Type::List(_)))
    }
}
