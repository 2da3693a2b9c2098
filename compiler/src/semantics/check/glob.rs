//! Globs in the spelling of what they match.
//!
//! A value reaches a pattern in canonical form (`agp_abi::forms`), so a glob in any other spelling
//! would match nothing. Each function here brings a glob, stars and all, to the spelling that
//! canonical texts of one kind have. What has no such spelling is left as it stands; whether it
//! can match anything is asked by [`meet`](super::meet).

use crate::types::Scalar;
use agp_abi::forms;
use std::net::Ipv6Addr;

/// A glob of `like` on a text of a type.
pub(super) fn of_type(glob: &str, scalar: &Scalar) -> String {
    match scalar {
        Scalar::Host | Scalar::Ip => host(glob).unwrap_or_else(|| glob.to_lowercase()),
        Scalar::Email => address(glob),
        Scalar::Url => url(glob),
        Scalar::Path => path(glob),
        _ => piece(glob, scalar),
    }
}

/// A text that `contains` looks for in texts of a type.
pub(super) fn piece(text: &str, scalar: &Scalar) -> String {
    match scalar {
        Scalar::Host | Scalar::Ip | Scalar::Email => text.to_lowercase(),
        Scalar::Iban => compact(text, &[' ']).to_ascii_uppercase(),
        Scalar::Phone => compact(text, &PHONE_MARKS),
        Scalar::Path => text.replace('\\', "/"),
        _ => text.to_owned(),
    }
}

/// A pattern of a destination or resource, by its shape. What forms it reads, and in which spelling
/// each of them, is worked out where matchers are made.
pub(in crate::semantics) fn of_entity(glob: &str) -> String {
    if glob.contains("://") {
        url(glob)
    } else if glob.contains(['/', '\\']) {
        path(glob)
    } else {
        glob.to_owned()
    }
}

/// A path pattern in the spelling that canonical paths have: as `agp_abi::forms::path` has it, with
/// segments that hold stars. Any other spelling would match nothing.
pub(super) fn path(glob: &str) -> String {
    let forward = glob.replace('\\', "/");
    let absolute = forward.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in forward.split('/') {
        let last = parts.last().copied();
        match part {
            "" | "." => {}
            // What stands for any number of segments cannot be gone back by one.
            ".." if last.is_some_and(|last| last != ".." && !last.contains("**")) => drop(parts.pop()),
            ".." if absolute && last.is_none() => {}
            _ => parts.push(part),
        }
    }
    match (absolute, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

/// A URL pattern in the spelling that canonical URLs have. A star is a character like others to who
/// parses URLs; one in the scheme is not, and waits aside.
pub(super) fn url(glob: &str) -> String {
    let Some((scheme, rest)) = glob.trim().split_once("://") else { return glob.to_owned() };
    let starred = scheme.contains('*');
    let probe = if starred { format!("https://{rest}") } else { glob.to_owned() };
    let (host, _) = rest.split_once('/').unwrap_or((rest, ""));
    let Some(form) = forms::url(&probe).filter(|_| !mixes(host) && !cuts(rest)) else {
        return format!("{}://{}{}", scheme.to_lowercase(), host.to_lowercase(), &rest[host.len()..]);
    };
    let mut found = form.canonical;
    if starred {
        found.replace_range(.."https".len(), scheme);
    }
    // The path that was added would end what is open.
    if host.len() == rest.len() && host.ends_with("**") && found.ends_with('/') {
        found.pop();
    }
    found
}

/// Whether a URL has parts that its canonical form has not: credentials, a query, a fragment.
pub(super) fn cuts(behind_scheme: &str) -> bool {
    let host = behind_scheme.split('/').next().unwrap_or_default();
    behind_scheme.contains(['?', '#']) || host.contains('@')
}

/// A bare pattern as one of canonical hosts: lower case, IDNA, no trailing dot, addresses in their one
/// spelling. `None` if no host can match it.
pub(crate) fn host(glob: &str) -> Option<String> {
    let is_whole = !glob.contains([':', '*']) || is_v6(glob);
    if let Some(host) = is_whole.then(|| forms::host(glob)).flatten() {
        return Some(host);
    }
    let name = glob.strip_suffix('.').filter(|name| !name.is_empty()).unwrap_or(glob);
    let label = |label: &str| match label.is_ascii() {
        true => Some(label.to_lowercase()),
        false if label.contains('*') => None,
        false => forms::host(label),
    };
    let labels: Vec<String> = name.split('.').map(label).collect::<Option<_>>()?;
    let host = labels.join(".");
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '*' | ':');
    host.chars().all(allowed).then_some(host)
}

fn is_v6(text: &str) -> bool {
    let inside = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    inside.parse::<Ipv6Addr>().is_ok()
}

/// Whether some label has both a star and letters that IDNA would convert.
pub(super) fn mixes(host: &str) -> bool {
    host.split('.').any(|label| label.contains('*') && !label.is_ascii())
}

/// A pattern of mail addresses: lower case, the host in its canonical spelling. `@acme.example` is
/// everybody there.
pub(crate) fn address(glob: &str) -> String {
    let lower = glob.to_lowercase();
    let Some((local, domain)) = lower.rsplit_once('@') else { return lower };
    let domain = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(domain);
    let local = if local.is_empty() && !domain.is_empty() { "*" } else { local };
    match host(domain) {
        Some(host) => format!("{local}@{host}"),
        None => format!("{local}@{domain}"),
    }
}

/// What stands in telephone numbers beside digits and the plus.
const PHONE_MARKS: [char; 6] = [' ', '-', '.', '(', ')', '/'];

/// A bare pattern as one of accounts or telephone numbers, where it is one that people write in groups.
pub(crate) fn number(glob: &str) -> Option<String> {
    let found = if let Some(rest) = glob.strip_prefix('+') {
        let compact = compact(rest, &PHONE_MARKS);
        let sound = compact.chars().all(|c| c.is_ascii_digit() || c == '*');
        sound.then(|| format!("+{compact}"))?
    } else {
        let compact = compact(glob, &[' ']).to_ascii_uppercase();
        let (country, rest) = compact.split_at_checked(4)?;
        let grouped = glob.contains(' ') && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '*');
        let country = country.as_bytes();
        let is_account =
            country[..2].iter().all(u8::is_ascii_uppercase) && country[2..].iter().all(u8::is_ascii_digit);
        (forms::iban(&compact).is_some() || grouped && is_account).then_some(compact)?
    };
    (found != glob).then_some(found)
}

