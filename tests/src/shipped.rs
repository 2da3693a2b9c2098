//! The policies of the repository, as the compiler reads them.

use agp_compiler::source::{Provenance, Sources};
use std::fs;
use std::path::{Path, PathBuf};

/// The folders that hold policies; files of one folder may build on each other.
pub const FOLDERS: [&str; 3] = ["examples", "stdlib/tests", "tests/policies"];

/// Every policy under a folder of the repository, in order.
pub fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder), &mut found);
    found
}

fn gather(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            gather(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "agp") {
            found.push(path);
        }
    }
}

/// A file with what stands beside it and the standard library.
pub fn sources(file: &Path) -> Sources {
    let read =
        |path: &Path| fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut sources = Sources::default();
    sources.add(file.display().to_string(), read(file), Provenance::Given);
    let mut beside = Vec::new();
    gather(file.parent().unwrap_or(file), &mut beside);
    for other in beside.iter().filter(|other| other.parent() == file.parent() && *other != file) {
        sources.add(other.display().to_string(), read(other), Provenance::Beside);
    }
    for module in agp_stdlib::modules() {
        sources.add(module.path, module.text, Provenance::Library);
    }
    sources
}
