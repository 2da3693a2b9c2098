//! Section 2: each kind of test, with what it must and may be.

use super::super::kleene::Truth::{self, No, Unknown, Yes};
use super::author::{
    arg, declare, detected, empty, except, has, ids, is_a, list, one, optional, signal, tool, within,
};
use super::{NOW, truth};
use crate::semantics::thir::{Policy, Quantifier, Subject, Test, TextPattern, ToolId};
use crate::syntax::ast::Word;
use crate::types::{Scalar, Type};
use agp_abi::tables::Mapping;

/// A policy with some of everything, and an empty tool `t`.
fn policy() -> Policy {
    let mut policy = empty();
    declare(&mut policy, Word::Class, &["pii", "pii.ssn", "pii.mail", "health", "payslip"]);
    is_a(&mut policy, Word::Class, "payslip", "health");
    is_a(&mut policy, Word::Class, "payslip", "pii.ssn");
    declare(&mut policy, Word::Role, &["staff", "staff.clerk"]);
    declare(&mut policy, Word::Purpose, &["ops", "ops.payroll"]);
    declare(&mut policy, Word::Kind, &["write.append"]);
    tool(&mut policy, "t", "read");
    policy
}

/// The truth of a test for a call of `t` with these fields.
fn of_call(policy: &Policy, fields: &str, test: &Test) -> Truth {
    truth(policy, &format!(r#"{{"event":"call","tool":"t"{fields}}}"#), test)
}

#[test]
fn tool_and_kind() {
    let mut policy = policy();
    tool(&mut policy, "u", "append");
    tool(&mut policy, "v", "unclassified");
    let call =
        |tool: &str, test: &Test| truth(&policy, &format!(r#"{{"event":"call","tool":"{tool}"}}"#), test);
    let kinds = |kinds: &[&str]| Test::Entry { word: Word::Kind, of: ids(&policy, Word::Kind, kinds) };
    assert_eq!(call("u", &Test::Tool(vec![ToolId(1)])), Yes);
    assert_eq!(call("t", &Test::Tool(vec![ToolId(1)])), No);
    assert_eq!(call("u", &kinds(&["write"])), Yes);
    assert_eq!(call("u", &kinds(&["read", "append"])), Yes);
    assert_eq!(call("t", &kinds(&["write"])), No);
    assert_eq!(call("t", &kinds(&["unclassified"])), No);
    assert_eq!(call("v", &kinds(&["write"])), Unknown);
    assert_eq!(call("v", &kinds(&["unclassified"])), Yes);
}

#[test]
fn purpose() {
    let policy = policy();
    let is = |paths: &[&str]| Test::Entry { word: Word::Purpose, of: ids(&policy, Word::Purpose, paths) };
    let payroll = r#","purpose":"payroll""#;
    assert_eq!(of_call(&policy, payroll, &is(&["ops"])), Yes);
    assert_eq!(of_call(&policy, r#","purpose":"ops""#, &is(&["payroll"])), No);
    assert_eq!(of_call(&policy, "", &is(&["ops"])), Unknown);
    assert_eq!(of_call(&policy, r#","purpose":"evil""#, &is(&["ops", "payroll"])), Unknown);
}

fn data(labels: &[&str]) -> String {
    format!(r#","data":{labels:?}"#)
}

#[test]
fn has_and_within_of_data() {
    let policy = policy();
    let has = |of: &[&str]| has(&policy, Word::Class, of);
    let within = |of: &[&str]| within(&policy, Word::Class, of);
    for (labels, test, want) in [
        (&["ssn"][..], has(&["pii"]), Yes),
        (&["public"], has(&["pii"]), No),
        (&["mail"], has(&["ssn"]), No),
        (&["pii"], has(&["ssn"]), Unknown),
        (&["pii"], has(&["payslip"]), Unknown),
        // A payslip is both.
        (&["health"], has(&["pii"]), Unknown),
        (&["pii"], has(&["health"]), Unknown),
        (&["ssn"], has(&["health"]), Unknown),
        (&["mail"], has(&["health"]), No),
        (&["payslip"], has(&["health"]), Yes),
        (&["unlabelled"], has(&["ssn"]), Unknown),
        (&["unlabelled"], has(&["unlabelled"]), Yes),
        (&["zzz"], has(&["ssn"]), Unknown),
        (&["zzz", "ssn"], has(&["ssn"]), Yes),
        (&[], has(&["public"]), Yes),
        (&[], has(&["pii"]), No),
        (&["ssn", "mail"], within(&["pii"]), Yes),
        (&["ssn", "public"], within(&["pii"]), No),
        (&["ssn", "health"], within(&["pii"]), Unknown),
        (&["ssn", "health"], within(&["pii", "health"]), Yes),
        (&["pii"], within(&["ssn"]), Unknown),
        (&["ssn", "zzz"], within(&["pii"]), Unknown),
        (&["public", "zzz"], within(&["pii"]), No),
        (&["health", "zzz"], within(&["pii"]), Unknown),
        (&["zzz"], within(&["pii"]), Unknown),
        (&["unlabelled"], within(&["pii"]), Unknown),
        (&[], within(&["public"]), Yes),
    ] {
        assert_eq!(of_call(&policy, &data(labels), &test), want, "{labels:?} {test:?}");
    }
}

#[test]
fn exceptions_test_each_member() {
    let policy = policy();
    let but = |quantifier, excepted: &[&str]| except(&policy, Word::Class, quantifier, &["pii"], excepted);
    for (labels, quantifier, excepted, want) in [
        (&["mail"][..], Quantifier::Has, &["ssn"][..], Yes),
        (&["ssn"], Quantifier::Has, &["ssn"], No),
        (&["payslip"], Quantifier::Has, &["ssn"], No),
        (&["ssn", "mail"], Quantifier::Has, &["ssn"], Yes),
        (&["pii"], Quantifier::Has, &["ssn"], Unknown),
        (&["pii"], Quantifier::Has, &["pii"], No),
        (&["unlabelled"], Quantifier::Has, &["ssn"], Unknown),
        (&["ssn", "mail"], Quantifier::Within, &["ssn"], No),
        (&["mail"], Quantifier::Within, &["ssn"], Yes),
    ] {
        assert_eq!(
            of_call(&policy, &data(labels), &but(quantifier, excepted)),
            want,
            "{labels:?} but {excepted:?}"
        );
    }
}

#[test]
fn what_detectors_might_find() {
    let mut policy = policy();
    detected(&mut policy, "mail");
    let result = |labels: &str, test: &Test| {
        truth(&policy, &format!(r#"{{"event":"result","tool":"t","content":"x"{labels}}}"#), test)
    };
    assert_eq!(result("", &has(&policy, Word::Class, &["mail"])), Unknown);
    assert_eq!(result("", &has(&policy, Word::Class, &["pii"])), Unknown);
    assert_eq!(result("", &has(&policy, Word::Class, &["ssn"])), Unknown);
    assert_eq!(result("", &has(&policy, Word::Class, &["health"])), Unknown, "a payslip is both");
    assert_eq!(result("", &has(&policy, Word::Class, &["public"])), Unknown, "nothing may be found");
    assert_eq!(result(r#","data":[]"#, &has(&policy, Word::Class, &["public"])), Yes);
    assert_eq!(result("", &within(&policy, Word::Class, &["health"])), Unknown);
    assert_eq!(result("", &Test::Known(Subject::Data)), No);
    assert_eq!(result(r#","data":[]"#, &has(&policy, Word::Class, &["mail"])), No);
    assert_eq!(result(r#","data":[]"#, &Test::Known(Subject::Data)), Yes);
}

#[test]
fn roles_are_never_coarse() {
    let policy = policy();
    let clerk = has(&policy, Word::Role, &["clerk"]);
    let within_staff = within(&policy, Word::Role, &["staff"]);
    for (role, want_has, want_within) in [
        (r#","role":["clerk"]"#, Yes, Yes),
        (r#","role":["staff"]"#, No, Yes),
        (r#","role":[]"#, No, No),
        (r#","role":["wizard"]"#, Unknown, Unknown),
        (r#","role":["wizard","clerk"]"#, Yes, Unknown),
        ("", Unknown, Unknown),
    ] {
        assert_eq!(of_call(&policy, role, &clerk), want_has, "has with {role}");
        assert_eq!(of_call(&policy, role, &within_staff), want_within, "within with {role}");
    }
}

#[test]
fn a_resource_that_is_none_of_the_declared() {
    let mut policy = policy();
    declare(&mut policy, Word::Resource, &["prod"]);
    arg(&mut policy, "what", one(Scalar::Id), Mapping::Resource);
    let call = |test: &Test| of_call(&policy, r#","args":{"what":"x"}"#, test);
    assert_eq!(call(&has(&policy, Word::Resource, &["prod"])), No);
    assert_eq!(call(&within(&policy, Word::Resource, &["prod"])), No);
    assert_eq!(call(&Test::Known(Subject::Resource)), Yes);
}

fn words() -> Scalar {
    Scalar::Enum(vec!["a".to_owned(), "b".to_owned()])
}

#[test]
fn enumerations_and_truth_values() {
    let mut policy = policy();
    let word = optional(&mut policy, "w", one(words()), Mapping::None);
    let flag = optional(&mut policy, "f", one(Scalar::Bool), Mapping::None);
    let set = signal(&mut policy, "s", Type::Set(words()));
    let is = |of: &[u32]| Test::Enum { subject: word.clone(), of: of.to_vec() };
    let args = |args: &str, test: &Test| of_call(&policy, &format!(r#","args":{{{args}}}"#), test);
    assert_eq!(args(r#""w":"a""#, &is(&[0])), Yes);
    assert_eq!(args(r#""w":"b""#, &is(&[0])), No);
    assert_eq!(args(r#""w":"c""#, &is(&[0, 1])), Unknown);
    assert_eq!(args("", &is(&[0])), Unknown);
    assert_eq!(args(r#""f":true"#, &Test::Bool(flag.clone())), Yes);
    assert_eq!(args(r#""f":false"#, &Test::Bool(flag.clone())), No);
    assert_eq!(args("", &Test::Bool(flag)), Unknown);
    let sets = |signals: &str, quantifier, of: &[u32]| {
        let test = Test::EnumSet { subject: set.clone(), quantifier, of: of.to_vec() };
        of_call(&policy, &format!(r#","signals":{{{signals}}}"#), &test)
    };
    for (signals, want_has, want_within) in [
        (r#""s":["a"]"#, Yes, Yes),
        (r#""s":["a","b"]"#, Yes, No),
        (r#""s":["b"]"#, No, No),
        (r#""s":[]"#, No, No),
        (r#""s":["a","z"]"#, Yes, Unknown),
        (r#""s":["b","z"]"#, Unknown, No),
        (r#""s":["z"]"#, Unknown, Unknown),
        (r#""s":7"#, Unknown, Unknown),
        ("", Unknown, Unknown),
    ] {
        assert_eq!(sets(signals, Quantifier::Has, &[0]), want_has, "has with {signals}");
        assert_eq!(sets(signals, Quantifier::Within, &[0]), want_within, "within with {signals}");
    }
}

fn at_least(terms: &[(i64, &Subject)], value: i64) -> Test {
    Test::AtLeast {
        terms: terms.iter().map(|(factor, subject)| (*factor, (*subject).clone())).collect(),
        value,
    }
}

#[test]
fn sums_of_numbers() {
    let mut policy = policy();
    let x = optional(&mut policy, "x", one(Scalar::Int), Mapping::None);
    let y = optional(&mut policy, "y", one(Scalar::Int), Mapping::None);
    for (args, terms, value, want) in [
        (r#""x":5"#, vec![(1, &x)], 5, Yes),
        (r#""x":5"#, vec![(1, &x)], 6, No),
        (r#""x":5.5"#, vec![(1, &x)], 5, Yes),
        (r#""x":5.5"#, vec![(1, &x)], 6, Unknown),
        (r#""x":5.5"#, vec![(-1, &x)], -5, Unknown),
        ("", vec![(1, &x)], 0, Unknown),
        ("", vec![(1, &x)], i64::MAX / 4, Unknown),
        ("", vec![(0, &x)], 0, Yes),
        (r#""x":1e999"#, vec![(1, &x)], i64::MAX / 4, Yes),
        (r#""x":1e999"#, vec![(-1, &x)], 0, No),
        (r#""x":-1e999"#, vec![(1, &x)], 0, No),
        (r#""x":5,"y":3"#, vec![(2, &x), (-3, &y)], 1, Yes),
        (r#""x":5,"y":3"#, vec![(2, &x), (-3, &y)], 2, No),
        (r#""x":5"#, vec![(1, &x), (1, &y)], 0, Unknown),
        (r#""x":1e999,"y":1e998"#, vec![(-1, &x), (1, &y)], 0, Unknown),
        (r#""x":1e999,"y":-1e999"#, vec![(1, &x), (1, &y)], 0, Unknown),
        (r#""x":9e18,"y":9e18"#, vec![(1_000, &x), (1_000, &y)], i64::MAX, Yes),
    ] {
        let fields = format!(r#","args":{{{args}}}"#);
        assert_eq!(of_call(&policy, &fields, &at_least(&terms, value)), want, "{args} {terms:?} >= {value}");
    }
}

#[test]
fn numbers_that_have_limits() {
    let mut policy = policy();
    let score = signal(&mut policy, "s", one(Scalar::Score));
    let size = signal(&mut policy, "b", one(Scalar::Size));
    for (subject, factor, value, want) in [
        (&score, 1, 0, Yes),
        (&score, 1, 1, Unknown),
        (&score, 1, 1_000_001, No),
        (&score, -1, -1_000_000, Yes),
        (&size, 1, 0, Yes),
        (&size, -1, 1, No),
        (&size, -1, 0, Unknown),
        (&Subject::PayloadSize, 1, 1, No),
        (&Subject::AgentTrust, 1, 0, Yes),
        (&Subject::AgentDepth, 1, 0, Unknown),
        (&Subject::Time, 1, NOW, Yes),
        (&Subject::Time, 1, NOW + 1, No),
    ] {
        assert_eq!(
            of_call(&policy, "", &at_least(&[(factor, subject)], value)),
            want,
            "{factor} * {subject:?} >= {value}"
        );
    }
}

#[test]
fn texts() {
    let mut policy = policy();
    let single = optional(&mut policy, "s", one(Scalar::Host), Mapping::None);
    let several = optional(&mut policy, "l", list(Scalar::Host), Mapping::None);
    for (args, subject, want_has, want_within) in [
        (r#""s":"A""#, &single, Yes, Yes),
        (r#""s":"b""#, &single, No, No),
        (r#""s":"a b""#, &single, Unknown, Unknown),
        ("", &single, Unknown, Unknown),
        (r#""l":["a"]"#, &several, Yes, Yes),
        (r#""l":["a","b"]"#, &several, Yes, No),
        (r#""l":["b"]"#, &several, No, No),
        (r#""l":[]"#, &several, No, No),
        (r#""l":["a","?"]"#, &several, Yes, Unknown),
        (r#""l":["b","?"]"#, &several, Unknown, No),
        (r#""l":["?"]"#, &several, Unknown, Unknown),
        ("", &several, Unknown, Unknown),
    ] {
        for (quantifier, want) in [(Quantifier::Has, want_has), (Quantifier::Within, want_within)] {
            let patterns = vec![TextPattern::Exact("x".to_owned()), TextPattern::Exact("a".to_owned())];
            let test = Test::Text { subject: subject.clone(), quantifier, patterns };
            let fields = format!(r#","args":{{{args}}}"#);
            assert_eq!(of_call(&policy, &fields, &test), want, "{args} {quantifier:?}");
        }
    }
}

#[test]
fn agent_and_payload_are_texts() {
    let mut policy = policy();
    optional(&mut policy, "body", one(Scalar::Text), Mapping::Payload);
    let is = |subject, text: &str| Test::Text {
        subject,
        quantifier: Quantifier::Has,
        patterns: vec![TextPattern::Contains(text.to_owned())],
    };
    let body = |args: &str| of_call(&policy, &format!(r#","args":{args}"#), &is(Subject::Payload, "x"));
    assert_eq!(body(r#"{"body":"axb"}"#), Yes);
    assert_eq!(body(r#"{"body":"ab"}"#), No);
    assert_eq!(body("{}"), No);
    assert_eq!(body(r#"{"body":"axb","extra":1}"#), Yes);
    assert_eq!(body(r#"{"body":"ab","extra":1}"#), Unknown);
    let agent = |agent: &str| of_call(&policy, &format!(r#","agent":{agent}"#), &is(Subject::AgentId, "x"));
    assert_eq!(agent(r#"{"id":"x","verified":true}"#), Yes);
    assert_eq!(agent(r#"{"id":"x","verified":false}"#), Unknown);
}

#[test]
fn known() {
    let mut policy = policy();
    let host = optional(&mut policy, "h", list(Scalar::Host), Mapping::None);
    let number = optional(&mut policy, "n", one(Scalar::Int), Mapping::None);
    let args = |args: &str, subject: &Subject| {
        of_call(&policy, &format!(r#","args":{{{args}}}"#), &Test::Known(subject.clone()))
    };
    assert_eq!(args(r#""h":["a"]"#, &host), Yes);
    assert_eq!(args(r#""h":[]"#, &host), Yes);
    assert_eq!(args(r#""h":["a","?"]"#, &host), No);
    assert_eq!(args("", &host), No);
    assert_eq!(args(r#""n":1.5"#, &number), Yes);
    assert_eq!(args("", &number), No);
    for (subject, fields, want) in [
        (Subject::Role, r#","role":[]"#, Yes),
        (Subject::Role, "", No),
        (Subject::Purpose, r#","purpose":"ops""#, Yes),
        (Subject::Purpose, r#","purpose":"x""#, No),
        (Subject::Destination, "", Yes),
        (Subject::Payload, "", Yes),
        (Subject::Payload, r#","args":7"#, No),
        (Subject::Time, "", Yes),
        (Subject::Time, r#","time":"x""#, No),
        (Subject::AgentVerified, r#","agent":{"verified":false}"#, Yes),
        (Subject::AgentId, r#","agent":{"id":"a"}"#, No),
        (Subject::AgentTrust, r#","agent":{"trust":0}"#, Yes),
        (Subject::AgentDepth, r#","agent":{"depth":0.5}"#, No),
    ] {
        let fields = fields.replace("\"args\":7", "\"args\":{\"zzz\":7}");
        assert_eq!(of_call(&policy, &fields, &Test::Known(subject.clone())), want, "{subject:?} {fields}");
    }
}

#[test]
fn clocks() {
    let policy = policy();
    let hour = 3_600_000;
    let clock = |from: i64, to: i64| Test::TimeOfDay {
        zone: "Europe/Berlin".to_owned(),
        from: from * hour,
        to: to * hour,
    };
    let days = |days: &[u8]| Test::Weekday { zone: "Europe/Berlin".to_owned(), days: days.to_vec() };
    let at = |time: &str, test: &Test| of_call(&policy, &format!(r#","time":"{time}""#), test);
    for (from, to, want) in
        [(10, 11, Yes), (8, 10, No), (11, 12, No), (22, 6, No), (22, 11, Yes), (10, 10, Yes)]
    {
        assert_eq!(at("2026-03-02T09:00Z", &clock(from, to)), want, "{from}..{to}");
    }
    assert_eq!(at("2026-03-01T23:30Z", &days(&[1])), Yes);
    assert_eq!(at("2026-03-01T22:30Z", &days(&[1, 2])), No);
    assert_eq!(at("x", &days(&[1, 2, 3, 4, 5, 6, 7])), Unknown);
    assert_eq!(at("x", &clock(0, 24)), Unknown);
}

#[test]
fn what_is_not_evaluated_yet_is_unknown() {
    assert_eq!(of_call(&policy(), "", &Test::NotYet), Unknown);
    let risk = Test::Risk { risk: crate::semantics::thir::RiskId(0), value: 1 };
    assert_eq!(of_call(&policy(), "", &risk), Unknown);
}
