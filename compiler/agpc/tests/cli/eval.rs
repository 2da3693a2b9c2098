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

/// The field of each decision.
fn fields(out: &str, key: &str) -> Vec<String> {
    let values =
        out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()[key].clone());
    values.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect()
}

#[test]
fn a_line_that_is_no_record_is_denied_and_the_stream_goes_on() {
    let folder = Folder::with(&[("a.agp", POLICY)]);
    let mut input = b"\n{\"event\":\"call\"\n\xff\xfe\n".to_vec();
    input.extend(b"{\"event\":\"prompt\",\"content\":\"");
    input.extend(std::iter::repeat_n(b'x', 17 << 20));
    input.extend(b"\"}\n");
    input.extend("[".repeat(100_000).as_bytes());
    input.extend(b"\n{\"event\":\"prompt\"}\n");
    for engine in ["native", "interpreter", "reference", "all"] {
        let ran = folder.feed(["eval", "a.agp", "--engine", engine], &input);
        assert_eq!(ran.status, Some(0), "{}", ran.err);
        let rule = "invalid_record";
        assert_eq!(fields(&ran.out, "rule"), [rule, rule, rule, rule, rule, "null"], "{engine}");
        assert_eq!(fields(&ran.out, "line"), ["1", "2", "3", "4", "5", "6"], "{engine}");
    }
}

#[test]
fn a_session_that_is_halted_stays_so() {
    let policy = "policy a \"1\"\nrole r\ntool t is read yields nothing { stop?: bool }\n\
                  allow reads when tool is t and role has r\nhalt stops when tool is t and args.stop\n";
    let folder = Folder::with(&[("a.agp", policy)]);
    let call = |session: &str, args: &str| {
        format!(
            "{{\"event\":\"call\",\"session\":\"{session}\",\"role\":\"r\",\"tool\":\"t\",\"args\":{args}}}\n"
        )
    };
    let (go, stop) = ("{\"stop\":false}", "{\"stop\":true}");
    let input = [call("a", go), call("a", stop), call("a", go), call("b", go)].concat();
    for engine in ["native", "interpreter", "reference", "all"] {
        let ran = folder.feed(["eval", "a.agp", "--engine", engine], input.as_bytes());
        assert_eq!(fields(&ran.out, "rule"), ["reads", "stops", "halted", "reads"], "{engine} {}", ran.err);
    }
}

#[test]
fn a_policy_that_cannot_be_evaluated_whole_is_refused() {
    let rule = "deny often when count(kind is read) in 1m per session > 3\n";
    let folder = Folder::with(&[("a.agp", &format!("{POLICY}{rule}"))]);
    let ran = folder.feed(["eval", "a.agp"], CALL.as_bytes());
    ran.says(1, &["[a.agp:2:17]", "not evaluated yet", "error: `a` does not run yet: the policy is not run"]);
    assert_eq!(ran.out, "");
}

#[test]
fn a_layer_is_meant_and_its_base_is_found_beside() {
    let base = "policy base \"1\"\nrole r\ndeny admin when kind is admin\n";
    let layer = "policy layer \"1\"\nextends base\ntool t is read yields nothing { }\nallow reads when tool is t and role has r\n";
    let folder = Folder::with(&[("base.agp", base), ("layer.agp", layer)]);
    let record = "{\"event\":\"call\",\"role\":\"r\",\"tool\":\"t\"}\n";
    for policy in [".", "layer.agp"] {
        let ran = folder.feed(["eval", policy], record.as_bytes());
        assert_eq!(
            (ran.status, fields(&ran.out, "rule")),
            (Some(0), vec!["reads".to_owned()]),
            "{policy} {}",
            ran.err
        );
    }
    let ran = folder.feed(["eval", ".", "--policy", "base"], record.as_bytes());
    assert_eq!(fields(&ran.out, "rule"), ["undeclared"]);
}

const PAY: &str =
    "policy a \"1\"\ntool pay is pay to local { amount: EUR  count: int }\nallow a when tool is pay\n";

/// A decision names the rule that refused a record; what was wrong with it stands beside the decision.
#[test]
fn a_refused_record_says_why() {
    let folder = Folder::with(&[("a.agp", PAY)]);
    let records = "{\"event\":\"call\",\"tool\":\"pay\",\"args\":{\"amount\":5,\"count\":\"5\"}}\n\
                   {\"event\":\"call\",\"tool\":\"pay\",\"arguments\":{}}\n{\"event\":\"call\"}\n";
    folder.write("records.jsonl", records);
    let ran = folder.run(["eval", "a.agp", "--records", "records.jsonl"]);
    ran.says(
        0,
        &[
            "note: line 1: `args.count`: a text where a whole number is declared\n",
            "note: line 2: records have no `arguments`, so it is ignored: did you mean `args`?\n",
            "note: line 2: `args.amount` is missing: a call of `pay` must have it\n",
            "note: line 3: a call names its `tool`, and there is none\n",
        ],
    );
    let explained = folder.run(["eval", "a.agp", "--records", "records.jsonl", "--explain"]);
    assert!(explained.out.contains("    cause    `args.count`: a text where a whole number is declared\n"));
    assert!(!explained.err.contains("args.count"), "{explained:#?}");
}

#[test]
fn what_is_said_of_refused_records_has_an_end() {
    let folder = Folder::with(&[("a.agp", PAY)]);
    let ran = folder.feed(["eval", "a.agp"], "{}\n".repeat(100).as_bytes());
    ran.says(0, &["note: line 20: it has no `event`", "further records were refused is not shown"]);
    assert_eq!((ran.out.lines().count(), ran.err.lines().count()), (100, 21));
}

/// Comparisons were shown as the thresholds that they are made of, and a time of day by its beginning.
#[test]
fn reasons_speak_as_the_author_does() {
    let folder = Folder::with(&[(
        "a.agp",
        "policy a \"1\"\nrole clerk\nsignal hint: score\nlet small = tool is pay and args.n < 50\n\
         tool pay is pay to local { n: int  note?: text }\n\
         risk heat { add 0.25 * signal.hint  subtract 0.0625 when role has clerk  add 0.125 }\n\
         allow a when small and args.n != 3 and not (args.n in 7..=9) and role has clerk\n\
         and time not in 06:00..08:00 zone \"UTC\" and heat < 0.3\n\
         review r when tool is pay and (args.n > 30 or args.note like \"x*\") by 1 of clerk within 1h\n",
    )]);
    let record = r#"{"event":"call","time":"2026-03-02T20:00Z","role":["clerk"],"tool":"pay","args":{"n":5,"note":"xy"},
        "signals":{"hint":0.5}}"#
        .replace('\n', "");
    folder.write("records.jsonl", record);
    let ran = folder.run(["eval", "a.agp", "--records", "records.jsonl", "--explain"]);
    let reasons: Vec<&str> = ran.out.lines().skip_while(|line| !line.starts_with("    review r")).collect();
    assert_eq!(
        reasons,
        [
            "    review r",
            "        true     tool is pay",
            "        false    args.n > 30",
            "        true     args.note like \"x*\"",
            "    allow a",
            "        true     tool is pay",
            "        true     args.n < 50",
            "        true     args.n != 3",
            "        false    args.n in 7..=9",
            "        true     role has clerk",
            "        true     time not in 06:00..08:00 zone \"UTC\"",
            "        true     heat < 0.3",
            "    risk heat 0.1875",
            "        +0.125   add 0.25 * signal.hint",
            "        -0.0625  subtract 0.0625 when role has clerk",
            "        +0.125   add 0.125",
        ],
        "{ran:#?}"
    );
}
