//! Loading one image after another: versions only go up.
//!
//! An old image is validly signed for ever. Who can put one where the host looks could bring back
//! a policy that was replaced for a reason; so a [`Loader`] remembers what it has loaded. It lives
//! as long as the process: a host that must hold out across restarts gives a floor. One key may sign
//! many policies, and a laxer one would be as validly signed: a host names the one that it wants.

use super::{ImageError, PublicKey, VerifiedImage, Version};
use crate::policy::Policy;
use std::collections::BTreeMap;

/// Loads signed images of any number of policies, each never older than the one before.
#[derive(Clone, Debug)]
pub struct Loader {
    keys: Vec<PublicKey>,
    /// The only policy that is loaded, where the host named one.
    only: Option<String>,
    /// By policy, the least version.
    floors: BTreeMap<String, Version>,
    /// By policy, the highest version loaded so far and the hash of its program.
    highest: BTreeMap<String, (Version, String)>,
}

impl Loader {
    /// A loader for images that one of these keys has signed, of whatever policy.
    pub fn new(keys: Vec<PublicKey>) -> Loader {
        Loader { keys, only: None, floors: BTreeMap::new(), highest: BTreeMap::new() }
    }

    /// A loader for images of this policy that one of these keys has signed.
    pub fn for_policy(policy: &str, keys: Vec<PublicKey>) -> Loader {
        Loader { only: Some(policy.to_owned()), ..Loader::new(keys) }
    }

    /// Refuses every version of this policy before `version`, whatever was loaded.
    #[must_use]
    pub fn with_floor(mut self, policy: &str, version: Version) -> Loader {
        self.floors.insert(policy.to_owned(), version);
        self
    }

    /// Loads an image whose version is not lower than any of its policy that was loaded before.
    /// The same version again must be the same program.
    pub fn load(&mut self, bytes: &[u8]) -> Result<Policy, ImageError> {
        let image = VerifiedImage::read(bytes, &self.keys)?;
        let version = self.version(&image)?;
        let name = &image.meta().policy;
        if let Some((highest, hash)) = self.highest.get(&name.name) {
            if version < *highest {
                let (policy, least) = (name.name.clone(), highest.clone());
                return Err(ImageError::Older { policy, version, least });
            }
            if version == *highest && *hash != name.hash {
                return Err(ImageError::SameVersion { policy: name.name.clone(), version });
            }
        }
        let policy = Policy::from_image(&image)?;
        self.highest.insert(name.name.clone(), (version, name.hash.clone()));
        Ok(policy)
    }

    /// Loads an image although one of a higher version was loaded, for an operator who takes a
    /// version back. A floor holds all the same, and the highest version stays what it was.
    pub fn load_although_older(&mut self, bytes: &[u8]) -> Result<Policy, ImageError> {
        let image = VerifiedImage::read(bytes, &self.keys)?;
        let version = self.version(&image)?;
        let policy = Policy::from_image(&image)?;
        let name = &image.meta().policy;
        self.highest.entry(name.name.clone()).or_insert_with(|| (version, name.hash.clone()));
        Ok(policy)
    }

    /// The highest version of a policy loaded so far.
    pub fn highest(&self, policy: &str) -> Option<&Version> {
        self.highest.get(policy).map(|(version, _)| version)
    }

    /// The version of an image of the wanted policy, which no floor refuses.
    fn version(&self, image: &VerifiedImage) -> Result<Version, ImageError> {
        let name = &image.meta().policy;
        if let Some(wanted) = self.only.as_ref().filter(|only| **only != name.name) {
            return Err(ImageError::OtherPolicy { policy: name.name.clone(), wanted: wanted.clone() });
        }
        let version = Version::parse(&name.version)
            .map_err(|_| ImageError::Version { version: name.version.clone() })?;
        match self.floors.get(&name.name) {
            Some(least) if version < *least => {
                Err(ImageError::Older { policy: name.name.clone(), version, least: least.clone() })
            }
            _ => Ok(version),
        }
    }
}
