//! Values of every type as JSON: near a policy's constants, spelled in every way, and wrong.

use super::points::Value;
use super::{Recorder, time};
use crate::dice::Dice;
use crate::generate::sample::{disguised, glob, matching};
use crate::generate::words::{self, HOSTILE, NUMBERS, ODD, TEXTS};
use crate::json::Json;
use agp_abi::number::{SCALE, print};
use agp_abi::tables::Mapping;
use agp_compiler::semantics::thir::{Arg, EntryId, ToolId};
use agp_compiler::syntax::ast::Word;
use agp_compiler::types::{Scalar, Type};

impl Recorder<'_> {
    /// A value of an argument.
    pub(super) fn argument(&self, dice: &mut Dice<'_>, tool: ToolId, arg: &Arg) -> Json {
        let place = Value::Arg(tool, arg.name.clone());
        self.typed(dice, &arg.ty, &place, arg.mapping)
    }

    /// A value of a type, most often one that fits it.
    pub(super) fn typed(&self, dice: &mut Dice<'_>, ty: &Type, place: &Value, mapping: Mapping) -> Json {
        if dice.chance(2) {
            return odd(dice);
        }
        match ty {
            Type::One(scalar) => self.one(dice, scalar, place, mapping),
            Type::List(scalar) | Type::Set(scalar) => {
                if dice.chance(1) && dice.chance(10) {
                    return oversize(dice);
                }
                let count = dice.weighted(&[(10, 0), (55, 1), (25, 2), (10, 4)]);
                Json::List((0..count).map(|_| self.one(dice, scalar, place, mapping)).collect())
            }
            Type::Error => odd(dice),
        }
    }

    fn one(&self, dice: &mut Dice<'_>, scalar: &Scalar, place: &Value, mapping: Mapping) -> Json {
        match scalar {
            Scalar::Bool => Json::raw(dice.word(&["true", "false"])),
            Scalar::Enum(list) if dice.chance(90) => {
                let word = dice.pick(list).clone();
                written(dice, word)
            }
            Scalar::Enum(_) => Json::text(dice.word(&["Low", "", "other"])),
            Scalar::Class => self.name(dice, Word::Class),
            Scalar::Json => json(dice, 2),
            Scalar::Date => self.instant(dice, place, true),
            Scalar::Time => self.instant(dice, place, false),
            Scalar::Int
            | Scalar::Decimal
            | Scalar::Score
            | Scalar::Duration
            | Scalar::Size
            | Scalar::Money(_) => self.number(dice, scalar, place),
            _ => {
                let text = self.text(dice, scalar, place, mapping);
                written(dice, text)
            }
        }
    }

    /// A text: one that some pattern is about, one of its type, or one that pretends.
    fn text(&self, dice: &mut Dice<'_>, scalar: &Scalar, place: &Value, mapping: Mapping) -> String {
        if dice.chance(5) {
            return dice.word(&HOSTILE).to_owned();
        }
        let patterns = match mapping {
            Mapping::Destination => &self.points.destinations,
            Mapping::Resource => &self.points.resources,
            Mapping::None | Mapping::Payload | Mapping::Data => &Vec::new(),
        };
        let text = match (dice.any(patterns), dice.any(self.points.patterns(place))) {
            (Some(pattern), _) if dice.chance(50) => glob(dice, pattern, '/'),
            (_, Some(pattern)) if dice.chance(60) => matching(dice, pattern),
            _ if *scalar == Scalar::Text && dice.chance(70) => dice.word(&TEXTS).to_owned(),
            _ => {
                let spellings = words::spellings(&shape(dice, scalar));
                dice.word(spellings).to_owned()
            }
        };
        if dice.chance(12) { disguised(dice, &text) } else { text }
    }

    /// A text of the payload as a whole.
    pub(super) fn content(&self, dice: &mut Dice<'_>) -> Json {
        let text = self.text(dice, &Scalar::Text, &Value::Payload, Mapping::Payload);
        written(dice, text)
    }

    /// A number in the way its type is written.
    pub(super) fn number(&self, dice: &mut Dice<'_>, scalar: &Scalar, place: &Value) -> Json {
        if dice.chance(8) {
            return Json::raw(dice.word(&NUMBERS));
        }
        let near = dice.any(self.points.numbers(place)).copied();
        let units = match near {
            Some(near) if dice.chance(80) => near.saturating_add(*dice.pick(&[0, 0, 1, -1])),
            _ => *dice.pick(&[0, 1, 5, 100_000, 250_000, 500_000, 900_000, SCALE, 60_000, 12_000 * SCALE]),
        };
        let places = scalar.places().unwrap_or(0);
        let units = if *scalar == Scalar::Score && dice.chance(96) { units.clamp(0, SCALE) } else { units };
        let text = print(units, places);
        match scalar {
            Scalar::Money(_) if dice.chance(30) => Json::text(text),
            Scalar::Duration if dice.chance(40) => {
                Json::text(format!("{text}{}", dice.word(&["ms", "ms", "s", "m", "h", "ns"])))
            }
            Scalar::Size if dice.chance(40) => {
                Json::text(format!("{text}{}", dice.word(&["B", "B", "kB", "KiB", "MB", "kb"])))
            }
            _ if dice.chance(10) => Json::raw(respelled(dice, &text)),
            _ => Json::raw(text),
        }
    }

    /// A day or an instant.
    pub(super) fn instant(&self, dice: &mut Dice<'_>, place: &Value, day: bool) -> Json {
        let near = dice.any(self.points.numbers(place)).copied();
        let instant = match near {
            Some(near) if dice.chance(70) => near.saturating_add(*dice.pick(&[0, 0, 1, -1, 86_400_000])),
            _ => self.moment(dice),
        };
        if dice.chance(6) {
            return Json::text(*dice.pick(&words::TIMES));
        }
        let text = time::text(dice, instant);
        let date = text.get(..10).filter(|_| day).map(str::to_owned);
        Json::text(date.unwrap_or(text))
    }

    /// A name of a vocabulary, as far as records can say it.
    pub(super) fn name(&self, dice: &mut Dice<'_>, word: Word) -> Json {
        let list = self.policy.vocabularies.of(word);
        if list.entries.is_empty() || dice.chance(5) {
            let name = undeclared(dice);
            return written(dice, name);
        }
        let id = EntryId(u32::try_from(dice.below(list.entries.len())).unwrap_or(0));
        let path = &list.entry(id).path;
        let starts: Vec<usize> = path.match_indices('.').map(|(at, _)| at + 1).collect();
        match dice.any(&starts) {
            Some(start) if dice.chance(40) => written(dice, path[*start..].to_owned()),
            _ => written(dice, path.clone()),
        }
    }
}

