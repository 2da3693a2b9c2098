//! Section 2: the two truth values of each kind of test.

use crate::build::*;
use agp_abi::facts::Facts;
use agp_abi::number::Bounds;
use agp_abi::tables::*;
use agp_runtime::kernel::{Truth, settle, truths};

/// The truth of one atom on these facts, as `yes`, `no` or `?`.
fn truth(build: &mut Build, atom: u32, state: impl FnOnce(&mut Facts)) -> &'static str {
    let tables = build.finish();
    let mut facts = Facts::unknown(&tables);
    state(&mut facts);
    let outcome = settle(&tables, &facts, Event::Call, &[]);
    match truths(&tables, &facts, &outcome.risks)[atom as usize] {
        Truth { must: true, may: true } => "yes",
        Truth { must: false, may: false } => "no",
        Truth { must: false, may: true } => "?",
        Truth { must: true, may: false } => "must without may",
    }
}

fn set_to(facts: &mut Facts, set: u32, elements: &[u32]) {
    facts.remove(set, MORE);
    for element in elements {
        facts.insert(set, *element);
    }
}

#[test]
fn one_value() {
    let mut build = Build::new();
    let reads = build.one(one::KIND, "kind", &[kind::READ]);
    let on_kind =
        |build: &mut Build, atom, value| truth(build, atom, |facts| facts.set_one(one::KIND, value));
    assert_eq!(on_kind(&mut build, reads, kind::READ), "yes");
    assert_eq!(on_kind(&mut build, reads, kind::SEND), "no");
    assert_eq!(on_kind(&mut build, reads, UNKNOWN), "?");
    let (must, may) = (bits(&[kind::READ]), bits(&[UNKNOWN, kind::READ, kind::UNCLASSIFIED]));
    let vague = build.atom(Atom::One { one: one::KIND, must, may }, &[]);
    assert_eq!(on_kind(&mut build, vague, kind::UNCLASSIFIED), "?");
    let never = build.atom(Atom::One { one: one::KIND, must: bits(&[]), may: bits(&[]) }, &[]);
    assert_eq!(on_kind(&mut build, never, UNKNOWN), "no");
}

#[test]
fn has() {
    let mut build = Build::new();
    let ssn = build.has(set::DATA, "data", &[class::SSN], &[class::PII, MORE_DETECTED]);
    let key = build.has(set::DATA, "data", &[class::KEY], &[class::SECRET]);
    let mut on = |atom, elements: &[u32]| truth(&mut build, atom, |facts| set_to(facts, set::DATA, elements));
    assert_eq!(on(ssn, &[]), "no");
    assert_eq!(on(ssn, &[class::EMAIL]), "no");
    assert_eq!(on(ssn, &[class::EMAIL, class::SSN]), "yes");
    assert_eq!(on(ssn, &[class::PII]), "?", "a coarse label");
    assert_eq!(on(ssn, &[MORE]), "?");
    assert_eq!(on(ssn, &[MORE, class::SSN]), "yes");
    assert_eq!(on(ssn, &[MORE_DETECTED]), "?");
    assert_eq!(on(key, &[MORE_DETECTED]), "no", "no detector finds it");
    assert_eq!(on(key, &[MORE_DETECTED, class::SECRET]), "?");
}

#[test]
fn within() {
    let mut build = Build::new();
    let pii = build.within(set::DATA, "data", &[class::PII, class::SSN, class::EMAIL], &[]);
    let ssn = build.within(set::DATA, "data", &[class::SSN], &[class::PII]);
    let mut on = |atom, elements: &[u32]| truth(&mut build, atom, |facts| set_to(facts, set::DATA, elements));
    assert_eq!(on(pii, &[]), "no");
    assert_eq!(on(pii, &[class::SSN, class::EMAIL]), "yes");
    assert_eq!(on(pii, &[class::SSN, class::KEY]), "no");
    assert_eq!(on(pii, &[MORE]), "?");
    assert_eq!(on(pii, &[MORE_DETECTED, class::SSN]), "?");
    assert_eq!(on(pii, &[MORE, class::KEY]), "no");
    assert_eq!(on(ssn, &[class::PII]), "?");
    assert_eq!(on(ssn, &[class::PII, class::SSN]), "?");
    assert_eq!(on(ssn, &[class::PII, class::EMAIL]), "no");
    let blocked = build.within(set::RESOURCE, "resource", &[res::BLOCKED], &[]);
    let on = |build: &mut Build, elements: &[u32]| {
        truth(build, blocked, |facts| set_to(facts, set::RESOURCE, elements))
    };
    assert_eq!(on(&mut build, &[OTHER]), "no", "known to be none of the declared");
    assert_eq!(on(&mut build, &[OTHER, res::BLOCKED]), "no");
}

