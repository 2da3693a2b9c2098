//! The truth values of atoms.

use agp_abi::bits::Bits;
use agp_abi::facts::Facts;
use agp_abi::number::Bounds;
use agp_abi::tables::{Atom, Fact, MORE, MORE_DETECTED, Tables, UNKNOWN};

/// Whether a test surely holds, and whether it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Truth {
    /// It holds whatever the unknown facts are.
    pub must: bool,
    /// It holds for some of what they can be.
    pub may: bool,
}

impl Truth {
    /// Neither way.
    pub const UNKNOWN: Truth = Truth { must: false, may: true };

    /// Known.
    const fn of(value: bool) -> Truth {
        Truth { must: value, may: value }
    }
}

/// The truth values of every atom of a record all of whose texts have been looked at, and whose
/// risks have these bounds, in millionths of a millionth.
pub fn truths(tables: &Tables, facts: &Facts, risks: &[i64]) -> Vec<Truth> {
    let of = |atom: &Atom| match atom {
        Atom::Risk { risk, value } => at_risk(risks, *risk, *value),
        _ => truth(tables, facts, atom),
    };
    tables.atoms.iter().map(of).collect()
}

/// Of an atom on a risk: whether its upper bound, the only one it has, reaches a threshold.
pub(crate) fn at_risk(risks: &[i64], risk: u32, value: i64) -> Truth {
    let reaches = risks.get(risk as usize).is_none_or(|bound| *bound >= value);
    Truth { must: false, may: reaches }
}

/// The truth values of one atom; of one on a risk, unknown.
pub(super) fn truth(tables: &Tables, facts: &Facts, atom: &Atom) -> Truth {
    match atom {
        Atom::One { one, must, may } => {
            let value = facts.one(*one);
            Truth { must: must.contains(value), may: may.contains(value) }
        }
        Atom::Has { set, must, may } => {
            let members = facts.set(*set);
            Truth { must: meets(members, must), may: meets(members, may) }
        }
        Atom::Within { set, must, may } => within(facts.set(*set), must, may),
        Atom::AtLeast { terms, value } => at_least(facts, terms, *value),
        Atom::Text(text) => {
            let (must, may) = facts.text(*text);
            Truth { must, may }
        }
        Atom::Known(fact) => Truth::of(is_known(tables, facts, *fact)),
        Atom::Risk { .. } => Truth::UNKNOWN,
    }
}

/// Whether some member is among the elements.
fn meets(members: &[u64], elements: &Bits) -> bool {
    members.iter().zip(elements.words()).any(|(members, elements)| members & elements != 0)
}

/// The elements that stand for what is not known.
const UNKNOWN_ELEMENTS: u64 = 1 << MORE | 1 << MORE_DETECTED;

fn within(members: &[u64], must: &Bits, may: &Bits) -> Truth {
    if members.iter().all(|word| *word == 0) {
        return Truth::of(false);
    }
    let every = |elements: &Bits, unless: u64| {
        members.iter().enumerate().all(|(index, word)| {
            let spared = if index == 0 { unless } else { 0 };
            word & !elements.word(index) & !spared == 0
        })
    };
    Truth { must: every(must, 0), may: every(may, UNKNOWN_ELEMENTS) }
}

/// Compares the least and the greatest possible sum. An end of a bound that is the end of the
/// range stands for infinity: a value out there may be any larger one.
fn at_least(facts: &Facts, terms: &[(u32, i64)], value: i64) -> Truth {
    if let [(number, 1)] = terms {
        return reaches(facts.number(*number), value);
    }
    let (mut least, mut greatest) = (Some(0i128), Some(0i128));
    for (number, coefficient) in terms.iter().filter(|(_, coefficient)| *coefficient != 0) {
        let bounds = facts.number(*number);
        let low = (bounds.low != i64::MIN).then_some(bounds.low);
        let high = (bounds.high != i64::MAX).then_some(bounds.high);
        let (small, large) = if *coefficient < 0 { (high, low) } else { (low, high) };
        let scaled = |end: Option<i64>| Some(i128::from(end?).saturating_mul(i128::from(*coefficient)));
        least = least.zip(scaled(small)).map(|(sum, term)| sum.saturating_add(term));
        greatest = greatest.zip(scaled(large)).map(|(sum, term)| sum.saturating_add(term));
    }
    let value = i128::from(value);
    Truth { must: least.is_some_and(|sum| sum >= value), may: greatest.is_none_or(|sum| sum >= value) }
}

/// Whether a number is at least a value; an end of the range stands for infinity.
#[inline]
pub(super) fn reaches(bounds: Bounds, value: i64) -> Truth {
    Truth {
        must: bounds.low != i64::MIN && bounds.low >= value,
        may: bounds.high == i64::MAX || bounds.high >= value,
    }
}

fn is_known(tables: &Tables, facts: &Facts, fact: Fact) -> bool {
    match fact {
        Fact::One(one) => facts.one(one) != UNKNOWN,
        Fact::Set(set) => facts.set(set).first().is_some_and(|word| word & UNKNOWN_ELEMENTS == 0),
        Fact::Number(number) => {
            tables.numbers.get(number as usize).is_some_and(|unknown| facts.number(number) != *unknown)
        }
        Fact::Text(text) => {
            let (must, may) = facts.text(text);
            must == may
        }
    }
}
