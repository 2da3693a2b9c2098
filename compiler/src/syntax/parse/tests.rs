use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::parse;
use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, MAX_SOURCE_BYTES};
use crate::syntax::ast::{ClauseKind, Decl, ExprKind, InRight, TypeKind, ValueKind};
use crate::syntax::lex;
use crate::syntax::testing::{codes, parsed, policies, well_formed};
use crate::syntax::token::Token;

fn ui() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui/syntax")
}

fn ui_file(name: &str) -> String {
    let path = ui().join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn messages(text: &str) -> Vec<String> {
    parsed(text).diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
}

#[track_caller]
fn only(text: &str) -> Diagnostic {
    let mut diagnostics = parsed(text).diagnostics;
    assert_eq!(diagnostics.len(), 1, "{text}: {diagnostics:#?}");
    diagnostics.remove(0)
}

#[track_caller]
fn says(text: &str, code: Code, message: &str) {
    let found = only(text);
    assert_eq!((found.code, found.message.as_str()), (code, message), "{text}");
}

/// The correction offered for the only mistake in a text, applied.
#[track_caller]
fn corrected(text: &str) -> String {
    let fix = only(text).fix.unwrap_or_else(|| panic!("{text}: no correction"));
    let mut corrected = text.to_owned();
    corrected.replace_range(fix.span.start as usize..fix.span.end as usize, &fix.replacement);
    corrected
}

#[track_caller]
fn condition(text: &str) -> ExprKind {
    let file = well_formed(text, &format!("let x = {text}")).file;
    match file.items.into_iter().next().map(|item| item.decl) {
        Some(Decl::Let(it)) => it.body.kind,
        other => panic!("{other:?}"),
    }
}

// What is right.

#[test]
fn whole_policies_parse() {
    for (name, text) in policies() {
        let parsed = well_formed(&name, &text);
        assert!(parsed.file.items.len() > 5, "{name}");
        assert!(!parsed.file.items.iter().any(|item| matches!(item.decl, Decl::Error)), "{name}");
    }
}

#[test]
fn documentation_belongs_to_what_it_stands_before() {
    let parsed =
        well_formed("docs", "/// one\n///two\n\nclass a {\n    /// three\n    b\n}\n//// no documentation");
    let item = &parsed.file.items[0];
    assert_eq!(item.docs.iter().map(|doc| doc.value.as_str()).collect::<Vec<_>>(), ["one", "two"]);
    let Decl::Vocabulary(class) = &item.decl else { panic!("{item:?}") };
    assert_eq!(class.entry.kinds[0].docs[0].value, "three");
    assert_eq!(parsed.comments[0].text, "// no documentation");
}

#[test]
fn every_word_may_stand_behind_a_dot_and_name_an_argument() {
    well_formed(
        "dots",
        "deny x when args.when == args.role and args.from > args.class and args.in has a.and",
    );
    let file = well_formed(
        "keys",
        "tool t is read { role: text  when?: int  rest: text  returns: text  open: text }",
    )
    .file;
    let Decl::Tool(tool) = &file.items[0].decl else { panic!() };
    assert_eq!(tool.args.len(), 5);
    assert!(tool.rest.is_none());
}

#[test]
fn soft_words_may_be_names() {
    for word in [
        "count", "list", "to", "set", "enum", "rest", "per", "then", "approve", "last", "from", "on", "until",
    ] {
        well_formed(
            word,
            &format!("class {word} {{ {word} }}\ndeny {word} when data has {word} and {word} is {word}"),
        );
    }
}

#[test]
fn escapes_are_resolved() {
    let file = well_formed("escapes", r#"deny x because "\"\\\n\t\r\u{e9}\u{1F600}""#).file;
    let Decl::Rule(rule) = &file.items[0].decl else { panic!() };
    let ClauseKind::Because(text) = &rule.clauses[0].kind else { panic!() };
    assert_eq!(text.value, "\"\\\n\t\r\u{e9}\u{1f600}");
}

#[test]
fn expressions_keep_all_escapes_but_those_of_slashes() {
    let ExprKind::Matches { regex, .. } = condition(r"a matches /\/\d\\\/[^\/]\./") else { panic!() };
    assert_eq!(regex.pattern, r"/\d\\/[^/]\.");
}

#[test]
fn numbers_are_split_from_their_units() {
    let ExprKind::Compare(_, _, right) = condition("a > 12_000.50EUR") else { panic!() };
    let ExprKind::Number(number) = right.kind else { panic!() };
    assert_eq!((number.digits.as_str(), number.unit.as_str()), ("12000.50", "EUR"));
}

#[test]
fn the_language_beyond_the_spike() {
    assert!(matches!(condition("args.to from [user, records]"), ExprKind::From { negated: false, .. }));
    assert!(matches!(condition("args.to not from user"), ExprKind::From { negated: true, .. }));
    assert!(matches!(condition("agent.id is not known"), ExprKind::Known { negated: true, .. }));
    assert!(matches!(condition("data has no pii"), ExprKind::Has { negated: true, .. }));
    assert!(matches!(condition("a is [b, c]"), ExprKind::In { right: InRight::List(_), negated: false, .. }));
    assert!(matches!(condition("a in \"10.0.0.0/8\""), ExprKind::In { right: InRight::One(_), .. }));
    let file = well_formed(
        "types",
        "signal s: set of enum [a, \"b c\"]\ntool t is execute to local { a: list of id = [{ b: 1 }] }",
    )
    .file;
    let Decl::Signal(signal) = &file.items[0].decl else { panic!() };
    assert!(matches!(&signal.ty.kind, TypeKind::Set(of) if matches!(of.kind, TypeKind::Enum(_))));
    let Decl::Tool(tool) = &file.items[1].decl else { panic!() };
    assert_eq!(tool.to[0].text(), "local");
    assert!(matches!(tool.args[0].default.as_ref().map(|value| &value.kind), Some(ValueKind::List(_))));
}

#[test]
fn alternatives_beside_conjunctions_stay_flat() {
    let file = parsed("let x = a and b or c or d and e").file;
    let Decl::Let(it) = &file.items[0].decl else { panic!() };
    let ExprKind::Or(list) = &it.body.kind else { panic!() };
    assert_eq!(list.len(), 3);
}

// What is wrong.

/// One program for each code, in `tests/ui/syntax` where a person can write it.
#[test]
fn every_code_has_a_program() {
    let ours = |code: &&Code| code.text() < "AGP0100" || ("AGP0701".."AGP0720").contains(&code.text());
    for code in Code::ALL.iter().filter(ours) {
        let text = match code {
            Code::FileTooLarge => " ".repeat(MAX_SOURCE_BYTES),
            Code::DeclarationTooLarge => format!("class a {{ {} }}", "b ".repeat(1_000_000)),
            Code::TooManyErrors => "@ ".repeat(1_000),
            _ => ui_file(&format!("{}.agp", code.text())),
        };
        let found = codes(&text);
        let expected = if *code == Code::TooManyErrors { found.last() } else { found.first() };
        assert_eq!(expected, Some(&code.text()));
        assert!(found.len() == 1 || *code == Code::TooManyErrors, "{}: {:?}", code.text(), messages(&text));
    }
}

#[test]
fn every_program_names_a_code() {
    let entries = std::fs::read_dir(ui()).expect("the folder of programs");
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != "agp") {
            continue;
        }
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        assert!(stem == "twenty_one_mistakes" || Code::parse(stem).is_some(), "{}", path.display());
    }
}

