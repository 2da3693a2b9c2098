//! The synthetic workload's expected decisions, made by another program, come out of both evaluators.

use agp_abi::Verdict;
use agp_abi::decision::{Answer, Context, Sessions};
use agp_compiler::pipeline::{self, Compiled};
use agp_compiler::semantics::reference;
use agp_compiler::source::{Provenance, Sources};
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

fn compiled(rules: &str) -> Option<Compiled> {
    let vocabulary = shared::unpacked("workload/vocabulary.json.gz")?;
    let text = workload::policy(&vocabulary, &shared::unpacked(rules)?).expect("a workload");
    let mut sources = Sources::default();
    sources.add("workload.agp", text, Provenance::Given);
    let checked = pipeline::check(&sources);
    let errors: Vec<_> = checked.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    Some(pipeline::compile(&sources, &checked.units[0]).expect("it compiles"))
}

/// Judges the first records of the workload with `rules` rules.
fn agree(rules: usize, records: usize) {
    let Some(compiled) = compiled(&format!("workload/rules-{rules}.json.gz")) else { return };
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
