//! The upper bounds of risks.

use super::walk::walk;
use super::{Reading, Truth};
use agp_abi::facts::Facts;
use agp_abi::number::SCALE;
use agp_abi::tables::{RiskRow, Tables, TermRow};

/// 1, in millionths of a millionth.
const ONE: i64 = 1_000_000_000_000;

/// Every risk.
pub(super) fn evaluate(tables: &Tables, facts: &Facts, truths: &[Truth], risks: &mut Vec<i64>) {
    risks.clear();
    let truth = |atom: u32| truths.get(atom as usize).copied();
    risks.extend(tables.risks.iter().map(|risk| upper_bound(tables, facts, risk, truth)));
}

/// What counts in full is added, what surely counts is taken off; clamped once, at the end.
pub(super) fn upper_bound(
    tables: &Tables,
    facts: &Facts,
    risk: &RiskRow,
    mut truth: impl FnMut(u32) -> Option<Truth>,
) -> i64 {
    let sum = risk.terms.iter().fold(0i128, |sum, term| {
        let (least, greatest) = score(facts, term);
        let weight = i128::from(term.weight);
        let counts = walk(tables, term.entry, Reading::Written, &mut truth).unwrap_or(!term.subtract);
        match (counts, term.subtract) {
            (true, false) => sum.saturating_add(weight.saturating_mul(greatest)),
            (true, true) => sum.saturating_sub(weight.saturating_mul(least)),
            (false, _) => sum,
        }
    });
    i64::try_from(sum.clamp(0, i128::from(ONE))).unwrap_or(ONE)
}

/// The least and the greatest that the term's score can be, in millionths; 1 where it has none.
fn score(facts: &Facts, term: &TermRow) -> (i128, i128) {
    let Some((number, _)) = &term.number else { return (SCALE.into(), SCALE.into()) };
    let bounds = facts.number(*number);
    (bounds.low.clamp(0, SCALE).into(), bounds.high.clamp(0, SCALE).into())
}
