//! The safe kernel's two functions by themselves, in the terms of machine code (`agp_abi::native`):
//! what code is compared with, word by word.

use super::{narrow as rows, settle as rules};
use agp_abi::facts::Facts;
use agp_abi::tables::{Event, Tables};

/// Which rules survive these facts: fills `survivors`, which has the length that the index says, and
/// tells whether the residual chain of one of them is still to be walked.
pub fn narrow(tables: &Tables, event: Event, facts: &Facts, survivors: &mut [u64]) -> bool {
    rows::narrow(tables.plan.of(event), &tables.plan.words, facts, survivors)
}

/// What the survivors come to: the number of the first live rule in the low half (`u32::MAX`: there
/// is none), bit 32: an `allow` is among the live ones.
pub fn settle(tables: &Tables, event: Event, survivors: &[u64]) -> u64 {
    let settled = rules::settle(tables.plan.of(event), &tables.plan.words, survivors);
    u64::from(settled.first.unwrap_or(u32::MAX)) | u64::from(settled.allowed) << 32
}