/// A text with some of its characters as escapes, now and then.
pub(super) fn written(dice: &mut Dice<'_>, text: String) -> Json {
    if !dice.chance(6) {
        return Json::Text(text);
    }
    let escapes: Vec<String> = text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
    Json::raw(format!("\"{}\"", escapes.concat()))
}

/// The type whose spellings a text takes: its own, or where it has none, any.
fn shape(dice: &mut Dice<'_>, scalar: &Scalar) -> Scalar {
    let any =
        [Scalar::Host, Scalar::Email, Scalar::Url, Scalar::Path, Scalar::Ip, Scalar::Iban, Scalar::Phone];
    if *scalar == Scalar::Text { dice.pick(&any).clone() } else { scalar.clone() }
}

/// The same number in other digits, or one a little beside it.
fn respelled(dice: &mut Dice<'_>, text: &str) -> String {
    let point = if text.contains('.') { "" } else { "." };
    match dice.below(6) {
        0 => format!("{text}{point}0"),
        1 => format!("{text}e0"),
        2 => format!("{text}E+1"),
        3 => format!("{text}e-1"),
        4 => format!("{text}{point}5"),
        _ => format!("{text}{point}0000001"),
    }
}

fn odd(dice: &mut Dice<'_>) -> Json {
    if dice.chance(50) { Json::raw(dice.word(&ODD)) } else { Json::raw(dice.word(&NUMBERS)) }
}

/// A list of more values than are looked at, or of as many as just are.
fn oversize(dice: &mut Dice<'_>) -> Json {
    let count = *dice.pick(&[4_096, 4_097]);
    Json::List(vec![Json::text("a"); count])
}

/// Any JSON.
pub(super) fn json(dice: &mut Dice<'_>, depth: usize) -> Json {
    match dice.below(if depth == 0 { 3 } else { 5 }) {
        0 => Json::text(dice.word(&TEXTS)),
        1 => Json::raw(dice.word(&NUMBERS)),
        2 => Json::raw(dice.word(&["true", "false", "null"])),
        3 => Json::List((0..dice.below(3)).map(|_| json(dice, depth - 1)).collect()),
        _ => {
            let keys = ["a", "memo", "to"];
            Json::Object(
                keys.iter()
                    .take(dice.below(4))
                    .map(|key| ((*key).to_owned(), json(dice, depth - 1)))
                    .collect(),
            )
        }
    }
}

/// A name that nobody declares.
fn undeclared(dice: &mut Dice<'_>) -> String {
    match dice.below(6) {
        0 => String::new(),
        1 => "x".repeat(81),
        2 => "say \"no\"\\".to_owned(),
        3 => "a\u{202e}b\u{7}".to_owned(),
        4 => "acme.m0".to_owned(),
        _ => "wizard".to_owned(),
    }
}
