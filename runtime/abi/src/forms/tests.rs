//! Each list pairs a spelling with what it must come out as.

use super::{DURATION_UNITS, SIZE_UNITS, date, email, host, iban, instant, ip, path, phone, url, with_unit};

#[test]
fn hosts() {
    for (text, want) in [
        ("Slack.COM", Some("slack.com")),
        ("slack.com.", Some("slack.com")),
        ("slack.com:443", Some("slack.com")),
        ("bücher.example", Some("xn--bcher-kva.example")),
        ("XN--BCHER-KVA.example", Some("xn--bcher-kva.example")),
        ("ｓｌａｃｋ.com", Some("slack.com")),
        ("slack。com", Some("slack.com")),
        ("exa%6Dple.com", Some("example.com")),
        ("127.1", Some("127.0.0.1")),
        ("0x7f.0.0.1", Some("127.0.0.1")),
        ("2130706433", Some("127.0.0.1")),
        ("017700000001", Some("127.0.0.1")),
        ("[::ffff:127.0.0.1]", Some("127.0.0.1")),
        ("::ffff:7f00:1", Some("127.0.0.1")),
        ("[2001:DB8::1]:8443", Some("2001:db8::1")),
        ("", None),
        (".", None),
        ("a..b", None),
        ("slack.com..", None),
        ("user@slack.com", None),
        ("slack.com/path", None),
        ("sla ck.com", None),
        ("slack.com\u{200b}", None),
        ("slack.com\u{202e}", None),
        ("slack.com\n", None),
        ("256.1.1.1", None),
    ] {
        assert_eq!(host(text).as_deref(), want, "{text:?}");
    }
    assert_eq!(ip("10.0.0.1"), ip("::ffff:10.0.0.1"));
    assert_eq!(ip("example.com"), None);
}

#[test]
fn urls() {
    for (text, want) in [
        ("https://slack.com@evil.example/x", Some(("https://evil.example/x", "evil.example"))),
        ("https://evil.example\\@slack.com/", Some(("https://evil.example/@slack.com/", "evil.example"))),
        ("HTTPS://Slack.com:443/a/../b?q=1#f", Some(("https://slack.com/b", "slack.com"))),
        ("http://[::ffff:10.0.0.1]/", Some(("http://10.0.0.1/", "10.0.0.1"))),
        ("http://0x7f.1:8080/", Some(("http://127.0.0.1:8080/", "127.0.0.1"))),
        ("ftp://Files.Example/x", Some(("ftp://files.example/x", "files.example"))),
        ("slack://Team.Example/x", Some(("slack://team.example/x", "team.example"))),
        ("mailto:ann@example.com", None),
        ("//slack.com/x", None),
        ("slack.com", None),
        ("https://", None),
        ("https://sl\u{202e}ack.com", None),
    ] {
        let got = url(text);
        assert_eq!(got.as_ref().map(|u| (u.canonical.as_str(), u.host.as_str())), want, "{text:?}");
    }
}

#[test]
fn emails() {
    for (text, want) in [
        ("Ann@ACME.example", Some("ann@acme.example")),
        ("Ann Lee <ann@acme.example>", Some("ann@acme.example")),
        ("ann@acme.example.", Some("ann@acme.example")),
        ("a+b@bücher.example", Some("a+b@xn--bcher-kva.example")),
        ("ann@evil.example@acme.example", None),
        ("\"x@acme.example\" <ann@evil.example>", None),
        ("a@x.example, b@y.example", None),
        ("ann@acme.example\nbcc: eve@evil.example", None),
        ("ann", None),
        ("@acme.example", None),
        ("ann@", None),
    ] {
        assert_eq!(email(text).map(|e| e.address).as_deref(), want, "{text:?}");
    }
}

#[test]
fn paths() {
    for (text, want) in [
        ("/tmp/../etc/passwd", Some("/etc/passwd")),
        ("/tmp//./a/", Some("/tmp/a")),
        ("/../../etc", Some("/etc")),
        ("..\\..\\etc", Some("../../etc")),
        ("a/../..", Some("..")),
        ("C:\\Users\\x", Some("C:/Users/x")),
        ("prod.db", Some("prod.db")),
        ("./", Some(".")),
        ("/", Some("/")),
        ("a\0b", None),
        ("", None),
    ] {
        assert_eq!(path(text).as_deref(), want, "{text:?}");
    }
}

#[test]
fn accounts_and_phones() {
    assert_eq!(iban("de89 3704 0044 0532 0130 00").as_deref(), Some("DE89370400440532013000"));
    assert_eq!(iban("UK12345678901234567890").as_deref(), Some("UK12345678901234567890"));
    for text in ["me", "1234567890123", "DE89-3704-0044", "DEXX370400440532013000", ""] {
        assert_eq!(iban(text), None, "{text:?}");
    }
    assert_eq!(phone("+49 (30) 123-456").as_deref(), Some("+4930123456"));
    assert_eq!(phone("call me"), None);
}

#[test]
fn times() {
    assert_eq!(date("1970-01-02"), Some(86_400_000));
    assert_eq!(date("2024-02-29"), Some(1_709_164_800_000));
    for text in ["2023-02-29", "2023-13-01", "2023-1-1", "20230101", "+023-01-01", ""] {
        assert_eq!(date(text), None, "{text:?}");
    }
    assert_eq!(instant("2026-11-21T09:00:00Z"), instant("2026-11-21T10:00+01:00"));
    assert_eq!(instant("1970-01-01T00:00:01.5Z"), Some(1_500));
    assert_eq!(instant("1970-01-01T00:00:01.000999999Z"), Some(1_000));
    for text in
        ["1970-01-01", "1970-01-01T00:00", "1970-01-01T24:00Z", "1970-01-01T00:00:01.Z", "1970-01-01T00:00Zx"]
    {
        assert_eq!(instant(text), None, "{text:?}");
    }
}

#[test]
fn units() {
    assert_eq!(with_unit("15m", &DURATION_UNITS), Some(900_000));
    assert_eq!(with_unit("1.5h", &DURATION_UNITS), Some(5_400_000));
    assert_eq!(with_unit("10MB", &SIZE_UNITS), Some(10_000_000));
    assert_eq!(with_unit("0.5ms", &DURATION_UNITS), None);
    assert_eq!(with_unit("5", &DURATION_UNITS), None);
    assert_eq!(with_unit("9999999999999999MB", &SIZE_UNITS), None);
    assert_eq!(with_unit("5M", &DURATION_UNITS), None);
}
