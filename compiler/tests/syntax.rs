//! The parser on whole policies.

use std::path::{Path, PathBuf};

use agp_compiler::source::FileId;
use agp_compiler::syntax::parse;

/// The policies that the language was designed with, if they are on this machine.
fn shared_policies() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/design/policies");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        assert!(std::env::var("AGP_SHARED").as_deref() != Ok("required"), "{} is absent", folder.display());
        println!("skipped: {} is absent", folder.display());
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "agp"));
    paths.sort();
    paths
}

#[test]
fn whole_policies_parse() {
    for path in shared_policies() {
        let text = std::fs::read_to_string(&path).unwrap();
        let parsed = parse(FileId(0), &text);
        assert!(parsed.diagnostics.is_empty(), "{}: {:#?}", path.display(), parsed.diagnostics);
        assert!(parsed.file.items.len() > 5, "{}", path.display());
    }
}
