//! The worst case of a decision, stated before anything runs.
//!
//! In: the tables of a policy. Out: a [`Bound`]. It covers what follows binding: narrowing,
//! residual chains, settling (binding is linear in the record, whose size is capped). For narrowing
//! the longest path is the only path. For residual chains every rule of the costliest leaf of every
//! group is taken to survive, every test of its chain to be made, every risk it asks for to be summed,
//! and every text to be looked at in full.
//!
//! Instructions are weighted sums over what the code does, with weights counted on x86-64 under
//! callgrind and rounded up; they rise with the worst time seen, and are a budget to compare policies
//! and versions by, not a promise in nanoseconds. What a text costs is stated by the byte: lengths are
//! the record's. No construct is without a cap: tables are finite, chains point forward, and texts are
//! no longer than the longest line.

use agp_abi::facts::Layout;
use agp_abi::index::{Digits, Group, Index, Select, row};
use agp_abi::tables::{ACCEPT, Atom, Event, Matcher, Tables};
use std::collections::BTreeSet;

/// The worst case of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Bound {
    /// Instructions, those by the byte of text apart.
    pub instructions: u64,
    /// Instructions for every byte of text.
    pub per_byte: u64,
    /// Conditional branches, those by the byte of text apart.
    pub branches: u64,
    /// Distinct cache lines of 64 bytes, those of texts apart.
    pub lines: u64,
    /// Bytes of stack.
    pub stack: u64,
    /// Bytes that judging works on, for each thread.
    pub scratch: u64,
    /// Bytes kept from one decision to the next, for each session.
    pub state: u64,
    /// The rule whose residual chain costs most, and its instructions with [`TEXT`] bytes of text.
    pub costliest_rule: Option<(String, u64)>,
    /// The text test that costs most by the byte, as its author wrote it, and its instructions by the byte.
    pub costliest_pattern: Option<(String, u64)>,
}

/// Bytes of text that [`Bound::total`] counts with.
pub const TEXT: u64 = 1_024;

/// Stack of a decision: the frames of the kernel and of machine code, whose own is asserted.
const STACK: u64 = 16 << 10;

impl Bound {
    /// All instructions, with [`TEXT`] bytes of text.
    pub fn total(&self) -> u64 {
        self.instructions.saturating_add(self.per_byte.saturating_mul(TEXT))
    }
}

/// What something costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Cost {
    instructions: u64,
    per_byte: u64,
    branches: u64,
    lines: u64,
}

impl Cost {
    const fn of(instructions: u64, branches: u64, lines: u64) -> Cost {
        Cost { instructions, per_byte: 0, branches, lines }
    }

    fn and(self, other: Cost) -> Cost {
        Cost {
            instructions: self.instructions.saturating_add(other.instructions),
            per_byte: self.per_byte.saturating_add(other.per_byte),
            branches: self.branches.saturating_add(other.branches),
            lines: self.lines.saturating_add(other.lines),
        }
    }

    fn times(self, count: u64) -> Cost {
        Cost {
            instructions: self.instructions.saturating_mul(count),
            per_byte: self.per_byte.saturating_mul(count),
            branches: self.branches.saturating_mul(count),
            lines: self.lines.saturating_mul(count),
        }
    }

    fn total(self) -> u64 {
        self.instructions.saturating_add(self.per_byte.saturating_mul(TEXT))
    }
}

/// What is done once, however small the policy: the call around the kernel, both functions, the
/// verdict. The safe kernel's share is the larger: 1,600 of the smallest workload's decision in all.
const FRAME: Cost = Cost::of(1_000, 24, 8);
/// The class of an end of a text.
const CLASS: Cost = Cost::of(40, 5, 3);
/// A group: its leaf, its words of the survivors.
const GROUP: Cost = Cost::of(24, 4, 2);
/// Selecting a row.
const SELECT: Cost = Cost::of(6, 0, 0);
/// One step of a search for a rank.
const STEP: Cost = Cost::of(6, 0, 1);
/// Selecting the row of a digit.
const DIGIT: Cost = Cost::of(6, 0, 0);
/// One word of the fixed rows, in both functions.
const FIXED: Cost = Cost::of(14, 2, 0);
/// Finding a survivor's rule and what is left of it.
const SURVIVOR: Cost = Cost::of(40, 6, 3);
/// A node of a chain and an atom over integers.
const NODE: Cost = Cost::of(45, 8, 3);
/// A text test, its ends compared.
const GLANCE: Cost = Cost::of(60, 10, 4);
/// A term of a risk.
const TERM: Cost = Cost::of(40, 6, 2);

