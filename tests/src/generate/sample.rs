//! Texts that match a pattern, and spellings that come near to it.

use crate::dice::Dice;
use agp_compiler::semantics::thir::TextPattern;
use regex_syntax::hir::{Class, Hir, HirKind};
use std::net::Ipv6Addr;

/// A text that the pattern matches, or would match if it were not for a corner of it.
pub(super) fn matching(dice: &mut Dice<'_>, pattern: &TextPattern) -> String {
    match pattern {
        TextPattern::Exact(text) => text.clone(),
        TextPattern::Like { glob: text, separator } => glob(dice, text, *separator),
        TextPattern::Contains(piece) => around(dice, piece),
        TextPattern::Regex { pattern, anywhere } => {
            let Ok(tree) = regex_syntax::parse(pattern) else { return String::new() };
            let mut text = String::new();
            expression(dice, &tree, &mut text);
            if *anywhere { around(dice, &text) } else { text }
        }
        TextPattern::Block(first, length) => address(dice, *first, *length),
    }
}

fn around(dice: &mut Dice<'_>, text: &str) -> String {
    let before = dice.word(&["", "", "x ", "\n"]);
    let behind = dice.word(&["", "", " y", "."]);
    format!("{before}{text}{behind}")
}

/// A text that a glob matches.
pub(super) fn glob(dice: &mut Dice<'_>, glob: &str, separator: char) -> String {
    let mut text = String::new();
    let mut rest = glob;
    while let Some(star) = rest.find('*') {
        text.push_str(&rest[..star]);
        let across = rest[star..].starts_with("**");
        rest = rest[star..].trim_start_matches('*');
        text.push_str(dice.word(&["a", "", "b-1", "Zz"]));
        if (across && dice.chance(50)) || dice.chance(8) {
            text.push(separator);
            text.push_str(dice.word(&["c", "", ".."]));
        }
    }
    text.push_str(rest);
    text
}

/// A text that an expression matches, look-around aside.
fn expression(dice: &mut Dice<'_>, tree: &Hir, text: &mut String) {
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            if let Some(range) = dice.any(class.ranges()) {
                text.push(if dice.chance(50) { range.end() } else { range.start() });
            }
        }
        HirKind::Class(Class::Bytes(class)) => {
            text.extend(dice.any(class.ranges()).map(|range| char::from(range.start())));
        }
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX).min(repetition.min.saturating_add(2));
            for _ in 0..dice.between(repetition.min as usize, most as usize) {
                expression(dice, &repetition.sub, text);
            }
        }
        HirKind::Capture(capture) => expression(dice, &capture.sub, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| expression(dice, part, text)),
        HirKind::Alternation(parts) => {
            let at = dice.below(parts.len());
            expression(dice, &parts[at], text);
        }
    }
}

/// An address at or beside an end of a block.
fn address(dice: &mut Dice<'_>, first: u128, length: u8) -> String {
    let free = u128::MAX.checked_shr(u32::from(length)).unwrap_or(0);
    let last = first | free;
    let chosen = *dice.pick(&[first, last, first.wrapping_sub(1), last.wrapping_add(1), first | (free / 3)]);
    let address = Ipv6Addr::from_bits(chosen);
    match (address.to_ipv4_mapped(), dice.chance(80)) {
        (Some(four), true) => four.to_string(),
        _ => address.to_string(),
    }
}

/// Another spelling of a text, the same to some readers and another to others.
pub(super) fn disguised(dice: &mut Dice<'_>, text: &str) -> String {
    let half = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
    let (head, tail) = text.split_at(half);
    match dice.below(22) {
        0 => text.to_uppercase(),
        1 => format!("{text}."),
        2 => format!("{text}:443"),
        3 => format!("evil{text}"),
        4 => format!("{text}.evil.example"),
        5 => format!("{text}@evil.example"),
        6 => format!("{head}\u{200b}{tail}"),
        7 => format!("https://{text}/x?q=1"),
        8 => text.replace('/', "//"),
        9 => format!("{text}/../x"),
        10 => format!("{text}/"),
        11 => format!(" {text} "),
        12 => text.replacen('a', "\u{430}", 1),
        13 => format!("Ann <{text}>"),
        14 => text.replacen('.', "%2e", 1),
        15 => text.replace('/', "\\"),
        16 => text.chars().skip(1).collect(),
        17 => format!("{text}a"),
        18 => text.replace('.', "\u{3002}"),
        19 => format!("x.{text}"),
        20 => text.replacen("://", "://user:pw@", 1),
        _ => format!("{head} {tail}"),
    }
}
