//! Narrowing: from finite facts to the rules that can still apply.
//!
//! For every group of the index the record's value picks a leaf, and the rows that its other facts
//! pick are joined by AND. Integers only: what it costs depends on the index, hardly on the record.
//! (`agp_abi::index` says what the words mean; machine code does the same over the same words.)

use agp_abi::facts::Facts;
use agp_abi::index::{DIGIT_BITS, DIGIT_ROWS, Digits, Field, Group, Index, Select, Thresholds, row};

/// Digits in a word of a set.
const DIGITS: u32 = u64::BITS / DIGIT_BITS;

/// Fills the survivors; whether the residual chain of some of them is still to be walked.
pub(crate) fn narrow(index: &Index, words: &[u64], facts: &Facts, survivors: &mut [u64]) -> bool {
    let mut open = 0;
    let mut rest = survivors;
    for group in &index.groups {
        let Some((head, tail)) = rest.split_first_mut() else { break };
        let leaf = leaf(group, facts);
        *head = leaf as u64;
        let Some((places, after)) = tail.split_at_mut_checked(group.width as usize) else { break };
        open |= narrow_group(group, words.get(leaf..).unwrap_or(&[]), words, facts, places);
        rest = after;
    }
    open != 0
}

/// The first word of the leaf that a record picks; a value outside stands for unknown.
fn leaf(group: &Group, facts: &Facts) -> usize {
    let value = group.split.map_or(0, |one| facts.one(one));
    let value = if value < group.leaves { value } else { 0 };
    group.base.saturating_add(value.saturating_mul(group.stride)) as usize
}

/// The survivors of one leaf; those whose residual is open, joined.
fn narrow_group(group: &Group, leaf: &[u64], words: &[u64], facts: &Facts, places: &mut [u64]) -> u64 {
    let width = group.width as usize;
    places.fill(u64::MAX);
    and(places, row_at(leaf, (row::VALID as usize).saturating_mul(width), width));
    for field in &group.fields {
        match &field.select {
            Select::One(one) => {
                let value = facts.one(*one);
                and(places, field_row(leaf, field, if value < field.rows { value } else { 0 }, width));
            }
            Select::End(end) => {
                let class = facts.end(*end);
                and(places, field_row(leaf, field, if class < field.rows { class } else { 0 }, width));
            }
            Select::Low(thresholds) => {
                let rank = rank(words, *thresholds, facts.number(thresholds.number).low);
                and(places, field_row(leaf, field, rank, width));
            }
            Select::High(thresholds) => {
                let rank = rank(words, *thresholds, facts.number(thresholds.number).high);
                and(places, field_row(leaf, field, rank, width));
            }
            Select::AnyOf(digits) => any_of(places, leaf, field, digits, facts, width),
            Select::AllOf(digits) => all_of(places, leaf, field, digits, facts, width),
        }
    }
    let residual = row_at(leaf, (row::RESIDUAL as usize).saturating_mul(width), width);
    places.iter().zip(residual).fold(0, |open, (place, residual)| open | place & residual)
}

/// How many thresholds are at most this: a binary search of a fixed number of steps.
fn rank(words: &[u64], thresholds: Thresholds, end: i64) -> u32 {
    let first = thresholds.first as usize;
    let mut rank = 0u32;
    for step in (0..thresholds.steps()).rev() {
        let next = rank.saturating_add(1u32.checked_shl(step).unwrap_or(0));
        let at = first.saturating_add(next as usize).saturating_sub(1);
        let threshold = words.get(at).map_or(i64::MAX, |word| word.cast_signed());
        rank = if threshold <= end { next } else { rank };
    }
    rank
}

fn row_at(leaf: &[u64], at: usize, width: usize) -> &[u64] {
    leaf.get(at..).and_then(|rest| rest.get(..width)).unwrap_or(&[])
}

fn field_row<'w>(leaf: &'w [u64], field: &Field, row: u32, width: usize) -> &'w [u64] {
    row_at(leaf, (field.at as usize).saturating_add((row as usize).saturating_mul(width)), width)
}

fn and(places: &mut [u64], row: &[u64]) {
    for (place, word) in places.iter_mut().zip(row) {
        *place &= word;
    }
}

/// The row of a digit of a set.
fn digit_row<'w>(
    leaf: &'w [u64],
    field: &Field,
    at: u32,
    digit: u32,
    set: &[u64],
    width: usize,
) -> &'w [u64] {
    let word = set.get((digit / DIGITS) as usize).copied().unwrap_or(0);
    let value = word.checked_shr((digit % DIGITS).saturating_mul(DIGIT_BITS)).unwrap_or(0) & 15;
    let value = u32::try_from(value).unwrap_or(0);
    field_row(leaf, field, at.saturating_mul(DIGIT_ROWS).saturating_add(value), width)
}

/// The row that joins in where the set is empty.
fn empty_row<'w>(
    leaf: &'w [u64],
    field: &Field,
    digits: &Digits,
    set: &[u64],
    width: usize,
) -> Option<&'w [u64]> {
    let joins = digits.empty && set.iter().all(|word| *word == 0);
    joins.then(|| field_row(leaf, field, field.rows.saturating_sub(1), width))
}

fn any_of(places: &mut [u64], leaf: &[u64], field: &Field, digits: &Digits, facts: &Facts, width: usize) {
    let set = facts.set(digits.set);
    let nobody = empty_row(leaf, field, digits, set, width);
    for (index, place) in places.iter_mut().enumerate() {
        let mut joined = nobody.and_then(|row| row.get(index)).copied().unwrap_or(0);
        for (at, digit) in (0u32..).zip(&digits.digits) {
            // A row that is not there counts against the action.
            joined |= digit_row(leaf, field, at, *digit, set, width).get(index).copied().unwrap_or(u64::MAX);
        }
        *place &= joined;
    }
}

fn all_of(places: &mut [u64], leaf: &[u64], field: &Field, digits: &Digits, facts: &Facts, width: usize) {
    let set = facts.set(digits.set);
    for (at, digit) in (0u32..).zip(&digits.digits) {
        and(places, digit_row(leaf, field, at, *digit, set, width));
    }
    if let Some(row) = empty_row(leaf, field, digits, set, width) {
        and(places, row);
    }
}
