//! Decisions as lines of JSON.

use crate::build::*;
use agp_abi::Verdict;
use agp_abi::decision::{Answer, Decision, Duty};
use agp_abi::tables::{PolicyName, Rollback};
use agp_runtime::render;

fn name() -> PolicyName {
    PolicyName { name: "acme.hr".into(), version: "2.1.0".into(), hash: "blake3:00".into() }
}

fn decision() -> Decision {
    Decision {
        verdict: Verdict::Deny,
        rule: Some("ssn_to_chat".into()),
        matched: vec!["ssn_to_chat".into()],
        because: Some("Never \"there\".".into()),
        cites: Vec::new(),
        risk: vec![
            ("exfiltration".into(), 700_000_000_000),
            ("b".into(), 1),
            ("c".into(), 1_000_000_000_000),
        ],
        duties: vec![Duty::Alert("secops".into())],
        unknown: vec!["signal.injection".into()],
        undeclared: Vec::new(),
        shadow: Vec::new(),
    }
}

#[test]
fn keys_stand_in_their_order() {
    let answer = Answer { session: Some("s-42".into()), decision: Some(decision()) };
    assert_eq!(
        render(&answer, Some(7), &name()),
        concat!(
            r#"{"verdict":"deny","rule":"ssn_to_chat","matched":["ssn_to_chat"],"because":"Never \"there\".","#,
            r#""risk":{"exfiltration":0.7,"b":0.000000000001,"c":1},"duties":[{"alert":"secops"}],"redactions":[],"#,
            r#""unknown":["signal.injection"],"shadow":[],"session":"s-42","line":7,"#,
            r#""policy":{"name":"acme.hr","version":"2.1.0","hash":"blake3:00"}}"#
        )
    );
}

#[test]
fn what_is_not_there_is_null_or_left_out() {
    let bare = Decision {
        rule: None,
        because: None,
        cites: vec!["X".into()],
        undeclared: vec!["y".into()],
        ..decision()
    };
    let line = render(&Answer { session: None, decision: Some(bare) }, None, &name());
    assert!(
        line.contains(r#""rule":null,"#) && line.contains(r#""because":null,"cites":["X"],"risk""#),
        "{line}"
    );
    assert!(line.contains(r#""undeclared":["y"],"shadow":[],"session":null,"policy""#), "{line}");
    let prompt = Answer { session: Some("s".into()), decision: None };
    assert_eq!(render(&prompt, Some(3), &name()), r#"{"ok":true,"session":"s","line":3}"#);
}

#[test]
fn duties_have_their_keys() {
    let review = |within| Duty::Review {
        rule: "x".into(),
        count: 2,
        role: "security".into(),
        within,
        otherwise: Verdict::Deny,
    };
    let duties = vec![
        Duty::Mask("pii.ssn".into()),
        Duty::Sandbox,
        review(900_000),
        Duty::Pause,
        Duty::Halt,
        Duty::Rollback(Rollback::Action),
    ];
    let line =
        render(&Answer { session: None, decision: Some(Decision { duties, ..decision() }) }, None, &name());
    let expected = concat!(
        r#""duties":[{"mask":"pii.ssn"},{"sandbox":true},"#,
        r#"{"review":{"rule":"x","by":2,"of":"security","within":"15m","else":"deny"}},"#,
        r#"{"pause":"session"},{"halt":"session"},{"rollback":"action"}]"#
    );
    assert!(line.contains(expected), "{line}");
    for (within, text) in [(0, "0ms"), (1, "1ms"), (1500, "1500ms"), (90_000, "90s"), (86_400_000, "1d")] {
        let duties = vec![review(within)];
        let line = render(
            &Answer { session: None, decision: Some(Decision { duties, ..decision() }) },
            None,
            &name(),
        );
        assert!(line.contains(&format!(r#""within":"{text}""#)), "{line}");
    }
}

/// Whatever a record says, its answer is one line of JSON that says the same.
#[test]
fn texts_come_back_as_they_were() {
    let policy = Build::new().tool(tool("t", kind::READ, vec![])).policy();
    for session in ["", "\u{0}\u{1f}\u{7f}", "\"\\\n\r\t/", "ä😀\u{2028}\u{202e}", "</script>"] {
        let quoted = serde_json::to_string(session).unwrap();
        let answer = answer(&policy, &format!(r#"{{"event":"call","tool":"t","session":{quoted}}}"#));
        let line = render(&answer, Some(1), policy.name());
        assert!(!line.contains('\n'));
        let read: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(read["session"], session);
    }
}
