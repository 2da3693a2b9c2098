//! The words that generated policies and records are made of.
//!
//! Few, so that policies and records meet; each chosen for something that can go wrong with it.

use agp_abi::forms;
use agp_compiler::types::Scalar;

/// Names of classes, roles and the like, outermost.
pub(super) const OUTER: [&str; 12] = [
    "pii",
    "secret",
    "internal_use",
    "finance",
    "partner",
    "staff",
    "ops",
    "care",
    "zone",
    "count",
    "vault",
    "top-secret",
];

/// Names of what stands inside.
pub(super) const INNER: [&str; 12] =
    ["email", "card", "ssn", "key", "hr", "lead", "night", "eu", "list", "prod", "deny", "a-1"];

/// Names of tools.
pub(super) const TOOLS: [&str; 12] = [
    "send_email",
    "read_file",
    "pay",
    "shell",
    "kubectl-get",
    "http_post",
    "delete_row",
    "lookup",
    "grant",
    "call_agent",
    "search.web",
    "note",
];

/// Names of arguments.
pub(super) const ARGS: [&str; 14] = [
    "to",
    "from",
    "amount",
    "limit",
    "path",
    "body",
    "url",
    "when",
    "flag",
    "mode",
    "labels",
    "resource-name",
    "ratio",
    "extra",
];

/// Names of signals.
pub(super) const SIGNALS: [&str; 8] =
    ["injection", "toxicity", "source", "verdict", "volume", "seen-at", "labels", "budget"];

/// Names of conditions, risks and rules.
pub(super) const NAMES: [&str; 10] =
    ["aa", "outside", "leaves", "heat", "m", "night_shift", "big", "zz", "of", "no_way"];

/// Reasons and citations, some with marks in them.
pub(super) const REASONS: [&str; 4] =
    ["never", "OWASP LLM02:2025", "say \"no\" \\ twice", "zwölf Überweisungen – höchstens"];

/// Enumerations.
pub(super) const ENUMS: [&[&str]; 4] =
    [&["low", "high"], &["read", "write", "admin"], &["eu-west", "us", "list"], &["yes"]];

/// Currencies.
pub(super) const CURRENCIES: [&str; 2] = ["EUR", "JPY"];

/// Zones: with and without summer time, on the other side of the date line, off by half an hour.
pub(super) const ZONES: [&str; 7] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Auckland",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
];

/// Days and instants: both ends of summer times, a leap day, the ends of what is written out.
pub(super) const DATES: [&str; 12] = [
    "2026-03-29",
    "2026-03-29T01:00Z",
    "2026-10-25T00:59:59Z",
    "2026-10-25T01:00Z",
    "2024-02-29",
    "1970-01-01",
    "2026-06-15T12:00Z",
    "2026-06-14",
    "2026-12-31T23:59:59Z",
    "2099-12-31",
    "9999-12-31",
    "2026-06-13T22:00Z",
];

/// Patterns of destinations and resources, one for every shape.
pub(super) const PATTERNS: [&str; 30] = [
    "slack.com",
    "*.slack.com",
    "api.acme.example",
    "*.acme.example",
    "**.example",
    "EXAMPLE.com",
    "bücher.example",
    "*.*.cluster",
    "10.0.*.*",
    "::1",
    "ann@acme.example",
    "*@acme.example",
    "Bob.*@**",
    "https://hooks.slack.com/**",
    "https://api.acme.example/v1/*",
    "s3://bucket/**",
    "/data/**",
    "/data/*",
    "/etc/passwd",
    "~/.ssh/**",
    "**/*.env",
    "docs/*.md",
    "NL91ABNA0417164300",
    "+4930*",
    "#general",
    "prod.*",
    "C0*",
    "@ann",
    "1*",
    "*",
];

/// Texts of no particular type.
pub(super) const TEXTS: [&str; 14] = [
    "",
    "hello",
    "prod.db",
    "#general",
    "078-05-1120",
    "rm -rf /",
    "Ünïcödé",
    "two words",
    "a\nb",
    "C024BE91L",
    "@ann",
    "password: hunter2",
    "\u{202e}gpj.exe",
    "p-17",
];

/// Texts to look for in others.
pub(super) const PIECES: [&str; 8] = ["a", "prod", "acme", "rm -rf", "\\", "é", "password", "1"];

/// Patterns of `like`.
pub(super) const GLOBS: [&str; 14] = [
    "*",
    "**",
    "*.acme.example",
    "acme.*",
    "/data/*",
    "/data/**",
    "**/*.env",
    "*@acme.example",
    "NL91*",
    "p-*",
    "https://*/v1/**",
    "10.0.0.*",
    "Ann*",
    "***a*",
];

/// Expressions.
pub(super) const EXPRESSIONS: [&str; 16] = [
    r"\d{3}-\d{2}-\d{4}",
    r"[a-z]+",
    r"(?i)acme.*",
    r"a|ab|abc",
    r".*\brm\b.*",
    r"^\/data\/[^\/]+$",
    r"\w+@\w+\.example",
    r"[^x]*",
    r"(?s).*",
    r"(?:)",
    r"NL\d{2}ABNA\d+",
    r"(?:10|192)\.\d+\.\d+\.\d+",
    r"(?u)\w+",
    r"(?i)a(?-i)B|(?i:c)d",
    r"\S+\s\S+",
    r"p-[0-9]{1,3}",
];

/// Address blocks.
pub(super) const BLOCKS: [&str; 8] = [
    "10.0.0.0/8",
    "10.0.0.1/32",
    "192.168.17.5/20",
    "0.0.0.0/0",
    "2001:db8::/32",
    "::1/128",
    "::/0",
    "127.0.0.1",
];

