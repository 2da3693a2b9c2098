//! Machine code and the safe kernel on facts that no record gives: out of every range, all bits set,
//! numbers with their ends swapped.

use crate::run::{Plan, every_policy};
use agp_abi::native::Target;
use agp_compiler::pipeline;
use agp_kernels::Pair;
use agp_runtime::Policy;
use agp_tests::judge::Judge;
use agp_tests::shipped::{FOLDERS, files, sources};
use std::sync::atomic::{AtomicU64, Ordering};

const PLAN: Plan = Plan { cases: 1_000, policies: 100 };

/// Facts for each shipped policy.
const FACTS: u64 = 5_000;

/// Compares a policy's kernels; how many comparisons were made.
fn compared(policy: &Policy, seed: u64, facts: u64, about: &str) -> u64 {
    let mut pair = Pair::of(policy).expect("a policy with code");
    pair.compare(seed, facts).unwrap_or_else(|difference| panic!("{about}\n{difference}"))
}

#[test]
fn code_of_shipped_policies_takes_any_facts_as_the_safe_kernel_does() {
    if Target::host().is_none() {
        return;
    }
    let mut policies = 0;
    for file in FOLDERS.into_iter().flat_map(files) {
        let sources = sources(&file);
        let units = pipeline::check(&sources).units;
        for unit in units.iter().filter(|unit| !unit.is_module && unit.not_yet.is_empty()) {
            let mut judge = Judge::new(&sources, &unit.name).unwrap_or_else(|error| panic!("{error}"));
            for (name, policy) in judge.coded() {
                compared(policy, policies, FACTS, &format!("{} {name}", file.display()));
            }
            policies += 1;
        }
    }
    assert!(policies >= 20, "only {policies} policies were judged");
}

#[test]
fn code_takes_any_facts_as_the_safe_kernel_does() {
    if Target::host().is_none() {
        return;
    }
    let all = AtomicU64::new(0);
    let ran = every_policy(PLAN, |subject, _| {
        for (name, policy) in subject.judge.coded() {
            let about = format!("AGP_SEED={} {name}", subject.seed);
            all.fetch_add(compared(policy, subject.seed, PLAN.cases, &about), Ordering::Relaxed);
        }
    });
    println!("{} policies, {} comparisons, no difference", ran.policies, all.into_inner());
}
