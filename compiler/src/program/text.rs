//! The smallest parts of the program's text: names, quoted texts, tails of lines, times.
//!
//! What is written here [`super::read`] takes apart again, so both go by these rules:
//! - a **name** stands bare if it is [`is_plain`], else in quotes;
//! - a **quoted** text escapes `"`, `\` and what nobody sees on a line ([`is_hidden`]);
//! - a **tail** runs to the end of its line as it is; only what is hidden there is escaped, and a
//!   `\` that would read as such an escape.
//!
//! The rules name characters one by one and never ask the Unicode tables of a library, so that the
//! same program has the same text (and hash) whatever the compiler was built with.

use agp_abi::forms::DURATION_UNITS;
use std::fmt::{self, Display, Formatter, Write};

/// Whether a name needs no quotes: a letter or `_`, then letters, digits, `_`, `-`, `.` and `/`.
pub(super) fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(is_plain_inside)
}

/// Whether a bare name may go on with this.
pub(super) fn is_plain_inside(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/')
}

/// What would break a line, or change how it looks without being seen: controls, line and
/// paragraph separators, marks of writing direction, the byte order mark.
pub(super) fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
    )
}

/// A name, bare where it can be.
pub(super) struct Name<'a>(pub(super) &'a str);

impl Display for Name<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if is_plain(self.0) { f.write_str(self.0) } else { write!(f, "{}", Quoted(self.0)) }
    }
}

/// A text in quotes.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                '\n' => f.write_str("\\n")?,
                '\t' => f.write_str("\\t")?,
                c if is_hidden(c) => write!(f, "\\u{{{:x}}}", u32::from(c))?,
                c => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}

/// A text that ends its line, with its mark and the spaces around that; nothing where it is empty.
pub(super) struct Tail<'a>(pub(super) char, pub(super) &'a str);

impl Display for Tail<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if !self.1.is_empty() {
            write!(f, " {} ", self.0)?;
        }
        for (at, c) in self.1.char_indices() {
            let rest = &self.1[at..];
            let ends_in_space = c == ' ' && rest.len() == 1;
            if is_hidden(c) || rest.starts_with("\\u{") || ends_in_space {
                write!(f, "\\u{{{:x}}}", u32::from(c))?;
            } else {
                f.write_char(c)?;
            }
        }
        Ok(())
    }
}

/// What [`Tail`] wrote; `None` where an escape names no character.
pub(super) fn read_tail(written: &str) -> Option<String> {
    let mut text = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find("\\u{") {
        text.push_str(&rest[..at]);
        let (c, behind) = read_code(&rest[at + 3..])?;
        text.push(c);
        rest = behind;
    }
    text.push_str(rest);
    Some(text)
}

/// The character of `2028}…`, and what follows it.
pub(super) fn read_code(rest: &str) -> Option<(char, &str)> {
    let (digits, behind) = rest.split_once('}')?;
    let hexadecimal = (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let code = u32::from_str_radix(digits, 16).ok().filter(|_| hexadecimal)?;
    Some((char::from_u32(code)?, behind))
}

/// Items between brackets, with commas.
pub(super) struct Listed<'a, T>(pub(super) [char; 2], pub(super) &'a [T]);

impl<T: Display> Display for Listed<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char(self.0[0])?;
        for (index, item) in self.1.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{item}")?;
        }
        f.write_char(self.0[1])
    }
}

/// Names in square brackets.
pub(super) fn names<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let names: Vec<Name<'_>> = names.into_iter().map(|name| Name(name)).collect();
    Listed(['[', ']'], &names).to_string()
}

/// Quoted texts in square brackets.
pub(super) fn texts<'a>(texts: impl IntoIterator<Item = &'a String>) -> String {
    let texts: Vec<Quoted<'_>> = texts.into_iter().map(|text| Quoted(text)).collect();
    Listed(['[', ']'], &texts).to_string()
}

/// A span of time in the largest unit that holds it whole.
pub(super) fn duration(milliseconds: i64) -> String {
    let whole = |(_, factor): &&(&str, i64)| milliseconds != 0 && milliseconds % factor == 0;
    let (unit, factor) = DURATION_UNITS.iter().filter(whole).max_by_key(|unit| unit.1).unwrap_or(&("ms", 1));
    format!("{}{unit}", milliseconds / factor)
}

/// What [`duration`] wrote.
pub(super) fn read_duration(text: &str) -> Option<i64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let (_, factor) = DURATION_UNITS.iter().find(|(unit, _)| *unit == &text[digits.len()..])?;
    digits.parse::<i64>().ok()?.checked_mul(*factor)
}

#[cfg(test)]
mod tests {
    use super::{Name, Quoted, Tail, duration, read_duration, read_tail};

    #[test]
    fn names_are_quoted_where_they_must() {
        for (name, written) in [
            ("pii.email", "pii.email"),
            ("Europe/Berlin", "Europe/Berlin"),
            ("", "\"\""),
            ("?0", "\"?0\""),
            ("9lives", "\"9lives\""),
            ("a b", "\"a b\""),
            ("straße", "\"straße\""),
            ("a\"b\\\n\u{202e}", "\"a\\\"b\\\\\\n\\u{202e}\""),
        ] {
            assert_eq!(Name(name).to_string(), written);
        }
        assert_eq!(Quoted("a.b").to_string(), "\"a.b\"");
    }

    #[test]
    fn tails_are_read_as_they_were() {
        for (text, written) in [
            ("args.x matches /\\d+\"/", " # args.x matches /\\d+\"/"),
            (" two  spaces ", " #  two  spaces\\u{20}"),
            ("a\nb", " # a\\u{a}b"),
            ("\\u{41}\\", " # \\u{5c}u{41}\\"),
        ] {
            let tail = Tail('#', text).to_string();
            assert_eq!(tail, written);
            assert_eq!(read_tail(&tail[3..]).as_deref(), Some(text));
        }
        assert_eq!(Tail('#', "").to_string(), "");
        for broken in ["\\u{", "\\u{}", "\\u{110000}", "\\u{d800}", "\\u{+41}", "\\u{0000041}"] {
            assert_eq!(read_tail(broken), None, "{broken}");
        }
    }

    #[test]
    fn times_are_read_as_they_were() {
        let cases = [
            (0, "0ms"),
            (1, "1ms"),
            (90_000, "90s"),
            (43_200_000, "12h"),
            (-7 * 86_400_000, "-1w"),
            (i64::MIN, "-9223372036854775808ms"),
        ];
        for (milliseconds, written) in cases {
            assert_eq!(duration(milliseconds), written);
            assert_eq!(read_duration(written), Some(milliseconds));
        }
        for broken in ["", "h", "1", "1y", "1 h", "9223372036854775807w"] {
            assert_eq!(read_duration(broken), None, "{broken}");
        }
    }
}
