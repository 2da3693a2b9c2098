//! `agpc fmt`: the one format.
//!
//! A file is replaced as a whole or not at all: the new text goes to a file beside it, which then
//! takes its name. A file with a syntax error stays as it is.

use crate::files::{self, Loaded, shown};
use crate::out::{CallFault, Out, Outcome, Status, count, say};
use crate::render::{self, Color, Look};
use agp_compiler::diag::Diagnostic;
use agp_compiler::source::FileId;
use agp_compiler::syntax::format::format;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// files, or folders that stand for every `*.agp` under them [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// change nothing; name the files whose format differs and exit with status 1
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(options: &Options, color: Color) -> Outcome {
    let loaded = files::load_given(&options.paths)?;
    let Looked { differing, diagnostics } = look_at(&loaded, format);
    let mut out = Out::standard();
    for (path, formatted) in &differing {
        if !options.check {
            replace(path, formatted)?;
        }
        out.line(&shown(path))?;
    }
    out.flush()?;
    render::diagnostics(&diagnostics, &loaded.sources, Look::of(&io::stderr(), color));
    let (files, changed) = (count(loaded.given.len(), "file"), differing.len());
    let what = if options.check { "format differs in" } else { "formatted" };
    say(&format!("looked at {files}: {what} {changed}"));
    let at_fault = !diagnostics.is_empty() || options.check && changed > 0;
    Ok(if at_fault { Status::PolicyAtFault } else { Status::Well })
}

/// What there is to do.
struct Looked<'a> {
    /// The files whose format differs, with the text they should have.
    differing: Vec<(&'a Path, String)>,
    /// Why the others cannot be formatted.
    diagnostics: Vec<Diagnostic>,
}

fn look_at(loaded: &Loaded, format: impl Fn(FileId, &str) -> Result<String, Vec<Diagnostic>>) -> Looked<'_> {
    let mut looked = Looked { differing: Vec::new(), diagnostics: Vec::new() };
    for (file, path) in &loaded.given {
        let text = &loaded.sources.get(*file).text;
        match format(*file, text) {
            Ok(formatted) if formatted == *text => {}
            Ok(formatted) => looked.differing.push((path, formatted)),
            Err(found) => looked.diagnostics.extend(found),
        }
    }
    looked
}

/// Replaces the text of a file at once, links followed, permissions kept.
fn replace(path: &Path, text: &str) -> Result<(), CallFault> {
    let fault = |why: String| CallFault(format!("cannot write `{}`: {why}", shown(path)));
    let failed = |error: io::Error| fault(error.to_string());
    let target = fs::canonicalize(path).map_err(failed)?;
    let metadata = fs::metadata(&target).map_err(failed)?;
    if metadata.permissions().readonly() {
        return Err(fault("it is read-only".to_owned()));
    }
    if !metadata.is_file() {
        return Err(fault("it is not a regular file".to_owned()));
    }
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".{}.new", std::process::id()));
    let beside = target.with_file_name(name);
    let file = OpenOptions::new().write(true).create_new(true).open(&beside).map_err(failed)?;
    let written = fill(file, text, metadata.permissions()).and_then(|()| fs::rename(&beside, &target));
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        failed(error)
    })
}

fn fill(mut file: File, text: &str, permissions: Permissions) -> io::Result<()> {
    file.write_all(text.as_bytes())?;
    file.set_permissions(permissions)?;
    file.sync_all()
}

#[cfg(test)]
mod tests;
