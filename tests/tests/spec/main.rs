//! The language reference holds: its examples run, its grammar is the parser's.
//!
//! Every fence of every chapter is looked at ([`book`]). What may stand behind the opening marks:
//!
//! | words | what the text is | what must come of it |
//! |---|---|---|
//! | `agp` | a file; the files of a chapter see each other | no message, and its tests pass |
//! | `agp fragment` | declarations behind `spec/prelude.agp` | no error, and no warning but those of [`check`] |
//! | `agp fail CODE` | a file if it begins with a header, else a fragment | errors of this code and no other |
//! | `agp warn CODE` | the same | no error, and warnings of this code and no other |
//! | `json record POLICY` | a record for a policy of the chapter, broken into lines as it suits | |
//! | `json decision` | | what both evaluators answer to the record before it |
//! | `ebnf`, `text` | notation | see [`grammar`] |
//!
//! `fail` and `warn` take the word `file` where a file has no header. In a decision a text that
//! ends in `…` stands for every text that begins so.

mod book;
mod check;
mod grammar;
mod play;
mod records;

/// Fails with everything that was found at once.
#[track_caller]
fn none(found: &[String]) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_fence_says_what_it_is() {
    none(&book::unknown_fences());
}

#[test]
fn files_and_fragments_check() {
    none(&book::chapters().iter().flat_map(check::chapter).collect::<Vec<_>>());
}

#[test]
fn examples_are_in_the_one_format() {
    none(&book::chapters().iter().flat_map(check::unformatted).collect::<Vec<_>>());
}

#[test]
fn the_tests_in_files_pass() {
    none(&play::chapters(&book::chapters()));
}

#[test]
fn both_evaluators_decide_as_shown() {
    none(&book::chapters().iter().flat_map(records::chapter).collect::<Vec<_>>());
}

#[test]
fn the_words_are_those_of_the_lexer() {
    grammar::words();
}

#[test]
fn every_part_of_the_grammar_is_defined_and_used() {
    grammar::closed();
}

#[test]
fn what_the_grammar_derives_is_parsed() {
    grammar::derives();
}

#[test]
fn lines_are_short_and_links_lead_somewhere() {
    none(&book::chapters().iter().flat_map(book::form).collect::<Vec<_>>());
}
