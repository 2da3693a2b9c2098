//! The stages in order; the only module that names them all.
//!
//! `source → parse → resolve → check → lint → lower → Program → plan → tables →
//! code → image`. Front-end stages
//! give a result *and* all their diagnostics; stages behind the checker cannot fail on what it
//! accepted, except that a pattern's automaton may be too large.

use crate::analysis::lint::lint;
use crate::backend::codegen::{Defect, codegen};
use crate::backend::image::{self, ImageError, SecretKey};
use crate::backend::plan::{plan, too_large};
use crate::diag::{self, Code, Diagnostic};
use crate::lower::lower;
use crate::program::{self, Program};
use crate::semantics::resolve::{self, Library, ModuleId};
use crate::semantics::{self, thir};
use crate::source::{FileId, Provenance, Source, Sources, Span};
use crate::syntax;
use crate::syntax::ast::Decl;
use agp_abi::native;
use agp_abi::tables::Tables;
use std::collections::BTreeSet;
use std::fmt;

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
    let (texts, mut diagnostics) = parse_all(sources);
    let of_form = diagnostics.len();
    let library = resolve::library(texts, &mut diagnostics);
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
    let found = diagnostics.split_off(of_form);
    let new = found.into_iter().filter(|found| !is_on_any(found, &diagnostics)).collect::<Vec<_>>();
    diagnostics.extend(new);
    diag::sort(&mut diagnostics);
    Checked { diagnostics, units }
}

/// Whether a message stands on text that its form has been refused for: what such a text means is
/// the parser's guess.
fn is_on_any(found: &Diagnostic, of_form: &[Diagnostic]) -> bool {
    let here = found.primary.span;
    of_form
        .iter()
        .map(|other| other.primary.span)
        .any(|there| here.file == there.file && here.start < there.end && there.start < here.end)
}

/// A policy ready to judge.
#[derive(Debug)]
pub struct Compiled {
    /// What the author meant, for the reference evaluator.
    pub policy: thir::Policy,
    /// What it means.
    pub program: Program,
    /// What the engine runs.
    pub tables: Tables,
}

/// Compiles a checked policy. Refuses what is not evaluated yet, and automata that would be too large.
pub fn compile(sources: &Sources, unit: &thir::Policy) -> Result<Compiled, Vec<Diagnostic>> {
    if !unit.not_yet.is_empty() {
        return Err(unit.not_yet.iter().map(|(what, span)| refused(what, *span)).collect());
    }
    let program = lower(unit, sources);
    if let Err(why) = program::verify(&program) {
        let span = unit.rules.first().map_or(Span::new(FileId(0), 0, 0), |rule| rule.span);
        let message = format!("the compiler refuses what it has made of `{}`: {why}", unit.name);
        return Err(vec![
            Diagnostic::new(Code::CompilerFault, span, message)
                .help("this is a fault of the compiler, not of the policy: please report it with the policy"),
        ]);
    }
    let tables = plan(&program).map_err(|diagnostic| vec![*diagnostic])?;
    Ok(Compiled { policy: unit.clone(), program, tables })
}

/// The policy image of a compiled policy: the bytes of an `.agpi` file, with this machine code in it,
/// signed if there is a key.
pub fn image(
    compiled: &Compiled,
    code: &[native::Code],
    key: Option<&SecretKey>,
) -> Result<Vec<u8>, ImageError> {
    image::write(&compiled.tables, &compiled.program, code, key)
}

/// The policy image of a compiled policy, with machine code for these targets.
pub fn build(
    compiled: &Compiled,
    targets: &[native::Target],
    key: Option<&SecretKey>,
) -> Result<Vec<u8>, BuildError> {
    let code = targets.iter().map(|target| codegen(&compiled.tables, *target));
    let code = code.collect::<Result<Vec<_>, _>>().map_err(BuildError::Code)?;
    image(compiled, &code, key).map_err(BuildError::Image)
}

