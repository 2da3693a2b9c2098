//! Primitive tests: which one, and those on names, words and truth values.

use super::condition::{Guard, Side, Written, tool};
use super::number;
use super::text;
use super::tool::enum_word;
use super::words;
use super::world::{Arg, World, bracketed};
use crate::dice::Dice;
use crate::tree::Tree;
use agp_compiler::syntax::ast::Word;
use agp_compiler::types::{Scalar, Type};

/// Something with a value that a test can be about.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    /// What a condition calls it.
    pub(super) name: String,
    pub(super) ty: Type,
}

impl Fact {
    fn new(name: impl Into<String>, ty: Type) -> Fact {
        Fact { name: name.into(), ty }
    }
}

/// All facts with values that may be tested here.
fn facts(world: &World, guard: &Guard) -> Vec<Fact> {
    let one = |name: &str, scalar| Fact::new(name, Type::One(scalar));
    let mut found = vec![
        one("agent.id", Scalar::Id),
        one("agent.verified", Scalar::Bool),
        one("agent.trust", Scalar::Score),
        one("agent.depth", Scalar::Int),
        one("payload.size", Scalar::Size),
        one("time", Scalar::Time),
        Fact::new("payload", Type::List(Scalar::Text)),
    ];
    found.extend(
        world.signals.iter().map(|(name, ty)| Fact::new(format!("signal.{}", words::part(name)), ty.clone())),
    );
    found.extend(arguments(world, guard));
    found
}

/// The arguments that all tools of the guard declare, with one type.
fn arguments(world: &World, guard: &Guard) -> Vec<Fact> {
    let Some((first, others)) = guard.as_deref().and_then(<[usize]>::split_first) else { return Vec::new() };
    let shared = |arg: &&Arg| {
        others.iter().all(|tool| {
            world.tools[*tool].args.iter().any(|other| other.name == arg.name && other.ty == arg.ty)
        })
    };
    let args = world.tools[*first].args.iter().filter(shared);
    args.map(|arg| Fact::new(format!("args.{}", words::part(&arg.name)), arg.ty.clone())).collect()
}

/// A primitive test.
pub(super) fn leaf(dice: &mut Dice<'_>, world: &World, side: Side, guard: &Guard) -> Written {
    let args = arguments(world, guard);
    if let (Some(fact), true) = (dice.any(&args), dice.chance(55))
        && let Some(text) = about(dice, fact, &facts(world, guard), side)
    {
        return plain(text);
    }
    let negated = dice.chance(25);
    match dice.weighted(&[(6, 0), (9, 1), (7, 2), (40, 3), (40, 4), (10, 5), (7, 6), (6, 7), (6, 8), (1, 9)])
    {
        0 => tool(dice, world, negated),
        2 if !world.of(Word::Purpose).is_empty() => plain(entry(dice, world, Word::Purpose, negated)),
        3 => plain(set(dice, world, side, negated)),
        4 => {
            let facts = facts(world, guard);
            let fact = dice.pick(&facts);
            plain(about(dice, fact, &facts, side).unwrap_or_else(|| "agent.verified".to_owned()))
        }
        5 => plain(text::clock(dice)),
        6 if side.asks_known() || side.negated().asks_known() => plain(known(dice, world, side, guard)),
        7 => plain(risk(dice, world, side).unwrap_or_else(|| entry(dice, world, Word::Kind, negated))),
        8 => named(dice, world, side).unwrap_or_else(|| plain(set(dice, world, side, negated))),
        9 => plain(dice.word(&["true", "false"]).to_owned()),
        _ => plain(entry(dice, world, Word::Kind, negated)),
    }
}

fn plain(text: String) -> Written {
    Written { tree: Tree::text(text), fixes: None }
}

/// `kind is K`, `purpose in [P, Q]`
pub(super) fn entry(dice: &mut Dice<'_>, world: &World, word: Word, negated: bool) -> String {
    let names = world.names(dice, word, 3);
    let several = names.starts_with('[');
    let operator = match (several && dice.chance(50), negated) {
        (true, false) => "in",
        (true, true) => "not in",
        (false, false) => "is",
        (false, true) => "is not",
    };
    format!("{} {operator} {names}", word.text())
}

