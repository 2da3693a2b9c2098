//! Slots on which many tests look.
//!
//! One test that somebody asks for is compared directly. Where tests of one slot are asked for again
//! and again, all of them are settled together: every one is ruled out, and the few whose anchor fits
//! the text are looked at.

use super::Finder;
use crate::load::Loaded;
use crate::slots::Slots;
use agp_abi::facts::Facts;
use agp_abi::tables::Tables;

/// A slot with fewer tests is no crowd.
const MANY: usize = 24;

/// Tests of a crowded slot that are looked at one by one, in each record.
const PATIENCE: u32 = 8;

/// The tests of one slot.
#[derive(Clone, Debug, Default)]
pub(crate) struct Crowd {
    finder: Finder,
    /// The tests as masks over words of 64 tests; none where there are not many.
    masks: Vec<(usize, u64)>,
}

impl Crowd {
    /// The crowds of all slots.
    pub(crate) fn all(tables: &Tables) -> Vec<Crowd> {
        let mut tests = vec![Vec::new(); tables.slots as usize];
        for (test, row) in (0u32..).zip(&tables.texts) {
            tests.get_mut(row.slot as usize).into_iter().for_each(|tests| tests.push(test));
        }
        tests.into_iter().map(|tests| Crowd::of(tables, &tests)).collect()
    }

    fn of(tables: &Tables, tests: &[u32]) -> Crowd {
        if tests.len() < MANY {
            return Crowd::default();
        }
        let mut masks: Vec<(usize, u64)> = Vec::new();
        for test in tests {
            let (word, bit) = ((test / 64) as usize, 1u64.wrapping_shl(test % 64));
            match masks.last_mut() {
                Some((last, mask)) if *last == word => *mask |= bit,
                _ => masks.push((word, bit)),
            }
        }
        let rows = tests.iter().filter_map(|test| Some((*test, tables.texts.get(*test as usize)?)));
        let entries = rows.flat_map(|(test, row)| {
            let matchers = row.matchers.iter().map(move |matcher| (test, Some(*matcher)));
            matchers.chain((!row.blocks.is_empty()).then_some((test, None)))
        });
        Crowd { finder: Finder::of(tables, entries), masks }
    }
}

impl Loaded {
    /// Looks at all tests of a slot, if they are many and have been asked for often enough.
    pub(super) fn look_at_crowd(&self, slot: u32, slots: &mut Slots, facts: &mut Facts) {
        let Some(crowd) = self.crowds.get(slot as usize).filter(|crowd| !crowd.masks.is_empty()) else {
            return;
        };
        if slots.ask(slot) != PATIENCE {
            return;
        }
        let Some(text) = slots.only_text(slot) else { return };
        for (word, mask) in &crowd.masks {
            facts.rule_out_texts(*word, *mask);
        }
        crowd.finder.candidates(text, |test| self.look_at(test, slots, facts));
    }
}
