//! What explanations say about atoms, decoded when somebody asks.
//!
//! A large policy has thousands of notes of two or three texts each, and most decisions need none.
//! So an image's notes stay encoded until the first decision that does. To everybody else they are
//! a plain list.
//!
//! Invariant: notes of an image are not checked with its tables, so they are looked up with `get`
//! and never trusted. Bytes that do not decode are an empty list: no verdict rests on them, and a
//! check at load would cost every host what only those who ask for an explanation need.

mod packed;

pub(crate) use packed::pack;

use crate::tables::AtomNote;
use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

/// A note for each atom.
#[derive(Clone, Default)]
pub struct Notes {
    encoded: Box<[u8]>,
    decoded: OnceLock<Vec<AtomNote>>,
}

impl Notes {
    /// Notes as an image holds them.
    pub(crate) fn of_encoded(encoded: &[u8]) -> Notes {
        Notes { encoded: encoded.into(), decoded: OnceLock::new() }
    }

    /// The notes, if they were made in this process or somebody has asked for them before.
    pub fn known(&self) -> Option<&[AtomNote]> {
        self.decoded.get().map(Vec::as_slice)
    }
}

impl From<Vec<AtomNote>> for Notes {
    fn from(notes: Vec<AtomNote>) -> Notes {
        Notes { encoded: Box::default(), decoded: OnceLock::from(notes) }
    }
}

impl Deref for Notes {
    type Target = [AtomNote];

    fn deref(&self) -> &[AtomNote] {
        self.decoded.get_or_init(|| packed::unpack(&self.encoded).unwrap_or_default())
    }
}

impl PartialEq for Notes {
    fn eq(&self, other: &Notes) -> bool {
        **self == **other
    }
}

impl Eq for Notes {}

impl fmt::Debug for Notes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Notes;
    use crate::tables::{AtomNote, Fact};

    #[test]
    fn encoded_notes_are_the_same_list_and_decoded_once_asked_for() {
        let note = AtomNote { text: "role has x".into(), facts: vec![(Fact::Set(0), "role".into())] };
        let list = vec![note, AtomNote::default()];
        let notes = Notes::of_encoded(&super::pack(&list).unwrap());
        assert_eq!(notes.known(), None);
        assert_eq!(notes.get(1), Some(&list[1]));
        assert_eq!(notes.known(), Some(&list[..]));
        assert_eq!(notes, Notes::from(list));
    }

    #[test]
    fn bytes_that_are_no_notes_are_none() {
        for bytes in [&[][..], &[0xff; 20], &[5, 1]] {
            assert_eq!(Notes::of_encoded(bytes).first(), None);
        }
    }
}
