//! Calls that were built by handles: what a handle of another policy says, and what is used again.

use crate::build::*;
use agp_abi::Verdict;
use agp_abi::decision::{Context, Decision, Duty, Sessions, Status};
use agp_abi::tables::*;
use agp_runtime::{Call, Facet, Policy, Scratch, Value};

/// Allows analysts to send to `corp`, whatever the word is but `high`.
fn mailer() -> Policy {
    let mut build = Build::new();
    build.tables.enums.push(vec!["low".into(), "high".into()]);
    build.tables.ones.push(2);
    build.pattern(set::DESTINATION, dest::CORP, Form::Host, "corp\\.example");
    let mut word = arg("word", one_of(Scalar::Enum(0)), Mapping::None);
    word.feed.ones = vec![4];
    build.tool(tool("send", kind::SEND, vec![arg("to", list_of(Scalar::Email), Mapping::Destination), word]));
    build.tool(tool("post", kind::SEND, vec![arg("to", list_of(Scalar::Email), Mapping::Destination)]));
    let feed = Feed { ones: vec![5], ..Feed::default() };
    build.tables.ones.push(2);
    build.tables.signals.push(SignalRow { name: "sure".into(), ty: one_of(Scalar::Bool), feed });
    let analyst = build.has(set::ROLE, "role", &[role::ANALYST], &[]);
    let corp = build.within(set::DESTINATION, "destination", &[dest::CORP], &[]);
    let high = build.one(4, "args.word", &[2]);
    let unsure = build.one(5, "signal.sure", &[1]);
    let payroll = build.one(one::PURPOSE, "purpose", &[1]);
    let mail = Cond::And(vec![Cond::Is(analyst), Cond::Is(corp), Cond::Is(payroll)]);
    build.rule(rule("mail", Verdict::Allow), mail);
    build.rule(rule("urgent", Verdict::Deny), Cond::Is(high));
    build.rule(rule("unsure", Verdict::Review), Cond::Is(unsure));
    build.policy()
}

/// The call that is allowed, by the handles of one policy, on another or the same.
fn mail<'p>(by: &Policy, on: &'p Policy) -> Call<'p> {
    let send = by.tool_handle("send").unwrap();
    let mut call = on.call();
    call.tool(send)
        .member(by.member_handle(Facet::Role, "analyst").unwrap())
        .purpose(by.purpose_handle("payroll").unwrap())
        .known(Facet::Data)
        .arg(by.arg_handle(send, "to").unwrap(), Value::Texts(&["ann@corp.example"]));
    let word = by.arg_handle(send, "word").unwrap();
    call.arg(word, Value::Word(by.arg_word_handle(word, "low").unwrap()));
    call.signal(by.signal_handle("sure").unwrap(), Value::Bool(true));
    call
}

fn judged(policy: &Policy, call: &Call<'_>) -> Decision {
    let sessions = Sessions::default();
    let context = Context { now: Some(NOW), sessions: &sessions, discharged: &[] };
    let (mut call, mut scratch) = (call.clone(), Scratch::new(policy));
    let decision = call.judge(&context, &mut scratch);
    let (verdict, rule) = call.decide(&context, &mut scratch);
    assert_eq!((verdict, Some(rule)), (decision.verdict, decision.rule.as_deref()));
    decision
}

fn said(policy: &Policy, call: &Call<'_>) -> String {
    let decision = judged(policy, call);
    format!("{} by {}", decision.verdict, decision.rule.unwrap())
}

/// Whether the call is denied and does not fit its tool.
fn malformed(policy: &Policy, call: &Call<'_>) -> bool {
    let decision = judged(policy, call);
    decision.verdict == Verdict::Deny && decision.matched.contains(&"malformed".to_owned())
}

#[test]
fn a_call_is_judged_as_its_line_is() {
    let policy = mailer();
    assert_eq!(said(&policy, &mail(&policy, &policy)), "allow by mail");
    let line = r#"{"event":"call","tool":"send","role":"analyst","purpose":"payroll","data":[],
        "args":{"to":["ann@corp.example"],"word":"low"},"signals":{"sure":true}}"#;
    assert_eq!(judged(&policy, &mail(&policy, &policy)), decide(&policy, line));
}

