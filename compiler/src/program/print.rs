//! The program as text: what `agpc inspect --program` shows and what the policy's hash is of.
//!
//! Everything the planner reads is in it, except what follows from the rest (what an entry is a
//! kind of, what the built-in facts can be, who holds a role); spans are not. One declaration a
//! line, its parts on lines of their own, two spaces in:
//!
//! ```text
//! program 1 acme.payments "1.0.0"
//!
//! role clerk.senior_clerk in acme.payments is [clerk]
//! tool pay_sepa in acme.payments is pay
//!   arg amount EUR
//!   arg creditor iban -> destination
//! one o1 kind
//! number n0 args [amount of pay_sepa] EUR ..
//! atom a0 o1 is {pay} perhaps {?0, unclassified} of [o1 kind] # kind is pay
//! atom a1 n0 >= 10000000001 of [n0 args.amount] # args.amount > 10000EUR
//! rule review acme.payments.two_people as two_people on call
//!   when (and a0 a1)
//!   by 2 of treasurer within 4h else deny
//! ```
//!
//! An atom over a finite fact shows which values surely satisfy it, and which others perhaps do;
//! `?N` is an element that no author names: `?0` unknown (of a set: there may be more), `?1` none
//! of the declared ones, `?2` more of the classes that detectors find. Numbers stand in their base
//! unit. [`super::text`] has the rules of names and quotes, [`super::read`] reads all of it.

mod facts;
mod rules;

use super::text::{Listed, Name, Quoted, Tail, names, texts};
use super::{Formula, Program};
use crate::semantics::thir::{Entry, EntryId, Signal, Tool, ToolId, Vocabularies, Vocabulary};
use crate::syntax::ast::Word;
use crate::types::{Scalar, Type};
use agp_abi::tables::Mapping;
use std::fmt::{self, Display, Formatter};

/// The version of this form of text.
pub(super) const FORMAT: u32 = 1;

impl Display for Program {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "program {FORMAT} {} {}", Name(&self.name), Quoted(&self.version))?;
        for word in Vocabularies::WORDS {
            let list = self.vocabularies.of(word);
            section(f, &list.entries, |f, entry| write_entry(f, word, list, entry))?;
        }
        section(f, &self.tools, |f, tool| self.write_tool(f, tool))?;
        section(f, &self.signals, write_signal)?;
        self.write_facts(f)?;
        section(f, &self.risks, rules::write_risk)?;
        section(f, &self.rules, rules::write_rule)
    }
}

/// Items of one kind, set off from what stands before.
fn section<T>(
    f: &mut Formatter<'_>,
    items: &[T],
    write: impl Fn(&mut Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    if !items.is_empty() {
        writeln!(f)?;
    }
    items.iter().try_for_each(|item| write(f, item))
}

/// The same, with the index of each.
fn numbered<T>(
    f: &mut Formatter<'_>,
    items: &[T],
    write: impl Fn(&mut Formatter<'_>, usize, &T) -> fmt::Result,
) -> fmt::Result {
    if !items.is_empty() {
        writeln!(f)?;
    }
    items.iter().enumerate().try_for_each(|(index, item)| write(f, index, item))
}

fn write_entry(f: &mut Formatter<'_>, word: Word, list: &Vocabulary, entry: &Entry) -> fmt::Result {
    write!(f, "{} {}", word.text(), Name(&entry.path))?;
    if !entry.module.is_empty() {
        write!(f, " in {}", Name(&entry.module))?;
    }
    write_entries(f, "is", list, &entry.parents)?;
    for (flag, word) in [(entry.detected, "detected"), (entry.open, "open"), (entry.otherwise, "otherwise")] {
        if flag {
            write!(f, " {word}")?;
        }
    }
    if !entry.patterns.is_empty() {
        write!(f, " matches {}", texts(&entry.patterns))?;
    }
    writeln!(f)
}

/// A keyword and entries by name; nothing where there are none.
fn write_entries(f: &mut Formatter<'_>, word: &str, list: &Vocabulary, ids: &[EntryId]) -> fmt::Result {
    if ids.is_empty() {
        return Ok(());
    }
    let entries: Vec<EntryName<'_>> = ids.iter().map(|id| EntryName(list, *id)).collect();
    write!(f, " {word} {}", Listed(['[', ']'], &entries))
}

/// An entry by name; by number where there is no such entry.
struct EntryName<'a>(&'a Vocabulary, EntryId);

impl Display for EntryName<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.entries.get(self.1.0 as usize) {
            Some(entry) => Name(&entry.path).fmt(f),
            None => write!(f, "?{}", self.1.0),
        }
    }
}

