//! Which rules go together, and which facts a group reads: a cost model.
//!
//! **Groups.** Rules that test a *one* can stand in leaves by its value: a record then meets only the
//! rules of one leaf. Greedily the *one* that saves most is taken and its testers leave, or all rules
//! do, those that do not test it standing in every leaf; what tests none of those taken, or saves
//! nothing, shares one leaf. "No split" is the degenerate case.
//!
//! **Facts.** Reading a fact costs loads for every record; not reading it costs a walk for every rule
//! that then survives more often. A fact that few rules test, or that decides late, is left to the
//! residual chains.
//!
//! Costs are nanoseconds as measured on one machine; only their ratios matter. Chances take every
//! value to be equally likely. Only sums, products and quotients occur, so that the same program
//! gives the same plan everywhere.

mod drawn;

use super::Facts;
use super::accept::{Dimension, elements, values};
use super::shape::{Shape, Test};
use crate::program::Program;
use agp_abi::index::{DIGIT_BITS, DIGIT_ROWS, MAX_GROUPS, MAX_WIDTH, row};
use std::collections::{BTreeMap, BTreeSet};

/// What a group costs before its first field.
const GROUP: f64 = 2.5;
/// What a split costs: many leaves are more memory, and a record's is seldom in a cache.
const SPLIT: f64 = 4.0;
/// What a field costs before its first word.
const FIELD: f64 = 0.3;
/// What one word of one row costs.
const WORD: f64 = 0.1;
/// What finding a number's rank costs.
const SEARCH: f64 = 2.0;
/// What finding the class of an end of a text costs.
const CLASS: f64 = 2.0;
/// What walking a residual chain costs before its first test.
const WALK: f64 = 10.0;
/// What a test in a residual chain costs.
const TEST: f64 = 5.0;
/// Rules that fit in a leaf.
const MAX_RULES: usize = 64 * MAX_WIDTH as usize;
/// Words that leaves may take beyond [`WORDS_PER_RULE`].
const WORDS: usize = 1 << 15;
/// Words that leaves may take for each rule.
const WORDS_PER_RULE: usize = 24;

/// Rules that share a layout.
pub(super) struct Group {
    /// The *one* that picks the leaf.
    pub(super) split: Option<u32>,
    /// Its rules, as places among the shapes.
    pub(super) members: Vec<usize>,
    /// The facts that its fields read, ascending.
    pub(super) fields: Vec<Dimension>,
}

impl Group {
    /// Whether its leaves or fields settle tests of a fact.
    pub(super) fn reads(&self, dimension: Dimension) -> bool {
        self.split.map(Dimension::One) == Some(dimension) || self.fields.contains(&dimension)
    }

    /// Whether a rule of the group stands in one of its leaves.
    pub(super) fn holds(&self, program: &Program, shape: &Shape) -> bool {
        self.split.is_none_or(|one| (0..values(program, one)).any(|value| shape.accepts(one, value)))
    }

    /// The shapes of its rules.
    pub(super) fn of<'s>(&self, shapes: &'s [Shape]) -> impl Iterator<Item = &'s Shape> {
        self.members.iter().map(|member| &shapes[*member])
    }
}

/// How an index is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Strategy {
    /// By what it costs.
    #[default]
    Costs,
    /// At random from a seed: tests meet plans that costs would not choose. They decide the same.
    Drawn(u64),
}

/// Divides rules into groups.
pub(super) fn groups(facts: Facts<'_>, shapes: &[Shape], strategy: Strategy) -> Vec<Group> {
    match strategy {
        Strategy::Costs => by_cost(facts, shapes),
        Strategy::Drawn(seed) => drawn::groups(seed, shapes),
    }
}

fn by_cost(facts: Facts<'_>, shapes: &[Shape]) -> Vec<Group> {
    let model = Model { facts, rules: shapes.iter().map(|shape| Rule::of(facts, shape)).collect() };
    let mut budget = WORDS + WORDS_PER_RULE * shapes.len();
    let mut rest: Vec<usize> = (0..shapes.len()).collect();
    let mut groups = Vec::new();
    while !rest.is_empty() {
        let (plain, fields) = model.group(&rest, None);
        let full = groups.len() + 1 + rest.len().div_ceil(MAX_RULES) > MAX_GROUPS;
        let split = if full { None } else { model.best_split(&rest, plain, budget) };
        let Some((taken, left, split)) = split else {
            let wide = rest.chunks(MAX_RULES);
            groups.extend(wide.map(|rules| Group {
                split: None,
                members: rules.to_vec(),
                fields: fields.clone(),
            }));
            break;
        };
        let (_, fields) = model.group(&taken, Some(split));
        budget = budget.saturating_sub(model.words(&taken, Some(split), &fields));
        groups.push(Group { split: Some(split), members: taken, fields });
        rest = left;
    }
    groups
}

