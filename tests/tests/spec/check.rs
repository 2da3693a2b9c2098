//! Files and fragments through the front end.

use crate::book::{Chapter, Fence, root};
use agp_compiler::diag::{Code, Diagnostic};
use agp_compiler::pipeline::{self, Checked};
use agp_compiler::source::{FileId, Provenance, Sources};
use agp_compiler::syntax;
use std::fs;

/// Warnings that an example out of its context earns, or that say what the text around it says.
const EXPECTED: [Code; 3] = [Code::UnusedLet, Code::NotYet, Code::Unproven];

/// Everything in a chapter that does not check as its words say.
pub(crate) fn chapter(chapter: &Chapter) -> Vec<String> {
    let mut found = files(chapter);
    for fence in chapter.fences.iter().filter(|fence| is_alone(fence)) {
        let (checked, before) = alone(chapter, fence);
        found.extend(checked.diagnostics.iter().filter(|diagnostic| !is_expected(fence, diagnostic)).map(
            |diagnostic| {
                let (line, _) = before.sources.position(diagnostic.primary.span);
                said(chapter, (fence.line + line).saturating_sub(before.lines + 1), diagnostic)
            },
        ));
        if let ["agp", "fail" | "warn", code, ..] = fence.words()[..]
            && !checked.diagnostics.iter().any(|diagnostic| diagnostic.code.text() == code)
        {
            found.push(format!("{}:{}: does not give {code}", chapter.name, fence.line));
        }
    }
    found
}

fn is_alone(fence: &Fence) -> bool {
    matches!(fence.words()[..], ["agp", "fragment"] | ["agp", "fail" | "warn", ..])
}

/// Whether the words of a fence that stands alone foresee a message.
fn is_expected(fence: &Fence, diagnostic: &Diagnostic) -> bool {
    match fence.words()[..] {
        ["agp", "fail", code, ..] => !diagnostic.is_error() || diagnostic.code.text() == code,
        ["agp", "warn", code, ..] => diagnostic.code.text() == code,
        _ => EXPECTED.contains(&diagnostic.code),
    }
}

/// Files and fragments that `agpc fmt` would write otherwise.
pub(crate) fn unformatted(chapter: &Chapter) -> Vec<String> {
    let shown =
        chapter.fences.iter().filter(|fence| matches!(fence.words()[..], ["agp"] | ["agp", "fragment"]));
    shown
        .filter_map(|fence| {
            let formatted = syntax::format(FileId(0), &fence.text).ok().filter(|text| *text != fence.text)?;
            Some(format!("{}:{}: the one format is\n{formatted}", chapter.name, fence.line))
        })
        .collect()
}

/// All files of a chapter, checked together; what is said about them stands at the chapter's lines.
fn files(chapter: &Chapter) -> Vec<String> {
    let sources = of_chapter(chapter, Provenance::Given);
    let Checked { diagnostics, .. } = pipeline::check(&sources);
    diagnostics
        .iter()
        .map(|diagnostic| said(chapter, sources.position(diagnostic.primary.span).0, diagnostic))
        .collect()
}

/// The files of a chapter and the standard library.
pub(crate) fn of_chapter(chapter: &Chapter, provenance: Provenance) -> Sources {
    let mut sources = library();
    for fence in chapter.fences.iter().filter(|fence| fence.words == ["agp"]) {
        sources.add(format!("{}:{}", chapter.name, fence.line), fence.in_place(), provenance);
    }
    sources
}

/// The standard library.
fn library() -> Sources {
    let mut sources = Sources::default();
    for module in agp_stdlib::modules() {
        sources.add(module.path, module.text, Provenance::Library);
    }
    sources
}

/// What a fence was checked behind.
struct Before {
    sources: Sources,
    /// Lines of the prelude.
    lines: usize,
}

/// One fence alone: a file beside those of its chapter, a fragment behind the prelude.
fn alone(chapter: &Chapter, fence: &Fence) -> (Checked, Before) {
    let (mut sources, prelude) = if fence.is_file() {
        (of_chapter(chapter, Provenance::Beside), String::new())
    } else {
        (library(), fs::read_to_string(root().join("spec/prelude.agp")).expect("the prelude can be read"))
    };
    sources.add("fence", format!("{prelude}{}", fence.text), Provenance::Given);
    (pipeline::check(&sources), Before { sources, lines: prelude.lines().count() })
}

fn said(chapter: &Chapter, line: usize, diagnostic: &Diagnostic) -> String {
    format!("{}:{line}: {} {}", chapter.name, diagnostic.code.text(), diagnostic.message)
}
