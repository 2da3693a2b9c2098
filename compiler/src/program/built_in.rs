//! The facts that every program has, in the order of `agp_abi::tables`.

use super::{One, Set, Source};
use crate::semantics::thir::{Tool, Vocabularies};
use crate::syntax::ast::Word;

/// Tool, kind, purpose and form of the record.
pub(crate) fn ones(vocabularies: &Vocabularies, tools: &[Tool]) -> Vec<One> {
    let one = |name, values| One { source: Source::Facet(name), values };
    let faults = ["none", "malformed", "oversize"].map(str::to_owned).to_vec();
    vec![
        one("tool", tools.iter().map(|tool| tool.name.clone()).collect()),
        one("kind", paths(vocabularies, Word::Kind)),
        one("purpose", paths(vocabularies, Word::Purpose)),
        one("fault", faults),
    ]
}

/// Role, data, destination and resource.
pub(crate) fn sets(vocabularies: &Vocabularies) -> Vec<Set> {
    [
        ("role", Word::Role),
        ("data", Word::Class),
        ("destination", Word::Destination),
        ("resource", Word::Resource),
    ]
    .map(|(name, word)| Set { source: Source::Facet(name), elements: paths(vocabularies, word) })
    .to_vec()
}

fn paths(vocabularies: &Vocabularies, word: Word) -> Vec<String> {
    vocabularies.of(word).entries.iter().map(|entry| entry.path.clone()).collect()
}
