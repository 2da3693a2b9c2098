//! JSON, read in one pass, so that a number keeps its decimal text and nothing is copied needlessly.
//!
//! In: a line. Out: [`Json`], a place on a [`Tape`] of tokens: a value and everything in it stand next
//! to each other, and each knows where it ends. `reader` makes the tape and checks the grammar of
//! RFC 8259; what that leaves open and a policy must not is checked too: no key twice in any object,
//! no lone surrogate in any text, a bound on length and nesting. Reading is linear in the text (but
//! for sorting the keys of large objects), does not recurse, and allocates nothing once the tape has
//! room.

mod reader;

use reader::Reader;

/// The longest line that is read, in bytes.
pub const MAX_RECORD_BYTES: usize = 16 << 20;

/// The deepest nesting of brackets.
pub const MAX_RECORD_DEPTH: usize = 64;

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

/// The tokens of one line, and room for those of the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tape {
    tokens: Vec<Token>,
    /// Texts that hold escapes, resolved.
    resolved: String,
    /// While reading: the brackets that are open, and the keys of open objects.
    open: Vec<reader::Open>,
    keys: Vec<reader::Key>,
}

/// One value, opening bracket or key. Of an object, keys and values alternate.
#[derive(Clone, Copy, Debug)]
struct Token {
    kind: Kind,
    /// Whether it is the key of a member.
    key: bool,
    place: Place,
    from: u32,
    to: u32,
    /// The first token behind the value and everything in it.
    end: u32,
}

/// Where the bytes `from..to` of a token lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In the line; a text without its quotes.
    Line,
    /// In [`Tape::resolved`].
    Resolved,
    /// Nowhere: the text holds a lone surrogate.
    Broken,
}

impl Tape {
    /// Reads one line.
    pub(crate) fn read<'a>(&'a mut self, line: &'a [u8]) -> Result<Json<'a>, Refused<'a>> {
        if line.len() > MAX_RECORD_BYTES {
            return Err(Refused::Unreadable);
        }
        let line = std::str::from_utf8(line).map_err(|_| Refused::Unreadable)?;
        let sound = Reader::new(line, self).read().ok_or(Refused::Unreadable)?;
        let json = Json { line, tape: self, at: 0 };
        if sound { Ok(json) } else { Err(Refused::Unsound(json)) }
    }
}

/// A JSON text that has been read once and for all, such as a default.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    text: String,
    tape: Tape,
}

impl Document {
    /// Reads a text; `None` if it is refused.
    pub(crate) fn read(text: &str) -> Option<Document> {
        let mut tape = Tape::default();
        tape.read(text.as_bytes()).ok()?;
        Some(Document { text: text.to_owned(), tape })
    }

    /// Its value.
    pub(crate) fn json(&self) -> Json<'_> {
        Json { line: &self.text, tape: &self.tape, at: 0 }
    }
}

/// One JSON value of a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Json<'a> {
    line: &'a str,
    tape: &'a Tape,
    at: usize,
}

impl<'a> Json<'a> {
    fn token(self) -> Option<&'a Token> {
        self.tape.tokens.get(self.at)
    }

    /// The value that follows this one, within brackets that end where `end` says.
    fn next(self, end: usize) -> Option<Json<'a>> {
        let at = self.token()?.end as usize;
        (at < end).then_some(Json { at, ..self })
    }

    /// The type.
    pub(crate) fn kind(self) -> Kind {
        self.token().map_or(Kind::Null, |token| token.kind)
    }

    /// The value as it was written; a text without its quotes, its escapes resolved.
    pub(crate) fn raw(self) -> &'a str {
        let Some(token) = self.token() else { return "" };
        let within: &'a str = match token.place {
            Place::Line => self.line,
            Place::Resolved => &self.tape.resolved,
            Place::Broken => "",
        };
        within.get(token.from as usize..token.to as usize).unwrap_or_default()
    }

    /// A text, its escapes resolved; `None` for other values and for lone surrogates.
    pub(crate) fn text(self) -> Option<&'a str> {
        let token = self.token()?;
        (token.kind == Kind::Text && token.place != Place::Broken).then(|| self.raw())
    }

    /// A number's decimal text.
    pub(crate) fn number(self) -> Option<&'a str> {
        (self.kind() == Kind::Number).then(|| self.raw())
    }

    /// A truth value.
    pub(crate) fn boolean(self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.raw() == "true")
    }

    /// The members of an object, in the order they are written. A key that is no text is left out.
    pub(crate) fn members(self) -> Option<impl Iterator<Item = (&'a str, Json<'a>)>> {
        let mut children = (self.kind() == Kind::Object).then(|| self.children())?;
        Some(
            std::iter::from_fn(move || Some((children.next()?, children.next()?)))
                .filter_map(|(key, value)| Some((key.text()?, value))),
        )
    }

    /// The values of a list.
    pub(crate) fn items(self) -> Option<impl Iterator<Item = Json<'a>> + Clone> {
        (self.kind() == Kind::List).then(|| self.children())
    }

    /// Everything in the value that is neither bracket nor key, at any depth.
    pub(crate) fn leaves(self) -> impl Iterator<Item = Json<'a>> {
        let end = self.token().map_or(0, |token| token.end as usize);
        let whole = (self.at..end).map(move |at| Json { at, ..self });
        let is_leaf = |token: &Token| !token.key && !matches!(token.kind, Kind::List | Kind::Object);
        whole.filter(move |json| json.token().is_some_and(is_leaf))
    }

    /// How many values, brackets and keys are in it, itself included.
    pub(crate) fn tokens(self) -> usize {
        self.token().map_or(0, |token| (token.end as usize).saturating_sub(self.at))
    }

    /// The most values that any one list in it holds, at any depth.
    pub(crate) fn longest_list(self) -> usize {
        let end = self.token().map_or(0, |token| token.end as usize);
        let lists = (self.at..end).filter_map(|at| Json { at, ..self }.items());
        lists.map(Iterator::count).max().unwrap_or(0)
    }

    /// What stands directly inside the outermost brackets, keys included.
    fn children(self) -> impl Iterator<Item = Json<'a>> + Clone {
        let end = self.token().map_or(0, |token| token.end as usize);
        let first = Json { at: self.at.saturating_add(1), ..self };
        std::iter::successors((first.at < end).then_some(first), move |child| child.next(end))
    }
}

#[cfg(test)]
mod tests;
