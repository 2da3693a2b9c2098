//! The AGP compiler: policy text in, diagnostics and a decision program out.
//!
//! A library without I/O. Stages, each a module with one entry function and one output type, are
//! strung together in `pipeline`.

pub mod analysis;
pub mod backend;
pub mod diag;
pub mod lower;
pub mod pipeline;
pub mod program;
pub mod semantics;
pub mod source;
mod stars;
pub mod syntax;
pub mod types;
