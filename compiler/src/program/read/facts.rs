//! Ones, sets, numbers and text tests.

use super::line::{BRACKETS, Line, Lines};
use super::{Index, Names, Program, ReadError, declarations};
use crate::program::{Number, One, Set, Source, Text, built_in};
use crate::semantics::thir::{SignalId, TextPattern};
use agp_abi::number::Bounds;
use agp_abi::tables::{FIRST_ENTRY, Quantifier};
use std::net::Ipv6Addr;

pub(super) fn read(lines: &mut Lines<'_>, program: &mut Program, index: &mut Index) -> Result<(), ReadError> {
    let known = built_in::ones(&program.vocabularies, &program.tools);
    while let Some(mut line) = lines.starting("one") {
        line.next_index('o', program.ones.len())?;
        let source = source(&mut line, index)?;
        let known = known.get(program.ones.len()).map(|one| one.values.clone());
        let values = values(&mut line, known)?;
        index.values.push(Names::of(&values, 1));
        program.ones.push(One { source, values });
    }
    let known = built_in::sets(&program.vocabularies);
    while let Some(mut line) = lines.starting("set") {
        line.next_index('s', program.sets.len())?;
        let source = source(&mut line, index)?;
        let known = known.get(program.sets.len()).map(|set| set.elements.clone());
        let elements = values(&mut line, known)?;
        index.elements.push(Names::of(&elements, FIRST_ENTRY));
        program.sets.push(Set { source, elements });
    }
    while let Some(mut line) = lines.starting("number") {
        line.next_index('n', program.numbers.len())?;
        let source = source(&mut line, index)?;
        let scalar = declarations::scalar(&mut line)?;
        let unknown = bounds(&mut line)?;
        program.numbers.push(Number { source, scalar, unknown });
    }
    while let Some(mut line) = lines.starting("text") {
        line.next_index('t', program.texts.len())?;
        program.texts.push(text(&mut line, index)?);
    }
    Ok(())
}

/// What the values are called: on the line, or known from the declarations.
fn values(line: &mut Line<'_>, known: Option<Vec<String>>) -> Result<Vec<String>, ReadError> {
    let values = match known {
        Some(known) => known,
        None => line.list(BRACKETS, Line::name)?,
    };
    line.end()?;
    Ok(values)
}

fn source(line: &mut Line<'_>, index: &Index) -> Result<Source, ReadError> {
    if line.eat_word("args") {
        let args = line.list(BRACKETS, |line| {
            let name = line.name()?;
            line.expect_word("of")?;
            Ok((index.tool(line)?, name))
        });
        return args.map(Source::Args);
    }
    if line.eat_word("signal") {
        return index.signals.find(line, "signal").map(|signal| Source::Signal(SignalId(signal)));
    }
    if line.eat_word("weekday") {
        return line.name().map(Source::Weekday);
    }
    if line.eat_word("time_of_day") {
        return line.name().map(Source::TimeOfDay);
    }
    line.one_of("where the fact comes from", Source::facet)
}

fn bounds(line: &mut Line<'_>) -> Result<Bounds, ReadError> {
    let low = if line.eat("..") { i64::MIN } else { bound(line)? };
    let high = if line.end().is_ok() { i64::MAX } else { line.number("a bound")? };
    line.end()?;
    Ok(Bounds { low, high })
}

fn bound(line: &mut Line<'_>) -> Result<i64, ReadError> {
    let low = line.number("a bound")?;
    line.expect("..")?;
    Ok(low)
}

fn text(line: &mut Line<'_>, index: &Index) -> Result<Text, ReadError> {
    let source = source(line, index)?;
    let quantifier = line.one_of("`any` or `every`", |word| match word {
        "any" => Some(Quantifier::Any),
        "every" => Some(Quantifier::Every),
        _ => None,
    })?;
    let mut patterns = Vec::new();
    while line.end().is_err() {
        patterns.push(pattern(line)?);
    }
    Ok(Text { source, quantifier, patterns })
}

fn pattern(line: &mut Line<'_>) -> Result<TextPattern, ReadError> {
    match line.word() {
        "is" => line.text().map(TextPattern::Exact),
        "contains" => line.text().map(TextPattern::Contains),
        "matches" => line.text().map(|pattern| TextPattern::Regex { pattern, anywhere: false }),
        "finds" => line.text().map(|pattern| TextPattern::Regex { pattern, anywhere: true }),
        "like" => {
            let glob = line.text()?;
            line.expect_word("by")?;
            let separator = line.text()?;
            let mut only = separator.chars();
            match (only.next(), only.next()) {
                (Some(separator), None) => Ok(TextPattern::Like { glob, separator }),
                _ => line.fail("a separator is one character"),
            }
        }
        "in" => {
            let written = line.text()?;
            match block(&written) {
                Some((address, prefix)) => Ok(TextPattern::Block(address, prefix)),
                None => line.fail(format!("`{written}` is no address block")),
            }
        }
        other => line.fail(format!("`{other}` is no test of a text")),
    }
}

/// `::ffff:10.0.0.0/104`
fn block(text: &str) -> Option<(u128, u8)> {
    let (address, prefix) = text.split_once('/')?;
    Some((u128::from(address.parse::<Ipv6Addr>().ok()?), prefix.parse().ok()?))
}
