//! What satisfies a test: the must and may of every element.

use super::Lowering;
use crate::semantics::resolve::vocabulary::{PUBLIC, UNCLASSIFIED, UNLABELLED};
use crate::semantics::thir::{EntryId, Quantifier, Subject, Test, Vocabulary};
use crate::syntax::ast::Word;
use crate::types::Scalar;
use agp_abi::bits::Bits;
use agp_abi::tables::{self, Atom, FIRST_ENTRY, Fact, MORE, MORE_DETECTED, UNKNOWN, one, set};

/// An atom and the facts it rests on.
type Lowered = (Atom, Vec<(Fact, String)>);

impl Lowering<'_> {
    /// The atom of a test; `None` for what is not evaluated yet, which never reaches this stage.
    pub(super) fn atom(&mut self, test: &Test) -> Option<Lowered> {
        Some(match test {
            Test::Tool(tools) => {
                let values: Bits = tools.iter().map(|tool| tool.0 + 1).collect();
                let atom = Atom::One { one: one::TOOL, must: values.clone(), may: values };
                (atom, vec![(Fact::One(one::TOOL), "tool".to_owned())])
            }
            Test::Entry { word, of } => self.entry_test(*word, of),
            Test::Set { word, quantifier, of, except } => self.set_test(*word, *quantifier, of, except),
            Test::Enum { subject, of } => {
                let one = self.facts.one(subject);
                self.one_of(subject, one, of.iter().map(|index| index + 1))
            }
            Test::Bool(subject) => {
                let one = self.facts.one(subject);
                self.one_of(subject, one, [2])
            }
            Test::EnumSet { subject, quantifier, of } => {
                let set = self.facts.set(subject);
                let must: Bits = of.iter().map(|index| index + FIRST_ENTRY).collect();
                let may: Bits = must.iter().chain([MORE]).collect();
                (quantified(set, *quantifier, must, may), vec![(Fact::Set(set), self.facts.name(subject))])
            }
            Test::AtLeast { terms, value } => {
                let terms: Vec<(u32, i64, String)> = terms
                    .iter()
                    .map(|(factor, subject)| (self.facts.number(subject), *factor, self.facts.name(subject)))
                    .collect();
                let facts =
                    terms.iter().map(|(number, _, name)| (Fact::Number(*number), name.clone())).collect();
                let terms = terms.into_iter().map(|(number, factor, _)| (number, factor)).collect();
                (Atom::AtLeast { terms, value: *value }, facts)
            }
            Test::Weekday { zone, days } => {
                let one = self.facts.weekday(zone);
                let must: Bits = days.iter().map(|day| u32::from(*day)).collect();
                let may: Bits = must.iter().chain([UNKNOWN]).collect();
                (Atom::One { one, must, may }, vec![(Fact::One(one), "time".to_owned())])
            }
            Test::Text { subject, quantifier, patterns } => {
                let text = self.facts.text(subject, quantifier_of(*quantifier), patterns);
                (Atom::Text(text), vec![(Fact::Text(text), self.facts.name(subject))])
            }
            Test::Known(subject) => {
                let fact = self.fact(subject);
                (Atom::Known(fact), vec![(fact, self.facts.name(subject))])
            }
            Test::Risk { risk, value } => (Atom::Risk { risk: risk.0, value: *value }, Vec::new()),
            // A range of two thresholds, lowered as a formula.
            Test::TimeOfDay { .. } | Test::NotYet => return None,
        })
    }

    fn one_of(&self, subject: &Subject, one: u32, values: impl IntoIterator<Item = u32>) -> Lowered {
        let must: Bits = values.into_iter().collect();
        let may: Bits = must.iter().chain([UNKNOWN]).collect();
        (Atom::One { one, must, may }, vec![(Fact::One(one), self.facts.name(subject))])
    }

    /// `kind is K`, `purpose is P`
    fn entry_test(&self, word: Word, of: &[EntryId]) -> Lowered {
        let list = self.policy.vocabularies.of(word);
        let fits = |id: EntryId| of.iter().any(|wanted| list.is_kind_of(id, *wanted));
        let vague = |id: EntryId| word == Word::Kind && list.entry(id).path == UNCLASSIFIED;
        let value = |id: EntryId| id.0 + 1;
        let must: Bits = list.iter().filter(|(id, _)| fits(*id)).map(|(id, _)| value(id)).collect();
        let unsure = list.iter().filter(|(id, _)| vague(*id)).map(|(id, _)| value(id));
        let may: Bits = must.iter().chain(unsure).chain([UNKNOWN]).collect();
        let (one, name) = if word == Word::Kind { (one::KIND, "kind") } else { (one::PURPOSE, "purpose") };
        (Atom::One { one, must, may }, vec![(Fact::One(one), name.to_owned())])
    }

    fn set_test(&self, word: Word, quantifier: Quantifier, of: &[EntryId], except: &[EntryId]) -> Lowered {
        let list = self.policy.vocabularies.of(word);
        let (set, name) = match word {
            Word::Role => (set::ROLE, "role"),
            Word::Destination => (set::DESTINATION, "destination"),
            Word::Resource => (set::RESOURCE, "resource"),
            _ => (set::DATA, "data"),
        };
        let mut must = Bits::new();
        let mut may: Bits = [MORE].into_iter().collect();
        let data = word == Word::Class;
        let (of, except) = (Wanted::new(list, of, data), Wanted::new(list, except, data));
        for (id, _) in list.iter() {
            let (inside, outside) = (of.some(id), except.some(id));
            if inside.0 && !outside.1 {
                must.insert(FIRST_ENTRY + id.0);
            }
            if inside.1 && !outside.0 {
                may.insert(FIRST_ENTRY + id.0);
            }
        }
        let found: Vec<EntryId> = list.iter().filter(|(_, entry)| entry.detected).map(|(id, _)| id).collect();
        let of_detected = |id: EntryId| found.iter().any(|detected| list.is_kind_of(*detected, id));
        // Where nothing is found, the data may be `public`.
        let might_be = |id: EntryId| of_detected(id) || data && list.entry(id).path == PUBLIC;
        if list.iter().any(|(id, _)| might_be(id) && may.contains(FIRST_ENTRY + id.0)) {
            may.insert(MORE_DETECTED);
        }
        (quantified(set, quantifier, must, may), vec![(Fact::Set(set), name.to_owned())])
    }

    fn fact(&mut self, subject: &Subject) -> Fact {
        match subject {
            Subject::Role => Fact::Set(set::ROLE),
            Subject::Data => Fact::Set(set::DATA),
            Subject::Destination => Fact::Set(set::DESTINATION),
            Subject::Resource => Fact::Set(set::RESOURCE),
            Subject::Purpose => Fact::One(one::PURPOSE),
            _ => match self.facts.scalar(subject) {
                Scalar::Enum(_) if self.is_set(subject) => Fact::Set(self.facts.set(subject)),
                Scalar::Bool | Scalar::Enum(_) => Fact::One(self.facts.one(subject)),
                scalar if scalar.is_number() => Fact::Number(self.facts.number(subject)),
                _ => Fact::Text(self.facts.text(subject, tables::Quantifier::Any, &[])),
            },
        }
    }

    fn is_set(&self, subject: &Subject) -> bool {
        let Subject::Signal(id) = subject else { return false };
        matches!(self.policy.signals[id.0 as usize].ty, crate::types::Type::Set(_))
    }
}

