//! What a name means to one member: its path, any unambiguous suffix of it, or either behind a
//! module's name or alias.
//!
//! Where a name means nothing or several things, this module also says how the member would
//! [write](Names::written) what it may have meant, so that help shows a name that resolves.

use super::{Member, ModuleId};
use crate::diag::suggest;
use crate::semantics::thir::{EntryId, Vocabularies};
use crate::syntax::ast::{Path, Word};
use std::collections::BTreeMap;

/// All entries, by their paths and by their last parts.
#[derive(Clone, Debug, Default)]
pub struct Names {
    known: Vec<Known>,
    by_path: BTreeMap<(Word, String), Vec<usize>>,
    by_last: BTreeMap<(Word, String), Vec<usize>>,
}

#[derive(Clone, Debug)]
struct Known {
    word: Word,
    id: EntryId,
    module: Option<ModuleId>,
    path: String,
}

/// What looking a name up came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// One entry.
    Found(EntryId),
    /// Several, and how to write each.
    Ambiguous(Vec<(EntryId, String)>),
    /// None, but another vocabulary has it.
    Elsewhere(Word, EntryId),
    /// None; perhaps a near one.
    Unknown(Option<String>),
}

impl Names {
    pub(super) fn add(&mut self, word: Word, id: EntryId, module: Option<ModuleId>, path: &str) {
        let index = self.known.len();
        self.known.push(Known { word, id, module, path: path.to_owned() });
        self.by_path.entry((word, path.to_owned())).or_default().push(index);
        self.by_last.entry((word, last(path).to_owned())).or_default().push(index);
    }

    /// Entries of exactly this path, with the modules that declare them.
    pub(super) fn of_path(
        &self,
        word: Word,
        path: &str,
    ) -> impl Iterator<Item = (EntryId, Option<ModuleId>)> + '_ {
        let known = self.by_path.get(&(word, path.to_owned())).map(Vec::as_slice).unwrap_or_default();
        known.iter().map(|index| &self.known[*index]).map(|known| (known.id, known.module))
    }

    /// Looks a name up as a member sees it.
    pub fn find(&self, member: &Member, word: Word, path: &Path) -> Lookup {
        let text = path.text();
        match self.fitting(member, word, &text).as_slice() {
            [one] => return Lookup::Found(one.id),
            [] => {}
            several => {
                let written = several.iter().map(|known| (known.id, self.written(member, known)));
                return Lookup::Ambiguous(written.collect());
            }
        }
        for other in Vocabularies::WORDS.into_iter().filter(|other| *other != word) {
            if let [one, ..] = self.fitting(member, other, &text).as_slice() {
                return Lookup::Elsewhere(other, one.id);
            }
        }
        Lookup::Unknown(self.near(member, word, &text))
    }

    /// The entries that a text may mean: by a plain path, else behind the name of a module.
    fn fitting(&self, member: &Member, word: Word, text: &str) -> Vec<&Known> {
        let of = |(module, rest): (ModuleId, &str)| {
            let fitting = self.of_text(word, rest, |known| known.module == Some(module));
            (!fitting.is_empty()).then_some(fitting)
        };
        if let Some(fitting) = member.behind_alias(text).find_map(of) {
            return fitting;
        }
        let plain = self.of_text(word, text, |known| member.sees_plainly(known.module));
        if plain.is_empty() { member.behind_module(text).find_map(of).unwrap_or_default() } else { plain }
    }

    /// Entries of exactly this path, else those that have it as a suffix.
    fn of_text(&self, word: Word, text: &str, visible: impl Fn(&Known) -> bool) -> Vec<&Known> {
        let all = |of: &BTreeMap<(Word, String), Vec<usize>>, key: &str| -> Vec<&Known> {
            let known = of.get(&(word, key.to_owned())).map(Vec::as_slice).unwrap_or_default();
            known.iter().map(|index| &self.known[*index]).filter(|known| visible(known)).collect()
        };
        let exact = all(&self.by_path, text);
        if !exact.is_empty() {
            return exact;
        }
        let mut fitting = all(&self.by_last, last(text));
        fitting.retain(|known| is_suffix(&known.path, text));
        fitting
    }

    /// How a member writes an entry: the shortest name that means nothing else.
    fn written(&self, member: &Member, known: &Known) -> String {
        let alias = known.module.and_then(|module| member.alias_of(module));
        let before = alias.map(|alias| format!("{alias}.")).unwrap_or_default();
        let means_it = |text: &String| {
            let fitting = self.fitting(member, known.word, text);
            matches!(fitting.as_slice(), [one] if one.id == known.id)
        };
        let suffixes = suffixes(&known.path).map(|suffix| format!("{before}{suffix}"));
        let found = suffixes.into_iter().find(means_it);
        found.unwrap_or_else(|| {
            let module = member.modules.iter().find(|(_, module)| Some(*module) == known.module);
            module.map_or_else(|| known.path.clone(), |(name, _)| format!("{name}.{}", known.path))
        })
    }

    /// A name that the member may have meant: the same without its alias, one that is spelt nearly
    /// so, or one that ends so.
    fn near(&self, member: &Member, word: Word, text: &str) -> Option<String> {
        let aliased =
            self.of_text(word, text, |known| known.module.is_some_and(|module| member.is_aliased(module)));
        if let [first, ..] = aliased.as_slice() {
            return Some(self.written(member, first));
        }
        let visible: Vec<&Known> = self
            .known
            .iter()
            .filter(|known| known.word == word)
            .filter(|known| known.module.is_none_or(|module| member.sees.contains(&module)))
            .collect();
        let parts = text.split('.').count();
        let forms: Vec<String> = visible.iter().map(|known| form(member, known, parts)).collect();
        if let Some(near) = suggest::resembling(text, forms.iter().map(String::as_str)) {
            let means_one = matches!(self.fitting(member, word, near).as_slice(), [_]);
            let known = visible.iter().zip(&forms).find(|(_, form)| *form == near).map(|(known, _)| known)?;
            return Some(if means_one { near.to_owned() } else { self.written(member, known) });
        }
        let ending = visible.iter().find(|known| parts > 1 && last(&known.path) == last(text))?;
        Some(self.written(member, ending))
    }
}

