//! What the text being written can speak of.
//!
//! A [`World`] is what one file sees: its own declarations and those of what it imports. A name is
//! spelled as its path or as any suffix of it that fits nothing else ([`World::spell`]).

use super::condition::Side;
use super::words;
use crate::dice::Dice;
use agp_abi::tables::Mapping;
use agp_compiler::semantics::resolve::vocabulary::BUILTINS;
use agp_compiler::syntax::ast::Word;
use agp_compiler::types::{Scalar, Type};

/// A name in a vocabulary.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) word: Word,
    /// Its dotted path.
    pub(super) path: String,
    /// The name that the file gives to the module it comes from.
    pub(super) alias: Option<String>,
    /// Whether a policy that sees it from below may place something under it.
    pub(super) open: bool,
    /// The built-in names that it is a kind of.
    pub(super) roots: Vec<&'static str>,
}

/// A tool as conditions see it.
#[derive(Clone, Debug)]
pub(super) struct Tool {
    pub(super) name: String,
    /// The name that the file gives to the module it comes from; it may stand before it.
    pub(super) alias: Option<String>,
    pub(super) args: Vec<Arg>,
}

/// An argument as conditions see it.
#[derive(Clone, Debug)]
pub(super) struct Arg {
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) mapping: Mapping,
}

/// The name of a `let` or a risk.
#[derive(Clone, Debug)]
pub(super) struct Named {
    name: String,
    /// The name that the file gives to the module it comes from; it must stand before it.
    alias: Option<String>,
}

impl Named {
    /// A name of the file's own.
    pub(super) fn own(name: String) -> Named {
        Named { name, alias: None }
    }

    /// As the file writes it.
    pub(super) fn spell(&self) -> String {
        behind(self.alias.as_ref(), &self.name)
    }
}

/// A `let`.
#[derive(Clone, Debug)]
pub(super) struct Let {
    pub(super) name: Named,
    /// What its body has been written for.
    pub(super) side: Side,
    /// The tools it leaves, if it fixes any.
    pub(super) fixes: Option<Vec<usize>>,
}

/// What a file sees.
#[derive(Clone, Debug, Default)]
pub(super) struct World {
    pub(super) entries: Vec<Entry>,
    pub(super) tools: Vec<Tool>,
    pub(super) signals: Vec<(String, Type)>,
    pub(super) lets: Vec<Let>,
    pub(super) risks: Vec<Named>,
}

impl World {
    /// Only what the language brings.
    pub(super) fn builtin() -> World {
        let mut world = World::default();
        for (word, paths) in BUILTINS {
            for path in *paths {
                let above = path.rsplit_once('.').map(|(above, _)| above);
                world.entries.push(Entry {
                    word: *word,
                    path: (*path).to_owned(),
                    alias: None,
                    open: true,
                    roots: above.into_iter().chain([*path]).collect(),
                });
            }
        }
        world
    }

    /// Adds what a module declares. The `let`s of a module speak of its own tools.
    pub(super) fn import(&mut self, module: &World, alias: Option<&str>) {
        let first = self.tools.len();
        self.entries.extend(module.entries.iter().cloned().map(|mut entry| {
            entry.alias = alias.map(str::to_owned);
            entry
        }));
        let alias = alias.map(str::to_owned);
        self.tools.extend(module.tools.iter().cloned().map(|tool| Tool { alias: alias.clone(), ..tool }));
        self.signals.extend(module.signals.iter().cloned());
        self.lets.extend(module.lets.iter().cloned().map(|mut item| {
            item.fixes = item.fixes.map(|tools| tools.into_iter().map(|tool| tool + first).collect());
            item.name.alias.clone_from(&alias);
            item
        }));
        self.risks.extend(module.risks.iter().cloned().map(|risk| Named { alias: alias.clone(), ..risk }));
    }

