//! `agpc explain`.

use crate::Folder;

#[test]
fn a_code_is_explained_in_any_case_and_by_name() {
    let folder = Folder::new();
    let page = folder.run(["explain", "AGP0001"]);
    assert_eq!((page.status, page.err.as_str()), (Some(0), ""));
    assert!(page.out.contains("AGP0001") && page.out.ends_with('\n'));
    for word in ["agp0001", "stray_character", "stray-character"] {
        assert_eq!(folder.run(["explain", word]).out, page.out, "{word}");
    }
}

#[test]
fn an_unknown_code_has_status_2_and_neighbours() {
    let folder = Folder::new();
    folder.run(["explain", "AGP0000"]).says(2, &["`AGP0000` is no code", "AGP0001"]);
    folder.run(["explain", "stray_charakter"]).says(2, &["did you mean stray_character?"]);
    folder.run(["explain", "\u{1b}[2J"]).says(2, &["`\\u{1b}[2J` is no code"]);
}
