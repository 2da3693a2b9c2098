//! Lines and columns of many spans, without reading a text again for each.

use agp_compiler::source::{FileId, Sources, Span};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

/// Where spans lie in their files. The line starts of a file are found once; the column of a place
/// is counted on from the place asked for before, if that lies before it in the same line.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    sources: &'a Sources,
    starts: RefCell<BTreeMap<FileId, Rc<[usize]>>>,
    last: Cell<(FileId, usize, usize)>,
}

impl<'a> Places<'a> {
    /// Places in these sources.
    pub(crate) fn new(sources: &'a Sources) -> Self {
        let last = Cell::new((FileId(u32::MAX), 0, 0));
        Places { sources, starts: RefCell::default(), last }
    }

    /// The name of a file.
    pub(crate) fn file(&self, file: FileId) -> &'a str {
        &self.sources.get(file).name
    }

    /// Line and column of a byte, both from 1, the column in characters.
    pub(crate) fn position(&self, file: FileId, at: usize) -> (usize, usize) {
        let text = self.sources.get(file).text.as_str();
        let at = floor(text, at);
        let line = self.line_of(file, at);
        let start = self.line(file, line).start;
        let (from, before) = match self.last.get() {
            (known, offset, column) if known == file && (start..=at).contains(&offset) => (offset, column),
            _ => (start, 0),
        };
        let column = before + text[from..at].chars().count();
        self.last.set((file, at, column));
        (line + 1, column + 1)
    }

    /// `file:line:column` of a span's start.
    pub(crate) fn named(&self, span: Span) -> String {
        let (line, column) = self.position(span.file, span.start as usize);
        format!("{}:{line}:{column}", self.file(span.file))
    }

    /// The line, from 0, that a byte lies in.
    pub(crate) fn line_of(&self, file: FileId, at: usize) -> usize {
        self.starts(file).partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// The bytes of a line, from 0, without its end; empty past the last line.
    pub(crate) fn line(&self, file: FileId, line: usize) -> Range<usize> {
        let text = &self.sources.get(file).text;
        let starts = self.starts(file);
        let start = starts.get(line).copied().unwrap_or(text.len());
        let next = starts.get(line + 1).copied().unwrap_or(text.len());
        let line = &text[start..next];
        let line = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
        start..start + line.len()
    }

    /// How many lines a file has; a line break at its end begins no further one.
    pub(crate) fn line_count(&self, file: FileId) -> usize {
        let text = &self.sources.get(file).text;
        let starts = self.starts(file).len();
        if text.ends_with('\n') { starts - 1 } else { starts }
    }

    fn starts(&self, file: FileId) -> Rc<[usize]> {
        let mut known = self.starts.borrow_mut();
        let starts = known.entry(file).or_insert_with(|| {
            let breaks = self.sources.get(file).text.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(breaks).collect()
        });
        Rc::clone(starts)
    }
}

/// The last character boundary up to a byte.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}
