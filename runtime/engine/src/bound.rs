//! A call that has been bound, to be decided as often as one likes.
//!
//! Binding is most of what a decision costs, and an action that waits for approvals is decided again
//! when they come. A [`Bound`] keeps what binding made of the call: its facts and its texts. It
//! rests on the policy and on the time at which it was bound; sessions and approvals are those of
//! each decision.

use crate::call::Call;
use crate::policy::{Policy, Scratch};
use crate::slots::Slots;
use agp_abi::Verdict;
use agp_abi::decision::Context;
use agp_abi::facts::Facts;

/// A bound call.
#[derive(Clone, Debug)]
pub struct Bound<'p> {
    pub(crate) policy: &'p Policy,
    pub(crate) session: String,
    pub(crate) facts: Facts,
    pub(crate) slots: Slots,
}

impl<'p> Call<'p> {
    /// Binds, and keeps what comes of it; `None` without a tool.
    pub fn bound(&self, now: Option<i64>, scratch: &mut Scratch) -> Option<Bound<'p>> {
        let session = self.session_name().to_owned();
        self.bind(now, scratch)?;
        let (facts, slots) = scratch.bound();
        Some(Bound { policy: self.policy(), session, facts: facts.clone(), slots: slots.clone() })
    }
}

impl<'p> Bound<'p> {
    /// Decides, as [`Call::decide`] does. The texts that a rule hangs on are looked at once.
    pub fn decide(&mut self, context: &Context<'_>, scratch: &mut Scratch) -> (Verdict, &'p str) {
        self.policy.decide_kept(&self.session, &mut self.facts, &mut self.slots, context, scratch)
    }
}
