//! One broken program for each way to break an invariant, and what is said about it.

use super::super::{Formula, MAX_NESTING, Program, Source, read};
use super::verify;
use crate::program::read::tests::SMALL;
use crate::semantics::thir::{Entry, EntryId, SignalId, TextPattern, ToolId, Vocabulary};
use crate::syntax::ast::Word;
use crate::types::{Scalar, Type};
use agp_abi::Verdict;
use agp_abi::tables::{Approval, Atom, AtomNote, Event, Fact, Rollback};
use agp_abi::verdict::Reserved;

/// The small program, once this is done to it, breaks an invariant; it is said in these words.
#[track_caller]
fn broken(message: &str, breaks: impl FnOnce(&mut Program)) {
    let mut program = read(SMALL).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(verify(&program), Ok(()));
    breaks(&mut program);
    assert_eq!(verify(&program), Err(message.to_owned()));
}

fn list(program: &mut Program, word: Word) -> &mut Vocabulary {
    program.vocabularies.of_mut(word)
}

/// The first entry of this path.
fn entry<'p>(program: &'p mut Program, word: Word, path: &str) -> &'p mut Entry {
    list(program, word).entries.iter_mut().find(|entry| entry.path == path).expect("it is declared")
}

/// The rule of this name.
fn rule<'p>(program: &'p mut Program, name: &str) -> &'p mut super::super::Rule {
    program.rules.iter_mut().find(|rule| rule.name == name).expect("it is there")
}

fn literal(atom: u32) -> Formula {
    Formula::Literal { atom, negated: false }
}

#[test]
fn names_stand_once() {
    broken("class `public`: the name stands twice", |program| {
        "public".clone_into(&mut entry(program, Word::Class, "pii").path);
    });
    broken("role: it has no name", |program| entry(program, Word::Role, "clerk").path.clear());
    broken("tool `look`: the name stands twice", |program| "look".clone_into(&mut program.tools[1].name));
    broken("tool `look`: argument `page`: the name stands twice", |program| {
        "page".clone_into(&mut program.tools[0].args[1].name);
    });
    broken("signal `anger`: the name stands twice", |program| {
        "anger".clone_into(&mut program.signals[1].name);
    });
}

#[test]
fn what_is_named_is_declared() {
    let nobody = EntryId(99);
    broken("class `pii`: a parent is not declared", |program| {
        entry(program, Word::Class, "pii").parents.push(nobody);
    });
    broken("tool `look`: its kind is not declared", |program| program.tools[0].kind = nobody);
    broken("tool `look`: a class that it yields is not declared", |program| {
        program.tools[0].yields.push(nobody);
    });
    broken("tool `look`: an origin that it yields from is not declared", |program| {
        program.tools[0].from.push(nobody);
    });
    broken("tool `look`: an origin of its result is not declared", |program| {
        program.tools[0].returns[0].1 = nobody;
    });
    broken("tool `look`: a destination is not declared", |program| program.tools[0].to.push(nobody));
    broken("tool `look`: what undoes it is not declared", |program| {
        program.tools[0].undo = Some(ToolId(2));
    });
}

#[test]
fn orders_are_closed_and_without_cycles() {
    broken("class `pii.email`: what it is a kind of is not what its parents are", |program| {
        entry(program, Word::Class, "pii.email").above.remove(0);
    });
    broken("class `public`: it is a kind of itself", |program| {
        let list = list(program, Word::Class);
        for (own, other) in [(0, 1), (1, 0)] {
            list.entries[own].parents = vec![EntryId(u32::try_from(other).unwrap())];
            list.entries[own].above = vec![EntryId(0), EntryId(1)];
        }
    });
}

#[test]
fn built_in_entries_are_there() {
    broken("class `public`: it is built in and not there", |program| {
        "m".clone_into(&mut entry(program, Word::Class, "public").module);
    });
    broken("destination `internal.local`: it is built in and not there", |program| {
        "here".clone_into(&mut entry(program, Word::Destination, "internal.local").path);
    });
}

#[test]
fn only_places_have_patterns_and_only_classes_are_detected() {
    broken("role `clerk`: nothing belongs to it by its looks", |program| {
        entry(program, Word::Role, "clerk").patterns.push("*".to_owned());
    });
    broken("class `pii`: nothing belongs to it by its looks", |program| {
        entry(program, Word::Class, "pii").otherwise = true;
    });
    broken("role `clerk`: only a class is detected", |program| {
        entry(program, Word::Role, "clerk").detected = true;
    });
}

