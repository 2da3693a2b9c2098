//! From a path to a policy image, and from an image to a policy.
//!
//! A file is an image if it begins as one. Who vouches for it is said on the command line and
//! nowhere else.

use crate::files::{cannot_read, shown};
use crate::out::{CallFault, say};
use crate::unit::Refusal;
use agp_abi::image::{MAGIC, MAX_BYTES};
use agp_compiler::backend::image::SecretKey;
use agp_runtime::Policy;
use agp_runtime::image::{ImageError, PublicKey, UnverifiedImage, VerifiedImage};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Whose images are taken.
#[derive(clap::Args)]
pub(crate) struct Trust {
    /// take an image that this key has signed, a `.pub` file of `agpc keygen`; may stand several times
    #[arg(long = "key", value_name = "FILE.pub")]
    keys: Vec<PathBuf>,
    /// take an image that nobody has vouched for
    #[arg(long, conflicts_with = "keys")]
    unverified: bool,
}

impl Trust {
    /// Whether something was said about it.
    pub(crate) fn is_given(&self) -> bool {
        self.unverified || !self.keys.is_empty()
    }
}

/// Whether the file begins as an image does. What cannot be read is none.
pub(crate) fn is_image(path: &Path) -> bool {
    let mut start = [0; MAGIC.len()];
    // Opening a pipe may wait, and reading it would take from it.
    path.is_file()
        && File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok()
        && start == MAGIC
}

/// The bytes of a file, never more than an image may have.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, CallFault> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| cannot_read(path, &error))?;
    Ok(bytes)
}

/// Reads the keys of `.pub` files.
pub(crate) fn keys(paths: &[PathBuf]) -> Result<Vec<PublicKey>, CallFault> {
    paths.iter().map(|path| public_key(path)).collect()
}

fn public_key(path: &Path) -> Result<PublicKey, CallFault> {
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(1_024).read_to_string(&mut text))
        .map_err(|error| cannot_read(path, &error))?;
    if let Some(key) = PublicKey::parse(&text) {
        return Ok(key);
    }
    let name = shown(path);
    Err(CallFault(if SecretKey::parse(&text).is_some() {
        format!("`{name}` is a secret key: signatures are checked with its public half, `{name}.pub`")
    } else {
        format!("`{name}` is no public key of `agpc keygen`")
    }))
}

/// The policy in an image, with its machine code if that is wanted and somebody vouches for it.
pub(crate) fn policy(path: &Path, trust: &Trust, code: bool) -> Result<Policy, Refusal> {
    if !trust.is_given() {
        return Err(Refusal::Call(CallFault(format!(
            "who vouches for `{}`? name the signer's public key with `--key FILE.pub`, or pass `--unverified`",
            shown(path)
        ))));
    }
    let keys = keys(&trust.keys)?;
    let bytes = read(path)?;
    let loaded = if trust.unverified {
        UnverifiedImage::read(&bytes).and_then(|image| Policy::from_unverified_image_at_own_risk(&image))
    } else {
        VerifiedImage::read(&bytes, &keys).and_then(|image| {
            if code { Policy::from_image(&image) } else { Policy::from_unverified_image_at_own_risk(&image) }
        })
    };
    loaded.map_err(|error| refused(path, &error))
}

/// Says why an image is not taken.
pub(crate) fn refused(path: &Path, error: &ImageError) -> Refusal {
    say(&format!("error: `{}` is refused: {error}", shown(path)));
    Refusal::Policy
}