/// The rules of a group, those left over, and the *one* that splits the group.
type Split = (Vec<usize>, Vec<usize>, u32);

/// What the model knows of a rule.
struct Rule {
    tests: BTreeMap<Dimension, Tested>,
    /// Whether its residual is never empty.
    open: bool,
    /// The values it accepts of each *one*.
    leaves: BTreeMap<u32, Vec<u32>>,
}

/// What the model knows of a rule's test of a fact.
struct Tested {
    /// The chance that a record passes.
    passes: f64,
    /// The digits of a set, or the thresholds of a number, that it needs rows for.
    marks: BTreeSet<i64>,
}

struct Model<'a> {
    facts: Facts<'a>,
    rules: Vec<Rule>,
}

impl Rule {
    fn of(facts: Facts<'_>, shape: &Shape) -> Rule {
        let program = facts.program;
        let mut leaves = BTreeMap::new();
        let mut tests = BTreeMap::new();
        for (&dimension, test) in &shape.tests {
            let passes = match (dimension, test) {
                (Dimension::One(one), Test::Bits(bits)) => {
                    let all = values(program, one);
                    leaves.insert(one, (0..all).filter(|value| bits.contains(*value)).collect());
                    share(bits.len(), all)
                }
                (Dimension::AnyOf(set), Test::Bits(bits)) => {
                    // As if two members were drawn.
                    let misses = 1.0 - share(bits.len(), elements(program, set));
                    1.0 - misses * misses
                }
                (Dimension::AllOf(set), Test::Bits(bits)) => {
                    let passes = share(bits.len(), elements(program, set));
                    passes * passes
                }
                (Dimension::End(end), Test::Bits(bits)) => {
                    // Unknown is not drawn.
                    share(bits.len().saturating_sub(1), facts.classes(end).saturating_sub(1))
                }
                (_, Test::Bits(_) | Test::Ends(_)) => 0.5,
            };
            let tested = Tested { passes: passes.max(0.001), marks: marks(program, dimension, test) };
            tests.insert(dimension, tested);
        }
        Rule { tests, open: shape.conjuncts.iter().any(|conjunct| conjunct.exact.is_none()), leaves }
    }

    /// The chance that a record passes all tests.
    fn survives(&self) -> f64 {
        self.tests.values().map(|tested| tested.passes).product()
    }
}

fn share(part: usize, all: u32) -> f64 {
    f64::from(u32::try_from(part).unwrap_or(all).min(all)) / f64::from(all.max(1))
}

fn marks(program: &Program, dimension: Dimension, test: &Test) -> BTreeSet<i64> {
    match (dimension, test) {
        (_, Test::Ends(ends)) => {
            let mut thresholds = Vec::new();
            for ends in ends {
                ends.thresholds(&mut thresholds);
            }
            thresholds.into_iter().collect()
        }
        (Dimension::AnyOf(set) | Dimension::AllOf(set), Test::Bits(bits)) => {
            let told = |member: &u32| bits.contains(*member) == matches!(dimension, Dimension::AnyOf(_));
            (0..elements(program, set)).filter(told).map(|member| i64::from(member / DIGIT_BITS)).collect()
        }
        (_, Test::Bits(_)) => BTreeSet::new(),
    }
}

