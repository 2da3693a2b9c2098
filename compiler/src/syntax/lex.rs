//! Text to tokens, with comments on the side.
//!
//! Logos cuts the tokens; this module does what a regular expression cannot:
//!
//! * a slash begins a regular expression or is a slash, depending on what stands before it
//!   ([`Lexer::slash`]);
//! * whatever follows a dot is a name, so that `args.from` and `class.role` need no backticks
//!   ([`Lexer::push`]);
//! * what no token begins with, what is never closed ([`Lexer::unknown`]) and what belongs to
//!   another language ([`Lexer::foreign`]) is reported here and, where it is clear what was meant,
//!   replaced by that, so that the parser reads on as if nothing had happened;
//! * characters that nobody sees are reported wherever they stand ([`super::hidden`]).
//!
//! The tokens cover the text in order and never overlap. Where one of them is
//! [`Token::Broken`], it has been reported already.

use logos::Logos;

use super::error::LexError;
use super::hidden;
use super::token::{self, Token};
use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// A `//` comment. Documentation (`///`) is part of the tree instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// What follows the slashes, without trailing white space.
    pub text: String,
    /// From the first slash to the last visible character.
    pub span: Span,
}

/// A token and where it stands, as LALRPOP wants it.
pub(super) type Spanned<'a> = (u32, Token<'a>, u32);

/// What the lexer makes of a file.
pub(super) struct Lexed<'a> {
    pub(super) tokens: Vec<Spanned<'a>>,
    pub(super) comments: Vec<Comment>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Where reading stopped, if that was not the end.
    pub(super) stopped: Option<u32>,
}

/// More tokens than any policy has; behind them the rest of a file is not read.
pub(super) const MAX_TOKENS: usize = 2_000_000;
/// More mistakes than anyone reads; behind them the rest of a file is not read.
pub(super) const MAX_ERRORS: usize = 500;

/// Cuts a text into tokens.
pub(super) fn lex(file: FileId, text: &str) -> Lexed<'_> {
    let out = Lexed {
        tokens: Vec::with_capacity((text.len() / 6).min(MAX_TOKENS)),
        comments: Vec::new(),
        diagnostics: Vec::new(),
        stopped: None,
    };
    let mut lexer = Lexer { file, text, out };
    lexer.run();
    hidden::report(file, text, &mut lexer.out);
    lexer.out
}

struct Lexer<'a> {
    file: FileId,
    text: &'a str,
    out: Lexed<'a>,
}

impl<'a> Lexer<'a> {
    fn run(&mut self) {
        let mut at = if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut raw = self.logos_at(at);
        while let Some(token) = raw.next() {
            let std::ops::Range { start, end } = raw.span();
            at = match token {
                Ok(token) => self.token(start, token, end),
                Err(()) => self.unknown(start),
            };
            if at != end {
                raw = self.logos_at(at);
            }
            if self.out.tokens.len() >= MAX_TOKENS || self.out.diagnostics.len() >= MAX_ERRORS {
                self.out.stopped = Some(offset(at));
                break;
            }
        }
    }

    fn logos_at(&self, at: usize) -> logos::Lexer<'a, Token<'a>> {
        let mut raw = Token::lexer(self.text);
        raw.bump(at);
        raw
    }

    /// Takes what Logos found; returns where to go on.
    fn token(&mut self, start: usize, token: Token<'a>, end: usize) -> usize {
        match token {
            Token::Comment(text) => self.comment(start, text),
            Token::Doc(text) => self.doc(start, text),
            Token::Slash => self.slash(start),
            Token::Foreign(text) => self.foreign(start, text),
            Token::Text(inside) => self.closed_text(start, inside),
            Token::Raw("") => {
                self.report(LexError::EmptyName, start, end);
                self.push(start, Token::Broken, end)
            }
            Token::Name(_) => self.word(start, token, end),
            Token::Number(text) => self.number(start, text),
            word if word.word().is_some() => self.word(start, token, end),
            token => self.push(start, token, end),
        }
    }

