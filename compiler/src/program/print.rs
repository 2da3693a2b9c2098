//! The program as text: what `agpc inspect --program` shows and what the policy's hash is of.

use super::{Formula, One, Program, Rule, Source, Text};
use crate::semantics::thir::{TextPattern, Vocabularies};
use agp_abi::bits::Bits;
use agp_abi::number::{PLACES, print};
use agp_abi::tables::{Atom, Event, FIRST_ENTRY, Fact, Quantifier};
use std::fmt::{self, Display, Formatter};

impl Display for Program {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "program {} {:?}", self.name, self.version)?;
        self.vocabularies(f)?;
        self.declarations(f)?;
        self.facts(f)?;
        for (index, atom) in self.atoms.iter().enumerate() {
            writeln!(f, "atom a{index} {}", AtomText { program: self, atom })?;
        }
        for risk in &self.risks {
            writeln!(f, "risk {}", risk.name)?;
            for term in &risk.terms {
                let sign = if term.subtract { "subtract" } else { "add" };
                write!(f, "  {sign} {}", print(term.weight, PLACES))?;
                if let Some((number, name)) = &term.score {
                    write!(f, " * n{number} {name}")?;
                }
                writeln!(f, " when {}", term.when)?;
            }
        }
        self.rules.iter().try_for_each(|rule| write_rule(f, rule))
    }
}

impl Program {
    fn vocabularies(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for word in Vocabularies::WORDS {
            let list = self.vocabularies.of(word);
            for (id, entry) in list.iter() {
                write!(f, "{} {} {}", word.text(), id.0, entry.path)?;
                if !entry.parents.is_empty() {
                    let parents: Vec<String> =
                        entry.parents.iter().map(|parent| parent.0.to_string()).collect();
                    write!(f, " is [{}]", parents.join(" "))?;
                }
                for (flag, word) in
                    [(entry.detected, "detected"), (entry.open, "open"), (entry.otherwise, "otherwise")]
                {
                    if flag {
                        write!(f, " {word}")?;
                    }
                }
                for pattern in &entry.patterns {
                    write!(f, " matches {pattern:?}")?;
                }
                writeln!(f)?;
            }
        }
        Ok(())
    }

    fn declarations(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for tool in &self.tools {
            let ids = |ids: &[crate::semantics::thir::EntryId]| {
                ids.iter().map(|id| id.0.to_string()).collect::<Vec<_>>().join(" ")
            };
            write!(
                f,
                "tool {:?} kind {} yields [{}] to [{}]",
                tool.name,
                tool.kind.0,
                ids(&tool.yields),
                ids(&tool.to)
            )?;
            writeln!(f, "{}", if tool.rest { " rest" } else { "" })?;
            for arg in &tool.args {
                let optional = if arg.optional { "?" } else { "" };
                write!(f, "  arg {:?}{optional} {} -> {:?}", arg.name, arg.ty, arg.mapping)?;
                match &arg.default {
                    Some(default) => writeln!(f, " = {default}")?,
                    None => writeln!(f)?,
                }
            }
        }
        for signal in &self.signals {
            writeln!(f, "signal {} {}", signal.name, signal.ty)?;
        }
        Ok(())
    }

    fn facts(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, one) in self.ones.iter().enumerate() {
            writeln!(f, "one o{index} {} [{}]", SourceText(self, &one.source), one.values.join(" "))?;
        }
        for (index, set) in self.sets.iter().enumerate() {
            writeln!(f, "set s{index} {} [{}]", SourceText(self, &set.source), set.elements.join(" "))?;
        }
        for (index, number) in self.numbers.iter().enumerate() {
            let bounds = number.unknown;
            write!(f, "number n{index} {} {} ", SourceText(self, &number.source), number.scalar)?;
            writeln!(f, "{}..={}", bounds.low, bounds.high)?;
        }
        for (index, text) in self.texts.iter().enumerate() {
            write_text(f, self, index, text)?;
        }
        Ok(())
    }
}

fn write_text(f: &mut Formatter<'_>, program: &Program, index: usize, text: &Text) -> fmt::Result {
    let quantifier = match text.quantifier {
        Quantifier::Any => "any",
        Quantifier::Every => "every",
    };
    write!(f, "text t{index} {} {quantifier}", SourceText(program, &text.source))?;
    for pattern in &text.patterns {
        match pattern {
            TextPattern::Exact(text) => write!(f, " is {text:?}")?,
            TextPattern::Like { glob, separator } => write!(f, " like {glob:?} {separator:?}")?,
            TextPattern::Contains(text) => write!(f, " contains {text:?}")?,
            TextPattern::Regex { pattern, anywhere: false } => write!(f, " matches {pattern:?}")?,
            TextPattern::Regex { pattern, anywhere: true } => write!(f, " finds {pattern:?}")?,
            TextPattern::Block(address, prefix) => write!(f, " in {address:#x}/{prefix}")?,
        }
    }
    writeln!(f)
}

