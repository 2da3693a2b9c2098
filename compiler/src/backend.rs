//! Decision program to what runs.

pub mod codegen;
pub mod image;
pub mod plan;