#[test]
fn twenty_one_mistakes_give_twenty_one_messages() {
    let text = ui_file("twenty_one_mistakes.agp");
    let lines: Vec<usize> = parsed(&text)
        .diagnostics
        .iter()
        .map(|found| text[..found.primary.span.start as usize].matches('\n').count() + 1)
        .collect();
    let wrong: Vec<usize> = (1..=24).filter(|line| ![1, 3, 24].contains(line)).collect();
    assert_eq!(lines, wrong, "{:#?}", messages(&text));
}

#[test]
fn operators_of_other_languages() {
    use Code::ForeignOperator as Foreign;
    says("deny x when a && b", Foreign, "`&&` is written `and`");
    says("deny x when a || b", Foreign, "`||` is written `or`");
    says("deny x when !a", Foreign, "`!` is written `not`");
    says("deny x when a === 1", Foreign, "`===` is written `==`");
    says("deny x when a <> 1", Foreign, "`<>` is written `!=`");
    says("deny x when a ≥ 1", Foreign, "`≥` is written `>=`");
    says("deny x when a => 1", Foreign, "`=>` is written `>=` here");
    says("tool t is read { a: text => payload }", Foreign, "`=>` is written `->` here");
    says("deny x when role has a|b", Foreign, "`|` means nothing in a policy");
    says("deny x when a.path ~= \"/tmp/*\"", Foreign, "`~=` compares nothing");
    says("deny x when a = 1", Code::WrongEquals, "`=` compares nothing");
    says("let x == a", Code::WrongEquals, "expected `=`, found `==`");
    says("test \"t\" { call t { a = 1 } }", Code::WrongEquals, "expected `:`, found `=`");
    says("deny x when a / 2 > 1", Code::Division, "there is no division");
    says("deny x when a; deny y when b", Code::Semicolon, "there are no semicolons");
}

