//! `agpc fmt`.

use crate::Folder;
use std::fs;

const RAGGED: &str = "policy a \"1\"   \n";
const NEAT: &str = "policy a \"1\"\n";

#[test]
fn check_names_what_differs_and_changes_nothing() {
    let folder = Folder::with(&[("ragged.agp", RAGGED), ("neat.agp", NEAT)]);
    let ran = folder.run(["fmt", "--check"]);
    ran.says(1, &["looked at 2 files: format differs in 1"]);
    assert_eq!((ran.out.as_str(), folder.read("ragged.agp").as_str()), ("ragged.agp\n", RAGGED));
    folder.run(["fmt", "--check", "neat.agp"]).says(0, &[]);
}

#[test]
fn files_are_brought_into_the_format_and_nothing_else_is_left_behind() {
    let folder = Folder::with(&[("ragged.agp", RAGGED), ("neat.agp", NEAT)]);
    let before = fs::metadata(folder.0.join("neat.agp")).unwrap().modified().unwrap();
    assert_eq!(folder.run(["fmt"]).says(0, &["formatted 1"]).out, "ragged.agp\n");
    assert_eq!(folder.read("ragged.agp"), NEAT);
    assert_eq!(fs::metadata(folder.0.join("neat.agp")).unwrap().modified().unwrap(), before);
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 2);
    assert_eq!(folder.run(["fmt"]).says(0, &["formatted 0"]).out, "");
}

#[test]
fn a_file_with_errors_stays_and_the_others_are_formatted() {
    let broken = "policy b \"1\"  \n$\n";
    let folder = Folder::with(&[("ragged.agp", RAGGED), ("broken.agp", broken)]);
    folder.run(["fmt"]).says(1, &["[broken.agp:2:1]"]);
    assert_eq!((folder.read("broken.agp").as_str(), folder.read("ragged.agp").as_str()), (broken, NEAT));
}

#[cfg(unix)]
#[test]
fn permissions_stay_links_stay_and_read_only_files_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::with(&[("real/ragged.agp", RAGGED), ("locked.agp", RAGGED)]);
    let real = folder.0.join("real/ragged.agp");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&real, folder.0.join("link.agp")).unwrap();
    folder.run(["fmt", "link.agp"]).says(0, &[]);
    assert_eq!(fs::read_to_string(&real).unwrap(), NEAT);
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(folder.0.join("link.agp")).unwrap().is_symlink());
    fs::set_permissions(folder.0.join("locked.agp"), fs::Permissions::from_mode(0o440)).unwrap();
    folder.run(["fmt", "locked.agp"]).says(2, &["cannot write `locked.agp`: it is read-only"]);
    assert_eq!(folder.read("locked.agp"), RAGGED);
}
