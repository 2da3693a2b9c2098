//! Rules and risks.

use super::condition::{Side, condition, conjuncts, tool};
use super::constant;
use super::test::entry;
use super::words::{self, DATES, NAMES, REASONS};
use super::world::{Let, Named, World};
use super::{Item, Kind, Taken};
use crate::dice::Dice;
use crate::tree::Tree;
use agp_abi::Verdict;
use agp_compiler::syntax::ast::Word;
use agp_compiler::types::{Scalar, Type};

/// A rule of a verdict.
pub(super) fn rule(dice: &mut Dice<'_>, world: &World, taken: &mut Taken, verdict: Verdict) -> Item {
    let allow = verdict == Verdict::Allow;
    let on_result = !allow && !matches!(verdict, Verdict::Review | Verdict::Sandbox) && dice.chance(18);
    let name = taken.fresh(dice, &NAMES);
    let mut clauses = conditions(dice, world, verdict);
    let mut add = |text: String| clauses.push(Tree::text(text));
    if on_result {
        add("on result".to_owned());
    }
    if dice.chance(30) {
        add(format!("because {}", words::quoted(dice.word(&REASONS))));
    }
    if dice.chance(15) {
        let texts: Vec<String> = dice.some(&REASONS, 2).into_iter().map(|text| words::quoted(text)).collect();
        add(format!("cites [{}]", texts.join(", ")));
    }
    if dice.chance(20) && !world.of(Word::Channel).is_empty() {
        add(format!("alert {}", world.names(dice, Word::Channel, 2)));
    }
    if verdict == Verdict::Redact {
        add(format!("mask {}", world.names(dice, Word::Class, 2)));
    }
    if verdict == Verdict::Review {
        add(approval(dice, world));
    }
    let shadow = !allow && dice.chance(10);
    if shadow {
        add("shadow".to_owned());
    }
    if (shadow && dice.chance(60)) || (allow && dice.chance(12)) {
        add(format!("until {}", dice.word(&DATES)));
    }
    if !allow && dice.chance(8) {
        let action = verdict == Verdict::Deny && on_result;
        add(format!("rollback {}", if action && dice.chance(50) { "action" } else { "session" }));
    }
    dice.shuffle(&mut clauses);
    let head = format!("{} {}\n    ", verdict.text(), words::part(&name));
    Item { kind: Kind::Rule(verdict, name), tree: Tree::list(head, clauses, "\n    ", "") }
}

fn approval(dice: &mut Dice<'_>, world: &World) -> String {
    let role = world.name_list(dice, Word::Role, 1).remove(0);
    let within = dice.word(&["15m", "4h", "90s", "1.5d"]);
    let otherwise = dice.word(&[" else deny", " else halt", ""]);
    format!("by {} of {role} within {within}{otherwise}", dice.between(1, 3))
}

/// `when` and `unless`, as clauses.
fn conditions(dice: &mut Dice<'_>, world: &World, verdict: Verdict) -> Vec<Tree> {
    let allow = verdict == Verdict::Allow;
    let side = if allow { Side::Allow(true) } else { Side::Restrict(true) };
    let mut guard = None;
    let mut clauses = Vec::new();
    let mut parts = Vec::new();
    // What restricts is narrow, what grants is wide: else everything is denied.
    if !allow || dice.chance(30) {
        let first = if dice.chance(50) { Some(tool(dice, world, false)) } else { None };
        if let Some(first) = first {
            guard = first.fixes;
            parts.push(first.tree);
        }
    }
    let count = match verdict {
        Verdict::Allow => dice.weighted(&[(60, 1), (30, 2), (10, 3)]),
        Verdict::Halt => dice.weighted(&[(40, 2), (60, 3)]),
        _ => dice.weighted(&[(25, 1), (50, 2), (25, 3)]),
    };
    if allow && dice.chance(50) {
        parts.push(Tree::text(entry(dice, world, Word::Kind, false)));
    }
    parts.extend(conjuncts(dice, world, side, &mut guard, count, 2));
    clauses.push(Tree::list("when ", parts, " and ", ""));
    if dice.chance(if allow { 10 } else { 20 }) {
        let unless = condition(dice, world, side.negated(), &guard, 1);
        clauses.push(Tree::list("unless ", vec![unless.tree], " and ", ""));
    }
    clauses
}

/// An `allow` that grants most calls, so that other rules decide.
pub(super) fn wide(dice: &mut Dice<'_>, world: &World, taken: &mut Taken) -> Item {
    let name = taken.fresh(dice, &NAMES);
    let tools: Vec<String> = (0..world.tools.len()).map(|at| world.tool(dice, at)).collect();
    let when = match dice.below(4) {
        0 => "kind is not pay".to_owned(),
        1 => "agent.depth >= 0 and kind is not unclassified".to_owned(),
        _ => format!("tool in [{}]", tools.join(", ")),
    };
    let parts = when.split(" and ").map(Tree::text).collect();
    let clause = Tree::list("when ", parts, " and ", "");
    let head = format!("allow {}\n    ", words::part(&name));
    Item { kind: Kind::Rule(Verdict::Allow, name), tree: Tree::list(head, vec![clause], "\n    ", "") }
}

/// A `let`; it is part of the world from here on.
pub(super) fn let_(dice: &mut Dice<'_>, world: &mut World, taken: &mut Taken) -> Item {
    let name = taken.fresh(dice, &NAMES);
    let side = *dice.pick(&[Side::Any, Side::Allow(true), Side::Restrict(true)]);
    let written = condition(dice, world, side, &None, 2);
    let tree = Tree::list(format!("let {} = ", words::part(&name)), vec![written.tree], "", "");
    world.lets.push(Let { name: Named::own(name), side, fixes: written.fixes });
    Item { kind: Kind::Other, tree }
}

/// A risk; it is part of the world from here on.
pub(super) fn risk(dice: &mut Dice<'_>, world: &mut World, taken: &mut Taken) -> Item {
    let name = taken.fresh(dice, &NAMES);
    let mut scores: Vec<String> = vec!["agent.trust".to_owned()];
    scores.extend(
        world
            .signals
            .iter()
            .filter(|(_, ty)| *ty == Type::One(Scalar::Score))
            .map(|(name, _)| format!("signal.{}", words::part(name))),
    );
    let terms = (0..dice.between(1, 4)).map(|_| term(dice, world, &scores)).collect();
    let tree = Tree::list(format!("risk {} {{\n    ", words::part(&name)), terms, "\n    ", "\n}");
    world.risks.push(Named::own(name));
    Item { kind: Kind::Other, tree }
}

fn term(dice: &mut Dice<'_>, world: &World, scores: &[String]) -> Tree {
    let sign = if dice.chance(30) { "subtract" } else { "add" };
    let weight = constant::weight(dice);
    let score = dice.pick(scores);
    let what = match dice.below(5) {
        0 => score.clone(),
        1 => format!("{weight} * {score}"),
        2 => format!("{score} * {weight}"),
        _ => weight.to_owned(),
    };
    if dice.chance(15) {
        return Tree::text(format!("{sign} {what}"));
    }
    let when = condition(dice, world, Side::Risk, &None, 1);
    Tree::list(format!("{sign} {what} when "), vec![when.tree], "", "")
}
