//! What binding asks of a value, be it JSON of a line or a Rust value of a [`crate::Call`].
//!
//! Both forms answer alike, so that the same record gives the same facts in either of them.

use crate::json::{Json, Kind};
use agp_abi::number::{self, Bounds};

/// A value whose type nobody has looked at yet.
pub(crate) trait Raw<'a>: Copy {
    /// Its type, as of JSON.
    fn kind(self) -> Kind;
    /// What it says, as JSON writes it; a text without quotes and escapes.
    fn raw(self) -> &'a str;
    /// A text.
    fn text(self) -> Option<&'a str>;
    /// A truth value.
    fn boolean(self) -> Option<bool>;
    /// A number in units of `10^-places`.
    fn decimal(self, places: u32) -> Option<Bounds>;
    /// The value of a *one* that it stands for, where it was looked up in its enumeration already.
    fn word(self) -> Option<u32>;
    /// The values of a list.
    fn items(self) -> Option<impl Iterator<Item = Self> + Clone>;
    /// Everything in it that is neither bracket nor key, at any depth.
    fn leaves(self) -> impl Iterator<Item = Self>;
}

impl<'a> Raw<'a> for Json<'a> {
    #[inline]
    fn kind(self) -> Kind {
        Json::kind(self)
    }

    #[inline]
    fn raw(self) -> &'a str {
        Json::raw(self)
    }

    #[inline]
    fn text(self) -> Option<&'a str> {
        Json::text(self)
    }

    fn boolean(self) -> Option<bool> {
        Json::boolean(self)
    }

    fn decimal(self, places: u32) -> Option<Bounds> {
        number::decimal(self.number()?, places)
    }

    #[inline]
    fn word(self) -> Option<u32> {
        None
    }

    fn items(self) -> Option<impl Iterator<Item = Self> + Clone> {
        Json::items(self)
    }

    fn leaves(self) -> impl Iterator<Item = Self> {
        Json::leaves(self)
    }
}
