//! The facts that were unknown and decided (chapter Evaluation, section 5).
//!
//! An author reads this list to learn what a record should have said. Steps: the rules that the
//! decision hangs on ([`Search::settling`]), the atoms of their conditions that are open, the facts
//! of these that are not known, by the names a record gives them. Atoms are evaluated as they are
//! come by, so a decision that hangs on little costs little to report.

use crate::kernel::atoms::at_risk;
use crate::kernel::live::{Live, Texts};
use crate::kernel::risks::Known;
use crate::kernel::walk::{atoms_of, walk};
use crate::kernel::{Decider, Outcome, Reading, Truth};
use agp_abi::Verdict;
use agp_abi::tables::{Atom, Event, Fact, RuleRow, Tables};
use std::collections::BTreeSet;

/// Names of the facts, sorted, each once.
pub(crate) fn names(live: Live<'_, impl Texts>, event: Event, outcome: &Outcome) -> Vec<String> {
    let mut search = Search { tables: live.tables, live, outcome, names: BTreeSet::new() };
    for rule in search.settling(event) {
        search.condition(rule.entry);
    }
    search.names.into_iter().map(str::to_owned).collect()
}

struct Search<'a, T> {
    tables: &'a Tables,
    live: Live<'a, T>,
    outcome: &'a Outcome,
    names: BTreeSet<&'a str>,
}

impl<'a, T: Texts> Search<'a, T> {
    /// The rules that would have mattered, or might not have, had more been known.
    fn settling(&mut self, event: Event) -> Vec<&'a RuleRow> {
        let (tables, outcome) = (self.tables, self.outcome);
        match outcome.decider {
            Decider::Nothing => Vec::new(),
            // Of an `allow`, whether its condition may hold; of any other rule, whether it must.
            Decider::Default => {
                let grants = (0u32..).zip(&tables.rules).filter(|(index, rule)| {
                    let grants = rule.on == event && rule.verdict == Verdict::Allow && !rule.shadow;
                    grants && !outcome.matched.contains(*index)
                });
                grants.map(|(_, rule)| rule).filter(|rule| self.dual(rule) == Some(true)).collect()
            }
            Decider::Rule(_) => {
                let matched = outcome.matched.iter().filter_map(|index| tables.rules.get(index as usize));
                let decide = matched.filter(|rule| rule.verdict == outcome.verdict);
                decide.filter(|rule| self.dual(rule) == Some(false)).collect()
            }
        }
    }

    /// Whether a rule's condition holds by the other reading of its atoms.
    fn dual(&mut self, rule: &RuleRow) -> Option<bool> {
        self.holds(rule.entry, Reading::Dual)
    }

    fn holds(&mut self, entry: u32, reading: Reading) -> Option<bool> {
        walk(self.tables, entry, reading, |atom| self.truth(atom))
    }

    /// The truth values of an atom.
    fn truth(&mut self, atom: u32) -> Option<Truth> {
        match self.tables.atoms.get(atom as usize)? {
            Atom::Risk { risk, value } => Some(at_risk(&self.outcome.risks, *risk, *value)),
            _ => self.live.truth(atom),
        }
    }

    /// Notes what is not known in a condition.
    fn condition(&mut self, entry: u32) {
        let mut atoms = Vec::new();
        atoms_of(self.tables, entry, |atom| atoms.push(atom));
        for atom in atoms {
            if self.truth(atom).is_some_and(|truth| truth.must != truth.may) {
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
                let bounds = self.live.number(number);
                bounds.low != bounds.high
            }
        }
    }

    /// Notes what is not known in the terms that make a risk's bound higher than it must be.
    fn risk(&mut self, risk: u32) {
        let tables = self.tables;
        for term in tables.risks.get(risk as usize).into_iter().flat_map(|risk| &risk.terms) {
            let written = self.holds(term.entry, Reading::Written) == Some(true);
            let dual = self.holds(term.entry, Reading::Dual) == Some(true);
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
