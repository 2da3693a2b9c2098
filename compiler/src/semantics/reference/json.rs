//! JSON, read strictly.
//!
//! RFC 8259 and no more: no comments, no trailing commas, no byte order mark, nothing after the
//! value. Beyond the grammar, a value is refused that two readers could understand differently: an
//! object that holds a key twice, a lone surrogate, more than [`MAX_DEPTH`] nested brackets.
//! Numbers keep their text, so that no digit is lost to a float. A recursive reader; the depth
//! limit bounds its stack.

use std::collections::BTreeSet;

/// How many brackets may be open at once.
const MAX_DEPTH: usize = 64;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A text, escapes resolved.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object, in the order of the text; no key stands twice.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// What an object holds under a key; `null` counts as absent.
    pub(super) fn field(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(fields) => {
                fields.iter().find(|(name, _)| name == key).map(|(_, value)| value).filter(|v| !v.is_null())
            }
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) | Json::List(_) => None,
        }
    }

    /// Whether it is `null`.
    pub(super) fn is_null(&self) -> bool {
        matches!(self, Json::Null)
    }

    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::List(_) | Json::Object(_) => None,
        }
    }
}

/// Reads one value that fills the whole of the bytes.
pub(super) fn read(bytes: &[u8]) -> Option<Json> {
    let mut reader = Reader::of(bytes)?;
    let value = reader.value()?;
    reader.space();
    reader.is_done().then_some(value)
}

/// What is left to read, and how many brackets are open.
pub(super) struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// Reads these bytes, if they are UTF-8.
    pub(super) fn of(bytes: &'a [u8]) -> Option<Self> {
        Some(Reader { rest: std::str::from_utf8(bytes).ok()?, depth: 0 })
    }

    /// Whether nothing is left.
    pub(super) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// Whether a character comes next.
    pub(super) fn sees(&self, next: char) -> bool {
        self.rest.starts_with(next)
    }

    /// Skips white space.
    pub(super) fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn next(&mut self) -> Option<char> {
        let next = self.rest.chars().next()?;
        self.rest = &self.rest[next.len_utf8()..];
        Some(next)
    }

    /// Takes a piece of text if it comes next.
    pub(super) fn take(&mut self, piece: &str) -> bool {
        match self.rest.strip_prefix(piece) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes a piece of text that must come next.
    pub(super) fn expect(&mut self, piece: &str) -> Option<()> {
        self.take(piece).then_some(())
    }

    fn value(&mut self) -> Option<Json> {
        self.space();
        match self.rest.chars().next()? {
            '{' => self.nested(Reader::object),
            '[' => self.nested(Reader::list),
            '"' => self.string().map(Json::Text),
            _ => self.word_or_number(),
        }
    }

    /// A value that is neither text nor bracket.
    pub(super) fn word_or_number(&mut self) -> Option<Json> {
        match self.rest.chars().next()? {
            't' => self.expect("true").map(|()| Json::Bool(true)),
            'f' => self.expect("false").map(|()| Json::Bool(false)),
            'n' => self.expect("null").map(|()| Json::Null),
            _ => self.number(),
        }
    }

    fn nested(&mut self, inner: fn(&mut Self) -> Option<Json>) -> Option<Json> {
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let value = inner(self);
        self.depth -= 1;
        value
    }

    fn list(&mut self) -> Option<Json> {
        self.expect("[")?;
        self.space();
        let mut items = Vec::new();
        if self.take("]") {
            return Some(Json::List(items));
        }
        loop {
            items.push(self.value()?);
            self.space();
            if self.take("]") {
                return Some(Json::List(items));
            }
            self.expect(",")?;
        }
    }

    fn object(&mut self) -> Option<Json> {
        self.expect("{")?;
        self.space();
        let mut fields = Vec::new();
        let mut keys = BTreeSet::new();
        if self.take("}") {
            return Some(Json::Object(fields));
        }
        loop {
            self.space();
            let key = self.string()?;
            if !keys.insert(key.clone()) {
                return None;
            }
            self.space();
            self.expect(":")?;
            fields.push((key, self.value()?));
            self.space();
            if self.take("}") {
                return Some(Json::Object(fields));
            }
            self.expect(",")?;
        }
    }

    /// A text; none also where it holds half a surrogate pair.
    fn string(&mut self) -> Option<String> {
        String::from_utf16(&self.units()?).ok()
    }

    /// A text in units of UTF-16, of which an escape gives any one.
    pub(super) fn units(&mut self) -> Option<Vec<u16>> {
        self.expect("\"")?;
        let mut units = Vec::new();
        loop {
            match self.next()? {
                '"' => return Some(units),
                '\\' => units.push(self.escape()?),
                '\0'..='\u{1f}' => return None,
                plain => units.extend_from_slice(plain.encode_utf16(&mut [0; 2])),
            }
        }
    }

    fn escape(&mut self) -> Option<u16> {
        match self.next()? {
            '"' => Some(0x22),
            '\\' => Some(0x5c),
            '/' => Some(0x2f),
            'b' => Some(0x08),
            'f' => Some(0x0c),
            'n' => Some(0x0a),
            'r' => Some(0x0d),
            't' => Some(0x09),
            'u' => self.four_digits(),
            _ => None,
        }
    }

    fn four_digits(&mut self) -> Option<u16> {
        let digits = self.rest.get(..4).filter(|part| part.chars().all(|c| c.is_ascii_hexdigit()))?;
        self.rest = &self.rest[4..];
        u16::from_str_radix(digits, 16).ok()
    }

    /// `-? (0 | [1-9] [0-9]*) ('.' [0-9]+)? ([eE] [+-]? [0-9]+)?`
    fn number(&mut self) -> Option<Json> {
        let start = self.rest;
        self.take("-");
        if !self.take("0") {
            self.digits()?;
        }
        if self.take(".") {
            self.digits()?;
        }
        if self.take("e") || self.take("E") {
            let _signed = self.take("+") || self.take("-");
            self.digits()?;
        }
        let written = &start[..start.len() - self.rest.len()];
        Some(Json::Number(written.to_owned()))
    }

    /// One digit or more.
    fn digits(&mut self) -> Option<()> {
        let rest = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let some = rest.len() < self.rest.len();
        self.rest = rest;
        some.then_some(())
    }
}
