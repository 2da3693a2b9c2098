//! What the host does with the bytes it carries.

use agp_runtime::Policy;
use agp_runtime::image::{ImageError, PublicKey, UnverifiedImage, VerifiedImage};

/// The policy that the host was built with. The bytes may lie anywhere and at any alignment: the
/// engine copies them before it looks at them.
///
/// With a public key the image must be signed by it. Without one, whoever builds the host vouches
/// for the policy as for the rest of it, and the safe kernel judges.
pub fn policy(image: &[u8], public_key: Option<&PublicKey>) -> Result<Policy, ImageError> {
    match public_key {
        Some(key) => Policy::from_image(&VerifiedImage::read(image, std::slice::from_ref(key))?),
        None => Policy::from_unverified_image_at_own_risk(&UnverifiedImage::read(image)?),
    }
}
