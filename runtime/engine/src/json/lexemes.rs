//! The parts of a JSON text whose grammar has been checked: brackets, keys, values, commas.
//!
//! On a text that is not JSON the parts are meaningless, but there are finitely many of them.

use super::Kind;

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lexeme {
    /// `{` or `[`
    Open(Kind),
    /// `}` or `]`
    Close,
    /// `,`
    Comma,
    /// A text before a colon.
    Key,
    /// A text, number, truth value or `null`.
    Value,
}

/// One part and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    pub(super) lexeme: Lexeme,
    pub(super) text: &'a str,
    from: usize,
}

/// The parts from left to right.
pub(super) struct Lexemes<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexemes<'a> {
    /// The parts of a text.
    pub(super) fn of(text: &'a str) -> Self {
        Lexemes { text, at: 0 }
    }

    /// From an opening bracket, which has just been read, to the end of its closing one.
    pub(super) fn rest_of(&mut self, open: Part<'a>) -> Option<&'a str> {
        let mut depth = 1usize;
        while depth > 0 {
            match self.next()?.lexeme {
                Lexeme::Open(_) => depth = depth.saturating_add(1),
                Lexeme::Close => depth = depth.saturating_sub(1),
                Lexeme::Comma | Lexeme::Key | Lexeme::Value => {}
            }
        }
        self.text.get(open.from..self.at)
    }

    /// The next character that is not white space, and its place.
    fn peek(&self, from: usize) -> Option<(usize, u8)> {
        let rest = self.text.as_bytes().get(from..)?;
        let skipped = rest.iter().position(|byte| !is_space(*byte))?;
        Some((from.saturating_add(skipped), *rest.get(skipped)?))
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

impl<'a> Iterator for Lexemes<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        let (mut from, mut first) = self.peek(self.at)?;
        if first == b':' {
            (from, first) = self.peek(from.saturating_add(1))?;
        }
        let rest = self.text.get(from..)?;
        let length = match first {
            b'{' | b'[' | b'}' | b']' | b',' => 1,
            b'"' => quoted_length(rest),
            _ => plain_length(rest),
        };
        self.at = from.saturating_add(length);
        let lexeme = match first {
            b'{' => Lexeme::Open(Kind::Object),
            b'[' => Lexeme::Open(Kind::List),
            b'}' | b']' => Lexeme::Close,
            b',' => Lexeme::Comma,
            b'"' if matches!(self.peek(self.at), Some((_, b':'))) => Lexeme::Key,
            _ => Lexeme::Value,
        };
        Some(Part { lexeme, text: rest.get(..length)?, from })
    }
}

/// The length of the text that starts here, quotes included.
fn quoted_length(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    });
    end.map_or(text.len(), |end| end.saturating_add(2))
}

/// The length of the number or word that starts here, at least 1.
fn plain_length(text: &str) -> usize {
    let ends = |byte| is_space(byte) || matches!(byte, b',' | b']' | b'}' | b':' | b'"');
    text.bytes().skip(1).position(ends).map_or(text.len(), |end| end.saturating_add(1))
}
