//! Signals, the agent, the payload, the time.

use crate::build::*;
use agp_abi::number::Bounds;
use agp_abi::tables::*;
use agp_runtime::Policy;

/// Number 0 and text tests 0 (`a`) and 1 (digits) take what a test feeds them.
fn base() -> Build {
    let mut build = Build::new();
    build.number(0, i64::MAX);
    build.text(Quantifier::Any, ".*a.*", "payload");
    build.text(Quantifier::Every, "[0-9]*", "payload");
    build
}

fn line(rest: &str) -> String {
    format!(r#"{{"event":"call","tool":"t"{rest}}}"#)
}

fn exactly(value: i64) -> Bounds {
    Bounds::exactly(value)
}

const ANY: Bounds = Bounds { low: 0, high: i64::MAX };

#[test]
fn signals_are_known_where_they_are_right() {
    let mut build = base();
    build.tables.enums.push(vec!["red".into(), "green".into()]);
    build.tables.sets.push(4);
    build.tables.ones.push(2);
    for (name, ty, feed) in [
        ("score", one_of(Scalar::Score), Feed { numbers: vec![0], ..Feed::default() }),
        ("flags", list_of(Scalar::Enum(0)), Feed { sets: vec![4], ..Feed::default() }),
        ("word", one_of(Scalar::Enum(0)), Feed { ones: vec![4], ..Feed::default() }),
        ("host", one_of(Scalar::Host), Feed { slots: vec![0], ..Feed::default() }),
    ] {
        build.tables.signals.push(SignalRow { name: name.into(), ty, feed });
    }
    let policy = build.tool(tool("t", kind::READ, vec![])).policy();
    let with = |signals: &str| facts(&policy, &line(&format!(r#","signals":{{{signals}}}"#)));
    assert_eq!(with(r#""score":0.5"#).number(0), exactly(500_000));
    for odd in ["", r#""score":null"#, r#""score":"0.5""#, r#""score":2"#, r#""score":[0.5]"#] {
        assert_eq!(with(odd).number(0), ANY, "{odd}");
    }
    let flags = |json: &str| with(&format!(r#""flags":{json}"#)).elements(4).collect::<Vec<_>>();
    assert_eq!(with("").elements(4).collect::<Vec<_>>(), [MORE]);
    assert_eq!(flags("[]"), NOTHING);
    assert_eq!(flags(r#"["green"]"#), [FIRST_ENTRY + 1]);
    assert_eq!(flags(r#"["red","blue"]"#), [MORE, FIRST_ENTRY]);
    for odd in ["null", r#""red""#, r#"["red",1]"#, r#"["red",null]"#] {
        assert_eq!(flags(odd), [MORE], "{odd}");
    }
    assert_eq!(with(r#""word":"red""#).one(4), 1);
    assert_eq!(with(r#""word":"blue""#).one(4), UNKNOWN);
    assert_eq!(with(r#""host":"A""#).text(0), (true, true));
    assert_eq!(with(r#""host":7"#).text(0), (false, true));
    assert_eq!(verdict(&policy, &line(r#","signals":{"score":{},"flags":3}"#)), "deny by default");
}

#[test]
fn the_agent_is_who_somebody_verified() {
    let mut build = base();
    build.number(0, i64::MAX);
    build.tables.ones.push(2);
    let fed = |numbers: &[u32]| Feed { numbers: numbers.to_vec(), ..Feed::default() };
    build.tables.agent = AgentFeeds {
        id: Feed { slots: vec![0], ..Feed::default() },
        verified: Feed { ones: vec![4], ..Feed::default() },
        trust: fed(&[0]),
        depth: fed(&[1]),
        payload_size: Feed::default(),
    };
    let policy = build.tool(tool("t", kind::READ, vec![])).policy();
    let with = |agent: &str| facts(&policy, &line(&format!(r#","agent":{{{agent}}}"#)));
    assert_eq!(with(r#""id":"a","verified":true"#).text(0), (true, true));
    assert_eq!(with(r#""id":"b","verified":true"#).text(0), (false, false));
    for unknown in
        [r#""id":"a""#, r#""id":"a","verified":false"#, r#""verified":true"#, r#""id":"","verified":true"#]
    {
        assert_eq!(with(unknown).text(0), (false, true), "{unknown}");
    }
    let verified = ["", r#""verified":false"#, r#""verified":true"#].map(|agent| with(agent).one(4));
    assert_eq!(verified, [UNKNOWN, 1, 2]);
    assert_eq!(with(r#""trust":0.9"#).number(0), exactly(900_000));
    assert_eq!(with(r#""trust":1.5"#).number(0), ANY);
    assert_eq!(with(r#""depth":2.0"#).number(1), exactly(2));
    for odd in [r#""depth":-1"#, r#""depth":1.5"#, ""] {
        assert_eq!(with(odd).number(1), ANY, "{odd}");
    }
}

fn talker() -> Policy {
    let mut build = base();
    build.tables.payload.slots = vec![0, 1];
    build.tables.agent.payload_size.numbers = vec![0];
    let mut say = tool(
        "t",
        kind::SEND,
        vec![
            arg("text", one_of(Scalar::Text), Mapping::Payload),
            arg("list", list_of(Scalar::Id), Mapping::Payload),
            arg("json", one_of(Scalar::Json), Mapping::Payload),
            arg("other", one_of(Scalar::Text), Mapping::None),
            arg("sum", one_of(Scalar::Money(*b"EUR")), Mapping::Payload),
        ],
    );
    let closed = ToolRow { name: "closed".into(), ..say.clone() };
    say.rest = true;
    build.tool(say).tool(closed).policy()
}

/// (size, some text has an `a`, every text is digits)
fn said(args: &str) -> (Bounds, (bool, bool), (bool, bool)) {
    let facts = facts(&talker(), &line(&format!(r#","args":{{{args}}}"#)));
    (facts.number(0), facts.text(0), facts.text(1))
}

#[test]
fn the_payload_is_every_text_that_is_said() {
    let (yes, no) = ((true, true), (false, false));
    assert_eq!(said(""), (exactly(0), no, no));
    assert_eq!(said(r#""other":"a""#), (exactly(0), no, no));
    assert_eq!(said(r#""text":"\u00e4""#), (exactly(2), no, no));
    assert_eq!(said(r#""text":"a","list":["1","2"]"#), (exactly(3), yes, no));
    assert_eq!(said(r#""text":"12","list":["3"]"#), (exactly(3), no, yes));
    assert_eq!(said(r#""list":["\u200ba"]"#), (exactly(4), yes, no), "payload is read as written");
    assert_eq!(
        said(r#""json":{"a":[12,"34",true,null,-1.5e3,{"a":"5"}]}"#),
        (exactly(2 + 2 + 4 + 6 + 1), no, yes)
    );
    assert_eq!(said(r#""json":null"#), (exactly(0), no, no));
    assert_eq!(said(r#""more":{"a":"7"},"also":12.50"#), (exactly(1 + 5), no, yes));
    assert_eq!(said(r#""sum":12"#), (exactly(0), no, no), "a number of a type is no text");
    assert_eq!(said(r#""sum":"12""#), (exactly(2), no, yes));
}

#[test]
fn a_payload_that_was_not_read_is_unknown() {
    let closed = |args: &str| {
        let facts = facts(&talker(), &format!(r#"{{"event":"call","tool":"closed","args":{{{args}}}}}"#));
        (facts.number(0), facts.text(0), facts.text(1))
    };
    assert_eq!(closed(r#""text":"1","more":"2""#), (ANY, (false, true), (false, true)));
    assert_eq!(closed(r#""text":"a","list":"2""#), (ANY, (true, true), (false, false)));
}

#[test]
fn the_payload_of_a_result_is_its_content() {
    let result = |rest: &str| {
        let facts = facts(&talker(), &format!(r#"{{"event":"result","tool":"t"{rest}}}"#));
        (facts.number(0), facts.text(0), facts.text(1))
    };
    assert_eq!(result(r#","content":"12""#), (exactly(2), (false, false), (true, true)));
    assert_eq!(result(r#","args":{"text":"a"}"#), (exactly(0), (false, false), (false, false)));
}

#[test]
fn clocks_follow_the_time_of_the_record() {
    let mut build = base();
    build.number(0, 86_399_999);
    build.tables.ones.push(7);
    let offsets = vec![(i64::MIN, 3600), (1_795_600_000_000, 7200)];
    let zone = Zone { name: "Europe/Berlin".into(), offsets, time_of_day: vec![1], weekday: vec![4] };
    build.tables.clock = Clock { instant: vec![0], zones: vec![zone] };
    let policy = build.tool(tool("t", kind::READ, vec![])).policy();
    let at = |time: &str| {
        let facts = facts(&policy, &line(time));
        (facts.number(0), facts.number(1), facts.one(4))
    };
    let hour = 3_600_000;
    assert_eq!(at(""), (exactly(NOW), exactly(10 * hour), 6));
    assert_eq!(at(r#","time":"1970-01-01T00:00:00Z""#), (exactly(0), exactly(hour), 4));
    assert_eq!(
        at(r#","time":"1969-12-31T22:30:00Z""#),
        (exactly(-5_400_000), exactly(23 * hour + hour / 2), 3)
    );
    assert_eq!(at(r#","time":"2027-01-03T22:00:00Z""#).1, exactly(0));
    assert_eq!(at(r#","time":"2027-01-03T22:00:00Z""#).2, 1);
    assert_eq!(at(r#","time":"yesterday""#), (ANY, Bounds { low: 0, high: 86_399_999 }, UNKNOWN));
}
