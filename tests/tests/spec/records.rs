//! Records and the decisions shown behind them.

use crate::book::{Chapter, Fence};
use crate::check;
use agp_abi::decision::{Answer, Context, Sessions};
use agp_compiler::pipeline::{self, Compiled};
use agp_compiler::semantics::reference;
use agp_compiler::source::Provenance;
use agp_runtime::{Policy, Scratch};
use serde_json::Value;
use std::collections::BTreeMap;

/// Everything in a chapter that is decided otherwise than shown.
pub(crate) fn chapter(chapter: &Chapter) -> Vec<String> {
    let mut streams: BTreeMap<&str, Stream> = BTreeMap::new();
    let mut answered: Option<(String, &Fence)> = None;
    let mut found = Vec::new();
    for fence in &chapter.fences {
        let place = format!("{}:{}", chapter.name, fence.line);
        match fence.words()[..] {
            ["json", "record", name] => {
                found.extend(undecided(chapter, answered.take()));
                let stream = streams.entry(name).or_insert_with(|| Stream::of(chapter, name));
                match stream.judge(&fence.text) {
                    Ok(decision) => answered = Some((decision, fence)),
                    Err(difference) => found.push(format!("{place}: {difference}")),
                }
            }
            ["json", "decision"] => {
                let (decision, _) = answered.take().unwrap_or_else(|| panic!("{place}: no record before it"));
                let shown: Value =
                    serde_json::from_str(&fence.text).unwrap_or_else(|error| panic!("{place}: {error}"));
                let actual: Value = serde_json::from_str(&decision).expect("a decision is JSON");
                if !fits(&shown, &actual) {
                    found.push(format!("{place}: the decision is\n{decision}"));
                }
            }
            _ => {}
        }
    }
    found.extend(undecided(chapter, answered));
    found
}

fn undecided(chapter: &Chapter, answered: Option<(String, &Fence)>) -> Option<String> {
    answered.map(|(_, fence)| format!("{}:{}: no decision is shown behind it", chapter.name, fence.line))
}

/// A policy that records are fed to, one after another.
struct Stream {
    compiled: Compiled,
    policy: Policy,
    sessions: Sessions,
    line: u64,
}

impl Stream {
    fn of(chapter: &Chapter, name: &str) -> Stream {
        let sources = check::of_chapter(chapter, Provenance::Given);
        let checked = pipeline::check(&sources);
        let unit = checked.units.iter().find(|unit| unit.name == name);
        let unit = unit.unwrap_or_else(|| panic!("{} has no sound policy `{name}`", chapter.name));
        let compiled = pipeline::compile(&sources, unit).expect("it compiles");
        let policy = Policy::new(compiled.tables.clone()).expect("it loads");
        Stream { compiled, policy, sessions: Sessions::default(), line: 0 }
    }

    /// The decision as the command prints it.
    fn judge(&mut self, record: &str) -> Result<String, String> {
        self.line += 1;
        let line = record.trim_end().replace('\n', " ").into_bytes();
        let context = Context { now: None, sessions: &self.sessions, discharged: &[] };
        let answer = self.policy.judge(&line, &context, &mut Scratch::new(&self.policy));
        let render = |answer: &Answer| agp_runtime::render(answer, Some(self.line), self.policy.name());
        let other = reference::judge(&self.compiled.policy, &line, &context);
        if other != answer {
            return Err(format!("the evaluators disagree:\n{}\n{}", render(&answer), render(&other)));
        }
        let rendered = render(&answer);
        if let Some(decision) = &answer.decision {
            self.sessions.note(answer.session.as_deref().unwrap_or_default(), decision);
        }
        Ok(rendered)
    }
}

/// Whether a value is what is shown; a text that ends in `…` stands for all that begin so.
fn fits(shown: &Value, actual: &Value) -> bool {
    match (shown, actual) {
        (Value::String(shown), Value::String(actual)) => {
            shown == actual || shown.strip_suffix('…').is_some_and(|begin| actual.starts_with(begin))
        }
        (Value::Array(shown), Value::Array(actual)) => {
            shown.len() == actual.len() && shown.iter().zip(actual).all(|(shown, actual)| fits(shown, actual))
        }
        (Value::Object(shown), Value::Object(actual)) => {
            shown.len() == actual.len()
                && shown.iter().all(|(key, shown)| actual.get(key).is_some_and(|actual| fits(shown, actual)))
        }
        _ => shown == actual,
    }
}
