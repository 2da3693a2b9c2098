//! Decisions without a report: the verdict and the name of the rule that says so.
//!
//! In: a line, or a call that was built. Nothing is allocated once the scratch has room, but for the
//! names of what is not declared. [`Policy::judge`] says everything else there is to say.

use super::{RecordTexts, Room, Scratch, refusal};
use crate::kernel::{Decider, Work};
use crate::policy::Policy;
use crate::record::{self, Line, Record};
use crate::slots::Slots;
use agp_abi::Verdict;
use agp_abi::decision::Context;
use agp_abi::facts::Facts;
use agp_abi::tables::Event;
use agp_abi::verdict::Reserved;

impl Policy {
    /// Decides on one line, as [`Policy::judge`] does; `None` for a prompt, which is not judged. The
    /// rule of a result on which no rule matched is `""`.
    pub fn verdict(
        &self,
        line: &[u8],
        context: &Context<'_>,
        scratch: &mut Scratch,
    ) -> Option<(Verdict, &str)> {
        let Scratch { tape, room } = scratch;
        room.begin(&self.loaded);
        let Ok(Line { event, record }) = record::read(line, tape) else {
            return Some(refused(Reserved::InvalidRecord));
        };
        let event = event?;
        if let Some(reserved) = refusal(event, record.session.unwrap_or_default(), context) {
            return Some(refused(reserved));
        }
        let Some(tool) = self.loaded.tool(record.tool.unwrap_or_default()) else {
            return Some(refused(Reserved::Undeclared));
        };
        self.facts(event, tool, &record, context.now, room);
        Some(self.settled(event, context, room))
    }

    /// Decides on what [`Policy::bind`] or [`crate::Call::bind`] has bound last, as often as it is
    /// asked: the verdict and the name of the rule that says so, which is empty for a result that no
    /// rule speaks of. Whether the session may act is the caller's to know. `None` where nothing is
    /// bound, or for another policy.
    pub fn decide_bound(&self, discharged: &[String], scratch: &mut Scratch) -> Option<(Verdict, &str)> {
        let room = &mut scratch.room;
        let event = room.bound.filter(|_| room.generation == self.loaded.generation)?;
        let Room { facts, work, slots, .. } = room;
        Some(self.settle(event, discharged, facts, slots, work))
    }

    /// Decides on a call that was built: [`crate::Call::decide`].
    pub(crate) fn decide_call<'p>(
        &'p self,
        tool: Option<usize>,
        record: &Record<'_>,
        context: &Context<'_>,
        scratch: &mut Scratch,
    ) -> (Verdict, &'p str) {
        scratch.room.begin(&self.loaded);
        if let Some(reserved) = refusal(Event::Call, record.session.unwrap_or_default(), context) {
            return refused(reserved);
        }
        if self.bind_call(tool, record, context.now, scratch).is_none() {
            return refused(Reserved::Undeclared);
        }
        self.settled(Event::Call, context, &mut scratch.room)
    }

    /// Decides on facts that were bound before: [`crate::Bound::decide`].
    pub(crate) fn decide_kept(
        &self,
        session: &str,
        facts: &mut Facts,
        slots: &mut Slots,
        context: &Context<'_>,
        scratch: &mut Scratch,
    ) -> (Verdict, &str) {
        scratch.room.begin(&self.loaded);
        if let Some(reserved) = refusal(Event::Call, session, context) {
            return refused(reserved);
        }
        self.settle(Event::Call, context.discharged, facts, slots, &mut scratch.room.work)
    }

    /// Decides on facts that are bound.
    fn settled(&self, event: Event, context: &Context<'_>, room: &mut Room) -> (Verdict, &str) {
        let Room { facts, work, slots, .. } = room;
        self.settle(event, context.discharged, facts, slots, work)
    }

    fn settle(
        &self,
        event: Event,
        discharged: &[String],
        facts: &mut Facts,
        slots: &mut Slots,
        work: &mut Work,
    ) -> (Verdict, &str) {
        let mut texts = RecordTexts { loaded: &self.loaded, slots };
        let (verdict, decider) = self.kernel().decide(facts, event, discharged, &mut texts, work);
        let rule = match decider {
            Decider::Rule(rule) => self.tables().rules.get(rule as usize).map(|rule| rule.name.as_str()),
            Decider::Default => None,
            Decider::Nothing => Some(""),
        };
        (verdict, rule.unwrap_or(Reserved::Default.text()))
    }
}

fn refused(reserved: Reserved) -> (Verdict, &'static str) {
    (Verdict::Deny, reserved.text())
}
