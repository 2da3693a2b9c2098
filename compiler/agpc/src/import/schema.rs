//! JSON Schema to typed arguments.
//!
//! A schema can say more than a declaration. Where it says something else, the argument becomes
//! wider, in the last resort `json`, which takes any value and has every text in it scanned; it
//! never becomes narrower than its schema. (A type that is only a `format` is the exception: JSON
//! Schema does not make anyone keep a `format`, AGP treats what does not as unknown.)
//!
//! - [`gather`](Gatherer::gather) collects the arguments of the outermost object, through local
//!   references, `allOf` (all hold) and `anyOf`/`oneOf` (any may, so theirs are optional).
//! - [`settle`] follows references and one-armed combinations to the schema that says a type.
//! - [`type_of`] and [`enumeration`] name it; [`value`] writes a default as a value of it.
//!
//! References may go round and fan out. Followed ones are remembered on the way down, lists nest
//! at most [`MAX_LISTS`] deep, and gathering has a budget of [`MAX_BRANCHES`].

use std::collections::{HashMap, HashSet};

use serde_json::Number;

use super::json::{Json, Object};
use super::word;

/// References followed for one type.
const MAX_REFERENCES: usize = 32;
/// `list of list of …`
const MAX_LISTS: usize = 4;
/// Schemas visited for the arguments of one tool.
const MAX_BRANCHES: usize = 10_000;
/// Entries that an `enum` is still readable with.
const MAX_ENTRIES: usize = 256;

/// The types that a schema can lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Int,
    Decimal,
    Bool,
    Date,
    Time,
    Email,
    Url,
    Host,
    Ip,
    Path,
    /// Entries as written in AGP.
    Enum(Vec<String>),
    List(Box<Type>),
    Json,
}

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
        if let Some(target) = schema.text("$ref").and_then(|reference| follow(self.root, reference)) {
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
            self.lost.get_or_insert(format!("default: {}{caution}", shown(default)));
        }
        self.optional |= !required;
    }
}

fn argument<'a>(root: &'a Json, name: &'a str, schema: &'a Json) -> Argument<'a> {
    let settled = settle(root, schema, &mut Vec::new());
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
            Type::Enum(without_repetitions(entries))
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

/// What a schema comes to, with what was said on the way to it.
struct Settled<'a> {
    ty: Type,
    nullable: bool,
    default: Option<&'a Json>,
    description: Option<&'a str>,
    lost: Option<String>,
}

/// Follows references, an `allOf` of one, and `anyOf`/`oneOf` of one and `null`, to the schema
/// that says a type. `followed` holds the references on the way here.
fn settle<'a>(root: &'a Json, schema: &'a Json, followed: &mut Vec<&'a str>) -> Settled<'a> {
    let mut settled =
        Settled { ty: Type::Json, nullable: false, default: None, description: None, lost: None };
    if !matches!(schema, Json::Object(_) | Json::Bool(_)) {
        settled.lost = Some("not described".to_owned());
    }
    let mut schema = schema;
    while let Json::Object(object) = schema {
        settled.default = settled.default.or_else(|| object.get("default"));
        settled.description = settled.description.or_else(|| object.text("description"));
        settled.nullable |= is_nullable(object);
        match step(root, object, followed) {
            Step::To(inner) => schema = inner,
            Step::Arrived => {
                let (ty, lost) = type_of(root, object, followed);
                settled.ty = ty;
                settled.lost = lost;
                break;
            }
            Step::Lost(why) => {
                settled.lost = Some(why.to_owned());
                break;
            }
        }
    }
    settled
}

enum Step<'a> {
    To(&'a Json),
    Arrived,
    Lost(&'static str),
}

fn step<'a>(root: &'a Json, schema: &'a Object, followed: &mut Vec<&'a str>) -> Step<'a> {
    if let Some(reference) = schema.text("$ref") {
        if followed.contains(&reference) || followed.len() >= MAX_REFERENCES {
            return Step::Lost("refers to itself");
        }
        followed.push(reference);
        return match follow(root, reference) {
            Some(target) => Step::To(target),
            None => Step::Lost("its `$ref` leads nowhere here"),
        };
    }
    if ["type", "enum", "const"].into_iter().any(|key| schema.given(key).is_some()) {
        return Step::Arrived;
    }
    if let Some([only]) = schema.array("allOf") {
        return Step::To(only);
    }
    let mut choices = choices(schema);
    match (choices.next(), choices.next()) {
        (Some(only), None) => Step::To(only),
        _ => Step::Arrived,
    }
}

/// The value that a local reference leads to.
fn follow<'a>(root: &'a Json, reference: &str) -> Option<&'a Json> {
    if reference.len() > 1_000 {
        return None;
    }
    root.pointer(reference.strip_prefix('#')?)
}

/// What stands in `anyOf` or `oneOf` beside `null`.
fn choices(schema: &Object) -> impl Iterator<Item = &Json> {
    let all = schema.array("anyOf").or_else(|| schema.array("oneOf")).unwrap_or_default();
    all.iter().filter(|choice| !is_null_schema(choice))
}

