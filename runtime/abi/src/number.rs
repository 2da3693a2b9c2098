//! Fixed point, read from decimal text and never through a float.
//!
//! Every number of the language is an `i64` in the unit of its type ([`SCALE`] millionths for
//! decimals, money and scores; milliseconds; bytes). A text that holds more digits than the unit
//! can carry reads as the two neighbours it lies between, one that is too large as the end of the
//! range: a comparison then holds surely only if it holds for the true value too.

use serde::{Deserialize, Serialize};

/// Units per whole, for `decimal`, money and `score`.
pub const SCALE: i64 = 1_000_000;

/// How many decimal places [`SCALE`] has.
pub const PLACES: u32 = 6;

/// The largest magnitude a constant in a policy may have, in units. Leaves room so that a value
/// outside the range (which saturates at `i64::MAX`) is above every constant.
pub const MAX_CONSTANT: i64 = i64::MAX / 4;

/// A value known to lie between two bounds, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bounds {
    /// The least it can be.
    pub low: i64,
    /// The most it can be.
    pub high: i64,
}

impl Bounds {
    /// Nothing is known.
    pub const UNKNOWN: Bounds = Bounds { low: i64::MIN, high: i64::MAX };

    /// Known exactly.
    pub const fn exactly(value: i64) -> Self {
        Bounds { low: value, high: value }
    }
}

/// Reads a decimal number as JSON writes it (`-12.5`, `1e3`) in units of `10^-places`.
/// `None` where the text is not such a number.
pub fn decimal(text: &str, places: u32) -> Option<Bounds> {
    short(text, places).or_else(|| any(text, places))
}

/// The most digits whose number fits any integer here, whatever they are.
const FEW_DIGITS: usize = 18;

/// [`decimal`] of a text of few digits and no exponent, none of which is too small for the unit; `None` of
/// any other.
fn short(text: &str, places: u32) -> Option<Bounds> {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    if digits.len() > FEW_DIGITS {
        return None;
    }
    let (mut value, mut point) = (0i64, None);
    for (at, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => value = value * 10 + i64::from(byte - b'0'),
            b'.' if point.is_none() && at > 0 => point = Some(at),
            _ => return None,
        }
    }
    let written = point.map_or(0, |point| digits.len() - 1 - point);
    let missing = places.checked_sub(u32::try_from(written).ok()?)? as usize;
    if digits.is_empty() || point.is_some_and(|_| written == 0) || digits.len() + missing > FEW_DIGITS {
        return None;
    }
    let value = (0..missing).fold(value, |value, _| value * 10);
    Some(Bounds::exactly(if digits.len() < text.len() { -value } else { value }))
}

/// [`decimal`] of any text.
fn any(text: &str, places: u32) -> Option<Bounds> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent_of(exponent)?),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty()
        || !digits(whole)
        || !digits(fraction)
        || (mantissa.contains('.') && fraction.is_empty())
    {
        return None;
    }
    let magnitude = scaled(whole, fraction, exponent.saturating_add(i64::from(places)));
    Some(if negative { negate(magnitude) } else { magnitude })
}

/// The exponent of a number, saturated far outside what any mantissa of a record can outweigh.
fn exponent_of(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value = digits
        .bytes()
        .fold(0i64, |sum, byte| sum.saturating_mul(10).saturating_add(i64::from(byte - b'0')).min(1 << 40));
    Some(if negative { -value } else { value })
}

/// `whole.fraction * 10^shift`, between its floor and its ceiling.
fn scaled(whole: &str, fraction: &str, shift: i64) -> Bounds {
    let point = i64::try_from(whole.len()).unwrap_or(i64::MAX).saturating_add(shift);
    let mut value: i64 = 0;
    let mut rest = false;
    let mut saturated = false;
    for (at, byte) in (0i64..).zip(whole.bytes().chain(fraction.bytes())) {
        if at < point {
            match value.checked_mul(10).and_then(|value| value.checked_add(i64::from(byte - b'0'))) {
                Some(next) => value = next,
                None => saturated = true,
            }
        } else {
            rest |= byte != b'0';
        }
    }
    let written = i64::try_from(whole.len() + fraction.len()).unwrap_or(i64::MAX);
    let missing = point.saturating_sub(written).max(0);
    if value != 0 && !saturated {
        for _ in 0..missing.min(20) {
            match value.checked_mul(10) {
                Some(next) => value = next,
                None => saturated = true,
            }
        }
    }
    if saturated {
        return Bounds::exactly(i64::MAX);
    }
    Bounds { low: value, high: value.saturating_add(i64::from(rest)) }
}

