//! Risks and rules as text.

use crate::program::text::{Name, Quoted, Tail, duration, names, texts};
use crate::program::{Risk, Rule};
use agp_abi::number::{PLACES, print};
use agp_abi::tables::Event;
use std::fmt::{self, Formatter};

pub(super) fn write_risk(f: &mut Formatter<'_>, risk: &Risk) -> fmt::Result {
    writeln!(f, "risk {}", Name(&risk.name))?;
    for term in &risk.terms {
        let sign = if term.subtract { "subtract" } else { "add" };
        write!(f, "  {sign} {}", print(term.weight, PLACES))?;
        if let Some((number, name)) = &term.score {
            write!(f, " * n{number} {}", Name(name))?;
        }
        writeln!(f, " when {}{}", term.when, Tail('#', &term.text))?;
    }
    Ok(())
}

pub(super) fn write_rule(f: &mut Formatter<'_>, rule: &Rule) -> fmt::Result {
    write!(f, "rule {} {}", rule.verdict, Name(&rule.qualified))?;
    if rule.name != rule.qualified {
        write!(f, " as {}", Name(&rule.name))?;
    }
    let on = match rule.on {
        Event::Call => "call",
        Event::Result => "result",
    };
    write!(f, " on {on}")?;
    for (flag, word) in [(rule.shadow, "shadow"), (rule.reserved.is_some(), "reserved")] {
        if flag {
            write!(f, " {word}")?;
        }
    }
    writeln!(f, "\n  when {}", rule.when)?;
    if let Some(because) = &rule.because {
        writeln!(f, "  because {}", Quoted(because))?;
    }
    if !rule.cites.is_empty() {
        writeln!(f, "  cites {}", texts(&rule.cites))?;
    }
    for (keyword, list) in [("alert", &rule.alert), ("mask", &rule.mask)] {
        if !list.is_empty() {
            writeln!(f, "  {keyword} {}", names(list))?;
        }
    }
    if let Some(by) = &rule.approval {
        let within = duration(by.within);
        writeln!(f, "  by {} of {} within {within} else {}", by.count, Name(&by.role), by.otherwise)?;
    }
    if let Some(rollback) = rule.rollback {
        writeln!(f, "  rollback {}", rollback.text())?;
    }
    Ok(())
}
