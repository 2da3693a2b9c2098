//! An index that no compiler wrote: refused at load, with the group or the rule that is wrong.

use crate::build::*;
use agp_abi::Verdict;
use agp_abi::index::{Field, Group, MAX_GROUPS, Select, row};
use agp_abi::tables::{ACCEPT, Event, REJECT, RuleRow, Tables, one};
use agp_runtime::Policy;

/// Four rules on calls in one leaf, one on results in another.
fn sound() -> Tables {
    let mut build = Build::new();
    build.allow_all().rule(rule("no", Verdict::Deny), Cond::True);
    build.rule(RuleRow { on: Event::Result, ..rule("hide", Verdict::Deny) }, Cond::True);
    build.finish()
}

/// What is said about tables in which one thing is changed.
fn refused(change: impl FnOnce(&mut Tables)) -> String {
    let mut tables = sound();
    change(&mut tables);
    Policy::new(tables).map_or_else(|error| error.to_string(), |_| "accepted".into())
}

/// The group of the rules on calls.
fn group(tables: &mut Tables) -> &mut Group {
    &mut tables.plan.call.groups[0]
}

/// The words of the leaf of the rules on calls.
fn leaf(tables: &mut Tables) -> &mut [u64] {
    let base = group(tables).base as usize;
    &mut tables.plan.words[base..]
}

/// A field of two rows at this place, and room for both of them and more.
fn with_field(tables: &mut Tables, at: u32) {
    group(tables).fields.push(Field { select: Select::One(one::PURPOSE), at, rows: 2 });
}

/// Moves the leaf of the rules on calls to where behind its rules there is room for fields.
fn widened() -> Tables {
    let mut tables = sound();
    let (base, stride) = (group(&mut tables).base as usize, group(&mut tables).stride as usize);
    let leaf = tables.plan.words[base..base + stride].to_vec();
    let moved = tables.plan.words.len();
    tables.plan.words = tables.plan.words.iter().copied().chain(leaf).chain([0; 4]).collect();
    let group = group(&mut tables);
    (group.base, group.stride) = (u32::try_from(moved).unwrap(), group.stride + 4);
    tables
}

fn said(tables: Tables) -> String {
    Policy::new(tables).map_or_else(|error| error.to_string(), |_| "accepted".into())
}

#[test]
fn a_sound_index_loads() {
    assert_eq!(refused(|_| ()), "accepted");
    assert_eq!(said(widened()), "accepted");
}

/// A rule in no leaf could never apply, and nobody would notice a `deny` that does not.
#[test]
fn every_rule_stands_in_a_leaf() {
    let first = |tables: &Tables| {
        let rule = tables.rules.iter().position(|rule| rule.on == Event::Call).unwrap();
        format!("rule {rule}: it stands in no leaf of the index")
    };
    let without = |tables: &mut Tables| {
        for fixed in 0..row::COUNT {
            leaf(tables)[fixed as usize] &= !1;
        }
    };
    assert_eq!(refused(without), first(&sound()));
    let never = |tables: &mut Tables| {
        without(tables);
        tables.rules.iter_mut().find(|rule| rule.on == Event::Call).unwrap().residual = REJECT;
    };
    assert_eq!(refused(never), "accepted", "it says itself that it never applies");
    let none = |tables: &mut Tables| tables.plan.result.groups.clear();
    let hide = sound().rules.iter().position(|rule| rule.name == "hide").unwrap();
    assert_eq!(refused(none), format!("rule {hide}: it stands in no leaf of the index"));
}

#[test]
fn no_rule_stands_in_two_groups() {
    let twice = |tables: &mut Tables| {
        let again = group(tables).clone();
        tables.plan.call.groups.push(again);
    };
    assert_eq!(refused(twice), "group of calls 1: a rule stands in two groups");
}

#[test]
fn groups_have_a_limit() {
    // Groups without a rule, which are of no use and harmless.
    let groups = |count: usize| {
        move |tables: &mut Tables| {
            let words: Vec<u64> = tables.plan.words.iter().copied().chain([0; 36]).collect();
            let base = u32::try_from(words.len() - 36).unwrap();
            tables.plan.words = words;
            let empty = Group { split: None, leaves: 1, width: 1, base, stride: 36, fields: Vec::new() };
            tables.plan.call.groups.resize(count, empty);
        }
    };
    assert_eq!(refused(groups(MAX_GROUPS)), "accepted");
    assert_eq!(refused(groups(MAX_GROUPS + 1)), "an index has too many groups");
}

#[test]
fn fields_lie_in_their_leaf_and_beside_each_other() {
    let fields = |places: &[u32]| {
        let mut tables = widened();
        for at in places {
            with_field(&mut tables, *at);
        }
        said(tables)
    };
    assert_eq!(fields(&[36]), "accepted");
    assert_eq!(fields(&[36, 38]), "accepted");
    assert_eq!(fields(&[36, 37]), "group of calls 0: its fields lie upon each other");
    assert_eq!(fields(&[38, 36]), "group of calls 0: its fields lie upon each other", "out of order");
    assert_eq!(fields(&[35]), "group of calls 0: a field does not fit in its leaves", "on rule numbers");
    assert_eq!(fields(&[39]), "group of calls 0: a field does not fit in its leaves", "on the next leaf");
}

#[test]
fn leaves_lie_within_the_words() {
    assert_eq!(refused(|t| group(t).leaves = 0), "group of calls 0: it has no leaf");
    assert_eq!(refused(|t| group(t).leaves = u32::MAX), "group of calls 0: its leaves do not fit");
    assert_eq!(refused(|t| group(t).base = u32::MAX), "group of calls 0: its leaves do not fit");
    assert_eq!(
        refused(|t| group(t).stride = 35),
        "group of calls 0: its leaves have no room for their rules"
    );
    assert_eq!(refused(|t| group(t).width = 0), "group of calls 0: its rows are too short or too long");
}

#[test]
fn fixed_rows_say_what_rules_say() {
    let said = "group of calls 0: its fixed rows contradict a rule";
    for fixed in [row::LIVE, row::ALLOW, row::RESIDUAL] {
        assert_eq!(refused(|t| leaf(t)[fixed as usize] ^= 1), said, "row {fixed}");
    }
    assert_eq!(
        refused(|t| leaf(t)[row::LIVE as usize] |= 1 << 63),
        "group of calls 0: a row has a bit where no rule stands"
    );
    // The second and the third, of which rows say the same.
    let swapped = |t: &mut Tables| {
        let numbers = &mut leaf(t)[row::COUNT as usize..];
        let (second, third) = (numbers[0] >> 32, numbers[1] & 0xffff_ffff);
        numbers[0] = numbers[0] & 0xffff_ffff | third << 32;
        numbers[1] = numbers[1] >> 32 << 32 | second;
    };
    assert_eq!(refused(swapped), "group of calls 0: its rules are not those of its event in order");
    assert_eq!(
        refused(|t| leaf(t)[row::COUNT as usize] |= 0xffff_ffff),
        "group of calls 0: there is no such rule"
    );
    assert!(
        sound().rules.iter().any(|rule| rule.residual == ACCEPT),
        "not all of them are still to be walked"
    );
}
