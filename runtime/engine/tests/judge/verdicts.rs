//! Section 4: which rules match, which decides, and what else is to be done.

use crate::build::*;
use agp_abi::Verdict;
use agp_abi::decision::{Context, Decision, Duty, Sessions};
use agp_abi::tables::*;
use agp_abi::verdict::Reserved;
use agp_runtime::{Policy, Scratch};

const CALL: &str = r#"{"event":"call","tool":"t","role":["analyst"],"data":[]}"#;
const RESULT: &str = r#"{"event":"result","tool":"t","role":["analyst"]}"#;

fn with_tool() -> Build {
    let mut build = Build::new();
    build.tool(tool("t", kind::READ, vec![]));
    build
}

fn matched(decision: &Decision) -> Vec<&str> {
    decision.matched.iter().map(String::as_str).collect()
}

#[test]
fn the_strictest_matched_rule_decides() {
    for (index, strict) in Verdict::ALL.into_iter().enumerate().skip(1) {
        let mut build = with_tool();
        build.allow_all();
        for loose in &Verdict::ALL[1..index] {
            build.rule(rule(&format!("a_{loose}"), *loose), Cond::True);
        }
        build.rule(rule("z", strict), Cond::True);
        assert_eq!(verdict(&build.policy(), CALL), format!("{strict} by z"));
    }
}

#[test]
fn without_an_allow_a_call_is_denied() {
    let mut build = with_tool();
    build.rule(rule("mask", Verdict::Redact), Cond::True).rule(rule("ask", Verdict::Review), Cond::True);
    let decision = decide(&build.policy(), CALL);
    assert_eq!((decision.verdict, decision.rule.as_deref()), (Verdict::Deny, Some("default")));
    assert_eq!(matched(&decision), ["ask", "mask", "default"]);
    assert_eq!(decision.duties.len(), 1, "duties of what matched hold: {:?}", decision.duties);
    let mut build = with_tool();
    build.rule(rule("zz", Verdict::Deny), Cond::True);
    let decision = decide(&build.policy(), CALL);
    assert_eq!(
        (decision.rule.as_deref(), matched(&decision)),
        (Some("zz"), vec!["zz"]),
        "`default` comes last"
    );
    let mut build = with_tool();
    build.rule(rule("stop", Verdict::Halt), Cond::True);
    assert_eq!(matched(&decide(&build.policy(), CALL)), ["stop"]);
}

#[test]
fn a_result_needs_no_allow() {
    let mut build = with_tool();
    build.rule(rule("on_call", Verdict::Deny), Cond::True);
    let decision = decide(&build.policy(), RESULT);
    assert_eq!((decision.verdict, decision.rule, decision.matched), (Verdict::Allow, None, Vec::new()));
    let mut build = with_tool();
    let on_result = RuleRow { on: Event::Result, ..rule("hide", Verdict::Deny) };
    build.allow_all().rule(on_result, Cond::True);
    let policy = build.policy();
    assert_eq!(verdict(&policy, RESULT), "deny by hide");
    assert_eq!(verdict(&policy, CALL), "allow by everything");
}

