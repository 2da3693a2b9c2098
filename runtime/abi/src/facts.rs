//! The facts a decision rests on: a few words of bits and integers.
//!
//! The layout follows from the tables alone, so an audit that keeps the words can recompute every
//! atom later. Words, in order: one word per *one*; the words of each *set*; two words (low, high)
//! per *number*; the must bits of all text tests, then their may bits, then whether each has been
//! *looked at*. A test is looked at when a condition first asks for it; one that nobody asked for
//! stays unknown, and says so. Last come the classes of ends of texts (`index::End`), which only an index
//! reads.

use crate::number::Bounds;
use crate::tables::{MORE, Tables, UNKNOWN, fault, one};
use std::sync::Arc;

/// Where each fact stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    sets: Vec<(usize, usize)>,
    numbers: usize,
    must: usize,
    may: usize,
    looked: usize,
    ends: usize,
    words: usize,
}

impl Layout {
    /// The layout of a policy's facts.
    pub fn of(tables: &Tables) -> Layout {
        let mut at = tables.ones.len();
        let mut sets = Vec::with_capacity(tables.sets.len());
        for largest in &tables.sets {
            let length = (*largest / 64 + 1) as usize;
            sets.push((at, length));
            at += length;
        }
        let numbers = at;
        let must = numbers + 2 * tables.numbers.len();
        let text_words = tables.texts.len().div_ceil(64);
        let (may, looked) = (must + text_words, must + 2 * text_words);
        let ends = must + 3 * text_words;
        Layout { sets, numbers, must, may, looked, ends, words: ends + tables.plan.ends.len() }
    }

    /// How many words there are.
    #[inline]
    pub fn words(&self) -> usize {
        self.words
    }

    /// The first word of a *set*, and how many it has. A *one* stands in the word of its number.
    #[inline]
    pub fn set(&self, set: u32) -> (usize, usize) {
        self.sets.get(set as usize).copied().unwrap_or((0, 0))
    }

    /// The word of the class of an end of a text.
    #[inline]
    pub fn end(&self, end: u32) -> usize {
        self.ends + end as usize
    }

    /// The word of a number's low end; that of its high end follows.
    #[inline]
    pub fn number(&self, number: u32) -> usize {
        self.numbers.saturating_add((number as usize).saturating_mul(2))
    }
}

/// One record's facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    words: Vec<u64>,
    /// One for all the facts of a policy that were made from each other.
    layout: Arc<Layout>,
}

impl Facts {
    /// Facts in which nothing is known and the record's form is sound.
    pub fn unknown(tables: &Tables) -> Facts {
        let layout = Layout::of(tables);
        let mut facts = Facts { words: vec![0; layout.words], layout: Arc::new(layout) };
        facts.set_one(one::FAULT, fault::NONE);
        for set in 0..count(&tables.sets) {
            facts.insert(set, MORE);
        }
        for (number, bounds) in (0u32..).zip(&tables.numbers) {
            facts.set_number(number, *bounds);
        }
        for text in 0..count(&tables.texts) {
            facts.mark(facts.layout.may, text, true);
        }
        facts
    }

    /// Forgets everything and becomes what others of the same tables are.
    pub fn reset_to(&mut self, others: &Facts) {
        if !self.set_words(&others.words) {
            self.words.clone_from(&others.words);
        }
    }

    #[inline]
    fn word(&self, at: usize) -> u64 {
        self.words.get(at).copied().unwrap_or(0)
    }

    #[inline]
    fn put(&mut self, at: usize, value: u64) {
        if let Some(word) = self.words.get_mut(at) {
            *word = value;
        }
    }

    /// The value of a *one*.
    #[inline]
    pub fn one(&self, one: u32) -> u32 {
        u32::try_from(self.word(one as usize)).unwrap_or(UNKNOWN)
    }

    /// The class of an end of a text.
    #[inline]
    pub fn end(&self, end: u32) -> u32 {
        u32::try_from(self.word(self.layout.end(end))).unwrap_or(UNKNOWN)
    }

