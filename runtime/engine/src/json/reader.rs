//! From the bytes of a line to the tokens of a tape.
//!
//! A loop over values: [`Reader::value`] reads a scalar or an opening bracket, [`Reader::after`] what
//! may follow a complete value. Open brackets lie on a stack of the tape. What is no JSON ends the
//! reading; what is JSON but unsound is noted and read to its end, since a refusal names the
//! session all the same.

use super::{Kind, MAX_RECORD_DEPTH, Place, Tape, Token};

/// Objects of so few members are searched for equal keys pair by pair.
const FEW: usize = 12;

/// An open bracket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    /// Its token.
    token: usize,
    kind: Kind,
    /// How many keys there were before its own.
    keys: usize,
}

/// What comes after a complete value.
enum Next {
    Value,
    End,
}

pub(super) struct Reader<'l, 't> {
    line: &'l str,
    at: usize,
    tape: &'t mut Tape,
    sound: bool,
}

impl<'l, 't> Reader<'l, 't> {
    pub(super) fn new(line: &'l str, tape: &'t mut Tape) -> Self {
        tape.tokens.clear();
        tape.resolved.clear();
        tape.open.clear();
        tape.keys.clear();
        Reader { line, at: 0, tape, sound: true }
    }

    /// Reads the line to its end; whether it is sound. `None`: it is no JSON.
    pub(super) fn read(mut self) -> Option<bool> {
        loop {
            if self.value()?
                && let Next::End = self.after()?
            {
                return Some(self.sound);
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.line.as_bytes().get(self.at).copied()
    }

    fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    /// The next byte that is not white space.
    fn next(&mut self) -> Option<u8> {
        loop {
            match self.peek()? {
                b' ' | b'\t' | b'\n' | b'\r' => self.step(),
                byte => return Some(byte),
            }
        }
    }

    /// Reads one value; whether it is complete, which an opening bracket with something in it is not.
    fn value(&mut self) -> Option<bool> {
        match self.next()? {
            b'{' => {
                self.open(Kind::Object);
                if self.next()? == b'}' {
                    self.close();
                    return Some(true);
                }
                self.key()?;
                Some(false)
            }
            b'[' => {
                self.open(Kind::List);
                if self.next()? == b']' {
                    self.close();
                    return Some(true);
                }
                Some(false)
            }
            b'"' => self.text(false).map(|()| true),
            b'-' | b'0'..=b'9' => self.number().map(|()| true),
            b't' => self.word("true", Kind::Bool).map(|()| true),
            b'f' => self.word("false", Kind::Bool).map(|()| true),
            b'n' => self.word("null", Kind::Null).map(|()| true),
            _ => None,
        }
    }

    /// Reads on to the next value, or to the end of the line.
    fn after(&mut self) -> Option<Next> {
        loop {
            let Some(open) = self.tape.open.last().copied() else {
                return self.next().is_none().then_some(Next::End);
            };
            match (open.kind, self.next()?) {
                (Kind::Object, b',') => {
                    self.step();
                    self.key()?;
                    return Some(Next::Value);
                }
                (Kind::List, b',') => {
                    self.step();
                    return Some(Next::Value);
                }
                (Kind::Object, b'}') | (Kind::List, b']') => self.close(),
                _ => return None,
            }
        }
    }

    fn push(&mut self, kind: Kind, key: bool, place: Place, from: usize, to: usize) {
        let end = small(self.tape.tokens.len()).saturating_add(1);
        self.tape.tokens.push(Token { kind, key, place, from: small(from), to: small(to), end });
    }

    fn open(&mut self, kind: Kind) {
        let (token, keys) = (self.tape.tokens.len(), self.tape.keys.len());
        self.push(kind, false, Place::Line, self.at, self.at);
        self.step();
        self.tape.open.push(Open { token, kind, keys });
        self.sound &= self.tape.open.len() <= MAX_RECORD_DEPTH;
    }

    /// Closes the innermost bracket.
    fn close(&mut self) {
        self.step();
        let end = small(self.tape.tokens.len());
        let Some(open) = self.tape.open.pop() else { return };
        if let Some(token) = self.tape.tokens.get_mut(open.token) {
            (token.to, token.end) = (small(self.at), end);
        }
        if open.kind == Kind::Object {
            self.sound &= all_differ(self.line, self.tape, open.keys);
            self.tape.keys.truncate(open.keys);
        }
    }

    /// Reads a key and its colon.
    fn key(&mut self) -> Option<()> {
        (self.next()? == b'"').then_some(())?;
        let token = small(self.tape.tokens.len());
        self.text(true)?;
        let mark = mark(text_of(self.line, &self.tape.tokens, &self.tape.resolved, token));
        self.tape.keys.push(Key { mark, token });
        (self.next()? == b':').then(|| self.step())
    }

    /// Reads a text, which begins here.
    fn text(&mut self, key: bool) -> Option<()> {
        self.step();
        let from = self.at;
        self.at = from.saturating_add(plain_length(self.line.as_bytes().get(from..)?));
        if self.peek()? == b'"' {
            self.push(Kind::Text, key, Place::Line, from, self.at);
            self.step();
            return Some(());
        }
        self.escaped(key, from)
    }

    /// Reads on in a text that holds escapes.
    fn escaped(&mut self, key: bool, mut from: usize) -> Option<()> {
        let begin = self.tape.resolved.len();
        let mut whole = true;
        loop {
            self.tape.resolved.push_str(self.line.get(from..self.at)?);
            match self.peek()? {
                b'"' => break,
                b'\\' => whole &= self.escape()?,
                _ => return None,
            }
            from = self.at;
            self.at = from.saturating_add(plain_length(self.line.as_bytes().get(from..)?));
        }
        let place = if whole { Place::Resolved } else { Place::Broken };
        self.push(Kind::Text, key, place, begin, self.tape.resolved.len());
        self.step();
        self.sound &= whole;
        Some(())
    }

    /// Reads one escape; whether it is a character.
    fn escape(&mut self) -> Option<bool> {
        self.step();
        let byte = self.peek()?;
        self.step();
        let c = match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => match self.unit()? {
                high @ 0xd800..=0xdbff => match self.low_surrogate(high) {
                    Some(c) => c,
                    None => return Some(false),
                },
                unit => match char::from_u32(unit) {
                    Some(c) => c,
                    None => return Some(false),
                },
            },
            _ => return None,
        };
        self.tape.resolved.push(c);
        Some(true)
    }

    /// Reads the four digits of a `\u`.
    fn unit(&mut self) -> Option<u32> {
        let digits = self.line.as_bytes().get(self.at..self.at.saturating_add(4))?;
        let unit = digits.iter().try_fold(0u32, |unit, digit| {
            let digit = char::from(*digit).to_digit(16)?;
            Some(unit.wrapping_shl(4) | digit)
        })?;
        self.at = self.at.saturating_add(4);
        Some(unit)
    }

    /// Reads the second half of a surrogate pair, if it is there.
    fn low_surrogate(&mut self, high: u32) -> Option<char> {
        let back = self.at;
        let rest = self.line.get(self.at..).unwrap_or_default();
        if rest.starts_with("\\u") {
            self.at = self.at.saturating_add(2);
            if let Some(low @ 0xdc00..=0xdfff) = self.unit() {
                return char::from_u32(combined(high, low));
            }
        }
        self.at = back;
        None
    }

    fn word(&mut self, word: &str, kind: Kind) -> Option<()> {
        let to = self.at.saturating_add(word.len());
        (self.line.as_bytes().get(self.at..to)? == word.as_bytes()).then_some(())?;
        self.push(kind, false, Place::Line, self.at, to);
        self.at = to;
        Some(())
    }

    /// Reads a number: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
    fn number(&mut self) -> Option<()> {
        let from = self.at;
        if self.peek()? == b'-' {
            self.step();
        }
        match self.peek()? {
            b'0' => self.step(),
            _ => self.digits()?,
        }
        if self.peek() == Some(b'.') {
            self.step();
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.step();
            if let Some(b'+' | b'-') = self.peek() {
                self.step();
            }
            self.digits()?;
        }
        self.push(Kind::Number, false, Place::Line, from, self.at);
        Some(())
    }

    /// Reads one digit or more.
    fn digits(&mut self) -> Option<()> {
        self.peek()?.is_ascii_digit().then_some(())?;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.step();
        }
        Some(())
    }
}

