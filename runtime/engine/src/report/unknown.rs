//! The facts that were unknown and decided (chapter Evaluation, section 5).
//!
//! An author reads this list to learn what a record should have said. Steps: the rules that the
//! decision hangs on ([`settling`]), the atoms of their conditions that are open, the facts of
//! these that are not known, by the names a record gives them. Nothing here is on the way of a
//! record that is allowed.

use crate::kernel::walk::atoms_of;
use crate::kernel::{Decider, Outcome, Reading, holds};
use agp_abi::Verdict;
use agp_abi::facts::Facts;
use agp_abi::tables::{Atom, Event, Fact, RuleRow, Tables};
use std::collections::BTreeSet;

/// Names of the facts, sorted, each once.
pub(super) fn names(tables: &Tables, facts: &Facts, event: Event, outcome: &Outcome) -> Vec<String> {
    let mut search = Search { tables, facts, outcome, names: BTreeSet::new() };
    for rule in settling(tables, event, outcome) {
        search.condition(rule.entry);
    }
    search.names.into_iter().map(str::to_owned).collect()
}

/// The rules that would have mattered, or might not have, had more been known.
fn settling<'t>(tables: &'t Tables, event: Event, outcome: &Outcome) -> Vec<&'t RuleRow> {
    let rules = (0u32..).zip(&tables.rules);
    // Of an `allow`, whether its condition may hold; of any other rule, whether it must.
    let dual = |rule: &RuleRow| holds(tables, rule.entry, Reading::Dual, &outcome.truths);
    match outcome.decider {
        Decider::Nothing => Vec::new(),
        Decider::Default => rules
            .filter(|(index, rule)| {
                let grants = rule.on == event && rule.verdict == Verdict::Allow && !rule.shadow;
                grants && !outcome.matched.contains(*index) && dual(rule) == Some(true)
            })
            .map(|(_, rule)| rule)
            .collect(),
        Decider::Rule(_) => rules
            .filter(|(index, rule)| {
                let decides = outcome.matched.contains(*index) && rule.verdict == outcome.verdict;
                decides && dual(rule) == Some(false)
            })
            .map(|(_, rule)| rule)
            .collect(),
    }
}

struct Search<'t> {
    tables: &'t Tables,
    facts: &'t Facts,
    outcome: &'t Outcome,
    names: BTreeSet<&'t str>,
}

impl Search<'_> {
    /// Notes what is not known in a condition.
    fn condition(&mut self, entry: u32) {
        let mut atoms = Vec::new();
        atoms_of(self.tables, entry, |atom| atoms.push(atom));
        for atom in atoms {
            let open = self.outcome.truths.get(atom as usize).is_some_and(|truth| truth.must != truth.may);
            if open {
                self.atom(atom);
            }
        }
    }

    fn atom(&mut self, index: u32) {
        match self.tables.atoms.get(index as usize) {
            Some(Atom::Risk { risk, .. }) => self.risk(*risk),
            Some(
                Atom::One { .. }
                | Atom::Has { .. }
                | Atom::Within { .. }
                | Atom::AtLeast { .. }
                | Atom::Text(_)
                | Atom::Known(_),
            )
            | None => {
                let notes = self.tables.notes.get(index as usize);
                for (fact, name) in notes.into_iter().flat_map(|note| &note.facts) {
                    if self.is_open(*fact) {
                        self.names.insert(name);
                    }
                }
            }
        }
    }

    /// Of an open atom, whether this fact is a reason. An atom on anything but numbers rests on
    /// one fact, so that is the reason.
    fn is_open(&self, fact: Fact) -> bool {
        match fact {
            Fact::One(_) | Fact::Set(_) | Fact::Text(_) => true,
            Fact::Number(number) => {
                let bounds = self.facts.number(number);
                bounds.low != bounds.high
            }
        }
    }

    /// Notes what is not known in the terms that make a risk's bound higher than it must be.
    fn risk(&mut self, risk: u32) {
        for term in self.tables.risks.get(risk as usize).into_iter().flat_map(|risk| &risk.terms) {
            let holds = |reading| holds(self.tables, term.entry, reading, &self.outcome.truths) == Some(true);
            let (written, dual) = (holds(Reading::Written), holds(Reading::Dual));
            let (must, may) = if term.subtract { (written, dual) } else { (dual, written) };
            if !may {
                continue;
            }
            if !must {
                self.condition(term.entry);
            }
            if let Some((number, name)) = &term.number
                && self.is_open(Fact::Number(*number))
            {
                self.names.insert(name);
            }
        }
    }
}
