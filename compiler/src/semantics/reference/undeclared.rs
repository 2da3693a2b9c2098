//! Names in a record that the policy does not declare.

use super::facts::Facts;
use super::record::Record;
use crate::syntax::ast::Word;
use agp_abi::tables::Mapping;

/// How many are shown.
const MOST: usize = 16;

/// How many characters of each are shown.
const LONGEST: usize = 80;

/// The names of a record about a declared tool, each once, in the order of the fields.
pub(super) fn names(record: &Record, facts: &Facts<'_>) -> Vec<String> {
    let mut list = List { facts, shown: Vec::new() };
    list.facet("role", Word::Role, record.role.as_deref().unwrap_or_default());
    list.facet("purpose", Word::Purpose, record.purpose.as_slice());
    list.facet("data", Word::Class, record.data.as_deref().unwrap_or_default());
    list.facet("destination", Word::Destination, record.destination.as_deref().unwrap_or_default());
    list.facet("resource", Word::Resource, record.resource.as_deref().unwrap_or_default());
    list.class_arguments();
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
        let entry = entry(field, name);
        if !self.shown.contains(&entry) {
            self.shown.push(entry);
        }
    }

    fn facet(&mut self, field: &str, word: Word, names: &[String]) {
        for name in names {
            if self.facts.policy.vocabularies.of(word).find(name).is_none() {
                self.add(field, name);
            }
        }
    }

    fn class_arguments(&mut self) {
        let facts = self.facts;
        let classes = facts.policy.vocabularies.of(Word::Class);
        for argument in facts.args.mapped_to(Mapping::Data) {
            let field = format!("args.{}", argument.declared.name);
            for (json, _) in argument.each() {
                if let Some(name) = json.text().filter(|name| classes.find(name).is_none()) {
                    self.add(&field, name);
                }
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

/// `role "wizard"`, escaped as in JSON.
fn entry(field: &str, name: &str) -> String {
    let shown: String = name.chars().take(LONGEST).map(escaped).collect();
    let cut = if name.chars().count() > LONGEST { "…" } else { "" };
    format!("{field} \"{shown}{cut}\"")
}

fn escaped(c: char) -> String {
    match c {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '\u{8}' => "\\b".to_owned(),
        '\u{c}' => "\\f".to_owned(),
        control if control.is_control() => format!("\\u{:04x}", u32::from(control)),
        plain => plain.to_string(),
    }
}
