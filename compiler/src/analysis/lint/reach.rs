//! What a condition leaves possible, approximated from above.
//!
//! For every declared tool (and, where a condition speaks of the purpose, every purpose) the
//! condition is evaluated with that much known and everything else unknown; and for a tool that is
//! not declared yet, of every kind, since a rule about kinds is often there for tools to come.
//! Besides, the bounds that a conjunction puts on one number must leave a value, within what its
//! type can hold.

use crate::semantics::thir::{Cond, EntryId, Policy, Subject, Test, ToolId};
use crate::syntax::ast::Word;
use crate::types::{Scalar, Type};
use std::collections::BTreeMap;

/// What is held fixed.
#[derive(Clone, Copy)]
struct Case {
    /// None: a tool that is not declared yet.
    tool: Option<ToolId>,
    kind: Option<EntryId>,
    purpose: Option<EntryId>,
}

/// Whether some call, now or of a tool to come, may meet the condition.
pub(super) fn can_hold(policy: &Policy, cond: &Cond) -> bool {
    leaves_a_number(policy, cond) && (!tools(policy, cond).is_empty() || of_a_tool_to_come(policy, cond))
}

/// Whether every call, now or of a tool to come, meets the condition.
pub(super) fn always_holds(policy: &Policy, cond: &Cond) -> bool {
    let purposes = purposes(policy, cond);
    let of_tools = (0..).map(ToolId).zip(&policy.tools).map(|(id, tool)| (Some(id), tool.kind));
    let kinds = policy.vocabularies.of(Word::Kind).iter().map(|(kind, _)| (None, kind));
    of_tools.chain(kinds).all(|(tool, kind)| {
        let case = |purpose: &_| Case { tool, kind: Some(kind), purpose: *purpose };
        // A purpose may be one that nobody declared.
        speaks_of_purpose(cond)
            .then_some(None)
            .iter()
            .chain(&purposes)
            .all(|at| truth(policy, cond, case(at)).0)
    })
}

fn of_a_tool_to_come(policy: &Policy, cond: &Cond) -> bool {
    let purposes = purposes(policy, cond);
    policy.vocabularies.of(Word::Kind).iter().any(|(kind, _)| {
        purposes
            .iter()
            .any(|purpose| may(policy, cond, Case { tool: None, kind: Some(kind), purpose: *purpose }))
    })
}

/// The tools whose calls may meet the condition.
pub(super) fn tools(policy: &Policy, cond: &Cond) -> Vec<ToolId> {
    let purposes = purposes(policy, cond);
    (0..)
        .map(ToolId)
        .zip(&policy.tools)
        .filter(|(id, tool)| {
            purposes.iter().any(|purpose| {
                may(policy, cond, Case { tool: Some(*id), kind: Some(tool.kind), purpose: *purpose })
            })
        })
        .map(|(id, _)| id)
        .collect()
}

/// The purposes to tell apart: all, if the condition speaks of the purpose.
fn purposes(policy: &Policy, cond: &Cond) -> Vec<Option<EntryId>> {
    if speaks_of_purpose(cond) {
        policy.vocabularies.of(Word::Purpose).iter().map(|(id, _)| Some(id)).collect()
    } else {
        vec![None]
    }
}

fn speaks_of_purpose(cond: &Cond) -> bool {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => parts.iter().any(speaks_of_purpose),
        Cond::Not(inner) => speaks_of_purpose(inner),
        Cond::Test(Test::Entry { word, .. }, _) => *word == Word::Purpose,
        Cond::Const(_) | Cond::Test(..) => false,
    }
}

fn may(policy: &Policy, cond: &Cond, case: Case) -> bool {
    truth(policy, cond, case).1
}

