//! What records came to: verdicts, deciding rules, duties, and what was unknown and decided.

use super::Census;
use crate::direct::{Settled, Truth};
use crate::json::Json;
use agp_abi::Verdict;
use agp_abi::decision::{Answer, Decision, Duty};
use agp_abi::tables::{Atom, Fact};
use agp_abi::verdict::Reserved;
use agp_compiler::program::{Formula, Program};
use std::collections::BTreeSet;

/// Verdicts of calls. None may be above half.
pub const VERDICT: &str = "verdicts on calls";
const RESULT: &str = "verdicts on results";
const RESERVED: &str = "reserved rules that decided";
const SAID: &str = "said besides";
const UNKNOWN: &str = "unknown and decided";
const TRUTH: &str = "truth values of atoms";
const OPEN: &str = "open atoms of settling rules";

const ATOMS: [&str; 7] = ["one", "has", "within", "sum", "text", "known", "risk"];

/// Every name that must occur.
pub(super) fn expect(census: &mut Census) {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    census.expect(VERDICT, Verdict::ALL.iter().map(Verdict::to_string));
    let of_results = [Verdict::Allow, Verdict::Redact, Verdict::Pause, Verdict::Deny, Verdict::Halt];
    census.expect(RESULT, of_results.iter().map(Verdict::to_string));
    census.expect(RESERVED, Reserved::ALL.iter().map(|rule| rule.text().to_owned()));
    census.expect(
        SAID,
        owned(&[
            "alert",
            "mask",
            "sandbox",
            "review",
            "pause",
            "halt",
            "rollback action",
            "rollback session",
            "in shadow",
            "because",
            "cites",
            "risk of nothing",
            "risk between",
            "risk in full",
            "no decision",
            "undeclared tool",
            "undeclared role",
            "undeclared purpose",
            "undeclared data",
            "undeclared destination",
            "undeclared resource",
            "undeclared argument",
            "undeclared class argument",
            "undeclared signal",
            "undeclared cut short",
        ]),
    );
    census.expect(
        UNKNOWN,
        owned(&[
            "role",
            "data",
            "destination",
            "resource",
            "purpose",
            "args",
            "signal",
            "agent.id",
            "agent.verified",
            "agent.trust",
            "agent.depth",
            "payload",
            "payload.size",
            "time",
            "kind",
        ]),
    );
    for atom in ATOMS {
        let can_be = match atom {
            "known" => ["no", "yes"].as_slice(),
            "risk" => ["no", "unknown"].as_slice(),
            _ => ["no", "unknown", "yes"].as_slice(),
        };
        census.expect(TRUTH, can_be.iter().map(|truth| format!("{atom}: {truth}")));
        if atom != "known" {
            census.expect(OPEN, [atom.to_owned()]);
        }
    }
}

/// Counts what an answer to a record says.
pub fn answer(census: &mut Census, record: Option<&Json>, answer: &Answer) {
    let Some(decision) = &answer.decision else { return census.count(SAID, "no decision") };
    let result = record.and_then(|record| record.get("event")) == Some(&Json::text("result"));
    census.count(if result { RESULT } else { VERDICT }, decision.verdict.text());
    if let Some(reserved) = decision.rule.as_deref().and_then(Reserved::parse) {
        census.count(RESERVED, reserved.text());
    }
    said(census, decision);
    for name in &decision.unknown {
        let kind = name.split_once('.').filter(|(head, _)| matches!(*head, "args" | "signal"));
        census.count(UNKNOWN, kind.map_or(name.as_str(), |(head, _)| head));
    }
}

fn said(census: &mut Census, decision: &Decision) {
    for duty in &decision.duties {
        census.count(
            SAID,
            match duty {
                Duty::Alert(_) => "alert".to_owned(),
                Duty::Mask(_) => "mask".to_owned(),
                Duty::Sandbox => "sandbox".to_owned(),
                Duty::Review { .. } => "review".to_owned(),
                Duty::Pause => "pause".to_owned(),
                Duty::Halt => "halt".to_owned(),
                Duty::Rollback(what) => format!("rollback {}", what.text()),
            },
        );
    }
    for (holds, what) in [
        (!decision.shadow.is_empty(), "in shadow"),
        (decision.because.is_some(), "because"),
        (!decision.cites.is_empty(), "cites"),
    ] {
        if holds {
            census.count(SAID, what);
        }
    }
    for (_, risk) in &decision.risk {
        census.count(
            SAID,
            match risk {
                0 => "risk of nothing",
                1_000_000_000_000 => "risk in full",
                _ => "risk between",
            },
        );
    }
    for name in &decision.undeclared {
        let field = name.split(' ').next().unwrap_or_default();
        let field = if field.starts_with("args.") { "class argument" } else { field };
        census.count(SAID, format!("undeclared {field}"));
        if name.ends_with("…\"") {
            census.count(SAID, "undeclared cut short");
        }
    }
}

/// Counts the truth values of atoms, and the open ones of rules that settled the decision.
pub fn settled(census: &mut Census, program: &Program, settled: &Settled) {
    for (atom, truth) in program.atoms.iter().zip(&settled.truths) {
        let value = match truth {
            (true, _) => "yes",
            (false, true) => "unknown",
            (false, false) => "no",
        };
        census.count(TRUTH, format!("{}: {value}", name(atom)));
    }
    let mut open = BTreeSet::new();
    for at in &settled.matched {
        let rule = &program.rules[*at as usize];
        if rule.verdict == settled.verdict && rule.verdict != Verdict::Allow {
            open_atoms(&rule.when, &settled.truths, &mut open);
        }
    }
    for atom in open {
        census.count(OPEN, name(&program.atoms[atom as usize]));
    }
}

fn open_atoms(formula: &Formula, truths: &[Truth], open: &mut BTreeSet<u32>) {
    match formula {
        Formula::Const(_) => {}
        Formula::Literal { atom, .. } => {
            if truths[*atom as usize] == (false, true) {
                open.insert(*atom);
            }
        }
        Formula::And(parts) | Formula::Or(parts) => {
            for part in parts {
                open_atoms(part, truths, open);
            }
        }
    }
}

fn name(atom: &Atom) -> &'static str {
    match atom {
        Atom::One { .. } => ATOMS[0],
        Atom::Has { .. } => ATOMS[1],
        Atom::Within { .. } => ATOMS[2],
        Atom::AtLeast { .. } => ATOMS[3],
        Atom::Text(_) => ATOMS[4],
        Atom::Known(Fact::One(_) | Fact::Set(_) | Fact::Number(_) | Fact::Text(_)) => ATOMS[5],
        Atom::Risk { .. } => ATOMS[6],
    }
}
