//! Canonical forms of texts that name something: hosts, addresses, paths, accounts.
//!
//! Two spellings of one thing must compare equal, and a spelling made to deceive must not pass
//! for something else. Each function takes a text as a tool call carries it and gives its one
//! canonical form, or `None` where the text does not parse as that kind of thing; a caller then
//! treats the value as *unknown*, which no `allow` accepts. Nothing is repaired silently:
//! control and invisible characters, a second `@`, credentials without a host give `None`.
//!
//! Hosts and URLs are parsed by the `url` crate (WHATWG URL, IDNA 2008 with UTS 46 mapping), so
//! `0x7f.1`, `EXAMPLE.com.`, `exa%6Dple.com` and `https://slack.com@evil.example/` come out as the
//! host that a client would really connect to.

pub mod canonical;

use std::net::{IpAddr, Ipv6Addr};
use url::{Host, Url};

/// The longest entity that is looked at, in bytes. Longer texts are unknown.
pub const MAX_ENTITY_BYTES: usize = 8 << 10;

/// Whether a character has no business in an entity: controls, invisible and direction-changing ones.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text, if it can be an entity at all.
fn plain(text: &str) -> Option<&str> {
    (!text.is_empty() && text.len() <= MAX_ENTITY_BYTES && !text.chars().any(is_hidden)).then_some(text)
}

/// A host name or IP address: lower case, IDNA, no trailing dot, no port, IPv4 in four decimal
/// parts, mapped IPv6 as IPv4, no brackets.
pub fn host(text: &str) -> Option<String> {
    let text = plain(text)?;
    let name = without_port(text);
    let name = name.strip_suffix('.').filter(|rest| !rest.ends_with('.')).unwrap_or(name);
    if let Ok(address) = name.parse::<Ipv6Addr>() {
        return Some(ip_text(IpAddr::V6(address)));
    }
    if name.is_empty() || name.contains(['/', '@', ':', '?', '#', ' ']) && !name.starts_with('[') {
        return None;
    }
    host_text(&Host::parse(name).ok()?)
}

/// Cuts a decimal port off `host:port` and `[v6]:port`.
fn without_port(text: &str) -> &str {
    match text.rsplit_once(':') {
        Some((name, port))
            if !port.is_empty()
                && port.len() <= 5
                && port.bytes().all(|byte| byte.is_ascii_digit())
                && (!name.contains(':') || name.ends_with(']')) =>
        {
            name
        }
        _ => text,
    }
}

fn host_text<S: AsRef<str>>(host: &Host<S>) -> Option<String> {
    match host {
        Host::Domain(name) => {
            let name = name.as_ref();
            let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
            let sound = !name.is_empty() && name.len() <= 253 && name.split('.').all(|l| !l.is_empty());
            sound.then_some(name)
        }
        Host::Ipv4(address) => Some(ip_text(IpAddr::V4(*address))),
        Host::Ipv6(address) => Some(ip_text(IpAddr::V6(*address))),
    }
}

/// An IP address in any form a resolver takes, as 128 bits (IPv4 mapped into `::ffff:0:0/96`).
pub fn ip(text: &str) -> Option<u128> {
    let canonical = host(text)?;
    let address: IpAddr = canonical.parse().ok()?;
    Some(ip_bits(address))
}

/// The 128 bits of an address.
pub fn ip_bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

/// The canonical text of an address.
fn ip_text(address: IpAddr) -> String {
    address.to_canonical().to_string()
}

/// A mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// `local@host`, lower case.
    pub address: String,
    /// The host part in canonical form.
    pub host: String,
}

/// A single mail address, alone or as `Name <address>`. Local parts are lower-cased: no provider
/// of note tells them apart, and a rule that did could be walked around.
pub fn email(text: &str) -> Option<Email> {
    let text = plain(text)?.trim();
    let address = match text.strip_suffix('>') {
        Some(rest) => {
            let (name, address) = rest.rsplit_once('<')?;
            (!name.contains(['<', '>', ',', ';', '@'])).then_some(address)?
        }
        None => text,
    };
    let (local, domain) = address.split_once('@')?;
    let allowed = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    if local.is_empty() || local.len() > 64 || !local.chars().all(allowed) || domain.contains([':', '@']) {
        return None;
    }
    let domain = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(domain);
    let host = host(domain)?;
    Some(Email { address: format!("{}@{host}", local.to_lowercase()), host })
}

/// A URL with a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlForm {
    /// `scheme://host[:port]/path`: without credentials, query and fragment.
    pub canonical: String,
    /// The host in canonical form.
    pub host: String,
}

/// An absolute URL that names a host.
pub fn url(text: &str) -> Option<UrlForm> {
    let parsed = Url::parse(plain(text)?.trim()).ok()?;
    let host = match parsed.host()? {
        Host::Domain(name) if !parsed.scheme().starts_with("http") => host(name)?,
        other => host_text(&other)?,
    };
    let shown = if host.contains(':') { format!("[{host}]") } else { host.clone() };
    let port = parsed.port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(UrlForm { canonical: format!("{}://{shown}{port}{}", parsed.scheme(), parsed.path()), host })
}