/// The worst case of a policy's decisions, calls and results alike.
pub fn bound(tables: &Tables) -> Bound {
    let worst = [Event::Call, Event::Result].map(|event| of_index(tables, tables.plan.of(event)));
    let worst = worst.into_iter().max_by_key(|cost| cost.total()).unwrap_or_default();
    let facts = words(Layout::of(tables).words());
    let survivors = words(tables.plan.call.survivors()) + words(tables.plan.result.survivors());
    Bound {
        instructions: worst.instructions,
        per_byte: worst.per_byte,
        branches: worst.branches,
        lines: worst.lines.saturating_add(facts.div_ceil(64)),
        stack: STACK,
        scratch: facts + survivors + 8 * words(tables.risks.len()),
        state: 0,
        costliest_rule: costliest_rule(tables),
        costliest_pattern: costliest_pattern(tables),
    }
}

/// Bytes of so many words.
fn words(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX / 16).saturating_mul(8)
}

fn of_index(tables: &Tables, index: &Index) -> Cost {
    let ends = CLASS.times(words(tables.plan.ends.len()) / 8);
    index.groups.iter().fold(FRAME.and(ends), |cost, group| cost.and(of_group(tables, group)))
}

fn of_group(tables: &Tables, group: &Group) -> Cost {
    let width = u64::from(group.width);
    let narrowed = group.fields.iter().fold(GROUP.and(FIXED.times(width)), |cost, field| {
        let (select, rows) = match &field.select {
            Select::One(_) | Select::End(_) => (SELECT, 1),
            Select::Low(ends) | Select::High(ends) => (SELECT.and(STEP.times(u64::from(ends.steps()))), 1),
            Select::AnyOf(digits) | Select::AllOf(digits) => of_digits(digits),
        };
        // A load and an AND or OR for each word of each row.
        let lines = (8 * width).div_ceil(64);
        cost.and(select).and(Cost::of(2, 0, 0).times(rows * width)).and(Cost::of(0, 0, lines).times(rows))
    });
    let lines = Cost::of(0, 0, (u64::from(row::COUNT) * 8 * width).div_ceil(64));
    let left = (0..group.leaves).map(|leaf| of_leaf(tables, group, leaf)).max_by_key(|cost| cost.total());
    narrowed.and(lines).and(left.unwrap_or_default())
}

fn of_digits(digits: &Digits) -> (Cost, u64) {
    let count = u64::try_from(digits.digits.len()).unwrap_or(u64::MAX);
    (DIGIT.times(count), count + u64::from(digits.empty))
}

/// All residual chains of a leaf; what several rules share is counted once.
fn of_leaf(tables: &Tables, group: &Group, leaf: u32) -> Cost {
    let mut shared = Shared::default();
    let rules = rules(tables, group, leaf);
    rules.into_iter().fold(Cost::default(), |cost, rule| cost.and(shared.residual(tables, rule)))
}

/// The rules of a leaf whose residual is open.
fn rules(tables: &Tables, group: &Group, leaf: u32) -> Vec<u32> {
    let first = group.base as usize + leaf as usize * group.stride as usize;
    let width = group.width as usize;
    let word = |at: usize| tables.plan.words.get(first + at).copied().unwrap_or(0);
    (0..width * 64)
        .filter(|place| word(row::RESIDUAL as usize * width + place / 64) >> (place % 64) & 1 == 1)
        .filter_map(|place| {
            let pair = word(row::COUNT as usize * width + place / 2);
            u32::try_from(pair >> (32 * (place % 2)) & u64::from(u32::MAX)).ok()
        })
        .collect()
}

/// What is done at most once in a decision.
#[derive(Default)]
struct Shared {
    tests: BTreeSet<u32>,
    risks: BTreeSet<u32>,
}

