//! The lines around some places, cut out and made safe to print.
//!
//! miette is given this excerpt instead of the files: a file may be large, a line may have a
//! million characters, and text may hold what a terminal obeys. The excerpt holds *blocks* of
//! neighbouring lines. In a line only a window around the first place in it is kept, tabs become
//! blanks, and each unseen character becomes a visible one. A place that spans lines is shown as
//! far as its first line goes.
//!
//! Invariant: blocks are in order of their offsets, a block ends with a line break, and every mark
//! lies within one line of one block.

use super::places::floor;
use super::{Mark, Places};
use crate::out::is_unseen;
use agp_compiler::source::{FileId, Sources};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::collections::BTreeSet;
use std::ops::Range;

/// Lines shown before and after a place.
pub(super) const CONTEXT_LINES: usize = 1;
/// Characters of a line that are kept.
const WINDOW: usize = 160;
/// Characters that are kept before the first place in a line.
const LEAD: usize = 60;
/// Columns between tab stops.
const TAB: usize = 4;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Excerpt {
    text: String,
    blocks: Vec<Block>,
    marks: Vec<Range<usize>>,
}

/// Neighbouring lines of one file.
#[derive(Debug)]
struct Block {
    /// Its bytes in the excerpt.
    bytes: Range<usize>,
    /// Its first line in the file, from 0.
    line: usize,
    /// How many lines it has.
    lines: usize,
    /// The first place in it, as `file:line:column`.
    name: String,
}

impl Excerpt {
    /// The lines around these marks: those of the first mark's file, then those of the others.
    pub(super) fn of(marks: &[Mark], sources: &Sources, places: &Places<'_>) -> Excerpt {
        let mut excerpt = Excerpt { marks: vec![0..0; marks.len()], ..Excerpt::default() };
        let mut files: Vec<FileId> = Vec::new();
        for mark in marks {
            if !files.contains(&mark.span.file) {
                files.push(mark.span.file);
            }
        }
        for file in files {
            let text = sources.get(file).text.as_str();
            let found: Vec<Found> = (0..)
                .zip(marks)
                .filter(|(_, mark)| mark.span.file == file)
                .map(|(index, mark)| Found::of(index, mark, text, places))
                .collect();
            excerpt.add_file(file, text, &found, places);
        }
        excerpt
    }

    /// Where the marks lie in the excerpt, in their order.
    pub(super) fn marks(&self) -> impl Iterator<Item = SourceSpan> + '_ {
        self.marks.iter().map(|mark| (mark.start, mark.len()).into())
    }

    fn add_file(&mut self, file: FileId, text: &str, found: &[Found], places: &Places<'_>) {
        let last = places.line_count(file).saturating_sub(1);
        let around =
            |line: usize| line.saturating_sub(CONTEXT_LINES)..=(line + CONTEXT_LINES).min(last.max(line));
        let lines: BTreeSet<usize> = found.iter().flat_map(|found| around(found.line)).collect();
        let mut blocks: Vec<Vec<usize>> = Vec::new();
        for line in lines {
            match blocks.last_mut() {
                Some(block) if block.last().is_some_and(|before| before + 1 == line) => block.push(line),
                _ => blocks.push(vec![line]),
            }
        }
        // What is at fault comes first, its causes follow.
        let at_fault = found.iter().find(|found| found.index == 0).map(|found| found.line);
        blocks.sort_by_key(|block| !at_fault.is_some_and(|line| block.contains(&line)));
        for block in blocks {
            let bytes = self.text.len()..self.text.len();
            self.blocks.push(Block { bytes, line: block[0], lines: 0, name: String::new() });
            for line in block {
                let here: Vec<&Found> = found.iter().filter(|found| found.line == line).collect();
                self.add_line(file, text, places.line(file, line), &here, places);
            }
        }
    }

    fn add_line(
        &mut self,
        file: FileId,
        text: &str,
        line: Range<usize>,
        here: &[&Found],
        places: &Places<'_>,
    ) {
        let first = here.iter().map(|found| found.bytes.start).min().unwrap_or(line.start);
        let cells = Cells::of(text, &line, first);
        let start = self.text.len();
        for found in here {
            let (from, to) = (cells.offset(found.bytes.start), cells.offset(found.bytes.end));
            self.marks[found.index] = start + from..start + to;
        }
        self.text.push_str(&cells.text);
        self.text.push('\n');
        let Some(block) = self.blocks.last_mut() else { return };
        block.bytes.end = self.text.len();
        block.lines += 1;
        // The reader is led to the primary mark where the block holds it, else to the first one.
        if let Some(found) = here.iter().min_by_key(|found| found.index)
            && (block.name.is_empty() || found.index == 0)
        {
            let (line, column) = places.position(file, found.bytes.start);
            block.name = format!("{}:{line}:{column}", places.file(file));
        }
    }
}

