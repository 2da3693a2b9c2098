//! Images that somebody has changed who knows how they are built.
//!
//! [`mutate`] changes an unsigned image somewhere: bytes, fields of the header and of entries, or what
//! a section holds, which may grow and shrink, so that the layout is written anew. With the hash put
//! right afterwards ([`super::rehash`]) such images reach every check that stands behind it.

use super::rehash;
use crate::dice::Dice;
use agp_abi::image::{HEADER_BYTES, Header, Kind, Layout, SECTION_BYTES, Section};

/// Numbers that stand at some limit, as fields of four bytes.
const LIMITS: [u32; 12] =
    [0, 1, 8, 16, 63, 64, 4_095, 4_096, 0x7fff_ffff, 0x8000_0000, u32::MAX - 1, u32::MAX];

/// Changes an image once. Whether its hash is still right is up to the caller.
pub fn mutate(dice: &mut Dice<'_>, image: &mut Vec<u8>) {
    match dice.below(4) {
        0 => {
            let end = image.len();
            bytes(dice, image, end);
        }
        1 => fields(dice, image),
        _ => {
            if let Some(changed) = sections(dice, image) {
                *image = changed;
            }
        }
    }
}

/// Changes some bytes before `end`, which stays where it is.
fn bytes(dice: &mut Dice<'_>, image: &mut [u8], end: usize) {
    let end = end.min(image.len());
    if end == 0 {
        return;
    }
    let at = dice.below(end);
    match dice.below(6) {
        0 => image[at] ^= 1 << dice.below(8),
        1 => image[at] = *dice.pick(&[0, 1, 0x7f, 0x80, 0xff]),
        2 => image[at] = image[at].wrapping_add(1),
        3 => image[at] = image[at].wrapping_sub(1),
        // The longest number in the encoding of lists and indices.
        4 => image[at..end].iter_mut().take(9).for_each(|byte| *byte = 0xff),
        _ => {
            let length = dice.between(1, 64).min(end);
            let (from, to) = (dice.below(end - length + 1), dice.below(end - length + 1));
            image.copy_within(from..from + length, to);
        }
    }
}

/// Changes a field of the header or of a section's entry, or swaps two entries.
fn fields(dice: &mut Dice<'_>, image: &mut [u8]) {
    let entries = Header::read(image).map_or(1, |header| header.sections as usize);
    let entry = |at: usize| HEADER_BYTES + SECTION_BYTES * at;
    let at = match dice.below(3) {
        0 => 4 * dice.below(HEADER_BYTES / 4),
        1 => entry(dice.below(entries)) + 4 * dice.below(SECTION_BYTES / 4),
        _ => {
            let (one, two) = (entry(dice.below(entries)), entry(dice.below(entries)));
            if one.max(two) + SECTION_BYTES <= image.len() {
                (0..SECTION_BYTES).for_each(|at| image.swap(one + at, two + at));
            }
            return;
        }
    };
    if let Some(field) = image.get_mut(at..at + 4) {
        field.copy_from_slice(&dice.pick(&LIMITS).to_le_bytes());
    }
}

/// The image with another section: its contents changed, made longer or shorter, left out or said twice.
fn sections(dice: &mut Dice<'_>, image: &[u8]) -> Option<Vec<u8>> {
    let mut sections = taken_apart(image)?;
    let at = dice.below(sections.len());
    let (section, content) = sections.get_mut(at)?;
    match dice.below(10) {
        0 if !content.is_empty() => {
            let from = dice.below(content.len());
            let to = (from + dice.between(1, 16)).min(content.len());
            content.drain(from..to);
        }
        1 => {
            let from = dice.below(content.len() + 1);
            let more: Vec<u8> =
                (0..dice.between(1, 16)).map(|_| *dice.pick(&[0, 1, 0x7f, 0x80, 0xff])).collect();
            content.splice(from..from, more);
        }
        2 => {
            let at = dice.below(content.len().saturating_sub(3).max(1));
            let limit = dice.pick(&LIMITS).to_le_bytes();
            content.iter_mut().skip(at).zip(limit).for_each(|(to, from)| *to = from);
        }
        3 => {
            section.kind = *dice.pick(&[Kind::Meta, Kind::Tables, Kind::Notes, Kind::Program, Kind::Words]);
        }
        4 => drop(sections.remove(at)),
        _ => {
            let end = content.len();
            bytes(dice, content, end);
        }
    }
    put_together(&sections)
}

/// The sections of an image with what they hold. `None` where its layout does not hold.
pub fn taken_apart(image: &[u8]) -> Option<Vec<(Section, Vec<u8>)>> {
    let header = Header::read(image).ok()?;
    let body = image.get(..usize::try_from(header.body).ok()?)?;
    let layout = Layout::read(&[body], header.sections).ok()?;
    let content = |section: &Section| {
        let start = usize::try_from(section.offset).ok()?;
        Some((*section, body.get(start..start + usize::try_from(section.length).ok()?)?.to_vec()))
    };
    layout.sections().iter().map(content).collect()
}

/// The unsigned image of these sections. `None` where no layout has them in this order.
pub fn put_together(sections: &[(Section, Vec<u8>)]) -> Option<Vec<u8>> {
    let placed =
        |(section, content): &(Section, Vec<u8>)| Section { length: content.len() as u64, ..*section };
    let layout = Layout::place(sections.iter().map(placed).collect()).ok()?;
    let header = Header { sections: u32::try_from(sections.len()).ok()?, body: layout.body(), signed: false };
    let mut bytes = header.to_bytes().to_vec();
    bytes.extend(layout.sections().iter().flat_map(|section| section.to_bytes()));
    for (section, (_, content)) in layout.sections().iter().zip(sections) {
        bytes.resize(usize::try_from(section.offset).ok()?, 0);
        bytes.extend(content);
    }
    bytes.resize(usize::try_from(header.total()).ok()?, 0);
    rehash(&mut bytes);
    Some(bytes)
}
