//! Causes and misspelt fields, line by line.

use super::{malformed, misspelt};
use agp_abi::tables::Tables;
use agp_compiler::pipeline;
use agp_compiler::source::{Provenance, Sources};

fn tables() -> Tables {
    let policy = "policy p \"1\"\n\
        tool pay is pay to local { to: iban  amount: EUR  count: int  notes?: list of text  fast: bool = true }\n\
        tool open is write { rest -> payload }\n\
        allow a when tool is pay";
    let mut sources = Sources::default();
    sources.add("p.agp", policy, Provenance::Given);
    let checked = pipeline::check(&sources);
    pipeline::compile(&sources, &checked.units[0]).expect("a policy").tables
}

#[test]
fn a_line_that_is_no_record_says_why() {
    for (line, cause) in [
        ("", "it is blank"),
        ("\u{feff}{}", "it is not sound JSON: expected value, at column 1"),
        ("{\"event\":\"call\"", "it is not sound JSON: EOF while parsing an object, at column 15"),
        ("[1]", "it is a list, not an object"),
        ("{\"a\":1,\"a\":2}", "it is not sound JSON: the key `a` stands twice, at column 13"),
        ("{}", "it has no `event`: write `prompt`, `call` or `result`"),
        ("{\"event\":\"cal\"}", "`cal` is no event: did you mean `call`?"),
        ("{\"event\":\"x\"}", "`x` is no event: `prompt`, `call` and `result` are"),
        ("{\"event\":\"result\"}", "a result names its `tool`, and there is none"),
        ("{\"event\":\"call\",\"tool\":null}", "a call names its `tool`, and there is none"),
        ("{\"event\":\"call\",\"tool\":\"t\",\"role\":5}", "`role` is a number, not a list of texts"),
        ("{\"event\":\"call\",\"tool\":\"t\",\"data\":[\"a\",null]}", "`data` holds null, not only texts"),
        ("{\"event\":\"call\",\"tool\":\"t\",\"args\":[]}", "`args` is a list, not an object"),
        (
            "{\"event\":\"call\",\"tool\":\"t\",\"agent\":{\"verified\":\"yes\"}}",
            "`agent.verified` is a text, not a truth value",
        ),
    ] {
        let found = super::invalid(line.as_bytes()).unwrap_or_else(|cause| cause);
        assert_eq!(found, cause, "{line}");
    }
    let found = |line: &[u8]| super::invalid(line).unwrap_or_else(|cause| cause);
    assert_eq!(found(b"{\"a\":\"\xff\"}"), "it is not UTF-8 from byte 7 on");
    assert_eq!(found(&vec![b' '; (16 << 20) + 1]), "it is longer than 16 MiB");
    let deep = format!("{}{}", "[".repeat(70), "]".repeat(70));
    assert_eq!(found(deep.as_bytes()), "its brackets nest deeper than 64");
}

#[test]
fn a_malformed_call_names_its_arguments() {
    let tables = tables();
    let of = |tool: &str, args: &str| {
        malformed(format!(r#"{{"event":"call","tool":"{tool}","args":{args}}}"#).as_bytes(), &tables)
    };
    assert_eq!(of("pay", r#"{"to":"x","amount":5,"count":1,"notes":["a"],"fast":null}"#), [""; 0]);
    assert_eq!(
        of("pay", r#"{"to":5,"amout":5,"count":"1","notes":"a","fast":"no"}"#),
        [
            "`args.to`: a number where an iban is declared",
            "`args.amout` is not declared; did you mean `amount`?",
            "`args.count`: a text where a whole number is declared",
            "`args.notes`: a text where a list is declared, each entry a text",
            "`args.fast`: a text where a truth value is declared",
            "`args.amount` is missing: a call of `pay` must have it",
        ]
    );
    assert_eq!(
        of("pay", r#"{"to":"x","amount":[5],"count":1,"notes":["a",7]}"#),
        [
            "`args.amount`: a list where an amount in EUR is declared",
            "`args.notes`, entry 2: a number where a text is declared",
        ]
    );
    assert_eq!(of("open", r#"{"anything":5}"#), [""; 0]);
}

#[test]
fn a_misspelt_field_is_named_once_it_makes_a_difference() {
    let of = |line: &str| misspelt(line.as_bytes());
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        of(r#"{"event":"call","arguments":{},"destinaton":"x","roles":["a"],"id":7,"trace":1}"#),
        [pair("arguments", "args"), pair("destinaton", "destination"), pair("roles", "role")]
    );
    assert_eq!(
        of(r#"{"agent.verified":true,"agent":{"verifed":true,"identity":"x"}}"#),
        [pair("agent.verified", "\"agent\":{\"verified\":…}"), pair("agent.verifed", "agent.verified")]
    );
    assert_eq!(of(r#"{"args":{},"arguments":{},"time":"x","date":"x"}"#), []);
    assert_eq!(of("nonsense"), []);
}
