//! The index over rules: from formulas to bit-parallel rows.
//!
//! 1. [`shape`]: of each rule's formula, which values of which fact it accepts, and which conjuncts
//!    no row can settle;
//! 2. [`choose`]: a cost model divides the rules into groups and says which facts each group reads;
//! 3. [`rows`]: the words of every leaf.
//!
//! What comes out means what the formulas mean: a rule whose bit survives the rows applies exactly
//! if its residual chain holds. Rows are *necessary* conditions, whatever the shape of the formula:
//! a conjunct is projected on one fact by letting every test of another fact hold, which in negation
//! normal form can only make it hold more often. Where the projection is exact and the group reads
//! the fact, the conjunct is settled; else it stays in the residual.

mod accept;
mod choose;
mod rows;
mod shape;

use crate::program::{Formula, Program};
use agp_abi::index::Plan;
use agp_abi::tables::Event;
use choose::Group;
use shape::Shape;

/// The index, and for each rule what its rows leave open.
pub(super) struct Indexed {
    pub(super) plan: Plan,
    /// For each rule of the program, a conjunction; `true` where nothing is open.
    pub(super) residuals: Vec<Formula>,
}

/// Makes the index of a program.
pub(super) fn index(program: &Program) -> Indexed {
    let mut residuals = vec![Formula::Const(true); program.rules.len()];
    let mut words = Vec::new();
    let mut of_event = |event| {
        let shapes: Vec<Shape> = (0u32..)
            .zip(&program.rules)
            .filter(|(_, rule)| rule.on == event)
            .map(|(index, rule)| shape::shape(program, index, rule))
            .collect();
        let groups = choose::groups(program, &shapes);
        for (group, shape) in
            groups.iter().flat_map(|group| group.of(&shapes).map(move |shape| (group, shape)))
        {
            residuals[shape.rule as usize] = residual(shape, group);
        }
        rows::write(program, &shapes, &groups, &residuals, &mut words)
    };
    let (call, result) = (of_event(Event::Call), of_event(Event::Result));
    Indexed { plan: Plan { call, result, words }, residuals }
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
