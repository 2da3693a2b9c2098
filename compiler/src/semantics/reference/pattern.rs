//! Whether a text matches a pattern, each in the plainest way.

use super::canonical;
use crate::semantics::thir::TextPattern;
use regex::Regex;

/// Whether the text matches; none where that cannot be said, because the pattern is no pattern.
pub(super) fn matches(pattern: &TextPattern, text: &str) -> Option<bool> {
    match pattern {
        TextPattern::Exact(wanted) => Some(text == wanted),
        TextPattern::Like { glob, separator: '.' } => Some(host_glob(glob, text)),
        TextPattern::Like { glob, separator } => Some(self::glob(glob, text, *separator)),
        TextPattern::Contains(piece) => Some(text.contains(piece.as_str())),
        TextPattern::Regex { pattern, anywhere } => {
            regex(pattern, *anywhere).map(|regex| regex.is_match(text))
        }
        TextPattern::Block(first, length) => Some(in_block(text, *first, *length)),
    }
}

/// The compiled expression. It is printed from its syntax tree first, so that a flag set inside it
/// ends where it ends.
fn regex(pattern: &str, anywhere: bool) -> Option<Regex> {
    let tree = regex_syntax::Parser::new().parse(pattern).ok()?;
    let whole = if anywhere { tree.to_string() } else { format!(r"\A(?:{tree})\z") };
    Regex::new(&whole).ok()
}

/// Whether an address lies in a block; what is no address does not.
fn in_block(text: &str, first: u128, length: u8) -> bool {
    let Some(address) = canonical::ip_bits(text) else { return false };
    let free = 128u32.saturating_sub(u32::from(length));
    let differs = address ^ first;
    differs.checked_shr(free).unwrap_or(0) == 0
}

/// `*` stands for any characters but the separator, `**` for any, all else for itself.
pub(super) fn glob(glob: &str, text: &str, separator: char) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut start = vec![false; text.len() + 1];
    start[0] = true;
    walk(glob, &text, separator, start)
}

/// A glob over the labels of a host name. A leading `*.` stands for one label or more.
pub(super) fn host_glob(glob: &str, host: &str) -> bool {
    let Some(rest) = glob.strip_prefix("*.") else { return self::glob(glob, host, '.') };
    let host: Vec<char> = host.chars().collect();
    let after_a_label = (0..=host.len()).map(|at| at >= 2 && host[at - 1] == '.').collect();
    walk(rest, &host, '.', after_a_label)
}

/// Follows all ways through the text at once: `here[i]` says that what has been read of the glob
/// can stand for the first `i` characters. Each piece of the glob costs one pass over the text.
fn walk(glob: &str, text: &[char], separator: char, mut here: Vec<bool>) -> bool {
    let mut pieces = glob.chars().peekable();
    while let Some(piece) = pieces.next() {
        let crosses = piece == '*' && pieces.next_if_eq(&'*').is_some();
        let mut next = vec![false; here.len()];
        next[0] = piece == '*' && here[0];
        for (at, found) in text.iter().enumerate() {
            next[at + 1] = if piece == '*' {
                here[at + 1] || (next[at] && (crosses || *found != separator))
            } else {
                here[at] && *found == piece
            };
        }
        here = next;
    }
    here[text.len()]
}
