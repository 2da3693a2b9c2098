//! Formulas, risks and rules: invariants 17 to 24.

use super::{Program, Sound, about, distinct, require};
use crate::program::{Formula, MAX_NESTING, Risk, Rule, Term};
use crate::semantics::thir::Vocabulary;
use crate::syntax::ast::Word;
use crate::types::Scalar;
use agp_abi::Verdict;
use agp_abi::bits::Bits;
use agp_abi::number::MAX_CONSTANT;
use agp_abi::tables::{Approval, Atom, Event, FIRST_ENTRY, Rollback, fault, one};
use agp_abi::verdict::Reserved;
use std::cmp::Reverse;
use std::collections::HashSet;

pub(super) fn verify(program: &Program) -> Sound {
    distinct("risk", program.risks.iter().map(|risk| risk.name.as_str()))?;
    for risk in &program.risks {
        self::risk(program, risk).map_err(about(format_args!("risk `{}`", risk.name)))?;
    }
    let mut names = HashSet::new();
    for rule in &program.rules {
        formula(program, &rule.when, 0)
            .and_then(|()| named(rule))
            .and_then(|()| {
                let first = names.insert((&rule.name, rule.shadow)) || rule.reserved.is_some();
                require(first, "the name stands twice")
            })
            .and_then(|()| duties(program, rule))
            .map_err(about(format_args!("rule `{}`", rule.qualified)))?;
    }
    for reserved in [Reserved::Malformed, Reserved::Oversize] {
        let found = program.rules.iter().any(|rule| rule.reserved == Some(reserved));
        require(found, "it is not there").map_err(about(format_args!("rule `{}`", reserved.text())))?;
    }
    let place = |rule: &Rule| (Reverse(rule.verdict), rule.reserved.is_some(), rule.qualified.clone());
    require(program.rules.is_sorted_by_key(place), "rules are not in the order in which they decide")
}

fn formula(program: &Program, formula: &Formula, depth: usize) -> Sound {
    let (parts, conjunction) = match formula {
        Formula::Const(_) => return Ok(()),
        Formula::Literal { atom, .. } => {
            return require((*atom as usize) < program.atoms.len(), "it tests an atom that is not there");
        }
        Formula::And(parts) => (parts, true),
        Formula::Or(parts) => (parts, false),
    };
    require(depth < MAX_NESTING, "its formula nests too deeply")?;
    require(parts.len() > 1, "`and` or `or` of fewer than two parts")?;
    for part in parts {
        let same = match part {
            Formula::Const(_) => return require(false, "a constant inside a formula"),
            Formula::Literal { .. } => false,
            Formula::And(_) => conjunction,
            Formula::Or(_) => !conjunction,
        };
        require(!same, "`and` inside `and`, or `or` inside `or`")?;
        self::formula(program, part, depth + 1)?;
    }
    Ok(())
}

fn risk(program: &Program, risk: &Risk) -> Sound {
    for Term { subtract: _, weight, score, when, text: _ } in &risk.terms {
        formula(program, when, 0)?;
        require(!tests_risk(program, when), "it is made of risks")?;
        require((0..=MAX_CONSTANT).contains(weight), "a weight is out of range")?;
        if let Some((number, _)) = score {
            let number = program.numbers.get(*number as usize);
            require(
                number.is_some_and(|number| number.scalar == Scalar::Score),
                "it multiplies what is no score",
            )?;
        }
    }
    Ok(())
}

fn tests_risk(program: &Program, formula: &Formula) -> bool {
    match formula {
        Formula::Const(_) => false,
        Formula::Literal { atom, .. } => matches!(program.atoms.get(*atom as usize), Some(Atom::Risk { .. })),
        Formula::And(parts) | Formula::Or(parts) => parts.iter().any(|part| tests_risk(program, part)),
    }
}

fn named(rule: &Rule) -> Sound {
    let ends =
        rule.qualified.strip_suffix(&rule.name).is_some_and(|head| head.is_empty() || head.ends_with('.'));
    require(ends && !rule.name.is_empty(), "its name does not end its qualified name")?;
    match rule.reserved {
        None => require(Reserved::parse(&rule.name).is_none(), "it bears a reserved name"),
        Some(reserved) => {
            let ordinary =
                matches!(reserved, Reserved::Malformed | Reserved::Oversize | Reserved::Unredactable);
            require(ordinary && rule.qualified == reserved.text(), "it does not bear its own name")?;
            require(rule.verdict == Verdict::Deny && !rule.shadow, "a reserved rule denies")?;
            let Rule { because, cites, alert, rollback, .. } = rule;
            let bare = because.is_none() && cites.is_empty() && alert.is_empty() && rollback.is_none();
            require(bare, "a reserved rule denies and does no more")
        }
    }
}

fn duties(program: &Program, rule: &Rule) -> Sound {
    let list = |word| program.vocabularies.of(word);
    if rule.verdict == Verdict::Allow {
        require(rule.on == Event::Call && !rule.shadow, "an `allow` is on calls, and enforced")?;
        require(asks_for_form(program, &rule.when), "it allows what does not fit its tool")?;
    }
    require(
        rule.approval.is_some() == (rule.verdict == Verdict::Review),
        "reviews, and they only, are approved",
    )?;
    if let Some(approval) = &rule.approval {
        self::approval(list(Word::Role), approval)?;
    }
    require(
        rule.mask.is_empty() != (rule.verdict == Verdict::Redact),
        "redacting rules, and they only, mask",
    )?;
    require(declared(list(Word::Class), &rule.mask), "it masks a class that is not declared")?;
    require(declared(list(Word::Channel), &rule.alert), "it alerts a channel that is not declared")?;
    let fits = match rule.rollback {
        None => true,
        Some(Rollback::Session) => rule.verdict != Verdict::Allow,
        Some(Rollback::Action) => rule.verdict == Verdict::Deny && rule.on == Event::Result,
    };
    require(fits, "it takes back what it may not")
}

/// Whether a formula holds only where the call fits its tool.
fn asks_for_form(program: &Program, formula: &Formula) -> bool {
    match formula {
        Formula::Const(value) => !value,
        Formula::Literal { atom, negated } => match program.atoms.get(*atom as usize) {
            Some(Atom::One { one: one::FAULT, must: _, may }) => {
                !negated && *may == [fault::NONE].into_iter().collect::<Bits>()
            }
            _ => false,
        },
        Formula::And(parts) => parts.iter().any(|part| asks_for_form(program, part)),
        Formula::Or(parts) => parts.iter().all(|part| asks_for_form(program, part)),
    }
}

fn approval(roles: &Vocabulary, approval: &Approval) -> Sound {
    let Approval { count, role, holders, within, otherwise } = approval;
    require(*count > 0 && *within >= 0, "its approval can never be given")?;
    require(matches!(otherwise, Verdict::Deny | Verdict::Halt), "without approval it still runs")?;
    let Some((role, _)) = roles.iter().find(|(_, entry)| entry.path == *role) else {
        return require(false, "the role that approves is not declared");
    };
    let kinds = roles.iter().filter(|(id, _)| roles.is_kind_of(*id, role));
    let kinds: Bits = kinds.map(|(id, _)| FIRST_ENTRY + id.0).collect();
    require(*holders == kinds, "those who may approve are not the kinds of its role")
}

fn declared(list: &Vocabulary, paths: &[String]) -> bool {
    paths.iter().all(|path| list.entries.iter().any(|entry| entry.path == *path))
}
