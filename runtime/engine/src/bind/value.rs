//! One value of a declared type.
//!
//! In: a [`Raw`] value and a [`Scalar`]. Out: what it is to the policy. Two failures are kept apart: a wrong
//! JSON type (of a call: malformed), and a value that has no canonical form (unknown).

use crate::json::Kind;
use crate::load::Loaded;
use crate::record::Raw;
use agp_abi::forms::{self, canonical};
use agp_abi::number::{self, Bounds, PLACES, SCALE};
use agp_abi::tables::{FIRST_ENTRY, JsonForm, Scalar};
use std::borrow::Cow;

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// Of the right JSON type, without canonical form.
    Unknown,
    /// A text in canonical form.
    Text(Cow<'a, str>),
    /// A number between bounds.
    Number(Bounds),
    /// An enumerated value or truth value, 1 and up.
    One(u32),
}

/// Whether JSON of this kind may stand for a type.
pub(super) fn fits(scalar: Scalar, kind: Kind) -> bool {
    match scalar.json_form() {
        JsonForm::Text => kind == Kind::Text,
        JsonForm::Number => kind == Kind::Number,
        JsonForm::NumberOrText => matches!(kind, Kind::Number | Kind::Text),
        JsonForm::Bool => kind == Kind::Bool,
        JsonForm::Any => true,
    }
}

impl Loaded {
    /// Reads a value that [`fits`] its type.
    pub(super) fn value<'a>(&'a self, scalar: Scalar, raw: impl Raw<'a>) -> Value<'a> {
        self.known(scalar, raw).unwrap_or(Value::Unknown)
    }

    /// A number that is known exactly; an end of the range stands for any value beyond, too.
    pub(super) fn exact<'a>(&'a self, scalar: Scalar, raw: impl Raw<'a>) -> Option<i64> {
        match self.value(scalar, raw) {
            Value::Number(Bounds { low, high }) if low == high && low != i64::MIN && low != i64::MAX => {
                Some(low)
            }
            Value::Number(_) | Value::Unknown | Value::Text(_) | Value::One(_) => None,
        }
    }

    /// Whether a value that [`fits`] its type says what the type can say: a text of the type's form,
    /// or no text at all.
    pub(super) fn reads<'a>(&'a self, scalar: Scalar, raw: impl Raw<'a>) -> bool {
        scalar == Scalar::Text || raw.kind() != Kind::Text || self.value(scalar, raw) != Value::Unknown
    }

    fn known<'a>(&'a self, scalar: Scalar, raw: impl Raw<'a>) -> Option<Value<'a>> {
        match scalar {
            Scalar::Int => raw.decimal(0).map(Value::Number),
            Scalar::Decimal => raw.decimal(PLACES).map(Value::Number),
            Scalar::Score => score(raw.decimal(PLACES)?).map(Value::Number),
            Scalar::Bool => raw.boolean().map(|value| Value::One(u32::from(value).saturating_add(1))),
            Scalar::Duration => with_unit(raw, &forms::DURATION_UNITS).map(Value::Number),
            Scalar::Size => {
                with_unit(raw, &forms::SIZE_UNITS).filter(|bounds| bounds.low >= 0).map(Value::Number)
            }
            Scalar::Money(_) => match raw.text() {
                Some(text) => number::decimal(text, PLACES).map(Value::Number),
                None => raw.decimal(PLACES).map(Value::Number),
            },
            Scalar::Date => forms::date(raw.text()?).map(|day| Value::Number(Bounds::exactly(day))),
            Scalar::Time => forms::instant(raw.text()?).map(|time| Value::Number(Bounds::exactly(time))),
            Scalar::Enum(list) => match raw.word() {
                Some(one) => Some(Value::One(one)),
                None => self.entry(list, raw.text()?).map(Value::One),
            },
            Scalar::Text => raw.text().map(Cow::Borrowed).map(Value::Text),
            Scalar::Email
            | Scalar::Host
            | Scalar::Url
            | Scalar::Path
            | Scalar::Ip
            | Scalar::Iban
            | Scalar::Phone
            | Scalar::Id
            | Scalar::Class => self.canonical(scalar, raw.text()?).map(Value::Text),
            Scalar::Json => None,
        }
    }

    /// The canonical form of a text of a type whose values are compared as texts.
    fn canonical<'a>(&'a self, scalar: Scalar, text: &'a str) -> Option<Cow<'a, str>> {
        let as_it_is = match scalar {
            Scalar::Email => canonical::email(text).is_some(),
            Scalar::Host => canonical::host(text),
            Scalar::Url => canonical::url(text).is_some(),
            Scalar::Path => canonical::path(text),
            Scalar::Id => canonical::id(text),
            _ => false,
        };
        if as_it_is {
            return Some(Cow::Borrowed(text));
        }
        let text = match scalar {
            Scalar::Email => forms::email(text)?.address,
            Scalar::Host => forms::host(text)?,
            Scalar::Url => forms::url(text)?.canonical,
            Scalar::Path => forms::path(text)?,
            Scalar::Ip => forms::ip(text).and_then(|_| forms::host(text))?,
            Scalar::Iban => forms::iban(text)?,
            Scalar::Phone => forms::phone(text)?,
            Scalar::Id => forms::id(text)?,
            Scalar::Class => return self.class(text).map(|(_, name)| Cow::Borrowed(name)),
            Scalar::Text
            | Scalar::Int
            | Scalar::Decimal
            | Scalar::Bool
            | Scalar::Score
            | Scalar::Duration
            | Scalar::Size
            | Scalar::Date
            | Scalar::Time
            | Scalar::Money(_)
            | Scalar::Enum(_)
            | Scalar::Json => return None,
        };
        Some(Cow::Owned(text))
    }

    /// The class that a text names: its element and its full name.
    pub(crate) fn class(&self, text: &str) -> Option<(u32, &str)> {
        let element = self.vocabulary.classes.find(text)?;
        let name = self.tables.names.class_names.get(element.checked_sub(FIRST_ENTRY)? as usize)?;
        Some((element, name))
    }

    /// The value of an entry of an enumeration.
    pub(crate) fn entry(&self, list: u32, text: &str) -> Option<u32> {
        let index = self.words.get(list as usize)?.find(text)?;
        Some(super::number_of(index))
    }
}

/// A score, if it lies between 0 and 1.
pub(super) fn score(bounds: Bounds) -> Option<Bounds> {
    (bounds.low >= 0 && bounds.high <= SCALE).then_some(bounds)
}

/// A number in the base unit, or a text with a unit.
fn with_unit<'a>(raw: impl Raw<'a>, units: &[(&str, i64)]) -> Option<Bounds> {
    match raw.text() {
        Some(text) => forms::with_unit(text, units).map(Bounds::exactly),
        None => raw.decimal(0),
    }
}
