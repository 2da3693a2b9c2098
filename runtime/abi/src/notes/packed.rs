//! Notes as a section of an image holds them: every word once.
//!
//! What authors test is made of few words: `tool`, ` in [`, `s3.get_object`. So a text is a list of
//! **pieces**, each a run of characters that make names or a run of others, and the pieces of all
//! texts stand once, those that are used most first. That takes a fifth of the bytes, and each byte
//! of an image is copied and hashed by whoever loads it.
//!
//! Few bytes can name long pieces often: what is read never has more than [`MAX_TEXT`] bytes of text.

use crate::tables::{AtomNote, Fact};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The most bytes that all texts of a policy's notes may have.
const MAX_TEXT: usize = 1 << 26;

/// The form of the section.
#[derive(Serialize, Deserialize)]
struct Packed<'b> {
    #[serde(borrow)]
    pieces: Vec<&'b str>,
    notes: Vec<PackedNote>,
}

/// A note, its texts as indices of pieces.
#[derive(Serialize, Deserialize)]
struct PackedNote {
    text: Vec<u32>,
    facts: Vec<(Fact, Vec<u32>)>,
}

/// Packs notes. `None` where their texts are too long to be unpacked again.
pub(crate) fn pack(notes: &[AtomNote]) -> Option<Vec<u8>> {
    let texts = || {
        notes.iter().flat_map(|note| [&note.text].into_iter().chain(note.facts.iter().map(|fact| &fact.1)))
    };
    if texts().map(String::len).sum::<usize>() > MAX_TEXT {
        return None;
    }
    let mut uses = BTreeMap::<&str, usize>::new();
    for piece in texts().flat_map(|text| pieces(text)) {
        *uses.entry(piece).or_default() += 1;
    }
    let mut pieces: Vec<&str> = uses.keys().copied().collect();
    pieces.sort_by_key(|piece| std::cmp::Reverse(uses.get(piece)));
    let places: HashMap<&str, u32> = pieces.iter().copied().zip(0..).collect();
    let indices = |text: &str| self::pieces(text).filter_map(|piece| places.get(piece).copied()).collect();
    let note = |note: &AtomNote| PackedNote {
        text: indices(&note.text),
        facts: note.facts.iter().map(|(fact, name)| (*fact, indices(name))).collect(),
    };
    postcard::to_allocvec(&Packed { notes: notes.iter().map(note).collect(), pieces }).ok()
}

/// Unpacks notes. `None` where the bytes are none, or not those of notes that [`pack`] would take.
pub(crate) fn unpack(bytes: &[u8]) -> Option<Vec<AtomNote>> {
    let (packed, []) = postcard::take_from_bytes::<Packed<'_>>(bytes).ok()? else { return None };
    let mut room = MAX_TEXT;
    let mut text = |indices: &[u32]| -> Option<String> {
        let mut text = String::new();
        for index in indices {
            let piece = packed.pieces.get(*index as usize)?;
            room = room.checked_sub(piece.len())?;
            text.push_str(piece);
        }
        Some(text)
    };
    let mut notes = Vec::with_capacity(packed.notes.len());
    for note in &packed.notes {
        let facts: Option<_> = note.facts.iter().map(|(fact, name)| Some((*fact, text(name)?))).collect();
        notes.push(AtomNote { text: text(&note.text)?, facts: facts? });
    }
    Some(notes)
}

/// The pieces of a text, which are all of it.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let names = |character: char| character.is_alphanumeric() || matches!(character, '_' | '.');
    let mut rest = text;
    std::iter::from_fn(move || {
        let kind = names(rest.chars().next()?);
        let end = rest.find(|character| names(character) != kind).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at(end);
        rest = behind;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::{MAX_TEXT, Packed, PackedNote, pack, pieces, unpack};
    use crate::tables::{AtomNote, Fact};

    fn note(text: &str, fact: &str) -> AtomNote {
        AtomNote { text: text.to_owned(), facts: vec![(Fact::Set(3), fact.to_owned())] }
    }

    #[test]
    fn pieces_are_all_of_a_text() {
        let found = |text| pieces(text).collect::<Vec<_>>();
        assert_eq!(found("tool in [`s3.get`, a_b]"), ["tool", " ", "in", " [`", "s3.get", "`, ", "a_b", "]"]);
        assert_eq!(found("\u{e9}t\u{e9} \u{2260} x"), ["\u{e9}t\u{e9}", " \u{2260} ", "x"]);
        assert_eq!(found(""), [""; 0]);
    }

    #[test]
    fn notes_come_back_as_they_were() {
        let notes = [note("role has x", "role"), AtomNote::default(), note("args.a == \"\\\"\"", "args.a")];
        assert_eq!(unpack(&pack(&notes).unwrap()).as_deref(), Some(&notes[..]));
        assert_eq!(unpack(&pack(&[]).unwrap()), Some(vec![]));
    }

    #[test]
    fn what_is_said_often_takes_little_room() {
        let notes: Vec<AtomNote> = (0..500)
            .map(|at| note(&format!("signal.category in [finance, word{}]", at % 10), "signal.category"))
            .collect();
        let plain: usize = notes.iter().map(|note| note.text.len() + note.facts[0].1.len()).sum();
        let packed = pack(&notes).unwrap();
        assert!(packed.len() < plain / 3, "{} bytes of {plain}", packed.len());
    }

    #[test]
    fn bytes_that_are_no_notes_are_none() {
        let packed = pack(&[note("role has x", "role")]).unwrap();
        for length in 0..packed.len() {
            assert_eq!(unpack(&packed[..length]), None, "{length} bytes");
        }
        assert_eq!(unpack(&[packed.as_slice(), &[0]].concat()), None);
        let beyond = PackedNote { text: vec![1], facts: vec![] };
        let packed = postcard::to_allocvec(&Packed { pieces: vec!["x"], notes: vec![beyond] });
        assert_eq!(unpack(&packed.unwrap()), None, "there is no second piece");
    }

    #[test]
    fn few_bytes_do_not_become_many_texts() {
        let long = "x".repeat(1 << 16);
        let often = || PackedNote { text: vec![0; 1 << 6], facts: vec![] };
        let packed = |count| {
            let notes = (0..count).map(|_| often()).collect();
            postcard::to_allocvec(&Packed { pieces: vec![&long], notes }).unwrap()
        };
        let most = MAX_TEXT / (1 << 22);
        assert_eq!(unpack(&packed(most)).map(|notes| notes.len()), Some(most));
        assert_eq!(unpack(&packed(most + 1)), None);
    }
}