fn is_null_schema(schema: &Json) -> bool {
    let Some(schema) = schema.as_object() else { return false };
    schema.text("type") == Some("null") || matches!(schema.get("const"), Some(Json::Null))
}

fn is_nullable(schema: &Object) -> bool {
    let any = |key, is: fn(&Json) -> bool| schema.array(key).into_iter().flatten().any(is);
    let may_be_null = |choice: &Json| choice.as_object().is_some_and(is_nullable);
    schema.bool("nullable") == Some(true)
        || schema.text("type") == Some("null")
        || matches!(schema.get("const"), Some(Json::Null))
        || any("type", |word| word.as_text() == Some("null"))
        || any("enum", Json::is_null)
        || any("anyOf", may_be_null)
        || any("oneOf", may_be_null)
}

fn type_of<'a>(root: &'a Json, schema: &'a Object, followed: &mut Vec<&'a str>) -> (Type, Option<String>) {
    let word = type_word(schema);
    if let Some(values) = enumerated(schema) {
        return enumeration(word, &values);
    }
    let ty = match word {
        Word::One("array") => return list(root, schema.get("items"), followed),
        Word::One(word) => simple_type(word, schema),
        Word::None => common_type(schema),
        Word::Several => Type::Json,
    };
    (ty, None)
}

fn simple_type(word: &str, schema: &Object) -> Type {
    match word {
        "string" => formatted(schema.text("format")),
        "integer" => Type::Int,
        "number" => Type::Decimal,
        "boolean" => Type::Bool,
        _ => Type::Json,
    }
}

/// The type that all alternatives share, if each says a simple one outright: `ipv4` or `ipv6` is
/// an `ip`, one pattern or another is a text.
fn common_type(schema: &Object) -> Type {
    let simple = |choice: &Json| match choice.as_object().map(|schema| (type_word(schema), schema)) {
        Some((Word::One(word), schema)) => simple_type(word, schema),
        _ => Type::Json,
    };
    let mut types = choices(schema).map(simple);
    let first = types.next().unwrap_or(Type::Json);
    if types.all(|other| other == first) { first } else { Type::Json }
}

/// What `type` says beside `null`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word<'a> {
    None,
    One(&'a str),
    Several,
}

fn type_word(schema: &Object) -> Word<'_> {
    let said = match schema.get("type") {
        Some(word @ Json::Text(_)) => std::slice::from_ref(word),
        Some(Json::Array(words)) => words,
        _ => &[],
    };
    let mut words = said.iter().filter_map(Json::as_text).filter(|&word| word != "null");
    match (words.next(), words.next()) {
        (None, _) => Word::None,
        (Some(word), None) => Word::One(word),
        (Some(_), Some(_)) => Word::Several,
    }
}

/// A string by its format. What AGP would read differently stays `text`: a `time` without a day,
/// a duration in ISO 8601, a relative reference.
fn formatted(format: Option<&str>) -> Type {
    match format {
        Some("email" | "idn-email") => Type::Email,
        Some("uri" | "url" | "iri") => Type::Url,
        Some("hostname" | "idn-hostname") => Type::Host,
        Some("ipv4" | "ipv6" | "ipvanyaddress") => Type::Ip,
        Some("date") => Type::Date,
        Some("date-time") => Type::Time,
        Some("path" | "file-path" | "directory-path") => Type::Path,
        _ => Type::Text,
    }
}

/// An element that may be `null` has no AGP type but `json`: `null` is an absent argument, not an
/// absent element.
fn list<'a>(root: &'a Json, items: Option<&'a Json>, followed: &mut Vec<&'a str>) -> (Type, Option<String>) {
    let Some(items @ Json::Object(_)) = items else { return (Type::Json, None) };
    let depth = followed.len();
    let element = settle(root, items, followed);
    followed.truncate(depth);
    let element_type = if element.nullable { Type::Json } else { element.ty };
    let list = Type::List(Box::new(element_type));
    if nesting(&list) > MAX_LISTS { (Type::Json, None) } else { (list, element.lost) }
}

fn nesting(ty: &Type) -> usize {
    match ty {
        Type::List(element) => 1 + nesting(element),
        _ => 0,
    }
}

/// The values that a schema lists, as `enum`, `const`, or alternatives that are each a `const`.
fn enumerated(schema: &Object) -> Option<Vec<&Json>> {
    let values = if let Some(values) = schema.array("enum") {
        values.iter().collect()
    } else if let Some(value) = schema.get("const") {
        vec![value]
    } else {
        choices(schema).map(|choice| choice.as_object()?.get("const")).collect::<Option<Vec<_>>>()?
    };
    let values: Vec<&Json> = values.into_iter().filter(|value| !value.is_null()).collect();
    (!values.is_empty()).then_some(values)
}

