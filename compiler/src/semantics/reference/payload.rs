//! What an action says: its texts, and how long they are.

use super::arguments::{Argument, Arguments};
use super::json::Json;
use super::number::Range;
use super::record::Record;
use super::values::Value;
use agp_abi::tables::Event;

/// The texts the action carries, as they stand.
pub(super) fn texts(event: Event, record: &Record, args: &Arguments<'_>) -> Value {
    let mut texts = Vec::new();
    match event {
        Event::Call => {
            for json in said(args) {
                collect_texts(json, &mut texts);
            }
        }
        Event::Result => texts.extend(record.content.clone().map(Value::Text)),
    }
    if args.fault.is_some() {
        texts.push(Value::Unknown);
    }
    Value::List(texts)
}

fn said<'a>(args: &'a Arguments<'_>) -> impl Iterator<Item = &'a Json> {
    args.declared.iter().flat_map(Argument::said).chain(&args.rest)
}

fn collect_texts(json: &Json, texts: &mut Vec<Value>) {
    match json {
        Json::Text(text) => texts.push(Value::Text(text.clone())),
        Json::List(items) => items.iter().for_each(|item| collect_texts(item, texts)),
        Json::Object(fields) => fields.iter().for_each(|(_, value)| collect_texts(value, texts)),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

/// How many bytes that is, together with numbers and truth values where no type tells them apart
/// from text.
pub(super) fn size(event: Event, record: &Record, args: &Arguments<'_>) -> Value {
    let bytes = match event {
        Event::Call if args.fault.is_some() => return Value::Unknown,
        Event::Call => {
            let declared = args.declared.iter().map(|argument| {
                argument.said().into_iter().map(|json| count_bytes(json, argument.is_json())).sum::<usize>()
            });
            declared.chain(args.rest.iter().map(|json| count_bytes(json, true))).sum()
        }
        Event::Result => record.content.as_ref().map_or(0, String::len),
    };
    Value::Number(Range::exactly(i64::try_from(bytes).unwrap_or(i64::MAX)))
}

fn count_bytes(json: &Json, untyped: bool) -> usize {
    match json {
        Json::Text(text) => text.len(),
        Json::Number(number) if untyped => number.len(),
        Json::Bool(truth) if untyped => truth.to_string().len(),
        Json::Null | Json::Number(_) | Json::Bool(_) => 0,
        Json::List(items) => items.iter().map(|item| count_bytes(item, untyped)).sum(),
        Json::Object(fields) => fields.iter().map(|(_, value)| count_bytes(value, untyped)).sum(),
    }
}