    fn push(&mut self, start: usize, token: Token<'a>, end: usize) -> usize {
        self.out.tokens.push((offset(start), token, offset(end)));
        end
    }

    fn report(&mut self, error: LexError<'a>, start: usize, end: usize) {
        self.out.diagnostics.push(error.at(Span::new(self.file, start, end)));
    }

    fn begins_line(&self, start: usize) -> bool {
        self.text[..start]
            .trim_end_matches([' ', '\t'])
            .chars()
            .next_back()
            .is_none_or(|before| before == '\n')
    }

    /// The text from here to the end of the line, without trailing white space.
    fn rest_of_line(&self, start: usize) -> &'a str {
        let rest = &self.text[start..];
        rest[..rest.find('\n').unwrap_or(rest.len())].trim_end()
    }

    /// Behind a dot every word is a name, unless it begins a declaration in the first column; letters
    /// beyond ASCII are reported with the whole name.
    fn word(&mut self, start: usize, token: Token<'a>, end: usize) -> usize {
        if self.text[end..].starts_with(|c: char| !c.is_ascii() && c.is_alphanumeric()) {
            return self.foreign_name(start);
        }
        let first_column = self.text[..start].ends_with('\n');
        let behind_dot = !first_column && matches!(self.out.tokens.last(), Some((_, Token::Dot, _)));
        let token = if behind_dot { Token::Name(&self.text[start..end]) } else { token };
        self.push(start, token, end)
    }

    /// In `5and` the letters are no unit.
    fn number(&mut self, start: usize, text: &'a str) -> usize {
        // A sign of a currency belongs to its amount, on whichever side it stands.
        let behind = self.text[start + text.len()..].chars().next().filter(|sign| "$€£¥".contains(*sign));
        if let Some(sign) = behind {
            let end = start + text.len() + sign.len_utf8();
            self.report(LexError::MalformedNumber(&self.text[start..end]), start, end);
            return self.push(start, Token::Broken, end);
        }
        let unit = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
        let word = token::literal(&text[unit..]).is_some_and(Token::is_reserved);
        let length = if word { unit } else { text.len() };
        self.push(start, Token::Number(&text[..length]), start + length)
    }

    fn foreign_name(&mut self, start: usize) -> usize {
        let rest = &self.text[start..];
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        self.report(LexError::ForeignName(&rest[..length]), start, start + length);
        self.push(start, Token::Raw(&rest[..length]), start + length)
    }

    fn comment(&mut self, start: usize, text: &'a str) -> usize {
        let visible = text.trim_end();
        let span = Span::new(self.file, start, start + 2 + visible.len());
        self.out.comments.push(Comment { text: visible.to_owned(), span });
        start + 2 + text.len()
    }

    /// Four slashes and more are a ruler, not documentation.
    fn doc(&mut self, start: usize, text: &'a str) -> usize {
        let end = start + 3 + text.len();
        if text.starts_with('/') {
            return self.comment(start, &self.text[start + 2..end]);
        }
        let visible = text.trim_end();
        self.push(start, Token::Doc(visible), start + 3 + visible.len());
        end
    }
}

/// Texts and expressions.
impl<'a> Lexer<'a> {
    fn closed_text(&mut self, start: usize, inside: &'a str) -> usize {
        self.check_escapes(start + 1, inside);
        self.push(start, Token::Text(inside), start + inside.len() + 2)
    }

    /// Reports the first escape that is none; a path like `C:\Users\ann` is one mistake.
    fn check_escapes(&mut self, start: usize, inside: &'a str) {
        let mut at = 0;
        while let Some(found) = inside[at..].find('\\') {
            at += found;
            let (resolved, length) = escape(&inside[at..]);
            if resolved.is_none() {
                let error = LexError::UnknownEscape(&inside[at..at + length]);
                return self.report(error, start + at, start + at + length);
            }
            at += length;
        }
    }