/// Listed texts are an `enum`; listed numbers keep their type and are mentioned.
fn enumeration(word: Word<'_>, values: &[&Json]) -> (Type, Option<String>) {
    let said = |expected: &[&str]| match word {
        Word::None => true,
        Word::One(word) => expected.contains(&word),
        Word::Several => false,
    };
    let all = |is: fn(&Json) -> bool| values.iter().all(|value| is(value));
    if said(&["string"]) && all(|value| value.as_text().is_some()) {
        return match entries(values) {
            Some(entries) => (Type::Enum(entries), None),
            None => (Type::Text, Some(one_of(values))),
        };
    }
    if said(&["boolean"]) && all(|value| matches!(value, Json::Bool(_))) {
        return (Type::Bool, None);
    }
    if said(&["integer", "number"]) && all(|value| whole(value).is_some()) {
        return (Type::Int, Some(one_of(values)));
    }
    if said(&["number"]) && all(|value| matches!(value, Json::Number(_))) {
        return (Type::Decimal, Some(one_of(values)));
    }
    (Type::Json, Some(one_of(values)))
}

fn one_of(values: &[&Json]) -> String {
    if values.len() > 12 {
        return format!("one of {} values", values.len());
    }
    let values: Vec<String> = values.iter().map(|value| shown(value)).collect();
    format!("one of {}", values.join(", "))
}

/// A value for a comment.
pub(super) fn shown(value: &Json) -> String {
    word::visible(&value.brief(400), 60).replace('\n', " ")
}

/// Entries as AGP writes them, unless there are too many or one cannot be written.
fn entries(values: &[&Json]) -> Option<Vec<String>> {
    if values.len() > MAX_ENTRIES {
        return None;
    }
    let names: Option<Vec<String>> =
        values.iter().map(|value| value.as_text().and_then(|text| word::name(text).ok())).collect();
    names.map(without_repetitions)
}

fn without_repetitions(entries: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    entries.into_iter().filter(|entry| seen.insert(entry.clone())).collect()
}

/// A number without a fraction, `5.0` included.
fn whole(value: &Json) -> Option<i64> {
    let Json::Number(number) = value else { return None };
    number.as_i64().or_else(|| decimal(number)?.parse().ok())
}

/// A JSON value as AGP writes a value of this type, if it can.
pub(super) fn value(json: &Json, ty: &Type) -> Option<String> {
    match (ty, json) {
        (Type::Int, json) => whole(json).map(|number| number.to_string()),
        (Type::Decimal, Json::Number(number)) => decimal(number),
        (Type::Bool, Json::Bool(value)) => Some(value.to_string()),
        (Type::Date, Json::Text(text)) => is_date(text).then(|| text.clone()),
        (Type::Time, Json::Text(text)) => is_instant(text).then(|| text.clone()),
        (Type::Enum(entries), Json::Text(text)) => {
            word::name(text).ok().filter(|name| entries.contains(name))
        }
        (Type::Text | Type::Email | Type::Url | Type::Host | Type::Ip | Type::Path, Json::Text(text)) => {
            short_literal(text)
        }
        (Type::List(element), Json::Array(items)) => list_of(items, |item| value(item, element)),
        (Type::Json, json) => free_value(json),
        _ => None,
    }
}

/// A value where any may stand. An object is left to a person.
fn free_value(json: &Json) -> Option<String> {
    match json {
        Json::Null | Json::Object(_) => None,
        Json::Bool(value) => Some(value.to_string()),
        Json::Number(number) => decimal(number),
        Json::Text(text) => short_literal(text),
        Json::Array(items) => list_of(items, free_value),
    }
}

fn list_of(items: &[Json], write: impl Fn(&Json) -> Option<String>) -> Option<String> {
    if items.len() > 20 {
        return None;
    }
    let items: Option<Vec<String>> = items.iter().map(write).collect();
    Some(format!("[{}]", items?.join(", ")))
}

fn short_literal(text: &str) -> Option<String> {
    if text.chars().nth(200).is_some() { None } else { word::literal(text) }
}

/// The digits of a number. JSON's may have passed through a float; up to 15 digits it comes out
/// as it went in, and one with more is not worth a declaration.
fn decimal(number: &Number) -> Option<String> {
    if let Some(whole) = number.as_i64() {
        return Some(whole.to_string());
    }
    let text = number.as_f64()?.to_string();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (digits <= 15 && text.bytes().all(|byte| byte.is_ascii_digit() || b"-.".contains(&byte))).then_some(text)
}

/// `2026-03-02`
fn is_date(text: &str) -> bool {
    has_shape(text, "0000-00-00") && text.parse::<jiff::civil::Date>().is_ok()
}

/// `2026-03-02T09:00Z`, with seconds or without: the instants that AGP can write.
fn is_instant(text: &str) -> bool {
    let has_a_shape =
        ["0000-00-00T00:00Z", "0000-00-00T00:00:00Z"].iter().any(|shape| has_shape(text, shape));
    has_a_shape && text.parse::<jiff::Timestamp>().is_ok()
}

fn has_shape(text: &str, shape: &str) -> bool {
    let fits = |(byte, model): (u8, u8)| if model == b'0' { byte.is_ascii_digit() } else { byte == model };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}
