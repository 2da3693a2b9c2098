//! Canonical forms, entities and patterns: each list pairs a spelling with what it must come to.

use super::super::canonical::{self, Email, Location};
use super::super::entity::{Entity, Form, claims, entity};
use super::super::json::Json;
use super::super::pattern::{glob, host_glob, matches};
use super::super::values::Value;
use super::author::{self, declare, empty};
use crate::semantics::thir::TextPattern;
use crate::syntax::ast::Word;
use crate::types::Scalar;
use Form::{Address, Host, Path, Text, Url};

fn hosts() -> Vec<(&'static str, Option<&'static str>)> {
    vec![
        ("Slack.COM", Some("slack.com")),
        ("slack.com.", Some("slack.com")),
        ("slack.com:443", Some("slack.com")),
        ("slack.com.:443", Some("slack.com")),
        ("slack.com:443:443", None),
        ("slack.com:", None),
        ("slack.com:123456", None),
        ("bücher.example", Some("xn--bcher-kva.example")),
        ("XN--BCHER-KVA.example", Some("xn--bcher-kva.example")),
        ("ｓｌａｃｋ.com", Some("slack.com")),
        ("slack。com", Some("slack.com")),
        ("slack.com。", Some("slack.com")),
        ("exa%6Dple.com", Some("example.com")),
        ("exa%2Fmple.com", None),
        ("127.1", Some("127.0.0.1")),
        ("127.0.0.1.", Some("127.0.0.1")),
        ("0x7f.0.0.1", Some("127.0.0.1")),
        ("2130706433", Some("127.0.0.1")),
        ("017700000001", Some("127.0.0.1")),
        ("[::ffff:127.0.0.1]", Some("127.0.0.1")),
        ("::ffff:7f00:1", Some("127.0.0.1")),
        ("[2001:DB8::1]:8443", Some("2001:db8::1")),
        ("2001:db8:0:0::1", Some("2001:db8::1")),
        ("::1", Some("::1")),
        ("[::1", None),
        ("fe80::1%eth0", None),
        ("", None),
        (".", None),
        ("a..b", None),
        (".a", None),
        ("slack.com..", None),
        ("user@slack.com", None),
        ("slack.com/path", None),
        ("slack.com?x", None),
        ("sla ck.com", None),
        ("slack.com\u{200b}", None),
        ("slack.com\u{202e}", None),
        ("slack.com\n", None),
        ("256.1.1.1", None),
        ("1.2.3.4.5", None),
    ]
}

#[test]
fn spellings_of_hosts() {
    for (text, want) in hosts() {
        assert_eq!(canonical::host(text).as_deref(), want, "{text:?}");
    }
    let label = "a".repeat(63);
    let longest = format!("{label}.{label}.{label}.{}", "a".repeat(61));
    assert_eq!(canonical::host(&longest), Some(longest.clone()));
    assert_eq!(canonical::host(&format!("{longest}a")), None);
    assert_eq!(canonical::ip_bits("10.0.0.1"), canonical::ip_bits("::ffff:10.0.0.1"));
    assert_eq!(canonical::ip("0x7f.1").as_deref(), Some("127.0.0.1"));
    assert_eq!(canonical::ip("example.com"), None);
}

#[test]
fn spellings_of_urls() {
    for (text, want) in [
        ("https://slack.com@evil.example/x", Some(("https://evil.example/x", "evil.example"))),
        ("https://evil.example\\@slack.com/", Some(("https://evil.example/@slack.com/", "evil.example"))),
        ("HTTPS://Slack.com:443/a/../b?q=1#f", Some(("https://slack.com/b", "slack.com"))),
        ("https:slack.com", Some(("https://slack.com/", "slack.com"))),
        (" https://slack.com. ", Some(("https://slack.com/", "slack.com"))),
        ("https://slack.com/%2e%2E/x", Some(("https://slack.com/x", "slack.com"))),
        ("http://[::ffff:10.0.0.1]/", Some(("http://10.0.0.1/", "10.0.0.1"))),
        ("http://[2001:db8::1]:8080", Some(("http://[2001:db8::1]:8080/", "2001:db8::1"))),
        ("http://0x7f.1:8080/", Some(("http://127.0.0.1:8080/", "127.0.0.1"))),
        ("ftp://Files.Example/x", Some(("ftp://files.example/x", "files.example"))),
        ("slack://Team.Example/x", Some(("slack://team.example/x", "team.example"))),
        ("odd://0x7f.1/x", Some(("odd://127.0.0.1/x", "127.0.0.1"))),
        ("file:///etc/passwd", None),
        ("mailto:ann@example.com", None),
        ("//slack.com/x", None),
        ("slack.com", None),
        ("https://", None),
        ("https://sl\u{202e}ack.com", None),
        ("https://slack.com/a\tb", None),
    ] {
        let want = want.map(|(url, host)| Location { url: url.to_owned(), host: host.to_owned() });
        assert_eq!(canonical::url(text), want, "{text:?}");
    }
}

