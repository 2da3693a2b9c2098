//! Risks and rules, and the formulas they hold.

use super::atoms::fixed;
use super::line::{BRACKETS, Line, Lines};
use super::{Index, Program, ReadError};
use crate::program::text::read_duration;
use crate::program::{Formula, MAX_NESTING, Risk, Rule, Term};
use crate::semantics::thir::{EntryId, Vocabularies};
use crate::syntax::ast::Word;
use agp_abi::Verdict;
use agp_abi::number::PLACES;
use agp_abi::tables::{Approval, Event, FIRST_ENTRY, Rollback};
use agp_abi::verdict::Reserved;

pub(super) fn read(lines: &mut Lines<'_>, program: &mut Program, index: &Index) -> Result<(), ReadError> {
    while let Some(mut line) = lines.starting("risk") {
        let name = line.name()?;
        line.end()?;
        program.risks.push(Risk { name, terms: terms(lines, program)? });
    }
    while let Some(mut line) = lines.starting("rule") {
        let rule = rule(&mut line, lines, program, index)?;
        program.rules.push(rule);
    }
    Ok(())
}

fn terms(lines: &mut Lines<'_>, program: &Program) -> Result<Vec<Term>, ReadError> {
    let mut terms = Vec::new();
    loop {
        let (mut line, subtract) = if let Some(line) = lines.starting("add") {
            (line, false)
        } else if let Some(line) = lines.starting("subtract") {
            (line, true)
        } else {
            return Ok(terms);
        };
        let weight = fixed(&mut line, PLACES)?;
        let mut score = None;
        if line.eat("*") {
            score = Some((line.index('n', program.numbers.len())?, line.name()?));
        }
        line.expect_word("when")?;
        let when = formula(&mut line, program.atoms.len(), 0)?;
        terms.push(Term { subtract, weight, score, when, text: line.tail("#")? });
    }
}

fn rule(
    line: &mut Line<'_>,
    lines: &mut Lines<'_>,
    program: &Program,
    index: &Index,
) -> Result<Rule, ReadError> {
    let verdict = line.one_of("a verdict", Verdict::parse)?;
    let qualified = line.name()?;
    let name = if line.eat_word("as") { line.name()? } else { qualified.clone() };
    line.expect_word("on")?;
    let on = line.one_of("`call` or `result`", |word| match word {
        "call" => Some(Event::Call),
        "result" => Some(Event::Result),
        _ => None,
    })?;
    let shadow = line.eat_word("shadow");
    let reserved = if line.eat_word("reserved") { Some(reserved(line, &name)?) } else { None };
    line.end()?;
    let Some(when) = clause(lines, "when", |line| formula(line, program.atoms.len(), 0))? else {
        return lines.here().fail("a rule goes on with `when`");
    };
    Ok(Rule {
        name,
        qualified,
        reserved,
        on,
        verdict,
        shadow,
        when,
        because: clause(lines, "because", Line::text)?,
        cites: clause(lines, "cites", |line| line.list(BRACKETS, Line::text))?.unwrap_or_default(),
        alert: clause(lines, "alert", |line| line.list(BRACKETS, Line::name))?.unwrap_or_default(),
        mask: clause(lines, "mask", |line| line.list(BRACKETS, Line::name))?.unwrap_or_default(),
        approval: clause(lines, "by", |line| approval(line, &program.vocabularies, index))?,
        rollback: clause(lines, "rollback", |line| line.one_of("`action` or `session`", rollback))?,
    })
}

fn reserved(line: &Line<'_>, name: &str) -> Result<Reserved, ReadError> {
    match Reserved::parse(name) {
        Some(reserved) => Ok(reserved),
        None => line.fail(format!("no reserved rule is called `{name}`")),
    }
}

/// A line of its own, if the next one begins with this word.
fn clause<'t, T>(
    lines: &mut Lines<'t>,
    keyword: &str,
    read: impl FnOnce(&mut Line<'t>) -> Result<T, ReadError>,
) -> Result<Option<T>, ReadError> {
    let Some(mut line) = lines.starting(keyword) else { return Ok(None) };
    let found = read(&mut line)?;
    line.end()?;
    Ok(Some(found))
}

/// `by COUNT of ROLE within TIME else VERDICT`; who holds the role follows from the vocabulary.
fn approval(line: &mut Line<'_>, vocabularies: &Vocabularies, index: &Index) -> Result<Approval, ReadError> {
    let count = line.number("how many people")?;
    line.expect_word("of")?;
    let roles = vocabularies.of(Word::Role);
    let role = EntryId(index.entries(Word::Role).find(line, "role")?);
    line.expect_word("within")?;
    let within = line.one_of("a time", read_duration)?;
    line.expect_word("else")?;
    let otherwise = line.one_of("a verdict", Verdict::parse)?;
    let holders = roles.iter().filter(|(id, _)| roles.is_kind_of(*id, role));
    let holders = holders.map(|(id, _)| FIRST_ENTRY + id.0).collect();
    Ok(Approval { count, role: roles.entry(role).path.clone(), holders, within, otherwise })
}

fn rollback(word: &str) -> Option<Rollback> {
    [Rollback::Action, Rollback::Session].into_iter().find(|rollback| rollback.text() == word)
}

/// A formula over this many atoms, inside so many others.
fn formula(line: &mut Line<'_>, atoms: usize, depth: usize) -> Result<Formula, ReadError> {
    if line.eat("(") {
        if depth == MAX_NESTING {
            return line.fail(format!("a formula nests deeper than {MAX_NESTING}"));
        }
        let join = line.one_of("`and` or `or`", |word| match word {
            "and" => Some(Formula::And as fn(Vec<Formula>) -> Formula),
            "or" => Some(Formula::Or),
            _ => None,
        })?;
        let mut parts = Vec::new();
        while !line.eat(")") {
            parts.push(formula(line, atoms, depth + 1)?);
        }
        return Ok(join(parts));
    }
    for value in [true, false] {
        if line.eat_word(if value { "true" } else { "false" }) {
            return Ok(Formula::Const(value));
        }
    }
    let negated = line.eat("!");
    Ok(Formula::Literal { atom: line.index('a', atoms)?, negated })
}
