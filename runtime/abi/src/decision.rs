//! A decision as people and hosts read it, names resolved.
//!
//! The kernel's own result is a verdict and a set of rule numbers; this is what that means.

use crate::Verdict;
use crate::tables::Rollback;
use std::collections::BTreeMap;

/// The answer to one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What happens to the action.
    pub verdict: Verdict,
    /// The rule that decided; none where a result passes because nothing matched.
    pub rule: Option<String>,
    /// Every matched rule: authored ones by name, then reserved ones. `default` stands here only
    /// where it decided.
    pub matched: Vec<String>,
    /// The deciding rule's reason.
    pub because: Option<String>,
    /// What the deciding rule cites.
    pub cites: Vec<String>,
    /// Upper bound of each risk, in millionths of a millionth.
    pub risk: Vec<(String, i64)>,
    /// What else must be done: the union over all matched rules.
    pub duties: Vec<Duty>,
    /// Facts that were unknown and decided, by the names a record gives them.
    pub unknown: Vec<String>,
    /// Names in the record that the policy does not declare, such as `role "wizard"`.
    pub undeclared: Vec<String>,
    /// Rules in `shadow` that would have matched.
    pub shadow: Vec<String>,
}

/// Something to be done besides the verdict.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// Tell a channel.
    Alert(String),
    /// Mask a class.
    Mask(String),
    /// Run in the host's sandbox.
    Sandbox,
    /// Obtain approvals.
    Review {
        /// The rule that asks.
        rule: String,
        /// How many different people.
        count: u32,
        /// The role they must hold.
        role: String,
        /// How long the action waits, in milliseconds.
        within: i64,
        /// What happens then.
        otherwise: Verdict,
    },
    /// Refuse later calls of the session until it is resumed.
    Pause,
    /// End the session.
    Halt,
    /// Take something back.
    Rollback(Rollback),
}

/// What a record came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The session the record names, where it could be read.
    pub session: Option<String>,
    /// The decision; `None` for a prompt, which is not judged.
    pub decision: Option<Decision>,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Status {
    /// Its calls are judged.
    #[default]
    Running,
    /// Its calls are refused until it is resumed.
    Paused,
    /// Its calls are refused for good.
    Halted,
}

/// The standing of all sessions. Records that name no session share the session `""`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sessions {
    stopped: BTreeMap<String, Status>,
}

impl Sessions {
    /// Where a session stands.
    pub fn status(&self, session: &str) -> Status {
        self.stopped.get(session).copied().unwrap_or_default()
    }

    /// Takes account of a decision's duties: pauses or halts the session. A halted session stays so.
    pub fn note(&mut self, session: &str, decision: &Decision) {
        if decision.duties.contains(&Duty::Halt) {
            self.stopped.insert(session.to_owned(), Status::Halted);
        } else if decision.duties.contains(&Duty::Pause) && self.status(session) == Status::Running {
            self.stopped.insert(session.to_owned(), Status::Paused);
        }
    }

    /// Resumes a paused session.
    pub fn resume(&mut self, session: &str) {
        if self.status(session) == Status::Paused {
            self.stopped.remove(session);
        }
    }
}

/// What a decision depends on besides policy and record.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The time of records that carry none, in milliseconds since 1970; `None`: it is unknown.
    pub now: Option<i64>,
    /// Where the sessions stand.
    pub sessions: &'a Sessions,
    /// Names of `review` rules whose approvals have been given for this record.
    pub discharged: &'a [String],
}
