//! Tests that need the compiler and the engine together.

pub mod agentdojo;
pub mod shared;
pub mod workload;

/// The README's example of embedding, run as it stands.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}
