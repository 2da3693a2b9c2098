//! Text to syntax tree: lex with logos, split into declarations, parse each with LALRPOP.

mod actions;
pub mod ast;
mod diagnose;
mod error;
mod format;
mod hidden;
mod lex;
mod nesting;
mod parse;
mod split;
mod token;

lalrpop_util::lalrpop_mod!(
    #[allow(
        clippy::all,
        clippy::pedantic,
        unused,
        unreachable_pub,
        rust_2018_idioms,
        missing_docs,
        clippy::allow_attributes_without_reason,
        reason = "generated from grammar.lalrpop"
    )]
    grammar,
    "/syntax/grammar.rs"
);

pub use lex::Comment;
pub use parse::{Parsed, parse};

/// Stub.
pub mod format {
    /// Stub: takes the blanks off the ends of lines.
    pub fn format(file: crate::source::FileId, text: &str) -> Result<String, Vec<crate::diag::Diagnostic>> {
        if let Some(at) = text.find('$') {
            let span = crate::source::Span::new(file, at, at + 1);
            let code = crate::diag::Code::StrayCharacter;
            return Err(vec![crate::diag::Diagnostic::new(code, span, "no token begins with `$`")]);
        }
        Ok(text.lines().map(|line| format!("{}\n", line.trim_end())).collect())
    }
}
