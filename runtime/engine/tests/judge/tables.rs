//! Tables that no compiler wrote: refused at load, with the row that is wrong.

use crate::build::*;
use agp_abi::Verdict;
use agp_abi::number::Bounds;
use agp_abi::tables::*;
use agp_abi::verdict::Reserved;
use agp_runtime::Policy;

/// A policy with something in every table.
fn sound() -> Tables {
    let mut build = Build::new();
    build.tables.enums.push(vec!["red".into(), "green".into()]);
    build.tables.ones.extend([2, 7]);
    build.tables.sets.push(4);
    let number = build.number(0, 1_000_000);
    let (test, text) = build.text(Quantifier::Any, "a*", "args.x");
    build.tables.texts[0].blocks.push((0, 96));
    build.tables.literals.extend("a/é".bytes());
    let (prefix, suffix) = (Literal { from: 0, to: 2 }, Literal { from: 2, to: 4 });
    build.tables.matchers.push(Matcher::Ends { prefix, suffix, middle: Middle::Without(b'/') });
    build.tables.texts[0].matchers.push(1);
    build.pattern(set::DESTINATION, dest::CORP, Form::Host, "corp");
    build.pattern(set::RESOURCE, res::BLOCKED, Form::Path, "/etc/.*");
    let mut x = arg("x", one_of(Scalar::Text), Mapping::Destination);
    x.feed.slots.push(test);
    x.default = Some("\"a\"".into());
    let mut t = tool("t", kind::SEND, vec![x]);
    t.yields.push(class::KEY);
    build.tool(t).tool(tool("u", kind::READ, vec![]));
    let feed = Feed { ones: vec![4], ..Feed::default() };
    build.tables.signals.push(SignalRow { name: "word".into(), ty: one_of(Scalar::Enum(0)), feed });
    let feed = Feed { sets: vec![4], ..Feed::default() };
    build.tables.signals.push(SignalRow { name: "words".into(), ty: list_of(Scalar::Enum(0)), feed });
    build.tables.agent.trust.numbers.push(number);
    let offsets = vec![(i64::MIN, 0), (5, 3600)];
    let zone = Zone { name: "UTC".into(), offsets, time_of_day: vec![number], weekday: vec![5] };
    build.tables.clock = Clock { instant: vec![number], zones: vec![zone] };
    let pii = build.has(set::DATA, "data", &[class::PII], &[]);
    let known = build.atom(Atom::Known(Fact::Text(test)), &[]);
    let sum = build.at_least(number, "agent.trust", 5);
    let risk = build.risk("leak", vec![(false, 1, Some((number, "agent.trust")), Cond::Is(pii))]);
    let leaks = build.atom(Atom::Risk { risk, value: 1 }, &[]);
    build.allow_all().rule(rule("ask", Verdict::Review), Cond::And(vec![Cond::Is(leaks), Cond::Is(text)]));
    build.rule(rule("no", Verdict::Deny), Cond::Or(vec![Cond::Is(known), Cond::Is(sum)]));
    build.finish()
}

/// What is said about tables in which one thing is changed.
fn refused(change: impl FnOnce(&mut Tables)) -> String {
    let mut tables = sound();
    change(&mut tables);
    Policy::new(tables).map_or_else(|error| error.to_string(), |_| "accepted".into())
}

fn rule_at<'t>(tables: &'t mut Tables, name: &str) -> &'t mut RuleRow {
    tables.rules.iter_mut().find(|rule| rule.name == name).unwrap()
}

fn change_notes(tables: &mut Tables, change: impl FnOnce(&mut Vec<AtomNote>)) {
    let mut notes = tables.notes.to_vec();
    change(&mut notes);
    tables.notes = notes.into();
}

#[test]
fn sound_tables_load() {
    assert_eq!(refused(|_| ()), "accepted");
    assert_eq!(refused(|t| t.tools[1].to = vec![MORE]), "accepted", "nobody has said what it does");
}

