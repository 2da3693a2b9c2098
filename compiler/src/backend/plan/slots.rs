//! Slots: each distinct source of texts that something tests has one, in order of first use.

use crate::program::{Program, Source};
use std::collections::BTreeMap;

/// The slots of a program.
pub(super) struct Slots<'p> {
    numbers: BTreeMap<&'p Source, u32>,
}

impl<'p> Slots<'p> {
    /// Numbers the sources of a program's text tests.
    pub(super) fn of(program: &'p Program) -> Slots<'p> {
        let mut numbers = BTreeMap::new();
        for text in &program.texts {
            let next = super::count_of(numbers.len());
            numbers.entry(&text.source).or_insert(next);
        }
        Slots { numbers }
    }

    /// How many there are.
    pub(super) fn count(&self) -> u32 {
        super::count_of(self.numbers.len())
    }

    /// The slot of a text test's source.
    pub(super) fn slot(&self, source: &Source) -> u32 {
        self.numbers.get(source).copied().unwrap_or(u32::MAX)
    }

    /// The slots whose source fits, ascending.
    pub(super) fn fitting(&self, fits: impl Fn(&Source) -> bool) -> Vec<u32> {
        let fitting = self.numbers.iter().filter(|(source, _)| fits(source));
        let mut slots: Vec<u32> = fitting.map(|(_, slot)| *slot).collect();
        slots.sort_unstable();
        slots
    }
}
