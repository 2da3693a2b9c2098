//! What an action says, as a whole.

use super::Binder;
use crate::json::{Json, Kind};
use crate::scan::Texts;
use agp_abi::number::Bounds;

/// The payload of a call or result.
#[derive(Clone, Debug, Default)]
pub(super) struct Payload<'p> {
    /// Its texts, and whether there may be others.
    pub(super) texts: Texts<'p>,
    /// Whether an argument carries any, be it empty.
    pub(super) carried: bool,
    /// Bytes, as far as texts and values are known.
    size: u64,
}

impl<'p> Payload<'p> {
    /// Adds every text in a value; what else is in it counts by its length.
    pub(super) fn take(&mut self, value: Json<'p>) {
        self.carried = true;
        for leaf in value.leaves() {
            match leaf.kind() {
                Kind::Text => self.texts.known.extend(leaf.text()),
                Kind::Number | Kind::Bool => self.add(leaf.raw()),
                Kind::Null | Kind::List | Kind::Object => {}
            }
        }
    }

    /// Adds the texts of a value of a type that is not `json`: one text, or a list of them.
    pub(super) fn take_texts(&mut self, value: Json<'p>) {
        self.carried = true;
        self.texts.known.extend(value.leaves().filter_map(Json::text));
    }

    /// Counts the texts.
    pub(super) fn measured(mut self) -> Self {
        for text in &self.texts.known {
            self.size = self.size.saturating_add(length(text));
        }
        self
    }

    fn add(&mut self, text: &str) {
        self.size = self.size.saturating_add(length(text));
    }
}

fn length(text: &str) -> u64 {
    u64::try_from(text.len()).unwrap_or(u64::MAX)
}

impl Binder<'_, '_> {
    /// Text tests on the payload, and its size.
    pub(super) fn payload(&mut self, payload: &Payload<'_>) {
        let tables = &self.loaded.tables;
        self.loaded.scan(&tables.payload.texts, &payload.texts, self.facts);
        if !payload.texts.unknown {
            let size = i64::try_from(payload.size).unwrap_or(i64::MAX);
            self.numbers(&tables.agent.payload_size.numbers, Bounds::exactly(size));
        }
    }
}
