//! Tests on numbers: comparisons in both directions, ranges, lists, sums.

use super::constant;
use super::test::Fact;
use super::words;
use crate::dice::Dice;
use agp_compiler::types::{Scalar, Type};

const OPERATORS: [&str; 6] = [">=", ">", "<", "<=", "==", "!="];

/// A test on a number; `facts` are what a sum can be made of.
pub(super) fn test(
    dice: &mut Dice<'_>,
    fact: &Fact,
    scalar: &Scalar,
    facts: &[Fact],
    negated: bool,
) -> String {
    let name = &fact.name;
    let not = if negated { "not " } else { "" };
    let constant = |dice: &mut Dice<'_>| constant::number(dice, scalar, true);
    let operator = dice.word(&OPERATORS);
    match dice.weighted(&[(45, 0), (15, 1), (15, 2), (8, 3), (25, 4)]) {
        1 => format!("{} {operator} {name}", constant(dice)),
        2 => {
            let (low, high) = range(dice, scalar);
            let dots = dice.word(&["..", "..="]);
            format!("{name} {not}in {low}{dots}{high}")
        }
        3 => {
            let items = [constant(dice), constant(dice)];
            format!("{name} {not}in [{}]", items.join(", "))
        }
        4 => sum(dice, fact, scalar, facts, operator),
        _ => format!("{name} {operator} {}", constant(dice)),
    }
}

/// Two different constants, the smaller first.
fn range(dice: &mut Dice<'_>, scalar: &Scalar) -> (&'static str, &'static str) {
    let ladder: &[&str] = match scalar {
        Scalar::Int => &["-5", "0", "1", "10", "1_000"],
        Scalar::Decimal => &["-0.5", "0", "0.5", "10", "12_000"],
        Scalar::Score => &["0", "0.25", "0.5", "0.7", "1"],
        Scalar::Duration => &["0", "1ms", "15m", "2h", "2w"],
        Scalar::Size => &["0", "5B", "11B", "1kB", "1GiB"],
        Scalar::Money(currency) if currency == words::CURRENCIES[0] => {
            &["0", "0.01EUR", "100EUR", "12_000EUR"]
        }
        Scalar::Money(_) => &["0", "1JPY", "100JPY", "12_000JPY"],
        _ => &["1970-01-01", "2026-03-29T01:00Z", "2026-06-15T12:00Z", "2026-10-25", "9999-12-31"],
    };
    let low = dice.below(ladder.len() - 1);
    let high = dice.between(low + 1, ladder.len() - 1);
    (ladder[low], ladder[high])
}

/// A sum against a constant or another sum.
fn sum(dice: &mut Dice<'_>, fact: &Fact, scalar: &Scalar, facts: &[Fact], operator: &str) -> String {
    let alike: Vec<&Fact> = facts.iter().filter(|other| other.ty == Type::One(scalar.clone())).collect();
    let is_time = matches!(scalar, Scalar::Time | Scalar::Date);
    if is_time {
        return times(dice, fact, facts, operator);
    }
    let mut left = vec![format!("{}{}", factor(dice), fact.name)];
    for _ in 0..dice.between(1, 2) {
        let sign = dice.word(&["+", "-"]);
        left.push(format!("{sign} {}{}", factor(dice), dice.pick(&alike).name));
    }
    let left = left.join(" ");
    let constant = constant::number(dice, scalar, true);
    match dice.below(3) {
        0 => format!("{left} {operator} {}{}", factor(dice), dice.pick(&alike).name),
        1 => format!("{constant} {operator} {left}"),
        _ => format!("{left} {operator} {constant}"),
    }
}

fn factor(dice: &mut Dice<'_>) -> &'static str {
    dice.word(&["", "", "2 * ", "1_000_000 * ", "-"])
}

/// The time between two instants.
fn times(dice: &mut Dice<'_>, fact: &Fact, facts: &[Fact], operator: &str) -> String {
    let is =
        |fact: &&Fact, wanted: &[Scalar]| matches!(&fact.ty, Type::One(scalar) if wanted.contains(scalar));
    let instants: Vec<&Fact> = facts.iter().filter(|fact| is(fact, &[Scalar::Time, Scalar::Date])).collect();
    let spans: Vec<&Fact> = facts.iter().filter(|fact| is(fact, &[Scalar::Duration])).collect();
    let other = &dice.pick(&instants).name;
    let span = match dice.any(&spans) {
        Some(span) if dice.chance(50) => span.name.clone(),
        _ => constant::number(dice, &Scalar::Duration, true),
    };
    if dice.chance(50) {
        format!("{} - {other} {operator} {span}", fact.name)
    } else {
        format!("{} + {span} {operator} {other}", fact.name)
    }
}
