//! What a name means to one member: its path, any unambiguous suffix of it, or either behind a
//! module's name or alias.

use super::{Member, ModuleId};
use crate::semantics::thir::{EntryId, Vocabularies};
use crate::syntax::ast::{Path, Word};
use std::collections::BTreeMap;

/// All entries by their last part.
#[derive(Clone, Debug, Default)]
pub struct Names {
    by_last: BTreeMap<(Word, String), Vec<Known>>,
}

#[derive(Clone, Debug)]
struct Known {
    id: EntryId,
    module: Option<ModuleId>,
    path: String,
}

/// What looking a name up came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// One entry.
    Found(EntryId),
    /// Several.
    Ambiguous(Vec<EntryId>),
    /// None, but another vocabulary has it.
    Elsewhere(Word, EntryId),
    /// None; perhaps a near one.
    Unknown(Option<String>),
}

impl Names {
    pub(super) fn add(&mut self, word: Word, id: EntryId, module: Option<ModuleId>, path: &str) {
        let last = path.rsplit('.').next().unwrap_or(path).to_owned();
        self.by_last.entry((word, last)).or_default().push(Known { id, module, path: path.to_owned() });
    }

    /// Entries of exactly this path, with the modules that declare them.
    pub(super) fn of_path<'a>(
        &'a self,
        word: Word,
        path: &'a str,
    ) -> impl Iterator<Item = (EntryId, Option<ModuleId>)> + 'a {
        let last = path.rsplit('.').next().unwrap_or(path).to_owned();
        let known = self.by_last.get(&(word, last)).map(Vec::as_slice).unwrap_or_default();
        known.iter().filter(move |known| known.path == path).map(|known| (known.id, known.module))
    }

    /// Looks a name up as a member sees it.
    pub fn find(&self, member: &Member, lists: &Vocabularies, word: Word, path: &Path) -> Lookup {
        let text = path.text();
        match self.fitting(member, word, &text).as_slice() {
            [one] => return Lookup::Found(*one),
            [] => {}
            several => return Lookup::Ambiguous(several.to_vec()),
        }
        let elsewhere = Vocabularies::WORDS.into_iter().filter(|other| *other != word);
        for other in elsewhere {
            if let [one, ..] = self.fitting(member, other, &text).as_slice() {
                return Lookup::Elsewhere(other, *one);
            }
        }
        Lookup::Unknown(self.near(member, lists, word, &text))
    }

    fn fitting(&self, member: &Member, word: Word, text: &str) -> Vec<EntryId> {
        let alias = member.aliases.iter().find_map(|(alias, module)| {
            let rest = text.strip_prefix(alias.as_str())?.strip_prefix('.')?;
            Some((*module, rest))
        });
        let (only, text) = match alias {
            Some((module, rest)) => (Some(module), rest),
            None => (None, text),
        };
        let last = text.rsplit('.').next().unwrap_or(text).to_owned();
        let known = self.by_last.get(&(word, last)).map(Vec::as_slice).unwrap_or_default();
        let visible = known.iter().filter(|known| match (known.module, only) {
            (module, Some(only)) => module == Some(only),
            (Some(module), None) => member.sees.contains(&module) && !member.is_aliased(module),
            (None, None) => true,
        });
        let fitting: Vec<&Known> =
            visible.filter(|known| known.path == text || is_suffix(&known.path, text)).collect();
        match fitting.iter().find(|known| known.path == text) {
            Some(_) => fitting.iter().filter(|known| known.path == text).map(|known| known.id).collect(),
            None => fitting.iter().map(|known| known.id).collect(),
        }
    }

    fn near(&self, member: &Member, lists: &Vocabularies, word: Word, text: &str) -> Option<String> {
        let visible: Vec<&Known> = self
            .by_last
            .iter()
            .filter(|((of, _), _)| *of == word)
            .flat_map(|(_, known)| known)
            .filter(|known| known.module.is_none_or(|module| member.sees.contains(&module)))
            .collect();
        let paths = visible.iter().map(|known| lists.of(word).entry(known.id).path.as_str());
        let short = visible.iter().map(|known| known.path.rsplit('.').next().unwrap_or(&known.path));
        let near = crate::diag::suggest::nearest(text, short);
        near.or_else(|| crate::diag::suggest::nearest(text, paths)).map(str::to_owned)
    }
}

fn is_suffix(path: &str, text: &str) -> bool {
    path.strip_suffix(text).is_some_and(|head| head.ends_with('.'))
}

impl Member {
    /// Whether the member gave the module another name: its entries then go by that name only.
    fn is_aliased(&self, module: ModuleId) -> bool {
        self.aliases.iter().any(|(_, aliased)| *aliased == module)
    }
}
