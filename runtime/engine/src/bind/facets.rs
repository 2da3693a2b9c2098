//! The facets a record states by name, and what the tool's declaration adds to them.

use super::{Binder, Payload};
use crate::load::Tool;
use crate::names::Names;
use crate::record::{Members, Purpose, Record};
use agp_abi::tables::{MORE, MORE_DETECTED, Mapping, one, set};

impl<'p> Binder<'p, '_> {
    /// Role, purpose, data labels, destination and resource as the record names them.
    pub(super) fn facets(&mut self, record: &Record<'_>) {
        let names = &self.loaded.vocabulary;
        self.facet_defaults(record);
        self.members("role", set::ROLE, &names.roles, record.role);
        self.purpose(record.purpose);
        self.members("data", set::DATA, &names.classes, record.data);
        self.members("destination", set::DESTINATION, &names.destinations, record.destination);
        self.members("resource", set::RESOURCE, &names.resources, record.resource);
    }

    /// What a facet is of which the record says nothing.
    pub(super) fn facet_defaults(&mut self, record: &Record<'_>) {
        if record.role.is_none() {
            self.facts.insert(set::ROLE, MORE);
        }
    }

    fn members(&mut self, what: &str, set: u32, names: &Names<u32>, members: Option<Members<'_>>) {
        let texts = match members {
            None => return,
            Some(Members::Known(elements)) => {
                return elements.iter().for_each(|element| self.member(set, *element));
            }
            Some(Members::Named(texts)) => texts,
        };
        for text in texts.iter() {
            let element = names.find(text);
            if element.is_none() {
                self.undeclared.note(what, text);
            }
            self.facts.insert(set, element.unwrap_or(MORE));
        }
    }

    fn purpose(&mut self, purpose: Option<Purpose<'_>>) {
        let purpose = match purpose {
            None => return,
            Some(Purpose::Known(value)) => return self.known_purpose(value),
            Some(Purpose::Named(name)) => name,
        };
        match self.loaded.vocabulary.purposes.find(purpose) {
            Some(value) => self.facts.set_one(one::PURPOSE, value),
            None => self.undeclared.note("purpose", purpose),
        }
    }

    /// Adds an element to a facet.
    pub(crate) fn member(&mut self, set: u32, element: u32) {
        self.facts.insert(set, element);
    }

    /// A purpose that has been looked up.
    pub(crate) fn known_purpose(&mut self, value: u32) {
        self.facts.set_one(one::PURPOSE, value);
    }

    /// Everything that only results have.
    pub(super) fn result(&mut self, record: &Record<'p>, tool: Tool<'_>) -> Payload {
        self.data(record, tool, record.content.is_some().then_some(MORE_DETECTED));
        self.tool_destinations(tool);
        for (mapping, facet) in [(Mapping::Destination, set::DESTINATION), (Mapping::Resource, set::RESOURCE)]
        {
            if tool.row.args.iter().any(|arg| arg.mapping == mapping) {
                self.facts.insert(facet, MORE);
            }
        }
        if tool.row.rest {
            self.facts.insert(set::DESTINATION, MORE);
        }
        let mut payload = Payload::NONE;
        if let Some(content) = record.content {
            self.say(content, &mut payload);
        }
        payload
    }

    /// The data set beyond labels and arguments; `unlabelled` is what it holds where the record
    /// has no `data`.
    pub(super) fn data(&mut self, record: &Record<'_>, tool: Tool<'_>, unlabelled: Option<u32>) {
        for element in &tool.row.yields {
            self.facts.insert(set::DATA, *element);
        }
        if let (None, Some(element)) = (&record.data, unlabelled) {
            self.facts.insert(set::DATA, element);
        }
        if self.facts.set(set::DATA).iter().all(|word| *word == 0) {
            self.facts.insert(set::DATA, self.loaded.tables.names.public);
        }
    }

    /// Where every use of the tool goes.
    pub(super) fn tool_destinations(&mut self, tool: Tool<'_>) {
        for element in &tool.row.to {
            self.facts.insert(set::DESTINATION, *element);
        }
    }
}
