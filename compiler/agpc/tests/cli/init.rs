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
