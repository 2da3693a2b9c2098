//! Small dense bit sets: rows of a table, members of a set facet.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A set of small integers, 64 to a word. Two sets of different length compare by their members.
#[derive(Clone, Debug, Default)]
pub struct Bits {
    words: Words,
}

/// Most sets have members below 64 only, and a policy has thousands of sets.
#[derive(Clone, Debug)]
enum Words {
    One(u64),
    Many(Box<[u64]>),
}

impl Default for Words {
    fn default() -> Words {
        Words::One(0)
    }
}

impl Bits {
    /// The empty set.
    pub const fn new() -> Self {
        Bits { words: Words::One(0) }
    }

    /// The set of these words, that of the least members first.
    pub(crate) fn of_words(words: impl IntoIterator<Item = u64>) -> Self {
        let mut words = words.into_iter();
        let first = words.next().unwrap_or(0);
        match words.next() {
            None => Bits { words: Words::One(first) },
            Some(second) => Bits { words: Words::Many([first, second].into_iter().chain(words).collect()) },
        }
    }

    /// Adds a member.
    pub fn insert(&mut self, index: u32) {
        let word = (index / 64) as usize;
        if word >= self.words().len() {
            self.grow(word + 1);
        }
        if let Some(slot) = self.words_mut().get_mut(word) {
            *slot |= 1 << (index % 64);
        }
    }

    /// Makes room for so many words.
    fn grow(&mut self, length: usize) {
        let mut words = Vec::with_capacity(length);
        words.extend_from_slice(self.words());
        words.resize(length, 0);
        self.words = Words::Many(words.into());
    }

    /// Takes every member out; keeps the room.
    pub fn clear(&mut self) {
        self.words_mut().fill(0);
    }

    /// Whether it is a member.
    #[inline]
    pub fn contains(&self, index: u32) -> bool {
        self.word((index / 64) as usize) >> (index % 64) & 1 == 1
    }

    /// The n-th word; zero beyond the end.
    #[inline]
    pub fn word(&self, index: usize) -> u64 {
        self.words().get(index).copied().unwrap_or(0)
    }

    /// The words, without a promise about trailing zeros.
    #[inline]
    pub fn words(&self) -> &[u64] {
        match &self.words {
            Words::One(word) => std::slice::from_ref(word),
            Words::Many(words) => words,
        }
    }

    fn words_mut(&mut self) -> &mut [u64] {
        match &mut self.words {
            Words::One(word) => std::slice::from_mut(word),
            Words::Many(words) => words,
        }
    }

    /// The words up to the last one that has a member.
    pub(crate) fn filled(&self) -> &[u64] {
        let words = self.words();
        let length = words.iter().rposition(|&word| word != 0).map_or(0, |last| last + 1);
        words.get(..length).unwrap_or_default()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.words().iter().all(|&word| word == 0)
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.words().iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether no member is larger.
    pub fn is_up_to(&self, largest: u32) -> bool {
        let (last, bit) = ((largest / 64) as usize, largest % 64);
        let mut beyond = self.words().iter().skip(last);
        let within = beyond.next().is_none_or(|word| word & (u64::MAX << bit << 1) == 0);
        within && beyond.all(|&word| word == 0)
    }

    /// Whether every member is one of another set.
    pub fn is_subset(&self, other: &Bits) -> bool {
        self.words().iter().enumerate().all(|(index, word)| word & !other.word(index) == 0)
    }

    /// Adds all members of another set.
    pub fn union(&mut self, other: &Bits) {
        for member in other.iter() {
            self.insert(member);
        }
    }

    /// Whether some member is in both.
    pub fn intersects(&self, other: &Bits) -> bool {
        self.words().iter().zip(other.words()).any(|(a, b)| a & b != 0)
    }

    /// Members in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0u32..).zip(self.words()).flat_map(|(index, &word)| {
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
        self.filled() == other.filled()
    }
}

impl Eq for Bits {}

impl std::hash::Hash for Bits {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.filled().hash(state);
    }
}

impl Serialize for Bits {
    /// The words up to the last one that has a member, so that a set has one form.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.filled().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Bits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bits, D::Error> {
        Vec::<u64>::deserialize(deserializer).map(Bits::of_words)
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

    #[test]
    fn a_set_that_was_larger_is_the_same_set_and_written_the_same() {
        let small: Bits = [3].into_iter().collect();
        let mut large: Bits = [3, 200].into_iter().collect();
        assert_ne!(large, small);
        large.clear();
        large.insert(3);
        assert_eq!(large, small);
        for (bits, written) in [(&small, &[1, 8][..]), (&large, &[1, 8]), (&Bits::new(), &[0])] {
            assert_eq!(postcard::to_allocvec(bits).unwrap(), written);
            assert_eq!(postcard::from_bytes::<Bits>(written).as_ref(), Ok(bits));
        }
        let three: Bits = [0, 64, 128].into_iter().collect();
        assert_eq!(postcard::from_bytes::<Bits>(&[3, 1, 1, 1]), Ok(three));
    }

    #[test]
    fn bounds_and_subsets_go_by_members() {
        let bits = |members: &[u32]| members.iter().copied().collect::<Bits>();
        for last in [0, 1, 62, 63, 64, 65, 127, 128, 200] {
            let set = bits(&[0, last]);
            assert!(set.is_up_to(last) && set.is_up_to(last + 1) && set.is_up_to(last + 64), "{last}");
            assert!(last == 0 || !set.is_up_to(last - 1), "{last}");
            assert!(set.is_subset(&bits(&[0, last, 500])) && bits(&[]).is_subset(&set), "{last}");
            assert!(last == 0 || !set.is_subset(&bits(&[0])), "{last}");
        }
        assert!(bits(&[]).is_up_to(0));
    }
}
