//! From facts to a verdict: integers only, no text, no clock.
//!
//! In: checked [`Tables`] and one record's [`Facts`]. Out: an [`Outcome`]. Steps: every atom gets
//! its two truth values (`atoms`), every risk its upper bound (`risks`), every rule is matched
//! or not, and the first matched one decides, since rules stand strictest first. Nothing is
//! allocated where the outcome is used again ([`settle_into`]).
//!
//! Tables that were never checked give an outcome too: a broken index counts against the action.

mod atoms;
mod risks;
pub(crate) mod walk;

pub use atoms::Truth;
pub use walk::{Reading, holds};

use agp_abi::Verdict;
use agp_abi::bits::Bits;
use agp_abi::facts::Facts;
use agp_abi::tables::{Event, RuleRow, Tables};

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Decider {
    /// Nothing matched, and nothing had to: results only.
    #[default]
    Nothing,
    /// No `allow` matched.
    Default,
    /// This rule of the tables.
    Rule(u32),
}

/// What the kernel makes of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What happens to the action.
    pub verdict: Verdict,
    /// Which rule says so.
    pub decider: Decider,
    /// The matched rules.
    pub matched: Bits,
    /// The rules in `shadow` that would have matched.
    pub shadow: Bits,
    /// The upper bound of each risk, in millionths of a millionth.
    pub risks: Vec<i64>,
    /// The truth values of each atom.
    pub truths: Vec<Truth>,
}

impl Outcome {
    /// An outcome with room for what these tables can give.
    pub fn for_tables(tables: &Tables) -> Outcome {
        Outcome {
            verdict: Verdict::Deny,
            decider: Decider::Default,
            matched: Bits::new(),
            shadow: Bits::new(),
            risks: Vec::with_capacity(tables.risks.len()),
            truths: Vec::with_capacity(tables.atoms.len()),
        }
    }
}

/// Decides one record. `discharged` names the `review` rules whose approvals have been given.
pub fn settle(tables: &Tables, facts: &Facts, event: Event, discharged: &[String]) -> Outcome {
    let mut outcome = Outcome::for_tables(tables);
    settle_into(tables, facts, event, discharged, &mut outcome);
    outcome
}

/// [`settle`] in place.
pub fn settle_into(
    tables: &Tables,
    facts: &Facts,
    event: Event,
    discharged: &[String],
    outcome: &mut Outcome,
) {
    atoms::evaluate(tables, facts, &mut outcome.truths);
    risks::evaluate(tables, facts, &outcome.truths, &mut outcome.risks);
    atoms::evaluate_risks(tables, &outcome.risks, &mut outcome.truths);
    outcome.matched.clear();
    outcome.shadow.clear();
    let mut strictest = None;
    let mut allowed = false;
    for (index, rule) in (0u32..).zip(&tables.rules) {
        if rule.on != event || !matches(tables, rule, &outcome.truths) {
            continue;
        }
        if rule.shadow {
            outcome.shadow.insert(index);
            continue;
        }
        if rule.verdict == Verdict::Review && discharged.contains(&rule.name) {
            continue;
        }
        outcome.matched.insert(index);
        allowed |= rule.verdict == Verdict::Allow;
        if strictest.is_none_or(|(verdict, _)| rule.verdict > verdict) {
            strictest = Some((rule.verdict, index));
        }
    }
    (outcome.verdict, outcome.decider) = decide(event, allowed, strictest);
}

/// The verdict, from the strictest matched rule and whether an `allow` is among the matched.
fn decide(event: Event, allowed: bool, strictest: Option<(Verdict, u32)>) -> (Verdict, Decider) {
    match (event, strictest) {
        (Event::Call, Some((verdict, _))) if !allowed && verdict < Verdict::Deny => {
            (Verdict::Deny, Decider::Default)
        }
        (Event::Call, None) => (Verdict::Deny, Decider::Default),
        (Event::Result, None) => (Verdict::Allow, Decider::Nothing),
        (Event::Call | Event::Result, Some((verdict, index))) => (verdict, Decider::Rule(index)),
    }
}

/// Whether a rule's condition holds as its verdict asks: surely for an `allow`, else possibly.
fn matches(tables: &Tables, rule: &RuleRow, truths: &[Truth]) -> bool {
    let broken = rule.verdict != Verdict::Allow;
    holds(tables, rule.entry, Reading::Written, truths).unwrap_or(broken)
}
