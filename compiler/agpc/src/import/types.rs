//! JSON Schema to the types of AGP.
//!
//! A schema can say more than a type. Where it says something else, the type becomes wider, in the
//! last resort `json`, which takes any value and has every text in it scanned; it never becomes
//! narrower than its schema. (A type that is only a `format` is the exception: JSON Schema does not
//! make anyone keep a `format`, AGP treats what does not as unknown.)
//!
//! [`settle`] follows references and one-armed combinations to the schema that says a type;
//! [`type_of`] and [`enumeration`] name it. References may go round: followed ones are remembered
//! on the way down, and lists nest at most [`MAX_LISTS`] deep.

use std::collections::HashSet;

use super::json::{Json, Object};
use super::{value, word};

/// References followed for one type.
pub(super) const MAX_REFERENCES: usize = 32;
/// `list of list of …`
const MAX_LISTS: usize = 4;
/// Entries that an `enum` is still readable with.
pub(super) const MAX_ENTRIES: usize = 256;

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

/// What a schema comes to, with what was said on the way to it.
pub(super) struct Settled<'a> {
    pub(super) ty: Type,
    pub(super) nullable: bool,
    pub(super) default: Option<&'a Json>,
    pub(super) description: Option<&'a str>,
    pub(super) lost: Option<String>,
}

/// Follows references, an `allOf` of one, and `anyOf`/`oneOf` of one and `null`, to the schema
/// that says a type. `followed` holds the references on the way here.
pub(super) fn settle<'a>(root: &'a Json, schema: &'a Json, followed: &mut Vec<&'a str>) -> Settled<'a> {
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
pub(super) fn follow<'a>(root: &'a Json, reference: &str) -> Option<&'a Json> {
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
    if said(&["integer", "number"]) && all(|value| value::whole(value).is_some()) {
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
    let values: Vec<String> = values.iter().map(|value| value::shown(value)).collect();
    format!("one of {}", values.join(", "))
}

/// Entries as AGP writes them, unless there are too many or one is too long.
fn entries(values: &[&Json]) -> Option<Vec<String>> {
    if values.len() > MAX_ENTRIES {
        return None;
    }
    let names: Option<Vec<String>> =
        values.iter().map(|value| value.as_text().and_then(word::entry)).collect();
    names.map(without_repetitions)
}

pub(super) fn without_repetitions(entries: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    entries.into_iter().filter(|entry| seen.insert(entry.clone())).collect()
}
