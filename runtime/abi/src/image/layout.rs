//! Sections, and where they stand.
//!
//! A writer gives kinds and lengths and gets offsets ([`Layout::place`]); a reader gives the entries
//! it found and learns whether they are the ones that a writer would have made ([`Layout::read`]).

use super::header::{long, word};
use super::{ALIGN, HEADER_BYTES, MAX_BYTES, PAGE, SECTION_BYTES};
use crate::native::{Entries, Target};
use std::fmt;
use std::ops::Range;

/// What a section holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// [`super::Meta`]: which policy it is, and what it was made with.
    Meta,
    /// The tables, without what has a section of its own.
    Tables,
    /// The words of the index over rules, raw.
    Words,
    /// What explanations say about atoms.
    Notes,
    /// The decision program as text, compressed; the engine does not read it.
    Program,
    /// Machine code for a target.
    Code(Target),
}

impl Kind {
    /// What the section's offset is a multiple of. Code is mapped by itself, so it begins a page.
    pub const fn align(self) -> u64 {
        match self {
            Kind::Code(_) => PAGE,
            Kind::Meta | Kind::Tables | Kind::Words | Kind::Notes | Kind::Program => ALIGN,
        }
    }

    /// The numbers that stand for it in an entry.
    const fn numbers(self) -> (u32, u32) {
        match self {
            Kind::Meta => (1, 0),
            Kind::Tables => (2, 0),
            Kind::Words => (3, 0),
            Kind::Notes => (4, 0),
            Kind::Program => (5, 0),
            Kind::Code(Target::X86_64) => (6, 1),
            Kind::Code(Target::Aarch64) => (6, 2),
        }
    }

    fn of_numbers(kind: u32, target: u32) -> Option<Kind> {
        Some(match (kind, target) {
            (1, 0) => Kind::Meta,
            (2, 0) => Kind::Tables,
            (3, 0) => Kind::Words,
            (4, 0) => Kind::Notes,
            (5, 0) => Kind::Program,
            (6, 1) => Kind::Code(Target::X86_64),
            (6, 2) => Kind::Code(Target::Aarch64),
            _ => return None,
        })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Meta => f.write_str("meta"),
            Kind::Tables => f.write_str("tables"),
            Kind::Words => f.write_str("words"),
            Kind::Notes => f.write_str("notes"),
            Kind::Program => f.write_str("program"),
            Kind::Code(target) => write!(f, "code {}", target.text()),
        }
    }
}

/// One section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it holds.
    pub kind: Kind,
    /// Where it begins.
    pub offset: u64,
    /// How many bytes it has.
    pub length: u64,
    /// CPU features that code needs beyond its target's baseline; a set bit that the reader does not
    /// know is a feature that is not there.
    pub features: u64,
    /// Where the code's functions begin, for calls and for results; zero in other sections.
    pub entries: [Entries; 2],
}

impl Section {
    /// A section that is no code, not yet placed.
    pub const fn of(kind: Kind, length: u64) -> Section {
        let none = Entries { narrow: 0, settle: 0 };
        Section { kind, offset: 0, length, features: 0, entries: [none, none] }
    }

    /// The entry as it stands in the image.
    pub fn to_bytes(self) -> [u8; SECTION_BYTES] {
        let (kind, target) = self.kind.numbers();
        let [call, result] = self.entries;
        let parts = [kind, target]
            .into_iter()
            .flat_map(u32::to_le_bytes)
            .chain([self.offset, self.length, self.features].into_iter().flat_map(u64::to_le_bytes))
            .chain(
                [call.narrow, call.settle, result.narrow, result.settle]
                    .into_iter()
                    .flat_map(u32::to_le_bytes),
            );
        let mut bytes = [0; SECTION_BYTES];
        bytes.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        bytes
    }

    fn read(bytes: &[u8; SECTION_BYTES]) -> Option<Section> {
        let entries = |at| Entries { narrow: word(bytes, at), settle: word(bytes, at + 4) };
        let section = Section {
            kind: Kind::of_numbers(word(bytes, 0), word(bytes, 4))?,
            offset: long(bytes, 8),
            length: long(bytes, 16),
            features: long(bytes, 24),
            entries: [entries(32), entries(40)],
        };
        (section.to_bytes() == *bytes).then_some(section)
    }