#[test]
fn spellings_of_mail_addresses() {
    for (text, want) in [
        ("Ann@ACME.example", Some(("ann@acme.example", "acme.example"))),
        ("Ann Lee <ann@acme.example>", Some(("ann@acme.example", "acme.example"))),
        (" <ann@acme.example> ", Some(("ann@acme.example", "acme.example"))),
        ("ann@acme.example.", Some(("ann@acme.example", "acme.example"))),
        ("ann@[127.0.0.1]", Some(("ann@127.0.0.1", "127.0.0.1"))),
        ("a+b@bücher.example", Some(("a+b@xn--bcher-kva.example", "xn--bcher-kva.example"))),
        ("ann@evil.example@acme.example", None),
        ("\"x@acme.example\" <ann@evil.example>", None),
        ("x, <ann@acme.example>", None),
        ("a <b <ann@acme.example>", None),
        ("a <ann@acme.example>>", None),
        ("<ann@acme.example> b", None),
        ("a@x.example, b@y.example", None),
        ("ann@acme.example\nbcc: eve@evil.example", None),
        ("ann@acme.example:25", None),
        ("ann lee@acme.example", None),
        ("ann", None),
        ("@acme.example", None),
        ("ann@", None),
        ("<>", None),
        (">", None),
    ] {
        let want = want.map(|(address, host)| Email { address: address.to_owned(), host: host.to_owned() });
        assert_eq!(canonical::email(text), want, "{text:?}");
    }
    assert!(canonical::email(&format!("{}@a.example", "x".repeat(64))).is_some());
    assert!(canonical::email(&format!("{}@a.example", "x".repeat(65))).is_none());
}

#[test]
fn spellings_of_paths() {
    for (text, want) in [
        ("/tmp/../etc/passwd", Some("/etc/passwd")),
        ("/tmp//./a/", Some("/tmp/a")),
        ("/../../etc", Some("/etc")),
        ("..\\..\\etc", Some("../../etc")),
        ("a/../..", Some("..")),
        ("a/..", Some(".")),
        ("C:\\Users\\x", Some("C:/Users/x")),
        ("~/x/../y", Some("~/y")),
        ("prod.db", Some("prod.db")),
        ("./", Some(".")),
        ("/", Some("/")),
        ("/..", Some("/")),
        ("a\0b", None),
        ("", None),
    ] {
        assert_eq!(canonical::path(text).as_deref(), want, "{text:?}");
    }
}

#[test]
fn spellings_of_accounts_and_numbers() {
    assert_eq!(canonical::iban("de89 3704 0044 0532 0130 00").as_deref(), Some("DE89370400440532013000"));
    for text in
        ["me", "1234567890123", "DE89-3704-0044", "DEXX370400440532013000", "", "ÄE893704004405", "DE8"]
    {
        assert_eq!(canonical::iban(text), None, "{text:?}");
    }
    assert_eq!(canonical::phone("+49 (30) 123-456").as_deref(), Some("+4930123456"));
    assert_eq!(canonical::phone("030/123.456").as_deref(), Some("030123456"));
    for text in ["call me", "123", "+", "1234567890123456", "++4930123456", "٤٩٣٠", ""] {
        assert_eq!(canonical::phone(text), None, "{text:?}");
    }
    assert_eq!(canonical::id("x y").as_deref(), Some("x y"));
    assert_eq!(canonical::id("x\u{200d}y"), None);
    assert_eq!(canonical::id(&"x".repeat(8_193)), None);
}

fn of_text(text: &str) -> Entity {
    entity(&Scalar::Text, &Json::Text(text.to_owned()), &Value::Text(text.to_owned()))
}

