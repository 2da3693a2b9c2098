//! The arguments of a call, read by the declaration of its tool.

use super::json::{self, Json};
use super::values::{self, Value};
use crate::semantics::thir::{Arg, Tool, Vocabulary};
use crate::types::{Scalar, Type};
use agp_abi::tables::Mapping;

/// The longest list.
const MOST_VALUES: usize = 4_096;

/// The most texts that all arguments hold together.
const MOST_TEXTS: usize = 65_536;

/// Why a call is never granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It does not fit its tool.
    Malformed,
    /// It holds more than is looked at.
    Oversize,
}

/// One declared argument.
#[derive(Clone, Debug)]
pub(super) struct Argument<'p> {
    pub(super) declared: &'p Arg,
    /// The JSON of the call, or of the default. None where it is absent or could not be read.
    pub(super) json: Option<Json>,
    /// Unknown where there is no JSON.
    pub(super) value: Value,
}

impl Argument<'_> {
    /// The values: none for what is absent, each one of a list.
    pub(super) fn each(&self) -> Vec<(&Json, &Value)> {
        match (&self.json, &self.value) {
            (Some(Json::List(items)), Value::List(values)) => items.iter().zip(values).collect(),
            (Some(json), value) => vec![(json, value)],
            (None, _) => Vec::new(),
        }
    }

    /// The JSON that says anything: all of what maps to payload, and elsewhere the texts that are no
    /// value of their type. No test looks inside `json`.
    pub(super) fn said(&self) -> Vec<&Json> {
        if self.declared.mapping == Mapping::Payload {
            return self.json.iter().collect();
        }
        let unread = |json: &Json| self.is_json() || json.text().is_some();
        let unread = |(json, value): (_, &Value)| (*value == Value::Unknown && unread(json)).then_some(json);
        self.each().into_iter().filter_map(unread).collect()
    }

    /// Whether its type is `json`.
    pub(super) fn is_json(&self) -> bool {
        matches!(self.declared.ty, Type::One(Scalar::Json) | Type::List(Scalar::Json))
    }
}

/// All arguments of a record.
#[derive(Clone, Debug)]
pub(super) struct Arguments<'p> {
    /// One for each declared one, in their order.
    pub(super) declared: Vec<Argument<'p>>,
    /// Those that `rest` takes in.
    pub(super) rest: Vec<Json>,
    /// What is wrong with the call.
    pub(super) fault: Option<Fault>,
}

impl<'p> Arguments<'p> {
    /// Arguments nobody has seen: those of a result, and of a call that is oversize.
    pub(super) fn unseen(tool: &'p Tool, fault: Option<Fault>) -> Self {
        let declared =
            tool.args.iter().map(|declared| Argument { declared, json: None, value: Value::Unknown });
        Arguments { declared: declared.collect(), rest: Vec::new(), fault }
    }

    /// Those that map to a facet.
    pub(super) fn mapped_to(&self, facet: Mapping) -> impl Iterator<Item = &Argument<'p>> {
        self.declared.iter().filter(move |argument| argument.declared.mapping == facet)
    }
}

/// Reads the arguments of a call.
pub(super) fn read<'p>(tool: &'p Tool, given: &[(String, Json)], classes: &Vocabulary) -> Arguments<'p> {
    let texts: usize = given.iter().map(|(_, json)| count_texts(json)).sum();
    if texts > MOST_TEXTS || given.iter().any(|(_, json)| has_long_list(json)) {
        return Arguments::unseen(tool, Some(Fault::Oversize));
    }
    let mut arguments = Arguments::unseen(tool, None);
    for argument in &mut arguments.declared {
        let found = given.iter().find(|(name, _)| *name == argument.declared.name);
        if read_one(argument, found.map(|(_, json)| json), classes).is_err() {
            arguments.fault = Some(Fault::Malformed);
        }
    }
    let is_declared = |name: &str| tool.args.iter().any(|arg| arg.name == name);
    let undeclared = given.iter().filter(|(name, _)| !is_declared(name)).map(|(_, json)| json.clone());
    if tool.rest {
        arguments.rest = undeclared.collect();
    } else if undeclared.count() > 0 {
        arguments.fault = Some(Fault::Malformed);
    }
    arguments
}

/// What is wrong with a single argument makes the whole call malformed.
struct Unfit;

fn read_one(argument: &mut Argument<'_>, given: Option<&Json>, classes: &Vocabulary) -> Result<(), Unfit> {
    let default = || argument.declared.default.as_ref().and_then(|text| json::read(text.as_bytes()));
    let Some(json) = given.cloned().or_else(default).filter(|json| !json.is_null()) else {
        return if argument.declared.optional { Ok(()) } else { Err(Unfit) };
    };
    match values::read(&json, &argument.declared.ty, classes) {
        Ok(value) => {
            argument.json = Some(json);
            argument.value = value;
            Ok(())
        }
        Err(values::WrongType) => Err(Unfit),
    }
}

/// How many texts a value holds, keys not counted.
fn count_texts(json: &Json) -> usize {
    match json {
        Json::Text(_) => 1,
        Json::List(items) => items.iter().map(count_texts).sum(),
        Json::Object(fields) => fields.iter().map(|(_, value)| count_texts(value)).sum(),
        Json::Null | Json::Bool(_) | Json::Number(_) => 0,
    }
}

/// Whether a list in it, however deep, is too long.
fn has_long_list(json: &Json) -> bool {
    match json {
        Json::List(items) => items.len() > MOST_VALUES || items.iter().any(has_long_list),
        Json::Object(fields) => fields.iter().any(|(_, value)| has_long_list(value)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) => false,
    }
}
