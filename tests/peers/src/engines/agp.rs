//! AGP: the safe kernel and machine code over the same tables.
//!
//! *Call* gets a call that was built by handles, binds it and decides, texts included: the whole path
//! of a host that has Rust values. *Bound* decides again on a call that was bound before, as when an
//! approval comes; it keeps what its texts came to, so after the first time no text is looked at.

use crate::engine::{Case, Decision, Engine};
use agp_abi::Verdict;
use agp_abi::decision::{Context, Sessions};
use agp_runtime::{Bound, Call, Policy, Scratch};
use agp_tests::workload;

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

struct Calls {
    calls: Vec<Call<'static>>,
    room: Room,
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

impl Engine for Calls {
    fn decide(&mut self, record: usize) -> Decision {
        let (context, scratch) = self.room.parts();
        decision(self.calls[record].decide(&context, scratch))
    }
}

impl Engine for BoundCalls {
    fn decide(&mut self, record: usize) -> Decision {
        let (context, scratch) = self.room.parts();
        decision(self.calls[record].decide(&context, scratch))
    }
}

/// A case's policy, loaded. Calls borrow from it, and there are few: each lives as long as the program.
fn policy(case: &Case<'_>, native: bool) -> Option<&'static Policy> {
    let policy = workload::loaded(case.size, native)?;
    // Elsewhere than on the machines that code is made for, native would be safe by another name.
    (policy.native().is_some() == native).then(|| &*Box::leak(Box::new(policy)))
}

fn made(case: &Case<'_>, policy: &'static Policy) -> Option<Vec<Call<'static>>> {
    let actions = workload::actions(policy, case.world.records.len())?;
    let call = |action: &workload::Action| {
        let mut call = policy.call();
        action.fill(&mut call);
        call
    };
    Some(actions.iter().map(call).collect())
}

fn calls<'c>(case: &Case<'_>, native: bool) -> Option<Box<dyn Engine + 'c>> {
    let policy = policy(case, native)?;
    Some(Box::new(Calls { calls: made(case, policy)?, room: Room::new(policy) }))
}

fn bound<'c>(case: &Case<'_>, native: bool) -> Option<Box<dyn Engine + 'c>> {
    let policy = policy(case, native)?;
    let mut room = Room::new(policy);
    let calls = made(case, policy)?;
    let calls = calls.iter().map(|call| call.bound(None, &mut room.scratch)).collect::<Option<_>>()?;
    Some(Box::new(BoundCalls { calls, room }))
}

pub fn safe_call<'c>(case: &'c Case<'_>) -> Option<Box<dyn Engine + 'c>> {
    calls(case, false)
}

pub fn native_call<'c>(case: &'c Case<'_>) -> Option<Box<dyn Engine + 'c>> {
    calls(case, true)
}

pub fn safe_bound<'c>(case: &'c Case<'_>) -> Option<Box<dyn Engine + 'c>> {
    bound(case, false)
}

pub fn native_bound<'c>(case: &'c Case<'_>) -> Option<Box<dyn Engine + 'c>> {
    bound(case, true)
}