/// Why there is no image with machine code.
#[derive(Debug)]
pub enum BuildError {
    /// There is no code.
    Code(Defect),
    /// There is code, and no image.
    Image(ImageError),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::Code(error) => error.fmt(f),
            BuildError::Image(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BuildError {}

/// Why a policy that checks does not run.
fn refused(what: &str, span: crate::source::Span) -> Diagnostic {
    Diagnostic::new(Code::NotYet, span, format!("{what} is not evaluated yet, so the policy does not run"))
        .help("a rule is never dropped silently: remove it, or wait for the version that has it")
}

/// Names of the policies that some other given policy extends.
pub fn extended_names(sources: &Sources) -> Vec<String> {
    let given = sources.iter().filter(|(_, source)| source.provenance == Provenance::Given);
    let mut names: Vec<String> = given
        .flat_map(|(file, source)| syntax::parse(file, &source.text).file.items)
        .filter_map(|item| match item.decl {
            Decl::Extends(extends) => Some(extends.base.text()),
            _ => None,
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Checks one unit; gives the policy only if nothing it is made of has an error.
fn check_unit(library: &Library, root: ModuleId, diagnostics: &mut Vec<Diagnostic>) -> Option<thir::Policy> {
    let mut found = Vec::new();
    let unit = resolve::unit(library, root, &mut found);
    let files: Vec<FileId> = unit.members.iter().map(|member| library.get(member.module).file).collect();
    let policy = semantics::check(library, &unit, &mut found);
    if library.get(root).provenance == Provenance::Given {
        found.extend(policy.not_yet.iter().chain(policy.tests.iter().flat_map(|test| &test.not_yet)).map(
            |(what, span)| {
                Diagnostic::new(Code::NotYet, *span, format!("{what} is not evaluated yet"))
                    .help("`check` and `test` pass over it, `eval` refuses the policy")
            },
        ));
    }
    let broken =
        found.iter().chain(diagnostics.iter()).any(|d| d.is_error() && files.contains(&d.primary.span.file));
    diagnostics.append(&mut found);
    if broken {
        return None;
    }
    if library.get(root).provenance == Provenance::Given {
        // What the library brings has been looked at when it was made.
        let of_library: BTreeSet<FileId> = library
            .iter()
            .filter(|(_, module)| module.provenance == Provenance::Library)
            .map(|(_, module)| module.file)
            .collect();
        let too_large = too_large(&policy, |span| !of_library.contains(&span.file));
        if !too_large.is_empty() {
            diagnostics.extend(too_large);
            return None;
        }
        let is_base = library.iter().any(|(_, module)| module.extends == Some(root));
        diagnostics.extend(lint(&policy, is_base));
    }
    Some(policy)
}

/// Parses every source. A given file that is a copy of a library module, word for word, stands for it.
fn parse_all(sources: &Sources) -> (Vec<resolve::Text>, Vec<Diagnostic>) {
    let of = |provenance| move |source: &&Source| source.provenance == provenance;
    let library: BTreeSet<&str> = sources
        .iter()
        .map(|(_, source)| source)
        .filter(of(Provenance::Library))
        .map(|source| source.text.as_str())
        .collect();
    let copies: BTreeSet<&str> = sources
        .iter()
        .map(|(_, source)| source)
        .filter(of(Provenance::Given))
        .map(|source| source.text.as_str())
        .filter(|text| library.contains(text))
        .collect();
    let mut texts = Vec::new();
    let mut diagnostics = Vec::new();
    for (file, source) in sources.iter() {
        let is_copy = copies.contains(source.text.as_str());
        if is_copy && source.provenance == Provenance::Library {
            continue;
        }
        let parsed = syntax::parse(file, &source.text);
        diagnostics.extend(parsed.diagnostics);
        texts.push(resolve::Text {
            file,
            provenance: source.provenance,
            may_be_std: is_copy,
            tree: parsed.file,
        });
    }
    (texts, diagnostics)
}
