//! What people see.

use super::{Look, Places, Report};
use agp_compiler::source::{FileId, Provenance, Sources, Span};

const PIPE: Look = Look { color: false, width: None };

fn sources(texts: &[&str]) -> Sources {
    let mut sources = Sources::default();
    for (index, text) in texts.iter().enumerate() {
        sources.add(format!("{index}.agp"), *text, Provenance::Given);
    }
    sources
}

fn span(file: u32, start: usize, end: usize) -> Span {
    Span::new(FileId(file), start, end)
}

fn render(report: &Report, sources: &Sources) -> String {
    report.render(sources, &Places::new(sources), PIPE)
}

#[test]
fn shows_the_lines_around_and_both_places() {
    let sources = sources(&["policy a\nuse b\ndeny slak\nuse c\n", "// b\nrole slack\n"]);
    let report = Report::error("`slak` is not declared", span(0, 20, 24), "not declared")
        .also(span(1, 10, 15), "near");
    assert_eq!(
        render(&report, &sources),
        "  × `slak` is not declared
   ╭─[0.agp:3:6]
 2 │ use b
 3 │ deny slak
   ·      ──┬─
   ·        ╰── not declared
 4 │ use c
   ╰────
   ╭─[1.agp:2:6]
 1 │ // b
 2 │ role slack
   ·      ──┬──
   ·        ╰── near
   ╰────
"
    );
}

#[test]
fn what_a_terminal_would_obey_is_shown() {
    let sources = sources(&["\tx\u{1b}[31m \u{202e}y\0\r\n"]);
    let shown = render(&Report::error("a\u{7}b", span(0, 1, 2), "a\u{1b}"), &sources);
    assert!(shown.contains(" 1 │     x␛[31m \u{fffd}y␀\n   ·     ┬\n"), "{shown}");
    assert!(shown.contains("a\\u{7}b") && shown.contains("a\\u{1b}"), "{shown}");
    assert!(!shown.contains(['\u{1b}', '\u{7}', '\0', '\r']));
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let text = format!("{}here{}", "ä".repeat(100_000), "b".repeat(100_000));
    let shown = render(&Report::error("long", span(0, 200_000, 200_004), "this"), &sources(&[&text]));
    assert!(shown.contains("0.agp:1:100001"), "{shown}");
    assert!(shown.contains("…ä") && shown.contains("ähereb") && shown.contains("b…"), "{shown}");
    assert!(shown.len() < 3_000, "{}", shown.len());
}

#[test]
fn every_place_of_any_text_can_be_shown() {
    for text in ["", "\n", "a", "a\n", "a\n\n", "\r\n", "a\r", "ä\u{301}\n\t", "日本\n", "\n\n\na\nb"] {
        let sources = sources(&[text]);
        for (start, end) in
            (0..=text.len()).flat_map(|start| (start..=text.len() + 2).map(move |end| (start, end)))
        {
            let shown =
                render(&Report::error("m", span(0, start, end), "l").also(span(0, end, end), "k"), &sources);
            assert!(shown.contains("0.agp:") && shown.contains("── l"), "{text:?} {start}..{end}:\n{shown}");
        }
    }
}

#[test]
fn counts_lines_and_columns_as_editors_do() {
    let text = "ä b\n\ncd\r\ne";
    let sources = sources(&[text]);
    let places = Places::new(&sources);
    for at in (0..=text.len()).chain((0..=text.len()).rev()).filter(|at| text.is_char_boundary(*at)) {
        assert_eq!(places.position(FileId(0), at), sources.position(span(0, at, at)), "byte {at}");
    }
    assert_eq!(places.named(span(0, 5, 6)), "0.agp:2:1");
}

#[test]
fn places_in_two_files_stay_apart() {
    let sources = sources(&["", ""]);
    let shown = render(&Report::error("m", span(0, 0, 0), "here").also(span(1, 0, 0), "there"), &sources);
    assert!(shown.contains("[0.agp:1:1]\n 1 │ \n   · ▲\n   · ╰── here\n"), "{shown}");
    assert!(shown.contains("[1.agp:1:1]\n 1 │ \n   · ▲\n   · ╰── there\n"), "{shown}");
}
