//! Tests on texts, and on what a clock shows.

use super::constant;
use super::words::{self, BLOCKS, EXPRESSIONS, GLOBS, PIECES, ZONES};
use super::world::bracketed;
use crate::dice::Dice;
use agp_compiler::types::Scalar;

/// A test on a text, or on the texts of a list.
pub(super) fn test(dice: &mut Dice<'_>, name: &str, scalar: &Scalar, negated: bool) -> String {
    let not = if negated { "not " } else { "" };
    let blocks = if matches!(scalar, Scalar::Ip | Scalar::Host) { 30 } else { 0 };
    match dice.weighted(&[(25, 0), (20, 1), (25, 2), (15, 3), (15, 4), (10, 5), (blocks, 6)]) {
        1 => format!("{name} {not}in {}", list(dice, 3, |dice| item(dice, scalar))),
        2 => {
            let globs = list(dice, 2, |dice| glob(dice, scalar));
            format!("{name} {not}like {}", unwrapped(&globs))
        }
        3 => format!("{name} {not}matches /{}/", dice.word(&EXPRESSIONS)),
        4 => {
            let pieces = list(dice, 2, |dice| words::quoted(dice.word(&PIECES)));
            format!("{name} {not}contains {}", unwrapped(&pieces))
        }
        5 => format!("{name} {not}contains /{}/", dice.word(&EXPRESSIONS)),
        6 => format!("{name} {not}in {}", words::quoted(dice.word(&BLOCKS))),
        _ => format!("{name} is {not}{}", constant::text(dice, scalar)),
    }
}

fn item(dice: &mut Dice<'_>, scalar: &Scalar) -> String {
    let block = matches!(scalar, Scalar::Ip | Scalar::Host) && dice.chance(30);
    if block { words::quoted(dice.word(&BLOCKS)) } else { constant::text(dice, scalar) }
}

fn glob(dice: &mut Dice<'_>, scalar: &Scalar) -> String {
    if dice.chance(30) {
        // A whole value with its end open.
        let text = dice.word(words::spellings(scalar));
        let half = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
        return words::quoted(&format!("{}{}", &text[..half], dice.word(&["*", "**", "*a", ""])));
    }
    words::quoted(dice.word(&GLOBS))
}

fn list(dice: &mut Dice<'_>, most: usize, mut one: impl FnMut(&mut Dice<'_>) -> String) -> String {
    let count = dice.between(1, most);
    let items: Vec<String> = (0..count).map(|_| one(dice)).collect();
    bracketed(&items, true)
}

/// One text need not stand in brackets.
fn unwrapped(list: &str) -> &str {
    let inside = list.trim_start_matches('[').trim_end_matches(']');
    if list.contains("\", \"") { list } else { inside }
}

/// A test on the time of day or the weekday in a zone.
pub(super) fn clock(dice: &mut Dice<'_>) -> String {
    let zone = words::quoted(dice.word(&ZONES));
    let not = if dice.chance(30) { "not " } else { "" };
    if dice.chance(55) {
        let (from, to) = loop_free_pair(dice);
        let dots = dice.word(&["..", "..="]);
        return format!("time {not}in {from}{dots}{to} zone {zone}");
    }
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let which = match dice.below(4) {
        0 => {
            let is = if not.is_empty() { "is" } else { "is not" };
            return format!("weekday {is} {} zone {zone}", dice.pick(&days));
        }
        1 => {
            let chosen: Vec<&str> = dice.some(&days, 3).into_iter().copied().collect();
            format!("[{}]", chosen.join(", "))
        }
        _ => format!("{}..={}", dice.pick(&days), dice.pick(&days)),
    };
    format!("weekday {not}in {which} zone {zone}")
}

/// Two times of day that differ, in either order.
fn loop_free_pair(dice: &mut Dice<'_>) -> (&'static str, &'static str) {
    let from = constant::clock(dice);
    let to = constant::clock(dice);
    if from == to { ("22:00", "06:00") } else { (from, to) }
}