    /// A text without a second quote ends with its line, before the brackets that close what the
    /// same line opened.
    fn unclosed_text(&mut self, start: usize) -> usize {
        let line = self.rest_of_line(start);
        let mut inside = &line[1..];
        for _ in 0..self.open_on_this_line(start) {
            inside = inside.strip_suffix(['}', ']', ')']).map_or(inside, str::trim_end);
        }
        self.report(LexError::UnclosedText, start, start + line.len());
        self.push(start, Token::Text(inside), start + 1 + inside.len())
    }

    fn open_on_this_line(&self, start: usize) -> usize {
        let line_start = self.text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let on_line = self.out.tokens.iter().rev().take_while(|token| token.0 as usize >= line_start);
        let mut closed = 0usize;
        let mut open = 0usize;
        for (_, token, _) in on_line {
            if token.closes() {
                closed += 1;
            } else if token.opens() && closed > 0 {
                closed -= 1;
            } else if token.opens() {
                open += 1;
            }
        }
        open
    }

    fn unclosed_name(&mut self, start: usize) -> usize {
        let rest = &self.text[start + 1..];
        let length = rest.find(|c: char| !c.is_alphanumeric() && !"_-./:".contains(c)).unwrap_or(rest.len());
        let name = rest[..length].trim_end_matches([':', '.']);
        self.report(LexError::UnclosedName(name), start, start + 1 + name.len());
        let token = if name.is_empty() { Token::Broken } else { Token::Raw(name) };
        self.push(start, token, start + 1 + name.len())
    }

    /// A slash: a regular expression, unless it stands where an operator would.
    fn slash(&mut self, start: usize) -> usize {
        let line = self.rest_of_line(start + 1);
        if self.behind_operand() && !looks_like_regex(line) {
            return self.push(start, Token::Slash, start + 1);
        }
        let (length, mistake) = match closing_slash(line) {
            Closing::At(length) => (length, None),
            Closing::Inside(first, length) => (length, Some((LexError::SlashInRegex, first, first + 1))),
            Closing::Flags(length, end) => {
                (length, Some((LexError::RegexFlags(&line[length + 1..end]), length + 1, end)))
            }
            Closing::Never => {
                self.report(LexError::UnclosedRegex, start, start + 1 + line.len());
                return self.push(start, Token::Regex(line), start + 1 + line.len());
            }
        };
        let mut end = start + length + 2;
        if let Some((error, from, to)) = mistake {
            self.report(error, start + 1 + from, start + 1 + to);
            end = end.max(start + 1 + to);
        }
        self.push(start, Token::Regex(&line[..length]), end)
    }

    /// Whether an operand ends here, so that an operator is due. A plain word right behind another operand is none: it is a
    /// misspelt operator, as in `args.path mathces /x/`.
    fn behind_operand(&self) -> bool {
        match self.out.tokens.as_slice() {
            [.., (_, before, _), (_, Token::Name(_), _)] if before.ends_operand() => false,
            [.., (_, last, _)] => last.ends_operand() && *last != Token::Pattern,
            [] => false,
        }
    }
}

/// Whether what follows a slash is an expression even where an operator is due, because the word
/// before it is missing: it has marks that no division has.
fn looks_like_regex(line: &str) -> bool {
    let (Closing::At(length) | Closing::Inside(_, length)) = closing_slash(line) else { return false };
    !line.starts_with(char::is_whitespace) && line[..length].contains(['\\', '[', '^', '|', '?'])
}

/// Where the slash stands that closes an expression.
enum Closing {
    At(usize),
    /// The first one stands inside: between square brackets, or with a word right behind it.
    Inside(usize, usize),
    /// Letters stand behind it, up to here.
    Flags(usize, usize),
    Never,
}

