//! Fields that nobody reads and that resemble one that somebody would.
//!
//! A record may have fields of its host's own, which are ignored. One that resembles a field of
//! records, where that field is not there, was probably meant to be it: unread it makes a fact
//! unknown, and the author wonders why.

use super::field;
use agp_compiler::diag::suggest;
use serde_json::{Map, Value};

/// What other formats call a field.
const USUAL: [(&str, &str); 16] = [
    ("arguments", "args"),
    ("parameters", "args"),
    ("params", "args"),
    ("input", "args"),
    ("name", "tool"),
    ("tool_name", "tool"),
    ("function", "tool"),
    ("type", "event"),
    ("timestamp", "time"),
    ("date", "time"),
    ("session_id", "session"),
    ("sessionId", "session"),
    ("classes", "data"),
    ("labels", "data"),
    ("output", "content"),
    ("text", "content"),
];

/// Fields of a line that were probably meant to be others: as written, and what was meant.
pub(crate) fn misspelt(line: &[u8]) -> Vec<(String, String)> {
    let Ok(Value::Object(record)) = serde_json::from_slice(line) else { return Vec::new() };
    let mut found: Vec<(String, String)> = record.keys().filter_map(|key| of_record(&record, key)).collect();
    if let Some(Value::Object(agent)) = record.get("agent") {
        let near = |key: &String| {
            let near = unread(agent, key, field::names_of_agent(), suggest::resembling)?;
            Some((format!("agent.{key}"), format!("agent.{near}")))
        };
        found.extend(agent.keys().filter_map(near));
    }
    found
}

fn of_record(record: &Map<String, Value>, key: &str) -> Option<(String, String)> {
    let of_agent = key.strip_prefix("agent.").or_else(|| key.strip_prefix("agent_"));
    if let Some(name) = of_agent.and_then(|name| field::names_of_agent().find(|known| *known == name)) {
        return Some((key.to_owned(), format!("\"agent\":{{\"{name}\":…}}")));
    }
    let usual = |key: &str| USUAL.iter().find(|(name, _)| *name == key).map(|(_, meant)| *meant);
    let near = unread(record, key, field::names(), |key, names| {
        usual(key).or_else(|| suggest::nearest(key, names))
    })?;
    Some((key.to_owned(), near.to_owned()))
}

/// What a key that is no field was meant to be, if that is not there beside it.
fn unread<N: Iterator<Item = &'static str> + Clone>(
    object: &Map<String, Value>,
    key: &str,
    names: N,
    meant: impl Fn(&str, N) -> Option<&'static str>,
) -> Option<&'static str> {
    if names.clone().any(|name| name == key) {
        return None;
    }
    meant(key, names).filter(|near| !object.contains_key(*near))
}
