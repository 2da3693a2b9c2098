//! The index that the planner chose, in words.

use crate::out::count;
use agp_abi::index::{Field, Group, Select, Side, row};
use agp_abi::tables::{Event, Fact, Tables, one, set};
use std::fmt::Write;

/// A line for each group, with what it is split by and what it reads.
pub(super) fn described(tables: &Tables) -> String {
    let mut text = String::new();
    for (event, name) in [(Event::Call, "calls"), (Event::Result, "results")] {
        let groups = &tables.plan.of(event).groups;
        let _ = writeln!(text, "index of {name}: {}", count(groups.len(), "group"));
        for group in groups {
            let _ = writeln!(text, "  {}", described_group(tables, group));
        }
    }
    let _ = writeln!(text, "  {} KiB of rows", tables.plan.words.len().div_ceil(128));
    text
}

fn described_group(tables: &Tables, group: &Group) -> String {
    let split = group.split.map_or("one leaf".to_owned(), |one| {
        format!(
            "{} by {}",
            count(group.leaves as usize, "leaf").replace("leafs", "leaves"),
            name(tables, Fact::One(one))
        )
    });
    let reads: Vec<String> = group.fields.iter().map(|field| described_field(tables, field)).collect();
    let reads = if reads.is_empty() { "nothing".to_owned() } else { reads.join(", ") };
    let open = open(tables, group);
    format!(
        "{split} of at most {} and {} in a row, {open} of them with more to test; reads {reads}",
        count(largest(tables, group), "rule"),
        count(group.width as usize, "word"),
    )
}

/// Rules in the fullest leaf.
fn largest(tables: &Tables, group: &Group) -> usize {
    (0..group.leaves).map(|leaf| places(tables, group, leaf, row::VALID)).max().unwrap_or(0)
}

/// Rules in the leaf with most residual chains.
fn open(tables: &Tables, group: &Group) -> usize {
    (0..group.leaves).map(|leaf| places(tables, group, leaf, row::RESIDUAL)).max().unwrap_or(0)
}

fn places(tables: &Tables, group: &Group, leaf: u32, row: u32) -> usize {
    let first = group.base as usize + leaf as usize * group.stride as usize + (row * group.width) as usize;
    let words = tables.plan.words.get(first..).unwrap_or_default();
    words.iter().take(group.width as usize).map(|word| word.count_ones() as usize).sum()
}

fn described_field(tables: &Tables, field: &Field) -> String {
    match &field.select {
        Select::One(one) => name(tables, Fact::One(*one)),
        Select::Low(ends) => format!("{} from below", name(tables, Fact::Number(ends.number))),
        Select::High(ends) => format!("{} from above", name(tables, Fact::Number(ends.number))),
        Select::AnyOf(digits) => format!("some of {}", name(tables, Fact::Set(digits.set))),
        Select::AllOf(digits) => format!("all of {}", name(tables, Fact::Set(digits.set))),
        Select::End(end) => tables.plan.ends.get(*end as usize).map_or(String::new(), |end| {
            let side = match end.side {
                Side::Head => "beginning",
                Side::Tail => "end",
            };
            format!("the {side} of {}", slot(tables, end.slot))
        }),
    }
}

/// What a record calls a fact.
fn name(tables: &Tables, fact: Fact) -> String {
    let built_in = match fact {
        Fact::One(one::TOOL) => "tool",
        Fact::One(one::KIND) => "kind",
        Fact::One(one::PURPOSE) => "purpose",
        Fact::One(one::FAULT) => "form",
        Fact::Set(set::ROLE) => "role",
        Fact::Set(set::DATA) => "data",
        Fact::Set(set::DESTINATION) => "destination",
        Fact::Set(set::RESOURCE) => "resource",
        Fact::One(_) | Fact::Set(_) | Fact::Number(_) | Fact::Text(_) => "",
    };
    if !built_in.is_empty() {
        return built_in.to_owned();
    }
    let mut facts = tables.notes.iter().flat_map(|note| &note.facts);
    facts.find(|(of, _)| *of == fact).map_or(String::new(), |(_, name)| name.clone())
}

/// What a record calls the texts of a slot.
fn slot(tables: &Tables, slot: u32) -> String {
    let test = (0u32..).zip(&tables.texts).find(|(_, text)| text.slot == slot);
    test.map_or(String::new(), |(test, _)| name(tables, Fact::Text(test)))
}