impl Shared {
    fn residual(&mut self, tables: &Tables, rule: u32) -> Cost {
        let entry = tables.rules.get(rule as usize).map_or(ACCEPT, |rule| rule.residual);
        SURVIVOR.and(self.chain(tables, entry))
    }

    /// Every node of a chain.
    fn chain(&mut self, tables: &Tables, entry: u32) -> Cost {
        let mut seen = BTreeSet::new();
        let mut open = vec![entry];
        let mut cost = Cost::default();
        while let Some(at) = open.pop() {
            let Some(node) = tables.nodes.get(at as usize) else { continue };
            if seen.insert(at) {
                cost = cost.and(NODE).and(self.atom(tables, node.atom));
                open.extend([node.yes, node.no]);
            }
        }
        cost
    }

    fn atom(&mut self, tables: &Tables, atom: u32) -> Cost {
        match tables.atoms.get(atom as usize) {
            Some(Atom::Text(test)) => {
                let first = self.tests.insert(*test);
                if first { of_test(tables, *test) } else { GLANCE }
            }
            Some(Atom::Risk { risk, .. }) if self.risks.insert(*risk) => {
                let terms = tables.risks.get(*risk as usize).map_or(&[][..], |risk| &risk.terms);
                terms
                    .iter()
                    .fold(Cost::default(), |cost, term| cost.and(TERM).and(self.chain(tables, term.entry)))
            }
            Some(Atom::AtLeast { terms, .. }) => TERM.times(words(terms.len()) / 8),
            Some(Atom::Has { must, may, .. } | Atom::Within { must, may, .. }) => {
                Cost::of(8, 2, 1).times(words(must.words().len() + may.words().len()) / 8)
            }
            Some(Atom::One { .. } | Atom::Known(_) | Atom::Risk { .. }) | None => Cost::default(),
        }
    }
}

/// A text test that looks at its texts.
fn of_test(tables: &Tables, test: u32) -> Cost {
    let Some(row) = tables.texts.get(test as usize) else { return Cost::default() };
    let blocks = Cost::of(20, 2, 1).times(words(row.blocks.len()) / 8);
    let matchers = row.matchers.iter().filter_map(|matcher| tables.matchers.get(*matcher as usize));
    let parsed =
        if row.blocks.is_empty() { Cost::default() } else { Cost { per_byte: 12, ..Cost::default() } };
    matchers.fold(GLANCE.and(blocks).and(parsed), |cost, matcher| cost.and(of_matcher(*matcher)))
}

fn of_matcher(matcher: Matcher) -> Cost {
    match matcher {
        Matcher::Exact(literal) => Cost::of(20 + u64::from(literal.to - literal.from) / 4, 3, 1),
        Matcher::Ends { prefix, suffix, middle } => {
            let length = u64::from(prefix.to - prefix.from) + u64::from(suffix.to - suffix.from);
            let per_byte = if middle == agp_abi::tables::Middle::Any { 0 } else { 2 };
            Cost { per_byte, ..Cost::of(30 + length / 4, 5, 2) }
        }
        Matcher::Contains(_) => Cost { per_byte: 4, ..Cost::of(60, 8, 3) },
        Matcher::Automaton(_) => Cost { per_byte: 24, ..Cost::of(40, 6, 4) },
    }
}

fn costliest_rule(tables: &Tables) -> Option<(String, u64)> {
    let open = (0u32..).zip(&tables.rules).filter(|(_, rule)| rule.residual != ACCEPT);
    let costs = open.map(|(at, rule)| (Shared::default().residual(tables, at).total(), rule));
    costs
        .max_by(|(a, x), (b, y)| (a, &y.name).cmp(&(b, &x.name)))
        .map(|(cost, rule)| (rule.name.to_string(), cost))
}

fn costliest_pattern(tables: &Tables) -> Option<(String, u64)> {
    let costs = tables.atoms.iter().zip(tables.notes.iter()).filter_map(|(atom, note)| match atom {
        Atom::Text(test) => Some((of_test(tables, *test).per_byte, &note.text)),
        _ => None,
    });
    let worst = costs.filter(|(cost, _)| *cost > 0).max_by(|(a, x), (b, y)| (a, y).cmp(&(b, x)));
    worst.map(|(cost, text)| (text.clone(), cost))
}

#[cfg(test)]
mod tests;