#[test]
fn a_handle_of_another_policy_says_nothing() {
    let (policy, other) = (mailer(), mailer());
    assert_eq!(said(&policy, &mail(&other, &policy)), "deny by undeclared");
    let with = |change: fn(&mut Call<'_>, &Policy)| {
        let mut call = mail(&policy, &policy);
        change(&mut call, &other);
        said(&policy, &call)
    };
    let elsewhere = |call: &mut Call<'_>, by: &Policy| {
        call.member(by.member_handle(Facet::Destination, "corp").unwrap());
    };
    assert_eq!(with(elsewhere), "deny by default");
    let purpose = |call: &mut Call<'_>, by: &Policy| {
        call.purpose(by.purpose_handle("payroll").unwrap());
    };
    assert_eq!(with(purpose), "deny by default");
    let mut call = mail(&policy, &policy);
    let to = other.arg_handle(other.tool_handle("send").unwrap(), "to").unwrap();
    call.arg(to, Value::Texts(&["ann@corp.example"]));
    assert!(malformed(&policy, &call));
    let stale = other.signal_handle("sure").unwrap();
    let mut call = mail(&policy, &policy);
    call.signal(stale, Value::Bool(true));
    // Whichever signal was meant, what it was before is not what it is now.
    assert_eq!(said(&policy, &call), "review by unsure");
    call.signal(policy.signal_handle("sure").unwrap(), Value::Bool(true));
    assert_eq!(said(&policy, &call), "allow by mail");
    let word =
        other.arg_word_handle(other.arg_handle(other.tool_handle("send").unwrap(), "word").unwrap(), "low");
    let arg = policy.arg_handle(policy.tool_handle("send").unwrap(), "word").unwrap();
    call.arg(arg, Value::Word(word.unwrap()));
    assert!(malformed(&policy, &call));
    // What the argument was before is not what it is now.
    assert_eq!(said(&policy, &call), "deny by urgent");
    assert_eq!(other.arg_handle(policy.tool_handle("send").unwrap(), "to"), None);
}

#[test]
fn arguments_of_another_tool_are_not_taken_over() {
    let policy = mailer();
    let (send, post) = (policy.tool_handle("send").unwrap(), policy.tool_handle("post").unwrap());
    let mut call = mail(&policy, &policy);
    call.tool(post);
    assert!(malformed(&policy, &call));
    let mut call = mail(&policy, &policy);
    call.clear().tool(post).arg(policy.arg_handle(send, "to").unwrap(), Value::Texts(&["ann@corp.example"]));
    assert!(malformed(&policy, &call));
}

#[test]
fn a_call_is_used_again() {
    let policy = mailer();
    let mut call = mail(&policy, &policy);
    let word = policy.arg_handle(policy.tool_handle("send").unwrap(), "word").unwrap();
    let high = policy.arg_word_handle(word, "high").unwrap();
    call.arg(word, Value::Word(high));
    assert_eq!(said(&policy, &call), "deny by urgent");
    call.arg(word, Value::Text("low"));
    assert_eq!(said(&policy, &call), "allow by mail");
    let to = policy.arg_handle(policy.tool_handle("send").unwrap(), "to").unwrap();
    call.arg(to, Value::Texts(&["ann@corp.example", "x@gmail.example"]));
    assert_eq!(said(&policy, &call), "deny by default");
    call.arg(to, Value::Texts(&["ann@corp.example"]));
    assert_eq!(said(&policy, &call), "allow by mail");
    let sure = policy.signal_handle("sure").unwrap();
    call.signal(sure, Value::Bool(false));
    assert_eq!(said(&policy, &call), "review by unsure");
    call.signal(sure, Value::Bool(true)).signal(sure, Value::Int(1));
    assert_eq!(said(&policy, &call), "review by unsure");
    call.clear();
    assert_eq!(
        judged(&policy, &call),
        policy.call().judge(
            &Context { now: None, sessions: &Sessions::default(), discharged: &[] },
            &mut Scratch::new(&policy),
        )
    );
}

#[test]
fn many_calls_are_decided_at_once() {
    let (policy, other) = (mailer(), mailer());
    let mut urgent = mail(&policy, &policy);
    let word = policy.arg_handle(policy.tool_handle("send").unwrap(), "word").unwrap();
    urgent.arg(word, Value::Word(policy.arg_word_handle(word, "high").unwrap()));
    let mut calls = [mail(&policy, &policy), urgent, mail(&other, &other), policy.call()];
    let sessions = Sessions::default();
    let context = Context { now: Some(NOW), sessions: &sessions, discharged: &[] };
    let mut answers = [(Verdict::Halt, ""); 3];
    policy.decide_batch(&mut calls, &context, &mut Scratch::new(&policy), &mut answers);
    assert_eq!(
        answers,
        [(Verdict::Allow, "mail"), (Verdict::Deny, "urgent"), (Verdict::Deny, "undeclared")],
        "as many as there is room for, and none of another policy"
    );
}

#[test]
fn a_stopped_session_is_refused() {
    let policy = mailer();
    let mut call = mail(&policy, &policy);
    call.session("s");
    let mut decision = judged(&policy, &call);
    decision.duties.push(agp_abi::decision::Duty::Halt);
    let mut sessions = Sessions::default();
    let mut scratch = Scratch::new(&policy);
    let mut bound = call.clone();
    assert!(bound.bind(Some(NOW)).is_some());
    sessions.note("s", &decision);
    assert_eq!(sessions.status("s"), Status::Halted);
    let context = Context { now: Some(NOW), sessions: &sessions, discharged: &[] };
    assert_eq!(call.decide(&context, &mut scratch), (Verdict::Deny, "halted"));
    assert_eq!(bound.decide(&context, &mut scratch), (Verdict::Deny, "halted"));
}

