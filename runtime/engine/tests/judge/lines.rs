//! From a line to a record: what is one, and who answers before any rule.

use crate::build::*;
use agp_abi::decision::{Context, Duty, Sessions};
use agp_runtime::{Policy, Scratch};

fn open() -> Policy {
    Build::new().tool(tool("look", kind::READ, vec![])).allow_all().policy()
}

fn judged(line: &str) -> String {
    verdict(&open(), line)
}

#[test]
fn a_record_needs_little() {
    assert_eq!(judged(r#"{"event":"call","tool":"look"}"#), "allow by everything");
    assert_eq!(judged(" {\"tool\" : \"look\" ,\n\t\"event\":\"call\"} "), "allow by everything");
    assert_eq!(judged(r#"{"event":"result","tool":"look"}"#), "allow by nothing");
    assert_eq!(judged(r#"{"event":"ca\u006cl","tool":"loo\u006b"}"#), "allow by everything");
}

#[test]
fn null_is_absent_and_other_fields_are_ignored() {
    let nulls = r#"{"event":"call","tool":"look","session":null,"time":null,"agent":null,"role":null,"purpose":null,
        "args":null,"signals":null,"origin":null,"data":null,"destination":null,"resource":null,"content":null,
        "error":[1],"more":{"deep":[{}]}}"#;
    assert_eq!(judged(nulls), "allow by everything");
    let agent = r#"{"event":"call","tool":"look","agent":{"id":null,"verified":null,"trust":null,"depth":null,"x":1}}"#;
    assert_eq!(judged(agent), "allow by everything");
}

#[test]
fn fields_have_one_json_type() {
    for field in [
        r#""session":1"#,
        r#""time":1"#,
        r#""purpose":["payroll"]"#,
        r#""content":{}"#,
        r#""agent":"bot""#,
        r#""args":[]"#,
        r#""signals":[]"#,
        r#""origin":"user""#,
        r#""role":5"#,
        r#""role":["a",5]"#,
        r#""role":[null]"#,
        r#""data":{}"#,
        r#""destination":[["x"]]"#,
        r#""resource":true"#,
        r#""agent":{"id":1}"#,
        r#""agent":{"verified":"true"}"#,
        r#""agent":{"trust":"0.5"}"#,
        r#""agent":{"depth":[0]}"#,
    ] {
        let line = format!(r#"{{"event":"call","tool":"look",{field}}}"#);
        assert_eq!(judged(&line), "deny by invalid_record", "{field}");
        let line = format!(r#"{{"event":"prompt",{field}}}"#);
        assert_eq!(judged(&line), "deny by invalid_record", "{field}");
    }
}

#[test]
fn calls_and_results_name_an_event_and_a_tool() {
    for line in [
        "{}",
        r#"{"tool":"look"}"#,
        r#"{"event":null,"tool":"look"}"#,
        r#"{"event":1,"tool":"look"}"#,
        r#"{"event":"Call","tool":"look"}"#,
        r#"{"event":"calls","tool":"look"}"#,
        r#"{"event":"call"}"#,
        r#"{"event":"call","tool":null}"#,
        r#"{"event":"call","tool":5}"#,
        r#"{"event":"result"}"#,
    ] {
        assert_eq!(judged(line), "deny by invalid_record", "{line}");
    }
}

#[test]
fn a_prompt_is_answered() {
    let prompt = answer(&open(), r#"{"event":"prompt","session":"s-1","content":"hello"}"#);
    assert_eq!((prompt.session.as_deref(), prompt.decision), (Some("s-1"), None));
}

#[test]
fn an_invalid_record_reports_its_session_where_it_can() {
    let policy = open();
    let session = |line: &str| {
        let answer = answer(&policy, line);
        assert_eq!(answer.decision.unwrap().rule.as_deref(), Some("invalid_record"), "{line}");
        answer.session
    };
    assert_eq!(session(r#"{"session":"s"}"#).as_deref(), Some("s"));
    assert_eq!(session(r#"{"session":"s","event":"call","tool":"look","a":1,"a":2}"#).as_deref(), Some("s"));
    let deep = format!(r#"{{"session":"s","x":{}{}}}"#, "[".repeat(80), "]".repeat(80));
    assert_eq!(session(&deep).as_deref(), Some("s"));
    assert_eq!(session(r#"{"session":"s","session":"s","event":"call","tool":"look"}"#), None);
    assert_eq!(session(r#"{"session":"\ud800","event":"call","tool":"look"}"#), None);
    assert_eq!(session(r#"{"session":7,"event":"call","tool":"look"}"#), None);
    assert_eq!(session(r#"{"session":"s"} x"#), None);
    assert_eq!(session(r#"[{"session":"s"}]"#), None);
}

#[test]
fn an_undeclared_tool_is_denied_before_any_rule() {
    let policy = open();
    for event in ["call", "result"] {
        let line = format!(r#"{{"event":"{event}","tool":"peek","role":["wizard"]}}"#);
        let decision = decide(&policy, &line);
        assert_eq!(decision.rule.as_deref(), Some("undeclared"));
        assert_eq!(decision.matched, ["undeclared"]);
        assert_eq!(decision.undeclared, [r#"tool "peek""#]);
        assert!(decision.risk.is_empty() && decision.unknown.is_empty());
    }
}

#[test]
fn what_no_rule_was_consulted_for_rests_on_no_facts() {
    let (policy, sessions) = (open(), Sessions::default());
    let context = Context { now: None, sessions: &sessions, discharged: &[] };
    let mut scratch = Scratch::new(&policy);
    let mut judged = |line: &str| {
        policy.judge(line.as_bytes(), &context, &mut scratch);
        scratch.judged().is_some()
    };
    assert!(judged(r#"{"event":"call","tool":"look"}"#));
    assert!(!judged(r#"{"event":"call","tool":"peek"}"#));
    assert!(judged(r#"{"event":"result","tool":"look"}"#));
    assert!(!judged("no record"));
    assert!(!judged(r#"{"event":"prompt"}"#));
}

#[test]
fn a_stopped_session_gets_no_calls_judged() {
    let policy = open();
    let mut decision = decide(&policy, r#"{"event":"call","tool":"look"}"#);
    let mut sessions = Sessions::default();
    decision.duties = vec![Duty::Pause];
    sessions.note("p", &decision);
    decision.duties = vec![Duty::Halt];
    sessions.note("h", &decision);
    sessions.note("", &decision);
    let context = Context { now: None, sessions: &sessions, discharged: &[] };
    let rule = |line: &str| {
        let answer = policy.judge(line.as_bytes(), &context, &mut Scratch::new(&policy));
        answer.decision.unwrap().rule.unwrap_or_default()
    };
    assert_eq!(rule(r#"{"event":"call","tool":"look","session":"p"}"#), "paused");
    assert_eq!(rule(r#"{"event":"call","tool":"nobody","session":"h"}"#), "halted");
    assert_eq!(rule(r#"{"event":"call","tool":"look"}"#), "halted");
    assert_eq!(rule(r#"{"event":"call","tool":"look","session":"other"}"#), "everything");
    assert_eq!(rule(r#"{"event":"result","tool":"look","session":"h"}"#), "");
    assert_eq!(rule(r#"{"event":"call","tool":5,"session":"h"}"#), "invalid_record");
}

#[test]
fn what_is_undeclared_is_named_in_order_and_cut() {
    let mut build = Build::new();
    let labels = arg("sections", list_of(agp_abi::tables::Scalar::Class), agp_abi::tables::Mapping::Data);
    let policy = build.tool(tool("look", kind::READ, vec![labels])).policy();
    let long = "x".repeat(200);
    let line = format!(
        r#"{{"signals":{{"mood":1}},"args":{{"cc":1,"sections":["pii","wages"],"bcc":2}},"resource":"vault",
        "destination":["moon","chat"],"data":"gossip","purpose":"fun","role":["wizard","{long}","a\"\\\u202e\n"],
        "tool":"look","event":"call"}}"#
    );
    assert_eq!(
        decide(&policy, &line).undeclared,
        [
            r#"role "wizard""#.to_owned(),
            format!(r#"role "{}…""#, &long[..80]),
            r#"role "a\"\\\u{202e}\u{a}""#.to_owned(),
            r#"purpose "fun""#.to_owned(),
            r#"data "gossip""#.to_owned(),
            r#"destination "moon""#.to_owned(),
            r#"resource "vault""#.to_owned(),
            r#"argument "cc""#.to_owned(),
            r#"args.sections "wages""#.to_owned(),
            r#"argument "bcc""#.to_owned(),
            r#"signal "mood""#.to_owned(),
        ]
    );
    let crowd: Vec<String> = (0..50).map(|n| format!("\"r{n}\"")).collect();
    let line = format!(r#"{{"event":"call","tool":"look","role":[{}]}}"#, crowd.join(","));
    assert_eq!(decide(&policy, &line).undeclared.len(), 16);
}