/// `value` units of `10^-from` in units of `10^-to`: what [`decimal`] makes of its text.
pub fn units(value: i64, from: u32, to: u32) -> Bounds {
    let whole = |magnitude: Option<u64>| {
        Bounds::exactly(magnitude.and_then(|value| i64::try_from(value).ok()).unwrap_or(i64::MAX))
    };
    let magnitude = value.unsigned_abs();
    let bounds = match to.checked_sub(from) {
        Some(more) => whole(10u64.checked_pow(more).and_then(|factor| magnitude.checked_mul(factor))),
        None => match 10u64.checked_pow(from - to) {
            Some(divisor) => {
                let Bounds { low, .. } = whole(Some(magnitude / divisor));
                Bounds { low, high: low.saturating_add(i64::from(!magnitude.is_multiple_of(divisor))) }
            }
            None => Bounds { low: 0, high: i64::from(magnitude != 0) },
        },
    };
    if value < 0 { negate(bounds) } else { bounds }
}

fn negate(bounds: Bounds) -> Bounds {
    let flip = |value: i64| if value == i64::MAX { i64::MIN } else { -value };
    Bounds { low: flip(bounds.high), high: flip(bounds.low) }
}

/// Prints units of `10^-places` as a decimal without trailing zeros: `0.7`, `12000`, `-0.25`.
pub fn print(value: i64, places: u32) -> String {
    let divisor = 10u64.saturating_pow(places).max(1);
    let magnitude = value.unsigned_abs();
    let (whole, fraction) = (magnitude / divisor, magnitude % divisor);
    let sign = if value < 0 { "-" } else { "" };
    if fraction == 0 {
        return format!("{sign}{whole}");
    }
    let digits = format!("{fraction:0width$}", width = places as usize);
    format!("{sign}{whole}.{}", digits.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::{Bounds, PLACES, any, decimal, print, short, units};

    fn read(text: &str) -> Option<(i64, i64)> {
        decimal(text, PLACES).map(|bounds| (bounds.low, bounds.high))
    }

    #[test]
    fn reads_what_json_writes() {
        assert_eq!(read("0.7"), Some((700_000, 700_000)));
        assert_eq!(read("-12.5"), Some((-12_500_000, -12_500_000)));
        assert_eq!(read("1e3"), Some((1_000_000_000, 1_000_000_000)));
        assert_eq!(read("1.5E-3"), Some((1_500, 1_500)));
        assert_eq!(read("0"), Some((0, 0)));
        assert_eq!(read("0e999999999999999999"), Some((0, 0)));
    }

    #[test]
    fn units_are_what_their_text_says() {
        let values = [0, 1, 999_999, 1_000_000, 1_500_000, 9_223_372_036_855, i64::MAX / 4, i64::MAX - 1];
        let values = values.into_iter().chain([i64::MAX, i64::MIN, i64::MIN + 1]);
        for value in values.flat_map(|value| [value, value.saturating_neg()]) {
            for (from, to) in [(0, 0), (0, PLACES), (PLACES, 0), (PLACES, PLACES), (PLACES, 2)] {
                assert_eq!(
                    Some(units(value, from, to)),
                    decimal(&print(value, from), to),
                    "{value} {from} {to}"
                );
            }
        }
    }

    #[test]
    fn keeps_what_it_cannot_hold_between_bounds() {
        assert_eq!(read("0.0000001"), Some((0, 1)));
        assert_eq!(read("-0.0000001"), Some((-1, 0)));
        assert_eq!(read("1e-400"), Some((0, 1)));
        assert_eq!(read("0.6999999999"), Some((699_999, 700_000)));
        assert_eq!(read("1e30"), Some((i64::MAX, i64::MAX)));
        assert_eq!(read("-1e30"), Some((i64::MIN, i64::MIN)));
        assert_eq!(read("9223372036854.775807"), Some((i64::MAX, i64::MAX)));
        assert_eq!(decimal("9223372036854775806", 0), Some(Bounds::exactly(i64::MAX - 1)));
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in
            ["", "-", ".5", "5.", "1e", "NaN", "Infinity", "0x10", "1_000", " 1", "1 ", "--1", "1e1.5"]
        {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn prints_without_trailing_zeros() {
        assert_eq!(print(700_000, PLACES), "0.7");
        assert_eq!(print(-250_000, PLACES), "-0.25");
        assert_eq!(print(12_000_000_000, PLACES), "12000");
        assert_eq!(print(5, 0), "5");
    }

    /// All texts of up to five characters that numbers are written with.
    #[test]
    fn short_numbers_are_what_they_are_in_general() {
        const LETTERS: [char; 6] = ['0', '1', '9', '.', '-', 'e'];
        let mut texts = vec![String::new()];
        let mut read = 0;
        for from in 0.. {
            let Some(text) = texts.get(from).cloned() else { break };
            if text.len() < 5 {
                texts.extend(LETTERS.map(|letter| format!("{text}{letter}")));
            }
            for text in [text.clone(), format!("12345678901234567{text}"), format!("0.0000{text}")] {
                for places in [0, PLACES] {
                    let few = short(&text, places);
                    read += usize::from(few.is_some());
                    assert!(few.is_none() || few == any(&text, places), "{text}");
                }
            }
        }
        assert!(read > 1_000, "{read}");
    }
}