#[test]
fn words_of_other_languages() {
    assert_eq!(corrected("deny x if data has pii"), "deny x when data has pii");
    assert_eq!(corrected("permit x when a"), "allow x when a");
    assert_eq!(corrected("Deny x when a"), "deny x when a");
    assert_eq!(corrected("deny x when a AND b"), "deny x when a and b");
    assert_eq!(corrected("deny x when data hsa pii"), "deny x when data has pii");
    assert_eq!(corrected("test \"t\" { expect denied }"), "test \"t\" { expect deny }");
    says("deny x when a then deny", Code::UnexpectedToken, "there is no `then`");
    says("if a then deny x", Code::UnknownDeclaration, "no declaration begins with `if`");
    says("-- a comment\ndeny x when a", Code::ForeignComment, "a comment does not begin with `--`");
    says("/* a\n comment */ deny x when a", Code::ForeignComment, "there are no block comments");
    says("# a\n# comment\ndeny x when a", Code::ForeignComment, "a comment does not begin with `#`");
}

#[test]
fn literals_of_the_wrong_kind() {
    use Code::WrongLiteral as Wrong;
    says("deny x when a like 'b'", Code::ForeignQuotes, "texts stand in double quotes");
    says("deny x because “b”", Code::ForeignQuotes, "texts stand in double quotes");
    says("deny x because too many", Wrong, "a text stands in quotes");
    says("use \"std.pii\"", Wrong, "a name belongs here, and names stand without quotes");
    says("review x when a by two of b within 5m", Wrong, "numbers are written in digits, not `two`");
    says("deny x when a like /b/", Wrong, "a text in quotes belongs here, not a regular expression");
    says("deny x when a is /b/", Wrong, "a regular expression stands behind `matches` or `contains`");
    says("deny x when a contains pii", Wrong, "a text stands in quotes");
    says("class a matches /b/", Wrong, "a text in quotes belongs here, not a regular expression");
    says("test my test { expire }", Wrong, "a text stands in quotes");
    says(
        "deny x when a matches /tmp/b/",
        Code::MalformedRegex,
        "a slash inside a regular expression needs a backslash",
    );
    says("deny x when a matches /b/i", Code::MalformedRegex, "no letters stand behind a regular expression");
    says("deny x when time > 2026-1-1", Code::MalformedTime, "`2026-1-1` is not a date");
    says("deny x when time > 2026-01-01T10:00", Code::MalformedTime, "`2026-01-01T10:00` is not a date");
    says("policy p 2.1.0", Code::UnquotedText, "a version or address such as `2.1.0` stands in quotes");
    assert_eq!(corrected("deny x when a > 5 m"), "deny x when a > 5m");
    assert_eq!(
        corrected("test \"t\" { call t { a: 5 EUR  b: 1 } }"),
        "test \"t\" { call t { a: 5EUR  b: 1 } }"
    );
    assert_eq!(corrected("deny x when a > 5 minutes"), "deny x when a > 5m");
    assert_eq!(corrected("deny x when a > 1,000"), "deny x when a > 1_000");
    assert_eq!(corrected("destination a matches slack.com"), "destination a matches \"slack.com\"");
    assert_eq!(corrected("deny x when a isn't known"), "deny x when a is not known");
    assert_eq!(corrected("deny x when a > €50"), "deny x when a > 50EUR");
    assert_eq!(corrected("deny x when time in 8:00..18:00"), "deny x when time in 08:00..18:00");
    assert_eq!(corrected("deny x when role has hr-analyst"), "deny x when role has `hr-analyst`");
}

