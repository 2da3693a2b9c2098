//! The fixed records read back, and nothing else reads as one.

use super::{Header, HeaderError, Kind, Layout, Misplaced, Section, hash, key, signed_message};
use crate::native::{Entries, Target};

fn sections() -> Vec<Section> {
    let entries = Entries { narrow: 0, settle: 16 };
    let code = Section { entries: [entries; 2], ..Section::of(Kind::Code(Target::X86_64), 100) };
    vec![Section::of(Kind::Meta, 10), Section::of(Kind::Tables, 64), Section::of(Kind::Words, 8), code]
}

#[test]
fn sections_stand_aligned_and_in_order() {
    let layout = Layout::place(sections()).unwrap();
    let places: Vec<u64> = layout.sections().iter().map(|section| section.offset).collect();
    assert_eq!(places, [320, 384, 448, 4_096]);
    assert_eq!(layout.body(), 4_224);
    let mut twice = sections();
    twice.insert(1, twice[0]);
    assert_eq!(Layout::place(twice), Err(Misplaced));
    let outside = Entries { narrow: 0, settle: 100 };
    let code = Section { entries: [outside; 2], ..Section::of(Kind::Code(Target::X86_64), 100) };
    assert_eq!(Layout::place(vec![code]), Err(Misplaced));
    assert_eq!(Layout::place(vec![Section::of(Kind::Meta, u64::MAX)]), Err(Misplaced));
    assert_eq!(Layout::place(vec![Section::of(Kind::Words, 7)]), Err(Misplaced));
}

#[test]
fn kinds_offsets_and_gaps_have_one_form() {
    let layout = Layout::place(sections()).unwrap();
    let mut body = vec![0; 4_224];
    for (at, section) in layout.sections().iter().enumerate() {
        body[64 * (at + 1)..64 * (at + 2)].copy_from_slice(&section.to_bytes());
    }
    assert_eq!(Layout::read(&[&body], 4), Ok(layout.clone()));
    let inside =
        |at: usize| layout.sections().iter().any(|s| (s.offset..s.offset + s.length).contains(&(at as u64)));
    // Lengths may take in a gap, code has any features, and its functions begin anywhere in it.
    let free = |at: usize| match at {
        0..64 => true,
        64..320 => (16..24).contains(&(at % 64)) || at >= 256 && (24..48).contains(&(at % 64)),
        _ => inside(at),
    };
    for at in (0..body.len()).filter(|at| !free(*at)) {
        for bit in 0..8 {
            body[at] ^= 1 << bit;
            assert_eq!(Layout::read(&[&body], 4), Err(Misplaced), "byte {at}, bit {bit}");
            body[at] ^= 1 << bit;
        }
    }
}

#[test]
fn a_header_reads_back_and_every_bit_of_it_matters() {
    for signed in [false, true] {
        let header = Header { sections: 4, body: 4_224, signed };
        let mut image = vec![0; usize::try_from(header.total()).unwrap()];
        image[..64].copy_from_slice(&header.to_bytes());
        assert_eq!(Header::read(&image), Ok(header));
        for bit in 0..64 * 8 {
            image[bit / 8] ^= 1 << (bit % 8);
            let read = Header::read(&image);
            // Another number of sections is for the layout to refuse.
            let harmless = matches!(&read, Ok(other) if other.sections != 4);
            assert!(read.is_err() || harmless, "bit {bit}");
            image[bit / 8] ^= 1 << (bit % 8);
        }
        assert!(matches!(Header::read(&image[..100]), Err(HeaderError::Length { stated: _, found: 100 })));
        assert_eq!(Header::read(&image[..63]), Err(HeaderError::NoImage));
    }
}

#[test]
fn another_version_is_told_what_to_build_again() {
    let header = Header { sections: 1, body: 128, signed: false };
    let mut image = vec![0; 160];
    image[..64].copy_from_slice(&header.to_bytes());
    image[8] = 9;
    image[32..37].copy_from_slice(b"9.8.7");
    let error = Header::read(&image).unwrap_err().to_string();
    assert!(error.starts_with("the image is of format 9, written by agpc 9.8.7, and"), "{error}");
    assert!(error.ends_with("build the policy again with agpc 0.1.0"), "{error}");
}

#[test]
fn the_hash_is_not_the_plain_one() {
    assert_ne!(hash(b"x"), *blake3::hash(b"x").as_bytes());
    let message = signed_message(&hash(b"x"));
    assert!(message.starts_with(b"AGP policy image") && message.ends_with(&hash(b"x")));
}

#[test]
fn a_public_key_has_one_text() {
    let bytes = std::array::from_fn(|at| u8::try_from(at * 8).unwrap());
    let text = key::print(&bytes);
    assert!(text.starts_with("agp-ed25519-public:00081018"), "{text}");
    assert_eq!(key::parse(&format!("{text}\n")), Some(bytes));
    for wrong in ["", "agp-ed25519-public:", &text[1..], &text[..text.len() - 1], &format!("{text}0")] {
        assert_eq!(key::parse(wrong), None, "{wrong}");
    }
}
