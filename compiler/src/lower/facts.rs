//! Which facts a policy needs, and where each stands.
//!
//! A fact exists only if something tests it. Every tested argument has a slot of its own: of a call
//! of another tool it is unknown, and says so, whatever that call's arguments are.

use crate::program::{Number, One, Set, Source, Text, built_in};
use crate::semantics::thir::{Policy, Subject, TextPattern};
use crate::types::{Scalar, Type};
use agp_abi::number::Bounds;
use agp_abi::tables::Quantifier;
use std::collections::HashMap;

/// The facts of one policy, as they are asked for.
pub(super) struct Facts<'a> {
    policy: &'a Policy,
    pub(super) ones: Vec<One>,
    pub(super) sets: Vec<Set>,
    pub(super) numbers: Vec<Number>,
    pub(super) texts: Vec<Text>,
    known_ones: HashMap<Key, u32>,
    known_numbers: HashMap<Key, u32>,
    known_sets: HashMap<Subject, u32>,
}

/// What a one or number is asked for by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Subject(Subject),
    Weekday(String),
    TimeOfDay(String),
}

impl<'a> Facts<'a> {
    /// Only the facts that every policy has, in the order of `agp_abi::tables`.
    pub(super) fn new(policy: &'a Policy) -> Self {
        Facts {
            policy,
            ones: built_in::ones(&policy.vocabularies, &policy.tools),
            sets: built_in::sets(&policy.vocabularies),
            numbers: Vec::new(),
            texts: Vec::new(),
            known_ones: HashMap::new(),
            known_numbers: HashMap::new(),
            known_sets: HashMap::new(),
        }
    }

    /// What a record calls it.
    pub(super) fn name(&self, subject: &Subject) -> String {
        match subject {
            Subject::AgentId => "agent.id".to_owned(),
            Subject::AgentVerified => "agent.verified".to_owned(),
            Subject::AgentTrust => "agent.trust".to_owned(),
            Subject::AgentDepth => "agent.depth".to_owned(),
            Subject::Role => "role".to_owned(),
            Subject::Data => "data".to_owned(),
            Subject::Destination => "destination".to_owned(),
            Subject::Resource => "resource".to_owned(),
            Subject::Purpose => "purpose".to_owned(),
            Subject::Payload => "payload".to_owned(),
            Subject::PayloadSize => "payload.size".to_owned(),
            Subject::Time => "time".to_owned(),
            Subject::Arg(_, name) => format!("args.{name}"),
            Subject::Signal(id) => format!("signal.{}", self.policy.signals[id.0 as usize].name),
        }
    }

    /// The type of a subject that has values.
    pub(super) fn scalar(&self, subject: &Subject) -> Scalar {
        let scalar = |ty: &Type| match ty {
            Type::One(scalar) | Type::List(scalar) | Type::Set(scalar) => scalar.clone(),
            Type::Error => Scalar::Text,
        };
        match subject {
            Subject::AgentId => Scalar::Id,
            Subject::AgentVerified => Scalar::Bool,
            Subject::AgentTrust => Scalar::Score,
            Subject::AgentDepth => Scalar::Int,
            Subject::PayloadSize => Scalar::Size,
            Subject::Time => Scalar::Time,
            Subject::Signal(id) => scalar(&self.policy.signals[id.0 as usize].ty),
            Subject::Arg(tools, name) => {
                let tool = tools.first().and_then(|tool| self.policy.tools.get(tool.0 as usize));
                let arg = tool.and_then(|tool| tool.args.iter().find(|arg| arg.name == *name));
                arg.map_or(Scalar::Text, |arg| scalar(&arg.ty))
            }
            Subject::Role
            | Subject::Data
            | Subject::Destination
            | Subject::Resource
            | Subject::Purpose
            | Subject::Payload => Scalar::Text,
        }
    }

    /// The one of an enumerated or truth value.
    pub(super) fn one(&mut self, subject: &Subject) -> u32 {
        let values = match self.scalar(subject) {
            Scalar::Enum(words) => words,
            _ => vec!["false".to_owned(), "true".to_owned()],
        };
        let source = source(subject);
        let key = Key::Subject(subject.clone());
        if let Some(index) = self.known_ones.get(&key) {
            return *index;
        }
        let index = push(&mut self.ones, One { source, values });
        remember(&mut self.known_ones, key, index)
    }

