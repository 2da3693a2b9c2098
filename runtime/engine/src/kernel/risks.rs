//! The upper bounds of risks.

use super::walk::walk;
use super::{Reading, Truth};
use agp_abi::number::{Bounds, SCALE};
use agp_abi::tables::{RiskRow, Tables, TermRow};

/// 1, in millionths of a millionth.
const ONE: i64 = 1_000_000_000_000;

/// What a bound is computed from.
pub(crate) trait Known {
    /// The truth values of an atom that is not on a risk.
    fn truth(&mut self, atom: u32) -> Option<Truth>;
    /// A number.
    fn number(&self, number: u32) -> Bounds;
}

/// What counts in full is added, what surely counts is taken off; clamped once, at the end.
pub(super) fn upper_bound(tables: &Tables, risk: &RiskRow, known: &mut impl Known) -> i64 {
    let sum = risk.terms.iter().fold(0i128, |sum, term| {
        let (least, greatest) = score(known, term);
        let weight = i128::from(term.weight);
        let counts = walk(tables, term.entry, Reading::Written, |atom| known.truth(atom));
        match (counts.unwrap_or(!term.subtract), term.subtract) {
            (true, false) => sum.saturating_add(weight.saturating_mul(greatest)),
            (true, true) => sum.saturating_sub(weight.saturating_mul(least)),
            (false, _) => sum,
        }
    });
    i64::try_from(sum.clamp(0, i128::from(ONE))).unwrap_or(ONE)
}

/// The least and the greatest that the term's score can be, in millionths; 1 where it has none.
fn score(known: &impl Known, term: &TermRow) -> (i128, i128) {
    let Some((number, _)) = &term.number else { return (SCALE.into(), SCALE.into()) };
    let bounds = known.number(*number);
    (bounds.low.clamp(0, SCALE).into(), bounds.high.clamp(0, SCALE).into())
}
