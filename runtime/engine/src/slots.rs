//! The texts of a record that tests may look at, kept until one does.
//!
//! In: canonical texts, as binding comes by them. Out: the texts of a *slot*, which belongs to one
//! value or to the payload, in the order in which they came, and whether there are others that
//! nobody knows. A slot that nothing was put into is unknown. The bytes are copied, so that nothing
//! here borrows from a record, and nothing is allocated once there is room for the largest one.

use crate::scan::{head, tail};

/// The end of a list of pieces.
const NONE: usize = usize::MAX;

/// All slots of one record.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    bytes: String,
    pieces: Vec<Piece>,
    places: Vec<Slot>,
}

/// One text, and where the next one of its slot stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    from: usize,
    to: usize,
    next: usize,
    /// Its ends as integers; see `scan::head` and `scan::tail`.
    pub(crate) head: [u64; 2],
    pub(crate) tail: [u64; 2],
}

impl Piece {
    /// How many bytes it has.
    #[inline]
    pub(crate) const fn len(&self) -> usize {
        self.to.saturating_sub(self.from)
    }
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    first: usize,
    last: usize,
    unsure: bool,
    /// How often somebody has asked for one of its tests.
    asked: u32,
    /// The ends of its first text.
    ends: Ends,
}

/// The ends of a text, as far as an index reads them: 8 bytes each, as in `scan::head` and `scan::tail`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ends {
    pub(crate) head: u64,
    pub(crate) tail: u64,
    pub(crate) length: usize,
}

impl Slot {
    const UNKNOWN: Slot =
        Slot { first: NONE, last: NONE, unsure: true, asked: 0, ends: Ends { head: 0, tail: 0, length: 0 } };
}

impl Slots {
    /// So many slots, all unknown.
    pub(crate) fn new(count: u32) -> Slots {
        Slots { bytes: String::new(), pieces: Vec::new(), places: vec![Slot::UNKNOWN; count as usize] }
    }

    /// Forgets everything; keeps the room.
    pub(crate) fn reset(&mut self) {
        self.bytes.clear();
        self.pieces.clear();
        self.places.fill(Slot::UNKNOWN);
    }

    /// Empties these slots: what is put into them from here on is all there is.
    pub(crate) fn open(&mut self, slots: &[u32]) {
        for slot in slots {
            if let Some(slot) = self.places.get_mut(*slot as usize) {
                *slot = Slot { unsure: false, ..Slot::UNKNOWN };
            }
        }
    }

    /// Adds a text to these slots.
    pub(crate) fn push(&mut self, slots: &[u32], text: &str) {
        if slots.is_empty() {
            return;
        }
        let from = self.bytes.len();
        self.bytes.push_str(text);
        let to = self.bytes.len();
        let (head, tail) = (head(text.as_bytes()), tail(text.as_bytes()));
        for slot in slots {
            let Some(slot) = self.places.get_mut(*slot as usize) else { continue };
            let place = self.pieces.len();
            if let Some(last) = self.pieces.get_mut(slot.last) {
                last.next = place;
            } else {
                slot.first = place;
                slot.ends = Ends { head: head[0], tail: tail[0], length: text.len() };
            }
            slot.last = place;
            self.pieces.push(Piece { from, to, next: NONE, head, tail });
        }
    }

    /// Says that there are texts for these slots that nobody knows.
    pub(crate) fn doubt(&mut self, slots: &[u32]) {
        for slot in slots {
            if let Some(slot) = self.places.get_mut(*slot as usize) {
                slot.unsure = true;
            }
        }
    }

    /// The texts of a slot.
    pub(crate) fn texts(&self, slot: u32) -> impl Iterator<Item = &str> {
        let mut at = self.places.get(slot as usize).map_or(NONE, |slot| slot.first);
        std::iter::from_fn(move || {
            let piece = self.pieces.get(at)?;
            at = piece.next;
            self.bytes.get(piece.from..piece.to)
        })
    }

    /// The one text of a slot that has no other, known or not.
    #[inline]
    pub(crate) fn only(&self, slot: u32) -> Option<&Piece> {
        let slot = self.places.get(slot as usize)?;
        let only = slot.first == slot.last && !slot.unsure;
        self.pieces.get(slot.first).filter(|_| only)
    }

    /// The ends of the one text of a slot that has no other, known or not.
    #[inline]
    pub(crate) fn ends(&self, slot: usize) -> Option<&Ends> {
        let slot = self.places.get(slot)?;
        (slot.first == slot.last && slot.first != NONE && !slot.unsure).then_some(&slot.ends)
    }

    /// What a piece says.
    pub(crate) fn text(&self, piece: &Piece) -> &str {
        self.bytes.get(piece.from..piece.to).unwrap_or_default()
    }

    /// The text of a slot that is known to hold exactly one.
    pub(crate) fn only_text(&self, slot: u32) -> Option<&str> {
        self.only(slot).map(|piece| self.text(piece))
    }

    /// Notes that somebody asks for a test of this slot; how often that has happened before.
    pub(crate) fn ask(&mut self, slot: u32) -> u32 {
        let Some(slot) = self.places.get_mut(slot as usize) else { return 0 };
        let before = slot.asked;
        slot.asked = before.saturating_add(1);
        before
    }

    /// Whether a slot has texts that nobody knows.
    pub(crate) fn is_unsure(&self, slot: u32) -> bool {
        self.places.get(slot as usize).is_none_or(|slot| slot.unsure)
    }
}

#[cfg(test)]
mod tests {
    use super::Slots;

    #[test]
    fn a_slot_holds_what_was_put_into_it_since_it_was_opened() {
        let mut slots = Slots::new(3);
        slots.open(&[0, 2]);
        slots.push(&[0, 2], "a");
        slots.open(&[1]);
        slots.push(&[1], "x");
        slots.push(&[0], "b");
        slots.doubt(&[1]);
        let read = |slots: &Slots, slot| -> (Vec<String>, bool) {
            (slots.texts(slot).map(str::to_owned).collect(), slots.is_unsure(slot))
        };
        assert_eq!(read(&slots, 0), (vec!["a".into(), "b".into()], false));
        assert_eq!(read(&slots, 1), (vec!["x".into()], true));
        assert_eq!(read(&slots, 2), (vec!["a".into()], false));
        slots.open(&[0]);
        assert_eq!(read(&slots, 0), (vec![], false));
        assert_eq!((slots.only_text(0), slots.only_text(1), slots.only_text(2)), (None, None, Some("a")));
        assert_eq!([slots.ask(2), slots.ask(2), slots.ask(1), slots.ask(9)], [0, 1, 0, 0]);
        slots.reset();
        assert_eq!(slots.ask(2), 0);
        for slot in [0, 1, 2, 3] {
            assert_eq!(read(&slots, slot), (vec![], true));
        }
    }

    #[test]
    fn only_a_text_that_stands_alone_is_the_only_one() {
        let mut slots = Slots::new(4);
        slots.open(&[0, 1, 2]);
        slots.push(&[0, 1, 2], "a");
        slots.push(&[1], "b");
        slots.doubt(&[2]);
        assert_eq!(slots.only(0).map(|piece| slots.text(piece)), Some("a"));
        for slot in [1, 2, 3, 4] {
            assert!(slots.only(slot).is_none());
        }
    }
}
