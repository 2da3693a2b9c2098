//! The public keys that a host trusts.

use agp_abi::image::{HASH_BYTES, SIGNATURE_BYTES, key, signed_message};
use ed25519_dalek::{Signature, VerifyingKey};
use std::fmt;

/// The public half of a key that images are signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// The key of these bytes. `None` where they are no point of the curve, or one under which
    /// signatures of anybody pass.
    pub fn new(bytes: &[u8; 32]) -> Option<PublicKey> {
        let key = VerifyingKey::from_bytes(bytes).ok()?;
        (!key.is_weak()).then_some(PublicKey(key))
    }

    /// Reads the line that `agpc keygen` writes to `FILE.pub`.
    pub fn parse(text: &str) -> Option<PublicKey> {
        PublicKey::new(&key::parse(text)?)
    }

    /// Whether the key's owner has signed this hash of an image.
    pub(super) fn has_signed(&self, hash: &[u8; HASH_BYTES], signature: &[u8; SIGNATURE_BYTES]) -> bool {
        self.0.verify_strict(&signed_message(hash), &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&key::print(self.0.as_bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}
