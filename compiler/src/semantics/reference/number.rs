//! Numbers as bounds, read exactly from their decimal text.
//!
//! A number of the language is a whole count of its type's unit. A text with more digits than the
//! unit carries lies between two counts; one whose magnitude is 2^63 − 1 or more is `i64::MAX` or
//! `i64::MIN`, which stand for "that far or farther". Nothing here goes through a float.

use crate::types::Scalar;

/// Millionths in a whole.
pub(super) const MILLION: i64 = 1_000_000;

/// The least and the greatest a number can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) low: i64,
    pub(super) high: i64,
}

impl Range {
    /// Anything from 0 to 1, in millionths.
    pub(super) const SCORE: Range = Range { low: 0, high: MILLION };
    /// Anything from 0 up.
    pub(super) const SIZE: Range = Range { low: 0, high: i64::MAX };
    /// Anything.
    pub(super) const ANY: Range = Range { low: i64::MIN, high: i64::MAX };

    /// One value.
    pub(super) fn exactly(value: i64) -> Range {
        Range { low: value, high: value }
    }

    /// Its value, if there is only one; an end of the range stands for any value beyond, too.
    pub(super) fn exact(self) -> Option<i64> {
        let ends = [i64::MIN, i64::MAX];
        (self.low == self.high && !ends.contains(&self.low)).then_some(self.low)
    }

    /// Whether all of it lies in another range.
    pub(super) fn lies_in(self, other: Range) -> bool {
        other.low <= self.low && self.high <= other.high
    }

    /// What an unknown number of a type can be.
    pub(super) fn of_unknown(scalar: &Scalar) -> Range {
        match scalar {
            Scalar::Score => Range::SCORE,
            Scalar::Size => Range::SIZE,
            Scalar::Text
            | Scalar::Int
            | Scalar::Decimal
            | Scalar::Bool
            | Scalar::Duration
            | Scalar::Date
            | Scalar::Time
            | Scalar::Email
            | Scalar::Host
            | Scalar::Url
            | Scalar::Path
            | Scalar::Ip
            | Scalar::Iban
            | Scalar::Phone
            | Scalar::Id
            | Scalar::Money(_)
            | Scalar::Enum(_)
            | Scalar::Class
            | Scalar::Json => Range::ANY,
        }
    }
}

/// A decimal number taken apart: `±digits × 10^exponent`.
struct Decimal {
    negative: bool,
    /// Without leading zeros; empty for zero.
    digits: String,
    exponent: i64,
}

/// Reads `-12.5` or `1e3` in units of `10^-places`. Leading zeros are let through (texts of
/// amounts may have them); anything else JSON would not write is none.
pub(super) fn decimal(text: &str, places: i64) -> Option<Range> {
    let Decimal { negative, digits, exponent } = take_apart(text)?;
    let magnitude = floor_and_ceiling(&digits, exponent.saturating_add(places));
    Some(if negative { Range { low: minus(magnitude.high), high: minus(magnitude.low) } } else { magnitude })
}

/// `-value`, infinity for infinity.
fn minus(value: i64) -> i64 {
    if value == i64::MAX { i64::MIN } else { -value }
}

fn take_apart(text: &str) -> Option<Decimal> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, power) = match text.split_once(['e', 'E']) {
        Some((mantissa, power)) => (mantissa, exponent(power)?),
        None => (text, 0),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, only_digits(fraction)?),
        None => (mantissa, ""),
    };
    let digits = format!("{}{fraction}", only_digits(whole)?);
    let digits = digits.trim_start_matches('0').to_owned();
    let behind = i64::try_from(fraction.len()).unwrap_or(i64::MAX);
    Some(Decimal { negative, digits, exponent: power.saturating_sub(behind) })
}

/// The text, if it is one digit or more.
fn only_digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

/// An exponent; one that does not fit is as good as the farthest that does.
fn exponent(text: &str) -> Option<i64> {
    let (farthest, digits) = match text.strip_prefix('-') {
        Some(digits) => (i64::MIN / 4, digits),
        None => (i64::MAX / 4, text.strip_prefix('+').unwrap_or(text)),
    };
    let value = only_digits(digits)?.parse::<i64>().unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
    Some(if farthest < 0 { -value } else { value })
}

/// `digits × 10^exponent` as the two whole numbers it lies between.
fn floor_and_ceiling(digits: &str, exponent: i64) -> Range {
    let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    let before_point = length.saturating_add(exponent);
    if digits.is_empty() {
        Range::exactly(0)
    } else if before_point > 20 {
        Range::exactly(i64::MAX)
    } else if before_point <= 0 {
        Range { low: 0, high: 1 }
    } else {
        let kept = usize::try_from(before_point).unwrap_or(0).min(digits.len());
        let (whole, fraction) = digits.split_at(kept);
        let zeros = "0".repeat(usize::try_from(before_point - length).unwrap_or(0));
        let floor: i128 = format!("{whole}{zeros}").parse().unwrap_or(i128::MAX / 2);
        let ceiling = floor + i128::from(fraction.bytes().any(|digit| digit != b'0'));
        Range { low: capped(floor), high: capped(ceiling) }
    }
}

fn capped(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Milliseconds in each unit of a duration.
const DURATIONS: [(&str, i128); 6] =
    [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000), ("w", 604_800_000)];

/// Bytes in each unit of a size.
const SIZES: [(&str, i128); 9] = [
    ("B", 1),
    ("kB", 1_000),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("KiB", 1_024),
    ("MiB", 1_048_576),
    ("GiB", 1_073_741_824),
];

/// `15m`, in milliseconds.
pub(super) fn duration(text: &str) -> Option<i64> {
    with_unit(text, &DURATIONS)
}

/// `10MB`, in bytes.
pub(super) fn size(text: &str) -> Option<i64> {
    with_unit(text, &SIZES)
}

/// A number of at most six places with a unit glued to it; the product must be whole.
fn with_unit(text: &str, units: &[(&str, i128)]) -> Option<i64> {
    let unit_at = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (count, unit) = text.split_at(unit_at);
    let (_, factor) = units.iter().find(|(name, _)| *name == unit)?;
    let millionths = decimal(count, 6)?;
    let exact = millionths.low == millionths.high && millionths.low.unsigned_abs() < i64::MAX.unsigned_abs();
    let product = i128::from(millionths.low) * factor;
    let million = i128::from(MILLION);
    (exact && product % million == 0).then(|| i64::try_from(product / million).ok())?
}
