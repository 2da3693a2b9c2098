//! JSON as a list's author wrote it: keys in order, and none twice.
//!
//! `serde_json::Value` sorts keys and keeps the last of two equal ones. Arguments should appear in
//! the order their author chose, and a key that two readers may read differently is a way to show
//! one schema to the policy and another to the agent. Nesting is bounded by `serde_json`.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;
use std::fmt;

use super::error::ImportError;
use super::word;

/// One value.
#[derive(Debug)]
pub(crate) enum Json {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// Any number that JSON can write and a machine can hold.
    Number(Number),
    /// `"…"`
    Text(String),
    /// `[…]`
    Array(Vec<Json>),
    /// `{…}`
    Object(Object),
}

/// The members of an object, in order.
#[derive(Debug)]
pub(crate) struct Object {
    members: Vec<(String, Json)>,
    /// Positions in `members`, sorted by key: a schema may have 100,000 members and as many
    /// references to them.
    by_key: Vec<usize>,
}

/// All values in a text, which may hold several one after the other.
pub(super) fn read(text: &str) -> Result<Vec<Json>, ImportError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::Deserializer::from_str(text)
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(|error| ImportError::NotJson { why: error.to_string() })
}

impl Json {
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_array(&self) -> Option<&[Json]> {
        match self {
            Json::Array(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn as_object(&self) -> Option<&Object> {
        match self {
            Json::Object(object) => Some(object),
            _ => None,
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Json::Null)
    }

    /// The value on one line, cut somewhere behind `enough` bytes, for a comment.
    pub(crate) fn brief(&self, enough: usize) -> String {
        let mut out = String::new();
        self.write_brief(&mut out, enough);
        out
    }

    fn write_brief(&self, out: &mut String, enough: usize) {
        if out.len() > enough {
            return;
        }
        match self {
            Json::Null => out.push_str("null"),
            Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Json::Number(value) => out.push_str(&value.to_string()),
            Json::Text(text) => {
                out.push('"');
                out.extend(text.chars().take(enough));
                out.push('"');
            }
            Json::Array(items) => {
                let mut separator = "[";
                for item in items.iter().take(enough) {
                    out.push_str(std::mem::replace(&mut separator, ", "));
                    item.write_brief(out, enough);
                }
                out.push_str(if items.is_empty() { "[]" } else { "]" });
            }
            Json::Object(object) => {
                let mut separator = "{ ";
                for (key, value) in object.iter().take(enough) {
                    out.push_str(std::mem::replace(&mut separator, ", "));
                    out.extend(key.chars().take(enough));
                    out.push_str(": ");
                    value.write_brief(out, enough);
                }
                out.push_str(if object.is_empty() { "{}" } else { " }" });
            }
        }
    }

    /// The value that a JSON Pointer leads to (RFC 6901).
    pub(crate) fn pointer(&self, pointer: &str) -> Option<&Json> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self, |value, step| match value {
            Json::Object(object) => object.get(&step.replace("~1", "/").replace("~0", "~")),
            Json::Array(items) => items.get(step.parse::<usize>().ok()?),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) => None,
        })
    }
}

impl Object {
    /// The key that stands twice is the error.
    fn new(members: Vec<(String, Json)>) -> Result<Self, String> {
        let mut by_key: Vec<usize> = (0..members.len()).collect();
        by_key.sort_unstable_by_key(|&at| members[at].0.as_str());
        let twice = by_key.windows(2).find(|pair| members[pair[0]].0 == members[pair[1]].0);
        match twice {
            Some(pair) => Err(members[pair[0]].0.clone()),
            None => Ok(Object { members, by_key }),
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Json> {
        let found = self.by_key.binary_search_by_key(&key, |&at| self.members[at].0.as_str()).ok()?;
        Some(&self.members[self.by_key[found]].1)
    }

    /// Like [`Object::get`], where `null` says as little as nothing.
    pub(crate) fn given(&self, key: &str) -> Option<&Json> {
        self.get(key).filter(|value| !value.is_null())
    }

    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text()
    }

    pub(crate) fn array(&self, key: &str) -> Option<&[Json]> {
        self.get(key)?.as_array()
    }

    pub(crate) fn object(&self, key: &str) -> Option<&Object> {
        self.get(key)?.as_object()
    }

    pub(crate) fn bool(&self, key: &str) -> Option<bool> {
        match self.get(key)? {
            Json::Bool(value) => Some(*value),
            _ => None,
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.members.iter().map(|(key, value)| (key.as_str(), value))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
        Number::from_f64(value).map(Json::Number).ok_or_else(|| E::custom("a number is too large"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element()? {
            all.push(item);
        }
        Ok(Json::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut all = Vec::new();
        while let Some(member) = members.next_entry()? {
            all.push(member);
        }
        let twice = |key: String| Error::custom(format_args!("the key {} stands twice", word::quoted(&key)));
        Object::new(all).map(Json::Object).map_err(twice)
    }
}
