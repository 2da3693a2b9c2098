//! Walking a chain: a condition as nodes that only point forward.

use super::Truth;
use agp_abi::bits::Bits;
use agp_abi::tables::{ACCEPT, Node, Plane, REJECT, Tables};

/// Which truth value of its atoms a walk reads.
///
/// A chain is written for one question: whether an `allow`'s condition or a subtracted term's must
/// hold, whether any other's may. The dual reading of the same chain answers the other question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The one each node names.
    Written,
    /// May for must, and must for may.
    Dual,
}

/// Whether a condition holds. `None` for a chain that breaks the invariants of the tables.
pub fn holds(tables: &Tables, entry: u32, reading: Reading, truths: &[Truth]) -> Option<bool> {
    walk(tables, entry, reading, |atom| truths.get(atom as usize).copied())
}

/// [`holds`], with atoms evaluated as the walk comes by them.
pub(crate) fn walk(
    tables: &Tables,
    entry: u32,
    reading: Reading,
    mut truth: impl FnMut(u32) -> Option<Truth>,
) -> Option<bool> {
    let mut at = entry;
    loop {
        match at {
            ACCEPT => return Some(true),
            REJECT => return Some(false),
            _ => {
                let node = tables.nodes.get(at as usize)?;
                let next = if bit(node, reading, truth(node.atom)?) { node.yes } else { node.no };
                if next <= at {
                    return None;
                }
                at = next;
            }
        }
    }
}

fn bit(node: &Node, reading: Reading, truth: Truth) -> bool {
    match (node.plane, reading) {
        (Plane::Must, Reading::Written) | (Plane::May, Reading::Dual) => truth.must,
        (Plane::May, Reading::Written) | (Plane::Must, Reading::Dual) => truth.may,
        (Plane::NotMay, Reading::Written) | (Plane::NotMust, Reading::Dual) => !truth.may,
        (Plane::NotMust, Reading::Written) | (Plane::NotMay, Reading::Dual) => !truth.must,
    }
}

/// The atoms that a condition is made of, whether a walk of this record comes by them or not.
/// Chains share their ends, so the nodes of one may lie far apart.
pub(crate) fn atoms_of(tables: &Tables, entry: u32, mut each: impl FnMut(u32)) {
    let mut seen = Bits::new();
    let mut open = vec![entry];
    while let Some(at) = open.pop() {
        let Some(node) = tables.nodes.get(at as usize) else { continue };
        let place = at.saturating_sub(entry);
        if seen.contains(place) {
            continue;
        }
        seen.insert(place);
        each(node.atom);
        open.extend([node.yes, node.no].into_iter().filter(|next| *next > at));
    }
}
