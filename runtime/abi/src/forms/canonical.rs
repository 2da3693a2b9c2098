//! Which texts are in canonical form as they stand, told at a glance.
//!
//! Almost every entity that a program writes is. Each check looks at ASCII bytes once, knows nothing
//! of IDNA or URLs, and errs on one side only: where it says yes, the canonicaliser of the same name
//! returns the very text; where it says no, that one must be asked.

use super::MAX_ENTITY_BYTES;

/// A host name or an IPv4 address.
#[inline]
pub fn host(text: &str) -> bool {
    name(text) || address(text)
}

/// An IPv4 address: four decimal numbers below 256 without leading zeros.
fn address(text: &str) -> bool {
    let mut parts = 0;
    for part in text.split('.') {
        let sound = part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
        let leads = part.len() > 1 && part.starts_with('0');
        if parts == 4 || !sound || leads || part.parse::<u8>().is_err() {
            return false;
        }
        parts += 1;
    }
    parts == 4
}

/// Labels of lower-case letters, digits and single hyphens, the last one begun by a letter, so that
/// it is no IPv4 address in disguise.
fn name(text: &str) -> bool {
    let mut last = b'.';
    let mut begun = b'.';
    for byte in text.bytes() {
        let fits = match byte {
            b'a'..=b'z' | b'0'..=b'9' => true,
            b'-' | b'.' => !matches!(last, b'.' | b'-'),
            _ => false,
        };
        if !fits {
            return false;
        }
        if last == b'.' {
            begun = byte;
        }
        last = byte;
    }
    begun.is_ascii_lowercase() && !matches!(last, b'.' | b'-') && text.len() <= 63
}

/// The host of a mail address.
pub fn email(text: &str) -> Option<&str> {
    let (local, domain) = text.split_once('@')?;
    let allowed = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'+');
    ((1..=64).contains(&local.len()) && local.bytes().all(allowed) && host(domain)).then_some(domain)
}

/// The host of a URL, `https` or `http`, that has a path and neither port, credentials, query nor
/// fragment.
pub fn url(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let (name, _) = rest.split_once('/')?;
    let path = rest.get(name.len()..)?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.');
    let sound = text.len() <= MAX_ENTITY_BYTES && path.bytes().all(allowed) && !has_dots(path);
    (sound && host(name)).then_some(name)
}

/// A file path without empty parts and parts of dots.
pub fn path(text: &str) -> bool {
    let parts = text.strip_prefix('/').unwrap_or(text);
    // Of the part that is being read: how long it is, and how many of its characters are dots.
    let (mut length, mut dots) = (0u32, 0u32);
    let is_part = |length: u32, dots: u32| length > 0 && !(dots == length && length <= 2);
    for byte in parts.bytes() {
        match byte {
            b'/' if is_part(length, dots) => (length, dots) = (0, 0),
            b'/' | b'\\' => return false,
            b' '..=b'~' => (length, dots) = (length + 1, dots + u32::from(byte == b'.')),
            _ => return false,
        }
    }
    text.len() <= MAX_ENTITY_BYTES && is_part(length, dots)
}

/// Whether some part is `.` or `..`.
fn has_dots(path: &str) -> bool {
    path.contains('.') && path.split('/').any(|part| matches!(part, "." | ".."))
}

/// Any text of visible ASCII characters.
pub fn id(text: &str) -> bool {
    (1..=MAX_ENTITY_BYTES).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

#[cfg(test)]
mod tests {
    use super::{email, host, id, path, url};
    use crate::forms;

    /// Texts of few letters, among them everything that canonical forms change.
    fn texts() -> impl Iterator<Item = String> {
        const PIECES: [&str; 32] = [
            "a", "b", "xn--", "-", "--", ".", "..", "/", "//", "0", "1", "0x", "0xa", "A", "@", ":", "80",
            "%", "%2e", "https://", "http://", "~", " ", "_", "+", "?", "#", "\u{e9}", "\u{200b}", "\\",
            "com", "ab",
        ];
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = move |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state >> 20).unwrap() % below
        };
        (0..400_000).map(move |_| {
            let plain = next(3) > 0;
            let mut text = match next(4) {
                0 => "https://ab.com/",
                1 => "ab@",
                2 => "/",
                _ => "",
            }
            .to_owned();
            for _ in 0..next(7) {
                let piece = PIECES[next(PIECES.len())];
                text.push_str(if plain && !piece.is_ascii() { "a" } else { piece });
            }
            text
        })
    }

    #[test]
    fn what_is_canonical_at_a_glance_is_left_as_it_is() {
        let mut seen = [0; 5];
        for text in texts() {
            if host(&text) {
                seen[0] += 1;
                assert_eq!(forms::host(&text).as_ref(), Some(&text));
            }
            if let Some(host) = email(&text) {
                seen[1] += 1;
                let found = forms::email(&text).unwrap();
                assert_eq!((found.address, found.host.as_str()), (text.clone(), host));
            }
            if let Some(host) = url(&text) {
                seen[2] += 1;
                let found = forms::url(&text).unwrap();
                assert_eq!((found.canonical, found.host.as_str()), (text.clone(), host));
            }
            if path(&text) {
                seen[3] += 1;
                assert_eq!(forms::path(&text).as_ref(), Some(&text));
            }
            if id(&text) {
                seen[4] += 1;
                assert_eq!(forms::id(&text).as_ref(), Some(&text));
            }
        }
        assert!(seen.iter().all(|count| *count > 3_000), "{seen:?}");
    }

    #[test]
    fn common_texts_are() {
        assert!(host("api.slack.com") && host("localhost") && host("a-b.c1.de"));
        assert_eq!(email("ann.lee+x@corp.example"), Some("corp.example"));
        assert_eq!(url("https://api.slack.com/v1/Chat.post"), Some("api.slack.com"));
        assert!(path("/home/ann/.ssh/id_rsa") && path("a b/c.txt"));
        for quad in ["10.0.0.1", "0.0.0.0", "255.255.255.255", "127.0.0.10"] {
            assert!(host(quad) && forms::host(quad).as_deref() == Some(quad), "{quad}");
        }
        for odd in [
            "10.0.0.256",
            "10.0.1",
            "10.0.0.01",
            "1.1.1.1.",
            "1.1.1.1.1",
            "a.0x1",
            "xn--a.com",
            "A.com",
            "a..b",
            "a.",
            "-a",
            "a-.b",
            "a_b",
            "",
        ] {
            assert!(!host(odd), "{odd}");
        }
        for odd in ["/", "", "a/", "a//b", "./a", "a/..", "a\\b", "\u{e9}", "~\u{7f}"] {
            assert!(!path(odd), "{odd}");
        }
        for odd in ["https://a.com", "https://a.com/?q", "https://a.com:80/", "https://a@b/", "HTTPS://a/"] {
            assert_eq!(url(odd), None, "{odd}");
        }
    }
}
