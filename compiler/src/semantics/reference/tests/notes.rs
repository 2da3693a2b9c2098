//! Sections 3, 5 and 6: risks, what was unknown and decided, what is not declared.

use super::author::{
    ALWAYS, arg, declare, empty, has, ids, list, not, one, optional, risk, rule, signal, term, tool, when,
    within,
};
use super::decide;
use crate::semantics::thir::{Cond, Policy, Subject, Test};
use crate::syntax::ast::Word;
use crate::types::Scalar;
use agp_abi::Verdict;
use agp_abi::tables::{Event, Mapping};

/// A tool `t`, a class and a role.
fn policy() -> Policy {
    let mut policy = empty();
    declare(&mut policy, Word::Class, &["pii", "pii.ssn"]);
    declare(&mut policy, Word::Role, &["clerk"]);
    declare(&mut policy, Word::Purpose, &["ops"]);
    tool(&mut policy, "t", "read");
    policy
}

fn is_clerk(policy: &Policy) -> Cond {
    when(has(policy, Word::Role, &["clerk"]))
}

const LINE: &str = r#"{"event":"call","tool":"t"}"#;
const CLERK: &str = r#"{"event":"call","tool":"t","role":["clerk"],"signals":{"s":0.123456}}"#;
const NOBODY: &str = r#"{"event":"call","tool":"t","role":[],"signals":{"s":0.0000001}}"#;

/// The bound of the only risk, in millionths of a millionth.
fn bound(policy: &Policy, line: &str) -> i64 {
    decide(policy, line).risk[0].1
}

#[test]
fn risks_add_what_may_count_and_subtract_what_must() {
    let mut policy = policy();
    let s = signal(&mut policy, "s", one(Scalar::Score));
    let clerk = is_clerk(&policy);
    let terms = vec![
        term(false, 300_000, None, not(clerk.clone())),
        term(false, 500_001, Some(s.clone()), ALWAYS),
        term(true, 200_000, None, clerk.clone()),
        term(true, 100_000, Some(s), clerk),
    ];
    risk(&mut policy, "r", terms);
    assert_eq!(bound(&policy, LINE), 800_001_000_000);
    assert_eq!(bound(&policy, CLERK), 0);
    assert_eq!(bound(&policy, NOBODY), 300_000_500_001);
    assert_eq!(decide(&policy, LINE).risk[0].0, "r");
}

#[test]
fn risks_are_cut_once_at_the_end() {
    let mut policy = policy();
    let weight = |subtract, weight| term(subtract, weight, None, ALWAYS);
    risk(&mut policy, "r", vec![weight(false, 900_000), weight(false, 900_000), weight(true, 1_000_000)]);
    assert_eq!(bound(&policy, LINE), 800_000_000_000);
    policy.risks[0].terms = vec![weight(false, i64::MAX); 3];
    assert_eq!(bound(&policy, LINE), 1_000_000_000_000);
    policy.risks[0].terms = vec![weight(true, i64::MAX); 3];
    assert_eq!(bound(&policy, LINE), 0);
}

#[test]
fn a_risk_may_reach_what_its_bound_reaches() {
    let mut policy = policy();
    let id = risk(&mut policy, "r", vec![term(false, 600_000, None, ALWAYS)]);
    let reaches = |value| when(Test::Risk { risk: id, value });
    rule(&mut policy, Verdict::Allow, "low", not(reaches(600_000_000_001)));
    rule(&mut policy, Verdict::Allow, "never", reaches(1));
    rule(&mut policy, Verdict::Deny, "high", reaches(600_000_000_001));
    rule(&mut policy, Verdict::Sandbox, "middle", reaches(600_000_000_000));
    assert_eq!(decide(&policy, LINE).matched, ["low", "middle"]);
}

