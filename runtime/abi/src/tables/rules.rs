//! Rules, and what they ask for beside a verdict.

use crate::Verdict;
use crate::bits::Bits;
use crate::name::Name;
use crate::verdict::Reserved;
use serde::{Deserialize, Serialize};

/// Calls or results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Event {
    /// Before the action.
    Call,
    /// After it, before the agent sees the result.
    Result,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRow {
    /// The name a decision shows: bare for the policy's own rules, else qualified.
    pub name: Name,
    /// Set on rules that no author writes.
    pub reserved: Option<Reserved>,
    /// What it judges.
    pub on: Event,
    /// What it asks for.
    pub verdict: Verdict,
    /// Whether it is only tried.
    pub shadow: bool,
    /// Its condition: [`ACCEPT`](super::ACCEPT), [`REJECT`](super::REJECT) or a node.
    pub entry: u32,
    /// What the index leaves open of it: [`ACCEPT`](super::ACCEPT) (nothing) or a node. Where a record has survived
    /// the rule's rows, this chain holds exactly if `entry` does.
    pub residual: u32,
    /// What it says and asks beside its verdict: of most rules nothing, and there are thousands.
    pub beside: Option<Box<Beside>>,
}

impl RuleRow {
    /// What it says and asks beside its verdict.
    pub fn beside(&self) -> &Beside {
        const NOTHING: &Beside = &Beside {
            because: None,
            cites: Vec::new(),
            alert: Vec::new(),
            mask: Vec::new(),
            approval: None,
            rollback: None,
        };
        self.beside.as_deref().unwrap_or(NOTHING)
    }
}

/// What a rule says and asks beside its verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// The author's reason.
    pub because: Option<String>,
    /// What it cites.
    pub cites: Vec<String>,
    /// Channels to alert.
    pub alert: Vec<String>,
    /// Full names of the classes to mask.
    pub mask: Vec<String>,
    /// Who must approve.
    pub approval: Option<Approval>,
    /// What is taken back.
    pub rollback: Option<Rollback>,
}

impl Beside {
    /// As a rule holds it; `None` where it says and asks nothing.
    pub fn boxed(self) -> Option<Box<Beside>> {
        (self != Beside::default()).then(|| Box::new(self))
    }
}

/// Who must approve, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// How many different people.
    pub count: u32,
    /// The role they must hold, by full name.
    pub role: String,
    /// The element of [`set::ROLE`](super::set::ROLE), and of every role that is a kind of it.
    pub holders: Bits,
    /// How long the action waits, in milliseconds.
    pub within: i64,
    /// What happens then: `deny` or `halt`.
    pub otherwise: Verdict,
}

/// What is taken back when a rule matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Rollback {
    /// The action whose result is judged.
    Action,
    /// Everything the session did.
    Session,
}

impl Rollback {
    /// The keyword.
    pub const fn text(self) -> &'static str {
        match self {
            Rollback::Action => "action",
            Rollback::Session => "session",
        }
    }
}