#[test]
fn brackets_and_commas() {
    let unclosed = only("deny x when (a and b\n    because \"c\"");
    assert_eq!(
        (unclosed.code, unclosed.message.as_str()),
        (Code::UnclosedBracket, "expected `)` before `because`")
    );
    assert_eq!(unclosed.secondary[0].span.start, 12);
    let unclosed = only("test \"t\" {\n    call t { a: 1\n    expect deny\n}");
    assert_eq!(
        (unclosed.code, unclosed.message.as_str()),
        (Code::UnclosedBracket, "expected `}` before `expect`")
    );
    says("deny x when a in [b, c)", Code::WrongBracket, "expected `]`, found `)`");
    says("deny x when a in {b, c}", Code::WrongBracket, "expected `[`, found `{`");
    says("deny x when a in (b, c)", Code::WrongBracket, "expected `[`, found `(`");
    says("test \"t\" { call t (a: 1) }", Code::WrongBracket, "expected `{`, found `(`");
    says("deny x { when a }", Code::UnexpectedToken, "expected a clause, found `{`");
    says("tool t is read { a: list<text> }", Code::WrongBracket, "types have no brackets of this kind");
    says("tool t is read a: text }", Code::UnexpectedToken, "expected `{`, found `a`");
    says("deny x when data has a, b alert c", Code::MissingComma, "several things stand in brackets");
    says("deny x when a, alert c", Code::StrayComma, "this comma separates nothing");
    assert_eq!(corrected("deny x when a in [b c]"), "deny x when a in [b , c]");
}

#[test]
fn negations() {
    assert_eq!(corrected("deny x when data has not a"), "deny x when data has no a");
    assert_eq!(corrected("deny x when data not has a"), "deny x when data has no a");
    assert_eq!(corrected("deny x when a is no b"), "deny x when a is not b");
    assert_eq!(corrected("deny x when a not is b"), "deny x when a is not b");
}

#[test]
fn expectations_are_grouped() {
    says("deny x when and b", Code::UnexpectedToken, "expected a condition, found `and`");
    says("deny x when a is", Code::UnexpectedEnd, "the declaration ends here, expected a name or a value");
    says(
        "deny x when data has pii kind is send",
        Code::UnexpectedToken,
        "expected `and`, `or`, a clause or the next declaration, found `kind`",
    );
    says(
        "deny x because \"a\" \"b\"",
        Code::UnexpectedToken,
        "expected a clause or the next declaration, found a text",
    );
    says("test \"t\" { pay }", Code::UnexpectedToken, "expected `}` or a step of the test, found `pay`");
    says("tool t is read { a: }", Code::UnexpectedToken, "expected a type, found `}`");
    says(
        "deny x when agent b",
        Code::UnexpectedToken,
        "expected `and`, `or`, a clause, an operator such as `is` or `>=` or the next declaration, found `b`",
    );
    says(
        "risk r { add 0.3 when kind is add 0.2 }",
        Code::UnexpectedToken,
        "expected a name or a value, found `add`",
    );
    says("deny x when count(a) in 5m > 3", Code::MissingWindow, "this operator needs a scope");
}

