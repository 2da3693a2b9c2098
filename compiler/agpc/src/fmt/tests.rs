//! Files in a folder of their own, and a format that only takes the blanks off the ends of lines.

use super::{look_at, replace};
use crate::files::load_given;
use agp_compiler::diag::{Code, Diagnostic};
use agp_compiler::source::{FileId, Span};
use std::fs;
use std::path::PathBuf;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("agpc-fmt-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn trim(file: FileId, text: &str) -> Result<String, Vec<Diagnostic>> {
    if text.contains('$') {
        return Err(vec![Diagnostic::new(Code::StrayCharacter, Span::new(file, 0, 1), "no")]);
    }
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    Ok(lines.join("\n") + "\n")
}

#[test]
fn only_what_differs_is_rewritten_and_errors_leave_a_file_alone() {
    let folder = Folder::new("looks");
    let ragged = folder.write("a.agp", "x  \ny");
    folder.write("b.agp", "x\n");
    folder.write("c.agp", "$  \n");
    let loaded = load_given(std::slice::from_ref(&folder.0)).unwrap();
    let looked = look_at(&loaded, trim);
    assert_eq!(looked.differing, [(ragged.as_path(), "x\ny\n".to_owned())]);
    assert_eq!(looked.diagnostics.len(), 1);
}

#[test]
fn a_file_is_replaced_and_nothing_is_left_beside_it() {
    let folder = Folder::new("replaces");
    let path = folder.write("a.agp", "old");
    replace(&path, "new").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
    assert!(replace(&folder.0.join("gone.agp"), "new").is_err());
    assert!(replace(&folder.0, "new").is_err());
}

#[cfg(unix)]
#[test]
fn permissions_stay_links_stay_and_read_only_files_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new("permits");
    let (real, link) = (folder.write("real.agp", "old"), folder.0.join("link.agp"));
    symlink(&real, &link).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    replace(&link, "new").unwrap();
    assert_eq!(fs::read_to_string(&real).unwrap(), "new");
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    fs::set_permissions(&real, fs::Permissions::from_mode(0o440)).unwrap();
    assert!(replace(&link, "newer").unwrap_err().0.ends_with("it is read-only"));
    assert_eq!(fs::read_to_string(&real).unwrap(), "new");
}
