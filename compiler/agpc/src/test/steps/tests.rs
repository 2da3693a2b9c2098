//! Tests played against an evaluator of a few lines: `pay` waits for two treasurers and one of
//! security, `look` is allowed, `stop` halts, everything else is denied by `default`.

use super::{Failure, play};
use crate::engine::Judged;
use agp_abi::Verdict;
use agp_abi::decision::{Answer, Context, Decision, Duty, Status};
use agp_compiler::semantics::thir::{
    Entry, EntryId, Policy, Risk, RiskId, Step, StepKind, TestBlock, Vocabularies, Vocabulary,
};
use agp_compiler::source::{FileId, Span};
use agp_compiler::syntax::ast::{CompareOp, Word};
use serde_json::Value;

const TREASURER: EntryId = EntryId(0);
const DEPUTY: EntryId = EntryId(1);
const SECURITY: EntryId = EntryId(2);
const HOUR: i64 = 3_600_000;

fn policy() -> Policy {
    let entry = |path: &str, above: &[EntryId]| Entry {
        path: path.into(),
        module: String::new(),
        span: None,
        parents: Vec::new(),
        above: above.to_vec(),
        detected: false,
        open: false,
        patterns: Vec::new(),
        otherwise: false,
    };
    let mut vocabularies = Vocabularies::default();
    *vocabularies.of_mut(Word::Role) = Vocabulary {
        entries: vec![
            entry("treasurer", &[TREASURER]),
            entry("treasurer.deputy", &[TREASURER, DEPUTY]),
            entry("security", &[SECURITY]),
        ],
    };
    Policy {
        name: "p".into(),
        version: String::new(),
        is_module: false,
        vocabularies,
        tools: Vec::new(),
        signals: Vec::new(),
        risks: vec![Risk { name: "heat".into(), terms: Vec::new(), span: Span::new(FileId(0), 0, 0) }],
        rules: Vec::new(),
        tests: Vec::new(),
        proofs: Vec::new(),
        not_yet: Vec::new(),
        unused_lets: Vec::new(),
        written: std::collections::BTreeMap::new(),
    }
}

fn decision(verdict: Verdict, rule: &str, duties: Vec<Duty>) -> Decision {
    Decision {
        verdict,
        rule: Some(rule.into()),
        matched: vec![rule.into()],
        because: None,
        cites: Vec::new(),
        risk: vec![("heat".into(), 500_000_000_000)],
        duties,
        unknown: Vec::new(),
        undeclared: Vec::new(),
        shadow: Vec::new(),
    }
}

fn review(rule: &str, count: u32, role: &str, hours: i64, otherwise: Verdict) -> Duty {
    Duty::Review { rule: rule.into(), count, role: role.into(), within: hours * HOUR, otherwise }
}

fn judge(line: &[u8], context: &Context<'_>) -> Judged {
    let record: Value = serde_json::from_slice(line).unwrap();
    let session = record["session"].as_str().map(str::to_owned);
    let decision = match record["tool"].as_str() {
        None => None,
        _ if context.sessions.status("test") != Status::Running => {
            Some(decision(Verdict::Deny, "halted", vec![]))
        }
        Some("pay") if context.discharged.is_empty() => Some(decision(
            Verdict::Review,
            "two",
            vec![
                review("two", 2, "treasurer", 4, Verdict::Deny),
                review("watch", 1, "security", 2, Verdict::Halt),
            ],
        )),
        Some("pay") => {
            assert_eq!(context.discharged, ["two", "watch"]);
            Some(Decision {
                because: record["time"].as_str().map(Into::into),
                ..decision(Verdict::Allow, "paid", vec![])
            })
        }
        Some("look") => Some(decision(Verdict::Allow, "reads", vec![])),
        Some("stop") => Some(decision(Verdict::Halt, "stops", vec![Duty::Halt])),
        Some(_) => Some(decision(Verdict::Deny, "default", vec![])),
    };
    Judged {
        answer: Answer { session, decision },
        by: "native",
        disagreeing: Vec::new(),
        reasons: None,
        causes: Vec::new(),
    }
}

/// Plays steps whose spans are their indices; the step that failed and why.
fn outcome(steps: Vec<StepKind>) -> Result<(), (u32, String)> {
    let at = |index| Span::new(FileId(0), index, index + 1);
    let steps = steps.into_iter().enumerate().map(|(index, kind)| Step { kind, span: at(index) }).collect();
    let test = TestBlock { name: "t".into(), steps, not_yet: Vec::new(), span: at(0) };
    play(&policy(), &test, judge).map_err(|Failure { span, message, .. }| (span.start, message))
}

fn call(tool: &str) -> StepKind {
    StepKind::Call(tool.into(), "{}".into())
}

fn expect(verdict: Verdict, rule: &str) -> StepKind {
    StepKind::Expect(verdict, Some(rule.into()))
}

fn approve(person: &str, role: EntryId) -> StepKind {
    StepKind::Approve(person.into(), role)
}

