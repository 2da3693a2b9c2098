//! The arguments that a tool's schema describes.
//!
//! [`gather`](Gatherer::gather) collects them from the outermost object, through local references,
//! `allOf` (all hold) and `anyOf`/`oneOf` (any may, so theirs are optional). Where two parts
//! describe one argument, its type is wide enough for both. References can fan out: gathering has
//! a budget of [`MAX_BRANCHES`].

use std::collections::{HashMap, HashSet};

use super::json::{Json, Object};
use super::types::{self, MAX_ENTRIES, MAX_REFERENCES, Type};
use super::value;

/// Schemas visited for the arguments of one tool.
const MAX_BRANCHES: usize = 10_000;

/// One argument of a tool.
#[derive(Debug)]
pub(super) struct Argument<'a> {
    pub(super) name: &'a str,
    pub(super) ty: Type,
    /// May be absent, or `null`.
    pub(super) optional: bool,
    /// What the tool does without it. Not where `null` may be sent: it counts as absent, and a tool
    /// may well take it for something else (no limit, for one).
    pub(super) default: Option<&'a Json>,
    pub(super) description: Option<&'a str>,
    /// What got lost on the way, in a few words.
    pub(super) lost: Option<String>,
}

/// What a tool takes.
#[derive(Debug, Default)]
pub(super) struct Arguments<'a> {
    /// In the order of the schema.
    pub(super) list: Vec<Argument<'a>>,
    /// Whether the schema says outright that others may come. JSON Schema's default does too, but
    /// tools do not mean it.
    pub(super) open: bool,
}

/// Why a schema has no arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    /// It describes something other than an object.
    NotAnObject,
    /// More than [`MAX_BRANCHES`].
    Tangled,
}

/// The arguments that a tool's schema describes.
pub(super) fn arguments(root: &Json) -> Result<Arguments<'_>, Unusable> {
    let mut gatherer = Gatherer::new(root);
    gatherer.gather(root, true, 0)?;
    Ok(gatherer.finish())
}

/// The names of a structured result's fields; of its rows, if it is an array.
pub(super) fn result_fields(output: &Object) -> impl Iterator<Item = &str> {
    let row = output.object("items").unwrap_or(output);
    row.object("properties").into_iter().flat_map(Object::iter).map(|(name, _)| name)
}

struct Gatherer<'a> {
    root: &'a Json,
    branches: usize,
    found: Vec<(&'a str, Vec<&'a Json>)>,
    position: HashMap<&'a str, usize>,
    required: Vec<&'a str>,
    open: bool,
}

impl<'a> Gatherer<'a> {
    fn new(root: &'a Json) -> Self {
        Gatherer {
            root,
            branches: 0,
            found: Vec::new(),
            position: HashMap::new(),
            required: Vec::new(),
            open: false,
        }
    }

    /// Takes in what one schema of the object says; `holds` unless it is one of several.
    fn gather(&mut self, schema: &'a Json, holds: bool, depth: usize) -> Result<(), Unusable> {
        self.branches += 1;
        if self.branches > MAX_BRANCHES || depth > MAX_REFERENCES {
            return Err(Unusable::Tangled);
        }
        let schema = match schema {
            Json::Object(schema) => schema,
            // `true` for the whole: anything goes. For a part it adds nothing.
            Json::Bool(true) => {
                self.open |= depth == 0;
                return Ok(());
            }
            _ if !holds => return Ok(()),
            _ => return Err(Unusable::NotAnObject),
        };
        if !may_be_object(schema) {
            return if holds { Err(Unusable::NotAnObject) } else { Ok(()) };
        }
        self.open |= is_open(schema);
        for (name, property) in schema.object("properties").into_iter().flat_map(Object::iter) {
            self.add(name, property);
        }
        if holds {
            self.required.extend(schema.array("required").into_iter().flatten().filter_map(Json::as_text));
        }
        if let Some(target) = schema.text("$ref").and_then(|reference| types::follow(self.root, reference)) {
            self.gather(target, holds, depth + 1)?;
        }
        for branch in schema.array("allOf").into_iter().flatten() {
            self.gather(branch, holds, depth + 1)?;
        }
        let branches = ["anyOf", "oneOf"].into_iter().filter_map(|key| schema.array(key)).flatten();
        for branch in branches.chain(["then", "else"].into_iter().filter_map(|key| schema.get(key))) {
            self.gather(branch, false, depth + 1)?;
        }
        Ok(())
    }

