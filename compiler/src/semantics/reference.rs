//! The reference evaluator: what a policy decides, in the plainest way.
//!
//! Takes a checked policy, one record as it arrives, and where its session stands; gives the
//! answer. Written from `spec/evaluation.md`, section by section, and from nothing else: it shares
//! no reading of values, no matcher, no table and no lowering with the engine, so that the two can
//! be held against each other. Sets are lists, conditions are walked, every pattern is compiled
//! anew. It is slow, and the paths of the engine that make it fast have no counterpart here.
//!
//! The steps:
//! 1. [`json`], [`record`], [`session`]: the line is one JSON object whose fields have the right JSON types;
//! 2. [`arguments`], [`values`], [`entity`], [`facets`], [`payload`], [`facts`]: what each fact is, or that it is
//!    unknown;
//! 3. [`atoms`], [`cond`]: tests, conditions and risks, in [`kleene`]'s logic;
//! 4. [`verdict`], [`unknown`], [`undeclared`]: the decision and what is said about it.
//!
//! No record makes it fail: what cannot be read is refused or unknown.

mod arguments;
mod atoms;
mod canonical;
mod cond;
mod entity;
mod facets;
mod facts;
mod json;
mod kleene;
mod number;
mod pattern;
mod payload;
mod record;
mod session;
mod time;
mod undeclared;
mod unknown;
mod values;
mod verdict;

use crate::semantics::thir::{Policy, ToolId};
use agp_abi::decision::{Answer, Context, Decision, Status};
use agp_abi::tables::Event;
use agp_abi::verdict::Reserved;
use record::{Happening, Record};

/// What a policy answers to a record.
///
/// The policy must be one to be evaluated: no module, and with nothing in `not_yet`.
pub fn judge(policy: &Policy, line: &[u8], context: &Context<'_>) -> Answer {
    let record = match record::read(line) {
        Ok(record) => record,
        Err(invalid) => {
            let decision = verdict::refuse(Reserved::InvalidRecord);
            return Answer { session: invalid.session, decision: Some(decision) };
        }
    };
    let decision = match record.event {
        Happening::Prompt => None,
        Happening::Call => Some(call(policy, &record, context)),
        Happening::Result => Some(action(policy, Event::Result, &record, context)),
    };
    Answer { session: record.session, decision }
}

/// A call is looked at only while its session runs.
fn call(policy: &Policy, record: &Record, context: &Context<'_>) -> Decision {
    let session = record.session.as_deref().unwrap_or_default();
    match context.sessions.status(session) {
        Status::Halted => verdict::refuse(Reserved::Halted),
        Status::Paused => verdict::refuse(Reserved::Paused),
        Status::Running => action(policy, Event::Call, record, context),
    }
}

/// A call or a result of a declared tool is judged by the rules.
fn action(policy: &Policy, event: Event, record: &Record, context: &Context<'_>) -> Decision {
    let declared = (0..).map(ToolId).zip(&policy.tools).find(|(_, tool)| tool.name == record.tool);
    let Some((tool, _)) = declared else {
        let refused = verdict::refuse(Reserved::Undeclared);
        return Decision { undeclared: vec![undeclared::tool(&record.tool)], ..refused };
    };
    let facts = facts::gather(policy, event, record, tool, context.now);
    let decision = verdict::decide(&facts, context.discharged);
    Decision { undeclared: undeclared::names(record, &facts), ..decision }
}

#[cfg(test)]
mod tests;
