//! Syntax tree to text: `agpc fmt`, and expressions in messages.
//!
//! The tree says what is printed, the source says where the author broke lines and wrote comments.
//! A [`doc::Doc`] is built from both and laid out within [`WIDTH`] columns; comments are woven in
//! while it is laid out, by their place in the source, so none is lost and none needs a node.
//!
//! # Style
//! * A rule stands on one line if its author wrote it so and it fits; otherwise each clause has its
//!   own line, indented by four. `and` and `or` begin a line where the author broke it or where it
//!   would be too long, and end in the column where the clause's keyword ends.
//! * What stands in braces is on one line if it was and fits, with two spaces between the entries;
//!   otherwise each entry has its own line. Commas are left out.
//! * At most one empty line is kept, between declarations and between entries.
//!
//! # Invariants
//! * Parsing the output gives the same tree but for spans, and the same comments in the same order.
//! * Formatting the output changes nothing.
//! * What does not parse is not formatted.

mod declaration;
mod doc;
mod expression;

use self::doc::Doc;
use super::ast::{Expr, Name, Number, Path, Text};
use super::lex::Comment;
use super::parse::parse;
use super::token::{self, Token};
use crate::diag::Diagnostic;
use crate::source::FileId;

/// Columns of a line.
const WIDTH: usize = 100;
/// Columns of an indentation.
const INDENT: usize = 4;

/// Formats a file, or says why it does not parse.
pub fn format(file: FileId, text: &str) -> Result<String, Vec<Diagnostic>> {
    let parsed = parse(file, text);
    if !parsed.diagnostics.is_empty() {
        return Err(parsed.diagnostics);
    }
    let printer = Printer { source: Some(text), comments: &parsed.comments };
    let items: Vec<Doc> = parsed.file.items.iter().map(|item| printer.item(item)).collect();
    Ok(doc::render(&items, WIDTH, text, &parsed.comments))
}

/// An expression on one line, for messages and explanations.
pub fn print_expr(expr: &Expr) -> String {
    let printer = Printer { source: None, comments: &[] };
    let mut line = doc::render(&[printer.expr(expr)], usize::MAX, "", &[]);
    line.truncate(line.trim_end().len());
    line
}

/// A name as it is written: in backticks if it needs them.
pub(super) fn name(text: &str) -> String {
    let reserved = token::literal(text).is_some_and(Token::is_reserved);
    if reserved { format!("`{text}`") } else { word(text) }
}

/// A name where every word is one.
fn word(text: &str) -> String {
    if is_plain_name(text) { text.to_owned() } else { format!("`{text}`") }
}

/// Whether a text has the form of a word.
pub(super) fn is_plain_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A name with its place.
fn placed_name(it: &Name) -> Doc {
    Doc::placed(it.span, name(&it.text))
}

/// A name where every word is one, with its place.
fn placed_word(it: &Name) -> Doc {
    Doc::placed(it.span, word(&it.text))
}

/// A path whose first part is a plain name; behind a dot every word is one.
fn path(it: &Path) -> Doc {
    path_beginning(it, name)
}

fn path_beginning(it: &Path, first: impl Fn(&str) -> String) -> Doc {
    let mut parts = it.parts.iter();
    let mut text = parts.next().map(|part| first(&part.text)).unwrap_or_default();
    for part in parts {
        text.push('.');
        text.push_str(&word(&part.text));
    }
    Doc::placed(it.span, text)
}

/// Builds documents. Without a source nothing is broken, and literals are written anew.
struct Printer<'a> {
    source: Option<&'a str>,
    comments: &'a [Comment],
}

impl Printer<'_> {
    /// Whether the author broke the line between two places.
    fn broken(&self, from: u32, to: u32) -> bool {
        self.slice(from, to).is_some_and(|between| between.contains('\n'))
    }

    fn slice(&self, from: u32, to: u32) -> Option<&str> {
        self.source?.get(from as usize..to as usize)
    }

    /// The first place behind `from`, outside comments, where a bracket stands.
    fn bracket(&self, bracket: u8, from: u32) -> u32 {
        let bytes = self.source.unwrap_or("").as_bytes();
        let mut at = from;
        let mut next = self.comments.partition_point(|comment| comment.span.start < from);
        while let Some(&byte) = bytes.get(at as usize) {
            match self.comments.get(next) {
                Some(comment) if comment.span.start == at => {
                    at = comment.span.end;
                    next += 1;
                }
                _ if byte == bracket => return at,
                _ => at += 1,
            }
        }
        at
    }

    /// A text as its author escaped it.
    fn text(&self, it: &Text) -> Doc {
        let written = self.slice(it.span.start, it.span.end).map(str::to_owned);
        Doc::placed(it.span, written.unwrap_or_else(|| quoted(&it.value)))
    }

    /// A number as its author grouped it.
    fn number(&self, it: &Number) -> Doc {
        let written = self.slice(it.span.start, it.span.end).map(str::to_owned);
        Doc::placed(it.span, written.unwrap_or_else(|| format!("{}{}", grouped(&it.digits), it.unit)))
    }
}

/// A text in quotes, with escapes for what cannot stand in it or cannot be seen.
fn quoted(value: &str) -> String {
    let mut text = String::from("\"");
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            '\r' => text.push_str("\\r"),
            _ if super::hidden::kind(character).is_some() => {
                text.extend(character.escape_unicode());
            }
            _ => text.push(character),
        }
    }
    text.push('"');
    text
}

/// Digits in groups of three, where there are more than four.
fn grouped(digits: &str) -> String {
    let whole = digits.find('.').unwrap_or(digits.len());
    if whole < 5 {
        return digits.to_owned();
    }
    let mut text = String::new();
    for (index, digit) in digits[..whole].chars().enumerate() {
        if index > 0 && (whole - index).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text + &digits[whole..]
}

/// An expression between slashes.
fn slashed(pattern: &str) -> String {
    let mut text = String::from("/");
    let mut escaped = false;
    for character in pattern.chars() {
        if character == '/' && !escaped {
            text.push('\\');
        }
        escaped = character == '\\' && !escaped;
        text.push(character);
    }
    text.push('/');
    text
}

#[cfg(test)]
mod tests;
