//! `agpc eval` as a stream.

use crate::Folder;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

const POLICY: &str = "policy a \"1\"\n";
const CALL: &str = "{\"event\":\"call\",\"tool\":\"t\"}\n";

#[test]
fn one_line_out_for_every_line_in() {
    let folder = Folder::with(&[("a.agp", POLICY), ("records.jsonl", "\n{\"event\":\"prompt\"}\nnonsense")]);
    let ran = folder.run(["eval", "a.agp", "--records", "records.jsonl"]);
    assert_eq!((ran.status, ran.out.lines().count()), (Some(0), 3), "{ran:#?}");
    let fed = folder.feed(["eval", "a.agp"], b"\n{\"event\":\"prompt\"}\nnonsense");
    assert_eq!(fed.out, ran.out);
    assert_eq!(folder.feed(["eval", "a.agp", "--records", "-"], b"").out, "");
    for (index, line) in ran.out.lines().enumerate() {
        let decision: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(decision["line"], index + 1);
    }
}

#[test]
fn a_decision_comes_before_the_next_record() {
    let folder = Folder::with(&[("a.agp", POLICY)]);
    let mut command = folder.command(["eval", "a.agp"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    for _ in 0..3 {
        stdin.write_all(CALL.as_bytes()).unwrap();
        let mut line = String::new();
        assert!(stdout.read_line(&mut line).unwrap() > 0);
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_reader_that_leaves_ends_the_run_quietly() {
    let folder = Folder::with(&[("a.agp", POLICY)]);
    folder.write("records.jsonl", CALL.repeat(100_000));
    let mut command = folder.command(["eval", "a.agp", "--records", "records.jsonl"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(!said.contains("error") && !said.contains("panic"), "{said}");
}

#[test]
fn the_clock_is_told_once_and_only_where_it_is_taken() {
    let folder = Folder::with(&[("a.agp", POLICY)]);
    let timed = "{\"event\":\"call\",\"tool\":\"t\",\"time\":\"2026-01-01T00:00Z\"}\n";
    let said = folder.feed(["eval", "a.agp"], format!("{timed}{CALL}{CALL}").as_bytes()).err;
    assert_eq!(
        said,
        "note: line 2 has no `time`: such records are judged at the time of this machine's clock\n"
    );
    assert_eq!(folder.feed(["eval", "a.agp"], timed.as_bytes()).err, "");
}

#[test]
fn the_policy_must_be_clear() {
    let folder =
        Folder::with(&[("x/a.agp", POLICY), ("x/b.agp", "policy b \"1\"\n"), ("m/m.agp", "module m\n")]);
    folder.run(["eval", "x"]).says(2, &["choose one with `--policy NAME` from `a` and `b`"]);
    folder.run(["eval", "x", "--policy", "b"]).says(0, &[]);
    folder.run(["eval", "x", "--policy", "c"]).says(2, &["there are `a` and `b`"]);
    folder.run(["eval", "m"]).says(2, &["declare no policy"]);
    folder.run(["inspect", "--program", "x"]).says(2, &["`a` and `b`"]);
}

#[test]
fn a_policy_with_errors_is_not_run() {
    let folder = Folder::with(&[("a.agp", "policy a \"1\"\n$\n")]);
    let ran = folder.feed(["eval", "a.agp"], CALL.as_bytes());
    ran.says(1, &["[a.agp:2:1]", "the policy is not run: 1 error"]);
    assert_eq!(ran.out, "");
}

#[test]
fn records_that_cannot_be_read_have_status_2() {
    let folder = Folder::with(&[("a.agp", POLICY)]);
    folder.run(["eval", "a.agp", "--records", "gone"]).says(2, &["cannot read `gone`"]);
    folder.run(["eval", "a.agp", "--records", "."]).says(2, &["cannot read `.`: it is a folder"]);
}
