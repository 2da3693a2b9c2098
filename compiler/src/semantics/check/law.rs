//! The laws that depend on where a test stands.
//!
//! A condition is walked with its polarity: is the test, as it stands, asked to hold or not to
//! hold? In an `allow` a fact that nobody knows must not help it to match; in any other rule it
//! must not help it not to match.

use super::Checker;
use crate::diag::{Code, Diagnostic};
use crate::semantics::thir::{Cond, EntryId, Quantifier, Subject, Test};
use crate::source::Span;
use crate::syntax::ast::{Verdict, Word};

/// The rule whose condition is walked.
#[derive(Clone, Copy)]
struct Place {
    verdict: Verdict,
    name: Span,
}

impl Place {
    fn is_allow(self) -> bool {
        self.verdict == Verdict::Allow
    }
}

impl Checker<'_> {
    /// Checks one rule's condition. What stands in a `let` is reported for the first rule only.
    pub(super) fn laws(&mut self, cond: &Cond, verdict: Verdict, name: Span) {
        self.law(cond, true, Place { verdict, name });
    }

    fn law(&mut self, cond: &Cond, positive: bool, rule: Place) {
        match cond {
            Cond::And(parts) | Cond::Or(parts) => {
                for part in parts {
                    self.law(part, positive, rule);
                }
            }
            Cond::Not(inner) => self.law(inner, !positive, rule),
            Cond::Const(_) => {}
            Cond::Test(test, span) => {
                if let Some(breach) = self.breach(test, *span, positive, rule)
                    && self.told.insert((breach.code, *span))
                {
                    let label = format!("in this `{}`", rule.verdict.text());
                    self.report(breach.also(rule.name, label));
                }
            }
        }
    }

    /// The law that a test breaks where it stands.
    fn breach(&self, test: &Test, span: Span, positive: bool, rule: Place) -> Option<Diagnostic> {
        let allow = rule.is_allow();
        match test {
            Test::Set { word, quantifier: Quantifier::Has, of, except }
                if allow && positive && *word != Word::Role =>
            {
                Some(self.has_in_allow(*word, of, except, span))
            }
            Test::Text { subject: subject @ Subject::Arg(..), .. }
                if allow && positive && self.is_list(subject) =>
            {
                Some(
                    Diagnostic::new(Code::HasInAllow, span, "one text of the list grants all the others")
                        .help("map the argument to `destination` or `resource` and test that with `within`"),
                )
            }
            Test::Text { subject, .. } if allow && positive && subject.is_payload() => Some(
                Diagnostic::new(Code::HasInAllow, span, "one text of the payload grants all the others")
                    .help("test the argument itself: `tool is NAME and args.NAME …`"),
            ),
            Test::Known(_) if allow != positive => Some(known_helps(span, allow)),
            Test::Risk { .. } if allow == positive => Some(risk_direction(span, allow)),
            _ => None,
        }
    }

    fn has_in_allow(&self, word: Word, of: &[EntryId], except: &[EntryId], span: Span) -> Diagnostic {
        let facet = facet(word);
        let names = |ids: &[EntryId]| -> String {
            let list = self.lists.of(word);
            let names: Vec<&str> = ids.iter().take(3).map(|id| list.entry(*id).path.as_str()).collect();
            match (names.as_slice(), ids.len()) {
                ([one], 1) => (*one).to_owned(),
                (names, 0..=3) => format!("[{}]", names.join(", ")),
                (names, _) => format!("[{}, …]", names.join(", ")),
            }
        };
        let except = if except.is_empty() { String::new() } else { format!(" except {}", names(except)) };
        Diagnostic::new(Code::HasInAllow, span, format!("`{facet} has` grants whatever else is there"))
            .help(format!("write `{facet} within {}{except}`: every member must be one of these", names(of)))
    }

    fn is_list(&self, subject: &Subject) -> bool {
        let Subject::Arg(tools, name) = subject else { return false };
        let tool = tools.first().and_then(|tool| self.tools.get(tool.0 as usize));
        let arg = tool.and_then(|tool| tool.args.iter().find(|arg| arg.name == *name));
        arg.is_some_and(|arg| matches!(arg.ty, crate::types::Type::List(_)))
    }
}

fn known_helps(span: Span, allow: bool) -> Diagnostic {
    let (message, help) = if allow {
        ("not knowing a fact would grant something here", "an `allow` may only ask that a fact `is known`")
    } else {
        (
            "not knowing a fact would switch this rule off",
            "a rule that restricts may only ask that a fact `is not known`: without this test it matches \
             where the fact is unknown",
        )
    };
    Diagnostic::new(Code::KnownHelps, span, message).help(help)
}

fn risk_direction(span: Span, allow: bool) -> Diagnostic {
    let (message, help) = if allow {
        ("a risk is an upper bound: that it is high grants nothing", "write `<` or `<=`")
    } else {
        ("a risk is an upper bound: that it is low restricts nothing", "write `>=` or `>`")
    };
    Diagnostic::new(Code::RiskDirection, span, message).help(help)
}

fn facet(word: Word) -> &'static str {
    if word == Word::Class { "data" } else { word.text() }
}
