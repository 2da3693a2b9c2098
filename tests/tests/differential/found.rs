//! What the tests of this folder have come by, each in its smallest form.

use agp_abi::Verdict;
use agp_abi::decision::{Answer, Decision};
use agp_compiler::source::{Provenance, Sources};
use agp_tests::generate::record::{Case, Line};
use agp_tests::judge::Judge;

/// A policy without its header, compiled.
fn judge(policy: &str) -> Judge {
    let mut sources = Sources::default();
    sources.add("p.agp", format!("policy p \"1\"\n{policy}"), Provenance::Given);
    Judge::new(&sources, "p").unwrap_or_else(|error| panic!("{error}\n{policy}"))
}

/// What the evaluators decide on a record, by every plan and kernel; they must agree.
fn decide(policy: &str, record: &str) -> Decision {
    let mut judge = judge(policy);
    let line = Line::Bytes(record.as_bytes().to_vec());
    let case = Case { line, now: None, status: agp_abi::decision::Status::Running, discharged: Vec::new() };
    let answer: Answer = judge.interpreter(&case);
    assert_eq!(answer, judge.reference(&case), "engine and reference\n{policy}\n{record}");
    assert_eq!(judge.dissent(&case, &answer), None, "{answer:?}\n{policy}\n{record}");
    answer.decision.expect("a call or a result")
}

