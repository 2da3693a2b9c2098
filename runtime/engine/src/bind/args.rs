//! The arguments of a call against the tool's declaration.
//!
//! Steps: size ([`is_oversize`]), then each member of `args` in the order written, then what is
//! absent. An argument that is there, in its right JSON type, feeds its facts and its facet
//! ([`Binder::argument`]); what does not fit makes the call malformed and is unknown.

use super::payload::Payload;
use super::signals::fitting_items;
use super::value::fits;
use super::{Binder, Fed};
use crate::classify::Side;
use crate::json::{Json, Kind};
use crate::load::Tool;
use crate::record::{Fields, Given, Raw};
use agp_abi::number::{self, PLACES};
use agp_abi::tables::{ArgRow, MORE, Mapping, Scalar, fault, set};

/// The most values of one list.
const MAX_ITEMS: usize = 4_096;

/// The most texts of one call.
const MAX_TEXTS: usize = 65_536;

impl<'p> Binder<'p, '_> {
    /// Binds the arguments; returns the payload and what is wrong with the call.
    pub(super) fn args(&mut self, args: Option<Fields<'p>>, tool: Tool<'p>) -> (Payload, u32) {
        let mut payload = Payload::NONE;
        let form = match args {
            Some(args) if is_oversize(args) => fault::OVERSIZE,
            _ if self.members_of(args, tool, &mut payload) => fault::NONE,
            _ => fault::MALFORMED,
        };
        payload.unsure = form != fault::NONE;
        (payload, form)
    }

    /// Whether all arguments fit.
    fn members_of(&mut self, args: Option<Fields<'p>>, tool: Tool<'p>, payload: &mut Payload) -> bool {
        match args {
            Some(Fields::Given { values, stale }) => self.given(values, tool, payload) && !stale,
            Some(Fields::Object(object)) => self.object(Some(object), tool, payload),
            None => self.object(None, tool, payload),
        }
    }

    /// The same of the members of an object.
    fn object(&mut self, args: Option<Json<'p>>, tool: Tool<'p>, payload: &mut Payload) -> bool {
        let mut fit = true;
        self.marks.clear();
        if let Some(members) = args.and_then(Json::members) {
            for (name, value) in members.filter(|(_, value)| value.kind() != Kind::Null) {
                fit &= self.named(tool, name, value, payload);
            }
        }
        for (slot, row) in tool.row.args.iter().enumerate() {
            if !self.marks.contains(small(slot)) {
                fit &= self.absent(tool, slot, row, payload);
            }
        }
        fit
    }

    /// A member of the arguments; whether it is declared, and fits.
    fn named(&mut self, tool: Tool<'p>, name: &str, value: Json<'p>, payload: &mut Payload) -> bool {
        let slot = tool.arg(name);
        match slot.and_then(|slot| tool.row.args.get(slot)) {
            Some(row) => {
                self.marks.insert(slot.map_or(0, small));
                self.argument(row, value, payload)
            }
            None if tool.row.rest => {
                self.say_all(value, payload);
                self.facts.insert(set::DESTINATION, MORE);
                true
            }
            None => {
                self.undeclared.note("argument", name);
                false
            }
        }
    }

    /// The same of values that stand in the order of the declaration.
    fn given(&mut self, values: &'p [Given], tool: Tool<'p>, payload: &mut Payload) -> bool {
        let mut fit = true;
        for (row, given) in tool.row.args.iter().zip(values) {
            if let Some(value) = given.value() {
                fit &= self.argument(row, value, payload);
            }
        }
        fit & self.absences(values, tool, payload)
    }

    /// What is absent among them.
    fn absences(&mut self, values: &'p [Given], tool: Tool<'p>, payload: &mut Payload) -> bool {
        let mut fit = true;
        for (slot, (row, given)) in tool.row.args.iter().zip(values).enumerate() {
            if given.value().is_none() {
                fit &= self.absent(tool, slot, row, payload);
            }
        }
        fit
    }

    /// The same of values most of which have been fed as they were set: what is absent, and the form
    /// of the whole.
    pub(super) fn rest(&mut self, values: &'p [Given], tool: Tool<'p>, fed: Fed) -> (Payload, u32) {
        let Fed { mut payload, mut fit } = fed;
        fit &= self.absences(values, tool, &mut payload);
        payload.unsure = !fit;
        (payload, if fit { fault::NONE } else { fault::MALFORMED })
    }

    /// An argument that is not there: its default.
    fn absent(&mut self, tool: Tool<'p>, slot: usize, row: &'p ArgRow, payload: &mut Payload) -> bool {
        match tool.default(slot) {
            Some(default) if default.kind() != Kind::Null => self.argument(row, default, payload),
            _ => !row.required,
        }
    }

    /// Lets one argument that is there feed its facts and its facet; whether it fits its type.
    pub(crate) fn argument(&mut self, row: &'p ArgRow, value: impl Raw<'p>, payload: &mut Payload) -> bool {
        let scalar = row.ty.scalar;
        if row.ty.many {
            let Some(items) = fitting_items(scalar, value) else { return false };
            self.values(scalar, &row.feed, items.clone());
            items.for_each(|item| self.facet(row, item, payload));
        } else if fits(scalar, value.kind()) {
            self.one_value(scalar, &row.feed, value);
            self.facet(row, value, payload);
        } else {
            return false;
        }
        if row.mapping == Mapping::Payload {
            self.say_typed(scalar, value, payload);
        }
        true
    }

    /// What a value adds to the facet its argument maps to. What cannot be read is payload too: it
    /// is neither an entity nor a word, and may say anything.
    fn facet(&mut self, row: &ArgRow, value: impl Raw<'p>, payload: &mut Payload) {
        let scalar = row.ty.scalar;
        let read = match row.mapping {
            Mapping::Payload => return,
            Mapping::None => self.loaded.reads(scalar, value),
            Mapping::Destination => self.entity(Side::Destination, scalar, value),
            Mapping::Resource => self.entity(Side::Resource, scalar, value),
            Mapping::Data => self.label(row, value.text()),
        };
        if scalar == Scalar::Json || !read {
            self.say_typed(scalar, value, payload);
        }
    }

    /// An entity that an argument is; whether it is a value of its type.
    fn entity(&mut self, side: Side, scalar: Scalar, value: impl Raw<'p>) -> bool {
        let formed = match places(scalar) {
            None => self.loaded.classify(side, scalar, Some(value.raw()), self.facts),
            Some(places) => {
                let written = self.loaded.exact(scalar, value).map(|number| number::print(number, places));
                self.loaded.classify(side, scalar, written.as_deref(), self.facts)
            }
        };
        // A text of no particular type says what it says; a number that is not exact is one, too.
        formed || scalar == Scalar::Text || places(scalar).is_some() && self.loaded.reads(scalar, value)
    }

    /// A class that an argument names; whether it names one.
    fn label(&mut self, row: &ArgRow, text: Option<&str>) -> bool {
        let class = text.and_then(|text| self.loaded.class(text));
        self.facts.insert(set::DATA, class.map_or(MORE, |(element, _)| element));
        if let (None, Some(text)) = (class, text) {
            self.undeclared.note(&format!("args.{}", row.name), text);
        }
        class.is_some()
    }
}

/// The decimal places of a type whose values are numbers: however a record writes one, patterns read
/// the same.
const fn places(scalar: Scalar) -> Option<u32> {
    match scalar {
        Scalar::Int | Scalar::Duration | Scalar::Size => Some(0),
        Scalar::Decimal | Scalar::Score | Scalar::Money(_) => Some(PLACES),
        _ => None,
    }
}

/// Whether a call holds more than the engine looks at.
pub(crate) fn is_oversize(args: Fields<'_>) -> bool {
    match args {
        Fields::Object(args) => {
            let texts = || args.leaves().filter(|leaf| leaf.kind() == Kind::Text).count();
            args.tokens() >= MAX_ITEMS && (texts() > MAX_TEXTS || args.longest_list() > MAX_ITEMS)
        }
        Fields::Given { values, .. } => {
            let texts = values.iter().fold(0usize, |sum, given| sum.saturating_add(given.length().1));
            texts > MAX_TEXTS || values.iter().any(|given| given.length().0 > MAX_ITEMS)
        }
    }
}

fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
