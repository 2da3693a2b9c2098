//! Section 5: the facts that were unknown and decided.

use crate::build::*;
use agp_abi::Verdict;
use agp_abi::number::Bounds;
use agp_abi::tables::*;
use agp_runtime::Policy;

fn unknown(policy: &Policy, rest: &str) -> Vec<String> {
    decide(policy, &format!(r#"{{"event":"call","tool":"t"{rest}}}"#)).unknown
}

/// `analyst`, `payroll`, `ssn`, `amount`, in this order.
fn atoms(build: &mut Build) -> [Cond; 4] {
    let amount = build.number(i64::MIN, i64::MAX);
    let mut arg = arg("amount", one_of(Scalar::Int), Mapping::None);
    arg.feed.numbers = vec![amount];
    build.tool(tool("t", kind::READ, vec![arg]));
    [
        build.has(set::ROLE, "role", &[role::ANALYST], &[]),
        build.one(one::PURPOSE, "purpose", &[1]),
        build.has(set::DATA, "data", &[class::SSN], &[class::PII]),
        build.at_least(amount, "args.amount", 5),
    ]
    .map(Cond::Is)
}

#[test]
fn of_a_default_what_would_have_let_an_allow_match() {
    let mut build = Build::new();
    let [analyst, payroll, _, amount] = atoms(&mut build);
    build.rule(rule("a", Verdict::Allow), Cond::And(vec![analyst, Cond::Not(Box::new(payroll.clone()))]));
    build.rule(rule("b", Verdict::Allow), Cond::And(vec![payroll, amount]));
    let policy = build.policy();
    assert_eq!(unknown(&policy, ""), ["args.amount", "purpose", "role"]);
    assert_eq!(unknown(&policy, r#","role":[]"#), ["args.amount", "purpose"]);
    assert_eq!(unknown(&policy, r#","role":"analyst","purpose":"payroll""#), ["args.amount"]);
    assert_eq!(unknown(&policy, r#","role":[],"purpose":"payroll","args":{"amount":4.5}"#), ["args.amount"]);
    assert_eq!(unknown(&policy, r#","role":[],"purpose":"payroll","args":{"amount":4}"#), NONE);
    assert_eq!(unknown(&policy, r#","purpose":"payroll","args":{"amount":5}"#), NONE, "it is allowed");
}

const NONE: [&str; 0] = [];

#[test]
fn of_a_rule_what_keeps_it_from_being_sure() {
    let mut build = Build::new();
    let [analyst, payroll, ssn, _] = atoms(&mut build);
    build.allow_all();
    build.rule(rule("one", Verdict::Deny), Cond::And(vec![analyst, ssn.clone()]));
    build.rule(rule("two", Verdict::Deny), Cond::And(vec![payroll.clone(), ssn]));
    build.rule(rule("low", Verdict::Redact), payroll);
    let policy = build.policy();
    assert_eq!(unknown(&policy, r#","role":"analyst","data":"ssn""#), ["purpose"], "one must, two may hold");
    assert_eq!(unknown(&policy, r#","role":"analyst","purpose":"payroll","data":"ssn""#), NONE);
    assert_eq!(unknown(&policy, r#","purpose":"offboarding","data":"pii""#), ["data", "role"]);
    assert_eq!(unknown(&policy, r#","role":[],"data":[]"#), ["purpose"], "of `low`, which decides now");
}

#[test]
fn of_a_risk_what_raises_its_bound() {
    let mut build = Build::new();
    let [analyst, payroll, ssn, _] = atoms(&mut build);
    let score = build.number(0, 1_000_000);
    let feed = Feed { numbers: vec![score], ..Feed::default() };
    build.tables.signals.push(SignalRow { name: "s".into(), ty: one_of(Scalar::Score), feed });
    let terms = vec![
        (false, 500_000, None, analyst),
        (false, 300_000, Some((score, "signal.s")), ssn),
        (true, 100_000, None, payroll),
    ];
    let risk = build.risk("leak", terms);
    let high = build.atom(Atom::Risk { risk, value: 400_000_000_000 }, &[]);
    build.allow_all().rule(rule("leaks", Verdict::Deny), Cond::Is(high));
    let policy = build.policy();
    assert_eq!(unknown(&policy, ""), ["purpose", "role"]);
    assert_eq!(unknown(&policy, r#","data":"pii""#), ["data", "purpose", "role", "signal.s"]);
    assert_eq!(unknown(&policy, r#","data":"ssn","role":"analyst","purpose":"offboarding""#), ["signal.s"]);
    let known = r#","data":"ssn","role":"analyst","purpose":"payroll","signals":{"s":0.1}"#;
    assert_eq!(unknown(&policy, known), NONE, "a bound that is high for known reasons");
    assert_eq!(verdict(&policy, r#"{"event":"call","tool":"t","role":[]}"#), "allow by everything");
}

#[test]
fn shadow_rules_settle_nothing() {
    let mut build = Build::new();
    let [analyst, payroll, ..] = atoms(&mut build);
    build.rule(RuleRow { shadow: true, ..rule("a", Verdict::Allow) }, analyst);
    build.rule(RuleRow { on: Event::Result, ..rule("b", Verdict::Allow) }, payroll);
    assert_eq!(unknown(&build.policy(), ""), NONE);
}

/// `until`, as it is lowered: of an allow a conjunct, of a shadow rule two rules.
#[test]
fn until_is_part_of_the_condition() {
    let mut build = Build::new();
    let [analyst, ..] = atoms(&mut build);
    let time = build.number(i64::MIN, i64::MAX);
    build.tables.clock.instant.push(time);
    let over = Cond::Is(build.at_least(time, "time", NOW));
    let before = Cond::Not(Box::new(over.clone()));
    build.rule(rule("a", Verdict::Allow), Cond::And(vec![analyst, before]));
    build.rule(rule("b", Verdict::Pause), over);
    let policy = build.policy();
    let at = |time: &str| {
        let line = format!(r#"{{"event":"call","tool":"t","role":"analyst","time":"{time}"}}"#);
        (verdict(&policy, &line), decide(&policy, &line).unknown)
    };
    assert_eq!(at("2026-11-21T08:59:59Z"), ("allow by a".into(), vec![]));
    assert_eq!(at("2026-11-21T09:00:00Z"), ("deny by default".into(), vec![]));
    assert_eq!(at("someday"), ("deny by default".into(), vec!["time".into()]));
    assert_eq!(build.tables.numbers[time as usize], Bounds::UNKNOWN);
}