/// Texts of a type that have a canonical form, spelled in more than one way.
pub(super) fn spellings(scalar: &Scalar) -> &'static [&'static str] {
    match scalar {
        Scalar::Host => &[
            "acme.example",
            "api.acme.example",
            "slack.com",
            "hooks.slack.com",
            "a.b.cluster",
            "example.com",
            "EXAMPLE.com.",
            "bücher.example",
            "xn--bcher-kva.example",
            "10.0.0.1",
            "api.acme.example:8443",
            "[2001:db8::1]",
            "0x7f.1",
            "evil.example",
        ],
        Scalar::Ip => &[
            "10.0.0.1",
            "10.255.255.255",
            "11.0.0.0",
            "192.168.16.1",
            "192.168.32.0",
            "127.0.0.1",
            "0x7f.1",
            "2130706433",
            "::1",
            "2001:db8::1",
            "2001:db9::",
            "::ffff:10.0.0.1",
        ],
        Scalar::Email => &[
            "ann@acme.example",
            "Ann <ann@ACME.example>",
            "bob.smith@partner.example",
            "Bob.Smith@Partner.Example",
            "eve@evil.example",
            "root@10.0.0.1",
            "ann@bücher.example",
            "x+y@slack.com",
        ],
        Scalar::Url => &[
            "https://hooks.slack.com/services/T0/B0",
            "https://api.acme.example/v1/items",
            "https://api.acme.example:443/v1/items?q=1#f",
            "HTTPS://API.ACME.example/v1/../v1/x",
            "https://slack.com@evil.example/",
            "s3://bucket/key",
            "http://10.0.0.1/",
            "http://[::1]:8080/a",
            "ftp://acme.example/data",
        ],
        Scalar::Path => &[
            "/data/a.csv",
            "/data/x/y",
            "/data/../etc/passwd",
            "/etc/passwd",
            "~/.ssh/id_rsa",
            "docs/readme.md",
            "docs//./readme.md",
            "app/prod.env",
            r"C:\data\a.csv",
            "..",
            "prod.db",
        ],
        Scalar::Iban => {
            &["NL91ABNA0417164300", "NL91 ABNA 0417 1643 00", "nl91abna0417164300", "DE89370400440532013000"]
        }
        Scalar::Phone => &["+4930123456", "+49 (30) 123-456", "030/123456", "911911"],
        Scalar::Id => &["p-17", "p-1", "C024BE91L", "Ann", "acme", "Ünïcödé", "two words"],
        _ => &TEXTS,
    }
}

/// Texts that are meant to pass for another, or that have no form of their type.
pub(super) const HOSTILE: [&str; 20] = [
    "acme.example.evil.example",
    "evilacme.example",
    "acme.example@evil.example",
    "https://acme.example.evil.example/v1/x",
    "https://api.acme.example\\@evil.example/",
    "аcme.example",
    "acme。example",
    "acme.example%2eevil.example",
    "acme\u{200b}.example",
    "ann@acme.example,eve@evil.example",
    "ann@acme.example@evil.example",
    "/data/..//etc/passwd",
    "//data\\..\\..\\etc",
    "010.0.0.1",
    "10.0.0.256",
    "::ffff:0a00:0001",
    "NL91ABNA04171643000000000000000000000",
    "not a name at all",
    "",
    "-",
];

/// Numbers as JSON may write them.
pub(super) const NUMBERS: [&str; 24] = [
    "0",
    "-0",
    "1",
    "2",
    "10",
    "100",
    "0.5",
    "1.0",
    "1e3",
    "1.5E-3",
    "-1",
    "-12.5",
    "0.0000001",
    "0.9999999",
    "99.9999995",
    "1000000",
    "9223372036854775806",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854.775807",
    "1e30",
    "-1e30",
    "1e-400",
    "1e400",
];

/// Times as records may write them.
pub(super) const TIMES: [&str; 18] = [
    "2026-06-15T12:00:00Z",
    "2026-06-15T12:00Z",
    "2026-06-15t12:00:00.999z",
    "2026-06-15 23:59:59.9999+02:00",
    "2026-03-29T02:30:00+01:00",
    "2026-10-25T02:30:00+02:00",
    "2026-12-31T23:59:60Z",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z",
    "1969-12-31T23:59:59Z",
    "2026-02-29T00:00:00Z",
    "2026-06-15T24:00:00Z",
    "2026-06-15T12:00:00",
    "2026-06-15",
    "2026-06-15T12:00:00+24:00",
    "2026-06-15T12:00:00.Z",
    "yesterday",
    "",
];

/// What may stand where a value of some type should: every JSON type, and texts with units.
pub(super) const ODD: [&str; 14] = [
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "[null]",
    "[[1]]",
    r#"{"a":["b",{"c":1e3}]}"#,
    r#""15m""#,
    r#""10MB""#,
    r#""1.0000001h""#,
    r#""12 EUR""#,
    r#""450.20""#,
    r#"["a","a"]"#,
];

/// A text as a constant of a policy.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if forms::is_hidden(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A name as a policy writes it, path or not: parts that are no plain words stand in backticks.
pub(super) fn name(path: &str) -> String {
    path.split('.').map(part).collect::<Vec<_>>().join(".")
}

/// One part of a name.
pub(super) fn part(part: &str) -> String {
    let word = part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !part.starts_with(|c: char| c.is_ascii_digit());
    if word && !RESERVED.contains(&part) { part.to_owned() } else { format!("`{part}`") }
}

/// Words of the lists above that the grammar keeps for itself.
const RESERVED: [&str; 3] = ["deny", "no", "has"];
