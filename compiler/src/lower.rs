//! Checked policy to decision program.
//!
//! - each typed test becomes an [`Atom`] over facts ([`facts`] allocates those, [`atoms`] says which
//!   elements satisfy it); equal tests share one atom;
//! - conditions are brought to negation normal form: a Kleene formula and its normal form have the
//!   same must and may, because negation only swaps them;
//! - `until` and `shadow` are expanded, the reserved rules `malformed`, `oversize` and
//!   `unredactable` become ordinary rules, and every `allow` asks that the record be sound.
//!
//! In: a policy without errors and without constructs that are not evaluated yet. Lowering cannot fail.

mod atoms;
mod describe;
mod facts;
pub mod wording;

use crate::program::{Formula, Program, Risk, Rule, Term};
use crate::semantics::thir::{self, Cond, Policy, Test};
use crate::source::{Sources, Span};
use crate::syntax::ast::Word;
use agp_abi::Verdict;
use agp_abi::tables::{self, Atom, AtomNote, Event, FIRST_ENTRY, Fact, fault, one};
use agp_abi::verdict::Reserved;
use std::collections::HashMap;

/// Lowers a policy.
pub fn lower(policy: &Policy, sources: &Sources) -> Program {
    let mut lowering = Lowering {
        policy,
        sources,
        facts: facts::Facts::new(policy),
        atoms: Vec::new(),
        notes: Vec::new(),
        known: HashMap::new(),
    };
    let risks = policy.risks.iter().map(|risk| lowering.risk(risk)).collect();
    let mut rules: Vec<Rule> = policy.rules.iter().flat_map(|rule| lowering.rule(rule)).collect();
    rules.extend(lowering.reserved());
    rules.sort_by(|a, b| {
        (b.verdict, a.reserved.is_some(), &a.qualified).cmp(&(a.verdict, b.reserved.is_some(), &b.qualified))
    });
    let facts = lowering.facts;
    Program {
        name: policy.name.clone(),
        version: policy.version.clone(),
        vocabularies: policy.vocabularies.clone(),
        tools: policy.tools.clone(),
        signals: policy.signals.clone(),
        ones: facts.ones,
        sets: facts.sets,
        numbers: facts.numbers,
        texts: facts.texts,
        atoms: lowering.atoms,
        notes: lowering.notes,
        risks,
        rules,
    }
}

struct Lowering<'a> {
    policy: &'a Policy,
    sources: &'a Sources,
    facts: facts::Facts<'a>,
    atoms: Vec<Atom>,
    notes: Vec<AtomNote>,
    known: HashMap<Atom, u32>,
}

