//! Numbers, units, days and clocks.

use super::super::number::{Range, decimal, duration, size};
use super::super::time::{date, instant, local};

fn read(text: &str, places: i64) -> Option<(i64, i64)> {
    decimal(text, places).map(|Range { low, high }| (low, high))
}

#[test]
fn decimals_are_exact_or_lie_between_neighbours() {
    for (text, want) in [
        ("0.7", (700_000, 700_000)),
        ("-12.5", (-12_500_000, -12_500_000)),
        ("1e3", (1_000_000_000, 1_000_000_000)),
        ("1.5E-3", (1_500, 1_500)),
        ("-0", (0, 0)),
        ("-0.0e5", (0, 0)),
        ("007.50", (7_500_000, 7_500_000)),
        ("0e999999999999999999999", (0, 0)),
        ("0.0000001", (0, 1)),
        ("-0.0000001", (-1, 0)),
        ("1e-99999999999999999999", (0, 1)),
        ("0.6999999999", (699_999, 700_000)),
        ("0.70000000000000000000000000", (700_000, 700_000)),
        ("1e999", (i64::MAX, i64::MAX)),
        ("-1e999", (i64::MIN, i64::MIN)),
        ("9223372036854.775806", (i64::MAX - 1, i64::MAX - 1)),
        ("9223372036854.7758065", (i64::MAX - 1, i64::MAX)),
        ("9223372036854.775807", (i64::MAX, i64::MAX)),
        ("-9223372036854.775807", (i64::MIN, i64::MIN)),
        ("-9223372036854.775806", (1 - i64::MAX, 1 - i64::MAX)),
    ] {
        assert_eq!(read(text, 6), Some(want), "{text}");
    }
    assert_eq!(read("2.5", 0), Some((2, 3)));
    assert_eq!(read("-2.5", 0), Some((-3, -2)));
    let long = format!("1{}e-1000", "0".repeat(1_000));
    assert_eq!(read(&long, 0), Some((1, 1)));
}

#[test]
fn what_is_no_number() {
    for text in [
        "", "-", "+1", ".5", "5.", "1e", "e1", "NaN", "Infinity", "0x10", "1_000", "1,5", " 1", "1 ", "--1",
        "1e1.5", "1e--1", "٣",
    ] {
        assert_eq!(read(text, 6), None, "{text:?}");
    }
}

#[test]
fn units() {
    for (text, want) in [
        ("15m", Some(900_000)),
        ("1.5h", Some(5_400_000)),
        ("2w", Some(1_209_600_000)),
        ("-5s", Some(-5_000)),
        ("0.5ms", None),
        ("0.0000001d", None),
        ("5", None),
        ("5M", None),
        ("5 m", None),
        ("5µs", None),
        ("m", None),
        ("1e3s", None),
        ("10000000000000ms", None),
    ] {
        assert_eq!(duration(text), want, "{text}");
    }
    for (text, want) in [
        ("10MB", Some(10_000_000)),
        ("1KiB", Some(1_024)),
        ("0.5kB", Some(500)),
        ("1tb", None),
        ("9223372TB", Some(9_223_372_000_000_000_000)),
        ("9223373TB", None),
        ("9999999999999999MB", None),
    ] {
        assert_eq!(size(text), want, "{text}");
    }
}

#[test]
fn days_and_instants() {
    assert_eq!(date("1970-01-02"), Some(86_400_000));
    assert_eq!(date("2024-02-29"), Some(1_709_164_800_000));
    assert_eq!(date("0000-01-01"), Some(-62_167_219_200_000));
    for text in
        ["2023-02-29", "2023-13-01", "2023-00-01", "2023-1-1", "20230101", "+023-01-01", "2023-01-011", ""]
    {
        assert_eq!(date(text), None, "{text:?}");
    }
    for (text, want) in [
        ("1970-01-01T00:00Z", 0),
        ("1970-01-01 00:00:00z", 0),
        ("1970-01-01t01:00+01:00", 0),
        ("1969-12-31T23:00-01:00", 0),
        ("1970-01-01T00:00:01.5Z", 1_500),
        ("1970-01-01T00:00:01.000999999Z", 1_000),
        ("1970-01-01T00:00:60Z", 60_000),
        ("2026-03-02T09:00:00Z", super::NOW),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ] {
        assert_eq!(instant(text), Some(want), "{text}");
    }
    for text in [
        "1970-01-01",
        "1970-01-01T00:00",
        "1970-01-01T24:00Z",
        "1970-01-01T00:60Z",
        "1970-01-01T00:00:61Z",
        "1970-01-01T00:00:01.Z",
        "1970-01-01T00:00Zx",
        "1970-01-01T00:00+24:00",
        "1970-01-01T00:00+0100",
        "1970-01-01T0000Z",
        "soon",
        "1970-01-01é00:00Z",
    ] {
        assert_eq!(instant(text), None, "{text:?}");
    }
}

#[test]
fn local_clocks() {
    let shows = |text: &str, zone: &str| {
        let local = local(instant(text).unwrap(), zone)?;
        Some((local.weekday, local.time_of_day / 60_000))
    };
    assert_eq!(shows("2026-03-02T09:00Z", "UTC"), Some((1, 540)));
    assert_eq!(shows("2026-03-02T09:00Z", "Europe/Berlin"), Some((1, 600)));
    assert_eq!(shows("2026-07-05T22:30Z", "Europe/Berlin"), Some((1, 30)));
    assert_eq!(shows("2026-03-29T00:59Z", "Europe/Berlin"), Some((7, 119)));
    assert_eq!(shows("2026-03-29T01:00Z", "Europe/Berlin"), Some((7, 180)));
    assert_eq!(shows("1969-12-31T23:59Z", "UTC"), Some((3, 1_439)));
    assert_eq!(shows("9999-12-31T23:59Z", "Asia/Tokyo"), Some((6, 539)));
    assert_eq!(shows("2100-07-01T00:00Z", "Europe/Berlin"), Some((4, 60)));
    assert_eq!(shows("1945-07-01T00:00Z", "Europe/Berlin"), Some((7, 60)));
    assert_eq!(shows("2026-03-02T09:00Z", "Europe/Atlantis"), None);
    for extreme in [i64::MIN, i64::MAX] {
        assert!(local(extreme, "Europe/Berlin").is_some());
    }
}
