//! What a decision over bound facts costs, on the workload.
use agp_abi::decision::{Context, Sessions};
use agp_abi::tables::Event;
use agp_compiler::pipeline;
use agp_compiler::source::{Provenance, Sources};
use agp_runtime::kernel::{self, Work};
use agp_runtime::{Policy, Scratch};
use agp_tests::{shared, workload};
use std::hint::black_box;
use std::time::Instant;

fn main() {
    let records = shared::unpacked("workload/records.json.gz").expect("shared");
    let records: Vec<serde_json::Value> = serde_json::from_str(&records).unwrap();
    for rules in [10, 100, 1_000, 10_000] {
        let vocabulary = shared::unpacked("workload/vocabulary.json.gz").unwrap();
        let text = workload::policy(
            &vocabulary,
            &shared::unpacked(&format!("workload/rules-{rules}.json.gz")).unwrap(),
        )
        .unwrap();
        let mut sources = Sources::default();
        sources.add("workload.agp", text, Provenance::Given);
        let checked = pipeline::check(&sources);
        let compiled = pipeline::compile(&sources, &checked.units[0]).unwrap();
        let policy = Policy::new(compiled.tables).unwrap();
        let mut scratch = Scratch::new(&policy);
        let sessions = Sessions::default();
        let context = Context { now: None, sessions: &sessions, discharged: &[] };
        let facts: Vec<_> = records
            .iter()
            .take(2000)
            .map(|record| {
                policy.judge(workload::line(record).unwrap().as_bytes(), &context, &mut scratch);
                scratch.judged().unwrap().0.clone()
            })
            .collect();
        let tables = policy.tables();
        for group in &tables.plan.call.groups {
            println!(
                "  split {:?} leaves {} width {} stride {} fields {:?}",
                group.split,
                group.leaves,
                group.width,
                group.stride,
                group.fields.iter().map(|f| format!("{:?} rows {}", f.select, f.rows)).collect::<Vec<_>>()
            );
        }
        println!("  words {} KiB", tables.plan.words.len() / 128);
        let mut work = Work::of(tables);
        let mut times = Vec::new();
        for _ in 0..21 {
            let start = Instant::now();
            for facts in &facts {
                black_box(kernel::decide(tables, black_box(facts), Event::Call, &[], &mut work));
            }
            times.push(start.elapsed().as_nanos() / facts.len() as u128);
        }
        times.sort_unstable();
        println!("{rules}: {} ns", times[10]);
    }
}
