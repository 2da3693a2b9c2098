//! Text to syntax tree: lex with logos, split into declarations, parse each with LALRPOP.

mod actions;
pub mod ast;
mod diagnose;
mod error;
pub mod format;
mod hidden;
mod lex;
mod nesting;
mod parse;
mod split;
#[cfg(test)]
mod testing;
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

pub use format::{format, print_expr};
pub use lex::Comment;
pub use parse::{Parsed, parse};
pub use token::{RESERVED, SOFT, STARTERS};

/// A name as it is written in a policy: in backticks if it needs them.
pub(crate) fn written(name: &str) -> String {
    format::name(name)
}
