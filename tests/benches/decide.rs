//! What a decision costs, step by step: `cargo bench -p agp-tests --bench decide`.
//!
//! - `bind`: a line of JSON to facts;
//! - `classify`: a call with one address, built by handles, to facts, by the number of patterns;
//!   next to it the same call without the address;
//! - `decide`: facts to a verdict, either kernel;
//! - `line` and `call`: all of it, from JSON and from handles.
//!
//! All but `classify` run the synthetic workload of `../shared`. Times are means over its records,
//! warm; `--example tail` has the rest.

use agp_abi::decision::{Context, Sessions};
use agp_compiler::source::{Provenance, Sources};
use agp_runtime::{Call, Policy, Scratch, Value};
use agp_tests::{judge, workload};
use criterion::{Bencher, BenchmarkId, Criterion, criterion_group, criterion_main};
use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Records that are judged in turn.
const RECORDS: usize = 256;

fn steps(criterion: &mut Criterion) {
    for rules in workload::SIZES {
        let Some(lines) = workload::lines(RECORDS) else { return };
        for (kernel, native) in [("safe", false), ("native", true)] {
            let Some(policy) = workload::loaded(rules, native) else { return };
            let actions = workload::actions(&policy, RECORDS).expect("its lines are there");
            let id = BenchmarkId::new(kernel, rules);
            if !native {
                criterion.bench_function(&format!("bind/{rules}"), |bencher| bind(bencher, &policy, &lines));
            }
            let mut group = criterion.benchmark_group("decide");
            group.bench_function(id.clone(), |bencher| decide(bencher, &policy, &lines));
            group.finish();
            let mut group = criterion.benchmark_group("line");
            group.bench_function(id.clone(), |bencher| {
                let mut scratch = Scratch::new(&policy);
                let mut lines = lines.iter().cycle();
                bencher.iter(|| {
                    let line = lines.next()?;
                    policy.bind(line.as_bytes(), None, &mut scratch)?;
                    policy.decide_bound(&[], &mut scratch).map(|(verdict, rule)| (verdict, rule.len()))
                });
            });
            group.finish();
            let mut group = criterion.benchmark_group("call");
            group.bench_function(id, |bencher| {
                let (sessions, mut scratch, mut call) =
                    (Sessions::default(), Scratch::new(&policy), policy.call());
                let context = Context { now: None, sessions: &sessions, discharged: &[] };
                let mut actions = actions.iter().cycle();
                bencher.iter(|| {
                    actions.next()?.fill(&mut call);
                    let (verdict, rule) = call.decide(&context, &mut scratch);
                    Some((verdict, rule.len()))
                });
            });
            group.finish();
        }
    }
}

fn bind(bencher: &mut Bencher<'_>, policy: &Policy, lines: &[String]) {
    let mut scratch = Scratch::new(policy);
    let mut lines = lines.iter().cycle();
    bencher.iter(|| policy.bind(lines.next()?.as_bytes(), None, &mut scratch).is_some().then_some(()));
}

/// Binds anew before each round, outside of what is timed: what one decision has learnt of a text is
/// not there for the next.
fn decide(bencher: &mut Bencher<'_>, policy: &Policy, lines: &[String]) {
    let mut scratches = vec![Scratch::new(policy); lines.len()];
    bencher.iter_custom(|decisions| {
        let (mut left, mut took) = (usize::try_from(decisions).unwrap_or(usize::MAX), Duration::ZERO);
        while left > 0 {
            let round = left.min(lines.len());
            for (line, scratch) in lines.iter().zip(&mut scratches) {
                assert!(policy.bind(line.as_bytes(), None, scratch).is_some());
            }
            let begin = Instant::now();
            for scratch in scratches.iter_mut().take(round) {
                black_box(policy.decide_bound(&[], scratch));
            }
            took += begin.elapsed();
            left -= round;
        }
        took
    });
}

/// A policy of so many destinations, with two patterns each.
fn destinations(count: usize) -> Policy {
    let mut text = String::from("policy bench.classify \"1.0.0\"\nrole employee\n");
    for place in 0..count {
        let _ = writeln!(
            text,
            "destination d{place} is external matches [\"h{place}.example\", \"*.h{place}.example\"]"
        );
    }
    text.push_str("tool send is send { to: email -> destination }\n");
    let _ = writeln!(text, "allow mail when tool is send and destination within [d{}]", count / 2);
    let mut sources = Sources::default();
    sources.add("classify.agp", text, Provenance::Given);
    let compiled = judge::compile(&sources, "bench.classify").expect("it compiles");
    Policy::new(compiled.tables).expect("tables of this compiler")
}

fn classify(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("classify");
    for count in [10, 100, 1_000] {
        let policy = destinations(count / 2);
        let send = policy.tool_handle("send").expect("it is declared");
        let to = policy.arg_handle(send, "to").expect("it is declared");
        let address = format!("ann@sales.h{}.example", count / 4);
        for (what, address) in [("address", Some(address.as_str())), ("no address", None)] {
            group.bench_function(BenchmarkId::new(what, count), |bencher| {
                let mut call = policy.call();
                let fill = |call: &mut Call<'_>| {
                    call.clear().tool(send);
                    if let Some(address) = address {
                        call.arg(to, Value::Text(address));
                    }
                };
                bencher.iter(|| {
                    fill(&mut call);
                    call.bind(None).is_some()
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, classify, steps);
criterion_main!(benches);
