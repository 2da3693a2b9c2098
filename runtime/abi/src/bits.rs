//! Small dense bit sets: rows of a table, members of a set facet.

use serde::{Deserialize, Serialize};

/// A set of small integers, 64 to a word. Two sets of different length compare by their members.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// The empty set.
    pub const fn new() -> Self {
        Bits { words: Vec::new() }
    }

    /// Adds a member.
    pub fn insert(&mut self, index: u32) {
        let word = (index / 64) as usize;
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        if let Some(slot) = self.words.get_mut(word) {
            *slot |= 1 << (index % 64);
        }
    }

    /// Takes every member out; keeps the room.
    pub fn clear(&mut self) {
        // Filling no words at all is slow on some processors: a masked store to no address.
        if !self.words.is_empty() {
            self.words.fill(0);
        }
    }

    /// Whether it is a member.
    #[inline]
    pub fn contains(&self, index: u32) -> bool {
        self.word((index / 64) as usize) >> (index % 64) & 1 == 1
    }

    /// The n-th word; zero beyond the end.
    #[inline]
    pub fn word(&self, index: usize) -> u64 {
        self.words.get(index).copied().unwrap_or(0)
    }

    /// The words, without a promise about trailing zeros.
    #[inline]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Adds all members of another set.
    pub fn union(&mut self, other: &Bits) {
        for member in other.iter() {
            self.insert(member);
        }
    }

    /// Whether some member is in both.
    pub fn intersects(&self, other: &Bits) -> bool {
        self.words.iter().zip(&other.words).any(|(a, b)| a & b != 0)
    }

    /// Members in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0u32..).zip(&self.words).flat_map(|(index, &word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| index * 64 + bit)
        })
    }
}

impl FromIterator<u32> for Bits {
    fn from_iter<I: IntoIterator<Item = u32>>(members: I) -> Self {
        let mut bits = Bits::new();
        for member in members {
            bits.insert(member);
        }
        bits
    }
}

impl PartialEq for Bits {
    fn eq(&self, other: &Self) -> bool {
        (0..self.words.len().max(other.words.len())).all(|word| self.word(word) == other.word(word))
    }
}

impl Eq for Bits {}

impl std::hash::Hash for Bits {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let length = self.words.iter().rposition(|&word| word != 0).map_or(0, |last| last + 1);
        self.words.get(..length).hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn length_does_not_matter() {
        let mut long: Bits = [3, 200].into_iter().collect();
        assert_eq!(long.iter().collect::<Vec<_>>(), [3, 200]);
        assert_eq!((long.len(), long.contains(200), long.contains(199)), (2, true, false));
        long = long.iter().filter(|&member| member < 64).collect();
        assert_eq!(long, [3].into_iter().collect());
    }
}
