//! The decision program as text: what is printed reads back as the same program.
//!
//! Checked over every policy of the repository that runs, and over the synthetic workload.

use agp_compiler::backend::plan::plan;
use agp_compiler::pipeline;
use agp_compiler::program::{self, Program};
use agp_compiler::source::{Provenance, Sources};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The programs of every policy in a text that compiles; modules, and what is not evaluated yet, have none.
fn programs(name: &str, text: &str) -> Vec<Program> {
    let mut sources = Sources::default();
    sources.add(name, text, Provenance::Given);
    for module in agp_stdlib::modules() {
        sources.add(module.path, module.text, Provenance::Library);
    }
    let units = pipeline::check(&sources).units;
    let compiled = units.iter().filter(|unit| !unit.is_module).map(|unit| pipeline::compile(&sources, unit));
    compiled.filter_map(Result::ok).map(|compiled| compiled.program).collect()
}

/// The text of a program, its reading, the text of that: all must say the same.
#[track_caller]
fn reads_back(name: &str, program: &Program) {
    assert_eq!(program::verify(program), Ok(()), "{name}");
    let text = program.to_string();
    let again = match program::read(&text) {
        Ok(again) => again,
        Err(error) => panic!("{name}: {error}"),
    };
    let second = again.to_string();
    let difference = text.lines().zip(second.lines()).find(|(first, second)| first != second);
    assert_eq!(difference, None, "{name}");
    assert_eq!(text, second, "{name}");
    let (first, second) = (plan(program).expect("it was planned before"), plan(&again));
    assert!(Ok(first) == second.map_err(|_| ()), "{name}: the tables differ");
}

/// Every `.agp` file below a folder of the repository, sorted.
fn policies(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is readable") {
            let path = entry.expect("the entry is readable").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "agp") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn programs_of_policies_read_back() {
    for (folder, least) in [("examples", 6), ("stdlib/tests", 18), ("tests/policies", 2)] {
        let mut count = 0;
        for path in policies(folder) {
            let name = path.display().to_string();
            let text = fs::read_to_string(&path).expect("the policy is readable");
            for program in programs(&name, &text) {
                reads_back(&name, &program);
                count += 1;
            }
        }
        assert!(count >= least, "only {count} policies of {folder} compile");
    }
}

/// A file of the workload that lies beside the repository, unpacked. Skipped where it is absent,
/// unless `AGP_SHARED=required`.
fn workload(file: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/workload").join(file);
    if !path.exists() {
        assert_ne!(std::env::var("AGP_SHARED").as_deref(), Ok("required"), "{} is absent", path.display());
        eprintln!("skipped: {} is absent", path.display());
        return None;
    }
    let unpacked = Command::new("gzip").arg("-dc").arg(&path).output().expect("gzip starts");
    assert!(unpacked.status.success(), "{}", String::from_utf8_lossy(&unpacked.stderr));
    Some(String::from_utf8(unpacked.stdout).expect("the workload is UTF-8"))
}

#[test]
fn programs_of_the_workload_read_back() {
    let Some(vocabulary) = workload("vocabulary.json.gz") else { return };
    for rules in [10, 100, 1000] {
        let name = format!("rules-{rules}.json.gz");
        let Some(json) = workload(&name) else { return };
        let policy = agp_tests::workload::policy(&vocabulary, &json).expect("it is a workload");
        let programs = programs(&name, &policy);
        assert_eq!(programs.len(), 1, "{name}");
        reads_back(&name, &programs[0]);
    }
}
