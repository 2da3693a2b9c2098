//! Atoms and their notes: invariants 11 to 16.

use super::{Program, Sound, about, require};
use agp_abi::bits::Bits;
use agp_abi::tables::{Atom, AtomNote, FIRST_ENTRY, Fact, MORE, MORE_DETECTED, UNKNOWN};
use std::collections::{BTreeSet, HashSet};

pub(super) fn verify(program: &Program) -> Sound {
    require(program.notes.len() == program.atoms.len(), "notes and atoms differ in number")?;
    let mut seen = HashSet::new();
    for (index, (atom, note)) in program.atoms.iter().zip(&program.notes).enumerate() {
        self::atom(program, atom)
            .and_then(|()| require(seen.insert(atom), "the same as an earlier one"))
            .and_then(|()| self::note(atom, note))
            .map_err(about(format_args!("atom a{index}")))?;
    }
    Ok(())
}

fn atom(program: &Program, atom: &Atom) -> Sound {
    for fact in facts_of(atom) {
        let (index, length) = match fact {
            Fact::One(one) => (one, program.ones.len()),
            Fact::Set(set) => (set, program.sets.len()),
            Fact::Number(number) => (number, program.numbers.len()),
            Fact::Text(text) => (text, program.texts.len()),
        };
        require((index as usize) < length, "it tests a fact that is not there")?;
    }
    match atom {
        Atom::One { one, must, may } => {
            let count = program.ones.get(*one as usize).map_or(0, |one| one.values.len());
            finite(must, may, 1 + count, &[UNKNOWN])
        }
        Atom::Has { set, must, may } | Atom::Within { set, must, may } => {
            let count = program.sets.get(*set as usize).map_or(0, |set| set.elements.len());
            finite(must, may, FIRST_ENTRY as usize + count, &[MORE, MORE_DETECTED])
        }
        Atom::AtLeast { terms, .. } => sum(terms),
        Atom::Risk { risk, .. } => {
            require((*risk as usize) < program.risks.len(), "it tests a risk that is not there")
        }
        Atom::Text(_) | Atom::Known(_) => Ok(()),
    }
}

/// The facts that an atom tests, in order.
fn facts_of(atom: &Atom) -> Vec<Fact> {
    match atom {
        Atom::One { one, .. } => vec![Fact::One(*one)],
        Atom::Has { set, .. } | Atom::Within { set, .. } => vec![Fact::Set(*set)],
        Atom::AtLeast { terms, .. } => terms.iter().map(|(number, _)| Fact::Number(*number)).collect(),
        Atom::Text(text) => vec![Fact::Text(*text)],
        Atom::Known(fact) => vec![*fact],
        Atom::Risk { .. } => Vec::new(),
    }
}

/// Values below `limit`; those that stand for what is not known satisfy nothing surely.
fn finite(must: &Bits, may: &Bits, limit: usize, unknown: &[u32]) -> Sound {
    require(may.iter().all(|value| (value as usize) < limit), "a value is none of its fact's")?;
    require(must.iter().all(|value| may.contains(value)), "must is not within may")?;
    require(!unknown.iter().any(|value| must.contains(*value)), "what is unknown satisfies it surely")
}

fn sum(terms: &[(u32, i64)]) -> Sound {
    require(!terms.is_empty(), "a sum of nothing")?;
    let numbers: BTreeSet<u32> = terms.iter().map(|(number, _)| *number).collect();
    require(numbers.len() == terms.len(), "a number stands twice in a sum")?;
    require(terms.iter().all(|(_, factor)| *factor != 0), "a factor is 0")
}

fn note(atom: &Atom, note: &AtomNote) -> Sound {
    let named = note.facts.iter().map(|(fact, _)| *fact);
    require(note.facts.is_empty() || named.eq(facts_of(atom)), "its note names other facts")
}
