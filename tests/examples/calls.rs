//! What a call built by handles costs, from Rust values to the verdict.
//!
//! `cargo run --release -p agp-tests --example calls` prints, for the workload at some numbers of
//! rules, the median of many runs in nanoseconds a call, by the safe kernel and by machine code: of
//! setting all of its values; of setting them and deciding; of deciding again, one by one and many in
//! one go; and how often a call allocates. What a first decision costs is the second less the first.
//! The workload lies in `../shared`.

#![expect(
    unsafe_code,
    reason = "a global allocator is unsafe to implement; machine code made here runs here"
)]

use agp_abi::Verdict;
use agp_abi::decision::{Context, Sessions};
use agp_abi::native::Target;
use agp_abi::tables::Tables;
use agp_compiler::backend::codegen::codegen;
use agp_compiler::pipeline;
use agp_compiler::source::{Provenance, Sources};
use agp_runtime::{
    Call, Facet, MemberHandle, Policy, PurposeHandle, Scratch, SignalHandle, ToolHandle, Value, WordHandle,
};
use agp_tests::{shared, workload};
use serde_json::Value as Json;
use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Counts what the system's allocator is asked for.
struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// SAFETY: every request goes to `System` as it came, which upholds the contract.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller upholds what `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: `at` came from `System`.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How many records of the workload are run.
const RECORDS: usize = 200;

/// The signals of the workload.
struct Signals {
    category: SignalHandle,
    kind: SignalHandle,
    data_classes: SignalHandle,
    host: SignalHandle,
    path: SignalHandle,
    risk: SignalHandle,
    approved: SignalHandle,
    rate: SignalHandle,
    bytes: SignalHandle,
}

/// One record as a host has it: names looked up, values as Rust has them.
struct Record {
    tool: ToolHandle,
    role: MemberHandle,
    purpose: PurposeHandle,
    category: WordHandle,
    kind: WordHandle,
    classes: Vec<WordHandle>,
    host: String,
    path: String,
    risk: i64,
    approved: bool,
    rate: i64,
    bytes: i64,
}

fn main() {
    println!(
        "{:<8} {:<8} {:>8} {:>14} {:>10} {:>10} {:>8}",
        "rules", "kernel", "set ns", "set+decide ns", "again ns", "batch ns", "allocs"
    );
    for rules in [10, 100, 1_000] {
        let Some(vocabulary) = shared::unpacked("workload/vocabulary.json.gz") else { return };
        let Some(text) = shared::unpacked(&format!("workload/rules-{rules}.json.gz")) else { return };
        let Some(records) = shared::unpacked("workload/records.json.gz") else { return };
        let records: Vec<Json> = serde_json::from_str(&records).expect("a list of records");
        let tables = tables(workload::policy(&vocabulary, &text).expect("a workload"));
        for native in [false, true] {
            let policy = policy(&tables, native);
            let signals = signals(&policy).expect("the workload declares them");
            let records: Vec<Record> =
                records.iter().take(RECORDS).filter_map(|record| read(&policy, &signals, record)).collect();
            assert_eq!(records.len(), RECORDS, "every name of a record is declared");
            measure(
                rules,
                if policy.native().is_some() { "native" } else { "safe" },
                &policy,
                &signals,
                &records,
            );
        }
    }
}

fn tables(text: String) -> Tables {
    let mut sources = Sources::default();
    sources.add("calls.agp", text, Provenance::Given);
    let checked = pipeline::check(&sources);
    pipeline::compile(&sources, &checked.units[0]).expect("it compiles").tables
}

fn policy(tables: &Tables, native: bool) -> Policy {
    let mut policy = Policy::new(tables.clone()).expect("it loads");
    if let Some(target) = Target::host().filter(|_| native) {
        let code = codegen(tables, target).expect("it has code");
        // SAFETY: the code is what the compiler has just made of these tables.
        assert!(unsafe { policy.use_code(&code) }, "this machine runs the code of its own target");
    }
    policy
}

