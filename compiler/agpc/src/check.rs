//! `agpc check`: what the compiler says about every given file, and what a decision of each policy can
//! cost at most.
//!
//! Warnings about files that were only found beside the given ones, or that belong to the
//! standard library, are not the caller's business and are left out.

mod cost;

use crate::files;
use crate::out::{Out, Outcome, Status, count, plain, say};
use crate::render::{self, Color, Look};
use agp_compiler::diag::Diagnostic;
use agp_compiler::pipeline::{self, Checked};
use agp_compiler::semantics::thir::Policy;
use agp_compiler::source::{Provenance, Sources};
use agp_runtime::image::Version;
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
    /// exit with status 1 if a decision may take more instructions, with 1 KiB of text
    #[arg(long, value_name = "N")]
    max_cost: Option<u64>,
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
    let Checked { mut diagnostics, units } = pipeline::check(&loaded.sources);
    diagnostics.retain(|diagnostic| concerns_caller(diagnostic, &loaded.sources));
    let bounds = cost::bounds(&units, &loaded.sources);
    match options.format {
        Format::Human => {
            render::diagnostics(&diagnostics, &loaded.sources, Look::of(&io::stderr(), color));
            say(&format!("checked {}: {}", count(loaded.given.len(), "file"), render::summary(&diagnostics)));
            tell_versions(&units);
            cost::tell(&bounds);
        }
        Format::Json => {
            let mut out = Out::standard();
            render::json_lines(&diagnostics, &loaded.sources, &mut out)?;
            cost::lines(&bounds, &mut out)?;
            out.flush()?;
        }
    }
    let refused = diagnostics.iter().any(|diagnostic| options.deny_warnings || diagnostic.is_error());
    let costly = options.max_cost.is_some_and(|limit| cost::exceeds(&bounds, limit));
    Ok(if refused || costly { Status::PolicyAtFault } else { Status::Well })
}

/// Versions that decisions show and that no image can have.
fn tell_versions(units: &[Policy]) {
    for policy in units.iter().filter(|unit| !unit.is_module && Version::parse(&unit.version).is_err()) {
        let (name, version) = (&policy.name, plain(&policy.version));
        say(&format!(
            "note: `{name}` has the version \"{version}\": `agpc build` asks for one such as \"1.0.0\", by which \
             hosts tell older from newer"
        ));
    }
}

fn concerns_caller(diagnostic: &Diagnostic, sources: &Sources) -> bool {
    diagnostic.is_error() || sources.get(diagnostic.primary.span.file).provenance == Provenance::Given
}
