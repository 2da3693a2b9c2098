//! Section 1, the sets: role, data, destination, resource; payload and time.

use super::super::facets::{Member, Set};
use super::super::number::Range;
use super::author::{arg, declare, empty, ids, list, matches, one, optional, otherwise, tool};
use super::gather;
use crate::semantics::thir::{Policy, Subject};
use crate::syntax::ast::Word;
use crate::types::{Scalar, Type};
use agp_abi::tables::Mapping;

/// The members of a set as a text: `pii.ssn ?`.
fn show(policy: &Policy, word: Word, set: &Set) -> String {
    let member = |member: &Member| match member {
        Member::Entry(id) => policy.vocabularies.of(word).entry(*id).path.clone(),
        Member::Other => "other".to_owned(),
        Member::Unknown => "?".to_owned(),
        Member::UnknownDetected => "?detected".to_owned(),
    };
    let mut shown: Vec<String> = set.0.iter().map(member).collect();
    shown.sort();
    shown.dedup();
    shown.join(" ")
}

fn facet(policy: &Policy, word: Word, line: &str) -> String {
    let facts = gather(policy, line);
    show(policy, word, facts.set(word))
}

/// Classes, roles, destinations, resources and an empty tool `t`.
fn policy() -> Policy {
    let mut policy = empty();
    declare(&mut policy, Word::Class, &["pii", "pii.ssn", "health", "a.x", "b.x"]);
    declare(&mut policy, Word::Role, &["clerk"]);
    declare(&mut policy, Word::Destination, &["external.chat", "partner"]);
    declare(&mut policy, Word::Resource, &["prod", "rest"]);
    matches(&mut policy, Word::Destination, "chat", &["slack.com", "*.slack.com", "#*"]);
    matches(&mut policy, Word::Destination, "partner", &["*@partner.example", "partner.example"]);
    matches(&mut policy, Word::Resource, "prod", &["prod.*", "/srv/**"]);
    tool(&mut policy, "t", "read");
    policy
}

