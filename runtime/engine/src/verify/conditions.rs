//! Atoms, chains, risks and rules.

use super::{Row, require, rows};
use crate::load::LoadError;
use agp_abi::Verdict;
use agp_abi::bits::Bits;
use agp_abi::number::MAX_CONSTANT;
use agp_abi::tables::{
    ACCEPT, Approval, Atom, Fact, MORE, MORE_DETECTED, REJECT, RuleRow, Tables, UNKNOWN, set,
};
use agp_abi::verdict::Reserved;

pub(super) fn verify(tables: &Tables) -> Result<(), LoadError> {
    for (row, item) in rows("atom", &tables.atoms) {
        atom(tables, row, item)?;
    }
    if let Some(notes) = tables.notes.known() {
        require(notes.len() == tables.atoms.len(), "there is not one note for each atom")?;
        for (row, note) in rows("note", notes) {
            for (of, _) in &note.facts {
                fact(tables, row, *of)?;
            }
        }
    }
    for (row, node) in rows("node", &tables.nodes) {
        row.index("atom", node.atom, tables.atoms.len())?;
        for target in [node.yes, node.no] {
            entry(tables, row, target)?;
            row.require(target as usize > row.row, "it does not point forward")?;
        }
    }
    risks(tables)?;
    rules(tables)
}

/// A condition's entry or a node's target.
fn entry(tables: &Tables, row: Row, entry: u32) -> Result<(), LoadError> {
    if matches!(entry, ACCEPT | REJECT) { Ok(()) } else { row.index("node", entry, tables.nodes.len()) }
}

fn atom(tables: &Tables, row: Row, atom: &Atom) -> Result<(), LoadError> {
    match atom {
        Atom::One { one, must, may } => {
            row.index("one", *one, tables.ones.len())?;
            let largest = tables.ones.get(*one as usize).copied().unwrap_or(0);
            finite(row, largest, must, may, &[UNKNOWN])
        }
        Atom::Has { set, must, may } | Atom::Within { set, must, may } => {
            row.index("set", *set, tables.sets.len())?;
            let largest = tables.sets.get(*set as usize).copied().unwrap_or(0);
            finite(row, largest, must, may, &[MORE, MORE_DETECTED])
        }
        Atom::AtLeast { terms, .. } => {
            let sound = |(number, _): &(u32, i64)| row.index("number", *number, tables.numbers.len());
            terms.iter().try_for_each(sound)
        }
        Atom::Text(text) => row.index("text test", *text, tables.texts.len()),
        Atom::Known(of) => fact(tables, row, *of),
        Atom::Risk { risk, .. } => row.index("risk", *risk, tables.risks.len()),
    }
}

fn finite(row: Row, largest: u32, must: &Bits, may: &Bits, unknown: &[u32]) -> Result<(), LoadError> {
    row.require(may.is_up_to(largest), "a value is not one of its fact's")?;
    row.require(must.is_subset(may), "it must hold where it may not")?;
    row.require(!unknown.iter().any(|value| must.contains(*value)), "it must hold of what is unknown")
}

fn fact(tables: &Tables, row: Row, fact: Fact) -> Result<(), LoadError> {
    match fact {
        Fact::One(one) => row.index("one", one, tables.ones.len()),
        Fact::Set(set) => row.index("set", set, tables.sets.len()),
        Fact::Number(number) => row.index("number", number, tables.numbers.len()),
        Fact::Text(text) => row.index("text test", text, tables.texts.len()),
    }
}

fn risks(tables: &Tables) -> Result<(), LoadError> {
    if tables.risks.is_empty() {
        return Ok(());
    }
    let on_risk = nodes_on_risks(tables);
    for (row, risk) in rows("risk", &tables.risks) {
        for term in &risk.terms {
            entry(tables, row, term.entry)?;
            row.require((0..=MAX_CONSTANT).contains(&term.weight), "a weight is out of range")?;
            if let Some((number, _)) = &term.number {
                row.index("number", *number, tables.numbers.len())?;
            }
            let tests_risk = on_risk.get(term.entry as usize).copied().unwrap_or(false);
            row.require(!tests_risk, "a term tests a risk")?;
        }
    }
    Ok(())
}