    /// The one of a zone's weekday.
    pub(super) fn weekday(&mut self, zone: &str) -> u32 {
        let key = Key::Weekday(zone.to_owned());
        if let Some(index) = self.known_ones.get(&key) {
            return *index;
        }
        let values = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(str::to_owned).to_vec();
        let index = push(&mut self.ones, One { source: Source::Weekday(zone.to_owned()), values });
        remember(&mut self.known_ones, key, index)
    }

    /// The number of a numeric subject.
    pub(super) fn number(&mut self, subject: &Subject) -> u32 {
        let key = Key::Subject(subject.clone());
        if let Some(index) = self.known_numbers.get(&key) {
            return *index;
        }
        let (scalar, source) = (self.scalar(subject), source(subject));
        let (low, high) = scalar.domain();
        let index = push(&mut self.numbers, Number { source, scalar, unknown: Bounds { low, high } });
        remember(&mut self.known_numbers, key, index)
    }

    /// The number of a zone's time of day.
    pub(super) fn time_of_day(&mut self, zone: &str) -> u32 {
        let key = Key::TimeOfDay(zone.to_owned());
        if let Some(index) = self.known_numbers.get(&key) {
            return *index;
        }
        let number = Number {
            source: Source::TimeOfDay(zone.to_owned()),
            scalar: Scalar::Duration,
            unknown: Bounds::UNKNOWN,
        };
        let index = push(&mut self.numbers, number);
        remember(&mut self.known_numbers, key, index)
    }

    /// The set of a `set of enum` signal.
    pub(super) fn set(&mut self, subject: &Subject) -> u32 {
        if let Some(index) = self.known_sets.get(subject) {
            return *index;
        }
        let elements = match self.scalar(subject) {
            Scalar::Enum(words) => words,
            _ => Vec::new(),
        };
        let set = Set { source: source(subject), elements };
        let index = u32::try_from(push(&mut self.sets, set)).unwrap_or(u32::MAX);
        self.known_sets.insert(subject.clone(), index);
        index
    }

    /// The text test of a subject; equal tests are one, and tests of different tools may share.
    pub(super) fn text(
        &mut self,
        subject: &Subject,
        quantifier: Quantifier,
        patterns: &[TextPattern],
    ) -> u32 {
        let source = source(subject);
        let same = |text: &Text| text.quantifier == quantifier && text.patterns == patterns;
        if let Some(index) = self.texts.iter().position(|text| same(text) && text.source == source) {
            return u32::try_from(index).unwrap_or(u32::MAX);
        }
        let index = push(&mut self.texts, Text { source, quantifier, patterns: patterns.to_vec() });
        u32::try_from(index).unwrap_or(u32::MAX)
    }
}

/// Where a subject comes from.
fn source(subject: &Subject) -> Source {
    match subject {
        Subject::Arg(tools, name) => Source::Args(tools.iter().map(|tool| (*tool, name.clone())).collect()),
        Subject::Signal(id) => Source::Signal(*id),
        Subject::AgentId => Source::Facet("agent.id"),
        Subject::AgentVerified => Source::Facet("agent.verified"),
        Subject::AgentTrust => Source::Facet("agent.trust"),
        Subject::AgentDepth => Source::Facet("agent.depth"),
        Subject::PayloadSize => Source::Facet("payload.size"),
        Subject::Payload => Source::Facet("payload"),
        Subject::Time => Source::Facet("time"),
        Subject::Role => Source::Facet("role"),
        Subject::Data => Source::Facet("data"),
        Subject::Destination => Source::Facet("destination"),
        Subject::Resource => Source::Facet("resource"),
        Subject::Purpose => Source::Facet("purpose"),
    }
}

fn push<T>(list: &mut Vec<T>, item: T) -> usize {
    list.push(item);
    list.len() - 1
}

fn remember(known: &mut HashMap<Key, u32>, key: Key, index: usize) -> u32 {
    let index = u32::try_from(index).unwrap_or(u32::MAX);
    known.insert(key, index);
    index
}
