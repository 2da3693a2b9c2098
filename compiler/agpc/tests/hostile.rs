//! Lines that no honest host writes, through `agpc eval`: each gets one decision, none is allowed,
//! and the stream goes on as if nothing had been.

use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// Grants the good line below, and needs its role and its tool for that.
const POLICY: &str = r#"policy hostile "1.0.0"
role reader
class note
tool look is read yields note { at?: path -> resource  n?: int  words?: list of text }
allow looks when tool is look and role has reader
"#;

/// What is allowed, before, between and after everything else.
const GOOD: &str = concat!(
    r#"{"event":"call","session":"good","time":"2026-11-21T09:00:00Z","#,
    r#""role":["reader"],"tool":"look","args":{"at":"a/b"}}"#
);

/// A line with these fields and a time, so that no clock is needed.
fn record(fields: impl AsRef<[u8]>) -> Vec<u8> {
    around(r#"{"time":"2026-11-21T09:00:00Z","#, fields, "}")
}

/// A call that would be allowed, with something more in it.
fn call(more: impl AsRef<[u8]>) -> Vec<u8> {
    record(around(r#""event":"call","role":["reader"],"tool":"look""#, more, ""))
}

/// A call that would be allowed but for its arguments.
fn with_args(args: impl AsRef<[u8]>) -> Vec<u8> {
    call(around(",\"args\":", args, ""))
}

fn around(before: &str, what: impl AsRef<[u8]>, after: &str) -> Vec<u8> {
    [before.as_bytes(), what.as_ref(), after.as_bytes()].concat()
}

/// Judges the lines, a good one between any two, and gives the decisions on the lines themselves.
///
/// Each is made by machine code alone and by all evaluators, which must agree.
fn decisions(lines: &[Vec<u8>]) -> Vec<Value> {
    let mut input = format!("{GOOD}\n").into_bytes();
    for line in lines {
        assert!(!line.contains(&b'\n'), "one line each");
        input.extend([line, &b"\n"[..], GOOD.as_bytes(), b"\n"].concat());
    }
    let [alone, all] = ["native", "all"].map(|engine| {
        let output = eval(engine, input.clone());
        let said = String::from_utf8(output.stderr).expect("messages are UTF-8");
        assert_eq!(output.status.code(), Some(0), "{engine}: {said}");
        for note in said.lines() {
            let known = note.starts_with("note: line ") || note.starts_with("note: why further records");
            assert!(known && note.len() < 300, "{engine}: {note}");
        }
        String::from_utf8(output.stdout).expect("decisions are UTF-8")
    });
    assert_eq!(alone, all);
    let mut decisions: Vec<Value> = alone.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(decisions.len(), 2 * lines.len() + 1);
    for (decision, number) in decisions.iter().zip(1..) {
        assert_eq!(decision["line"], number);
        if number % 2 == 1 {
            let seen =
                (decision["verdict"].as_str(), decision["rule"].as_str(), decision["session"].as_str());
            assert_eq!(seen, (Some("allow"), Some("looks"), Some("good")), "after {decision}");
        }
    }
    let mut number = 0;
    decisions.retain(|_| {
        number += 1;
        number % 2 == 0
    });
    decisions
}

fn eval(engine: &str, input: Vec<u8>) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_agpc"))
        .arg("eval")
        .arg(policy())
        .args(["--records", "-", "--engine", engine])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("agpc starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let feeder = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("agpc ends");
    feeder.join().expect("no panic").expect("agpc reads to the end");
    output
}

fn policy() -> PathBuf {
    static WRITTEN: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    let write = || {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("hostile");
        std::fs::create_dir_all(&folder).expect("a folder of its own");
        let file = folder.join("policy.agp");
        std::fs::write(&file, POLICY).expect("a file can be written");
        file
    };
    WRITTEN.get_or_init(write).clone()
}

/// Every line must be denied by this rule.
#[track_caller]
fn denied(rule: &str, lines: &[Vec<u8>]) {
    for (decision, line) in decisions(lines).iter().zip(lines) {
        let start = String::from_utf8_lossy(&line[..line.len().min(200)]).into_owned();
        let seen = (decision["verdict"].as_str(), decision["rule"].as_str());
        assert_eq!(seen, (Some("deny"), Some(rule)), "{start}: {decision}");
    }
}

fn texts(lines: &[&str]) -> Vec<Vec<u8>> {
    lines.iter().map(|line| line.as_bytes().to_vec()).collect()
}

#[test]
fn what_is_not_json() {
    let two = format!("{GOOD}{GOOD}");
    let comma = format!("{GOOD},");
    let bom = format!("\u{feff}{GOOD}");
    let cut = &GOOD[..GOOD.len() - 1];
    denied(
        "invalid_record",
        &texts(&[
            "",
            " ",
            "\t",
            "\r",
            "nonsense",
            "deny",
            "'",
            "\"",
            "{",
            "}",
            "[]",
            "null",
            "true",
            "7",
            "\"call\"",
            "{}",
            "{'event':'call','tool':'look'}",
            "{event:call}",
            "// {}",
            "{\"event\":\"call\",}",
            "\u{2028}",
            &two,
            &comma,
            &bom,
            cut,
            "{\"event\":\"call\",\"role\":[\"reader\"],\"tool\":\"look\",\"args\":{\"at\":\"a\tb\"}}",
            "{\"event\":\"call\",\"role\":[\"reader\"],\"tool\":\"look\",\"args\":{\"at\":\"\\x41\"}}",
        ]),
    );
}

#[test]
fn what_is_json_and_no_record() {
    let fields = [
        r#""tool":"look","role":["reader"]"#,
        r#""event":"call","role":["reader"]"#,
        r#""event":"CALL","role":["reader"],"tool":"look""#,
        r#""event":["call"],"role":["reader"],"tool":"look""#,
        r#""event":"call","role":["reader"],"tool":["look"]"#,
        r#""event":"call","role":{"reader":true},"tool":"look""#,
        r#""event":"call","role":["reader"],"tool":"look","args":[]"#,
        r#""event":"call","role":["reader"],"tool":"look","args":"{}""#,
        r#""event":"call","role":["reader"],"tool":"look","agent":{"trust":"1"}"#,
        r#""event":"call","role":["reader"],"tool":"look","session":{"id":"good"}"#,
    ];
    denied("invalid_record", &fields.map(record));
    denied(
        "invalid_record",
        &texts(&[r#"{"event":"call","role":["reader"],"tool":"look","time":1763712000}"#]),
    );
}

#[test]
fn numbers_that_json_does_not_have() {
    let numbers =
        ["NaN", "nan", "Infinity", "-Infinity", "+1", "01", ".5", "5.", "1e", "0x10", "1_000", "--1"];
    denied("invalid_record", &numbers.map(|number| with_args(format!("{{\"n\":{number}}}"))));
}

#[test]
fn nesting() {
    const DEEP: usize = 100_000;
    let arrays = ["[".repeat(DEEP), "]".repeat(DEEP)].concat();
    let objects = ["{\"a\":".repeat(DEEP), "1".into(), "}".repeat(DEEP)].concat();
    denied(
        "invalid_record",
        &[
            arrays.clone().into(),
            "[".repeat(DEEP).into(),
            "{\"event\":".repeat(DEEP).into(),
            "]".repeat(DEEP).into(),
            with_args(&arrays),
            with_args(&objects),
            with_args(format!("{{\"words\":{arrays}}}")),
            with_args(format!("{{\"words\":{}}}", "[".repeat(DEEP))),
            with_args(format!("{{\"at\":{objects}}}")),
            call(format!(",\"ignored\":{arrays}")),
            call(format!(",\"signals\":{{\"x\":{objects}}}")),
        ],
    );
}

#[test]
fn a_key_that_stands_twice() {
    let more = [
        r#","event":"call""#,
        r#","tool":"look""#,
        r#","tool":"drop""#,
        r#","\u0074ool":"drop""#,
        r#","role":["nobody"]"#,
        r#","args":{},"args":{}"#,
        r#","args":{"at":"x","at":"a"}"#,
        r#","args":{"at":"x","a\u0074":"a"}"#,
        r#","ignored":{"deep":[{"a":1,"a":2}]}"#,
        r#","":1,"":1"#,
        r#","session":"a","session":"b""#,
    ];
    denied("invalid_record", &more.map(call));
}

#[test]
fn surrogates_that_stand_alone() {
    let texts = [
        r"\ud800",
        r"\udc00",
        r"\ud800\ud800",
        r"\udc00\ud800",
        r"\ud800x",
        r"\ud83d\n",
        r"\udfff ",
        r"\u12",
    ];
    denied("invalid_record", &texts.map(|text| with_args(format!("{{\"at\":\"{text}\"}}"))));
    denied("invalid_record", &texts.map(|text| with_args(format!("{{\"{text}\":\"a\"}}"))));
    denied("invalid_record", &texts.map(|text| call(format!(",\"ignored\":\"{text}\""))));
    let tool = |text| record(format!("\"event\":\"call\",\"role\":[\"reader\"],\"tool\":\"look{text}\""));
    denied("invalid_record", &texts.map(tool));
}

#[test]
fn bytes_that_are_not_utf_8() {
    let texts: [&[u8]; 9] = [
        b"\xff",
        b"\xfe\xff",
        b"\x80",
        b"\xc3",
        b"\xc0\xaf", // an overlong `/`
        b"\xe2\x28\xa1",
        b"\xed\xa0\x80",     // a surrogate, encoded
        b"\xf4\x90\x80\x80", // beyond the last character
        b"a\xf0\x9f\x98",
    ];
    let mut lines: Vec<Vec<u8>> = texts.iter().map(|text| text.to_vec()).collect();
    lines.extend(texts.iter().map(|text| with_args(around("{\"at\":\"", text, "\"}"))));
    lines.extend(texts.iter().map(|text| with_args(around("{\"", text, "\":\"a\"}"))));
    lines.extend(texts.iter().map(|text| around(GOOD, text, "")));
    lines.push(GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect());
    denied("invalid_record", &lines);
}

#[test]
fn nul_bytes() {
    denied(
        "invalid_record",
        &[
            b"\0".to_vec(),
            vec![0; 1 << 20],
            around(GOOD, b"\0", ""),
            around("", b"\0", GOOD),
            with_args(b"{\"at\":\"a\0b\"}"),
            with_args(b"{\"a\0t\":\"a\"}"),
            with_args(b"{\0\"at\":\"a\"}"),
        ],
    );
    // Written as JSON writes it a NUL is a character like any other, and no path holds it.
    denied("malformed", &[with_args(r#"{"at\u0000":"a"}"#)]);
    denied("undeclared", &[record(r#""event":"call","role":["reader"],"tool":"look\u0000""#)]);
}

#[test]
fn names_of_a_megabyte() {
    let long = "n".repeat(1 << 20);
    let escaped = "\\u0001".repeat(1 << 20);
    let tool = |name: &str| record(format!(r#""event":"call","role":["reader"],"tool":"{name}""#));
    denied("undeclared", &[tool(&long), tool(&escaped)]);
    denied("malformed", &[with_args(format!("{{\"{long}\":1}}")), with_args(format!("{{\"{escaped}\":1}}"))]);
    let role = |name: &str| record(format!(r#""event":"call","role":["{name}"],"tool":"look""#));
    let event = |name: &str| record(format!(r#""event":"{name}","role":["reader"],"tool":"look""#));
    denied("default", &[role(&long), role(&escaped)]);
    denied("invalid_record", &[event(&long), event(&escaped)]);
    // What a decision repeats of them is short: 80 characters, each at most `\u{1}`.
    let lines = [tool(&long), tool(&escaped), role(&long), role(&escaped)];
    for decision in decisions(&lines) {
        assert!(decision.to_string().len() < 1_000, "{decision}");
    }
    let many: Vec<String> =
        (0..100_000).map(|number| format!("\"a{number}\":null,\"b{number}\":1")).collect();
    denied("malformed", &[with_args(format!("{{{}}}", many.join(",")))]);
}

#[test]
fn lines_of_twenty_mebibytes() {
    const LONG: usize = 20 << 20;
    let spaces = " ".repeat(LONG);
    let letters = "x".repeat(LONG);
    denied(
        "invalid_record",
        &[
            spaces.clone().into(),
            letters.clone().into(),
            around(GOOD, &spaces, ""),
            around("", &spaces, GOOD),
            with_args(format!("{{\"at\":\"{letters}\"}}")),
            with_args("[".repeat(LONG)),
        ],
    );
}

/// It is named in the decision, and its calls are judged as before.
#[test]
fn the_session_of_an_invalid_line_goes_on() {
    let decision = decisions(&[call(r#","session":"good","tool":"drop""#)]).remove(0);
    assert_eq!(
        (decision["session"].as_str(), decision["rule"].as_str()),
        (Some("good"), Some("invalid_record"))
    );
}

/// Also what the lines above are made of: without their fault they are allowed.
#[test]
fn a_good_line_in_other_spellings_is_still_good() {
    let lines = [
        around(GOOD, b"\r", ""),
        around(" \t", GOOD, "  "),
        GOOD.replace("\"tool\"", "\"\\u0074ool\"").into_bytes(),
        call(""),
        call(r#","ignored":[["\ud83d\ude00"]],"signals":{"x":{}}"#),
        with_args(r#"{"at":"x","n":-1.5e3,"words":["a",""]}"#),
    ];
    for decision in decisions(&lines) {
        assert_eq!((decision["verdict"].as_str(), decision["rule"].as_str()), (Some("allow"), Some("looks")));
    }
}
