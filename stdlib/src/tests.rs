//! What is embedded is what stands in the folder.

use super::modules;
use std::fs;
use std::path::{Path, PathBuf};

/// Every `.agp` file below `folder`.
fn policies(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is readable") {
        let path = entry.expect("the entry is readable").path();
        if path.is_dir() {
            found.extend(policies(&path));
        } else if path.extension().is_some_and(|extension| extension == "agp") {
            found.push(path);
        }
    }
    found
}

/// The crate's folder.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Files relative to the crate, with `/` between parts.
fn relative(files: &[PathBuf]) -> Vec<String> {
    let parts = |path: &Path| -> Vec<String> {
        path.iter().map(|part| part.to_string_lossy().into_owned()).collect()
    };
    files.iter().map(|file| parts(file.strip_prefix(root()).expect("below the crate")).join("/")).collect()
}

#[test]
fn every_file_is_embedded() {
    let mut files: Vec<String> =
        relative(&policies(&root())).into_iter().filter(|file| !file.starts_with("tests/")).collect();
    let mut embedded: Vec<String> =
        modules().iter().map(|module| module.path.replacen("std/", "", 1)).collect();
    files.sort();
    embedded.sort();
    assert_eq!(files, embedded);
}

#[test]
fn names_are_sorted_and_spell_the_path() {
    assert!(modules().is_sorted_by(|a, b| a.name < b.name));
    for module in modules() {
        assert_eq!(module.path, format!("{}.agp", module.name.replace('.', "/")));
    }
}

#[test]
fn headers_declare_the_name() {
    for module in modules() {
        let header = module.text.lines().find(|line| !line.starts_with("//") && !line.is_empty());
        assert_eq!(header, Some(format!("module {}", module.name).as_str()), "{}", module.path);
    }
}

#[test]
fn modules_open_with_what_they_are() {
    for module in modules() {
        assert!(module.text.starts_with("/// "), "{}", module.path);
    }
}

#[test]
fn every_module_has_a_policy_that_tests_it() {
    let tested = relative(&policies(&root().join("tests")));
    for module in modules() {
        let policy = module.path.replacen("std/", "tests/", 1);
        assert!(tested.contains(&policy), "{policy}");
    }
}
