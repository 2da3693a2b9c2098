//! The arguments of a call against the tool's declaration.
//!
//! Steps: size ([`is_oversize`]), then each member of `args` in the order written, then what is
//! absent. An argument that is there, in its right JSON type, feeds its facts and its facet
//! ([`Binder::argument`]); what does not fit makes the call malformed and is unknown.

use super::Binder;
use super::payload::Payload;
use super::signals::fitting_items;
use super::value::fits;
use crate::classify::Side;
use crate::json::{Json, Kind};
use crate::load::Tool;
use crate::record::Fields;
use agp_abi::tables::{ArgRow, MORE, Mapping, fault, set};

/// The most values of one list.
const MAX_ITEMS: usize = 4_096;

/// The most texts of one call.
const MAX_TEXTS: usize = 65_536;

impl<'p> Binder<'p, '_> {
    /// Binds the arguments; returns the payload and what is wrong with the call.
    pub(super) fn args(&mut self, args: Option<Fields<'p>>, tool: Tool<'p>) -> (Payload, u32) {
        let mut payload = Payload::default();
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
        let mut fit = !args.is_some_and(Fields::is_stale);
        self.marks.clear();
        let each = args.into_iter().flat_map(|args| args.each(move |name| tool.arg(name)));
        for (slot, name, value) in each {
            if value.kind() == Kind::Null {
                continue;
            }
            match slot.and_then(|slot| tool.row.args.get(slot)) {
                Some(row) => {
                    self.marks.insert(slot.map_or(0, small));
                    fit &= self.argument(row, value, payload);
                }
                None if tool.row.rest => {
                    self.say_all(value, payload);
                    self.facts.insert(set::DESTINATION, MORE);
                }
                None => {
                    self.undeclared.note("argument", name);
                    fit = false;
                }
            }
        }
        for (slot, row) in tool.row.args.iter().enumerate() {
            if self.marks.contains(small(slot)) {
                continue;
            }
            fit &= match tool.default(slot) {
                Some(default) if default.kind() != Kind::Null => self.argument(row, default, payload),
                _ => !row.required,
            };
        }
        fit
    }

    /// Lets one argument that is there feed its facts and its facet; whether it fits its type.
    fn argument(&mut self, row: &'p ArgRow, value: Json<'p>, payload: &mut Payload) -> bool {
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
    fn facet(&mut self, row: &ArgRow, value: Json<'p>, payload: &mut Payload) {
        if row.mapping != Mapping::Payload && !self.loaded.reads(row.ty.scalar, value) {
            self.say_typed(row.ty.scalar, value, payload);
        }
        match row.mapping {
            Mapping::None | Mapping::Payload => {}
            Mapping::Destination => {
                self.loaded.classify(Side::Destination, row.ty.scalar, value, self.facts);
            }
            Mapping::Resource => self.loaded.classify(Side::Resource, row.ty.scalar, value, self.facts),
            Mapping::Data => self.label(row, value),
        }
    }

    /// A class that an argument names.
    fn label(&mut self, row: &ArgRow, value: Json<'_>) {
        let text = value.text();
        let class = text.and_then(|text| self.loaded.class(text));
        self.facts.insert(set::DATA, class.map_or(MORE, |(element, _)| element));
        if let (None, Some(text)) = (class, text) {
            self.undeclared.note(&format!("args.{}", row.name), text);
        }
    }
}

/// Whether a call holds more than the engine looks at.
fn is_oversize(args: Fields<'_>) -> bool {
    if args.values().map(Json::tokens).fold(0, usize::saturating_add) < MAX_ITEMS {
        return false;
    }
    let texts = args.values().flat_map(Json::leaves).filter(|leaf| leaf.kind() == Kind::Text).count();
    texts > MAX_TEXTS || args.values().any(|value| value.longest_list() > MAX_ITEMS)
}

fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