#[test]
fn indices_lie_in_their_tables() {
    type Change = fn(&mut Tables);
    let changes: [(Change, &str); 25] = [
        (|t| t.names.roles[0].1 = 6, "role name 0: an element is not an entry of its set"),
        (|t| t.names.roles[0].1 = MORE, "role name 0: an element is not an entry of its set"),
        (|t| t.names.purposes[0].1 = 3, "purpose name 0: it names a purpose that is not there"),
        (|t| t.names.public = MORE_DETECTED, "built-in class 0: an element is not an entry of its set"),
        (|t| drop(t.names.class_names.pop()), "class name 5: there is no such full class name"),
        (|t| t.tools[0].kind = 4, "tool 0: it names a kind that is not there"),
        (|t| t.tools[0].yields[0] = 9, "tool 0: an element is not an entry of its set"),
        (|t| t.tools[1].to[0] = OTHER, "tool 1: an element is not an entry of its set"),
        (|t| t.tools[1].to.push(MORE), "tool 1: an element is not an entry of its set"),
        (|t| t.tools[0].args[0].feed.slots[0] = 1, "tool 0: there is no such slot"),
        (|t| t.tools[0].args[0].ty.scalar = Scalar::Enum(1), "tool 0: there is no such list of words"),
        (|t| t.signals[0].feed.ones[0] = 6, "signal 0: there is no such one"),
        (|t| t.agent.trust.numbers[0] = 1, "agent 0: there is no such number"),
        (|t| t.payload.slots.push(7), "payload 0: there is no such slot"),
        (|t| t.clock.instant.push(7), "clock 0: there is no such number"),
        (|t| t.patterns.destinations[0].matcher = 9, "destination pattern 0: there is no such matcher"),
        (
            |t| t.patterns.resources[0].element = 9,
            "resource pattern 0: an element is not an entry of its set",
        ),
        (
            |t| t.patterns.resource_otherwise.push(1),
            "resource pattern 1: an element is not an entry of its set",
        ),
        (|t| t.texts[0].slot = 1, "text test 0: there is no such slot"),
        (|t| t.texts[0].matchers[0] = 9, "text test 0: there is no such matcher"),
        (|t| t.nodes[0].atom = 99, "node 0: there is no such atom"),
        (|t| t.nodes[0].yes = 99, "node 0: there is no such node"),
        (|t| t.risks[0].terms[0].entry = 99, "risk 0: there is no such node"),
        (|t| rule_at(t, "no").entry = 99, "rule 0: there is no such node"),
        (
            |t| change_notes(t, |notes| notes[3].facts[0].0 = Fact::Number(9)),
            "note 3: there is no such number",
        ),
    ];
    for (change, message) in changes {
        assert_eq!(refused(change), message);
    }
}

#[test]
fn conditions_are_sound() {
    let atom = |wrong: Atom| refused(|t| t.atoms[0] = wrong);
    let (none, three) = (bits(&[]), bits(&[3]));
    for (wrong, message) in [
        (Atom::One { one: 6, must: none.clone(), may: none.clone() }, ": there is no such one"),
        (Atom::One { one: 1, must: none.clone(), may: bits(&[4]) }, ": a value is not one of its fact's"),
        (Atom::One { one: 1, must: three.clone(), may: bits(&[2]) }, ": it must hold where it may not"),
        (Atom::One { one: 1, must: bits(&[0]), may: bits(&[0]) }, ": it must hold of what is unknown"),
        (Atom::Has { set: 5, must: none.clone(), may: none.clone() }, ": there is no such set"),
        (Atom::Has { set: 0, must: three.clone(), may: none.clone() }, ": it must hold where it may not"),
        (Atom::Has { set: 1, must: bits(&[2]), may: bits(&[2]) }, ": it must hold of what is unknown"),
        (Atom::Within { set: 1, must: bits(&[0]), may: bits(&[0]) }, ": it must hold of what is unknown"),
        (Atom::Within { set: 0, must: none, may: bits(&[1 << 20]) }, ": a value is not one of its fact's"),
        (Atom::AtLeast { terms: vec![(1, 1)], value: 0 }, ": there is no such number"),
        (Atom::Text(1), ": there is no such text test"),
        (Atom::Known(Fact::Set(5)), ": there is no such set"),
        (Atom::Risk { risk: 1, value: 0 }, ": there is no such risk"),
    ] {
        assert_eq!(atom(wrong), format!("atom 0{message}"));
    }
    assert_eq!(
        refused(|t| change_notes(t, |notes| drop(notes.pop()))),
        "there is not one note for each atom"
    );
    assert_eq!(refused(|t| t.nodes[1].no = 1), "node 1: it does not point forward");
    assert_eq!(refused(|t| t.nodes[2].yes = 0), "node 2: it does not point forward");
    assert_eq!(refused(|t| t.risks[0].terms[0].weight = -1), "risk 0: a weight is out of range");
    assert_eq!(refused(|t| t.risks[0].terms[0].weight = i64::MAX), "risk 0: a weight is out of range");
    let entry = sound().risks[0].terms[0].entry as usize;
    let tested = sound().nodes[entry].atom as usize;
    assert_eq!(
        refused(|t| t.atoms[tested] = Atom::Risk { risk: 0, value: 0 }),
        "risk 0: a term tests a risk"
    );
}

