//! Checks tables before anything relies on them.
//!
//! Tables come from a file, and a file from anywhere: nothing is taken for granted. After
//! [`tables`] has passed, these hold (the numbers are those of `agp_abi::tables`, then more):
//!
//! 1. every index lies within the table it points into, every element and value within its fact;
//! 2. a node's targets are `ACCEPT`, `REJECT` or a later node;
//! 3. `must` of an atom over a finite fact lies within its `may`, and holds no unknown element;
//! 4. no node of a risk term tests a risk;
//! 5. rules stand strictest first, authored before reserved, and reserved ones bear their own
//!    names, authored ones others; an authored name stands twice only where one is in `shadow`;
//! 6. nothing a record holds feeds the tool, kind, purpose, form, or a facet other than by name
//!    and mapping;
//! 7. lists of names are sorted and say each name once;
//! 8. the facts and slots fit in [`MAX_WORDS`] words, and weights are neither negative nor beyond
//!    `MAX_CONSTANT`, so that no sum overflows;
//! 9. what [`index`] lists holds of the index over rules.
//!
//! Notes that are still encoded are not checked: they are looked up with `get`, whatever they name.
//! The automata are checked where they are read (`scan`), names of tools, signals and arguments
//! where they are indexed (`load`). What is *not* checked: that conditions mean what the author
//! wrote. That is what a signature and a second compilation are for.

mod conditions;
mod index;
mod inputs;

use crate::load::LoadError;
use agp_abi::tables::{FIRST_ENTRY, Literal, Matcher, Middle, Names, Patterns, Tables, fault, one, set};

/// The most words that facts may take: 8 MiB.
const MAX_WORDS: u64 = 1 << 20;

/// Checks everything.
pub(crate) fn tables(tables: &Tables) -> Result<(), LoadError> {
    sizes(tables)?;
    names(tables)?;
    inputs::verify(tables)?;
    matchers(tables)?;
    patterns(tables)?;
    conditions::verify(tables)?;
    index::verify(tables)
}

/// A row that is being checked, for messages.
#[derive(Clone, Copy)]
struct Row {
    table: &'static str,
    row: usize,
}

impl Row {
    /// The index must lie in a table of this length.
    fn index(self, target: &'static str, index: u32, length: usize) -> Result<(), LoadError> {
        if (index as usize) < length {
            return Ok(());
        }
        Err(LoadError::Index { table: self.table, row: self.row, target })
    }

    fn require(self, holds: bool, problem: &'static str) -> Result<(), LoadError> {
        if holds { Ok(()) } else { Err(LoadError::Row { table: self.table, row: self.row, problem }) }
    }

    /// The elements must be declared entries of the set.
    fn elements(self, tables: &Tables, set: u32, elements: &[u32]) -> Result<(), LoadError> {
        let largest = tables.sets.get(set as usize).copied().unwrap_or(0);
        self.require(
            elements.iter().all(|element| (FIRST_ENTRY..=largest).contains(element)),
            "an element is not an entry of its set",
        )
    }
}

/// The rows of a table, each with its place.
fn rows<'t, T>(table: &'static str, items: &'t [T]) -> impl Iterator<Item = (Row, &'t T)> {
    items.iter().enumerate().map(move |(row, item)| (Row { table, row }, item))
}

fn require(holds: bool, problem: &'static str) -> Result<(), LoadError> {
    if holds { Ok(()) } else { Err(LoadError::Tables { problem }) }
}

