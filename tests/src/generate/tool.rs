//! Tools: every kind, every type of argument, every facet they map to.

use super::words::{self, ARGS, CURRENCIES, ENUMS, TOOLS};
use super::world::{Arg, Entry, Tool, World, bracketed, scalar_of};
use super::{Taken, constant};
use crate::dice::Dice;
use crate::tree::Tree;
use agp_abi::tables::Mapping;
use agp_compiler::syntax::ast::Word;
use agp_compiler::types::{SCALAR_WORDS, Scalar, Type};

/// Kinds whose tools reach outside.
const REACHING: [&str; 4] = ["send", "pay", "execute", "delegate"];

/// Declares some tools.
pub(super) fn declare(
    dice: &mut Dice<'_>,
    world: &mut World,
    taken: &mut Taken,
    at_least: usize,
) -> Vec<Tree> {
    let count = dice.between(at_least, at_least + 3);
    (0..count).map(|_| tool(dice, world, taken)).collect()
}

fn tool(dice: &mut Dice<'_>, world: &mut World, taken: &mut Taken) -> Tree {
    let name = taken.fresh(dice, &TOOLS);
    let kinds: Vec<Entry> = world.of(Word::Kind).into_iter().cloned().collect();
    let kind = dice.pick(&kinds).clone();
    let mut args: Vec<Arg> = Vec::new();
    let mut entries = Vec::new();
    for _ in 0..dice.between(0, 4) {
        if let Some((arg, text)) = argument(dice, world, &args) {
            args.push(arg);
            entries.push(Tree::text(text));
        }
    }
    let maps = |mapping: Mapping| args.iter().any(|arg| arg.mapping == mapping);
    let mut head = vec![format!("tool {} is {}", words::part(&name), world.spell(dice, &kind))];
    let reaching = kind.roots.iter().any(|root| REACHING.contains(root));
    if (reaching && !maps(Mapping::Destination)) || dice.chance(15) {
        head.push(format!("to {}", world.names(dice, Word::Destination, 2)));
    }
    if dice.chance(40) {
        head.push(format!("yields {}", world.names(dice, Word::Class, 2)));
    } else if (kind.roots.contains(&"read") && !maps(Mapping::Data)) || dice.chance(20) {
        head.push("yields nothing".to_owned());
    }
    if dice.chance(15) {
        head.push(format!("from {}", world.names(dice, Word::Origin, 2)));
    }
    if !world.tools.is_empty() && dice.chance(10) {
        let at = dice.below(world.tools.len());
        head.push(format!("undo {}", world.tool(dice, at)));
    }
    if dice.chance(12) {
        entries.push(Tree::text("rest -> payload"));
    }
    if dice.chance(8) {
        let origin = world.names(dice, Word::Origin, 1);
        entries.push(Tree::text(format!("returns {{ memo from {} }}", origin.trim_matches(['[', ']']))));
    }
    world.tools.push(Tool { name, alias: None, args });
    let between = if dice.chance(30) { ", " } else { "\n    " };
    Tree::list(format!("{} {{ ", head.join(" ")), entries, between, " }")
}

fn argument(dice: &mut Dice<'_>, world: &World, others: &[Arg]) -> Option<(Arg, String)> {
    let name = dice.word(&ARGS);
    if others.iter().any(|other| other.name == name) {
        return None;
    }
    // Tools often mean the same by a name, and conditions can then speak of several at once.
    let known = world.tools.iter().flat_map(|tool| &tool.args).find(|arg| arg.name == name);
    let ty = match known {
        Some(known) if dice.chance(70) => known.ty.clone(),
        _ => ty(dice),
    };
    let mapping = mapping(dice, scalar_of(&ty));
    let mut text = vec![words::part(name)];
    let default = dice.chance(15).then(|| default(dice, &ty, world));
    if dice.chance(30) {
        text.push("?".to_owned());
    }
    text.push(format!(": {}", type_text(&ty)));
    if let Some(default) = default {
        text.push(format!(" = {default}"));
    }
    let facet = match mapping {
        Some(Mapping::Destination) => " -> destination",
        Some(Mapping::Resource) => " -> resource",
        Some(Mapping::Payload) => " -> payload",
        Some(Mapping::Data) => " -> data",
        Some(Mapping::None) | None => "",
    };
    text.push(facet.to_owned());
    let says_something = scalar_of(&ty).is_text() || *scalar_of(&ty) == Scalar::Json;
    let plain = if says_something { Mapping::Payload } else { Mapping::None };
    Some((Arg { name: name.to_owned(), ty, mapping: mapping.unwrap_or(plain) }, text.concat()))
}

