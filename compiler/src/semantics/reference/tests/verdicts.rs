//! Section 4: which rules match, which one decides, and the duties.

use super::author::{ALWAYS, declare, empty, has, id, not, rule, tool, when, within};
use super::{NOW, answer, decide, verdict};
use crate::semantics::thir::{Approval, Policy};
use crate::syntax::ast::Word;
use agp_abi::Verdict;
use agp_abi::decision::{Context, Duty, Sessions};
use agp_abi::tables::{Event, Rollback};

const CALL: &str = r#"{"event":"call","tool":"t","data":[]}"#;

/// One reading tool.
fn policy() -> Policy {
    let mut policy = empty();
    tool(&mut policy, "t", "read");
    declare(&mut policy, Word::Class, &["pii", "pii.ssn"]);
    declare(&mut policy, Word::Role, &["clerk"]);
    declare(&mut policy, Word::Channel, &["secops"]);
    policy
}

#[test]
fn without_an_allow_a_call_is_denied() {
    let mut policy = policy();
    assert_eq!(verdict(&policy, CALL), "deny default");
    assert_eq!(decide(&policy, CALL).matched, ["default"]);
    rule(&mut policy, Verdict::Allow, "a", ALWAYS);
    assert_eq!(verdict(&policy, CALL), "allow a");
    assert_eq!(decide(&policy, CALL).matched, ["a"]);
}

