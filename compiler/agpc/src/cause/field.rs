//! The fields of a record by the JSON type that each must have.

use super::kind;
use crate::import::json::{Json, Object};
use agp_compiler::diag::suggest;

/// What a field holds.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Names,
    Object,
    Bool,
    Number,
    Any,
}

/// All fields of a record.
const FIELDS: [(&str, Form); 15] = [
    ("event", Form::Text),
    ("session", Form::Text),
    ("time", Form::Text),
    ("agent", Form::Object),
    ("role", Form::Names),
    ("purpose", Form::Text),
    ("tool", Form::Text),
    ("args", Form::Object),
    ("data", Form::Names),
    ("destination", Form::Names),
    ("resource", Form::Names),
    ("signals", Form::Object),
    ("content", Form::Text),
    ("origin", Form::Object),
    ("error", Form::Any),
];

/// All fields of an agent.
const AGENT: [(&str, Form); 4] =
    [("id", Form::Text), ("verified", Form::Bool), ("trust", Form::Number), ("depth", Form::Number)];

const EVENTS: [&str; 3] = ["prompt", "call", "result"];

/// The names of a record's fields.
pub(super) fn names() -> impl Iterator<Item = &'static str> + Clone {
    FIELDS.iter().map(|(name, _)| *name)
}

/// The names of an agent's fields.
pub(super) fn names_of_agent() -> impl Iterator<Item = &'static str> + Clone {
    AGENT.iter().map(|(name, _)| *name)
}

/// The first field that makes an object no record.
pub(super) fn misfit(record: &Object) -> Option<String> {
    let wrong = |record: &Object, fields: &[(&str, Form)], path: &str| {
        fields.iter().find_map(|(name, form)| of_form(record.given(name)?, *form, &format!("{path}{name}")))
    };
    wrong(record, &FIELDS, "")
        .or_else(|| wrong(record.object("agent")?, &AGENT, "agent."))
        .or_else(|| event(record))
}

fn of_form(value: &Json, form: Form, name: &str) -> Option<String> {
    let (fits, wanted) = match (form, value) {
        (Form::Text, value) => (matches!(value, Json::Text(_)), "a text"),
        (Form::Object, value) => (matches!(value, Json::Object(_)), "an object"),
        (Form::Bool, value) => (matches!(value, Json::Bool(_)), "a truth value"),
        (Form::Number, value) => (matches!(value, Json::Number(_)), "a number"),
        (Form::Any, _) => (true, ""),
        (Form::Names, Json::Array(items)) => {
            let wrong = items.iter().find(|item| !matches!(item, Json::Text(_)))?;
            return Some(format!("`{name}` holds {}, not only texts", kind(wrong)));
        }
        (Form::Names, value) => (matches!(value, Json::Text(_)), "a list of texts"),
    };
    (!fits).then(|| format!("`{name}` is {}, not {wanted}", kind(value)))
}

fn event(record: &Object) -> Option<String> {
    let Some(event) = record.text("event") else {
        return Some("it has no `event`: write `prompt`, `call` or `result`".to_owned());
    };
    if !EVENTS.contains(&event) {
        let meant = suggest::nearest(event, EVENTS).map(|near| format!(": did you mean `{near}`?"));
        let events = ": `prompt`, `call` and `result` are".to_owned();
        return Some(format!("`{event}` is no event{}", meant.unwrap_or(events)));
    }
    (event != "prompt" && record.given("tool").is_none())
        .then(|| format!("a {event} names its `tool`, and there is none"))
}
