//! What literals accept, and what the cost model makes of plain policies. That whole plans mean what
//! formulas mean is for the differential tests, which have the kernels.

use super::accept::{Accept, Dimension, accept, empty};
use super::ends::{self, Texts};
use super::{Strategy, index};
use crate::pipeline;
use crate::program::{Formula, Program};
use crate::source::{Provenance, Sources};
use agp_abi::bits::Bits;
use agp_abi::index::{MAX_WIDTH, OTHER_END, Select, Side};
use agp_abi::tables::{Atom, Fact, Literal, MORE, MORE_DETECTED, Matcher, Plane, Quantifier, TextRow, set};

const PLANES: [Plane; 4] = [Plane::Must, Plane::May, Plane::NotMay, Plane::NotMust];

fn program(text: &str) -> Program {
    let mut sources = Sources::default();
    sources.add("a.agp", text, Provenance::Given);
    let checked = pipeline::check(&sources);
    assert!(checked.diagnostics.iter().all(|diagnostic| !diagnostic.is_error()), "{:?}", checked.diagnostics);
    pipeline::compile(&sources, &checked.units[0]).unwrap().program
}

/// The bit of (must, may) that a plane reads.
fn read(plane: Plane, must: bool, may: bool) -> bool {
    match plane {
        Plane::Must => must,
        Plane::May => may,
        Plane::NotMay => !may,
        Plane::NotMust => !must,
    }
}

#[test]
fn a_comparison_is_a_threshold_on_the_right_end() {
    let program = program("policy a \"1\"\n");
    for coefficient in [-3i64, -2, -1, 1, 2, 3] {
        for value in -9i64..=9 {
            let atom = Atom::AtLeast { terms: vec![(7, coefficient)], value };
            for plane in PLANES {
                let Accept::Threshold { end, at, below } = accept(&program, &atom, plane) else {
                    panic!("{atom:?} has no threshold")
                };
                for low in -9i64..=9 {
                    for high in low..=9 {
                        let ends = [coefficient * low, coefficient * high];
                        let (must, may) =
                            (ends.iter().all(|sum| *sum >= value), ends.iter().any(|sum| *sum >= value));
                        let x = if end == Dimension::Low(7) { low } else { high };
                        assert_eq!(
                            (x >= at) != below,
                            read(plane, must, may),
                            "{atom:?} {plane:?} {low}..{high}"
                        );
                    }
                }
            }
        }
    }
    let free = [vec![], vec![(0, 1), (1, 1)], vec![(0, 0)]];
    for terms in free {
        assert_eq!(accept(&program, &Atom::AtLeast { terms, value: 1 }, Plane::May), Accept::Free);
    }
}

#[test]
fn a_test_of_a_set_accepts_members() {
    let program = program("policy a \"1\"\nrole clerk\nrole chief\n");
    let none = empty(&program, set::ROLE);
    let (must, may): (Bits, Bits) = ([3].into_iter().collect(), [MORE, 3, 4].into_iter().collect());
    let unknown = |element: u32| element == MORE || element == MORE_DETECTED;
    let meets = |members: &[u32], bits: &Bits| members.iter().any(|member| bits.contains(*member));
    let every = |members: &[u32], spared: bool, bits: &Bits| {
        !members.is_empty()
            && members.iter().all(|member| bits.contains(*member) || spared && unknown(*member))
    };
    for members in (0u32..32).map(|subset| (0..5).filter(|bit| subset >> bit & 1 == 1).collect::<Vec<u32>>())
    {
        let known = !members.iter().any(|member| unknown(*member));
        let atoms = [
            (
                Atom::Has { set: set::ROLE, must: must.clone(), may: may.clone() },
                (meets(&members, &must), meets(&members, &may)),
            ),
            (
                Atom::Within { set: set::ROLE, must: must.clone(), may: may.clone() },
                (every(&members, false, &must), every(&members, true, &may)),
            ),
            (Atom::Known(Fact::Set(set::ROLE)), (known, known)),
        ];
        let counted: Vec<u32> = if members.is_empty() { vec![none] } else { members.clone() };
        for (atom, (must, may)) in atoms {
            for plane in PLANES {
                let accepted = match accept(&program, &atom, plane) {
                    Accept::Bits(Dimension::AnyOf(set::ROLE), bits) => {
                        counted.iter().any(|member| bits.contains(*member))
                    }
                    Accept::Bits(Dimension::AllOf(set::ROLE), bits) => {
                        counted.iter().all(|member| bits.contains(*member))
                    }
                    other => panic!("{other:?}"),
                };
                assert_eq!(accepted, read(plane, must, may), "{atom:?} {plane:?} {members:?}");
            }
        }
    }
}

