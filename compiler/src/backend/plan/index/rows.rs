//! The words of an index: fixed rows, rule numbers and the rows of every field, leaf by leaf.

use super::Facts;
use super::accept::{Dimension, elements, empty, values};
use super::choose::Group;
use super::shape::{Ends, Shape, Test};
use crate::program::{Formula, Program};
use agp_abi::Verdict;
use agp_abi::bits::Bits;
use agp_abi::index::{self, DIGIT_BITS, DIGIT_ROWS, Digits, Field, Index, Select, Thresholds, row};
use std::collections::BTreeSet;

/// Words that leaves begin at a multiple of: a cache line.
const LINE: usize = 8;

/// Writes the groups' words and gives the index that describes them; `ends` are the candidates in use.
pub(super) fn write(
    facts: Facts<'_>,
    ends: &[u32],
    shapes: &[Shape],
    groups: &[Group],
    residuals: &[Formula],
    words: &mut Vec<u64>,
) -> Index {
    let mut writer = Writer { facts, program: facts.program, ends, shapes, residuals, words };
    Index { groups: groups.iter().map(|group| writer.group(group)).collect() }
}

struct Writer<'a> {
    facts: Facts<'a>,
    ends: &'a [u32],
    program: &'a Program,
    shapes: &'a [Shape],
    residuals: &'a [Formula],
    words: &'a mut Vec<u64>,
}

/// A field, and for rows of an end of a number the value that each stands for.
struct Column {
    field: Field,
    ends: Vec<i64>,
}