#[test]
fn types_are_types() {
    broken("signal `anger`: it has no type", |program| program.signals[0].ty = Type::Error);
    broken("signal `anger`: a signal is no list", |program| {
        program.signals[0].ty = Type::List(Scalar::Score);
    });
    broken("signal `anger`: a set is of an enumeration", |program| {
        program.signals[0].ty = Type::Set(Scalar::Score);
    });
    broken("signal `anger`: an enumeration of nothing", |program| {
        program.signals[0].ty = Type::One(Scalar::Enum(Vec::new()));
    });
    broken("signal `anger`: word `a`: the name stands twice", |program| {
        program.signals[0].ty = Type::One(Scalar::Enum(vec!["a".to_owned(), "a".to_owned()]));
    });
    broken("tool `look`: argument `tags`: an argument is no set", |program| {
        program.tools[0].args[1].ty = Type::Set(Scalar::Enum(vec!["a".to_owned()]));
    });
    broken("tool `look`: argument `page`: it has a default and is not optional", |program| {
        program.tools[0].args[0].optional = false;
    });
    broken("tool `look`: argument `page`: its default is not JSON", |program| {
        program.tools[0].args[0].default = Some("\"a".to_owned());
    });
}

#[test]
fn built_in_facts_stand_first() {
    broken("the first ones are not those that every policy has", |program| program.ones.swap(0, 1));
    broken("the first ones are not those that every policy has", |program| {
        program.ones[2].values.push("sales".to_owned());
    });
    broken("the first sets are not those that every policy has", |program| program.sets.truncate(3));
}

#[test]
fn facts_come_from_what_tells_them() {
    let args = |args: &[(u32, &str)]| {
        Source::Args(args.iter().map(|(tool, name)| (ToolId(*tool), (*name).to_owned())).collect())
    };
    broken("set s4: its signal is not declared", |program| {
        program.sets[4].source = Source::Signal(SignalId(9));
    });
    broken("set s4: its signal has another type", |program| {
        program.sets[4].elements.reverse();
    });
    broken("set s4: its facet tells something else", |program| {
        program.sets[4].source = Source::Facet("data");
    });
    broken("number n0: it comes from no argument", |program| program.numbers[0].source = args(&[]));
    broken("number n0: it comes from two arguments of one tool", |program| {
        program.numbers[0].source = args(&[(1, "amount"), (1, "to")]);
    });
    broken("number n0: its argument has another type", |program| {
        program.numbers[0].source = args(&[(1, "to")]);
    });
    broken("number n0: its argument is not declared", |program| {
        program.numbers[0].source = args(&[(0, "to")]);
    });
    broken("number n0: the tool of its argument is not declared", |program| {
        program.numbers[0].source = args(&[(9, "to")]);
    });
    broken("number n2: its facet tells something else", |program| {
        program.numbers[2].source = Source::Facet("agent.depth");
    });
    broken("number n2: a time of day is a duration", |program| {
        program.numbers[2].source = Source::TimeOfDay("Europe/Berlin".to_owned());
    });
    broken("one o4: its time zone is not known", |program| {
        program.ones[4].source = Source::Weekday("Europe/Atlantis".to_owned());
    });
    broken("one o4: a weekday is one of seven", |program| program.ones[4].values.truncate(5));
    broken("text t1: its argument has another type", |program| {
        program.texts[1].source = args(&[(0, "tags")]);
    });
    broken("text t0: its facet tells something else", |program| {
        program.texts[0].source = Source::Facet("agent.trust");
    });
}

#[test]
fn unknown_numbers_are_as_wide_as_their_type() {
    broken("number n1: unknown, it is more than its type allows it to be", |program| {
        program.numbers[1].unknown.high = 1;
    });
}

#[test]
fn text_tests_can_be_built() {
    broken("text t1: an expression does not parse", |program| {
        program.texts[1].patterns.push(TextPattern::Regex { pattern: "(".to_owned(), anywhere: true });
    });
    broken("text t1: a block is longer than an address", |program| {
        program.texts[1].patterns.push(TextPattern::Block(0, 129));
    });
    broken("text t1: a block does not begin at its first address", |program| {
        program.texts[1].patterns.push(TextPattern::Block(1, 127));
    });
}