/// A facet, or none where no arrow stands.
fn mapping(dice: &mut Dice<'_>, scalar: &Scalar) -> Option<Mapping> {
    let naming = matches!(
        scalar,
        Scalar::Host
            | Scalar::Url
            | Scalar::Email
            | Scalar::Path
            | Scalar::Ip
            | Scalar::Iban
            | Scalar::Phone
            | Scalar::Id
    );
    match scalar {
        Scalar::Class => dice.chance(85).then_some(Mapping::Data),
        _ if naming || dice.chance(15) => dice.weighted(&[
            (35, None),
            (35, Some(Mapping::Destination)),
            (20, Some(Mapping::Resource)),
            (10, Some(Mapping::Payload)),
        ]),
        Scalar::Text => dice.weighted(&[
            (50, None),
            (20, Some(Mapping::Destination)),
            (20, Some(Mapping::Resource)),
            (10, Some(Mapping::Payload)),
        ]),
        _ => None,
    }
}

/// The type of an argument.
fn ty(dice: &mut Dice<'_>) -> Type {
    let scalar = scalar(dice, true);
    // A list of `json` is `json`.
    if scalar != Scalar::Json && dice.chance(25) { Type::List(scalar) } else { Type::One(scalar) }
}

/// The type of a single value.
pub(super) fn scalar(dice: &mut Dice<'_>, argument: bool) -> Scalar {
    let at = dice.below(SCALAR_WORDS.len() + 4);
    match SCALAR_WORDS.get(at) {
        Some((_, Scalar::Class | Scalar::Json)) if !argument => Scalar::Score,
        Some((_, scalar)) => scalar.clone(),
        None if at.is_multiple_of(2) => Scalar::Money(dice.word(&CURRENCIES).to_owned()),
        None => Scalar::Enum(dice.pick(&ENUMS).iter().map(|word| (*word).to_owned()).collect()),
    }
}

/// A type as a policy writes it.
pub(super) fn type_text(ty: &Type) -> String {
    let scalar = match scalar_of(ty) {
        Scalar::Enum(words) => {
            let words: Vec<String> = words.iter().map(|word| enum_word(word)).collect();
            format!("enum [{}]", words.join(", "))
        }
        scalar => scalar.to_string(),
    };
    match ty {
        Type::One(_) | Type::Error => scalar,
        Type::List(_) => format!("list of {scalar}"),
        Type::Set(_) => format!("set of {scalar}"),
    }
}

/// A word of an enumeration: in quotes where it is no plain word.
pub(super) fn enum_word(word: &str) -> String {
    let name = words::part(word);
    if name.starts_with('`') { words::quoted(word) } else { name }
}

fn default(dice: &mut Dice<'_>, ty: &Type, world: &World) -> String {
    let scalar = scalar_of(ty);
    match ty {
        Type::List(_) => {
            let items: Vec<String> = (0..dice.below(3)).map(|_| default_value(dice, scalar, world)).collect();
            bracketed(&items, true)
        }
        Type::One(_) | Type::Set(_) | Type::Error => default_value(dice, scalar, world),
    }
}

fn default_value(dice: &mut Dice<'_>, scalar: &Scalar, world: &World) -> String {
    match scalar {
        Scalar::Bool => dice.word(&["true", "false"]).to_owned(),
        Scalar::Int => dice.word(&["0", "100", "-5"]).to_owned(),
        Scalar::Enum(words) => enum_word(dice.pick::<String>(words)),
        Scalar::Class => {
            let classes: Vec<&Entry> =
                world.of(Word::Class).into_iter().filter(|c| c.alias.is_none()).collect();
            words::name(&dice.pick(&classes).path)
        }
        Scalar::Date => dice.word(&["2026-03-29", "2024-02-29", "1970-01-01", "9999-12-31"]).to_owned(),
        Scalar::Json => bracketed(&["1.5".to_owned(), words::quoted(dice.word(&words::TEXTS))], true),
        scalar if scalar.is_text() => words::quoted(dice.word(words::spellings(scalar))),
        scalar => constant::number(dice, scalar, false),
    }
}

/// Declares some signals.
pub(super) fn signals(dice: &mut Dice<'_>, world: &mut World, taken: &mut Taken) -> Vec<Tree> {
    let count = dice.between(0, 3);
    let mut found = Vec::new();
    for _ in 0..count {
        let name = taken.fresh(dice, &words::SIGNALS);
        let ty = if dice.chance(20) {
            let words = dice.pick(&ENUMS).iter().map(|word| (*word).to_owned()).collect();
            Type::Set(Scalar::Enum(words))
        } else {
            Type::One(scalar(dice, false))
        };
        found.push(Tree::text(format!("signal {}: {}", words::part(&name), type_text(&ty))));
        world.signals.push((name, ty));
    }
    found
}
