//! What both sides of a compiled AGP policy must agree on, and nothing else.
//!
//! The compiler writes these tables, the engine reads them; the canonical forms of texts and the
//! fixed-point reading of numbers stand here because a constant in a policy and a value in a
//! record must come out the same. Nothing here decides anything.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

pub mod bits;
pub mod decision;
pub mod facts;
pub mod forms;
pub mod image;
pub mod index;
pub mod name;
pub mod native;
pub mod notes;
pub mod number;
pub mod tables;
pub mod verdict;

pub use verdict::Verdict;
