//! The laws as properties.

use crate::run::{Plan, Subject, every_policy, judge};
use agp_abi::Verdict;
use agp_abi::decision::Answer;
use agp_abi::verdict::Reserved;
use agp_compiler::semantics::thir;
use agp_tests::census::Census;
use agp_tests::dice::{Dice, Seed};
use agp_tests::differ::parts;
use agp_tests::forget::{WAYS, forget};
use agp_tests::generate::record::{Case, Recorder};
use agp_tests::generate::{Kind, Policy};
use agp_tests::judge::{Judge, compile};
use agp_tests::shrink::{show, shrink};

const FORGETTING: Plan = Plan { cases: 250, policies: 2_000 };
const WAY: &str = "forgotten";

/// Law 3: whatever fills in an unknown fact, the verdict is no stricter than without it.
#[test]
fn unknown_never_helps() {
    let ran = every_policy(FORGETTING, |subject, dice| {
        let Subject { seed, policy, judge: judged, census } = subject;
        let checked = judged.policy.clone();
        let recorder = Recorder::new(&checked);
        let mut left = FORGETTING.cases;
        while left > 0 {
            let case = recorder.case(dice);
            if !is_record(judged, &case) {
                continue;
            }
            let Some(less) = less_known(dice, &checked, &case, census) else { continue };
            left -= 1;
            if helps(judged, &case, &less).is_none() {
                continue;
            }
            let (policy, case) = shrink(policy.clone(), case, |policy, case| {
                judge(policy).is_ok_and(|mut judged| some_way_helps(&mut judged, case).is_some())
            });
            let said = judge(&policy).ok().and_then(|mut judged| some_way_helps(&mut judged, &case));
            let said = said.unwrap_or_default();
            panic!("AGP_SEED={seed} AGP_CASES={}\n\n{}\n{said}", FORGETTING.cases, show(&policy, &case));
        }
    });
    let mut census = ran.census;
    let way = |name: &str| census.of(WAY, name);
    let never: Vec<&str> = WAYS.into_iter().filter(|name| way(name) == 0).collect();
    println!("{} triples\n{census}", ran.policies * FORGETTING.cases);
    assert!(never.is_empty() || ran.policies < FORGETTING.policies, "never forgotten: {never:?}");
    census.count(WAY, "");
}

/// Whether the line is a record: only of one it can be said what it leaves unknown.
fn is_record(judged: &mut Judge, case: &Case) -> bool {
    let rule = judged.interpreter(case).decision.and_then(|decision| decision.rule);
    rule.as_deref() != Some(Reserved::InvalidRecord.text())
}

/// The case with one to three things less known.
fn less_known(dice: &mut Dice<'_>, policy: &thir::Policy, case: &Case, census: &mut Census) -> Option<Case> {
    let mut found = None;
    for _ in 0..dice.between(1, 3) {
        if let Some((less, way)) = forget(dice, policy, found.as_ref().unwrap_or(case)) {
            census.count(WAY, way);
            found = Some(less);
        }
    }
    found
}

/// Says so if not knowing helps.
fn helps(judged: &mut Judge, known: &Case, unknown: &Case) -> Option<String> {
    let with = judged.interpreter(known);
    let without = judged.interpreter(unknown);
    let verdict = |answer: &Answer| answer.decision.as_ref().map(|decision| decision.verdict);
    (verdict(&without) < verdict(&with)).then(|| {
        let line = String::from_utf8_lossy(&unknown.bytes()).into_owned();
        format!("less known {line}\nclock      {:?}{}", unknown.now, parts(&with, &without))
    })
}

/// The first of many ways to forget that helps.
fn some_way_helps(judged: &mut Judge, case: &Case) -> Option<String> {
    let policy = judged.policy.clone();
    if !is_record(judged, case) {
        return None;
    }
    (0..200).find_map(|seed| {
        let mut source = Seed::new(seed);
        let mut dice = Dice::new(&mut source);
        let less = less_known(&mut dice, &policy, case, &mut Census::default())?;
        helps(judged, case, &less)
    })
}

const ORDER: Plan = Plan { cases: 30, policies: 500 };

