//! Facts and atoms as text.

use super::{ToolName, numbered};
use crate::program::text::{Listed, Name, Quoted, Tail, names};
use crate::program::{Number, One, Program, Set, Source, Text};
use crate::semantics::thir::TextPattern;
use agp_abi::bits::Bits;
use agp_abi::number::{Bounds, PLACES, print};
use agp_abi::tables::{Atom, AtomNote, FIRST_ENTRY, Fact, Quantifier, one, set};
use std::fmt::{self, Display, Formatter};

impl Program {
    pub(super) fn write_facts(&self, f: &mut Formatter<'_>) -> fmt::Result {
        numbered(f, &self.ones, |f, index, One { source, values }| {
            write!(f, "one o{index} {}", SourceText(self, source))?;
            write_values(f, index < one::COUNT as usize, values)
        })?;
        numbered(f, &self.sets, |f, index, Set { source, elements }| {
            write!(f, "set s{index} {}", SourceText(self, source))?;
            write_values(f, index < set::COUNT as usize, elements)
        })?;
        numbered(f, &self.numbers, |f, index, Number { source, scalar, unknown }| {
            writeln!(f, "number n{index} {} {scalar} {}", SourceText(self, source), Range(*unknown))
        })?;
        numbered(f, &self.texts, |f, index, text| self.write_text(f, index, text))?;
        numbered(f, &self.atoms, |f, index, atom| {
            write!(f, "atom a{index} {}", AtomText(self, atom))?;
            match self.notes.get(index) {
                Some(note) => write_note(f, note),
                None => writeln!(f),
            }
        })
    }

    fn write_text(&self, f: &mut Formatter<'_>, index: usize, text: &Text) -> fmt::Result {
        let quantifier = match text.quantifier {
            Quantifier::Any => "any",
            Quantifier::Every => "every",
        };
        write!(f, "text t{index} {} {quantifier}", SourceText(self, &text.source))?;
        for pattern in &text.patterns {
            match pattern {
                TextPattern::Exact(text) => write!(f, " is {}", Quoted(text))?,
                TextPattern::Like { glob, separator } => {
                    write!(f, " like {} by {}", Quoted(glob), Quoted(&separator.to_string()))?;
                }
                TextPattern::Contains(text) => write!(f, " contains {}", Quoted(text))?,
                TextPattern::Regex { pattern, anywhere: false } => write!(f, " matches {}", Quoted(pattern))?,
                TextPattern::Regex { pattern, anywhere: true } => write!(f, " finds {}", Quoted(pattern))?,
                TextPattern::Block(address, prefix) => {
                    let block = format!("{}/{prefix}", std::net::Ipv6Addr::from(*address));
                    write!(f, " in {}", Quoted(&block))?;
                }
            }
        }
        writeln!(f)
    }
}

/// What the values are called; those of the built-in facts are known from the declarations.
fn write_values(f: &mut Formatter<'_>, built_in: bool, values: &[String]) -> fmt::Result {
    if built_in { writeln!(f) } else { writeln!(f, " {}", names(values)) }
}

/// Bounds, with the ends of the range left out.
struct Range(Bounds);

impl Display for Range {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0.low != i64::MIN {
            write!(f, "{}", self.0.low)?;
        }
        f.write_str("..")?;
        if self.0.high != i64::MAX {
            write!(f, "{}", self.0.high)?;
        }
        Ok(())
    }
}

struct SourceText<'a>(&'a Program, &'a Source);

impl Display for SourceText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.1 {
            Source::Facet(name) => f.write_str(name),
            Source::Args(args) => {
                let args: Vec<String> = args
                    .iter()
                    .map(|(tool, arg)| format!("{} of {}", Name(arg), ToolName(self.0, *tool)))
                    .collect();
                write!(f, "args {}", Listed(['[', ']'], &args))
            }
            Source::Signal(signal) => match self.0.signals.get(signal.0 as usize) {
                Some(signal) => write!(f, "signal {}", Name(&signal.name)),
                None => write!(f, "signal ?{}", signal.0),
            },
            Source::Weekday(zone) => write!(f, "weekday {}", Name(zone)),
            Source::TimeOfDay(zone) => write!(f, "time_of_day {}", Name(zone)),
        }
    }
}

fn write_note(f: &mut Formatter<'_>, note: &AtomNote) -> fmt::Result {
    if !note.facts.is_empty() {
        let facts: Vec<String> =
            note.facts.iter().map(|(fact, name)| format!("{} {}", FactText(*fact), Name(name))).collect();
        write!(f, " of {}", Listed(['[', ']'], &facts))?;
    }
    writeln!(f, "{}", Tail('#', &note.text))
}

struct FactText(Fact);

impl Display for FactText {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Fact::One(one) => write!(f, "o{one}"),
            Fact::Set(set) => write!(f, "s{set}"),
            Fact::Number(number) => write!(f, "n{number}"),
            Fact::Text(text) => write!(f, "t{text}"),
        }
    }
}

struct AtomText<'a>(&'a Program, &'a Atom);

impl Display for AtomText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let of_one = |one: u32| (1, self.0.ones.get(one as usize).map_or(&[][..], |one| &one.values));
        let of_set =
            |set: u32| (FIRST_ENTRY, self.0.sets.get(set as usize).map_or(&[][..], |set| &set.elements));
        match self.1 {
            Atom::One { one, must, may } => {
                write!(f, "o{one} is")?;
                write_members(f, of_one(*one), must, may)
            }
            Atom::Has { set, must, may } => {
                write!(f, "s{set} has")?;
                write_members(f, of_set(*set), must, may)
            }
            Atom::Within { set, must, may } => {
                write!(f, "s{set} within")?;
                write_members(f, of_set(*set), must, may)
            }
            Atom::AtLeast { terms, value } => {
                for (index, (number, factor)) in terms.iter().enumerate() {
                    let plus = if index == 0 { "" } else { "+ " };
                    match factor {
                        1 => write!(f, "{plus}n{number} ")?,
                        factor => write!(f, "{plus}{factor} * n{number} ")?,
                    }
                }
                write!(f, ">= {value}")
            }
            Atom::Text(text) => write!(f, "t{text}"),
            Atom::Known(fact) => write!(f, "known {}", FactText(*fact)),
            Atom::Risk { risk, value } => write!(f, "r{risk} >= {}", print(*value, 2 * PLACES)),
        }
    }
}

/// What surely satisfies, and what else perhaps does.
fn write_members(f: &mut Formatter<'_>, names: (u32, &[String]), must: &Bits, may: &Bits) -> fmt::Result {
    let listed = |members: &mut dyn Iterator<Item = u32>| {
        let members: Vec<Member<'_>> = members.map(|member| Member(names, member)).collect();
        Listed(['{', '}'], &members).to_string()
    };
    write!(f, " {}", listed(&mut must.iter()))?;
    if must == may {
        return Ok(());
    }
    write!(f, " perhaps {}", listed(&mut may.iter().filter(|member| !must.contains(*member))))
}

/// An element by name; by number where it has none.
struct Member<'a>((u32, &'a [String]), u32);

impl Display for Member<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (first, names) = self.0;
        match self.1.checked_sub(first).and_then(|index| names.get(index as usize)) {
            Some(name) => Name(name).fmt(f),
            None => write!(f, "?{}", self.1),
        }
    }
}