impl Lowering<'_> {
    /// The number of an atom, new or known.
    fn intern(&mut self, atom: Atom, text: &str, facts: Vec<(Fact, String)>) -> u32 {
        if let Some(index) = self.known.get(&atom) {
            return *index;
        }
        let index = u32::try_from(self.atoms.len()).unwrap_or(u32::MAX);
        self.known.insert(atom.clone(), index);
        self.atoms.push(atom);
        self.notes.push(AtomNote { text: text.to_owned(), facts });
        index
    }

    fn describe(&self, test: &Test) -> String {
        describe::describe(self.policy, &self.facts, test)
    }

    /// The author's text, on one line.
    fn text(&self, span: Span) -> String {
        self.sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A condition in negation normal form.
    fn formula(&mut self, cond: &Cond, negated: bool) -> Formula {
        match cond {
            Cond::Const(value) => Formula::Const(*value != negated),
            Cond::Not(inner) => self.formula(inner, !negated),
            Cond::And(parts) => self.join(parts, negated, !negated),
            Cond::Or(parts) => self.join(parts, negated, negated),
            Cond::Test(Test::TimeOfDay { zone, from, to }, _) => self.time_of_day(zone, *from, *to, negated),
            Cond::Test(test, _) => self.literal(test, negated),
        }
    }

    /// A test that one atom stands for.
    fn literal(&mut self, test: &Test, negated: bool) -> Formula {
        let text = self.describe(test);
        match self.atom(test) {
            Some((atom, facts)) => Formula::Literal { atom: self.intern(atom, &text, facts), negated },
            None => Formula::Const(negated),
        }
    }

    /// `and` (or with `conjunction` unset, `or`) over parts, flattened and without constants.
    fn join(&mut self, parts: &[Cond], negated: bool, conjunction: bool) -> Formula {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match self.formula(part, negated) {
                Formula::Const(value) if value == conjunction => {}
                Formula::Const(value) => return Formula::Const(value),
                Formula::And(inner) if conjunction => flat.extend(inner),
                Formula::Or(inner) if !conjunction => flat.extend(inner),
                other => flat.push(other),
            }
        }
        join(flat, conjunction)
    }

    /// `[from, to)` on a local clock: at or after `from`, and (past midnight: or) before `to`.
    fn time_of_day(&mut self, zone: &str, from: i64, to: i64, negated: bool) -> Formula {
        let number = self.facts.time_of_day(zone);
        let mut since = |value: i64, negated: bool| {
            let atom = Atom::AtLeast { terms: vec![(number, 1)], value };
            let facts = vec![(Fact::Number(number), "time".to_owned())];
            let text = describe::time_since(zone, value);
            Formula::Literal { atom: self.intern(atom, &text, facts), negated }
        };
        let parts = vec![since(from, negated), since(to, !negated)];
        join(parts, (from < to) != negated)
    }

    fn risk(&mut self, risk: &thir::Risk) -> Risk {
        let terms = risk
            .terms
            .iter()
            .map(|term| Term {
                subtract: term.subtract,
                weight: term.weight,
                score: term.score.as_ref().map(|subject| {
                    let number = self.facts.number(subject);
                    (number, self.facts.name(subject))
                }),
                when: self.formula(&term.when, false),
                text: self.text(term.span),
            })
            .collect();
        Risk { name: risk.name.clone(), terms }
    }

    /// A rule; two where a `shadow` ends on a date.
    fn rule(&mut self, rule: &thir::Rule) -> Vec<Rule> {
        let when = self.formula(&rule.when, false);
        let before = rule.until.map(|until| self.before(until));
        match (rule.verdict, rule.shadow, before) {
            (Verdict::Allow, _, before) => {
                let sound = self.fault_is(fault::NONE);
                let parts = [Some(when), before, Some(sound)].into_iter().flatten().collect();
                vec![self.finished(rule, flat_and(parts), false)]
            }
            (_, true, Some(before)) => {
                let after = negate_literal(&before);
                // A date that may have passed has: the rule is only tried where it surely has not.
                let known = self.literal(&Test::Known(thir::Subject::Time), false);
                let tried = flat_and(vec![when.clone(), before, known]);
                vec![
                    self.finished(rule, tried, true),
                    self.finished(rule, flat_and(vec![when, after]), false),
                ]
            }
            (_, shadow, _) => vec![self.finished(rule, when, shadow)],
        }
    }

    /// `time < until`
    fn before(&mut self, until: i64) -> Formula {
        let number = self.facts.number(&thir::Subject::Time);
        let atom = Atom::AtLeast { terms: vec![(number, 1)], value: until };
        let facts = vec![(Fact::Number(number), "time".to_owned())];
        let text = self.describe(&Test::AtLeast { terms: vec![(1, thir::Subject::Time)], value: until });
        Formula::Literal { atom: self.intern(atom, &text, facts), negated: true }
    }

    fn fault_is(&mut self, value: u32) -> Formula {
        let values: agp_abi::bits::Bits = [value].into_iter().collect();
        let atom = Atom::One { one: one::FAULT, must: values.clone(), may: values };
        Formula::Literal { atom: self.intern(atom, "", Vec::new()), negated: false }
    }

    fn finished(&self, rule: &thir::Rule, when: Formula, shadow: bool) -> Rule {
        let list = |word, ids: &[thir::EntryId]| {
            let entries = self.policy.vocabularies.of(word);
            ids.iter().map(|id| entries.entry(*id).path.clone()).collect()
        };
        Rule {
            name: rule.name.clone(),
            qualified: rule.qualified.clone(),
            reserved: None,
            on: rule.on,
            verdict: rule.verdict,
            shadow,
            when,
            because: rule.because.clone(),
            cites: rule.cites.clone(),
            alert: list(Word::Channel, &rule.alert),
            mask: list(Word::Class, &rule.mask),
            approval: rule.approval.as_ref().map(|approval| self.approval(approval)),
            rollback: rule.rollback,
        }
    }

    fn approval(&self, approval: &thir::Approval) -> tables::Approval {
        let roles = self.policy.vocabularies.of(Word::Role);
        let holders = roles.iter().filter(|(id, _)| roles.is_kind_of(*id, approval.role));
        tables::Approval {
            count: approval.count,
            role: roles.entry(approval.role).path.clone(),
            holders: holders.map(|(id, _)| FIRST_ENTRY + id.0).collect(),
            within: approval.within,
            otherwise: approval.otherwise,
        }
    }

    /// The rules that no author writes.
    fn reserved(&mut self) -> Vec<Rule> {
        let mut rules = Vec::new();
        for (rule, value) in [(Reserved::Malformed, fault::MALFORMED), (Reserved::Oversize, fault::OVERSIZE)]
        {
            let when = self.fault_is(value);
            rules.push(reserved(rule, Event::Call, when));
        }
        let redacting: Vec<&thir::Rule> =
            self.policy.rules.iter().filter(|rule| rule.verdict == Verdict::Redact).collect();
        for rule in redacting {
            let masked = self.formula(
                &Cond::Test(
                    Test::Set {
                        word: Word::Class,
                        quantifier: thir::Quantifier::Has,
                        of: rule.mask.clone(),
                        except: Vec::new(),
                    },
                    rule.span,
                ),
                false,
            );
            for lowered in self.rule(rule).into_iter().filter(|lowered| !lowered.shadow) {
                let when = flat_and(vec![lowered.when, masked.clone()]);
                rules.push(reserved(Reserved::Unredactable, rule.on, when));
            }
        }
        rules
    }
}

fn reserved(rule: Reserved, on: Event, when: Formula) -> Rule {
    Rule {
        name: rule.text().to_owned(),
        qualified: rule.text().to_owned(),
        reserved: Some(rule),
        on,
        verdict: Verdict::Deny,
        shadow: false,
        when,
        because: None,
        cites: Vec::new(),
        alert: Vec::new(),
        mask: Vec::new(),
        approval: None,
        rollback: None,
    }
}

fn flat_and(parts: Vec<Formula>) -> Formula {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Formula::Const(true) => {}
            Formula::Const(false) => return Formula::Const(false),
            Formula::And(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    join(flat, true)
}

fn join(mut flat: Vec<Formula>, conjunction: bool) -> Formula {
    match (flat.len(), conjunction) {
        (0, _) => Formula::Const(conjunction),
        (1, _) => flat.remove(0),
        (_, true) => Formula::And(flat),
        (_, false) => Formula::Or(flat),
    }
}

fn negate_literal(formula: &Formula) -> Formula {
    match formula {
        Formula::Literal { atom, negated } => Formula::Literal { atom: *atom, negated: !negated },
        other => other.clone(),
    }
}