#[test]
fn role_is_what_is_named() {
    let role = |json: &str| facet(&policy(), Word::Role, &format!(r#"{{"event":"call","tool":"t"{json}}}"#));
    assert_eq!(role(r#","role":["clerk"]"#), "clerk");
    assert_eq!(role(r#","role":"clerk""#), "clerk");
    assert_eq!(role(r#","role":["clerk","wizard"]"#), "? clerk");
    assert_eq!(role(r#","role":[]"#), "");
    assert_eq!(role(r#","role":null"#), "?");
    assert_eq!(role(""), "?");
}

fn data(policy: &Policy, fields: &str) -> String {
    facet(policy, Word::Class, &format!(r#"{{"event":"call","tool":"t",{fields}}}"#))
}

#[test]
fn data_of_a_call() {
    let mut policy = policy();
    assert_eq!(data(&policy, r#""data":[]"#), "public");
    assert_eq!(data(&policy, r#""data":null"#), "public");
    assert_eq!(data(&policy, r#""data":["ssn","pii.ssn"]"#), "pii.ssn");
    assert_eq!(data(&policy, r#""data":"x""#), "?");
    policy.tools[0].yields = ids(&policy, Word::Class, &["health"]);
    assert_eq!(data(&policy, r#""data":[]"#), "health");
    optional(&mut policy, "body", list(Scalar::Text), Mapping::Payload);
    assert_eq!(data(&policy, r#""args":{"body":["hello"]}"#), "? health");
    assert_eq!(data(&policy, r#""args":{"body":[]}"#), "? health");
    assert_eq!(data(&policy, r#""args":{"body":null}"#), "health");
    assert_eq!(data(&policy, r#""args":{"body":["hello"]},"data":[]"#), "health");
    policy.tools[0].args[0].default = Some(r#"["hi"]"#.to_owned());
    assert_eq!(data(&policy, r#""args":{}"#), "? health");
    policy.tools[0].args.clear();
    policy.tools[0].rest = true;
    assert_eq!(data(&policy, r#""args":{"z":1}"#), "? health");
}

#[test]
fn data_that_arguments_name() {
    let mut policy = policy();
    optional(&mut policy, "sections", list(Scalar::Class), Mapping::Data);
    assert_eq!(data(&policy, r#""args":{"sections":["ssn"]}"#), "pii.ssn");
    assert_eq!(data(&policy, r#""args":{"sections":["foo"]},"data":["health"]"#), "? health");
    assert_eq!(data(&policy, r#""args":{}"#), "public");
    assert_eq!(data(&policy, r#""args":{"sections":7}"#), "?");
    assert_eq!(data(&policy, r#""args":{"sections":7},"data":["health"]"#), "? health");
    assert_eq!(facet(&policy, Word::Class, r#"{"event":"result","tool":"t"}"#), "public");
}

#[test]
fn data_of_a_malformed_call() {
    let policy = policy();
    assert_eq!(data(&policy, r#""args":{"z":1}"#), "?");
    assert_eq!(data(&policy, r#""args":{"z":1},"data":[]"#), "public");
}

#[test]
fn data_of_a_result() {
    let mut policy = policy();
    policy.tools[0].yields = ids(&policy, Word::Class, &["health"]);
    let data =
        |fields: &str| facet(&policy, Word::Class, &format!(r#"{{"event":"result","tool":"t"{fields}}}"#));
    assert_eq!(data(""), "health");
    assert_eq!(data(r#","content":"x""#), "?detected health");
    assert_eq!(data(r#","content":"x","data":[]"#), "health");
    assert_eq!(data(r#","content":"x","data":["ssn"]"#), "health pii.ssn");
}

fn destination(policy: &Policy, fields: &str) -> String {
    facet(policy, Word::Destination, &format!(r#"{{"event":"call","tool":"t"{fields}}}"#))
}

#[test]
fn a_tool_that_maps_nothing_goes_local() {
    let mut policy = policy();
    assert_eq!(destination(&policy, ""), "internal.local");
    assert_eq!(
        destination(&policy, r#","destination":["chat","nowhere"]"#),
        "? external.chat internal.local"
    );
    policy.tools[0].to = ids(&policy, Word::Destination, &["partner"]);
    assert_eq!(destination(&policy, ""), "partner");
}

#[test]
fn where_arguments_go() {
    let mut policy = policy();
    optional(&mut policy, "to", list(Scalar::Text), Mapping::Destination);
    let to = |policy: &Policy, json: &str| destination(policy, &format!(r#","args":{{"to":{json}}}"#));
    assert_eq!(to(&policy, "null"), "");
    assert_eq!(to(&policy, "[]"), "");
    assert_eq!(to(&policy, r#"["https://slack.com/x"]"#), "external.chat");
    assert_eq!(to(&policy, r##"["#general","Ann@Partner.example"]"##), "external.chat partner");
    assert_eq!(to(&policy, r#"["evil.example"]"#), "?");
    assert_eq!(to(&policy, r#"["https://slack.com@evil.example"]"#), "?");
    assert_eq!(to(&policy, r##"["#general, and others"]"##), "? external.chat");
    assert_eq!(to(&policy, r#""slack.com""#), "?");
    otherwise(&mut policy, Word::Destination, "external");
    assert_eq!(to(&policy, r#"["evil.example"]"#), "external");
    assert_eq!(to(&policy, r#"["a b"]"#), "? external");
    assert_eq!(to(&policy, r#"["https://"]"#), "?");
    let result = r#"{"event":"result","tool":"t","destination":["chat"]}"#;
    assert_eq!(facet(&policy, Word::Destination, result), "? external.chat");
}

#[test]
fn what_json_and_rest_carry_is_unknown() {
    let mut policy = policy();
    policy.tools[0].rest = true;
    let elsewhere = r#","args":{"z":"slack.com"}"#;
    assert_eq!(destination(&policy, elsewhere), "? internal.local");
    assert_eq!(destination(&policy, r#","args":{"z":null}"#), "internal.local");
    let touched =
        |fields: &str| facet(&policy, Word::Resource, &format!(r#"{{"event":{fields},"tool":"t"}}"#));
    assert_eq!(touched(&format!(r#""call"{elsewhere}"#)), "");
    assert_eq!(touched(r#""result""#), "");
    assert_eq!(facet(&policy, Word::Destination, r#"{"event":"result","tool":"t"}"#), "? internal.local");
    optional(&mut policy, "to", one(Scalar::Json), Mapping::Destination);
    assert_eq!(destination(&policy, r#","args":{"to":"slack.com"}"#), "?");
}

#[test]
fn what_is_touched() {
    let mut policy = policy();
    optional(&mut policy, "what", one(Scalar::Text), Mapping::Resource);
    let what = |policy: &Policy, json: &str| {
        facet(policy, Word::Resource, &format!(r#"{{"event":"call","tool":"t","args":{{"what":{json}}}}}"#))
    };
    assert_eq!(what(&policy, r#""prod.users""#), "prod");
    assert_eq!(what(&policy, r#""/srv/../srv/x""#), "prod");
    assert_eq!(what(&policy, r#""/tmp""#), "other");
    assert_eq!(what(&policy, r#""two words""#), "? other");
    assert_eq!(what(&policy, "7"), "?");
    assert_eq!(what(&policy, "null"), "");
    otherwise(&mut policy, Word::Resource, "rest");
    assert_eq!(what(&policy, r#""/tmp""#), "rest");
}

#[test]
fn other_types_name_things_too() {
    let mut policy = policy();
    matches(&mut policy, Word::Resource, "prod", &["7", "true", "2026-01-01", "a"]);
    for (scalar, json, want) in [
        (Scalar::Int, "7", "prod"),
        (Scalar::Int, "7.0", "prod"),
        (Scalar::Int, "0.7e1", "prod"),
        (Scalar::Int, "7.5", "?"),
        (Scalar::Decimal, "70", "other"),
        (Scalar::Decimal, "7.0000001", "?"),
        (Scalar::Money("EUR".to_owned()), r#""7.00""#, "prod"),
        (Scalar::Bool, "true", "prod"),
        (Scalar::Date, r#""2026-01-01""#, "prod"),
        (Scalar::Date, r#""2026-01-99""#, "?"),
        (Scalar::Score, "7", "?"),
        (Scalar::Duration, r#""7ms""#, "prod"),
        (Scalar::Duration, r#""true""#, "?"),
        (Scalar::Enum(vec!["a".to_owned()]), r#""a""#, "prod"),
        (Scalar::Enum(vec!["a".to_owned()]), r#""b""#, "?"),
        (Scalar::Host, r#""A""#, "prod"),
        (Scalar::Host, r#""a b""#, "?"),
        (Scalar::Iban, r#""a""#, "?"),
    ] {
        policy.tools[0].args.clear();
        arg(&mut policy, "x", one(scalar.clone()), Mapping::Resource);
        let line = format!(r#"{{"event":"call","tool":"t","args":{{"x":{json}}}}}"#);
        assert_eq!(facet(&policy, Word::Resource, &line), want, "{scalar} {json}");
    }
}

/// The payload and its size.
fn payload(policy: &Policy, args: &str) -> (Vec<Option<String>>, Range) {
    let facts = gather(policy, &format!(r#"{{"event":"call","tool":"t","args":{args}}}"#));
    let texts = facts.texts(&Subject::Payload).iter().map(|text| text.map(str::to_owned)).collect();
    (texts, facts.range(&Subject::PayloadSize))
}

#[test]
fn what_a_call_says() {
    let mut policy = policy();
    optional(&mut policy, "a", list(Scalar::Text), Mapping::Payload);
    optional(&mut policy, "b", one(Scalar::Json), Mapping::Payload);
    optional(&mut policy, "c", one(Scalar::Int), Mapping::Payload);
    optional(&mut policy, "d", one(Scalar::Host), Mapping::Payload);
    optional(&mut policy, "e", one(Scalar::Text), Mapping::None);
    policy.tools[0].rest = true;
    let some = |texts: &[&str]| texts.iter().map(|text| Some((*text).to_owned())).collect::<Vec<_>>();
    let sized = |size: i64| Range::exactly(size);
    assert_eq!(payload(&policy, "{}"), (some(&[]), sized(0)));
    assert_eq!(payload(&policy, r#"{"a":["é",""],"c":123,"e":"no"}"#), (some(&["é", ""]), sized(2)));
    assert_eq!(payload(&policy, r#"{"b":{"key":["x",1.50,true,null,{}]}}"#), (some(&["x"]), sized(9)));
    assert_eq!(payload(&policy, r#"{"d":"HOST.","z":[10,"y"]}"#), (some(&["HOST.", "y"]), sized(8)));
    let mut broken = some(&["x"]);
    broken.push(None);
    assert_eq!(payload(&policy, r#"{"a":["x"],"c":"1"}"#), (broken, Range::SIZE));
}

#[test]
fn what_a_result_says() {
    let mut policy = policy();
    optional(&mut policy, "a", one(Scalar::Text), Mapping::Payload);
    let facts = gather(&policy, r#"{"event":"result","tool":"t","content":"héllo","args":{"a":"x"}}"#);
    assert_eq!(facts.texts(&Subject::Payload), [Some("héllo")]);
    assert_eq!(facts.range(&Subject::PayloadSize), Range::exactly(6));
    let facts = gather(&policy, r#"{"event":"result","tool":"t"}"#);
    assert_eq!((facts.texts(&Subject::Payload).len(), facts.is_known(&Subject::Payload)), (0, true));
}

#[test]
fn the_time_is_the_records_or_the_clocks() {
    let time = |field: &str| gather(&policy(), &format!(r#"{{"event":"call","tool":"t"{field}}}"#)).time;
    assert_eq!(time(""), Some(super::NOW));
    assert_eq!(time(r#","time":null"#), Some(super::NOW));
    assert_eq!(time(r#","time":"1970-01-01T00:00Z""#), Some(0));
    assert_eq!(time(r#","time":"now""#), None);
}

#[test]
fn a_type_error_has_no_values() {
    let mut policy = policy();
    arg(&mut policy, "x", Type::Error, Mapping::Destination);
    assert_eq!(destination(&policy, r#","args":{"x":1}"#), "?");
}

#[test]
fn a_text_that_cannot_be_read_is_payload() {
    let words = || Scalar::Enum(vec!["low".to_owned()]);
    let (none, resource) = (Mapping::None, Mapping::Resource);
    for (ty, mapping, json, said) in [
        (one(words()), none, r#""low""#, &[][..]),
        (one(words()), none, r#""a secret""#, &["a secret"]),
        (one(Scalar::Date), none, r#""2026-11-21""#, &[]),
        (one(Scalar::Date), none, r#""078-05-1120""#, &["078-05-1120"]),
        (one(Scalar::Duration), none, "15", &[]),
        (one(Scalar::Duration), none, r#""15 ages""#, &["15 ages"]),
        (one(Scalar::Score), none, "7", &[]),
        (list(Scalar::Date), none, r#"["2026-11-21","a","b"]"#, &["a", "b"]),
        (one(Scalar::Class), Mapping::Data, r#""a""#, &["a"]),
        (one(Scalar::Iban), resource, r#""call me""#, &["call me"]),
        (one(Scalar::Path), resource, r#""/a""#, &[]),
        (one(Scalar::Json), resource, r#"{"x":["a",{"y":"b"}]}"#, &["a", "b"]),
    ] {
        let mut policy = policy();
        arg(&mut policy, "x", ty, mapping);
        let fields = format!(r#""args":{{"x":{json}}}"#);
        let facts = gather(&policy, &format!(r#"{{"event":"call","tool":"t",{fields}}}"#));
        let want: Vec<Option<&str>> = said.iter().copied().map(Some).collect();
        assert_eq!(facts.texts(&Subject::Payload), want, "{fields}");
        let bytes = said.iter().map(|text| text.len()).sum::<usize>();
        assert_eq!(facts.range(&Subject::PayloadSize), Range::exactly(i64::try_from(bytes).unwrap()));
        assert_eq!(data(&policy, &fields), if said.is_empty() { "public" } else { "?" }, "{fields}");
        let labelled = data(&policy, &format!(r#"{fields},"data":[]"#));
        assert_eq!(labelled, if mapping == Mapping::Data { "?" } else { "public" }, "{fields}");
    }
}
