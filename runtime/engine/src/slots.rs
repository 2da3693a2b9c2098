//! The texts of a record that tests may look at, kept until one does.
//!
//! In: canonical texts, as binding comes by them. Out: the texts of a *slot*, which belongs to one
//! value or to the payload, in the order in which they came, and whether there are others that
//! nobody knows. A slot that nothing was put into is unknown. The bytes are copied, so that nothing
//! here borrows from a record, and nothing is allocated once there is room for the largest one.
//!
//! Most slots hold one text and most tests read its ends only. So the first text of a slot stands in the
//! slot itself, with its ends: what a decision reads of it lies in one place.

use crate::scan::{head, tail};

/// The end of a list of pieces.
const NONE: u32 = u32::MAX;

/// All slots of one record.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    places: Vec<Slot>,
    /// Of slots with more than one text, the others.
    others: Vec<Piece>,
    bytes: String,
}

/// One text, and where the next one of its slot stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    from: u32,
    to: u32,
    next: u32,
    /// Its ends as integers; see `scan::head` and `scan::tail`.
    pub(crate) head: [u64; 2],
    pub(crate) tail: [u64; 2],
}

impl Piece {
    const EMPTY: Piece = Piece { from: 0, to: 0, next: NONE, head: [0; 2], tail: [0; 2] };

    /// How many bytes it has.
    #[inline]
    pub(crate) const fn len(&self) -> usize {
        self.to.saturating_sub(self.from) as usize
    }
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    /// The first text, if there is one.
    first: Piece,
    /// The last of the others.
    last: u32,
    filled: bool,
    unsure: bool,
    /// How often somebody has asked for one of its tests.
    asked: u32,
}

impl Slot {
    const UNKNOWN: Slot = Slot { first: Piece::EMPTY, last: NONE, filled: false, unsure: true, asked: 0 };

    /// Its one text, if it has no other, known or not.
    #[inline]
    fn only(&self) -> Option<&Piece> {
        (self.filled && self.last == NONE && !self.unsure).then_some(&self.first)
    }
}

impl Slots {
    /// So many slots, all unknown.
    pub(crate) fn new(count: u32) -> Slots {
        Slots { places: vec![Slot::UNKNOWN; count as usize], others: Vec::new(), bytes: String::new() }
    }

    /// Forgets everything; keeps the room.
    pub(crate) fn reset(&mut self) {
        self.bytes.clear();
        self.others.clear();
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
        let to = from.saturating_add(text.len());
        let (Ok(from), Ok(to)) = (u32::try_from(from), u32::try_from(to)) else {
            // More than anyone looks at.
            return self.doubt(slots);
        };
        self.bytes.push_str(text);
        let (head, tail) = (head(text.as_bytes()), tail(text.as_bytes()));
        for slot in slots {
            self.put(*slot, Piece { from, to, next: NONE, head, tail });
        }
    }

    fn put(&mut self, slot: u32, piece: Piece) {
        let Some(slot) = self.places.get_mut(slot as usize) else { return };
        if !slot.filled {
            (slot.first, slot.filled) = (piece, true);
            return;
        }
        let place = u32::try_from(self.others.len()).unwrap_or(NONE);
        match self.others.get_mut(slot.last as usize) {
            Some(last) => last.next = place,
            None => slot.first.next = place,
        }
        slot.last = place;
        self.others.push(piece);
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
        let slot = self.places.get(slot as usize).filter(|slot| slot.filled);
        let mut next = slot.map(|slot| &slot.first);
        std::iter::from_fn(move || {
            let piece = next?;
            next = self.others.get(piece.next as usize);
            Some(self.text(piece))
        })
    }

    /// The one text of a slot that has no other, known or not.
    #[inline]
    pub(crate) fn only(&self, slot: u32) -> Option<&Piece> {
        self.places.get(slot as usize)?.only()
    }

    /// What a piece says.
    pub(crate) fn text(&self, piece: &Piece) -> &str {
        self.bytes.get(piece.from as usize..piece.to as usize).unwrap_or_default()
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
