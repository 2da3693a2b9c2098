//! Every code has a page in `spec/errors`: a program that earns it, why it is refused, a corrected
//! program. Both are run.
//!
//! Several programs of one kind are the files of one run. `⟨U+0007⟩` stands for a character that
//! nobody sees.

use crate::{check, several};
use agp_compiler::diag::{Code, Diagnostic, Severity};
use agp_compiler::source::Sources;

/// Codes whose programs are too large for a page, which shows how they begin. `tests/ui` has them, or
/// its test makes them. No program is known to earn the last one.
const SHORTENED: [Code; 5] = [
    Code::FileTooLarge,
    Code::DeclarationTooLarge,
    Code::TooManyErrors,
    Code::HierarchyTooDeep,
    Code::CompilerFault,
];

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.text()).collect();
    let pages: Vec<&str> = agp_spec::pages().iter().map(|(code, _)| *code).collect();
    let mut missing = codes.clone();
    missing.retain(|code| !pages.contains(code));
    assert_eq!(missing, [""; 0]);
    assert_eq!(pages.len(), codes.len(), "a page of a code that there is not: {pages:?}");
}

#[test]
fn a_page_names_its_code_shows_two_programs_and_says_why() {
    for (code, text) in pages() {
        let title = format!("# {}: {}\n", code.text(), code.name().replace('_', " "));
        assert!(text.starts_with(&title), "{} begins otherwise than {title}", code.text());
        let prose: Vec<&str> = text.split("```").step_by(2).skip(1).collect();
        let why = prose.concat();
        let sentences = why.matches(['.', '?']).count();
        assert!(sentences >= 2, "{}: {why}", code.text());
        assert!(why.lines().all(|line| line.chars().count() <= 110), "{}", code.text());
        assert!(!programs(text, "ok").is_empty(), "{}", code.text());
    }
}

#[test]
fn the_failing_program_gives_its_code_and_nothing_else() {
    let failed: Vec<String> = pages()
        .filter(|(code, _)| !SHORTENED.contains(code))
        .filter_map(|(code, text)| {
            let sources = sources(text, "fail");
            let found = check(&sources);
            let aside = |found: &Diagnostic| code.severity() == Severity::Error && found.code == Code::NotYet;
            let right = found.iter().all(|found| found.code == code || aside(found))
                && found.iter().any(|found| found.code == code);
            (!right).then(|| format!("{} gives {}", code.text(), listed(&found, &sources)))
        })
        .collect();
    assert!(failed.is_empty(), "{}", failed.concat());
}

#[test]
fn the_corrected_program_has_no_error_and_no_longer_earns_the_code() {
    let failed: Vec<String> = pages()
        .filter_map(|(code, text)| {
            let sources = sources(text, "ok");
            let mut found = check(&sources);
            found.retain(|found| found.is_error() || found.code == code);
            (!found.is_empty()).then(|| format!("{} gives {}", code.text(), listed(&found, &sources)))
        })
        .collect();
    assert!(failed.is_empty(), "{}", failed.concat());
}

fn pages() -> impl Iterator<Item = (Code, &'static str)> {
    let code = |text: &str| Code::parse(text).unwrap_or_else(|| panic!("{text} is no code"));
    agp_spec::pages().iter().map(move |(text, page)| (code(text), *page))
}

fn sources(page: &str, kind: &str) -> Sources {
    let programs = programs(page, kind);
    assert!(!programs.is_empty(), "no `agp {kind}` in {page}");
    several(&programs.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The programs of one kind.
fn programs(page: &str, kind: &str) -> Vec<String> {
    let fence = format!("agp {kind}\n");
    page.split("```").skip(1).step_by(2).filter_map(|block| block.strip_prefix(&fence)).map(unseen).collect()
}

/// With `⟨U+0007⟩` as the character itself.
fn unseen(text: &str) -> String {
    let mut parts = text.split("⟨U+");
    let mut all = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('⟩').expect("closed");
        let number = u32::from_str_radix(code, 16).expect("a hexadecimal number");
        all.extend(char::from_u32(number));
        all.push_str(rest);
    }
    all
}

fn listed(found: &[Diagnostic], sources: &Sources) -> String {
    let read = |found: &Diagnostic| {
        format!("{} `{}`: {}; ", found.code.text(), sources.slice(found.primary.span), found.message)
    };
    found.iter().map(read).chain(["\n".to_owned()]).collect()
}
