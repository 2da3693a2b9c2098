//! A line as a record: its fields found and of the JSON type they must have, nothing looked up yet.
//!
//! In: the bytes of one line. Out: a [`Record`] that borrows from them and their tape, or [`Invalid`]. What is
//! `null` is absent. Fields with other names are ignored, though their JSON must be sound too.

mod fields;
mod given;
mod raw;

pub(crate) use fields::{Amount, Fields, Members, Purpose, Texts, Time};
pub(crate) use given::{Given, Untold};
pub(crate) use raw::Raw;

use crate::json::{Json, Kind, Refused, Tape};
use agp_abi::tables::Event;

/// One record, as far as its form goes.
#[derive(Debug, Default)]
pub(crate) struct Record<'a> {
    pub(crate) session: Option<&'a str>,
    pub(crate) time: Option<Time<'a>>,
    pub(crate) agent: Agent<'a>,
    pub(crate) role: Option<Members<'a>>,
    pub(crate) purpose: Option<Purpose<'a>>,
    /// On every call and result.
    pub(crate) tool: Option<&'a str>,
    pub(crate) args: Option<Fields<'a>>,
    pub(crate) signals: Option<Fields<'a>>,
    pub(crate) data: Option<Members<'a>>,
    pub(crate) destination: Option<Members<'a>>,
    pub(crate) resource: Option<Members<'a>>,
    pub(crate) content: Option<&'a str>,
}

/// Who acts.
#[derive(Debug, Default)]
pub(crate) struct Agent<'a> {
    pub(crate) id: Option<&'a str>,
    pub(crate) verified: Option<bool>,
    pub(crate) trust: Option<Amount<'a>>,
    pub(crate) depth: Option<Amount<'a>>,
}

/// A record together with what happens: nothing to judge for a prompt.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) event: Option<Event>,
    pub(crate) record: Record<'a>,
}

/// A line that is no record, and its session if that much can be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Invalid {
    pub(crate) session: Option<String>,
}

/// A field has another JSON type than it must have.
struct Misfit;

/// Reads one line.
pub(crate) fn read<'a>(line: &'a [u8], tape: &'a mut Tape) -> Result<Line<'a>, Invalid> {
    let json = match tape.read(line) {
        Ok(json) => json,
        Err(Refused::Unsound(json)) => return Err(Invalid { session: session_of(json) }),
        Err(Refused::Unreadable) => return Err(Invalid { session: None }),
    };
    fields(json).map_err(|Misfit| Invalid { session: session_of(json) })
}

/// The one text under the key `session`, if the line is an object at all.
fn session_of(json: Json<'_>) -> Option<String> {
    let mut sessions = json.members()?.filter(|(key, _)| *key == "session");
    match (sessions.next(), sessions.next()) {
        (Some((_, value)), None) => value.text().map(str::to_owned),
        _ => None,
    }
}

fn fields(json: Json<'_>) -> Result<Line<'_>, Misfit> {
    let mut record = Record::default();
    let mut event = None;
    for (key, value) in json.members().ok_or(Misfit)? {
        match key {
            "event" => event = text(value)?,
            "session" => record.session = text(value)?,
            "time" => record.time = text(value)?.map(Time::Text),
            "agent" => record.agent = agent(value)?,
            "role" => record.role = texts(value)?.map(Members::Named),
            "purpose" => record.purpose = text(value)?.map(Purpose::Named),
            "tool" => record.tool = text(value)?,
            "args" => record.args = object(value)?.map(Fields::Object),
            "signals" => record.signals = object(value)?.map(Fields::Object),
            "data" => record.data = texts(value)?.map(Members::Named),
            "destination" => record.destination = texts(value)?.map(Members::Named),
            "resource" => record.resource = texts(value)?.map(Members::Named),
            "content" => record.content = text(value)?,
            "origin" => drop(object(value)?),
            _ => {}
        }
    }
    let event = match event {
        Some("prompt") => None,
        Some("call") => Some(Event::Call),
        Some("result") => Some(Event::Result),
        _ => return Err(Misfit),
    };
    if event.is_some() && record.tool.is_none() {
        return Err(Misfit);
    }
    Ok(Line { event, record })
}

fn agent(value: Json<'_>) -> Result<Agent<'_>, Misfit> {
    let mut agent = Agent::default();
    for (key, value) in object(value)?.and_then(Json::members).into_iter().flatten() {
        match key {
            "id" => agent.id = text(value)?,
            "verified" => agent.verified = present(value, Json::boolean)?,
            "trust" => agent.trust = present(value, Json::number)?.map(Amount::Text),
            "depth" => agent.depth = present(value, Json::number)?.map(Amount::Text),
            _ => {}
        }
    }
    Ok(agent)
}

/// What `read` makes of a value that is there; a `null` is not.
fn present<'a, T>(value: Json<'a>, read: impl Fn(Json<'a>) -> Option<T>) -> Result<Option<T>, Misfit> {
    match value.kind() {
        Kind::Null => Ok(None),
        _ => read(value).map(Some).ok_or(Misfit),
    }
}

fn text(value: Json<'_>) -> Result<Option<&str>, Misfit> {
    present(value, Json::text)
}

fn object(value: Json<'_>) -> Result<Option<Json<'_>>, Misfit> {
    present(value, |value| (value.kind() == Kind::Object).then_some(value))
}

/// A list of texts, or one text.
fn texts(value: Json<'_>) -> Result<Option<Texts<'_>>, Misfit> {
    present(value, Texts::of)
}
