//! What the value of an argument names, and which entries of a vocabulary claim it.
//!
//! An entity has one form or several: a mail address is also its host. A pattern reads the forms
//! that its own shape speaks of.

use super::canonical;
use super::json::Json;
use super::number::Range;
use super::pattern::{glob, host_glob};
use super::values::Value;
use crate::semantics::thir::{EntryId, Vocabulary};
use crate::types::Scalar;

/// A side of an entity that patterns read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A host, of a URL or mail address too.
    Host,
    /// A whole mail address.
    Address,
    /// A whole URL.
    Url,
    /// A path.
    Path,
    /// Anything else, as it stands.
    Text,
}

/// What a value names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entity {
    /// Its forms; none where the value could not be understood.
    pub(super) forms: Vec<(Form, String)>,
    /// Whether it may name something else besides.
    pub(super) unsure: bool,
}

impl Entity {
    /// Nobody can say what.
    pub(super) fn unknown() -> Entity {
        Entity { forms: Vec::new(), unsure: true }
    }

    fn of<const N: usize>(forms: [(Form, String); N]) -> Entity {
        Entity { forms: forms.into(), unsure: false }
    }

    fn maybe<const N: usize>(forms: Option<[(Form, String); N]>) -> Entity {
        forms.map_or_else(Entity::unknown, Entity::of)
    }
}

/// The entity that a value of a type names.
pub(super) fn entity(scalar: &Scalar, json: &Json, value: &Value) -> Entity {
    let written = match json {
        Json::Text(text) => text.clone(),
        Json::Number(number) => number.clone(),
        Json::Bool(truth) => truth.to_string(),
        Json::Null | Json::List(_) | Json::Object(_) => return Entity::unknown(),
    };
    match (scalar, value) {
        (Scalar::Text, _) => of_text(&written),
        (Scalar::Email, _) => of_email(&written),
        (Scalar::Url, _) => of_url(&written),
        (Scalar::Host | Scalar::Ip, Value::Text(host)) => Entity::of([(Form::Host, host.clone())]),
        (Scalar::Path, Value::Text(path)) => Entity::of([(Form::Path, path.clone())]),
        (Scalar::Iban | Scalar::Phone | Scalar::Id, Value::Text(name))
        | (Scalar::Class, Value::Class(name)) => Entity::of([(Form::Text, name.clone())]),
        (Scalar::Enum(_), Value::Word(_))
        | (Scalar::Date | Scalar::Time, Value::Number(_))
        | (Scalar::Bool, _) => Entity::of([(Form::Text, written)]),
        (Scalar::Int | Scalar::Duration | Scalar::Size, Value::Number(range)) => of_number(*range, 0),
        (Scalar::Decimal | Scalar::Score | Scalar::Money(_), Value::Number(range)) => of_number(*range, 6),
        (
            Scalar::Host
            | Scalar::Ip
            | Scalar::Path
            | Scalar::Iban
            | Scalar::Phone
            | Scalar::Id
            | Scalar::Class
            | Scalar::Enum(_)
            | Scalar::Date
            | Scalar::Time
            | Scalar::Int
            | Scalar::Duration
            | Scalar::Size
            | Scalar::Decimal
            | Scalar::Score
            | Scalar::Money(_)
            | Scalar::Json,
            _,
        ) => Entity::unknown(),
    }
}

/// A number that is known exactly, written in decimal; any other is unknown.
fn of_number(range: Range, places: usize) -> Entity {
    match range.exact() {
        Some(value) => Entity::of([(Form::Text, written_out(value, places))]),
        None => Entity::unknown(),
    }
}

