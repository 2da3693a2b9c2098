//! Whether the bound that `agpc check` states holds, in instructions that are counted.
//!
//! `cargo run --release -p agp-tests --example instructions [-- RECORDS]` runs itself under callgrind
//! (valgrind, from the distribution) over the synthetic workload of `../shared` and prints, for each
//! size and kernel: the mean and the greatest number of instructions of a decision on facts that were
//! bound before; the bound for the record that was the greatest, with its texts by the byte; and the
//! largest part of its bound that any record used. It fails where a record went beyond.

use agp_compiler::analysis::cost::{Bound, bound};
use agp_runtime::{Policy, Scratch};
use agp_tests::workload;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Records, unless asked for others.
const RECORDS: usize = 300;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| args.get(at).and_then(|arg| arg.parse::<usize>().ok());
    if args.first().is_some_and(|first| first == "counted") {
        return counted(number(1).unwrap_or(10), number(2) == Some(1), number(3).unwrap_or(RECORDS));
    }
    let records = number(0).unwrap_or(RECORDS);
    let Some(bytes) = bytes(records) else { return ExitCode::SUCCESS };
    println!("{:>6} {:<7} {:>8} {:>8} {:>9} {:>6}", "rules", "kernel", "mean", "most", "bound", "used");
    let mut holds = true;
    for rules in workload::SIZES {
        let Some(compiled) = workload::compiled(rules) else { return ExitCode::SUCCESS };
        let bound = bound(&compiled.tables);
        for native in [false, true] {
            let Some(counts) = count(rules, native, records) else {
                eprintln!("error: valgrind cannot be run, or counted otherwise than expected");
                return ExitCode::from(2);
            };
            holds &= print(rules, native, &counts, &bytes, &bound);
        }
    }
    if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What runs under callgrind: one call of [`decide_one`] for each record.
fn counted(rules: usize, native: bool, records: usize) -> ExitCode {
    let (Some(policy), Some(lines)) = (workload::loaded(rules, native), workload::lines(records)) else {
        return ExitCode::from(2);
    };
    let mut scratch = Scratch::new(&policy);
    for line in lines {
        assert!(policy.bind(line.as_bytes(), None, &mut scratch).is_some());
        decide_one(&policy, &mut scratch);
    }
    ExitCode::SUCCESS
}

/// By this name callgrind finds it.
#[inline(never)]
fn decide_one(policy: &Policy, scratch: &mut Scratch) {
    black_box(policy.decide_bound(&[], scratch));
}

/// Bytes of text of each record.
fn bytes(records: usize) -> Option<Vec<u64>> {
    let of = |record: &serde_json::Value| {
        ["host", "path"].map(|field| record[field].as_str().map_or(0, str::len) as u64).iter().sum()
    };
    Some(workload::records(records)?.iter().map(of).collect())
}

/// Instructions of each decision. `None` where valgrind cannot be run, or says something else.
fn count(rules: usize, native: bool, records: usize) -> Option<Vec<u64>> {
    let folder = std::env::temp_dir().join(format!("agp-instructions-{}", std::process::id()));
    std::fs::create_dir_all(&folder).ok()?;
    let status = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", "--collect-atstart=no"])
        .args(["--toggle-collect=instructions::decide_one", "--dump-after=instructions::decide_one"])
        .arg(format!("--callgrind-out-file={}", folder.join("out").display()))
        .arg(std::env::current_exe().ok()?)
        .arg("counted")
        .args([rules, usize::from(native), records].map(|number| number.to_string()))
        .status()
        .ok()?;
    let counts: Option<Vec<u64>> =
        (1..=records).map(|dump| total(&folder.join(format!("out.{dump}")))).collect();
    std::fs::remove_dir_all(&folder).ok()?;
    counts.filter(|_| status.success())
}

/// What a dump counted.
fn total(dump: &Path) -> Option<u64> {
    let text = std::fs::read_to_string(PathBuf::from(dump)).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("totals:"))?;
    line.trim().parse().ok()
}

/// Prints a row; whether no record went beyond its bound.
fn print(rules: usize, native: bool, counts: &[u64], bytes: &[u64], bound: &Bound) -> bool {
    let bounds = || bytes.iter().map(|bytes| bound.instructions + bound.per_byte * bytes);
    let (most, bound) = counts.iter().zip(bounds()).max().unwrap_or((&0, 0));
    let mean = counts.iter().sum::<u64>() / counts.len().max(1) as u64;
    let used = counts.iter().zip(bounds()).map(|(count, bound)| count * 100 / bound.max(1)).max();
    let kernel = if native { "native" } else { "safe" };
    println!("{rules:>6} {kernel:<7} {mean:>8} {most:>8} {bound:>9} {:>5}%", used.unwrap_or(0));
    counts.iter().zip(bounds()).all(|(count, bound)| *count <= bound)
}
