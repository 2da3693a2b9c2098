//! What a loaded policy keeps in memory.
//!
//! `cargo run --release -p agp-tests --example memory` loads signed images of the synthetic workload
//! of `../shared` and prints, for each: the image's bytes; those of its pages of code, which stay in a
//! sealed memory file for as long as the code is mapped; the bytes that loading leaves on the heap; what
//! stays, together; and what each thread's scratch takes once every record has been judged.

use agp_abi::decision::{Context, Sessions};
use agp_abi::image::{Kind, PAGE, Section};
use agp_compiler::pipeline;
use agp_runtime::image::VerifiedImage;
use agp_runtime::{Policy, Scratch};
use agp_tests::counting::{Counting, live};
use agp_tests::image::{key, public};
use agp_tests::workload;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() {
    println!("{:>6} {:>9} {:>9} {:>9} {:>9} {:>9}", "rules", "image", "code", "heap", "together", "scratch");
    let Some(lines) = workload::lines(1_000) else { return };
    for rules in workload::SIZES {
        let Some(image) = image(rules) else { return };
        let before = live();
        let (policy, code) = load(&image);
        let heap = live() - before;
        let scratch = scratch(&policy, &lines);
        let (image, together) = (image.len(), heap + code);
        println!("{rules:>6} {image:>9} {code:>9} {heap:>9} {together:>9} {scratch:>9}");
    }
}

/// A signed image with code for this machine.
fn image(rules: usize) -> Option<Vec<u8>> {
    let compiled = workload::compiled(rules)?;
    let targets: Vec<_> = agp_abi::native::Target::host().into_iter().collect();
    Some(pipeline::build(&compiled, &targets, Some(&key())).expect("it fits"))
}

/// The policy, and nothing else, with the bytes of the pages that hold its code.
fn load(image: &[u8]) -> (Policy, u64) {
    let verified = VerifiedImage::read(image, &[public(&key())]).expect("it is signed");
    let policy = Policy::from_image(&verified).expect("the compiler's own image");
    let is_code = |section: &&Section| matches!(section.kind, Kind::Code(_));
    let first = verified.sections().iter().find(is_code).filter(|_| policy.native().is_some());
    let bytes = first.map_or(0, |section| (verified.trailer() - section.offset).next_multiple_of(PAGE));
    (policy, bytes)
}

/// What judging has come to need.
fn scratch(policy: &Policy, lines: &[String]) -> u64 {
    let before = live();
    let (sessions, mut scratch) = (Sessions::default(), Scratch::new(policy));
    let context = Context { now: None, sessions: &sessions, discharged: &[] };
    for line in lines {
        policy.judge(line.as_bytes(), &context, &mut scratch);
    }
    live() - before
}
