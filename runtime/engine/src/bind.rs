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

mod args;
mod clock;
mod facets;
mod payload;
mod signals;
mod value;

use crate::load::{Loaded, Tool};
use crate::record::{Record, Time};
use crate::slots::Slots;
use agp_abi::bits::Bits;
use agp_abi::facts::Facts;
use agp_abi::forms;
use agp_abi::number::Bounds;
use agp_abi::tables::{Event, MORE, Mapping, fault, one, set};
use payload::Payload;

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

    /// All of them, leaving none.
    pub(crate) fn take(&mut self) -> Vec<String> {
        std::mem::take(&mut self.0)
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

/// What binding one record works on.
pub(crate) struct Binder<'p, 's> {
    pub(crate) loaded: &'p Loaded,
    pub(crate) facts: &'s mut Facts,
    pub(crate) slots: &'s mut Slots,
    /// Room to mark arguments in.
    pub(crate) marks: &'s mut Bits,
    pub(crate) undeclared: &'s mut Undeclared,
}

impl<'p> Binder<'p, '_> {
    /// Binds one record; `now` is the time of records that carry none.
    pub(crate) fn bind(&mut self, event: Event, record: &Record<'p>, tool: Tool<'p>, now: Option<i64>) {
        self.facts.reset_to(&self.loaded.blank);
        self.slots.reset();
        self.slots.open(&self.loaded.tables.payload.slots);
        self.facts.set_one(one::TOOL, number_of(tool.index));
        self.facts.set_one(one::KIND, tool.row.kind);
        self.facets(record);
        let payload = match event {
            Event::Call => self.call(record, tool),
            Event::Result => self.result(record, tool),
        };
        self.signals(record.signals);
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