fn sizes(tables: &Tables) -> Result<(), LoadError> {
    require(tables.ones.len() >= one::COUNT as usize, "a built-in one is missing")?;
    require(tables.sets.len() >= set::COUNT as usize, "a built-in set is missing")?;
    let tools = u32::try_from(tables.tools.len()).unwrap_or(u32::MAX);
    let largest = |one: u32| tables.ones.get(one as usize).copied().unwrap_or(0);
    require(largest(one::TOOL) >= tools, "there are more tools than values for them")?;
    require(largest(one::FAULT) >= fault::OVERSIZE, "a value of the record's form is missing")?;
    let words = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let sets = tables
        .sets
        .iter()
        .fold(0u64, |sum, largest| sum.saturating_add(u64::from(*largest).div_euclid(64)).saturating_add(1));
    let total = words(tables.ones.len())
        .saturating_add(sets)
        .saturating_add(words(tables.numbers.len()).saturating_mul(2))
        .saturating_add(words(tables.texts.len()))
        .saturating_add(u64::from(tables.slots));
    require(total <= MAX_WORDS, "the facts take too much room")?;
    for (row, bounds) in rows("number", &tables.numbers) {
        row.require(bounds.low <= bounds.high, "its bounds are the wrong way round")?;
    }
    Ok(())
}

fn names(tables: &Tables) -> Result<(), LoadError> {
    let Names { roles, classes, purposes, destinations, resources, public, class_names } = &tables.names;
    for (table, facet, list) in [
        ("role name", set::ROLE, roles),
        ("class name", set::DATA, classes),
        ("destination name", set::DESTINATION, destinations),
        ("resource name", set::RESOURCE, resources),
    ] {
        sorted(table, list)?;
        for (row, (_, element)) in rows(table, list) {
            row.elements(tables, facet, &[*element])?;
        }
    }
    sorted("purpose name", purposes)?;
    let largest = tables.ones.get(one::PURPOSE as usize).copied().unwrap_or(0);
    for (row, (_, value)) in rows("purpose name", purposes) {
        row.require((1..=largest).contains(value), "it names a purpose that is not there")?;
    }
    for (row, (_, element)) in rows("class name", classes) {
        row.index("full class name", element.saturating_sub(FIRST_ENTRY), class_names.len())?;
    }
    Row { table: "built-in class", row: 0 }.elements(tables, set::DATA, &[*public])
}

fn sorted(table: &'static str, list: &[(String, u32)]) -> Result<(), LoadError> {
    for ((row, (name, _)), (next, _)) in rows(table, list).zip(list.iter().skip(1)) {
        row.require(name < next, "it does not stand before the next one")?;
    }
    Ok(())
}

fn matchers(tables: &Tables) -> Result<(), LoadError> {
    for (row, matcher) in rows("matcher", &tables.matchers) {
        // A literal may lie anywhere in the pool, as long as it is a text.
        let literal = |literal: Literal| {
            let bytes = tables.literals.get(literal.from as usize..literal.to as usize);
            row.require(
                bytes.is_some_and(|bytes| std::str::from_utf8(bytes).is_ok()),
                "a literal is not in the pool, or no text",
            )
        };
        match *matcher {
            Matcher::Exact(text) | Matcher::Contains(text) => literal(text)?,
            Matcher::Ends { prefix, suffix, middle } => {
                literal(prefix)?;
                literal(suffix)?;
                let ascii = !matches!(middle, Middle::Without(separator) if !separator.is_ascii());
                row.require(ascii, "a separator is not ASCII")?;
            }
            Matcher::Automaton(index) => row.index("automaton", index, tables.automata.len())?,
        }
    }
    Ok(())
}

fn patterns(tables: &Tables) -> Result<(), LoadError> {
    let Patterns { destinations, resources, destination_otherwise, resource_otherwise } = &tables.patterns;
    for (table, facet, list, otherwise) in [
        ("destination pattern", set::DESTINATION, destinations, destination_otherwise),
        ("resource pattern", set::RESOURCE, resources, resource_otherwise),
    ] {
        for (row, pattern) in rows(table, list) {
            row.elements(tables, facet, &[pattern.element])?;
            row.index("matcher", pattern.matcher, tables.matchers.len())?;
        }
        Row { table, row: list.len() }.elements(tables, facet, otherwise)?;
    }
    for (row, text) in rows("text test", &tables.texts) {
        row.index("slot", text.slot, tables.slots as usize)?;
        for matcher in &text.matchers {
            row.index("matcher", *matcher, tables.matchers.len())?;
        }
        row.require(
            text.blocks.iter().all(|(_, length)| *length <= 128),
            "a block is longer than an address",
        )?;
    }
    Ok(())
}
