//! Generated source, compiled by `rustc -O` and loaded.
//!
//! Libraries stay in a folder beside this program, with their sources: what has the same source from the same
//! compiler is not compiled again. Ten thousand rules take it minutes.
//!
//! Unsafe code here calls what was compiled. Its invariants:
//!
//! 1. The library was compiled from the source that [`source`] wrote, whose `decide` has the type it is taken
//!    for: [`First`] loads only what `source::first` wrote, [`All`] what `source::all` wrote.
//! 2. `decide` lives as long as its library, which stands beside it in the same value.

use super::record::Seen;
use super::source::{self, Order};
use crate::engine::Case;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Code that stops at the first deny.
pub struct First {
    decide: extern "C" fn(&Seen<'_>) -> u8,
    _library: libloading::Library,
}

/// Code that finds every rule that matches.
pub struct All {
    decide: unsafe extern "C" fn(&Seen<'_>, *mut u32, usize, &mut usize) -> u8,
    /// Room for every rule, those that matched before the others.
    rules: Vec<u32>,
    count: usize,
    _library: libloading::Library,
}

impl First {
    pub fn new(case: &Case<'_>, order: Order) -> Result<First, String> {
        let path = compiled(&name(case, order, "first"), &source::first(case, order))?;
        #[expect(unsafe_code, reason = "runs what was compiled here")]
        // SAFETY: invariants 1 and 2; the library has nothing that runs when it is loaded.
        unsafe {
            let library = libloading::Library::new(path).map_err(|error| error.to_string())?;
            let decide = *library.get(b"decide\0").map_err(|error| error.to_string())?;
            Ok(First { decide, _library: library })
        }
    }

    pub fn decide(&self, record: &Seen<'_>) -> u8 {
        (self.decide)(record)
    }
}

impl All {
    pub fn new(case: &Case<'_>, order: Order) -> Result<All, String> {
        let path = compiled(&name(case, order, "all"), &source::all(case, order))?;
        let rules = vec![0; case.rules.len()];
        #[expect(unsafe_code, reason = "runs what was compiled here")]
        // SAFETY: invariants 1 and 2; the library has nothing that runs when it is loaded.
        unsafe {
            let library = libloading::Library::new(path).map_err(|error| error.to_string())?;
            let decide = *library.get(b"decide\0").map_err(|error| error.to_string())?;
            Ok(All { decide, rules, count: 0, _library: library })
        }
    }

    pub fn decide(&mut self, record: &Seen<'_>) -> u8 {
        #[expect(unsafe_code, reason = "runs what was compiled here")]
        // SAFETY: invariants 1 and 2; the pointer and the length are one vector's.
        unsafe {
            (self.decide)(record, self.rules.as_mut_ptr(), self.rules.len(), &mut self.count)
        }
    }

    /// The rules that matched in the last decision.
    pub fn matched(&self) -> &[u32] {
        &self.rules[..self.count]
    }
}

/// What the files of a case are called.
fn name(case: &Case<'_>, order: Order, what: &str) -> String {
    let order = match order {
        Order::Straight => "straight",
        Order::Jump => "jump",
    };
    format!("{order}_{what}_{}_{}", case.size, case.share)
}

/// The library of a source.
fn compiled(name: &str, source: &str) -> Result<PathBuf, String> {
    let folder = folder()?;
    let source = format!("{source}// {}", version()?);
    let (kept, library) = (folder.join(format!("{name}.rs")), folder.join(format!("lib{name}.so")));
    if library.exists() && fs::read_to_string(&kept).is_ok_and(|kept| kept == source) {
        return Ok(library);
    }
    eprintln!("compiling {}", kept.display());
    // The source gets its name when there is a library of it: an interruption leaves nothing to trust.
    let fresh = folder.join(format!("{name}.new.rs"));
    fs::write(&fresh, source).map_err(|error| error.to_string())?;
    compile(name, &fresh, &library)?;
    fs::rename(fresh, kept).map_err(|error| error.to_string())?;
    Ok(library)
}

fn compile(name: &str, source: &Path, library: &Path) -> Result<(), String> {
    let mut rustc = rustc();
    rustc.args(["--edition", "2024", "--crate-type", "cdylib", "--crate-name", name, "--cap-lints", "allow"]);
    rustc.args(["-O", "-C", "panic=abort", "-o"]).arg(library).arg(source);
    let output = rustc.output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(format!("rustc: {said}")) }
}

/// The compiler that cargo uses, or the one on the path.
fn rustc() -> Command {
    Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
}

fn version() -> Result<String, String> {
    let output = rustc().arg("--version").output().map_err(|error| format!("rustc: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The folder that libraries stay in.
fn folder() -> Result<PathBuf, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let folder = program.with_file_name("rules-as-rust");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    Ok(folder)
}
