//! `agpc init`.

use crate::Folder;

#[test]
fn writes_a_folder_to_start_from() {
    let folder = Folder::new();
    let ran = folder.run(["init", "new/policies"]);
    assert_eq!(ran.status, Some(0), "{ran:#?}");
    assert!(ran.out.contains("wrote new/policies/policy.agp") && ran.out.contains("cd new/policies"));
    for file in ["policy.agp", "records.jsonl", ".github/workflows/policy.yml"] {
        assert!(!folder.read(&format!("new/policies/{file}")).is_empty());
    }
    // What is not published cannot be installed by its name.
    let workflow = folder.read("new/policies/.github/workflows/policy.yml");
    assert!(workflow.contains("--path .agp/compiler/agpc") && !workflow.contains("cargo install agpc"));
}

#[test]
fn overwrites_nothing_and_then_writes_nothing() {
    let folder = Folder::with(&[("records.jsonl", "mine")]);
    folder.run(["init"]).says(2, &["`records.jsonl` is there already"]);
    assert_eq!(folder.read("records.jsonl"), "mine");
    assert!(!folder.0.join("policy.agp").exists());
    let folder = Folder::new();
    assert_eq!(folder.run(["init"]).status, Some(0));
    folder.run(["init"]).says(2, &["`policy.agp` is there already"]);
}

#[test]
fn what_it_writes_is_sound() {
    let folder = Folder::new();
    assert_eq!(folder.run(["init"]).status, Some(0));
    folder.run(["check", "--deny-warnings"]).says(0, &["checked 1 file: 0 errors, 0 warnings"]);
    folder.run(["fmt", "--check"]).says(0, &[]);
    let tested = folder.run(["test", "--engine", "all"]);
    assert!(tested.out.ends_with("3 passed, 0 failed, 0 skipped\n"), "{tested:#?}");
    let judged =
        folder.run(["eval", "policy.agp", "--records", "records.jsonl", "--engine", "all", "--explain"]);
    assert_eq!((judged.status, judged.err.as_str()), (Some(0), ""));
    let heads: Vec<&str> = judged.out.lines().filter(|line| line.starts_with("line ")).collect();
    assert_eq!(
        heads,
        [
            "line 1: not judged, as a prompt (session s-1)",
            "line 2: allow by read_orders (session s-1)",
            "line 3: allow by answer_customers (session s-1)",
            "line 4: deny by payment_data_stays (session s-1)",
            "line 5: review by large_refund (session s-1)",
        ]
    );
    let program = folder.run(["inspect", "--program", "policy.agp"]);
    assert!(program.status == Some(0) && program.out.contains("example.assistant"), "{program:#?}");
}
