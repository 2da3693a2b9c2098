//! Conditions: the boolean structure, and what may be asked where.
//!
//! The laws forbid some tests in some places; a [`Side`] says which, and a condition is written
//! for one. `and` is read from left to right: what fixes the tool lets what follows speak of its
//! arguments.

use super::test::leaf;
use super::world::{World, bracketed};
use crate::dice::Dice;
use crate::tree::Tree;

/// Where a condition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Anywhere: only what is lawful everywhere.
    Any,
    /// In an `allow`, asked to hold or, if unset, not to hold.
    Allow(bool),
    /// In another rule, likewise.
    Restrict(bool),
    /// In a risk.
    Risk,
}

impl Side {
    /// The same place, negated.
    pub(super) fn negated(self) -> Side {
        match self {
            Side::Allow(positive) => Side::Allow(!positive),
            Side::Restrict(positive) => Side::Restrict(!positive),
            Side::Any | Side::Risk => self,
        }
    }

    /// The place, negated if asked.
    pub(super) fn negated_if(self, negated: bool) -> Side {
        if negated { self.negated() } else { self }
    }

    /// Whether one of several may stand for all: `has` on facets, texts of a list.
    pub(super) fn one_for_all(self) -> bool {
        !matches!(self, Side::Any | Side::Allow(true))
    }

    /// Whether it may be asked that something is known.
    pub(super) fn asks_known(self) -> bool {
        matches!(self, Side::Allow(true) | Side::Restrict(false))
    }

    /// Whether a risk may be asked to be high; none where risks may not be asked for.
    pub(super) fn high_risk(self) -> Option<bool> {
        match self {
            Side::Allow(positive) => Some(!positive),
            Side::Restrict(positive) => Some(positive),
            Side::Any | Side::Risk => None,
        }
    }

    /// Whether what was written for another place is lawful here.
    pub(super) fn takes(self, other: Side) -> bool {
        match (self, other) {
            (_, Side::Any) => true,
            (Side::Risk | Side::Any, _) | (_, Side::Risk) => false,
            (here, other) => here == other || here.asks_known() == other.asks_known(),
        }
    }
}

/// The tools that what stands to the left leaves, if it fixes any.
pub(super) type Guard = Option<Vec<usize>>;

/// A condition, and the tools it leaves.
pub(super) struct Written {
    pub(super) tree: Tree,
    pub(super) fixes: Guard,
}

/// Some conditions to be joined by `and`.
pub(super) fn conjuncts(
    dice: &mut Dice<'_>,
    world: &World,
    side: Side,
    guard: &mut Guard,
    count: usize,
    depth: usize,
) -> Vec<Tree> {
    let mut found = Vec::with_capacity(count);
    for _ in 0..count {
        let written = condition(dice, world, side, guard, depth);
        *guard = meet(guard.take(), written.fixes);
        found.push(written.tree);
    }
    found
}

/// A condition.
pub(super) fn condition(
    dice: &mut Dice<'_>,
    world: &World,
    side: Side,
    guard: &Guard,
    depth: usize,
) -> Written {
    let deep = usize::from(depth > 0);
    match dice.weighted(&[(60, 0), (12 * deep, 1), (12 * deep, 2), (8 * deep, 3), (16 * deep, 4)]) {
        1 => {
            let mut inside = guard.clone();
            let count = dice.between(2, 3);
            let parts = conjuncts(dice, world, side, &mut inside, count, depth - 1);
            Written { tree: Tree::list("(", parts, " and ", ")"), fixes: inside }
        }
        2 => {
            let count = dice.between(2, 3);
            let parts: Vec<Written> =
                (0..count).map(|_| condition(dice, world, side, guard, depth - 1)).collect();
            let fixes = parts.iter().try_fold(Vec::new(), |mut all, part| {
                all.extend(part.fixes.clone()?);
                Some(all)
            });
            let parts = parts.into_iter().map(|part| part.tree).collect();
            Written { tree: Tree::list("(", parts, " or ", ")"), fixes }
        }
        3 => {
            let inner = condition(dice, world, side.negated(), guard, depth - 1);
            Written { tree: Tree::list("not (", vec![inner.tree], "", ")"), fixes: None }
        }
        4 => about_a_tool(dice, world, side, guard, depth - 1),
        _ => leaf(dice, world, side, guard),
    }
}

/// `(tool is T and args.X …)`
fn about_a_tool(dice: &mut Dice<'_>, world: &World, side: Side, guard: &Guard, depth: usize) -> Written {
    let first = tool(dice, world, false);
    let mut inside = meet(guard.clone(), first.fixes);
    let count = dice.between(1, 2);
    let mut parts = vec![first.tree];
    parts.extend(conjuncts(dice, world, side, &mut inside, count, depth));
    Written { tree: Tree::list("(", parts, " and ", ")"), fixes: inside }
}

/// `tool is T`, `tool in [T, U]`; negated, it fixes none.
pub(super) fn tool(dice: &mut Dice<'_>, world: &World, negated: bool) -> Written {
    let places: Vec<usize> = (0..world.tools.len()).collect();
    let most = if dice.chance(30) { 3 } else { 1 };
    let chosen: Vec<usize> = dice.some(&places, most).into_iter().copied().collect();
    let names: Vec<String> = chosen.iter().map(|at| world.tool(dice, *at)).collect();
    let operator = match (chosen.len() > 1 && dice.chance(50), negated) {
        (false, false) => "is",
        (false, true) => "is not",
        (true, false) => "in",
        (true, true) => "not in",
    };
    Written {
        tree: Tree::text(format!("tool {operator} {}", bracketed(&names, false))),
        fixes: (!negated).then_some(chosen),
    }
}

fn meet(a: Guard, b: Guard) -> Guard {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.into_iter().filter(|tool| b.contains(tool)).collect()),
        (a, b) => a.or(b),
    }
}
