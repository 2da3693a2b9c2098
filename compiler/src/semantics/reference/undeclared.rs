//! Names in a record that the policy does not declare.

use super::arguments::Fault;
use super::canonical;
use super::facts::Facts;
use super::json::Json;
use super::record::Record;
use crate::semantics::thir::Arg;
use crate::syntax::ast::Word;
use agp_abi::tables::{Event, Mapping};

/// How many are shown.
const MOST: usize = 16;

/// How many characters of each are shown.
const LONGEST: usize = 80;

/// The names of a record about a declared tool, in the order of the fields.
pub(super) fn names(record: &Record, facts: &Facts<'_>) -> Vec<String> {
    let mut list = List { facts, shown: Vec::new() };
    list.facet("role", Word::Role, record.role.as_deref().unwrap_or_default());
    list.facet("purpose", Word::Purpose, record.purpose.as_slice());
    list.facet("data", Word::Class, record.data.as_deref().unwrap_or_default());
    list.facet("destination", Word::Destination, record.destination.as_deref().unwrap_or_default());
    list.facet("resource", Word::Resource, record.resource.as_deref().unwrap_or_default());
    list.arguments(record);
    list.signals(record);
    list.shown.truncate(MOST);
    list.shown
}

/// A tool the policy does not declare.
pub(super) fn tool(name: &str) -> String {
    entry("tool", name)
}

struct List<'a> {
    facts: &'a Facts<'a>,
    shown: Vec<String>,
}

impl List<'_> {
    fn add(&mut self, field: &str, name: &str) {
        self.shown.push(entry(field, name));
    }

    fn facet(&mut self, field: &str, word: Word, names: &[String]) {
        for name in names {
            if self.facts.policy.vocabularies.of(word).find(name).is_none() {
                self.add(field, name);
            }
        }
    }

    /// Arguments as the call writes them, then defaults; of an oversize call none.
    fn arguments(&mut self, record: &Record) {
        let facts = self.facts;
        if facts.event == Event::Result || facts.fault() == Some(Fault::Oversize) {
            return;
        }
        let tool = &facts.policy.tools[facts.tool.0 as usize];
        for (name, _) in &record.args {
            match tool.args.iter().find(|arg| arg.name == *name) {
                Some(arg) => self.classes(arg),
                None if tool.rest => {}
                None => self.add("argument", name),
            }
        }
        let is_given = |arg: &&Arg| record.args.iter().any(|(name, _)| *name == arg.name);
        tool.args.iter().filter(|arg| !is_given(arg)).for_each(|arg| self.classes(arg));
    }

    /// Texts of an argument mapped to data that name no class.
    fn classes(&mut self, arg: &Arg) {
        let facts = self.facts;
        let classes = facts.policy.vocabularies.of(Word::Class);
        let read = facts.args.mapped_to(Mapping::Data).find(|argument| argument.declared.name == arg.name);
        let values = read.map(|argument| argument.each()).unwrap_or_default();
        for name in values.iter().filter_map(|(json, _)| Json::text(json)) {
            if classes.find(name).is_none() {
                self.add(&format!("args.{}", arg.name), name);
            }
        }
    }

    fn signals(&mut self, record: &Record) {
        for (name, _) in &record.signals {
            if !self.facts.policy.signals.iter().any(|signal| signal.name == *name) {
                self.add("signal", name);
            }
        }
    }
}

/// `role "wizard"`, with nothing in it that hides or redirects text.
fn entry(field: &str, name: &str) -> String {
    let shown: String = name.chars().take(LONGEST).map(escaped).collect();
    let cut = if name.chars().count() > LONGEST { "…" } else { "" };
    format!("{field} \"{shown}{cut}\"")
}

fn escaped(c: char) -> String {
    match c {
        '"' | '\\' => format!("\\{c}"),
        hidden if canonical::is_hidden(hidden) => format!("\\u{{{:x}}}", u32::from(hidden)),
        plain => plain.to_string(),
    }
}
