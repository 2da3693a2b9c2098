//! A policy that judges: checked tables, and what one record needs room for.

mod verdict;

use crate::bind::{Ground, Undeclared};
use crate::handle::Generation;
use crate::json::Tape;
use crate::kernel::live::{Live, Texts};
use crate::kernel::{Kernel, Outcome, Truth, Work, truths};
use crate::load::{LoadError, Loaded, Tool};
use crate::native::NativeKernel;
use crate::record::{self, Invalid, Line, Record};
use crate::report;
use crate::slots::Slots;
use agp_abi::decision::{Answer, Context, Decision, Status};
use agp_abi::facts::Facts;
use agp_abi::native::Code;
use agp_abi::tables::{Event, PolicyName, RuleRow, Tables};
use agp_abi::verdict::Reserved;

/// A loaded policy. Immutable, so one may serve any number of threads.
///
/// ```
/// # fn judge(tables: agp_abi::tables::Tables) -> Result<(), agp_runtime::LoadError> {
/// use agp_abi::decision::{Context, Sessions};
/// use agp_runtime::{Policy, Scratch};
///
/// let policy = Policy::new(tables)?;
/// let mut scratch = Scratch::new(&policy);
/// let sessions = Sessions::default();
/// let context = Context { now: None, sessions: &sessions, discharged: &[] };
/// let answer = policy.judge(br#"{"event":"call","tool":"search_faq"}"#, &context, &mut scratch);
/// println!("{}", agp_runtime::render(&answer, Some(1), policy.name()));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    pub(crate) loaded: Loaded,
    /// Machine code for the kernel's work, where there is some that can run.
    pub(crate) native: Option<NativeKernel>,
}

/// The texts of a record that is being judged.
struct RecordTexts<'a> {
    loaded: &'a Loaded,
    slots: &'a mut Slots,
}

impl Texts for RecordTexts<'_> {
    fn look(&mut self, test: u32, facts: &mut Facts) {
        self.loaded.look(test, self.slots, facts);
    }

    #[inline]
    fn glance(&self, test: u32) -> Option<bool> {
        self.loaded.glance(test, self.slots)
    }

    #[inline]
    fn classes(&self, classes: &mut [u64]) {
        for (class, end) in classes.iter_mut().zip(&self.loaded.ends) {
            *class = end.class(self.slots);
        }
    }
}

/// What judging one record works on; sized for one policy, used again for the next record.
#[derive(Clone, Debug)]
pub struct Scratch {
    tape: Tape,
    room: Room,
}

/// What an answer rests on, in full.
#[derive(Clone, Debug)]
pub struct Evidence<'s> {
    /// The facts, all texts looked at.
    pub facts: Facts,
    /// The truth values of each atom of the tables.
    pub truths: Vec<Truth>,
    /// What the kernel made of the record.
    pub outcome: &'s Outcome,
}

/// What is written while a record, which borrows from the tape, is judged.
#[derive(Clone, Debug)]
struct Room {
    /// Which loaded policy it is for.
    generation: Generation,
    ground: Ground,
    work: Work,
    outcome: Outcome,
    /// What was bound last; `None`: nothing.
    bound: Option<Event>,
    /// Whether the last record was judged by rules.
    judged: bool,
}

impl Room {
    fn new(loaded: &Loaded) -> Room {
        let tables = &loaded.tables;
        Room {
            generation: loaded.generation,
            ground: Ground::new(loaded),
            work: Work::of(tables),
            outcome: Outcome::for_tables(tables),
            bound: None,
            judged: false,
        }
    }

    /// Forgets the last record, and everything where it is for another loaded policy: its places
    /// would not be those of this one, and a rule could be lost between them.
    fn begin(&mut self, loaded: &Loaded) {
        if self.generation != loaded.generation {
            *self = Room::new(loaded);
        }
        self.judged = false;
        self.bound = None;
        self.work.forget();
    }
}

impl Scratch {
    /// Room for the records of a policy. Given to another one, it becomes that one's.
    pub fn new(policy: &Policy) -> Scratch {
        Scratch { tape: Tape::default(), room: Room::new(&policy.loaded) }
    }

    /// What the last answer rests on, for audits; `None` where no rule was consulted. Texts have been
    /// looked at as far as the answer hangs on them; [`Policy::evidence`] looks at all.
    pub fn judged(&self) -> Option<(&Facts, &Outcome)> {
        self.room.judged.then_some((&self.room.ground.facts, &self.room.outcome))
    }
}

impl Policy {
    /// Checks tables, which may come from anywhere, and loads them.
    pub fn new(tables: Tables) -> Result<Policy, LoadError> {
        Loaded::new(tables).map(|loaded| Policy { loaded, native: None })
    }

    /// Lets machine code that was made in this process judge, where this machine can run it, else
    /// the safe kernel goes on by the same tables; whether it can.
    ///
    /// # Safety
    /// The code must be what `agp_compiler` made of this policy's tables, unchanged: it runs in this
    /// process.
    #[expect(unsafe_code, reason = "the caller vouches for the code")]
    pub unsafe fn use_code(&mut self, code: &Code) -> bool {
        // SAFETY: the caller vouches for code and tables.
        self.native = unsafe { NativeKernel::from_code(code, self.tables()) };
        self.native.is_some()
    }

    /// The tables.
    pub fn tables(&self) -> &Tables {
        &self.loaded.tables
    }

    /// The machine code that was loaded with the policy; `None`: the safe kernel judges.
    pub fn native(&self) -> Option<&NativeKernel> {
        self.native.as_ref()
    }