#[test]
fn what_other_languages_say_in_other_ways_gets_an_example() {
    let help = |text: &str| only(text).help.unwrap_or_default();
    assert_eq!(help("deny x when a between 1 and 5"), "write `x in 1..=5`");
    assert_eq!(help("review x when a by treasurer"), "write `by 2 of treasurer within 4h else deny`");
    assert_eq!(help("test \"t\" { call pay expect deny }"), "without arguments, write `call pay { }`");
    assert_eq!(help("signal injection score"), "write `signal injection: score`");
    assert_eq!(help("detector d yields e { mask last 4 }"), "write `mask keep last 4`");
    assert!(help("deny x when data.has(pii)").starts_with("only `origin(…)`"));
    assert!(help("use std/pii").contains("`std.pii`"));
    assert!(help("role a, b").contains("`role employee { clerk  treasurer }`"));
}

#[test]
fn independent_mistakes_are_all_reported() {
    let text = "deny x\n    when data has has pii and kind = send\n    becuase \"y\"\n    alert [a b]\n    cites 'c'\ndeny y when a &&\nclass {";
    let found = codes(text);
    assert_eq!(
        found,
        ["AGP0020", "AGP0033", "AGP0037", "AGP0030", "AGP0011", "AGP0012", "AGP0021", "AGP0023"]
    );
}

#[test]
fn what_is_repaired_is_in_the_tree() {
    let file = parsed("class a { b c } }\ndeny x when data has has a && b = c").file;
    assert!(matches!(&file.items[0].decl, Decl::Vocabulary(class) if class.entry.kinds.len() == 2));
    let Decl::Rule(rule) = &file.items[1].decl else { panic!("{:?}", file.items[1]) };
    assert!(
        matches!(&rule.clauses[0].kind, ClauseKind::When(when) if matches!(&when.kind, ExprKind::And(list) if list.len() == 2))
    );
}

#[test]
fn names_in_broken_declarations_are_known() {
    let file = parsed("tool pay is { to: iban }").file;
    assert!(matches!(file.items[0].decl, Decl::Error));
    assert!(file.broken.iter().any(|name| name.text == "pay"));
}

#[test]
fn a_policy_has_a_version_in_the_tree_whatever_was_written() {
    let file = parsed("policy p").file;
    assert!(matches!(&file.items[0].decl, Decl::Policy(header) if header.version.is_some()));
}

#[test]
fn a_mistake_costs_one_declaration() {
    let found =
        parsed("class pii { ssn\nrole clerk\ndeny x when (a\ntest \"t\" { call t { a: 1\ndeny y when b");
    assert_eq!(found.diagnostics.len(), 3, "{:#?}", found.diagnostics);
    assert_eq!(found.file.items.len(), 5);
}

// What nobody sees.

#[test]
fn hidden_characters_are_refused_wherever_they_stand() {
    for place in [
        "deny x when a // {}",
        "deny x because \"{}\"",
        "deny x {} when a",
        "/// {}\ndeny x when a",
        "role `a{}`",
    ] {
        for character in ['\0', '\u{7}', '\u{1b}', '\u{7f}', '\u{85}', '\u{2028}', '\u{feff}'] {
            assert_eq!(
                codes(&place.replace("{}", &character.to_string())),
                ["AGP0002"],
                "{place}: {character:?}"
            );
        }
        for character in ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}') {
            assert_eq!(
                codes(&place.replace("{}", &character.to_string())),
                ["AGP0003"],
                "{place}: {character:?}"
            );
        }
    }
    assert_eq!(corrected("deny x because \"\u{202e}\""), "deny x because \"\\u{202e}\"");
    well_formed("escaped", "deny x because \"\\u{202e}\"");
}

