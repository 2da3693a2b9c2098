//! The stages in order; the only module that names them all.
//!
//! `source → parse → resolve → check → lint → lower → Program → plan → tables`. Front-end stages
//! give a result *and* all their diagnostics; stages behind the checker cannot fail on what it
//! accepted, except that a pattern's automaton may be too large.

use crate::diag::{self, Diagnostic};
use crate::semantics::resolve::{self, Library, ModuleId};
use crate::semantics::{self, thir};
use crate::source::{FileId, Provenance, Sources};
use crate::syntax;

/// What checking the given files came to.
#[derive(Debug)]
pub struct Checked {
    /// Everything there is to say, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The policies and modules that the given files declare and that hold no error, by name.
    pub units: Vec<thir::Policy>,
}

/// Runs the front end over every given file. Imports resolve by declared name among all sources.
pub fn check(sources: &Sources) -> Checked {
    let mut diagnostics = Vec::new();
    let library = parse_all(sources, &mut diagnostics);
    let mut roots: Vec<(&str, ModuleId)> = library
        .iter()
        .filter(|(_, module)| module.provenance == Provenance::Given)
        .map(|(id, module)| (module.name.as_str(), id))
        .collect();
    roots.sort_unstable();
    let mut units = Vec::new();
    for (_, root) in roots {
        units.extend(check_unit(&library, root, &mut diagnostics));
    }
    diag::sort(&mut diagnostics);
    Checked { diagnostics, units }
}

/// Checks one unit; gives the policy only if nothing it is made of has an error.
fn check_unit(library: &Library, root: ModuleId, diagnostics: &mut Vec<Diagnostic>) -> Option<thir::Policy> {
    let mut found = Vec::new();
    let unit = resolve::unit(library, root, &mut found);
    let files: Vec<FileId> = unit.members.iter().map(|member| library.get(member.module).file).collect();
    let policy = semantics::check(library, &unit, &mut found);
    let broken = found.iter().chain(diagnostics.iter()).any(|d| d.is_error() && files.contains(&d.primary.span.file));
    diagnostics.append(&mut found);
    (!broken).then_some(policy)
}

fn parse_all(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Library {
    let mut files = Vec::new();
    for (file, source) in sources.iter() {
        let parsed = syntax::parse(file, &source.text);
        diagnostics.extend(parsed.diagnostics);
        files.push((file, source.provenance, parsed.file));
    }
    resolve::library(files, diagnostics)
}
