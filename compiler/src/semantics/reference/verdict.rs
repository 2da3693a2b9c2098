//! From facts to the decision: which rules match, which one decides, what else must be done.

use super::arguments::Fault;
use super::facts::Facts;
use super::kleene::Truth;
use super::{atoms, cond, unknown};
use crate::semantics::thir::{EntryId, Quantifier, Rule, Test};
use crate::syntax::ast::Word;
use agp_abi::decision::{Decision, Duty};
use agp_abi::verdict::Reserved;
use agp_abi::{Verdict, tables::Event};
use std::collections::BTreeSet;

/// Decides. `undeclared` is filled in by the caller.
pub(super) fn decide(facts: &Facts<'_>, discharged: &[String]) -> Decision {
    let risks = cond::risks(facts);
    let standing = stand(facts, &risks, discharged);
    let matched: Vec<&Standing<'_>> = standing.iter().filter(|rule| rule.stage == Stage::Matches).collect();
    let reserved = reserved(facts, &risks, &matched);
    let granted =
        facts.event == Event::Result || matched.iter().any(|rule| rule.rule.verdict == Verdict::Allow);
    let verdict = strictest(&matched, &reserved, granted);
    let mut decision = Decision {
        verdict,
        rule: None,
        matched: names_at(&standing, Stage::Matches),
        because: None,
        cites: Vec::new(),
        risk: facts.policy.risks.iter().map(|risk| risk.name.clone()).zip(risks.iter().copied()).collect(),
        duties: duties(facts, &matched),
        unknown: Vec::new(),
        undeclared: Vec::new(),
        shadow: names_at(&standing, Stage::Shadow),
    };
    let mut names: Vec<Reserved> = reserved.clone();
    let author = matched.iter().find(|rule| rule.rule.verdict == verdict);
    let by_default = author.is_none() && reserved.is_empty() && !granted;
    if by_default {
        names.push(Reserved::Default);
    }
    if let Some(author) = author {
        decision.rule = Some(author.rule.name.clone());
        decision.because.clone_from(&author.rule.because);
        decision.cites.clone_from(&author.rule.cites);
    } else {
        decision.rule = names.first().map(|rule| rule.text().to_owned());
    }
    decision.matched.extend(names.iter().map(|rule| rule.text().to_owned()));
    decision.unknown = unknown_facts(facts, &risks, &standing, verdict, by_default);
    decision
}

/// The decision of a reserved rule before any other rule is asked.
pub(super) fn refuse(rule: Reserved) -> Decision {
    Decision {
        verdict: Verdict::Deny,
        rule: Some(rule.text().to_owned()),
        matched: vec![rule.text().to_owned()],
        because: None,
        cites: Vec::new(),
        risk: Vec::new(),
        duties: Vec::new(),
        unknown: Vec::new(),
        undeclared: Vec::new(),
        shadow: Vec::new(),
    }
}

/// What becomes of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// It takes part in the verdict.
    Matches,
    /// It would match and is only tried.
    Shadow,
    /// Neither.
    Rests,
}

/// A rule and how it stands to the record.
struct Standing<'p> {
    rule: &'p Rule,
    /// Whether its condition holds, what its `until` says included.
    holds: Truth,
    stage: Stage,
}

/// All rules of the record's event, by qualified name.
fn stand<'p>(facts: &Facts<'p>, risks: &[i64], discharged: &[String]) -> Vec<Standing<'p>> {
    let mut rules: Vec<&Rule> = facts.policy.rules.iter().filter(|rule| rule.on == facts.event).collect();
    rules.sort_by(|a, b| a.qualified.cmp(&b.qualified));
    rules.into_iter().map(|rule| stand_one(rule, facts, risks, discharged)).collect()
}

fn stand_one<'p>(rule: &'p Rule, facts: &Facts<'p>, risks: &[i64], discharged: &[String]) -> Standing<'p> {
    let early = rule.until.map(|until| before(facts.time, until));
    let shadow = rule.shadow && early.is_none_or(Truth::must);
    let condition = cond::truth(&rule.when, facts, risks);
    let holds = match early {
        Some(early) if rule.verdict == Verdict::Allow => condition.and(early),
        Some(early) if rule.shadow && !shadow => condition.and(early.not()),
        Some(_) | None => condition,
    };
    let applies = match rule.verdict {
        Verdict::Allow => holds.must() && facts.fault().is_none(),
        Verdict::Review => holds.may() && (shadow || !discharged.contains(&rule.name)),
        Verdict::Redact | Verdict::Sandbox | Verdict::Pause | Verdict::Deny | Verdict::Halt => holds.may(),
    };
    let stage = match (applies, shadow) {
        (false, _) => Stage::Rests,
        (true, true) => Stage::Shadow,
        (true, false) => Stage::Matches,
    };
    Standing { rule, holds, stage }
}

/// Whether it is earlier than this instant.
fn before(time: Option<i64>, instant: i64) -> Truth {
    time.map_or(Truth::Unknown, |time| Truth::sure(time < instant))
}