    /// Calls everything by its own name, as a layer does with what its base renames.
    pub(super) fn forget_aliases(&mut self) {
        self.entries.iter_mut().for_each(|entry| entry.alias = None);
        self.tools.iter_mut().for_each(|tool| tool.alias = None);
        self.lets.iter_mut().for_each(|item| item.name.alias = None);
        self.risks.iter_mut().for_each(|risk| risk.alias = None);
    }

    /// A name of a tool: by itself, or behind that of its module.
    pub(super) fn tool(&self, dice: &mut Dice<'_>, at: usize) -> String {
        let tool = &self.tools[at];
        behind(tool.alias.as_ref().filter(|_| dice.chance(50)), &tool.name)
    }

    /// What it holds beyond another world that it began as.
    pub(super) fn beyond(&self, start: &World) -> World {
        let first = start.tools.len();
        World {
            entries: self.entries[start.entries.len()..].to_vec(),
            tools: self.tools[first..].to_vec(),
            signals: self.signals[start.signals.len()..].to_vec(),
            lets: self.lets[start.lets.len()..]
                .iter()
                .filter(|item| item.fixes.iter().flatten().all(|tool| *tool >= first))
                .cloned()
                .map(|mut item| {
                    item.fixes = item.fixes.map(|tools| tools.into_iter().map(|tool| tool - first).collect());
                    item
                })
                .collect(),
            risks: self.risks[start.risks.len()..].to_vec(),
        }
    }

    /// The entries of a vocabulary.
    pub(super) fn of(&self, word: Word) -> Vec<&Entry> {
        self.entries.iter().filter(|entry| entry.word == word).collect()
    }

    /// Whether a file that sees this may not declare the path.
    pub(super) fn is_taken(&self, word: Word, path: &str) -> bool {
        self.entries.iter().any(|entry| entry.word == word && entry.path == path)
    }

    /// A name of an entry: its path, or a suffix that fits no other entry.
    pub(super) fn spell(&self, dice: &mut Dice<'_>, entry: &Entry) -> String {
        let starts = entry.path.match_indices('.').map(|(at, _)| at + 1);
        let suffixes: Vec<&str> =
            starts.map(|at| &entry.path[at..]).filter(|text| self.fits_only(entry, text)).collect();
        let text = match dice.any(&suffixes) {
            Some(suffix) if dice.chance(60) => suffix,
            _ => entry.path.as_str(),
        };
        let name = words::name(text);
        entry.alias.as_ref().map_or(name.clone(), |alias| format!("{alias}.{name}"))
    }

    fn fits_only(&self, entry: &Entry, text: &str) -> bool {
        let fits = |other: &&Entry| {
            other.word == entry.word
                && other.alias == entry.alias
                && (other.path == text || other.path.ends_with(&format!(".{text}")))
        };
        self.entries.iter().filter(fits).count() == 1
    }

    /// Some names of a vocabulary; one stands alone, several in brackets.
    pub(super) fn names(&self, dice: &mut Dice<'_>, word: Word, most: usize) -> String {
        let names = self.name_list(dice, word, most);
        bracketed(&names, dice.chance(20))
    }

    /// Some names of a vocabulary.
    pub(super) fn name_list(&self, dice: &mut Dice<'_>, word: Word, most: usize) -> Vec<String> {
        let entries = self.of(word);
        dice.some(&entries, most).into_iter().map(|entry| self.spell(dice, entry)).collect()
    }
}

/// A name of one part, behind that of a module if there is one.
fn behind(alias: Option<&String>, name: &str) -> String {
    let name = words::part(name);
    alias.map_or(name.clone(), |alias| format!("{alias}.{name}"))
}

/// One thing, or several in brackets.
pub(super) fn bracketed(names: &[String], always: bool) -> String {
    match names {
        [one] if !always => one.clone(),
        _ => format!("[{}]", names.join(", ")),
    }
}

/// The type of a single value.
pub(super) fn scalar_of(ty: &Type) -> &Scalar {
    match ty {
        Type::One(scalar) | Type::List(scalar) | Type::Set(scalar) => scalar,
        Type::Error => &Scalar::Json,
    }
}