fn compact(text: &str, marks: &[char]) -> String {
    text.chars().filter(|c| !marks.contains(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::{address, host, number, url};

    #[test]
    fn hosts_are_spelt_as_canonical_ones() {
        for (glob, spelt) in [
            ("Rival.COM.", Some("rival.com")),
            ("*.Rival.com.", Some("*.rival.com")),
            ("bücher.example", Some("xn--bcher-kva.example")),
            ("*.bücher.example", Some("*.xn--bcher-kva.example")),
            ("*bücher.example", None),
            ("0x7f.1", Some("127.0.0.1")),
            ("[2001:DB8::1]", Some("2001:db8::1")),
            ("::ffff:10.0.0.1", Some("10.0.0.1")),
            ("2001:db8:*", Some("2001:db8:*")),
            ("10.0.*.*", Some("10.0.*.*")),
            ("prod.*", Some("prod.*")),
            (".", Some(".")),
            ("two words", None),
        ] {
            assert_eq!(host(glob).as_deref(), spelt, "{glob}");
        }
    }

    #[test]
    fn addresses_numbers_and_urls_too() {
        for (glob, spelt) in [
            ("@Rival.com", "*@rival.com"),
            ("Ann@bücher.example.", "ann@xn--bcher-kva.example"),
            ("*@*.rival.com", "*@*.rival.com"),
            ("root@[10.0.0.1]", "root@10.0.0.1"),
            ("Bob.*@**", "bob.*@**"),
            ("@", "@"),
        ] {
            assert_eq!(address(glob), spelt, "{glob}");
        }
        for (glob, spelt) in [
            ("DE89 3704 0044 0532 0130 00", Some("DE89370400440532013000")),
            ("de89 37*", Some("DE8937*")),
            ("de89370400440532013000", Some("DE89370400440532013000")),
            ("DE89370400440532013000", None),
            ("+49 30 (123)", Some("+4930123")),
            ("+49 30*", Some("+4930*")),
            ("two words", None),
            ("ab12", None),
            ("10.0.0.1", None),
        ] {
            assert_eq!(number(glob).as_deref(), spelt, "{glob}");
        }
        for (glob, spelt) in [
            ("https://Bücher.example:443/Ä b/*", "https://xn--bcher-kva.example/%C3%84%20b/*"),
            ("*://*.Rival.com./**", "*://*.rival.com/**"),
            ("https://**", "https://**"),
            ("https://*.rival.com", "https://*.rival.com/"),
            ("s3://bucket", "s3://bucket"),
            ("s3://Bucket/**", "s3://bucket/**"),
            ("https://rival.com/a?b=*", "https://rival.com/a?b=*"),
            ("http://10.0.0.*/x", "http://10.0.0.*/x"),
        ] {
            assert_eq!(url(glob), spelt, "{glob}");
        }
    }
}
