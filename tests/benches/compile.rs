//! What compiling the synthetic workload of `../shared` costs, stage by stage:
//! `cargo bench -p agp-tests --bench compile`. Each stage is given what the one before it made.

use agp_abi::native::Target;
use agp_compiler::backend::codegen::codegen;
use agp_compiler::backend::plan::plan;
use agp_compiler::lower::lower;
use agp_compiler::pipeline;
use agp_compiler::semantics::resolve::{self, Library, ModuleId, Text, Unit};
use agp_compiler::source::{Provenance, Sources};
use agp_compiler::{program, semantics, syntax};
use agp_tests::image::key;
use agp_tests::workload;
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

fn texts(sources: &Sources) -> Vec<Text> {
    let parsed = sources.iter().map(|(file, source)| {
        let tree = syntax::parse(file, &source.text).file;
        Text { file, provenance: Provenance::Given, may_be_std: false, tree }
    });
    parsed.collect()
}

fn resolved(texts: Vec<Text>) -> (Library, ModuleId, Unit) {
    let mut diagnostics = Vec::new();
    let library = resolve::library(texts, &mut diagnostics);
    let (root, _) = library.iter().next().expect("the workload is one policy");
    let unit = resolve::unit(&library, root, &mut diagnostics);
    (library, root, unit)
}

fn stages(criterion: &mut Criterion) {
    for rules in workload::SIZES {
        let Some(sources) = workload::sources(rules) else { return };
        let compiled = workload::compiled(rules).expect("its text is there");
        let (library, _, unit) = resolved(texts(&sources));
        let target = Target::host().unwrap_or(Target::X86_64);
        let code = codegen(&compiled.tables, target).expect("no defect of the compiler");
        let mut group = criterion.benchmark_group("compile");
        group.sample_size(10).throughput(Throughput::Elements(rules as u64));
        let id = |stage| BenchmarkId::new(stage, rules);
        group.bench_function(id("parse"), |bencher| bencher.iter(|| texts(&sources)));
        group.bench_function(id("resolve"), |bencher| {
            bencher.iter_batched(|| texts(&sources), resolved, BatchSize::LargeInput);
        });
        group.bench_function(id("check"), |bencher| {
            bencher.iter(|| semantics::check(&library, &unit, &mut Vec::new()));
        });
        group.bench_function(id("lower"), |bencher| {
            bencher.iter(|| {
                let program = lower(&compiled.policy, &sources);
                black_box(program::verify(&program).is_ok());
                program
            });
        });
        group.bench_function(id("plan"), |bencher| bencher.iter(|| plan(&compiled.program)));
        group.bench_function(id("codegen"), |bencher| bencher.iter(|| codegen(&compiled.tables, target)));
        group.bench_function(id("image"), |bencher| {
            bencher.iter(|| pipeline::image(&compiled, std::slice::from_ref(&code), Some(&key())));
        });
        group.bench_function(id("all"), |bencher| {
            bencher.iter(|| {
                let checked = pipeline::check(&sources);
                let compiled = pipeline::compile(&sources, &checked.units[0]).expect("it compiles");
                pipeline::build(&compiled, &[target], Some(&key()))
            });
        });
        group.finish();
    }
}

criterion_group!(benches, stages);
criterion_main!(benches);
