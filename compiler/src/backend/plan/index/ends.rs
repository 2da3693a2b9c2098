//! Ends of texts as finite facts.
//!
//! A text test that compares the beginning or the end of a text can hold only for texts whose first
//! or last few bytes are among its own. So for each slot and side one number of bytes is chosen, the
//! distinct keys of that length get a class each, and every test accepts some classes: a necessary
//! condition, which rows can check before anybody looks at the text. What is shorter than a key
//! accepts every key that goes on from it, and the class of no key.
//!
//! A class is found by multiplying the key: a multiplier without collisions is searched for in a
//! fixed order, so that the same policy gives the same table.

use super::mix::Mix;
use agp_abi::bits::Bits;
use agp_abi::index::{End, OTHER_END, Side, UNKNOWN_END};
use agp_abi::tables::{Literal, Matcher, TextRow};
use std::collections::{BTreeMap, BTreeSet};

/// The longest key, in bytes.
const LONGEST: usize = 8;

/// The most keys of an end.
const MAX_KEYS: usize = 254;

/// The text tests of a policy, as the back end has written them.
#[derive(Clone, Copy)]
pub(in super::super) struct Texts<'a> {
    pub(in super::super) rows: &'a [TextRow],
    pub(in super::super) matchers: &'a [Matcher],
    pub(in super::super) literals: &'a [u8],
}

/// An end that might be worth reading, and what each test accepts of it.
pub(super) struct Candidate {
    pub(super) end: End,
    /// For each test that says something of it, the classes it accepts.
    pub(super) accepts: BTreeMap<u32, Bits>,
}

impl Candidate {
    /// How many classes there are, unknown included.
    pub(super) fn classes(&self) -> u32 {
        self.end.largest() + 1
    }
}

/// The ends of all slots that tests say something of.
pub(super) fn candidates(texts: Texts<'_>) -> Vec<Candidate> {
    let slots: BTreeSet<u32> = texts.rows.iter().map(|row| row.slot).collect();
    let sides = |slot| [Side::Head, Side::Tail].map(|side| (slot, side));
    slots.into_iter().flat_map(sides).filter_map(|(slot, side)| candidate(texts, slot, side)).collect()
}

fn candidate(texts: Texts<'_>, slot: u32, side: Side) -> Option<Candidate> {
    let tests: BTreeMap<u32, Vec<Vec<u8>>> = (0u32..)
        .zip(texts.rows)
        .filter(|(_, row)| row.slot == slot)
        .filter_map(|(test, row)| Some((test, literals(texts, row, side)?)))
        .collect();
    let (bytes, keys) = (1..=LONGEST)
        .map(|bytes| (bytes, keys(&tests, bytes)))
        .filter(|(_, keys)| (1..=MAX_KEYS).contains(&keys.len()))
        .max_by_key(|(bytes, keys)| (worth(&tests, *bytes, keys.len()), *bytes))?;
    let (multiplier, entries) = hash(&keys)?;
    let key_bytes = u32::try_from(bytes).ok()?;
    let end = End { slot, side, bytes: key_bytes, multiplier, entries };
    let accepts = tests.iter().map(|(test, literals)| (*test, accepted(&keys, literals, bytes))).collect();
    Some(Candidate { end, accepts })
}

/// What each alternative of a test asks of an end, from the end inwards; `None` where one asks nothing.
fn literals(texts: Texts<'_>, row: &TextRow, side: Side) -> Option<Vec<Vec<u8>>> {
    if !row.blocks.is_empty() || row.matchers.is_empty() {
        return None;
    }
    let bytes = |literal: Literal| texts.literals.get(literal.from as usize..literal.to as usize);
    let of = |matcher: &u32| {
        let literal = match (*texts.matchers.get(*matcher as usize)?, side) {
            (Matcher::Exact(text), _) => bytes(text)?,
            (Matcher::Ends { prefix, .. }, Side::Head) => bytes(prefix)?,
            (Matcher::Ends { suffix, .. }, Side::Tail) => bytes(suffix)?,
            (Matcher::Contains(_) | Matcher::Automaton(_), _) => return None,
        };
        let inwards: Vec<u8> = match side {
            Side::Head => literal.to_vec(),
            Side::Tail => literal.iter().rev().copied().collect(),
        };
        (!inwards.is_empty()).then_some(inwards)
    };
    row.matchers.iter().map(of).collect()
}

/// The distinct keys of so many bytes.
fn keys(tests: &BTreeMap<u32, Vec<Vec<u8>>>, bytes: usize) -> BTreeSet<Vec<u8>> {
    let literals = tests.values().flatten();
    literals.filter_map(|literal| literal.get(..bytes)).map(<[u8]>::to_vec).collect()
}

/// How much telling so many keys apart is worth: the tests that have keys, more for more keys.
fn worth(tests: &BTreeMap<u32, Vec<Vec<u8>>>, bytes: usize, keys: usize) -> usize {
    let told = tests.values().filter(|literals| literals.iter().all(|literal| literal.len() >= bytes));
    told.count() * keys * 1_000 / (keys + 1)
}

/// The classes that a test accepts.
fn accepted(keys: &BTreeSet<Vec<u8>>, literals: &[Vec<u8>], bytes: usize) -> Bits {
    let mut classes: Bits = [UNKNOWN_END].into_iter().collect();
    for literal in literals {
        if literal.len() < bytes {
            classes.insert(OTHER_END);
        }
        let known = &literal[..literal.len().min(bytes)];
        for (class, _) in (OTHER_END + 1..).zip(keys).filter(|(_, key)| key.starts_with(known)) {
            classes.insert(class);
        }
    }
    classes
}

/// A multiplier that sends every key to an entry of its own.
fn hash(keys: &BTreeSet<Vec<u8>>) -> Option<(u64, Vec<(u64, u32)>)> {
    let numbers: Vec<(u64, u32)> = keys
        .iter()
        .map(|key| key.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
        .zip(OTHER_END + 1..)
        .collect();
    let mut size = (2 * numbers.len()).next_power_of_two().max(2);
    while size <= 1 << 16 {
        let mut draw = Mix(0);
        for _ in 0..1_000 {
            let multiplier = draw.next() | 1;
            if let Some(entries) = placed(&numbers, multiplier, size) {
                return Some((multiplier, entries));
            }
        }
        size *= 2;
    }
    None
}

fn placed(numbers: &[(u64, u32)], multiplier: u64, size: usize) -> Option<Vec<(u64, u32)>> {
    let mut entries = vec![(0, 0); size];
    for (key, class) in numbers {
        let at = key.wrapping_mul(multiplier) >> (64 - size.trailing_zeros());
        let entry = entries.get_mut(usize::try_from(at).ok()?)?;
        if entry.1 != 0 {
            return None;
        }
        *entry = (*key, *class);
    }
    Some(entries)
}
