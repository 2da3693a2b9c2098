//! Values that never were text: written onto a tape as a reader would have left them there.
//!
//! Each function adds one value and gives its place; who calls it asks [`Tape::has_room`] first.
//! Nothing is allocated once the tape has room.

use super::{Kind, MAX_LINE, Place, Tape, Token};
use agp_abi::number::SCALE;
use std::fmt::Write;

impl Tape {
    /// Forgets everything; keeps the room.
    pub(crate) fn clear(&mut self) {
        self.tokens.clear();
        self.resolved.clear();
    }

    /// Whether there is room for texts of so many bytes: all together may be as long as a line.
    pub(crate) fn has_room(&self, bytes: usize) -> bool {
        self.resolved.len().saturating_add(bytes) <= MAX_LINE && self.tokens.len() < MAX_LINE
    }

    /// A text.
    pub(crate) fn text(&mut self, text: &str) -> usize {
        let from = self.resolved.len();
        self.resolved.push_str(text);
        self.add(Kind::Text, from)
    }

    /// A whole number.
    pub(crate) fn whole(&mut self, value: i64) -> usize {
        let from = self.resolved.len();
        // Writing to a `String` does not fail.
        let _ = write!(self.resolved, "{value}");
        self.add(Kind::Number, from)
    }

    /// A number of millionths, in as few digits as it takes.
    pub(crate) fn millionths(&mut self, value: i64) -> usize {
        let from = self.resolved.len();
        let (magnitude, scale) = (value.unsigned_abs(), SCALE.unsigned_abs());
        let (sign, whole) = (if value < 0 { "-" } else { "" }, magnitude.div_euclid(scale));
        let _ = write!(self.resolved, "{sign}{whole}");
        let fraction = magnitude.rem_euclid(scale);
        if fraction != 0 {
            let _ = write!(self.resolved, ".{fraction:06}");
            self.resolved.truncate(self.resolved.trim_end_matches('0').len());
        }
        self.add(Kind::Number, from)
    }

    /// A truth value.
    pub(crate) fn truth(&mut self, value: bool) -> usize {
        let from = self.resolved.len();
        self.resolved.push_str(if value { "true" } else { "false" });
        self.add(Kind::Bool, from)
    }

    /// A list of texts.
    pub(crate) fn texts<'t>(&mut self, texts: impl Iterator<Item = &'t str>) -> usize {
        let list = self.add(Kind::List, self.resolved.len());
        for text in texts {
            self.text(text);
        }
        let end = small(self.tokens.len());
        if let Some(token) = self.tokens.get_mut(list) {
            token.end = end;
        }
        list
    }

    fn add(&mut self, kind: Kind, from: usize) -> usize {
        let at = self.tokens.len();
        let (from, to) = (small(from), small(self.resolved.len()));
        let end = small(at).saturating_add(1);
        self.tokens.push(Token { kind, key: false, place: Place::Resolved, from, to, end });
        at
    }
}

/// Tapes are shorter than 2^32 bytes and tokens.
fn small(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
