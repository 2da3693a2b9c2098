//! Records for a policy, and what they are judged in.
//!
//! Most are calls of declared tools with arguments of the right types, near what the conditions
//! ask ([`points`]); some lack facts, name what nobody declares, carry arguments of a wrong type,
//! or are no records at all ([`spoil`]).

mod points;
mod spoil;
mod time;
mod value;

use crate::dice::Dice;
use crate::json::Json;
use agp_abi::Verdict;
use agp_abi::decision::{Context, Decision, Duty, Sessions, Status};
use agp_abi::tables::Mapping;
use agp_compiler::semantics::thir::{Policy, SignalId, Tool, ToolId};
use agp_compiler::syntax::ast::Word;
use agp_compiler::types::Scalar;
use points::{Points, Value};

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A JSON object.
    Object(Json),
    /// Anything else.
    Bytes(Vec<u8>),
}

/// A line and what it is judged in.
#[derive(Clone, Debug)]
pub struct Case {
    /// The line.
    pub line: Line,
    /// The clock.
    pub now: Option<i64>,
    /// Where the session of the line stands.
    pub status: Status,
    /// Reviews whose approvals are given.
    pub discharged: Vec<String>,
}

impl Case {
    /// The line as it arrives.
    pub fn bytes(&self) -> Vec<u8> {
        match &self.line {
            Line::Object(json) => json.line().into_bytes(),
            Line::Bytes(bytes) => bytes.clone(),
        }
    }

    /// The record, if the line is one.
    pub fn record(&self) -> Option<&Json> {
        match &self.line {
            Line::Object(json) => Some(json),
            Line::Bytes(_) => None,
        }
    }

    /// What every session in question stands at.
    pub fn sessions(&self) -> Sessions {
        let mut sessions = Sessions::default();
        for name in SESSIONS {
            match self.status {
                Status::Running => {}
                Status::Paused => sessions.note(name, &with_duty(Duty::Pause)),
                Status::Halted => sessions.note(name, &with_duty(Duty::Halt)),
            }
        }
        sessions
    }

    /// The context, given the sessions.
    pub fn context<'a>(&'a self, sessions: &'a Sessions) -> Context<'a> {
        Context { now: self.now, sessions, discharged: &self.discharged }
    }
}

/// The sessions that records name, and the one of those that name none.
const SESSIONS: [&str; 3] = ["", "s-1", "Sitzung „2“"];

fn with_duty(duty: Duty) -> Decision {
    Decision {
        verdict: Verdict::Deny,
        rule: None,
        matched: Vec::new(),
        because: None,
        cites: Vec::new(),
        risk: Vec::new(),
        duties: vec![duty],
        unknown: Vec::new(),
        undeclared: Vec::new(),
        shadow: Vec::new(),
    }
}

/// Makes records for one policy.
#[derive(Debug)]
pub struct Recorder<'p> {
    policy: &'p Policy,
    points: Points,
}

