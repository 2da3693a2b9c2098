//! Public keys as text: what `agpc keygen` writes to `FILE.pub` and a host is configured with.
//!
//! One line, `agp-ed25519-public:` and the key's 32 bytes as 64 lower-case hexadecimal digits.

/// What a public key's text begins with.
const PREFIX: &str = "agp-ed25519-public:";

/// The text of a public key, without a line break.
pub fn print(key: &[u8; 32]) -> String {
    format!("{PREFIX}{}", hex(key))
}

/// Reads a public key's text; what surrounds it may be white space only.
pub fn parse(text: &str) -> Option<[u8; 32]> {
    bytes(text.trim().strip_prefix(PREFIX)?)
}

/// 64 lower-case hexadecimal digits.
pub fn hex(bytes: &[u8; 32]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes that 64 hexadecimal digits stand for.
pub fn bytes(digits: &str) -> Option<[u8; 32]> {
    let (pairs, rest) = digits.as_bytes().as_chunks();
    let mut bytes = [0; 32];
    if pairs.len() != bytes.len() || !rest.is_empty() {
        return None;
    }
    let nibble = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    Some(bytes)
}
