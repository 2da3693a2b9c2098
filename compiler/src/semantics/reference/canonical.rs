//! The one form that all spellings of a thing share.
//!
//! Each function takes a text as a call carries it. None: the text does not name such a thing, and
//! its value is unknown. Hosts and URLs are read by the `url` crate as a browser would (WHATWG URL,
//! UTS 46), so a spelling made to deceive comes out as the host it leads to.

use std::net::IpAddr;
use url::{Host, Url};

/// The longest text that names something, in bytes.
pub(super) const LONGEST: usize = 8_192;

/// A mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Email {
    /// `local@host` in lower case.
    pub(super) address: String,
    /// Its host.
    pub(super) host: String,
}

/// A URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Location {
    /// `scheme://host[:port]/path`
    pub(super) url: String,
    /// Its host.
    pub(super) host: String,
}

/// Whether a text can name something: neither empty, too long nor with characters nobody sees.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST && !text.chars().any(is_hidden)
}

/// Controls, zero-width characters, and those that change the direction of writing.
pub(super) fn is_hidden(c: char) -> bool {
    let invisible = [
        '\u{ad}'..='\u{ad}',
        '\u{61c}'..='\u{61c}',
        '\u{180e}'..='\u{180e}',
        '\u{200b}'..='\u{200f}',
        '\u{2028}'..='\u{202e}',
        '\u{2060}'..='\u{206f}',
        '\u{feff}'..='\u{feff}',
        '\u{fff9}'..='\u{fffb}',
        '\u{e0000}'..='\u{e007f}',
    ];
    c.is_control() || invisible.iter().any(|range| range.contains(&c))
}

/// An identifier: as it is.
pub(super) fn id(text: &str) -> Option<String> {
    is_plain(text).then(|| text.to_owned())
}

/// A host name or address, a port cut off: lower case, IDNA, no trailing dot; an IPv4 address in
/// four decimal parts, an IPv6 address without brackets, a mapped one as IPv4.
pub(super) fn host(text: &str) -> Option<String> {
    if !is_plain(text) {
        return None;
    }
    let name = without_last_dot(before_port(text));
    if name.ends_with('.') {
        return None;
    }
    if let Ok(address) = name.parse::<IpAddr>() {
        return Some(address_text(address));
    }
    if !name.starts_with('[') && name.contains(['/', '@', ':', '?', '#', ' ']) {
        return None;
    }
    match Host::parse(name).ok()? {
        Host::Domain(name) => domain(&name),
        Host::Ipv4(address) => Some(address_text(IpAddr::V4(address))),
        Host::Ipv6(address) => Some(address_text(IpAddr::V6(address))),
    }
}

/// `host` of `host:443` and `[v6]` of `[v6]:443`. A bare IPv6 address has no port.
fn before_port(text: &str) -> &str {
    let Some((name, port)) = text.rsplit_once(':') else { return text };
    let is_port = (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_bare_v6 = name.contains(':') && !name.ends_with(']');
    if is_port && !is_bare_v6 { name } else { text }
}

fn without_last_dot(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

/// A name whose labels are all there, no longer than DNS allows.
fn domain(name: &str) -> Option<String> {
    let name = without_last_dot(name).to_ascii_lowercase();
    let complete = name.len() <= 253 && name.split('.').all(|label| !label.is_empty());
    complete.then_some(name)
}

fn address_text(address: IpAddr) -> String {
    address.to_canonical().to_string()
}

/// An IP address: its text.
pub(super) fn ip(text: &str) -> Option<String> {
    host(text).filter(|host| host.parse::<IpAddr>().is_ok())
}

/// An IP address as 128 bits, IPv4 in `::ffff:0:0/96`.
pub(super) fn ip_bits(text: &str) -> Option<u128> {
    match host(text)?.parse().ok()? {
        IpAddr::V4(address) => Some(address.to_ipv6_mapped().to_bits()),
        IpAddr::V6(address) => Some(address.to_bits()),
    }
}

/// One mail address, alone or as `Name <address>`.
pub(super) fn email(text: &str) -> Option<Email> {
    if !is_plain(text) {
        return None;
    }
    let address = without_display_name(text.trim())?;
    let (local, domain) = address.split_once('@')?;
    if !is_local_part(local) || domain.contains(['@', ':']) {
        return None;
    }
    let literal = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let host = host(literal.unwrap_or(domain))?;
    Some(Email { address: format!("{}@{host}", local.to_lowercase()), host })
}

/// The address in `Name <address>`. A name that looks like a second address is none.
fn without_display_name(text: &str) -> Option<&str> {
    if !text.ends_with('>') {
        return Some(text);
    }
    let (name, address) = text.trim_end_matches('>').rsplit_once('<')?;
    let one_bracket = text.matches('>').count() == 1;
    (one_bracket && !name.contains(['<', ',', ';', '@'])).then_some(address)
}

fn is_local_part(local: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    (1..=64).contains(&local.len()) && local.chars().all(allowed)
}

/// An absolute URL with a host, without credentials, query and fragment.
pub(super) fn url(text: &str) -> Option<Location> {
    if !is_plain(text) {
        return None;
    }
    let url = Url::parse(text.trim()).ok()?;
    let host = host(url.host_str()?)?;
    let shown = if host.contains(':') { format!("[{host}]") } else { host.clone() };
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    Some(Location { url: format!("{}://{shown}{port}{}", url.scheme(), url.path()), host })
}

/// A path with `/` between its parts, `.` and `..` resolved as far as the text allows.
pub(super) fn path(text: &str) -> Option<String> {
    if !is_plain(text) {
        return None;
    }
    let text = text.replace('\\', "/");
    let absolute = text.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in text.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part != ".." {
            parts.push(part);
        } else if parts.last().is_some_and(|last| *last != "..") {
            parts.pop();
        } else if !absolute {
            parts.push(part);
        }
    }
    let joined = parts.join("/");
    Some(match (absolute, joined.as_str()) {
        (true, joined) => format!("/{joined}"),
        (false, "") => ".".to_owned(),
        (false, joined) => joined.to_owned(),
    })
}

/// An account number: upper case, without spaces. Form only, no checksum.
pub(super) fn iban(text: &str) -> Option<String> {
    let compact = text.replace(' ', "").to_ascii_uppercase();
    let bytes = compact.as_bytes();
    let fits = is_plain(text)
        && (13..=34).contains(&bytes.len())
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
        && bytes.iter().all(u8::is_ascii_alphanumeric);
    fits.then_some(compact)
}

/// A telephone number: digits, perhaps after a `+`.
pub(super) fn phone(text: &str) -> Option<String> {
    let compact = text.replace([' ', '-', '.', '(', ')', '/'], "");
    let digits = compact.strip_prefix('+').unwrap_or(&compact);
    let fits = is_plain(text)
        && (4..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some(compact)
}
