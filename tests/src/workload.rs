//! The synthetic workload for comparisons of speed, as policy text and records.
//!
//! A rule of the workload is a conjunction of `{field, op, value}`. Role, tool and purpose are
//! facets; every other field becomes a signal of the type that fits it. Its `*` crosses
//! separators, so it is written `**`.

mod action;

use crate::{judge, shared};
pub use action::Action;
use agp_compiler::pipeline::Compiled;
use agp_compiler::source::{Provenance, Sources};
use agp_runtime::Policy;
use serde_json::Value;
use std::fmt::Write;

/// How many rules there are workloads of.
pub const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];

/// What a record states besides role, tool and purpose.
const SIGNALS: [&str; 9] =
    ["category", "kind", "data_classes", "host", "path", "risk", "approved", "rate_per_min", "payload_bytes"];

/// The policy of so many rules out of `../shared`. `None` where that is absent.
pub fn text(rules: usize) -> Option<String> {
    let vocabulary = shared::unpacked("workload/vocabulary.json.gz")?;
    let rules = shared::unpacked(&format!("workload/rules-{rules}.json.gz"))?;
    Some(policy(&vocabulary, &rules).expect("a workload"))
}

/// The same, as the only source.
pub fn sources(rules: usize) -> Option<Sources> {
    let mut sources = Sources::default();
    sources.add("workload.agp", text(rules)?, Provenance::Given);
    Some(sources)
}

/// The same, compiled.
pub fn compiled(rules: usize) -> Option<Compiled> {
    let name = format!("workload.n{rules}");
    Some(judge::compile(&sources(rules)?, &name).expect("a workload compiles"))
}

/// The same, loaded, to be judged by machine code or by the safe kernel.
pub fn loaded(rules: usize, native: bool) -> Option<Policy> {
    Some(judge::load(compiled(rules)?.tables, native).expect("tables of this compiler"))
}

/// Its first records. `None` where `../shared` is absent.
pub fn records(count: usize) -> Option<Vec<Value>> {
    let records = shared::unpacked("workload/records.json.gz")?;
    let mut records: Vec<Value> = serde_json::from_str(&records).expect("a list of records");
    records.truncate(count);
    Some(records)
}

/// The same, as lines for `agpc eval`.
pub fn lines(count: usize) -> Option<Vec<String>> {
    let lines: Option<Vec<String>> = records(count)?.iter().map(line).collect();
    Some(lines.expect("records of the workload"))
}

/// The same, to be built by handles.
pub fn actions(policy: &Policy, count: usize) -> Option<Vec<Action>> {
    let actions: Option<Vec<Action>> =
        records(count)?.iter().map(|record| Action::of(policy, record)).collect();
    Some(actions.expect("records of the workload"))
}

/// A workload's rules as the text of a policy.
///
/// `vocabulary` is `vocabulary.json`, `rules` one of `rules-N.json`. `None` where they are not of
/// the workload's shape.
pub fn policy(vocabulary: &str, rules: &str) -> Option<String> {
    let vocabulary: Value = serde_json::from_str(vocabulary).ok()?;
    let rules: Vec<Value> = serde_json::from_str(rules).ok()?;
    let words =
        |key: &str| -> Option<Vec<&str>> { vocabulary[key].as_array()?.iter().map(Value::as_str).collect() };
    let mut text = format!("policy workload.n{} \"1.0.0\"\n\n", rules.len());
    for (keyword, key) in [("role", "roles"), ("purpose", "purposes")] {
        for word in words(key)? {
            writeln!(text, "{keyword} {word}").ok()?;
        }
    }
    for tool in words("tools")? {
        writeln!(text, "tool `{tool}` is unclassified {{ }}").ok()?;
    }
    for (signal, key) in [("category", "categories"), ("kind", "kinds")] {
        writeln!(text, "signal `{signal}`: enum [{}]", words(key)?.join(", ")).ok()?;
    }
    writeln!(text, "signal data_classes: set of enum [{}]", words("data_classes")?.join(", ")).ok()?;
    text.push_str("signal host: host\nsignal path: path\nsignal `risk`: score\nsignal approved: bool\n");
    text.push_str("signal rate_per_min: int\nsignal payload_bytes: size\n\n");
    for rule in &rules {
        writeln!(text, "{} r{} when {}", rule["effect"].as_str()?, rule["id"], condition(rule)?).ok()?;
    }
    Some(text)
}

fn condition(rule: &Value) -> Option<String> {
    let tests: Option<Vec<String>> = rule["all"].as_array()?.iter().map(test).collect();
    Some(tests?.join(" and "))
}

fn test(test: &Value) -> Option<String> {
    let (field, op, value) = (test["field"].as_str()?, test["op"].as_str()?, &test["value"]);
    let names = || -> Option<String> {
        let quoted = |name: &Value| {
            name.as_str().map(|name| if name.contains('.') { format!("`{name}`") } else { name.to_owned() })
        };
        let names: Option<Vec<String>> = match value {
            Value::Array(values) => values.iter().map(quoted).collect(),
            one => quoted(one).map(|one| vec![one]),
        };
        Some(names?.join(", "))
    };
    Some(match (field, op) {
        ("role", _) => format!("role has [{}]", names()?),
        ("tool" | "purpose", _) => format!("{field} in [{}]", names()?),
        ("data_classes", _) => format!("signal.data_classes has [{}]", names()?),
        ("kind" | "category", _) => format!("signal.{field} in [{}]", names()?),
        ("approved", "eq") => format!("{}signal.approved", if value.as_bool()? { "" } else { "not " }),
        ("payload_bytes", "gt") => format!("signal.payload_bytes > {value}B"),
        (_, "gt") => format!("signal.{field} > {value}"),
        (_, "prefix") => format!("signal.{field} like \"{}**\"", value.as_str()?),
        (_, "suffix") => format!("signal.{field} like \"**{}\"", value.as_str()?),
        (_, "glob") => format!("signal.{field} like \"{}\"", value.as_str()?.replace('*', "**")),
        _ => return None,
    })
}

/// A record of the workload as a line for `agpc eval`.
pub fn line(record: &Value) -> Option<String> {
    let mut signals = serde_json::Map::new();
    for field in SIGNALS {
        signals.insert(field.to_owned(), record.get(field)?.clone());
    }
    let line = serde_json::json!({
        "event": "call", "time": "2026-01-01T00:00:00Z", "role": [record["role"]], "tool": record["tool"],
        "purpose": record["purpose"], "data": [], "signals": signals,
    });
    Some(line.to_string())
}
