//! `agpc inspect`: what is shown is the program, whole.

use crate::Folder;
use std::path::Path;

#[test]
fn the_program_that_is_shown_reads_back() {
    let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/support-desk/policy.agp");
    let ran = Folder::new().run(["inspect".as_ref(), "--program".as_ref(), policy.as_os_str()]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""), "{ran:#?}");
    assert!(ran.out.starts_with("program 1 acme.desk \"1.0.0\"\n"), "{}", ran.out);
    let program = agp_compiler::program::read(&ran.out).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(program.to_string(), ran.out);
}
