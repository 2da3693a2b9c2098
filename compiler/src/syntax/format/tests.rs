use super::{format, print_expr};
use crate::source::FileId;
use crate::syntax::ast::Decl;
use crate::syntax::lex;
use crate::syntax::testing::{parsed, policies, tree, well_formed};
use crate::syntax::token::Token;

fn formatted(name: &str, text: &str) -> String {
    match format(FileId(0), text) {
        Ok(formatted) => formatted,
        Err(errors) => panic!("{name}: {errors:#?}\n{text}"),
    }
}

/// Formats a text and checks everything that must hold for any text.
fn check(name: &str, text: &str) -> String {
    let before = well_formed(name, text);
    let once = formatted(name, text);
    let after = well_formed(name, &once);
    same(&tree(&before.file), &tree(&after.file), &format!("{name}: the meaning changed"));
    let comments = |parsed: &crate::syntax::Parsed| {
        parsed.comments.iter().map(|comment| comment.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(comments(&before), comments(&after), "{name}: the comments changed\n{once}");
    same(&once, &formatted(name, &once), &format!("{name}: formatting is not stable"));
    assert!(
        !once.lines().any(|line| line.ends_with(' ')),
        "{name}: white space at the end of a line\n{once}"
    );
    once
}

/// Whole policies are long: shows the first line that differs, with those before it.
fn same(first: &str, second: &str, what: &str) {
    let difference = first.lines().zip(second.lines()).position(|(a, b)| a != b);
    let Some(line) = difference.or((first != second).then_some(0)) else { return };
    let around =
        |text: &str| text.lines().skip(line.saturating_sub(3)).take(8).collect::<Vec<_>>().join("\n");
    panic!("{what}, line {line}\n--- first\n{}\n--- second\n{}", around(first), around(second));
}

fn becomes(text: &str, expected: &str) {
    assert_eq!(check(text, text), expected);
}

#[test]
fn policies_keep_their_meaning() {
    for (name, text) in policies() {
        check(&name, &text);
    }
}

/// A comment behind every single token, and one on a line of its own before it.
#[test]
fn comments_are_kept_wherever_they_stand() {
    for (name, text) in policies() {
        let tokens = lex::lex(FileId(0), &text).tokens;
        let step = tokens.len() / 25 + 1;
        for (number, &(start, token, end)) in tokens.iter().enumerate().step_by(step) {
            if matches!(token, Token::Doc(_)) {
                continue;
            }
            let (start, end) = (start as usize, end as usize);
            check(&name, &format!("{} // behind {number}\n    {}", &text[..end], &text[end..]));
            check(&name, &format!("{}\n    // before {number}\n    {}", &text[..start], &text[start..]));
        }
    }
}

/// Every token on a line of its own, and as few lines as can be.
#[test]
fn any_layout_is_read() {
    for (name, text) in policies() {
        let lexed = lex::lex(FileId(0), &text);
        for separator in ["\n    ", " "] {
            let mut spread = String::new();
            for &(start, token, end) in &lexed.tokens {
                let first_column = start == 0 || text.as_bytes()[start as usize - 1] == b'\n';
                let doc = matches!(token, Token::Doc(_));
                spread.push_str(if first_column {
                    "\n"
                } else if doc {
                    "\n    "
                } else {
                    separator
                });
                spread.push_str(&text[start as usize..end as usize]);
                if matches!(token, Token::Doc(_)) {
                    spread.push('\n');
                }
            }
            check(&name, &spread.replace(". ", ".").replace(" .", "."));
        }
    }
}

#[test]
fn short_rules_stay_on_their_line() {
    becomes("deny   x   when kind is read   alert [soc]\n", "deny x when kind is read alert soc\n");
    becomes("deny x when kind is read\n  alert soc", "deny x\n    when kind is read\n    alert soc\n");
    becomes("deny x on result\nwhen kind is read", "deny x on result\n    when kind is read\n");
}

#[test]
fn conditions_break_where_the_author_broke_them() {
    becomes(
        "deny x\n  when kind is read\n  and role has clerk and data has pii",
        "deny x\n    when kind is read\n     and role has clerk and data has pii\n",
    );
    becomes(
        "deny x\n  unless kind is read or\n  role has clerk",
        "deny x\n    unless kind is read\n        or role has clerk\n",
    );
}

#[test]
fn what_is_too_long_is_broken() {
    let text = "deny x when kind is read and destination not within internal and data has [pii, confidential] and role has clerk";
    let expected = "deny x\n    when kind is read and destination not within internal and data has [pii, confidential]\n     and role has clerk\n";
    becomes(text, expected);
}

#[test]
fn braces_follow_the_author() {
    becomes("class a { b,c , d }", "class a { b  c  d }\n");
    becomes("class a {\n b c }", "class a {\n    b\n    c\n}\n");
    becomes("tool t is read { }", "tool t is read { }\n");
    becomes(
        "tool t is read{a:text returns{b from c d from e}}",
        "tool t is read { a: text  returns { b from c, d from e } }\n",
    );
}

#[test]
fn empty_lines_are_kept_but_one() {
    becomes("\n\nuse a\n\n\n\nuse b\nuse c\n\n", "use a\n\nuse b\nuse c\n");
    becomes("test \"t\" {\n\n  expire\n\n\n  expire\n\n}", "test \"t\" {\n    expire\n\n    expire\n}\n");
}

#[test]
fn comments_stay_beside_what_they_stood_beside() {
    becomes("use a   // one\n// two\nuse b", "use a  // one\n// two\nuse b\n");
    becomes("// only\n\n// comments", "// only\n\n// comments\n");
    becomes("class a { // open\n b // b\n // close\n}", "class a {  // open\n    b  // b\n    // close\n}\n");
    becomes("use a\n\n// end", "use a\n\n// end\n");
    becomes("tool t is read {\n // none\n}\nuse a", "tool t is read {\n    // none\n}\nuse a\n");
    becomes("test \"t\" { // one\n // two\n}", "test \"t\" {  // one\n    // two\n}\n");
    becomes("risk r {\n\n // none\n\n }", "risk r {\n    // none\n}\n");
    becomes("role x { // none\n}\nrole y { }", "role x {  // none\n}\nrole y\n");
    becomes("role a { b {\n// none\n} }", "role a {\n    b {\n        // none\n    }\n}\n");
    becomes("role a // why\nrole b", "role a  // why\nrole b\n");
    becomes("deny x when kind is read // why\n and a", "deny x\n    when kind is read  // why\n     and a\n");
}

#[test]
fn names_get_the_backticks_they_need() {
    becomes("role `clerk` { `open` `when` `two words` }", "role clerk { `open`  `when`  `two words` }\n");
    becomes(
        "deny x when args.`when` == args.`a-b` and data has `role`",
        "deny x when args.when == args.`a-b` and data has `role`\n",
    );
    becomes("tool t is read { `when`: text }", "tool t is read { when: text }\n");
}

#[test]
fn line_ends_and_marks_of_other_systems_are_read() {
    becomes("\u{feff}use a\r\n\r\nuse b // c\r\n", "use a\n\nuse b  // c\n");
    becomes("", "");
}

#[test]
fn what_does_not_parse_is_not_formatted() {
    assert!(format(FileId(0), "deny when").is_err());
}

#[track_caller]
fn expression(text: &str) -> String {
    let file = parsed(&format!("let x = {text}")).file;
    let Decl::Let(it) = &file.items[0].decl else { panic!("{text} is no expression") };
    print_expr(&it.body)
}

#[test]
fn expressions_are_printed_on_one_line() {
    for text in [
        "kind is send and destination not within internal",
        "not (a or b) and c",
        "origin(args.to) has [untrusted, unseen] except user",
        "sum(args.amount when tool is pay) in 1d per policy > 100_000EUR",
        "seq(a then b then c) in 1h per session",
        "time not in 08:00..18:00 zone \"Europe/Berlin\"",
        "args.x in 0.01EUR..=50_000EUR",
        "args.a + 2 * -args.b >= 5",
        "args.path not like [\"*.env\", \"*.key\"]",
        "args.url matches /https?:\\/\\//",
        "args.x is not known",
        "data has no pii",
    ] {
        assert_eq!(expression(text), text);
    }
}

#[test]
fn unparenthesised_alternatives_are_printed_with_parentheses() {
    assert_eq!(expression("a and b or c"), "(a and b) or c");
}
