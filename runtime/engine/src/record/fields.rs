//! Parts of a record that come as text, from a line, or looked up already, from a [`crate::Call`].

use crate::json::{Json, Tape};

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
    /// Values on a tape, each with its place in the policy's list.
    Placed {
        /// Where the values lie.
        tape: &'a Tape,
        /// The values.
        values: &'a [Placed],
        /// Whether there was one for which the policy has no place.
        stale: bool,
    },
}

/// A value and its place in the policy's list of arguments or signals.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed {
    pub(crate) place: usize,
    pub(crate) token: usize,
}

impl<'a> Fields<'a> {
    /// Each value with its place, if the policy has one, and the name where it came with one.
    pub(crate) fn each(
        self,
        find: impl Fn(&str) -> Option<usize>,
    ) -> impl Iterator<Item = (Option<usize>, &'a str, Json<'a>)> {
        let (object, placed) = match self {
            Fields::Object(object) => (object.members(), None),
            Fields::Placed { tape, values, .. } => (None, Some((tape, values))),
        };
        let named = object.into_iter().flatten().map(move |(name, value)| (find(name), name, value));
        let placed = placed.into_iter().flat_map(|(tape, values)| {
            values.iter().map(|value| (Some(value.place), "", tape.value(value.token)))
        });
        named.chain(placed)
    }

    /// The values, or one that holds them all.
    pub(crate) fn values(self) -> impl Iterator<Item = Json<'a>> {
        let (object, placed) = match self {
            Fields::Object(object) => (Some(object), None),
            Fields::Placed { tape, values, .. } => (None, Some((tape, values))),
        };
        let placed =
            placed.into_iter().flat_map(|(tape, values)| values.iter().map(|value| tape.value(value.token)));
        object.into_iter().chain(placed)
    }

    /// Whether there was a value for which the policy has no place.
    pub(crate) fn is_stale(self) -> bool {
        matches!(self, Fields::Placed { stale: true, .. })
    }
}
