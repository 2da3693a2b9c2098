//! Images that somebody the host trusts has signed.

use super::intact::Intact;
use super::{ImageError, PublicKey, UnverifiedImage};
use crate::native::NativeKernel;
use crate::policy::Policy;
use agp_abi::image::Kind;
use agp_abi::native::Target;
use agp_abi::tables::Tables;
use std::ops::Deref;

/// An image that one of the host's keys has signed.
#[derive(Debug)]
pub struct VerifiedImage {
    image: UnverifiedImage,
    signer: PublicKey,
}

impl VerifiedImage {
    /// Reads an image that one of these keys must have signed. The keys come from the host's own
    /// configuration, never from beside the image.
    ///
    /// Whoever holds such a key is trusted with the host's process: machine code that the key has
    /// signed runs in it.
    pub fn read(bytes: &[u8], keys: &[PublicKey]) -> Result<VerifiedImage, ImageError> {
        let intact = Intact::copy_of(bytes)?;
        let signature = intact.signature().ok_or(ImageError::Unsigned)?;
        let signer = keys.iter().find(|key| key.has_signed(intact.hash(), signature));
        let signer = signer.ok_or(ImageError::UnknownSigner)?.clone();
        Ok(VerifiedImage { image: UnverifiedImage::open(intact)?, signer })
    }

    /// Whose signature it bears.
    pub fn signer(&self) -> &PublicKey {
        &self.signer
    }

    /// The machine code for this machine, mapped; `None` where there is none that can run.
    fn native(&self, tables: &Tables) -> Option<NativeKernel> {
        let section = self.image.layout.section(Kind::Code(Target::host()?))?;
        // SAFETY: the section is one of an image that a key of the host vouches for, and the tables
        // are those of the same image.
        #[expect(unsafe_code, reason = "the one place where a signature turns bytes into code")]
        unsafe {
            NativeKernel::of_image(self.image.intact.code(), section, tables)
        }
    }
}

impl Deref for VerifiedImage {
    type Target = UnverifiedImage;

    fn deref(&self) -> &UnverifiedImage {
        &self.image
    }
}

impl Policy {
    /// Loads an image that one of the host's keys has signed. Its machine code is used where this
    /// machine can run it, else the safe kernel judges by the same tables.
    pub fn from_image(image: &VerifiedImage) -> Result<Policy, ImageError> {
        let mut policy = image.image.policy()?;
        policy.native = image.native(policy.tables());
        Ok(policy)
    }
}
