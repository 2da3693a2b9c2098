//! Policy images: from the bytes of an `.agpi` file to a [`Policy`].
//!
//! An image is hostile until somebody the host trusts has vouched for it, and its bytes may change
//! while they are read. So loading goes in this order, and each type is proof of the steps before:
//!
//! 1. the bytes are copied to where they stay as they are, code into memory that nobody can change any
//!    more (`sealed`);
//! 2. `Intact`: header and hash of the *copy* hold;
//! 3. the signature over the hash is one of a key that the host gave ([`VerifiedImage`] only);
//! 4. the layout and the first section hold ([`UnverifiedImage`], [`VerifiedImage`]);
//! 5. the tables are decoded and checked as any tables are, and machine code for this machine is
//!    mapped ([`Policy::from_image`]).
//!
//! Invariants: a [`VerifiedImage`] is made by step 3 and nowhere else; the code of an image that
//! nobody has vouched for is never mapped and never runs, its tables are checked like any other's.
//! A signature says where an image comes from, not that its policy is a good one.

mod intact;
#[cfg(feature = "verify")]
mod key;
#[cfg(feature = "verify")]
mod loader;
mod sealed;
#[cfg(test)]
mod tests;
#[cfg(feature = "verify")]
mod verified;

#[cfg(feature = "verify")]
pub use key::PublicKey;
#[cfg(feature = "verify")]
pub use loader::Loader;
#[cfg(feature = "verify")]
pub(crate) use sealed::Sealed;
pub use semver::Version;
#[cfg(feature = "verify")]
pub use verified::VerifiedImage;

use crate::load::LoadError;
use crate::policy::Policy;
use agp_abi::image::{self, HeaderError, Kind, Layout, Meta, Misplaced, Section, Sizes, Unreadable};
use agp_abi::tables::Tables;
use intact::Intact;
use std::fmt;

/// Why an image is not loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImageError {
    /// It is no image, or one of another version.
    Header(HeaderError),
    /// Its bytes are not those that its hash was made of.
    Altered,
    /// It bears no signature.
    Unsigned,
    /// It is signed, by none of the given keys.
    UnknownSigner,
    /// Its sections do not stand where they must.
    Layout(Misplaced),
    /// A section is missing or is not what its kind says.
    Section(Unreadable),
    /// Its tables are at fault.
    Tables(LoadError),
    /// Its first section says other things than its tables.
    Contradiction,
    /// Its version is no semantic version.
    Version {
        /// The version as it stands there.
        version: String,
    },
    /// Its version may not take the place of what was loaded before.
    Older {
        /// Its name.
        policy: String,
        /// Its version.
        version: Version,
        /// The least version that may be loaded.
        least: Version,
    },
    /// It is of another policy than the host wants.
    OtherPolicy {
        /// Its name.
        policy: String,
        /// The name of the one that is wanted.
        wanted: String,
    },
    /// Another policy of the same name and version was loaded before.
    SameVersion {
        /// Its name.
        policy: String,
        /// Its version.
        version: Version,
    },
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImageError::Header(error) => error.fmt(f),
            ImageError::Altered => f.write_str("the image was altered: its hash is not that of its bytes"),
            ImageError::Unsigned => f.write_str("the image is not signed"),
            ImageError::UnknownSigner => f.write_str("the image is signed by none of the given keys"),
            ImageError::Layout(error) => error.fmt(f),
            ImageError::Section(error) => error.fmt(f),
            ImageError::Tables(error) => error.fmt(f),
            ImageError::Contradiction => f.write_str("the image's first section and its tables differ"),
            ImageError::Version { version } => {
                write!(f, "the policy's version `{version}` is no semantic version")
            }
            ImageError::Older { policy, version, least } => {
                write!(
                    f,
                    "version {version} of `{policy}` is older than {least}, the least that may be loaded"
                )
            }
            ImageError::OtherPolicy { policy, wanted } => {
                write!(f, "the image is of `{policy}`, and only `{wanted}` may be loaded")
            }
            ImageError::SameVersion { policy, version } => {
                write!(
                    f,
                    "another policy was loaded as version {version} of `{policy}`: give this one its own"
                )
            }
        }
    }
}

impl std::error::Error for ImageError {}

impl From<HeaderError> for ImageError {
    fn from(error: HeaderError) -> Self {
        ImageError::Header(error)
    }
}

impl From<Misplaced> for ImageError {
    fn from(error: Misplaced) -> Self {
        ImageError::Layout(error)
    }
}

impl From<Unreadable> for ImageError {
    fn from(error: Unreadable) -> Self {
        ImageError::Section(error)
    }
}

impl From<LoadError> for ImageError {
    fn from(error: LoadError) -> Self {
        ImageError::Tables(error)
    }
}

/// An image whose bytes are intact and whose layout holds. Nobody has vouched for it.
#[derive(Debug)]
pub struct UnverifiedImage {
    intact: Intact,
    layout: Layout,
    meta: Meta,
}

impl UnverifiedImage {
    /// Reads an image without asking who made it.
    pub fn read(bytes: &[u8]) -> Result<UnverifiedImage, ImageError> {
        UnverifiedImage::open(Intact::copy_of(bytes)?)
    }

    fn open(intact: Intact) -> Result<UnverifiedImage, ImageError> {
        let layout = intact.layout()?;
        let meta = layout.section(Kind::Meta).and_then(|section| intact.content(section));
        let meta = image::decode_meta(meta.unwrap_or_default())?;
        Ok(UnverifiedImage { intact, layout, meta })
    }

    /// Which policy it holds, and what it was made with.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The hash over all of it but the trailer.
    pub fn hash(&self) -> &[u8; image::HASH_BYTES] {
        self.intact.hash()
    }

    /// Whether it bears a signature, of whomever.
    pub fn bears_signature(&self) -> bool {
        self.intact.header().signed
    }

    /// Its sections in order.
    pub fn sections(&self) -> &[Section] {
        self.layout.sections()
    }

    /// Where the trailer begins.
    pub fn trailer(&self) -> u64 {
        self.layout.body()
    }

    /// The bytes of a section.
    pub fn section(&self, kind: Kind) -> Option<&[u8]> {
        self.layout.section(kind).and_then(|section| self.intact.content(section))
    }

    fn tables(&self) -> Result<Tables, ImageError> {
        Ok(image::decode(|kind| self.section(kind))?)
    }

    /// The policy, judged by the safe kernel.
    fn policy(&self) -> Result<Policy, ImageError> {
        let policy = Policy::new(self.tables()?)?;
        let tables = policy.tables();
        if self.meta.policy != tables.policy || self.meta.sizes != Sizes::of(tables) {
            return Err(ImageError::Contradiction);
        }
        Ok(policy)
    }
}

impl Policy {
    /// Loads an image that nobody has vouched for. Whoever can write it writes the policy. Its
    /// machine code is not used.
    pub fn from_unverified_image_at_own_risk(image: &UnverifiedImage) -> Result<Policy, ImageError> {
        image.policy()
    }
}
