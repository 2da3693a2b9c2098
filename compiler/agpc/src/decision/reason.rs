//! The reasons of a decision in words: rules test by test, risks term by term.
//!
//! The engine states each test positively, as it is shared by all rules. Where the policy's text is at
//! hand, [`Words`] put in its place what the author wrote.

use super::millionths_twice;
use crate::out::plain;
use agp_compiler::lower::wording::{self, Written};
use agp_compiler::semantics::thir;
use agp_compiler::source::Sources;
use agp_runtime::{Explanation, RiskReason, RuleReason, Truth};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The tests of every rule as they are written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    rules: BTreeMap<String, Vec<Written>>,
}

impl Words {
    /// The words of a policy.
    pub(crate) fn new(policy: &thir::Policy, sources: &Sources) -> Words {
        let words = |rule: &thir::Rule| (rule.name.clone(), wording::of_rule(policy, sources, rule));
        Words { rules: policy.rules.iter().map(words).collect() }
    }

    /// The same reasons in these words.
    pub(crate) fn of(&self, mut reasons: Explanation) -> Explanation {
        for rule in &mut reasons.rules {
            if let Some(written) = self.rules.get(&rule.name) {
                rule.tests = reworded(&rule.tests, written);
            }
        }
        reasons
    }
}

/// The tests that are written, by the truth of those that were asked; what stands for none of these
/// stays as it is.
fn reworded(tests: &[(String, Truth)], written: &[Written]) -> Vec<(String, Truth)> {
    let known =
        |text: &str| tests.iter().find(|(note, _)| note == text).map(|(_, truth)| (truth.must, truth.may));
    let mut used = BTreeSet::new();
    let mut found: Vec<(String, Truth)> = Vec::with_capacity(written.len());
    for test in written {
        let truth = test.truth(known, &mut |note| {
            used.insert(note.to_owned());
        });
        if let Some((must, may)) = truth {
            found.push((test.text.clone(), Truth { must, may }));
        }
    }
    found.extend(tests.iter().filter(|(note, _)| !used.contains(note)).cloned());
    found
}

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
    let amounts: Vec<String> = risk.terms.iter().map(|term| signed(term.amount)).collect();
    let width = amounts.iter().map(String::len).max().unwrap_or(0).max("unknown".len());
    for (term, amount) in risk.terms.iter().zip(amounts) {
        let unsure = if term.unsure { "  (at most: something in it is unknown)" } else { "" };
        let _ = writeln!(text, "        {amount:width$}  {}{unsure}", plain(&term.text));
    }
}

/// An amount with its sign.
fn signed(amount: i64) -> String {
    let sign = if amount < 0 { "" } else { "+" };
    format!("{sign}{}", millionths_twice(amount))
}

fn word(truth: Truth) -> &'static str {
    match (truth.must, truth.may) {
        (true, _) => "true",
        (false, true) => "unknown",
        (false, false) => "false",
    }
}