    /// `false` as a property's schema forbids it, as not declaring it does.
    fn add(&mut self, name: &'a str, schema: &'a Json) {
        if matches!(schema, Json::Bool(false)) {
            return;
        }
        let at = *self.position.entry(name).or_insert(self.found.len());
        match self.found.get_mut(at) {
            Some((_, schemas)) => schemas.push(schema),
            None => self.found.push((name, vec![schema])),
        }
    }

    fn finish(mut self) -> Arguments<'a> {
        // Required but not described: it will come, so it has to be declared.
        let required: HashSet<&str> = self.required.iter().copied().collect();
        for name in std::mem::take(&mut self.required) {
            if !self.position.contains_key(name) {
                self.add(name, &Json::Null);
            }
        }
        let argument = |(name, schemas): (&'a str, Vec<&'a Json>)| {
            let mut argument = argument(self.root, name, schemas[0]);
            for schema in &schemas[1..] {
                argument = merge(argument, self::argument(self.root, name, schema));
            }
            argument.keep_default(required.contains(name));
            argument
        };
        Arguments { list: self.found.into_iter().map(argument).collect(), open: self.open }
    }
}

/// A schema without a `type` may describe anything, an object too.
fn may_be_object(schema: &Object) -> bool {
    match schema.given("type") {
        None => true,
        Some(Json::Text(word)) => word == "object",
        Some(Json::Array(words)) => words.iter().any(|word| word.as_text() == Some("object")),
        Some(_) => false,
    }
}

fn is_open(schema: &Object) -> bool {
    let says_more = |key| matches!(schema.get(key), Some(Json::Bool(true) | Json::Object(_)));
    says_more("additionalProperties")
        || says_more("unevaluatedProperties")
        || schema.object("patternProperties").is_some_and(|patterns| !patterns.is_empty())
}

impl Argument<'_> {
    /// Settles the default, once it is known whether the argument must be sent.
    fn keep_default(&mut self, required: bool) {
        if (required || self.optional)
            && let Some(default) = self.default.take()
        {
            let caution = if self.optional { " (`null` may differ)" } else { "" };
            self.lost.get_or_insert(format!("default: {}{caution}", value::shown(default)));
        }
        self.optional |= !required;
    }
}

fn argument<'a>(root: &'a Json, name: &'a str, schema: &'a Json) -> Argument<'a> {
    let settled = types::settle(root, schema, &mut Vec::new());
    let mut argument = Argument {
        name,
        ty: settled.ty,
        optional: settled.nullable,
        default: settled.default.filter(|default| !default.is_null()),
        description: settled.description,
        lost: settled.lost,
    };
    // `null` as the default is another way to say that it may be absent, whatever its type is.
    argument.optional |= settled.default.is_some_and(Json::is_null);
    argument
}

/// One argument that two branches describe: wide enough for both.
fn merge<'a>(one: Argument<'a>, other: Argument<'a>) -> Argument<'a> {
    let ty = match (one.ty, other.ty) {
        (one, other) if one == other => one,
        (Type::Enum(mut entries), Type::Enum(more)) if entries.len() + more.len() <= MAX_ENTRIES => {
            entries.extend(more);
            Type::Enum(types::without_repetitions(entries))
        }
        _ => Type::Json,
    };
    Argument {
        name: one.name,
        ty,
        optional: one.optional || other.optional,
        default: one.default.filter(|_| other.default.is_none()),
        description: one.description.or(other.description),
        lost: one.lost.or(other.lost),
    }
}
