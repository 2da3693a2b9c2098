//! Laws, on policies and facts drawn by chance from a fixed seed.
//!
//! The kernel is compared with a direct Kleene evaluation of the conditions it was lowered from,
//! and law 3 is put to the test: filling in what is unknown never makes a verdict stricter.

use crate::build::*;
use agp_abi::Verdict;
use agp_abi::facts::Facts;
use agp_abi::number::Bounds;
use agp_abi::tables::*;
use agp_runtime::Policy;
use agp_runtime::kernel::{Decider, Outcome, Truth, settle, truths};

/// Xorshift (Marsaglia 2003, "Xorshift RNGs").
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn of<T: Copy>(&mut self, items: &[T]) -> T {
        items[usize::try_from(self.below(items.len() as u64)).unwrap()]
    }

    fn yes(&mut self) -> bool {
        self.below(2) == 0
    }

    /// Some of the numbers from `low` to `high`.
    fn some(&mut self, low: u32, high: u32) -> Vec<u32> {
        (low..=high).filter(|_| self.yes()).collect()
    }

    fn cond(&mut self, atoms: &[u32], depth: u32) -> Cond {
        match if depth == 0 { 3 } else { self.below(6) } {
            0 => Cond::And((0..3).map(|_| self.cond(atoms, depth - 1)).collect()),
            1 => Cond::Or((0..3).map(|_| self.cond(atoms, depth - 1)).collect()),
            2 => Cond::Not(Box::new(self.cond(atoms, depth - 1))),
            _ => Cond::Is(self.of(atoms)),
        }
    }
}

/// A policy over the built-in facts, two numbers and a text test, and the rules' conditions by name.
fn drawn(chance: &mut Chance) -> (Tables, Vec<(String, Cond)>) {
    let mut build = Build::new();
    let numbers = [build.number(i64::MIN, i64::MAX), build.number(0, 1_000_000)];
    let mut atoms = Vec::new();
    for _ in 0..2 {
        atoms.push(build.one(one::PURPOSE, "purpose", &chance.some(1, 2)));
        for (facet, largest) in [(set::ROLE, 5), (set::DATA, 8)] {
            let (must, may) = (chance.some(FIRST_ENTRY, largest), chance.some(FIRST_ENTRY, largest));
            atoms.push(build.has(facet, "set", &must, &may));
            atoms.push(build.within(facet, "set", &must, &may));
        }
        let terms = vec![(numbers[0], chance.of(&[1, -1, 3])), (numbers[1], chance.of(&[0, 1, -2]))];
        atoms.push(build.atom(Atom::AtLeast { terms, value: chance.of(&[-5, 0, 7]) }, &[]));
        atoms.push(build.text(Quantifier::Any, "a", "text").1);
    }
    let terms = (0..4)
        .map(|_| {
            let score = chance.yes().then_some((numbers[1], "score"));
            (chance.yes(), chance.of(&[100_000, 400_000]), score, chance.cond(&atoms, 2))
        })
        .collect();
    let risk = build.risk("r", terms);
    for value in [1, 300_000_000_000] {
        atoms.push(build.atom(Atom::Risk { risk, value }, &[]));
    }
    let mut conditions = Vec::new();
    for n in 0..8 {
        let name = format!("r{n}");
        let when = chance.cond(&atoms, 3);
        conditions.push((name.clone(), when.clone()));
        build.rule(rule(&name, if n < 4 { Verdict::Allow } else { chance.of(&Verdict::ALL[1..]) }), when);
    }
    (build.finish(), conditions)
}

fn drawn_facts(chance: &mut Chance, tables: &Tables) -> Facts {
    let mut facts = Facts::unknown(tables);
    facts.set_one(one::PURPOSE, chance.of(&[UNKNOWN, 1, 2]));
    for (facet, largest) in [(set::ROLE, 5), (set::DATA, 8)] {
        if chance.yes() {
            facts.remove(facet, MORE);
        }
        chance.some(FIRST_ENTRY, largest).iter().for_each(|element| facts.insert(facet, *element));
    }
    for number in 0..2 {
        let low = chance.of(&[-9, 0, 3, 8]);
        let bounds = chance.of(&[
            tables.numbers[number as usize],
            Bounds::exactly(low),
            Bounds { low, high: low + 5 },
            Bounds::exactly(i64::MAX),
        ]);
        facts.set_number(number, bounds);
    }
    for text in 0..2 {
        let (must, may) = chance.of(&[(false, true), (false, false), (true, true)]);
        facts.set_text(text, must, may);
    }
    facts
}

/// Fills in some of what is unknown.
fn filled(chance: &mut Chance, facts: &Facts) -> Facts {
    let mut facts = facts.clone();
    if facts.one(one::PURPOSE) == UNKNOWN {
        facts.set_one(one::PURPOSE, chance.of(&[UNKNOWN, 1, 2]));
    }
    for (facet, largest) in [(set::ROLE, 5), (set::DATA, 8)] {
        if facts.elements(facet).next() == Some(MORE) {
            chance.some(FIRST_ENTRY, largest).iter().for_each(|element| facts.insert(facet, *element));
            if chance.yes() {
                facts.remove(facet, MORE);
            }
        }
    }
    for number in 0..2 {
        let Bounds { low, high } = facts.number(number);
        let inside = [low, high, low.max(-3).min(high), low.max(5).min(high)];
        let (a, b) = (chance.of(&inside), chance.of(&inside));
        facts.set_number(number, Bounds { low: a.min(b), high: a.max(b) });
    }
    for text in 0..2 {
        if facts.text(text) == (false, true) {
            let (must, may) = chance.of(&[(false, true), (false, false), (true, true)]);
            facts.set_text(text, must, may);
        }
    }
    facts
}