/// The names of the rules at a stage, sorted.
fn names_at(standing: &[Standing<'_>], stage: Stage) -> Vec<String> {
    let rules = standing.iter().filter(|rule| rule.stage == stage);
    let names: BTreeSet<&String> = rules.map(|rule| &rule.rule.name).collect();
    names.into_iter().cloned().collect()
}

/// The reserved rules that match, by name; `default` is not among them.
fn reserved(facts: &Facts<'_>, risks: &[i64], matched: &[&Standing<'_>]) -> Vec<Reserved> {
    let mut rules = Vec::new();
    match facts.fault() {
        Some(Fault::Malformed) => rules.push(Reserved::Malformed),
        Some(Fault::Oversize) => rules.push(Reserved::Oversize),
        None => {}
    }
    if matched.iter().any(|rule| unredactable(rule, facts, risks).may()) {
        rules.push(Reserved::Unredactable);
    }
    rules
}

/// Whether there is something for a `redact` rule to mask. Nothing is located yet, so it cannot be.
fn unredactable(rule: &Standing<'_>, facts: &Facts<'_>, risks: &[i64]) -> Truth {
    match rule.rule.verdict {
        Verdict::Redact => rule.holds.and(atoms::truth(&has_masked(rule.rule), facts, risks)),
        Verdict::Allow
        | Verdict::Sandbox
        | Verdict::Review
        | Verdict::Pause
        | Verdict::Deny
        | Verdict::Halt => Truth::No,
    }
}

/// `data has` the classes a rule masks.
fn has_masked(rule: &Rule) -> Test {
    Test::Set { word: Word::Class, quantifier: Quantifier::Has, of: rule.mask.clone(), except: Vec::new() }
}

fn strictest(matched: &[&Standing<'_>], reserved: &[Reserved], granted: bool) -> Verdict {
    let authored = matched.iter().map(|rule| rule.rule.verdict).max().unwrap_or(Verdict::Allow);
    if granted && reserved.is_empty() { authored } else { authored.max(Verdict::Deny) }
}

/// What the matched rules ask for besides: sorted, each once.
fn duties(facts: &Facts<'_>, matched: &[&Standing<'_>]) -> Vec<Duty> {
    let duties: BTreeSet<Duty> = matched.iter().flat_map(|rule| duties_of(rule.rule, facts)).collect();
    duties.into_iter().collect()
}

fn duties_of(rule: &Rule, facts: &Facts<'_>) -> Vec<Duty> {
    let path = |word: Word, id: EntryId| facts.policy.vocabularies.of(word).entry(id).path.clone();
    let mut duties: Vec<Duty> = Vec::new();
    duties.extend(rule.alert.iter().map(|channel| Duty::Alert(path(Word::Channel, *channel))));
    duties.extend(rule.mask.iter().map(|class| Duty::Mask(path(Word::Class, *class))));
    duties.extend(rule.approval.as_ref().map(|approval| Duty::Review {
        rule: rule.name.clone(),
        count: approval.count,
        role: path(Word::Role, approval.role),
        within: approval.within,
        otherwise: approval.otherwise,
    }));
    duties.extend(rule.rollback.map(Duty::Rollback));
    duties.extend(match rule.verdict {
        Verdict::Sandbox => Some(Duty::Sandbox),
        Verdict::Pause => Some(Duty::Pause),
        Verdict::Halt => Some(Duty::Halt),
        Verdict::Allow | Verdict::Redact | Verdict::Review | Verdict::Deny => None,
    });
    duties
}

/// The unknown facts that decided.
fn unknown_facts(
    facts: &Facts<'_>,
    risks: &[i64],
    standing: &[Standing<'_>],
    verdict: Verdict,
    by_default: bool,
) -> Vec<String> {
    let mut names = BTreeSet::new();
    for rule in standing.iter().filter(|rule| rule.holds == Truth::Unknown) {
        let settles = match rule.stage {
            Stage::Matches => !by_default && rule.rule.verdict == verdict,
            Stage::Rests => by_default && rule.rule.verdict == Verdict::Allow && !rule.rule.shadow,
            Stage::Shadow => false,
        };
        if settles {
            explain(rule, facts, risks, &mut names);
        }
    }
    if verdict == Verdict::Deny && !by_default {
        let redacting = standing.iter().filter(|rule| rule.stage == Stage::Matches);
        for rule in redacting.filter(|rule| unredactable(rule, facts, risks) == Truth::Unknown) {
            explain(rule, facts, risks, &mut names);
            unknown::in_test(&has_masked(rule.rule), facts, risks, &mut names);
        }
    }
    names.into_iter().collect()
}

/// Adds the unknown facts of one rule's condition, its `until` included.
fn explain(rule: &Standing<'_>, facts: &Facts<'_>, risks: &[i64], names: &mut BTreeSet<String>) {
    unknown::in_condition(&rule.rule.when, facts, risks, names);
    let dated = rule.rule.shadow || rule.rule.verdict == Verdict::Allow;
    if dated && rule.rule.until.is_some() && facts.time.is_none() {
        names.insert("time".to_owned());
    }
}