#[test]
fn allows_that_nearly_matched_name_what_they_lacked() {
    let mut policy = policy();
    let both = Cond::And(vec![is_clerk(&policy), when(Test::Bool(Subject::AgentVerified))]);
    rule(&mut policy, Verdict::Allow, "a", both);
    let purpose = Test::Entry { word: Word::Purpose, of: ids(&policy, Word::Purpose, &["ops"]) };
    rule(&mut policy, Verdict::Allow, "b", Cond::And(vec![when(purpose.clone()), Cond::Const(false)]));
    rule(&mut policy, Verdict::Allow, "c", when(purpose)).shadow = true;
    assert_eq!(decide(&policy, LINE).unknown, ["agent.verified", "role"]);
    assert_eq!(decide(&policy, CLERK).unknown, ["agent.verified"]);
    assert_eq!(decide(&policy, NOBODY).unknown, Vec::<String>::new());
}

#[test]
fn rules_that_only_may_hold_name_what_they_feared() {
    let mut policy = policy();
    let clerk = is_clerk(&policy);
    rule(&mut policy, Verdict::Allow, "a", ALWAYS);
    rule(&mut policy, Verdict::Deny, "d", not(clerk.clone()));
    let either = Cond::Or(vec![ALWAYS, when(Test::Bool(Subject::AgentVerified))]);
    rule(&mut policy, Verdict::Deny, "e", either);
    rule(&mut policy, Verdict::Sandbox, "s", when(Test::Known(Subject::Purpose)));
    assert_eq!(decide(&policy, LINE).unknown, ["role"]);
    assert_eq!(decide(&policy, NOBODY).unknown, Vec::<String>::new());
    rule(&mut policy, Verdict::Halt, "h", ALWAYS);
    assert_eq!(decide(&policy, LINE).unknown, Vec::<String>::new());
}

#[test]
fn every_unknown_fact_has_its_name() {
    let mut policy = policy();
    policy.tools[0].kind = super::author::id(&policy, Word::Kind, "unclassified");
    let x = optional(&mut policy, "x", one(Scalar::Int), Mapping::None);
    let y = optional(&mut policy, "y", one(Scalar::Host), Mapping::None);
    optional(&mut policy, "to", one(Scalar::Host), Mapping::Destination);
    optional(&mut policy, "what", one(Scalar::Host), Mapping::Resource);
    let s = signal(&mut policy, "s", one(Scalar::Score));
    let positive = |subject: &Subject| Test::AtLeast { terms: vec![(1, subject.clone())], value: 1 };
    let text = |subject: &Subject| Test::Text {
        subject: subject.clone(),
        quantifier: crate::semantics::thir::Quantifier::Has,
        patterns: vec![crate::semantics::thir::TextPattern::Exact("a".to_owned())],
    };
    declare(&mut policy, Word::Resource, &["prod"]);
    let kind = Test::Entry { word: Word::Kind, of: ids(&policy, Word::Kind, &["read"]) };
    for (test, want) in [
        (kind, "kind"),
        (has(&policy, Word::Class, &["pii"]), "data"),
        (within(&policy, Word::Destination, &["internal"]), "destination"),
        (within(&policy, Word::Resource, &["prod"]), "resource"),
        (positive(&x), "args.x"),
        (text(&y), "args.y"),
        (positive(&s), "signal.s"),
        (text(&Subject::AgentId), "agent.id"),
        (positive(&Subject::AgentTrust), "agent.trust"),
        (positive(&Subject::AgentDepth), "agent.depth"),
        (text(&Subject::Payload), "payload"),
        (positive(&Subject::PayloadSize), "payload.size"),
        (positive(&Subject::Time), "time"),
        (Test::Weekday { zone: "UTC".to_owned(), days: vec![1] }, "time"),
    ] {
        policy.rules.clear();
        rule(&mut policy, Verdict::Halt, "h", when(test));
        let line =
            r#"{"event":"call","tool":"t","time":"?","args":{"x":"?","y":"a b","to":"a b","what":"a b"}}"#;
        let decision = decide(&policy, line);
        assert_eq!((decision.rule.as_deref(), decision.unknown), (Some("h"), vec![want.to_owned()]));
    }
}

