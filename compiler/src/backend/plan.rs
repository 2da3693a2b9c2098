//! Program to tables.
//!
//! 1. [`names`]: what records call roles, classes, purposes, destinations and resources;
//! 2. [`rows`]: tools, arguments and signals, each with the facts it feeds, texts by way of [`slots`];
//! 3. [`matchers`]: patterns to literals by their [`shapes`], or to automata, each distinct one once;
//! 4. [`index`](mod@index): rows over the rules, and of each rule what they leave open;
//! 5. [`chains`]: formulas to forward-only chains of nodes.
//!
//! Only an automaton that would be too large stops a plan; everything else the checker has seen to.

mod chains;
mod fit;
mod index;
mod matchers;
mod names;
mod rows;
mod shapes;
mod slots;

pub use fit::too_large;
pub use index::Strategy;

use crate::diag::Diagnostic;
use crate::program::{self, Formula, Program, Source};
use crate::source::{FileId, Span};
use agp_abi::tables::{
    Beside, Clock, FIRST_ENTRY, Plane, PolicyName, RiskRow, RuleRow, Tables, TermRow, Zone,
};
use chains::Chains;
use matchers::Matchers;
use slots::Slots;

/// Makes the tables of a program.
pub fn plan(program: &Program) -> Result<Tables, Box<Diagnostic>> {
    plan_by(program, Strategy::Costs)
}

/// Makes the tables of a program with an index that is chosen in this way.
pub fn plan_by(program: &Program, strategy: Strategy) -> Result<Tables, Box<Diagnostic>> {
    let mut matchers = Matchers::default();
    let too_large = |error: matchers::TooLarge| Box::new(error.at(first_span(program)));
    let slots = Slots::of(program);
    let texts = rows::texts(program, &slots, &mut matchers).map_err(too_large)?;
    let patterns = names::patterns(program, &mut matchers).map_err(too_large)?;
    let mut chains = Chains::default();
    let risks = program
        .risks
        .iter()
        .map(|risk| RiskRow {
            name: risk.name.clone(),
            terms: risk.terms.iter().map(|term| term_row(term, &mut chains)).collect(),
        })
        .collect();
    let tests = index::Texts { rows: &texts, matchers: &matchers.rows, literals: &matchers.literals };
    let indexed = index::index(program, tests, strategy);
    let rules = program
        .rules
        .iter()
        .zip(&indexed.residuals)
        .map(|(rule, residual)| rule_row(rule, residual, &mut chains))
        .collect();
    let mut tables = Tables {
        policy: PolicyName {
            name: program.name.clone(),
            version: program.version.clone(),
            hash: program::hash(&program.to_string()),
        },
        names: names::names(program),
        tools: rows::tools(program, &slots),
        signals: rows::signals(program, &slots),
        agent: rows::agent(program, &slots),
        payload: rows::feed(program, &slots, &Source::Facet("payload")),
        ones: program.ones.iter().map(|one| count(&one.values)).collect(),
        sets: program.sets.iter().map(|set| FIRST_ENTRY + count(&set.elements)).collect(),
        numbers: program.numbers.iter().map(|number| number.unknown).collect(),
        slots: slots.count(),
        texts,
        clock: clock(program),
        patterns,
        matchers: matchers.rows,
        literals: matchers.literals,
        automata: matchers.automata,
        enums: rows::enums(program),
        atoms: program.atoms.clone(),
        nodes: Vec::new(),
        risks,
        rules,
        notes: program.notes.clone().into(),
        plan: indexed.plan,
    };
    chains.finish(&mut tables);
    Ok(tables)
}

fn count<T>(items: &[T]) -> u32 {
    count_of(items.len())
}

fn count_of(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// A place to blame where the pattern's own is not known any more.
fn first_span(program: &Program) -> Span {
    program.tools.first().map_or(Span::new(FileId(0), 0, 0), |tool| tool.span)
}

fn term_row(term: &crate::program::Term, chains: &mut Chains) -> TermRow {
    let plane = if term.subtract { Plane::Must } else { Plane::May };
    TermRow {
        subtract: term.subtract,
        weight: term.weight,
        number: term.score.clone(),
        entry: chains.add(&term.when, plane),
        text: term.text.clone(),
    }
}

fn rule_row(rule: &crate::program::Rule, residual: &Formula, chains: &mut Chains) -> RuleRow {
    let plane = if rule.verdict == agp_abi::Verdict::Allow { Plane::Must } else { Plane::May };
    RuleRow {
        name: rule.name.as_str().into(),
        reserved: rule.reserved,
        on: rule.on,
        verdict: rule.verdict,
        shadow: rule.shadow,
        entry: chains.add(&rule.when, plane),
        residual: chains.add(residual, plane),
        beside: Beside {
            because: rule.because.clone(),
            cites: rule.cites.clone(),
            alert: rule.alert.clone(),
            mask: rule.mask.clone(),
            approval: rule.approval.clone(),
            rollback: rule.rollback,
        }
        .boxed(),
    }
}

/// The clocks that facts ask for, with the offsets of their zones.
fn clock(program: &Program) -> Clock {
    let mut clock = Clock::default();
    let mut zones: Vec<Zone> = Vec::new();
    let mut zone = |name: &str| -> usize {
        if let Some(known) = zones.iter().position(|zone| zone.name == name) {
            return known;
        }
        zones.push(Zone {
            name: name.to_owned(),
            offsets: offsets(name),
            time_of_day: Vec::new(),
            weekday: Vec::new(),
        });
        zones.len() - 1
    };
    let (mut times, mut days) = (Vec::new(), Vec::new());
    for (index, number) in (0u32..).zip(&program.numbers) {
        match &number.source {
            Source::Facet("time") => clock.instant.push(index),
            Source::TimeOfDay(name) => times.push((zone(name), index)),
            _ => {}
        }
    }
    for (index, one) in (0u32..).zip(&program.ones) {
        if let Source::Weekday(name) = &one.source {
            days.push((zone(name), index));
        }
    }
    for (zone, index) in times {
        zones[zone].time_of_day.push(index);
    }
    for (zone, index) in days {
        zones[zone].weekday.push(index);
    }
    clock.zones = zones;
    clock
}

/// Years for which a zone's changes are written out one by one; from the last one on, its last offset holds.
const ZONE_YEARS: std::ops::RangeInclusive<i16> = 1970..=2099;

/// The offsets of a zone over time. Source: the IANA time-zone database as `jiff` bundles it.
fn offsets(name: &str) -> Vec<(i64, i32)> {
    let Ok(zone) = jiff::tz::db().get(name) else { return vec![(i64::MIN, 0)] };
    let start = jiff::civil::date(*ZONE_YEARS.start(), 1, 1).to_zoned(jiff::tz::TimeZone::UTC);
    let end = jiff::civil::date(*ZONE_YEARS.end(), 12, 31).to_zoned(jiff::tz::TimeZone::UTC);
    let (Ok(start), Ok(end)) = (start, end) else { return vec![(i64::MIN, 0)] };
    let mut offsets = vec![(i64::MIN, zone.to_offset(start.timestamp()).seconds())];
    for change in zone.following(start.timestamp()).take_while(|change| change.timestamp() < end.timestamp())
    {
        let offset = change.offset().seconds();
        if offsets.last().is_some_and(|(_, last)| *last != offset) {
            offsets.push((change.timestamp().as_millisecond(), offset));
        }
    }
    offsets
}
