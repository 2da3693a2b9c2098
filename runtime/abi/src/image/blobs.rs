//! Byte strings ([`one`]) and lists of them, read as such and not number by number.

use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serializer};
use std::fmt;

struct Blob(Vec<u8>);

struct OfBytes;

impl Visitor<'_> for OfBytes {
    type Value = Blob;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Blob, E> {
        Ok(Blob(bytes.to_vec()))
    }
}

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Blob, D::Error> {
        deserializer.deserialize_bytes(OfBytes)
    }
}

/// One of the byte strings.
struct Slice<'b>(&'b [u8]);

impl serde::Serialize for Slice<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

/// A single byte string.
pub mod one {
    use super::Blob;
    use serde::de::{Error, Visitor};
    use serde::{Deserialize, Deserializer, Serializer};
    use std::fmt;

    /// Writes bytes.
    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    /// Reads bytes.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        Blob::deserialize(deserializer).map(|Blob(bytes)| bytes)
    }

    /// Reads something out of bytes where they lie; `None` is the error `otherwise`.
    pub fn read<'de, D: Deserializer<'de>, T>(
        deserializer: D,
        read: fn(&[u8]) -> Option<T>,
        otherwise: &'static str,
    ) -> Result<T, D::Error> {
        struct Reading<T>(fn(&[u8]) -> Option<T>, &'static str);
        impl<T> Visitor<'_> for Reading<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<T, E> {
                (self.0)(bytes).ok_or_else(|| E::custom(self.1))
            }
        }
        deserializer.deserialize_bytes(Reading(read, otherwise))
    }
}

/// Writes a list.
pub fn serialize<S: Serializer>(blobs: &[Vec<u8>], serializer: S) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(blobs.len()))?;
    for blob in blobs {
        list.serialize_element(&Slice(blob))?;
    }
    list.end()
}

/// Reads a list.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<u8>>, D::Error> {
    struct OfList;
    impl<'de> Visitor<'de> for OfList {
        type Value = Vec<Vec<u8>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of bytes")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut blobs = Vec::new();
            while let Some(Blob(blob)) = list.next_element()? {
                blobs.push(blob);
            }
            Ok(blobs)
        }
    }
    deserializer.deserialize_seq(OfList)
}
