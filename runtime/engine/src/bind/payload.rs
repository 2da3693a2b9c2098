//! What an action says, as a whole.

use super::Binder;
use crate::json::Kind;
use crate::record::Raw;
use agp_abi::number::Bounds;
use agp_abi::tables::Scalar;

/// The payload of a call or result, as far as it has been seen. Its texts lie in its slots.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Payload {
    /// Whether an argument carries any, be it empty.
    pub(super) carried: bool,
    /// Whether there may be more of it.
    pub(super) unsure: bool,
    /// Bytes, as far as texts and values are known.
    size: u64,
}

impl Payload {
    /// Nothing is said.
    pub(super) const NONE: Payload = Payload { carried: false, unsure: false, size: 0 };

    fn add(&mut self, text: &str) {
        self.size = self.size.saturating_add(u64::try_from(text.len()).unwrap_or(u64::MAX));
    }
}

impl<'p> Binder<'p, '_> {
    /// Adds one text.
    pub(super) fn say(&mut self, text: &str, payload: &mut Payload) {
        payload.add(text);
        self.slots.push(&self.loaded.tables.payload.slots, text);
    }

    /// Adds what a value of a type says.
    pub(super) fn say_typed(&mut self, scalar: Scalar, value: impl Raw<'p>, payload: &mut Payload) {
        match scalar {
            Scalar::Json => self.say_all(value, payload),
            _ => self.say_texts(value, payload),
        }
    }

    /// Adds every text in a value; what else is in it counts by its length.
    pub(super) fn say_all(&mut self, value: impl Raw<'p>, payload: &mut Payload) {
        payload.carried = true;
        for leaf in value.leaves() {
            match leaf.kind() {
                Kind::Text => self.say(leaf.text().unwrap_or_default(), payload),
                Kind::Number | Kind::Bool => payload.add(leaf.raw()),
                Kind::Null | Kind::List | Kind::Object => {}
            }
        }
    }

    /// Adds every text in a value of a type that is not `json`: one text, or a list of them.
    fn say_texts(&mut self, value: impl Raw<'p>, payload: &mut Payload) {
        payload.carried = true;
        for text in value.leaves().filter_map(Raw::text) {
            self.say(text, payload);
        }
    }

    /// The payload's size, and whether there may be more of it.
    pub(super) fn payload(&mut self, payload: Payload) {
        let tables = &self.loaded.tables;
        if payload.unsure {
            self.slots.doubt(&tables.payload.slots);
        } else {
            let size = i64::try_from(payload.size).unwrap_or(i64::MAX);
            self.numbers(&tables.agent.payload_size.numbers, Bounds::exactly(size));
        }
    }
}
