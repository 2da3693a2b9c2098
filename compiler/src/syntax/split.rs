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

/// Cuts the tokens into declarations, each with the documentation before it. Nothing is lost.
pub(super) fn split<'t, 'a>(text: &str, tokens: &'t [Spanned<'a>]) -> Vec<&'t [Spanned<'a>]> {
    let mut declarations = Vec::new();
    let mut from = 0;
    let mut depth = 0usize;
    for (index, (_, token, _)) in tokens.iter().enumerate() {
        if begins(text, tokens, index, depth) {
            if index > from {
                declarations.push(&tokens[from..index]);
            }
            from = index;
            depth = 0;
        }
        if token.opens() {
            depth += 1;
        } else if token.closes() {
            depth = depth.saturating_sub(1);
        }
    }
    if from < tokens.len() {
        declarations.push(&tokens[from..]);
    }
    declarations
}

/// Whether a declaration, or the documentation of one, begins at this token.
fn begins(text: &str, tokens: &[Spanned<'_>], index: usize, depth: usize) -> bool {
    let previous = index.checked_sub(1).map(|before| tokens[before].1);
    if matches!(previous, Some(Token::Doc(_))) {
        return false;
    }
    match tokens[index].1 {
        Token::Doc(_) => {
            let rest = &tokens[index..];
            let documented = rest.iter().position(|token| !matches!(token.1, Token::Doc(_)));
            documented.is_some_and(|ahead| starts(text, tokens, index + ahead, depth, None))
        }
        _ => starts(text, tokens, index, depth, previous),
    }
}

/// Whether a declaration starts with this token, given the one before it.
fn starts(
    text: &str,
    tokens: &[Spanned<'_>],
    index: usize,
    depth: usize,
    previous: Option<Token<'_>>,
) -> bool {
    let (start, token, _) = tokens[index];
    let next = tokens.get(index + 1).map(|next| next.1);
    let named = next.is_some_and(|next| next.is_name() || matches!(next, Token::Text(_)));
    let first_column = start == 0 || text.as_bytes()[start as usize - 1] == b'\n';
    match token {
        Token::Name(word) => first_column && named && is_misspelt_starter(word),
        _ if !token.is_starter() => false,
        _ if first_column => !(previous.is_some_and(goes_on) && next.is_some_and(is_operator)),
        _ => depth == 0 && named && !previous.is_some_and(goes_on),
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

/// A word in the first column that resembles no clause is meant to begin a declaration.
fn is_misspelt_starter(word: &str) -> bool {
    let words: Vec<&str> = STARTERS.iter().chain(CLAUSES).copied().collect();
    diagnose::meant(word, &words).is_none_or(|meant| STARTERS.contains(&meant))
}
