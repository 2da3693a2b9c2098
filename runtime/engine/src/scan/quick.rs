//! The answer to most text tests in a few instructions.
//!
//! A test that compares the ends of a text is first made on the first and last [`ENDS`] bytes as two
//! integers each, which the text's slot keeps. Only what passes and has more to it is compared in
//! full. Tests of other shapes, several texts and unknown ones have no quick answer.

use super::shape::literal;
use crate::load::Loaded;
use crate::slots::Slots;
use agp_abi::tables::{Matcher, Middle, Tables, TextRow};

/// Bytes of either end that are compared as one integer.
pub(crate) const ENDS: usize = 16;

/// A test made quick.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quick {
    slot: u32,
    matcher: u32,
    /// The least and the greatest length of a text that passes.
    least: usize,
    most: usize,
    head: Pattern,
    tail: Pattern,
    /// Whether what passes must still be compared in full.
    further: bool,
}

/// Some bytes of an end.
#[derive(Clone, Copy, Debug)]
struct Pattern {
    value: [u64; 2],
    mask: [u64; 2],
}

impl Pattern {
    /// The pattern of bytes that an end begins with, from the very end inwards.
    fn of(bytes: &[u8]) -> Pattern {
        let mask: Vec<u8> = bytes.iter().map(|_| u8::MAX).collect();
        Pattern { value: head(bytes), mask: head(&mask) }
    }

    #[inline]
    fn fits(&self, end: [u64; 2]) -> bool {
        let halves = self.value.iter().zip(end).zip(self.mask);
        halves.fold(0, |differs, ((value, end), mask)| differs | (value ^ end) & mask) == 0
    }
}

/// The first bytes of a text, the first one lowest; zeros behind a shorter one.
pub(crate) fn head(text: &[u8]) -> [u64; 2] {
    halves(match text.first_chunk::<ENDS>() {
        Some(chunk) => u128::from_le_bytes(*chunk),
        None => text.iter().rev().fold(0, |value, byte| value << 8 | u128::from(*byte)),
    })
}

/// The last bytes of a text, the last one lowest; zeros before a shorter one.
pub(crate) fn tail(text: &[u8]) -> [u64; 2] {
    halves(match text.last_chunk::<ENDS>() {
        Some(chunk) => u128::from_be_bytes(*chunk),
        None => text.iter().fold(0, |value, byte| value << 8 | u128::from(*byte)),
    })
}

/// The low half and the high half.
#[expect(clippy::cast_possible_truncation, reason = "that is how halves are taken")]
const fn halves(value: u128) -> [u64; 2] {
    [value as u64, (value >> 64) as u64]
}

/// The tests of a policy, those that have a quick form.
pub(crate) fn quick(tables: &Tables) -> Vec<Option<Quick>> {
    tables.texts.iter().map(|row| of_row(tables, row)).collect()
}

fn of_row(tables: &Tables, row: &TextRow) -> Option<Quick> {
    let (&[matcher], []) = (row.matchers.as_slice(), row.blocks.as_slice()) else { return None };
    let (prefix, suffix, exact, middle) = match *tables.matchers.get(matcher as usize)? {
        Matcher::Exact(text) => (literal(tables, text), literal(tables, text), true, Middle::Any),
        Matcher::Ends { prefix, suffix, middle } => {
            (literal(tables, prefix), literal(tables, suffix), false, middle)
        }
        Matcher::Contains(_) | Matcher::Automaton(_) => return None,
    };
    let least = if exact { prefix.len() } else { prefix.len().checked_add(suffix.len())? };
    let reversed: Vec<u8> = suffix.iter().rev().copied().collect();
    Some(Quick {
        slot: row.slot,
        matcher,
        least,
        most: if exact { least } else { usize::MAX },
        head: Pattern::of(prefix),
        tail: Pattern::of(&reversed),
        further: prefix.len() > ENDS || suffix.len() > ENDS || middle != Middle::Any,
    })
}

impl Loaded {
    /// Whether the one text of a test's slot passes; `None` where that takes a closer look.
    #[inline]
    pub(crate) fn glance(&self, test: u32, slots: &Slots) -> Option<bool> {
        let quick = self.quick.get(test as usize)?.as_ref()?;
        let piece = slots.only(quick.slot)?;
        let fits = quick.head.fits(piece.head)
            & quick.tail.fits(piece.tail)
            & (quick.least <= piece.len())
            & (piece.len() <= quick.most);
        if fits && quick.further { self.matches(quick.matcher, slots.text(piece)) } else { Some(fits) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Pattern, head, tail};

    #[test]
    fn ends_are_read_from_both_sides() {
        for text in ["", "a", "abcdefghijklmno", "abcdefghijklmnop", "abcdefghijklmnopqrstuvwxyz"] {
            let bytes = text.as_bytes();
            for length in 0..=bytes.len().min(16) {
                let reversed: Vec<u8> = bytes.iter().rev().take(length).copied().collect();
                assert!(Pattern::of(bytes.get(..length).unwrap()).fits(head(bytes)), "{text} {length}");
                assert!(Pattern::of(&reversed).fits(tail(bytes)), "{text} {length}");
            }
            assert!(!Pattern::of(b"b").fits(head(bytes)) && !Pattern::of(b"y").fits(tail(bytes)));
        }
    }
}
