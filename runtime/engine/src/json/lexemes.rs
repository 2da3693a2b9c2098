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

    /// The text not yet read, white space skipped.
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default().trim_start_matches([' ', '\t', '\n', '\r'])
    }
}

impl<'a> Iterator for Lexemes<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        let rest = self.rest();
        let rest = match rest.strip_prefix(':') {
            Some(value) => value.trim_start_matches([' ', '\t', '\n', '\r']),
            None => rest,
        };
        let length = match rest.as_bytes().first()? {
            b'{' | b'[' | b'}' | b']' | b',' => 1,
            b'"' => quoted_length(rest),
            _ => rest.find([',', ']', '}', ':', '"', ' ', '\t', '\n', '\r']).unwrap_or(rest.len()).max(1),
        };
        let text = rest.get(..length)?;
        let from = self.text.len().saturating_sub(rest.len());
        self.at = from.saturating_add(length);
        let lexeme = match text {
            "{" => Lexeme::Open(Kind::Object),
            "[" => Lexeme::Open(Kind::List),
            "}" | "]" => Lexeme::Close,
            "," => Lexeme::Comma,
            _ if text.starts_with('"') && self.rest().starts_with(':') => Lexeme::Key,
            _ => Lexeme::Value,
        };
        Some(Part { lexeme, text, from })
    }
}

/// The length of the text that starts here, quotes included.
fn quoted_length(text: &str) -> usize {
    let mut escaped = false;
    for (length, byte) in (1usize..).zip(text.bytes()) {
        match byte {
            _ if length == 1 => {}
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return length,
            _ => {}
        }
    }
    text.len()
}
