//! Decision program to what runs.

pub mod plan;
