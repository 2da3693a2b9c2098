//! The index over rules, word by word where words carry meaning.
//!
//! After [`verify`] has passed, for every group:
//!
//! 1. its leaves, and in them the fixed rows, the rule numbers and the rows of every field, lie
//!    within the words and beside each other; leaf 0 and row 0 are there;
//! 2. it is split by, and its fields read, facts that exist; digits lie within their set, thresholds
//!    within the words and in order; ends of texts are of slots that exist;
//! 3. a place that holds a rule names one of the index's event, in the order in which rules decide,
//!    those in shadow last; the fixed rows say of it what its row in the tables says;
//! 4. no row has a bit at a place that holds no rule;
//! 5. every rule stands in some leaf of exactly one group, or what is left of it is `REJECT`.
//!
//! Whether rows mean what conditions say is not checked here, nor whether a rule stands in every leaf
//! that it should: that is what a signature and a second compilation are for.

use super::{Row, rows};
use crate::load::LoadError;
use agp_abi::Verdict;
use agp_abi::index::{
    DIGIT_BITS, DIGIT_ROWS, Digits, Field, Group, MAX_GROUPS, MAX_WIDTH, Select, Thresholds, row,
};
use agp_abi::tables::{ACCEPT, Event, REJECT, Tables};

/// The words of the rule numbers, for each word of a row.
const NUMBERS: u64 = 32;

pub(super) fn verify(tables: &Tables) -> Result<(), LoadError> {
    for (row, end) in rows("end of a text", &tables.plan.ends) {
        row.require(end.slot < tables.slots, "it is of a slot that is not there")?;
        row.require((1..=8).contains(&end.bytes), "its key has no byte, or more than eight")?;
        let sound = end.entries.len() >= 2 && end.entries.len().is_power_of_two();
        row.require(sound, "its entries are miscounted")?;
    }
    for (event, name) in [(Event::Call, "group of calls"), (Event::Result, "group of results")] {
        let index = tables.plan.of(event);
        super::require(index.groups.len() <= MAX_GROUPS, "an index has too many groups")?;
        let mut homes = vec![None; tables.rules.len()];
        for (row, group) in rows(name, &index.groups) {
            layout(tables, row, group)?;
            for field in &group.fields {
                select(tables, row, field)?;
            }
            for leaf in leaves(tables, group) {
                places(tables, event, row, group, leaf, &mut homes)?;
            }
        }
        all_stand(tables, event, &homes)?;
    }
    Ok(())
}

fn layout(tables: &Tables, row: Row, group: &Group) -> Result<(), LoadError> {
    if let Some(one) = group.split {
        row.index("one", one, tables.ones.len())?;
    }
    row.require((1..=MAX_WIDTH).contains(&group.width), "its rows are too short or too long")?;
    row.require(group.leaves >= 1, "it has no leaf")?;
    let [width, stride] = [group.width, group.stride].map(u64::from);
    let end = u64::from(group.leaves).saturating_mul(stride).saturating_add(u64::from(group.base));
    row.require(end <= words(tables), "its leaves do not fit")?;
    let fixed = u64::from(self::row::COUNT).saturating_add(NUMBERS).saturating_mul(width);
    row.require(fixed <= stride, "its leaves have no room for their rules")?;
    let fits = |field: &Field| {
        let end = u64::from(field.rows).saturating_mul(width).saturating_add(u64::from(field.at));
        field.rows >= 1 && u64::from(field.at) >= fixed && end <= stride
    };
    row.require(group.fields.iter().all(fits), "a field does not fit in its leaves")?;
    let end = |field: &Field| u64::from(field.rows).saturating_mul(width).saturating_add(u64::from(field.at));
    let apart = group.fields.iter().zip(group.fields.iter().skip(1)).all(|(a, b)| end(a) <= u64::from(b.at));
    row.require(apart, "its fields lie upon each other")
}

/// The words of each leaf of a group whose layout holds.
fn leaves<'t>(tables: &'t Tables, group: &Group) -> impl Iterator<Item = &'t [u64]> {
    let words = tables.plan.words.get(group.base as usize..).unwrap_or_default();
    words.chunks_exact((group.stride as usize).max(1)).take(group.leaves as usize)
}

fn words(tables: &Tables) -> u64 {
    u64::try_from(tables.plan.words.len()).unwrap_or(u64::MAX)
}

fn select(tables: &Tables, row: Row, field: &Field) -> Result<(), LoadError> {
    match &field.select {
        Select::One(one) => row.index("one", *one, tables.ones.len()),
        Select::End(end) => row.index("end of a text", *end, tables.plan.ends.len()),
        Select::Low(ends) | Select::High(ends) => thresholds(tables, row, field, *ends),
        Select::AnyOf(digits) | Select::AllOf(digits) => set(tables, row, field, digits),
    }
}