/// A tool by name; by number where there is no such tool.
struct ToolName<'a>(&'a Program, ToolId);

impl Display for ToolName<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.tools.get(self.1.0 as usize) {
            Some(tool) => Name(&tool.name).fmt(f),
            None => write!(f, "?{}", self.1.0),
        }
    }
}

impl Program {
    fn write_tool(&self, f: &mut Formatter<'_>, tool: &Tool) -> fmt::Result {
        let list = |word| self.vocabularies.of(word);
        write!(f, "tool {} in {}", Name(&tool.name), Name(&tool.module))?;
        write!(f, " is {}", EntryName(list(Word::Kind), tool.kind))?;
        write_entries(f, "yields", list(Word::Class), &tool.yields)?;
        write_entries(f, "from", list(Word::Origin), &tool.from)?;
        write_entries(f, "to", list(Word::Destination), &tool.to)?;
        if let Some(undo) = tool.undo {
            write!(f, " undo {}", ToolName(self, undo))?;
        }
        writeln!(f, "{}", if tool.rest { " rest" } else { "" })?;
        for arg in &tool.args {
            let optional = if arg.optional { " ?" } else { "" };
            write!(f, "  arg {}{optional} {}", Name(&arg.name), TypeText(&arg.ty))?;
            if let Some(facet) = mapping(arg.mapping) {
                write!(f, " -> {facet}")?;
            }
            match &arg.default {
                Some(json) => writeln!(f, "{}", Tail('=', json))?,
                None => writeln!(f)?,
            }
        }
        for (field, origin) in &tool.returns {
            writeln!(f, "  returns {} from {}", Name(field), EntryName(list(Word::Origin), *origin))?;
        }
        Ok(())
    }
}

/// The facet that an argument maps to.
pub(super) fn mapping(mapping: Mapping) -> Option<&'static str> {
    match mapping {
        Mapping::None => None,
        Mapping::Payload => Some("payload"),
        Mapping::Destination => Some("destination"),
        Mapping::Resource => Some("resource"),
        Mapping::Data => Some("data"),
    }
}

fn write_signal(f: &mut Formatter<'_>, signal: &Signal) -> fmt::Result {
    writeln!(f, "signal {} {}", Name(&signal.name), TypeText(&signal.ty))
}

/// A type, its words as names.
struct TypeText<'a>(&'a Type);

impl Display for TypeText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (quantity, scalar) = match self.0 {
            Type::One(scalar) => ("", scalar),
            Type::List(scalar) => ("list of ", scalar),
            Type::Set(scalar) => ("set of ", scalar),
            Type::Error => return f.write_str("?"),
        };
        match scalar {
            Scalar::Enum(words) => write!(f, "{quantity}enum {}", names(words)),
            scalar => write!(f, "{quantity}{scalar}"),
        }
    }
}

impl Display for Formula {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (word, parts) = match self {
            Formula::Const(value) => return write!(f, "{value}"),
            Formula::Literal { atom, negated: false } => return write!(f, "a{atom}"),
            Formula::Literal { atom, negated: true } => return write!(f, "!a{atom}"),
            Formula::And(parts) => ("and", parts),
            Formula::Or(parts) => ("or", parts),
        };
        write!(f, "({word}")?;
        parts.iter().try_for_each(|part| write!(f, " {part}"))?;
        f.write_str(")")
    }
}
