//! From a record to facts: names become small integers, values find the facts they feed.
//!
//! In: a [`Record`] whose tool is declared. Out: [`Facts`], the texts that tests may look at, and the
//! names nobody declared. Steps, in the order in which undeclared names are reported:
//!
//! 1. tool and kind;
//! 2. role, purpose, data labels, destination, resource as the record names them ([`facets`]);
//! 3. arguments of a call ([`args`]), which add to data, destination, resource and payload;
//! 4. signals and the agent ([`signals`]);
//! 5. what needs all of these: the payload as a whole, unknown elements, the time ([`clock`]).
//!
//! Facts begin as unknown, so what a step does not reach stays unknown.
//!
//! A line is bound at once ([`Binder::bind`]). Of a call that a host builds, each value is fed as it is
//! set, and the steps that need all of them follow when it is decided ([`Binder::finish`]): the facts
//! are the same.

mod args;
mod clock;
mod facets;
mod payload;
mod signals;
mod value;

pub(crate) use args::is_oversize;
pub(crate) use payload::Payload;

use crate::load::{Loaded, Tool};
use crate::record::{Given, Record, Time};
use crate::slots::Slots;
use agp_abi::bits::Bits;
use agp_abi::facts::Facts;
use agp_abi::forms;
use agp_abi::number::Bounds;
use agp_abi::tables::{Event, MORE, Mapping, fault, one, set};

/// The most undeclared names that one decision reports.
const MAX_UNDECLARED: usize = 16;

/// The most characters of an undeclared name that are shown.
const MAX_SHOWN: usize = 80;

/// Names in a record that the policy does not declare, as a decision shows them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Undeclared(Vec<String>);

impl Undeclared {
    /// Notes one, as `role "wizard"`.
    pub(crate) fn note(&mut self, what: &str, name: &str) {
        if self.0.len() < MAX_UNDECLARED {
            self.0.push(format!("{what} \"{}\"", shown(name)));
        }
    }

    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// All of them, as a decision lists them.
    pub(crate) fn list(&self) -> Vec<String> {
        self.0.clone()
    }
}

/// The beginning of a name, with nothing in it that hides or redirects text.
fn shown(name: &str) -> String {
    let mut out = String::new();
    let mut characters = name.chars();
    for c in characters.by_ref().take(MAX_SHOWN) {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            _ if forms::is_hidden(c) => out.extend(c.escape_unicode()),
            _ => out.push(c),
        }
    }
    if characters.next().is_some() {
        out.push('…');
    }
    out
}

/// What binding makes of one record.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    pub(crate) facts: Facts,
    pub(crate) slots: Slots,
    pub(crate) undeclared: Undeclared,
    /// Room to mark arguments in.
    marks: Bits,
}

impl Ground {
    /// Room for the records of a policy; nothing is bound.
    pub(crate) fn new(loaded: &Loaded) -> Ground {
        Ground {
            facts: loaded.blank.clone(),
            slots: Slots::new(loaded.tables.slots),
            undeclared: Undeclared::default(),
            marks: Bits::new(),
        }
    }

    /// Becomes what another one of the same policy is; keeps the room.
    pub(crate) fn copy(&mut self, other: &Ground) {
        self.facts.reset_to(&other.facts);
        self.slots.clone_from(&other.slots);
        self.undeclared.0.clone_from(&other.undeclared.0);
    }

    /// To bind into it.
    pub(crate) fn binder<'p>(&mut self, loaded: &'p Loaded) -> Binder<'p, '_> {
        let Ground { facts, slots, undeclared, marks } = self;
        Binder { loaded, facts, slots, marks, undeclared }
    }
}

/// What the arguments of a call that is being built came to so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fed {
    pub(crate) payload: Payload,
    /// Whether all of them fit.
    pub(crate) fit: bool,
}

impl Fed {
    /// Nothing was set.
    pub(crate) const NOTHING: Fed = Fed { payload: Payload::NONE, fit: true };
}

/// Binds one record of a policy.
pub(crate) struct Binder<'p, 's> {
    loaded: &'p Loaded,
    facts: &'s mut Facts,
    slots: &'s mut Slots,
    marks: &'s mut Bits,
    undeclared: &'s mut Undeclared,
}

impl<'p> Binder<'p, '_> {
    /// Forgets what was bound.
    pub(crate) fn begin(&mut self) {
        self.facts.reset_to(&self.loaded.blank);
        self.slots.reset();
        self.slots.open(&self.loaded.tables.payload.slots);
        self.undeclared.clear();
    }

    /// What is called.
    pub(crate) fn tool(&mut self, tool: Tool<'_>) {
        self.facts.set_one(one::TOOL, number_of(tool.index));
        self.facts.set_one(one::KIND, tool.row.kind);
    }

    /// Binds one record; `now` is the time of records that carry none.
    pub(crate) fn bind(&mut self, event: Event, record: &Record<'p>, tool: Tool<'p>, now: Option<i64>) {
        self.begin();
        self.tool(tool);
        self.facets(record);
        let payload = match event {
            Event::Call => self.call(record, tool),
            Event::Result => self.result(record, tool),
        };
        self.signals(record.signals);
        self.end(record, payload, now);
    }

    /// Binds what is left of a call of which every tool, member, purpose, argument and signal that is
    /// set has been fed; `args` are its arguments. As [`Binder::bind`] otherwise.
    pub(crate) fn finish(
        &mut self,
        record: &Record<'p>,
        tool: Tool<'p>,
        args: &'p [Given],
        fed: Fed,
        now: Option<i64>,
    ) {
        self.facet_defaults(record);
        let (payload, form) = self.rest(args, tool, fed);
        let payload = self.formed(record, tool, payload, form);
        self.end(record, payload, now);
    }

    /// What needs everything else.
    fn end(&mut self, record: &Record<'p>, payload: Payload, now: Option<i64>) {
        self.agent(&record.agent);
        self.payload(payload);
        self.clock(match record.time {
            Some(Time::Text(text)) => forms::instant(text),
            Some(Time::Instant(time)) => Some(time),
            None => now,
        });
    }

    /// Everything that only calls have.
    fn call(&mut self, record: &Record<'p>, tool: Tool<'p>) -> Payload {
        let (payload, form) = self.args(record.args, tool);
        self.formed(record, tool, payload, form)
    }

    /// What follows from the form of a call, once its arguments are bound.
    fn formed(&mut self, record: &Record<'p>, tool: Tool<'p>, payload: Payload, form: u32) -> Payload {
        self.facts.set_one(one::FAULT, form);
        let unread = form != fault::NONE;
        if unread {
            self.facts.insert(set::DESTINATION, MORE);
            self.facts.insert(set::RESOURCE, MORE);
        }
        if unread && tool.row.args.iter().any(|arg| arg.mapping == Mapping::Data) {
            self.facts.insert(set::DATA, MORE);
        }
        self.data(record, tool, (unread || payload.carried).then_some(MORE));
        self.tool_destinations(tool);
        payload
    }

    /// Sets numbers.
    fn numbers(&mut self, numbers: &[u32], bounds: Bounds) {
        for &number in numbers {
            self.facts.set_number(number, bounds);
        }
    }

    /// Sets ones.
    fn ones(&mut self, ones: &[u32], value: u32) {
        for &one in ones {
            self.facts.set_one(one, value);
        }
    }
}

/// The value of a *one* for an entry of a list.
#[inline]
pub(crate) fn number_of(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
}
