//! Why: the matched rules test by test, and each risk term by term.
//!
//! Off the path of a decision: it is computed from what the last [`Policy::judge`](crate::Policy::judge)
//! left in its scratch. What an atom says is the compiler's
//! note, stated positively; an atom without a note is no test of the author's.

use crate::kernel::walk::atoms_of;
use crate::kernel::{Reading, Truth, holds};
use crate::policy::{Evidence, Policy, Scratch};
use agp_abi::Verdict;
use agp_abi::number::SCALE;
use agp_abi::tables::{Atom, RiskRow, RuleRow, Tables, TermRow};

/// What a decision rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Every matched authored rule.
    pub rules: Vec<RuleReason>,
    /// Every risk.
    pub risks: Vec<RiskReason>,
}

/// Why a rule matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleReason {
    /// The rule's name.
    pub name: String,
    /// What it asks for.
    pub verdict: Verdict,
    /// Its tests, stated positively, with their truth values.
    pub tests: Vec<(String, Truth)>,
}

/// What a risk is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskReason {
    /// The risk's name.
    pub name: String,
    /// Its upper bound, in millionths of a millionth.
    pub bound: i64,
    /// The terms that count.
    pub terms: Vec<TermReason>,
}

/// A term that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermReason {
    /// The term as its author wrote it.
    pub text: String,
    /// What it adds (negative: takes off), in millionths of a millionth.
    pub amount: i64,
    /// Whether it counts only because something is unknown.
    pub unsure: bool,
}

impl Policy {
    /// Explains the decision that the scratch was last used for; `None` where no rule was consulted.
    pub fn explain(&self, scratch: &Scratch) -> Option<Explanation> {
        let evidence = self.evidence(scratch)?;
        let tables = self.tables();
        let matched = evidence.outcome.matched.iter().filter_map(|index| tables.rules.get(index as usize));
        let mut rules: Vec<RuleReason> = matched
            .filter(|rule| rule.reserved.is_none())
            .map(|rule| rule_reason(tables, &evidence, rule))
            .collect();
        rules.sort_by(|a, b| (b.verdict, &a.name).cmp(&(a.verdict, &b.name)));
        let risks = tables.risks.iter().zip(&evidence.outcome.risks);
        Some(Explanation {
            rules,
            risks: risks.map(|(risk, bound)| risk_reason(tables, &evidence, risk, *bound)).collect(),
        })
    }
}

fn rule_reason(tables: &Tables, evidence: &Evidence<'_>, rule: &RuleRow) -> RuleReason {
    let mut tests: Vec<(String, Truth)> = Vec::new();
    atoms_of(tables, rule.entry, |atom| {
        let note = tables.notes.get(atom as usize);
        let truth = evidence.truths.get(atom as usize);
        if let Some((note, truth)) = note.filter(|note| !note.text.is_empty()).zip(truth)
            && !tests.iter().any(|(text, _)| *text == note.text)
        {
            tests.push((note.text.clone(), shown(tables, atom, *truth)));
        }
    });
    RuleReason { name: rule.name.to_string(), verdict: rule.verdict, tests }
}

/// The truth value as people read it: a risk is an upper bound, and that bound reaches a threshold or not.
fn shown(tables: &Tables, atom: u32, truth: Truth) -> Truth {
    match tables.atoms.get(atom as usize) {
        Some(Atom::Risk { .. }) => Truth { must: truth.may, may: truth.may },
        _ => truth,
    }
}

fn risk_reason(tables: &Tables, evidence: &Evidence<'_>, risk: &RiskRow, bound: i64) -> RiskReason {
    let terms = risk.terms.iter().filter_map(|term| term_reason(tables, evidence, term)).collect();
    RiskReason { name: risk.name.clone(), bound, terms }
}

fn term_reason(tables: &Tables, evidence: &Evidence<'_>, term: &TermRow) -> Option<TermReason> {
    let counts = |reading| holds(tables, term.entry, reading, &evidence.truths) == Some(true);
    if !counts(Reading::Written) {
        return None;
    }
    let bounds = term.number.as_ref().map(|(number, _)| evidence.facts.number(*number));
    let (least, most) =
        bounds.map_or((SCALE, SCALE), |bounds| (bounds.low.clamp(0, SCALE), bounds.high.clamp(0, SCALE)));
    let amount = term.weight.saturating_mul(if term.subtract { least } else { most });
    Some(TermReason {
        text: term.text.clone(),
        amount: if term.subtract { amount.saturating_neg() } else { amount },
        unsure: !term.subtract && (!counts(Reading::Dual) || least != most),
    })
}
