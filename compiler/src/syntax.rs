//! Text to syntax tree: lex with logos, split into declarations, parse each with LALRPOP.

pub mod ast;