impl<'p> Recorder<'p> {
    /// For a policy.
    pub fn new(policy: &'p Policy) -> Recorder<'p> {
        Recorder { policy, points: Points::of(policy) }
    }

    /// A line and what it is judged in.
    pub fn case(&self, dice: &mut Dice<'_>) -> Case {
        let record = self.record(dice);
        let line = if dice.chance(3) { spoil::line(dice, record) } else { Line::Object(record) };
        let reviews = self.policy.rules.iter().filter(|rule| rule.verdict == Verdict::Review);
        let given = dice.chance(25);
        Case {
            line,
            now: if dice.chance(70) { Some(self.moment(dice)) } else { None },
            status: dice.weighted(&[(97, Status::Running), (2, Status::Paused), (1, Status::Halted)]),
            discharged: reviews.filter(|_| given).map(|rule| rule.name.clone()).collect(),
        }
    }

    fn record(&self, dice: &mut Dice<'_>) -> Json {
        let mut fields: Vec<(String, Json)> = Vec::new();
        let mut add = |key: &str, value: Json| fields.push((key.to_owned(), value));
        let event = dice.weighted(&[(82, "call"), (16, "result"), (2, "prompt")]);
        add("event", Json::text(event));
        let (tool, name) = self.tool(dice);
        add("tool", Json::text(name));
        if dice.chance(50) {
            add("session", Json::text(dice.word(&SESSIONS)));
        }
        if dice.chance(70) {
            add("time", self.instant(dice, &Value::Time, false));
        }
        if dice.chance(92) {
            add("agent", self.agent(dice));
        }
        if let Some((id, tool)) = tool
            && (event == "call" || dice.chance(10))
        {
            add("args", self.args(dice, id, tool));
        }
        for (key, word, percent) in [
            ("role", Word::Role, 85),
            ("data", Word::Class, 80),
            ("destination", Word::Destination, 20),
            ("resource", Word::Resource, 20),
        ] {
            if dice.chance(percent) {
                add(key, self.names(dice, word));
            }
        }
        if dice.chance(80) {
            add("purpose", self.name(dice, Word::Purpose));
        }
        if dice.chance(90) {
            add("signals", self.signals(dice));
        }
        if dice.chance(if event == "result" { 75 } else { 10 }) {
            add("content", self.content(dice));
        }
        if dice.chance(8) {
            let odd = value::json(dice, 2);
            add(dice.word(&["error", "extra", "kind"]), odd);
        }
        if dice.chance(5) {
            add("origin", Json::raw(dice.word(&["{}", "null", r#"{"to":["user"]}"#])));
        }
        if dice.chance(10) {
            dice.shuffle(&mut fields);
        }
        Json::Object(fields)
    }

    fn tool(&self, dice: &mut Dice<'_>) -> (Option<(ToolId, &'p Tool)>, String) {
        let at = dice.below(self.policy.tools.len());
        match self.policy.tools.get(at) {
            Some(tool) if dice.chance(98) => {
                (Some((ToolId(u32::try_from(at).unwrap_or(0)), tool)), tool.name.clone())
            }
            _ => (None, dice.word(&["", "sudo", "Pay"]).to_owned()),
        }
    }

    fn args(&self, dice: &mut Dice<'_>, id: ToolId, tool: &Tool) -> Json {
        let mut fields: Vec<(String, Json)> = Vec::new();
        for arg in &tool.args {
            if dice.chance(if arg.optional { 65 } else { 99 }) {
                fields.push((arg.name.clone(), self.argument(dice, id, arg)));
            }
        }
        let extra = if tool.rest { 50 } else { 1 };
        if dice.chance(extra) {
            let key = dice.word(&["extra", "cc", "__proto__", "to "]);
            if tool.args.iter().all(|arg| arg.name != key) {
                fields.push((key.to_owned(), value::json(dice, 2)));
            }
        }
        if dice.chance(10) {
            dice.shuffle(&mut fields);
        }
        Json::Object(fields)
    }

    /// Some names of a vocabulary, as a list or as one text.
    fn names(&self, dice: &mut Dice<'_>, word: Word) -> Json {
        if dice.chance(30) {
            return self.name(dice, word);
        }
        let count = dice.weighted(&[(12, 0), (60, 1), (20, 2), (8, 4)]);
        Json::List((0..count).map(|_| self.name(dice, word)).collect())
    }

    fn signals(&self, dice: &mut Dice<'_>) -> Json {
        let mut fields: Vec<(String, Json)> = Vec::new();
        for (id, signal) in (0..).map(SignalId).zip(&self.policy.signals) {
            if dice.chance(85) {
                let value = self.typed(dice, &signal.ty, &Value::Signal(id), Mapping::None);
                fields.push((signal.name.clone(), value));
            }
        }
        if dice.chance(3) {
            fields.push((dice.word(&["mood", ""]).to_owned(), Json::raw("0.5")));
        }
        Json::Object(fields)
    }

    fn agent(&self, dice: &mut Dice<'_>) -> Json {
        let mut fields: Vec<(String, Json)> = Vec::new();
        let mut add = |key: &str, value: Json| fields.push((key.to_owned(), value));
        if dice.chance(85) {
            let ty = agp_compiler::types::Type::One(Scalar::Id);
            match self.typed(dice, &ty, &Value::AgentId, Mapping::None) {
                Json::Raw(text) if !text.starts_with('"') => {}
                id => add("id", id),
            }
        }
        if dice.chance(92) {
            add("verified", Json::raw(if dice.chance(85) { "true" } else { "false" }));
        }
        if dice.chance(88) {
            add("trust", number_only(self.number(dice, &Scalar::Score, &Value::Trust)));
        }
        if dice.chance(88) {
            add("depth", number_only(self.number(dice, &Scalar::Int, &Value::Depth)));
        }
        Json::Object(fields)
    }
}

/// Where only a number may stand, 1 for what is none.
fn number_only(value: Json) -> Json {
    match value {
        Json::Raw(_) => value,
        Json::Text(_) | Json::List(_) | Json::Object(_) => Json::raw("1"),
    }
}
