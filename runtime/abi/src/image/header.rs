//! The header of an image: what a reader must know before it can read anything else.

use super::{
    ALIGN, FORMAT, HASH_BYTES, HEADER_BYTES, MAGIC, MAX_BYTES, MAX_SECTIONS, SIGNATURE_BYTES, VERSION,
};
use std::fmt;

/// The fixed beginning of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// How many sections there are.
    pub sections: u32,
    /// Bytes before the trailer.
    pub body: u64,
    /// Whether a signature follows the hash.
    pub signed: bool,
}

/// Why bytes are no image that this version reads.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderError {
    /// They do not begin as an image does.
    NoImage,
    /// Another version wrote the image.
    Version {
        /// The format it is of.
        format: u32,
        /// The version of the compiler that wrote it.
        version: String,
    },
    /// The image is longer or shorter than its header says.
    Length {
        /// What the header says.
        stated: u64,
        /// What is there.
        found: u64,
    },
    /// The header contradicts itself.
    Contradiction,
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeaderError::NoImage => f.write_str("this is no policy image"),
            HeaderError::Version { format, version } => write!(
                f,
                "the image is of format {format}, written by agpc {version}, and this engine reads \
                 format {FORMAT} of {VERSION}: build the policy again with agpc {VERSION}"
            ),
            HeaderError::Length { stated, found } => {
                write!(f, "the image has {found} bytes where its header says {stated}")
            }
            HeaderError::Contradiction => f.write_str("the header contradicts itself"),
        }
    }
}

impl std::error::Error for HeaderError {}

impl Header {
    /// Bytes of the whole image.
    pub const fn total(&self) -> u64 {
        let trailer = if self.signed { HASH_BYTES + SIGNATURE_BYTES } else { HASH_BYTES };
        self.body.saturating_add(trailer as u64)
    }

    /// The header as it stands in the image.
    pub fn to_bytes(self) -> [u8; HEADER_BYTES] {
        let mut version = [0; 16];
        version.iter_mut().zip(VERSION.bytes()).for_each(|(to, from)| *to = from);
        let parts = MAGIC
            .into_iter()
            .chain(FORMAT.to_le_bytes())
            .chain(self.sections.to_le_bytes())
            .chain(self.total().to_le_bytes())
            .chain(self.body.to_le_bytes())
            .chain(version)
            .chain(u32::from(self.signed).to_le_bytes());
        let mut bytes = [0; HEADER_BYTES];
        bytes.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        bytes
    }

    /// Reads the header of an image, of which all bytes are given.
    pub fn read(image: &[u8]) -> Result<Header, HeaderError> {
        Header::read_start(image, image.len() as u64)
    }

    /// Reads the header of an image of so many bytes, of which at least the first are given.
    pub fn read_start(start: &[u8], found: u64) -> Result<Header, HeaderError> {
        let bytes: &[u8; HEADER_BYTES] = start.first_chunk().ok_or(HeaderError::NoImage)?;
        if !bytes.starts_with(&MAGIC) {
            return Err(HeaderError::NoImage);
        }
        let (format, sections) = (word(bytes, 8), word(bytes, 12));
        let version = text(bytes.get(32..48).unwrap_or_default());
        if format != FORMAT || version != VERSION {
            return Err(HeaderError::Version { format, version });
        }
        let (stated, body) = (long(bytes, 16), long(bytes, 24));
        if stated != found {
            return Err(HeaderError::Length { stated, found });
        }
        let header = Header { sections, body, signed: word(bytes, 48) == 1 };
        let holds = header.to_bytes() == *bytes
            && (1..=MAX_SECTIONS).contains(&sections)
            && body.is_multiple_of(ALIGN)
            && stated <= MAX_BYTES;
        if holds { Ok(header) } else { Err(HeaderError::Contradiction) }
    }
}

/// The version in a header, for a message: printable ASCII, up to the first zero.
fn text(bytes: &[u8]) -> String {
    let shown = |byte: u8| if byte.is_ascii_graphic() { char::from(byte) } else { '?' };
    bytes.iter().take_while(|byte| **byte != 0).map(|byte| shown(*byte)).collect()
}

/// The `u32` at a place; zero beyond the end.
pub(super) fn word(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |chunk| u32::from_le_bytes(*chunk))
}

/// The `u64` at a place; zero beyond the end.
pub(super) fn long(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |chunk| u64::from_le_bytes(*chunk))
}
