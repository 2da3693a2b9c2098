//! What rows cannot say: the residual chains of survivors, walked over atoms as they are asked for.
//!
//! Only here are texts and risks looked at, and only those that a survivor hangs on.

use super::atoms::{self, Truth};
use super::risks;
use super::settle::rule_at;
use super::walk::{Reading, walk};
use agp_abi::Verdict;
use agp_abi::facts::Facts;
use agp_abi::index::{Index, row};
use agp_abi::tables::{Atom, Tables};

/// Takes out the survivors whose residual chain does not hold.
pub(crate) fn check(tables: &Tables, index: &Index, facts: &Facts, survivors: &mut [u64], known: &mut Risks) {
    let words = &tables.plan.words;
    known.forget(tables);
    let mut rest = survivors;
    for group in &index.groups {
        let Some((head, tail)) = rest.split_first_mut() else { return };
        let leaf = usize::try_from(*head).ok().and_then(|at| words.get(at..)).unwrap_or(&[]);
        let width = group.width as usize;
        let Some((places, after)) = tail.split_at_mut_checked(width) else { return };
        rest = after;
        let residual = leaf.get(row::RESIDUAL as usize * width..).unwrap_or(&[]);
        for (word, (place, residual)) in places.iter_mut().zip(residual).enumerate() {
            let mut open = *place & residual;
            while open != 0 {
                let bit = open.trailing_zeros();
                open &= open.wrapping_sub(1);
                let applies =
                    rule_at(leaf, width, word, bit).is_none_or(|rule| holds(tables, rule, facts, known));
                if !applies {
                    *place &= !1u64.checked_shl(bit).unwrap_or(0);
                }
            }
        }
    }
}

/// Whether a rule's residual chain holds. A broken one counts against the action.
fn holds(tables: &Tables, index: u32, facts: &Facts, known: &mut Risks) -> bool {
    let Some(rule) = tables.rules.get(index as usize) else { return true };
    walk(tables, rule.residual, Reading::Written, |atom| truth(tables, facts, atom, known))
        .unwrap_or(rule.verdict != Verdict::Allow)
}

fn truth(tables: &Tables, facts: &Facts, atom: u32, known: &mut Risks) -> Option<Truth> {
    match tables.atoms.get(atom as usize)? {
        Atom::Risk { risk, value } => Some(Truth {
            must: false,
            may: known.bound(tables, facts, *risk).is_none_or(|bound| bound >= *value),
        }),
        atom => Some(atoms::truth(tables, facts, atom)),
    }
}

/// The bounds of the risks that have been asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Risks(Vec<Option<i64>>);

impl Risks {
    /// Room for the risks of a policy.
    pub(crate) fn of(tables: &Tables) -> Risks {
        Risks(vec![None; tables.risks.len()])
    }

    fn forget(&mut self, tables: &Tables) {
        self.0.resize(tables.risks.len(), None);
        self.0.fill(None);
    }

    fn bound(&mut self, tables: &Tables, facts: &Facts, risk: u32) -> Option<i64> {
        let slot = self.0.get_mut(risk as usize)?;
        if slot.is_none() {
            let row = tables.risks.get(risk as usize)?;
            *slot = Some(risks::upper_bound(tables, facts, row, |atom| {
                tables.atoms.get(atom as usize).map(|atom| atoms::truth(tables, facts, atom))
            }));
        }
        *slot
    }
}
