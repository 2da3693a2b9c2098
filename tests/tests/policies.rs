//! The eleven policies of the language's design, the examples, and those of the standard library:
//! each checks, and each runs or says what it waits for.

use agp_compiler::diag::Code;
use agp_compiler::pipeline;
use agp_tests::shipped::{FOLDERS, files, sources};
use std::collections::BTreeSet;

#[test]
fn they_check_and_run_or_are_refused() {
    let (mut run, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for folder in FOLDERS {
        for file in files(folder) {
            let sources = sources(&file);
            let checked = pipeline::check(&sources);
            let errors: Vec<_> = checked.diagnostics.iter().filter(|found| found.is_error()).collect();
            assert!(errors.is_empty(), "{}: {errors:#?}", file.display());
            let own = checked.units.iter().filter(|unit| !unit.is_module);
            for unit in own {
                match pipeline::compile(&sources, unit) {
                    Ok(_) => {
                        assert!(unit.not_yet.is_empty(), "{} runs without {:?}", unit.name, unit.not_yet);
                        run.insert(unit.name.clone());
                    }
                    Err(found) => {
                        assert!(found.iter().all(|found| found.code == Code::NotYet), "{found:#?}");
                        assert_eq!(found.len(), unit.not_yet.len(), "{}: {found:#?}", unit.name);
                        refused.insert(unit.name.clone());
                    }
                }
            }
        }
    }
    println!("run {run:?}\nrefused {refused:?}");
    assert!(run.len() >= 20 && !refused.is_empty(), "run {run:?}, refused {refused:?}");
}

#[test]
fn there_are_eleven_of_the_design() {
    assert_eq!(files("tests/policies").len(), 11);
}
