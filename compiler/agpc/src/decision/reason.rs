//! The reasons of a decision in words: rules test by test, risks term by term.

use super::millionths_twice;
use crate::out::plain;
use agp_runtime::{Explanation, RiskReason, RuleReason, Truth};
use std::fmt::Write;

/// All reasons, indented to stand below a decision.
pub(crate) fn shown(explanation: &Explanation) -> String {
    let mut text = String::new();
    for rule in &explanation.rules {
        rule_shown(&mut text, rule);
    }
    for risk in explanation.risks.iter().filter(|risk| !risk.terms.is_empty()) {
        risk_shown(&mut text, risk);
    }
    text
}

fn rule_shown(text: &mut String, rule: &RuleReason) {
    let _ = writeln!(text, "    {} {}", rule.verdict, plain(&rule.name));
    for (test, truth) in &rule.tests {
        let _ = writeln!(text, "        {:7}  {}", word(*truth), plain(test));
    }
}

fn risk_shown(text: &mut String, risk: &RiskReason) {
    let _ = writeln!(text, "    risk {} {}", plain(&risk.name), millionths_twice(risk.bound));
    for term in &risk.terms {
        let amount = millionths_twice(term.amount);
        let sign = if term.amount < 0 { "" } else { "+" };
        let unsure = if term.unsure { "  (at most: something in it is unknown)" } else { "" };
        let _ = writeln!(text, "        {sign}{amount:6}  {}{unsure}", plain(&term.text));
    }
}

fn word(truth: Truth) -> &'static str {
    match (truth.must, truth.may) {
        (true, _) => "true",
        (false, true) => "unknown",
        (false, false) => "false",
    }
}
