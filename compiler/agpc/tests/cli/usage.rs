//! How the command is called. Every misuse has status 2.

use crate::Folder;
use std::process::Stdio;

#[test]
fn misuse_has_status_2() {
    let folder = Folder::with(&[("a.agp", "policy a \"1\"\n")]);
    for args in [
        &[][..],
        &["frobnicate"],
        &["check", "--frobnicate"],
        &["check", "--format", "xml"],
        &["check", "--format"],
        &["eval"],
        &["eval", "a.agp", "b.agp"],
        &["eval", "a.agp", "--engine", "quantum"],
        &["explain"],
        &["inspect"],
        &["inspect", "--program"],
        &["inspect", "a.agpi", "--program", "a.agp"],
        &["build", "a.agp"],
        &["build", "a.agp", "-o", "a.agpi", "--target", "mips"],
        &["keygen"],
        &["import"],
        &["import", "soap", "x.json"],
        &["--color", "perhaps", "check"],
    ] {
        let ran = folder.run(args);
        assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""), "{args:?}: {ran:#?}");
        assert!(!ran.err.is_empty(), "{args:?}");
    }
}

#[test]
fn what_is_not_built_yet_is_not_offered() {
    let folder = Folder::with(&[("a.agp", "policy a \"1\"\n")]);
    for args in [
        &["check", "--format", "sarif"][..],
        &["check", "--format", "github"],
        &["test", "--format", "junit"],
        &["test", "--coverage", "human"],
        &["help"],
    ] {
        assert_eq!(folder.run(args).status, Some(2), "{args:?}");
    }
}

#[test]
fn help_and_version_have_status_0() {
    let folder = Folder::new();
    for args in [&["--help"][..], &["--version"], &["check", "--help"], &["eval", "-h"]] {
        let ran = folder.run(args);
        assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""), "{args:?}");
        assert!(!ran.out.is_empty(), "{args:?}");
    }
    let help = folder.run(["--help"]).out;
    for command in ["check", "eval", "test", "fmt", "explain", "init", "inspect", "import", "build", "keygen"]
    {
        assert!(help.contains(&format!("  {command} ")), "no {command} in {help}");
    }
}

#[test]
fn a_closed_output_is_no_crash() {
    let folder = Folder::with(&[("a.agp", "policy a \"1\"\n$\n")]);
    for args in [&["check"][..], &["check", "--format", "json"], &["test"], &["fmt", "--check"], &["--help"]]
    {
        let mut child =
            folder.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop((child.stdout.take(), child.stderr.take()));
        let status = child.wait().expect("it ends").code().expect("no signal");
        assert!(matches!(status, 0..=2), "{args:?}: {status}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_takes_nothing_has_status_2() {
    let folder = Folder::with(&[("a.agp", "policy a \"1\"\n"), ("records.jsonl", "{}\n")]);
    for args in [&["eval", "a.agp", "--records", "records.jsonl"][..], &["test"], &["explain", "AGP0001"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = folder.command(args).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains("cannot write to standard output"), "{args:?}: {said}");
    }
}
