//! Why a line was refused, and which of its fields nobody reads.
//!
//! A decision by `invalid_record`, `malformed` or `oversize` names its rule and no more: evaluators
//! decide, and do not write. So that people find the mistake the line is looked at a second time
//! here, by the JSON type that each field and argument must have. Nothing that is decided depends on
//! it; a line without a cause that could be told gets none.

mod field;
mod misspelt;

pub(crate) use misspelt::misspelt;

use crate::import::json::{Json, Object};
use crate::import::word::{quoted, visible};
use agp_abi::decision::Decision;
use agp_abi::tables::{ArgRow, JsonForm, Scalar, Tables, ToolRow, ValueType};
use agp_abi::verdict::Reserved;
use agp_compiler::diag::suggest;
use agp_runtime::{MAX_RECORD_BYTES, MAX_RECORD_DEPTH};

/// The most mistakes of one call that are told.
const MOST_CAUSES: usize = 8;

/// What is wrong with the line of a decision, a sentence for each mistake.
pub(crate) fn of(line: &[u8], tables: &Tables, decision: &Decision) -> Vec<String> {
    let by = |rule: Reserved| decision.matched.iter().any(|name| name == rule.text());
    if by(Reserved::InvalidRecord) {
        return vec![invalid(line).unwrap_or_else(|cause| cause)];
    }
    if by(Reserved::Oversize) {
        return vec!["the call has a list or a number of texts beyond the limit".to_owned()];
    }
    if !by(Reserved::Malformed) {
        return Vec::new();
    }
    let mut causes = malformed(line, tables);
    if causes.len() > MOST_CAUSES {
        causes.truncate(MOST_CAUSES);
        causes.push("further arguments do not fit either".to_owned());
    }
    causes
}

/// A name of a record: on one line, not long.
fn brief(name: &str) -> String {
    visible(name, 60).replace('\n', " ")
}

/// Why a line is no record. Both ways out hold a sentence: the steps before the fields end early.
fn invalid(line: &[u8]) -> Result<String, String> {
    let json = read(line)?;
    if depth(&json) > MAX_RECORD_DEPTH {
        return Err(format!("its brackets nest deeper than {MAX_RECORD_DEPTH}"));
    }
    let Json::Object(record) = &json else {
        return Err(format!("it is {}, not an object", kind(&json)));
    };
    field::misfit(record).ok_or_else(|| "it is not a sound JSON object".to_owned())
}

fn read(line: &[u8]) -> Result<Json, String> {
    if line.len() > MAX_RECORD_BYTES {
        return Err(format!("it is longer than {} MiB", MAX_RECORD_BYTES >> 20));
    }
    let text = std::str::from_utf8(line)
        .map_err(|error| format!("it is not UTF-8 from byte {} on", error.valid_up_to() + 1))?;
    if text.trim().is_empty() {
        return Err("it is blank".to_owned());
    }
    serde_json::from_str(text).map_err(|error| {
        let why = error.to_string();
        let why = why.split(" at line ").next().unwrap_or_default();
        format!("it is not sound JSON: {why}, at column {}", error.column())
    })
}

fn depth(json: &Json) -> usize {
    match json {
        Json::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Json::Object(object) => 1 + object.iter().map(|(_, value)| depth(value)).max().unwrap_or(0),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) => 0,
    }
}

/// Which arguments do not fit the tool.
fn malformed(line: &[u8], tables: &Tables) -> Vec<String> {
    let Ok(Json::Object(record)) = read(line) else { return Vec::new() };
    let tool = record.text("tool").and_then(|name| tables.tools.iter().find(|tool| tool.name == name));
    let Some(tool) = tool else { return Vec::new() };
    let args = record.object("args");
    let written = args.into_iter().flat_map(Object::iter).filter(|(_, value)| !value.is_null());
    let mut found: Vec<String> = written.filter_map(|(name, value)| misfit(tool, name, value)).collect();
    let absent = |arg: &&ArgRow| {
        arg.required && arg.default.is_none() && args.is_none_or(|args| args.given(&arg.name).is_none())
    };
    let absent = tool.args.iter().filter(absent);
    found.extend(
        absent.map(|arg| format!("`args.{}` is missing: {} must have it", brief(&arg.name), tool_of(tool))),
    );
    found
}

fn tool_of(tool: &ToolRow) -> String {
    format!("a call of {}", quoted(&tool.name))
}

/// What is wrong with one argument that is there.
fn misfit(tool: &ToolRow, name: &str, value: &Json) -> Option<String> {
    let shown = brief(name);
    let Some(arg) = tool.args.iter().find(|arg| arg.name == name) else {
        if tool.rest {
            return None;
        }
        let names = tool.args.iter().map(|arg| arg.name.as_str());
        let meant = suggest::resembling(name, names).map(|near| format!("; did you mean `{near}`?"));
        return Some(format!("`args.{shown}` is not declared{}", meant.unwrap_or_default()));
    };
    let ValueType { scalar, many } = arg.ty;
    let declared = declared(scalar);
    match (many, value) {
        (true, Json::Array(items)) => {
            let (at, item) = items.iter().enumerate().find(|(_, item)| !fits(scalar, item))?;
            Some(format!("`args.{shown}`, entry {}: {} where {declared} is declared", at + 1, kind(item)))
        }
        (true, value) => {
            Some(format!("`args.{shown}`: {} where a list is declared, each entry {declared}", kind(value)))
        }
        (false, value) if !fits(scalar, value) => {
            Some(format!("`args.{shown}`: {} where {declared} is declared", kind(value)))
        }
        (false, _) => None,
    }
}

/// Whether JSON of this type may stand for a declared one.
fn fits(scalar: Scalar, value: &Json) -> bool {
    match scalar.json_form() {
        JsonForm::Text => matches!(value, Json::Text(_)),
        JsonForm::Number => matches!(value, Json::Number(_)),
        JsonForm::NumberOrText => matches!(value, Json::Number(_) | Json::Text(_)),
        JsonForm::Bool => matches!(value, Json::Bool(_)),
        JsonForm::Any => true,
    }
}

/// A declared type with an article.
fn declared(scalar: Scalar) -> String {
    let word = match scalar {
        Scalar::Money(code) => {
            return format!("an amount in {}", String::from_utf8_lossy(&code));
        }
        Scalar::Text => "a text",
        Scalar::Int => "a whole number",
        Scalar::Decimal => "a number",
        Scalar::Bool => "a truth value",
        Scalar::Score => "a number from 0 to 1",
        Scalar::Duration => "a duration",
        Scalar::Size => "a size",
        Scalar::Date => "a date in a text",
        Scalar::Time => "an instant in a text",
        Scalar::Email => "a mail address",
        Scalar::Host => "a host",
        Scalar::Url => "a url",
        Scalar::Path => "a path",
        Scalar::Ip => "an ip",
        Scalar::Iban => "an iban",
        Scalar::Phone => "a phone",
        Scalar::Id => "an id in a text",
        Scalar::Enum(_) => "one of a list of words",
        Scalar::Class => "a class",
        Scalar::Json => "any value",
    };
    word.to_owned()
}

/// What a value is.
fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "a truth value",
        Json::Number(_) => "a number",
        Json::Text(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests;
