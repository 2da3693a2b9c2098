//! Questions about a policy that are not about its correctness.

pub mod cost;
pub mod lint;
