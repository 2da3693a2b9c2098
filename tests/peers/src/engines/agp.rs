//! AGP: the safe kernel and machine code over the same tables.
//!
//! *Set* has handles, looked up beforehand, and Rust values. A decision sets all of them in a call, which binds
//! them, texts included, and decides: the whole path of a host that has its values in Rust. *Bound* decides on
//! calls that were bound before, as the other engines have their records; what took a closer look at a text is
//! kept from the first decision.

use crate::engine::{Built, Case, Decision, Engine};
use agp_abi::Verdict;
use agp_abi::decision::{Context, Sessions};
use agp_compiler::source::{Provenance, Sources};
use agp_runtime::{Call, Policy, Scratch};
use agp_tests::workload::Action;
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

struct Set {
    actions: Vec<Action>,
    call: Call<'static>,
    room: Room,
}

struct Bound {
    calls: Vec<Call<'static>>,
    room: Room,
    /// The record of the last decision.
    last: usize,
}

fn decision((verdict, rule): (Verdict, &str)) -> Decision {
    match verdict {
        Verdict::Allow => Decision::Allow,
        _ if rule == "default" => Decision::Default,
        _ => Decision::Deny,
    }
}

/// Every rule but the reserved `default` is called by its number.
fn matched(call: &mut Call<'_>, room: &mut Room) -> Vec<u32> {
    let (context, scratch) = room.parts();
    let answer = call.judge(&context, scratch);
    answer.matched.iter().filter_map(|name| name.strip_prefix('r')?.parse().ok()).collect()
}

impl Engine for Set {
    fn decide(&mut self, record: usize) -> Decision {
        self.actions[record].fill(&mut self.call);
        let (context, scratch) = self.room.parts();
        decision(self.call.decide(&context, scratch))
    }

    fn matched(&mut self) -> Option<Vec<u32>> {
        Some(matched(&mut self.call, &mut self.room))
    }
}

impl Engine for Bound {
    fn decide(&mut self, record: usize) -> Decision {
        self.last = record;
        let (context, scratch) = self.room.parts();
        decision(self.calls[record].decide(&context, scratch))
    }

    fn matched(&mut self) -> Option<Vec<u32>> {
        Some(matched(&mut self.calls[self.last], &mut self.room))
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

fn actions(case: &Case<'_>, policy: &Policy) -> Result<Vec<Action>, String> {
    workload::actions(policy, case.world.records.len()).ok_or_else(|| "the records are absent".to_owned())
}

fn set<'c>(case: &Case<'_>, native: bool) -> Built<'c> {
    let policy = policy(case, native)?;
    Ok(Box::new(Set { actions: actions(case, policy)?, call: policy.call(), room: Room::new(policy) }))
}

fn bound<'c>(case: &Case<'_>, native: bool) -> Built<'c> {
    let policy = policy(case, native)?;
    let bind = |action: &Action| {
        let mut call = policy.call();
        action.fill(&mut call);
        call.bind(None)?;
        Some(call)
    };
    let calls = actions(case, policy)?.iter().map(bind).collect::<Option<_>>();
    let calls = calls.ok_or("a call that cannot be bound")?;
    Ok(Box::new(Bound { calls, room: Room::new(policy), last: 0 }))
}

pub fn safe_set<'c>(case: &'c Case<'_>) -> Built<'c> {
    set(case, false)
}

pub fn native_set<'c>(case: &'c Case<'_>) -> Built<'c> {
    set(case, true)
}

pub fn safe_bound<'c>(case: &'c Case<'_>) -> Built<'c> {
    bound(case, false)
}

pub fn native_bound<'c>(case: &'c Case<'_>) -> Built<'c> {
    bound(case, true)
}
