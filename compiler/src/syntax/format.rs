//! Syntax tree to text.

/// A name as it is written: in backticks if it needs them.
pub(super) fn name(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let reserved = super::token::literal(text).is_some_and(super::token::Token::is_reserved);
    if plain && !reserved { text.to_owned() } else { format!("`{text}`") }
}

/// A file in the one format.
pub fn format(file: crate::source::FileId, text: &str) -> Result<String, Vec<crate::diag::Diagnostic>> {
    let parsed = super::parse(file, text);
    if parsed.diagnostics.is_empty() { Ok(text.to_owned()) } else { Err(parsed.diagnostics) }
}
