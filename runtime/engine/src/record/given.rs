//! Rust values of a [`crate::Call`], kept until it is bound.
//!
//! Each argument and signal has a [`Given`] of its own, so a value that is set again takes the place
//! of the one before, and nothing is allocated once its texts have room. A word of the enumeration
//! that the value's type names is a number from the start; of anything else the text is kept.

use super::Raw;
use crate::json::Kind;
use agp_abi::number::{self, Bounds, PLACES};
use std::fmt::Write;

/// The most bytes of one value's texts: as many as a line may have.
const MAX_BYTES: usize = 16 << 20;

/// One value that may be set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    shape: Shape,
    /// The texts, or a number as JSON writes it where somebody asks for that.
    text: String,
    /// Where each text of a list ends.
    ends: Vec<usize>,
    /// The words of a list.
    words: Vec<u32>,
}

#[derive(Clone, Copy, Debug, Default)]
enum Shape {
    #[default]
    Absent,
    Units(i64, u32),
    Bool(bool),
    Word(u32),
    Text,
    Texts,
    Words,
}

/// A text that nobody can tell, or for which there is no room.
pub(crate) struct Untold;

impl Given {
    /// Forgets the value; keeps the room.
    #[inline]
    pub(crate) fn clear(&mut self) {
        self.shape = Shape::Absent;
    }

    /// So many units of `10^-places`, 0 or [`PLACES`].
    #[inline]
    pub(crate) fn units(&mut self, value: i64, places: u32) {
        self.shape = Shape::Units(value, places);
    }

    /// Writes the number that was set as JSON would, for who asks for its text.
    pub(crate) fn spell(&mut self) {
        let Shape::Units(value, places) = self.shape else { return };
        self.text.clear();
        let scale = if places == PLACES { number::SCALE.unsigned_abs() } else { 1 };
        let magnitude = value.unsigned_abs();
        let (sign, whole) = (if value < 0 { "-" } else { "" }, magnitude.div_euclid(scale));
        // Writing to a `String` does not fail.
        let _ = write!(self.text, "{sign}{whole}");
        let fraction = magnitude.rem_euclid(scale);
        if fraction != 0 {
            let _ = write!(self.text, ".{fraction:06}");
            self.text.truncate(self.text.trim_end_matches('0').len());
        }
    }

    /// A truth value.
    #[inline]
    pub(crate) fn truth(&mut self, value: bool) {
        self.shape = Shape::Bool(value);
    }

    /// The value of a *one*.
    #[inline]
    pub(crate) fn word(&mut self, one: u32) {
        self.shape = Shape::Word(one);
    }

    /// A text.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), Untold> {
        self.shape = Shape::Absent;
        if text.len() > MAX_BYTES {
            return Err(Untold);
        }
        self.text.clear();
        self.text.push_str(text);
        self.shape = Shape::Text;
        Ok(())
    }

    /// A text; `None` stands for one that nobody can tell.
    pub(crate) fn text_of(&mut self, text: Option<&str>) -> Result<(), Untold> {
        self.clear();
        self.text(text.ok_or(Untold)?)
    }

    /// A list of texts; `None` stands for one that nobody can tell.
    pub(crate) fn texts<'t>(&mut self, texts: impl Iterator<Item = Option<&'t str>>) -> Result<(), Untold> {
        self.shape = Shape::Absent;
        self.text.clear();
        self.ends.clear();
        for text in texts {
            let text = text.ok_or(Untold)?;
            if self.text.len().saturating_add(text.len()) > MAX_BYTES || self.ends.len() >= MAX_BYTES {
                return Err(Untold);
            }
            self.text.push_str(text);
            self.ends.push(self.text.len());
        }
        self.shape = Shape::Texts;
        Ok(())
    }

    /// A list of values of *ones*, up to one that is none; whether there was none such.
    pub(crate) fn words(&mut self, ones: impl Iterator<Item = Option<u32>>) -> bool {
        self.shape = Shape::Absent;
        self.words.clear();
        for one in ones {
            let Some(one) = one else { return false };
            self.words.push(one);
        }
        self.shape = Shape::Words;
        true
    }

    /// The value, if one is set.
    #[inline]
    pub(crate) fn value(&self) -> Option<Typed<'_>> {
        Some(match self.shape {
            Shape::Absent => return None,
            Shape::Units(value, places) => Typed::Units(value, places, &self.text),
            Shape::Bool(value) => Typed::Bool(value),
            Shape::Word(one) => Typed::Word(one),
            Shape::Text => Typed::Text(&self.text),
            Shape::Texts => Typed::Texts(&self.text, &self.ends),
            Shape::Words => Typed::Words(&self.words),
        })
    }

    /// How many values stand in its list, and how many texts that is.
    pub(crate) fn length(&self) -> (usize, usize) {
        match self.shape {
            Shape::Absent | Shape::Units(..) | Shape::Bool(_) => (0, 0),
            Shape::Word(_) | Shape::Text => (0, 1),
            Shape::Texts => (self.ends.len(), self.ends.len()),
            Shape::Words => (self.words.len(), self.words.len()),
        }
    }
}