#[test]
fn an_expectation_is_about_the_latest_decision() {
    assert_eq!(
        outcome(vec![
            call("look"),
            expect(Verdict::Allow, "reads"),
            call("x"),
            expect(Verdict::Deny, "default")
        ]),
        Ok(())
    );
    let failed = outcome(vec![call("look"), call("x"), expect(Verdict::Allow, "reads")]);
    assert_eq!(failed, Err((2, "expected `allow by reads`, got `deny by default`".into())));
    let failed =
        outcome(vec![call("x"), StepKind::Expect(Verdict::Deny, None), expect(Verdict::Deny, "no_leak")]);
    assert_eq!(failed, Err((2, "expected `deny by no_leak`, got `deny by default`".into())));
    assert_eq!(outcome(vec![StepKind::Prompt("hi".into()), expect(Verdict::Deny, "x")]).unwrap_err().0, 1);
}

#[test]
fn every_review_needs_its_people() {
    let waits = || StepKind::Expect(Verdict::Review, None);
    let steps = vec![
        call("pay"),
        waits(),
        approve("ann", TREASURER),
        waits(),
        approve("ann", TREASURER),
        waits(),
        approve("bob", DEPUTY),
        waits(),
        approve("bob", SECURITY),
        expect(Verdict::Allow, "paid"),
    ];
    assert_eq!(outcome(steps), Ok(()));
}

#[test]
fn nothing_to_approve_is_a_failure() {
    let failed = outcome(vec![call("look"), approve("ann", TREASURER)]);
    assert_eq!(
        failed,
        Err((1, "nothing waits for approval: the latest decision is `allow by reads`".into()))
    );
    assert_eq!(outcome(vec![approve("ann", TREASURER)]).unwrap_err().0, 0);
    assert_eq!(outcome(vec![StepKind::Expire]).unwrap_err().0, 0);
}

#[test]
fn the_shortest_deadline_and_the_strictest_else_hold() {
    let late = |step| {
        outcome(vec![
            call("pay"),
            step,
            expect(Verdict::Halt, "watch"),
            call("look"),
            expect(Verdict::Deny, "halted"),
        ])
    };
    assert_eq!(late(StepKind::Expire), Ok(()));
    assert_eq!(late(StepKind::After(2 * HOUR)), Ok(()));
    assert_eq!(late(StepKind::At(1_767_225_600_000 + 2 * HOUR)), Ok(()));
    let in_time = vec![call("pay"), StepKind::After(2 * HOUR - 1), expect(Verdict::Review, "two")];
    assert_eq!(outcome(in_time), Ok(()));
    let too_late = vec![call("pay"), StepKind::Expire, approve("ann", TREASURER)];
    assert_eq!(outcome(too_late).unwrap_err().0, 2);
}

#[test]
fn what_is_approved_is_decided_at_the_time_of_approval() {
    let steps = vec![
        call("pay"),
        StepKind::After(HOUR),
        approve("ann", TREASURER),
        approve("bob", TREASURER),
        approve("eve", SECURITY),
    ];
    let test = TestBlock {
        name: "t".into(),
        steps: steps.into_iter().map(|kind| Step { kind, span: Span::new(FileId(0), 0, 0) }).collect(),
        not_yet: Vec::new(),
        span: Span::new(FileId(0), 0, 0),
    };
    let mut times = Vec::new();
    let played = play(&policy(), &test, |line, context| {
        let judged = judge(line, context);
        times.extend(judged.answer.decision.as_ref().and_then(|decision| decision.because.clone()));
        judged
    });
    assert!(played.is_ok());
    assert_eq!(times, ["2026-01-01T01:00:00Z"]);
}

#[test]
fn a_stopped_session_stays_so_within_the_test() {
    assert_eq!(
        outcome(vec![
            call("stop"),
            expect(Verdict::Halt, "stops"),
            call("look"),
            expect(Verdict::Deny, "halted")
        ]),
        Ok(())
    );
    assert_eq!(outcome(vec![call("look"), expect(Verdict::Allow, "reads")]), Ok(()));
}

#[test]
fn a_risk_is_compared_as_written() {
    let risk = |op, bound| outcome(vec![call("look"), StepKind::ExpectRisk(RiskId(0), op, bound)]);
    for (op, bound) in [
        (CompareOp::Equal, 500_000_000_000),
        (CompareOp::GreaterEqual, 500_000_000_000),
        (CompareOp::LessEqual, 500_000_000_000),
        (CompareOp::Greater, 0),
        (CompareOp::Less, 500_000_000_001),
        (CompareOp::NotEqual, 0),
    ] {
        assert_eq!(risk(op, bound), Ok(()), "{}", op.text());
    }
    let failed = risk(CompareOp::Less, 400_000_000_000);
    assert_eq!(failed, Err((1, "expected `risk heat < 0.4`, got 0.5".into())));
}

#[test]
fn evaluators_that_disagree_fail_the_test() {
    let test = TestBlock {
        name: "t".into(),
        steps: vec![Step { kind: call("look"), span: Span::new(FileId(0), 3, 4) }],
        not_yet: Vec::new(),
        span: Span::new(FileId(0), 0, 0),
    };
    let failed = play(&policy(), &test, |line, context| Judged {
        disagreeing: vec![("reference", Answer { session: None, decision: None })],
        ..judge(line, context)
    });
    assert_eq!(failed.unwrap_err().span.start, 3);
}
