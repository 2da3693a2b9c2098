//! The tests that stand in files, run by the command as a reader would run them.

use crate::book::{Chapter, Fence, root};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Everything in the chapters that does not pass.
pub(crate) fn chapters(chapters: &[Chapter]) -> Vec<String> {
    let agpc = agpc();
    chapters.iter().flat_map(|one| chapter(&agpc, one)).collect()
}

fn chapter(agpc: &Path, chapter: &Chapter) -> Vec<String> {
    let files: Vec<&Fence> = chapter.fences.iter().filter(|fence| fence.words == ["agp"]).collect();
    if files.is_empty() {
        return Vec::new();
    }
    let folder = folder(&chapter.name);
    for fence in &files {
        fs::write(folder.join(format!("{:04}.agp", fence.line)), fence.in_place())
            .expect("a file is written");
    }
    let run = Command::new(agpc)
        .args(["test", "--engine", "all", "."])
        .current_dir(&folder)
        .output()
        .expect("the command runs");
    let _ = fs::remove_dir_all(&folder);
    let (out, err) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    if run.status.success() && out.ends_with("0 failed, 0 skipped\n") {
        Vec::new()
    } else {
        vec![format!("{}: line numbers are the chapter's\n{out}{err}", chapter.name)]
    }
}

/// An empty folder for the files of a chapter.
fn folder(name: &str) -> PathBuf {
    let name = format!("spec-{}-{}", std::process::id(), name.replace(['/', '.'], "-"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).expect("a folder is made");
    folder
}

/// The command, built from the sources as they are: a test of another package may run without it,
/// or beside an old one. Where the whole workspace is tested there is nothing left to build.
fn agpc() -> PathBuf {
    let test = env::current_exe().expect("a test knows where it is");
    let folder = test.parent().and_then(Path::parent).expect("Cargo puts tests two folders deep");
    let profile = folder.file_name().and_then(|name| name.to_str()).filter(|name| *name != "debug");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "--package", "agpc", "--profile", profile.unwrap_or("dev")])
        .arg("--target-dir")
        .arg(folder.parent().expect("a folder for each profile"))
        .current_dir(root())
        .status()
        .expect("Cargo runs");
    assert!(built.success(), "`agpc` builds");
    folder.join("agpc")
}