#[test]
fn a_result_needs_no_allow() {
    let mut policy = policy();
    let line = r#"{"event":"result","tool":"t","content":"x"}"#;
    assert_eq!(verdict(&policy, line), "allow -");
    let has_ssn = when(has(&policy, Word::Class, &["pii.ssn"]));
    rule(&mut policy, Verdict::Deny, "calls_only", ALWAYS);
    rule(&mut policy, Verdict::Redact, "r", has_ssn).on = Event::Result;
    assert_eq!(verdict(&policy, line), "allow -");
    assert_eq!(verdict(&policy, r#"{"event":"result","tool":"t","data":["ssn"]}"#), "redact r");
}

#[test]
fn the_strictest_decides_then_the_first_by_name() {
    let mut policy = policy();
    rule(&mut policy, Verdict::Allow, "a", ALWAYS);
    rule(&mut policy, Verdict::Deny, "z", ALWAYS).because = Some("last".to_owned());
    rule(&mut policy, Verdict::Deny, "m", ALWAYS).because = Some("first".to_owned());
    rule(&mut policy, Verdict::Sandbox, "s", ALWAYS);
    let decision = decide(&policy, CALL);
    assert_eq!((decision.verdict, decision.rule.as_deref()), (Verdict::Deny, Some("m")));
    assert_eq!(decision.because.as_deref(), Some("first"));
    assert_eq!(decision.matched, ["a", "m", "s", "z"]);
    assert_eq!(decision.duties, [Duty::Sandbox]);
}

#[test]
fn what_no_allow_covers_is_denied_by_default_and_keeps_its_duties() {
    let mut policy = policy();
    rule(&mut policy, Verdict::Pause, "p", ALWAYS);
    let decision = decide(&policy, CALL);
    assert_eq!((decision.verdict, decision.rule.as_deref()), (Verdict::Deny, Some("default")));
    assert_eq!(decision.matched, ["p", "default"]);
    assert_eq!(decision.duties, [Duty::Pause]);
}

#[test]
fn an_allow_must_hold_and_a_deny_may() {
    let mut policy = policy();
    let within_pii = within(&policy, Word::Class, &["pii"]);
    let has_ssn = has(&policy, Word::Class, &["pii.ssn"]);
    rule(&mut policy, Verdict::Allow, "a", when(within_pii));
    rule(&mut policy, Verdict::Deny, "d", when(has_ssn));
    let labelled = |data: &str| format!(r#"{{"event":"call","tool":"t","data":["{data}"]}}"#);
    assert_eq!(verdict(&policy, &labelled("ssn")), "deny d");
    assert_eq!(verdict(&policy, &labelled("nonsense")), "deny d");
    assert_eq!(verdict(&policy, &labelled("pii")), "deny d");
    assert_eq!(verdict(&policy, &labelled("public")), "deny default");
    assert_eq!(decide(&policy, &labelled("nonsense")).unknown, ["data"]);
}

#[test]
fn stopped_sessions_refuse_calls_and_judge_results() {
    let mut policy = policy();
    rule(&mut policy, Verdict::Allow, "a", ALWAYS);
    rule(&mut policy, Verdict::Halt, "h", when(has(&empty(), Word::Class, &["public"])));
    let mut sessions = Sessions::default();
    let halting = r#"{"event":"call","tool":"t","session":"s","data":["public"]}"#;
    sessions.note("s", &decide(&policy, halting));
    let judge = |line: &str| {
        let context = Context { now: None, sessions: &sessions, discharged: &[] };
        super::super::judge(&policy, line.as_bytes(), &context).decision.unwrap().rule
    };
    assert_eq!(judge(r#"{"event":"call","tool":"t","session":"s","data":[]}"#).as_deref(), Some("halted"));
    assert_eq!(judge(r#"{"event":"call","tool":"nope","session":"s"}"#).as_deref(), Some("halted"));
    assert_eq!(judge(r#"{"event":"call","tool":"t"}"#).as_deref(), Some("h"));
    assert_eq!(judge(r#"{"event":"result","tool":"t","session":"s"}"#), None);
}

#[test]
fn a_discharged_review_does_not_match() {
    let mut policy = policy();
    rule(&mut policy, Verdict::Allow, "a", ALWAYS);
    let role = id(&policy, Word::Role, "clerk");
    rule(&mut policy, Verdict::Review, "r", ALWAYS).approval =
        Some(Approval { count: 2, role, within: 60_000, otherwise: Verdict::Deny });
    let decision = decide(&policy, CALL);
    assert_eq!(decision.verdict, Verdict::Review);
    let review = Duty::Review {
        rule: "r".to_owned(),
        count: 2,
        role: "clerk".to_owned(),
        within: 60_000,
        otherwise: Verdict::Deny,
    };
    assert_eq!(decision.duties, [review]);
    let given = ["r".to_owned()];
    let context = Context { now: None, sessions: &Sessions::default(), discharged: &given };
    let decision = super::super::judge(&policy, CALL.as_bytes(), &context).decision.unwrap();
    assert_eq!((decision.verdict, decision.duties), (Verdict::Allow, vec![]));
}

#[test]
fn duties_are_sorted_and_stand_once() {
    let mut policy = policy();
    let channel = id(&policy, Word::Channel, "secops");
    for name in ["x", "y"] {
        let rule = rule(&mut policy, Verdict::Deny, name, ALWAYS);
        rule.alert = vec![channel];
        rule.rollback = Some(Rollback::Session);
    }
    rule(&mut policy, Verdict::Halt, "h", ALWAYS);
    let want = [Duty::Alert("secops".to_owned()), Duty::Halt, Duty::Rollback(Rollback::Session)];
    assert_eq!(decide(&policy, CALL).duties, want);
}

#[test]
fn nothing_is_masked_yet_so_what_must_be_is_denied() {
    let mut policy = policy();
    rule(&mut policy, Verdict::Allow, "a", ALWAYS);
    let ssn = id(&policy, Word::Class, "pii.ssn");
    rule(&mut policy, Verdict::Redact, "r", ALWAYS).mask = vec![ssn];
    let ssn_line = r#"{"event":"call","tool":"t","data":["ssn"]}"#;
    assert_eq!(verdict(&policy, ssn_line), "deny unredactable");
    assert_eq!(decide(&policy, ssn_line).matched, ["a", "r", "unredactable"]);
    assert_eq!(decide(&policy, ssn_line).duties, [Duty::Mask("pii.ssn".to_owned())]);
    assert_eq!(verdict(&policy, CALL), "redact r");
    let unknown = decide(&policy, r#"{"event":"call","tool":"t","data":["x"]}"#);
    assert_eq!(unknown.rule.as_deref(), Some("unredactable"));
    assert_eq!(unknown.unknown, ["data"]);
}

#[test]
fn an_allow_ends_and_a_shadow_begins_to_count_at_its_date() {
    for (until, time, want, shadow) in [
        (NOW + 1, Some(NOW), "allow a", &["d"][..]),
        (NOW, Some(NOW), "deny d", &[]),
        (NOW - 1, Some(NOW), "deny d", &[]),
        (NOW + 1, None, "deny d", &[]),
    ] {
        let mut policy = policy();
        rule(&mut policy, Verdict::Allow, "a", ALWAYS).until = Some(until);
        let tried = rule(&mut policy, Verdict::Deny, "d", ALWAYS);
        tried.shadow = true;
        tried.until = Some(until);
        let context = Context { now: time, sessions: &Sessions::default(), discharged: &[] };
        let decision = super::super::judge(&policy, CALL.as_bytes(), &context).decision.unwrap();
        assert_eq!(format!("{} {}", decision.verdict, decision.rule.unwrap()), want);
        assert_eq!(decision.shadow, shadow);
        assert_eq!(decision.unknown, if time.is_none() { vec!["time"] } else { vec![] });
    }
}

#[test]
fn a_shadow_rule_is_listed_where_it_would_match() {
    let mut policy = policy();
    rule(&mut policy, Verdict::Allow, "a", ALWAYS);
    rule(&mut policy, Verdict::Halt, "h", ALWAYS).shadow = true;
    rule(&mut policy, Verdict::Allow, "b", ALWAYS).shadow = true;
    rule(&mut policy, Verdict::Halt, "never", not(ALWAYS)).shadow = true;
    let decision = decide(&policy, CALL);
    assert_eq!((decision.verdict, decision.duties.len()), (Verdict::Allow, 0));
    assert_eq!(decision.matched, ["a"]);
    assert_eq!(decision.shadow, ["b", "h"]);
}

#[test]
fn a_prompt_is_answered_not_judged() {
    let answer = answer(&policy(), r#"{"event":"prompt","session":"s","content":"hello"}"#);
    assert_eq!((answer.session.as_deref(), answer.decision), (Some("s"), None));
}
