//! Conditions and risks.

use super::atoms;
use super::facts::Facts;
use super::kleene::Truth;
use super::number::{MILLION, Range};
use crate::semantics::thir::{Cond, Risk, Term, Test};

/// The truth of a condition.
pub(super) fn truth(cond: &Cond, facts: &Facts<'_>, risks: &[i64]) -> Truth {
    match cond {
        Cond::And(parts) => Truth::all(parts.iter().map(|part| truth(part, facts, risks))),
        Cond::Or(parts) => Truth::any(parts.iter().map(|part| truth(part, facts, risks))),
        Cond::Not(part) => truth(part, facts, risks).not(),
        Cond::Const(holds) => Truth::sure(*holds),
        Cond::Test(test, _) => atoms::truth(test, facts, risks),
    }
}

/// Every test in a condition, but those that constants make idle: in `x and false` there is none.
pub(super) fn tests(cond: &Cond) -> Vec<&Test> {
    if constant(cond).is_some() {
        return Vec::new();
    }
    match cond {
        Cond::And(parts) | Cond::Or(parts) => parts.iter().flat_map(tests).collect(),
        Cond::Not(part) => tests(part),
        Cond::Const(_) => Vec::new(),
        Cond::Test(test, _) => vec![test],
    }
}

/// What a condition comes to whatever the facts are, if its constants say so.
fn constant(cond: &Cond) -> Option<bool> {
    match cond {
        Cond::And(parts) if parts.iter().any(|part| constant(part) == Some(false)) => Some(false),
        Cond::And(parts) => parts.iter().all(|part| constant(part) == Some(true)).then_some(true),
        Cond::Or(parts) if parts.iter().any(|part| constant(part) == Some(true)) => Some(true),
        Cond::Or(parts) => parts.iter().all(|part| constant(part) == Some(false)).then_some(false),
        Cond::Not(part) => constant(part).map(|holds| !holds),
        Cond::Const(holds) => Some(*holds),
        Cond::Test(_, _) => None,
    }
}

/// The upper bound of every risk, in millionths of a millionth.
pub(super) fn risks(facts: &Facts<'_>) -> Vec<i64> {
    facts.policy.risks.iter().map(|risk| bound(risk, facts)).collect()
}

/// A sum of exact products, cut to what lies between 0 and 1 once, at the end.
fn bound(risk: &Risk, facts: &Facts<'_>) -> i64 {
    let parts = risk.terms.iter().map(|term| part(term, facts));
    let sum = parts.fold(0i128, i128::saturating_add);
    let one = i128::from(MILLION) * i128::from(MILLION);
    i64::try_from(sum.clamp(0, one)).unwrap_or(i64::MAX)
}

/// What a term adds, which is less than nothing where it subtracts.
fn part(term: &Term, facts: &Facts<'_>) -> i128 {
    let score = match &term.score {
        Some(subject) => facts.range(subject),
        None => Range::exactly(MILLION),
    };
    let product = |score: i64| i128::from(term.weight) * i128::from(score.clamp(0, MILLION));
    if term.subtract {
        if truth(&term.when, facts, &[]).must() { -product(score.low) } else { 0 }
    } else if truth(&term.when, facts, &[]).may() {
        product(score.high)
    } else {
        0
    }
}
