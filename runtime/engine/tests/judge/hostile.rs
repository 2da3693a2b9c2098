//! Lines made to break the engine: one answer each, none of them an `allow`, and no panic.

use crate::build::*;
use agp_abi::decision::{Context, Sessions};
use agp_abi::tables::{Mapping, Scalar};
use agp_runtime::{Policy, Scratch};
use std::fmt::Write;

/// A policy that allows whatever fits.
fn open() -> Policy {
    let args = vec![
        arg("n", one_of(Scalar::Int), Mapping::None),
        arg("t", one_of(Scalar::Text), Mapping::Payload),
        arg("j", one_of(Scalar::Json), Mapping::Payload),
    ];
    Build::new().tool(tool("look", kind::READ, args)).allow_all().policy()
}

fn rule_of(policy: &Policy, line: &[u8]) -> String {
    let sessions = Sessions::default();
    let context = Context { now: Some(NOW), sessions: &sessions, discharged: &[] };
    let answer = policy.judge(line, &context, &mut Scratch::new(policy));
    agp_runtime::render(&answer, Some(1), policy.name());
    answer.decision.and_then(|decision| decision.rule).unwrap_or_default()
}

#[test]
fn what_is_no_json_is_no_record() {
    let policy = open();
    let call = r#"{"event":"call","tool":"look"}"#;
    let mut lines: Vec<Vec<u8>> = [
        "",
        " ",
        "null",
        "5",
        "\"text\"",
        "[]",
        "{",
        "}",
        "nul",
        "{}{}",
        "{\"event\":\"call\",}",
        "{'event':'call'}",
        "{\"event\":\"call\",\"tool\":\"look\",\"x\":NaN}",
        "{\"event\":\"call\",\"tool\":\"look\",\"x\":Infinity}",
        "{\"event\":\"call\",\"tool\":\"look\",\"x\":01}",
        "{\"event\":\"call\",\"tool\":\"look\",\"x\":+1}",
        "{\"event\":\"call\",\"tool\":\"look\",\"x\":.5}",
        "{\"event\":\"call\",\"tool\":\"look\",\"x\":\"\\x41\"}",
        "{\"event\":\"call\",\"tool\":\"look\",\"x\":\"a\nb\"}",
        "{\"event\":\"call\",\"tool\":\"look\"/**/}",
    ]
    .map(|line| line.as_bytes().to_vec())
    .into();
    lines.push([b"\xef\xbb\xbf".as_slice(), call.as_bytes()].concat());
    lines.push([call.as_bytes(), b"\xff"].concat());
    lines.push(b"{\"event\":\"call\",\"tool\":\"look\",\"x\":\"\xc3\x28\"}".to_vec());
    lines.push(b"{\"event\":\"call\",\"tool\":\"look\",\"\xed\xa0\x80\":1}".to_vec());
    lines.push(format!("{call} trailing").into_bytes());
    lines.push(format!("{call}\0").into_bytes());
    lines.push("[".repeat(100_000).into_bytes());
    lines.push("{\"a\":".repeat(100_000).into_bytes());
    lines.push(format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)).into_bytes());
    for line in lines {
        assert_eq!(
            rule_of(&policy, &line),
            "invalid_record",
            "{:?}",
            String::from_utf8_lossy(&line).get(..80)
        );
    }
}

