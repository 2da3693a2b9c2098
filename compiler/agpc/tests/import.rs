//! `agpc import` as its user runs it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use agp_compiler::syntax::ast::Decl;

/// Runs `agpc import` with something on standard input.
fn import(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_agpc"))
        .arg("import")
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("agpc starts");
    // It may refuse before it has read everything.
    let _ = child.stdin.take().expect("stdin is piped").write_all(input);
    child.wait_with_output().expect("agpc ends")
}

/// The declarations, where there must be some, and the parser must understand them.
fn imported(arguments: &[&str], input: &[u8]) -> String {
    let output = import(arguments, input);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let text = String::from_utf8(output.stdout).expect("declarations are UTF-8");
    let parsed = agp_compiler::syntax::parse(agp_compiler::source::FileId(0), &text);
    assert_eq!(parsed.diagnostics, [], "{text}");
    assert!(
        parsed.file.items.iter().all(|item| matches!(item.decl, Decl::Tool(_) | Decl::Module(_))),
        "{text}"
    );
    text
}

/// Exit status and message, where there must be one line of it and nothing else.
fn refused(arguments: &[&str], input: &[u8]) -> (i32, String) {
    let output = import(arguments, input);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    let message = String::from_utf8(output.stderr).expect("messages are UTF-8");
    assert_eq!(message.matches('\n').count(), 1, "{message}");
    (output.status.code().expect("agpc is not killed"), message.trim_end().to_owned())
}

#[test]
fn lists_of_each_dialect() {
    insta::assert_snapshot!("mcp", imported(&["mcp", "tests/data/mcp.json"], b""));
    insta::assert_snapshot!("openai", imported(&["openai", "tests/data/openai.json"], b""));
    insta::assert_snapshot!("anthropic", imported(&["anthropic", "tests/data/anthropic.json"], b""));
}

/// Everything in it that tries to leave its comment, to reorder the line or to pass for a word of
/// the import's own stays a comment that shows what it is.
#[test]
fn a_hostile_list() {
    insta::assert_snapshot!("hostile", imported(&["mcp", "tests/data/hostile.json"], b""));
}

#[test]
fn a_module_of_its_own() {
    let text = imported(&["--module", "acme.tools", "mcp", "-"], b"[]");
    assert!(text.ends_with("\nmodule acme.tools\n"), "{text}");
    let (status, message) = refused(&["--module", "acme tools\n", "mcp", "-"], b"[]");
    assert_eq!(status, 2);
    assert_eq!(
        message,
        "error: `acme tools ` cannot name a module: write dotted words, such as `acme.tools`"
    );
}

#[test]
fn one_tool_a_line_and_pages() {
    let lines = b"{\"name\":\"a\",\"inputSchema\":{}}\n\n{\"name\":\"b\",\"inputSchema\":{}}\n";
    assert!(imported(&["mcp", "-"], lines).contains("2 tools"));
    let pages = br#"{"tools":[{"name":"a"}],"nextCursor":"x"}{"result":{"tools":[{"name":"b"}]}}"#;
    let text = imported(&["mcp", "-"], pages);
    assert!(text.contains("2 tools") && !text.contains("nextCursor"), "{text}");
}

