//! The decision program as its section holds it: compressed, since only people and audits read it.
//!
//! The form is zlib's (RFC 1950) at a fixed level. The same text gives the same bytes, as long as the
//! compressor is the same version, which a version of the compiler pins. The engine never looks into
//! the section; what reads it takes no more than [`MAX_TEXT`] bytes out of it, however little went in.

use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

/// The most bytes a program's text may have: as many as an image.
const MAX_TEXT: usize = 1 << 28;

/// How hard the compressor looks for repetitions; beyond this, twice the time saves a few bytes.
const LEVEL: u8 = 8;

/// Packs a text. `None` where it is too large to be unpacked again.
pub(super) fn pack(text: &str) -> Option<Vec<u8>> {
    (text.len() <= MAX_TEXT).then(|| compress_to_vec_zlib(text.as_bytes(), LEVEL))
}

/// The text of a program's section. `None` where the bytes are no packed text, or one that is too large.
pub fn unpack(section: &[u8]) -> Option<String> {
    let text = decompress_to_vec_zlib_with_limit(section, MAX_TEXT).ok()?;
    String::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use super::{MAX_TEXT, pack, unpack};

    #[test]
    fn a_text_comes_back_as_it_was() {
        for text in ["", "x", "policy a \u{e9}\n", &"rule deny r when a1\n".repeat(10_000)] {
            assert_eq!(unpack(&pack(text).unwrap()).as_deref(), Some(text));
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_none() {
        let packed = pack("policy a\n").unwrap();
        for length in 0..packed.len() {
            assert_eq!(unpack(&packed[..length]), None, "{length} bytes");
        }
        let no_text = miniz_oxide::deflate::compress_to_vec_zlib(&[0xff, 0xfe], 1);
        assert_eq!(unpack(&no_text), None);
    }

    #[test]
    fn few_bytes_do_not_become_more_than_an_image_may_have() {
        // Zeros, 1,032 of which go into one byte.
        let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; MAX_TEXT + 1], 1);
        assert!(bomb.len() < MAX_TEXT / 100, "{} bytes", bomb.len());
        assert_eq!(unpack(&bomb), None);
    }
}
