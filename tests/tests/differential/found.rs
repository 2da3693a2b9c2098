//! What the tests of this folder have come by, each in its smallest form.

use agp_abi::Verdict;
use agp_abi::decision::{Answer, Decision};
use agp_compiler::source::{Provenance, Sources};
use agp_tests::generate::record::{Case, Line};
use agp_tests::judge::Judge;

/// What both evaluators decide on a record; they must agree.
fn decide(policy: &str, record: &str) -> Decision {
    let text = format!("policy p \"1\"\n{policy}");
    let mut sources = Sources::default();
    sources.add("p.agp", text, Provenance::Given);
    let mut judge = Judge::new(&sources, "p").unwrap_or_else(|error| panic!("{error}\n{policy}"));
    let line = Line::Bytes(record.as_bytes().to_vec());
    let case = Case { line, now: None, status: agp_abi::decision::Status::Running, discharged: Vec::new() };
    let answer: Answer = judge.interpreter(&case);
    assert_eq!(answer, judge.reference(&case), "engine and reference\n{policy}\n{record}");
    answer.decision.expect("a call or a result")
}

/// Lowering let the copy of the rule that is only tried match as well.
#[test]
fn an_unknown_time_ends_a_shadow() {
    let policy = "tool t is write {}\nallow a when tool is t\nreview r when tool is t shadow until 2026-01-01 \
                  by 1 of x within 1h\nrole x";
    let decision = decide(policy, r#"{"event":"call","tool":"t"}"#);
    assert_eq!((decision.verdict, decision.shadow), (Verdict::Review, Vec::<String>::new()));
    let before = decide(policy, r#"{"event":"call","tool":"t","time":"2025-12-31T00:00:00Z"}"#);
    assert_eq!((before.verdict, before.shadow), (Verdict::Allow, vec!["r".to_owned()]));
    let after = decide(policy, r#"{"event":"call","tool":"t","time":"2026-01-01T00:00:00Z"}"#);
    assert_eq!((after.verdict, after.shadow), (Verdict::Review, Vec::<String>::new()));
}

/// They stood in the order of the text, so that moving a declaration changed every decision.
#[test]
fn risks_are_listed_by_name() {
    let policy = "tool t is write {}\nrisk heat { add 0.5 }\nrisk exposure { add 0.25 }";
    let decision = decide(policy, r#"{"event":"call","tool":"t"}"#);
    let names: Vec<&str> = decision.risk.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["exposure", "heat"]);
}

/// The first dots of the range belonged to the instant before them.
#[test]
fn a_range_of_instants_is_one() {
    let policy = "tool t is write {}\nallow a when time in 2026-01-01T00:00Z..2026-01-02T00:00Z";
    let at =
        |time: &str| decide(policy, &format!(r#"{{"event":"call","tool":"t","time":"{time}"}}"#)).verdict;
    assert_eq!(at("2026-01-01T23:59:59.999Z"), Verdict::Allow);
    assert_eq!(at("2026-01-02T00:00:00Z"), Verdict::Deny);
}

/// A known weakness, as the chapter has it: a label is coarse for its own kinds only. `record` may be a
/// `medication`, which is also `health`, yet that a rule asks for `health` does not make it unknown.
#[test]
fn a_label_is_not_coarse_for_what_its_kinds_also_are() {
    let policy = "class health\nclass record { medication is health }\ntool t is write {}\n\
                  allow a when tool is t\ndeny d when data has health";
    let with =
        |label: &str| decide(policy, &format!(r#"{{"event":"call","tool":"t","data":["{label}"]}}"#)).verdict;
    assert_eq!((with("medication"), with("record")), (Verdict::Deny, Verdict::Allow));
}