    /// The classes of ends of texts, in the order of `index::Plan::ends`, to be set.
    #[inline]
    pub fn ends_mut(&mut self) -> &mut [u64] {
        self.words.get_mut(self.layout.ends..).unwrap_or_default()
    }

    /// Sets a *one*.
    pub fn set_one(&mut self, one: u32, value: u32) {
        self.put(one as usize, u64::from(value));
    }

    /// The words of a *set*.
    #[inline]
    pub fn set(&self, set: u32) -> &[u64] {
        let (at, length) = self.layout.set(set);
        self.words.get(at..at + length).unwrap_or(&[])
    }

    /// Adds an element to a *set*.
    pub fn insert(&mut self, set: u32, element: u32) {
        self.change(set, element, true);
    }

    /// Takes an element out of a *set*.
    pub fn remove(&mut self, set: u32, element: u32) {
        self.change(set, element, false);
    }

    fn change(&mut self, set: u32, element: u32, on: bool) {
        let Some(&(at, length)) = self.layout.sets.get(set as usize) else { return };
        let (word, bit) = ((element / 64) as usize, 1u64 << (element % 64));
        if word < length {
            let old = self.word(at + word);
            self.put(at + word, if on { old | bit } else { old & !bit });
        }
    }

    /// The elements of a *set*, ascending.
    pub fn elements(&self, set: u32) -> impl Iterator<Item = u32> + '_ {
        (0u32..).zip(self.set(set)).flat_map(|(index, &word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| index * 64 + bit)
        })
    }

    /// A number.
    #[inline]
    pub fn number(&self, number: u32) -> Bounds {
        let at = self.layout.number(number);
        Bounds { low: self.word(at).cast_signed(), high: self.word(at.saturating_add(1)).cast_signed() }
    }

    /// Sets a number.
    pub fn set_number(&mut self, number: u32, bounds: Bounds) {
        let at = self.layout.number(number);
        self.put(at, bounds.low.cast_unsigned());
        self.put(at + 1, bounds.high.cast_unsigned());
    }

    /// Whether a text test has been looked at.
    #[inline]
    pub fn looked_at(&self, text: u32) -> bool {
        self.is_marked(self.layout.looked, text)
    }

    fn is_marked(&self, plane: usize, bit: u32) -> bool {
        self.word(plane + (bit / 64) as usize) >> (bit % 64) & 1 == 1
    }

    /// The (must, may) bits of a text test; of one that has not been looked at, those of an unknown text.
    #[inline]
    pub fn text(&self, text: u32) -> (bool, bool) {
        (self.is_marked(self.layout.must, text), self.is_marked(self.layout.may, text))
    }

    /// Sets the bits of a text test, which thereby has been looked at.
    pub fn set_text(&mut self, text: u32, must: bool, may: bool) {
        self.mark(self.layout.must, text, must);
        self.mark(self.layout.may, text, may);
        self.mark(self.layout.looked, text, true);
    }

    /// Says of many text tests that they have been looked at and do not hold: those of a mask over
    /// the tests from 64 × `word` on.
    pub fn rule_out_texts(&mut self, word: usize, mask: u64) {
        for (plane, on) in [(self.layout.must, 0), (self.layout.may, 0), (self.layout.looked, mask)] {
            self.put(plane + word, self.word(plane + word) & !mask | on);
        }
    }

    /// Sets one bit of a plane of bits.
    fn mark(&mut self, plane: usize, bit: u32, on: bool) {
        let (at, mask) = (plane + (bit / 64) as usize, 1u64 << (bit % 64));
        let old = self.word(at);
        self.put(at, if on { old | mask } else { old & !mask });
    }

    /// Becomes the facts whose words were kept. `false`, and nothing changes, where they are not as
    /// many as these tables' facts have. Their values may be any: whoever reads facts clamps them.
    pub fn set_words(&mut self, words: &[u64]) -> bool {
        let fits = words.len() == self.words.len();
        if fits {
            self.words.copy_from_slice(words);
        }
        fits
    }

    /// The words themselves, as an audit keeps them.
    #[inline]
    pub fn words(&self) -> &[u64] {
        &self.words
    }
}

fn count<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
