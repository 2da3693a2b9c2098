//! What loading a signed image costs, stage by stage.
//!
//! `cargo run --release -p agp-tests --example load [-- POLICY.agp…]` builds the image of each policy
//! in memory, signs it, and prints the median of a number of runs for each stage. Without a policy it
//! takes the synthetic workload of 1,000 rules from `../shared`.

use agp_abi::image::{self, Header, Kind, Layout};
use agp_abi::native::Target;
use agp_compiler::backend::codegen::codegen;
use agp_compiler::pipeline;
use agp_compiler::source::{Provenance, Sources};
use agp_runtime::Policy;
use agp_runtime::image::{UnverifiedImage, VerifiedImage};
use agp_tests::image::{key, public};
use agp_tests::workload;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

const RUNS: usize = 301;

fn main() -> ExitCode {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let texts: Option<Vec<(String, String)>> = if paths.is_empty() {
        workload::text(1_000).map(|text| vec![("the workload of 1,000 rules".to_owned(), text)])
    } else {
        paths.into_iter().map(|path| Some((path.clone(), std::fs::read_to_string(path).ok()?))).collect()
    };
    let Some(texts) = texts else {
        eprintln!("error: a policy cannot be read");
        return ExitCode::from(2);
    };
    for (name, text) in texts {
        let Some(image) = built(&name, &text) else {
            eprintln!("error: {name} does not compile: see `agpc check`");
            return ExitCode::FAILURE;
        };
        println!("{name}: {} bytes", image.len());
        measure(&image);
    }
    ExitCode::SUCCESS
}

/// The signed image of a policy, with code for this machine.
fn built(name: &str, text: &str) -> Option<Vec<u8>> {
    let mut sources = Sources::default();
    sources.add(name, text, Provenance::Given);
    for module in agp_stdlib::modules() {
        sources.add(module.path, module.text, Provenance::Library);
    }
    let checked = pipeline::check(&sources);
    let compiled = pipeline::compile(&sources, checked.units.first()?).ok()?;
    let code = Target::host().and_then(|target| codegen(&compiled.tables, target).ok());
    pipeline::image(&compiled, code.as_slice(), Some(&key())).ok()
}

fn measure(image: &[u8]) {
    let keys = [public(&key())];
    let header = Header::read(image).expect("the compiler's own image");
    let body = &image[..usize::try_from(header.body).expect("it fits in memory")];
    let layout = Layout::read(&[body], header.sections).expect("the compiler's own image");
    for section in layout.sections() {
        println!("  {:20} {:9} bytes", section.kind.to_string(), section.length);
    }
    let verified = VerifiedImage::read(image, &keys).expect("it is signed");
    let tables = image::decode(|kind: Kind| verified.section(kind)).expect("the compiler's own image");
    let unverified = || UnverifiedImage::read(image).expect("the compiler's own image");
    let stages: [(&str, &dyn Fn() -> Duration); 7] = [
        ("copy, hash, layout", &|| time(&unverified)),
        ("  of it hash", &|| time(&|| image::hash(body))),
        ("with signature", &|| time(&|| VerifiedImage::read(image, &keys))),
        ("decode", &|| time(&|| image::decode(|kind| verified.section(kind)))),
        ("check, automata, names", &|| {
            let tables = tables.clone();
            let before = Instant::now();
            let policy = Policy::new(tables);
            let took = before.elapsed();
            drop(black_box(policy));
            took
        }),
        ("from a verified image", &|| time(&|| Policy::from_image(&verified))),
        ("bytes to policy", &|| time(&|| Policy::from_image(&VerifiedImage::read(image, &keys).ok()?).ok())),
    ];
    for (name, stage) in stages {
        let mut times: Vec<Duration> = (0..RUNS).map(|_| stage()).collect();
        times.sort_unstable();
        println!("  {name:24} {:9.1} µs", times[RUNS / 2].as_secs_f64() * 1e6);
    }
}

fn time<T>(work: &dyn Fn() -> T) -> Duration {
    let before = Instant::now();
    let result = work();
    let took = before.elapsed();
    drop(black_box(result));
    took
}
