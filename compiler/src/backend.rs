//! Decision program to what runs.

pub mod image;
pub mod plan;