/// The character of a surrogate pair.
fn combined(high: u32, low: u32) -> u32 {
    ((high & 0x3ff).wrapping_shl(10) | (low & 0x3ff)).saturating_add(0x1_0000)
}

/// Lines are shorter than 2^32 bytes, and a tape has no more tokens than its line bytes.
fn small(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// How many bytes there are before a quote, a backslash or a control character; sixteen at a time, which
/// most texts of a record are shorter than.
fn plain_length(bytes: &[u8]) -> usize {
    let (chunks, rest) = bytes.as_chunks::<16>();
    let mut length = 0usize;
    for chunk in chunks {
        let both = u128::from_le_bytes(*chunk);
        let [low, high] = [both, both >> 64].map(|half| special(u64::try_from(half & WORD).unwrap_or(0)));
        if low | high != 0 {
            let marks =
                if low != 0 { low.trailing_zeros() } else { high.trailing_zeros().saturating_add(64) };
            return length.saturating_add((marks / 8) as usize);
        }
        length = length.saturating_add(16);
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | ..b' ');
    length.saturating_add(rest.iter().position(is_special).unwrap_or(rest.len()))
}

const WORD: u128 = u64::MAX as u128;

/// Marks the high bit of bytes that are a quote, a backslash or a control character. Of the marks the
/// lowest is right, those above it may be wrong, since a borrow runs upwards.
/// Source: Sean Eron Anderson, "Bit Twiddling Hacks", "Determine if a word has a byte less than n".
fn special(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let below = |word: u64, least: u8| word.wrapping_sub(ONES.wrapping_mul(least.into())) & !word;
    let equal = |byte: u8| below(word ^ ONES.wrapping_mul(byte.into()), 1);
    (below(word, b' ') | equal(b'"') | equal(b'\\')) & ONES.wrapping_mul(0x80)
}

/// A key of an open object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    /// Its length and its first and last byte: two keys with different marks differ.
    mark: u64,
    token: u32,
}