/// 2 where there is no list, 1 where the list is at fault; a message that names what.
#[test]
fn refusals() {
    let nested = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    let long = format!(r#"[{{"name":"{}"}}]"#, "x".repeat(1_000_000));
    let cases: &[(&str, &[u8], i32, &str)] = &[
        ("mcp", b"", 2, "this is not an MCP tool list: expected the answer to `tools/list`, or its `tools`"),
        (
            "mcp",
            b"{}",
            2,
            "this is not an MCP tool list: expected the answer to `tools/list`, or its `tools`",
        ),
        ("openai", b"[1", 2, "the list is not JSON: EOF while parsing a list at line 1 column 2"),
        (
            "openai",
            b"7",
            2,
            "this is not an OpenAI tool list: expected an array of tools, or an object with `tools`",
        ),
        ("openai", b"[1]", 2, "entry 1 of the list is not an object with a `name`"),
        ("openai", br#"[{"type":"function"}]"#, 2, "entry 1 of the list is not an object with a `name`"),
        ("mcp", b"\xff", 2, "the list is not UTF-8 text: byte 0 starts no character"),
        ("mcp", br#"["\ud800"]"#, 2, "the list is not JSON: unexpected end of hex escape at line 1 column 9"),
        ("mcp", &nested, 2, "the list is not JSON: recursion limit exceeded at line 1 column 128"),
        (
            "mcp",
            br#"{"tools":[], "tools":[]}"#,
            2,
            "the list is not JSON: the key `tools` stands twice at line 1 column 24",
        ),
        (
            "anthropic",
            br#"[{"name":"a","inputSchema":{}}]"#,
            2,
            "tool `a` is not written as in an Anthropic tool list: try `agpc import mcp`",
        ),
        (
            "mcp",
            br#"[{"type":"function","function":{"name":"a"}}]"#,
            2,
            "tool `a` is not written as in an MCP tool list: try `agpc import openai`",
        ),
        ("mcp", br#"[{"name":"a"},{"name":"a"}]"#, 1, "the list names the tool `a` twice"),
        ("mcp", br#"[{"name":""}]"#, 1, "the tool name `` cannot be written: it is empty"),
        (
            "mcp",
            br#"[{"name":"a\u001b[2Jb"}]"#,
            1,
            "the tool name `a\\u{1b}[2Jb` cannot be written: it holds a line break or a character that is not seen",
        ),
        ("mcp", br#"[{"name":"a`b"}]"#, 1, "the tool name `a`b` cannot be written: it holds a backtick"),
        (
            "mcp",
            br#"[{"name":"t","inputSchema":{"properties":{"a\nb":{}}}}]"#,
            1,
            "the argument name `a b` of tool `t` cannot be written: it holds a line break or a character that \
             is not seen",
        ),
        (
            "mcp",
            br#"[{"name":"t","inputSchema":[]}]"#,
            1,
            "the `inputSchema` of tool `t` is not a schema of an object",
        ),
        (
            "mcp",
            br##"[{"name":"t","inputSchema":{"$ref":"#"}}]"##,
            1,
            "the schema of tool `t` has too many alternatives to follow",
        ),
    ];
    for (dialect, input, status, message) in cases {
        assert_eq!(refused(&[dialect, "-"], input), (*status, format!("error: {message}")));
    }
    let (status, message) = refused(&["mcp", "-"], long.as_bytes());
    assert_eq!(status, 1);
    assert!(message.len() < 200 && message.ends_with("it has more than 256 characters"), "{message}");
    let (status, message) = refused(&["mcp", "tests/data/absent.json"], b"");
    assert_eq!(status, 2);
    assert!(message.starts_with("error: cannot read `tests/data/absent.json`: "), "{message}");
    assert_eq!(import(&["xml", "-"], b"").status.code(), Some(2));
}

/// One name with a backtick refused the list with all its other tools.
#[test]
fn a_tool_that_cannot_be_written_is_left_out_by_name() {
    let list = br#"[{"name":"a`b"},{"name":"good"},{"name":"t","inputSchema":{"properties":{"x`y":{}}}}]"#;
    let output = import(&["mcp", "-"], list);
    let (text, said) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(0));
    assert!(text.contains("tool list: 1 tool. A draft") && text.contains("\ntool good is"), "{text}");
    assert!(!text.contains("tool t ") && !text.contains("tool `a"), "{text}");
    for why in [
        "the tool name `a`b` cannot be written: it holds a backtick",
        "the argument name `x`y` of tool `t` cannot be written: it holds a backtick",
    ] {
        assert!(said.contains(&format!("note: a tool is left out: {why}\n")), "{said}");
        assert!(text.contains(&format!("// left out: {why};\n")), "{text}");
    }
}

/// Large and tangled schemas end, soon, and without a deep stack.
#[test]
fn large_schemas() {
    let properties: Vec<String> =
        (0..100_000).map(|n| format!(r##""p{n}":{{"$ref":"#/$defs/d{n}"}}"##)).collect();
    let definitions: Vec<String> = (0..100_000).map(|n| format!(r#""d{n}":{{"type":"string"}}"#)).collect();
    let wide = format!(
        r#"[{{"name":"t","inputSchema":{{"properties":{{{}}},"$defs":{{{}}}}}}}]"#,
        properties.join(","),
        definitions.join(",")
    );
    let text = imported(&["mcp", "-"], wide.as_bytes());
    assert!(text.contains("    p0?: text\n") && text.contains("    p99999?: text\n"));

    // Each definition stands twice in the one before: 2^30 paths to the last.
    let doubling: Vec<String> = (0..30)
        .map(|n| {
            format!(
                r##""d{n}":{{"allOf":[{{"$ref":"#/$defs/d{m}"}},{{"$ref":"#/$defs/d{m}"}}]}}"##,
                m = n + 1
            )
        })
        .collect();
    let doubling = format!(
        r##"[{{"name":"t","inputSchema":{{"$ref":"#/$defs/d0","$defs":{{{},"d30":{{}}}}}}}}]"##,
        doubling.join(",")
    );
    assert_eq!(
        refused(&["mcp", "-"], doubling.as_bytes()),
        (1, "error: the schema of tool `t` has too many alternatives to follow".to_owned())
    );
}

/// Material that lies beside the project, not in it: skipped where it is absent, unless
/// `AGP_SHARED=required`.
fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    if path.exists() {
        return Some(path);
    }
    assert_ne!(std::env::var("AGP_SHARED").as_deref(), Ok("required"), "{} is absent", path.display());
    eprintln!("skipped: {} is absent", path.display());
    None
}

/// The filter that `examples/agentdojo` shows, run as it stands there.
#[test]
fn the_tools_of_agentdojo() {
    const FILTER: &str = r#"zcat "$TOOLS" | python3 -c 'import sys,json; print(json.dumps({"tools":[{"name":d["tool"],"description":d["description"],"inputSchema":d["parameters"]} for d in map(json.loads,sys.stdin) if d["suite"]==sys.argv[1]]}))' "$SUITE""#;
    let Some(tools) = shared("agentdojo/common/tools.jsonl.gz") else { return };
    for (suite, count) in [("banking", 11), ("slack", 11), ("travel", 28), ("workspace", 24)] {
        let list = Command::new("sh").args(["-c", FILTER]).env("TOOLS", &tools).env("SUITE", suite).output();
        let list = list.expect("sh starts");
        assert!(list.status.success(), "{}", String::from_utf8_lossy(&list.stderr));
        let text = imported(&["mcp", "-"], &list.stdout);
        assert!(text.starts_with(&format!("// Imported from an MCP tool list: {count} tools.")), "{text}");
        assert_eq!(text.matches("\ntool ").count(), count, "{text}");
        // Its lists say no kind, and every type in them has a name in AGP.
        assert_eq!(text.matches(" is unclassified {").count(), count, "{text}");
    }
}

/// MCP's own examples of tools and tool lists.
#[test]
fn the_examples_of_mcp() {
    let Some(examples) = shared("formats/mcp_schema/schema/2026-07-28/examples") else { return };
    let mut text = String::new();
    for folder in ["ListToolsResult", "ListToolsResultResponse", "Tool"] {
        let files = std::fs::read_dir(examples.join(folder)).expect("the folder can be listed");
        let mut files: Vec<PathBuf> = files.map(|file| file.expect("so can its files").path()).collect();
        files.sort();
        for file in files {
            let list = std::fs::read(&file).expect("an example can be read");
            text += &imported(&["mcp", "-"], &list);
        }
    }
    assert_eq!(text.matches("\ntool ").count(), 8, "{text}");
    assert!(text.contains("    id?: text\n") && text.contains("    name?: text\n"), "{text}");
    assert!(text.contains("// its result has: temperature, conditions, humidity\n"), "{text}");
}
