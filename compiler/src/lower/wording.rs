//! Explanations in the author's words.
//!
//! Atoms are shared by all rules and say what they test positively, since that is what facts settle:
//! `args.n < 50` and `args.n >= 50` are one atom. To a person the first is a test of its own that is
//! true or false. Here each test that stands in a rule is given with its text and with how its truth
//! value follows from those of the atoms' notes. Nothing that is decided depends on it.

use super::describe;
use super::facts::Facts;
use crate::semantics::thir::{Cond, Policy, Rule, Test};
use crate::source::{Sources, Span};
use std::collections::BTreeSet;

/// A three-valued truth: (must, may).
pub type Truth = (bool, bool);

/// A test as its author wrote it.
#[derive(Clone, Debug)]
pub struct Written {
    /// The author's text, on one line.
    pub text: String,
    says: Says,
}

/// How a truth value follows from those of notes.
#[derive(Clone, Debug)]
enum Says {
    Const(bool),
    Note(String),
    Not(Box<Says>),
    All(Vec<Says>),
    Any(Vec<Says>),
}

/// The tests of a rule, in the order of its text as far as it is one text.
pub fn of_rule(policy: &Policy, sources: &Sources, rule: &Rule) -> Vec<Written> {
    let mut wording =
        Wording { policy, sources, facts: Facts::new(policy), seen: BTreeSet::new(), tests: Vec::new() };
    wording.walk(&rule.when);
    wording.tests
}

impl Written {
    /// The truth of the test by that of the notes; none where one of them was not asked for. `used` is
    /// told each note that was looked at.
    pub fn truth(&self, known: impl Fn(&str) -> Option<Truth>, used: &mut impl FnMut(&str)) -> Option<Truth> {
        self.says.truth(&known, used)
    }
}

impl Says {
    fn truth(&self, known: &impl Fn(&str) -> Option<Truth>, used: &mut impl FnMut(&str)) -> Option<Truth> {
        let mut each = |parts: &[Says]| -> Option<Vec<Truth>> {
            parts.iter().map(|part| part.truth(known, used)).collect()
        };
        match self {
            Says::Const(value) => Some((*value, *value)),
            Says::Note(text) => {
                used(text);
                known(text)
            }
            Says::Not(inner) => inner.truth(known, used).map(|(must, may)| (!may, !must)),
            Says::All(parts) => {
                let parts = each(parts)?;
                Some((parts.iter().all(|part| part.0), parts.iter().all(|part| part.1)))
            }
            Says::Any(parts) => {
                let parts = each(parts)?;
                Some((parts.iter().any(|part| part.0), parts.iter().any(|part| part.1)))
            }
        }
    }
}

struct Wording<'a> {
    policy: &'a Policy,
    sources: &'a Sources,
    facts: Facts<'a>,
    seen: BTreeSet<Span>,
    tests: Vec<Written>,
}

impl Wording<'_> {
    fn walk(&mut self, cond: &Cond) {
        match cond {
            Cond::Const(_) => {}
            Cond::Not(inner) => self.walk(inner),
            Cond::And(parts) | Cond::Or(parts) => parts.iter().for_each(|part| self.walk(part)),
            Cond::Test(test, span) => {
                if self.seen.insert(*span) {
                    let says = match self.policy.written.get(span) {
                        Some(written) => self.says(written),
                        None => self.says_test(test),
                    };
                    let text = self.sources.slice(*span).split_whitespace().collect::<Vec<_>>().join(" ");
                    self.tests.push(Written { text, says });
                }
            }
        }
    }

    fn says(&self, cond: &Cond) -> Says {
        match cond {
            Cond::Const(value) => Says::Const(*value),
            Cond::Not(inner) => Says::Not(Box::new(self.says(inner))),
            Cond::And(parts) => Says::All(parts.iter().map(|part| self.says(part)).collect()),
            Cond::Or(parts) => Says::Any(parts.iter().map(|part| self.says(part)).collect()),
            Cond::Test(test, _) => self.says_test(test),
        }
    }

    fn says_test(&self, test: &Test) -> Says {
        let Test::TimeOfDay { zone, from, to } = test else {
            return Says::Note(describe::describe(self.policy, &self.facts, test));
        };
        let since = |value: i64| Says::Note(describe::time_since(zone, value));
        let parts = vec![since(*from), Says::Not(Box::new(since(*to)))];
        if from < to { Says::All(parts) } else { Says::Any(parts) }
    }
}
