//! From an outcome to a decision: names, duties, and the facts that were unknown and decided.
//!
//! In: tables, and what the kernel made of a record's facts. Out: a [`Decision`]. Everything that has an
//! order is in a stated one, so the same record gives the same bytes.

mod unknown;

pub(crate) use unknown::names as unknown;

use crate::kernel::{Decider, Outcome};
use agp_abi::Verdict;
use agp_abi::bits::Bits;
use agp_abi::decision::{Decision, Duty};
use agp_abi::tables::{RuleRow, Tables};
use agp_abi::verdict::Reserved;
use std::collections::BTreeSet;

/// The decision on a record that no rule was consulted for.
pub(crate) fn refused(by: Reserved, undeclared: Vec<String>) -> Decision {
    Decision {
        verdict: Verdict::Deny,
        rule: Some(by.text().to_owned()),
        matched: vec![by.text().to_owned()],
        because: None,
        cites: Vec::new(),
        risk: Vec::new(),
        duties: Vec::new(),
        unknown: Vec::new(),
        undeclared,
        shadow: Vec::new(),
    }
}

/// The decision that an outcome means.
pub(crate) fn report(
    tables: &Tables,
    outcome: &Outcome,
    unknown: Vec<String>,
    undeclared: Vec<String>,
) -> Decision {
    let by = match outcome.decider {
        Decider::Rule(index) => tables.rules.get(index as usize),
        Decider::Default | Decider::Nothing => None,
    };
    let default = (outcome.decider == Decider::Default).then_some(Reserved::Default);
    Decision {
        verdict: outcome.verdict,
        rule: by.map(|rule| rule.name.as_str()).or(default.map(Reserved::text)).map(str::to_owned),
        matched: names(tables, &outcome.matched, default),
        because: by.and_then(|rule| rule.beside().because.clone()),
        cites: by.map(|rule| rule.beside().cites.clone()).unwrap_or_default(),
        risk: tables.risks.iter().map(|risk| risk.name.clone()).zip(outcome.risks.iter().copied()).collect(),
        duties: duties(tables, &outcome.matched),
        unknown,
        undeclared,
        shadow: names(tables, &outcome.shadow, None),
    }
}

fn rules<'t>(tables: &'t Tables, which: &Bits) -> impl Iterator<Item = &'t RuleRow> {
    which.iter().filter_map(|index| tables.rules.get(index as usize))
}

/// Authored rules by name, then reserved ones by name.
fn names(tables: &Tables, which: &Bits, default: Option<Reserved>) -> Vec<String> {
    let rows = rules(tables, which).map(|rule| (rule.reserved.is_some(), rule.name.as_str()));
    let mut listed: Vec<_> = rows.chain(default.map(|default| (true, default.text()))).collect();
    listed.sort_unstable();
    listed.dedup();
    listed.into_iter().map(|(_, name)| name.to_owned()).collect()
}

/// What matched rules ask for besides their verdicts, each once.
fn duties(tables: &Tables, matched: &Bits) -> Vec<Duty> {
    let mut duties = BTreeSet::new();
    for rule in rules(tables, matched) {
        duties.extend(rule.beside().alert.iter().cloned().map(Duty::Alert));
        duties.extend(rule.beside().mask.iter().cloned().map(Duty::Mask));
        duties.extend(rule.beside().rollback.map(Duty::Rollback));
        duties.extend(review(rule));
        match rule.verdict {
            Verdict::Sandbox => drop(duties.insert(Duty::Sandbox)),
            Verdict::Pause => drop(duties.insert(Duty::Pause)),
            Verdict::Halt => drop(duties.insert(Duty::Halt)),
            Verdict::Allow | Verdict::Redact | Verdict::Review | Verdict::Deny => {}
        }
    }
    duties.into_iter().collect()
}

fn review(rule: &RuleRow) -> Option<Duty> {
    let approval = rule.beside().approval.as_ref()?;
    Some(Duty::Review {
        rule: rule.name.to_string(),
        count: approval.count,
        role: approval.role.clone(),
        within: approval.within,
        otherwise: approval.otherwise,
    })
}
