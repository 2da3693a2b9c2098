//! Which files a path stands for.

use crate::Folder;

const POLICY: &str = "policy a \"1\"\n";

#[test]
fn a_folder_stands_for_every_policy_under_it() {
    let folder = Folder::with(&[
        ("b.agp", POLICY),
        ("a/z.agp", "policy z \"1\"\n"),
        ("a/deep/er/y.agp", "policy y \"1\"\n"),
        ("a/notes.txt", "$"),
        (".git/x.agp", "$"),
        (".hidden.agp", "$"),
        ("target/x.agp", "$"),
        ("a/target/x.agp", "$"),
    ]);
    folder.run(["check"]).says(0, &["checked 3 files:"]);
    folder.run(["check", "."]).says(0, &["checked 3 files:"]);
    folder.run(["check", "a", "b.agp", "a/z.agp"]).says(0, &["checked 3 files:"]);
    folder.run(["check", "./b.agp"]).says(0, &["checked 1 file:"]);
}

#[test]
fn a_named_file_is_read_whatever_it_is_called() {
    let folder = Folder::with(&[("policy.txt", POLICY), (".hidden/x.agp", POLICY)]);
    folder.run(["check", "policy.txt"]).says(0, &["checked 1 file:"]);
    folder.run(["check", ".hidden"]).says(0, &["checked 1 file:"]);
}

#[test]
fn files_are_named_as_the_caller_finds_them() {
    let folder = Folder::with(&[("x/a.agp", "policy a \"1\"\n$\n")]);
    for path in [".", "x", "./x/a.agp"] {
        folder.run(["check", path]).says(1, &["[x/a.agp:2:1]"]);
    }
}

#[test]
fn what_cannot_be_read_has_status_2_and_is_named() {
    let folder = Folder::new();
    folder.run(["check"]).says(2, &["no `.agp` file in `.`", "agpc init"]);
    folder.run(["check", "gone.agp"]).says(2, &["cannot read `gone.agp`", "no such file"]);
    folder.run(["eval", "gone"]).says(2, &["cannot read `gone`"]);
    folder.run(["inspect", "--program", "gone"]).says(2, &["cannot read `gone`"]);
    folder.write("latin.agp", b"policy a \"1\" // caf\xe9\n");
    folder.run(["check"]).says(2, &["`latin.agp` is not UTF-8 (byte 19)", "save it as UTF-8"]);
    folder.run(["fmt"]).says(2, &["`latin.agp`"]);
}

#[test]
fn only_what_is_imported_is_taken_from_beside() {
    let folder = Folder::with(&[
        ("a.agp", "policy a \"1\"\nuse words\ndeny x when data has secret_note\n"),
        ("words.agp", "module words\nuse more.words\n"),
        ("more.agp", "module more.words\nclass secret_note\n"),
        ("broken.agp", "module broken\ndeny x when data has nowhere\n$\n"),
        ("twin.agp", "policy a \"1\"\n"),
    ]);
    folder.write("latin.agp", b"\xe9");
    folder.run(["check", "a.agp"]).says(1, &["note: `latin.agp` is not UTF-8", "`secret_note`"]);
    folder.write("a.agp", "policy a \"1\"\nuse words\nuse more.words\ndeny x when data has secret_note\n");
    folder.run(["check", "a.agp"]).says(0, &["note: `latin.agp` is not UTF-8", "checked 1 file: 0 errors"]);
    folder.write("a.agp", "policy a \"1.0.0\"\n");
    assert!(!folder.run(["check", "a.agp"]).says(0, &[]).err.contains("note"));
}

#[test]
fn a_misspelt_import_is_answered_with_what_lies_beside() {
    let folder =
        Folder::with(&[("a.agp", "policy a \"1\"\nuse acme.wrods\n"), ("w.agp", "module acme.words\n")]);
    folder.run(["check", "a.agp"]).says(1, &["acme.wrods", "`acme.words`"]);
}

#[cfg(unix)]
#[test]
fn links_to_files_are_followed_and_links_to_folders_are_not() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with(&[("a.agp", POLICY), ("elsewhere.txt", "policy b \"1\"\n")]);
    symlink(folder.0.join("elsewhere.txt"), folder.0.join("b.agp")).unwrap();
    symlink(&folder.0, folder.0.join("again")).unwrap();
    folder.run(["check"]).says(0, &["checked 2 files:"]);
    symlink("nowhere", folder.0.join("c.agp")).unwrap();
    folder.run(["check"]).says(2, &["cannot read `c.agp`"]);
}
