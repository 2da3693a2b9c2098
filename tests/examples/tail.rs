//! The tail of a decision: how long the slowest ones take, and what other work between them costs.
//!
//! `cargo run --release -p agp-tests --example tail [-- RULES]` prints, for either kernel over the
//! synthetic workload of `../shared`, percentiles of one decision on facts that were bound before:
//! warm; after a walk over 2 MiB of other data, which is what a core's L2 holds; and after 8 MiB,
//! which falls through to L3. The walk comes after binding, so the facts are as cold as the tables.
//! Every number is what the clock says less the least it says of nothing; what it says of nothing is
//! a row of its own, and no number is better than that one's spread.

use agp_runtime::{Policy, Scratch};
use agp_tests::workload;
use hdrhistogram::Histogram;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

/// What is walked between decisions, in KiB, and how many decisions are timed.
const WALKS: [(usize, usize); 3] = [(0, 400_000), (2 << 10, 20_000), (8 << 10, 6_000)];

fn main() -> ExitCode {
    let rules = std::env::args().nth(1).map_or(Ok(1_000), |rules| rules.parse());
    let Ok(rules) = rules else {
        eprintln!("usage: tail [RULES]");
        return ExitCode::from(2);
    };
    let Some(lines) = workload::lines(1_000) else { return ExitCode::SUCCESS };
    let clock = clock();
    let least = clock.min();
    println!("{rules} rules, nanoseconds; the clock alone takes {least} at least, which is taken off");
    println!(
        "{:<8} {:>8} {:>6} {:>6} {:>6} {:>7} {:>9}",
        "kernel", "KiB", "p50", "p99", "p99.9", "max", "decisions"
    );
    row("clock", 0, &less(&clock, least));
    for (name, native) in [("safe", false), ("native", true)] {
        let Some(policy) = workload::loaded(rules, native) else { return ExitCode::SUCCESS };
        for (kib, decisions) in WALKS {
            row(name, kib, &decide(&policy, &lines, kib, decisions, least));
        }
    }
    ExitCode::SUCCESS
}

fn row(name: &str, kib: usize, times: &Histogram<u64>) {
    let at = |percent| times.value_at_percentile(percent);
    println!(
        "{name:<8} {kib:>8} {:>6} {:>6} {:>6} {:>7} {:>9}",
        at(50.0),
        at(99.0),
        at(99.9),
        times.max(),
        times.len()
    );
}

/// Three digits, and as high as it takes.
fn histogram() -> Histogram<u64> {
    Histogram::new(3).expect("three digits are not too many")
}

fn nanoseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

/// What the clock says of nothing.
fn clock() -> Histogram<u64> {
    let mut times = histogram();
    for _ in 0..400_000 {
        let begin = Instant::now();
        times += nanoseconds(begin);
    }
    times
}

/// The same, with so much taken off each.
fn less(times: &Histogram<u64>, least: u64) -> Histogram<u64> {
    let mut net = histogram();
    for step in times.iter_recorded() {
        let took = step.value_iterated_to().saturating_sub(least);
        net.record_n(took, step.count_at_value()).expect("it grows as it must");
    }
    net
}

/// Binds each line, walks over other data, and decides.
fn decide(policy: &Policy, lines: &[String], kib: usize, decisions: usize, least: u64) -> Histogram<u64> {
    let mut times = histogram();
    let mut scratch = Scratch::new(policy);
    let mut other = vec![1u64; kib << 7];
    // One line after the other, from the first again: the first round gets everything warm.
    for (turn, line) in lines.iter().cycle().take(lines.len() + decisions).enumerate() {
        assert!(policy.bind(line.as_bytes(), None, &mut scratch).is_some());
        walk(&mut other);
        let begin = Instant::now();
        black_box(policy.decide_bound(&[], &mut scratch));
        let took = nanoseconds(begin);
        if turn >= lines.len() {
            times += took.saturating_sub(least);
        }
    }
    times
}

/// Reads and writes every cache line.
fn walk(other: &mut [u64]) {
    for word in other.iter_mut().step_by(8) {
        *word = word.wrapping_mul(0x9e37_79b9).wrapping_add(1);
    }
    black_box(other);
}
