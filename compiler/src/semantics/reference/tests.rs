//! The chapter's sentences as tests: a policy built by hand, a line, what must come out.

mod agreement;
mod arguments;
mod author;
mod dice;
mod facets;
mod hostile;
mod law;
mod notes;
mod numbers;
mod texts;
mod truths;
mod verdicts;

use super::kleene::Truth;
use super::{atoms, facts, record};
use crate::semantics::thir::{Policy, Test, ToolId};
use agp_abi::decision::{Answer, Context, Decision, Sessions};
use agp_abi::tables::Event;
use record::{Happening, Record};

/// 2026-03-02T09:00Z, a Monday.
const NOW: i64 = 1_772_442_000_000;

fn answer(policy: &Policy, line: &str) -> Answer {
    super::judge(
        policy,
        line.as_bytes(),
        &Context { now: Some(NOW), sessions: &Sessions::default(), discharged: &[] },
    )
}

fn decide(policy: &Policy, line: &str) -> Decision {
    answer(policy, line).decision.expect("a call or a result")
}

/// The verdict and the deciding rule, such as `deny default`.
fn verdict(policy: &Policy, line: &str) -> String {
    let decision = decide(policy, line);
    format!("{} {}", decision.verdict, decision.rule.as_deref().unwrap_or("-"))
}

fn record(line: &str) -> Record {
    record::read(line.as_bytes()).expect("a record")
}

fn gather<'p>(policy: &'p Policy, line: &str) -> facts::Facts<'p> {
    let record = record(line);
    let event = match record.event {
        Happening::Result => Event::Result,
        Happening::Call | Happening::Prompt => Event::Call,
    };
    let tool = (0..).map(ToolId).zip(&policy.tools).find(|(_, tool)| tool.name == record.tool);
    facts::gather(policy, event, &record, tool.expect("a declared tool").0, Some(NOW))
}

/// The truth of a test for a line.
fn truth(policy: &Policy, line: &str, test: &Test) -> Truth {
    atoms::truth(test, &gather(policy, line), &[])
}
