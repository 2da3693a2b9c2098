//! JSON values as values of the policy's types.
//!
//! A value of another JSON type than its type asks for is [`WrongType`]: the call is malformed, or
//! the signal unknown. A value of the right JSON type that has no meaning in its type (a host that
//! is no host, a word that is not in the list, a score of 2) is [`Value::Unknown`]. So is every value
//! of type `json`, since no test looks inside.

use super::json::Json;
use super::number::{self, Range};
use super::{canonical, time};
use crate::semantics::thir::Vocabulary;
use crate::types::{Scalar, Type};

/// The value of an argument or a signal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing is known about it.
    Unknown,
    /// A number in units of its type.
    Number(Range),
    /// A text in canonical form.
    Text(String),
    /// A truth value.
    Bool(bool),
    /// The entry of an enumeration, by its place in the list.
    Word(u32),
    /// A class, by its full path.
    Class(String),
    /// Several of them.
    List(Vec<Value>),
}

impl Value {
    /// Whether it is known, of a list every one.
    pub(super) fn is_known(&self) -> bool {
        match self {
            Value::Unknown => false,
            Value::List(values) => values.iter().all(Value::is_known),
            Value::Number(_) | Value::Text(_) | Value::Bool(_) | Value::Word(_) | Value::Class(_) => true,
        }
    }

    /// The text, if it is one and known.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::Unknown
            | Value::Number(_)
            | Value::Bool(_)
            | Value::Word(_)
            | Value::Class(_)
            | Value::List(_) => None,
        }
    }
}

/// A value of another JSON type than it must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WrongType;

/// Reads a value that is not `null`.
pub(super) fn read(json: &Json, ty: &Type, classes: &Vocabulary) -> Result<Value, WrongType> {
    match ty {
        Type::One(scalar) => one(json, scalar, classes),
        Type::List(scalar) | Type::Set(scalar) => {
            let Json::List(items) = json else { return Err(WrongType) };
            let values: Result<Vec<Value>, WrongType> =
                items.iter().map(|item| one(item, scalar, classes)).collect();
            values.map(Value::List)
        }
        Type::Error => Err(WrongType),
    }
}

/// Reads a single value.
pub(super) fn one(json: &Json, scalar: &Scalar, classes: &Vocabulary) -> Result<Value, WrongType> {
    if json.is_null() {
        return Err(WrongType);
    }
    match scalar {
        Scalar::Text => canonical_text(json, |text| Some(text.to_owned())),
        Scalar::Email => canonical_text(json, |text| canonical::email(text).map(|email| email.address)),
        Scalar::Host => canonical_text(json, canonical::host),
        Scalar::Url => canonical_text(json, |text| canonical::url(text).map(|location| location.url)),
        Scalar::Path => canonical_text(json, canonical::path),
        Scalar::Ip => canonical_text(json, canonical::ip),
        Scalar::Iban => canonical_text(json, canonical::iban),
        Scalar::Phone => canonical_text(json, canonical::phone),
        Scalar::Id => canonical_text(json, canonical::id),
        Scalar::Class => class(json, classes),
        Scalar::Enum(words) => word(json, words),
        Scalar::Date => text_number(json, time::date),
        Scalar::Time => text_number(json, time::instant),
        Scalar::Duration => {
            number_or_text(json, 0, Range::ANY, |text| number::duration(text).map(Range::exactly))
        }
        Scalar::Size => number_or_text(json, 0, Range::SIZE, |text| number::size(text).map(Range::exactly)),
        Scalar::Money(_) => number_or_text(json, 6, Range::ANY, |text| number::decimal(text, 6)),
        Scalar::Int => number_only(json, 0, Range::ANY),
        Scalar::Decimal => number_only(json, 6, Range::ANY),
        Scalar::Score => number_only(json, 6, Range::SCORE),
        Scalar::Bool => match json {
            Json::Bool(truth) => Ok(Value::Bool(*truth)),
            Json::Null | Json::Number(_) | Json::Text(_) | Json::List(_) | Json::Object(_) => Err(WrongType),
        },
        Scalar::Json => Ok(Value::Unknown),
    }
}

fn canonical_text(json: &Json, form: impl Fn(&str) -> Option<String>) -> Result<Value, WrongType> {
    let text = json.text().ok_or(WrongType)?;
    Ok(form(text).map_or(Value::Unknown, Value::Text))
}

fn class(json: &Json, classes: &Vocabulary) -> Result<Value, WrongType> {
    let name = json.text().ok_or(WrongType)?;
    Ok(classes.find(name).map_or(Value::Unknown, |class| Value::Class(classes.entry(class).path.clone())))
}

fn word(json: &Json, words: &[String]) -> Result<Value, WrongType> {
    let given = json.text().ok_or(WrongType)?;
    let found = (0u32..).zip(words).find(|(_, word)| *word == given);
    Ok(found.map_or(Value::Unknown, |(at, _)| Value::Word(at)))
}

fn text_number(json: &Json, read: impl Fn(&str) -> Option<i64>) -> Result<Value, WrongType> {
    let text = json.text().ok_or(WrongType)?;
    Ok(read(text).map_or(Value::Unknown, |value| Value::Number(Range::exactly(value))))
}

fn number_only(json: &Json, places: i64, allowed: Range) -> Result<Value, WrongType> {
    number_or_text(json, places, allowed, |_| None).and_then(|value| match json {
        Json::Text(_) => Err(WrongType),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::List(_) | Json::Object(_) => Ok(value),
    })
}

/// A JSON number, or a text that says one; outside what is allowed it is unknown.
fn number_or_text(
    json: &Json,
    places: i64,
    allowed: Range,
    read: impl Fn(&str) -> Option<Range>,
) -> Result<Value, WrongType> {
    let range = match json {
        Json::Number(number) => number::decimal(number, places),
        Json::Text(text) => read(text),
        Json::Null | Json::Bool(_) | Json::List(_) | Json::Object(_) => return Err(WrongType),
    };
    Ok(range.filter(|range| range.lies_in(allowed)).map_or(Value::Unknown, Value::Number))
}