#[test]
fn what_was_bound_is_decided_again_when_approvals_come() {
    let policy = mailer();
    let mut call = mail(&policy, &policy);
    call.signal(policy.signal_handle("sure").unwrap(), Value::Bool(false));
    let (sessions, mut scratch) = (Sessions::default(), Scratch::new(&policy));
    let mut decide = |discharged: &[String]| {
        let context = Context { now: None, sessions: &sessions, discharged };
        call.decide(&context, &mut scratch)
    };
    assert_eq!(decide(&[]), (Verdict::Review, "unsure"));
    assert_eq!(decide(&["unsure".to_owned()]), (Verdict::Allow, "mail"));
    assert_eq!(decide(&[]), (Verdict::Review, "unsure"));
    assert!(call.bind(Some(NOW)).is_some());
    assert!(call.clear().bind(Some(NOW)).is_none(), "there is no tool");
}

/// A text for which there is no room is not taken for an empty one.
#[test]
fn what_there_is_no_room_for_is_unknown() {
    let policy = mailer();
    let send = policy.tool_handle("send").unwrap();
    let mut call = mail(&policy, &policy);
    let large = "x".repeat(17 << 20);
    call.arg(policy.arg_handle(send, "word").unwrap(), Value::Text(&large));
    assert!(malformed(&policy, &call));
}

/// A host that keeps its scratch across a reload: rules were lost between the places of two policies.
#[test]
fn a_scratch_of_another_policy_becomes_this_ones() {
    let plain = Build::new().tool(tool("t", kind::READ, vec![])).allow_all().policy();
    let mut build = Build::new();
    build.tool(tool("a", kind::READ, vec![])).tool(tool("t", kind::READ, vec![])).allow_all();
    let number = build.number(i64::MIN, i64::MAX);
    build.tables.agent.depth.numbers.push(number);
    for index in 0..130 {
        let deep = build.at_least(number, "agent.depth", index);
        build.rule(rule(&format!("deep{index:03}"), Verdict::Deny), Cond::Is(deep));
    }
    let strict = build.policy();
    let line = br#"{"event":"call","tool":"t","agent":{"depth":4}}"#;
    let context = Context { now: None, sessions: &Sessions::default(), discharged: &[] };
    let (mut own, mut other) = (Scratch::new(&strict), Scratch::new(&plain));
    let expected = strict.judge(line, &context, &mut own);
    assert_eq!(expected.decision.as_ref().unwrap().matched.len(), 6);
    assert!(plain.judge(line, &context, &mut other).decision.unwrap().verdict == Verdict::Allow);
    assert_eq!(strict.matched(&other).count(), 0);
    assert_eq!(strict.judge(line, &context, &mut other), expected);
    for scratch in [&mut Scratch::new(&plain), &mut other] {
        assert_eq!(strict.verdict(line, &context, scratch), Some((Verdict::Deny, "deep000")));
        assert_eq!(strict.matched(scratch).count(), 6);
    }
    let mut call = strict.call();
    call.tool(strict.tool_handle("t").unwrap()).agent("x", true).depth(4);
    assert_eq!(call.decide(&context, &mut Scratch::new(&plain)), (Verdict::Deny, "deep000"));
    assert_eq!(call.decide(&context, &mut other), (Verdict::Deny, "deep000"), "once it is bound");
}

/// However much a call holds, its session is known.
#[test]
fn a_full_call_of_a_halted_session_is_refused() {
    let text = vec![arg("q", one_of(Scalar::Text), Mapping::None)];
    let policy = Build::new().tool(tool("t", kind::READ, text)).allow_all().policy();
    let tool = policy.tool_handle("t").unwrap();
    let mut sessions = Sessions::default();
    let mut scratch = Scratch::new(&policy);
    let mut halting = policy
        .judge(
            br#"{"event":"call","tool":"t"}"#,
            &Context { now: None, sessions: &sessions, discharged: &[] },
            &mut scratch,
        )
        .decision
        .unwrap();
    halting.duties.push(Duty::Halt);
    sessions.note("s-42", &halting);
    let context = Context { now: None, sessions: &sessions, discharged: &[] };
    let much = "a".repeat((16 << 20) - 2);
    let mut call = policy.call();
    call.tool(tool).arg(policy.arg_handle(tool, "q").unwrap(), Value::Text(&much)).session("s-42");
    assert_eq!(call.decide(&context, &mut scratch), (Verdict::Deny, "halted"));
    assert_eq!(call.decide(&context, &mut scratch), (Verdict::Deny, "halted"), "once it is bound");
}