#[test]
fn plain_text_says_by_its_shape_what_it_names() {
    for (text, forms, unsure) in [
        ("https://Slack.com/x", vec![(Url, "https://slack.com/x"), (Host, "slack.com")], false),
        ("see https://slack.com", vec![], true),
        ("a@b://c", vec![], true),
        ("Ann@X.example", vec![(Address, "ann@x.example"), (Host, "x.example")], false),
        ("Ann <ann@x.example>", vec![(Address, "ann@x.example"), (Host, "x.example")], false),
        ("a@x.example, b@y.example", vec![], true),
        ("@a@b", vec![], true),
        ("@ann", vec![(Text, "@ann")], false),
        ("#general", vec![(Text, "#general")], false),
        ("C:", vec![(Text, "C:")], false),
        ("Prod.DB", vec![(Text, "Prod.DB"), (Host, "prod.db")], false),
        ("slack.com:443", vec![(Text, "slack.com:443"), (Host, "slack.com")], false),
        ("2130706433", vec![(Text, "2130706433"), (Host, "127.0.0.1")], false),
        ("/a/../b", vec![(Path, "/b"), (Text, "/b")], false),
        ("..\\b", vec![(Path, "../b"), (Text, "../b")], false),
        ("~ann", vec![(Path, "~ann"), (Text, "~ann")], false),
        ("slack.com/x", vec![(Path, "slack.com/x"), (Text, "slack.com/x")], false),
        ("my friend", vec![(Text, "my friend")], true),
        ("a;b", vec![(Text, "a;b")], true),
        ("", vec![], true),
        ("a\u{200b}", vec![(Text, "a\u{200b}")], true),
    ] {
        let forms = forms.into_iter().map(|(form, text)| (form, text.to_owned())).collect();
        assert_eq!(of_text(text), Entity { forms, unsure }, "{text:?}");
    }
    assert_eq!(of_text(&"x".repeat(8_193)), Entity::unknown());
}

/// The paths of the entries that claim a text of a type.
fn claimed(patterns: &[&str], scalar: &Scalar, text: &str) -> bool {
    let mut policy = empty();
    declare(&mut policy, Word::Destination, &["x"]);
    author::matches(&mut policy, Word::Destination, "x", patterns);
    let json = Json::Text(text.to_owned());
    let value = super::super::values::one(&json, scalar, policy.vocabularies.of(Word::Class)).unwrap();
    !claims(policy.vocabularies.of(Word::Destination), &entity(scalar, &json, &value)).is_empty()
}

#[test]
fn patterns_read_the_forms_their_shape_speaks_of() {
    for (pattern, scalar, text, want) in [
        ("slack.com", Scalar::Host, "SLACK.com.", true),
        ("Slack.COM", Scalar::Host, "slack.com", true),
        ("slack.com", Scalar::Host, "x.slack.com", false),
        ("slack.com", Scalar::Host, "slack.com.evil.example", false),
        ("*.slack.com", Scalar::Host, "a.b.slack.com", true),
        ("*.slack.com", Scalar::Host, "slack.com", false),
        ("*.slack.com", Scalar::Host, "evilslack.com", false),
        ("bücher.example", Scalar::Host, "BÜCHER.example", true),
        ("slack。com", Scalar::Host, "slack.com", true),
        ("b*ü.example", Scalar::Host, "bücherü.example", false),
        ("slack com", Scalar::Host, "slack.com", false),
        ("10.0.*", Scalar::Ip, "10.0.7", false),
        ("10.0.*.*", Scalar::Ip, "10.0.7.9", true),
        ("slack.com", Scalar::Url, "https://slack.com/x", true),
        ("slack.com", Scalar::Url, "https://slack.com@evil.example/x", false),
        ("slack.com", Scalar::Email, "ann@slack.com", true),
        ("*@slack.com", Scalar::Email, "Ann@Slack.com", true),
        ("*@Slack.com", Scalar::Email, "Ann@slack.com", true),
        ("*@slack.com", Scalar::Host, "slack.com", false),
        ("*@slack.com", Scalar::Id, "x@slack.com", true),
        ("https://slack.com/**", Scalar::Url, "https://slack.com/a/b", true),
        ("https://slack.com/*", Scalar::Url, "https://slack.com/a/b", false),
        ("https://slack.com/**", Scalar::Host, "slack.com", false),
        ("/etc/**", Scalar::Path, "/tmp/../etc/passwd", true),
        ("**/*.env", Scalar::Path, "/srv/app/.env", true),
        ("~/*", Scalar::Path, "~/x", true),
        ("*.env", Scalar::Path, "prod.env", true),
        ("*.env", Scalar::Path, "a/prod.env", false),
        ("prod.*", Scalar::Text, "prod.users", true),
        ("prod.*", Scalar::Text, "Prod.users", true),
        ("prod*", Scalar::Iban, "DE89370400440532013000", false),
        ("DE*", Scalar::Iban, "de89 3704 0044 0532 0130 00", true),
        ("#general", Scalar::Text, "#general", true),
        ("@ann", Scalar::Text, "@ann", true),
        ("a b", Scalar::Text, "a b", true),
    ] {
        assert_eq!(claimed(&[pattern], &scalar, text), want, "{pattern:?} on {scalar} {text:?}");
    }
}

