//! The verifier of decision programs. A violation is a fault of the compiler, never of a policy.

use super::{Formula, Program};
use agp_abi::tables::{Atom, Fact};

/// The first broken invariant, in words.
pub fn verify(program: &Program) -> Result<(), String> {
    for (index, atom) in program.atoms.iter().enumerate() {
        atom_is_sound(program, atom).map_err(|why| format!("atom a{index}: {why}"))?;
    }
    if program.notes.len() != program.atoms.len() {
        return Err("notes and atoms differ in number".to_owned());
    }
    for risk in &program.risks {
        for term in &risk.terms {
            let risky = |atom: &Atom| matches!(atom, Atom::Risk { .. });
            formula_is_sound(program, &term.when, risky)
                .map_err(|why| format!("risk {}: {why}", risk.name))?;
        }
    }
    for rule in &program.rules {
        formula_is_sound(program, &rule.when, |_| false)
            .map_err(|why| format!("rule {}: {why}", rule.qualified))?;
    }
    let key = |rule: &super::Rule| {
        (std::cmp::Reverse(rule.verdict), rule.reserved.is_some(), rule.qualified.clone())
    };
    if !program.rules.is_sorted_by_key(key) {
        return Err("rules are not in the order in which they decide".to_owned());
    }
    Ok(())
}

fn atom_is_sound(program: &Program, atom: &Atom) -> Result<(), &'static str> {
    let within = |index: u32, length: usize| (index as usize) < length;
    let (in_range, subset) = match atom {
        Atom::One { one, must, may } => {
            (within(*one, program.ones.len()), must.iter().all(|m| may.contains(m)))
        }
        Atom::Has { set, must, may } | Atom::Within { set, must, may } => {
            (within(*set, program.sets.len()), must.iter().all(|m| may.contains(m)))
        }
        Atom::AtLeast { terms, .. } => {
            (terms.iter().all(|(number, _)| within(*number, program.numbers.len())), true)
        }
        Atom::Text(text) | Atom::Known(Fact::Text(text)) => (within(*text, program.texts.len()), true),
        Atom::Known(Fact::One(one)) => (within(*one, program.ones.len()), true),
        Atom::Known(Fact::Set(set)) => (within(*set, program.sets.len()), true),
        Atom::Known(Fact::Number(number)) => (within(*number, program.numbers.len()), true),
        Atom::Risk { risk, .. } => (within(*risk, program.risks.len()), true),
    };
    match (in_range, subset) {
        (false, _) => Err("a fact out of range"),
        (_, false) => Err("must is not within may"),
        (true, true) => Ok(()),
    }
}

fn formula_is_sound(
    program: &Program,
    formula: &Formula,
    forbidden: fn(&Atom) -> bool,
) -> Result<(), &'static str> {
    match formula {
        Formula::Const(_) => Ok(()),
        Formula::Literal { atom, .. } => match program.atoms.get(*atom as usize) {
            None => Err("an atom out of range"),
            Some(atom) if forbidden(atom) => Err("an atom that may not stand here"),
            Some(_) => Ok(()),
        },
        Formula::And(parts) | Formula::Or(parts) => {
            parts.iter().try_for_each(|part| formula_is_sound(program, part, forbidden))
        }
    }
}
