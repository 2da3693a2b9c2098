//! Where a policy's answers change: its thresholds, patterns and dates.
//!
//! A record that is made up blindly meets no rule. One that is made of these, a unit more and a
//! unit less, meets most.

use crate::walk;
use agp_compiler::semantics::thir::{Policy, SignalId, Subject, Test, TextPattern, ToolId};
use agp_compiler::syntax::ast::Word;
use std::collections::BTreeMap;

/// A value of a record that tests look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    AgentId,
    Trust,
    Depth,
    Size,
    Payload,
    Time,
    Arg(ToolId, String),
    Signal(SignalId),
}

/// What the conditions of a policy compare its values with.
#[derive(Clone, Debug, Default)]
pub(super) struct Points {
    numbers: BTreeMap<Value, Vec<i64>>,
    patterns: BTreeMap<Value, Vec<TextPattern>>,
    /// Minutes of the day at which a clock is asked for, each with its zone.
    pub(super) clocks: Vec<(String, i64)>,
    /// Patterns of destinations and of resources.
    pub(super) destinations: Vec<String>,
    pub(super) resources: Vec<String>,
}

impl Points {
    /// Those of a policy.
    pub(super) fn of(policy: &Policy) -> Points {
        let mut points = Points::default();
        for test in walk::tests(policy) {
            points.test(test);
        }
        for until in policy.rules.iter().filter_map(|rule| rule.until) {
            points.number(Value::Time, until);
        }
        let patterns = |word| {
            let entries = policy.vocabularies.of(word).entries.iter();
            entries.flat_map(|entry| entry.patterns.iter().cloned()).collect()
        };
        points.destinations = patterns(Word::Destination);
        points.resources = patterns(Word::Resource);
        points
    }

    /// The numbers that a value is compared with.
    pub(super) fn numbers(&self, value: &Value) -> &[i64] {
        self.numbers.get(value).map(Vec::as_slice).unwrap_or_default()
    }

    /// The patterns that a value is matched against.
    pub(super) fn patterns(&self, value: &Value) -> &[TextPattern] {
        self.patterns.get(value).map(Vec::as_slice).unwrap_or_default()
    }

    fn test(&mut self, test: &Test) {
        match test {
            Test::AtLeast { terms, value } => {
                for (factor, subject) in terms {
                    for place in values(subject) {
                        self.number(place, value.checked_div(*factor).unwrap_or(*value));
                    }
                }
            }
            Test::TimeOfDay { zone, from, to } => {
                self.clocks.extend([(zone.clone(), from / 60_000), (zone.clone(), to / 60_000)]);
            }
            Test::Weekday { zone, .. } => self.clocks.push((zone.clone(), 0)),
            Test::Text { subject, patterns, .. } => {
                for place in values(subject) {
                    self.patterns.entry(place).or_default().extend(patterns.iter().cloned());
                }
            }
            Test::Tool(_)
            | Test::Entry { .. }
            | Test::Set { .. }
            | Test::Enum { .. }
            | Test::EnumSet { .. }
            | Test::Bool(_)
            | Test::Known(_)
            | Test::Risk { .. }
            | Test::NotYet => {}
        }
    }

    fn number(&mut self, place: Value, number: i64) {
        self.numbers.entry(place).or_default().push(number);
    }
}

fn values(subject: &Subject) -> Vec<Value> {
    match subject {
        Subject::AgentId => vec![Value::AgentId],
        Subject::AgentTrust => vec![Value::Trust],
        Subject::AgentDepth => vec![Value::Depth],
        Subject::PayloadSize => vec![Value::Size],
        Subject::Payload => vec![Value::Payload],
        Subject::Time => vec![Value::Time],
        Subject::Arg(tools, name) => tools.iter().map(|tool| Value::Arg(*tool, name.clone())).collect(),
        Subject::Signal(id) => vec![Value::Signal(*id)],
        Subject::AgentVerified
        | Subject::Role
        | Subject::Data
        | Subject::Destination
        | Subject::Resource
        | Subject::Purpose => Vec::new(),
    }
}
