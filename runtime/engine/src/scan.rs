//! Text tests: which patterns a text matches, and what follows for several texts.
//!
//! In: the texts a value or payload holds, in its slot. Out: the must and may bit of a test, when
//! somebody asks for them first ([`Loaded::look`]). Matchers are compared by their `shape`; what has
//! none runs through its `automaton`.

mod automaton;
mod crowd;
mod ends;
mod finder;
mod quick;
mod shape;

pub(crate) use automaton::Automaton;
pub(crate) use crowd::Crowd;
pub(crate) use ends::EndTable;
pub(crate) use finder::Finder;
pub(crate) use quick::{Quick, head, quick, tail};
pub(crate) use shape::literal;

use crate::load::Loaded;
use crate::slots::Slots;
use agp_abi::facts::Facts;
use agp_abi::forms;
use agp_abi::tables::{Quantifier, TextRow};

impl Loaded {
    /// Looks at the texts of a test, unless that has been done, and sets its bits.
    pub(crate) fn look(&self, test: u32, slots: &mut Slots, facts: &mut Facts) {
        let Some(row) = self.tables.texts.get(test as usize).filter(|_| !facts.looked_at(test)) else {
            return;
        };
        self.look_at_crowd(row.slot, slots, facts);
        if !facts.looked_at(test) {
            self.look_at(test, slots, facts);
        }
    }

    fn look_at(&self, test: u32, slots: &Slots, facts: &mut Facts) {
        if let Some(row) = self.tables.texts.get(test as usize) {
            let (must, may) = self.quantify(row, slots);
            facts.set_text(test, must, may);
        }
    }

    fn quantify(&self, row: &TextRow, slots: &Slots) -> (bool, bool) {
        let (mut matched, mut missed, mut unknown) = (false, false, slots.is_unsure(row.slot));
        for text in slots.texts(row.slot) {
            match self.test(row, text) {
                Some(true) => matched = true,
                Some(false) => missed = true,
                None => unknown = true,
            }
        }
        match row.quantifier {
            Quantifier::Any => (matched, matched || unknown),
            Quantifier::Every => (matched && !missed && !unknown, (matched || unknown) && !missed),
        }
    }

    /// Whether some matcher or block of the row takes the text.
    fn test(&self, row: &TextRow, text: &str) -> Option<bool> {
        if in_blocks(&row.blocks, text) {
            return Some(true);
        }
        let mut all_sure = true;
        for matcher in &row.matchers {
            match self.matches(*matcher, text) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => all_sure = false,
            }
        }
        all_sure.then_some(false)
    }
}

/// Whether the text is an address in one of the blocks.
fn in_blocks(blocks: &[(u128, u8)], text: &str) -> bool {
    if blocks.is_empty() {
        return false;
    }
    let Some(address) = forms::ip(text) else { return false };
    blocks.iter().any(|(first, length)| {
        let host_bits = 128u32.saturating_sub(u32::from(*length));
        // A shift by all 128 bits is none: the block of length 0 holds every address.
        (address ^ first).checked_shr(host_bits).unwrap_or(0) == 0
    })
}