/// An entry's path as far as a text of so many parts may spell it.
fn form(member: &Member, known: &Known, parts: usize) -> String {
    let alias = known.module.and_then(|module| member.alias_of(module));
    match alias {
        Some(alias) if parts > 1 => format!("{alias}.{}", end(&known.path, parts - 1)),
        _ => end(&known.path, parts).to_owned(),
    }
}

/// The last so many parts of a path.
fn end(path: &str, parts: usize) -> &str {
    path.rmatch_indices('.').nth(parts.saturating_sub(1)).map_or(path, |(dot, _)| &path[dot + 1..])
}

fn last(path: &str) -> &str {
    end(path, 1)
}

/// Every suffix of a path, the shortest first.
fn suffixes(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('.').map(|(dot, _)| &path[dot + 1..]).chain([path])
}

fn is_suffix(path: &str, text: &str) -> bool {
    path.strip_suffix(text).is_some_and(|head| head.ends_with('.'))
}

impl Member {
    /// What a text says behind the name that the member gave to a module: the module, and the rest.
    pub fn behind_alias<'t>(&self, text: &'t str) -> impl Iterator<Item = (ModuleId, &'t str)> {
        behind(&self.aliases, text)
    }

    /// What a text says behind the own name of a module that the member sees.
    pub fn behind_module<'t>(&self, text: &'t str) -> impl Iterator<Item = (ModuleId, &'t str)> {
        behind(&self.modules, text)
    }

    /// The name that the member gave to a module, if it did.
    pub fn alias_of(&self, module: ModuleId) -> Option<&str> {
        self.aliases.iter().find(|(_, aliased)| *aliased == module).map(|(alias, _)| alias.as_str())
    }

    /// Whether names of a module, or built-in ones, mean something without an alias before them.
    pub fn sees_plainly(&self, module: Option<ModuleId>) -> bool {
        module.is_none_or(|module| self.sees.contains(&module) && !self.is_aliased(module))
    }

    /// Whether the member gave the module another name: its entries then go by that name only.
    fn is_aliased(&self, module: ModuleId) -> bool {
        self.alias_of(module).is_some()
    }
}

fn behind<'t>(names: &[(String, ModuleId)], text: &'t str) -> impl Iterator<Item = (ModuleId, &'t str)> {
    let rest = |name: &str| text.strip_prefix(name)?.strip_prefix('.');
    names.iter().filter_map(move |(name, module)| Some((*module, rest(name)?)))
}
