//! `agpc check`: what the compiler says about every given file.
//!
//! Warnings about files that were only found beside the given ones, or that belong to the
//! standard library, are not the caller's business and are left out.

use crate::files;
use crate::out::{Out, Outcome, Status, count, say};
use crate::render::{self, Color, Look};
use agp_compiler::diag::Diagnostic;
use agp_compiler::pipeline;
use agp_compiler::source::{Provenance, Sources};
use std::io;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// files, or folders that stand for every `*.agp` under them [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// how to report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// exit with status 1 if there are warnings
    #[arg(long)]
    deny_warnings: bool,
}

/// For whom a command reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// for people
    #[default]
    Human,
    /// for programs: one JSON object on each line of standard output
    Json,
}

pub(crate) fn run(options: &Options, color: Color) -> Outcome {
    let loaded = files::load(&options.paths)?;
    let mut diagnostics = pipeline::check(&loaded.sources).diagnostics;
    diagnostics.retain(|diagnostic| concerns_caller(diagnostic, &loaded.sources));
    match options.format {
        Format::Human => {
            render::diagnostics(&diagnostics, &loaded.sources, Look::of(&io::stderr(), color));
            say(&format!("checked {}: {}", count(loaded.given.len(), "file"), render::summary(&diagnostics)));
        }
        Format::Json => {
            let mut out = Out::standard();
            render::json_lines(&diagnostics, &loaded.sources, &mut out)?;
            out.flush()?;
        }
    }
    let refused = diagnostics.iter().any(|diagnostic| options.deny_warnings || diagnostic.is_error());
    Ok(if refused { Status::PolicyAtFault } else { Status::Well })
}

fn concerns_caller(diagnostic: &Diagnostic, sources: &Sources) -> bool {
    diagnostic.is_error() || sources.get(diagnostic.primary.span.file).provenance == Provenance::Given
}
