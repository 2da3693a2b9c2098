//! A call built by handles gives the facts and the decision of the line that says the same.

use agp_abi::decision::{Context, Sessions};
use agp_abi::tables::{Scalar, Tables, ValueType};
use agp_runtime::{Call, Facet, Policy, Scratch, Value};
use agp_tests::dice::{Dice, Seed};
use agp_tests::{generate, judge};
use serde_json::{Map, Value as Json, json};

const TEXTS: [&str; 22] = [
    "ann@corp.example",
    "X@Gmail.com",
    "https://api.slack.com/v1",
    "http://A.b/c?d#e",
    "/etc/passwd",
    "a/../b",
    "10.0.0.1",
    "0x7f.1",
    "slack.com",
    "",
    "confidential",
    "two words",
    "2026-11-21",
    "2026-11-21T09:00:00Z",
    "15m",
    "10MB",
    "12.50",
    "DE89370400440532013000",
    "+49 30 123456",
    "\u{e9}t\u{e9} \"quoted\"\n",
    "low",
    "high",
];
const NUMBERS: [i64; 10] = [0, 1, -1, 7, 1_500, 250_000, 999_999, 1_000_000, i64::MAX, i64::MIN];
const TIMES: [(&str, i64); 3] = [
    ("1970-01-01T00:00:00Z", 0),
    ("2026-11-21T09:00:00Z", 1_795_251_600_000),
    ("2026-11-21T09:00:00.250+01:00", 1_795_248_000_250),
];

/// A number of millionths as JSON writes it.
fn decimal(millionths: i64) -> Json {
    let digits = format!("{:07}", millionths.unsigned_abs());
    let (whole, fraction) = digits.split_at(digits.len() - 6);
    let sign = if millionths < 0 { "-" } else { "" };
    let text = format!("{sign}{whole}.{fraction}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    serde_json::from_str(&format!("{{\"raw\":{text}}}")).map(|json: Json| json["raw"].clone()).unwrap()
}

/// Sets a value in both forms, mostly one that fits its type.
fn value(dice: &mut Dice<'_>, ty: ValueType, words: &[String], mut set: impl FnMut(Value<'_>)) -> Json {
    let one = |scalar: Scalar, dice: &mut Dice<'_>| match scalar {
        _ if dice.below(12) == 0 => dice.below(5),
        Scalar::Int | Scalar::Size | Scalar::Duration => 0,
        Scalar::Decimal | Scalar::Score | Scalar::Money(_) => 1,
        Scalar::Bool => 2,
        _ => 3,
    };
    let text = |dice: &mut Dice<'_>| match words {
        [] => TEXTS[dice.below(TEXTS.len())].to_owned(),
        _ if dice.below(8) == 0 => TEXTS[dice.below(TEXTS.len())].to_owned(),
        words => words[dice.below(words.len())].clone(),
    };
    if ty.many && dice.below(12) > 0 {
        let texts: Vec<String> = (0..dice.below(4)).map(|_| text(dice)).collect();
        let borrowed: Vec<&str> = texts.iter().map(String::as_str).collect();
        set(Value::Texts(&borrowed));
        return json!(texts);
    }
    let number = NUMBERS[dice.below(NUMBERS.len())];
    match one(ty.scalar, dice) {
        0 => {
            set(Value::Int(number));
            json!(number)
        }
        1 => {
            // A float prints less than 0.00001 with an exponent, which is another text.
            let number = if number.abs_diff(0) < 100 { number * 100 } else { number };
            let number = number.clamp(-9_000_000_000, 9_000_000_000);
            set(Value::Millionths(number));
            decimal(number)
        }
        2 => {
            set(Value::Bool(number > 0));
            json!(number > 0)
        }
        _ => {
            let text = text(dice);
            set(Value::Text(&text));
            json!(text)
        }
    }
}

