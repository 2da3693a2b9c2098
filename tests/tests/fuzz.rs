//! The fuzz targets over the inputs that are kept: a few that reach far, and all that ever failed.

use agp_tests::fuzz::TARGETS;
use std::fs;
use std::path::{Path, PathBuf};

/// The inputs of a target, sorted.
fn corpus(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found: Vec<PathBuf> =
        entries.map(|entry| entry.expect("the folder is readable").path()).collect();
    found.sort();
    found
}

#[test]
fn what_has_failed_once_holds() {
    for (target, run) in TARGETS {
        let inputs = corpus(target);
        assert!(inputs.len() >= 5, "{target}: {} inputs", inputs.len());
        for path in inputs {
            // Shown only where the test fails.
            println!("{}", path.display());
            run(&fs::read(&path).expect("the input is readable"));
        }
    }
}

/// Bytes that no one has chosen.
#[test]
fn whatever_bytes_come() {
    let noise: Vec<u8> = (0..2_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for (_, run) in TARGETS {
        for length in [0, 1, 7, 64, 500, 2_000] {
            run(&noise[..length]);
        }
    }
}