fn quantifier_of(quantifier: Quantifier) -> tables::Quantifier {
    match quantifier {
        Quantifier::Has => tables::Quantifier::Any,
        Quantifier::Within => tables::Quantifier::Every,
    }
}

fn quantified(set: u32, quantifier: Quantifier, must: Bits, may: Bits) -> Atom {
    match quantifier {
        Quantifier::Has => Atom::Has { set, must, may },
        Quantifier::Within => Atom::Within { set, must, may },
    }
}

/// Entries that a test names, and what may turn out to be a kind of one.
struct Wanted<'a> {
    list: &'a Vocabulary,
    of: &'a [EntryId],
    /// Labels of data that leave it open: everything that a kind of what is wanted is a kind of, and
    /// what nobody has labelled.
    coarse: Bits,
}

impl<'a> Wanted<'a> {
    fn new(list: &'a Vocabulary, of: &'a [EntryId], data: bool) -> Self {
        let mut wanted = Wanted { list, of, coarse: Bits::new() };
        if data && !of.is_empty() {
            let unlabelled = list.iter().filter(|(_, entry)| entry.path == UNLABELLED).map(|(id, _)| id);
            let kinds = list.iter().filter(|(id, _)| wanted.must(*id));
            let above = kinds.flat_map(|(_, entry)| entry.above.iter().copied());
            wanted.coarse = above.chain(unlabelled).map(|id| id.0).collect();
        }
        wanted
    }

    fn must(&self, id: EntryId) -> bool {
        self.of.iter().any(|wanted| self.list.is_kind_of(id, *wanted))
    }

    /// (must, may) of an entry being a kind of some of these.
    fn some(&self, id: EntryId) -> (bool, bool) {
        let must = self.must(id);
        (must, must || self.coarse.contains(id.0))
    }
}
