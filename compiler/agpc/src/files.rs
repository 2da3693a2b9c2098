//! From paths to [`Sources`].
//!
//! A path is a file, or a folder that stands for every `*.agp` under it: recursively, sorted,
//! without hidden entries and folders named `target`, following links to files but not to
//! folders. What `use` and `extends` name is looked for among the given files, then in [`beside`],
//! then in the standard library; this module only collects the texts in that order.

mod beside;

use crate::images;
use crate::out::{CallFault, plain};
use agp_compiler::source::{FileId, MAX_SOURCE_BYTES, Provenance, Sources};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The texts of a run.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// Given files first, then those beside them, then the library.
    pub(crate) sources: Sources,
    /// Where the given files were read, in the order of their ids.
    pub(crate) given: Vec<(FileId, PathBuf)>,
}

/// Reads the given files, what lies beside them and the standard library.
pub(crate) fn load(paths: &[PathBuf]) -> Result<Loaded, CallFault> {
    let mut loaded = load_given(paths)?;
    beside::add(&mut loaded);
    for module in agp_stdlib::modules() {
        loaded.sources.add(module.path, module.text, Provenance::Library);
    }
    Ok(loaded)
}

/// Reads the given files only. No path stands for the current folder.
pub(crate) fn load_given(paths: &[PathBuf]) -> Result<Loaded, CallFault> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let mut loaded = Loaded::default();
    let mut seen = BTreeSet::new();
    for path in paths {
        for file in expand(path)? {
            if seen.insert(identity(&file)) {
                let id = loaded.sources.add(shown(&file), read(&file)?, Provenance::Given);
                loaded.given.push((id, file));
            }
        }
    }
    Ok(loaded)
}

/// How messages name a path: as the caller wrote it, without a leading `./`.
pub(crate) fn shown(path: &Path) -> String {
    let inner = path.strip_prefix(".").ok().filter(|inner| !inner.as_os_str().is_empty());
    plain(&inner.unwrap_or(path).to_string_lossy()).into_owned()
}

/// The files that a path stands for, at least one.
fn expand(path: &Path) -> Result<Vec<PathBuf>, CallFault> {
    let unreadable = |error| cannot_read(path, &error);
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        if images::is_image(path) {
            let name = shown(path);
            return Err(CallFault(format!(
                "`{name}` is a policy image, and a text is needed here: what is in it shows `agpc inspect {name}`"
            )));
        }
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    walk(path, &mut files)?;
    if files.is_empty() {
        let name = shown(path);
        return Err(CallFault(format!(
            "no `.agp` file in `{name}`: name a policy, or start one with `agpc init {name}`"
        )));
    }
    files.sort();
    Ok(files)
}

/// Every `*.agp` under a folder. Folders wait in a list, so that depth costs no stack.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), CallFault> {
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        let unreadable = |error| cannot_read(&folder, &error);
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(unreadable)?);
            if is_hidden(&path) {
                continue;
            }
            if kind.is_dir() && path.file_name() != Some(OsStr::new("target")) {
                waiting.push(path);
            } else if is_policy_file(&path) && (kind.is_file() || kind.is_symlink() && !path.is_dir()) {
                files.push(path);
            }
        }
    }
    Ok(())
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn is_policy_file(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("agp"))
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// What tells two paths of one file from two files.
fn identity(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Reads a text, never more than the compiler takes, so that an endless file ends.
fn read(path: &Path) -> Result<String, CallFault> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| cannot_read(path, &error))?;
    file.take(MAX_SOURCE_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| cannot_read(path, &error))?;
    let name = shown(path);
    if bytes.len() > MAX_SOURCE_BYTES {
        let most = MAX_SOURCE_BYTES >> 20;
        return Err(CallFault(format!(
            "`{name}` is longer than {most} MiB: a policy is text of a few pages"
        )));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        CallFault(format!("`{name}` is not UTF-8 (byte {at}): save it as UTF-8 text"))
    })
}

/// That a path cannot be read, and why.
pub(crate) fn cannot_read(path: &Path, error: &io::Error) -> CallFault {
    let name = shown(path);
    CallFault(match error.kind() {
        io::ErrorKind::NotFound => format!("cannot read `{name}`: there is no such file or folder"),
        io::ErrorKind::PermissionDenied => format!("cannot read `{name}`: permission denied"),
        _ => format!("cannot read `{name}`: {error}"),
    })
}