    /// The rules that matched when the scratch was last used to decide, the complete set in no stated
    /// order; those in `shadow` are told by their rows. Nothing is computed or allocated for it before
    /// it is asked for.
    pub fn matched<'a>(&'a self, scratch: &'a Scratch) -> impl Iterator<Item = &'a RuleRow> {
        let own = (scratch.room.generation == self.loaded.generation).then_some(&scratch.room.work);
        let rules = own.into_iter().flat_map(|work| work.rules(self.tables()));
        rules.filter_map(|rule| self.tables().rules.get(rule as usize))
    }

    /// Everything that the answer which the scratch was last used for can be explained by: every text
    /// is looked at, every atom evaluated. `None` where no rule was consulted, or for another policy.
    pub fn evidence<'s>(&self, scratch: &'s Scratch) -> Option<Evidence<'s>> {
        let room = &scratch.room;
        if !room.judged || room.generation != self.loaded.generation {
            return None;
        }
        let (mut facts, mut slots) = (room.ground.facts.clone(), room.ground.slots.clone());
        for (test, _) in (0u32..).zip(&self.tables().texts) {
            self.loaded.look(test, &mut slots, &mut facts);
        }
        let truths = truths(self.tables(), &facts, &room.outcome.risks);
        Some(Evidence { facts, truths, outcome: &room.outcome })
    }

    /// Name, version and hash.
    pub fn name(&self) -> &PolicyName {
        &self.loaded.tables.policy
    }

    /// Answers one line. Never fails: what is no record is denied by `invalid_record`.
    pub fn judge(&self, line: &[u8], context: &Context<'_>, scratch: &mut Scratch) -> Answer {
        let Scratch { tape, room } = scratch;
        room.begin(&self.loaded);
        let (session, decision) = match record::read(line, tape) {
            Ok(Line { event: None, record }) => (record.session.map(str::to_owned), None),
            Ok(Line { event: Some(event), record }) => {
                let decision = self.decide(event, &record, context, room);
                (record.session.map(str::to_owned), Some(decision))
            }
            Err(Invalid { session }) => (session, Some(report::refused(Reserved::InvalidRecord, Vec::new()))),
        };
        Answer { session, decision }
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel { tables: self.tables(), residuals: &self.loaded.residuals, native: self.native.as_ref() }
    }

    /// Binds one line and judges nothing: the facts that rules would rest on, no text looked at yet.
    /// `None` where the line is no call or result, or its tool is not declared.
    pub fn bind<'s>(&self, line: &[u8], now: Option<i64>, scratch: &'s mut Scratch) -> Option<&'s Facts> {
        let Scratch { tape, room } = scratch;
        room.begin(&self.loaded);
        let Ok(Line { event: Some(event), record }) = record::read(line, tape) else { return None };
        let tool = self.loaded.tool(record.tool.unwrap_or_default())?;
        self.facts(event, tool, &record, now, room);
        Some(&room.ground.facts)
    }

    fn decide(&self, event: Event, record: &Record<'_>, context: &Context<'_>, room: &mut Room) -> Decision {
        if let Some(reserved) = refusal(event, record.session.unwrap_or_default(), context) {
            return report::refused(reserved, Vec::new());
        }
        let name = record.tool.unwrap_or_default();
        let Some(tool) = self.loaded.tool(name) else {
            let mut undeclared = Undeclared::default();
            undeclared.note("tool", name);
            return report::refused(Reserved::Undeclared, undeclared.list());
        };
        self.facts(event, tool, record, context.now, room);
        self.report(event, context, room)
    }

    /// Decides on what is bound, and says everything there is to say.
    fn report(&self, event: Event, context: &Context<'_>, room: &mut Room) -> Decision {
        let Room { ground: Ground { facts, slots, undeclared, .. }, work, outcome, judged, .. } = room;
        let mut texts = RecordTexts { loaded: &self.loaded, slots };
        self.kernel().settle_into(facts, event, context.discharged, &mut texts, work, outcome);
        *judged = true;
        let live = Live { tables: self.tables(), facts, texts: &mut texts };
        let unknown = report::unknown(live, event, outcome);
        report::report(self.tables(), outcome, unknown, undeclared.list())
    }

    /// Fills in the facts.
    fn facts<'a>(
        &'a self,
        event: Event,
        tool: Tool<'a>,
        record: &Record<'a>,
        now: Option<i64>,
        room: &mut Room,
    ) {
        room.bound = Some(event);
        room.ground.binder(&self.loaded).bind(event, record, tool, now);
    }

    /// Judges a call that was built and is bound, if its tool is declared: [`crate::Call::judge`].
    pub(crate) fn judge_call(
        &self,
        session: &str,
        ground: Option<&Ground>,
        context: &Context<'_>,
        scratch: &mut Scratch,
    ) -> Decision {
        let room = &mut scratch.room;
        room.begin(&self.loaded);
        if let Some(reserved) = refusal(Event::Call, session, context) {
            return report::refused(reserved, Vec::new());
        }
        let Some(ground) = ground else {
            return report::refused(Reserved::Undeclared, Vec::new());
        };
        room.ground.copy(ground);
        self.report(Event::Call, context, room)
    }
}

/// Why a record is denied before any rule is consulted: its session is stopped.
fn refusal(event: Event, session: &str, context: &Context<'_>) -> Option<Reserved> {
    match (event, context.sessions.status(session)) {
        (Event::Call, Status::Halted) => Some(Reserved::Halted),
        (Event::Call, Status::Paused) => Some(Reserved::Paused),
        (Event::Call, Status::Running) | (Event::Result, _) => None,
    }
}
