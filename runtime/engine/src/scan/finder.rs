//! Many matchers against one text, without trying each of them.
//!
//! A matcher that begins or ends with a literal is filed under that literal, its *anchor*: literals
//! of beginnings in ascending order, literals of ends in the ascending order of their reversals. Of
//! all anchors that a text begins with, the longest is the greatest one that does not exceed the
//! text, or a beginning of that one; the others are beginnings of it. So one binary search and a
//! walk from anchor to shorter anchor finds them all. What has no anchor is always tried.
//!
//! What is found is a *candidate*: its anchor fits, the rest of it is still to be compared.

use super::literal;
use agp_abi::tables::{Matcher, Tables};
use std::cmp::Ordering;

/// A list of matchers, by their anchors.
#[derive(Clone, Debug, Default)]
pub(crate) struct Finder {
    begins: Anchors,
    ends: Anchors,
    rest: Vec<u32>,
}

impl Finder {
    /// Files entries under the anchors of their matchers, given as (entry, matcher). An entry
    /// without a matcher has no anchor.
    pub(crate) fn of(tables: &Tables, entries: impl Iterator<Item = (u32, Option<u32>)>) -> Finder {
        let (mut begins, mut ends, mut rest) = (Vec::new(), Vec::new(), Vec::new());
        for (entry, matcher) in entries {
            let (prefix, suffix): (&[u8], &[u8]) =
                match matcher.and_then(|matcher| tables.matchers.get(matcher as usize)) {
                    Some(Matcher::Exact(text)) => (literal(tables, *text), &[]),
                    Some(Matcher::Ends { prefix, suffix, .. }) => {
                        (literal(tables, *prefix), literal(tables, *suffix))
                    }
                    Some(Matcher::Contains(_) | Matcher::Automaton(_)) | None => (&[], &[]),
                };
            match (prefix.len(), suffix.len()) {
                (0, 0) => rest.push(entry),
                (begin, end) if begin >= end => begins.push((prefix.to_vec(), entry)),
                _ => ends.push((suffix.iter().rev().copied().collect(), entry)),
            }
        }
        Finder { begins: Anchors::of(begins), ends: Anchors::of(ends), rest }
    }

    /// Every entry that may match the text.
    pub(crate) fn candidates(&self, text: &str, mut each: impl FnMut(u32)) {
        let text = text.as_bytes();
        self.rest.iter().for_each(|entry| each(*entry));
        self.begins.find(|anchor| anchor.cmp(text), |anchor| text.starts_with(anchor), &mut each);
        let reversed = || text.iter().rev();
        self.ends.find(
            |anchor| anchor.iter().cmp(reversed()),
            |anchor| anchor.len() <= text.len() && anchor.iter().zip(reversed()).all(|(a, b)| a == b),
            &mut each,
        );
    }
}

/// Literals in ascending order, no two the same.
#[derive(Clone, Debug, Default)]
struct Anchors {
    anchors: Vec<Anchor>,
}

#[derive(Clone, Debug)]
struct Anchor {
    literal: Box<[u8]>,
    /// The longest other anchor that this one begins with.
    shorter: Option<usize>,
    entries: Vec<u32>,
}

impl Anchors {
    fn of(mut filed: Vec<(Vec<u8>, u32)>) -> Anchors {
        filed.sort();
        let mut anchors: Vec<Anchor> = Vec::new();
        // Beginnings of the last anchor, shortest first, and itself.
        let mut open: Vec<usize> = Vec::new();
        for (literal, entry) in filed {
            let begins =
                |at: &usize| anchors.get(*at).is_some_and(|other| literal.starts_with(&other.literal));
            open.truncate(open.iter().rposition(begins).map_or(0, |last| last.saturating_add(1)));
            let last = open.last().copied();
            let longest = last.and_then(|last| anchors.get_mut(last));
            if let Some(same) = longest.filter(|anchor| *anchor.literal == *literal) {
                same.entries.push(entry);
            } else {
                open.push(anchors.len());
                anchors.push(Anchor { literal: literal.into(), shorter: last, entries: vec![entry] });
            }
        }
        Anchors { anchors }
    }

    fn find(
        &self,
        order: impl Fn(&[u8]) -> Ordering,
        begins: impl Fn(&[u8]) -> bool,
        each: &mut impl FnMut(u32),
    ) {
        let above = self.anchors.partition_point(|anchor| order(&anchor.literal).is_le());
        let mut at = above.checked_sub(1);
        let mut found = false;
        while let Some(anchor) = at.and_then(|at| self.anchors.get(at)) {
            // What a fitting anchor begins with fits too.
            found = found || begins(&anchor.literal);
            if found {
                anchor.entries.iter().for_each(|entry| each(*entry));
            }
            at = anchor.shorter;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Anchors;

    /// All anchors that texts begin with, against asking each one.
    #[test]
    fn nothing_is_passed_over() {
        let words = ["", "a", "ab", "abc", "abd", "b", "ba", "bab", "c", "ca", "cab", "\u{e9}", "aa", "ab"];
        let filed = (0u32..).zip(words).filter(|(_, word)| !word.is_empty());
        let anchors = Anchors::of(filed.map(|(at, word)| (word.as_bytes().to_vec(), at)).collect());
        let texts = ["", "a", "abcd", "ab", "abe", "babab", "cabbage", "d", "\u{e9}t\u{e9}", "aab", "c"];
        for text in texts {
            let text = text.as_bytes();
            let mut found = Vec::new();
            anchors.find(|a| a.cmp(text), |a| text.starts_with(a), &mut |entry| found.push(entry));
            found.sort_unstable();
            let fits = |word: &str| !word.is_empty() && text.starts_with(word.as_bytes());
            let direct: Vec<u32> =
                (0u32..).zip(words).filter(|(_, word)| fits(word)).map(|(at, _)| at).collect();
            assert_eq!(found, direct, "{text:?}");
        }
    }
}