#[test]
fn line_ends_of_other_systems_are_read() {
    well_formed("crlf", "use a\r\ndeny x\r\n    when a // b\r\n    because \"c\"\r\n");
    well_formed("byte order mark", "\u{feff}use a");
    assert_eq!(parsed("use a // b\r\n").comments[0].text, " b");
    assert_eq!(codes("use a // b\rdeny x when a"), ["AGP0002"]);
}

#[test]
fn what_is_never_closed_ends_with_its_line() {
    assert_eq!(codes("deny x because \"a\nalert b"), ["AGP0004"]);
    assert_eq!(codes("destination a matches [\"a, \"b\"]\nuse c"), ["AGP0004"]);
    assert_eq!(codes("test \"t\" { call t { a: \"x } }"), ["AGP0004"]);
    assert_eq!(codes("deny `x when a"), ["AGP0005"]);
    assert_eq!(codes("deny x when a matches /b\nuse c"), ["AGP0006"]);
    assert_eq!(codes("deny x because \"a\\"), ["AGP0004"]);
}

// Whatever is written.

/// Deeper than any stack.
#[test]
fn nesting_is_bounded() {
    let many = 200_000;
    for (name, text) in [
        ("parentheses", format!("let x = {}a{}", "(".repeat(many), ")".repeat(many))),
        ("open parentheses", format!("let x = {}", "(".repeat(many))),
        ("closing parentheses", format!("let x = a{}", ")".repeat(many))),
        ("brackets", format!("test \"t\" {{ given {{ a: {} }} }}", "[".repeat(many))),
        ("braces", format!("class a {}", "{ b ".repeat(many))),
        ("all brackets", "([{".repeat(many)),
        ("not", format!("let x = {} a", "not ".repeat(many))),
        ("not between parentheses", format!("let x = {} a", "not (".repeat(many))),
        ("minus", format!("let x = {} 1 > 2", "- ".repeat(many))),
        ("sum", format!("let x = 1 {} > 2", "+ 1 ".repeat(many))),
        ("product", format!("let x = 1 {} > 2", "* 1 ".repeat(many))),
        ("sums between parentheses", format!("let x = {}", "(1 + 1 + 1 + ".repeat(many))),
        ("sum of counts", format!("let x = 1 {} > 2", "+ count(a) in 1m per b ".repeat(many))),
        ("list of", format!("signal s: {} int", "list of ".repeat(many))),
        ("set of", format!("signal s: {} int", "set of ".repeat(many))),
    ] {
        let found = parsed(&text);
        assert!(!found.diagnostics.is_empty(), "{name}");
        assert!(found.diagnostics.len() < 10, "{name}: {}", found.diagnostics.len());
    }
}

/// As long, but flat: only what nests is refused.
#[test]
fn length_is_not_depth() {
    let many = 20_000;
    for (name, text) in [
        ("and", format!("let x = a{}", " and a".repeat(many))),
        ("or", format!("let x = a{}", " or not a".repeat(many))),
        ("sums", format!("let x = a > 1{}", " and a + 1 > 2 - b".repeat(many))),
        ("terms", format!("risk r {{ {} }}", "add 0.1 * a when not b ".repeat(many))),
        ("terms without condition", format!("risk r {{ {} }}", "add 0.1 * a * b ".repeat(many))),
        ("path", format!("let x = a{}", ".b".repeat(many))),
        ("entries", format!("class a {{ {} }}", "b { c } ".repeat(many))),
        ("patterns", format!("destination a matches [{}]", "\"b\", ".repeat(many))),
        ("negative values", format!("test \"t\" {{ given {{ {} }} }}", "a: -1 ".repeat(many))),
        ("declarations", "deny x when a\n".repeat(many)),
    ] {
        let found = parsed(&text);
        assert!(found.diagnostics.is_empty(), "{name}: {:#?}", found.diagnostics.first());
    }
}