/// `-0.25` for -250000 with six places.
fn written_out(value: i64, places: usize) -> String {
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let fraction = fraction.trim_end_matches('0');
    let sign = if value < 0 { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

fn of_email(text: &str) -> Entity {
    let email = canonical::email(text);
    Entity::maybe(email.map(|email| [(Form::Address, email.address), (Form::Host, email.host)]))
}

fn of_url(text: &str) -> Entity {
    let location = canonical::url(text);
    Entity::maybe(location.map(|location| [(Form::Url, location.url), (Form::Host, location.host)]))
}

/// Plain text says by its shape what it names.
fn of_text(text: &str) -> Entity {
    if text.is_empty() || text.len() > canonical::LONGEST {
        Entity::unknown()
    } else if text.contains("://") {
        of_url(text)
    } else if has_inner_at(text) {
        of_email(text)
    } else if text.starts_with('~') || text.contains(['/', '\\']) {
        let path = canonical::path(text);
        Entity::maybe(path.map(|path| [(Form::Path, path.clone()), (Form::Text, path)]))
    } else if text.chars().all(|c| c.is_alphanumeric() || "_-.#@:".contains(c)) {
        let mut entity = Entity::of([(Form::Text, text.to_owned())]);
        entity.forms.extend(canonical::host(text).map(|host| (Form::Host, host)));
        entity
    } else {
        Entity { forms: vec![(Form::Text, text.to_owned())], unsure: true }
    }
}

/// Whether an `@` stands anywhere but at the front.
fn has_inner_at(text: &str) -> bool {
    text.chars().skip(1).any(|c| c == '@')
}

/// The entries with a pattern that matches some form.
pub(super) fn claims(vocabulary: &Vocabulary, entity: &Entity) -> Vec<EntryId> {
    let claims = |pattern: &String| entity.forms.iter().any(|(form, text)| reads(pattern, *form, text));
    vocabulary.iter().filter(|(_, entry)| entry.patterns.iter().any(claims)).map(|(id, _)| id).collect()
}

/// Whether a pattern reads this form and matches it.
fn reads(pattern: &str, form: Form, text: &str) -> bool {
    let is_domain = pattern.starts_with('@') && pattern.contains('.') && !has_inner_at(pattern);
    let is_path = pattern.starts_with('~') || pattern.contains(['/', '\\']);
    let forms: &[Form] = if pattern.contains("://") {
        &[Form::Url]
    } else if has_inner_at(pattern) {
        &[Form::Address, Form::Text]
    } else if is_path {
        &[Form::Path, Form::Text]
    } else if is_domain {
        &[Form::Address, Form::Host, Form::Path, Form::Text]
    } else {
        &[Form::Host, Form::Path, Form::Text]
    };
    forms.contains(&form)
        && match form {
            Form::Host => host_pattern(pattern).is_some_and(|pattern| host_glob(&pattern, text)),
            Form::Address => glob(&address_pattern(pattern), text, '/'),
            Form::Text if forms.contains(&Form::Host) => {
                glob(pattern, text, '/')
                    || number_pattern(pattern).is_some_and(|found| glob(&found, text, '/'))
            }
            Form::Url | Form::Path | Form::Text => glob(pattern, text, '/'),
        }
}

/// A pattern as one of host names: lower case, its labels in ASCII, no dot at its end; one without
/// stars that is a host in the form of hosts. None if no host can match it.
fn host_pattern(pattern: &str) -> Option<String> {
    let bare = pattern.trim_start_matches('[').trim_end_matches(']');
    let is_v6 = bare.parse::<std::net::Ipv6Addr>().is_ok();
    let whole = if pattern.contains('*') || pattern.contains(':') && !is_v6 {
        None
    } else {
        canonical::host(pattern)
    };
    if whole.is_some() {
        return whole;
    }
    let name = if pattern.len() > 1 { pattern.strip_suffix('.').unwrap_or(pattern) } else { pattern };
    let labels: Option<Vec<String>> = name.split('.').map(ascii_label).collect();
    let pattern = labels?.join(".");
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.*:".contains(c);
    pattern.chars().all(allowed).then_some(pattern)
}

fn ascii_label(label: &str) -> Option<String> {
    if label.is_ascii() {
        return Some(label.to_lowercase());
    }
    if label.contains('*') { None } else { canonical::host(label) }
}

/// A pattern of mail addresses: lower case, its host as hosts are; nothing before the `@` is anybody.
fn address_pattern(pattern: &str) -> String {
    let pattern = pattern.to_lowercase();
    let at = pattern.rfind('@').unwrap_or(0);
    let (local, host) = (&pattern[..at], &pattern[at + 1..]);
    let literal = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let host = literal.unwrap_or(host);
    let local = if local.is_empty() && !host.is_empty() { "*" } else { local };
    format!("{local}@{}", host_pattern(host).unwrap_or_else(|| host.to_owned()))
}

/// A pattern of accounts or telephone numbers that is written in groups, without what parts these.
fn number_pattern(pattern: &str) -> Option<String> {
    if let Some(rest) = pattern.strip_prefix('+') {
        let digits = rest.replace([' ', '-', '.', '(', ')', '/'], "");
        let sound = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'*');
        return sound.then(|| format!("+{digits}"));
    }
    let account = pattern.replace(' ', "").to_ascii_uppercase();
    let grouped = pattern.contains(' ')
        && account.len() >= 4
        && account.bytes().enumerate().all(|(at, byte)| match at {
            0 | 1 => byte.is_ascii_uppercase(),
            2 | 3 => byte.is_ascii_digit(),
            _ => byte.is_ascii_alphanumeric() || byte == b'*',
        });
    if grouped { Some(account) } else { canonical::iban(&account) }
}
