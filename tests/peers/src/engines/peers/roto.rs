//! `roto`: rules as a script, compiled to machine code in process; the record is its context.
//!
//! Rules come in functions of a few hundred, denies first: one function of thousands of branches
//! takes its code generator superlinear time.

use super::expression;
use crate::engine::{Built, Case, Decision, Engine};
use crate::workload::{Record, Rule, Text};
use roto::{Context, Ctx, FileTree, Package, RotoReport, RotoString, Runtime, TypedFunc};
use std::fmt::Write as _;

/// The most rules of one function.
const MOST: usize = 250;

/// A record, as scripts see it. Roto's integers have no bit operations, so each class is a field.
#[derive(Clone, Context)]
#[expect(clippy::struct_excessive_bools, reason = "scripts read fields one by one")]
struct Seen {
    pub tool: u8,
    pub role: u8,
    pub kind: u8,
    pub category: u8,
    pub purpose: u8,
    pub c0: bool,
    pub c1: bool,
    pub c2: bool,
    pub c3: bool,
    pub c4: bool,
    pub c5: bool,
    pub c6: bool,
    pub c7: bool,
    pub c8: bool,
    pub c9: bool,
    pub c10: bool,
    pub c11: bool,
    pub c12: bool,
    pub c13: bool,
    pub c14: bool,
    pub c15: bool,
    pub approved: bool,
    pub risk: i64,
    pub rate_per_min: i64,
    pub payload_bytes: i64,
    pub host: RotoString,
    pub path: RotoString,
}

impl Seen {
    fn new(record: &Record) -> Seen {
        let class = |at: u32| record.classes >> at & 1 == 1;
        Seen {
            tool: record.tool,
            role: record.role,
            kind: record.kind,
            category: record.category,
            purpose: record.purpose,
            c0: class(0),
            c1: class(1),
            c2: class(2),
            c3: class(3),
            c4: class(4),
            c5: class(5),
            c6: class(6),
            c7: class(7),
            c8: class(8),
            c9: class(9),
            c10: class(10),
            c11: class(11),
            c12: class(12),
            c13: class(13),
            c14: class(14),
            c15: class(15),
            approved: record.approved,
            risk: record.risk,
            rate_per_min: record.rate,
            payload_bytes: record.payload,
            host: record.text(Text::Host).into(),
            path: record.text(Text::Path).into(),
        }
    }
}

struct Roto {
    decide: TypedFunc<Ctx<Seen>, fn() -> u8>,
    records: Vec<Seen>,
    /// Holds the code.
    _package: Package<Ctx<Seen>>,
}

impl Engine for Roto {
    fn decide(&mut self, record: usize) -> Decision {
        let found = self.decide.call(&mut self.records[record]);
        Decision::of(found == 1, found == 2)
    }
}

pub fn build<'c>(case: &'c Case<'_>) -> Built<'c> {
    let runtime = Runtime::new().with_context_type::<Seen>()?;
    let script = FileTree::test_file("workload.roto", &script(case), 0);
    let mut package = script.compile(&runtime).map_err(|report| plain(&report))?;
    let decide = package.get_function::<fn() -> u8>("decide").map_err(|error| error.to_string())?;
    let records = case.world.records.iter().map(Seen::new).collect();
    Ok(Box::new(Roto { decide, records, _package: package }))
}

/// What a report says, without colours.
fn plain(report: &RotoReport) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = report.write(&mut text, false);
    text
}

/// Writing to a string cannot fail.
fn script(case: &Case<'_>) -> String {
    let (mut script, mut calls) = (String::new(), String::new());
    for (found, deny) in [(1, true), (2, false)] {
        let rules: Vec<&Rule> = case.rules.iter().filter(|rule| rule.deny == deny).collect();
        for (part, rules) in rules.chunks(MOST).enumerate() {
            let _ = writeln!(calls, "    if part_{found}_{part}() {{ return {found}; }}");
            let _ = writeln!(script, "fn part_{found}_{part}() -> bool {{");
            for rule in rules {
                let tests: Vec<String> = rule.tests.iter().map(|test| expression(test, ends)).collect();
                let _ = writeln!(script, "    if {} {{ return true; }}", tests.join(" && "));
            }
            script += "    false\n}\n";
        }
    }
    let _ = writeln!(script, "fn decide() -> u8 {{\n{calls}    0\n}}");
    script
}

fn ends(text: &str, prefix: &str, suffix: &str) -> String {
    let (starts, ends) = (format!("{text}.starts_with({prefix:?})"), format!("{text}.ends_with({suffix:?})"));
    match (prefix, suffix) {
        (_, "") => starts,
        ("", _) => ends,
        _ => format!("{starts} && {ends} && {text}.bytes().len() >= {}", prefix.len() + suffix.len()),
    }
}
