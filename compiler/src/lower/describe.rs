//! A test in words: what an explanation says was true, false or unknown.
//!
//! The words always state the test positively, so that "false" and "unknown" mean something even
//! where the author wrote its negation. Constants come out in the units people write.

use super::facts::Facts;
use crate::semantics::thir::{EntryId, Policy, Quantifier, Subject, Test, TextPattern};
use crate::syntax::ast::Word;
use crate::types::{Scalar, Type};
use agp_abi::forms::{DURATION_UNITS, SIZE_UNITS};
use agp_abi::number::{PLACES, print};

/// The test in the author's language.
pub(super) fn describe(policy: &Policy, facts: &Facts<'_>, test: &Test) -> String {
    match test {
        Test::Tool(tools) => {
            let names = tools.iter().map(|tool| policy.tools[tool.0 as usize].name.clone());
            format!("tool {}", one_of("is", "in", names.collect()))
        }
        Test::Entry { word, of } => {
            format!("{} {}", word.text(), one_of("is", "in", paths(policy, *word, of)))
        }
        Test::Set { word, quantifier, of, except } => {
            let facet = if *word == Word::Class { "data" } else { word.text() };
            let keyword = keyword(*quantifier);
            let without = match except.as_slice() {
                [] => String::new(),
                except => format!(" except {}", listed(paths(policy, *word, except))),
            };
            format!("{facet} {keyword} {}{without}", listed(paths(policy, *word, of)))
        }
        Test::Enum { subject, of } => {
            format!("{} {}", facts.name(subject), one_of("is", "in", words(policy, facts, subject, of)))
        }
        Test::EnumSet { subject, quantifier, of } => {
            let words = listed(words(policy, facts, subject, of));
            format!("{} {} {words}", facts.name(subject), keyword(*quantifier))
        }
        Test::Bool(subject) => facts.name(subject),
        Test::AtLeast { terms, value } => at_least(facts, terms, *value),
        Test::TimeOfDay { zone, from, to } => {
            format!("time in {}..{} zone {zone:?}", clock(*from), clock(*to))
        }
        Test::Weekday { zone, days } => {
            const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
            let names = days.iter().filter_map(|day| DAYS.get(usize::from(*day).wrapping_sub(1)));
            format!(
                "weekday {} zone {zone:?}",
                one_of("is", "in", names.map(|day| (*day).to_owned()).collect())
            )
        }
        Test::Text { subject, patterns, .. } => {
            let patterns: Vec<String> = patterns.iter().map(pattern).collect();
            format!("{} {}", facts.name(subject), patterns.join(" or "))
        }
        Test::Known(subject) => format!("{} is known", facts.name(subject)),
        Test::Risk { risk, value } => {
            format!("{} {}", policy.risks[risk.0 as usize].name, threshold(*value, |v| print(v, 2 * PLACES)))
        }
        Test::NotYet => "not evaluated yet".to_owned(),
    }
}

fn keyword(quantifier: Quantifier) -> &'static str {
    match quantifier {
        Quantifier::Has => "has",
        Quantifier::Within => "within",
    }
}

fn paths(policy: &Policy, word: Word, ids: &[EntryId]) -> Vec<String> {
    ids.iter().map(|id| policy.vocabularies.of(word).entry(*id).path.clone()).collect()
}

fn words(policy: &Policy, facts: &Facts<'_>, subject: &Subject, of: &[u32]) -> Vec<String> {
    let scalar = match subject {
        Subject::Signal(id) => match &policy.signals[id.0 as usize].ty {
            Type::One(scalar) | Type::List(scalar) | Type::Set(scalar) => scalar.clone(),
            Type::Error => Scalar::Text,
        },
        _ => facts.scalar(subject),
    };
    let Scalar::Enum(words) = scalar else { return Vec::new() };
    of.iter().filter_map(|index| words.get(*index as usize).cloned()).collect()
}

fn listed(names: Vec<String>) -> String {
    match <[String; 1]>::try_from(names) {
        Ok([one]) => one,
        Err(names) => format!("[{}]", names.join(", ")),
    }
}

fn one_of(single: &str, several: &str, names: Vec<String>) -> String {
    let keyword = if names.len() == 1 { single } else { several };
    format!("{keyword} {}", listed(names))
}

fn pattern(pattern: &TextPattern) -> String {
    match pattern {
        TextPattern::Exact(text) => format!("is {text:?}"),
        TextPattern::Like { glob, .. } => format!("like {glob:?}"),
        TextPattern::Contains(text) => format!("contains {text:?}"),
        TextPattern::Regex { pattern, anywhere: false } => format!("matches /{pattern}/"),
        TextPattern::Regex { pattern, anywhere: true } => format!("contains /{pattern}/"),
        TextPattern::Block(address, prefix) => {
            let address = std::net::Ipv6Addr::from(*address);
            match address.to_ipv4_mapped() {
                Some(four) => format!("in \"{four}/{}\"", prefix.saturating_sub(96)),
                None => format!("in \"{address}/{prefix}\""),
            }
        }
    }
}

/// `sum >= value`, or `sum > value - 1` where that is the rounder constant.
fn at_least(facts: &Facts<'_>, terms: &[(i64, Subject)], value: i64) -> String {
    let sum: Vec<String> = terms
        .iter()
        .map(|(factor, subject)| match factor {
            1 => facts.name(subject),
            -1 => format!("-{}", facts.name(subject)),
            factor => format!("{factor} * {}", facts.name(subject)),
        })
        .collect();
    let scalar = terms.first().map_or(Scalar::Int, |(_, subject)| facts.scalar(subject));
    format!("{} {}", sum.join(" + "), threshold(value, |value| constant(&scalar, value)))
}

fn threshold(value: i64, shown: impl Fn(i64) -> String) -> String {
    let (inclusive, exclusive) = (shown(value), shown(value.saturating_sub(1)));
    if exclusive.len() < inclusive.len() { format!("> {exclusive}") } else { format!(">= {inclusive}") }
}

/// A constant in the units of its type.
fn constant(scalar: &Scalar, value: i64) -> String {
    match scalar {
        Scalar::Money(currency) => format!("{}{currency}", print(value, PLACES)),
        Scalar::Decimal | Scalar::Score => print(value, PLACES),
        Scalar::Duration => in_units(value, &DURATION_UNITS),
        Scalar::Size => in_units(value, &SIZE_UNITS),
        Scalar::Date | Scalar::Time => match jiff::Timestamp::from_millisecond(value) {
            Ok(instant) => instant.to_string(),
            Err(_) => value.to_string(),
        },
        _ => value.to_string(),
    }
}

/// The largest unit that holds the value whole.
fn in_units(value: i64, units: &[(&str, i64)]) -> String {
    let fitting = units.iter().filter(|(_, factor)| value != 0 && value % factor == 0);
    let best = fitting.max_by_key(|(_, factor)| *factor).or(units.first());
    best.map_or(value.to_string(), |(unit, factor)| format!("{}{unit}", value / factor))
}

/// Whether the local clock shows this or later.
pub(super) fn time_since(zone: &str, milliseconds: i64) -> String {
    format!("time since {} zone {zone:?}", clock(milliseconds))
}

fn clock(milliseconds: i64) -> String {
    let minutes = milliseconds / 60_000;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
