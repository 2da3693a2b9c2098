//! Bitmaps behind a jump on the tool, as a person would write them for speed in plain Rust.
//!
//! The rules of a tool are a [`Leaf`], those that say nothing of tools another. A leaf has, for each
//! field that its rules test, a row of bits for each value: which rules that value leaves standing. A
//! number's row is found by how many of the leaf's thresholds it exceeds. A decision takes one row of
//! each field, in blocks of 256 rules, and asks texts of the rules that are left.

use crate::engine::{Built, Case, Decision, Engine};
use crate::workload::{Field, Number, Record, Rule, Test};

/// 256 rules.
type Block = [u64; 4];

const BLOCK: usize = 256;

/// The most rows a decision takes together: fields with one value, `approved`, numbers.
const MOST_ROWS: usize = 8;

/// Rules that are asked together, denies before allows.
struct Leaf<'c> {
    rules: Vec<&'c Rule>,
    /// How long a row is.
    blocks: usize,
    rows: Vec<Block>,
    /// Where a field's rows begin.
    ones: Vec<(Field, usize)>,
    approved: Option<usize>,
    numbers: Vec<(Number, Vec<i64>, usize)>,
    /// The row of the rules that do not test classes, and after it one for each class.
    classes: usize,
    /// The rules that test texts.
    texts: usize,
    denies: usize,
}

impl<'c> Leaf<'c> {
    fn new(rules: impl Iterator<Item = &'c Rule>, case: &Case<'_>) -> Leaf<'c> {
        let rules: Vec<&Rule> = rules.collect();
        let blocks = rules.len().div_ceil(BLOCK);
        let mut leaf = Leaf {
            rules,
            blocks,
            rows: Vec::new(),
            ones: Vec::new(),
            approved: None,
            numbers: Vec::new(),
            classes: 0,
            texts: 0,
            denies: 0,
        };
        for field in [Field::Role, Field::Kind, Field::Category, Field::Purpose] {
            let row = |value: usize| move |test: &Test| in_mask(test, field, 1 << value);
            let values = case.world.vocabulary.of(field).len();
            if let Some(at) = leaf.field(values, row) {
                leaf.ones.push((field, at));
            }
        }
        leaf.approved = leaf.field(2, |value| {
            move |test: &Test| match test {
                Test::Approved(approved) => Some(*approved == (value == 1)),
                _ => None,
            }
        });
        for number in Number::ALL {
            leaf.number(number);
        }
        leaf.classes =
            leaf.row(|rule| !rule.tests.iter().any(|test| matches!(test, Test::In(Field::Classes, _))));
        for class in 0..case.world.vocabulary.of(Field::Classes).len() {
            leaf.row(|rule| {
                rule.tests.iter().any(|test| in_mask(test, Field::Classes, 1 << class) == Some(true))
            });
        }
        leaf.texts = leaf.row(|rule| rule.tests.iter().any(|test| matches!(test, Test::Ends { .. })));
        leaf.denies = leaf.row(|rule| rule.deny);
        leaf
    }

    /// Adds a row of the rules for which this holds; where it begins.
    fn row(&mut self, holds: impl Fn(&Rule) -> bool) -> usize {
        let at = self.rows.len();
        self.rows.resize(at + self.blocks, [0; 4]);
        for (place, _) in self.rules.iter().enumerate().filter(|(_, rule)| holds(rule)) {
            self.rows[at + place / BLOCK][place % BLOCK / 64] |= 1 << (place % 64);
        }
        at
    }

    /// Adds a row for each value of a field, if any rule tests it. Of a test, `row` says whether the
    /// value passes it; `None`: the test is of something else.
    fn field<T: Fn(&Test) -> Option<bool>>(
        &mut self,
        values: usize,
        row: impl Fn(usize) -> T,
    ) -> Option<usize> {
        let tested = self.rules.iter().flat_map(|rule| &rule.tests).any(|test| row(0)(test).is_some());
        let at = self.rows.len();
        for value in 0..if tested { values } else { 0 } {
            let passes = row(value);
            self.row(|rule| rule.tests.iter().all(|test| passes(test) != Some(false)));
        }
        tested.then_some(at)
    }

    fn number(&mut self, number: Number) {
        let threshold = |test: &Test| match test {
            Test::Above(of, than) if *of == number => Some(*than),
            _ => None,
        };
        let mut thresholds: Vec<i64> =
            self.rules.iter().flat_map(|rule| &rule.tests).filter_map(threshold).collect();
        thresholds.sort_unstable();
        thresholds.dedup();
        let row = |exceeded: usize| {
            let thresholds = &thresholds;
            move |test: &Test| threshold(test).map(|than| thresholds[..exceeded].contains(&than))
        };
        if let Some(at) = self.field(thresholds.len() + 1, row) {
            self.numbers.push((number, thresholds, at));
        }
    }

    /// Hands on the rules that match, a block at a time with the block's number, until told to stop.
    fn ask(&self, record: &Record, mut found: impl FnMut(usize, Block) -> bool) {
        let mut taken = [0; MOST_ROWS];
        let ones = self.ones.iter().map(|(field, at)| at + self.blocks * value(record, *field));
        let approved = self.approved.map(|at| at + self.blocks * usize::from(record.approved));
        let numbers = self.numbers.iter().map(|(number, thresholds, at)| {
            let exceeded = thresholds.partition_point(|than| *than < record.number(*number));
            at + self.blocks * exceeded
        });
        let mut count = 0;
        for row in ones.chain(approved).chain(numbers) {
            taken[count] = row;
            count += 1;
        }
        for block in 0..self.blocks {
            let mut left = self.rows[self.classes + block];
            for class in members(record.classes) {
                or(&mut left, &self.rows[self.classes + (class + 1) * self.blocks + block]);
            }
            for row in &taken[..count] {
                and(&mut left, &self.rows[row + block]);
            }
            if left == [0; 4] {
                continue;
            }
            self.ask_texts(record, block, &mut left);
            if !found(block, left) {
                return;
            }
        }
    }

    fn ask_texts(&self, record: &Record, block: usize, left: &mut Block) {
        let texts = self.rows[self.texts + block];
        for (word, left) in left.iter_mut().enumerate() {
            for bit in members(*left & texts[word]) {
                let rule = self.rules[block * BLOCK + word * 64 + bit];
                let mut ends = rule.tests.iter().filter(|test| matches!(test, Test::Ends { .. }));
                if !ends.all(|test| test.holds(record)) {
                    *left &= !(1 << bit);
                }
            }
        }
    }
}