#[test]
fn rules_stand_in_order_under_their_names() {
    assert_eq!(
        refused(|t| t.rules.reverse()),
        "rule 0: a stricter rule, or an authored one as strict, follows it"
    );
    assert_eq!(
        refused(|t| t.rules.swap(0, 1)),
        "rule 0: a stricter rule, or an authored one as strict, follows it"
    );
    assert_eq!(refused(|t| rule_at(t, "no").name = "ask".into()), "rule 3: its name is taken");
    assert_eq!(
        refused(|t| rule_at(t, "no").name = "default".into()),
        "rule 0: it bears a reserved name, or lacks its own"
    );
    let reserve = |reserved| {
        refused(move |t| {
            let row = rule_at(t, "malformed");
            (row.reserved, row.name) = (Some(reserved), Reserved::text(reserved).into());
        })
    };
    assert_eq!(reserve(Reserved::Unredactable), "accepted");
    assert_eq!(reserve(Reserved::Paused), "rule 1: it bears a reserved name, or lacks its own");
    assert_eq!(
        refused(|t| rule_at(t, "malformed").reserved = None),
        "rule 1: it bears a reserved name, or lacks its own"
    );
    assert_eq!(refused(|t| rule_at(t, "ask").beside = None), "rule 3: nobody is asked to review");
    let approval = |change: fn(&mut Approval)| {
        refused(|t| {
            let beside = rule_at(t, "ask").beside.as_mut().unwrap();
            change(beside.approval.as_mut().unwrap());
        })
    };
    assert_eq!(approval(|approval| approval.count = 0), "rule 3: its approval can never be given");
    assert_eq!(
        approval(|approval| approval.otherwise = Verdict::Allow),
        "rule 3: it lets the action run unapproved"
    );
    assert_eq!(
        approval(|approval| approval.holders = bits(&[0])),
        "rule 3: an element is not an entry of its set"
    );
}

#[test]
fn nothing_feeds_what_only_the_engine_sets() {
    let said = "tool 0: it feeds a fact that no value may set";
    assert_eq!(refused(|t| t.tools[0].args[0].feed.ones.push(one::FAULT)), said);
    assert_eq!(refused(|t| t.tools[0].args[0].feed.sets.push(set::DATA)), said);
    let room = "signal 0: a one it feeds has no room for its values";
    assert_eq!(refused(|t| t.enums[0].push("blue".into())), room);
    let room = "signal 1: a set it feeds has no room for its values";
    assert_eq!(refused(|t| t.sets[4] = 3), room);
    assert_eq!(refused(|t| t.ones[5] = 6), "zone 0: a weekday has no room for seven days");
}

