//! Lines of a program's text, taken apart from left to right.

use super::ReadError;
use crate::program::text::{is_hidden, is_plain, is_plain_inside, read_code, read_tail};
use std::str::FromStr;

/// Around a list.
pub(super) const BRACKETS: [&str; 2] = ["[", "]"];

/// The lines that hold something, in order.
pub(super) struct Lines<'t> {
    rest: std::iter::Enumerate<std::str::Split<'t, char>>,
    next: Option<Line<'t>>,
    last: usize,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut lines = Lines { rest: text.split('\n').enumerate(), next: None, last: 1 };
        lines.advance();
        lines
    }

    fn advance(&mut self) {
        self.next = self
            .rest
            .by_ref()
            .map(|(index, rest)| Line { number: index + 1, rest })
            .find(|line| !line.peek().is_empty());
    }

    /// The next line, if it begins with this word; what follows the word is still to be read.
    pub(super) fn starting(&mut self, word: &str) -> Option<Line<'t>> {
        let mut line = self.next?;
        if !line.eat_word(word) {
            return None;
        }
        self.next_line();
        Some(line)
    }

    /// The next line.
    pub(super) fn next_line(&mut self) -> Option<Line<'t>> {
        let line = self.next.take()?;
        self.last = line.number;
        self.advance();
        Some(line)
    }

    /// The place to blame where a line is missing: the one that stands in its place.
    pub(super) fn here(&self) -> Line<'t> {
        self.next.unwrap_or(Line { number: self.last, rest: "" })
    }
}

/// What is left of a line.
#[derive(Clone, Copy)]
pub(super) struct Line<'t> {
    number: usize,
    rest: &'t str,
}

impl<'t> Line<'t> {
    pub(super) fn fail<T>(&self, message: impl Into<String>) -> Result<T, ReadError> {
        Err(ReadError::Line { line: self.number, message: message.into() })
    }

