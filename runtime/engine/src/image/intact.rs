//! Bytes that nobody can change any more, and whose hash is the one they bear.

use super::ImageError;
use super::sealed::Sealed;
#[cfg(feature = "verify")]
use agp_abi::image::SIGNATURE_BYTES;
use agp_abi::image::{self, HASH_BYTES, Header};

/// An image's bytes with a header and a hash that hold.
#[derive(Debug)]
pub(super) struct Intact {
    sealed: Sealed,
    header: Header,
    hash: [u8; HASH_BYTES],
    body: usize,
}

impl Intact {
    /// Copies the bytes to where they stay as they are, then checks the copy.
    pub(super) fn copy_of(bytes: &[u8]) -> Result<Intact, ImageError> {
        // Only to copy nothing that cannot be an image: what counts is the copy's header.
        Header::read(bytes)?;
        Intact::of(Sealed::copy_of(bytes))
    }

    pub(super) fn of(sealed: Sealed) -> Result<Intact, ImageError> {
        let bytes = sealed.bytes();
        let header = Header::read(bytes)?;
        let body = usize::try_from(header.body).map_err(|_| ImageError::Altered)?;
        let (body, trailer) = bytes.split_at_checked(body).ok_or(ImageError::Altered)?;
        let hash = image::hash(body);
        if trailer.first_chunk() != Some(&hash) {
            return Err(ImageError::Altered);
        }
        let body = body.len();
        Ok(Intact { sealed, header, hash, body })
    }

    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    pub(super) fn hash(&self) -> &[u8; HASH_BYTES] {
        &self.hash
    }

    /// Everything before the trailer.
    pub(super) fn body(&self) -> &[u8] {
        self.sealed.bytes().get(..self.body).unwrap_or_default()
    }

    /// The signature, of whomever.
    #[cfg(feature = "verify")]
    pub(super) fn signature(&self) -> Option<&[u8; SIGNATURE_BYTES]> {
        if !self.header.signed {
            return None;
        }
        self.sealed.bytes().last_chunk()
    }

    #[cfg(any(test, feature = "verify"))]
    pub(super) fn sealed(&self) -> &Sealed {
        &self.sealed
    }
}
