//! Formulas to chains: each node tests one bit of one atom and goes on to a later node, to
//! acceptance or to rejection. Equal tails are shared.
//!
//! Chains are built from their ends, so that a node's targets exist before it; [`Chains::finish`]
//! turns the order around, and with it every index.

use crate::program::Formula;
use agp_abi::tables::{ACCEPT, Node, Plane, REJECT, Tables};
use std::collections::HashMap;

/// The nodes of a policy, last first.
#[derive(Default)]
pub(super) struct Chains {
    nodes: Vec<Node>,
    known: HashMap<Node, u32>,
}

impl Chains {
    /// Adds a formula, read on a plane; gives its entry (in the order before [`Chains::finish`]).
    pub(super) fn add(&mut self, formula: &Formula, plane: Plane) -> u32 {
        self.build(formula, plane, ACCEPT, REJECT)
    }

    fn build(&mut self, formula: &Formula, plane: Plane, yes: u32, no: u32) -> u32 {
        match formula {
            Formula::Const(true) => yes,
            Formula::Const(false) => no,
            Formula::Literal { atom, negated } => {
                self.node(Node { atom: *atom, plane: of_literal(plane, *negated), yes, no })
            }
            Formula::And(parts) => {
                parts.iter().rev().fold(yes, |next, part| self.build(part, plane, next, no))
            }
            Formula::Or(parts) => {
                parts.iter().rev().fold(no, |next, part| self.build(part, plane, yes, next))
            }
        }
    }

    fn node(&mut self, node: Node) -> u32 {
        if node.yes == node.no {
            return node.yes;
        }
        let next = u32::try_from(self.nodes.len()).unwrap_or(REJECT);
        let index = *self.known.entry(node).or_insert(next);
        if index == next {
            self.nodes.push(node);
        }
        index
    }

    /// Writes the nodes, first first, and renames every index in the tables.
    pub(super) fn finish(self, tables: &mut Tables) {
        let last = u32::try_from(self.nodes.len()).unwrap_or(REJECT).wrapping_sub(1);
        let rename = |index: u32| if index >= REJECT { index } else { last - index };
        let turned = self.nodes.into_iter().rev();
        tables.nodes =
            turned.map(|node| Node { yes: rename(node.yes), no: rename(node.no), ..node }).collect();
        for rule in &mut tables.rules {
            rule.entry = rename(rule.entry);
            rule.residual = rename(rule.residual);
        }
        for term in tables.risks.iter_mut().flat_map(|risk| &mut risk.terms) {
            term.entry = rename(term.entry);
        }
    }
}

/// The bit that a literal reads: a negated one holds surely when its atom surely does not.
pub(super) fn of_literal(plane: Plane, negated: bool) -> Plane {
    match (plane, negated) {
        (Plane::Must, true) => Plane::NotMay,
        (Plane::May, true) => Plane::NotMust,
        (plane, _) => plane,
    }
}