#[test]
fn size_is_bounded() {
    assert_eq!(
        codes(&format!("deny x because \"{}", "é".repeat(MAX_SOURCE_BYTES / 2))),
        ["AGP0004", "AGP0702"]
    );
    assert_eq!(codes(&format!("class a {{ {} }}", "b ".repeat(2_000_000))), ["AGP0703", "AGP0702"]);
    assert_eq!(codes(&"a b\n".repeat(100_000)).last(), Some(&"AGP0704"));
    assert_eq!(codes(&"\0 ".repeat(100_000)).last(), Some(&"AGP0704"));
    assert_eq!(codes(&"x".repeat(10_000_000)), ["AGP0022"]);
}

/// A mistake in every clause of a long declaration: repairs have a budget.
#[test]
fn repairs_are_bounded() {
    assert_eq!(codes(&format!("deny x {}", "when a == b c ".repeat(5_000))).last(), Some(&"AGP0704"));
    assert!(!codes(&format!("test \"t\" {{ {} }}", "expect denied ".repeat(5_000))).is_empty());
}

/// Every beginning of every policy, and every policy without its beginning.
#[test]
fn cut_off_texts_are_read() {
    for (_, text) in policies() {
        for at in (0..text.len()).step_by(97).filter(|&at| text.is_char_boundary(at)) {
            parsed(&text[..at]);
            parsed(&text[at..]);
        }
    }
}

/// Tokens in any order, from a fixed sequence of numbers.
#[test]
fn any_tokens_are_read() {
    let (_, text) = &policies()[0];
    let tokens: Vec<&str> = lex::lex(FileId(0), text)
        .tokens
        .iter()
        .map(|token| &text[token.0 as usize..token.2 as usize])
        .collect();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..400 {
        let mut soup = String::new();
        for _ in 0..60 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            soup.push_str(tokens[usize::try_from(state % tokens.len() as u64).unwrap_or(0)]);
            soup.push(if state.is_multiple_of(7) { '\n' } else { ' ' });
        }
        parsed(&soup);
    }
}

/// One token left out, written twice, replaced by junk, or swapped with the next: of those that
/// are mistakes at all, nearly all give exactly one message.
#[test]
fn one_slip_gives_one_message() {
    let mut counts = BTreeMap::<usize, usize>::new();
    for (_, text) in policies() {
        let tokens: Vec<_> = lex::lex(FileId(0), &text)
            .tokens
            .iter()
            .filter(|token| !matches!(token.1, Token::Doc(_)))
            .map(|token| (token.0 as usize, token.2 as usize))
            .collect();
        for (number, &(start, end)) in tokens.iter().enumerate().step_by(2) {
            let (before, token, after) = (&text[..start], &text[start..end], &text[end..]);
            let slip = match (number / 2 % 4, tokens.get(number + 1)) {
                (0, _) => format!("{before}{after}"),
                (1, _) => format!("{before}{token} {token} {after}"),
                (2, _) => format!("{before} @ {after}"),
                (_, Some(&(from, to))) => format!("{before}{} {token}{}", &text[from..to], &text[to..]),
                (_, None) => continue,
            };
            *counts.entry(parse(FileId(0), &slip).diagnostics.len()).or_default() += 1;
        }
    }
    let mistakes: usize = counts.iter().filter(|(messages, _)| **messages > 0).map(|(_, count)| count).sum();
    let one = counts.get(&1).copied().unwrap_or(0);
    assert!(mistakes > 500, "{counts:?}");
    assert!(one * 100 >= mistakes * 93, "{one} of {mistakes}: {counts:?}");
}
