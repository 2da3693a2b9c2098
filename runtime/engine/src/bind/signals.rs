//! What the host supplies: declared signals and the agent's identity.

use super::Binder;
use super::value::{self, Value, fits};
use crate::json::Kind;
use crate::record::{Agent, Amount, Fields, Raw};
use agp_abi::forms;
use agp_abi::number::{Bounds, PLACES};
use agp_abi::tables::{FIRST_ENTRY, Feed, MORE, Scalar, UNKNOWN, ValueType};

impl<'p> Binder<'p, '_> {
    /// The declared signals; one that is absent or of a wrong JSON type stays unknown.
    pub(super) fn signals(&mut self, signals: Option<Fields<'p>>) {
        let loaded = self.loaded;
        match signals {
            None => {}
            Some(Fields::Given { values, .. }) => {
                for (row, given) in loaded.tables.signals.iter().zip(values) {
                    given.value().into_iter().for_each(|value| self.typed(row.ty, &row.feed, value));
                }
            }
            Some(Fields::Object(object)) => {
                let Some(members) = object.members() else { return };
                for (name, value) in members.filter(|(_, value)| value.kind() != Kind::Null) {
                    match loaded.signal(name).and_then(|place| loaded.tables.signals.get(place)) {
                        Some(row) => self.typed(row.ty, &row.feed, value),
                        None => self.undeclared.note("signal", name),
                    }
                }
            }
        }
    }

    /// Lets a value feed its facts, if its JSON is of the type.
    pub(crate) fn typed(&mut self, ty: ValueType, feed: &Feed, raw: impl Raw<'p>) {
        if !ty.many {
            if fits(ty.scalar, raw.kind()) {
                self.one_value(ty.scalar, feed, raw);
            }
        } else if let Some(items) = fitting_items(ty.scalar, raw) {
            self.values(ty.scalar, feed, items);
        }
    }

    /// Lets a single value feed its facts.
    pub(super) fn one_value(&mut self, scalar: Scalar, feed: &Feed, raw: impl Raw<'p>) {
        if feed.ones.is_empty() && feed.numbers.is_empty() && feed.slots.is_empty() {
            return;
        }
        match self.loaded.value(scalar, raw) {
            Value::Unknown => {}
            Value::Text(text) => {
                self.slots.open(&feed.slots);
                self.slots.push(&feed.slots, &text);
            }
            Value::Number(bounds) => self.numbers(&feed.numbers, bounds),
            Value::One(one) => self.ones(&feed.ones, one),
        }
    }

    /// Lets the values of a list feed slots, those of a set of words its elements.
    pub(super) fn values(&mut self, scalar: Scalar, feed: &Feed, items: impl Iterator<Item = impl Raw<'p>>) {
        if feed.slots.is_empty() && feed.sets.is_empty() {
            return;
        }
        self.slots.open(&feed.slots);
        for &set in &feed.sets {
            self.facts.remove(set, MORE);
        }
        for item in items {
            match self.loaded.value(scalar, item) {
                Value::Text(text) => self.slots.push(&feed.slots, &text),
                Value::One(one) => {
                    self.elements(&feed.sets, one.saturating_sub(1).saturating_add(FIRST_ENTRY));
                }
                Value::Unknown | Value::Number(_) => {
                    self.slots.doubt(&feed.slots);
                    self.elements(&feed.sets, MORE);
                }
            }
        }
    }

    /// Adds an element to sets.
    fn elements(&mut self, sets: &[u32], element: u32) {
        for &set in sets {
            self.facts.insert(set, element);
        }
    }

    /// The agent. Its `id` says nothing unless somebody has verified it.
    pub(super) fn agent(&mut self, agent: &Agent<'p>) {
        let feeds = &self.loaded.tables.agent;
        let verified = agent.verified.map_or(UNKNOWN, |verified| u32::from(verified).saturating_add(1));
        self.ones(&feeds.verified.ones, verified);
        if let Some(trust) = agent.trust.and_then(|trust| trust.decimal(PLACES)).and_then(value::score) {
            self.numbers(&feeds.trust.numbers, trust);
        }
        if let Some(depth) = agent.depth.and_then(depth) {
            self.numbers(&feeds.depth.numbers, depth);
        }
        let verified = agent.id.filter(|_| agent.verified == Some(true) && !feeds.id.slots.is_empty());
        let id = verified.and_then(forms::id);
        if let Some(id) = id {
            self.slots.open(&feeds.id.slots);
            self.slots.push(&feeds.id.slots, &id);
        }
    }
}

/// The values of a list, if every one has the JSON type it must have; a `null` never has.
pub(super) fn fitting_items<'a, R: Raw<'a>>(
    scalar: Scalar,
    raw: R,
) -> Option<impl Iterator<Item = R> + Clone> {
    let items = raw.items()?;
    items.clone().all(|item| item.kind() != Kind::Null && fits(scalar, item.kind())).then_some(items)
}

/// A depth of delegation: whole, 0 or more.
fn depth(amount: Amount<'_>) -> Option<Bounds> {
    amount.decimal(0).filter(|bounds| bounds.low == bounds.high && bounds.low >= 0)
}