fn write_rule(f: &mut Formatter<'_>, rule: &Rule) -> fmt::Result {
    let on = match rule.on {
        Event::Call => "call",
        Event::Result => "result",
    };
    let shadow = if rule.shadow { " shadow" } else { "" };
    let reserved = if rule.reserved.is_some() { " reserved" } else { "" };
    writeln!(f, "rule {} {} on {on}{shadow}{reserved}", rule.verdict, rule.qualified)?;
    writeln!(f, "  when {}", rule.when)?;
    if let Some(because) = &rule.because {
        writeln!(f, "  because {because:?}")?;
    }
    for (keyword, list) in [("cites", &rule.cites), ("alert", &rule.alert), ("mask", &rule.mask)] {
        if !list.is_empty() {
            writeln!(f, "  {keyword} {list:?}")?;
        }
    }
    if let Some(by) = &rule.approval {
        writeln!(f, "  by {} of {} within {} else {}", by.count, by.role, by.within, by.otherwise)?;
    }
    if let Some(rollback) = rule.rollback {
        writeln!(f, "  rollback {}", rollback.text())?;
    }
    Ok(())
}

impl Display for Formula {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let list = |f: &mut Formatter<'_>, word: &str, parts: &[Formula]| {
            write!(f, "({word}")?;
            parts.iter().try_for_each(|part| write!(f, " {part}"))?;
            write!(f, ")")
        };
        match self {
            Formula::Const(value) => write!(f, "{value}"),
            Formula::Literal { atom, negated: false } => write!(f, "a{atom}"),
            Formula::Literal { atom, negated: true } => write!(f, "!a{atom}"),
            Formula::And(parts) => list(f, "and", parts),
            Formula::Or(parts) => list(f, "or", parts),
        }
    }
}

struct SourceText<'a>(&'a Program, &'a Source);

impl Display for SourceText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.1 {
            Source::Facet(name) => f.write_str(name),
            Source::Args(args) => {
                let shown = args
                    .iter()
                    .map(|(tool, arg)| format!("{:?}.{arg:?}", self.0.tools[tool.0 as usize].name));
                write!(f, "args [{}]", shown.collect::<Vec<_>>().join(" "))
            }
            Source::Signal(signal) => write!(f, "signal.{}", self.0.signals[signal.0 as usize].name),
            Source::Weekday(zone) => write!(f, "weekday {zone}"),
            Source::TimeOfDay(zone) => write!(f, "time_of_day {zone}"),
        }
    }
}

struct AtomText<'a> {
    program: &'a Program,
    atom: &'a Atom,
}

impl Display for AtomText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let set_names =
            |set: u32| self.program.sets.get(set as usize).map(|set| (FIRST_ENTRY, set.elements.as_slice()));
        let one_names =
            |one: u32| self.program.ones.get(one as usize).map(|One { values, .. }| (1, values.as_slice()));
        let both = |f: &mut Formatter<'_>, names: Option<(u32, &[String])>, must: &Bits, may: &Bits| {
            write!(f, "must {} may {}", members(names, must), members(names, may))
        };
        match self.atom {
            Atom::One { one, must, may } => {
                write!(f, "o{one} is ")?;
                both(f, one_names(*one), must, may)
            }
            Atom::Has { set, must, may } => {
                write!(f, "s{set} has ")?;
                both(f, set_names(*set), must, may)
            }
            Atom::Within { set, must, may } => {
                write!(f, "s{set} within ")?;
                both(f, set_names(*set), must, may)
            }
            Atom::AtLeast { terms, value } => {
                let sum = terms.iter().map(|(number, factor)| format!("{factor}*n{number}"));
                write!(f, "{} >= {value}", sum.collect::<Vec<_>>().join(" + "))
            }
            Atom::Text(text) => write!(f, "t{text}"),
            Atom::Known(Fact::One(one)) => write!(f, "known o{one}"),
            Atom::Known(Fact::Set(set)) => write!(f, "known s{set}"),
            Atom::Known(Fact::Number(number)) => write!(f, "known n{number}"),
            Atom::Known(Fact::Text(text)) => write!(f, "known t{text}"),
            Atom::Risk { risk, value } => write!(f, "r{risk} >= {}", print(*value, 2 * PLACES)),
        }
    }
}

/// Members by name; unknown elements by `?` and their number.
fn members(names: Option<(u32, &[String])>, bits: &Bits) -> String {
    let (first, names) = names.unwrap_or((0, &[]));
    let shown = bits.iter().map(|member| {
        let name = member.checked_sub(first).and_then(|index| names.get(index as usize));
        name.cloned().unwrap_or_else(|| format!("?{member}"))
    });
    format!("{{{}}}", shown.collect::<Vec<_>>().join(" "))
}
