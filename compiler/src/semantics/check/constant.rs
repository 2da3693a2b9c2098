//! Constants: numbers with units, days and instants, texts of a type.

use super::Checker;
use crate::diag::{Code, Diagnostic, suggest};
use crate::semantics::error;
use crate::source::Span;
use crate::syntax::ast::{self, Number};
use crate::types::{CURRENCIES, Scalar};
use agp_abi::forms::{self, DURATION_UNITS, SIZE_UNITS};
use agp_abi::number::{self, MAX_CONSTANT, PLACES, SCALE};

/// A constant number: millionths of its base unit, and the type its unit gives it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Constant {
    /// Millionths of one base unit (one, one euro, one millisecond, one byte).
    pub(super) millionths: i128,
    /// The type that the unit says; none for a plain number.
    pub(super) scalar: Option<Scalar>,
}

impl Checker<'_> {
    /// Reads a number with its unit.
    pub(super) fn number(&mut self, number: &Number) -> Option<Constant> {
        let bounds = number::decimal(&number.digits, PLACES);
        let Some(bounds) =
            bounds.filter(|bounds| bounds.low == bounds.high && bounds.low.abs() <= MAX_CONSTANT)
        else {
            let fraction = number.digits.split_once('.').map_or("", |(_, fraction)| fraction);
            let (message, help) = if fraction.trim_end_matches('0').len() > PLACES as usize {
                ("is too fine", format!("a number has at most {PLACES} decimal places"))
            } else {
                ("is too large", format!("a number is at most {}", MAX_CONSTANT / SCALE))
            };
            let message = format!("`{}{}` {message}", number.digits, number.unit);
            self.report(Diagnostic::new(Code::NumberOutOfRange, number.span, message).help(help));
            return None;
        };
        let plain = i128::from(bounds.low);
        let (scalar, factor) = match number.unit.as_str() {
            "" => (None, 1),
            unit if CURRENCIES.contains(&unit) => (Some(Scalar::Money(unit.to_owned())), 1),
            unit => {
                let Some((scalar, factor)) = unit_of(unit) else {
                    self.unknown_unit(number);
                    return None;
                };
                (Some(scalar), factor)
            }
        };
        Some(Constant { millionths: plain * i128::from(factor), scalar })
    }

    fn unknown_unit(&mut self, number: &Number) {
        let unit = number.unit.as_str();
        let words = DURATION_UNITS.iter().chain(&SIZE_UNITS).map(|(name, _)| *name).chain(CURRENCIES);
        let meant = usual_unit(unit).or_else(|| {
            let same = words.clone().find(|word| word.eq_ignore_ascii_case(unit));
            same.or_else(|| suggest::nearest(unit, words.clone()))
        });
        let diagnostic =
            Diagnostic::new(Code::UnknownUnit, number.span, format!("there is no unit `{unit}`"));
        self.report(match meant {
            Some(near) => diagnostic.replace_with(format!("{}{near}", number.digits)),
            None if unit == "%" => match hundredth(&number.digits) {
                Some(part) => {
                    diagnostic.help(format!("write it as a part of 1: `{part}`")).replace_with(part)
                }
                None => diagnostic.help("write it as a part of 1, such as `0.5`"),
            },
            None => diagnostic.help("durations end in `ms s m h d w`, sizes in `B kB MB GB TB KiB MiB GiB`, amounts in a currency such as `EUR`"),
        });
    }

    /// A constant in the units of a type, checked against its range.
    pub(super) fn in_units(&mut self, constant: i128, scalar: &Scalar, span: Span) -> Option<i64> {
        let places = scalar.places()?;
        let scale = i128::from(SCALE);
        let value = if places == PLACES {
            constant
        } else if constant % scale == 0 {
            constant / scale
        } else {
            self.report(
                Diagnostic::new(Code::NumberOutOfRange, span, format!("{} is whole", scalar.described()))
                    .help("write it without a fraction"),
            );
            return None;
        };
        let (low, high) = scalar.domain();
        let limit = i128::from(MAX_CONSTANT);
        if *scalar == Scalar::Score && !(i128::from(low)..=i128::from(high)).contains(&value) {
            self.report(
                Diagnostic::new(Code::NumberOutOfRange, span, "a score lies between 0 and 1")
                    .help("write it like `0.7`"),
            );
            return None;
        }
        if value.abs() > limit {
            let message = format!("this is too large for {}", scalar.described());
            self.report(Diagnostic::new(Code::NumberOutOfRange, span, message));
            return None;
        }
        i64::try_from(value).ok()
    }

    /// A duration such as `15m`, in milliseconds.
    pub(super) fn duration(&mut self, number: &Number) -> Option<i64> {
        let constant = self.number(number)?;
        if constant.scalar != Some(Scalar::Duration) {
            self.report(
                Diagnostic::new(
                    Code::UnknownUnit,
                    number.span,
                    format!("`{}{}` is no duration", number.digits, number.unit),
                )
                .help(format!("write it like `{}m` or `{}h`", number.digits, number.digits)),
            );
            return None;
        }
        self.in_units(constant.millionths, &Scalar::Duration, number.span)
    }

    /// A day or instant, in milliseconds since 1970.
    pub(super) fn instant(&mut self, date: &ast::Date) -> Option<i64> {
        let found = forms::date(&date.text).or_else(|| forms::instant(&date.text));
        if found.is_none() {
            self.report(error::bad_constant(
                date.span,
                &"date",
                &date.text,
                "`2026-03-31` or `2026-03-31T09:00Z`",
            ));
        }
        found
    }

    /// A text constant in the canonical form of a text type.
    pub(super) fn text_constant(&mut self, text: &str, span: Span, scalar: &Scalar) -> Option<String> {
        let (canonical, example) = canonical(text, scalar);
        if canonical.is_none() {
            self.report(error::bad_constant(span, scalar, text, example));
        }
        canonical
    }
}

