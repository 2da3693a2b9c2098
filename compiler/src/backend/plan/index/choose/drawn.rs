//! Groups that no cost chose: drawn from a seed, so that tests meet every kind of plan.

use super::Group;
use crate::backend::plan::index::accept::Dimension;
use crate::backend::plan::index::shape::Shape;
use std::collections::BTreeSet;

/// A sequence of numbers (SplitMix64; Steele, Lea, Flood 2014).
struct Draw(u64);

impl Draw {
    /// A number below this; 0 where that is 0.
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        let count = u64::try_from(count).unwrap_or(u64::MAX).max(1);
        usize::try_from((z ^ z >> 31) % count).unwrap_or(0)
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// Divides rules into groups.
pub(super) fn groups(seed: u64, shapes: &[Shape]) -> Vec<Group> {
    let mut draw = Draw(seed);
    let eager = [0, 50, 90, 100][draw.below(4)];
    let mut rest: Vec<usize> = (0..shapes.len()).collect();
    let mut groups = Vec::new();
    while !rest.is_empty() {
        let split = if groups.len() < 3 && draw.chance(60) { one_of(&mut draw, shapes, &rest) } else { None };
        let stays =
            |rule: &usize| split.is_some_and(|one| !shapes[*rule].tests.contains_key(&Dimension::One(one)));
        let (left, members) =
            if draw.chance(50) { rest.into_iter().partition(stays) } else { (Vec::new(), rest) };
        let mut fields = dimensions(shapes, &members);
        fields.retain(|dimension| split.map(Dimension::One) != Some(*dimension) && draw.chance(eager));
        groups.push(Group { split, members, fields: fields.into_iter().collect() });
        rest = left;
    }
    groups
}

/// A *one* that some of the rules test.
fn one_of(draw: &mut Draw, shapes: &[Shape], rules: &[usize]) -> Option<u32> {
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
