//! The form of a policy image (`.agpi`): what `agpc build` writes and the engine loads.
//!
//! ```text
//! header       64 bytes: magic, format, number of sections, total length, length of the body, version,
//!              whether it is signed
//! sections     64 bytes each: kind, target, offset, length, CPU features, entries of code
//! contents     each section's bytes, aligned; between them zeros
//! trailer      the hash of all bytes before it; where the image is signed, the signature over that hash
//! ```
//! Integers are little-endian. The form is **canonical**: sections stand in the order of
//! (kind, target), each as early as its alignment allows, and every byte that belongs to nothing is
//! zero. So the lengths of the sections determine the whole layout ([`Layout`]), the same policy
//! gives the same bytes, and a reader has one form to accept. `spec/images.md` is the reference.
//!
//! Here stand the constants, the fixed-size records and the contents' encoding. Writing an image is
//! the compiler's part, reading one the engine's.

pub mod atoms;
pub mod blobs;
mod contents;
mod header;
pub mod key;
mod layout;
pub mod nodes;

pub use contents::{Meta, Sizes, Unreadable, decode, decode_meta, encode};
pub use header::{Header, HeaderError};
pub use layout::{Kind, Layout, Misplaced, Section};

/// How an image begins. The bytes after the name are those that a transfer as text would change.
pub const MAGIC: [u8; 8] = *b"\x7fAGPI\r\n\x1a";
/// The version of the form and of the types in it. Whatever changes either takes the next number.
pub const FORMAT: u32 = 2;
/// The version of the crates, which writer and reader have in common before 1.0.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Bytes of the header.
pub const HEADER_BYTES: usize = 64;
/// Bytes of a section's entry.
pub const SECTION_BYTES: usize = 64;
/// Bytes of the hash in the trailer.
pub const HASH_BYTES: usize = 32;
/// Bytes of the signature in the trailer of a signed image.
pub const SIGNATURE_BYTES: usize = 64;
/// What sections and the trailer are aligned to.
pub const ALIGN: u64 = 64;
/// What sections of code are aligned to.
pub const PAGE: u64 = 4_096;
/// The most sections an image may have.
pub const MAX_SECTIONS: u32 = 16;
/// The most bytes an image may have.
pub const MAX_BYTES: u64 = 1 << 28;

/// What the hash is derived under, so that it is no other hash of the same bytes.
const HASH_CONTEXT: &str = "AGP policy image, format 2, hash of everything before the trailer";
/// What is signed begins with this, so that it is no other message of the same key.
const SIGNATURE_DOMAIN: &[u8; 32] = b"AGP policy image, signed hash\0\0\0";

/// The hash of an image's bytes before the trailer.
pub fn hash(body: &[u8]) -> [u8; HASH_BYTES] {
    hash_parts(&[body])
}

/// The same where they lie in several parts.
pub fn hash_parts(body: &[&[u8]]) -> [u8; HASH_BYTES] {
    let mut hasher = blake3::Hasher::new_derive_key(HASH_CONTEXT);
    for part in body {
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

/// What a signature of an image with this hash signs.
pub fn signed_message(hash: &[u8; HASH_BYTES]) -> [u8; 2 * HASH_BYTES] {
    let mut message = [0; 2 * HASH_BYTES];
    let parts = SIGNATURE_DOMAIN.iter().chain(hash);
    message.iter_mut().zip(parts).for_each(|(to, from)| *to = *from);
    message
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