fn thresholds(tables: &Tables, row: Row, field: &Field, ends: Thresholds) -> Result<(), LoadError> {
    row.index("number", ends.number, tables.numbers.len())?;
    let counted = ends.count.checked_add(1).is_some_and(u32::is_power_of_two);
    row.require(counted && field.rows == ends.count.saturating_add(1), "its thresholds are miscounted")?;
    let first = ends.first as usize;
    let all = tables.plan.words.get(first..first.saturating_add(ends.count as usize));
    let all = all.ok_or(LoadError::Index { table: row.table, row: row.row, target: "threshold" })?;
    row.require(all.is_sorted_by_key(|word| word.cast_signed()), "its thresholds are not in order")
}

fn set(tables: &Tables, row: Row, field: &Field, digits: &Digits) -> Result<(), LoadError> {
    row.index("set", digits.set, tables.sets.len())?;
    let largest = tables.sets.get(digits.set as usize).copied().unwrap_or(0);
    let within = digits.digits.iter().all(|digit| *digit <= largest / DIGIT_BITS);
    let ascending = digits.digits.iter().zip(digits.digits.iter().skip(1)).all(|(a, b)| a < b);
    row.require(within && ascending && !digits.digits.is_empty(), "its digits are not those of its set")?;
    let count = u32::try_from(digits.digits.len()).unwrap_or(u32::MAX);
    let rows = count.saturating_mul(DIGIT_ROWS).saturating_add(u32::from(digits.empty));
    row.require(field.rows == rows, "the digits of a set are miscounted")
}

/// The places of one leaf: which rules stand there, and what its rows say of them.
fn places(
    tables: &Tables,
    event: Event,
    row: Row,
    group: &Group,
    leaf: &[u64],
    homes: &mut [Option<usize>],
) -> Result<(), LoadError> {
    let width = group.width as usize;
    let fixed = |row: u32, word: usize| {
        leaf.get((row as usize).saturating_mul(width).saturating_add(word)).copied().unwrap_or(0)
    };
    let mut last = None;
    for word in 0..width {
        let [valid, live, allow, residual] =
            [self::row::VALID, self::row::LIVE, self::row::ALLOW, self::row::RESIDUAL]
                .map(|row| fixed(row, word));
        for bit in members(valid) {
            let place = crate::kernel::settle::rule_at(leaf, width, word, bit);
            let rule = place.and_then(|rule| tables.rules.get(rule as usize));
            let home = place.and_then(|rule| homes.get_mut(rule as usize));
            let (Some(number), Some(rule), Some(home)) = (place, rule, home) else {
                return Err(LoadError::Index { table: row.table, row: row.row, target: "rule" });
            };
            let order = Some((rule.shadow, number));
            row.require(rule.on == event && last < order, "its rules are not those of its event in order")?;
            last = order;
            let is = |word: u64| word.checked_shr(bit).unwrap_or(0) & 1 == 1;
            let says = is(live) != rule.shadow
                && is(allow) == (!rule.shadow && rule.verdict == Verdict::Allow)
                && is(residual) == (rule.residual != ACCEPT);
            row.require(says, "its fixed rows contradict a rule")?;
            row.require(home.is_none_or(|home| home == row.row), "a rule stands in two groups")?;
            *home = Some(row.row);
        }
    }
    let fields = group.fields.iter().map(|field| (field.at as usize, field.rows as usize));
    let mut rows = std::iter::once((0, self::row::COUNT as usize)).chain(fields);
    let stray = rows.any(|(at, rows)| {
        let end = rows.saturating_mul(width).saturating_add(at);
        leaf.get(at..end).is_none_or(|rows| has_strays(rows, leaf.get(..width).unwrap_or_default()))
    });
    row.require(!stray, "a row has a bit where no rule stands")
}

/// Every rule of the event must stand in some leaf, or it could never apply, unless it says itself
/// that it does not.
fn all_stand(tables: &Tables, event: Event, homes: &[Option<usize>]) -> Result<(), LoadError> {
    for ((row, rule), home) in rows("rule", &tables.rules).zip(homes) {
        let stands = rule.on != event || home.is_some() || rule.residual == REJECT;
        row.require(stands, "it stands in no leaf of the index")?;
    }
    Ok(())
}

/// Whether some row has a bit that is not valid.
fn has_strays(rows: &[u64], valid: &[u64]) -> bool {
    // By far most rows are one word, and a loop without a branch is quicker.
    if let [valid] = valid {
        return rows.iter().fold(0, |strays, bits| strays | bits & !valid) != 0;
    }
    rows.chunks(valid.len().max(1))
        .any(|row| row.iter().zip(valid).fold(0, |strays, (bits, valid)| strays | bits & !valid) != 0)
}

/// The places of the bits of a word.
fn members(word: u64) -> impl Iterator<Item = u32> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let bit = rest.trailing_zeros();
        rest &= rest.wrapping_sub(1);
        (bit < u64::BITS).then_some(bit)
    })
}
