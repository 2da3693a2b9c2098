//! One schema at a time: what line an argument becomes.

use super::{Dialect, Imported, import};

/// The lines of the only tool's body, for an `inputSchema`.
fn body(schema: &str) -> String {
    let list = format!(r#"[{{"name":"t","inputSchema":{schema}}}]"#);
    let text = import(Dialect::Mcp, None, &list).expect("the schema is imported").text;
    let (_, body) = text.split_once("\ntool t is unclassified {").expect("the tool is declared");
    body.trim_end().trim_end_matches('}').trim().to_owned()
}

/// The line of a required argument `a`.
fn required(property: &str) -> String {
    body(&format!(r#"{{"properties":{{"a":{property}}},"required":["a"],"$defs":{{{DEFINITIONS}}}}}"#))
}

/// The line of an optional argument `a`.
fn optional(property: &str) -> String {
    body(&format!(r#"{{"properties":{{"a":{property}}},"$defs":{{{DEFINITIONS}}}}}"#))
}

const DEFINITIONS: &str = r##"
    "Text": {"type": "string", "description": "A text"},
    "Far": {"allOf": [{"$ref": "#/$defs/Text"}]},
    "a/b~c": {"type": "integer"},
    "Self": {"$ref": "#/$defs/Self"},
    "Tree": {"type": "array", "items": {"$ref": "#/$defs/Tree"}},
    "Unit": {"enum": ["m", "km"]}
"##;

#[test]
fn types() {
    let cases = [
        (r#"{"type":"string"}"#, "a: text"),
        (r#"{"type":"integer"}"#, "a: int"),
        (r#"{"type":"number"}"#, "a: decimal"),
        (r#"{"type":"boolean"}"#, "a: bool"),
        (r#"{"type":"object"}"#, "a: json"),
        (r#"{"type":["string","integer"]}"#, "a: json"),
        (r#"{"type":"strnig"}"#, "a: json"),
        ("{}", "a: json"),
        ("true", "a: json"),
        ("7", "a: json  // not described"),
        (r#"{"type":"array"}"#, "a: json"),
        (r#"{"type":"array","items":true}"#, "a: json"),
        (r#"{"type":"array","items":{"type":"string"}}"#, "a: list of text"),
        (r#"{"type":"array","items":{"type":["string","null"]}}"#, "a: list of json"),
        (r#"{"type":"array","items":{"type":"object"}}"#, "a: list of json"),
        (
            r#"{"type":"array","items":{"type":"array","items":{"type":"number"}}}"#,
            "a: list of list of decimal",
        ),
    ];
    for (property, line) in cases {
        assert_eq!(required(property), line, "{property}");
    }
}

#[test]
fn formats() {
    let cases = [
        ("email", "a: email  // -> destination?"),
        ("uri", "a: url  // -> destination?"),
        ("hostname", "a: host  // -> destination?"),
        ("ipv4", "a: ip  // -> destination?"),
        ("ipv6", "a: ip  // -> destination?"),
        ("file-path", "a: path  // -> resource?"),
        ("date", "a: date"),
        ("date-time", "a: time"),
        ("time", "a: text"),
        ("duration", "a: text"),
        ("uuid", "a: text"),
        ("uri-reference", "a: text"),
    ];
    for (format, line) in cases {
        assert_eq!(required(&format!(r#"{{"type":"string","format":"{format}"}}"#)), line);
    }
    assert_eq!(
        required(r#"{"type":"array","items":{"type":"string","format":"email"}}"#),
        "a: list of email  // -> destination?"
    );
}

#[test]
fn enumerations() {
    let cases = [
        (r#"{"enum":["a","b"]}"#, "a: enum [a, b]"),
        (r#"{"type":"string","enum":["a","b","a"]}"#, "a: enum [a, b]"),
        (r#"{"enum":["in-out","2d","deny","list"]}"#, "a: enum [`in-out`, `2d`, `deny`, `list`]"),
        (r#"{"const":"a"}"#, "a: enum [a]"),
        (r#"{"oneOf":[{"const":"a"},{"const":"b"}]}"#, "a: enum [a, b]"),
        (r#"{"type":"string","oneOf":[{"const":"a"},{"const":"b"}]}"#, "a: enum [a, b]"),
        (r#"{"enum":["","a","`\n"]}"#, r#"a: enum ["", a, "`\n"]"#),
        (r#"{"enum":[1,2]}"#, "a: int  // one of 1, 2"),
        (r#"{"type":"number","enum":[0.5,2]}"#, "a: decimal  // one of 0.5, 2"),
        (r#"{"enum":[true]}"#, "a: bool"),
        (r#"{"enum":["a",1]}"#, "a: json  // one of \"a\", 1"),
        (r#"{"type":"string","enum":[1]}"#, "a: json  // one of 1"),
        (r#"{"type":"string","enum":[]}"#, "a: text"),
    ];
    for (property, line) in cases {
        assert_eq!(required(property), line, "{property}");
    }
    let long = required(&format!(r#"{{"enum":["{}"]}}"#, "x".repeat(300)));
    assert!(long.starts_with("a: text  // one of \"xxx"), "{long}");
    let many: Vec<String> = (0..300).map(|n| format!("\"v{n}\"")).collect();
    assert_eq!(required(&format!(r#"{{"enum":[{}]}}"#, many.join(","))), "a: text  // one of 300 values");
    let some = required(&format!(r#"{{"enum":[{}]}}"#, many[..100].join(",")));
    assert!(some.starts_with("a: enum [\n        v0, v1, ") && some.ends_with("v99,\n    ]"), "{some}");
    assert!(some.lines().all(|line| line.len() <= 100), "{some}");
}

#[test]
fn references_and_combinations() {
    let cases = [
        (r##"{"$ref":"#/$defs/Unit"}"##, "a: enum [m, km]"),
        (r##"{"$ref":"#/$defs/Far"}"##, "/// A text\n    a: text"),
        (r##"{"$ref":"#/$defs/Far","description":"Near"}"##, "/// Near\n    a: text"),
        (r##"{"allOf":[{"$ref":"#/$defs/Unit"}]}"##, "a: enum [m, km]"),
        (r##"{"$ref":"#/$defs/a~1b~0c"}"##, "a: int"),
        (r##"{"$ref":"#/$defs/Self"}"##, "a: json  // refers to itself"),
        (r##"{"$ref":"#"}"##, "a: json"),
        (r##"{"$ref":"#/$defs/None"}"##, "a: json  // its `$ref` leads nowhere here"),
        (r#"{"$ref":"https://example.com/s.json"}"#, "a: json  // its `$ref` leads nowhere here"),
        (r##"{"$ref":"#/$defs/Tree"}"##, "a: list of json  // refers to itself"),
        (r#"{"anyOf":[{"type":"string"}]}"#, "a: text"),
        (r#"{"anyOf":[{"type":"string"},{"type":"integer"}]}"#, "a: json"),
        (r#"{"anyOf":[{"type":"string","pattern":"x"},{"type":"string"}]}"#, "a: text"),
        (r#"{"anyOf":[{"type":"string","format":"uri"},{"type":"string"}]}"#, "a: json"),
        (r#"{"allOf":[{"type":"string"},{"minLength":1}]}"#, "a: json"),
    ];
    for (property, line) in cases {
        assert_eq!(required(property), line, "{property}");
    }
}

/// Absent, or `null`: one question mark for both.
#[test]
fn optional_arguments() {
    assert_eq!(optional(r#"{"type":"string"}"#), "a?: text");
    assert_eq!(optional(r#"{"type":"string","default":null}"#), "a?: text");
    assert_eq!(optional("false"), "");
    let nullable = [
        r#"{"type":["string","null"]}"#,
        r#"{"type":"string","nullable":true}"#,
        r#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#,
        r#"{"oneOf":[{"type":"null"},{"type":"string"}]}"#,
        r#"{"oneOf":[{"type":["null","string"]},{"type":"string"}]}"#,
    ];
    for property in nullable {
        assert_eq!(required(property), "a?: text", "{property}");
    }
    assert_eq!(required(r#"{"enum":["a",null]}"#), "a?: enum [a]");
    assert_eq!(required(r#"{"type":"null"}"#), "a?: json");
}

#[test]
fn defaults() {
    let cases = [
        (r#"{"type":"string","default":"a \"b\" \\ c\n"}"#, r#"a?: text = "a \"b\" \\ c\n""#),
        (r#"{"type":"integer","default":-7}"#, "a?: int = -7"),
        (r#"{"type":"integer","default":5.0}"#, "a?: int = 5"),
        (r#"{"type":"integer","default":5.5}"#, "a?: int  // default: 5.5"),
        (r#"{"type":"integer","default":18446744073709551615}"#, "a?: int  // default: 18446744073709551615"),
        (r#"{"type":"number","default":0.1}"#, "a?: decimal = 0.1"),
        (r#"{"type":"number","default":1e300}"#, "a?: decimal  // default: 1e+300"),
        (r#"{"type":"number","default":0.0000001}"#, "a?: decimal  // default: 1e-7"),
        (r#"{"type":"integer","default":9007199254740991}"#, "a?: int = 9007199254740991"),
        (r#"{"type":"boolean","default":false}"#, "a?: bool = false"),
        (r#"{"type":"boolean","default":"no"}"#, "a?: bool  // default: \"no\""),
        (r#"{"type":"array","items":{"type":"integer"},"default":[]}"#, "a?: list of int = []"),
        (r#"{"type":"array","items":{"type":"integer"},"default":[1,2]}"#, "a?: list of int = [1, 2]"),
        (
            r#"{"type":"array","items":{"type":"integer"},"default":[1,"2"]}"#,
            "a?: list of int  // default: [1, \"2\"]",
        ),
        (r#"{"enum":["a","in"],"default":"in"}"#, "a?: enum [a, `in`] = `in`"),
        (r#"{"enum":["a"],"default":"b"}"#, "a?: enum [a]  // default: \"b\""),
        (r#"{"type":"string","format":"date","default":"2026-02-28"}"#, "a?: date = 2026-02-28"),
        (
            r#"{"type":"string","format":"date","default":"2026-02-30"}"#,
            "a?: date  // default: \"2026-02-30\"",
        ),
        (
            r#"{"type":"string","format":"date-time","default":"2026-02-28T09:00:00+01:00"}"#,
            "a?: time  // default: \"2026-02-28T09:00:00+01:00\"",
        ),
        (
            r#"{"type":"string","format":"uri","default":"https://a.example/?b"}"#,
            "a?: url = \"https://a.example/?b\"  // -> destination?",
        ),
        (
            r#"{"type":"string","format":"email","default":"none"}"#,
            "a?: email  // -> destination?; default: \"none\"",
        ),
        (r#"{"default":{"b":[1,null]}}"#, "a?: json  // default: { b: [1, null] }"),
        (r#"{"default":[true,"x"]}"#, "a?: json = [true, \"x\"]"),
        (r#"{"type":"string","default":"a\u202eb"}"#, "a?: text = \"a\\u{202e}b\""),
        (r#"{"enum":["a",""],"default":""}"#, r#"a?: enum [a, ""] = """#),
    ];
    for (property, line) in cases {
        assert_eq!(optional(property), line, "{property}");
    }
}

/// A default says what a tool does without the argument. Where `null` may come, which a policy
/// takes for absence, the tool may do something else: the default stays a remark.
#[test]
fn defaults_that_are_not_carried_over() {
    assert_eq!(
        optional(r#"{"type":["integer","null"],"default":10}"#),
        "a?: int  // default: 10 (`null` may differ)"
    );
    assert_eq!(required(r#"{"type":"integer","default":10}"#), "a: int  // default: 10");
}

#[test]
fn shapes_of_the_whole() {
    let cases = [
        ("{}", ""),
        (r#"{"type":"object","additionalProperties":false}"#, ""),
        (r#"{"additionalProperties":true}"#, "rest -> payload"),
        (r#"{"additionalProperties":{"type":"string"}}"#, "rest -> payload"),
        (r#"{"patternProperties":{"^x":{}}}"#, "rest -> payload"),
        ("true", "rest -> payload"),
        (r#"{"required":["a"]}"#, "a: json  // not described"),
        (
            r#"{"oneOf":[{"properties":{"id":{"type":"string"}},"required":["id"]},{"properties":{"n":{"type":"integer"}}}]}"#,
            "id?: text\n    n?: int",
        ),
        (r#"{"allOf":[{"properties":{"id":{"type":"string"}},"required":["id"]},true]}"#, "id: text"),
        (
            r#"{"anyOf":[{"properties":{"k":{"const":"a"}}},{"properties":{"k":{"const":"b"}}},{"type":"null"}]}"#,
            "k?: enum [a, b]",
        ),
        (
            r#"{"anyOf":[{"properties":{"k":{"type":"string"}}},{"properties":{"k":{"type":"integer"}}}]}"#,
            "k?: json",
        ),
        (r#"{"properties":{"z":true,"a":true,"m-n":true}}"#, "z?: json\n    a?: json\n    `m-n`?: json"),
    ];
    for (schema, lines) in cases {
        assert_eq!(body(schema), lines, "{schema}");
    }
}

#[test]
fn long_descriptions() {
    let list = |words: &str| format!(r#"[{{"name":"t","description":"{words}","inputSchema":{{}}}}]"#);
    for words in ["word ".repeat(200_000), "x".repeat(1_000_000)] {
        let text = import(Dialect::Mcp, None, &list(&words)).expect("it is only a comment").text;
        let docs: Vec<&str> = text.lines().filter(|line| line.starts_with("///")).collect();
        assert!(docs.len() < 8 && docs.iter().all(|line| line.chars().count() <= 100), "{text}");
        assert!(docs.last().is_some_and(|line| line.ends_with('…')), "{text}");
    }
}

/// Every word of the language in every place where a list may put it.
#[test]
fn names_that_mean_something() {
    for word in super::word::WORDS.split_ascii_whitespace() {
        let list = format!(
            r#"[{{"name":"{word}","inputSchema":{{"properties":{{"{word}":{{"enum":["{word}"],"default":"{word}"}}}}}}}}]"#
        );
        let text = import(Dialect::Mcp, None, &list).expect("a word is a name").text;
        assert_is_tidy(&text);
        assert!(text.contains(&format!("    {word}?: enum [`{word}`] = `{word}`\n")), "{text}");
    }
}

/// One byte of an honest list at a time, cut or changed: whatever comes of it, nothing panics, and
/// nothing that is foreign begins a line.
#[test]
fn broken_lists() {
    let lists = [
        (Dialect::Mcp, include_str!("../../tests/data/mcp.json")),
        (Dialect::OpenAi, include_str!("../../tests/data/openai.json")),
        (Dialect::Anthropic, include_str!("../../tests/data/anthropic.json")),
        (Dialect::Mcp, include_str!("../../tests/data/hostile.json")),
    ];
    for (dialect, list) in lists {
        for at in (0..list.len()).filter(|&at| list.is_char_boundary(at) && list.is_char_boundary(at + 1)) {
            for other in ["", "\"", "0"] {
                let broken = [&list[..at], other, &list[at + 1..]].concat();
                if let Ok(Imported { text, .. }) = import(dialect, None, &broken) {
                    assert_is_tidy(&text);
                }
            }
        }
    }
}

fn assert_is_tidy(text: &str) {
    let parsed = agp_compiler::syntax::parse(agp_compiler::source::FileId(0), text);
    assert_eq!(parsed.diagnostics, [], "{text}");
    let starts = ["// ", "/// ", "tool ", "    ", "}"];
    for line in text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        assert!(line.is_empty() || starts.iter().any(|start| line.starts_with(start)), "{line:?} in\n{text}");
        assert!(!line.contains(|char: char| char.is_control() || char == '\u{202e}'), "{line:?} in\n{text}");
    }
}

/// What the parser reads back is what the list said.
#[test]
fn names_and_texts_survive() {
    use agp_compiler::syntax::ast::{Decl, TypeKind, ValueKind};

    let odd = "a \"b\" \\ \\u{41} c\r\n\t\u{0}\u{202e}\u{2028}é…\u{1f600}`";
    let list = serde_json::json!([{
        "name": "get.it / 2",
        "inputSchema": { "properties": { "x-y z": { "enum": [odd, "plain", "do it"], "default": odd } } },
    }]);
    let text = import(Dialect::Mcp, None, &list.to_string()).expect("it can be written").text;
    assert_is_tidy(&text);
    let parsed = agp_compiler::syntax::parse(agp_compiler::source::FileId(0), &text);
    let Decl::Tool(tool) = &parsed.file.items[0].decl else { panic!("{text}") };
    let argument = &tool.args[0];
    assert_eq!((tool.name.text.as_str(), argument.name.text.as_str()), ("get.it / 2", "x-y z"));
    let TypeKind::Enum(entries) = &argument.ty.kind else { panic!("{text}") };
    assert_eq!(entries.iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>(), [odd, "plain", "do it"]);
    let Some(ValueKind::Text(default)) = argument.default.as_ref().map(|default| &default.kind) else {
        panic!("{text}")
    };
    assert_eq!(default, odd);
}
