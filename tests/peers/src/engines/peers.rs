//! Other engines, each as its own users would set it up for speed.

pub mod casbin;
pub mod cedar;
pub mod cel;
pub mod regorus;
pub mod roto;

use crate::workload::{Field, Vocabulary};

/// The places of the names whose bits are set.
fn places(mask: u64) -> impl Iterator<Item = usize> {
    (0..64).filter(move |at| mask >> at & 1 == 1)
}

/// The names whose bits are set.
fn names(vocabulary: &Vocabulary, field: Field, mask: u64) -> impl Iterator<Item = &str> {
    let names = vocabulary.of(field);
    places(mask).filter_map(move |at| names.get(at)).map(String::as_str)
}

/// What comes of each, in quotes and between commas.
fn quoted<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let quoted: Vec<String> = names.map(|name| format!("{name:?}")).collect();
    quoted.join(", ")
}
