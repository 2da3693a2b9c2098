//! A decision as one line of JSON, keys in the order that readers were promised.

use agp_abi::decision::{Answer, Decision, Duty};
use agp_abi::forms::DURATION_UNITS;
use agp_abi::number;
use agp_abi::tables::PolicyName;
use std::fmt::Write;

/// Decimal places of a risk.
const RISK_PLACES: u32 = 12;

/// Renders an answer; `line` is the number of the record's line, where there are lines.
pub fn render(answer: &Answer, line: Option<u64>, policy: &PolicyName) -> String {
    let mut out = Object::new();
    match &answer.decision {
        Some(decision) => decision_fields(&mut out, decision),
        None => out.raw("ok", "true"),
    }
    out.raw("session", &optional(answer.session.as_deref()));
    if let Some(line) = line {
        out.raw("line", &line.to_string());
    }
    if answer.decision.is_some() {
        let mut name = Object::new();
        name.text("name", &policy.name);
        name.text("version", &policy.version);
        name.text("hash", &policy.hash);
        out.raw("policy", &name.close());
    }
    out.close()
}

fn decision_fields(out: &mut Object, decision: &Decision) {
    out.text("verdict", decision.verdict.text());
    out.raw("rule", &optional(decision.rule.as_deref()));
    out.raw("matched", &texts(&decision.matched));
    out.raw("because", &optional(decision.because.as_deref()));
    if !decision.cites.is_empty() {
        out.raw("cites", &texts(&decision.cites));
    }
    let mut risk = Object::new();
    for (name, value) in &decision.risk {
        risk.raw(name, &number::print(*value, RISK_PLACES));
    }
    out.raw("risk", &risk.close());
    out.raw("duties", &list(decision.duties.iter().map(duty)));
    out.raw("redactions", "[]");
    out.raw("unknown", &texts(&decision.unknown));
    if !decision.undeclared.is_empty() {
        out.raw("undeclared", &texts(&decision.undeclared));
    }
    out.raw("shadow", &texts(&decision.shadow));
}

fn duty(duty: &Duty) -> String {
    let mut out = Object::new();
    match duty {
        Duty::Alert(channel) => out.text("alert", channel),
        Duty::Mask(class) => out.text("mask", class),
        Duty::Sandbox => out.raw("sandbox", "true"),
        Duty::Review { rule, count, role, within, otherwise } => {
            let mut review = Object::new();
            review.text("rule", rule);
            review.raw("by", &count.to_string());
            review.text("of", role);
            review.text("within", &duration(*within));
            review.text("else", otherwise.text());
            out.raw("review", &review.close());
        }
        Duty::Pause => out.text("pause", "session"),
        Duty::Halt => out.text("halt", "session"),
        Duty::Rollback(what) => out.text("rollback", what.text()),
    }
    out.close()
}

/// Milliseconds in the largest unit that holds them exactly.
fn duration(milliseconds: i64) -> String {
    let mut units = DURATION_UNITS.iter().rev();
    let exact = units.find_map(|(unit, factor)| {
        let whole = milliseconds.checked_rem(*factor) == Some(0);
        Some((milliseconds.checked_div(*factor)?, unit)).filter(|_| whole)
    });
    match exact {
        Some((0, _)) | None => format!("{milliseconds}ms"),
        Some((count, unit)) => format!("{count}{unit}"),
    }
}

fn optional(text: Option<&str>) -> String {
    text.map_or_else(|| "null".to_owned(), quoted)
}

fn texts(items: &[String]) -> String {
    list(items.iter().map(|item| quoted(item)))
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

/// A JSON text.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(2));
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Writing to a `String` cannot fail.
            _ if c < ' ' => drop(write!(out, "\\u{:04x}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A JSON object being written.
struct Object(String);

impl Object {
    fn new() -> Object {
        Object(String::from("{"))
    }

    fn text(&mut self, key: &str, value: &str) {
        self.raw(key, &quoted(value));
    }

    /// Adds a member whose value is JSON already.
    fn raw(&mut self, key: &str, json: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push_str(&quoted(key));
        self.0.push(':');
        self.0.push_str(json);
    }

    fn close(mut self) -> String {
        self.0.push('}');
        self.0
    }
}
