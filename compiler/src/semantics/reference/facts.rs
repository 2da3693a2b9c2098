//! Everything the tests of a policy look at, of one record.

use super::arguments::{self, Arguments, Fault};
use super::canonical;
use super::facets::{self, Set};
use super::number::{self, Range};
use super::payload;
use super::record::Record;
use super::time;
use super::values::{self, Value};
use crate::semantics::thir::{EntryId, Policy, SignalId, Subject, Tool, ToolId};
use crate::syntax::ast::Word;
use crate::types::Type;
use agp_abi::tables::Event;

/// The facts of a call or a result.
#[derive(Clone, Debug)]
pub(super) struct Facts<'p> {
    pub(super) policy: &'p Policy,
    pub(super) event: Event,
    pub(super) tool: ToolId,
    pub(super) kind: EntryId,
    pub(super) purpose: Option<EntryId>,
    pub(super) role: Set,
    pub(super) data: Set,
    pub(super) destination: Set,
    pub(super) resource: Set,
    pub(super) args: Arguments<'p>,
    /// Milliseconds since 1970.
    pub(super) time: Option<i64>,
    /// In the order of the policy's signals.
    signals: Vec<Value>,
    agent_id: Value,
    agent_verified: Value,
    agent_trust: Value,
    agent_depth: Value,
    payload: Value,
    payload_size: Value,
}

/// Gathers the facts of a record about a declared tool.
pub(super) fn gather<'p>(
    policy: &'p Policy,
    event: Event,
    record: &Record,
    id: ToolId,
    now: Option<i64>,
) -> Facts<'p> {
    let tool = &policy.tools[id.0 as usize];
    let args = match event {
        Event::Call => arguments::read(tool, &record.args, policy.vocabularies.of(Word::Class)),
        Event::Result => Arguments::unseen(tool, None),
    };
    let purposes = policy.vocabularies.of(Word::Purpose);
    Facts {
        policy,
        event,
        tool: id,
        kind: tool.kind,
        purpose: record.purpose.as_deref().and_then(|name| purposes.find(name)),
        role: facets::role(policy, record),
        data: facets::data(policy, event, record, tool, &args),
        destination: facets::destination(policy, event, record, tool, &args),
        resource: facets::resource(policy, event, record, &args),
        time: match &record.time {
            Some(text) => time::instant(text),
            None => now,
        },
        signals: policy
            .signals
            .iter()
            .map(|signal| read_signal(policy, record, &signal.name, &signal.ty))
            .collect(),
        agent_id: agent_id(record),
        agent_verified: record.agent_verified.map_or(Value::Unknown, Value::Bool),
        agent_trust: read_number(record.agent_trust.as_deref(), 6, Range::SCORE),
        agent_depth: whole_depth(record),
        payload: payload::texts(event, record, &args),
        payload_size: payload::size(event, record, &args),
        args,
    }
}

fn read_signal(policy: &Policy, record: &Record, name: &str, ty: &Type) -> Value {
    let found = record.signals.iter().find(|(given, _)| given == name);
    let classes = policy.vocabularies.of(Word::Class);
    found.and_then(|(_, json)| values::read(json, ty, classes).ok()).unwrap_or(Value::Unknown)
}

/// Unknown unless somebody vouches for it.
fn agent_id(record: &Record) -> Value {
    let vouched = record.agent_verified == Some(true);
    let id = record.agent_id.as_deref().filter(|_| vouched).and_then(canonical::id);
    id.map_or(Value::Unknown, Value::Text)
}

fn read_number(text: Option<&str>, places: i64, allowed: Range) -> Value {
    let range = text.and_then(|text| number::decimal(text, places)).filter(|range| range.lies_in(allowed));
    range.map_or(Value::Unknown, Value::Number)
}

/// A fraction of a delegation is none.
fn whole_depth(record: &Record) -> Value {
    match read_number(record.agent_depth.as_deref(), 0, Range::SIZE) {
        Value::Number(range) if range.low == range.high => Value::Number(range),
        _ => Value::Unknown,
    }
}

