//! Arguments against a tool's declaration: which calls are malformed or oversize, and what the
//! values are.

use crate::build::*;
use agp_abi::decision::{Context, Sessions};
use agp_abi::number::Bounds;
use agp_abi::tables::*;
use agp_abi::verdict::Verdict;
use agp_runtime::{Policy, Scratch};

/// One argument `x` of a type; the facts that it feeds are one 0 or 4, number 0, text test 0.
fn with(ty: ValueType) -> Policy {
    let mut build = Build::new();
    build.tables.enums.push(vec!["low".into(), "high".into()]);
    build.tables.ones.push(2);
    build.number(i64::MIN, i64::MAX);
    build.text(Quantifier::Any, ".*a.*", "args.x");
    build.text(Quantifier::Every, ".*a.*", "args.x");
    build.text_row(Quantifier::Any, Vec::new(), Vec::new());
    let mut x = arg("x", ty, Mapping::None);
    x.feed = Feed { ones: vec![4], numbers: vec![0], sets: Vec::new(), slots: vec![0, 1, 2] };
    build.tool(tool("t", kind::READ, vec![x])).allow_all().policy()
}

fn call(args: &str) -> String {
    format!(r#"{{"event":"call","tool":"t","args":{args}}}"#)
}

fn number(scalar: Scalar, json: &str) -> (i64, i64) {
    let Bounds { low, high } = facts(&with(one_of(scalar)), &call(&format!(r#"{{"x":{json}}}"#))).number(0);
    (low, high)
}

const UNKNOWN_BOUNDS: (i64, i64) = (i64::MIN, i64::MAX);

fn exactly(value: i64) -> (i64, i64) {
    (value, value)
}

#[test]
fn numbers_are_read_in_the_unit_of_their_type() {
    assert_eq!(number(Scalar::Int, "7"), exactly(7));
    assert_eq!(number(Scalar::Int, "7.0"), exactly(7));
    assert_eq!(number(Scalar::Int, "7.5"), (7, 8));
    assert_eq!(number(Scalar::Int, "-7.5"), (-8, -7));
    assert_eq!(number(Scalar::Int, "-0"), exactly(0));
    assert_eq!(number(Scalar::Int, "1e3"), exactly(1000));
    assert_eq!(number(Scalar::Int, "1e999"), exactly(i64::MAX));
    assert_eq!(number(Scalar::Decimal, "0.1"), exactly(100_000));
    assert_eq!(number(Scalar::Decimal, "0.1234567"), (123_456, 123_457));
    assert_eq!(number(Scalar::Money(*b"EUR"), "12.5"), exactly(12_500_000));
    assert_eq!(number(Scalar::Money(*b"EUR"), r#""12.50""#), exactly(12_500_000));
    assert_eq!(number(Scalar::Money(*b"EUR"), r#""12,50""#), UNKNOWN_BOUNDS);
    assert_eq!(number(Scalar::Score, "0.5"), exactly(500_000));
    assert_eq!(number(Scalar::Score, "1.0000001"), UNKNOWN_BOUNDS);
    assert_eq!(number(Scalar::Score, "-0.1"), UNKNOWN_BOUNDS);
    assert_eq!(number(Scalar::Duration, r#""15m""#), exactly(900_000));
    assert_eq!(number(Scalar::Duration, "1500"), exactly(1500));
    assert_eq!(number(Scalar::Duration, r#""soon""#), UNKNOWN_BOUNDS);
    assert_eq!(number(Scalar::Size, r#""10MB""#), exactly(10_000_000));
    assert_eq!(number(Scalar::Size, "10"), exactly(10));
    assert_eq!(number(Scalar::Size, "-0.5"), UNKNOWN_BOUNDS);
    assert_eq!(number(Scalar::Date, r#""1970-01-02""#), exactly(86_400_000));
    assert_eq!(number(Scalar::Date, r#""1970-13-02""#), UNKNOWN_BOUNDS);
    assert_eq!(number(Scalar::Time, r#""1970-01-01T00:00:01Z""#), exactly(1000));
}

#[test]
fn words_and_truth_values_are_ones() {
    let one = |scalar, json: &str| facts(&with(one_of(scalar)), &call(&format!(r#"{{"x":{json}}}"#))).one(4);
    assert_eq!(one(Scalar::Bool, "false"), 1);
    assert_eq!(one(Scalar::Bool, "true"), 2);
    assert_eq!(one(Scalar::Bool, "null"), UNKNOWN);
    assert_eq!(one(Scalar::Enum(0), r#""low""#), 1);
    assert_eq!(one(Scalar::Enum(0), r#""high""#), 2);
    assert_eq!(one(Scalar::Enum(0), r#""High""#), UNKNOWN);
}

/// The two bits of `has`, of `within`, and whether the value is known, as `yes`, `no` or `?`.
fn text(ty: ValueType, args: &str) -> String {
    let facts = facts(&with(ty), &call(args));
    [0, 1, 2]
        .map(|test| match facts.text(test) {
            (true, true) => "yes",
            (false, false) => "no",
            (false, true) => "?",
            (true, false) => "must without may",
        })
        .join(" ")
}

#[test]
fn texts_are_tested_in_canonical_form() {
    let single = |scalar, json: &str| text(one_of(scalar), &format!(r#"{{"x":{json}}}"#));
    assert_eq!(single(Scalar::Text, r#""xay""#), "yes yes no");
    assert_eq!(single(Scalar::Text, r#""XAY""#), "no no no");
    assert_eq!(single(Scalar::Text, r#""x\u0061""#), "yes yes no");
    assert_eq!(single(Scalar::Text, r#""""#), "no no no");
    assert_eq!(single(Scalar::Host, r#""XAY""#), "yes yes no");
    assert_eq!(single(Scalar::Host, r#""a b""#), "? ? ?");
    assert_eq!(single(Scalar::Email, r#""Bob <B@A.example>""#), "yes yes no");
    assert_eq!(single(Scalar::Email, r#""nobody""#), "? ? ?");
    assert_eq!(single(Scalar::Url, r#""https://x.test/?a""#), "no no no");
    assert_eq!(single(Scalar::Path, r#""a/../b""#), "no no no");
    assert_eq!(single(Scalar::Ip, r#""::ffff:a00:1""#), "no no no");
    assert_eq!(single(Scalar::Iban, r#""de89 3704""#), "? ? ?");
    assert_eq!(single(Scalar::Id, r#""a\u200bb""#), "? ? ?");
    assert_eq!(single(Scalar::Class, r#""ssn""#), "no no no");
    assert_eq!(single(Scalar::Class, r#""email""#), "? ? ?", "`email` is no name of this vocabulary");
    assert_eq!(single(Scalar::Class, r#""pii.email""#), "yes yes no");
}

#[test]
fn several_texts_are_quantified() {
    let list = |json: &str| text(list_of(Scalar::Host), &format!(r#"{{"x":{json}}}"#));
    assert_eq!(list(r#"["a","b"]"#), "yes no no");
    assert_eq!(list(r#"["a","ba"]"#), "yes yes no");
    assert_eq!(list(r#"["c","b"]"#), "no no no");
    assert_eq!(list("[]"), "no no no");
    assert_eq!(list(r#"["a","a b"]"#), "yes ? ?");
    assert_eq!(list(r#"["b","a b"]"#), "? no ?");
    assert_eq!(list(r#"["a b"]"#), "? ? ?");
    assert_eq!(text(list_of(Scalar::Host), "{}"), "? ? ?");
}

#[test]
fn blocks_hold_addresses() {
    let mut build = Build::new();
    let first = agp_abi::forms::ip("10.0.0.0").unwrap();
    for length in [104, 128, 0] {
        build.text_row(Quantifier::Any, Vec::new(), vec![(first, length)]);
    }
    let mut x = arg("x", one_of(Scalar::Host), Mapping::None);
    x.feed.slots = vec![0, 1, 2];
    let policy = build.tool(tool("t", kind::READ, vec![x])).policy();
    let inside = |host: &str| {
        let facts = facts(&policy, &call(&format!(r#"{{"x":"{host}"}}"#)));
        [0, 1, 2].map(|test| facts.text(test).0)
    };
    assert_eq!(inside("10.1.2.3"), [true, false, true]);
    assert_eq!(inside("0x0a.1"), [true, false, true]);
    assert_eq!(inside("10.0.0.0"), [true, true, true]);
    assert_eq!(inside("11.0.0.0"), [false, false, true]);
    assert_eq!(inside("ten.example"), [false, false, false]);
}

#[test]
fn each_type_has_its_json_types() {
    let texts = [
        Scalar::Text,
        Scalar::Email,
        Scalar::Host,
        Scalar::Url,
        Scalar::Path,
        Scalar::Ip,
        Scalar::Iban,
        Scalar::Phone,
        Scalar::Id,
        Scalar::Class,
        Scalar::Date,
        Scalar::Time,
        Scalar::Enum(0),
    ];
    let numbers = [Scalar::Int, Scalar::Decimal, Scalar::Score];
    let both = [Scalar::Duration, Scalar::Size, Scalar::Money(*b"EUR")];
    let samples = [r#""t""#, "1", "true", "[]", "{}"];
    let check = |scalar, fitting: &[&str]| {
        for sample in samples {
            let rule = verdict(&with(one_of(scalar)), &call(&format!(r#"{{"x":{sample}}}"#)));
            let expected =
                if fitting.contains(&sample) { "allow by everything" } else { "deny by malformed" };
            assert_eq!(rule, expected, "{scalar:?} {sample}");
            let rule = verdict(&with(list_of(scalar)), &call(&format!(r#"{{"x":[{sample}]}}"#)));
            assert_eq!(rule, expected, "list of {scalar:?} {sample}");
        }
        let malformed = verdict(&with(list_of(scalar)), &call(r#"{"x":[null]}"#));
        assert_eq!(malformed, "deny by malformed", "{scalar:?}");
        let single = verdict(&with(list_of(scalar)), &call(r#"{"x":"t"}"#));
        assert_eq!(single, "deny by malformed", "{scalar:?}");
        assert_eq!(verdict(&with(one_of(scalar)), &call(r#"{"x":null}"#)), "allow by everything");
    };
    for scalar in texts {
        check(scalar, &[r#""t""#]);
    }
    for scalar in numbers {
        check(scalar, &["1"]);
    }
    for scalar in both {
        check(scalar, &[r#""t""#, "1"]);
    }
    check(Scalar::Bool, &["true"]);
    check(Scalar::Json, &samples);
}

fn strict() -> Build {
    let mut build = Build::new();
    let mut needed = arg("needed", one_of(Scalar::Int), Mapping::None);
    needed.required = true;
    let mut given = arg("given", one_of(Scalar::Int), Mapping::None);
    given.default = Some(" 5 ".into());
    given.feed.numbers = vec![build.number(i64::MIN, i64::MAX)];
    build.tool(tool("t", kind::READ, vec![needed, given])).allow_all();
    build
}

#[test]
fn required_arguments_must_be_there_and_others_declared() {
    let policy = strict().policy();
    for (args, rule) in [
        (r#"{"needed":1}"#, "allow by everything"),
        (r#"{"needed":1,"extra":null}"#, "allow by everything"),
        ("{}", "deny by malformed"),
        ("null", "deny by malformed"),
        (r#"{"needed":null}"#, "deny by malformed"),
        (r#"{"needed":1,"extra":0}"#, "deny by malformed"),
        (r#"{"needed":1,"Needed":0}"#, "deny by malformed"),
        (r#"{"needed":1,"given":"x"}"#, "deny by malformed"),
    ] {
        assert_eq!(verdict(&policy, &call(args)), rule, "{args}");
    }
    assert_eq!(verdict(&policy, r#"{"event":"call","tool":"t"}"#), "deny by malformed");
    let result = r#"{"event":"result","tool":"t","args":{"extra":1}}"#;
    assert_eq!(verdict(&policy, result), "allow by nothing", "of results no argument is looked at");
}

#[test]
fn an_absent_argument_is_its_default() {
    let policy = strict().policy();
    for (args, value) in
        [(r#"{"needed":1}"#, 5), (r#"{"needed":1,"given":null}"#, 5), (r#"{"needed":1,"given":6}"#, 6)]
    {
        assert_eq!(facts(&policy, &call(args)).number(0), Bounds::exactly(value));
    }
}

#[test]
fn rest_takes_in_what_is_not_declared() {
    let mut build = strict();
    build.tables.tools[0].rest = true;
    let policy = build.policy();
    let line = call(r#"{"needed":1,"extra":[1],"more":{"a":"b"}}"#);
    assert_eq!(verdict(&policy, &line), "allow by everything");
    assert_eq!(elements(&policy, set::DESTINATION, &line), [MORE, dest::LOCAL]);
    assert_eq!(elements(&policy, set::RESOURCE, &line), NOTHING);
    assert_eq!(elements(&policy, set::DATA, &line), [MORE]);
    let without = call(r#"{"needed":1,"extra":null}"#);
    assert_eq!(elements(&policy, set::DATA, &without), [class::PUBLIC]);
}

/// What is no value of its type may say anything, wherever its arrow points: so many bytes.
#[test]
fn a_text_that_cannot_be_read_is_payload() {
    let money = Scalar::Money(*b"EUR");
    let (none, resource) = (Mapping::None, Mapping::Resource);
    for (ty, mapping, json, said) in [
        (one_of(Scalar::Enum(0)), none, r#""low""#, 0),
        (one_of(Scalar::Enum(0)), none, r#""a secret""#, 8),
        (one_of(Scalar::Date), none, r#""2026-11-21""#, 0),
        (one_of(Scalar::Date), none, r#""078-05-1120""#, 11),
        (one_of(Scalar::Time), none, r#""a""#, 1),
        (one_of(Scalar::Duration), none, "15", 0),
        (one_of(Scalar::Duration), none, r#""15m""#, 0),
        (one_of(Scalar::Duration), none, r#""15 ages""#, 7),
        (one_of(Scalar::Size), none, r#""a lot""#, 5),
        (one_of(money), none, r#""12.5""#, 0),
        (one_of(money), none, r#""a few""#, 5),
        (one_of(Scalar::Score), none, "7", 0),
        (one_of(Scalar::Bool), none, "true", 0),
        (list_of(Scalar::Date), none, r#"["2026-11-21","a","b"]"#, 2),
        (one_of(Scalar::Class), Mapping::Data, r#""a""#, 1),
        (one_of(Scalar::Path), resource, r#""/a""#, 0),
        (one_of(Scalar::Iban), resource, r#""call me""#, 7),
        (list_of(Scalar::Host), resource, r#"["a.example","a b"]"#, 3),
        (one_of(Scalar::Json), resource, r#"{"x":["a",{"y":"b"}]}"#, 2),
    ] {
        let mut build = Build::new();
        build.tables.enums.push(vec!["low".into(), "high".into()]);
        let size = build.number(0, i64::MAX);
        build.tables.agent.payload_size.numbers = vec![size];
        let policy = build.tool(tool("t", kind::READ, vec![arg("x", ty, mapping)])).policy();
        let line = call(&format!(r#"{{"x":{json}}}"#));
        assert_eq!(facts(&policy, &line).number(size), Bounds::exactly(said), "{line}");
        let data = if said == 0 { vec![class::PUBLIC] } else { vec![MORE] };
        assert_eq!(elements(&policy, set::DATA, &line), data, "{line}");
        let labelled = line.replace(r#""tool""#, r#""data":[],"tool""#);
        let data = if mapping == Mapping::Data { MORE } else { class::PUBLIC };
        assert_eq!(elements(&policy, set::DATA, &labelled), [data], "{labelled}");
    }
}

#[test]
fn a_malformed_call_leaves_unknown_what_it_hides() {
    let mut build = strict();
    build.tables.tools[0].args[1].default = None;
    let policy = build.policy();
    let line = call(r#"{"given":6,"extra":0}"#);
    assert_eq!(facts(&policy, &line).number(0), Bounds::exactly(6), "what fits is read");
    assert_eq!(facts(&policy, &line).one(one::FAULT), fault::MALFORMED);
    assert_eq!(elements(&policy, set::DESTINATION, &line), [MORE, dest::LOCAL]);
    assert_eq!(elements(&policy, set::RESOURCE, &line), [MORE]);
    assert_eq!(elements(&policy, set::DATA, &line), [MORE]);
    let labelled = r#"{"event":"call","tool":"t","args":{},"data":[]}"#;
    assert_eq!(elements(&policy, set::DATA, labelled), [class::PUBLIC]);
    let mut build = strict();
    build.tables.tools[0].args.push(arg("labels", list_of(Scalar::Class), Mapping::Data));
    let hidden = r#"{"event":"call","tool":"t","args":{"needed":1,"labels":["ssn",1]},"data":[]}"#;
    assert_eq!(elements(&build.policy(), set::DATA, hidden), [MORE]);
}

#[test]
fn oversize_calls_are_not_read() {
    let mut build = Build::new();
    let number = build.number(i64::MIN, i64::MAX);
    let mut n = arg("n", one_of(Scalar::Int), Mapping::None);
    n.feed.numbers = vec![number];
    let args = vec![
        n,
        arg("j", one_of(Scalar::Json), Mapping::None),
        arg("l", list_of(Scalar::Text), Mapping::None),
    ];
    let policy = build.tool(tool("t", kind::READ, args)).allow_all().policy();
    let many = |count: usize, item: &str| vec![item; count].join(",");
    let rule = |args: String| verdict(&policy, &call(&args));
    assert_eq!(rule(format!(r#"{{"l":[{}]}}"#, many(4096, "\"x\""))), "allow by everything");
    assert_eq!(rule(format!(r#"{{"l":[{}]}}"#, many(4097, "\"x\""))), "deny by oversize");
    assert_eq!(rule(format!(r#"{{"j":{{"a":[[{}]]}}}}"#, many(4096, "[]"))), "allow by everything");
    assert_eq!(rule(format!(r#"{{"j":{{"a":[[{}]]}}}}"#, many(4097, "[]"))), "deny by oversize");
    let block = format!("[{}]", many(4096, "\"x\""));
    assert_eq!(rule(format!(r#"{{"j":[{}]}}"#, many(16, &block))), "allow by everything");
    assert_eq!(rule(format!(r#"{{"j":[{},"y"]}}"#, many(16, &block))), "deny by oversize");
    let both = format!(r#"{{"n":3,"extra":"x","l":[{}]}}"#, many(4097, "0"));
    let decision = decide(&policy, &call(&both));
    assert_eq!(decision.matched, ["oversize"], "it is not malformed as well");
    assert!(decision.undeclared.is_empty());
    let facts = facts(&policy, &call(&both));
    assert_eq!(facts.number(number), Bounds::UNKNOWN);
    assert_eq!(facts.elements(set::RESOURCE).collect::<Vec<_>>(), [MORE]);
}

/// An answer costs what it hangs on; an explanation may look at everything.
#[test]
fn texts_are_looked_at_when_a_test_asks() {
    let mut build = Build::new();
    let (_, first) = build.text(Quantifier::Any, "a.*", "args.x");
    let (spared, second) = build.text(Quantifier::Any, "b.*", "args.x");
    let mut x = arg("x", one_of(Scalar::Text), Mapping::None);
    x.feed.slots = vec![0, 1];
    build.tool(tool("t", kind::READ, vec![x])).allow_all();
    build.rule(rule("no", Verdict::Deny), Cond::Or(vec![Cond::Is(first), Cond::Is(second)]));
    let policy = build.policy();
    let sessions = Sessions::default();
    let context = Context { now: Some(NOW), sessions: &sessions, discharged: &[] };
    let mut scratch = Scratch::new(&policy);
    policy.judge(call(r#"{"x":"a"}"#).as_bytes(), &context, &mut scratch);
    let (facts, _) = scratch.judged().unwrap();
    assert!(facts.looked_at(0));
    assert!(!facts.looked_at(spared), "the first test has decided");
    assert!(policy.evidence(&scratch).unwrap().facts.looked_at(spared));
}
