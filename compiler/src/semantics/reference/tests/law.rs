//! Law 3, unknown never helps: a record that says less is decided at least as strictly.
//!
//! Policies are drawn at random, with conditions as the checker lets them through; each is asked
//! about a record and about the same record with some of its fields forgotten.

use super::author::{
    declare, detected, empty, has, ids, not, one, optional, risk, rule, signal, term, tool, when, within,
};
use super::decide;
use super::dice::Dice;
use crate::semantics::thir::{Cond, Policy, Quantifier, Subject, Test, TextPattern};
use crate::syntax::ast::Word;
use crate::types::{Scalar, Type};
use agp_abi::Verdict;
use agp_abi::tables::Mapping;

/// What a field says, and what a record says that knows less.
const FIELDS: [(&str, &[&str], &[&str]); 9] = [
    (
        r#""role":"#,
        &["[]", r#"["clerk"]"#, r#"["staff"]"#, r#"["clerk","boss"]"#],
        &["null", r#"["wizard"]"#],
    ),
    (r#""purpose":"#, &[r#""ops""#, r#""payroll""#], &["null", r#""evil""#]),
    (
        r#""data":"#,
        &["[]", r#"["ssn"]"#, r#"["pii","health"]"#, r#"["mail"]"#, r#"["payslip"]"#],
        &["null", r#"["foo"]"#, r#"["unlabelled"]"#],
    ),
    (r#""time":"#, &[r#""2026-03-02T09:00Z""#, r#""2026-07-05T22:30Z""#], &[r#""?""#]),
    (r#""trust":"#, &["0", "0.5", "1"], &["null", "2"]),
    (r#""verified":"#, &["true", "false"], &["null"]),
    (r#""score":"#, &["0", "0.3", "1"], &["null", r#""0.3""#]),
    (r#""flags":"#, &["[]", r#"["a"]"#, r#"["a","b"]"#], &["null", r#"["z"]"#, "7"]),
    (r#""amount":"#, &["-1", "0", "10", "1e30"], &["null"]),
];

/// A record with the first choices, and one that has forgotten some of them.
fn records(dice: &mut Dice) -> (String, String) {
    let mut known: Vec<String> = Vec::new();
    let mut less: Vec<String> = Vec::new();
    for (key, says, forgets) in FIELDS {
        let value = format!("{key}{}", dice.pick(says));
        less.push(if dice.roll(3) == 0 { format!("{key}{}", dice.pick(forgets)) } else { value.clone() });
        known.push(value);
    }
    let to = [r#""slack.com""#, r#""evil.example""#];
    let to = (*dice.pick(&to), if dice.roll(3) == 0 { r#""not a host""# } else { "" });
    let line = |fields: &[String], to: &str| {
        let [role, purpose, data, time, trust, verified, score, flags, amount] = fields else {
            unreachable!()
        };
        format!(
            r#"{{"event":"call","tool":"t",{role},{purpose},{data},{time},"agent":{{"id":"x",{trust},{verified}}},
            "signals":{{{score},{flags}}},"args":{{{amount},"to":{to},"body":"hello"}}}}"#
        )
    };
    (line(&known, to.0), line(&less, if to.1.is_empty() { to.0 } else { to.1 }))
}

/// Something to test, with all the subjects of [`base`].
fn test(dice: &mut Dice, policy: &Policy, subjects: &[Subject]) -> Test {
    let class = *dice.pick(&["public", "pii", "pii.ssn", "mail", "health", "payslip"]);
    let role = *dice.pick(&["staff", "clerk", "boss"]);
    let destination = *dice.pick(&["internal", "chat", "external"]);
    let [amount, score, flags] = subjects else { unreachable!() };
    let at_least = |subject: &Subject, value| Test::AtLeast { terms: vec![(1, subject.clone())], value };
    match dice.roll(13) {
        0 => has(policy, Word::Class, &[class]),
        1 => within(policy, Word::Class, &[class, "health"]),
        2 => has(policy, Word::Role, &[role]),
        3 => within(policy, Word::Role, &[role]),
        4 => has(policy, Word::Destination, &[destination]),
        5 => within(policy, Word::Destination, &[destination]),
        6 => Test::Entry { word: Word::Purpose, of: ids(policy, Word::Purpose, &["payroll"]) },
        7 => Test::Bool(Subject::AgentVerified),
        8 => at_least(dice.pick(&[score.clone(), Subject::AgentTrust]), 300_000),
        9 => at_least(amount, 1),
        10 => Test::EnumSet { subject: flags.clone(), quantifier: Quantifier::Has, of: vec![0] },
        11 => Test::Weekday { zone: "Europe/Berlin".to_owned(), days: vec![1, 2] },
        _ => Test::Text {
            subject: Subject::AgentId,
            quantifier: Quantifier::Has,
            patterns: vec![TextPattern::Exact("x".to_owned())],
        },
    }
}

fn cond(dice: &mut Dice, policy: &Policy, subjects: &[Subject], depth: usize) -> Cond {
    if depth == 0 {
        return when(test(dice, policy, subjects));
    }
    let parts = |dice: &mut Dice| (0..2).map(|_| cond(dice, policy, subjects, depth - 1)).collect();
    match dice.roll(4) {
        0 => Cond::And(parts(dice)),
        1 => Cond::Or(parts(dice)),
        2 => not(cond(dice, policy, subjects, depth - 1)),
        _ => cond(dice, policy, subjects, 0),
    }
}

/// A policy without rules, and its numbers and sets.
fn base() -> (Policy, Vec<Subject>) {
    let mut policy = empty();
    declare(&mut policy, Word::Class, &["pii", "pii.ssn", "pii.mail", "health", "health.payslip"]);
    detected(&mut policy, "mail");
    declare(&mut policy, Word::Role, &["staff", "staff.clerk", "boss"]);
    declare(&mut policy, Word::Purpose, &["ops", "ops.payroll"]);
    declare(&mut policy, Word::Destination, &["external.chat"]);
    super::author::matches(&mut policy, Word::Destination, "chat", &["slack.com"]);
    super::author::otherwise(&mut policy, Word::Destination, "external");
    tool(&mut policy, "t", "send");
    let amount = optional(&mut policy, "amount", one(Scalar::Int), Mapping::None);
    optional(&mut policy, "to", one(Scalar::Host), Mapping::Destination);
    optional(&mut policy, "body", one(Scalar::Text), Mapping::Payload);
    let score = signal(&mut policy, "score", one(Scalar::Score));
    let words = Scalar::Enum(vec!["a".to_owned(), "b".to_owned()]);
    let flags = signal(&mut policy, "flags", Type::Set(words));
    (policy, vec![amount, score, flags])
}

/// A policy with three allows, three restricting rules and a risk between them.
fn draw(dice: &mut Dice) -> Policy {
    let (mut policy, subjects) = base();
    let ssn = ids(&policy, Word::Class, &["pii.ssn"]);
    let terms = (0..4).map(|at| {
        let score = (dice.roll(2) == 0).then(|| subjects[1].clone());
        term(at == 3, 300_000, score, cond(dice, &policy, &subjects, 1))
    });
    let terms = terms.collect();
    let id = risk(&mut policy, "r", terms);
    let high = when(Test::Risk { risk: id, value: 500_000_000_000 });
    let known = when(Test::Known(dice.pick(&[Subject::Data, Subject::Role, Subject::Time]).clone()));
    for (at, name) in ["a", "b", "c"].into_iter().enumerate() {
        let mut parts = vec![cond(dice, &policy, &subjects, 2)];
        parts.extend([known.clone(), not(high.clone())].into_iter().take(at));
        rule(&mut policy, Verdict::Allow, name, Cond::And(parts));
    }
    for (at, name) in ["x", "y", "z"].into_iter().enumerate() {
        let mut parts = vec![cond(dice, &policy, &subjects, 2)];
        parts.extend([not(known.clone()), high.clone()].into_iter().take(at));
        rule(&mut policy, *dice.pick(&Verdict::ALL[1..]), name, Cond::And(parts)).mask = ssn.clone();
    }
    policy
}

#[test]
fn unknown_never_helps() {
    let mut dice = Dice(1);
    let mut stricter = 0;
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..1_000 {
        let policy = draw(&mut dice);
        for _ in 0..10 {
            let (known, less) = records(&mut dice);
            let (with, without) = (decide(&policy, &known).verdict, decide(&policy, &less).verdict);
            assert!(without >= with, "{with} became {without}\n{known}\n{less}\n{:#?}", policy.rules);
            stricter += usize::from(without > with);
            seen.insert(with);
        }
    }
    assert!(stricter > 500, "only {stricter} decisions depended on what was forgotten");
    assert_eq!(seen.len(), Verdict::ALL.len());
}

#[test]
fn more_restricting_rules_never_loosen() {
    let mut dice = Dice(2);
    for _ in 0..300 {
        let policy = draw(&mut dice);
        let (line, _) = records(&mut dice);
        let full = decide(&policy, &line).verdict;
        for at in 0..policy.rules.len() {
            let mut fewer = policy.clone();
            let removed = fewer.rules.remove(at);
            let verdict = decide(&fewer, &line).verdict;
            if removed.verdict == Verdict::Allow {
                assert!(verdict >= full);
            } else {
                assert!(verdict <= full);
            }
        }
        let mut turned = policy.clone();
        turned.rules.reverse();
        assert_eq!(decide(&turned, &line), decide(&policy, &line));
    }
}
