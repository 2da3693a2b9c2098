//! What the tests of this folder share: policies to try things on, and trees without places.

use std::path::Path;

use super::ast::File;
use super::parse::{Parsed, parse};
use crate::source::FileId;

/// The policies kept with the compiler.
pub(super) const OWN: &[(&str, &str)] = &[
    ("everything.agp", include_str!("../../tests/policies/everything.agp")),
    ("probes.agp", include_str!("../../tests/policies/probes.agp")),
];

/// Our own policies, and those that the language was designed with if they are on this machine.
pub(super) fn policies() -> Vec<(String, String)> {
    let mut all: Vec<_> = OWN.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    all.extend(shared_policies());
    all
}

fn shared_policies() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/design/policies");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        assert!(std::env::var("AGP_SHARED").as_deref() != Ok("required"), "{} is absent", folder.display());
        println!("skipped: {} is absent", folder.display());
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "agp"));
    paths.sort();
    assert!(!paths.is_empty(), "{} holds no policies", folder.display());
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).expect("a readable policy");
        (path.display().to_string(), text)
    };
    paths.iter().map(read).collect()
}

pub(super) fn parsed(text: &str) -> Parsed {
    parse(FileId(0), text)
}

/// A file that must parse.
pub(super) fn well_formed(name: &str, text: &str) -> Parsed {
    let parsed = parsed(text);
    assert!(parsed.diagnostics.is_empty(), "{name}: {:?}\n{text}", parsed.diagnostics);
    parsed
}

/// A tree as text, without places.
pub(super) fn tree(file: &File) -> String {
    let places = regex::Regex::new(r"\b\d+:\d+\.\.\d+\b").expect("a valid expression");
    places.replace_all(&format!("{file:#?}"), "_").into_owned()
}

/// The codes of all messages, in order of place.
pub(super) fn codes(text: &str) -> Vec<&'static str> {
    parsed(text).diagnostics.iter().map(|diagnostic| diagnostic.code.text()).collect()
}
