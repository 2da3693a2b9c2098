//! How deep a declaration nests, before it is parsed.
//!
//! The tree is walked and dropped by recursion, so its depth must be bounded before it exists.
//! What makes it deeper is counted on the tokens: brackets, `not`, signs and sums (`a + b + c` is
//! two levels deep, since it is read from the left), and `list of`. The count is the sum over all
//! open brackets, so it never underestimates; it falls back where a bracket closes and at the
//! marks and words that no sum contains.

use super::lex::Spanned;
use super::token::Token;

/// Levels that are read. People stop at five.
pub(super) const MAX_DEPTH: usize = 64;

/// The first token that nests too deeply.
pub(super) fn too_deep(tokens: &[Spanned<'_>]) -> Option<usize> {
    let mut here = 0;
    let mut outside = Vec::new();
    let mut total = 0usize;
    for (index, (_, token, _)) in tokens.iter().enumerate() {
        let previous = index.checked_sub(1).map(|before| tokens[before].1);
        if token.opens() {
            outside.push(here);
            here = 0;
            total += 1;
        } else if token.closes() {
            if let Some(before) = outside.pop() {
                total -= here + 1;
                here = before;
            }
        } else if deepens(*token, previous) {
            here += 1;
            total += 1;
        } else if separates(*token, previous) {
            total -= here;
            here = 0;
        }
        if total > MAX_DEPTH {
            return Some(index);
        }
    }
    None
}

fn deepens(token: Token<'_>, previous: Option<Token<'_>>) -> bool {
    match token {
        Token::Not | Token::Minus | Token::Plus | Token::Star => true,
        Token::Of => matches!(previous, Some(Token::List | Token::Set)),
        _ => false,
    }
}

/// Whether no sum goes on beyond this token. `add` and `subtract` may be names, but not behind an
/// operand.
fn separates(token: Token<'_>, previous: Option<Token<'_>>) -> bool {
    match token {
        Token::And | Token::Or | Token::When | Token::Unless | Token::Comma | Token::Colon => true,
        Token::Add | Token::Subtract => previous.is_some_and(Token::ends_operand),
        _ => false,
    }
}
