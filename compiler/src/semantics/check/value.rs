//! Values: defaults of arguments and what a test gives, as the JSON that a record would hold.
//!
//! A value is of a type if the engine reads its JSON as a known value of that type: a name is
//! declared, a day exists, a text has a canonical form, a number lies in the range of its type. What
//! has the right form and no such meaning is reported here, with the code of what is wrong in it;
//! what is of another type altogether is left to the [callers](Unfit::OtherType), who know what it
//! is for.

use super::Checker;
use crate::diag::{Code, Diagnostic};
use crate::semantics::error;
use crate::source::Span;
use crate::syntax::ast::{self, Field, Number, Value, ValueKind, Word};
use crate::types::{Scalar, Type};
use agp_abi::forms;
use agp_abi::number::decimal;
use std::collections::BTreeMap;

/// Why a value has no JSON.
pub(super) enum Unfit {
    /// It is of another type.
    OtherType,
    /// Something in it is wrong, and has been reported.
    Reported,
}

/// JSON text.
type Json = Result<String, Unfit>;

impl Checker<'_> {
    /// A default of an argument, as JSON.
    pub(super) fn default(&mut self, value: &Value, ty: &Type, said: Span) -> Option<String> {
        let unfit = match self.value(value, ty) {
            Ok(json) => return Some(json),
            Err(unfit) => unfit,
        };
        if matches!(unfit, Unfit::OtherType) {
            let message = format!("the default is not {}", ty.described());
            self.report(
                Diagnostic::new(Code::BadDefault, value.span, message)
                    .also(said, "the type is said here")
                    .help(format!(
                        "write it like {}; an argument without a default has `?` behind its name",
                        ty.example()
                    )),
            );
        }
        None
    }

    /// A value of a type, as JSON.
    pub(super) fn value(&mut self, value: &Value, ty: &Type) -> Json {
        match (ty, &value.kind) {
            (Type::One(scalar), _) => self.scalar_value(value, scalar),
            (Type::List(scalar), ValueKind::List(items)) => {
                list(items.iter().map(|item| self.scalar_value(item, scalar)).collect())
            }
            (Type::Error, _) => Err(Unfit::Reported),
            (Type::List(_) | Type::Set(_), _) => Err(Unfit::OtherType),
        }
    }

    fn scalar_value(&mut self, value: &Value, scalar: &Scalar) -> Json {
        match (scalar, &value.kind) {
            (Scalar::Json, _) => self.any_value(value),
            (Scalar::Bool, ValueKind::Bool(truth)) => Ok(truth.to_string()),
            (Scalar::Enum(words), ValueKind::Text(word)) => self.word_value(word, value.span, words),
            (Scalar::Enum(words), ValueKind::Path(path)) => self.word_value(&path.text(), path.span, words),
            (Scalar::Class, ValueKind::Path(path)) => self.class_value(path),
            (Scalar::Date, ValueKind::Date(date)) => self.day_value(date),
            (Scalar::Time, ValueKind::Date(date)) => self.instant_value(date),
            (scalar, ValueKind::Text(text)) if scalar.is_text() => {
                self.text_constant(text, value.span, scalar).ok_or(Unfit::Reported)?;
                Ok(quoted(text))
            }
            (scalar, ValueKind::Number { negative, number }) if scalar.is_number() => {
                self.number_value(*negative, number, scalar, value.span)
            }
            _ => Err(Unfit::OtherType),
        }
    }

    fn word_value(&mut self, word: &str, span: Span, words: &[String]) -> Json {
        self.word(word, span, words).ok_or(Unfit::Reported)?;
        Ok(quoted(word))
    }

    /// A class by its full name: the short one may mean another class to who reads the tables.
    fn class_value(&mut self, path: &ast::Path) -> Json {
        let class = self.entry(Word::Class, path).ok_or(Unfit::Reported)?;
        Ok(quoted(&self.lists.of(Word::Class).entry(class).path))
    }

    fn day_value(&mut self, date: &ast::Date) -> Json {
        if forms::instant(&date.text).is_some() {
            return Err(Unfit::OtherType);
        }
        if forms::date(&date.text).is_none() {
            self.report(error::bad_constant(date.span, &"date", &date.text, "`2026-03-31`"));
            return Err(Unfit::Reported);
        }
        Ok(quoted(&date.text))
    }

    /// A day as an instant is its first millisecond in UTC.
    fn instant_value(&mut self, date: &ast::Date) -> Json {
        self.instant(date).ok_or(Unfit::Reported)?;
        let is_day = forms::date(&date.text).is_some();
        Ok(quoted(&if is_day { format!("{}T00:00:00Z", date.text) } else { date.text.clone() }))
    }

    fn number_value(&mut self, negative: bool, number: &Number, scalar: &Scalar, span: Span) -> Json {
        if let Some(json) = plain_number(negative, number, scalar) {
            return Ok(json);
        }
        let constant = self.number(number).ok_or(Unfit::Reported)?;
        let fits = match scalar {
            Scalar::Int => constant.scalar.is_none() && !number.digits.contains('.'),
            Scalar::Decimal | Scalar::Score => constant.scalar.is_none(),
            Scalar::Duration | Scalar::Size => constant.scalar.as_ref() == Some(scalar) && !negative,
            _ => constant.scalar.as_ref() == Some(scalar),
        };
        if !fits {
            return Err(Unfit::OtherType);
        }
        let millionths = if negative { -constant.millionths } else { constant.millionths };
        self.in_units(millionths, scalar, span).ok_or(Unfit::Reported)?;
        let digits = signed(negative, &number.digits);
        let with_unit = matches!(scalar, Scalar::Duration | Scalar::Size);
        Ok(if with_unit { quoted(&format!("{digits}{}", number.unit)) } else { digits })
    }

    /// Any JSON value.
    fn any_value(&mut self, value: &Value) -> Json {
        match &value.kind {
            ValueKind::Bool(truth) => Ok(truth.to_string()),
            ValueKind::Text(text) => Ok(quoted(text)),
            ValueKind::Number { negative, number } if number.unit.is_empty() => {
                Ok(signed(*negative, &number.digits))
            }
            ValueKind::List(items) => list(items.iter().map(|item| self.any_value(item)).collect()),
            ValueKind::Object(fields) => self.object(fields),
            ValueKind::Number { .. } | ValueKind::Path(_) | ValueKind::Date(_) | ValueKind::TimeOfDay(_) => {
                Err(Unfit::OtherType)
            }
        }
    }

    /// An object. A record with two fields of one name is no record, so a default has none either.
    fn object(&mut self, fields: &[Field]) -> Json {
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        let mut found = Vec::with_capacity(fields.len());
        for field in fields {
            let (name, span) = (field.key.text(), field.key.span);
            if let Some(first) = seen.get(&name) {
                self.report(error::declared_again("field", &name, span, *first, None));
                found.push(Err(Unfit::Reported));
                continue;
            }
            found.push(self.any_value(&field.value).map(|json| format!("{}:{json}", quoted(&name))));
            seen.insert(name, span);
        }
        let fields: Vec<String> = found.into_iter().collect::<Result<_, _>>()?;
        Ok(format!("{{{}}}", fields.join(",")))
    }
}

/// A number without a unit that its type can hold, be it larger than what a condition may compare with.
fn plain_number(negative: bool, number: &Number, scalar: &Scalar) -> Option<String> {
    let plain = match scalar {
        Scalar::Int => !number.digits.contains('.'),
        Scalar::Decimal => true,
        _ => false,
    };
    let bounds = decimal(&number.digits, scalar.places()?)?;
    let exact = bounds.low == bounds.high && bounds.high < i64::MAX;
    (plain && exact && number.unit.is_empty()).then(|| signed(negative, &number.digits))
}

/// Several values as a list; of faults the first.
fn list(items: Vec<Json>) -> Json {
    let items: Vec<String> = items.into_iter().collect::<Result<_, _>>()?;
    Ok(format!("[{}]", items.join(",")))
}

/// A text as JSON writes it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Digits as JSON writes them: it knows no leading zeros.
pub(super) fn signed(negative: bool, digits: &str) -> String {
    let whole = digits.find('.').unwrap_or(digits.len());
    let zeros = digits.len() - digits.trim_start_matches('0').len();
    let sign = if negative { "-" } else { "" };
    format!("{sign}{}", &digits[zeros.min(whole.saturating_sub(1))..])
}
