//! Grants wider than they seem.

use super::reach;
use crate::diag::{Code, Diagnostic};
use crate::semantics::thir::{Policy, Rule, Subject};
use crate::syntax::ast::Verdict;
use crate::types::Scalar;
use agp_abi::number::{PLACES, print};

/// An `allow` whose condition holds of every call, whatever it is.
pub(super) fn all(policy: &Policy, rule: &Rule) -> Option<Diagnostic> {
    (rule.verdict == Verdict::Allow && reach::always_holds(policy, &rule.when)).then(|| {
        Diagnostic::new(Code::AllowsAll, rule.span, format!("`{}` allows every call", rule.name)).help(
            "say what it grants, such as `tool is NAME` or `kind is read`: all else is denied without a rule",
        )
    })
}

/// Amounts of money that an `allow` bounds from above only, while no other rule bounds them from below.
pub(super) fn open_amounts(policy: &Policy, rule: &Rule) -> Vec<Diagnostic> {
    if rule.verdict != Verdict::Allow {
        return Vec::new();
    }
    let bounds = reach::bounds(policy, &rule.when).into_iter();
    bounds
        .filter(|(subject, (low, high))| {
            *low == i64::MIN && *high < i64::MAX && !is_restricted_below(policy, subject)
        })
        .filter_map(|(subject, (_, high))| {
            let Subject::Arg(_, name) = &subject else { return None };
            let Some(Scalar::Money(currency)) = reach::scalar(policy, &subject) else { return None };
            let message = format!("`{}` allows amounts of `args.{name}` below zero", rule.name);
            let range = format!("args.{name} in 0.01{currency}{}{currency}", up_to(high));
            Some(
                Diagnostic::new(Code::OpenAmount, rule.span, message)
                    .help(format!("give it both bounds, such as `{range}`")),
            )
        })
        .collect()
}

/// The end of a range, by the rounder constant: `..=20`, `..50`.
fn up_to(high: i64) -> String {
    let (within, below) = (print(high, PLACES), print(high.saturating_add(1), PLACES));
    if below.len() < within.len() { format!("..{below}") } else { format!("..={within}") }
}

/// Whether some rule restricts small amounts of an argument, by whatever bound.
fn is_restricted_below(policy: &Policy, subject: &Subject) -> bool {
    let Subject::Arg(tools, name) = subject else { return false };
    let restricts = |rule: &&Rule| rule.verdict != Verdict::Allow && !rule.shadow;
    policy.rules.iter().filter(restricts).any(|rule| {
        reach::bounds(policy, &rule.when).iter().any(|(other, (low, high))| {
            let same = |(others, other): (&Vec<_>, &String)| {
                other == name && tools.iter().all(|tool| others.contains(tool))
            };
            let Subject::Arg(others, other) = other else { return false };
            *low == i64::MIN && *high < i64::MAX && same((others, other))
        })
    })
}
