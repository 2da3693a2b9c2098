//! The built command over the recorded calls of `AgentDojo`, end to end, with the policies of
//! `examples/agentdojo`. What the policies make of them is measured by `agp-tests`.

#[path = "../../../tests/src/shared.rs"]
pub mod shared;

use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The command, run at the root of the checkout with this on standard input.
fn agpc(arguments: &[&str], input: String) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_agpc"))
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("agpc starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let feeder = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("agpc ends");
    feeder.join().expect("no panic").expect("agpc reads to the end");
    output
}

#[test]
fn the_policies_have_no_warning_and_their_tests_pass() {
    for arguments in [&["check", "--deny-warnings"][..], &["test", "--engine", "all"]] {
        let output = agpc(&[arguments, &["examples/agentdojo"]].concat(), String::new());
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }
}

/// Both evaluators judge: where they differ, the status is 1 and standard error says so.
#[test]
fn every_recorded_call_gets_its_decision() {
    let Some(actions) = shared::unpacked("agentdojo/shown/actions.jsonl.gz") else { return };
    let actions: Vec<Value> = actions.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut undeclared = Vec::new();
    let mut decided = 0;
    for suite in ["banking", "workspace"] {
        let calls: Vec<&Value> = actions.iter().filter(|call| call["suite"] == suite).collect();
        let policy = format!("agentdojo.{suite}");
        let output = agpc(
            &["eval", "examples/agentdojo", "--policy", &policy, "--engine", "all", "--records", "-"],
            calls.iter().map(|call| record(call)).collect(),
        );
        assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
        let decisions = String::from_utf8(output.stdout).unwrap();
        assert_eq!(decisions.lines().count(), calls.len());
        for ((decision, call), line) in decisions.lines().zip(calls).zip(1..) {
            let decision: Value = serde_json::from_str(decision).unwrap();
            assert_eq!((&decision["line"], &decision["session"]), (&json!(line), &call["session"]));
            assert_eq!(decision["policy"]["name"], policy);
            match decision["rule"].as_str().unwrap() {
                "undeclared" => undeclared.push(call["tool"].as_str().unwrap()),
                rule => assert!(!["malformed", "oversize", "invalid_record"].contains(&rule), "{decision}"),
            }
            decided += 1;
        }
    }
    assert_eq!((decided, undeclared), (3738, vec!["search_files_by_content"]));
}

/// The call as a record; what else the data set knows about it stays behind.
fn record(call: &Value) -> String {
    let record = json!({
        "event": "call", "session": call["session"], "time": "2026-11-21T09:00:00Z",
        "tool": call["tool"], "args": call["args"],
    });
    format!("{record}\n")
}
