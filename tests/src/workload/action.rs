//! A record of the workload as a host without JSON has it: handles, looked up once, and values.

use agp_runtime::{
    Call, Facet, MemberHandle, Policy, PurposeHandle, SignalHandle, ToolHandle, Value, WordHandle,
};
use serde_json::Value as Json;

/// What a call is built from.
#[derive(Clone, Debug)]
pub struct Action {
    tool: ToolHandle,
    role: MemberHandle,
    purpose: PurposeHandle,
    signals: Vec<(SignalHandle, Given)>,
}

#[derive(Clone, Debug)]
enum Given {
    Int(i64),
    Millionths(i64),
    Bool(bool),
    Word(WordHandle),
    Words(Vec<WordHandle>),
    Text(String),
}

impl Action {
    /// Looks up what a record names. `None` where the policy, or the record, is not the workload's.
    pub fn of(policy: &Policy, record: &Json) -> Option<Action> {
        let name = |field: &str| record.get(field)?.as_str();
        let mut signals = Vec::new();
        for field in super::SIGNALS {
            let signal = policy.signal_handle(field)?;
            signals.push((signal, given(policy, signal, field, record.get(field)?)?));
        }
        Some(Action {
            tool: policy.tool_handle(name("tool")?)?,
            role: policy.member_handle(Facet::Role, name("role")?)?,
            purpose: policy.purpose_handle(name("purpose")?)?,
            signals,
        })
    }

    /// Makes a call this one.
    pub fn fill(&self, call: &mut Call<'_>) {
        call.clear().tool(self.tool).member(self.role).purpose(self.purpose).known(Facet::Data);
        for (signal, given) in &self.signals {
            call.signal(*signal, given.value());
        }
    }
}

impl Given {
    fn value(&self) -> Value<'_> {
        match self {
            Given::Int(value) => Value::Int(*value),
            Given::Millionths(value) => Value::Millionths(*value),
            Given::Bool(value) => Value::Bool(*value),
            Given::Word(word) => Value::Word(*word),
            Given::Words(words) => Value::Words(words),
            Given::Text(text) => Value::Text(text),
        }
    }
}

fn given(policy: &Policy, signal: SignalHandle, field: &str, value: &Json) -> Option<Given> {
    let word = |word: &Json| policy.signal_word_handle(signal, word.as_str()?);
    Some(match field {
        "category" | "kind" => Given::Word(word(value)?),
        "data_classes" => Given::Words(value.as_array()?.iter().map(word).collect::<Option<_>>()?),
        "host" | "path" => Given::Text(value.as_str()?.to_owned()),
        "approved" => Given::Bool(value.as_bool()?),
        "risk" => Given::Millionths(millionths(&value.to_string())?),
        _ => Given::Int(value.as_i64()?),
    })
}

/// Millionths of a decimal that is not negative.
fn millionths(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<6.6}").parse().ok()
}
