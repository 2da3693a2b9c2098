//! The record of a test's step, written as a host would write it.
//!
//! Values are kept as the JSON text they were given as: a number must reach the evaluator in its
//! own decimal text, never through a float.

use jiff::Timestamp;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Where the clock of a test stands that gives no time: 2026-01-01T00:00:00Z.
const START: i64 = 1_767_225_600_000;

/// The fields that hold from here on, with the clock among them.
#[derive(Clone, Debug)]
pub(super) struct Record {
    fields: BTreeMap<String, Node>,
    clock: Option<i64>,
}

/// A JSON value of which parts can be set.
#[derive(Clone, Debug)]
enum Node {
    Text(String),
    Object(BTreeMap<String, Node>),
}

impl Record {
    /// A new session of an agent that is verified, fully trusted and not delegated to. Everything
    /// else is unknown.
    pub(super) fn new() -> Record {
        let mut record = Record { fields: BTreeMap::new(), clock: Some(START) };
        for (key, json) in [
            ("session", "\"test\""),
            ("agent.id", "\"test\""),
            ("agent.verified", "true"),
            ("agent.trust", "1.0"),
            ("agent.depth", "0"),
        ] {
            record.set(key, json);
        }
        record
    }

    /// Sets a field by its dotted key. A `time` sets the clock; one that is no instant stops it.
    pub(super) fn set(&mut self, key: &str, json: &str) {
        if key == "time" {
            let text: Option<String> = serde_json::from_str(json).ok();
            self.clock = text.as_deref().and_then(agp_abi::forms::instant);
        }
        let path: Vec<&str> = key.split('.').collect();
        set(&mut self.fields, &path, json);
    }

    /// On whose authority and why; no purpose is an unknown purpose.
    pub(super) fn set_authority(&mut self, roles: &[String], purpose: Option<&str>) {
        self.set("role", &text_of(roles));
        self.set("purpose", &purpose.map_or("null".to_owned(), text_of));
    }

    /// Where the clock stands, in milliseconds since 1970; unknown where the test gave no instant.
    pub(super) fn clock(&self) -> Option<i64> {
        self.clock
    }

    /// Sets the clock.
    pub(super) fn set_clock(&mut self, clock: i64) {
        self.clock = Some(clock);
    }

    /// These fields with others set, on one line.
    pub(super) fn line(&self, fields: &[(&str, String)]) -> String {
        let mut all = self.fields.clone();
        if let Some(clock) = self.clock {
            all.insert("time".to_owned(), Node::Text(instant(clock)));
        }
        all.extend(fields.iter().map(|(key, json)| ((*key).to_owned(), Node::Text(json.clone()))));
        let mut line = String::new();
        write_object(&all, &mut line);
        line
    }
}

/// A value as JSON.
pub(super) fn text_of<T: serde::Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// An instant as JSON; one that no calendar holds is unknown.
fn instant(clock: i64) -> String {
    Timestamp::from_millisecond(clock).map_or("null".to_owned(), |instant| text_of(&instant.to_string()))
}

fn set(fields: &mut BTreeMap<String, Node>, path: &[&str], json: &str) {
    let [head, rest @ ..] = path else { return };
    if rest.is_empty() {
        fields.insert((*head).to_owned(), Node::Text(json.to_owned()));
        return;
    }
    let node = fields.entry((*head).to_owned()).or_insert_with(|| Node::Object(BTreeMap::new()));
    if let Node::Text(text) = node {
        *node = Node::Object(parts(text));
    }
    if let Node::Object(inner) = node {
        set(inner, rest, json);
    }
}

/// The fields of an object; none of what is no object.
fn parts(json: &str) -> BTreeMap<String, Node> {
    let fields: BTreeMap<String, &RawValue> = serde_json::from_str(json).unwrap_or_default();
    fields.into_iter().map(|(key, value)| (key, Node::Text(value.get().to_owned()))).collect()
}

fn write_object(fields: &BTreeMap<String, Node>, line: &mut String) {
    line.push('{');
    for (index, (key, node)) in fields.iter().enumerate() {
        if index > 0 {
            line.push(',');
        }
        line.push_str(&text_of(key));
        line.push(':');
        match node {
            Node::Text(text) => line.push_str(text),
            Node::Object(inner) => write_object(inner, line),
        }
    }
    line.push('}');
}

#[cfg(test)]
mod tests {
    use super::{Record, text_of};

    #[test]
    fn begins_with_a_trusted_agent_and_a_fixed_clock() {
        assert_eq!(
            Record::new().line(&[("event", text_of("call"))]),
            r#"{"agent":{"depth":0,"id":"test","trust":1.0,"verified":true},"event":"call","session":"test","time":"2026-01-01T00:00:00Z"}"#
        );
    }

    #[test]
    fn what_is_given_holds_as_it_was_written() {
        let mut record = Record::new();
        record.set("agent", r#"{"id":"bot"}"#);
        record.set("agent.trust", "0.70000000000000000000001");
        record.set("signals.injection", "0.0");
        record.set("session", "null");
        record.set("time", r#""2026-03-02T09:00Z""#);
        record.set_authority(&["clerk".to_owned()], Some("payroll"));
        assert_eq!(
            record.line(&[]),
            r#"{"agent":{"id":"bot","trust":0.70000000000000000000001},"purpose":"payroll","role":["clerk"],"session":null,"signals":{"injection":0.0},"time":"2026-03-02T09:00:00Z"}"#
        );
    }

    #[test]
    fn the_clock_stands_still_where_the_time_is_unknown() {
        let mut record = Record::new();
        record.set("time", "null");
        assert_eq!(record.clock(), None);
        assert!(record.line(&[]).contains(r#""time":null"#));
        record.set_clock(86_400_000);
        assert!(record.line(&[]).contains(r#""time":"1970-01-02T00:00:00Z""#));
    }
}