fn words(tables: &Tables, ty: ValueType) -> Vec<String> {
    match ty.scalar {
        Scalar::Enum(list) => tables.enums[list as usize].clone(),
        Scalar::Class => tables.names.classes.iter().map(|(name, _)| name.clone()).collect(),
        _ => Vec::new(),
    }
}

/// Binds a call now and then before all of it is set.
fn bound_early(dice: &mut Dice<'_>, call: &mut Call<'_>) {
    if dice.below(12) == 0 {
        assert!(call.bind(None).is_some(), "it has a tool");
    }
}

/// Builds one call in both forms.
fn build(dice: &mut Dice<'_>, policy: &Policy, call: &mut Call<'_>) -> Json {
    let tables = policy.tables();
    let mut line = Map::new();
    line.insert("event".into(), json!("call"));
    call.clear();
    let row = &tables.tools[dice.below(tables.tools.len())];
    let tool = policy.tool_handle(&row.name).unwrap();
    call.tool(tool);
    line.insert("tool".into(), json!(row.name));
    let mut args = Map::new();
    let mut chosen: Vec<_> = row.args.iter().filter(|_| dice.below(5) > 0).collect();
    // In any order, and some again.
    chosen.extend(row.args.first().filter(|_| dice.below(4) == 0));
    for arg in chosen {
        bound_early(dice, call);
        let handle = policy.arg_handle(tool, &arg.name).unwrap();
        let json = value(dice, arg.ty, &words(tables, arg.ty), |value| {
            call.arg(handle, value);
        });
        args.insert(arg.name.clone(), json);
    }
    line.insert("args".into(), args.into());
    let mut signals = Map::new();
    for signal in tables.signals.iter().filter(|_| dice.below(4) > 0).collect::<Vec<_>>() {
        bound_early(dice, call);
        let handle = policy.signal_handle(&signal.name).unwrap();
        let json = value(dice, signal.ty, &words(tables, signal.ty), |value| {
            call.signal(handle, value);
        });
        signals.insert(signal.name.clone(), json);
    }
    line.insert("signals".into(), signals.into());
    let names = &tables.names;
    for (facet, key, list) in [
        (Facet::Role, "role", &names.roles),
        (Facet::Data, "data", &names.classes),
        (Facet::Destination, "destination", &names.destinations),
        (Facet::Resource, "resource", &names.resources),
    ] {
        if dice.below(3) == 0 {
            continue;
        }
        call.known(facet);
        let mut chosen = Vec::new();
        for _ in 0..dice.below(3).min(list.len()) {
            let name = &list[dice.below(list.len())].0;
            call.member(policy.member_handle(facet, name).unwrap());
            chosen.push(name.clone());
        }
        line.insert(key.into(), json!(chosen));
    }
    if let Some((name, _)) = names.purposes.first().filter(|_| dice.below(2) == 0) {
        call.purpose(policy.purpose_handle(name).unwrap());
        line.insert("purpose".into(), json!(name));
    }
    if dice.below(3) > 0 {
        let (text, instant) = TIMES[dice.below(TIMES.len())];
        call.time(instant);
        line.insert("time".into(), json!(text));
    }
    if dice.below(3) > 0 {
        let (id, verified) = (TEXTS[dice.below(TEXTS.len())], dice.below(2) == 0);
        call.agent(id, verified).trust(700_000).depth(2);
        line.insert("agent".into(), json!({"id": id, "verified": verified, "trust": 0.7, "depth": 2}));
    }
    line.into()
}

/// The names of the matched rules, as decisions list them.
fn matched(policy: &Policy, scratch: &Scratch, rule: &str) -> Vec<String> {
    let rules = policy.matched(scratch).filter(|rule| !rule.shadow);
    let mut names: Vec<(bool, &str)> =
        rules.map(|rule| (rule.reserved.is_some(), rule.name.as_str())).collect();
    names.extend((rule == "default").then_some((true, rule)));
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|(_, name)| name.to_owned()).collect()
}