/// Kleene, straight from the formula.
fn direct(when: &Cond, truths: &[Truth]) -> Truth {
    let both = |parts: &[Cond], all: bool| {
        let truths: Vec<Truth> = parts.iter().map(|part| direct(part, truths)).collect();
        let fold =
            |read: fn(&Truth) -> bool| if all { truths.iter().all(read) } else { truths.iter().any(read) };
        Truth { must: fold(|truth| truth.must), may: fold(|truth| truth.may) }
    };
    match when {
        Cond::True => Truth { must: true, may: true },
        Cond::And(parts) => both(parts, true),
        Cond::Or(parts) => both(parts, false),
        Cond::Not(part) => {
            let Truth { must, may } = direct(part, truths);
            Truth { must: !may, may: !must }
        }
        Cond::Is(atom) => truths[*atom as usize],
    }
}

fn matched(tables: &Tables, outcome: &Outcome) -> Vec<String> {
    let mut names: Vec<_> =
        outcome.matched.iter().map(|rule| tables.rules[rule as usize].name.to_string()).collect();
    names.sort();
    names
}

#[test]
fn chains_hold_as_their_formulas_do() {
    let mut chance = Chance(88_172_645_463_325_252);
    for _ in 0..300 {
        let (tables, conditions) = drawn(&mut chance);
        Policy::new(tables.clone()).unwrap();
        for _ in 0..10 {
            let facts = drawn_facts(&mut chance, &tables);
            let outcome = settle(&tables, &facts, Event::Call, &[]);
            let truths = truths(&tables, &facts, &outcome.risks);
            let verdict_of = |name: &str| tables.rules.iter().find(|rule| rule.name == name).unwrap().verdict;
            let expected: Vec<String> = conditions
                .iter()
                .filter(|(name, when)| {
                    let truth = direct(when, &truths);
                    if verdict_of(name) == Verdict::Allow { truth.must } else { truth.may }
                })
                .map(|(name, _)| name.clone())
                .collect();
            assert_eq!(matched(&tables, &outcome), expected);
            assert!(truths.iter().all(|truth| truth.may || !truth.must), "must implies may");
            let strictest = expected.iter().map(|name| verdict_of(name)).max();
            let allowed = expected.iter().any(|name| verdict_of(name) == Verdict::Allow);
            let verdict =
                strictest.unwrap_or(Verdict::Deny).max(if allowed { Verdict::Allow } else { Verdict::Deny });
            assert_eq!(outcome.verdict, verdict);
            match outcome.decider {
                Decider::Rule(rule) => assert_eq!(tables.rules[rule as usize].verdict, verdict),
                Decider::Default => {
                    assert!(!allowed && strictest.is_none_or(|strictest| strictest < Verdict::Deny));
                }
                Decider::Nothing => panic!("a call is decided by something"),
            }
        }
    }
}

#[test]
fn unknown_never_helps() {
    let mut chance = Chance(362_436_069_521_288_629);
    let mut differ = 0;
    for _ in 0..400 {
        let (tables, _) = drawn(&mut chance);
        for _ in 0..10 {
            let facts = drawn_facts(&mut chance, &tables);
            let before = settle(&tables, &facts, Event::Call, &[]);
            for _ in 0..5 {
                let more = filled(&mut chance, &facts);
                let after = settle(&tables, &more, Event::Call, &[]);
                assert!(before.verdict >= after.verdict, "{facts:?}\n{more:?}");
                assert!(before.risks >= after.risks);
                differ += usize::from(before.verdict != after.verdict);
            }
        }
    }
    assert!(differ > 500, "the draw must tell verdicts apart: {differ}");
}

#[test]
fn rules_that_restrict_only_restrict() {
    let mut chance = Chance(521_288_629_546_311_905);
    for _ in 0..300 {
        let (tables, _) = drawn(&mut chance);
        let facts = drawn_facts(&mut chance, &tables);
        let with = settle(&tables, &facts, Event::Call, &[]).verdict;
        for at in 0..tables.rules.len() {
            let mut fewer = tables.clone();
            let removed = fewer.rules.remove(at);
            index(&mut fewer);
            let without = settle(&fewer, &facts, Event::Call, &[]).verdict;
            if removed.verdict == Verdict::Allow {
                assert!(without >= with);
            } else {
                assert!(without <= with);
            }
        }
    }
}

/// Tables nobody checked: an outcome all the same, and never an `allow` by a broken chain.
#[test]
fn broken_chains_count_against_the_action() {
    let mut build = Build::new();
    build.allow_all().rule(rule("no", Verdict::Deny), Cond::Not(Box::new(Cond::True)));
    let mut tables = build.finish();
    for row in &mut tables.rules {
        (row.entry, row.residual) = (77, 77);
    }
    index(&mut tables);
    let facts = Facts::unknown(&tables);
    let outcome = settle(&tables, &facts, Event::Call, &[]);
    assert_eq!(outcome.verdict, Verdict::Deny);
    assert!(matched(&tables, &outcome).contains(&"no".to_owned()));
    tables.rules.iter_mut().for_each(|row| row.residual = 0);
    tables.nodes[0].yes = 0;
    tables.nodes[0].no = 0;
    assert_eq!(settle(&tables, &facts, Event::Call, &[]).verdict, Verdict::Deny);
}
