//! Names, each with what it stands for.
//!
//! Names are filed by a number made of their length, their first and their last eight bytes; a search
//! compares that number's parts, which are the whole of any name of up to sixteen bytes, and the
//! bytes themselves only of longer ones. How many names a search compares does not depend on what is
//! searched for, only on how many names are filed alike.

/// Names and what they stand for.
#[derive(Clone, Debug)]
pub(crate) struct Names<T> {
    /// Where the names of each file begin; one more, for where the last ends.
    begins: Box<[u32]>,
    entries: Box<[Entry<T>]>,
    /// How far a hash is shifted to give the number of a file.
    shift: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry<T> {
    key: Key,
    /// The whole name, of those longer than the key.
    name: Box<str>,
    value: T,
}

impl<T: Copy + Ord> Names<T> {
    /// Files names. Of two that are the same the one that stands for less is found.
    pub(crate) fn of<'a>(names: impl Iterator<Item = (&'a str, T)>) -> Names<T> {
        let mut entries: Vec<Entry<T>> =
            names.map(|(name, value)| Entry { key: Key::of(name), name: long(name).into(), value }).collect();
        let files = entries.len().saturating_mul(2).max(2).next_power_of_two();
        let shift = u64::BITS.saturating_sub(files.trailing_zeros());
        entries.sort_unstable_by(|a, b| (a.key.file(shift), a).cmp(&(b.key.file(shift), b)));
        let begins = (0..=files).map(|file| {
            let begin = entries.partition_point(|entry| entry.key.file(shift) < file);
            u32::try_from(begin).unwrap_or(u32::MAX)
        });
        Names { begins: begins.collect(), entries: entries.into(), shift }
    }

    /// What a name stands for.
    #[inline]
    pub(crate) fn find(&self, name: &str) -> Option<T> {
        let key = Key::of(name);
        let file = key.file(self.shift);
        let (begin, end) = (*self.begins.get(file)?, *self.begins.get(file.saturating_add(1))?);
        let filed = self.entries.get(begin as usize..end as usize)?;
        let is_it = |entry: &&Entry<T>| entry.key == key && (key.is_whole() || *entry.name == *name);
        filed.iter().find(is_it).map(|entry| entry.value)
    }

    /// What the second of two equal names stands for.
    pub(crate) fn twice(&self) -> Option<T> {
        let mut pairs = self.entries.iter().zip(self.entries.iter().skip(1));
        pairs
            .find(|(entry, next)| (entry.key, &entry.name) == (next.key, &next.name))
            .map(|(_, next)| next.value)
    }
}

/// What a name is filed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    length: usize,
    head: u64,
    tail: u64,
}

impl Key {
    /// The most bytes that the key says all of.
    const WHOLE: usize = 16;

    #[inline]
    fn of(name: &str) -> Key {
        let bytes = name.as_bytes();
        let (head, tail) = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
            _ => match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
                (Some(head), Some(tail)) => {
                    (u32::from_le_bytes(*head).into(), u32::from_le_bytes(*tail).into())
                }
                _ => (bytes.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)), 0),
            },
        };
        Key { length: bytes.len(), head, tail }
    }

    /// The number of its file. Multiplication carries every bit of the name into the highest ones.
    #[inline]
    fn file(self, shift: u32) -> usize {
        const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
        const SECOND: u64 = 0xd1b5_4a32_d192_ed03;
        let mixed = (self.head ^ self.tail.rotate_left(32)).wrapping_mul(FIRST);
        let mixed = (mixed ^ mixed >> 29 ^ self.length as u64 ^ self.tail).wrapping_mul(SECOND);
        usize::try_from(mixed >> shift.min(63)).unwrap_or(usize::MAX)
    }

    #[inline]
    fn is_whole(self) -> bool {
        self.length <= Key::WHOLE
    }
}

/// The name, where its key does not say all of it.
fn long(name: &str) -> &str {
    if name.len() > Key::WHOLE { name } else { "" }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn every_name_is_found_and_no_other() {
        let words = [
            "",
            "a",
            "a\0",
            "ab",
            "abcdefg",
            "abcdefgh",
            "abcdefgh\0",
            "abcdefghi",
            "abcdefghj",
            "b",
            "\u{e9}",
            "zz",
            "a name of sixteen",
            "a name of seventeen",
            "a name of more than seventeen",
        ];
        let names = Names::of(words.iter().rev().map(|word| (*word, word.len())));
        for word in words {
            assert_eq!(names.find(word), Some(word.len()), "{word:?}");
        }
        for other in
            ["\0", "aa", "abcdefgh\u{1}", "abcdefghia", "abcdefgg", "c", "zzz", "a name 0f seventeen"]
        {
            assert_eq!(names.find(other), None, "{other:?}");
        }
        assert_eq!(names.twice(), None);
        assert_eq!(Names::of([("b", 1), ("a", 2), ("b", 0)].into_iter()).twice(), Some(1));
        assert_eq!(Names::of([("b", 1), ("a", 2), ("b", 0)].into_iter()).find("b"), Some(0));
        assert_eq!(Names::<usize>::of([].into_iter()).find(""), None);
    }

    #[test]
    fn few_names_are_filed_alike() {
        let words: Vec<String> = (0..10_000).map(|number| format!("tool_{number}")).collect();
        let names = Names::of(words.iter().map(String::as_str).zip(0..));
        let most = names.begins.windows(2).map(|file| file[1] - file[0]).max();
        assert!(most.is_some_and(|most| most <= 8), "{most:?}");
    }
}
