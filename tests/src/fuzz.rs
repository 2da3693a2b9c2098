//! What a fuzzer calls.
//!
//! Each [target](TARGETS) takes any bytes and panics where something that must always hold does not.
//! `tests/fuzz` runs them under a fuzzer; the test `fuzz` replays what lies in `tests/fuzz/corpus`,
//! where every input that has once failed is kept.

use crate::dice::{Dice, Seed};
use crate::differ::difference;
use crate::generate;
use crate::generate::record::{Case, Line, Recorder};
use crate::image::{compiled, key, load_anything, mutate, public, rehash, signed, unsigned};
use crate::judge::{Judge, Refusal};
use crate::shrink::show;
use agp_abi::decision::Status;
use agp_abi::image::MAGIC;
use agp_compiler::diag::Diagnostic;
use agp_compiler::pipeline;
use agp_compiler::program;
use agp_compiler::semantics::thir;
use agp_compiler::source::{FileId, Provenance, Sources};
use agp_compiler::syntax::{self, Parsed};
use agp_runtime::image::VerifiedImage;
use arbitrary::Unstructured;
use std::cell::RefCell;

/// What takes any bytes and panics where something does not hold.
pub type Target = fn(&[u8]);

/// Every target with the name of its folder of inputs.
pub const TARGETS: [(&str, Target); 5] =
    [("parse", parse), ("check", check), ("judge", judge), ("differential", differential), ("image", image)];

/// What stands between the files of one input.
const NEXT_FILE: &str = "\n----\n";

/// The policy that [`judge`] judges lines under.
const RICH: &str = include_str!("../fuzz/rich.agp");

/// Records for each policy that [`check`] or [`differential`] compiles.
const RECORDS: usize = 4;

/// A text is read without a panic, and every message points into it. One without mistakes is
/// formatted; that keeps its meaning and its comments, and formatting it again changes nothing.
pub fn parse(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut sources = Sources::default();
    let file = sources.add("fuzz.agp", text, Provenance::Given);
    let before = syntax::parse(file, text);
    before.diagnostics.iter().for_each(|diagnostic| points_into(&sources, diagnostic));
    if !before.diagnostics.is_empty() {
        return;
    }
    let once = formatted(text);
    let after = syntax::parse(FileId(0), &once);
    assert!(after.diagnostics.is_empty(), "what was formatted does not parse:\n{once}");
    assert_eq!(tree(&before), tree(&after), "formatting changed the meaning:\n{once}");
    assert_eq!(comments(&before), comments(&after), "formatting changed the comments:\n{once}");
    assert_eq!(once, formatted(&once), "formatting twice is not formatting once");
}

/// Texts are checked without a panic. A policy without errors is lowered, verified, printed and read
/// back, planned and loaded; and its evaluators agree on some records.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut sources = Sources::default();
    for (at, text) in text.split(NEXT_FILE).enumerate() {
        let provenance = if at == 0 { Provenance::Given } else { Provenance::Beside };
        sources.add(format!("fuzz{at}.agp"), text, provenance);
    }
    if text.contains("std.") {
        for module in agp_stdlib::modules() {
            sources.add(module.path, module.text, Provenance::Library);
        }
    }
    let checked = pipeline::check(&sources);
    checked.diagnostics.iter().for_each(|diagnostic| points_into(&sources, diagnostic));
    if checked.diagnostics.iter().any(Diagnostic::is_error) {
        return;
    }
    for unit in checked.units.iter().filter(|unit| !unit.is_module && unit.not_yet.is_empty()) {
        runs(&sources, unit);
    }
}

/// Any line under a policy with something of everything: engine and reference agree.
pub fn judge(bytes: &[u8]) {
    thread_local! {
        static JUDGE: RefCell<Judge> = RefCell::new(rich());
    }
    let case = |now: Option<i64>| Case {
        line: Line::Bytes(bytes.to_vec()),
        now,
        status: Status::Running,
        discharged: Vec::new(),
    };
    JUDGE.with_borrow_mut(|judge| {
        for now in [None, Some(1_772_355_600_000)] {
            if let Some(found) = difference(judge, &case(now), None) {
                panic!("{}\nclock {now:?}\n{found}", String::from_utf8_lossy(bytes));
            }
        }
    });
}

/// A policy and records made of the bytes: all evaluators agree.
pub fn differential(bytes: &[u8]) {
    let mut source = Unstructured::new(bytes);
    let mut dice = Dice::new(&mut source);
    let policy = generate::policy(&mut dice);
    let mut judge = match Judge::new(&policy.sources(), policy.name()) {
        Ok(judge) => judge,
        Err(Refusal::Checker(_)) => return,
        Err(refusal @ Refusal::Behind(_)) => panic!("{}\n{refusal}", texts(&policy.sources())),
    };
    let checked = judge.policy.clone();
    let recorder = Recorder::new(&checked);
    for _ in 0..RECORDS {
        let case = recorder.case(&mut dice);
        if let Some(found) = difference(&mut judge, &case, None) {
            panic!("{}\n{found}", show(&policy, &case));
        }
    }
}