impl Facts<'_> {
    /// What is wrong with the call.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.args.fault
    }

    /// The value of a subject that is no set, no purpose and no time.
    pub(super) fn value(&self, subject: &Subject) -> &Value {
        match subject {
            Subject::AgentId => &self.agent_id,
            Subject::AgentVerified => &self.agent_verified,
            Subject::AgentTrust => &self.agent_trust,
            Subject::AgentDepth => &self.agent_depth,
            Subject::Payload => &self.payload,
            Subject::PayloadSize => &self.payload_size,
            Subject::Arg(tools, name) => self.argument(tools, name),
            Subject::Signal(SignalId(at)) => &self.signals[*at as usize],
            Subject::Role
            | Subject::Data
            | Subject::Destination
            | Subject::Resource
            | Subject::Purpose
            | Subject::Time => &Value::Unknown,
        }
    }

    /// An argument; of another tool's call it is unknown.
    fn argument(&self, tools: &[ToolId], name: &str) -> &Value {
        let found = self.args.declared.iter().find(|argument| argument.declared.name == name);
        match found {
            Some(argument) if tools.contains(&self.tool) => &argument.value,
            Some(_) | None => &Value::Unknown,
        }
    }

    /// The bounds of a number.
    pub(super) fn range(&self, subject: &Subject) -> Range {
        match (subject, self.value(subject)) {
            (Subject::Time, _) => self.time.map_or(Range::ANY, Range::exactly),
            (_, Value::Number(range)) => *range,
            (_, _) => self.range_of_unknown(subject),
        }
    }

    /// The bounds of a number of which nothing is known.
    pub(super) fn range_of_unknown(&self, subject: &Subject) -> Range {
        let of_type = |ty: Option<&Type>| match ty {
            Some(Type::One(scalar)) => Range::of_unknown(scalar),
            Some(Type::List(_) | Type::Set(_) | Type::Error) | None => Range::ANY,
        };
        match subject {
            Subject::AgentTrust => Range::SCORE,
            Subject::PayloadSize => Range::SIZE,
            Subject::Signal(SignalId(at)) => of_type(Some(&self.policy.signals[*at as usize].ty)),
            Subject::Arg(tools, name) => {
                let tool: Option<&Tool> = tools.first().map(|id| &self.policy.tools[id.0 as usize]);
                of_type(
                    tool.and_then(|tool| tool.args.iter().find(|arg| arg.name == *name)).map(|arg| &arg.ty),
                )
            }
            Subject::AgentId
            | Subject::AgentVerified
            | Subject::AgentDepth
            | Subject::Role
            | Subject::Data
            | Subject::Destination
            | Subject::Resource
            | Subject::Purpose
            | Subject::Payload
            | Subject::Time => Range::ANY,
        }
    }

    /// The texts of a subject, none for one that is unknown.
    pub(super) fn texts(&self, subject: &Subject) -> Vec<Option<&str>> {
        match self.value(subject) {
            Value::List(values) => values.iter().map(Value::text).collect(),
            value => vec![value.text()],
        }
    }

    /// The set a word of the language stands for.
    pub(super) fn set(&self, word: Word) -> &Set {
        match word {
            Word::Role => &self.role,
            Word::Destination => &self.destination,
            Word::Resource => &self.resource,
            // The checker lets no other word stand before `has` or `within`.
            Word::Class | Word::Purpose | Word::Origin | Word::Kind | Word::Channel => &self.data,
        }
    }

    /// Whether a fact is known.
    pub(super) fn is_known(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Role => self.role.is_known(),
            Subject::Data => self.data.is_known(),
            Subject::Destination => self.destination.is_known(),
            Subject::Resource => self.resource.is_known(),
            Subject::Purpose => self.purpose.is_some(),
            Subject::Time => self.time.is_some(),
            Subject::AgentId
            | Subject::AgentVerified
            | Subject::AgentTrust
            | Subject::AgentDepth
            | Subject::Payload
            | Subject::PayloadSize
            | Subject::Arg(_, _)
            | Subject::Signal(_) => self.value(subject).is_known(),
        }
    }
}
