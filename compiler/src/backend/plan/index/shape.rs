//! A rule's condition, taken apart by the facts it tests.
//!
//! The formula is read on the rule's plane (must for `allow`, may for all others) and split into its
//! conjuncts. Each is projected on every fact it speaks of: that gives the rule's [`Test`] of that
//! fact, a necessary condition. A conjunct that speaks of one fact alone is [`Conjunct::exact`] there.
//!
//! The projection of a formula on a *set* is not a matter of single members, so only a test of one
//! set, or an `or` of tests for some member of it, is projected; the rest of what speaks of sets
//! stays in the residual.

use super::accept::{Accept, Dimension, accept, values};
use super::ends::Candidate;
use crate::backend::plan::chains::of_literal;
use crate::program::{Formula, Program, Rule};
use agp_abi::Verdict;
use agp_abi::bits::Bits;
use agp_abi::tables::{Atom, Plane};
use std::collections::BTreeMap;

/// A rule as the index sees it.
pub(super) struct Shape {
    /// Its place in the program.
    pub(super) rule: u32,
    /// What it needs of each fact.
    pub(super) tests: BTreeMap<Dimension, Test>,
    /// Its condition: all of these.
    pub(super) conjuncts: Vec<Conjunct>,
}

/// What must be true of a fact for a rule to apply.
pub(super) enum Test {
    /// The value of the *one* is among these; some or every member of the set is.
    Bits(Bits),
    /// An end of a number passes all of these.
    Ends(Vec<Ends>),
}

/// A condition on one end of a number.
pub(super) enum Ends {
    /// From the threshold on; or (`below`) under it.
    Threshold { at: i64, below: bool },
    /// Whatever else may be.
    Free,
    /// All of them.
    And(Vec<Ends>),
    /// Some of them.
    Or(Vec<Ends>),
}

/// A part of a rule's condition.
pub(super) struct Conjunct {
    pub(super) formula: Formula,
    /// The fact whose test says all of it.
    pub(super) exact: Option<Dimension>,
    /// How much work walking it is, for sorting: integers before texts before risks.
    pub(super) effort: u8,
}

impl Shape {
    /// Whether the rule may apply where a *one* has this value.
    pub(super) fn accepts(&self, one: u32, value: u32) -> bool {
        match self.tests.get(&Dimension::One(one)) {
            Some(Test::Bits(bits)) => bits.contains(value),
            Some(Test::Ends(_)) | None => true,
        }
    }
}

/// Takes a rule apart; `candidates` are the ends of texts that rows may read.
pub(super) fn shape(program: &Program, candidates: &[Candidate], index: u32, rule: &Rule) -> Shape {
    let plane = if rule.verdict == Verdict::Allow { Plane::Must } else { Plane::May };
    let mut taking = Taking { program, candidates, plane, tests: BTreeMap::new() };
    let parts = match &rule.when {
        Formula::And(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    let conjuncts = parts
        .iter()
        .map(|formula| Conjunct {
            exact: taking.project(formula),
            effort: effort(program, formula),
            formula: formula.clone(),
        })
        .collect();
    Shape { rule: index, tests: taking.tests, conjuncts }
}

struct Taking<'a> {
    program: &'a Program,
    candidates: &'a [Candidate],
    plane: Plane,
    tests: BTreeMap<Dimension, Test>,
}

impl Taking<'_> {
    /// Adds a conjunct's projections to the tests; the fact whose test says all of it.
    fn project(&mut self, formula: &Formula) -> Option<Dimension> {
        self.text(formula);
        let tree = self.tree(formula);
        if let Some((dimension, bits)) = of_one_set(&tree) {
            return self.set(dimension, bits).then_some(dimension);
        }
        let mut found = Vec::new();
        let whole = dimensions(&tree, &mut found);
        found.sort_unstable();
        found.dedup();
        for &dimension in &found {
            self.scalar(dimension, &tree);
        }
        match found.as_slice() {
            [one] if whole => Some(*one),
            _ => None,
        }
    }

    /// What a text test asks of the ends of the text.
    fn text(&mut self, formula: &Formula) {
        let Formula::Literal { atom, negated: false } = formula else { return };
        let Atom::Text(test) = &self.program.atoms[*atom as usize] else { return };
        for (at, candidate) in (0u32..).zip(self.candidates) {
            if let Some(classes) = candidate.accepts.get(test) {
                self.narrow(Dimension::End(at), classes.clone());
            }
        }
    }

    /// Accepts only these of what was accepted of a *one* or an end of a text.
    fn narrow(&mut self, dimension: Dimension, accepted: Bits) {
        match self.tests.get_mut(&dimension) {
            Some(Test::Bits(known)) => {
                *known = known.iter().filter(|value| accepted.contains(*value)).collect();
            }
            _ => drop(self.tests.insert(dimension, Test::Bits(accepted))),
        }
    }

    fn tree(&self, formula: &Formula) -> Tree {
        match formula {
            Formula::Const(value) => Tree::Const(*value),
            Formula::Literal { atom, negated } => {
                let plane = of_literal(self.plane, *negated);
                Tree::Leaf(accept(self.program, &self.program.atoms[*atom as usize], plane))
            }
            Formula::And(parts) => Tree::And(parts.iter().map(|part| self.tree(part)).collect()),
            Formula::Or(parts) => Tree::Or(parts.iter().map(|part| self.tree(part)).collect()),
        }
    }

    /// A test of a set; whether it could be added. A second wish for some member is another wish.
    fn set(&mut self, dimension: Dimension, bits: Bits) -> bool {
        match (self.tests.get_mut(&dimension), dimension) {
            (Some(Test::Bits(known)), Dimension::AllOf(_)) => {
                *known = known.iter().filter(|member| bits.contains(*member)).collect();
                true
            }
            (Some(_), _) => false,
            (None, _) => {
                self.tests.insert(dimension, Test::Bits(bits));
                true
            }
        }
    }

    /// The projection on a *one* or an end of a number.
    fn scalar(&mut self, dimension: Dimension, tree: &Tree) {
        match dimension {
            Dimension::One(one) => {
                let accepted: Bits =
                    (0..values(self.program, one)).filter(|value| holds(tree, one, *value)).collect();
                self.narrow(dimension, accepted);
            }
            Dimension::Low(_) | Dimension::High(_) => {
                let ends = ends(tree, dimension);
                match self.tests.get_mut(&dimension) {
                    Some(Test::Ends(all)) => all.push(ends),
                    _ => drop(self.tests.insert(dimension, Test::Ends(vec![ends]))),
                }
            }
            Dimension::End(_) | Dimension::AnyOf(_) | Dimension::AllOf(_) => {}
        }
    }
}