/// (must, may) with only the case known.
fn truth(policy: &Policy, cond: &Cond, case: Case) -> (bool, bool) {
    match cond {
        Cond::Const(value) => (*value, *value),
        Cond::Not(inner) => {
            let (must, may) = truth(policy, inner, case);
            (!may, !must)
        }
        Cond::And(parts) => parts
            .iter()
            .map(|part| truth(policy, part, case))
            .fold((true, true), |a, b| (a.0 && b.0, a.1 && b.1)),
        Cond::Or(parts) => parts
            .iter()
            .map(|part| truth(policy, part, case))
            .fold((false, false), |a, b| (a.0 || b.0, a.1 || b.1)),
        Cond::Test(Test::Tool(tools), _) => match case.tool {
            Some(tool) => known(tools.contains(&tool)),
            None => (false, false),
        },
        Cond::Test(Test::Entry { word, of }, _) => {
            let (value, list) = match word {
                Word::Kind => (case.kind, policy.vocabularies.of(Word::Kind)),
                _ => (case.purpose, policy.vocabularies.of(Word::Purpose)),
            };
            let vague =
                |id: EntryId| list.entry(id).path == crate::semantics::resolve::vocabulary::UNCLASSIFIED;
            match value {
                Some(value) if !vague(value) => {
                    known(of.iter().any(|wanted| list.is_kind_of(value, *wanted)))
                }
                _ => (false, true),
            }
        }
        Cond::Test(Test::AtLeast { terms, value }, _) => match terms.as_slice() {
            [(1, subject)] => {
                let (low, high) = domain(policy, subject);
                (low >= *value, high >= *value)
            }
            _ => (false, true),
        },
        Cond::Test(..) => (false, true),
    }
}

fn known(value: bool) -> (bool, bool) {
    (value, value)
}

/// The bounds of a subject's type.
fn domain(policy: &Policy, subject: &Subject) -> (i64, i64) {
    match subject {
        Subject::AgentTrust => (0, agp_abi::number::SCALE),
        Subject::AgentDepth | Subject::PayloadSize => (0, i64::MAX),
        _ => scalar(policy, subject).map_or((i64::MIN, i64::MAX), Scalar::domain),
    }
}

/// The declared type of a signal or argument of one value.
pub(super) fn scalar<'p>(policy: &'p Policy, subject: &Subject) -> Option<&'p Scalar> {
    let ty = match subject {
        Subject::Signal(id) => &policy.signals[id.0 as usize].ty,
        Subject::Arg(tools, name) => {
            let tool = &policy.tools[tools.first()?.0 as usize];
            &tool.args.iter().find(|arg| arg.name == *name)?.ty
        }
        _ => return None,
    };
    match ty {
        Type::One(scalar) => Some(scalar),
        Type::List(_) | Type::Set(_) | Type::Error => None,
    }
}

/// Whether the bounds that the outermost conjunction puts on each number leave one.
fn leaves_a_number(policy: &Policy, cond: &Cond) -> bool {
    bounds(policy, cond).values().all(|(low, high)| low <= high)
}

/// The bounds that the outermost conjunction puts on each number it speaks of.
pub(super) fn bounds(policy: &Policy, cond: &Cond) -> BTreeMap<Subject, (i64, i64)> {
    let mut bounds = BTreeMap::new();
    narrow(policy, cond, true, &mut bounds);
    bounds
}

fn narrow(policy: &Policy, cond: &Cond, positive: bool, bounds: &mut BTreeMap<Subject, (i64, i64)>) {
    match cond {
        Cond::And(parts) if positive => parts.iter().for_each(|part| narrow(policy, part, true, bounds)),
        Cond::Or(parts) if !positive => parts.iter().for_each(|part| narrow(policy, part, false, bounds)),
        Cond::Not(inner) => narrow(policy, inner, !positive, bounds),
        Cond::Test(Test::AtLeast { terms, value }, _) => {
            if let [(1, subject)] = terms.as_slice() {
                let (low, high) = bounds.entry(subject.clone()).or_insert_with(|| domain(policy, subject));
                if positive {
                    *low = (*low).max(*value);
                } else {
                    *high = (*high).min(value.saturating_sub(1));
                }
            }
        }
        Cond::And(_) | Cond::Or(_) | Cond::Const(_) | Cond::Test(..) => {}
    }
}
