//! Other engines, each as its own users would set it up for speed.

pub mod casbin;
pub mod cedar;
pub mod cel;
pub mod regorus;
pub mod roto;

use crate::workload::{Field, Test, Vocabulary};

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

/// A test on a record whose names are numbers and whose classes are truth values `c0`, `c1`, …; `ends`
/// says that a text has a prefix and a suffix, neither of which overlaps the other.
fn expression(test: &Test, ends: fn(&str, &str, &str) -> String) -> String {
    match test {
        Test::In(field, mask) => {
            let tests: Vec<String> = match field {
                Field::Classes => places(*mask).map(|at| format!("c{at}")).collect(),
                one => places(*mask).map(|at| format!("{} == {at}", one.name())).collect(),
            };
            format!("({})", tests.join(" || "))
        }
        Test::Approved(true) => "approved".to_owned(),
        Test::Approved(false) => "!approved".to_owned(),
        Test::Above(number, than) => format!("{} > {than}", number.name()),
        Test::Ends { text, prefix, suffix } => ends(text.name(), prefix, suffix),
    }
}
