//! Patterns of every shape against texts made to be close to them: the engine's matchers must say
//! what a naive one says, and destinations must be those that the reference evaluator finds.

use agp_abi::decision::{Context, Sessions};
use agp_compiler::pipeline;
use agp_compiler::semantics::reference;
use agp_compiler::source::{Provenance, Sources};
use agp_runtime::{Policy, Scratch};
use arbitrary::Unstructured;
use std::fmt::Write;

/// Bytes that look random and are the same in every run.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..length).map(|_| next()).collect()
}

const PIECES: [&str; 9] = ["a", "b", "ab", "ba", ".", "/", "\u{e9}", "a.b", ".."];

fn pieces(from: &mut Unstructured<'_>, most: usize) -> String {
    let count = from.int_in_range(0..=most).unwrap();
    (0..count).map(|_| *from.choose(&PIECES).unwrap()).collect()
}

/// A glob with few stars.
fn glob(from: &mut Unstructured<'_>) -> String {
    let stars = *from.choose(&[0, 1, 1, 1, 2, 2, 3]).unwrap();
    let mut glob = pieces(from, 2);
    for _ in 0..stars {
        glob.push_str(from.choose(&["*", "**", "**"]).unwrap());
        glob.push_str(&pieces(from, 2));
    }
    if from.ratio(1, 6).unwrap() { format!("*.{glob}") } else { glob }
}

/// A text that a glob might match: its stars filled in, sometimes spoilt.
fn near(from: &mut Unstructured<'_>, glob: &str) -> String {
    let mut text = String::new();
    for part in glob.split('*') {
        text.push_str(part);
        text.push_str(&pieces(from, 1));
    }
    match from.int_in_range(0..=5).unwrap() {
        0 => pieces(from, 4),
        1 => text.chars().skip(1).collect(),
        2 => format!("{text}a"),
        _ => text,
    }
}

/// Whether a glob takes a whole text, letter by letter.
fn takes(glob: &[char], text: &[char], separator: char) -> bool {
    match glob {
        [] => text.is_empty(),
        ['*', '*', rest @ ..] => {
            let rest = &rest[rest.iter().take_while(|c| **c == '*').count()..];
            (0..=text.len()).any(|at| takes(rest, &text[at..], separator))
        }
        ['*', rest @ ..] => {
            let reach = text.iter().take_while(|c| **c != separator).count();
            (0..=reach).any(|at| takes(rest, &text[at..], separator))
        }
        [c, rest @ ..] => text.first() == Some(c) && takes(rest, &text[1..], separator),
    }
}

fn policy(text: String) -> (pipeline::Compiled, Policy) {
    let mut sources = Sources::default();
    sources.add("shapes.agp", text, Provenance::Given);
    let checked = pipeline::check(&sources);
    let errors: Vec<_> = checked.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let compiled = pipeline::compile(&sources, &checked.units[0]).expect("it compiles");
    let policy = Policy::new(compiled.tables.clone()).expect("tables of this compiler");
    (compiled, policy)
}

#[test]
fn a_pattern_takes_the_same_texts_in_every_shape() {
    let mut matched = 0;
    for seed in 0..60 {
        let bytes = noise(seed + 1, 40_000);
        let mut from = Unstructured::new(&bytes);
        let globs: Vec<String> = (0..24).map(|_| glob(&mut from)).collect();
        let mut text = "policy shapes \"1\"\ntool t is read yields nothing { x?: text }\n".to_owned();
        for (at, glob) in globs.iter().enumerate() {
            writeln!(text, "deny like{at} when tool is t and args.x like {glob:?}").unwrap();
        }
        for (at, part) in globs.iter().map(|glob| glob.replace('*', "")).enumerate() {
            writeln!(text, "deny is{at} when tool is t and args.x is {part:?}").unwrap();
            writeln!(text, "deny has{at} when tool is t and args.x contains {part:?}").unwrap();
        }
        let (_, policy) = policy(text);
        let (sessions, mut scratch) = (Sessions::default(), Scratch::new(&policy));
        let context = Context { now: Some(0), sessions: &sessions, discharged: &[] };
        for text in globs.iter().flat_map(|glob| [0; 8].map(|_| near(&mut from, glob))).collect::<Vec<_>>() {
            let line = serde_json::json!({"event": "call", "tool": "t", "args": {"x": text}}).to_string();
            let answer = policy.judge(line.as_bytes(), &context, &mut scratch);
            let found = answer.decision.expect("a call").matched;
            let letters: Vec<char> = text.chars().collect();
            for (at, glob) in globs.iter().enumerate() {
                let part = glob.replace('*', "");
                let glob: Vec<char> = glob.chars().collect();
                let expected = [takes(&glob, &letters, '/'), text == part, text.contains(&part)];
                let names = [format!("like{at}"), format!("is{at}"), format!("has{at}")];
                assert_eq!(names.map(|name| found.contains(&name)), expected, "{glob:?} {text:?}");
                matched += usize::from(expected[0]);
            }
        }
    }
    assert!(matched > 10_000, "too few texts match: {matched}");
}

#[test]
fn destinations_are_found_whatever_shape_their_patterns_have() {
    let mut claimed = 0;
    for seed in 0..40 {
        let bytes = noise(seed + 1_000, 40_000);
        let mut from = Unstructured::new(&bytes);
        let globs: Vec<String> = (0..40)
            .map(|_| glob(&mut from))
            .filter(|glob| !glob.replace(['*', '.', '/'], "").is_empty())
            .collect();
        let mut text = "policy shapes \"1\"\ntool t is send { to: text -> destination }\n".to_owned();
        for (at, glob) in globs.iter().enumerate() {
            writeln!(text, "destination d{at} is external matches [{glob:?}]").unwrap();
            writeln!(text, "deny r{at} when destination has d{at}").unwrap();
        }
        let (compiled, policy) = policy(text);
        let (sessions, mut scratch) = (Sessions::default(), Scratch::new(&policy));
        let context = Context { now: Some(0), sessions: &sessions, discharged: &[] };
        for text in globs.iter().flat_map(|glob| [0; 6].map(|_| near(&mut from, glob))).collect::<Vec<_>>() {
            let line = serde_json::json!({"event": "call", "tool": "t", "args": {"to": text}}).to_string();
            let answer = policy.judge(line.as_bytes(), &context, &mut scratch);
            assert_eq!(answer, reference::judge(&compiled.policy, line.as_bytes(), &context), "{line}");
            let unknown = &answer.decision.expect("a call").unknown;
            claimed += usize::from(!unknown.contains(&"destination".to_owned()));
        }
    }
    assert!(claimed > 2_000, "too few texts are claimed: {claimed}");
}
