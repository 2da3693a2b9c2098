//! Every test that stands in a policy of this repository, judged by every evaluator.

use std::path::Path;
use std::process::Command;

/// A folder of policies and the fewest tests in it that run.
const FOLDERS: [(&str, usize); 3] = [("examples", 40), ("stdlib/tests", 80), ("tests/policies", 1)];

#[test]
fn every_test_passes_with_every_evaluator() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (folder, least) in FOLDERS {
        let ran = Command::new(env!("CARGO_BIN_EXE_agpc"))
            .args(["test", folder, "--engine", "all"])
            .current_dir(&root)
            .output()
            .expect("the command starts");
        let said =
            format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert!(ran.status.success(), "{folder}\n{said}");
        let passed = said.lines().find_map(|line| line.split_once(" passed, 0 failed")?.0.parse().ok());
        assert!(
            passed.is_some_and(|passed: usize| passed >= least),
            "{folder}: {passed:?} of {least}\n{said}"
        );
    }
}
