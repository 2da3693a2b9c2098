//! Decides many times between two marks on standard error: `tests/steady.sh` runs it under `strace`
//! and finds no system call between them. The workload lies in `../shared`.
//!
//! Between the marks lies all that a host does for an action: bind a line, decide, and decide on a
//! call that was built by handles, with either kernel.

use agp_abi::decision::{Context, Sessions};
use agp_runtime::{Call, Policy, Scratch};
use agp_tests::workload::{self, Action};
use std::hint::black_box;
use std::process::ExitCode;

const ROUNDS: usize = 20;

fn main() -> ExitCode {
    let Some(lines) = workload::lines(1_000) else { return ExitCode::from(2) };
    for native in [false, true] {
        let Some(policy) = workload::loaded(1_000, native) else { return ExitCode::from(2) };
        let Some(actions) = workload::actions(&policy, 1_000) else { return ExitCode::from(2) };
        let (mut call, mut scratch) = (policy.call(), Scratch::new(&policy));
        let mut round = || round(&policy, &lines, &actions, &mut call, &mut scratch);
        // The first round makes room.
        round();
        eprintln!("agp-steady begin");
        let decisions: usize = (0..ROUNDS).map(|_| round()).sum();
        eprintln!("agp-steady end");
        println!("{decisions} decisions, machine code: {}", policy.native().is_some());
    }
    ExitCode::SUCCESS
}

/// Decides on every line and on every built call; how many decisions that makes.
fn round(
    policy: &Policy,
    lines: &[String],
    actions: &[Action],
    call: &mut Call<'_>,
    scratch: &mut Scratch,
) -> usize {
    let sessions = Sessions::default();
    let context = Context { now: None, sessions: &sessions, discharged: &[] };
    let mut decisions = 0;
    for line in lines {
        decisions += usize::from(policy.bind(line.as_bytes(), None, scratch).is_some());
        black_box(policy.decide_bound(&[], scratch));
    }
    for action in actions {
        action.fill(call);
        black_box(call.decide(&context, scratch));
        decisions += 1;
    }
    decisions
}
