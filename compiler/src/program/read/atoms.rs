//! Atoms with their notes.

use super::line::{BRACKETS, Line, Lines};
use super::{Index, Names, Program, ReadError};
use agp_abi::bits::Bits;
use agp_abi::number::{Bounds, PLACES, decimal};
use agp_abi::tables::{Atom, AtomNote, FIRST_ENTRY, Fact};

pub(super) fn read(lines: &mut Lines<'_>, program: &mut Program, index: &Index) -> Result<(), ReadError> {
    while let Some(mut line) = lines.starting("atom") {
        line.next_index('a', program.atoms.len())?;
        let atom = atom(&mut line, program, index)?;
        let mut facts = Vec::new();
        if line.eat_word("of") {
            facts = line.list(BRACKETS, |line| Ok((fact(line, program)?, line.name()?)))?;
        }
        let text = line.tail("#")?;
        program.atoms.push(atom);
        program.notes.push(AtomNote { text, facts });
    }
    Ok(())
}

fn atom(line: &mut Line<'_>, program: &Program, index: &Index) -> Result<Atom, ReadError> {
    if line.eat_word("known") {
        return fact(line, program).map(Atom::Known);
    }
    match line.first() {
        'o' => {
            let one = line.index('o', program.ones.len())?;
            line.expect_word("is")?;
            let (must, may) = members(line, &index.values[one as usize], 1)?;
            Ok(Atom::One { one, must, may })
        }
        's' => {
            let set = line.index('s', program.sets.len())?;
            let within = line.one_of("`has` or `within`", |word| match word {
                "has" => Some(false),
                "within" => Some(true),
                _ => None,
            })?;
            let (must, may) = members(line, &index.elements[set as usize], FIRST_ENTRY)?;
            Ok(if within { Atom::Within { set, must, may } } else { Atom::Has { set, must, may } })
        }
        't' => line.index('t', program.texts.len()).map(Atom::Text),
        'r' => {
            // Risks come after atoms: the verifier sees whether there is such a one.
            let risk = line.index('r', usize::MAX)?;
            line.expect(">=")?;
            Ok(Atom::Risk { risk, value: fixed(line, 2 * PLACES)? })
        }
        _ => sum(line, program),
    }
}

fn fact(line: &mut Line<'_>, program: &Program) -> Result<Fact, ReadError> {
    match line.first() {
        'o' => line.index('o', program.ones.len()).map(Fact::One),
        's' => line.index('s', program.sets.len()).map(Fact::Set),
        'n' => line.index('n', program.numbers.len()).map(Fact::Number),
        _ => line.index('t', program.texts.len()).map(Fact::Text),
    }
}

/// `n0 + 2 * n1 >= 300`
fn sum(line: &mut Line<'_>, program: &Program) -> Result<Atom, ReadError> {
    let mut terms = Vec::new();
    while !line.eat(">=") {
        if !terms.is_empty() {
            line.expect("+")?;
        }
        let mut factor = 1;
        if line.first() != 'n' {
            factor = line.number("a test")?;
            line.expect("*")?;
        }
        terms.push((line.index('n', program.numbers.len())?, factor));
    }
    Ok(Atom::AtLeast { terms, value: line.number("a whole number")? })
}

/// Which values surely satisfy, and which may.
fn members(line: &mut Line<'_>, names: &Names, first: u32) -> Result<(Bits, Bits), ReadError> {
    let listed = |line: &mut Line<'_>| line.list(["{", "}"], |line| member(line, names, first));
    let must: Bits = listed(line)?.into_iter().collect();
    let mut may = must.clone();
    if line.eat_word("perhaps") {
        listed(line)?.into_iter().for_each(|value| may.insert(value));
    }
    Ok((must, may))
}

fn member(line: &mut Line<'_>, names: &Names, first: u32) -> Result<u32, ReadError> {
    if !line.eat("?") {
        return names.find(line, "value");
    }
    let value = line.number("the number of an unnamed element")?;
    if value < first { Ok(value) } else { line.fail(format!("there is no unnamed element `?{value}`")) }
}

/// A decimal that is whole in units of `10^-places`.
pub(super) fn fixed(line: &mut Line<'_>, places: u32) -> Result<i64, ReadError> {
    let mut ahead = *line;
    match decimal(ahead.word(), places) {
        Some(Bounds { low, high }) if low == high => {
            *line = ahead;
            Ok(low)
        }
        _ => line.fail("expected a number"),
    }
}