#[test]
fn sizes_have_bounds() {
    assert_eq!(refused(|t| t.ones.truncate(3)), "a built-in one is missing");
    assert_eq!(refused(|t| t.sets.truncate(3)), "a built-in set is missing");
    assert_eq!(refused(|t| t.ones[0] = 1), "there are more tools than values for them");
    assert_eq!(refused(|t| t.ones[3] = 2), "a value of the record's form is missing");
    assert_eq!(refused(|t| t.sets[4] = u32::MAX), "the facts take too much room");
    assert_eq!(refused(|t| t.slots = u32::MAX), "the facts take too much room");
    assert_eq!(
        refused(|t| t.numbers[0] = Bounds { low: 1, high: 0 }),
        "number 0: its bounds are the wrong way round"
    );
    assert_eq!(refused(|t| t.texts[0].blocks[0].1 = 129), "text test 0: a block is longer than an address");
    assert_eq!(refused(|t| t.clock.zones[0].offsets.clear()), "zone 0: its first offset is missing");
    assert_eq!(refused(|t| t.clock.zones[0].offsets.push((5, 0))), "zone 0: its offsets are not in order");
}

#[test]
fn names_stand_once_and_in_order() {
    assert_eq!(
        refused(|t| t.names.classes.swap(0, 1)),
        "class name 0: it does not stand before the next one"
    );
    let twice = |t: &mut Tables| t.names.roles[1].0 = t.names.roles[0].0.clone();
    assert_eq!(refused(twice), "role name 0: it does not stand before the next one");
    assert_eq!(refused(|t| t.tools[1].name = "t".into()), "tool 1: its name is taken");
    assert_eq!(refused(|t| t.signals[0].name = "words".into()), "signal 1: its name is taken");
    let args =
        |t: &mut Tables| t.tools[0].args = vec![t.tools[0].args[0].clone(), t.tools[0].args[0].clone()];
    assert_eq!(refused(args), "argument 1: its name is taken");
    for default in ["", "{", "\"\\ud800\"", "{\"a\":1,\"a\":2}"] {
        let said = refused(|t| t.tools[0].args[0].default = Some(default.into()));
        assert_eq!(said, "tool 0: a default is not JSON", "{default:?}");
    }
}

#[test]
fn literals_are_texts_of_the_pool() {
    let said = "matcher 1: a literal is not in the pool, or no text";
    let ends = |from, to, separator| {
        refused(|t| {
            let (prefix, suffix) = (Literal { from: 0, to: 0 }, Literal { from, to });
            t.matchers[1] = Matcher::Ends { prefix, suffix, middle: Middle::Without(separator) };
        })
    };
    assert_eq!(ends(2, 4, b'.'), "accepted");
    for (from, to) in [(2, 5), (3, 4), (2, 1), (2, 3), (u32::MAX, u32::MAX)] {
        assert_eq!(ends(from, to, b'.'), said, "{from}..{to}");
    }
    assert_eq!(ends(2, 4, 0xc3), "matcher 1: a separator is not ASCII");
    assert_eq!(refused(|t| t.matchers[1] = Matcher::Contains(Literal { from: 3, to: 4 })), said);
    assert_eq!(refused(|t| t.matchers[1] = Matcher::Automaton(3)), "matcher 1: there is no such automaton");
}

/// No change of an automaton's bytes makes the engine fail; most are refused.
#[test]
fn automata_are_checked() {
    assert_eq!(refused(|t| t.automata[0].clear()), "automaton 0: it is no automaton of this version");
    assert_eq!(refused(|t| t.automata[1].extend([0, 0])), "automaton 1: bytes follow the automaton");
    let unanchored = regex_automata::dfa::dense::Builder::new()
        .configure(
            regex_automata::dfa::dense::Config::new().start_kind(regex_automata::dfa::StartKind::Unanchored),
        )
        .build("a")
        .unwrap();
    let bytes = unanchored.to_sparse().unwrap().to_bytes_little_endian();
    assert_eq!(refused(|t| t.automata[0] = bytes), "automaton 0: it has no anchored start");
    let whole = sound().automata[0].clone();
    let line = r#"{"event":"call","tool":"t","args":{"x":"aaa\u00ff"}}"#;
    for at in 0..whole.len() {
        for change in [1, 0x80, 0xff] {
            let mut tables = sound();
            tables.automata[0][at] ^= change;
            if let Ok(policy) = Policy::new(tables) {
                decide(&policy, line);
            }
        }
    }
}