/// Compares both forms for so many calls; how many were allowed.
fn agree(dice: &mut Dice<'_>, policy: &Policy, calls: usize) -> usize {
    let (sessions, mut call) = (Sessions::default(), policy.call());
    let context = Context { now: None, sessions: &sessions, discharged: &[] };
    let (mut by_line, mut by_call) = (Scratch::new(policy), Scratch::new(policy));
    let (mut allowed, mut before) = (0, None);
    for _ in 0..calls {
        let line = build(dice, policy, &mut call).to_string();
        assert_eq!(call.bind(None), policy.bind(line.as_bytes(), None, &mut by_line), "{line}");
        let expected = policy.judge(line.as_bytes(), &context, &mut by_line).decision.expect("a call");
        assert_eq!(call.judge(&context, &mut by_call), expected, "{line}");
        assert_eq!(
            by_call.judged().map(|(facts, _)| facts),
            by_line.judged().map(|(facts, _)| facts),
            "{line}"
        );
        let (verdict, rule) = call.decide(&context, &mut by_call);
        assert_eq!(matched(policy, &by_call, rule), expected.matched, "{line}");
        assert_eq!((verdict, Some(rule)), (expected.verdict, expected.rule.as_deref()), "{line}");
        // What was bound is decided as often as one asks, whatever has been bound since.
        let bound = call.clone();
        if let Some((mut bound, decision)) = before.replace((bound, (verdict, rule))) {
            assert_eq!(Call::decide(&mut bound, &context, &mut by_call), decision);
        }
        assert_eq!(policy.verdict(line.as_bytes(), &context, &mut by_line), Some((verdict, rule)), "{line}");
        let mut answers = [(agp_abi::Verdict::Allow, ""); 2];
        policy.decide_batch(std::slice::from_mut(&mut call), &context, &mut by_call, &mut answers);
        assert_eq!(answers, [(verdict, rule), (agp_abi::Verdict::Allow, "")], "{line}");
        allowed += usize::from(verdict == agp_abi::Verdict::Allow);
    }
    allowed
}

#[test]
fn generated_policies() {
    let (mut policies, mut allowed) = (0, 0);
    for seed in 1..=120 {
        let mut source = Seed::new(seed);
        let mut dice = Dice::new(&mut source);
        let generated = generate::policy(&mut dice);
        let Ok(compiled) = judge::compile(&generated.sources(), generated.name()) else { continue };
        let policy = Policy::new(compiled.tables).expect("tables of this compiler");
        policies += 1;
        allowed += agree(&mut dice, &policy, 60);
    }
    assert!(policies > 80 && allowed > 50, "{policies} policies, {allowed} calls allowed");
}

#[test]
fn what_is_bound_is_decided_by_the_policy_it_was_bound_for() {
    let [one, other] = [(), ()].map(|()| judge::load(agp_tests::image::small("1.0.0").tables, true).unwrap());
    let mut scratch = Scratch::new(&one);
    assert_eq!(one.decide_bound(&[], &mut scratch), None);
    let line = |event: &str, tool: &str| {
        format!(r#"{{"event":"{event}","role":["employee"],"tool":"{tool}","args":{{"query":"a"}}}}"#)
    };
    let bind =
        |scratch: &mut Scratch, event, tool| one.bind(line(event, tool).as_bytes(), None, scratch).is_some();
    assert!(bind(&mut scratch, "call", "search"));
    for _ in 0..2 {
        assert_eq!(one.decide_bound(&[], &mut scratch), Some((agp_abi::Verdict::Allow, "faq")));
    }
    // Another policy, a result that no rule speaks of, and what is not bound.
    assert_eq!(other.decide_bound(&[], &mut scratch), None);
    assert!(bind(&mut scratch, "result", "search"));
    assert_eq!(one.decide_bound(&[], &mut scratch), Some((agp_abi::Verdict::Allow, "")));
    assert!(!bind(&mut scratch, "call", "serach"));
    assert_eq!(one.decide_bound(&[], &mut scratch), None);
}
