//! The index over rules: from formulas to bit-parallel rows.
//!
//! 1. [`ends`]: beginnings and ends of texts as finite facts;
//! 2. [`shape`]: of each rule's formula, which values of which fact it accepts, and which conjuncts
//!    no row can settle;
//! 3. [`choose`]: a cost model divides the rules into groups and says which facts each group reads;
//! 4. [`rows`]: the words of every leaf.
//!
//! What comes out means what the formulas mean: a rule whose bit survives the rows applies exactly
//! if its residual chain holds. Rows are *necessary* conditions, whatever the shape of the formula:
//! a conjunct is projected on one fact by letting every test of another fact hold, which in negation
//! normal form can only make it hold more often. Where the projection is exact and the group reads
//! the fact, the conjunct is settled; else it stays in the residual. A rule that no leaf of its group
//! holds, since it accepts no value of the *one* that splits the group, can never apply: its residual is
//! `false`, by which a loader tells it from a rule that got lost.

mod accept;
mod choose;
mod ends;
mod mix;
mod rows;
mod shape;

use crate::program::{Formula, Program};
use accept::Dimension;
use agp_abi::index::Plan;
use agp_abi::tables::Event;
use choose::Group;
pub use choose::Strategy;
use ends::Candidate;
pub(super) use ends::Texts;
use shape::Shape;
use std::collections::BTreeSet;

/// The index, and for each rule what its rows leave open.
pub(super) struct Indexed {
    pub(super) plan: Plan,
    /// For each rule of the program, a conjunction; `true` where nothing is open.
    pub(super) residuals: Vec<Formula>,
}

/// Makes the index of a program.
pub(super) fn index(program: &Program, texts: Texts<'_>, strategy: Strategy) -> Indexed {
    let candidates = ends::candidates(texts);
    let facts = Facts { program, candidates: &candidates };
    let mut residuals = vec![Formula::Const(true); program.rules.len()];
    let [call, result] = [Event::Call, Event::Result].map(|event| {
        let rules = (0u32..).zip(&program.rules).filter(|(_, rule)| rule.on == event);
        let shapes: Vec<Shape> =
            rules.map(|(index, rule)| shape::shape(program, &candidates, index, rule)).collect();
        let groups = choose::groups(facts, &shapes, strategy);
        for group in &groups {
            for shape in group.of(&shapes) {
                residuals[shape.rule as usize] =
                    if group.holds(program, shape) { residual(shape, group) } else { Formula::Const(false) };
            }
        }
        (shapes, groups)
    });
    let ends = used(&candidates, call.1.iter().chain(&result.1));
    let mut words = Vec::new();
    let mut write = |(shapes, groups): (Vec<Shape>, Vec<Group>)| {
        rows::write(facts, &ends, &shapes, &groups, &residuals, &mut words)
    };
    let (call, result) = (write(call), write(result));
    let ends = ends.into_iter().map(|candidate| candidates[candidate as usize].end.clone()).collect();
    Indexed { plan: Plan { call, result, ends, words }, residuals }
}

/// What rows can speak of.
#[derive(Clone, Copy)]
struct Facts<'a> {
    program: &'a Program,
    candidates: &'a [Candidate],
}

impl Facts<'_> {
    /// How many classes an end of a text has, unknown included.
    fn classes(self, end: u32) -> u32 {
        self.candidates.get(end as usize).map_or(1, Candidate::classes)
    }
}

/// The ends of texts that some group reads.
fn used<'g>(candidates: &[Candidate], groups: impl Iterator<Item = &'g Group>) -> Vec<u32> {
    let fields: BTreeSet<Dimension> = groups.flat_map(|group| group.fields.iter().copied()).collect();
    let count = u32::try_from(candidates.len()).unwrap_or(u32::MAX);
    (0..count).filter(|end| fields.contains(&Dimension::End(*end))).collect()
}

/// The conjuncts that the rows of the group do not settle, those that cost least first.
fn residual(shape: &Shape, group: &Group) -> Formula {
    let mut open: Vec<&shape::Conjunct> = shape
        .conjuncts
        .iter()
        .filter(|conjunct| !conjunct.exact.is_some_and(|dimension| group.reads(dimension)))
        .collect();
    open.sort_by_key(|conjunct| conjunct.effort);
    match open.as_slice() {
        [] => Formula::Const(true),
        [one] => one.formula.clone(),
        many => Formula::And(many.iter().map(|conjunct| conjunct.formula.clone()).collect()),
    }
}

#[cfg(test)]
mod tests;