/// Sets wider than a word.
#[test]
fn sets_of_any_size() {
    let mut build = Build::new();
    build.tables.sets.push(200);
    let within = build.within(4, "signal.s", &[64, 200], &[130]);
    let has = build.has(4, "signal.s", &[200], &[130]);
    let mut on = |atom, elements: &[u32]| truth(&mut build, atom, |facts| set_to(facts, 4, elements));
    assert_eq!((on(within, &[64, 200]), on(has, &[64, 200])), ("yes", "yes"));
    assert_eq!((on(within, &[64, 130]), on(has, &[64, 130])), ("?", "?"));
    assert_eq!((on(within, &[64, 131]), on(has, &[64, 131])), ("no", "no"));
}

#[test]
fn sums() {
    let mut build = Build::new();
    let (a, b) = (build.number(i64::MIN, i64::MAX), build.number(i64::MIN, i64::MAX));
    let more_than = build.atom(Atom::AtLeast { terms: vec![(a, 1), (b, -2)], value: 10 }, &[]);
    let mut on = |x: (i64, i64), y: (i64, i64)| {
        truth(&mut build, more_than, |facts| {
            facts.set_number(a, Bounds { low: x.0, high: x.1 });
            facts.set_number(b, Bounds { low: y.0, high: y.1 });
        })
    };
    let (max, min) = (i64::MAX, i64::MIN);
    assert_eq!(on((20, 20), (5, 5)), "yes");
    assert_eq!(on((19, 19), (5, 5)), "no");
    assert_eq!(on((19, 20), (5, 5)), "?");
    assert_eq!(on((20, 20), (4, 6)), "?");
    assert_eq!(on((20, 20), (min, max)), "?");
    assert_eq!(on((20, 20), (0, max)), "?");
    assert_eq!(on((20, 20), (6, max)), "no");
    assert_eq!(on((20, 20), (min, 5)), "yes");
    assert_eq!(on((max, max), (5, 5)), "yes", "larger than anything written");
    assert_eq!(on((max, max), (max, max)), "?", "two that are too large to tell apart");
    assert_eq!(on((min, min), (5, 5)), "no");
    assert_eq!(on((max - 1, max - 1), (max - 1, max - 1)), "no");
}

#[test]
fn texts_and_what_is_known() {
    let mut build = Build::new();
    let number = build.number(0, 1_000_000);
    let (test, matches) = build.text(Quantifier::Any, "a", "payload");
    let known = [Fact::One(one::PURPOSE), Fact::Set(set::DATA), Fact::Number(number), Fact::Text(test)]
        .map(|fact| build.atom(Atom::Known(fact), &[]));
    assert_eq!(known.map(|atom| truth(&mut build, atom, |_| ())), ["no"; 4]);
    let all = known.map(|atom| {
        truth(&mut build, atom, |facts| {
            facts.set_one(one::PURPOSE, 1);
            set_to(facts, set::DATA, &[]);
            facts.set_number(number, Bounds { low: 3, high: 4 });
            facts.set_text(test, false, false);
        })
    });
    assert_eq!(all, ["yes"; 4]);
    let detected = truth(&mut build, known[1], |facts| set_to(facts, set::DATA, &[MORE_DETECTED]));
    assert_eq!(detected, "no");
    let bit = |build: &mut Build, must, may| truth(build, matches, |facts| facts.set_text(test, must, may));
    assert_eq!(bit(&mut build, true, true), "yes");
    assert_eq!(bit(&mut build, false, true), "?");
    assert_eq!(bit(&mut build, false, false), "no");
}

#[test]
fn a_risk_may_reach_what_its_bound_reaches() {
    let mut build = Build::new();
    let risk = build.risk("leak", vec![(false, 600_000, None, Cond::True)]);
    let reaches = |build: &mut Build, value| {
        let atom = build.atom(Atom::Risk { risk, value }, &[]);
        truth(build, atom, |_| ())
    };
    assert_eq!(reaches(&mut build, 600_000_000_000), "?");
    assert_eq!(reaches(&mut build, 600_000_000_001), "no");
}
