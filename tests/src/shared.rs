//! Real material to measure with: the folder `../shared/data`, which lies beside the checkout and is
//! no part of it.
//!
//! Where it is absent, the tests that need it say on standard error that they are skipped;
//! `AGP_SHARED=required` makes its absence fail them instead. Packed files are unpacked in memory.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Where a file of `../shared/data` lies. `None`, once that has been said, where it is absent.
pub fn find(path: &str) -> Option<PathBuf> {
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find(|folder| folder.join("Cargo.lock").exists());
    let found = root.expect("a crate of the workspace").join("../shared/data").join(path);
    if found.exists() {
        return Some(found);
    }
    assert_ne!(std::env::var("AGP_SHARED").as_deref(), Ok("required"), "{} is absent", found.display());
    // Not a macro: the test harness would keep that to itself.
    let _ = writeln!(std::io::stderr(), "skipped: {} is absent", found.display());
    None
}

/// The text of a `.gz` file of `../shared/data`.
pub fn unpacked(path: &str) -> Option<String> {
    let packed = std::fs::read(find(path)?).expect("what is there can be read");
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(&packed[..]).read_to_string(&mut text).expect("packed UTF-8");
    Some(text)
}
