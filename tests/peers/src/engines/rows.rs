//! A structure for each rule, asked one after the other: what a person would write first.
//!
//! A [`Row`] has a mask for each finite field, all ones where the rule does not test it, so that most
//! rows are settled by one or two shifts. *Straight* asks every row; *jump* those of the record's
//! tool, then those that say nothing of tools.

use crate::engine::{Built, Case, Decision, Engine};
use crate::workload::{Field, Record, Rule, Test};

/// A rule.
struct Row<'c> {
    tool: u64,
    role: u8,
    kind: u8,
    category: u8,
    purpose: u16,
    classes: u16,
    deny: bool,
    id: u32,
    /// The tests of other fields.
    more: &'c [Test],
}

impl<'c> Row<'c> {
    fn new(rule: &'c Rule) -> Row<'c> {
        let mask = |field: Field| {
            let of = |test: &Test| match test {
                Test::In(of, mask) if *of == field => Some(*mask),
                _ => None,
            };
            rule.tests.iter().find_map(of).unwrap_or(u64::MAX)
        };
        // Tests sort by kind, so those of finite fields come first.
        let finite = rule.tests.partition_point(|test| matches!(test, Test::In(..)));
        Row {
            tool: mask(Field::Tool),
            role: low(mask(Field::Role)),
            kind: low(mask(Field::Kind)),
            category: low(mask(Field::Category)),
            purpose: low16(mask(Field::Purpose)),
            classes: low16(mask(Field::Classes)),
            deny: rule.deny,
            id: rule.id,
            more: &rule.tests[finite..],
        }
    }

    fn holds(&self, record: &Record) -> bool {
        self.tool >> record.tool & 1 == 1
            && self.role >> record.role & 1 == 1
            && self.category >> record.category & 1 == 1
            && self.purpose >> record.purpose & 1 == 1
            && (self.classes == u16::MAX || u64::from(self.classes) & record.classes != 0)
            && self.kind >> record.kind & 1 == 1
            && self.more.iter().all(|test| test.holds(record))
    }
}

/// The mask of a field with at most eight values.
#[expect(clippy::cast_possible_truncation, reason = "the upper bits stand for no value")]
fn low(mask: u64) -> u8 {
    mask as u8
}

/// The mask of a field with at most sixteen values.
#[expect(clippy::cast_possible_truncation, reason = "the upper bits stand for no value")]
fn low16(mask: u64) -> u16 {
    mask as u16
}

/// Rows by tool, and those to ask whatever the tool.
struct Rows<'c> {
    records: &'c [Record],
    tools: Vec<Vec<Row<'c>>>,
    rest: Vec<Row<'c>>,
}

impl<'c> Rows<'c> {
    fn straight(case: &'c Case<'_>) -> Rows<'c> {
        let records = &case.world.records;
        let tools = case.world.vocabulary.of(Field::Tool).iter().map(|_| Vec::new()).collect();
        Rows { records, tools, rest: case.denies_first().map(Row::new).collect() }
    }

    fn jump(case: &'c Case<'_>) -> Rows<'c> {
        let own = |tool: usize| {
            let rules = case.denies_first();
            let rules = rules.filter(|rule| rule.tools().is_some_and(|tools| tools >> tool & 1 == 1));
            rules.map(Row::new).collect()
        };
        let tools = (0..case.world.vocabulary.of(Field::Tool).len()).map(own).collect();
        let rest = case.denies_first().filter(|rule| rule.tools().is_none()).map(Row::new).collect();
        Rows { records: &case.world.records, tools, rest }
    }

    /// The rows that match a record, lists with denies first.
    fn matching(&self, record: usize) -> impl Iterator<Item = impl Iterator<Item = &Row<'c>>> {
        let record = &self.records[record];
        let lists = [&self.tools[usize::from(record.tool)], &self.rest];
        lists.into_iter().map(move |rows| rows.iter().filter(move |row| row.holds(record)))
    }
}

struct StopsAtDeny<'c>(Rows<'c>);

impl Engine for StopsAtDeny<'_> {
    fn decide(&mut self, record: usize) -> Decision {
        let mut allow = false;
        for mut rows in self.0.matching(record) {
            match rows.next() {
                Some(row) if row.deny => return Decision::Deny,
                found => allow |= found.is_some(),
            }
        }
        Decision::of(false, allow)
    }
}

struct FindsAll<'c> {
    rows: Rows<'c>,
    matched: Vec<u32>,
}

impl Engine for FindsAll<'_> {
    fn decide(&mut self, record: usize) -> Decision {
        let FindsAll { rows, matched } = self;
        matched.clear();
        let (mut deny, mut allow) = (false, false);
        for row in rows.matching(record).flatten() {
            deny |= row.deny;
            allow |= !row.deny;
            matched.push(row.id);
        }
        Decision::of(deny, allow)
    }

    fn matched(&mut self) -> Option<Vec<u32>> {
        Some(self.matched.clone())
    }
}

fn all<'c>(rows: Rows<'c>) -> Box<dyn Engine + 'c> {
    Box::new(FindsAll { rows, matched: Vec::new() })
}

pub fn straight_first<'c>(case: &'c Case<'_>) -> Built<'c> {
    Ok(Box::new(StopsAtDeny(Rows::straight(case))))
}

pub fn straight_all<'c>(case: &'c Case<'_>) -> Built<'c> {
    Ok(all(Rows::straight(case)))
}

pub fn jump_first<'c>(case: &'c Case<'_>) -> Built<'c> {
    Ok(Box::new(StopsAtDeny(Rows::jump(case))))
}

pub fn jump_all<'c>(case: &'c Case<'_>) -> Built<'c> {
    Ok(all(Rows::jump(case)))
}
