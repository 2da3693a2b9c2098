//! What the compiler says about policies that are wrong, and that it says it at all.

mod misspelt;

use agp_compiler::diag::Diagnostic;
use agp_compiler::pipeline;
use agp_compiler::source::{Provenance, Sources};

/// A text together with the library.
fn sources(text: &str) -> Sources {
    several(&[text])
}

/// Several texts together with the library.
fn several(texts: &[&str]) -> Sources {
    let mut sources = Sources::default();
    for (index, text) in texts.iter().enumerate() {
        sources.add(format!("{index}.agp"), *text, Provenance::Given);
    }
    for module in agp_stdlib::modules() {
        sources.add(module.path, module.text, Provenance::Library);
    }
    sources
}

/// What checking says about the given texts.
fn check(sources: &Sources) -> Vec<Diagnostic> {
    let mut diagnostics = pipeline::check(sources).diagnostics;
    diagnostics.retain(|diagnostic| {
        diagnostic.is_error() || sources.get(diagnostic.primary.span.file).provenance == Provenance::Given
    });
    diagnostics
}
