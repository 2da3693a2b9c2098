//! A decision in words, as `eval --explain` and a failing test show it.

pub(crate) mod reason;

use crate::out::plain;
use agp_abi::decision::{Answer, Decision, Duty};
use agp_abi::number;
use std::fmt;

/// What a person wants to know about a decision: a head and facts that have names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Explanation {
    head: String,
    facts: Vec<(&'static str, String)>,
}

impl Explanation {
    /// Explains the answer to a line of a stream.
    pub(crate) fn of_line(line: u64, answer: &Answer) -> Explanation {
        let session = match &answer.session {
            Some(session) => format!(" (session {session})"),
            None => String::new(),
        };
        match &answer.decision {
            None => Explanation {
                head: format!("line {line}: not judged, as a prompt{session}"),
                facts: Vec::new(),
            },
            Some(decision) => Explanation {
                head: format!("line {line}: {}{session}", brief(decision)),
                ..Explanation::of(decision)
            },
        }
    }

    /// Explains a decision.
    pub(crate) fn of(decision: &Decision) -> Explanation {
        let Decision {
            verdict: _,
            rule: _,
            matched,
            because,
            cites,
            risk,
            duties,
            unknown,
            undeclared,
            shadow,
        } = decision;
        let mut facts = Vec::new();
        let mut add = |name, items: Vec<String>| {
            if !items.is_empty() {
                facts.push((name, items.join(", ")));
            }
        };
        add("because", because.iter().cloned().collect());
        add("cites", cites.clone());
        add("matched", matched.clone());
        add("unknown and decided", unknown.clone());
        add("not declared", undeclared.clone());
        add(
            "risk",
            risk.iter().map(|(name, bound)| format!("{name} {}", millionths_twice(*bound))).collect(),
        );
        add("duties", duties.iter().map(duty).collect());
        add("in shadow", shadow.clone());
        Explanation { head: brief(decision), facts }
    }

    /// The same with what is wrong with the record, each mistake first and on a line.
    pub(crate) fn because_of(mut self, causes: &[String]) -> Explanation {
        self.facts.splice(0..0, causes.iter().map(|cause| ("cause", cause.clone())));
        self
    }

    /// The facts alone, each line indented.
    pub(crate) fn facts(&self) -> String {
        let width = self.facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let lines = self.facts.iter().map(|(name, value)| format!("    {name:width$}  {}\n", plain(value)));
        lines.collect()
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", plain(&self.head))?;
        f.write_str(&self.facts())
    }
}

/// Where two answers differ: the name of each part that does, with both values.
pub(crate) fn difference(left: &Answer, right: &Answer) -> String {
    let parts = |answer: &Answer| {
        let mut parts = vec![("session", answer.session.clone().unwrap_or_default())];
        parts.push(("verdict", answer.decision.as_ref().map_or("no decision".to_owned(), brief)));
        parts.extend(
            answer.decision.as_ref().map(|decision| Explanation::of(decision).facts).unwrap_or_default(),
        );
        parts
    };
    let (left, right) = (parts(left), parts(right));
    let value = |parts: &[(&str, String)], name: &str| {
        let found = parts.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str());
        if found.is_empty() { "nothing".to_owned() } else { format!("`{found}`") }
    };
    let mut names: Vec<&str> = left.iter().chain(&right).map(|(name, _)| *name).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| value(&left, name) != value(&right, name));
    let lines: Vec<String> = names
        .iter()
        .map(|name| format!("{name}: {} and {}", value(&left, name), value(&right, name)))
        .collect();
    lines.join("; ")
}

/// `deny by no_leak`; an answer that no rule gave is a bare verdict.
pub(crate) fn brief(decision: &Decision) -> String {
    match &decision.rule {
        Some(rule) => format!("{} by {rule}", decision.verdict),
        None => decision.verdict.to_string(),
    }
}

/// A risk as a decimal.
pub(crate) fn millionths_twice(bound: i64) -> String {
    number::print(bound, 2 * number::PLACES)
}

fn duty(duty: &Duty) -> String {
    match duty {
        Duty::Alert(channel) => format!("alert {channel}"),
        Duty::Mask(class) => format!("mask {class}"),
        Duty::Sandbox => "run in the sandbox".to_owned(),
        Duty::Review { rule, count, role, within, otherwise } => {
            format!("{rule}: approval by {count} of {role} within {}, else {otherwise}", duration(*within))
        }
        Duty::Pause => "pause the session".to_owned(),
        Duty::Halt => "end the session".to_owned(),
        Duty::Rollback(what) => format!("roll back the {}", what.text()),
    }
}

/// A duration in the largest unit that holds it whole: `90m`, `2h`.
pub(crate) fn duration(milliseconds: i64) -> String {
    let units = agp_abi::forms::DURATION_UNITS;
    let fitting = units.iter().rev().find(|(_, length)| milliseconds != 0 && milliseconds % length == 0);
    let (unit, length) = fitting.copied().unwrap_or(("ms", 1));
    format!("{}{unit}", milliseconds / length)
}

#[cfg(test)]
mod tests {
    use super::{Explanation, difference, duration};
    use agp_abi::Verdict;
    use agp_abi::decision::{Answer, Decision, Duty};

    fn denied() -> Decision {
        Decision {
            verdict: Verdict::Deny,
            rule: Some("no_leak".into()),
            matched: vec!["no_leak".into(), "std.pii.outside".into()],
            because: Some("it leaves".into()),
            cites: Vec::new(),
            risk: vec![("exfiltration".into(), 700_000_000_000)],
            duties: vec![
                Duty::Alert("secops".into()),
                Duty::Review {
                    rule: "two".into(),
                    count: 2,
                    role: "treasurer".into(),
                    within: 5_400_000,
                    otherwise: Verdict::Deny,
                },
            ],
            unknown: vec!["signal.injection".into()],
            undeclared: vec!["role \"wiz\u{1b}ard\"".into()],
            shadow: Vec::new(),
        }
    }

    #[test]
    fn explains_a_decision() {
        let answer = Answer { session: Some("s-1".into()), decision: Some(denied()) };
        assert_eq!(
            Explanation::of_line(7, &answer).to_string(),
            "line 7: deny by no_leak (session s-1)\n    \
             because              it leaves\n    \
             matched              no_leak, std.pii.outside\n    \
             unknown and decided  signal.injection\n    \
             not declared         role \"wiz\\u{1b}ard\"\n    \
             risk                 exfiltration 0.7\n    \
             duties               alert secops, two: approval by 2 of treasurer within 90m, else deny\n"
        );
    }

    #[test]
    fn a_difference_names_the_parts_that_differ() {
        let left = Answer { session: None, decision: Some(denied()) };
        let other = Decision { unknown: Vec::new(), rule: None, ..denied() };
        let right = Answer { session: None, decision: Some(other) };
        let expected =
            "unknown and decided: `signal.injection` and nothing; verdict: `deny by no_leak` and `deny`";
        assert_eq!(difference(&left, &right), expected);
        assert_eq!(difference(&left, &left), "");
    }

    #[test]
    fn a_prompt_is_not_judged() {
        let answer = Answer { session: None, decision: None };
        assert_eq!(Explanation::of_line(1, &answer).to_string(), "line 1: not judged, as a prompt\n");
    }

    #[test]
    fn durations_keep_their_unit() {
        let shown: Vec<String> =
            [0, 1, 1_500, 60_000, 5_400_000, 86_400_000, 604_800_000].map(duration).into();
        assert_eq!(shown, ["0ms", "1ms", "1500ms", "1m", "90m", "1d", "1w"]);
    }
}
