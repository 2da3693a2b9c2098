//! What rows cannot say: the residual chains of survivors, walked over atoms as they are asked for.
//!
//! Only here are texts and risks looked at, and only those that a survivor hangs on.

use super::atoms::{self, Truth};
use super::live::{Live, Texts};
use super::risks::{self, Known};
use super::settle::rule_at;
use super::steps::{self, Residuals, Step};
use super::walk::{Reading, walk};
use agp_abi::Verdict;
use agp_abi::index::{Index, row};
use agp_abi::tables::{Atom, Tables};

/// Takes out the survivors whose residual chain does not hold.
pub(super) fn check<T: Texts>(
    live: &mut Live<'_, T>,
    residuals: &Residuals,
    index: &Index,
    survivors: &mut [u64],
    bounds: &mut RiskBounds,
) {
    let words = &live.tables.plan.words;
    let mut rest = survivors;
    for group in &index.groups {
        let Some((head, tail)) = rest.split_first_mut() else { return };
        let leaf = usize::try_from(*head).ok().and_then(|at| words.get(at..)).unwrap_or(&[]);
        let width = group.width as usize;
        let Some((places, after)) = tail.split_at_mut_checked(width) else { return };
        rest = after;
        let residual = leaf.get((row::RESIDUAL as usize).saturating_mul(width)..).unwrap_or(&[]);
        for (word, (place, residual)) in places.iter_mut().zip(residual).enumerate() {
            let mut open = *place & residual;
            while open != 0 {
                let bit = open.trailing_zeros();
                open &= open.wrapping_sub(1);
                let applies =
                    rule_at(leaf, width, word, bit).is_none_or(|rule| applies(live, residuals, rule, bounds));
                *place &= !u64::from(!applies).checked_shl(bit).unwrap_or(0);
            }
        }
    }
}

/// Whether what is left of a rule holds.
fn applies<T: Texts>(
    live: &mut Live<'_, T>,
    residuals: &Residuals,
    rule: u32,
    bounds: &mut RiskBounds,
) -> bool {
    match residuals.steps(rule) {
        // Mostly one step, or two: no branch on how one comes out.
        Some(steps) => steps.iter().fold(true, |holds, step| holds & live.step(*step)),
        None => holds(live, rule, bounds),
    }
}

impl<T: Texts> Live<'_, T> {
    /// Whether a test comes out as it must.
    #[inline]
    fn step(&mut self, step: Step) -> bool {
        let (plane, Truth { must, may }) = match step {
            Step::AtLeast { number, plane, value } => {
                (plane, atoms::reaches(self.facts.number(number), value))
            }
            Step::Text { test, plane } => match self.texts.glance(test) {
                Some(holds) => (plane, Truth { must: holds, may: holds }),
                None => (plane, self.looked(test)),
            },
        };
        steps::bit(plane, must, may)
    }

    /// A test whose texts take a closer look.
    #[cold]
    fn looked(&mut self, test: u32) -> Truth {
        self.texts.look(test, self.facts);
        let (must, may) = self.facts.text(test);
        Truth { must, may }
    }
}

/// Whether a rule's residual chain holds. A broken one counts against the action.
fn holds<T: Texts>(live: &mut Live<'_, T>, rule: u32, bounds: &mut RiskBounds) -> bool {
    let tables = live.tables;
    let Some(rule) = tables.rules.get(rule as usize) else { return true };
    walk(tables, rule.residual, Reading::Written, |atom| match tables.atoms.get(atom as usize)? {
        Atom::Risk { risk, value } => {
            let reaches = bounds.of(live, *risk).is_none_or(|bound| bound >= *value);
            Some(Truth { must: false, may: reaches })
        }
        _ => live.truth(atom),
    })
    .unwrap_or(rule.verdict != Verdict::Allow)
}

/// The bounds of the risks that have been asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct RiskBounds(Vec<Option<i64>>);

impl RiskBounds {
    /// Room for the risks of a policy.
    pub(super) fn for_tables(tables: &Tables) -> RiskBounds {
        RiskBounds(vec![None; tables.risks.len()])
    }

    /// Forgets those of the last record.
    pub(super) fn forget(&mut self) {
        self.0.fill(None);
    }

    /// The bound of a risk; `None` where there is no such risk.
    pub(super) fn of(&mut self, known: &mut Live<'_, impl Texts>, risk: u32) -> Option<i64> {
        let slot = self.0.get_mut(risk as usize)?;
        if slot.is_none() {
            let row = known.tables.risks.get(risk as usize)?;
            *slot = Some(risks::upper_bound(known.tables, row, known));
        }
        *slot
    }
}
