//! Names and foreign text, written so that they mean and show what they are.

use std::fmt::Write as _;

use super::error::BadName;

/// The longest name that is written, in characters. MCP recommends at most 128.
pub(super) const MAX_NAME: usize = 256;

/// Every word with a meaning of its own somewhere. Some may be names as they are; between
/// backticks all may, and a reader need not know which.
pub(super) const WORDS: &str = "policy module use extends as class role purpose destination resource origin kind \
    channel signal tool let risk detector test prove allow redact sandbox review pause deny halt and or \
    not is no has within except in like matches contains zone known on when unless because alert cites by \
    of else until mask rollback shadow accumulates halving every per add subtract count sum distinct \
    attempts ever last seq then since surprise detected yields nothing from undo rest returns otherwise \
    list set enum open to money pattern check near keep given prompt result call error expect after \
    approve expire for at least true false null";

/// A tool: backticks unless it is a plain word without a meaning.
pub(super) fn name(name: &str) -> Result<String, BadName> {
    if WORDS.split_ascii_whitespace().any(|word| word == name) {
        return Ok(format!("`{name}`"));
    }
    key(name)
}

/// An entry of an `enum`: a name, or a text literal where backticks cannot hold it.
pub(super) fn entry(text: &str) -> Option<String> {
    match name(text) {
        Ok(name) => Some(name),
        Err(BadName::Long) => None,
        Err(BadName::Empty | BadName::Backtick | BadName::Hidden) => Some(literal(text)),
    }
}

/// An argument, where any word may stand: backticks unless it is a plain one.
pub(super) fn key(name: &str) -> Result<String, BadName> {
    if name.is_empty() {
        return Err(BadName::Empty);
    }
    if name.chars().nth(MAX_NAME).is_some() {
        return Err(BadName::Long);
    }
    if is_identifier(name) {
        return Ok(name.to_owned());
    }
    if name.contains('`') {
        return Err(BadName::Backtick);
    }
    if name.contains(is_hidden) {
        return Err(BadName::Hidden);
    }
    Ok(format!("`{name}`"))
}

/// Dotted words, the first without a meaning of its own.
pub(super) fn is_module_name(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or_default();
    name.len() <= MAX_NAME
        && name.split('.').all(is_identifier)
        && !WORDS.split_ascii_whitespace().any(|word| word == first)
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A text literal in which every character can be seen.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::from("\"");
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            char => push_visible(&mut out, char),
        }
    }
    out.push('"');
    out
}

/// A character as it is, or a hidden one by its number.
fn push_visible(out: &mut String, char: char) {
    if is_hidden(char) {
        let _ = write!(out, "\\u{{{:x}}}", u32::from(char));
    } else {
        out.push(char);
    }
}

/// Foreign words in a message: between backticks, on one line, not long.
pub(crate) fn quoted(text: &str) -> String {
    format!("`{}`", visible(text, 60).replace('\n', " "))
}

/// Foreign text for a comment: at most `most` characters, the hidden ones written out as
/// `\u{202e}`. Whatever some reader takes for a line break becomes `\n`, and nothing else does.
pub(super) fn visible(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    for char in text.chars() {
        if length >= most {
            out.push('…');
            break;
        }
        let before = out.len();
        match char {
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push(' '),
            // How an emoji is to be drawn; too common in honest lists to be shown.
            '\u{fe0e}' | '\u{fe0f}' => {}
            char => push_visible(&mut out, char),
        }
        length += out[before..].chars().count();
    }
    out
}

/// Controls, and characters that are not seen or change how others are: separators, joiners,
/// directions, fillers, tags, selectors of variants.
fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}
