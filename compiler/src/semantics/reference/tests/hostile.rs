//! Lines meant to break the evaluator: each gets one answer, and none is allowed.

use super::author::{ALWAYS, arg, empty, one, rule, tool};
use super::{NOW, answer};
use crate::semantics::thir::Policy;
use crate::types::Scalar;
use agp_abi::Verdict;
use agp_abi::decision::{Context, Sessions};
use agp_abi::tables::Mapping;

/// A policy that allows every well-formed call.
fn lax() -> Policy {
    let mut policy = empty();
    tool(&mut policy, "t", "read");
    arg(&mut policy, "x", one(Scalar::Text), Mapping::None);
    rule(&mut policy, Verdict::Allow, "all", ALWAYS);
    policy
}

/// The rule that denies these bytes; fails if they are not denied.
fn denied_by(line: &[u8]) -> String {
    let context = Context { now: Some(NOW), sessions: &Sessions::default(), discharged: &[] };
    let decision = super::super::judge(&lax(), line, &context).decision.expect("a decision");
    assert_eq!(decision.verdict, Verdict::Deny, "{:?}", String::from_utf8_lossy(&line[..line.len().min(99)]));
    decision.rule.expect("a rule")
}

#[test]
fn a_sound_call_is_allowed() {
    let line = r#" {"event":"call","tool":"t","args":{"x":"\ud83d\ude00"},"other":[1e999,-0,{"":null}]} "#;
    assert_eq!(answer(&lax(), line).decision.unwrap().rule.as_deref(), Some("all"));
}

#[test]
fn what_is_no_object_is_no_record() {
    for line in [
        "",
        " ",
        "x",
        "null",
        "7",
        "\"x\"",
        "[]",
        "{",
        "}",
        "{}x",
        "{}{}",
        "[{}]",
        "{\"event\"}",
        "{\"a\":1,}",
        "{,}",
        "{'event':'call'}",
        "{event:1}",
        "//\n{}",
        "nan",
        "\u{feff}{\"event\":\"call\",\"tool\":\"t\"}",
    ] {
        assert_eq!(denied_by(line.as_bytes()), "invalid_record", "{line}");
    }
}

