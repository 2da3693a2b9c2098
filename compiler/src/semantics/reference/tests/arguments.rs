//! Section 1, arguments, signals and the agent: what is malformed, what is unknown.

use super::super::arguments::Fault;
use super::super::number::Range;
use super::super::values::Value;
use super::author::{arg, declare, empty, list, one, optional, signal, tool};
use super::gather;
use crate::semantics::thir::{Policy, Subject};
use crate::syntax::ast::Word;
use crate::types::{Scalar, Type};
use agp_abi::tables::Mapping;

/// A tool `t` whose argument `x` has this type, and the argument.
fn with(ty: Type) -> (Policy, Subject) {
    let mut policy = empty();
    declare(&mut policy, Word::Class, &["pii"]);
    tool(&mut policy, "t", "read");
    let subject = arg(&mut policy, "x", ty, Mapping::None);
    (policy, subject)
}

/// The value of `x`; none where the call is malformed.
fn value(ty: &Type, json: &str) -> Option<Value> {
    let (policy, subject) = with(ty.clone());
    let line = format!(r#"{{"event":"call","tool":"t","args":{{"x":{json}}}}}"#);
    let facts = gather(&policy, &line);
    match facts.fault() {
        Some(fault) => {
            assert_eq!((fault, facts.value(&subject)), (Fault::Malformed, &Value::Unknown), "{json}");
            None
        }
        None => Some(facts.value(&subject).clone()),
    }
}

fn number(value: i64) -> Value {
    Value::Number(Range::exactly(value))
}

fn between(low: i64, high: i64) -> Value {
    Value::Number(Range { low, high })
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn words() -> Scalar {
    Scalar::Enum(vec!["a".to_owned(), "b".to_owned()])
}

#[test]
fn each_type_has_its_json_type() {
    let money = || Scalar::Money("EUR".to_owned());
    for (scalar, json, want) in [
        (Scalar::Text, r#""""#, Some(text(""))),
        (Scalar::Text, "7", None),
        (Scalar::Email, r#""Ann <Ann@X.example>""#, Some(text("ann@x.example"))),
        (Scalar::Email, r#""Ann""#, Some(Value::Unknown)),
        (Scalar::Host, r#""X.example.""#, Some(text("x.example"))),
        (Scalar::Url, r#""https://u@x.example?q""#, Some(text("https://x.example/"))),
        (Scalar::Path, r#""/a/../b""#, Some(text("/b"))),
        (Scalar::Ip, r#""0x7f.1""#, Some(text("127.0.0.1"))),
        (Scalar::Ip, r#""x.example""#, Some(Value::Unknown)),
        (Scalar::Iban, r#""nl91 abna 0417 1643 00""#, Some(text("NL91ABNA0417164300"))),
        (Scalar::Phone, r#""+1 (2) 345""#, Some(text("+12345"))),
        (Scalar::Id, r#""A b""#, Some(text("A b"))),
        (Scalar::Class, r#""pii""#, Some(Value::Class("pii".to_owned()))),
        (Scalar::Class, r#""foo""#, Some(Value::Unknown)),
        (Scalar::Date, r#""1970-01-02""#, Some(number(86_400_000))),
        (Scalar::Date, r#""tomorrow""#, Some(Value::Unknown)),
        (Scalar::Date, "0", None),
        (Scalar::Time, r#""1970-01-01T00:01Z""#, Some(number(60_000))),
        (Scalar::Duration, r#""15m""#, Some(number(900_000))),
        (Scalar::Duration, "1500", Some(number(1_500))),
        (Scalar::Duration, "0.5", Some(between(0, 1))),
        (Scalar::Duration, r#""15""#, Some(Value::Unknown)),
        (Scalar::Duration, "true", None),
        (Scalar::Size, r#""10MB""#, Some(number(10_000_000))),
        (Scalar::Size, "7", Some(number(7))),
        (Scalar::Size, "-7", Some(Value::Unknown)),
        (Scalar::Size, r#""-7B""#, Some(Value::Unknown)),
        (Scalar::Int, "7", Some(number(7))),
        (Scalar::Int, "-0", Some(number(0))),
        (Scalar::Int, "7.5", Some(between(7, 8))),
        (Scalar::Int, "1e999", Some(number(i64::MAX))),
        (Scalar::Int, r#""7""#, None),
        (Scalar::Decimal, "0.0000005", Some(between(0, 1))),
        (money(), "12.5", Some(number(12_500_000))),
        (money(), r#""12.5""#, Some(number(12_500_000))),
        (money(), r#""12,50""#, Some(Value::Unknown)),
        (money(), "[]", None),
        (Scalar::Score, "1", Some(number(1_000_000))),
        (Scalar::Score, "0.0000001", Some(between(0, 1))),
        (Scalar::Score, "1.0000001", Some(Value::Unknown)),
        (Scalar::Score, "-0.1", Some(Value::Unknown)),
        (Scalar::Score, r#""0.5""#, None),
        (Scalar::Bool, "true", Some(Value::Bool(true))),
        (Scalar::Bool, r#""true""#, None),
        (Scalar::Bool, "0", None),
        (words(), r#""b""#, Some(Value::Word(1))),
        (words(), r#""B""#, Some(Value::Unknown)),
        (words(), "1", None),
        (Scalar::Json, "[null]", Some(Value::Unknown)),
    ] {
        assert_eq!(value(&one(scalar.clone()), json), want, "{scalar} {json}");
        let in_list = want.map(|value| Value::List(vec![value]));
        assert_eq!(value(&list(scalar.clone()), &format!("[{json}]")), in_list, "list of {scalar} {json}");
        assert_eq!(value(&list(scalar), "[null]"), None);
    }
    assert_eq!(value(&list(Scalar::Text), "[]"), Some(Value::List(vec![])));
    assert_eq!(value(&list(Scalar::Text), r#""a""#), None);
    assert_eq!(value(&one(Scalar::Text), r#"["a"]"#), None);
    assert_eq!(value(&one(Scalar::Json), "null"), None);
}

/// What is wrong with a call that has these arguments.
fn fault(policy: &Policy, args: &str) -> Option<Fault> {
    gather(policy, &format!(r#"{{"event":"call","tool":"t","args":{args}}}"#)).fault()
}

#[test]
fn arguments_may_be_missing_or_too_many() {
    let (mut policy, _) = with(one(Scalar::Int));
    let sound = r#"{"x":1}"#;
    assert_eq!(fault(&policy, sound), None);
    for args in ["{}", "null", r#"{"x":null}"#, r#"{"x":1,"y":1}"#] {
        assert_eq!(fault(&policy, args), Some(Fault::Malformed), "{args}");
    }
    assert_eq!(fault(&policy, r#"{"x":1,"y":null}"#), None);
    let other = optional(&mut policy, "y", one(Scalar::Int), Mapping::None);
    assert_eq!(fault(&policy, sound), None);
    policy.tools[0].args[1].default = Some("5".to_owned());
    let line = r#"{"event":"call","tool":"t","args":{"x":1,"y":null}}"#;
    assert_eq!(gather(&policy, line).range(&other), Range::exactly(5));
    policy.tools[0].rest = true;
    assert_eq!(fault(&policy, r#"{"x":1,"z":{}}"#), None);
}

#[test]
fn what_was_read_of_a_malformed_call_stays_known() {
    let (mut policy, x) = with(one(Scalar::Int));
    let y = arg(&mut policy, "y", one(Scalar::Int), Mapping::None);
    let facts = gather(&policy, r#"{"event":"call","tool":"t","args":{"x":1,"y":"1"}}"#);
    assert_eq!((facts.range(&x), facts.range(&y)), (Range::exactly(1), Range::ANY));
    let long = vec!["0"; 5_000].join(",");
    let facts = gather(&policy, &format!(r#"{{"event":"call","tool":"t","args":{{"x":1,"y":[{long}]}}}}"#));
    assert_eq!((facts.fault(), facts.range(&x)), (Some(Fault::Oversize), Range::ANY));
}

#[test]
fn arguments_of_results_and_of_other_tools_are_unknown() {
    let (mut policy, x) = with(one(Scalar::Int));
    tool(&mut policy, "u", "read");
    arg(&mut policy, "x", one(Scalar::Int), Mapping::None);
    for line in [
        r#"{"event":"result","tool":"t","args":{"x":1}}"#,
        r#"{"event":"result","tool":"t"}"#,
        r#"{"event":"call","tool":"u","args":{"x":1}}"#,
    ] {
        let facts = gather(&policy, line);
        assert_eq!((facts.fault(), facts.value(&x)), (None, &Value::Unknown), "{line}");
    }
}

#[test]
fn a_signal_is_never_malformed() {
    let (mut policy, _) = with(one(Scalar::Int));
    policy.tools[0].args.clear();
    let score = signal(&mut policy, "score", one(Scalar::Score));
    let flags = signal(&mut policy, "flags", Type::Set(words()));
    let read = |signals: &str| {
        let facts = gather(&policy, &format!(r#"{{"event":"call","tool":"t","signals":{signals}}}"#));
        assert_eq!(facts.fault(), None);
        (facts.range(&score), facts.value(&flags).clone())
    };
    assert_eq!(read(r#"{"score":0.5,"flags":[]}"#), (Range::exactly(500_000), Value::List(vec![])));
    assert_eq!(read(r#"{"score":"0.5","flags":"a"}"#), (Range::SCORE, Value::Unknown));
    assert_eq!(read(r#"{"score":2,"flags":["a",1]}"#), (Range::SCORE, Value::Unknown));
    assert_eq!(read(r#"{"score":null,"flags":["a",null]}"#), (Range::SCORE, Value::Unknown));
    let some = Value::List(vec![Value::Word(0), Value::Unknown]);
    assert_eq!(read(r#"{"other":[],"flags":["a","z"]}"#), (Range::SCORE, some));
}

#[test]
fn the_agent() {
    let (mut policy, _) = with(one(Scalar::Int));
    policy.tools[0].args.clear();
    for (agent, id, trust, depth) in [
        (r#"{"id":"a","verified":true,"trust":0.5,"depth":2}"#, text("a"), number(500_000), number(2)),
        (
            r#"{"id":"a","verified":false,"trust":1.5,"depth":-1}"#,
            Value::Unknown,
            Value::Unknown,
            Value::Unknown,
        ),
        (r#"{"id":"a","depth":1.5,"trust":-1}"#, Value::Unknown, Value::Unknown, Value::Unknown),
        (r#"{"verified":true,"depth":2.0,"trust":1e0}"#, Value::Unknown, number(1_000_000), number(2)),
        (r#"{"id":null,"verified":null}"#, Value::Unknown, Value::Unknown, Value::Unknown),
    ] {
        let facts = gather(&policy, &format!(r#"{{"event":"call","tool":"t","agent":{agent}}}"#));
        assert_eq!(facts.value(&Subject::AgentId), &id, "{agent}");
        assert_eq!(facts.value(&Subject::AgentTrust), &trust, "{agent}");
        assert_eq!(facts.value(&Subject::AgentDepth), &depth, "{agent}");
    }
}
