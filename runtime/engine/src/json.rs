//! Raw access to JSON, so that a number keeps its decimal text and nothing is copied needlessly.
//!
//! In: a line. Out: [`Json`], a slice of it that is known to be one sound value. The grammar and
//! the escapes of texts are `serde_json`'s business; what this module adds is what RFC 8259 leaves
//! open and a policy must not: no key twice in any object, no lone surrogate in any text, a bound
//! on length and nesting. Every pass is linear in the text and none recurses.

mod lexemes;

use lexemes::{Lexeme, Lexemes};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The longest line that is read, in bytes.
const MAX_LINE: usize = 16 << 20;

/// The deepest nesting of brackets.
const MAX_DEPTH: usize = 64;

/// One JSON value as it was written, without white space around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Json<'a>(&'a str);

/// The type of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Bool,
    Number,
    Text,
    List,
    Object,
}

/// Why a line is refused.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Refused<'a> {
    /// It is not JSON, not UTF-8, or longer than what is looked at.
    Unreadable,
    /// It is JSON, but nests too deep, holds a key twice, or a text that is none.
    Unsound(Json<'a>),
}

impl<'a> Json<'a> {
    /// Reads one line.
    pub(crate) fn parse(line: &'a [u8]) -> Result<Json<'a>, Refused<'a>> {
        if line.len() > MAX_LINE {
            return Err(Refused::Unreadable);
        }
        let text = std::str::from_utf8(line).map_err(|_| Refused::Unreadable)?;
        let raw: &RawValue = serde_json::from_str(text).map_err(|_| Refused::Unreadable)?;
        let value = Json(raw.get());
        if value.is_sound() { Ok(value) } else { Err(Refused::Unsound(value)) }
    }

    /// A text that [`Json::parse`] has accepted before, such as a default in checked tables.
    pub(crate) fn checked(text: &'a str) -> Json<'a> {
        Json(text.trim_matches([' ', '\t', '\n', '\r']))
    }

    /// The type, which the first character tells.
    pub(crate) fn kind(self) -> Kind {
        match self.0.as_bytes().first() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::List,
            Some(b'"') => Kind::Text,
            Some(b't' | b'f') => Kind::Bool,
            Some(b'-' | b'0'..=b'9') => Kind::Number,
            _ => Kind::Null,
        }
    }

    /// The value as it was written.
    pub(crate) fn raw(self) -> &'a str {
        self.0
    }

    /// A text, its escapes resolved; `None` for other values and for lone surrogates.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        let inner = self.0.strip_prefix('"')?.strip_suffix('"')?;
        if inner.contains('\\') {
            return serde_json::from_str(self.0).ok().map(Cow::Owned);
        }
        Some(Cow::Borrowed(inner))
    }

    /// A number's decimal text.
    pub(crate) fn number(self) -> Option<&'a str> {
        (self.kind() == Kind::Number).then_some(self.0)
    }

    /// A truth value.
    pub(crate) fn boolean(self) -> Option<bool> {
        (self.kind() == Kind::Bool).then_some(self.0 == "true")
    }

    /// The members of an object, in the order they are written. A key that is no text is left out.
    pub(crate) fn members(self) -> Option<impl Iterator<Item = (Cow<'a, str>, Json<'a>)>> {
        let children = (self.kind() == Kind::Object).then(|| self.children())?;
        Some(children.filter_map(|(key, value)| Some((key?.text()?, value))))
    }

    /// The values of a list.
    pub(crate) fn items(self) -> Option<impl Iterator<Item = Json<'a>>> {
        let children = (self.kind() == Kind::List).then(|| self.children())?;
        Some(children.map(|(_, value)| value))
    }

    /// Everything in the value that is neither bracket nor key, at any depth.
    pub(crate) fn leaves(self) -> impl Iterator<Item = Json<'a>> {
        Lexemes::of(self.0).filter_map(|part| (part.lexeme == Lexeme::Value).then_some(Json(part.text)))
    }

    /// The most values that any one list in it holds, at any depth.
    pub(crate) fn longest_list(self) -> usize {
        let mut longest = 0;
        let mut open: Vec<Option<usize>> = Vec::new();
        for part in Lexemes::of(self.0) {
            if let (Lexeme::Value | Lexeme::Open(_), Some(Some(length))) = (part.lexeme, open.last_mut()) {
                *length = length.saturating_add(1);
                longest = longest.max(*length);
            }
            match part.lexeme {
                Lexeme::Open(kind) => open.push((kind == Kind::List).then_some(0)),
                Lexeme::Close => drop(open.pop()),
                Lexeme::Comma | Lexeme::Key | Lexeme::Value => {}
            }
        }
        longest
    }

    /// What stands directly inside the outermost brackets, with its key where it has one.
    fn children(self) -> impl Iterator<Item = (Option<Json<'a>>, Json<'a>)> {
        let mut lexemes = Lexemes::of(self.0);
        lexemes.next();
        std::iter::from_fn(move || {
            let mut key = None;
            loop {
                let part = lexemes.next()?;
                match part.lexeme {
                    Lexeme::Key => key = Some(Json(part.text)),
                    Lexeme::Comma => {}
                    Lexeme::Close => return None,
                    Lexeme::Value => return Some((key, Json(part.text))),
                    Lexeme::Open(_) => return Some((key, Json(lexemes.rest_of(part)?))),
                }
            }
        })
    }

    /// Whether no object holds a key twice, every text is one, and brackets nest within bounds.
    fn is_sound(self) -> bool {
        // The keys of all open objects, and for each open bracket where its own begin.
        let mut keys: Vec<Cow<'a, str>> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        Lexemes::of(self.0).all(|part| {
            let value = Json(part.text);
            match part.lexeme {
                Lexeme::Open(_) => {
                    open.push(keys.len());
                    open.len() <= MAX_DEPTH
                }
                Lexeme::Close => open.pop().is_some_and(|from| {
                    let once = all_differ(keys.get_mut(from..).unwrap_or_default());
                    keys.truncate(from);
                    once
                }),
                Lexeme::Key => value.text().map(|key| keys.push(key)).is_some(),
                Lexeme::Value => value.kind() != Kind::Text || value.text().is_some(),
                Lexeme::Comma => true,
            }
        })
    }
}

/// Whether no key stands twice; puts them in order.
fn all_differ(keys: &mut [Cow<'_, str>]) -> bool {
    keys.sort_unstable();
    keys.iter().zip(keys.iter().skip(1)).all(|(key, next)| key != next)
}
