//! Whether threads that share a policy slow one another down.
//!
//! `cargo run --release -p agp-tests --example threads [-- RULES]` prints decisions a second for one
//! thread and for two, over the synthetic workload of `../shared`: the best of several rounds, since
//! what else the machine does only ever takes away. A policy is immutable and each thread has its own
//! scratch, so nothing is written that another thread reads. The ratio means something only where two
//! cores are free.

use agp_runtime::{Policy, Scratch};
use agp_tests::workload;
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

const ROUNDS: usize = 9;
/// Decisions of one thread in a round.
const DECISIONS: u32 = 1_000_000;
/// Records that each thread decides on in turn.
const RECORDS: usize = 64;

fn main() -> ExitCode {
    let rules = std::env::args().nth(1).map_or(Ok(1_000), |rules| rules.parse());
    let Ok(rules) = rules else {
        eprintln!("usage: threads [RULES]");
        return ExitCode::from(2);
    };
    let Some(lines) = workload::lines(RECORDS) else { return ExitCode::SUCCESS };
    println!("{rules} rules, millions of decisions a second");
    println!("{:<8} {:>9} {:>9} {:>6}", "kernel", "1 thread", "2 threads", "ratio");
    for (name, native) in [("safe", false), ("native", true)] {
        let Some(policy) = workload::loaded(rules, native) else { return ExitCode::SUCCESS };
        let [one, two] = [1u32, 2].map(|threads| {
            let rounds = (0..ROUNDS).map(|_| round(&policy, &lines, threads));
            let best = rounds.min().unwrap_or_default();
            f64::from(threads) * f64::from(DECISIONS) / best.as_secs_f64() / 1e6
        });
        println!("{name:<8} {one:>9.2} {two:>9.2} {:>6.2}", two / one);
    }
    ExitCode::SUCCESS
}

/// How long the slowest of so many threads takes.
fn round(policy: &Policy, lines: &[String], threads: u32) -> Duration {
    let start = Barrier::new(threads as usize);
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(|| decide(policy, lines, &start))).collect();
        let times = running.into_iter().map(|thread| thread.join().expect("it does not panic"));
        times.max().unwrap_or_default()
    })
}

fn decide(policy: &Policy, lines: &[String], start: &Barrier) -> Duration {
    let mut bound: Vec<Scratch> = lines
        .iter()
        .map(|line| {
            let mut scratch = Scratch::new(policy);
            assert!(policy.bind(line.as_bytes(), None, &mut scratch).is_some());
            scratch
        })
        .collect();
    start.wait();
    let begin = Instant::now();
    for _ in 0..DECISIONS as usize / bound.len() {
        for scratch in &mut bound {
            black_box(policy.decide_bound(&[], scratch));
        }
    }
    begin.elapsed()
}