impl Writer<'_> {
    fn group(&mut self, group: &Group) -> index::Group {
        let leaves = self.leaves(group);
        let width = leaves.iter().map(Vec::len).max().unwrap_or(0).div_ceil(64).max(1);
        let mut at = number(width) * (row::COUNT + 32);
        let mut columns = Vec::with_capacity(group.fields.len());
        for dimension in &group.fields {
            let column = self.column(group, *dimension, at);
            at += column.field.rows * number(width);
            columns.push(column);
        }
        let stride = (at as usize).next_multiple_of(LINE);
        let base = self.words.len().next_multiple_of(LINE);
        self.words.resize(base + stride * leaves.len(), 0);
        let rows_of: Vec<Vec<Vec<u32>>> = columns
            .iter()
            .zip(&group.fields)
            .map(|(column, dimension)| {
                group.of(self.shapes).map(|shape| rows(self.program, shape, *dimension, column)).collect()
            })
            .collect();
        for (leaf, members) in leaves.iter().enumerate() {
            let mut leaf = Leaf { words: &mut self.words[base + leaf * stride..][..stride], width };
            for (place, &member) in members.iter().enumerate() {
                let shape = &self.shapes[group.members[member]];
                let rule = &self.program.rules[shape.rule as usize];
                leaf.fixed(
                    place,
                    shape.rule,
                    rule,
                    self.residuals[shape.rule as usize] != Formula::Const(true),
                );
                for (column, rows) in columns.iter().zip(&rows_of) {
                    for row in &rows[member] {
                        leaf.set(column.field.at as usize + *row as usize * width, place);
                    }
                }
            }
        }
        index::Group {
            split: group.split,
            leaves: number(leaves.len()),
            width: number(width),
            base: number(base),
            stride: number(stride),
            fields: columns.into_iter().map(|column| column.field).collect(),
        }
    }

    /// For each leaf its rules, as places among the group's members: as they decide, then those in
    /// shadow.
    fn leaves(&self, group: &Group) -> Vec<Vec<usize>> {
        let mut order: Vec<usize> = (0..group.members.len()).collect();
        order.sort_by_key(|member| {
            let rule = self.shapes[group.members[*member]].rule;
            (self.program.rules[rule as usize].shadow, rule)
        });
        let Some(one) = group.split else { return vec![order] };
        let stands = |member: &usize, value| self.shapes[group.members[*member]].accepts(one, value);
        (0..values(self.program, one))
            .map(|value| order.iter().copied().filter(|member| stands(member, value)).collect())
            .collect()
    }

    fn column(&mut self, group: &Group, dimension: Dimension, at: u32) -> Column {
        let column = |select, rows| Column { field: Field { select, at, rows }, ends: Vec::new() };
        match dimension {
            Dimension::One(one) => column(Select::One(one), values(self.program, one)),
            Dimension::End(end) => {
                let place = self.ends.iter().position(|used| *used == end).unwrap_or(0);
                column(Select::End(number(place)), self.facts.classes(end))
            }
            Dimension::Low(number) => self.ends(group, dimension, number, Select::Low, at),
            Dimension::High(number) => self.ends(group, dimension, number, Select::High, at),
            Dimension::AnyOf(set) => {
                let digits = self.digits(group, dimension, set);
                let rows = digits_rows(&digits);
                column(Select::AnyOf(digits), rows)
            }
            Dimension::AllOf(set) => {
                let digits = self.digits(group, dimension, set);
                let rows = digits_rows(&digits);
                column(Select::AllOf(digits), rows)
            }
        }
    }

    /// Rows of an end of a number, and the thresholds that lead to them.
    fn ends(
        &mut self,
        group: &Group,
        dimension: Dimension,
        number_of: u32,
        select: fn(Thresholds) -> Select,
        at: u32,
    ) -> Column {
        let mut found = Vec::new();
        for shape in group.of(self.shapes) {
            if let Some(Test::Ends(ends)) = shape.tests.get(&dimension) {
                for ends in ends {
                    ends.thresholds(&mut found);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        let count = (found.len() + 1).next_power_of_two() - 1;
        let mut ends: Vec<i64> = std::iter::once(i64::MIN).chain(found.iter().copied()).collect();
        let last = ends.last().copied().unwrap_or(i64::MIN);
        ends.resize(count + 1, last);
        found.resize(count, i64::MAX);
        let first = number(self.words.len());
        self.words.extend(found.into_iter().map(i64::cast_unsigned));
        let rows = number(count) + 1;
        let thresholds = Thresholds { number: number_of, first, count: number(count) };
        Column { field: Field { select: select(thresholds), at, rows }, ends }
    }

    /// The digits of a set that the group's rules tell apart.
    fn digits(&self, group: &Group, dimension: Dimension, set: u32) -> Digits {
        let mut digits = BTreeSet::new();
        let (all, nobody) = (elements(self.program, set), empty(self.program, set));
        let mut joins = false;
        for shape in group.of(self.shapes) {
            let Some(Test::Bits(bits)) = shape.tests.get(&dimension) else { continue };
            let told = |member: &u32| bits.contains(*member) == matches!(dimension, Dimension::AnyOf(_));
            digits.extend((0..all).filter(told).map(|member| member / DIGIT_BITS));
            joins |= told(&nobody);
        }
        if digits.is_empty() {
            digits.insert(0);
        }
        Digits { set, digits: digits.into_iter().collect(), empty: joins }
    }
}

fn digits_rows(digits: &Digits) -> u32 {
    number(digits.digits.len()) * DIGIT_ROWS + u32::from(digits.empty)
}

/// The rows of a field in which a rule has its bit.
fn rows(program: &Program, shape: &Shape, dimension: Dimension, column: &Column) -> Vec<u32> {
    match (shape.tests.get(&dimension), &column.field.select) {
        (Some(Test::Ends(tests)), _) => {
            let passes = |end: i64| tests.iter().all(|test: &Ends| test.holds(end));
            (0u32..).zip(&column.ends).filter(|(_, end)| passes(**end)).map(|(row, _)| row).collect()
        }
        (Some(Test::Bits(bits)), Select::AnyOf(digits) | Select::AllOf(digits)) => {
            let any = matches!(dimension, Dimension::AnyOf(_));
            set_rows(bits, digits, any, bits.contains(empty(program, digits.set)))
        }
        (Some(Test::Bits(bits)), Select::One(_) | Select::End(_) | Select::Low(_) | Select::High(_)) => {
            bits.iter().collect()
        }
        // One digit that is always looked at suffices, since rows of digits are joined by OR.
        (None, Select::AnyOf(_)) => (0..DIGIT_ROWS).collect(),
        (None, Select::One(_) | Select::End(_) | Select::Low(_) | Select::High(_) | Select::AllOf(_)) => {
            (0..column.field.rows).collect()
        }
    }
}

/// The rows of a set's digits in which a rule that accepts these members has its bit.
fn set_rows(bits: &Bits, digits: &Digits, any: bool, accepts_empty: bool) -> Vec<u32> {
    let mut rows = Vec::new();
    for (at, digit) in (0u32..).zip(&digits.digits) {
        for value in 0..DIGIT_ROWS {
            let mut members =
                (0..DIGIT_BITS).filter(|bit| value >> bit & 1 == 1).map(|bit| digit * DIGIT_BITS + bit);
            let accepted = if any {
                members.any(|member| bits.contains(member))
            } else {
                members.all(|member| bits.contains(member))
            };
            if accepted {
                rows.push(at * DIGIT_ROWS + value);
            }
        }
    }
    if digits.empty && accepts_empty {
        rows.push(number(digits.digits.len()) * DIGIT_ROWS);
    }
    rows
}

/// One leaf while it is written.
struct Leaf<'w> {
    words: &'w mut [u64],
    width: usize,
}

impl Leaf<'_> {
    /// Sets the bit of a place in the row that begins at a word.
    fn set(&mut self, row: usize, place: usize) {
        self.words[row + place / 64] |= 1 << (place % 64);
    }

    /// The fixed rows and the rule number of a place.
    fn fixed(&mut self, place: usize, index: u32, rule: &crate::program::Rule, open: bool) {
        for (row, holds) in [
            (row::VALID, true),
            (row::LIVE, !rule.shadow),
            (row::ALLOW, !rule.shadow && rule.verdict == Verdict::Allow),
            (row::RESIDUAL, open),
        ] {
            if holds {
                self.set(row as usize * self.width, place);
            }
        }
        let numbers = row::COUNT as usize * self.width;
        self.words[numbers + place / 2] |= u64::from(index) << (32 * (place % 2));
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
