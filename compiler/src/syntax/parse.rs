//! Tokens to syntax tree.

use super::actions::Actions;
use super::ast::{Decl, File, Item};
use super::grammar::DeclParser;
use super::lex::{self, Comment, Spanned};
use super::token::Token;
use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};

type ParseError<'a> = lalrpop_util::ParseError<u32, Token<'a>, ()>;

/// What [`parse`] makes of a text.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The tree. What did not parse is an `Error` node in it.
    pub file: File,
    /// Every `//` comment, in order.
    pub comments: Vec<Comment>,
    /// Every mistake found, in order of place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses one file.
pub fn parse(file: FileId, text: &str) -> Parsed {
    let lexed = lex::lex(file, text);
    let mut diagnostics = lexed.diagnostics;
    let parser = DeclParser::new();
    let mut items = Vec::new();
    for tokens in split(text, &lexed.tokens) {
        let docs_end = tokens.iter().take_while(|t| matches!(t.1, Token::Doc(_))).count();
        let mut actions = Actions { file, recovered: Vec::new() };
        let docs = tokens[..docs_end]
            .iter()
            .filter_map(|t| match t.1 {
                Token::Doc(line) => Some(actions.doc(line, t.0, t.2)),
                _ => None,
            })
            .collect();
        let body = &tokens[docs_end..];
        let span = match (body.first(), body.last()) {
            (Some(first), Some(last)) => Span { file, start: first.0, end: last.2 },
            _ => Span::new(file, 0, 0),
        };
        let result = parser.parse(&mut actions, body.iter().copied());
        for recovery in actions.recovered {
            diagnostics.push(unexpected(span, &recovery.error));
        }
        if let Err(error) = &result {
            diagnostics.push(unexpected(span, error));
        }
        items.push(Item { docs, span, decl: result.unwrap_or(Decl::Error) });
    }
    Parsed { file: File { items }, comments: lexed.comments, diagnostics }
}

fn unexpected(whole: Span, error: &ParseError<'_>) -> Diagnostic {
    let span = match error {
        ParseError::UnrecognizedToken { token, .. } | ParseError::ExtraToken { token } => {
            Span { start: token.0, end: token.2, ..whole }
        }
        ParseError::InvalidToken { .. } | ParseError::UnrecognizedEof { .. } | ParseError::User { .. } => {
            whole.after()
        }
    };
    Diagnostic::new(Code::UnexpectedToken, span, "this cannot stand here")
}

/// Cuts the tokens into declarations.
fn split<'t, 'a>(text: &str, tokens: &'t [Spanned<'a>]) -> Vec<&'t [Spanned<'a>]> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut depth = 0usize;
    for (i, &(start, token, _)) in tokens.iter().enumerate() {
        let first_column = start == 0 || text.as_bytes()[start as usize - 1] == b'\n';
        let documented = i > 0 && matches!(tokens[i - 1].1, Token::Doc(_));
        let named = tokens.get(i + 1).is_some_and(|n| n.1.is_name() || matches!(n.1, Token::Text(_)));
        let operand = i > 0
            && matches!(
                tokens[i - 1].1,
                Token::Else
                    | Token::Per
                    | Token::Least
                    | Token::Is
                    | Token::Has
                    | Token::In
                    | Token::Within
                    | Token::And
                    | Token::Or
                    | Token::Not
                    | Token::Expect
                    | Token::When
                    | Token::Unless
            );
        let starts = token.is_starter() && (first_column || (depth == 0 && named && !operand)) && !documented;
        let docs = matches!(token, Token::Doc(_)) && (depth == 0 || first_column) && !documented;
        if (starts || docs) && i > from {
            out.push(&tokens[from..i]);
            from = i;
            depth = 0;
        }
        if token.opens() {
            depth += 1;
        } else if token.closes() {
            depth = depth.saturating_sub(1);
        }
    }
    if from < tokens.len() {
        out.push(&tokens[from..]);
    }
    out
}