/// A call whose argument `x` is this JSON.
fn with_x(json: &str) -> Vec<u8> {
    format!(r#"{{"event":"call","tool":"t","args":{{"x":{json}}}}}"#).into_bytes()
}

#[test]
fn what_is_no_json_is_no_record() {
    for json in [
        "NaN",
        "Infinity",
        "-Infinity",
        "+1",
        "01",
        "-",
        ".5",
        "5.",
        "1e",
        "1e+",
        "0x10",
        "1_0",
        "--1",
        "tru",
        "True",
        "nul",
        "\"a",
        "\"\t\"",
        "\"\u{1}\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u+123\"",
        "[1,]",
        "[1 2]",
        "[,1]",
        "{\"a\" 1}",
        "'a'",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\ud800\"",
        "\"\\ud800x\"",
        "{\"\\ud800\":1}",
        "{\"k\":1,\"k\":1}",
        "{\"k\":1,\"\\u006b\":1}",
        "[[{\"a\":{\"k\":null,\"k\":null}}]]",
        "",
    ] {
        assert_eq!(denied_by(&with_x(json)), "invalid_record", "{json}");
    }
}

#[test]
fn bytes_that_are_no_text_are_no_record() {
    for bytes in [&b"\xff"[..], b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"] {
        let mut line = br#"{"event":"call","tool":"t","args":{"x":""#.to_vec();
        line.extend(bytes);
        line.extend(br#""}}"#);
        assert_eq!(denied_by(&line), "invalid_record");
    }
}

#[test]
fn brackets_nest_to_64() {
    let nested = |depth: usize| with_x(&format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
    assert_eq!(denied_by(&nested(62)), "malformed");
    assert_eq!(denied_by(&nested(63)), "invalid_record");
    for open in ["[", "{\"a\":", "{\"args\":["] {
        assert_eq!(denied_by(open.repeat(100_000).as_bytes()), "invalid_record");
    }
}

#[test]
fn huge_names_and_values() {
    let long = "x".repeat(1 << 20);
    assert_eq!(denied_by(format!(r#"{{"event":"call","tool":"{long}"}}"#).as_bytes()), "undeclared");
    assert_eq!(denied_by(format!(r#"{{"event":"{long}","tool":"t"}}"#).as_bytes()), "invalid_record");
    assert_eq!(
        denied_by(format!(r#"{{"event":"call","tool":"t","args":{{"{long}":1}}}}"#).as_bytes()),
        "malformed"
    );
    assert_eq!(denied_by(&with_x(&format!("1{}e-999999999999999999999", "0".repeat(1 << 20)))), "malformed");
    let call = with_x("\"\"");
    let padded = |bytes: usize| [call.clone(), vec![b' '; bytes - call.len()]].concat();
    let line = String::from_utf8(padded(16 << 20)).unwrap();
    assert_eq!(answer(&lax(), &line).decision.unwrap().verdict, Verdict::Allow);
    assert_eq!(denied_by(&padded((16 << 20) + 1)), "invalid_record");
}

#[test]
fn fields_have_their_types() {
    for field in [
        r#""event":"go""#,
        r#""event":7"#,
        r#""event":null"#,
        r#""tool":null"#,
        r#""tool":["t"]"#,
        r#""session":1"#,
        r#""purpose":["p"]"#,
        r#""content":{}"#,
        r#""time":0"#,
        r#""agent":"x""#,
        r#""agent":{"id":1}"#,
        r#""agent":{"verified":"true"}"#,
        r#""agent":{"trust":"1"}"#,
        r#""agent":{"depth":[]}"#,
        r#""args":[]"#,
        r#""signals":[]"#,
        r#""origin":"user""#,
        r#""role":1"#,
        r#""role":[null]"#,
        r#""data":{}"#,
        r#""data":[["x"]]"#,
        r#""destination":true"#,
        r#""resource":[1]"#,
    ] {
        let mut fields = vec![field];
        fields.extend([r#""event":"call""#, r#""tool":"t""#].iter().filter(|base| base[..6] != field[..6]));
        let line = format!("{{{}}}", fields.join(","));
        assert_eq!(denied_by(line.as_bytes()), "invalid_record", "{line}");
    }
}

#[test]
fn an_invalid_record_names_its_session_where_it_can() {
    let session = |line: &str| answer(&lax(), line).session;
    assert_eq!(session(r#"{"session":"s"}"#).as_deref(), Some("s"));
    assert_eq!(session(r#"{"session":"s","event":"call","tool":7}"#).as_deref(), Some("s"));
    assert_eq!(session(r#"{"session":["s"],"event":"call"}"#), None);
    assert_eq!(session(r#"{"session":"s","event":"call""#), None);
    assert_eq!(session(r#" {"a":[1,{}],"session":"s","a":"\ud800","session2":[]} "#).as_deref(), Some("s"));
    assert_eq!(session(r#"{"a":{"session":"x"},"\u0073ession":"s"}"#).as_deref(), Some("s"));
    let deep = format!(r#"{{"a":{}{},"session":"s"}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(session(&deep).as_deref(), Some("s"));
    for line in [
        r#"{"session":"s","session":"s"}"#,
        r#"{"session":"s","session":1}"#,
        r#"{"session":"\ud800"}"#,
        r#"{"session":null}"#,
        r#"{"a":{"session":"s"}}"#,
        r#"[{"session":"s"}]"#,
        r#"["session"]"#,
        r#"{"session":"s"}x"#,
        r#"{"session":"s",}"#,
        r#"{"session":"s","a":[}"#,
        r#"{"session":"s","a":tru}"#,
        r#"{"session":"s" "a":1}"#,
        r#"{"session""s"}"#,
        "{",
        "",
    ] {
        assert_eq!(session(line), None, "{line}");
    }
}

#[test]
fn too_much_is_oversize() {
    let list = |count: usize| format!("[{}]", vec!["0"; count].join(","));
    let texts = |count: usize| {
        format!("{{{}}}", (0..count).map(|n| format!("\"{n}\":\"\"")).collect::<Vec<_>>().join(","))
    };
    assert_eq!(denied_by(&with_x(&list(4_096))), "malformed");
    assert_eq!(denied_by(&with_x(&list(4_097))), "oversize");
    assert_eq!(denied_by(&with_x(&format!("[[{}]]", list(4_097)))), "oversize");
    assert_eq!(denied_by(&with_x(&texts(65_536))), "malformed");
    assert_eq!(denied_by(&with_x(&texts(65_537))), "oversize");
}