/// For each node, whether a chain from it on comes by a test of a risk: one pass from the last node
/// to the first, since targets lie behind.
fn nodes_on_risks(tables: &Tables) -> Vec<bool> {
    let mut found = vec![false; tables.nodes.len()];
    for (at, node) in tables.nodes.iter().enumerate().rev() {
        let here = matches!(tables.atoms.get(node.atom as usize), Some(Atom::Risk { .. }));
        let behind = [node.yes, node.no].iter().any(|to| found.get(*to as usize).copied().unwrap_or(false));
        if let Some(found) = found.get_mut(at) {
            *found = here || behind;
        }
    }
    found
}

fn rules(tables: &Tables) -> Result<(), LoadError> {
    for (row, rule) in rows("rule", &tables.rules) {
        entry(tables, row, rule.entry)?;
        entry(tables, row, rule.residual)?;
        reserved(row, rule)?;
        let approval = &rule.beside().approval;
        row.require(rule.verdict != Verdict::Review || approval.is_some(), "nobody is asked to review")?;
        if let Some(approval) = approval {
            approvers(tables, row, approval)?;
        }
    }
    if let Some(row) = named_twice(&tables.rules) {
        Row { table: "rule", row }.require(false, "its name is taken")?;
    }
    let place = |rule: &RuleRow| (std::cmp::Reverse(rule.verdict), rule.reserved.is_some());
    for ((row, rule), next) in rows("rule", &tables.rules).zip(tables.rules.iter().skip(1)) {
        row.require(place(rule) <= place(next), "a stricter rule, or an authored one as strict, follows it")?;
    }
    Ok(())
}

/// The second of two authored rules of one name, both in `shadow` or neither. Those of reserved rules
/// are others' names ([`reserved`]).
fn named_twice(rules: &[RuleRow]) -> Option<usize> {
    fn name(rule: &RuleRow) -> (&str, bool) {
        (&rule.name, rule.shadow)
    }
    let authored = rules.iter().enumerate().filter(|(_, rule)| rule.reserved.is_none());
    let mut keys: Vec<_> = authored.map(|(at, rule)| (mixed(rule.name.as_bytes()), rule, at)).collect();
    // Names that begin alike are the rule, so numbers are compared first.
    keys.sort_unstable_by(|(a, one, at), (b, two, to)| {
        a.cmp(b).then_with(|| name(one).cmp(&name(two))).then_with(|| at.cmp(to))
    });
    let mut pairs = keys.iter().zip(keys.iter().skip(1));
    pairs.find(|((a, one, _), (b, two, _))| a == b && name(one) == name(two)).map(|(_, (_, _, at))| *at)
}

/// A number that names seldom have in common. Nothing but time rests on that.
fn mixed(name: &[u8]) -> u64 {
    let (words, rest) = name.as_chunks::<8>();
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    words.iter().chain([&last]).fold(name.len() as u64, |mixed, word| {
        (mixed ^ u64::from_le_bytes(*word)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
    })
}

fn reserved(row: Row, rule: &RuleRow) -> Result<(), LoadError> {
    match (rule.reserved, Reserved::parse(&rule.name)) {
        (None, None) => Ok(()),
        (Some(Reserved::Malformed | Reserved::Oversize | Reserved::Unredactable), Some(_))
            if rule.reserved == Reserved::parse(&rule.name) =>
        {
            Ok(())
        }
        _ => row.require(false, "it bears a reserved name, or lacks its own"),
    }
}

fn approvers(tables: &Tables, row: Row, approval: &Approval) -> Result<(), LoadError> {
    let Approval { count, role: _, holders, within, otherwise } = approval;
    row.require(*count > 0 && *within >= 0, "its approval can never be given")?;
    row.require(matches!(otherwise, Verdict::Deny | Verdict::Halt), "it lets the action run unapproved")?;
    row.elements(tables, set::ROLE, &holders.iter().collect::<Vec<_>>())
}
