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
//! 4. no row has a bit at a place that holds no rule.
//!
//! Whether rows mean what conditions say is not checked here.

use super::{Row, rows};
use crate::load::LoadError;
use agp_abi::Verdict;
use agp_abi::index::{
    DIGIT_BITS, DIGIT_ROWS, Digits, Field, Group, MAX_GROUPS, MAX_WIDTH, Select, Thresholds, row,
};
use agp_abi::tables::{ACCEPT, Event, Tables};

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
        for (row, group) in rows(name, &index.groups) {
            layout(tables, row, group)?;
            for field in &group.fields {
                select(tables, row, field)?;
            }
            for leaf in 0..group.leaves {
                places(tables, event, row, group, leaf)?;
            }
        }
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

/// The places of one leaf.
fn places(tables: &Tables, event: Event, row: Row, group: &Group, leaf: u32) -> Result<(), LoadError> {
    let first = u64::from(group.base).saturating_add(u64::from(leaf).saturating_mul(u64::from(group.stride)));
    let first = usize::try_from(first).unwrap_or(usize::MAX);
    let width = group.width as usize;
    let words = tables.plan.words.get(first..).unwrap_or(&[]);
    let fixed = |row: u32, word: usize| {
        words.get((row as usize).saturating_mul(width).saturating_add(word)).copied().unwrap_or(0)
    };
    let mut last = None;
    for word in 0..width {
        let valid = fixed(self::row::VALID, word);
        for bit in (0..64u32).filter(|bit| valid.checked_shr(*bit).unwrap_or(0) & 1 == 1) {
            let place = crate::kernel::settle::rule_at(words, width, word, bit);
            let rule = place.and_then(|rule| tables.rules.get(rule as usize));
            let (Some(number), Some(rule)) = (place, rule) else {
                return Err(LoadError::Index { table: row.table, row: row.row, target: "rule" });
            };
            let order = Some((rule.shadow, number));
            row.require(rule.on == event && last < order, "its rules are not those of its event in order")?;
            last = order;
            let is = |fixed_row| fixed(fixed_row, word).checked_shr(bit).unwrap_or(0) & 1 == 1;
            let says = is(self::row::LIVE) != rule.shadow
                && is(self::row::ALLOW) == (!rule.shadow && rule.verdict == Verdict::Allow)
                && is(self::row::RESIDUAL) == (rule.residual != ACCEPT);
            row.require(says, "its fixed rows contradict a rule")?;
        }
        let strays = |at: usize, count: u32| {
            (0..count as usize).any(|of| {
                let at = at.saturating_add(of.saturating_mul(width)).saturating_add(word);
                words.get(at).is_none_or(|bits| bits & !valid != 0)
            })
        };
        let stray = strays(0, self::row::COUNT)
            || group.fields.iter().any(|field| strays(field.at as usize, field.rows));
        row.require(!stray, "a row has a bit where no rule stands")?;
    }
    Ok(())
}
