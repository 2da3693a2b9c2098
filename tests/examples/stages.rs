//! What checking and compiling a policy costs, stage by stage.
//!
//! `cargo run --release -p agp-tests --example stages -- POLICY.agp…` prints the median of a number
//! of runs for each stage, and the peak memory of the process. The standard library is at hand, as
//! it is for `agpc`; its parsing is a line of its own.

use agp_abi::native::Target;
use agp_compiler::analysis::lint::lint;
use agp_compiler::backend::codegen::codegen;
use agp_compiler::backend::plan::plan;
use agp_compiler::lower::lower;
use agp_compiler::semantics::resolve::{self, Text};
use agp_compiler::source::{Provenance, Sources};
use agp_compiler::{program, semantics, syntax};
use std::process::ExitCode;
use std::time::{Duration, Instant};

const RUNS: usize = 11;
const STAGES: [&str; 10] =
    ["parse", "parse std", "resolve", "check", "lint", "lower", "print and hash", "plan", "code", "load"];

fn main() -> ExitCode {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    if paths.is_empty() {
        eprintln!("usage: stages POLICY.agp…");
        return ExitCode::from(2);
    }
    for path in &paths {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                eprintln!("error: {path}: {error}");
                return ExitCode::from(2);
            }
        };
        let Some(runs) = (0..RUNS).map(|_| measure(path, &text)).collect::<Option<Vec<_>>>() else {
            eprintln!("error: {path} does not compile: see `agpc check`");
            return ExitCode::FAILURE;
        };
        print(path, &runs);
    }
    println!("peak memory {} MiB", peak_kib() / 1024);
    ExitCode::SUCCESS
}

fn print(path: &str, runs: &[[Duration; STAGES.len()]]) {
    println!("{path}");
    let median = |of: &dyn Fn(&[Duration; STAGES.len()]) -> Duration| {
        let mut times: Vec<Duration> = runs.iter().map(of).collect();
        times.sort_unstable();
        times[times.len() / 2]
    };
    for (stage, name) in STAGES.iter().enumerate() {
        println!("  {name:14} {:9.3} ms", median(&|run| run[stage]).as_secs_f64() * 1e3);
    }
    println!("  {:14} {:9.3} ms", "all", median(&|run| run.iter().sum()).as_secs_f64() * 1e3);
}

/// One run of every stage; `None` if the policy has errors or waits for a later version.
fn measure(path: &str, text: &str) -> Option<[Duration; STAGES.len()]> {
    let mut sources = Sources::default();
    let given = sources.add(path, text, Provenance::Given);
    for module in agp_stdlib::modules() {
        sources.add(module.path, module.text, Provenance::Library);
    }
    let mut times = [Duration::ZERO; STAGES.len()];
    let mut stage = 0;
    let mut lap = {
        let mut last = Instant::now();
        move |times: &mut [Duration; STAGES.len()]| {
            times[stage] = last.elapsed();
            stage += 1;
            last = Instant::now();
        }
    };
    let mut diagnostics = Vec::new();
    let mut parse = |file| {
        let source = sources.get(file);
        let parsed = syntax::parse(file, &source.text);
        diagnostics.extend(parsed.diagnostics);
        Text { file, provenance: source.provenance, may_be_std: false, tree: parsed.file }
    };
    let mut texts = vec![parse(given)];
    lap(&mut times);
    texts.extend(sources.iter().map(|(file, _)| file).filter(|file| *file != given).map(&mut parse));
    lap(&mut times);
    let library = resolve::library(texts, &mut diagnostics);
    let (root, _) = library.iter().find(|(_, module)| module.file == given)?;
    let unit = resolve::unit(&library, root, &mut diagnostics);
    lap(&mut times);
    let policy = semantics::check(&library, &unit, &mut diagnostics);
    lap(&mut times);
    if diagnostics.iter().any(agp_compiler::diag::Diagnostic::is_error) || !policy.not_yet.is_empty() {
        return None;
    }
    std::hint::black_box(lint(&policy, false));
    lap(&mut times);
    let program = lower(&policy, &sources);
    program::verify(&program).ok()?;
    lap(&mut times);
    std::hint::black_box(program.to_string());
    lap(&mut times);
    let tables = plan(&program).ok()?;
    lap(&mut times);
    std::hint::black_box(codegen(&tables, Target::X86_64).ok()?);
    lap(&mut times);
    std::hint::black_box(agp_runtime::Policy::new(tables).ok()?);
    lap(&mut times);
    Some(times)
}

/// The process's peak resident memory. Zero where `/proc` is absent.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
