//! The engine's canonical forms and numbers were written from the same chapter by another hand. On
//! spellings drawn at random both must come to the same.

use super::super::{canonical, number, time};
use super::dice::Dice;
use agp_abi::{forms, number as fixed};

/// What spellings are made of.
const PIECES: [&str; 78] = [
    "a",
    "B",
    "z9",
    "slack.com",
    "xn--bcher-kva",
    "bücher",
    "ｓ",
    "é",
    "İ",
    "ß",
    "中",
    "。",
    ".",
    "..",
    "@",
    ":",
    "/",
    "//",
    "\\",
    "?",
    "#",
    " ",
    "%6D",
    "%2f",
    "%",
    "[",
    "]",
    "<",
    ">",
    "\"",
    ",",
    ";",
    "~",
    "*",
    "_",
    "-",
    "+",
    "'",
    "|",
    "=",
    "&",
    "!",
    "(",
    ")",
    "0x7f",
    "127",
    "1",
    "0",
    "017",
    "255",
    "256",
    "::",
    "::1",
    "ffff",
    "2001:db8",
    "fe80",
    ":443",
    ":80",
    "https://",
    "HTTP:",
    "slack://",
    "file://",
    "mailto:",
    "//",
    "Ann <",
    "ann@",
    ".example",
    "DE89",
    "3704",
    "+49",
    "T",
    "Z",
    "2026-03-02",
    "09:00",
    "\u{200b}",
    "\u{202e}",
    "\t",
    "\u{e0001}",
];

fn spelling(dice: &mut Dice) -> String {
    (0..=dice.roll(6)).map(|_| *dice.pick(&PIECES)).collect()
}

#[test]
fn on_names() {
    let mut dice = Dice(3);
    let mut named = 0;
    for _ in 0..60_000 {
        let text = spelling(&mut dice);
        let host = canonical::host(&text);
        named += usize::from(host.is_some());
        assert_eq!(host, forms::host(&text), "host {text:?}");
        assert_eq!(canonical::ip_bits(&text), forms::ip(&text), "ip {text:?}");
        let email = canonical::email(&text).map(|email| (email.address, email.host));
        assert_eq!(email, forms::email(&text).map(|email| (email.address, email.host)), "email {text:?}");
        let url = canonical::url(&text).map(|location| (location.url, location.host));
        assert_eq!(url, forms::url(&text).map(|url| (url.canonical, url.host)), "url {text:?}");
        assert_eq!(canonical::path(&text), forms::path(&text), "path {text:?}");
        assert_eq!(canonical::id(&text), forms::id(&text), "id {text:?}");
        assert_eq!(canonical::iban(&text), forms::iban(&text), "iban {text:?}");
        assert_eq!(canonical::phone(&text), forms::phone(&text), "phone {text:?}");
    }
    assert!(named > 5_000, "only {named} were hosts");
}

/// Digits, and now and then something else.
fn figure(dice: &mut Dice, others: &[&str]) -> String {
    let digits = ["0", "1", "00", "7", "9", "25", "31", "922337203685", "4775807", "000000"];
    (0..=dice.roll(7))
        .map(|_| if dice.roll(3) == 0 { *dice.pick(others) } else { *dice.pick(&digits) })
        .collect()
}

#[test]
fn on_numbers() {
    let mut dice = Dice(4);
    let others = ["-", ".", "e", "E", "+", "_", " ", "ms", "s", "d", "w", "B", "KiB", "MB", "TB"];
    for _ in 0..60_000 {
        let text = figure(&mut dice, &others);
        for places in [0, 6] {
            let ours = number::decimal(&text, i64::from(places)).map(|range| (range.low, range.high));
            let theirs = fixed::decimal(&text, places).map(|bounds| (bounds.low, bounds.high));
            assert_eq!(ours, theirs, "{text:?}");
        }
        assert_eq!(number::duration(&text), forms::with_unit(&text, &forms::DURATION_UNITS), "{text:?}");
        assert_eq!(number::size(&text), forms::with_unit(&text, &forms::SIZE_UNITS), "{text:?}");
    }
}

#[test]
fn on_times() {
    let mut dice = Dice(5);
    let mut known = 0;
    for _ in 0..60_000 {
        let mut text = format!(
            "{:04}-{:02}-{:02}",
            dice.pick(&[0, 4, 1900, 1970, 2000, 2024, 2026, 9999]),
            dice.roll(14),
            dice.roll(33)
        );
        assert_eq!(time::date(&text), forms::date(&text), "{text:?}");
        text.push_str(dice.pick::<&str>(&["T", "t", " ", "", "_"]));
        text = format!("{text}{:02}:{:02}", dice.roll(26), dice.roll(62));
        text.push_str(dice.pick::<&str>(&["", ":00", ":59", ":60", ":61", ":0"]));
        text.push_str(dice.pick::<&str>(&["", ".", ".5", ".123456789"]));
        text.push_str(dice.pick::<&str>(&["Z", "z", "", "+01:00", "-23:59", "+24:00", "+0100"]));
        known += usize::from(time::instant(&text).is_some());
        assert_eq!(time::instant(&text), forms::instant(&text), "{text:?}");
    }
    assert!(known > 1_000, "only {known} were instants");
}
