//! A copy of an image whose hash is the one that it bears.

use super::ImageError;
use super::sealed::Parts;
#[cfg(any(test, feature = "verify"))]
use super::sealed::Sealed;
#[cfg(feature = "verify")]
use agp_abi::image::SIGNATURE_BYTES;
use agp_abi::image::{self, HASH_BYTES, Header, Layout, Misplaced, Section};

/// An image's bytes with a header and a hash that hold.
#[derive(Debug)]
pub(super) struct Intact {
    parts: Parts,
    header: Header,
    hash: [u8; HASH_BYTES],
}

impl Intact {
    /// Copies the bytes to where they stay as they are, then checks the copy.
    pub(super) fn copy_of(bytes: &[u8]) -> Result<Intact, ImageError> {
        // Only to copy nothing that cannot be an image, and each part to its place: what counts is
        // the copy's header.
        let header = Header::read(bytes)?;
        Intact::of(Parts::copy_of(bytes, &header))
    }

    pub(super) fn of(parts: Parts) -> Result<Intact, ImageError> {
        let (data, code, trailer) = (&*parts.data, parts.code.bytes(), &*parts.trailer);
        let body = (data.len() as u64).saturating_add(code.len() as u64);
        let header = Header::read_start(data, body.saturating_add(trailer.len() as u64))?;
        let hash = image::hash_parts(&[data, code]);
        if header.body != body || trailer.first_chunk() != Some(&hash) {
            return Err(ImageError::Altered);
        }
        Ok(Intact { parts, header, hash })
    }

    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    pub(super) fn hash(&self) -> &[u8; HASH_BYTES] {
        &self.hash
    }

    /// The sections, where they stand as they must.
    pub(super) fn layout(&self) -> Result<Layout, Misplaced> {
        Layout::read(&[&self.parts.data, self.parts.code.bytes()], self.header.sections)
    }

    /// The bytes of a section, which never lies in two parts.
    pub(super) fn content(&self, section: &Section) -> Option<&[u8]> {
        let start = usize::try_from(section.offset).ok()?;
        let (part, start) = match start.checked_sub(self.parts.code_at()) {
            Some(start) => (self.parts.code.bytes(), start),
            None => (&*self.parts.data, start),
        };
        part.get(start..start.checked_add(usize::try_from(section.length).ok()?)?)
    }

    /// The signature, of whomever.
    #[cfg(feature = "verify")]
    pub(super) fn signature(&self) -> Option<&[u8; SIGNATURE_BYTES]> {
        if !self.header.signed {
            return None;
        }
        self.parts.trailer.last_chunk()
    }

    /// The part that holds the sections of code, and where it begins in the image.
    #[cfg(any(test, feature = "verify"))]
    pub(super) fn code(&self) -> (&Sealed, u64) {
        (&self.parts.code, self.parts.code_at() as u64)
    }
}
