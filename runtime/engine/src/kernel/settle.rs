//! Settling: from the rules that apply to what they come to together.
//!
//! Rules stand strictest first, in every leaf and by number, so the first live one of each group is
//! the strictest of its group, and the least of these numbers decides.

use agp_abi::index::{Group, Index, row};

/// What the survivors come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Settled {
    /// The number of the strictest rule that is not in shadow.
    pub(crate) first: Option<u32>,
    /// Whether an `allow` is among them.
    pub(crate) allowed: bool,
}

/// Settles.
pub(crate) fn settle(index: &Index, words: &[u64], survivors: &[u64]) -> Settled {
    let mut settled = Settled { first: None, allowed: false };
    for (group, leaf, places) in groups(index, words, survivors) {
        let width = group.width as usize;
        let fixed = |row: u32| leaf.get(row as usize * width..).unwrap_or(&[]);
        let mut first = None;
        for (at, ((place, live), allow)) in
            places.iter().zip(fixed(row::LIVE)).zip(fixed(row::ALLOW)).enumerate()
        {
            settled.allowed |= place & allow != 0;
            let live = place & live;
            if first.is_none() && live != 0 {
                first = rule_at(leaf, width, at, live.trailing_zeros());
            }
        }
        settled.first = match (settled.first, first) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    settled
}

/// Every group with the words of the leaf that was picked and its survivors.
pub(crate) fn groups<'a>(
    index: &'a Index,
    words: &'a [u64],
    survivors: &'a [u64],
) -> impl Iterator<Item = (&'a Group, &'a [u64], &'a [u64])> {
    let mut rest = survivors;
    index.groups.iter().map_while(move |group| {
        let (leaf, tail) = rest.split_first()?;
        let (places, after) = tail.split_at_checked(group.width as usize)?;
        rest = after;
        Some((group, words.get(usize::try_from(*leaf).ok()?..)?, places))
    })
}

/// The number of the rule at a place of a leaf.
pub(crate) fn rule_at(leaf: &[u64], width: usize, word: usize, bit: u32) -> Option<u32> {
    let place = word.checked_mul(64)?.checked_add(bit as usize)?;
    let at = width.checked_mul(row::COUNT as usize)?.checked_add(place / 2)?;
    let pair = *leaf.get(at)?;
    let half = if place % 2 == 0 { pair } else { pair >> 32 };
    u32::try_from(half & u64::from(u32::MAX)).ok()
}
