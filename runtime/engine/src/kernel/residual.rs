//! What rows cannot say: the residual chains of survivors, walked over atoms as they are asked for.
//!
//! Only here are texts and risks looked at, and only those that a survivor hangs on.

use super::atoms::{self, Truth};
use super::risks::{self, Known};
use super::settle::rule_at;
use super::walk::{Reading, walk};
use agp_abi::Verdict;
use agp_abi::facts::Facts;
use agp_abi::index::{Index, row};
use agp_abi::number::Bounds;
use agp_abi::tables::{Atom, Fact, Tables};

/// Facts whose texts are looked at when a test first asks.
pub(super) struct Live<'a, L> {
    pub(super) tables: &'a Tables,
    pub(super) facts: &'a mut Facts,
    /// Looks at the texts of a test, unless that has been done.
    pub(super) look: L,
}

impl<L: FnMut(u32, &mut Facts)> Known for Live<'_, L> {
    fn truth(&mut self, atom: u32) -> Option<Truth> {
        let atom = self.tables.atoms.get(atom as usize)?;
        if let Atom::Text(test) | Atom::Known(Fact::Text(test)) = atom {
            (self.look)(*test, self.facts);
        }
        Some(atoms::truth(self.tables, self.facts, atom))
    }

    fn number(&self, number: u32) -> Bounds {
        self.facts.number(number)
    }
}

/// Takes out the survivors whose residual chain does not hold.
pub(super) fn check<L: FnMut(u32, &mut Facts)>(
    live: &mut Live<'_, L>,
    index: &Index,
    survivors: &mut [u64],
    bounds: &mut RiskBounds,
) {
    let words = &live.tables.plan.words;
    bounds.forget();
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
                if rule_at(leaf, width, word, bit).is_some_and(|rule| !holds(live, rule, bounds)) {
                    *place &= !1u64.checked_shl(bit).unwrap_or(0);
                }
            }
        }
    }
}

/// Whether a rule's residual chain holds. A broken one counts against the action.
fn holds<L: FnMut(u32, &mut Facts)>(live: &mut Live<'_, L>, rule: u32, bounds: &mut RiskBounds) -> bool {
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

    fn forget(&mut self) {
        self.0.fill(None);
    }

    fn of(&mut self, known: &mut Live<'_, impl FnMut(u32, &mut Facts)>, risk: u32) -> Option<i64> {
        let slot = self.0.get_mut(risk as usize)?;
        if slot.is_none() {
            let row = known.tables.risks.get(risk as usize)?;
            *slot = Some(risks::upper_bound(known.tables, row, known));
        }
        *slot
    }
}
