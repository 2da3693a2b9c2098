//! The policies of the repository on records made up for them.

use agp_compiler::pipeline;
use agp_tests::dice::{Dice, Seed};
use agp_tests::differ::difference;
use agp_tests::generate::record::Recorder;
use agp_tests::judge::Judge;
use agp_tests::shipped::{FOLDERS, files, sources};
use std::path::Path;

/// Records for each policy.
const RECORDS: u64 = 300;

#[test]
fn the_evaluators_agree_on_what_is_shipped() {
    let mut judged = 0;
    for file in FOLDERS.into_iter().flat_map(files) {
        let sources = sources(&file);
        let units = pipeline::check(&sources).units;
        for unit in units.iter().filter(|unit| !unit.is_module && unit.not_yet.is_empty()) {
            let judge = Judge::new(&sources, &unit.name);
            agree(&mut judge.unwrap_or_else(|error| panic!("{}: {error}", file.display())), &file);
            judged += 1;
        }
    }
    println!("{judged} policies × {RECORDS} records");
    assert!(judged >= 20, "only {judged} policies were judged");
}

fn agree(judge: &mut Judge, file: &Path) {
    let policy = judge.policy.clone();
    let recorder = Recorder::new(&policy);
    for seed in 0..RECORDS {
        let mut source = Seed::new(seed);
        let case = recorder.case(&mut Dice::new(&mut source));
        if let Some(said) = difference(judge, &case, None) {
            let line = String::from_utf8_lossy(&case.bytes()).into_owned();
            panic!("{} seed {seed}\n{line}\n{:?}\n{said}", file.display(), case.now);
        }
    }
}
