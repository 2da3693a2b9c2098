//! Tests that need the compiler and the engine together.
//!
//! - [`generate`]: well-typed policies as text, and records for any policy, out of one source of
//!   choices ([`dice`]) that a seed or a fuzzer's bytes drive;
//! - [`judge`]: a policy compiled, and every evaluator of it; [`direct`] is the smallest one, over
//!   the decision program;
//! - [`differ`]: how the evaluators differ on a record;
//! - [`fuzz`]: what a fuzzer calls;
//! - [`forget`]: the same record with less known;
//! - [`shrink`]: a failing policy and record, made small;
//! - [`shipped`]: the policies of the repository;
//! - [`image`]: policy images, whole and broken;
//! - [`workload`]: policies and records to measure with; [`counting`] counts allocations;
//! - [`census`]: what the generated material has come by.
//!
//! The tests themselves stand in `tests/differential`.

pub mod census;
pub mod dice;
pub mod differ;
pub mod direct;
pub mod forget;
pub mod fuzz;
pub mod generate;
pub mod json;
pub mod judge;
pub mod shipped;
pub mod shrink;
pub mod tree;
pub mod walk;

pub mod agentdojo;
pub mod counting;
pub mod image;
pub mod shared;
pub mod workload;

/// The README's example of embedding, run as it stands.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}
