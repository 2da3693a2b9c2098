//! Facts whose texts are looked at when a test first asks for them.
//!
//! Binding leaves texts alone: most records are decided without most of them. Whoever evaluates an
//! atom on demand, be it for a verdict, for a report or for an explanation, does so here.

use super::atoms::{self, Truth};
use super::risks::Known;
use agp_abi::facts::Facts;
use agp_abi::index::UNKNOWN_END;
use agp_abi::number::Bounds;
use agp_abi::tables::{Atom, Fact, Tables};

/// The texts of a record.
pub(crate) trait Texts {
    /// Looks at the texts of a test, unless that has been done, and sets its bits.
    fn look(&mut self, test: u32, facts: &mut Facts);
    /// Whether a test holds, where that is known and can be told without setting its bits.
    fn glance(&self, test: u32) -> Option<bool>;
    /// Sets the classes of the ends of texts.
    fn classes(&self, classes: &mut [u64]);
}

/// Facts whose text tests have all been made.
pub(super) struct Looked;

impl Texts for Looked {
    fn look(&mut self, _: u32, _: &mut Facts) {}

    fn glance(&self, _: u32) -> Option<bool> {
        None
    }

    fn classes(&self, classes: &mut [u64]) {
        classes.fill(u64::from(UNKNOWN_END));
    }
}

/// One record's facts together with its texts.
pub(crate) struct Live<'a, T> {
    pub(crate) tables: &'a Tables,
    pub(crate) facts: &'a mut Facts,
    pub(crate) texts: &'a mut T,
}

impl<T: Texts> Known for Live<'_, T> {
    fn truth(&mut self, atom: u32) -> Option<Truth> {
        let atom = self.tables.atoms.get(atom as usize)?;
        if let Atom::Text(test) | Atom::Known(Fact::Text(test)) = atom {
            self.texts.look(*test, self.facts);
        }
        Some(atoms::truth(self.tables, self.facts, atom))
    }

    fn number(&self, number: u32) -> Bounds {
        self.facts.number(number)
    }
}
