//! Source texts and places in them.
//!
//! The compiler does no I/O: a caller hands it texts with names, and everything it says about
//! them is a [`Span`]. Spans are never part of meaning: two programs that differ only in layout
//! lower to the same decision program.

use std::fmt;

/// One of the texts in a [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A range of UTF-8 bytes in one file. Half open: `start..end`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file the range lies in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A range of bytes in a file. A text longer than `u32::MAX` is refused by [`Sources::add`],
    /// so offsets always fit.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { file, start: clamp(start), end: clamp(end) }
    }

    /// The smallest range that holds both. Both must lie in the same file; otherwise `self` is returned.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty range just behind this one, where something is missing.
    #[must_use]
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}..{}", self.file.0, self.start, self.end)
    }
}

/// Where a text came from. Diagnostics and lints about library files are not the author's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// Named by the caller: its rules and tests are the subject of the run.
    Given,
    /// Found beside the given files, there to be imported.
    Beside,
    /// Part of the standard library.
    Library,
}

/// One text.
#[derive(Clone, Debug)]
pub struct Source {
    /// How messages name it, usually a path.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// Who supplied it.
    pub provenance: Provenance,
}

/// All texts of one compilation, in the order they were added.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

/// The largest text the compiler reads, in bytes. Real policies are a thousand times smaller.
pub const MAX_SOURCE_BYTES: usize = 64 << 20;

impl Sources {
    /// Adds a text. A text above [`MAX_SOURCE_BYTES`] is cut there; the parser then reports it.
    pub fn add(
        &mut self,
        name: impl Into<String>,
        text: impl Into<String>,
        provenance: Provenance,
    ) -> FileId {
        let mut text: String = text.into();
        if text.len() > MAX_SOURCE_BYTES {
            let cut = (0..=MAX_SOURCE_BYTES).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
            text.truncate(cut);
        }
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(Source { name: name.into(), text, provenance });
        id
    }

    /// The text of a file.
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0 as usize]
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// The text under a span; empty where the span does not lie on character boundaries.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Line and column (both from 1, the column in characters) of a span's start.
    pub fn position(&self, span: Span) -> (usize, usize) {
        let before = self.get(span.file).text.get(..span.start as usize).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        (line, before[line_start..].chars().count() + 1)
    }
}