/// Law 4: the order of files and declarations changes nothing at all.
#[test]
fn order_never_matters() {
    every_policy(ORDER, |subject, dice| {
        let Subject { seed, policy, judge: judged, .. } = subject;
        let mut shuffled = policy.clone();
        shuffle(dice, &mut shuffled);
        let mut other = self::judge(&shuffled)
            .unwrap_or_else(|error| panic!("AGP_SEED={seed}: refused in another order: {error}"));
        let checked = judged.policy.clone();
        let recorder = Recorder::new(&checked);
        for _ in 0..ORDER.cases {
            let case = recorder.case(dice);
            let (a, b) = (judged.interpreter(&case), other.interpreter(&case));
            assert!(
                a == b,
                "AGP_SEED={seed} AGP_CASES={}\n\n{}\nin another order{}",
                ORDER.cases,
                show(policy, &case),
                parts(&a, &b)
            );
        }
    });
}

fn shuffle(dice: &mut Dice<'_>, policy: &mut Policy) {
    let name = policy.name().to_owned();
    for file in &mut policy.files {
        dice.shuffle(&mut file.items);
    }
    dice.shuffle(&mut policy.files);
    // The last file is the policy itself only by convention of the generator.
    policy.files.sort_by_key(|file| file.name == name);
}

const RULES: Plan = Plan { cases: 30, policies: 500 };

/// Law 4: without a rule that restricts no verdict is stricter, and so with one none is looser.
/// Nothing runs that no `allow` has granted.
#[test]
fn a_rule_that_restricts_never_loosens() {
    every_policy(RULES, |subject, dice| {
        let Subject { seed, policy, judge: judged, .. } = subject;
        let Some((rule, without)) = without_a_rule(dice, policy) else { return };
        let mut looser = self::judge(&without)
            .unwrap_or_else(|error| panic!("AGP_SEED={seed}: refused without `{rule}`: {error}"));
        let checked = judged.policy.clone();
        let recorder = Recorder::new(&checked);
        for _ in 0..RULES.cases {
            let case = recorder.case(dice);
            let (with, without) = (judged.interpreter(&case), looser.interpreter(&case));
            let verdict = |answer: &Answer| answer.decision.as_ref().map(|decision| decision.verdict);
            let shown = || format!("AGP_SEED={seed} AGP_CASES={}\n\n{}", RULES.cases, show(policy, &case));
            assert!(
                verdict(&without) <= verdict(&with),
                "{}\nwithout `{rule}`{}",
                shown(),
                parts(&with, &without)
            );
            assert!(is_granted(&checked, &case, &with), "{}\nruns, and nothing allows it: {with:?}", shown());
        }
    });
}

/// The policy without one of the rules that restrict.
fn without_a_rule(dice: &mut Dice<'_>, policy: &Policy) -> Option<(String, Policy)> {
    let mut places = Vec::new();
    for (file, items) in policy.files.iter().map(|file| &file.items).enumerate() {
        for (at, item) in items.iter().enumerate() {
            if let Kind::Rule(verdict, name) = &item.kind
                && *verdict != Verdict::Allow
            {
                places.push((file, at, name.clone()));
            }
        }
    }
    let (file, at, name) = dice.any(&places)?.clone();
    let mut without = policy.clone();
    without.files[file].items.remove(at);
    Some((name, without))
}

/// Whether a call that may run has been allowed by some rule.
fn is_granted(policy: &thir::Policy, case: &Case, answer: &Answer) -> bool {
    let call = case.record().is_some_and(|record| record.line().contains(r#""event":"call""#));
    let Some(decision) = answer.decision.as_ref().filter(|decision| call && decision.verdict.may_run())
    else {
        return true;
    };
    policy.rules.iter().any(|rule| rule.verdict == Verdict::Allow && decision.matched.contains(&rule.name))
}

/// Law 5: the same text gives the same program and the same tables.
#[test]
fn the_same_text_gives_the_same_bytes() {
    every_policy(Plan { cases: 1, policies: 500 }, |subject, _| {
        let Subject { seed, policy, .. } = subject;
        let [a, b] = [(), ()].map(|()| {
            compile(&policy.sources(), policy.name())
                .unwrap_or_else(|error| panic!("AGP_SEED={seed}: {error}"))
        });
        assert!(a.program.to_string() == b.program.to_string(), "AGP_SEED={seed}: two programs");
        assert!(a.tables == b.tables, "AGP_SEED={seed}: two tables");
    });
}
