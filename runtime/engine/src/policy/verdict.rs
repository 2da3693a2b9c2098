//! Decisions without a report: the verdict and the name of the rule that says so.
//!
//! In: a line, or a call that was built. Nothing is allocated once the scratch has room, but for the
//! names of what is not declared. [`Policy::judge`] says everything else there is to say.

use super::{RecordTexts, Scratch, refusal};
use crate::bind::Ground;
use crate::kernel::{Decider, Work};
use crate::policy::Policy;
use crate::record::{self, Line};
use agp_abi::Verdict;
use agp_abi::decision::Context;
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
        Some(self.settle(event, context.discharged, &mut room.ground, &mut room.work))
    }

    /// Decides on what [`Policy::bind`] has bound last, as often as it is
    /// asked: the verdict and the name of the rule that says so, which is empty for a result that no
    /// rule speaks of. Whether the session may act is the caller's to know. `None` where nothing is
    /// bound, or for another policy.
    pub fn decide_bound(&self, discharged: &[String], scratch: &mut Scratch) -> Option<(Verdict, &str)> {
        let room = &mut scratch.room;
        let event = room.bound.filter(|_| room.generation == self.loaded.generation)?;
        Some(self.settle(event, discharged, &mut room.ground, &mut room.work))
    }

    /// Decides on a call that was built and is bound, if its tool is declared: [`crate::Call::decide`].
    pub(crate) fn decide_call(
        &self,
        session: &str,
        ground: Option<&mut Ground>,
        context: &Context<'_>,
        scratch: &mut Scratch,
    ) -> (Verdict, &str) {
        let room = &mut scratch.room;
        room.begin(&self.loaded);
        if let Some(reserved) = refusal(Event::Call, session, context) {
            return refused(reserved);
        }
        match ground {
            Some(ground) => self.settle(Event::Call, context.discharged, ground, &mut room.work),
            None => refused(Reserved::Undeclared),
        }
    }

    fn settle(
        &self,
        event: Event,
        discharged: &[String],
        ground: &mut Ground,
        work: &mut Work,
    ) -> (Verdict, &str) {
        let Ground { facts, slots, .. } = ground;
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
