//! Names in order, each with what it stands for.
//!
//! A search compares numbers, the first eight bytes of names, and names themselves only among those
//! that begin alike.

/// Names and what they stand for.
#[derive(Clone, Debug)]
pub(crate) struct Names<T> {
    /// The [`head`] of each entry, ascending.
    heads: Vec<u64>,
    entries: Vec<(String, T)>,
}

impl<T: Copy + Ord> Names<T> {
    /// Puts names in order. Of two that are the same the one that stands for less is found.
    pub(crate) fn of<'a>(names: impl Iterator<Item = (&'a str, T)>) -> Names<T> {
        let mut entries: Vec<(String, T)> = names.map(|(name, value)| (name.to_owned(), value)).collect();
        entries.sort();
        Names { heads: entries.iter().map(|(name, _)| head(name)).collect(), entries }
    }

    /// What a name stands for.
    pub(crate) fn find(&self, name: &str) -> Option<T> {
        let wanted = head(name);
        let from = self.heads.partition_point(|head| *head < wanted);
        let alike = self.heads.get(from..)?.partition_point(|head| *head == wanted);
        let alike = self.entries.get(from..from.saturating_add(alike))?;
        let at = alike.partition_point(|(entry, _)| entry.as_str() < name);
        alike.get(at).filter(|(entry, _)| entry == name).map(|(_, value)| *value)
    }

    /// What the second of two equal names stands for.
    pub(crate) fn twice(&self) -> Option<T> {
        let mut pairs = self.entries.iter().zip(self.entries.iter().skip(1));
        pairs.find(|((name, _), (next, _))| name == next).map(|(_, (_, value))| *value)
    }
}

/// The first eight bytes, zeros behind a shorter name, as a number that orders as the bytes do.
fn head(name: &str) -> u64 {
    let bytes = name.as_bytes();
    if let Some(first) = bytes.first_chunk::<8>() {
        return u64::from_be_bytes(*first);
    }
    let mut padded = [0; 8];
    for (to, from) in padded.iter_mut().zip(bytes) {
        *to = *from;
    }
    u64::from_be_bytes(padded)
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
        ];
        let names = Names::of(words.iter().rev().map(|word| (*word, word.len())));
        for word in words {
            assert_eq!(names.find(word), Some(word.len()), "{word:?}");
        }
        for other in ["\0", "aa", "abcdefgh\u{1}", "abcdefghia", "abcdefgg", "c", "zzz"] {
            assert_eq!(names.find(other), None, "{other:?}");
        }
        assert_eq!(names.twice(), None);
        assert_eq!(Names::of([("b", 1), ("a", 2), ("b", 0)].into_iter()).twice(), Some(1));
        assert_eq!(Names::of([("b", 1), ("a", 2), ("b", 0)].into_iter()).find("b"), Some(0));
        assert_eq!(Names::<usize>::of([].into_iter()).find(""), None);
    }
}
