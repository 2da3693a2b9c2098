//! What the given files import from the files beside them.
//!
//! Only what is named is taken, and what that names in turn: a policy is not at fault for a file
//! that merely lies in the same folder. `std` is embedded and never looked for. Where a name is
//! not found, the file that declares the nearest one is taken, so that the compiler can suggest it.

use super::{Loaded, folder_of, identity, is_hidden, is_policy_file, read, shown};
use crate::out::{CallFault, say};
use agp_compiler::diag::suggest;
use agp_compiler::source::{FileId, Provenance};
use agp_compiler::syntax::{self, ast::Decl};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Adds what the given files import from beside them.
pub(super) fn add(loaded: &mut Loaded) {
    let mut links = Links::default();
    for (file, _) in &loaded.given {
        links.read(*file, &loaded.sources.get(*file).text);
    }
    if links.open().next().is_none() {
        return;
    }
    let mut candidates = candidates(loaded);
    while let Some(at) = candidates.iter().position(|candidate| links.wants(candidate)) {
        take(candidates.remove(at), &mut links, loaded);
    }
    let missing: Vec<String> = links.open().cloned().collect();
    for name in missing {
        let names = candidates.iter().map(|candidate| candidate.name.as_str());
        let near = suggest::nearest(&name, names).map(str::to_owned);
        if let Some(at) = candidates.iter().position(|candidate| near.as_ref() == Some(&candidate.name)) {
            take(candidates.remove(at), &mut links, loaded);
        }
    }
}

/// A file that may be imported.
struct Candidate {
    path: PathBuf,
    name: String,
    text: String,
}

fn take(candidate: Candidate, links: &mut Links, loaded: &mut Loaded) {
    let Candidate { path, name: _, text } = candidate;
    let file = loaded.sources.add(shown(&path), text, Provenance::Beside);
    links.read(file, &loaded.sources.get(file).text);
}

/// The files in the folders of the given ones that declare a name, in order of their paths. One
/// that cannot be read may not be meant, so that is only said.
fn candidates(loaded: &Loaded) -> Vec<Candidate> {
    let mut seen: BTreeSet<PathBuf> = loaded.given.iter().map(|(_, path)| identity(path)).collect();
    let folders: BTreeSet<PathBuf> = loaded.given.iter().map(|(_, path)| folder_of(path)).collect();
    let mut paths: Vec<PathBuf> = folders.iter().flat_map(|folder| policy_files(folder)).collect();
    paths.sort();
    paths.retain(|path| seen.insert(identity(path)));
    paths.into_iter().filter_map(candidate).collect()
}

fn policy_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.map(|entry| entry.path());
    files.filter(|path| is_policy_file(path) && !is_hidden(path) && path.is_file()).collect()
}

fn candidate(path: PathBuf) -> Option<Candidate> {
    match read(&path) {
        Ok(text) => {
            let mut links = Links::default();
            links.read(FileId(0), &text);
            let name = links.declared.pop_first()?;
            Some(Candidate { path, name, text })
        }
        Err(CallFault(why)) => {
            say(&format!("note: {why}; nothing is imported from it"));
            None
        }
    }
}

/// The names that files declare and import.
#[derive(Default)]
struct Links {
    declared: BTreeSet<String>,
    imported: BTreeSet<String>,
}

impl Links {
    fn read(&mut self, file: FileId, text: &str) {
        for item in syntax::parse(file, text).file.items {
            match item.decl {
                Decl::Policy(header) | Decl::Module(header) => _ = self.declared.insert(header.name.text()),
                Decl::Use(import) => _ = self.imported.insert(import.module.text()),
                Decl::Extends(extends) => _ = self.imported.insert(extends.base.text()),
                _ => {}
            }
        }
    }

    /// Names that are imported and that no file read so far declares.
    fn open(&self) -> impl Iterator<Item = &String> {
        self.imported.difference(&self.declared).filter(|name| *name != "std" && !name.starts_with("std."))
    }

    fn wants(&self, candidate: &Candidate) -> bool {
        self.open().any(|name| *name == candidate.name)
    }
}
