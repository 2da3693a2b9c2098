//! A decision as people and hosts read it, names resolved.
//!
//! The kernel's own result is a verdict and a set of rule numbers; this is what that means.

use crate::Verdict;
use crate::tables::Rollback;

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