impl Model<'_> {
    /// The split that makes these rules cheapest, with its testers and the rest.
    fn best_split(&self, rules: &[usize], plain: f64, budget: usize) -> Option<Split> {
        let ones: BTreeSet<u32> =
            rules.iter().flat_map(|rule| self.rules[*rule].leaves.keys().copied()).collect();
        let mut best: Option<(f64, Split)> = None;
        for one in ones {
            let tests = |rule: &usize| self.rules[*rule].leaves.contains_key(&one);
            let testers: (Vec<usize>, Vec<usize>) = rules.iter().partition(|rule| tests(rule));
            // Few that do not test it may as well stand in every leaf.
            for (taken, left) in [(rules.to_vec(), Vec::new()), testers] {
                let (cost, fields) = self.group(&taken, Some(one));
                let all = SPLIT + cost + if left.is_empty() { 0.0 } else { self.group(&left, None).0 };
                if self.width(&taken, Some(one)) <= MAX_WIDTH as usize
                    && self.words(&taken, Some(one), &fields) <= budget
                    && all < best.as_ref().map_or(plain, |(cost, _)| *cost)
                {
                    best = Some((all, (taken, left, one)));
                }
            }
        }
        best.map(|(_, split)| split)
    }

    /// Words of a row.
    fn width(&self, members: &[usize], split: Option<u32>) -> usize {
        let most = match split {
            None => members.len(),
            Some(one) => {
                let mut leaves = vec![0usize; values(self.facts.program, one) as usize];
                let mut everywhere = 0;
                for rule in members {
                    match self.rules[*rule].leaves.get(&one) {
                        Some(values) => values.iter().for_each(|value| leaves[*value as usize] += 1),
                        None => everywhere += 1,
                    }
                }
                everywhere + leaves.into_iter().max().unwrap_or(0)
            }
        };
        most.div_ceil(64).max(1)
    }

    /// What a group of these rules costs a record, and the facts that its fields should read.
    fn group(&self, members: &[usize], split: Option<u32>) -> (f64, Vec<Dimension>) {
        let width = small(self.width(members, split));
        let mut walks: Vec<Walk> = members
            .iter()
            .map(|rule| {
                let rule = &self.rules[*rule];
                Walk { survives: rule.survives(), tests: u32::from(rule.open) }
            })
            .collect();
        let mut testers: BTreeMap<Dimension, Vec<usize>> = BTreeMap::new();
        for (at, rule) in members.iter().enumerate() {
            for dimension in self.rules[*rule].tests.keys() {
                testers.entry(*dimension).or_default().push(at);
            }
        }
        drop(split.and_then(|one| testers.remove(&Dimension::One(one))));
        let mut order: Vec<Dimension> = testers.keys().copied().collect();
        order.sort_by_key(|dimension| (testers[dimension].len(), *dimension));
        let mut cost = GROUP;
        let mut fields = Vec::new();
        for dimension in order {
            let read = self.field(members, &testers[&dimension], dimension, width);
            let chance = |at: usize| self.rules[members[at]].tests[&dimension].passes;
            let left: f64 = testers[&dimension]
                .iter()
                .map(|&at| walks[at].without(chance(at)).cost() - walks[at].cost())
                .sum();
            if left < read {
                for &at in &testers[&dimension] {
                    walks[at] = walks[at].without(chance(at));
                }
            } else {
                cost += read;
                fields.push(dimension);
            }
        }
        fields.sort_unstable();
        (cost + walks.iter().map(Walk::cost).sum::<f64>(), fields)
    }

    /// What reading a fact costs a record.
    fn field(&self, members: &[usize], testers: &[usize], dimension: Dimension, width: f64) -> f64 {
        let loads = match dimension {
            Dimension::One(_) => 1.0,
            Dimension::End(_) => return CLASS + FIELD + WORD * width,
            Dimension::Low(_) | Dimension::High(_) => return SEARCH + FIELD + WORD * width,
            Dimension::AnyOf(_) | Dimension::AllOf(_) => {
                small(self.marks(testers.iter().map(|at| members[*at]), dimension).max(1))
            }
        };
        loads * (FIELD + WORD * width)
    }

    /// How many digits or thresholds of a fact the rules need rows for.
    fn marks(&self, rules: impl Iterator<Item = usize>, dimension: Dimension) -> usize {
        let tested = rules.filter_map(|rule| self.rules[rule].tests.get(&dimension));
        tested.flat_map(|tested| &tested.marks).collect::<BTreeSet<_>>().len()
    }

    /// Words that the leaves of a group take.
    fn words(&self, members: &[usize], split: Option<u32>, fields: &[Dimension]) -> usize {
        let rows_of = |dimension: &Dimension| match *dimension {
            Dimension::One(one) => values(self.facts.program, one) as usize,
            Dimension::End(end) => self.facts.classes(end) as usize,
            Dimension::Low(_) | Dimension::High(_) => {
                (self.marks(members.iter().copied(), *dimension) + 1).next_power_of_two()
            }
            Dimension::AnyOf(_) | Dimension::AllOf(_) => {
                self.marks(members.iter().copied(), *dimension).max(1) * DIGIT_ROWS as usize + 1
            }
        };
        let rows: usize = fields.iter().map(rows_of).sum::<usize>() + row::COUNT as usize + 32;
        let leaves = split.map_or(1, |one| values(self.facts.program, one) as usize);
        leaves * rows * self.width(members, split)
    }
}

/// What walking a rule's residual costs.
#[derive(Clone, Copy)]
struct Walk {
    /// The chance that it has to be walked, if there is anything to walk.
    survives: f64,
    /// How many tests it has.
    tests: u32,
}

impl Walk {
    /// The same rule where one of its facts, passed with this chance, is not read.
    fn without(self, passes: f64) -> Walk {
        Walk { survives: (self.survives / passes).min(1.0), tests: self.tests + 1 }
    }

    fn cost(&self) -> f64 {
        if self.tests == 0 { 0.0 } else { self.survives * (WALK + TEST * f64::from(self.tests)) }
    }
}

fn small(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