#[test]
fn a_risk_names_what_raised_it() {
    let mut policy = policy();
    let s = signal(&mut policy, "s", one(Scalar::Score));
    let clerk = is_clerk(&policy);
    let verified = when(Test::Bool(Subject::AgentVerified));
    let purpose = when(Test::Entry { word: Word::Purpose, of: ids(&policy, Word::Purpose, &["ops"]) });
    let terms = vec![
        term(false, 300_000, None, not(clerk)),
        term(false, 300_000, Some(s), ALWAYS),
        term(false, 300_000, None, Cond::Or(vec![ALWAYS, verified])),
        term(true, 300_000, None, purpose),
    ];
    let id = risk(&mut policy, "r", terms);
    rule(&mut policy, Verdict::Deny, "d", when(Test::Risk { risk: id, value: 1 }));
    assert_eq!(decide(&policy, LINE).unknown, ["purpose", "role", "signal.s"]);
    assert_eq!(decide(&policy, CLERK).unknown, ["purpose"]);
}

#[test]
fn a_coarse_label_leaves_data_open() {
    let mut policy = policy();
    let ssn = when(has(&policy, Word::Class, &["ssn"]));
    rule(&mut policy, Verdict::Deny, "d", ssn);
    let decision = decide(&policy, r#"{"event":"call","tool":"t","data":["pii"]}"#);
    assert_eq!((decision.rule.as_deref(), decision.unknown), (Some("d"), vec!["data".to_owned()]));
}

#[test]
fn a_malformed_call_is_denied_as_such() {
    let mut policy = policy();
    rule(&mut policy, Verdict::Allow, "a", ALWAYS);
    let line = r#"{"event":"call","tool":"t","args":{"x":1}}"#;
    let decision = decide(&policy, line);
    assert_eq!((decision.verdict, decision.rule.as_deref()), (Verdict::Deny, Some("malformed")));
    assert_eq!((decision.matched, decision.unknown.len()), (vec!["malformed".to_owned()], 0));
    let clerk = is_clerk(&policy);
    rule(&mut policy, Verdict::Deny, "z", not(clerk));
    let decision = decide(&policy, line);
    assert_eq!((decision.rule.as_deref(), decision.unknown), (Some("z"), vec!["role".to_owned()]));
    assert_eq!(decision.matched, ["z", "malformed"]);
}

#[test]
fn names_that_are_not_declared() {
    let mut policy = policy();
    declare(&mut policy, Word::Class, &["a.x", "b.x"]);
    signal(&mut policy, "known", one(Scalar::Score));
    arg(&mut policy, "sections", list(Scalar::Class), Mapping::Data);
    let line = r#"{"event":"call","tool":"t","role":["wizard","clerk","wizard"],"purpose":"x","data":["foo","pii","x"],
        "destination":"y","resource":["z",""],"args":{"sections":["bar","ssn"]},"signals":{"s":1,"known":1,"n":null}}"#;
    let want = [
        r#"role "wizard""#,
        r#"role "wizard""#,
        r#"purpose "x""#,
        r#"data "foo""#,
        r#"data "x""#,
        r#"destination "y""#,
        r#"resource "z""#,
        r#"resource """#,
        r#"args.sections "bar""#,
        r#"signal "s""#,
    ];
    assert_eq!(decide(&policy, line).undeclared, want);
    let line = r#"{"event":"result","tool":"nope","role":["wizard"]}"#;
    let decision = decide(&policy, line);
    assert_eq!(
        (decision.rule.as_deref(), decision.undeclared),
        (Some("undeclared"), vec![r#"tool "nope""#.to_owned()])
    );
}

#[test]
fn undeclared_names_are_escaped_and_cut() {
    let policy = policy();
    let shown =
        |json: &str| decide(&policy, &format!(r#"{{"event":"call","tool":"t","role":{json}}}"#)).undeclared;
    assert_eq!(shown(r#""a\"b\\c\n\u0000\u007f\u009fé""#), [r#"role "a\"b\\c\u{a}\u{0}\u{7f}\u{9f}é""#]);
    let (fits, long) = ("é".repeat(80), "é".repeat(81));
    assert_eq!(shown(&format!("\"{fits}\"")), [format!("role \"{fits}\"")]);
    assert_eq!(shown(&format!("\"{long}\"")), [format!("role \"{fits}…\"")]);
    let many: Vec<String> = (0..40).map(|n| format!("\"r{n}\"")).collect();
    let listed = shown(&format!("[{}]", many.join(",")));
    assert_eq!((listed.len(), listed[15].as_str()), (16, r#"role "r15""#));
}

#[test]
fn results_have_their_own_rules_and_risks() {
    let mut policy = policy();
    risk(&mut policy, "r", vec![term(false, 1, None, ALWAYS)]);
    rule(&mut policy, Verdict::Deny, "d", ALWAYS).on = Event::Result;
    assert_eq!(decide(&policy, LINE).rule.as_deref(), Some("default"));
    let decision = decide(&policy, r#"{"event":"result","tool":"t"}"#);
    assert_eq!((decision.rule.as_deref(), decision.risk), (Some("d"), vec![("r".to_owned(), 1_000_000)]));
}

#[test]
fn arguments_that_are_not_declared() {
    let mut policy = policy();
    optional(&mut policy, "kinds", list(Scalar::Class), Mapping::Data);
    policy.tools[0].args[0].default = Some(r#"["none"]"#.to_owned());
    optional(&mut policy, "sections", list(Scalar::Class), Mapping::Data);
    let listed = |policy: &Policy, event: &str, args: &str| {
        decide(policy, &format!(r#"{{"event":"{event}","tool":"t","args":{args}}}"#)).undeclared
    };
    let args = r#"{"b\u200b":1,"sections":["foo","ssn"],"a":1,"c":null}"#;
    let want =
        [r#"argument "b\u{200b}""#, r#"args.sections "foo""#, r#"argument "a""#, r#"args.kinds "none""#];
    assert_eq!(listed(&policy, "call", args), want);
    assert_eq!(listed(&policy, "call", r#"{"sections":["foo",1]}"#), [r#"args.kinds "none""#]);
    assert_eq!(listed(&policy, "result", args).len(), 0);
    let long = format!(r#"{{"sections":["foo"],"a":[{}]}}"#, vec!["0"; 5_000].join(","));
    assert_eq!(listed(&policy, "call", &long).len(), 0);
    policy.tools[0].rest = true;
    assert_eq!(listed(&policy, "call", args), [r#"args.sections "foo""#, r#"args.kinds "none""#]);
}

#[test]
fn numbers_between_bounds_and_idle_tests() {
    let mut policy = policy();
    let x = optional(&mut policy, "x", one(Scalar::Int), Mapping::None);
    let y = optional(&mut policy, "y", one(Scalar::Int), Mapping::None);
    let sum = when(Test::AtLeast { terms: vec![(1, x), (1, y)], value: 7 });
    let idle = Cond::Or(vec![ALWAYS, is_clerk(&policy)]);
    rule(&mut policy, Verdict::Deny, "d", Cond::And(vec![sum, idle]));
    let unknown =
        |args: &str| decide(&policy, &format!(r#"{{"event":"call","tool":"t","args":{args}}}"#)).unknown;
    assert_eq!(unknown(r#"{"x":3.5,"y":3}"#), ["args.x"]);
    assert_eq!(unknown(r#"{"x":3}"#), ["args.y"]);
    assert_eq!(unknown(r#"{"x":4,"y":3}"#), Vec::<String>::new());
}