#[test]
fn unknown_never_helps() {
    let mut build = with_tool();
    let analyst = build.has(set::ROLE, "role", &[role::ANALYST], &[]);
    let payroll = build.one(one::PURPOSE, "purpose", &[1]);
    build.rule(rule("grant", Verdict::Allow), Cond::Is(analyst));
    build.rule(rule("stop", Verdict::Deny), Cond::And(vec![Cond::Is(payroll), Cond::Is(analyst)]));
    build.rule(
        rule("unless", Verdict::Pause),
        Cond::Not(Box::new(Cond::Or(vec![Cond::Is(analyst), Cond::Is(payroll)]))),
    );
    let policy = build.policy();
    let on = |rest: &str| verdict(&policy, &format!(r#"{{"event":"call","tool":"t"{rest}}}"#));
    assert_eq!(on(r#","role":["analyst"],"purpose":"offboarding""#), "allow by grant");
    assert_eq!(on(r#","role":["analyst"]"#), "deny by stop");
    assert_eq!(on(r#","purpose":"payroll""#), "deny by stop");
    assert_eq!(on(r#","role":[],"purpose":"payroll""#), "deny by default");
    assert_eq!(matched(&decide(&policy, r#"{"event":"call","tool":"t"}"#)), ["stop", "unless"]);
}

#[test]
fn shadow_rules_are_listed_and_do_nothing() {
    let mut build = with_tool();
    let shadow = |name, verdict| {
        RuleRow { shadow: true, ..rule(name, verdict) }.saying(|beside| beside.alert = vec!["ops".into()])
    };
    build.rule(shadow("tried", Verdict::Halt), Cond::True).rule(shadow("also", Verdict::Allow), Cond::True);
    build.rule(shadow("idle", Verdict::Deny), Cond::Not(Box::new(Cond::True)));
    let decision = decide(&build.policy(), CALL);
    assert_eq!((decision.rule.as_deref(), matched(&decision)), (Some("default"), vec!["default"]));
    assert_eq!(decision.shadow, ["also", "tried"]);
    assert_eq!(decision.duties, []);
}

fn discharged(policy: &Policy, names: &[String]) -> Decision {
    let sessions = Sessions::default();
    let context = Context { now: None, sessions: &sessions, discharged: names };
    policy.judge(CALL.as_bytes(), &context, &mut Scratch::new(policy)).decision.unwrap()
}

#[test]
fn a_discharged_review_does_not_match() {
    let mut build = with_tool();
    build
        .allow_all()
        .rule(rule("one", Verdict::Review), Cond::True)
        .rule(rule("two", Verdict::Review), Cond::True);
    build.rule(RuleRow { shadow: true, ..rule("deny", Verdict::Deny) }, Cond::True);
    let policy = build.policy();
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(matched(&discharged(&policy, &names(&["one"]))), ["everything", "two"]);
    let decision = discharged(&policy, &names(&["two", "one", "everything", "none"]));
    assert_eq!((decision.verdict, decision.rule.as_deref()), (Verdict::Allow, Some("everything")));
    assert!(decision.duties.is_empty());
}

#[test]
fn reserved_rules_come_after_authored_ones() {
    let mut build = with_tool();
    build.allow_all().rule(rule("zebra", Verdict::Deny), Cond::True);
    let decision = decide(&build.policy(), r#"{"event":"call","tool":"t","args":{"x":1}}"#);
    assert_eq!(decision.rule.as_deref(), Some("zebra"));
    assert_eq!(matched(&decision), ["zebra", "malformed"], "no allow takes a malformed call");
    let policy = with_tool().policy();
    let decision = decide(&policy, r#"{"event":"call","tool":"t","args":{"x":1}}"#);
    assert_eq!(matched(&decision), ["malformed"], "`default` does not decide");
}

#[test]
fn what_cannot_be_masked_is_denied() {
    let mut build = with_tool();
    let ssn = build.has(set::DATA, "data", &[class::SSN], &[class::PII]);
    let analyst = build.has(set::ROLE, "role", &[role::ANALYST], &[]);
    build.allow_all();
    build.rule(
        rule("mask", Verdict::Redact).saying(|beside| beside.mask = vec!["pii.ssn".into()]),
        Cond::Is(analyst),
    );
    let row = RuleRow { reserved: Some(Reserved::Unredactable), ..rule("unredactable", Verdict::Deny) };
    build.rule(row, Cond::And(vec![Cond::Is(analyst), Cond::Is(ssn)]));
    let policy = build.policy();
    let on = |data: &str| {
        verdict(&policy, &format!(r#"{{"event":"call","tool":"t","role":"analyst","data":[{data}]}}"#))
    };
    assert_eq!(on(""), "redact by mask");
    assert_eq!(on(r#""pii""#), "deny by unredactable");
    assert_eq!(on(r#""ssn""#), "deny by unredactable");
    assert_eq!(
        verdict(&policy, r#"{"event":"call","tool":"t","role":[],"data":["ssn"]}"#),
        "allow by everything"
    );
}

#[test]
fn duties_are_the_union_over_matched_rules() {
    let mut build = with_tool();
    let alert = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    build.allow_all();
    build.rule(rule("d", Verdict::Deny).saying(|beside| beside.alert = alert(&["ops", "legal"])), Cond::True);
    build.rule(
        rule("m", Verdict::Redact).saying(|beside| {
            beside.alert = alert(&["ops"]);
            beside.mask = alert(&["pii"]);
        }),
        Cond::True,
    );
    build.rule(rule("s", Verdict::Sandbox), Cond::True);
    build.rule(rule("p", Verdict::Pause), Cond::True);
    build.rule(
        rule("h", Verdict::Halt).saying(|beside| beside.rollback = Some(Rollback::Session)),
        Cond::True,
    );
    build.rule(rule("r2", Verdict::Review), Cond::True).rule(rule("r1", Verdict::Review), Cond::True);
    build.rule(
        rule("n", Verdict::Halt).saying(|beside| beside.alert = alert(&["never"])),
        Cond::Not(Box::new(Cond::True)),
    );
    let decision = decide(&build.policy(), CALL);
    assert_eq!((decision.verdict, decision.rule.as_deref()), (Verdict::Halt, Some("h")));
    let review = |rule: &str| Duty::Review {
        rule: rule.into(),
        count: 2,
        role: "security".into(),
        within: 900_000,
        otherwise: Verdict::Deny,
    };
    assert_eq!(
        decision.duties,
        [
            Duty::Alert("legal".into()),
            Duty::Alert("ops".into()),
            Duty::Mask("pii".into()),
            Duty::Sandbox,
            review("r1"),
            review("r2"),
            Duty::Pause,
            Duty::Halt,
            Duty::Rollback(Rollback::Session),
        ]
    );
}

#[test]
fn the_deciding_rule_gives_reason_and_citations() {
    let mut build = with_tool();
    let row = rule("b", Verdict::Deny).saying(|beside| {
        beside.because = Some("No.".into());
        beside.cites = vec!["X 1".into()];
    });
    let other = rule("c", Verdict::Deny).saying(|beside| beside.because = Some("Never.".into()));
    build.rule(other, Cond::True).rule(row, Cond::True);
    let decision = decide(&build.policy(), CALL);
    assert_eq!((decision.because.as_deref(), decision.cites), (Some("No."), vec!["X 1".to_owned()]));
}
