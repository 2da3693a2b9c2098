//! Tokens to declarations.
//!
//! A declaration begins at a starter word outside all brackets with a name behind it, or at any
//! starter in the first column, whatever is open: so a forgotten bracket costs one declaration,
//! not the rest of the file. In the first column a word that is no starter begins one too if a
//! name follows: it is a misspelt starter. Documentation belongs to what it stands before.

use super::diagnose;
use super::lex::Spanned;
use super::token::{STARTERS, Token};

/// The clauses that people write in the first column.
const CLAUSES: &[&str] = &[
    "on", "when", "unless", "because", "alert", "cites", "by", "until", "mask", "rollback", "shadow", "and",
    "or",
];

/// The declarations of a file, each with the documentation before it. No token is lost.
pub(super) struct Declarations<'t, 'a> {
    text: &'t str,
    tokens: &'t [Spanned<'a>],
    /// Where the next one begins.
    from: usize,
    /// Words that may still be compared with all starters, which is slow: a policy has few.
    comparisons: usize,
}

/// Cuts the tokens into declarations.
pub(super) fn split<'t, 'a>(text: &'t str, tokens: &'t [Spanned<'a>]) -> Declarations<'t, 'a> {
    Declarations { text, tokens, from: 0, comparisons: 10_000 }
}

impl<'t, 'a> Iterator for Declarations<'t, 'a> {
    type Item = &'t [Spanned<'a>];

    fn next(&mut self) -> Option<Self::Item> {
        let from = self.from;
        let mut depth = 0usize;
        let mut index = from;
        while let Some((_, token, _)) = self.tokens.get(index) {
            if index > from && self.begins(index, depth) {
                break;
            }
            if token.opens() {
                depth += 1;
            } else if token.closes() {
                depth = depth.saturating_sub(1);
            }
            index += 1;
        }
        self.from = index;
        (index > from).then(|| &self.tokens[from..index])
    }
}

impl Declarations<'_, '_> {
    /// Whether a declaration, or the documentation of one, begins at this token.
    fn begins(&mut self, index: usize, depth: usize) -> bool {
        let previous = self.tokens[index - 1].1;
        match self.tokens[index].1 {
            _ if matches!(previous, Token::Doc(_)) => false,
            Token::Doc(_) => self.documents(index, depth),
            _ => self.starts(index, depth, Some(previous)),
        }
    }

    /// Whether the documentation that begins here is that of a declaration.
    fn documents(&mut self, index: usize, depth: usize) -> bool {
        let rest = &self.tokens[index..];
        let Some(ahead) = rest.iter().position(|token| !matches!(token.1, Token::Doc(_))) else {
            return depth == 0;
        };
        let clause = rest[ahead].1.word().is_some_and(|word| CLAUSES.contains(&word));
        (self.column(index) == 0 && !clause) || self.starts(index + ahead, depth, None)
    }

    /// How many bytes stand before a token on its line; more than any indentation if one of them
    /// is no space.
    fn column(&self, index: usize) -> usize {
        let before = &self.text[..self.tokens[index].0 as usize];
        let spaces = before.len() - before.trim_end_matches([' ', '\t']).len();
        let begins_line = matches!(before.as_bytes()[..before.len() - spaces].last(), None | Some(b'\n'));
        if begins_line { spaces } else { usize::MAX }
    }

    /// Whether a declaration starts with this token, given the one before it.
    fn starts(&mut self, index: usize, depth: usize, previous: Option<Token<'_>>) -> bool {
        let token = self.tokens[index].1;
        let next = self.tokens.get(index + 1).map(|next| next.1);
        let named = next.is_some_and(|next| next.is_name() || matches!(next, Token::Text(_)));
        let goes_on = previous.is_some_and(goes_on);
        let first_column =
            matches!(self.text.as_bytes()[..self.tokens[index].0 as usize].last(), None | Some(b'\n'));
        match token {
            Token::Name(word) => first_column && named && self.is_misspelt_starter(word),
            // Clauses are indented by four.
            Token::Broken => depth == 0 && named && !goes_on && self.column(index) < 4,
            _ if !token.is_starter() => false,
            _ if first_column => !(goes_on && next.is_some_and(is_operator)),
            _ => depth == 0 && named && !goes_on,
        }
    }

    /// A word in the first column that resembles no clause is meant to begin a declaration.
    fn is_misspelt_starter(&mut self, word: &str) -> bool {
        if self.comparisons == 0 || matches!(word, "if" | "rule") {
            return true;
        }
        self.comparisons -= 1;
        let words: Vec<&str> = STARTERS.iter().chain(CLAUSES).copied().collect();
        diagnose::meant(word, &words).is_none_or(|meant| STARTERS.contains(&meant))
    }
}

/// Whether what follows this token belongs to it, so that a starter is an operand there.
fn goes_on(token: Token<'_>) -> bool {
    matches!(
        token,
        Token::Else
            | Token::Per
            | Token::Least
            | Token::Expect
            | Token::Is
            | Token::Has
            | Token::No
            | Token::In
            | Token::Within
            | Token::From
            | Token::And
            | Token::Or
            | Token::Not
            | Token::When
            | Token::Unless
            | Token::Dot
            | Token::Comma
            | Token::Colon
            | Token::Equal
            | Token::EqualEqual
            | Token::NotEqual
            | Token::Less
            | Token::LessEqual
            | Token::Greater
            | Token::GreaterEqual
            | Token::Plus
            | Token::Minus
            | Token::Star
            | Token::DotDot
            | Token::DotDotEqual
            | Token::LeftBrace
            | Token::LeftParen
            | Token::LeftBracket
            | Token::Arrow
            | Token::Of
    )
}

fn is_operator(token: Token<'_>) -> bool {
    matches!(
        token,
        Token::Is
            | Token::Has
            | Token::In
            | Token::Within
            | Token::From
            | Token::Not
            | Token::Like
            | Token::Matches
            | Token::Contains
            | Token::Dot
            | Token::EqualEqual
            | Token::NotEqual
            | Token::Less
            | Token::LessEqual
            | Token::Greater
            | Token::GreaterEqual
            | Token::LeftParen
    )
}