fn closing_slash(line: &str) -> Closing {
    let mut escaped = false;
    let mut in_class = false;
    let mut first = None;
    for (at, character) in line.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if in_class || line[at + 1..].starts_with(is_word) => first = first.or(Some(at)),
            '/' => return first.map_or(Closing::At(at), |first| Closing::Inside(first, at)),
            _ => {}
        }
    }
    first.map_or(Closing::Never, |first| {
        let behind = &line[first + 1..];
        match behind.find(|c: char| !is_word(c)).unwrap_or(behind.len()) {
            0 => Closing::At(first),
            letters => Closing::Flags(first, first + 1 + letters),
        }
    })
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// What no token begins with, and what other languages write.
impl<'a> Lexer<'a> {
    /// Something that Logos could make nothing of; returns where to go on.
    fn unknown(&mut self, start: usize) -> usize {
        let Some(character) = self.text[start..].chars().next() else { return self.text.len() };
        let end = start + character.len_utf8();
        match character {
            '"' => self.unclosed_text(start),
            '`' => self.unclosed_name(start),
            '$' | '€' | '£' | '¥' if self.text[end..].starts_with(|c: char| c.is_ascii_digit()) => {
                self.currency(start)
            }
            '“' | '”' | '„' | '‘' | '’' | '«' => self.foreign_quotes(start, character),
            '≥' => self.operator(start, end, Token::GreaterEqual, ">="),
            '≤' => self.operator(start, end, Token::LessEqual, "<="),
            '≠' => self.operator(start, end, Token::NotEqual, "!="),
            '→' => self.operator(start, end, Token::Arrow, "->"),
            '×' => self.operator(start, end, Token::Star, "*"),
            '–' | '—' | '−' => self.operator(start, end, Token::Minus, "-"),
            '…' => self.operator(start, end, Token::DotDot, ".."),
            '∧' => self.operator(start, end, Token::And, "and"),
            '∨' => self.operator(start, end, Token::Or, "or"),
            '¬' => self.operator(start, end, Token::Not, "not"),
            _ if hidden::kind(character).is_some() => end,
            _ if character.is_whitespace() => {
                self.report(LexError::OddSpace(character), start, end);
                end
            }
            _ if character.is_alphanumeric() => self.foreign_name(start),
            _ => self.stray(start),
        }
    }

    /// A run of characters without meaning is one mistake.
    fn stray(&mut self, start: usize) -> usize {
        let rest = &self.text[start..];
        let meaningless = |c: char| {
            !c.is_alphanumeric() && !c.is_whitespace() && !"\"`_{}()[],:?-.=!<>*+/&|;#'~$€£¥".contains(c)
        };
        let length = rest.find(|c: char| !meaningless(c)).unwrap_or(rest.len());
        let end = start + length.max(rest.chars().next().map_or(1, char::len_utf8));
        self.report(LexError::Stray(&self.text[start..end]), start, end);
        self.push(start, Token::Broken, end)
    }

    fn currency(&mut self, start: usize) -> usize {
        let rest = &self.text[start..];
        let symbol = rest.chars().next().map_or(1, char::len_utf8);
        let digits = rest[symbol..].find(|c: char| !c.is_ascii_digit() && c != '_' && c != '.');
        let end = start + digits.map_or(rest.len(), |length| symbol + length);
        self.report(LexError::MalformedNumber(&self.text[start..end]), start, end);
        self.push(start, Token::Broken, end)
    }

    fn foreign_quotes(&mut self, start: usize, open: char) -> usize {
        let line = self.rest_of_line(start);
        let inside = &line[open.len_utf8()..];
        let closing: &[char] = match open {
            '\'' => &['\''],
            '«' => &['»'],
            _ => &['“', '”', '‘', '’', '"'],
        };
        let Some(length) = inside.find(closing) else { return self.stray(start) };
        let close = inside[length..].chars().next().map_or(1, char::len_utf8);
        let end = start + open.len_utf8() + length + close;
        self.report(LexError::ForeignQuotes(&inside[..length]), start, end);
        self.push(start, Token::Text(&inside[..length]), end)
    }

