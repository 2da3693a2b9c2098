//! JSON as a record spells it: numbers keep their digits, and a value may be written in any way.

use std::fmt::Write as _;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// Any value as it is to stand in the line: `null`, `1e3`, `"\u0061"`.
    Raw(String),
    /// A text, written with the escapes it needs.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object, in this order; a key may stand in it twice.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// A value as it stands.
    pub fn raw(text: impl Into<String>) -> Json {
        Json::Raw(text.into())
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Json {
        Json::Text(text.into())
    }

    /// A list of texts.
    pub fn texts(texts: impl IntoIterator<Item = String>) -> Json {
        Json::List(texts.into_iter().map(Json::Text).collect())
    }

    /// The value under a key of an object.
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(fields) => fields.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            Json::Raw(_) | Json::Text(_) | Json::List(_) => None,
        }
    }

    /// The value under a key of an object, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Json> {
        match self {
            Json::Object(fields) => fields.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value),
            Json::Raw(_) | Json::Text(_) | Json::List(_) => None,
        }
    }

    /// Takes a key out of an object; whether it was there.
    pub fn remove(&mut self, key: &str) -> bool {
        let Json::Object(fields) = self else { return false };
        let before = fields.len();
        fields.retain(|(name, _)| name != key);
        fields.len() < before
    }

    /// The text as JSON.
    pub fn line(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Json::Raw(text) => out.push_str(text),
            Json::Text(text) => quote(text, out),
            Json::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    item.write(out);
                }
                out.push(']');
            }
            Json::Object(fields) => {
                out.push('{');
                for (at, (key, value)) in fields.iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    quote(key, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }

    /// Every value that has one part less.
    pub fn smaller(&self) -> Vec<Json> {
        match self {
            Json::Raw(_) => Vec::new(),
            Json::Text(text) if text.is_empty() => Vec::new(),
            Json::Text(text) => {
                let half = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
                vec![Json::text(&text[..half]), Json::text(&text[half..])]
            }
            Json::List(items) => {
                let without = (0..items.len()).map(|at| {
                    let mut rest = items.clone();
                    rest.remove(at);
                    Json::List(rest)
                });
                let inside = items.iter().enumerate().flat_map(|(at, item)| {
                    item.smaller().into_iter().map(move |smaller| {
                        let mut changed = items.clone();
                        changed[at] = smaller;
                        Json::List(changed)
                    })
                });
                without.chain(inside).collect()
            }
            Json::Object(fields) => {
                let without = (0..fields.len()).map(|at| {
                    let mut rest = fields.clone();
                    rest.remove(at);
                    Json::Object(rest)
                });
                let inside = fields.iter().enumerate().flat_map(|(at, (_, value))| {
                    value.smaller().into_iter().map(move |smaller| {
                        let mut changed = fields.clone();
                        changed[at].1 = smaller;
                        Json::Object(changed)
                    })
                });
                without.chain(inside).collect()
            }
        }
    }
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            // Writing to a `String` cannot fail.
            c if c < ' ' => drop(write!(out, "\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}
