//! What has been bound of a call that is being built.
//!
//! A call is *fed*: what is set is bound at once, as long as it is set once and before the call is
//! bound as a whole ([`Call::ready`]). What is set again, or later, leaves the ground *stale*: the next
//! decision binds everything anew from what was said. Either way the facts are those of the line that
//! says the same.

use super::Call;
use crate::bind::{Binder, Fed, is_oversize};
use crate::record::Given;
use agp_abi::tables::{ArgRow, Event, SignalRow};

/// How far a call is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// What is set has been fed.
    Fed,
    /// As a whole, at this time.
    Bound(Option<i64>),
    /// Not at all.
    Stale,
}

impl<'p> Call<'p> {
    /// To feed what has just been set for the first time; `again`: it was set before.
    pub(super) fn feed(&mut self, again: bool) -> Option<Binder<'p, '_>> {
        if again || self.state != State::Fed {
            self.state = State::Stale;
            return None;
        }
        Some(self.ground.binder(&self.policy.loaded))
    }

    /// The same of the argument at this place.
    pub(super) fn feed_arg(&mut self, again: bool, row: &'p ArgRow, place: usize) {
        let Call { policy, said, ground, fed, state, .. } = self;
        let value = said.args.get(place).and_then(Given::value);
        match value.filter(|_| !again && *state == State::Fed) {
            Some(value) => {
                let mut binder = ground.binder(&policy.loaded);
                fed.fit &= binder.argument(row, value, &mut fed.payload);
            }
            None => *state = State::Stale,
        }
    }

    /// The same of a signal.
    pub(super) fn feed_signal(&mut self, again: bool, row: &'p SignalRow, place: usize) {
        let Call { policy, said, ground, state, .. } = self;
        let value = said.signals.get(place).and_then(Given::value);
        match value.filter(|_| !again && *state == State::Fed) {
            Some(value) => ground.binder(&policy.loaded).typed(row.ty, &row.feed, value),
            None => *state = State::Stale,
        }
    }

    /// Binds what is not bound; whether there is a call, which needs a tool.
    pub(super) fn ready(&mut self, now: Option<i64>) -> bool {
        let Call { policy, said, ground, fed, state } = self;
        let loaded = &policy.loaded;
        let Some(tool) = said.tool.and_then(|tool| loaded.tool_at(tool)) else { return false };
        let mut binder = ground.binder(loaded);
        match *state {
            State::Bound(then) if then == now || said.time.is_some() || !loaded.asks_for_time() => {
                return true;
            }
            State::Fed if !is_oversize(said.arguments()) => {
                let fed = Fed { fit: fed.fit && !said.stale, ..*fed };
                binder.finish(&said.record(), tool, &said.args, fed, now);
            }
            State::Fed | State::Bound(_) | State::Stale => {
                binder.bind(Event::Call, &said.record(), tool, now);
            }
        }
        *state = State::Bound(now);
        true
    }
}