#[test]
fn atoms_test_what_is_there() {
    broken("atom a0: it tests a fact that is not there", |program| {
        let Atom::One { one, .. } = &mut program.atoms[0] else { panic!() };
        *one = 5;
    });
    for fact in [Fact::One(5), Fact::Set(5), Fact::Number(3), Fact::Text(2)] {
        broken("atom a6: it tests a fact that is not there", |program| program.atoms[6] = Atom::Known(fact));
    }
    broken("atom a7: it tests a risk that is not there", |program| program.risks.clear());
    broken("atom a1: a value is none of its fact's", |program| {
        let Atom::One { may, .. } = &mut program.atoms[1] else { panic!() };
        may.insert(3);
    });
    broken("atom a2: a value is none of its fact's", |program| {
        let Atom::Has { may, .. } = &mut program.atoms[2] else { panic!() };
        may.insert(6);
    });
}

#[test]
fn must_lies_within_may_and_knows_what_it_holds_of() {
    broken("atom a3: must is not within may", |program| {
        let Atom::Within { must, .. } = &mut program.atoms[3] else { panic!() };
        must.insert(3);
    });
    broken("atom a1: what is unknown satisfies it surely", |program| {
        let Atom::One { must, may, .. } = &mut program.atoms[1] else { panic!() };
        must.insert(0);
        may.insert(0);
    });
    for unknown in [0, 2] {
        broken("atom a2: what is unknown satisfies it surely", |program| {
            let Atom::Has { must, .. } = &mut program.atoms[2] else { panic!() };
            must.insert(unknown);
        });
    }
}

#[test]
fn sums_are_of_something() {
    for (sum, message) in [
        (vec![], "atom a4: a sum of nothing"),
        (vec![(0, 1), (0, 2)], "atom a4: a number stands twice in a sum"),
        (vec![(0, 1), (2, 0)], "atom a4: a factor is 0"),
    ] {
        broken(message, |program| {
            let Atom::AtLeast { terms, .. } = &mut program.atoms[4] else { panic!() };
            *terms = sum;
        });
    }
}

#[test]
fn atoms_differ_and_have_notes() {
    broken("atom a9: the same as an earlier one", |program| program.atoms[9] = program.atoms[8].clone());
    broken("notes and atoms differ in number", |program| program.notes.push(AtomNote::default()));
    broken("atom a5: its note names other facts", |program| {
        program.notes[5].facts[0].0 = Fact::Text(1);
    });
    broken("atom a4: its note names other facts", |program| program.notes[4].facts.truncate(1));
}

#[test]
fn formulas_are_in_normal_form() {
    let message = "rule `acme.small.big`: ";
    for (formula, problem) in [
        (literal(10), "it tests an atom that is not there"),
        (Formula::And(Vec::new()), "`and` or `or` of fewer than two parts"),
        (Formula::Or(vec![literal(1)]), "`and` or `or` of fewer than two parts"),
        (Formula::And(vec![literal(1), Formula::Const(true)]), "a constant inside a formula"),
        (
            Formula::And(vec![literal(1), Formula::And(vec![literal(2), literal(3)])]),
            "`and` inside `and`, or `or` inside `or`",
        ),
        (
            Formula::Or(vec![literal(1), Formula::Or(vec![literal(2), literal(3)])]),
            "`and` inside `and`, or `or` inside `or`",
        ),
        (
            (0..=MAX_NESTING).fold(literal(1), |inner, level| match level % 2 {
                0 => Formula::And(vec![literal(1), inner]),
                _ => Formula::Or(vec![literal(1), inner]),
            }),
            "its formula nests too deeply",
        ),
    ] {
        broken(&format!("{message}{problem}"), |program| rule(program, "big").when = formula);
    }
}

#[test]
fn risks_are_sums_of_scores() {
    broken("risk `danger`: the name stands twice", |program| program.risks.push(program.risks[0].clone()));
    broken("risk `danger`: it is made of risks", |program| {
        program.risks[0].terms[0].when = Formula::Or(vec![literal(1), literal(7)]);
    });
    broken("risk `danger`: it tests an atom that is not there", |program| {
        program.risks[0].terms[0].when = literal(10);
    });
    for weight in [-1, i64::MAX] {
        broken("risk `danger`: a weight is out of range", |program| {
            program.risks[0].terms[0].weight = weight;
        });
    }
    for number in [0, 3] {
        broken("risk `danger`: it multiplies what is no score", |program| {
            program.risks[0].terms[0].score = Some((number, "n".to_owned()));
        });
    }
}

#[test]
fn rules_stand_as_they_decide() {
    let message = "rules are not in the order in which they decide";
    broken(message, |program| program.rules.swap(0, 1));
    broken(message, |program| program.rules.swap(2, 3));
    broken(message, |program| {
        let hide = rule(program, "hide").clone();
        let deny = super::super::Rule {
            verdict: Verdict::Deny,
            mask: Vec::new(),
            name: "zoo".to_owned(),
            qualified: "acme.small.zoo".to_owned(),
            ..hide
        };
        program.rules.insert(2, deny);
    });
}

