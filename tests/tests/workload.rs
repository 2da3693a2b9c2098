//! The synthetic workload's expected decisions, made by another program, come out of both evaluators.

use agp_abi::Verdict;
use agp_abi::decision::{Answer, Context, Sessions};
use agp_compiler::semantics::reference;
use agp_runtime::{Policy, Scratch};
use agp_tests::{shared, workload};

/// What the workload calls a decision.
fn name(answer: &Answer) -> &'static str {
    let decision = answer.decision.as_ref().expect("every record is a call");
    match (decision.verdict, decision.rule.as_deref()) {
        (Verdict::Allow, _) => "allow",
        (_, Some("default")) => "default_deny",
        _ => "deny",
    }
}

/// Judges the first records of the workload with `rules` rules.
fn agree(rules: usize, records: usize) {
    let Some(compiled) = workload::compiled(rules) else { return };
    let expected =
        shared::unpacked(&format!("workload/expected-{rules}.json.gz")).expect("it lies beside the rules");
    let expected: Vec<String> = serde_json::from_str(&expected).expect("a list of decisions");
    let all = shared::unpacked("workload/records.json.gz").expect("it lies beside the rules");
    let all: Vec<serde_json::Value> = serde_json::from_str(&all).expect("a list of records");
    assert_eq!(all.len(), expected.len());
    let policy = Policy::new(compiled.tables).expect("tables of this compiler");
    let mut scratch = Scratch::new(&policy);
    let sessions = Sessions::default();
    let context = Context { now: None, sessions: &sessions, discharged: &[] };
    for (record, expected) in all.iter().zip(&expected).take(records) {
        let line = workload::line(record).expect("a workload record");
        let answer = policy.judge(line.as_bytes(), &context, &mut scratch);
        assert_eq!(name(&answer), expected, "{line}");
        assert_eq!(answer, reference::judge(&compiled.policy, line.as_bytes(), &context), "{line}");
    }
}

#[test]
fn ten_rules() {
    agree(10, 2_000);
}

#[test]
fn a_hundred_rules() {
    agree(100, 500);
}

#[test]
fn a_thousand_rules() {
    agree(1_000, 100);
}

#[test]
fn records_built_by_handles_are_decided_as_their_lines_are() {
    let Some(policy) = workload::loaded(1_000, true) else { return };
    let (Some(lines), Some(actions)) = (workload::lines(2_000), workload::actions(&policy, 2_000)) else {
        return;
    };
    let sessions = Sessions::default();
    let context = Context { now: None, sessions: &sessions, discharged: &[] };
    let (mut scratch, mut call) = (Scratch::new(&policy), policy.call());
    let mut allowed = 0;
    for (line, action) in lines.iter().zip(&actions) {
        action.fill(&mut call);
        let built = call.decide(&context, &mut scratch);
        policy.bind(line.as_bytes(), None, &mut scratch).expect("it is a call");
        assert_eq!(policy.decide_bound(&[], &mut scratch), Some(built), "{line}");
        allowed += usize::from(built.0 == Verdict::Allow);
    }
    assert!((1..lines.len()).contains(&allowed));
}
