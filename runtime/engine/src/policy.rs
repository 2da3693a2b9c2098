//! A policy that judges: checked tables, and what one record needs room for.

use crate::bind::{Binder, Undeclared};
use crate::kernel::residual::Texts;
use crate::kernel::{Kernel, Outcome, Work};
use crate::load::{LoadError, Loaded};
use crate::native::NativeKernel;
use crate::record::{self, Invalid, Line, Record};
use crate::report;
use crate::slots::Slots;
use agp_abi::decision::{Answer, Context, Decision, Status};
use agp_abi::facts::Facts;
use agp_abi::index::End;
use agp_abi::native::Code;
use agp_abi::tables::{Event, PolicyName, Tables};
use agp_abi::verdict::Reserved;
use std::borrow::Cow;

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
    loaded: Loaded,
    /// Machine code for the kernel's work, where there is some that can run.
    pub(crate) native: Option<NativeKernel>,
}

/// The texts of a record that is being judged.
struct RecordTexts<'a> {
    loaded: &'a Loaded,
    slots: &'a Slots,
}

impl Texts for RecordTexts<'_> {
    fn look(&self, test: u32, facts: &mut Facts) {
        self.loaded.look(test, self.slots, facts);
    }

    #[inline]
    fn glance(&self, test: u32) -> Option<bool> {
        self.loaded.glance(test, self.slots)
    }

    #[inline]
    fn class(&self, end: &End) -> u32 {
        self.slots.class(end)
    }
}

/// What judging one record works on; sized for one policy, used again for the next record.
#[derive(Clone, Debug)]
pub struct Scratch {
    facts: Facts,
    work: Work,
    slots: Slots,
    outcome: Outcome,
    undeclared: Undeclared,
    /// Whether the last record was judged by rules.
    judged: bool,
}

impl Scratch {
    /// Room for the records of a policy.
    pub fn new(policy: &Policy) -> Scratch {
        let tables = policy.tables();
        Scratch {
            facts: Facts::unknown(tables),
            work: Work::of(tables),
            slots: Slots::new(tables.slots),
            outcome: Outcome::for_tables(tables),
            undeclared: Undeclared::default(),
            judged: false,
        }
    }

    /// What the last answer rests on, for audits and explanations; `None` where no rule was consulted.
    pub fn judged(&self) -> Option<(&Facts, &Outcome)> {
        self.judged.then_some((&self.facts, &self.outcome))
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

    /// Name, version and hash.
    pub fn name(&self) -> &PolicyName {
        &self.loaded.tables.policy
    }

    /// Answers one line. Never fails: what is no record is denied by `invalid_record`.
    pub fn judge(&self, line: &[u8], context: &Context<'_>, scratch: &mut Scratch) -> Answer {
        scratch.judged = false;
        let (session, decision) = match record::read(line) {
            Ok(Line { event: None, record }) => (record.session, None),
            Ok(Line { event: Some(event), record }) => {
                let decision = self.decide(event, &record, context, scratch);
                (record.session, Some(decision))
            }
            Err(Invalid { session }) => {
                (session.map(Into::into), Some(report::refused(Reserved::InvalidRecord, Vec::new())))
            }
        };
        Answer { session: session.map(Cow::into_owned), decision }
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel { tables: self.tables(), residuals: &self.loaded.residuals, native: self.native.as_ref() }
    }

    fn decide(
        &self,
        event: Event,
        record: &Record<'_>,
        context: &Context<'_>,
        scratch: &mut Scratch,
    ) -> Decision {
        let session = record.session.as_deref().unwrap_or_default();
        match (event, context.sessions.status(session)) {
            (Event::Call, Status::Halted) => return report::refused(Reserved::Halted, Vec::new()),
            (Event::Call, Status::Paused) => return report::refused(Reserved::Paused, Vec::new()),
            (Event::Call, Status::Running) | (Event::Result, _) => {}
        }
        let Scratch { facts, work, slots, outcome, undeclared, judged } = scratch;
        undeclared.clear();
        let name = record.tool.as_deref().unwrap_or_default();
        let Some(tool) = self.loaded.tool(name) else {
            undeclared.note("tool", name);
            return report::refused(Reserved::Undeclared, undeclared.take());
        };
        Binder { loaded: &self.loaded, facts, slots, undeclared }.bind(event, record, tool, context.now);
        let texts = RecordTexts { loaded: &self.loaded, slots };
        self.kernel().settle_into(facts, event, context.discharged, &texts, work, outcome);
        *judged = true;
        report::report(self.tables(), facts, event, outcome, undeclared.take())
    }
}