/// One value that is set.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Typed<'a> {
    /// So many units of `10^-places`, and how that is written where it was spelt.
    Units(i64, u32, &'a str),
    Bool(bool),
    Word(u32),
    Text(&'a str),
    /// Texts one behind the other, and where each ends.
    Texts(&'a str, &'a [usize]),
    Words(&'a [u32]),
}

impl<'a> Raw<'a> for Typed<'a> {
    #[inline]
    fn kind(self) -> Kind {
        match self {
            Typed::Units(..) => Kind::Number,
            Typed::Bool(_) => Kind::Bool,
            Typed::Word(_) | Typed::Text(_) => Kind::Text,
            Typed::Texts(..) | Typed::Words(_) => Kind::List,
        }
    }

    #[inline]
    fn raw(self) -> &'a str {
        match self {
            Typed::Units(_, _, text) | Typed::Text(text) => text,
            Typed::Bool(true) => "true",
            Typed::Bool(false) => "false",
            Typed::Word(_) | Typed::Texts(..) | Typed::Words(_) => "",
        }
    }

    #[inline]
    fn text(self) -> Option<&'a str> {
        match self {
            Typed::Text(text) => Some(text),
            Typed::Word(_) => Some(""),
            Typed::Units(..) | Typed::Bool(_) | Typed::Texts(..) | Typed::Words(_) => None,
        }
    }

    #[inline]
    fn boolean(self) -> Option<bool> {
        if let Typed::Bool(value) = self { Some(value) } else { None }
    }

    #[inline]
    fn decimal(self, places: u32) -> Option<Bounds> {
        let Typed::Units(value, given, _) = self else { return None };
        Some(number::units(value, given, places))
    }

    #[inline]
    fn word(self) -> Option<u32> {
        if let Typed::Word(one) = self { Some(one) } else { None }
    }

    fn items(self) -> Option<impl Iterator<Item = Self> + Clone> {
        let (text, ends, words): (&str, &[usize], &[u32]) = match self {
            Typed::Texts(text, ends) => (text, ends, &[]),
            Typed::Words(words) => ("", &[], words),
            Typed::Units(..) | Typed::Bool(_) | Typed::Word(_) | Typed::Text(_) => return None,
        };
        let begins = std::iter::once(0).chain(ends.iter().copied());
        let texts = begins.zip(ends).map(|(from, to)| Typed::Text(text.get(from..*to).unwrap_or_default()));
        Some(texts.chain(words.iter().copied().map(Typed::Word)))
    }

    fn leaves(self) -> impl Iterator<Item = Self> {
        let single = self.kind() != Kind::List;
        self.items().into_iter().flatten().chain(single.then_some(self))
    }
}