/// A percentage as a part of 1.
fn hundredth(digits: &str) -> Option<String> {
    let bounds = number::decimal(digits, PLACES).filter(|bounds| bounds.low == bounds.high)?;
    (bounds.low % 100 == 0).then(|| number::print(bounds.low / 100, PLACES))
}

/// What people call a unit, in ours.
fn usual_unit(unit: &str) -> Option<&'static str> {
    match unit.to_ascii_lowercase().as_str() {
        "min" | "mins" | "minute" | "minutes" => Some("m"),
        "sec" | "secs" | "second" | "seconds" => Some("s"),
        "hour" | "hours" | "hr" | "hrs" => Some("h"),
        "day" | "days" => Some("d"),
        "week" | "weeks" => Some("w"),
        "euro" | "euros" => Some("EUR"),
        "dollar" | "dollars" => Some("USD"),
        "k" | "kb" => Some("kB"),
        "mb" => Some("MB"),
        "g" | "gb" => Some("GB"),
        _ => None,
    }
}

/// The type and factor of a unit of durations or sizes.
fn unit_of(unit: &str) -> Option<(Scalar, i64)> {
    let find =
        |units: &[(&str, i64)]| units.iter().find(|(name, _)| *name == unit).map(|(_, factor)| *factor);
    let duration = find(&DURATION_UNITS).map(|factor| (Scalar::Duration, factor));
    duration.or_else(|| find(&SIZE_UNITS).map(|factor| (Scalar::Size, factor)))
}

/// The canonical form of a text of a type, and what such a text looks like.
pub(super) fn canonical(text: &str, scalar: &Scalar) -> (Option<String>, &'static str) {
    match scalar {
        Scalar::Email => (forms::email(text).map(|email| email.address), "`ann@acme.example`"),
        Scalar::Host => (forms::host(text), "`api.acme.example`"),
        Scalar::Url => (forms::url(text).map(|url| url.canonical), "`https://api.acme.example/v1`"),
        Scalar::Path => (forms::path(text), "`/data/readonly`"),
        Scalar::Ip => (forms::ip(text).and_then(|_| forms::host(text)), "`10.0.0.1`"),
        Scalar::Iban => (forms::iban(text), "`DE89370400440532013000`"),
        Scalar::Phone => (forms::phone(text), "`+4930123456`"),
        Scalar::Id => (forms::id(text), "`a-17`"),
        _ => (Some(text.to_owned()), "`text`"),
    }
}