/// The same of a call of `t` with these fields.
fn of_call(policy: &str, fields: &str) -> Decision {
    decide(policy, &format!(r#"{{"event":"call","tool":"t",{fields}}}"#))
}

/// Lowering let the copy of the rule that is only tried match as well.
#[test]
fn an_unknown_time_ends_a_shadow() {
    let policy = "tool t is write {}\nallow a when tool is t\nreview r when tool is t shadow until 2026-01-01 \
                  by 1 of x within 1h\nrole x";
    let decision = decide(policy, r#"{"event":"call","tool":"t"}"#);
    assert_eq!((decision.verdict, decision.shadow), (Verdict::Review, Vec::<String>::new()));
    let before = decide(policy, r#"{"event":"call","tool":"t","time":"2025-12-31T00:00:00Z"}"#);
    assert_eq!((before.verdict, before.shadow), (Verdict::Allow, vec!["r".to_owned()]));
    let after = decide(policy, r#"{"event":"call","tool":"t","time":"2026-01-01T00:00:00Z"}"#);
    assert_eq!((after.verdict, after.shadow), (Verdict::Review, Vec::<String>::new()));
}

/// They stood in the order of the text, so that moving a declaration changed every decision.
#[test]
fn risks_are_listed_by_name() {
    let policy = "tool t is write {}\nrisk heat { add 0.5 }\nrisk exposure { add 0.25 }";
    let decision = decide(policy, r#"{"event":"call","tool":"t"}"#);
    let names: Vec<&str> = decision.risk.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["exposure", "heat"]);
}

/// The first dots of the range belonged to the instant before them.
#[test]
fn a_range_of_instants_is_one() {
    let policy = "tool t is write {}\nallow a when time in 2026-01-01T00:00Z..2026-01-02T00:00Z";
    let at = |time: &str| of_call(policy, &format!(r#""time":"{time}""#)).verdict;
    assert_eq!(at("2026-01-01T23:59:59.999Z"), Verdict::Allow);
    assert_eq!(at("2026-01-02T00:00:00Z"), Verdict::Deny);
}

/// A single weekday could be asked for by a list of one only.
#[test]
fn a_weekday_is_one() {
    let on = |test: &str, time: &str| {
        let policy = format!("tool t is write {{}}\nallow a when tool is t\ndeny d when {test}");
        let fields = format!(r#""time":"{time}""#);
        of_call(&policy, &fields).verdict == Verdict::Deny
    };
    let (sunday, monday) = ("2026-03-01T22:59:59Z", "2026-03-01T23:00:00Z");
    for test in [
        "is mon",
        "is (mon)",
        "is \"mon\"",
        "in mon",
        "in [mon]",
        "is [mon, tue]",
        "in [tue, mon]",
        "in mon..=tue",
    ] {
        let test = format!("weekday {test} zone \"Europe/Berlin\"");
        assert_eq!((on(&test, sunday), on(&test, monday)), (false, true), "{test}");
    }
    let not = "weekday is not mon zone \"Europe/Berlin\"";
    assert_eq!((on(not, sunday), on(not, monday)), (true, false));
    assert!(on(not, "noon"), "an unknown time may be any day");
}

/// A default with a leading zero was no JSON, and one of a class kept the short name that the policy gave it.
#[test]
fn defaults_mean_what_they_say() {
    let policy = "class pii { ssn }\nclass ssn_like is public\ntool t is write {\n  n: int = 007\n  \
                  m: duration = 00.5s\n  c: list of class = [ssn] -> data\n  j: json = [00, -00.50]\n  \
                  at: time = 2026-03-01\n}\n\
                  allow a when tool is t and args.n == 7 and args.m == 500ms and data within pii.ssn\n  \
                  and args.at == 2026-03-01T00:00Z";
    assert_eq!(
        decide(policy, r#"{"event":"call","tool":"t"}"#).verdict,
        Verdict::Deny,
        "payload, and no labels"
    );
    assert_eq!(decide(policy, r#"{"event":"call","tool":"t","data":[]}"#).verdict, Verdict::Allow);
    let judged = judge(policy);
    let defaults = judged.policy.tools[0].args.iter().map(|arg| arg.default.as_deref().unwrap_or_default());
    assert_eq!(
        defaults.collect::<Vec<_>>(),
        ["7", "\"0.5s\"", "[\"pii.ssn\"]", "[0,-0.50]", "\"2026-03-01T00:00:00Z\""]
    );
}

/// A text of any type says something unless an arrow says what it is: a call with an `id` was known
/// to carry nothing, whatever the `id` said.
#[test]
fn a_text_without_an_arrow_is_payload() {
    let carries = |ty: &str, value: &str| {
        let policy = format!("tool t is write {{ a?: {ty} }}\nallow a when tool is t and data within public");
        let fields = format!(r#""args":{{"a":{value}}}"#);
        of_call(&policy, &fields).verdict == Verdict::Deny
    };
    for (ty, value) in [
        ("text", "078-05-1120"),
        ("email", "ann@a.example"),
        ("host", "a.example"),
        ("url", "https://a.example/"),
        ("path", "/078-05-1120"),
        ("ip", "10.0.0.1"),
        ("iban", "NL91ABNA0417164300"),
        ("phone", "078-05-1120"),
        ("id", "078-05-1120"),
    ] {
        assert!(carries(ty, r#""078-05-1120""#), "{ty}");
        assert!(!carries(&format!("{ty} -> resource"), &format!("{value:?}")), "{ty} -> resource");
        assert!(!carries(ty, "null"), "an absent {ty}");
    }
    assert!(carries("json", "7") && carries("json -> resource", r#""078-05-1120""#));
    assert!(carries("list of id", r#"["a"]"#));
    assert!(carries("list of id", "[]"));
    for (ty, value) in [("int", "7"), ("bool", "true"), ("EUR", "7"), ("date", r#""2026-03-31""#)] {
        assert!(!carries(ty, value), "{ty}");
    }
    assert!(!carries("enum [a, b]", r#""a""#));
}

/// A text that is no value of its type said nothing: a secret could leave in a field declared a date.
#[test]
fn a_text_that_cannot_be_read_is_payload() {
    let judged = |ty: &str, value: &str, rest: &str| {
        let policy = format!(
            "tool t is write {{ a?: {ty} }}\nallow a when tool is t and data within public\n\
             deny words when payload contains \"secret\" and data has public"
        );
        let fields = format!(r#""args":{{"a":{value}}}{rest}"#);
        of_call(&policy, &fields).rule.expect("a call is judged by a rule")
    };
    for ty in ["date", "time", "duration", "size", "EUR", "enum [a, b]", "iban -> resource", "ip -> resource"]
    {
        assert_eq!(judged(ty, r#""078 05 1120""#, ""), "default", "{ty}");
        assert_eq!(judged(ty, r#""078 05 1120""#, r#","data":[]"#), "a", "{ty}");
        assert_eq!(judged(ty, r#""a secret""#, r#","data":[]"#), "words", "{ty}");
        assert_eq!(judged(ty, "null", ""), "a", "{ty}");
    }
    assert_eq!(judged("list of date", r#"["2026-03-31","a"]"#, ""), "default");
    assert_eq!(judged("list of date", r#"["2026-03-31"]"#, ""), "a");
    assert_eq!(judged("json -> resource", r#"["a"]"#, r#","data":[]"#), "a");
    assert_eq!(judged("json -> resource", r#"["a"]"#, ""), "default");
}

/// A label was coarse for its own kinds only. `record` may be a `medication`, which is also `health`.
#[test]
fn a_label_is_coarse_for_what_its_kinds_also_are() {
    let policy = "class health { mental }\nclass record { medication is health  lab }\nclass dose is record.medication\n\
                  tool t is write {}\nallow a when tool is t";
    let of = |rule: &str, label: &str| {
        let policy = format!("{policy}\n{rule}");
        of_call(&policy, &format!(r#""data":["{label}"]"#))
    };
    let verdict = |rule: &str, label: &str| of(rule, label).verdict;
    let has = "deny d when data has health";
    for label in ["medication", "record", "dose", "health", "mental"] {
        assert_eq!(verdict(has, label), Verdict::Deny, "{label}");
    }
    assert_eq!(verdict(has, "lab"), Verdict::Allow);
    assert_eq!(of(has, "record").unknown, ["data"]);
    // `dose` is below `health` through two parents in a row.
    assert_eq!(verdict("deny d when data has dose", "health"), Verdict::Deny);
    assert_eq!(verdict("deny d when data has mental", "record"), Verdict::Allow, "nothing is both");
    // Every member: one that may be health is not known to be outside, nor known to be inside.
    let outside = "deny d when data within record except health";
    assert_eq!((verdict(outside, "record"), verdict(outside, "dose")), (Verdict::Deny, Verdict::Allow));
    let inside = "deny d when data not within health";
    assert_eq!((verdict(inside, "record"), verdict(inside, "dose")), (Verdict::Deny, Verdict::Allow));
}

/// What lets something through asks whether a coarse label must satisfy it.
#[test]
fn a_coarse_label_grants_nothing_that_its_kinds_would_not() {
    let policy = "class health\nclass record { medication is health  lab }\ntool t is write {}\n\
                  allow a when data within record except health";
    let with = |label: &str| of_call(policy, &format!(r#""data":["{label}"]"#)).verdict;
    assert_eq!(
        (with("lab"), with("record"), with("medication")),
        (Verdict::Allow, Verdict::Deny, Verdict::Deny)
    );
}

/// Patterns in a spelling that no canonical text has matched nothing, so that a deny on them was dead.
#[test]
fn patterns_are_read_in_the_spelling_of_what_they_match() {
    let denied = |ty: &str, pattern: &str, value: &str| {
        let policy = format!(
            "resource shut matches {pattern:?}\ntool t is write {{ a: {ty} -> resource }}\nallow a when tool is t\n\
             deny closed when resource has shut"
        );
        let fields = format!(r#""args":{{"a":{value:?}}}"#);
        of_call(&policy, &fields).rule.as_deref() == Some("closed")
    };
    for (ty, pattern, value, shut) in [
        ("path", "./finance/*", "finance/q3.xlsx", true),
        ("path", "./finance/*", "./finance/q3.xlsx", true),
        ("path", "//data/*", "/data/x", true),
        ("path", "/etc/../srv/**", "/srv/a/b", true),
        ("path", "/srv/*/../x", "/srv/x", true),
        ("path", "/../x", "/x", true),
        ("path", "../x/", "../x", true),
        ("path", "**/./*.env", "/a/b/.env", true),
        ("path", "/data/*", "/data/x/y", false),
        ("url", "https://rival.com", "https://rival.com", true),
        ("url", "https://rival.com", "https://rival.com/", true),
        ("url", "https://rival.com", "https://rival.com/a", false),
        ("url", "https://Rival.com:443/**", "https://rival.com/a/b", true),
        ("url", "http://rival.com:80/*", "http://rival.com/a", true),
        ("url", "https://rival.com:8443/*", "https://rival.com/a", false),
        ("url", "https://*.rival.com/**", "https://www.rival.com/a/b", true),
        ("url", "https://Bücher.example./*", "https://bücher.example/a", true),
        ("url", "*://rival.com/Ä", "http://rival.com/Ä", true),
        ("url", "s3://bucket", "s3://bucket", true),
        ("text", "./finance/*", "finance/q3.xlsx", true),
        ("host", "Rival.com.", "rival.com", true),
        ("host", "*.Rival.com.", "a.b.rival.com.", true),
        ("host", "bücher.example", "BÜCHER.example", true),
        ("host", "*.bücher.example", "www.xn--bcher-kva.example", true),
        ("host", "0x7f.1", "127.0.0.1", true),
        ("host", "[2001:DB8::1]", "2001:db8:0::1", true),
        ("host", "rival.com:443", "rival.com:443", false),
        ("text", "rival.com.", "rival.com", true),
        ("text", "table:17", "table:18", false),
        ("text", "table:17", "table:17", true),
        ("email", "@Rival.com", "eve@rival.com", true),
        ("email", "@rival.com", "eve@mail.rival.com", false),
        ("email", "*@bücher.example.", "eve@bücher.example", true),
        ("text", "@rival.com", "@rival.com", true),
        ("text", "@ann", "eve@ann", false),
        ("iban", "DE89 3704 0044 0532 0130 00", "DE89370400440532013000", true),
        ("iban", "de89 3704*", "DE89370400440532013000", true),
        ("iban", "DE89 3705*", "DE89370400440532013000", false),
        ("text", "DE89 3704 0044 0532 0130 00", "DE89370400440532013000", true),
        ("phone", "+49 (30) 123-456", "+4930123456", true),
        ("phone", "+49 30*", "+49 30 123456", true),
        ("id", "two words", "two words", true),
        ("id", "Two words", "two words", false),
    ] {
        assert_eq!(denied(ty, pattern, value), shut, "{ty} {pattern} {value}");
    }
}

/// `like` on a typed text had the case of its type, not its spelling.
#[test]
fn what_is_like_a_typed_text_is_spelt_as_it_is() {
    let denied = |ty: &str, test: &str, value: &str| {
        let policy = format!(
            "tool t is write {{ a: {ty} }}\nallow a when tool is t\ndeny closed when tool is t and args.a {test}"
        );
        let fields = format!(r#""args":{{"a":{value:?}}}"#);
        of_call(&policy, &fields).rule.as_deref() == Some("closed")
    };
    for (ty, test, value, shut) in [
        ("host", r#"like "*.Rival.com.""#, "www.rival.com", true),
        ("host", r#"like "bücher.example""#, "bücher.example", true),
        ("ip", r#"like "127.1""#, "127.0.0.1", true),
        ("email", r#"like "@Rival.com""#, "Eve <eve@rival.com>", true),
        ("email", r#"like "*@bücher.example""#, "eve@bücher.example", true),
        ("url", r#"like "https://bücher.example/*""#, "https://bücher.example/x", true),
        ("iban", r#"like "de89 37*""#, "DE89 3704 0044 0532 0130 00", true),
        ("iban", r#"contains "0044 05""#, "DE89370400440532013000", true),
        ("phone", r#"like "+49 30*""#, "+4930123456", true),
        ("phone", r#"contains "30-12""#, "+4930123456", true),
        ("id", r#"like "de89 37*""#, "DE89370400440532013000", false),
    ] {
        assert_eq!(denied(ty, test, value), shut, "{ty} {test} {value}");
    }
}

/// A planner that took two wishes about all members for one about their union went unnoticed.
#[test]
fn two_wishes_about_all_members_are_not_one() {
    let policy = "class x\nclass y\ntool t is write {}\n\
                  allow a when tool is t and (data within x or data within y)";
    let on = |data: &str| of_call(policy, &format!(r#""data":{data}"#)).verdict;
    assert_eq!([on(r#"["x"]"#), on(r#"["y"]"#)], [Verdict::Allow, Verdict::Allow]);
    assert_eq!([on(r#"["x","y"]"#), on("[]")], [Verdict::Deny, Verdict::Deny]);
}

/// Where a set takes more than one word, reading its digits from the first word went unnoticed.
#[test]
fn members_beyond_the_first_word_count() {
    let classes = (0..150).map(|class| format!("class c{class}\n")).collect::<Vec<_>>().concat();
    let rules: String =
        [3, 40, 66, 100, 140].map(|class| format!("deny d{class} when data has c{class}\n")).concat();
    let policy = format!("{classes}tool t is write {{}}\nallow a when tool is t\n{rules}");
    for class in 0..150 {
        let fields = format!(r#""data":["c{class}"]"#);
        let denied = [3, 40, 66, 100, 140].contains(&class);
        assert_eq!(of_call(&policy, &fields).verdict == Verdict::Deny, denied, "c{class}");
    }
}

/// A test that asks for less of a text's end than others tell apart went unnoticed where it was taken
/// for one that no other text passes.
#[test]
fn a_short_end_is_met_by_texts_that_no_longer_one_fits() {
    let long = ["alpha", "bravo", "charlie", "delta", "echoes", "foxtrot", "golfing", "hotels"];
    let rules =
        long.map(|name| format!("deny {name} when tool is t and args.p like \"/data/{name}/**\"\n")).concat();
    let policy = format!(
        "tool t is write {{ p: text }}\nallow a when tool is t\n{rules}\
         deny short when tool is t and args.p like \"/s**\""
    );
    for (text, rule) in
        [("/silver/x", "short"), ("/s", "short"), ("/data/golfing/x", "golfing"), ("/data/x", "a")]
    {
        let fields = format!(r#""args":{{"p":"{text}"}}"#);
        assert_eq!(of_call(&policy, &fields).rule.as_deref(), Some(rule), "{text}");
    }
}

/// A planner that took a list of names and blocks for its names lost the blocks, and nothing noticed.
#[test]
fn an_address_of_a_block_is_no_other_name() {
    let names = ["alpha", "bravo", "charlie", "delta"];
    let rules =
        names.map(|name| format!("deny {name} when tool is t and args.h is \"{name}.example\"\n")).concat();
    let policy = format!(
        "tool t is write {{ h: host }}\nallow a when tool is t\n{rules}\
         deny listed when tool is t and args.h in [\"evil.example\", \"10.0.0.0/8\"]"
    );
    for (host, rule) in
        [("10.1.2.3", "listed"), ("evil.example", "listed"), ("delta.example", "delta"), ("11.1.1.1", "a")]
    {
        let fields = format!(r#""args":{{"h":"{host}"}}"#);
        assert_eq!(of_call(&policy, &fields).rule.as_deref(), Some(rule), "{host}");
    }
}

/// A planner that kept only the last of two bounds went unnoticed: it takes many rules for one to be read.
#[test]
fn both_of_two_lower_bounds_count() {
    let rule = |at: i64| {
        let (first, second) = if at % 2 == 0 { (at * 10, at * 10 + 5) } else { (at * 10 + 5, at * 10) };
        format!("deny r{at} when tool is t and args.n > {first} and args.n > {second}\n")
    };
    let rules = (0..40).map(rule).collect::<Vec<_>>().concat();
    let policy = format!("tool t is write {{ n: int }}\nallow a when tool is t\n{rules}");
    for number in (0..400).step_by(3) {
        let fields = format!(r#""args":{{"n":{number}}}"#);
        let matched = (0..40).filter(|at| number > at * 10 + 5).count();
        assert_eq!(of_call(&policy, &fields).matched.len(), 1 + matched, "{number}");
    }
}