/// A formula with what its literals accept.
enum Tree {
    Const(bool),
    Leaf(Accept),
    And(Vec<Tree>),
    Or(Vec<Tree>),
}

/// The test of a single set that the tree is, if it is one.
fn of_one_set(tree: &Tree) -> Option<(Dimension, Bits)> {
    let leaf = |tree: &Tree| match tree {
        Tree::Leaf(Accept::Bits(dimension @ (Dimension::AnyOf(_) | Dimension::AllOf(_)), bits)) => {
            Some((*dimension, bits.clone()))
        }
        _ => None,
    };
    let Tree::Or(parts) = tree else { return leaf(tree) };
    let mut parts = parts.iter().map(leaf);
    let (dimension, mut bits) = parts.next()??;
    for part in parts {
        let (other, more) = part?;
        if other != dimension || !matches!(dimension, Dimension::AnyOf(_)) {
            return None;
        }
        bits.union(&more);
    }
    Some((dimension, bits))
}

/// The *ones* and ends that a tree speaks of; whether it speaks of nothing else.
fn dimensions(tree: &Tree, found: &mut Vec<Dimension>) -> bool {
    match tree {
        Tree::Const(_) => true,
        Tree::Leaf(accept) => match accept.dimension() {
            Some(dimension @ (Dimension::One(_) | Dimension::Low(_) | Dimension::High(_))) => {
                found.push(dimension);
                true
            }
            Some(Dimension::End(_) | Dimension::AnyOf(_) | Dimension::AllOf(_)) | None => false,
        },
        Tree::And(parts) | Tree::Or(parts) => {
            // Every part is to be looked at, also after one that speaks of something else.
            let whole: Vec<bool> = parts.iter().map(|part| dimensions(part, found)).collect();
            whole.into_iter().all(|whole| whole)
        }
    }
}

/// Whether a tree may hold where a *one* has this value and everything else is as it likes.
fn holds(tree: &Tree, one: u32, value: u32) -> bool {
    match tree {
        Tree::Const(value) => *value,
        Tree::Leaf(Accept::Bits(Dimension::One(other), bits)) if *other == one => bits.contains(value),
        Tree::Leaf(_) => true,
        Tree::And(parts) => parts.iter().all(|part| holds(part, one, value)),
        Tree::Or(parts) => parts.iter().any(|part| holds(part, one, value)),
    }
}

/// What a tree asks of one end of a number, everything else being as it likes.
fn ends(tree: &Tree, dimension: Dimension) -> Ends {
    match tree {
        Tree::Leaf(Accept::Threshold { end, at, below }) if *end == dimension => {
            Ends::Threshold { at: *at, below: *below }
        }
        Tree::Const(false) => Ends::Or(Vec::new()),
        Tree::Const(true) | Tree::Leaf(_) => Ends::Free,
        Tree::And(parts) => Ends::And(parts.iter().map(|part| ends(part, dimension)).collect()),
        Tree::Or(parts) => Ends::Or(parts.iter().map(|part| ends(part, dimension)).collect()),
    }
}

impl Ends {
    /// Whether an end may lie here.
    pub(super) fn holds(&self, end: i64) -> bool {
        match self {
            Ends::Threshold { at, below } => (end >= *at) != *below,
            Ends::Free => true,
            Ends::And(parts) => parts.iter().all(|part| part.holds(end)),
            Ends::Or(parts) => parts.iter().any(|part| part.holds(end)),
        }
    }

    /// The thresholds it compares with.
    pub(super) fn thresholds(&self, found: &mut Vec<i64>) {
        match self {
            Ends::Threshold { at, .. } => found.push(*at),
            Ends::Free => {}
            Ends::And(parts) | Ends::Or(parts) => parts.iter().for_each(|part| part.thresholds(found)),
        }
    }
}

fn effort(program: &Program, formula: &Formula) -> u8 {
    match formula {
        Formula::Const(_) => 0,
        Formula::Literal { atom, .. } => match &program.atoms[*atom as usize] {
            Atom::One { .. } | Atom::Has { .. } | Atom::Within { .. } | Atom::AtLeast { .. } => 1,
            Atom::Text(_) | Atom::Known(_) => 2,
            Atom::Risk { .. } => 3,
        },
        Formula::And(parts) | Formula::Or(parts) => {
            parts.iter().map(|part| effort(program, part)).max().unwrap_or(0)
        }
    }
}