#[test]
fn keys_stand_once_in_every_object() {
    let policy = open();
    for extra in [
        r#""event":"call""#,
        r#""x":1,"x":1"#,
        r#""x":1,"\u0078":1"#,
        r#""x":{"y":[{"z":1,"a":{},"z":2}]}"#,
        r#""args":{"t":"a","t":"b"}"#,
        r#""args":{"j":[[{"":0,"":1}]]}"#,
        r#""error":{"a":{"b":1,"b":1}}"#,
    ] {
        let line = format!(r#"{{"event":"call","tool":"look",{extra}}}"#);
        assert_eq!(rule_of(&policy, line.as_bytes()), "invalid_record", "{extra}");
    }
    let nested = r#"{"event":"call","tool":"look","x":{"x":{"x":1},"y":[{"x":1},{"x":2}]},"args":{"t":"\"x\":1,\"x\":2"}}"#;
    assert_eq!(rule_of(&policy, nested.as_bytes()), "everything");
}

#[test]
fn every_text_is_one() {
    let policy = open();
    for extra in [
        r#""x":"\ud800""#,
        r#""x":"\udc00""#,
        r#""x":"\ud800\ud800""#,
        r#""x":["\ud83d"]"#,
        r#""\udead":1"#,
        r#""x":{"\ud83d!":1}"#,
        r#""args":{"j":{"a":["\udfff"]}}"#,
    ] {
        let line = format!(r#"{{"event":"call","tool":"look",{extra}}}"#);
        assert_eq!(rule_of(&policy, line.as_bytes()), "invalid_record", "{extra}");
    }
    let pair = r#"{"event":"call","tool":"look","data":[],"args":{"t":"\ud83d\ude00"}}"#;
    assert_eq!(rule_of(&policy, pair.as_bytes()), "everything");
}

#[test]
fn depth_and_length_have_bounds() {
    let policy = open();
    let nested = |depth: usize| {
        let (open, close) = ("[".repeat(depth - 1), "]".repeat(depth - 1));
        format!(r#"{{"event":"call","tool":"look","x":{open}{close}}}"#)
    };
    assert_eq!(rule_of(&policy, nested(64).as_bytes()), "everything");
    assert_eq!(rule_of(&policy, nested(65).as_bytes()), "invalid_record");
    let padded = |length: usize| {
        let line = r#"{"event":"call","tool":"look"}"#;
        format!("{line}{}", " ".repeat(length - line.len()))
    };
    assert_eq!(rule_of(&policy, padded(16 << 20).as_bytes()), "everything");
    assert_eq!(rule_of(&policy, padded((16 << 20) + 1).as_bytes()), "invalid_record");
}

#[test]
fn long_names_are_only_names() {
    let policy = open();
    let long = "n".repeat(1 << 20);
    for field in ["role", "purpose", "data", "destination", "resource"] {
        let line = format!(r#"{{"event":"call","tool":"look","{field}":"{long}"}}"#);
        let answer = decide(&policy, &line);
        assert_eq!(answer.rule.as_deref(), Some("everything"));
        assert!(answer.undeclared.iter().all(|name| name.len() < 120));
    }
    let line = format!(r#"{{"event":"call","tool":"{long}"}}"#);
    assert_eq!(rule_of(&policy, line.as_bytes()), "undeclared");
    let line = format!(r#"{{"event":"call","tool":"look","args":{{"{long}":1}}}}"#);
    assert_eq!(rule_of(&policy, line.as_bytes()), "malformed");
}

#[test]
fn many_of_anything_takes_no_more_than_its_length() {
    let policy = open();
    let mut keys = String::new();
    for n in 0..200_000 {
        write!(keys, ",\"k{n}\":{n}").unwrap();
    }
    let line = format!(r#"{{"event":"call","tool":"look"{keys}}}"#);
    assert_eq!(rule_of(&policy, line.as_bytes()), "everything");
    let line = format!(r#"{{"event":"call","tool":"look","args":{{"n":1{keys}}}}}"#);
    assert_eq!(rule_of(&policy, line.as_bytes()), "malformed");
    let quotes = "\\\"".repeat(1 << 20);
    let line = format!(r#"{{"event":"call","tool":"look","data":[],"args":{{"t":"{quotes}"}}}}"#);
    assert_eq!(rule_of(&policy, line.as_bytes()), "everything");
}

#[test]
fn odd_numbers_are_read_from_their_text() {
    let policy = open();
    for number in ["1e999", "-1e999", "-0", "1.0", "1e-999", "0.1", "123456789012345678901234567890"] {
        let line = format!(r#"{{"event":"call","tool":"look","args":{{"n":{number}}}}}"#);
        assert_eq!(rule_of(&policy, line.as_bytes()), "everything", "{number}");
    }
    for value in ["\"1\"", "true", "[1]", "{}"] {
        let line = format!(r#"{{"event":"call","tool":"look","args":{{"n":{value}}}}}"#);
        assert_eq!(rule_of(&policy, line.as_bytes()), "malformed", "{value}");
    }
}

/// Every prefix and every single-byte change of a record gets one answer.
#[test]
fn damaged_lines_get_an_answer() {
    let policy = open();
    let line = r#"{"event":"call","tool":"look","args":{"n":-1.5e3,"t":"a\u00e9\n","j":[{"k":[true,null]}]},"role":["x"]}"#;
    for end in 0..line.len() {
        assert_eq!(rule_of(&policy, &line.as_bytes()[..end]), "invalid_record");
    }
    for at in 0..line.len() {
        for byte in [b'"', b'\\', b'{', b'}', b'[', b']', b',', b':', b' ', b'0', 0, 0xff] {
            let mut bytes = line.as_bytes().to_vec();
            bytes[at] = byte;
            assert!(!rule_of(&policy, &bytes).is_empty());
        }
    }
}
