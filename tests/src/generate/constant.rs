//! Constants of every type, as a policy writes them.

use super::words::{self, DATES};
use crate::dice::Dice;
use agp_compiler::types::Scalar;

/// A number of a type. `negative` where the place takes a sign.
pub(super) fn number(dice: &mut Dice<'_>, scalar: &Scalar, negative: bool) -> String {
    let text: String = match scalar {
        Scalar::Int => dice.word(&["0", "1", "2", "10", "100", "1_000", "5.0"]).to_owned(),
        Scalar::Decimal => {
            dice.word(&["0", "0.5", "1.25", "10", "0.000001", "12_000", "99.999999"]).to_owned()
        }
        Scalar::Score => return dice.word(&["0", "0.2", "0.25", "0.5", "0.7", "0.999999", "1"]).to_owned(),
        Scalar::Duration => dice.word(&["1ms", "30s", "1.5m", "15m", "2h", "1d", "2w", "0.001s"]).to_owned(),
        Scalar::Size => {
            return dice.word(&["1B", "5B", "11B", "1kB", "1KiB", "0.5KB", "10MB", "1GiB"]).to_owned();
        }
        Scalar::Money(currency) => {
            format!("{}{currency}", dice.word(&["0.01", "1", "100", "450.20", "12_000", "0.000001"]))
        }
        _ => return dice.word(&DATES).to_owned(),
    };
    if negative && dice.chance(12) { format!("-{text}") } else { text }
}

/// A weight of a risk.
pub(super) fn weight(dice: &mut Dice<'_>) -> &'static str {
    dice.word(&["0.1", "0.2", "0.25", "0.4", "0.5", "0.000001", "1", "3", "1_000", "0"])
}

/// A text that a value of a type can be compared with.
pub(super) fn text(dice: &mut Dice<'_>, scalar: &Scalar) -> String {
    words::quoted(dice.word(words::spellings(scalar)))
}

/// A time of day.
pub(super) fn clock(dice: &mut Dice<'_>) -> &'static str {
    dice.word(&["00:00", "01:00", "02:30", "08:00", "12:00", "18:00", "22:00", "23:59", "24:00"])
}