fn in_mask(test: &Test, field: Field, bit: u64) -> Option<bool> {
    match test {
        Test::In(of, mask) if *of == field => Some(mask & bit != 0),
        _ => None,
    }
}

fn value(record: &Record, field: Field) -> usize {
    record.mask(field).trailing_zeros() as usize
}

fn and(left: &mut Block, row: &Block) {
    left.iter_mut().zip(row).for_each(|(left, row)| *left &= row);
}

fn or(left: &mut Block, row: &Block) {
    left.iter_mut().zip(row).for_each(|(left, row)| *left |= row);
}

/// The places of the bits that are set.
fn members(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (mask != 0).then(|| mask.trailing_zeros() as usize);
        mask &= mask.wrapping_sub(1);
        bit
    })
}

/// A leaf for each tool, and one for the rules that say nothing of tools.
struct Leaves<'c> {
    records: &'c [Record],
    tools: Vec<Leaf<'c>>,
    rest: Leaf<'c>,
}

impl<'c> Leaves<'c> {
    fn new(case: &'c Case<'_>) -> Leaves<'c> {
        let leaf = |tool: usize| {
            let own = case.denies_first();
            Leaf::new(own.filter(move |rule| rule.tools().is_some_and(|tools| tools >> tool & 1 == 1)), case)
        };
        let tools = (0..case.world.vocabulary.of(Field::Tool).len()).map(leaf).collect();
        let rest = Leaf::new(case.denies_first().filter(|rule| rule.tools().is_none()), case);
        Leaves { records: &case.world.records, tools, rest }
    }
}

struct StopsAtDeny<'c>(Leaves<'c>);

impl Engine for StopsAtDeny<'_> {
    fn decide(&mut self, record: usize) -> Decision {
        let record = &self.0.records[record];
        let (mut deny, mut allow) = (false, false);
        for leaf in [&self.0.tools[usize::from(record.tool)], &self.0.rest] {
            leaf.ask(record, |block, left| {
                let denies = leaf.rows[leaf.denies + block];
                allow |= left != [0; 4];
                deny |= left.iter().zip(denies).any(|(left, denies)| left & denies != 0);
                !deny
            });
            if deny {
                break;
            }
        }
        Decision::of(deny, allow)
    }
}

struct FindsAll<'c> {
    leaves: Leaves<'c>,
    matched: Vec<u32>,
}

impl Engine for FindsAll<'_> {
    fn decide(&mut self, record: usize) -> Decision {
        let FindsAll { leaves, matched } = self;
        let record = &leaves.records[record];
        matched.clear();
        let (mut deny, mut allow) = (false, false);
        for leaf in [&leaves.tools[usize::from(record.tool)], &leaves.rest] {
            leaf.ask(record, |block, left| {
                for (word, left) in left.into_iter().enumerate() {
                    for bit in members(left) {
                        let rule = leaf.rules[block * BLOCK + word * 64 + bit];
                        deny |= rule.deny;
                        allow |= !rule.deny;
                        matched.push(rule.id);
                    }
                }
                true
            });
        }
        Decision::of(deny, allow)
    }

    fn matched(&mut self) -> Option<Vec<u32>> {
        Some(self.matched.clone())
    }
}

pub fn first<'c>(case: &'c Case<'_>) -> Built<'c> {
    Ok(Box::new(StopsAtDeny(Leaves::new(case))))
}

pub fn all<'c>(case: &'c Case<'_>) -> Built<'c> {
    Ok(Box::new(FindsAll { leaves: Leaves::new(case), matched: Vec::new() }))
}