fn signals(policy: &Policy) -> Option<Signals> {
    Some(Signals {
        category: policy.signal_handle("category")?,
        kind: policy.signal_handle("kind")?,
        data_classes: policy.signal_handle("data_classes")?,
        host: policy.signal_handle("host")?,
        path: policy.signal_handle("path")?,
        risk: policy.signal_handle("risk")?,
        approved: policy.signal_handle("approved")?,
        rate: policy.signal_handle("rate_per_min")?,
        bytes: policy.signal_handle("payload_bytes")?,
    })
}

fn read(policy: &Policy, signals: &Signals, record: &Json) -> Option<Record> {
    let text = |key: &str| record[key].as_str();
    let classes = record["data_classes"].as_array()?.iter();
    let millionths = |key: &str| -> Option<i64> {
        agp_abi::number::decimal(&record[key].to_string(), agp_abi::number::PLACES).map(|bounds| bounds.low)
    };
    Some(Record {
        tool: policy.tool_handle(text("tool")?)?,
        role: policy.member_handle(Facet::Role, text("role")?)?,
        purpose: policy.purpose_handle(text("purpose")?)?,
        category: policy.signal_word_handle(signals.category, text("category")?)?,
        kind: policy.signal_word_handle(signals.kind, text("kind")?)?,
        classes: classes
            .map(|class| policy.signal_word_handle(signals.data_classes, class.as_str()?))
            .collect::<Option<_>>()?,
        host: text("host")?.to_owned(),
        path: text("path")?.to_owned(),
        risk: millionths("risk")?,
        approved: record["approved"].as_bool()?,
        rate: record["rate_per_min"].as_i64()?,
        bytes: record["payload_bytes"].as_i64()?,
    })
}

fn set(call: &mut Call<'_>, signals: &Signals, record: &Record) {
    call.clear()
        .tool(record.tool)
        .member(record.role)
        .purpose(record.purpose)
        .known(Facet::Data)
        .time(1_767_225_600_000)
        .signal(signals.category, Value::Word(record.category))
        .signal(signals.kind, Value::Word(record.kind))
        .signal(signals.data_classes, Value::Words(&record.classes))
        .signal(signals.host, Value::Text(&record.host))
        .signal(signals.path, Value::Text(&record.path))
        .signal(signals.risk, Value::Millionths(record.risk))
        .signal(signals.approved, Value::Bool(record.approved))
        .signal(signals.rate, Value::Int(record.rate))
        .signal(signals.bytes, Value::Int(record.bytes));
}

/// Prints one row.
fn measure(rules: usize, kernel: &str, policy: &Policy, signals: &Signals, records: &[Record]) {
    let (sessions, mut scratch) = (Sessions::default(), Scratch::new(policy));
    let context = Context { now: None, sessions: &sessions, discharged: &[] };
    let mut call = policy.call();
    let setting = cost(|| {
        for record in records {
            set(black_box(&mut call), signals, record);
        }
    });
    let whole = cost(|| {
        for record in records {
            set(&mut call, signals, record);
            black_box(call.decide(&context, &mut scratch));
        }
    });
    let build = |record| {
        let mut call = policy.call();
        set(&mut call, signals, record);
        call
    };
    let mut calls: Vec<Call<'_>> = records.iter().map(build).collect();
    let decide = cost(|| {
        for call in &mut calls {
            black_box(call.decide(&context, &mut scratch));
        }
    });
    let mut answers = vec![(Verdict::Deny, ""); calls.len()];
    let batch = cost(|| policy.decide_batch(&mut calls, &context, &mut scratch, black_box(&mut answers)));
    let allocations = setting.1 + whole.1 + decide.1 + batch.1;
    println!(
        "{rules:<8} {kernel:<8} {:>8} {:>14} {:>10} {:>10} {allocations:>8}",
        setting.0, whole.0, decide.0, batch.0
    );
}

/// Nanoseconds a record, and allocations of a pass over all records.
fn cost(mut pass: impl FnMut()) -> (u128, u64) {
    pass();
    let mut passes: Vec<(u128, u64)> = (0..400)
        .map(|_| {
            let (begin, before) = (Instant::now(), ALLOCATIONS.load(Ordering::Relaxed));
            pass();
            (begin.elapsed().as_nanos(), ALLOCATIONS.load(Ordering::Relaxed) - before)
        })
        .collect();
    passes.sort_unstable();
    let (time, allocations) = passes[passes.len() / 2];
    (time / RECORDS as u128, allocations)
}
