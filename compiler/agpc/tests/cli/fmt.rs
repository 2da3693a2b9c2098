//! `agpc fmt`.

use crate::Folder;
use std::fs;

const NEAT: &str = "policy a \"1\"\n";

#[test]
fn what_has_the_format_is_left_alone() {
    let folder = Folder::with(&[("neat.agp", NEAT)]);
    let modified = || fs::metadata(folder.0.join("neat.agp")).unwrap().modified().unwrap();
    let before = modified();
    assert_eq!(folder.run(["fmt", "--check"]).says(0, &["looked at 1 file: format differs in 0"]).out, "");
    assert_eq!(folder.run(["fmt"]).says(0, &["looked at 1 file: formatted 0"]).out, "");
    assert_eq!((folder.read("neat.agp").as_str(), modified()), (NEAT, before));
}

#[test]
fn a_file_with_errors_stays_as_it_is() {
    let broken = "policy b \"1\"  \n$\n";
    let folder = Folder::with(&[("broken.agp", broken), ("neat.agp", NEAT)]);
    folder.run(["fmt"]).says(1, &["[broken.agp:2:1]", "looked at 2 files: formatted 0"]);
    folder.run(["fmt", "--check"]).says(1, &["[broken.agp:2:1]"]);
    assert_eq!(folder.read("broken.agp"), broken);
}
