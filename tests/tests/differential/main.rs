//! The evaluators against each other, and the laws, on policies and records that were made up.
//!
//! - [`agree`]: the engine answers as the reference evaluator does, and its kernel settles as the
//!   decision program says;
//! - [`laws`]: unknown never helps, order never matters, a rule that restricts never loosens;
//! - [`kernels`]: machine code makes of any words what the safe kernel makes of them;
//! - [`shipped`]: the policies of the repository, on records made up for them;
//! - [`found`]: what these tests have come by, kept.
//!
//! A failure shows the policy and the record made small, and the seed. `AGP_SEED` begins there,
//! `AGP_CASES` says how many pairs (triples, …) each test runs:
//!
//! ```text
//! AGP_CASES=1000000 cargo test --release -p agp-tests --test differential -- --nocapture
//! ```
//!
//! The kernels alone are compared much faster; each case is two events by two indexes, so this makes 20
//! million comparisons:
//!
//! ```text
//! AGP_CASES=5000000 cargo test -p agp-tests --test differential -- kernels::code_takes --nocapture
//! ```

mod agree;
mod found;
mod kernels;
mod laws;
mod run;
mod shipped;
