//! Characters that an author does not see.
//!
//! Control characters, and those that turn the direction of writing: with them a policy reads
//! other than it is (the "Trojan Source" attack, CVE-2021-42574). They are refused wherever they
//! stand, in comments and texts too, where `\u{202e}` says the same and is seen.

use super::error::LexError;
use super::lex::{Lexed, MAX_ERRORS, offset};
use super::token::Token;
use crate::source::{FileId, Span};

/// What is wrong with a character.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hidden {
    /// It cannot be seen.
    Control,
    /// It turns the direction of what follows.
    Direction,
}

/// What is wrong with this character, if anything is. Tabs and line feeds are not hidden, and a
/// carriage return is so only without its line feed, see [`report`].
pub(super) fn kind(character: char) -> Option<Hidden> {
    match character {
        '\t' | '\n' => None,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(Hidden::Direction),
        '\u{2028}' | '\u{2029}' | '\u{feff}' => Some(Hidden::Control),
        _ if character.is_control() => Some(Hidden::Control),
        _ => None,
    }
}

/// Reports every run of such characters.
pub(super) fn report<'a>(file: FileId, text: &'a str, lexed: &mut Lexed<'a>) {
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while let Some(found) = text[at..].find(suspicious) {
        let start = at + found;
        let Some((character, end)) = run(text, start) else {
            at = start + text[start..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let in_text = in_text(lexed, offset(start));
        let error = match kind(character) {
            Some(Hidden::Direction) => LexError::Direction(character, in_text),
            _ => LexError::Control(character, in_text),
        };
        lexed.diagnostics.push(error.at(Span::new(file, start, end)));
        if lexed.diagnostics.len() > MAX_ERRORS {
            return;
        }
        at = end;
    }
}

fn suspicious(character: char) -> bool {
    kind(character).is_some()
}

/// The run of one hidden character that begins here, unless it is the first half of a line end.
fn run(text: &str, start: usize) -> Option<(char, usize)> {
    let rest = &text[start..];
    let character = rest.chars().next()?;
    if character == '\r' {
        return (!rest[1..].starts_with('\n')).then_some(('\r', start + 1));
    }
    let length = rest.find(|c: char| c != character).unwrap_or(rest.len());
    Some((character, start + length))
}

fn in_text(lexed: &Lexed<'_>, at: u32) -> bool {
    let behind = lexed.tokens.partition_point(|token| token.0 <= at);
    behind > 0 && matches!(lexed.tokens[behind - 1], (_, Token::Text(_), end) if at < end)
}
