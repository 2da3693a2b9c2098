//! The AGP engine: binds an agent's action to a compiled policy and decides before it runs.
//!
//! [`Policy::new`] checks and loads the tables of a compiled policy, [`Policy::from_image`] a signed
//! policy image; [`Policy::judge`] answers one line. Between them lie five steps, one module each:
//!
//! 1. `record`: the line, as JSON, becomes typed fields, or is refused as a whole;
//! 2. `bind`: names become small integers, arguments find their slots, numbers their bounds;
//! 3. `classify` and `scan`: entities become elements of sets; other texts wait in `slots` until a
//!    test asks for them and become its bits;
//! 4. [`kernel`]: integers become a verdict and a set of matched rules;
//! 5. `report`: rule numbers become names, duties and the facts that were unknown and decided.
//!
//! The function computed is chapter Evaluation of the language reference. Nothing here panics on
//! any line or any tables: indices are checked once at load ([`LoadError`]) and looked up with
//! `get` afterwards, arithmetic saturates.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::arithmetic_side_effects
    )
)]

mod bind;
mod call;
mod classify;
mod explain;
mod handle;
pub mod image;
mod json;
pub mod kernel;
mod load;
#[cfg(target_os = "linux")]
mod memory;
mod names;
pub mod native;
mod policy;
mod record;
mod render;
mod report;
mod scan;
mod slots;
#[cfg(test)]
mod testing;
mod verify;

pub use call::{Call, Value};
pub use explain::{Explanation, RiskReason, RuleReason, TermReason};
pub use handle::{ArgHandle, Facet, MemberHandle, PurposeHandle, SignalHandle, ToolHandle, WordHandle};
pub use json::{MAX_RECORD_BYTES, MAX_RECORD_DEPTH};
pub use kernel::Truth;
pub use load::LoadError;
pub use policy::{Evidence, Policy, Scratch};
pub use render::render;