/// A file path: `/` between parts, no empty and no `.` parts, `..` resolved as far as it can be
/// without a file system, no trailing `/`. Links are not followed: the host must do that.
pub fn path(text: &str) -> Option<String> {
    let text = plain(text)?.replace('\\', "/");
    let absolute = text.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (absolute, joined.is_empty()) {
        (true, _) => Some(format!("/{joined}")),
        (false, true) => Some(".".to_owned()),
        (false, false) => Some(joined),
    }
}

/// An account number in IBAN form (form only, no checksum): upper case, without spaces.
pub fn iban(text: &str) -> Option<String> {
    let compact: String = plain(text)?.chars().filter(|c| *c != ' ').collect::<String>().to_ascii_uppercase();
    let bytes = compact.as_bytes();
    let sound = (13..=34).contains(&bytes.len())
        && bytes.iter().take(2).all(u8::is_ascii_uppercase)
        && bytes.iter().skip(2).take(2).all(u8::is_ascii_digit)
        && bytes.iter().all(u8::is_ascii_alphanumeric);
    sound.then_some(compact)
}

/// A telephone number: digits with an optional leading `+`, without the usual separators.
pub fn phone(text: &str) -> Option<String> {
    let compact: String =
        plain(text)?.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '/')).collect();
    let digits = compact.strip_prefix('+').unwrap_or(&compact);
    ((4..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(compact)
}

/// An identifier: any text without hidden characters, compared as it is.
pub fn id(text: &str) -> Option<String> {
    plain(text).map(str::to_owned)
}

/// A day as `YYYY-MM-DD`, in milliseconds since 1970-01-01T00:00Z at its start.
pub fn date(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return None;
    }
    let (year, month, day) = (digits(text, 0, 4)?, digits(text, 5, 7)?, digits(text, 8, 10)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    (1..=length).contains(&day).then(|| days_from_civil(year, month, day) * DAY)
}

/// Milliseconds in a day.
pub const DAY: i64 = 86_400_000;

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// An instant as RFC 3339 writes it, seconds optional, in milliseconds since 1970-01-01T00:00Z.
/// Digits below the millisecond are cut. A leap second (`:60`) counts as the following second.
pub fn instant(text: &str) -> Option<i64> {
    let (day, rest) = (date(text.get(..10)?)?, text.get(10..)?);
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (hour, minute) = (digits(rest, 0, 2)?, digits(rest, 3, 5)?);
    if rest.as_bytes().get(2) != Some(&b':') || hour > 23 || minute > 59 {
        return None;
    }
    let mut rest = rest.get(5..)?;
    let mut milliseconds = 0;
    if let Some(after) = rest.strip_prefix(':') {
        let second = digits(after, 0, 2).filter(|second| *second <= 60)?;
        milliseconds = second * 1000;
        rest = after.get(2..)?;
        if let Some(after) = rest.strip_prefix('.') {
            let length = after.bytes().take_while(u8::is_ascii_digit).count();
            (length > 0).then_some(())?;
            let fraction = after.bytes().take(length).chain([b'0'; 2]).take(3);
            milliseconds += fraction.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
            rest = after.get(length..)?;
        }
    }
    Some(day + (hour * 60 + minute) * 60_000 + milliseconds - offset(rest)?)
}

/// `Z` or `+hh:mm`, in milliseconds.
fn offset(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = (digits(text, 1, 3)?, digits(text, 4, 6)?);
    let sound = text.len() == 6 && text.as_bytes().get(3) == Some(&b':') && hours < 24 && minutes < 60;
    sound.then_some(sign * (hours * 60 + minutes) * 60_000)
}

fn digits(text: &str, from: usize, to: usize) -> Option<i64> {
    let part = text.get(from..to)?;
    part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
}

/// The units of a duration, in milliseconds: `ms s m h d w`.
pub const DURATION_UNITS: [(&str, i64); 6] =
    [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", DAY), ("w", 7 * DAY)];

/// The units of a size, in bytes: decimal and binary, as IEC 80000-13 has them.
pub const SIZE_UNITS: [(&str, i64); 9] = [
    ("B", 1),
    ("kB", 1_000),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
];

/// A number with a glued unit, such as `15m` or `1.5MB`, in the base unit. `None` for an unknown
/// unit, a malformed number, or a value that is not whole in the base unit.
pub fn with_unit(text: &str, units: &[(&str, i64)]) -> Option<i64> {
    let split = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(split);
    let factor = units.iter().find(|(name, _)| *name == unit)?.1;
    let micro = crate::number::decimal(number, crate::number::PLACES)?;
    let exact = micro.low == micro.high && micro.low.unsigned_abs() < i64::MAX.unsigned_abs();
    let product = i128::from(micro.low) * i128::from(factor);
    let scale = i128::from(crate::number::SCALE);
    (exact && product % scale == 0).then(|| i64::try_from(product / scale).ok())?
}

#[cfg(test)]
mod tests;
