//! What loading a signed image of the synthetic workload of `../shared` costs, from bytes in memory to
//! a policy that judges: `cargo bench -p agp-tests --bench load`. (`--example load` says how the time
//! is divided.)

use agp_abi::native::Target;
use agp_compiler::pipeline;
use agp_runtime::Policy;
use agp_runtime::image::VerifiedImage;
use agp_tests::image::{key, public};
use agp_tests::workload;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn load(criterion: &mut Criterion) {
    let keys = [public(&key())];
    let targets: Vec<Target> = Target::host().into_iter().collect();
    let mut group = criterion.benchmark_group("load");
    for rules in workload::SIZES {
        let Some(compiled) = workload::compiled(rules) else { return };
        let image = pipeline::build(&compiled, &targets, Some(&key())).expect("it fits");
        group.throughput(Throughput::Bytes(image.len() as u64));
        group.bench_function(BenchmarkId::new("verify", rules), |bencher| {
            bencher.iter(|| VerifiedImage::read(&image, &keys));
        });
        group.bench_function(BenchmarkId::new("verify and load", rules), |bencher| {
            bencher.iter(|| Policy::from_image(&VerifiedImage::read(&image, &keys).ok()?).ok());
        });
    }
    group.finish();
}

criterion_group!(benches, load);
criterion_main!(benches);
