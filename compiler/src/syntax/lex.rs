//! Text to tokens, with comments on the side.
//!
//! Logos cuts the tokens; this module does what a regular expression cannot:
//!
//! * a slash begins a regular expression or is a slash, depending on what stands before it
//!   ([`Lexer::slash`]);
//! * whatever follows a dot is a name, so that `args.from` and `class.role` need no backticks
//!   ([`Lexer::push`]);
//! * what no token begins with, what is never closed and what belongs to another language is
//!   reported here and, where it is clear what was meant, replaced by that ([`Lexer::foreign`]),
//!   so that the parser reads on as if nothing had happened.
//!
//! The output covers the text in order and never overlaps. A token [`Token::Broken`] has been
//! reported already.

use logos::Logos;

use super::token::Token;
use crate::diag::Diagnostic;
use crate::source::{FileId, Span};

/// A `//` comment. Documentation (`///`) is part of the tree instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// What follows the slashes, without trailing white space.
    pub text: String,
    /// From the first slash to the end of the line.
    pub span: Span,
}

/// A token and where it stands, as LALRPOP wants it.
pub(super) type Spanned<'a> = (u32, Token<'a>, u32);

/// What the lexer makes of a file.
pub(super) struct Lexed<'a> {
    pub(super) tokens: Vec<Spanned<'a>>,
    pub(super) comments: Vec<Comment>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// More tokens than any policy has; behind them the rest of a file is not read.
const MAX_TOKENS: usize = 4_000_000;

/// Cuts a text into tokens.
pub(super) fn lex(file: FileId, text: &str) -> Lexed<'_> {
    let mut lexer = Lexer {
        file,
        text,
        out: Lexed {
            tokens: Vec::with_capacity(text.len() / 6),
            comments: Vec::new(),
            diagnostics: Vec::new(),
        },
    };
    lexer.run();
    lexer.out
}

struct Lexer<'a> {
    file: FileId,
    text: &'a str,
    out: Lexed<'a>,
}

impl<'a> Lexer<'a> {
    fn run(&mut self) {
        let start = if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut raw = Token::lexer(self.text);
        raw.bump(start);
        while let Some(token) = raw.next() {
            let at = raw.span();
            let end = match token {
                Ok(Token::Comment(text)) => self.comment(at.start, text),
                Ok(Token::Doc(text)) => self.doc(at.start, text),
                Ok(Token::Slash) => self.slash(at.start),
                Ok(token) => self.push(at.start, token, at.end),
                Err(()) => self.push(at.start, Token::Broken, at.end),
            };
            raw.bump(end - at.end);
            if self.out.tokens.len() >= MAX_TOKENS {
                break;
            }
        }
    }

    fn push(&mut self, start: usize, token: Token<'a>, end: usize) -> usize {
        let behind_dot = matches!(self.out.tokens.last(), Some((_, Token::Dot, _)));
        let token =
            if behind_dot && token.word().is_some() { Token::Name(&self.text[start..end]) } else { token };
        self.out.tokens.push((offset(start), token, offset(end)));
        end
    }

    fn comment(&mut self, start: usize, text: &'a str) -> usize {
        let end = start + 2 + text.len();
        let text = text.trim_end();
        let span = Span::new(self.file, start, start + 2 + text.len());
        self.out.comments.push(Comment { text: text.to_owned(), span });
        end
    }

    /// Four slashes and more are a ruler, not documentation.
    fn doc(&mut self, start: usize, text: &'a str) -> usize {
        if text.starts_with('/') {
            return self.comment(start, &self.text[start + 2..start + 3 + text.len()]);
        }
        let end = start + 3 + text.len();
        self.push(start, Token::Doc(text.trim_end()), end)
    }

    /// A slash: a regular expression, unless it stands where an operator would.
    fn slash(&mut self, start: usize) -> usize {
        let rest = &self.text[start + 1..];
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        match closing_slash(line) {
            Some(length) if !self.behind_operand() => {
                self.push(start, Token::Regex(&line[..length]), start + length + 2)
            }
            _ => self.push(start, Token::Slash, start + 1),
        }
    }

    fn behind_operand(&self) -> bool {
        match self.out.tokens.as_slice() {
            [.., (_, before, _), (_, Token::Name(_), _)] if before.ends_operand() => false,
            [.., (_, last, _)] => last.ends_operand() && *last != Token::Pattern,
            [] => false,
        }
    }
}

/// Where the slash stands that closes an expression, if one does.
fn closing_slash(line: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in line.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '/' => return Some(at),
            _ => {}
        }
    }
    None
}

/// Offsets fit: [`crate::source::Sources`] cuts texts at 64 MB, and a `Span` saturates.
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Reads the escape that a text begins with: the character it stands for, if it is one, and its
/// length in bytes, which is at least that of what it begins with.
pub(super) fn escape(text: &str) -> (Option<char>, usize) {
    let mut characters = text.chars();
    characters.next();
    let Some(kind) = characters.next() else { return (None, text.len()) };
    let plain = match kind {
        '"' => '"',
        '\\' => '\\',
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'u' => return unicode_escape(text),
        _ => return (None, 1 + kind.len_utf8()),
    };
    (Some(plain), 2)
}

/// `\u{1f600}`: one to six hexadecimal digits that name a character.
fn unicode_escape(text: &str) -> (Option<char>, usize) {
    let Some(inside) = text[2..].strip_prefix('{') else { return (None, 2) };
    let Some(close) = inside.find('}') else { return (None, 2) };
    let digits = &inside[..close];
    let fits = (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let value = if fits { u32::from_str_radix(digits, 16).ok().and_then(char::from_u32) } else { None };
    (value, 3 + close + 1)
}
