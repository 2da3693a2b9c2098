//! What `agpc check` says about ill-formed policies: one program or folder in `tests/ui` for each
//! mistake, named by the code that it must be given, and one snapshot with the program and the text
//! that people read. Every code there is has one.

use agp_compiler::diag::{Code, Severity};
use std::collections::BTreeSet;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Codes of programs that are too large to keep: [`what_is_too_large_is_refused`] makes them. No program
/// is known to earn the last one.
const MADE: [Code; 4] =
    [Code::FileTooLarge, Code::DeclarationTooLarge, Code::TooManyErrors, Code::CompilerFault];

#[test]
fn every_program_gives_its_code_and_reads_as_it_did() {
    let mut failed = Vec::new();
    for case in cases() {
        let name = name_of(&case);
        let checked = panic::catch_unwind(AssertUnwindSafe(|| check_case(&case, &name)));
        if checked.is_err() {
            failed.push(name);
        }
    }
    assert!(failed.is_empty(), "{} programs differ: {failed:#?}", failed.len());
}

#[test]
fn every_code_has_a_program() {
    let has: BTreeSet<String> = cases().iter().map(|case| code_of(&name_of(case)).to_owned()).collect();
    let made: BTreeSet<String> = MADE.iter().map(|code| code.text().to_owned()).collect();
    let all: BTreeSet<String> = Code::ALL.iter().map(|code| code.text().to_owned()).collect();
    let covered: BTreeSet<String> = has.union(&made).cloned().collect();
    assert_eq!(covered, all);
}

#[test]
fn what_is_too_large_is_refused() {
    let said = |text: String| {
        let folder = folder("too large");
        fs::write(folder.join("policy.agp"), text).unwrap();
        let said = check(&folder);
        fs::remove_dir_all(&folder).unwrap();
        said
    };
    let words = |count: usize| "a ".repeat(count);
    let file = said(format!("policy a \"1\"\nclass a {{ {} }}\n", words(4_000_000)));
    assert!(file.contains("AGP0702\n\n  × a file has at most"), "{file}");
    let declaration = said(format!("policy a \"1\"\nclass a {{ {} }}\n", words(1_000_000)));
    assert!(declaration.contains("AGP0703\n\n  × a declaration has at most"), "{declaration}");
    assert!(declaration.contains("checked 1 file: 1 error, 0 warnings"), "{declaration}");
    for mistake in ["deny NAME when data has nowhere\n", "deny NAME when kind is read;\n"] {
        let mistakes = (0..600).map(|at| mistake.replace("NAME", &format!("r{at}")));
        let many = said(format!("policy a \"1\"\n{}", mistakes.collect::<String>()));
        assert!(many.contains("checked 1 file: 501 errors, 0 warnings"), "{many}");
    }
}

/// Files and folders in `tests/ui` that are named by a code.
fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/ui");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| name_of(case).starts_with("AGP"));
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

fn name_of(case: &Path) -> String {
    case.file_stem().unwrap().to_string_lossy().into_owned()
}

fn code_of(name: &str) -> &str {
    name.split('-').next().unwrap()
}

/// Runs one case in a folder of its own and compares with its snapshot.
fn check_case(case: &Path, name: &str) {
    let files = files_of(case);
    let folder = folder(name);
    for (file, text) in &files {
        fs::write(folder.join(file), text).unwrap();
    }
    let said = diagnostics(&check(&folder));
    assert_code(name, &said);
    let shown: Vec<String> =
        files.iter().map(|(file, text)| format!("== {file}\n{}", visible(text))).collect();
    insta::with_settings!({
        snapshot_path => "../../../tests/ui/snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, format!("{}\n== agpc check\n{said}", shown.join("\n")));
    });
    fs::remove_dir_all(&folder).unwrap();
}

/// What is said of diagnostics, without the cost of decisions that follows where there is no error.
fn diagnostics(said: &str) -> String {
    let end = said.find("\nchecked ").map_or(0, |at| at + 1);
    let line = said[end..].lines().next().unwrap_or_default();
    format!("{}{line}\n", &said[..end])
}

/// An empty folder.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ui").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The files of a case, with the names that messages show.
fn files_of(case: &Path) -> Vec<(String, String)> {
    let file = |path: &Path| {
        (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap())
    };
    if !case.is_dir() {
        return vec![("policy.agp".to_owned(), file(case).1)];
    }
    let mut paths: Vec<PathBuf> = fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| file(path)).collect()
}

/// What the command writes for people, in a pipe: without colours, lines not wrapped.
fn check(folder: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_agpc"));
    command.args(["check", "--color", "never", "."]).current_dir(folder);
    let output = command.output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{:?}", output.status);
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

/// Every message has the code that the case is named by. Beside an error only what is not evaluated
/// yet is mentioned.
fn assert_code(name: &str, said: &str) {
    let wanted = Code::parse(code_of(name)).unwrap_or_else(|| panic!("{name} is named by no code"));
    let mut given = 0;
    for heading in said.lines().filter(|line| line.starts_with("AGP")) {
        let code = heading.split(' ').next().unwrap();
        let aside = wanted.severity() == Severity::Error && code == Code::NotYet.text();
        assert!(code == wanted.text() || aside, "{name} is given {code}:\n{said}");
        given += usize::from(code == wanted.text());
    }
    assert!(given > 0, "{name} is not given its code:\n{said}");
}

/// A text with what nobody sees written out.
fn visible(text: &str) -> String {
    let show = |character: char| {
        let unseen = (character.is_control() && character != '\n')
            || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{a0}' | '\u{feff}');
        if unseen { character.escape_unicode().to_string() } else { character.to_string() }
    };
    text.chars().map(show).collect()
}
