//! Parts of a record that come as text, from a line, or looked up already, from a [`crate::Call`].

use super::Given;
use crate::json::Json;
use agp_abi::number::{self, Bounds};

/// Texts of a record: a list of them, or one that stands alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Texts<'a>(Json<'a>);

impl<'a> Texts<'a> {
    /// The texts of a value, if it holds nothing else.
    pub(super) fn of(value: Json<'a>) -> Option<Texts<'a>> {
        let all = match value.items() {
            Some(mut items) => items.all(|item| item.text().is_some()),
            None => value.text().is_some(),
        };
        all.then_some(Texts(value))
    }

    /// Each of them.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'a str> {
        // A list is no text, and a text holds no items.
        self.0.items().into_iter().flatten().filter_map(Json::text).chain(self.0.text())
    }
}

/// Members of a facet.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Members<'a> {
    /// Their names.
    Named(Texts<'a>),
    /// Elements of the set.
    Known(&'a [u32]),
}

/// A purpose.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose<'a> {
    /// Its name.
    Named(&'a str),
    /// The value of its *one*.
    Known(u32),
}

/// When.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Time<'a> {
    /// As RFC 3339 writes it.
    Text(&'a str),
    /// Milliseconds since 1970.
    Instant(i64),
}

/// Arguments or signals.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fields<'a> {
    /// Members of an object, by name.
    Object(Json<'a>),
    /// Values in the order of the policy's list.
    Given {
        /// Of what is not set too.
        values: &'a [Given],
        /// Whether there was one for which the policy has no place.
        stale: bool,
    },
}

/// A number of the agent.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Amount<'a> {
    /// Its decimal text.
    Text(&'a str),
    /// So many units of `10^-places`.
    Units(i64, u32),
}

impl Amount<'_> {
    /// In units of `10^-places`.
    pub(crate) fn decimal(self, places: u32) -> Option<Bounds> {
        match self {
            Amount::Text(text) => number::decimal(text, places),
            Amount::Units(value, given) => Some(number::units(value, given, places)),
        }
    }
}