fn mark(text: &str) -> u64 {
    let byte = |byte: Option<&u8>| u64::from(byte.copied().unwrap_or(0));
    let (first, last) = (byte(text.as_bytes().first()), byte(text.as_bytes().last()));
    u64::from(small(text.len())) | first.wrapping_shl(32) | last.wrapping_shl(40)
}

/// The text of a token.
fn text_of<'a>(line: &'a str, tokens: &[Token], resolved: &'a str, token: u32) -> &'a str {
    let Some(token) = tokens.get(token as usize) else { return "" };
    let within = if token.place == Place::Line { line } else { resolved };
    within.get(token.from as usize..token.to as usize).unwrap_or_default()
}

/// Whether no two of the innermost open object's keys are the same.
fn all_differ(line: &str, tape: &mut Tape, from: usize) -> bool {
    let Tape { tokens, resolved, keys, .. } = tape;
    let text = |key: &Key| text_of(line, tokens, resolved, key.token);
    let Some(keys) = keys.get_mut(from..) else { return true };
    if keys.len() > FEW {
        keys.sort_unstable_by(|a, b| text(a).cmp(text(b)));
        return keys.iter().zip(keys.iter().skip(1)).all(|(key, next)| text(key) != text(next));
    }
    keys.iter().enumerate().all(|(at, key)| {
        let same = |other: &Key| other.mark == key.mark && text(other) == text(key);
        !keys.iter().take(at).any(same)
    })
}