impl SourceCode for Excerpt {
    /// The whole block around a span; refuses a span over several, so that they stay apart.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (from, to) = (span.offset(), span.offset() + span.len());
        // No mark reaches past the last line break of its block; the next block may begin with one.
        let holds = |block: &&Block| block.bytes.start <= from && to < block.bytes.end;
        let block = self.blocks.iter().find(holds).ok_or(MietteError::OutOfBounds)?;
        let bytes = &self.text.as_bytes()[block.bytes.clone()];
        let at = (block.bytes.start, block.bytes.len()).into();
        let contents =
            MietteSpanContents::new_named(block.name.clone(), bytes, at, block.line, 0, block.lines);
        Ok(Box::new(contents))
    }
}

/// A mark in its file.
#[derive(Debug)]
struct Found {
    index: usize,
    line: usize,
    bytes: Range<usize>,
}

impl Found {
    /// The part of a mark in its first line. What lies behind the last line is moved to its end.
    fn of(index: usize, mark: &Mark, text: &str, places: &Places<'_>) -> Found {
        let file = mark.span.file;
        let start = floor(text, mark.span.start as usize);
        let line = places.line_of(file, start).min(places.line_count(file).saturating_sub(1));
        let whole = places.line(file, line);
        let start = start.min(whole.end);
        let end = floor(text, mark.span.end as usize).clamp(start, whole.end);
        Found { index, line, bytes: start..end }
    }
}

/// A line as it is shown, with what became of each of its characters.
#[derive(Debug, Default)]
struct Cells {
    text: String,
    /// (byte in the file, byte in `text`), ascending.
    starts: Vec<(usize, usize)>,
}

impl Cells {
    /// The window of a line around a byte in it.
    fn of(text: &str, line: &Range<usize>, around: usize) -> Cells {
        let is_long = text[line.clone()].chars().nth(WINDOW).is_some();
        let lead = text[line.start..around].char_indices().rev().nth(LEAD - 1).filter(|_| is_long);
        let from = lead.map_or(line.start, |(at, _)| line.start + at);
        let mut cells = Cells::default();
        if from > line.start {
            cells.text.push('…');
        }
        let mut column = cells.text.chars().count();
        for (at, character) in text[from..line.end].char_indices() {
            cells.starts.push((from + at, cells.text.len()));
            if column >= WINDOW {
                cells.text.push('…');
                break;
            }
            column += cells.push(character, column);
        }
        cells.starts.push((line.end, cells.text.len()));
        cells
    }

    /// Adds a character and says how many columns it took, wide ones counted as one.
    fn push(&mut self, character: char, column: usize) -> usize {
        if character == '\t' {
            let blanks = TAB - column % TAB;
            self.text.extend(std::iter::repeat_n(' ', blanks));
            return blanks;
        }
        self.text.push(visible(character));
        1
    }

    /// Where a byte of the file is in the text; where it was cut away, at the cut.
    fn offset(&self, at: usize) -> usize {
        let index = self.starts.partition_point(|(from, _)| *from < at);
        self.starts.get(index).or(self.starts.last()).map_or(0, |(_, to)| *to)
    }
}

/// A character that takes a place for one that takes none.
fn visible(character: char) -> char {
    match character {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        unseen if is_unseen(unseen) => '\u{fffd}',
        seen => seen,
    }
}
