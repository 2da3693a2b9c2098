//! The sets of a record: role, data, destination, resource.

use super::arguments::Arguments;
use super::entity::{self, Entity};
use super::record::Record;
use crate::semantics::thir::{EntryId, Policy, Tool, Vocabulary};
use crate::syntax::ast::Word;
use crate::types::{Scalar, Type};
use agp_abi::tables::{Event, Mapping};

/// A member of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Member {
    /// A declared entry.
    Entry(EntryId),
    /// Something known to be none of the declared entries.
    Other,
    /// Perhaps something, nobody knows what.
    Unknown,
    /// Perhaps one of the classes that detectors find.
    UnknownDetected,
}

impl Member {
    /// Whether it stands for what may be there, rather than what is.
    pub(super) fn is_unknown(self) -> bool {
        match self {
            Member::Entry(_) | Member::Other => false,
            Member::Unknown | Member::UnknownDetected => true,
        }
    }
}

/// A set as the list of its members. One may stand twice; no test counts them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Set(pub(super) Vec<Member>);

impl Set {
    /// Whether nothing in it is unknown.
    pub(super) fn is_known(&self) -> bool {
        !self.0.iter().any(|member| member.is_unknown())
    }

    fn add(&mut self, member: Member) {
        self.0.push(member);
    }

    fn add_entries(&mut self, entries: &[EntryId]) {
        self.0.extend(entries.iter().copied().map(Member::Entry));
    }

    /// The entries of these names; for a name that is not declared, an unknown element.
    fn add_names(&mut self, names: &[String], vocabulary: &Vocabulary) {
        let members = names.iter().map(|name| vocabulary.find(name).map_or(Member::Unknown, Member::Entry));
        self.0.extend(members);
    }
}

/// On whose authority.
pub(super) fn role(policy: &Policy, record: &Record) -> Set {
    let mut set = Set::default();
    match &record.role {
        Some(names) => set.add_names(names, policy.vocabularies.of(Word::Role)),
        None => set.add(Member::Unknown),
    }
    set
}

/// What the action carries.
pub(super) fn data(policy: &Policy, event: Event, record: &Record, tool: &Tool, args: &Arguments<'_>) -> Set {
    let classes = policy.vocabularies.of(Word::Class);
    let mut set = Set::default();
    set.add_names(record.data.as_deref().unwrap_or_default(), classes);
    set.add_entries(&tool.yields);
    for argument in args.mapped_to(Mapping::Data) {
        for (json, _) in argument.each() {
            let entry = json.text().and_then(|name| classes.find(name));
            set.add(entry.map_or(Member::Unknown, Member::Entry));
        }
    }
    match event {
        Event::Call => {
            let unlabelled = record.data.is_none() && carries_payload(args);
            if unlabelled || hides_data(record, args) {
                set.add(Member::Unknown);
            }
        }
        Event::Result => {
            if record.data.is_none() && record.content.is_some() {
                set.add(Member::UnknownDetected);
            }
        }
    }
    if set.0.is_empty() {
        set.add_entries(classes.find("public").as_slice());
    }
    set
}

/// Whether an argument that was not read may have named a class or carried one.
fn hides_data(record: &Record, args: &Arguments<'_>) -> bool {
    args.fault.is_some() && (record.data.is_none() || args.mapped_to(Mapping::Data).next().is_some())
}

/// Whether an argument says anything, be it empty, or one is taken in by `rest`.
fn carries_payload(args: &Arguments<'_>) -> bool {
    !args.rest.is_empty() || args.declared.iter().any(|argument| !argument.said().is_empty())
}

/// Where it goes.
pub(super) fn destination(
    policy: &Policy,
    event: Event,
    record: &Record,
    tool: &Tool,
    args: &Arguments<'_>,
) -> Set {
    let destinations = policy.vocabularies.of(Word::Destination);
    let maps = args.mapped_to(Mapping::Destination).next().is_some();
    let mut set = Set::default();
    set.add_entries(&tool.to);
    if tool.to.is_empty() && !maps {
        if policy.vocabularies.of(Word::Kind).entry(tool.kind).path == "unclassified" {
            set.add(Member::Unknown);
        } else {
            set.add_entries(destinations.find("local").as_slice());
        }
    }
    set.add_names(record.destination.as_deref().unwrap_or_default(), destinations);
    add_entities(&mut set, Mapping::Destination, Member::Unknown, destinations, args);
    add_unseen(&mut set, Mapping::Destination, event, args);
    if !args.rest.is_empty() || tool.rest && event == Event::Result {
        set.add(Member::Unknown);
    }
    set
}

/// What it touches.
pub(super) fn resource(policy: &Policy, event: Event, record: &Record, args: &Arguments<'_>) -> Set {
    let resources = policy.vocabularies.of(Word::Resource);
    let mut set = Set::default();
    set.add_names(record.resource.as_deref().unwrap_or_default(), resources);
    add_entities(&mut set, Mapping::Resource, Member::Other, resources, args);
    add_unseen(&mut set, Mapping::Resource, event, args);
    set
}

/// Adds what the values of arguments belong to.
fn add_entities(
    set: &mut Set,
    facet: Mapping,
    unclaimed: Member,
    vocabulary: &Vocabulary,
    args: &Arguments<'_>,
) {
    for argument in args.mapped_to(facet) {
        let scalar = scalar_of(&argument.declared.ty);
        for (json, value) in argument.each() {
            let entity = entity::entity(scalar, json, value);
            add_entity(set, &entity, unclaimed, vocabulary);
        }
    }
}

fn scalar_of(ty: &Type) -> &Scalar {
    match ty {
        Type::One(scalar) | Type::List(scalar) | Type::Set(scalar) => scalar,
        Type::Error => &Scalar::Json,
    }
}

fn add_entity(set: &mut Set, entity: &Entity, unclaimed: Member, vocabulary: &Vocabulary) {
    if entity.unsure {
        set.add(Member::Unknown);
    }
    if entity.forms.is_empty() {
        return;
    }
    let claims = entity::claims(vocabulary, entity);
    let otherwise: Vec<EntryId> =
        vocabulary.iter().filter(|(_, entry)| entry.otherwise).map(|(id, _)| id).collect();
    if !claims.is_empty() {
        set.add_entries(&claims);
    } else if !otherwise.is_empty() {
        set.add_entries(&otherwise);
    } else {
        set.add(unclaimed);
    }
}

/// Adds an unknown element for arguments that were there and could not be looked at.
fn add_unseen(set: &mut Set, facet: Mapping, event: Event, args: &Arguments<'_>) {
    let unseen = match event {
        Event::Call => args.fault.is_some(),
        Event::Result => args.mapped_to(facet).next().is_some(),
    };
    if unseen {
        set.add(Member::Unknown);
    }
}