#[test]
fn rules_have_names_of_their_own() {
    broken("rule `acme.small.pay`: the name stands twice", |program| {
        let pay = rule(program, "pay").clone();
        program.rules.push(pay);
    });
    broken("rule `acme.small.pay`: its name does not end its qualified name", |program| {
        "ay".clone_into(&mut rule(program, "pay").name);
    });
    broken("rule `acme.small.malformed`: it bears a reserved name", |program| {
        let rule = rule(program, "pay");
        "malformed".clone_into(&mut rule.name);
        "acme.small.malformed".clone_into(&mut rule.qualified);
    });
    broken("rule `acme.small.pay`: it does not bear its own name", |program| {
        rule(program, "pay").reserved = Some(Reserved::Malformed);
    });
    broken("rule `default`: it does not bear its own name", |program| {
        let rule = rule(program, "oversize");
        rule.reserved = Some(Reserved::Default);
        "default".clone_into(&mut rule.name);
        "default".clone_into(&mut rule.qualified);
    });
}

#[test]
fn reserved_rules_are_there_and_deny() {
    for name in ["malformed", "oversize"] {
        broken(&format!("rule `{name}`: it is not there"), |program| {
            program.rules.retain(|rule| rule.name != name);
        });
    }
    broken("rule `malformed`: a reserved rule denies", |program| rule(program, "malformed").shadow = true);
    broken("rule `malformed`: a reserved rule denies", |program| {
        rule(program, "malformed").verdict = Verdict::Halt;
    });
    broken("rule `malformed`: a reserved rule denies and does no more", |program| {
        rule(program, "malformed").rollback = Some(Rollback::Session);
    });
}

#[test]
fn allow_asks_for_a_sound_record() {
    let message = "rule `acme.small.pay`: it allows what does not fit its tool";
    broken(message, |program| rule(program, "pay").when = literal(1));
    broken(message, |program| rule(program, "pay").when = Formula::Const(true));
    broken(message, |program| rule(program, "pay").when = Formula::Literal { atom: 0, negated: true });
    broken(message, |program| rule(program, "pay").when = Formula::Or(vec![literal(0), literal(1)]));
    broken(message, |program| rule(program, "pay").when = literal(8));
    let message = "rule `acme.small.pay`: an `allow` is on calls, and enforced";
    broken(message, |program| rule(program, "pay").on = Event::Result);
    broken(message, |program| rule(program, "pay").shadow = true);
}

#[test]
fn duties_are_those_of_the_verdict() {
    let big = |problem: &str| format!("rule `acme.small.big`: {problem}");
    let hide = |problem: &str| format!("rule `acme.small.hide`: {problem}");
    let only = "reviews, and they only, are approved";
    broken(&big(only), |program| rule(program, "big").approval = None);
    broken(&hide(only), |program| {
        rule(program, "hide").approval = rule(program, "big").approval.clone();
    });
    let approval = |problem: &str, breaks: fn(&mut Approval)| {
        broken(&big(problem), |program| breaks(rule(program, "big").approval.as_mut().unwrap()));
    };
    approval("its approval can never be given", |approval| approval.count = 0);
    approval("its approval can never be given", |approval| approval.within = -1);
    approval("without approval it still runs", |approval| approval.otherwise = Verdict::Sandbox);
    approval("the role that approves is not declared", |approval| approval.role.push('x'));
    let others = "those who may approve are not the kinds of its role";
    approval(others, |approval| approval.holders.clear());
    approval(others, |approval| approval.holders.insert(0));
    let only = "redacting rules, and they only, mask";
    broken(&hide(only), |program| rule(program, "hide").mask.clear());
    broken(&big(only), |program| rule(program, "big").mask.push("pii".to_owned()));
    broken(&hide("it masks a class that is not declared"), |program| {
        rule(program, "hide").mask.push("phi".to_owned());
    });
    broken(&big("it alerts a channel that is not declared"), |program| {
        rule(program, "big").alert.push("bell".to_owned());
    });
    broken(&big("it takes back what it may not"), |program| {
        rule(program, "big").rollback = Some(Rollback::Action);
    });
    broken("rule `acme.small.pay`: it takes back what it may not", |program| {
        rule(program, "pay").rollback = Some(Rollback::Session);
    });
}
