//! Syntax tree to checked policy: resolve names, then check types and the laws.

mod check;
mod error;
pub mod reference;
pub mod resolve;
pub mod thir;

pub use check::check;
pub(crate) use check::glob;
