//! Which unknown facts decided.

use super::atoms;
use super::cond;
use super::facts::Facts;
use super::kleene::Truth;
use crate::semantics::thir::{Cond, RiskId, SignalId, Subject, Test};
use crate::syntax::ast::Word;
use std::collections::BTreeSet;

/// Adds the names of the unknown facts that leave tests of a condition undecided.
pub(super) fn in_condition(cond: &Cond, facts: &Facts<'_>, risks: &[i64], names: &mut BTreeSet<String>) {
    for test in cond::tests(cond) {
        in_test(test, facts, risks, names);
    }
}

/// Adds the names of the unknown facts that leave a test undecided.
pub(super) fn in_test(test: &Test, facts: &Facts<'_>, risks: &[i64], names: &mut BTreeSet<String>) {
    if atoms::truth(test, facts, risks) != Truth::Unknown {
        return;
    }
    match test {
        Test::Entry { word: Word::Kind, .. } => {
            names.insert("kind".to_owned());
        }
        Test::Entry { .. } => {
            names.insert("purpose".to_owned());
        }
        Test::Set { word, .. } => {
            names.insert(set_name(*word).to_owned());
        }
        Test::Enum { subject, .. }
        | Test::EnumSet { subject, .. }
        | Test::Bool(subject)
        | Test::Text { subject, .. } => {
            names.insert(name(subject, facts));
        }
        Test::AtLeast { terms, .. } => {
            for (_, subject) in terms {
                if_open(subject, facts, names);
            }
        }
        Test::TimeOfDay { .. } | Test::Weekday { .. } => if_open(&Subject::Time, facts, names),
        Test::Risk { risk, .. } => in_risk(*risk, facts, names),
        Test::Tool(_) | Test::Known(_) | Test::NotYet => {}
    }
}

fn set_name(word: Word) -> &'static str {
    match word {
        Word::Role => "role",
        Word::Destination => "destination",
        Word::Resource => "resource",
        Word::Class | Word::Purpose | Word::Origin | Word::Kind | Word::Channel => "data",
    }
}

/// Adds the name of a number that could be more than one.
fn if_open(subject: &Subject, facts: &Facts<'_>, names: &mut BTreeSet<String>) {
    let range = facts.range(subject);
    if range.low != range.high {
        names.insert(name(subject, facts));
    }
}

/// A risk is open because of the terms that may count: their conditions where they do not have to
/// hold, and their scores.
fn in_risk(risk: RiskId, facts: &Facts<'_>, names: &mut BTreeSet<String>) {
    for term in &facts.policy.risks[risk.0 as usize].terms {
        let counts = cond::truth(&term.when, facts, &[]);
        if counts == Truth::Unknown {
            in_condition(&term.when, facts, &[], names);
        }
        if let Some(score) = term.score.as_ref().filter(|_| counts.may()) {
            if_open(score, facts, names);
        }
    }
}

/// What a record calls a fact.
fn name(subject: &Subject, facts: &Facts<'_>) -> String {
    match subject {
        Subject::AgentId => "agent.id".to_owned(),
        Subject::AgentVerified => "agent.verified".to_owned(),
        Subject::AgentTrust => "agent.trust".to_owned(),
        Subject::AgentDepth => "agent.depth".to_owned(),
        Subject::Role => "role".to_owned(),
        Subject::Data => "data".to_owned(),
        Subject::Destination => "destination".to_owned(),
        Subject::Resource => "resource".to_owned(),
        Subject::Purpose => "purpose".to_owned(),
        Subject::Payload => "payload".to_owned(),
        Subject::PayloadSize => "payload.size".to_owned(),
        Subject::Time => "time".to_owned(),
        Subject::Arg(_, name) => format!("args.{name}"),
        Subject::Signal(SignalId(at)) => format!("signal.{}", facts.policy.signals[*at as usize].name),
    }
}
