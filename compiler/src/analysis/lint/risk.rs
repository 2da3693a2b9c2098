//! Comparisons of a risk with what the sum of its terms never reaches, or always does.

use super::reach;
use crate::diag::{Code, Diagnostic};
use crate::semantics::thir::{Cond, Policy, Risk, Rule, Test};
use agp_abi::number::{PLACES, SCALE, print};

/// One, in millionths of a millionth.
const ONE: i128 = SCALE as i128 * SCALE as i128;

/// Comparisons in a rule that its risks decide once and for all.
pub(super) fn fixed(policy: &Policy, rule: &Rule) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    walk(policy, &rule.when, &mut found);
    found
}

fn walk(policy: &Policy, cond: &Cond, found: &mut Vec<Diagnostic>) {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => parts.iter().for_each(|part| walk(policy, part, found)),
        Cond::Not(inner) => walk(policy, inner, found),
        Cond::Test(Test::Risk { risk, value }, span) => {
            let risk = &policy.risks[risk.0 as usize];
            let most = most(policy, risk);
            let (message, help) = if i128::from(*value) > most {
                let most = print(i64::try_from(most).unwrap_or(i64::MAX), 2 * PLACES);
                (
                    format!("`{}` is never above {most}, so this comparison decides nothing", risk.name),
                    "compare it with what its terms can add up to, or give them more weight",
                )
            } else if *value <= 0 {
                (
                    format!("`{}` is never below 0, so this comparison decides nothing", risk.name),
                    "compare it with a number between 0 and what its terms can add up to",
                )
            } else {
                return;
            };
            found.push(
                Diagnostic::new(Code::FixedRisk, *span, message)
                    .also(risk.span, format!("`{}` is declared here", risk.name))
                    .help(help),
            );
        }
        Cond::Const(_) | Cond::Test(..) => {}
    }
}

/// The most that a risk can be: everything added that can be, nothing subtracted that need not.
fn most(policy: &Policy, risk: &Risk) -> i128 {
    let counts = |cond: &Cond| reach::can_hold(policy, cond);
    let weight = |weight: i64| i128::from(weight) * i128::from(SCALE);
    let terms = risk.terms.iter().map(|term| match (term.subtract, &term.when) {
        (false, when) if counts(when) => weight(term.weight),
        (true, Cond::Const(true)) if term.score.is_none() => -weight(term.weight),
        _ => 0,
    });
    terms.sum::<i128>().clamp(0, ONE)
}
