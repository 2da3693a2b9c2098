//! What records call things, and which entities belong to which destination and resource.

use super::matchers::{Matchers, TooLarge};
use crate::program::Program;
use crate::semantics::glob;
use crate::semantics::resolve::vocabulary::PUBLIC;
use crate::semantics::thir::Vocabulary;
use crate::stars::Glob;
use crate::syntax::ast::Word;
use agp_abi::tables::{FIRST_ENTRY, Form, Names, PatternRow, Patterns};
use std::collections::BTreeMap;

/// The names of every vocabulary that records speak of.
pub(super) fn names(program: &Program) -> Names {
    let list = |word| program.vocabularies.of(word);
    let public = list(Word::Class).iter().find(|(_, entry)| entry.module.is_empty() && entry.path == PUBLIC);
    Names {
        roles: suffixes(list(Word::Role), FIRST_ENTRY),
        classes: suffixes(list(Word::Class), FIRST_ENTRY),
        purposes: suffixes(list(Word::Purpose), 1),
        destinations: suffixes(list(Word::Destination), FIRST_ENTRY),
        resources: suffixes(list(Word::Resource), FIRST_ENTRY),
        public: public.map_or(FIRST_ENTRY, |(id, _)| FIRST_ENTRY + id.0),
        class_names: list(Word::Class).entries.iter().map(|entry| entry.path.clone()).collect(),
    }
}

/// Every path, and every suffix that fits one entry only and is no path itself.
fn suffixes(list: &Vocabulary, first: u32) -> Vec<(String, u32)> {
    let mut known: BTreeMap<String, Option<u32>> = BTreeMap::new();
    for (id, entry) in list.iter() {
        let dots = entry.path.match_indices('.').map(|(at, _)| at + 1);
        for start in dots {
            let meaning = known.entry(entry.path[start..].to_owned()).or_insert(Some(first + id.0));
            if *meaning != Some(first + id.0) {
                *meaning = None;
            }
        }
    }
    for (id, entry) in list.iter() {
        known.insert(entry.path.clone(), Some(first + id.0));
    }
    known.into_iter().filter_map(|(name, meaning)| Some((name, meaning?))).collect()
}

/// The patterns of destinations and resources.
pub(super) fn patterns(program: &Program, matchers: &mut Matchers) -> Result<Patterns, TooLarge> {
    let (destinations, destination_otherwise) =
        of_list(program.vocabularies.of(Word::Destination), matchers)?;
    let (resources, resource_otherwise) = of_list(program.vocabularies.of(Word::Resource), matchers)?;
    Ok(Patterns { destinations, resources, destination_otherwise, resource_otherwise })
}

fn of_list(list: &Vocabulary, matchers: &mut Matchers) -> Result<(Vec<PatternRow>, Vec<u32>), TooLarge> {
    let mut rows = Vec::new();
    let mut otherwise = Vec::new();
    for (id, entry) in list.iter() {
        let element = FIRST_ENTRY + id.0;
        if entry.otherwise {
            otherwise.push(element);
        }
        for pattern in &entry.patterns {
            for (form, glob) in forms(pattern) {
                rows.push(PatternRow { element, form, matcher: matchers.glob(&glob)? });
            }
        }
    }
    Ok((rows, otherwise))
}

/// Which forms of an entity a pattern reads, by its shape, and as which glob: of each form in the
/// spelling that canonical texts of it have.
pub(super) fn forms(pattern: &str) -> Vec<(Form, Glob)> {
    let plain = || Glob::new(pattern, '/');
    let address = || (Form::Address, Glob::new(&glob::address(pattern), '/'));
    if pattern.contains("://") {
        return vec![(Form::Url, plain())];
    }
    if pattern.rfind('@').is_some_and(|at| at > 0) {
        return vec![address(), (Form::Text, plain())];
    }
    if pattern.contains(['/', '\\']) || pattern.starts_with('~') {
        return vec![(Form::Path, plain()), (Form::Text, plain())];
    }
    let domain = (pattern.starts_with('@') && pattern.contains('.')).then(address);
    let host = glob::host(pattern).map(|host| (Form::Host, Glob::new(&host, '.')));
    let number = glob::number(pattern).map(|number| (Form::Text, Glob::new(&number, '/')));
    let plain = [(Form::Path, plain()), (Form::Text, plain())];
    domain.into_iter().chain(host).chain(number).chain(plain).collect()
}
