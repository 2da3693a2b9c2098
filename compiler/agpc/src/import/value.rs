//! JSON values as AGP writes them: defaults, and what comments show.

use agp_abi::{forms, number};
use serde_json::Number;

use super::json::Json;
use super::types::Type;
use super::word;

/// A value for a comment.
pub(super) fn shown(value: &Json) -> String {
    word::visible(&value.brief(400), 60).replace('\n', " ")
}

/// A number without a fraction, `5.0` included.
pub(super) fn whole(value: &Json) -> Option<i64> {
    let Json::Number(number) = value else { return None };
    number.as_i64().or_else(|| decimal(number)?.parse().ok())
}

/// A JSON value as AGP writes a value of this type, if it can.
pub(super) fn written(json: &Json, ty: &Type) -> Option<String> {
    match (ty, json) {
        (Type::Int, json) => whole(json).map(|number| number.to_string()),
        (Type::Decimal, Json::Number(number)) => decimal(number).filter(|digits| is_exact(digits)),
        (Type::Bool, Json::Bool(value)) => Some(value.to_string()),
        (Type::Date, Json::Text(text)) => is_date(text).then(|| text.clone()),
        (Type::Time, Json::Text(text)) => is_instant(text).then(|| text.clone()),
        (Type::Enum(entries), Json::Text(text)) => word::entry(text).filter(|entry| entries.contains(entry)),
        (Type::Text | Type::Email | Type::Url | Type::Host | Type::Ip | Type::Path, Json::Text(text)) => {
            short_literal(text).filter(|_| has_form(text, ty))
        }
        (Type::List(element), Json::Array(items)) => list_of(items, |item| written(item, element)),
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
    if text.chars().nth(200).is_some() { None } else { Some(word::literal(text)) }
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

/// Whether a decimal number holds all of these digits.
fn is_exact(digits: &str) -> bool {
    number::decimal(digits, number::PLACES).is_some_and(|bounds| bounds.low == bounds.high)
}

/// Whether a text means something in a type: a default must.
fn has_form(text: &str, ty: &Type) -> bool {
    match ty {
        Type::Email => forms::email(text).is_some(),
        Type::Url => forms::url(text).is_some(),
        Type::Host => forms::host(text).is_some(),
        Type::Ip => forms::ip(text).is_some(),
        Type::Path => forms::path(text).is_some(),
        _ => true,
    }
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