#[test]
fn ends_have_a_class_for_each_key() {
    let literals = b"/var/log//etc/.csv.parquet".as_slice();
    let at = |from: u32, to: u32| Literal { from, to };
    let none = at(0, 0);
    let ends = |prefix, suffix| Matcher::Ends { prefix, suffix, middle: agp_abi::tables::Middle::Any };
    let matchers = [
        ends(at(0, 9), none),
        ends(at(9, 14), none),
        ends(none, at(14, 18)),
        ends(none, at(18, 26)),
        ends(none, none),
    ];
    let row = |matchers| TextRow { slot: 0, quantifier: Quantifier::Any, matchers, blocks: Vec::new() };
    let rows = [row(vec![0]), row(vec![1]), row(vec![2]), row(vec![2, 3]), row(vec![4]), row(vec![0, 4])];
    let texts = Texts { rows: &rows, matchers: &matchers, literals };
    let candidates = ends::candidates(texts);
    let [head, tail] = candidates.as_slice() else { panic!("a head and a tail") };
    assert_eq!((head.end.side, tail.end.side), (Side::Head, Side::Tail));
    let word = |text: &[u8]| text.iter().take(8).rev().fold(0u64, |word, byte| word << 8 | u64::from(*byte));
    let class = |text: &str| head.end.class(word(text.as_bytes()), text.len());
    let tail_class = |text: &str| {
        let inwards: Vec<u8> = text.bytes().rev().collect();
        tail.end.class(word(&inwards), text.len())
    };
    let accepts = |candidate: &ends::Candidate, test: u32, class| candidate.accepts[&test].contains(class);
    assert!(accepts(head, 0, class("/var/log/syslog")) && !accepts(head, 1, class("/var/log/syslog")));
    assert!(accepts(head, 1, class("/etc/passwd")) && !accepts(head, 0, class("/etc/passwd")));
    assert_eq!([class("/home/x"), class("/v"), class("")], [OTHER_END; 3]);
    assert!(accepts(tail, 2, tail_class("a.csv")) && accepts(tail, 3, tail_class("a.csv")));
    assert!(!accepts(tail, 2, tail_class("a.parquet")) && accepts(tail, 3, tail_class("a.parquet")));
    for free in [4, 5] {
        assert!(
            !head.accepts.contains_key(&free) && !tail.accepts.contains_key(&free),
            "it asks nothing of an end"
        );
    }
}

fn plan(text: &str) -> agp_abi::index::Plan {
    index(&program(text), Texts { rows: &[], matchers: &[], literals: &[] }, Strategy::Costs).plan
}

#[test]
fn many_rules_on_many_tools_stand_in_leaves_by_tool() {
    use std::fmt::Write;
    let mut text = "policy a \"1\"\nrole clerk\nrole chief\n".to_owned();
    for tool in 0..40 {
        writeln!(text, "tool t{tool} is read yields nothing {{ }}").unwrap();
        for rule in 0..60 {
            let role = ["clerk", "chief"][rule % 2];
            writeln!(text, "deny r{tool}_{rule} when tool is t{tool} and role has {role}").unwrap();
        }
    }
    let groups = plan(&text).call.groups;
    assert_eq!(groups[0].split, Some(agp_abi::tables::one::TOOL));
    assert_eq!((groups[0].leaves, groups[0].width), (41, 1));
    assert!(groups.iter().map(|group| group.width).sum::<u32>() <= 2, "not one word for every 64 rules");
}

/// By its residual a loader tells it from a rule that got lost.
#[test]
fn a_rule_that_no_leaf_holds_says_so() {
    use std::fmt::Write;
    let mut text = "policy a \"1\"\nrole clerk\n".to_owned();
    for tool in 0..40 {
        writeln!(text, "tool t{tool} is read yields nothing {{ }}").unwrap();
        for rule in 0..60 {
            writeln!(text, "deny r{tool}_{rule} when tool is t{tool} and role has clerk").unwrap();
        }
    }
    writeln!(text, "allow both when tool is t0 and tool is t1").unwrap();
    let program = program(&text);
    let indexed = index(&program, Texts { rows: &[], matchers: &[], literals: &[] }, Strategy::Costs);
    assert_eq!(indexed.plan.call.groups[0].split, Some(agp_abi::tables::one::TOOL));
    for (rule, residual) in program.rules.iter().zip(&indexed.residuals) {
        assert_eq!(*residual == Formula::Const(false), rule.name == "both", "{}: {residual:?}", rule.name);
    }
}

#[test]
fn what_no_rule_tests_is_not_read() {
    let plan = plan(
        "policy a \"1\"\nrole clerk\npurpose tax\ntool t is read yields nothing { }\nallow r when role has clerk\n",
    );
    for field in plan.call.groups.iter().flat_map(|group| &group.fields) {
        assert_ne!(field.select, Select::One(agp_abi::tables::one::PURPOSE));
        assert!(!matches!(field.select, Select::Low(_) | Select::High(_) | Select::End(_)), "{field:?}");
    }
    assert_eq!(plan.result.groups, []);
}

#[test]
fn more_rules_than_a_leaf_holds_stand_in_several() {
    let mut program = program("policy a \"1\"\nrole clerk\ndeny r when role has clerk\n");
    let rule = program.rules[0].clone();
    let count = 64 * MAX_WIDTH as usize + 3;
    program.rules = vec![rule; count];
    let plan = index(&program, Texts { rows: &[], matchers: &[], literals: &[] }, Strategy::Costs).plan;
    let groups = &plan.call.groups;
    assert_eq!(groups.iter().map(|group| group.width).collect::<Vec<_>>(), [MAX_WIDTH, 1]);
    let places = groups.iter().flat_map(|group| &plan.words[group.base as usize..][..group.width as usize]);
    assert_eq!(places.map(|word| word.count_ones() as usize).sum::<usize>(), count);
}
