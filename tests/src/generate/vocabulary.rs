//! Vocabularies: names inside names, with further parents, patterns and marks.

use super::words::{self, INNER, OUTER, PATTERNS};
use super::world::{Entry, World, bracketed};
use crate::dice::Dice;
use crate::tree::Tree;
use agp_compiler::syntax::ast::Word;

/// What of a vocabulary's place in its policy matters.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Whether others build on it, so that it says what is open.
    pub(super) below_others: bool,
    /// Whether it builds on another, whose names are closed unless they say otherwise.
    pub(super) layer: bool,
}

/// Declares some names; they are part of the world from here on.
pub(super) fn declare(dice: &mut Dice<'_>, world: &mut World, place: Place) -> Vec<Tree> {
    let mut found = Vec::new();
    for (word, most) in [
        (Word::Class, 3),
        (Word::Role, 2),
        (Word::Purpose, 2),
        (Word::Destination, 3),
        (Word::Resource, 2),
        (Word::Kind, 1),
        (Word::Channel, 2),
        (Word::Origin, 1),
    ] {
        let least = usize::from(dice.chance(75));
        for _ in 0..dice.between(least, most) {
            let mut writer = Writer { dice, world, word, place };
            found.extend(writer.outermost());
        }
    }
    found
}

struct Writer<'a, 'e> {
    dice: &'a mut Dice<'e>,
    world: &'a mut World,
    word: Word,
    place: Place,
}

impl Writer<'_, '_> {
    fn outermost(&mut self) -> Option<Tree> {
        if self.dice.chance(15)
            && let Some(again) = self.reopened()
        {
            return Some(again);
        }
        let name = self.fresh(&OUTER, "")?;
        Some(self.entry(&name, &name, Vec::new(), 2, self.word.text()))
    }

    /// A built-in name with something put inside.
    fn reopened(&mut self) -> Option<Tree> {
        let closed = self.place.layer && self.word == Word::Destination;
        let name = match self.word {
            Word::Destination if !closed && self.dice.chance(50) => "internal",
            Word::Destination => "external",
            Word::Class => "public",
            Word::Kind => self.dice.word(&["read", "send", "pay"]),
            Word::Origin => "records",
            Word::Role | Word::Purpose | Word::Resource | Word::Channel => return None,
        };
        let inner = self.inner(name, &[name], 1);
        Some(Tree::list(format!("{} {name} {{", self.word.text()), inner, "  ", "}"))
    }

    fn fresh(&mut self, from: &[&str], above: &str) -> Option<String> {
        let at = self.dice.below(from.len());
        let candidates = (0..from.len()).map(|step| from[(at + step) % from.len()]);
        let path = |name: &str| if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
        let found = candidates.into_iter().find(|name| !self.world.is_taken(self.word, &path(name)));
        found.map(str::to_owned)
    }

    /// An entry with all that belongs to it. It joins the world before what is inside it does.
    fn entry(
        &mut self,
        name: &str,
        path: &str,
        mut roots: Vec<&'static str>,
        depth: usize,
        before: &str,
    ) -> Tree {
        let mut head = words::part(name);
        if !before.is_empty() {
            head = format!("{before} {head}");
        }
        if self.word == Word::Class && self.dice.chance(30) {
            head.push_str(" detected");
        }
        let open = self.place.below_others && self.dice.chance(50);
        if open {
            head.push_str(" open");
        }
        head.push_str(&self.parents(&mut roots));
        head.push_str(&self.patterns());
        self.world.entries.push(Entry {
            word: self.word,
            path: path.to_owned(),
            alias: None,
            open: open || !self.place.below_others,
            roots: roots.clone(),
        });
        if depth == 0 || !self.dice.chance(55) {
            return Tree::text(head);
        }
        let inner = self.inner(path, &roots, depth - 1);
        let between = if self.dice.chance(30) { ", " } else { "  " };
        Tree::list(format!("{head} {{ "), inner, between, " }")
    }

    fn inner(&mut self, path: &str, roots: &[&'static str], depth: usize) -> Vec<Tree> {
        let mut found = Vec::new();
        for _ in 0..self.dice.between(1, 3) {
            if let Some(name) = self.fresh(&INNER, path) {
                let inner = format!("{path}.{name}");
                found.push(self.entry(&name, &inner, roots.to_vec(), depth, ""));
            }
        }
        found
    }

    /// `is …`: parents beside the one it stands in, all of them declared before.
    fn parents(&mut self, roots: &mut Vec<&'static str>) -> String {
        let often = if matches!(self.word, Word::Destination | Word::Kind) { 70 } else { 25 };
        if !self.dice.chance(often) {
            return String::new();
        }
        let layer = self.place.layer;
        let may = |entry: &Entry| {
            entry.word == self.word
                && (entry.open || !layer)
                && !(layer && entry.word == Word::Destination && entry.roots.contains(&"internal"))
        };
        let candidates: Vec<Entry> = self.world.entries.iter().filter(|entry| may(entry)).cloned().collect();
        if candidates.is_empty() {
            return String::new();
        }
        let chosen = self.dice.some(&candidates, 2);
        let names: Vec<String> = chosen.iter().map(|entry| full_name(entry)).collect();
        for entry in chosen {
            roots.extend(&entry.roots);
        }
        format!(" is {}", bracketed(&names, self.dice.chance(30)))
    }

    fn patterns(&mut self) -> String {
        if !matches!(self.word, Word::Destination | Word::Resource) || !self.dice.chance(70) {
            return String::new();
        }
        if self.dice.chance(12) {
            return " otherwise".to_owned();
        }
        let chosen = self.dice.some(&PATTERNS, 3);
        let texts: Vec<String> = chosen.into_iter().map(|text| words::quoted(text)).collect();
        format!(" matches {}", bracketed(&texts, self.dice.chance(30)))
    }
}

/// The name that means an entry whatever is declared after it.
fn full_name(entry: &Entry) -> String {
    let name = words::name(&entry.path);
    entry.alias.as_ref().map_or(name.clone(), |alias| format!("{alias}.{name}"))
}
