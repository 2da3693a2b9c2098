//! Syntax tree to checked policy: resolve names, then check types and the laws.

pub mod reference;
pub mod thir;