#[test]
fn globs() {
    for (pattern, text, want) in [
        ("", "", true),
        ("", "a", false),
        ("*", "", true),
        ("*", "a/b", false),
        ("**", "a/b", true),
        ("***", "a/b", true),
        ("a*c", "abbc", true),
        ("a*c", "ab/c", false),
        ("a/*/c", "a//c", true),
        ("**/x", "x", false),
        ("*?", "a?", true),
        ("a", "A", false),
        ("é*", "éa", true),
    ] {
        assert_eq!(glob(pattern, text, '/'), want, "{pattern:?} {text:?}");
    }
    let stars = format!("{}b", "*a".repeat(50));
    assert!(!glob(&stars, &"a".repeat(5_000), '/'));
}

#[test]
fn host_globs() {
    for (pattern, host, want) in [
        ("*.a.b", "x.a.b", true),
        ("*.a.b", "x.y.a.b", true),
        ("*.a.b", "a.b", false),
        ("*.a.b", "xa.b", false),
        ("*.*.b", "x.y.b", true),
        ("*.*.b", "x.b", false),
        ("a.*", "a.b", true),
        ("a.*", "a.b.c", false),
        ("a.**", "a.b.c", true),
        ("*", "a", true),
        ("*", "a.b", false),
        ("**", "a.b", true),
        ("x.*.b", "x.y.z.b", false),
    ] {
        assert_eq!(host_glob(pattern, host), want, "{pattern:?} {host:?}");
    }
}

#[test]
fn patterns_of_tests() {
    let regex = |pattern: &str, anywhere| TextPattern::Regex { pattern: pattern.to_owned(), anywhere };
    let like = |glob: &str, separator| TextPattern::Like { glob: glob.to_owned(), separator };
    for (pattern, text, want) in [
        (TextPattern::Exact("a".to_owned()), "a", Some(true)),
        (TextPattern::Exact("a".to_owned()), "A", Some(false)),
        (TextPattern::Contains("b".to_owned()), "abc", Some(true)),
        (TextPattern::Contains("B".to_owned()), "abc", Some(false)),
        (like("*.a.b", '.'), "x.y.a.b", Some(true)),
        (like("*.a.b", '/'), "x.y.a.b", Some(true)),
        (like("*.a/b", '/'), "x/y.a/b", Some(false)),
        (regex("a|ab", false), "ab", Some(true)),
        (regex("b", false), "abc", Some(false)),
        (regex("b", true), "abc", Some(true)),
        (regex("a", false), "a\n", Some(false)),
        (regex("(?x) a # comment", false), "a", Some(true)),
        (regex("(?i)A|b", false), "B", Some(true)),
        (regex("(", true), "(", None),
        (TextPattern::Block(0xffff_0a00_0000, 104), "10.255.0.1", Some(true)),
        (TextPattern::Block(0xffff_0a00_0000, 104), "11.0.0.1", Some(false)),
        (TextPattern::Block(0xffff_0a00_0000, 104), "example.com", Some(false)),
        (TextPattern::Block(0xffff_0a00_0001, 128), "10.0.0.1", Some(true)),
        (TextPattern::Block(0, 0), "2001:db8::1", Some(true)),
    ] {
        assert_eq!(matches(&pattern, text), want, "{pattern:?} on {text:?}");
    }
}
