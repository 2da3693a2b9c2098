//! What stands in the sections, and how it is encoded.
//!
//! Structures are encoded by `postcard`: fields in order, integers as variable-length groups of
//! seven bits, lengths before lists. It has no names, no maps and no choices, so one value has one
//! encoding. The words of the index are raw, since code reads them as they are.

use super::Kind;
use crate::facts::Layout;
use crate::notes::{self, Notes};
use crate::tables::{PolicyName, Tables};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt;

/// Which policy an image holds and what it was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// Name, version and program hash, the same as in the tables.
    pub policy: PolicyName,
    /// The compiler, such as `agpc 0.1.0`.
    pub compiler: String,
    /// The version of Unicode that character classes of patterns were written out for.
    pub unicode: String,
    /// The version of the IANA time-zone database that offsets of zones were taken from.
    pub time_zones: String,
    /// What judging takes.
    pub sizes: Sizes,
}

/// Words that judging one record takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    /// The facts.
    pub facts: u64,
    /// The survivors among the rules on calls.
    pub call: u64,
    /// The survivors among the rules on results.
    pub result: u64,
}

impl Sizes {
    /// The sizes of a policy. The tables must have been checked, or be the compiler's own.
    pub fn of(tables: &Tables) -> Sizes {
        Sizes {
            facts: Layout::of(tables).words() as u64,
            call: tables.plan.call.survivors() as u64,
            result: tables.plan.result.survivors() as u64,
        }
    }
}

/// A section's bytes are not what its kind says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable(
    /// Which section.
    pub Kind,
);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the section `{}` cannot be read", self.0)
    }
}

impl std::error::Error for Unreadable {}

/// The sections that tables take, in order.
pub fn encode(meta: &Meta, tables: &Tables) -> Result<Vec<(Kind, Vec<u8>)>, Unreadable> {
    Ok(vec![
        (Kind::Meta, to_bytes(Kind::Meta, meta)?),
        (Kind::Tables, to_bytes(Kind::Tables, tables)?),
        (Kind::Words, tables.plan.words.iter().flat_map(|word| word.to_le_bytes()).collect()),
        (Kind::Notes, notes::pack(&tables.notes).ok_or(Unreadable(Kind::Notes))?),
    ])
}

/// Reads back the tables that [`encode`] wrote. They are not checked.
pub fn decode<'b>(section: impl Fn(Kind) -> Option<&'b [u8]>) -> Result<Tables, Unreadable> {
    let bytes = |kind| section(kind).ok_or(Unreadable(kind));
    let mut tables: Tables = of_bytes(Kind::Tables, bytes(Kind::Tables)?)?;
    let (words, rest) = bytes(Kind::Words)?.as_chunks();
    if !rest.is_empty() {
        return Err(Unreadable(Kind::Words));
    }
    tables.plan.words = words.iter().map(|word| u64::from_le_bytes(*word)).collect();
    tables.notes = Notes::of_encoded(bytes(Kind::Notes)?);
    Ok(tables)
}

/// Reads the first section.
pub fn decode_meta(bytes: &[u8]) -> Result<Meta, Unreadable> {
    of_bytes(Kind::Meta, bytes)
}

fn to_bytes<T: Serialize + ?Sized>(kind: Kind, value: &T) -> Result<Vec<u8>, Unreadable> {
    postcard::to_allocvec(value).map_err(|_| Unreadable(kind))
}

/// Reads a value that takes all of the bytes.
fn of_bytes<T: DeserializeOwned>(kind: Kind, bytes: &[u8]) -> Result<T, Unreadable> {
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Ok(value),
        _ => Err(Unreadable(kind)),
    }
}
