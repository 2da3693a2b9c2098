//! Which session an invalid record names.
//!
//! A line can be an object of JSON and no record all the same: nested too deep, with a key twice,
//! with half a surrogate pair in some text. The session it names is still worth reporting. Skims the
//! line by the grammar alone, with a list of open brackets in place of recursion.

use super::json::Reader;

/// The text under the key `session`, if the bytes are one JSON object that holds that key once.
pub(super) fn skim(bytes: &[u8]) -> Option<String> {
    let mut skimmer =
        Skimmer { reader: Reader::of(bytes)?, open: Vec::new(), at_session: false, found: vec![] };
    skimmer.reader.space();
    if !skimmer.reader.sees('{') {
        return None;
    }
    while !skimmer.step()? {}
    match skimmer.found.as_mut_slice() {
        [session] => session.take(),
        _ => None,
    }
}

/// Where skimming stands.
struct Skimmer<'a> {
    reader: Reader<'a>,
    /// The closing brackets to come.
    open: Vec<char>,
    /// Whether the next value stands under the outermost key `session`.
    at_session: bool,
    /// What such values are: a text, or something else.
    found: Vec<Option<String>>,
}

impl Skimmer<'_> {
    /// Goes over the beginning of a value, and over every end that follows; whether that was all.
    fn step(&mut self) -> Option<bool> {
        self.reader.space();
        let session = std::mem::take(&mut self.at_session);
        let mut text = None;
        let mut inside = false;
        if self.reader.take("{") {
            inside = self.enter('}')?;
        } else if self.reader.take("[") {
            inside = self.enter(']')?;
        } else if self.reader.sees('"') {
            text = String::from_utf16(&self.reader.units()?).ok();
        } else {
            self.reader.word_or_number()?;
        }
        if session {
            self.found.push(text);
        }
        if inside { Some(false) } else { self.leave() }
    }

    /// Opens a bracket; whether there is something in it.
    fn enter(&mut self, closing: char) -> Option<bool> {
        self.open.push(closing);
        self.reader.space();
        if self.reader.sees(closing) {
            return Some(false);
        }
        self.key()?;
        Some(true)
    }

    /// After a value: closes what ends here and goes on to the next value, if there is one.
    fn leave(&mut self) -> Option<bool> {
        self.reader.space();
        while let Some(closing) = self.open.last() {
            if self.reader.take(&closing.to_string()) {
                self.open.pop();
                self.reader.space();
            } else {
                self.reader.expect(",")?;
                self.key()?;
                return Some(false);
            }
        }
        self.reader.is_done().then_some(true)
    }

    /// In an object, the key and the colon before a value.
    fn key(&mut self) -> Option<()> {
        if self.open.last() == Some(&'}') {
            self.reader.space();
            let key = String::from_utf16(&self.reader.units()?);
            self.at_session = self.open.len() == 1 && key.is_ok_and(|key| key == "session");
            self.reader.space();
            self.reader.expect(":")?;
        }
        Some(())
    }
}
