//! Groups that no cost chose: drawn from a seed, so that tests meet every kind of plan.

use super::Group;
use crate::backend::plan::index::accept::Dimension;
use crate::backend::plan::index::mix::Mix;
use crate::backend::plan::index::shape::Shape;
use std::collections::BTreeSet;

/// Divides rules into groups.
pub(super) fn groups(seed: u64, shapes: &[Shape]) -> Vec<Group> {
    let mut draw = Mix(seed);
    let eager = [0, 50, 90, 100][draw.below(4)];
    let mut rest: Vec<usize> = (0..shapes.len()).collect();
    let mut groups = Vec::new();
    while !rest.is_empty() {
        let split =
            if groups.len() < 3 && chance(&mut draw, 60) { one_of(&mut draw, shapes, &rest) } else { None };
        let stays =
            |rule: &usize| split.is_some_and(|one| !shapes[*rule].tests.contains_key(&Dimension::One(one)));
        let (left, members) =
            if chance(&mut draw, 50) { rest.into_iter().partition(stays) } else { (Vec::new(), rest) };
        let mut fields = dimensions(shapes, &members);
        fields.retain(|dimension| split.map(Dimension::One) != Some(*dimension) && chance(&mut draw, eager));
        groups.push(Group { split, members, fields: fields.into_iter().collect() });
        rest = left;
    }
    groups
}

fn chance(draw: &mut Mix, percent: usize) -> bool {
    draw.below(100) < percent
}

/// A *one* that some of the rules test.
fn one_of(draw: &mut Mix, shapes: &[Shape], rules: &[usize]) -> Option<u32> {
    let ones: Vec<u32> = dimensions(shapes, rules)
        .into_iter()
        .filter_map(|dimension| match dimension {
            Dimension::One(one) => Some(one),
            _ => None,
        })
        .collect();
    ones.get(draw.below(ones.len())).copied()
}

/// The facts that some of the rules test.
fn dimensions(shapes: &[Shape], rules: &[usize]) -> BTreeSet<Dimension> {
    rules.iter().flat_map(|rule| shapes[*rule].tests.keys().copied()).collect()
}
