//! What one literal accepts of one fact.
//!
//! A literal is an atom read on a plane: the must or the may bit, or the negation of one. Over a
//! *one* it accepts some values. Over a *set* it asks either that some member be accepted or that
//! every one be; the empty set counts as a set whose only member is [`empty`]. Over a number it
//! compares one end of the bounds with a threshold. Everything else (texts, risks, sums, whether a
//! number or text is known) has no rows.

use crate::program::Program;
use agp_abi::bits::Bits;
use agp_abi::tables::{Atom, FIRST_ENTRY, Fact, MORE, MORE_DETECTED, Plane, UNKNOWN};

/// A fact as an index reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Dimension {
    /// The value of a *one*.
    One(u32),
    /// The low end of a number.
    Low(u32),
    /// The high end of a number.
    High(u32),
    /// Some member of a set.
    AnyOf(u32),
    /// Every member of a set.
    AllOf(u32),
}

/// What a literal accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Accept {
    /// These values of a *one*, or these members of a set.
    Bits(Dimension, Bits),
    /// Ends of a number from the threshold on, or (`below`) those under it.
    Threshold {
        /// Which end of which number.
        end: Dimension,
        /// The threshold; more than `i64::MIN`.
        at: i64,
        /// Whether what lies under it is accepted.
        below: bool,
    },
    /// No row can say.
    Free,
}

impl Accept {
    /// The fact it speaks of.
    pub(super) fn dimension(&self) -> Option<Dimension> {
        match self {
            Accept::Bits(dimension, _) => Some(*dimension),
            Accept::Threshold { end, .. } => Some(*end),
            Accept::Free => None,
        }
    }
}

/// The member that stands for an empty set: one beyond the largest element.
pub(super) fn empty(program: &Program, set: u32) -> u32 {
    elements(program, set)
}

/// How many elements a set has, unknown ones included.
pub(super) fn elements(program: &Program, set: u32) -> u32 {
    FIRST_ENTRY + length(program.sets.get(set as usize).map_or(0, |set| set.elements.len()))
}

/// How many values a *one* has, unknown included.
pub(super) fn values(program: &Program, one: u32) -> u32 {
    1 + length(program.ones.get(one as usize).map_or(0, |one| one.values.len()))
}

fn length(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX / 2)
}

/// What an atom accepts on a plane.
pub(super) fn accept(program: &Program, atom: &Atom, plane: Plane) -> Accept {
    match atom {
        Atom::One { one, must, may } => {
            let held = if matches!(plane, Plane::Must | Plane::NotMust) { must } else { may };
            let all = values(program, *one);
            let accepted = (0..all).filter(|value| held.contains(*value) != is_negated(plane));
            Accept::Bits(Dimension::One(*one), accepted.collect())
        }
        Atom::Has { set, must, may } => {
            let held = if matches!(plane, Plane::Must | Plane::NotMust) { must } else { may };
            some(program, *set, is_negated(plane), |element| held.contains(element))
        }
        Atom::Within { set, must, may } => {
            let surely = matches!(plane, Plane::Must | Plane::NotMust);
            let held = |element| {
                if surely { must.contains(element) } else { may.contains(element) || is_unknown(element) }
            };
            let nobody = empty(program, *set);
            some(program, *set, !is_negated(plane), |member| member == nobody || !held(member))
        }
        Atom::AtLeast { terms, value } => at_least(terms, *value, plane),
        Atom::Known(Fact::One(one)) => {
            let all = values(program, *one);
            let accepted = (0..all).filter(|value| (*value != UNKNOWN) != is_negated(plane));
            Accept::Bits(Dimension::One(*one), accepted.collect())
        }
        Atom::Known(Fact::Set(set)) => some(program, *set, !is_negated(plane), is_unknown),
        Atom::Known(Fact::Number(_) | Fact::Text(_)) | Atom::Text(_) | Atom::Risk { .. } => Accept::Free,
    }
}

fn is_negated(plane: Plane) -> bool {
    matches!(plane, Plane::NotMay | Plane::NotMust)
}

fn is_unknown(element: u32) -> bool {
    element == MORE || element == MORE_DETECTED
}

/// Some member is such; negated: none is. `such` of [`empty`] says whether the empty set counts.
fn some(program: &Program, set: u32, negated: bool, such: impl Fn(u32) -> bool) -> Accept {
    let members = 0..=empty(program, set);
    if negated {
        Accept::Bits(Dimension::AllOf(set), members.filter(|member| !such(*member)).collect())
    } else {
        Accept::Bits(Dimension::AnyOf(set), members.filter(|member| such(*member)).collect())
    }
}

/// A sum of one term as a comparison of one end. An end of the range stands for infinity, and lies
/// on the right side of every threshold but `i64::MIN`.
fn at_least(terms: &[(u32, i64)], value: i64, plane: Plane) -> Accept {
    let mut counted = terms.iter().filter(|(_, coefficient)| *coefficient != 0);
    let (Some(&(number, coefficient)), None) = (counted.next(), counted.next()) else { return Accept::Free };
    let surely = matches!(plane, Plane::Must | Plane::NotMust);
    let (value, factor) = (i128::from(value), i128::from(coefficient));
    // c x >= v is x >= ceil(v / c), and for c < 0 not x >= floor(v / c) + 1.
    let (end, at, below) = if coefficient > 0 {
        let least = value.div_euclid(factor) + i128::from(value.rem_euclid(factor) != 0);
        (if surely { Dimension::Low(number) } else { Dimension::High(number) }, least, false)
    } else {
        let most = (-value).div_euclid(-factor);
        (if surely { Dimension::High(number) } else { Dimension::Low(number) }, most + 1, true)
    };
    match i64::try_from(at) {
        Ok(at) if at > i64::MIN => Accept::Threshold { end, at, below: below != is_negated(plane) },
        _ => Accept::Free,
    }
}