/// The most changes that [`image`] makes.
const CHANGES: usize = 6;

/// What is loaded as an image is refused, or judges: bytes that begin as an image does as they are, all
/// others as changes to one ([`mutate`]). Whatever is changed, no signature is left that holds.
pub fn image(bytes: &[u8]) {
    thread_local! {
        static IMAGES: [Vec<u8>; 2] = images();
    }
    if bytes.starts_with(&MAGIC) {
        return load_anything(bytes);
    }
    let mut source = Unstructured::new(bytes);
    let mut dice = Dice::new(&mut source);
    IMAGES.with(|[whole, signed]| {
        let mut changed = whole.clone();
        for _ in 0..dice.between(1, CHANGES) {
            mutate(&mut dice, &mut changed);
        }
        rehash(&mut changed);
        load_anything(&changed);
        let mut forged = signed.clone();
        mutate(&mut dice, &mut forged);
        assert!(forged == *signed || VerifiedImage::read(&forged, &[public(&key())]).is_err());
    });
}

/// The image of the policy of [`judge`], unsigned and without code, and signed with code.
fn images() -> [Vec<u8>; 2] {
    let compiled = compiled(RICH).expect("rich.agp compiles");
    [unsigned(&compiled), signed(&compiled)]
}

/// The policy of [`judge`].
fn rich() -> Judge {
    let mut sources = Sources::default();
    sources.add("rich.agp", RICH, Provenance::Given);
    Judge::new(&sources, "acme.rich").unwrap_or_else(|refusal| panic!("rich.agp: {refusal}"))
}

/// That a policy without errors comes through everything behind the checker.
fn runs(sources: &Sources, unit: &thir::Policy) {
    let compiled = pipeline::compile(sources, unit)
        .unwrap_or_else(|refused| panic!("{}\naccepted, and then: {refused:?}", texts(sources)));
    let text = compiled.program.to_string();
    let again = program::read(&text).unwrap_or_else(|error| panic!("{text}\ndoes not read back: {error}"));
    assert_eq!(text, again.to_string(), "reads back as another program");
    let mut judge = Judge::load(compiled).unwrap_or_else(|refusal| panic!("{}\n{refusal}", texts(sources)));
    let checked = judge.policy.clone();
    let recorder = Recorder::new(&checked);
    let mut seed = Seed::new(0);
    let mut dice = Dice::new(&mut seed);
    for _ in 0..RECORDS {
        let case = recorder.case(&mut dice);
        if let Some(found) = difference(&mut judge, &case, None) {
            panic!("{}\n{}\n{found}", texts(sources), String::from_utf8_lossy(&case.bytes()));
        }
    }
}

/// That all places a message shows lie in a text, between characters.
fn points_into(sources: &Sources, diagnostic: &Diagnostic) {
    for label in std::iter::once(&diagnostic.primary).chain(&diagnostic.secondary) {
        let text = &sources.get(label.span.file).text;
        let found = text.get(label.span.start as usize..label.span.end as usize);
        assert!(found.is_some(), "{diagnostic:?}\npoints nowhere in\n{text}");
    }
}

fn formatted(text: &str) -> String {
    syntax::format(FileId(0), text).unwrap_or_else(|errors| panic!("{errors:?}\nformatting\n{text}"))
}

/// A tree as text, without places: those are `file:start..end`.
fn tree(parsed: &Parsed) -> String {
    let debug = format!("{:?}", parsed.file);
    let mut text = String::with_capacity(debug.len());
    let of_place = |byte: char| byte.is_ascii_digit() || matches!(byte, ':' | '.');
    let mut rest = debug.as_str();
    while let Some(start) = rest.find(of_place) {
        let (before, run) = rest.split_at(start);
        let end = run.find(|byte| !of_place(byte)).unwrap_or(run.len());
        let (run, after) = run.split_at(end);
        text.push_str(before);
        text.push_str(if run.contains(':') && run.contains("..") { "_" } else { run });
        rest = after;
    }
    text + rest
}

fn comments(parsed: &Parsed) -> Vec<&str> {
    parsed.comments.iter().map(|comment| comment.text.as_str()).collect()
}

/// The texts that were given, for a message.
fn texts(sources: &Sources) -> String {
    let given = sources.iter().filter(|(_, source)| source.provenance != Provenance::Library);
    given.map(|(_, source)| ["// ", &source.name, "\n", &source.text, "\n"].concat()).collect()
}
