//! Straight Rust, written out from the rules and compiled by `rustc` into a library that is loaded.
//!
//! Every rule is a condition over the fields of a [`Seen`](record::Seen), every value of it a constant.
//! *Straight* asks one rule after the other, *jump* matches on the tool first ([`source`]). It is what code
//! written by hand can come to when nothing has to be looked up; to change a rule takes the compiler.

mod library;
mod record;
mod source;

use crate::engine::{Built, Case, Decision, Engine};
use library::{All, First};
use record::{ALLOW, DENY, Seen, Text};
use source::Order;

/// The records in the form that the code reads.
fn seen<'c>(case: &'c Case<'_>) -> Vec<Seen<'c>> {
    let one = |record: &'c crate::workload::Record| Seen {
        host: Text::new(&record.host),
        path: Text::new(&record.path),
        data_classes: record.classes,
        risk: record.risk,
        rate_per_min: record.rate,
        payload_bytes: record.payload,
        tool: record.tool,
        role: record.role,
        kind: record.kind,
        category: record.category,
        purpose: record.purpose,
        approved: record.approved,
    };
    case.world.records.iter().map(one).collect()
}

fn decision(found: u8) -> Decision {
    Decision::of(found & DENY != 0, found & ALLOW != 0)
}

struct StopsAtDeny<'c> {
    records: Vec<Seen<'c>>,
    code: First,
}

impl Engine for StopsAtDeny<'_> {
    fn decide(&mut self, record: usize) -> Decision {
        decision(self.code.decide(&self.records[record]))
    }
}

struct FindsAll<'c> {
    records: Vec<Seen<'c>>,
    code: All,
}

impl Engine for FindsAll<'_> {
    fn decide(&mut self, record: usize) -> Decision {
        decision(self.code.decide(&self.records[record]))
    }

    fn matched(&mut self) -> Option<Vec<u32>> {
        Some(self.code.matched().to_vec())
    }
}

fn first<'c>(case: &'c Case<'_>, order: Order) -> Built<'c> {
    Ok(Box::new(StopsAtDeny { records: seen(case), code: First::new(case, order)? }))
}

fn all<'c>(case: &'c Case<'_>, order: Order) -> Built<'c> {
    Ok(Box::new(FindsAll { records: seen(case), code: All::new(case, order)? }))
}

pub fn straight_first<'c>(case: &'c Case<'_>) -> Built<'c> {
    first(case, Order::Straight)
}

pub fn straight_all<'c>(case: &'c Case<'_>) -> Built<'c> {
    all(case, Order::Straight)
}

pub fn jump_first<'c>(case: &'c Case<'_>) -> Built<'c> {
    first(case, Order::Jump)
}

pub fn jump_all<'c>(case: &'c Case<'_>) -> Built<'c> {
    all(case, Order::Jump)
}