/// `data has X`, `destination not within [X, Y] except Z`
fn set(dice: &mut Dice<'_>, world: &World, side: Side, negated: bool) -> String {
    let words = [(15, Word::Role), (35, Word::Class), (30, Word::Destination), (20, Word::Resource)];
    let mut word = dice.weighted(&words);
    if world.of(word).is_empty() {
        word = Word::Class;
    }
    let facet = if word == Word::Class { "data" } else { word.text() };
    let has = (word == Word::Role || side.negated_if(negated).one_for_all()) && dice.chance(60);
    let operator = match (has, negated) {
        (true, false) => "has",
        (true, true) => "has no",
        (false, false) => "within",
        (false, true) => "not within",
    };
    let of = world.names(dice, word, if has { 2 } else { 4 });
    let except =
        if dice.chance(20) { format!(" except {}", world.names(dice, word, 2)) } else { String::new() };
    format!("{facet} {operator} {of}{except}")
}

/// A test on a value; none where its type has no test here.
fn about(dice: &mut Dice<'_>, fact: &Fact, facts: &[Fact], side: Side) -> Option<String> {
    let negated = dice.chance(25);
    let name = &fact.name;
    match &fact.ty {
        Type::One(Scalar::Bool) => Some(truth(dice, name, negated)),
        Type::One(Scalar::Enum(words)) => Some(word(dice, name, words, negated)),
        Type::Set(Scalar::Enum(words)) => Some(word_set(dice, name, words, negated)),
        Type::One(scalar) if scalar.is_number() => Some(number::test(dice, fact, scalar, facts, negated)),
        Type::One(scalar) if scalar.is_text() => Some(text::test(dice, name, scalar, negated)),
        Type::List(scalar) if scalar.is_text() && side.negated_if(negated).one_for_all() => {
            Some(text::test(dice, name, scalar, negated))
        }
        Type::One(_) | Type::List(_) | Type::Set(_) | Type::Error => None,
    }
}

fn truth(dice: &mut Dice<'_>, name: &str, negated: bool) -> String {
    match (dice.below(4), negated) {
        (1, false) => format!("{name} is true"),
        (1, true) => format!("{name} is not true"),
        (2, false) => format!("{name} == true"),
        (2, true) => format!("{name} is false"),
        (_, false) => name.to_owned(),
        (_, true) => format!("not {name}"),
    }
}

fn word(dice: &mut Dice<'_>, name: &str, list: &[String], negated: bool) -> String {
    let chosen: Vec<String> = dice.some(list, 2).into_iter().map(|word| enum_word(word)).collect();
    let operator = match (chosen.len() > 1 && dice.chance(60), negated) {
        (true, false) => "in",
        (true, true) => "not in",
        (false, false) => "is",
        (false, true) => "is not",
    };
    format!("{name} {operator} {}", bracketed(&chosen, operator.ends_with("in")))
}

fn word_set(dice: &mut Dice<'_>, name: &str, list: &[String], negated: bool) -> String {
    let chosen: Vec<String> = dice.some(list, 2).into_iter().map(|word| words::part(word)).collect();
    let operator = match (dice.chance(60), negated) {
        (true, false) => "has",
        (true, true) => "has no",
        (false, false) => "within",
        (false, true) => "not within",
    };
    format!("{name} {operator} {}", bracketed(&chosen, false))
}

/// `x is known`, `x is not known`, whichever is lawful.
fn known(dice: &mut Dice<'_>, world: &World, side: Side, guard: &Guard) -> String {
    let mut names: Vec<String> =
        ["role", "data", "destination", "resource", "purpose", "weekday"].map(str::to_owned).to_vec();
    let facts = facts(world, guard);
    let single = facts.into_iter().filter(|fact| !matches!(fact.ty, Type::List(_)));
    names.extend(single.map(|fact| fact.name));
    let is = if side.asks_known() { "is" } else { "is not" };
    format!("{} {is} known", dice.pick(&names))
}

/// A risk against a bound, in the lawful direction.
fn risk(dice: &mut Dice<'_>, world: &World, side: Side) -> Option<String> {
    let high = side.high_risk()?;
    let name = dice.any(&world.risks)?.spell();
    let bound = dice.word(&["0", "0.1", "0.3", "0.5", "0.999999", "1"]);
    Some(match (dice.below(4), high) {
        (0, true) => format!("{name} > {bound}"),
        (0, false) => format!("{name} <= {bound}"),
        (1, true) => format!("{bound} <= {name}"),
        (1, false) => format!("{bound} > {name}"),
        (_, true) => format!("{name} >= {bound}"),
        (_, false) => format!("{name} < {bound}"),
    })
}

/// A `let`.
fn named(dice: &mut Dice<'_>, world: &World, side: Side) -> Option<Written> {
    let lawful: Vec<_> = world.lets.iter().filter(|item| side.takes(item.side)).collect();
    let chosen = dice.any(&lawful)?;
    Some(Written { tree: Tree::text(chosen.name.spell()), fixes: chosen.fixes.clone() })
}