    /// What comes next, spaces skipped.
    fn peek(&self) -> &'t str {
        self.rest.trim_start_matches(' ')
    }

    /// What comes next, for messages.
    fn shown(&self) -> String {
        match self.peek().split(' ').next() {
            None | Some("") => "the end of the line".to_owned(),
            Some(next) => format!("`{}`", next.chars().take(40).collect::<String>()),
        }
    }

    /// The first character that comes next.
    pub(super) fn first(&self) -> char {
        self.peek().chars().next().unwrap_or('\n')
    }

    /// The next plain word; empty where there is none.
    pub(super) fn word(&mut self) -> &'t str {
        let rest = self.peek();
        let length = rest.find(|c| !is_plain_inside(c)).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(length);
        self.rest = behind;
        word
    }

    /// Passes over this word, if it comes next.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let mut ahead = *self;
        let found = ahead.word() == word;
        if found {
            *self = ahead;
        }
        found
    }

    /// Passes over this mark, if it comes next.
    pub(super) fn eat(&mut self, mark: &str) -> bool {
        let behind = self.peek().strip_prefix(mark);
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Result<(), ReadError> {
        if self.eat_word(word) {
            Ok(())
        } else {
            self.fail(format!("expected `{word}`, found {}", self.shown()))
        }
    }

    pub(super) fn expect(&mut self, mark: &str) -> Result<(), ReadError> {
        if self.eat(mark) { Ok(()) } else { self.fail(format!("expected `{mark}`, found {}", self.shown())) }
    }

    /// Nothing more may come.
    pub(super) fn end(&self) -> Result<(), ReadError> {
        if self.peek().is_empty() {
            Ok(())
        } else {
            self.fail(format!("expected the end of the line, found {}", self.shown()))
        }
    }

    /// One of these words: what it stands for.
    pub(super) fn one_of<T>(
        &mut self,
        what: &str,
        find: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, ReadError> {
        let mut ahead = *self;
        match find(ahead.word()) {
            Some(found) => {
                *self = ahead;
                Ok(found)
            }
            None => self.fail(format!("expected {what}, found {}", self.shown())),
        }
    }

    /// A name, bare or in quotes.
    pub(super) fn name(&mut self) -> Result<String, ReadError> {
        if self.first() == '"' {
            return self.text();
        }
        self.one_of("a name", |word| is_plain(word).then(|| word.to_owned()))
    }

    /// A text in quotes.
    pub(super) fn text(&mut self) -> Result<String, ReadError> {
        let Some(mut rest) = self.peek().strip_prefix('"') else {
            return self.fail(format!("expected a text in quotes, found {}", self.shown()));
        };
        let mut text = String::new();
        loop {
            let stop = rest.find(|c| matches!(c, '"' | '\\') || is_hidden(c));
            let Some(stop) = stop else { return self.fail("a text in quotes is not closed") };
            text.push_str(&rest[..stop]);
            rest = &rest[stop..];
            if let Some(behind) = rest.strip_prefix('"') {
                self.rest = behind;
                return Ok(text);
            }
            let Some((c, behind)) = escape(rest) else {
                return self.fail("a text in quotes has an escape that stands for nothing, or a character that is to be escaped");
            };
            text.push(c);
            rest = behind;
        }
    }

    /// A number in decimal digits.
    pub(super) fn number<T: FromStr>(&mut self, what: &str) -> Result<T, ReadError> {
        let rest = self.peek();
        let length = rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(rest.len());
        match rest[..length].parse() {
            Ok(number) => {
                self.rest = &rest[length..];
                Ok(number)
            }
            Err(_) => self.fail(format!("expected {what}, found {}", self.shown())),
        }
    }

    /// `a17`: an index into a table of this length, after its letter.
    pub(super) fn index(&mut self, letter: char, length: usize) -> Result<u32, ReadError> {
        let index = |word: &str| word.strip_prefix(letter)?.parse::<u32>().ok();
        let index = self.one_of(&format!("`{letter}` and a number"), index)?;
        if (index as usize) < length {
            Ok(index)
        } else {
            self.fail(format!("there is no `{letter}{index}`"))
        }
    }

    /// The index that the next item of a table must bear.
    pub(super) fn next_index(&mut self, letter: char, length: usize) -> Result<(), ReadError> {
        self.expect_word(&format!("{letter}{length}"))
    }

    /// Items between brackets, with commas.
    pub(super) fn list<T>(
        &mut self,
        [open, close]: [&str; 2],
        mut item: impl FnMut(&mut Self) -> Result<T, ReadError>,
    ) -> Result<Vec<T>, ReadError> {
        let mut items = Vec::new();
        self.expect(open)?;
        while !self.eat(close) {
            if !items.is_empty() {
                self.expect(",")?;
            }
            items.push(item(self)?);
        }
        Ok(items)
    }

    /// What a mark sets off up to the end of the line; empty where there is no mark.
    pub(super) fn tail(&mut self, mark: &str) -> Result<String, ReadError> {
        let written = if self.eat(mark) { self.rest.strip_prefix(' ').unwrap_or(self.rest) } else { "" };
        if written.contains(is_hidden) {
            return self.fail("a character in it is to be escaped");
        }
        match read_tail(written) {
            Some(_) if written.is_empty() => self.end().map(|()| String::new()),
            Some(text) => {
                self.rest = "";
                Ok(text)
            }
            None => self.fail("an escape in it stands for nothing"),
        }
    }
}

/// The character that an escape stands for, and what follows it.
fn escape(rest: &str) -> Option<(char, &str)> {
    let behind = rest.strip_prefix('\\')?;
    match behind.chars().next()? {
        c @ ('"' | '\\') => Some((c, &behind[1..])),
        'n' => Some(('\n', &behind[1..])),
        't' => Some(('\t', &behind[1..])),
        'u' => read_code(behind[1..].strip_prefix('{')?),
        _ => None,
    }
}
