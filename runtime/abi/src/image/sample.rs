//! One value of everything that is encoded in an image: a change of its bytes is a change of the
//! format, and takes the next [`FORMAT`](super::FORMAT).

use super::{FORMAT, Kind, Meta, Sizes, encode, key};
use crate::Verdict;
use crate::bits::Bits;
use crate::index::{Digits, End, Field, Group, Index, Plan, Select, Side, Thresholds};
use crate::number::Bounds;
use crate::tables::*;
use crate::verdict::Reserved;

/// The hash of the sample's sections in this format.
const SECTIONS: &str = "b7d64e0bde73497a98671f6a9f5f6e96db1f9b6da58bd28597333c75b7c16c70";

#[test]
fn another_encoding_is_another_format() {
    let sections = encode(&meta(), &tables()).unwrap();
    let kinds: Vec<Kind> = sections.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, [Kind::Meta, Kind::Tables, Kind::Words, Kind::Notes]);
    let bytes: Vec<u8> = sections.into_iter().flat_map(|(_, bytes)| bytes).collect();
    let found = key::hex(blake3::hash(&bytes).as_bytes());
    assert_eq!(
        (FORMAT, found.as_str()),
        (2, SECTIONS),
        "what an image holds is encoded otherwise than in this format: raise `image::FORMAT`, name it in \
         `spec/images.md`, then note the new hash here"
    );
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn bits(members: &[u32]) -> Bits {
    members.iter().copied().collect()
}

fn meta() -> Meta {
    let sizes = Sizes { facts: 1, call: 2, result: 300 };
    Meta { policy: name(), compiler: text("agpc"), unicode: text("16"), time_zones: text("2026a"), sizes }
}

fn name() -> PolicyName {
    PolicyName { name: text("p"), version: text("1.2.3"), hash: text("blake3:0") }
}

/// Every list has an entry, every choice is made once.
fn tables() -> Tables {
    let feed = || Feed { ones: vec![4], numbers: vec![1], sets: vec![4, 5], slots: vec![0] };
    let literal = Literal { from: 0, to: 3 };
    let ends = |middle| Matcher::Ends { prefix: literal, suffix: literal, middle };
    let listed = |word: &str| vec![(text(word), 3)];
    Tables {
        policy: name(),
        names: Names {
            roles: listed("role"),
            classes: listed("class"),
            purposes: listed("purpose"),
            destinations: listed("destination"),
            resources: listed("resource"),
            public: 3,
            class_names: vec![text("pii.ssn")],
        },
        tools: vec![tool(&feed())],
        signals: vec![SignalRow {
            name: text("risk"),
            ty: ValueType { scalar: Scalar::Score, many: true },
            feed: feed(),
        }],
        agent: AgentFeeds {
            id: feed(),
            verified: feed(),
            trust: feed(),
            depth: feed(),
            payload_size: feed(),
        },
        payload: feed(),
        ones: vec![1, 2, 3, 3, 300],
        sets: vec![3, 4, 5, 6, 70, 7],
        numbers: vec![Bounds { low: i64::MIN, high: i64::MAX }, Bounds { low: -1, high: 1 }],
        slots: 2,
        texts: [Quantifier::Any, Quantifier::Every]
            .map(|quantifier| TextRow {
                slot: 1,
                quantifier,
                matchers: vec![0, 300],
                blocks: vec![(u128::MAX - 1, 64)],
            })
            .to_vec(),
        clock: Clock {
            instant: vec![1],
            zones: vec![Zone {
                name: text("UTC"),
                offsets: vec![(i64::MIN, -3_600)],
                time_of_day: vec![1],
                weekday: vec![4],
            }],
        },
        patterns: Patterns {
            destinations: [Form::Host, Form::Address, Form::Url, Form::Path, Form::Text]
                .map(|form| PatternRow { element: 3, form, matcher: 1 })
                .to_vec(),
            resources: vec![PatternRow { element: 4, form: Form::Path, matcher: 0 }],
            destination_otherwise: vec![3],
            resource_otherwise: vec![1],
        },
        matchers: vec![
            Matcher::Exact(literal),
            ends(Middle::Any),
            ends(Middle::Without(b'/')),
            ends(Middle::Labels),
            Matcher::Contains(literal),
            Matcher::Automaton(0),
        ],
        literals: b"abc".to_vec(),
        automata: vec![vec![1, 2, 3], vec![]],
        enums: vec![vec![text("a"), text("b")]],
        atoms: atoms(),
        nodes: [Plane::Must, Plane::May, Plane::NotMay, Plane::NotMust]
            .map(|plane| Node { atom: 1, plane, yes: ACCEPT, no: REJECT })
            .to_vec(),
        risks: vec![RiskRow { name: text("heat"), terms: terms() }],
        rules: rules(),
        notes: vec![AtomNote {
            text: text("role has x"),
            facts: [Fact::One(0), Fact::Set(1), Fact::Number(2), Fact::Text(3)]
                .map(|fact| (fact, text("role")))
                .to_vec(),
        }]
        .into(),
        plan: plan(),
    }
}

