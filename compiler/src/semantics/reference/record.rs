//! One line as a record, or as none.
//!
//! Checks what does not depend on a policy: that the line is one JSON object, and that every field
//! with a meaning has the JSON type it must have. `null` counts as absent; fields with other names
//! are ignored.

use super::json::{self, Json};
use super::session;

/// The longest line, in bytes.
const LONGEST: usize = 16 << 20;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Happening {
    /// The user said something.
    Prompt,
    /// The agent calls a tool.
    Call,
    /// A tool answered.
    Result,
}

/// A record.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) event: Happening,
    pub(super) session: Option<String>,
    /// Empty only for a prompt.
    pub(super) tool: String,
    pub(super) time: Option<String>,
    pub(super) purpose: Option<String>,
    pub(super) content: Option<String>,
    /// The names under `role`; none where it is absent.
    pub(super) role: Option<Vec<String>>,
    pub(super) data: Option<Vec<String>>,
    pub(super) destination: Option<Vec<String>>,
    pub(super) resource: Option<Vec<String>>,
    /// `agent.id`
    pub(super) agent_id: Option<String>,
    /// `agent.verified`
    pub(super) agent_verified: Option<bool>,
    /// `agent.trust`, as the number is written.
    pub(super) agent_trust: Option<String>,
    /// `agent.depth`, as the number is written.
    pub(super) agent_depth: Option<String>,
    /// What stands under `args`, `null` left out.
    pub(super) args: Vec<(String, Json)>,
    /// What stands under `signals`, `null` left out.
    pub(super) signals: Vec<(String, Json)>,
}

/// A line that is not a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Invalid {
    /// The session it names all the same.
    pub(super) session: Option<String>,
}

/// Reads a line.
pub(super) fn read(line: &[u8]) -> Result<Record, Invalid> {
    if line.len() > LONGEST {
        return Err(Invalid { session: None });
    }
    let record = json::read(line).ok_or(WrongType).and_then(|whole| fields(&whole));
    record.map_err(|WrongType| Invalid { session: session::skim(line) })
}

/// The fields of an object. One that must be there and is not has a wrong type too.
fn fields(whole: &Json) -> Result<Record, WrongType> {
    object(Some(whole))?;
    let event = match whole.field("event").and_then(Json::text) {
        Some("prompt") => Happening::Prompt,
        Some("call") => Happening::Call,
        Some("result") => Happening::Result,
        Some(_) | None => return Err(WrongType),
    };
    let tool = text(whole.field("tool"))?;
    if tool.is_none() && event != Happening::Prompt {
        return Err(WrongType);
    }
    object(whole.field("origin"))?;
    let agent = whole.field("agent").cloned().unwrap_or(Json::Object(Vec::new()));
    object(Some(&agent))?;
    Ok(Record {
        event,
        session: text(whole.field("session"))?,
        tool: tool.unwrap_or_default(),
        time: text(whole.field("time"))?,
        purpose: text(whole.field("purpose"))?,
        content: text(whole.field("content"))?,
        role: names(whole.field("role"))?,
        data: names(whole.field("data"))?,
        destination: names(whole.field("destination"))?,
        resource: names(whole.field("resource"))?,
        agent_id: text(agent.field("id"))?,
        agent_verified: truth(agent.field("verified"))?,
        agent_trust: number(agent.field("trust"))?,
        agent_depth: number(agent.field("depth"))?,
        args: object(whole.field("args"))?,
        signals: object(whole.field("signals"))?,
    })
}

/// A field of another type than it must have.
struct WrongType;

// Each of these gives nothing for what is absent.

fn text(field: Option<&Json>) -> Result<Option<String>, WrongType> {
    match field {
        None => Ok(None),
        Some(Json::Text(text)) => Ok(Some(text.clone())),
        Some(_) => Err(WrongType),
    }
}

fn truth(field: Option<&Json>) -> Result<Option<bool>, WrongType> {
    match field {
        None => Ok(None),
        Some(Json::Bool(truth)) => Ok(Some(*truth)),
        Some(_) => Err(WrongType),
    }
}

fn number(field: Option<&Json>) -> Result<Option<String>, WrongType> {
    match field {
        None => Ok(None),
        Some(Json::Number(number)) => Ok(Some(number.clone())),
        Some(_) => Err(WrongType),
    }
}

/// A list of texts, or one text.
fn names(field: Option<&Json>) -> Result<Option<Vec<String>>, WrongType> {
    match field {
        None => Ok(None),
        Some(Json::Text(name)) => Ok(Some(vec![name.clone()])),
        Some(Json::List(list)) => {
            let texts = list.iter().map(|name| name.text().map(str::to_owned).ok_or(WrongType));
            texts.collect::<Result<Vec<_>, _>>().map(Some)
        }
        Some(_) => Err(WrongType),
    }
}

fn object(field: Option<&Json>) -> Result<Vec<(String, Json)>, WrongType> {
    match field {
        None => Ok(Vec::new()),
        Some(Json::Object(fields)) => {
            Ok(fields.iter().filter(|(_, value)| !value.is_null()).cloned().collect())
        }
        Some(_) => Err(WrongType),
    }
}