    /// A single quote, unless it stands in a word.
    fn apostrophe(&mut self, start: usize) -> usize {
        let rest = &self.text[start + 1..];
        let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let end = start + 1 + length;
        let Some(&(word, Token::Name(before), word_end)) = self.out.tokens.last() else {
            return self.foreign_quotes(start, '\'');
        };
        let (ours, tokens) = match (before, &rest[..length]) {
            ("isn" | "aren", "t") => ("is not", [Token::Is, Token::Not]),
            ("hasn" | "haven" | "doesn", "t") => ("has no", [Token::Has, Token::No]),
            _ => return self.foreign_quotes(start, '\''),
        };
        if word_end as usize != start {
            return self.foreign_quotes(start, '\'');
        }
        self.out.tokens.pop();
        let word = word as usize;
        self.report(LexError::ForeignOperator(&self.text[word..end], ours), word, end);
        self.push(word, tokens[0], start);
        self.push(start, tokens[1], end)
    }

    fn operator(&mut self, start: usize, end: usize, token: Token<'a>, ours: &'static str) -> usize {
        self.report(LexError::ForeignOperator(&self.text[start..end], ours), start, end);
        self.push(start, token, end)
    }

    /// Something that other languages write; returns where to go on.
    fn foreign(&mut self, start: usize, text: &'a str) -> usize {
        let end = start + text.len();
        match text {
            "&" | "&&" => self.operator(start, end, Token::And, "and"),
            "||" => self.operator(start, end, Token::Or, "or"),
            "!" => self.operator(start, end, Token::Not, "not"),
            "===" => self.operator(start, end, Token::EqualEqual, "=="),
            "!==" | "<>" => self.operator(start, end, Token::NotEqual, "!="),
            ":=" => self.operator(start, end, Token::Equal, "="),
            "|" => self.broken(LexError::Pipe, start, end),
            ";" => self.semicolon(start, end),
            "#" => self.line_comment(start, text),
            "--" if self.begins_line(start) => self.line_comment(start, text),
            "--" => {
                self.push(start, Token::Minus, start + 1);
                self.push(start + 1, Token::Minus, end)
            }
            "'" => self.apostrophe(start),
            "/*" => self.block_comment(start),
            "\\" => self.stray(start),
            _ if text.contains('-') || (text.contains('/') && !text.contains('.')) => {
                self.broken(LexError::MalformedDate(text), start, end)
            }
            _ if text.contains(':') => self.broken(LexError::MalformedTime(text), start, end),
            _ if text.contains(|c: char| c.is_ascii_alphabetic()) => {
                self.broken(LexError::MalformedNumber(text), start, end)
            }
            _ => {
                self.report(LexError::Unquoted(text), start, end);
                self.push(start, Token::Text(text), end)
            }
        }
    }

    fn broken(&mut self, error: LexError<'a>, start: usize, end: usize) -> usize {
        self.report(error, start, end);
        self.push(start, Token::Broken, end)
    }

    fn semicolon(&mut self, start: usize, end: usize) -> usize {
        self.report(LexError::Semicolon, start, end);
        let mut closed = 0;
        for &(_, token, _) in self.out.tokens.iter().rev().take(1_000) {
            if token.closes() {
                closed += 1;
            } else if token.opens() && closed > 0 {
                closed -= 1;
            } else if token.opens() {
                return if token == Token::LeftBracket { self.push(start, Token::Comma, end) } else { end };
            }
        }
        end
    }

    /// A block of such comments is one mistake.
    fn line_comment(&mut self, start: usize, mark: &'a str) -> usize {
        let end = start + self.rest_of_line(start).len();
        let continues = self.out.diagnostics.last().is_some_and(|last| {
            last.code == Code::ForeignComment
                && self.text[last.primary.span.end as usize..start].trim().is_empty()
        });
        match self.out.diagnostics.last_mut() {
            Some(last) if continues => last.primary.span.end = offset(end),
            _ => self.report(LexError::LineComment(mark), start, end),
        }
        end
    }

    fn block_comment(&mut self, start: usize) -> usize {
        let end = match self.text[start + 2..].find("*/") {
            Some(length) => start + 2 + length + 2,
            None => start + self.rest_of_line(start).len(),
        };
        self.report(LexError::BlockComment, start, end);
        end
    }
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

/// Offsets fit: [`super::parse`] cuts texts at 64 MB.
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