/// Every number of the tables that could be an index.
fn slots(tables: &mut Tables) -> Vec<&mut u32> {
    let Tables { names, tools, signals, agent, payload, ones, sets, texts, clock, .. } = tables;
    let mut slots: Vec<&mut u32> = Vec::new();
    let lists = [&mut names.roles, &mut names.classes, &mut names.purposes, &mut names.destinations];
    slots.extend(lists.into_iter().flatten().map(|(_, element)| element));
    slots.push(&mut names.public);
    let mut feeds = vec![payload, &mut agent.id, &mut agent.trust, &mut agent.verified];
    for tool in tools {
        slots.push(&mut tool.kind);
        slots.extend(tool.yields.iter_mut().chain(&mut tool.to));
        feeds.extend(tool.args.iter_mut().map(|arg| &mut arg.feed));
    }
    feeds.extend(signals.iter_mut().map(|signal| &mut signal.feed));
    for Feed { ones, numbers, sets, slots: texts } in feeds {
        slots.extend(ones.iter_mut().chain(numbers).chain(sets).chain(texts));
    }
    slots.extend(ones.iter_mut().chain(sets));
    slots.extend(texts.iter_mut().flat_map(|text| text.matchers.iter_mut().chain([&mut text.slot])));
    slots.extend(&mut clock.instant);
    slots
        .extend(clock.zones.iter_mut().flat_map(|zone| zone.time_of_day.iter_mut().chain(&mut zone.weekday)));
    for row in tables.patterns.destinations.iter_mut().chain(&mut tables.patterns.resources) {
        slots.extend([&mut row.element, &mut row.matcher]);
    }
    for atom in &mut tables.atoms {
        match atom {
            Atom::One { one: index, .. }
            | Atom::Has { set: index, .. }
            | Atom::Within { set: index, .. }
            | Atom::Text(index)
            | Atom::Known(Fact::One(index) | Fact::Set(index) | Fact::Number(index) | Fact::Text(index))
            | Atom::Risk { risk: index, .. } => slots.push(index),
            Atom::AtLeast { terms, .. } => slots.extend(terms.iter_mut().map(|(number, _)| number)),
        }
    }
    for matcher in &mut tables.matchers {
        match matcher {
            Matcher::Exact(text) | Matcher::Contains(text) => slots.extend([&mut text.from, &mut text.to]),
            Matcher::Ends { prefix, suffix, .. } => {
                slots.extend([&mut prefix.from, &mut prefix.to, &mut suffix.from, &mut suffix.to]);
            }
            Matcher::Automaton(index) => slots.push(index),
        }
    }
    slots.extend(tables.nodes.iter_mut().flat_map(|node| [&mut node.atom, &mut node.yes, &mut node.no]));
    for term in tables.risks.iter_mut().flat_map(|risk| &mut risk.terms) {
        slots.push(&mut term.entry);
        slots.extend(term.number.iter_mut().map(|(number, _)| number));
    }
    slots.extend(tables.rules.iter_mut().map(|rule| &mut rule.entry));
    slots
}

/// Whatever single number is changed, the tables are refused or every line gets an answer.
#[test]
fn no_index_leads_astray() {
    let lines = [
        r#"{"event":"call","tool":"t","args":{"x":"corp"},"data":["pii"],"signals":{"word":"green","words":["red"]}}"#,
        r#"{"event":"call","tool":"u","role":["employee"],"purpose":"payroll","destination":"chat"}"#,
        r#"{"event":"result","tool":"t","content":"aaa","agent":{"id":"a","verified":true,"trust":0.5}}"#,
    ];
    let mut accepted = 0;
    for slot in 0..slots(&mut sound()).len() {
        for value in [0, 1, 2, 3, 4, 5, 8, 63, 64, 1 << 31, REJECT, ACCEPT] {
            let mut tables = sound();
            *slots(&mut tables)[slot] = value;
            if let Ok(policy) = Policy::new(tables) {
                accepted += 1;
                for line in lines {
                    decide(&policy, line);
                }
            }
        }
    }
    assert!(accepted > 100, "the check must not refuse everything: {accepted}");
}