    /// Whether what only code has is absent elsewhere, and the functions lie within the code.
    fn is_sound(&self) -> bool {
        let offsets = self.entries.into_iter().flat_map(|entries| [entries.narrow, entries.settle]);
        match self.kind {
            Kind::Code(_) => offsets.into_iter().all(|at| u64::from(at) < self.length),
            Kind::Words => {
                self.length.is_multiple_of(8)
                    && *self == Section { offset: self.offset, ..Section::of(self.kind, self.length) }
            }
            Kind::Meta | Kind::Tables | Kind::Notes | Kind::Program => {
                *self == Section { offset: self.offset, ..Section::of(self.kind, self.length) }
            }
        }
    }
}

/// The sections do not stand as a writer places them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misplaced;

impl fmt::Display for Misplaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the sections do not stand where they must")
    }
}

impl std::error::Error for Misplaced {}

/// The sections of an image in order, placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    sections: Vec<Section>,
    body: u64,
}

impl Layout {
    /// Places sections. Their order must be that of their kinds, none twice; together they must fit
    /// in [`MAX_BYTES`].
    pub fn place(mut sections: Vec<Section>) -> Result<Layout, Misplaced> {
        let ascending = sections.iter().zip(sections.iter().skip(1)).all(|(a, b)| a.kind < b.kind);
        if !ascending || !sections.iter().all(Section::is_sound) {
            return Err(Misplaced);
        }
        let entries = sections.len().checked_mul(SECTION_BYTES).ok_or(Misplaced)?;
        let mut at = HEADER_BYTES.checked_add(entries).ok_or(Misplaced)? as u64;
        for section in &mut sections {
            section.offset = at.checked_next_multiple_of(section.kind.align()).ok_or(Misplaced)?;
            at = section.offset.checked_add(section.length).ok_or(Misplaced)?;
        }
        let body = at.checked_next_multiple_of(ALIGN).ok_or(Misplaced)?;
        if body > MAX_BYTES { Err(Misplaced) } else { Ok(Layout { sections, body }) }
    }

    /// Reads the entries of `count` sections from an image's bytes before the trailer. They must
    /// stand exactly as [`Layout::place`] puts them, fill the body, and leave zeros between them. The
    /// body may be given in parts, as long as each begins where a section does.
    pub fn read(body: &[&[u8]], count: u32) -> Result<Layout, Misplaced> {
        let entries = body.first().and_then(|start| start.get(HEADER_BYTES..)).ok_or(Misplaced)?;
        let (entries, _) = entries.as_chunks::<SECTION_BYTES>();
        let entries = entries.get(..count as usize).ok_or(Misplaced)?;
        let sections: Option<Vec<Section>> = entries.iter().map(Section::read).collect();
        let sections = sections.ok_or(Misplaced)?;
        let layout = Layout::place(sections.clone())?;
        let holds = layout.sections == sections
            && layout.body == body.iter().map(|part| part.len() as u64).sum::<u64>()
            && layout
                .gaps()
                .all(|gap| within(body, gap).is_some_and(|gap| gap.iter().all(|byte| *byte == 0)));
        if holds { Ok(layout) } else { Err(Misplaced) }
    }

    /// The sections in order.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The section of this kind.
    pub fn section(&self, kind: Kind) -> Option<&Section> {
        self.sections.iter().find(|section| section.kind == kind)
    }

    /// Bytes before the trailer.
    pub const fn body(&self) -> u64 {
        self.body
    }

    /// The places that belong to no section.
    fn gaps(&self) -> impl Iterator<Item = Range<usize>> {
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        let starts = self.sections.iter().map(|section| section.offset).chain([self.body]);
        let entries = (HEADER_BYTES as u64).saturating_add((self.sections.len() * SECTION_BYTES) as u64);
        let ends =
            [entries].into_iter().chain(self.sections.iter().map(|section| section.offset + section.length));
        ends.zip(starts).map(move |(end, start)| place(end)..place(start))
    }
}

/// A range of what lies in several parts, if one of them holds it.
fn within<'b>(parts: &[&'b [u8]], range: Range<usize>) -> Option<&'b [u8]> {
    let Range { mut start, mut end } = range;
    for part in parts {
        if let Some(found) = part.get(start..end) {
            return Some(found);
        }
        start = start.checked_sub(part.len())?;
        end = end.checked_sub(part.len())?;
    }
    None
}
