//! AGP: the safe kernel and machine code over the same tables.
//!
//! *Call* gets a call that was built by handles, binds it and decides, texts included: the whole path
//! of a host that has Rust values. *Bound* decides again on a call that was bound before, as when an
//! approval comes; it keeps what its texts came to, so after the first time no text is looked at.

use crate::engine::{Built, Case, Decision, Engine};
use agp_abi::Verdict;
use agp_abi::decision::{Context, Sessions};
use agp_compiler::source::{Provenance, Sources};
use agp_runtime::{Bound, Call, Policy, Scratch};
use agp_tests::{judge, workload};

/// Where decisions are made.
struct Room {
    sessions: Sessions,
    scratch: Scratch,
}

impl Room {
    fn new(policy: &Policy) -> Room {
        Room { sessions: Sessions::default(), scratch: Scratch::new(policy) }
    }

    fn parts(&mut self) -> (Context<'_>, &mut Scratch) {
        (Context { now: None, sessions: &self.sessions, discharged: &[] }, &mut self.scratch)
    }
}

struct BuiltCalls {
    calls: Vec<Call<'static>>,
    room: Room,
    /// The record of the last decision.
    last: usize,
}

struct BoundCalls {
    calls: Vec<Bound<'static>>,
    room: Room,
}

fn decision((verdict, rule): (Verdict, &str)) -> Decision {
    match verdict {
        Verdict::Allow => Decision::Allow,
        _ if rule == "default" => Decision::Default,
        _ => Decision::Deny,
    }
}

impl Engine for BuiltCalls {
    fn decide(&mut self, record: usize) -> Decision {
        self.last = record;
        let (context, scratch) = self.room.parts();
        decision(self.calls[record].decide(&context, scratch))
    }

    /// From the full answer to the same call: every rule but the reserved `default` is called by its number.
    fn matched(&mut self) -> Option<Vec<u32>> {
        let (context, scratch) = self.room.parts();
        let answer = self.calls[self.last].judge(&context, scratch);
        Some(answer.matched.iter().filter_map(|name| name.strip_prefix('r')?.parse().ok()).collect())
    }
}

impl Engine for BoundCalls {
    fn decide(&mut self, record: usize) -> Decision {
        let (context, scratch) = self.room.parts();
        decision(self.calls[record].decide(&context, scratch))
    }
}

/// A case's policy, loaded. Calls borrow from it, and there are few: each lives as long as the program.
fn policy(case: &Case<'_>, native: bool) -> Result<&'static Policy, String> {
    let text =
        workload::policy(&case.world.vocabulary_json, &case.rules_json).ok_or("not of the data's shape")?;
    let mut sources = Sources::default();
    sources.add("workload.agp", text, Provenance::Given);
    let compiled = judge::compile(&sources, &format!("workload.n{}", case.size));
    let policy = compiled.and_then(|compiled| judge::load(compiled.tables, native));
    let policy = policy.map_err(|refusal| refusal.to_string())?;
    if policy.native().is_some() != native {
        return Err("no machine code for this machine".to_owned());
    }
    Ok(Box::leak(Box::new(policy)))
}

fn made(case: &Case<'_>, policy: &'static Policy) -> Result<Vec<Call<'static>>, String> {
    let actions = workload::actions(policy, case.world.records.len()).ok_or("the records are absent")?;
    let call = |action: &workload::Action| {
        let mut call = policy.call();
        action.fill(&mut call);
        call
    };
    Ok(actions.iter().map(call).collect())
}

fn calls<'c>(case: &Case<'_>, native: bool) -> Built<'c> {
    let policy = policy(case, native)?;
    Ok(Box::new(BuiltCalls { calls: made(case, policy)?, room: Room::new(policy), last: 0 }))
}

fn bound<'c>(case: &Case<'_>, native: bool) -> Built<'c> {
    let policy = policy(case, native)?;
    let mut room = Room::new(policy);
    let calls = made(case, policy)?;
    let calls = calls.iter().map(|call| call.bound(None, &mut room.scratch)).collect::<Option<_>>();
    Ok(Box::new(BoundCalls { calls: calls.ok_or("a call that cannot be bound")?, room }))
}

pub fn safe_call<'c>(case: &'c Case<'_>) -> Built<'c> {
    calls(case, false)
}

pub fn native_call<'c>(case: &'c Case<'_>) -> Built<'c> {
    calls(case, true)
}

pub fn safe_bound<'c>(case: &'c Case<'_>) -> Built<'c> {
    bound(case, false)
}

pub fn native_bound<'c>(case: &'c Case<'_>) -> Built<'c> {
    bound(case, true)
}