fn tool(feed: &Feed) -> ToolRow {
    let scalars = [
        Scalar::Text,
        Scalar::Int,
        Scalar::Decimal,
        Scalar::Bool,
        Scalar::Score,
        Scalar::Duration,
        Scalar::Size,
        Scalar::Date,
        Scalar::Time,
        Scalar::Email,
        Scalar::Host,
        Scalar::Url,
        Scalar::Path,
        Scalar::Ip,
        Scalar::Iban,
        Scalar::Phone,
        Scalar::Id,
        Scalar::Money(*b"EUR"),
        Scalar::Enum(0),
        Scalar::Class,
        Scalar::Json,
    ];
    let mappings = [Mapping::None, Mapping::Payload, Mapping::Destination, Mapping::Resource, Mapping::Data];
    let args = scalars.into_iter().zip(mappings.into_iter().cycle()).map(|(scalar, mapping)| ArgRow {
        name: text("a"),
        ty: ValueType { scalar, many: false },
        required: true,
        default: Some(text("1")),
        mapping,
        feed: feed.clone(),
    });
    ToolRow { name: text("t"), kind: 1, yields: vec![3], to: vec![4], args: args.collect(), rest: true }
}

fn atoms() -> Vec<Atom> {
    let (must, may) = (bits(&[3]), bits(&[3, 70]));
    vec![
        Atom::One { one: 4, must: must.clone(), may: may.clone() },
        Atom::Has { set: 4, must: must.clone(), may: may.clone() },
        Atom::Within { set: 4, must, may },
        Atom::AtLeast { terms: vec![(1, -2)], value: 300 },
        Atom::Text(1),
        Atom::Known(Fact::Set(1)),
        Atom::Risk { risk: 0, value: -5 },
    ]
}

fn terms() -> Vec<TermRow> {
    let term = |number| TermRow { subtract: true, weight: 5, number, entry: 0, text: text("0.5 when x") };
    vec![term(None), term(Some((1, text("signal.x"))))]
}

fn rules() -> Vec<RuleRow> {
    let approval =
        |otherwise| Approval { count: 2, role: text("boss"), holders: bits(&[3]), within: 300, otherwise };
    let beside = |rollback, approval| Beside {
        because: Some(text("why")),
        cites: vec![text("GDPR")],
        alert: vec![text("secops")],
        mask: vec![text("pii.ssn")],
        approval,
        rollback: Some(rollback),
    };
    let rule = |verdict, reserved| RuleRow {
        name: "r".into(),
        reserved,
        on: Event::Call,
        verdict,
        shadow: true,
        entry: 0,
        residual: ACCEPT,
        beside: beside(Rollback::Action, Some(approval(verdict))).boxed(),
    };
    let mut rules: Vec<RuleRow> = Verdict::ALL.into_iter().map(|verdict| rule(verdict, None)).collect();
    rules.extend(Reserved::ALL.into_iter().map(|reserved| rule(Verdict::Deny, Some(reserved))));
    let silent = Beside { because: None, ..beside(Rollback::Session, None) };
    rules.push(RuleRow { on: Event::Result, beside: silent.boxed(), ..rule(Verdict::Halt, None) });
    rules.push(RuleRow { beside: None, ..rule(Verdict::Halt, None) });
    rules
}

fn plan() -> Plan {
    let thresholds = Thresholds { number: 1, first: 2, count: 3 };
    let digits = || Digits { set: 4, digits: vec![0, 17], empty: true };
    let selects = [
        Select::One(4),
        Select::Low(thresholds),
        Select::High(thresholds),
        Select::End(0),
        Select::AnyOf(digits()),
        Select::AllOf(digits()),
    ];
    let fields = selects.into_iter().map(|select| Field { select, at: 144, rows: 33 });
    let group = Group { split: Some(0), leaves: 2, width: 4, base: 5, stride: 300, fields: fields.collect() };
    let end =
        |side| End { slot: 1, side, bytes: 8, multiplier: u64::MAX, entries: vec![(1 << 40, 2), (0, 0)] };
    Plan {
        call: Index { groups: vec![group.clone(), Group { split: None, ..group.clone() }] },
        result: Index { groups: vec![group] },
        ends: vec![end(Side::Head), end(Side::Tail)],
        words: vec![0, 1, u64::MAX],
    }
}
