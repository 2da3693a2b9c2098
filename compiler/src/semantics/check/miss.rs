//! Patterns that cannot match what they seem to be meant for, and constants of which only a part is
//! compared.
//!
//! Both are legal and nearly always mistakes: a host has no port when a pattern reads it, a URL no
//! query. A pattern of a typed text is asked whether any canonical text of the type matches it
//! ([`meet`]). A pattern of a destination or resource reads several forms, one of them plain text,
//! so that it can nearly always match something; there the shapes that authors mean otherwise are
//! looked for. A star where nothing reads stars, and a pattern that only one text matches, say that
//! the author thought of another operator ([`of_star`], [`of_whole`]).

use super::{glob, meet};
use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use crate::stars::{self, Glob};
use crate::syntax::ast::{Regex, Text, Word};
use crate::types::Scalar;
use agp_abi::forms;

/// A glob of `like`, as it is written and as it is spelt.
pub(super) fn of_glob(text: &Text, spelt: &str, scalar: &Scalar) -> Option<Diagnostic> {
    let expression = Glob::new(spelt, scalar.separator()).expression();
    (!meet::can_meet(&expression, scalar)).then(|| {
        let help = better(&text.value, scalar).unwrap_or_else(|| form(scalar));
        dead(text.span, &text.value, scalar).help(help)
    })
}

/// A text that `contains` looks for.
pub(super) fn of_piece(text: &Text, spelt: &str, scalar: &Scalar) -> Option<Diagnostic> {
    let expression = stars::anywhere(&regex_syntax::escape(spelt));
    (!meet::can_meet(&expression, scalar)).then(|| dead(text.span, &text.value, scalar).help(form(scalar)))
}

/// A regular expression.
pub(super) fn of_regex(
    regex: &Regex,
    expression: &str,
    anywhere: bool,
    scalar: &Scalar,
) -> Option<Diagnostic> {
    let whole = if anywhere { stars::anywhere(expression) } else { expression.to_owned() };
    (!meet::can_meet(&whole, scalar)).then(|| dead(regex.span, &regex.pattern, scalar).help(form(scalar)))
}

/// A constant whose port, query or credentials no value has.
pub(super) fn of_constant(text: &Text, canonical: &str, scalar: &Scalar) -> Option<Diagnostic> {
    let part = match scalar {
        Scalar::Host | Scalar::Ip if port(&text.value).is_some() => "port",
        Scalar::Url => {
            let (_, rest) = text.value.split_once("://")?;
            if !glob::cuts(rest) {
                return None;
            }
            if rest.contains('?') {
                "query"
            } else if rest.contains('#') {
                "fragment"
            } else {
                "credentials"
            }
        }
        _ => return None,
    };
    let message = format!("`{}` is compared without its {part}", text.value);
    Some(
        Diagnostic::new(Code::CutConstant, text.span, message)
            .help(format!("write `{canonical}`: no {scalar} has its {part} when it is compared"))
            .replace_with(format!("\"{canonical}\"")),
    )
}

/// A constant with a star in it. A star alone is a word of some tools.
pub(super) fn of_star(text: &Text) -> Option<Diagnostic> {
    let written = text.value.as_str();
    let starred = written.contains('*') && !written.chars().all(|c| c == '*');
    starred.then(|| {
        literal(text.span, format!("the `*` in `{written}` stands for itself: this is no pattern"))
            .help(format!("write `like \"{written}\"` if it is to stand for anything"))
    })
}

/// A pattern of `like` or `matches` in which nothing stands for anything else.
pub(super) fn of_whole(span: Span, written: &str, operator: &str) -> Option<Diagnostic> {
    let is_literal =
        !written.is_empty() && !written.contains(['*', '.', '+', '?', '(', '[', '{', '|', '^', '$', '\\']);
    let is_glob = operator == "like" && !written.contains('*');
    (is_glob || is_literal).then(|| {
        let quoted = if is_glob { format!("{written:?}") } else { format!("/{written}/") };
        literal(span, format!("`{operator}` reads the whole text, which only `{written}` itself is"))
            .help(format!("write `contains {quoted}` for texts that have it in them, or `is {written:?}`"))
    })
}

fn literal(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(Code::LiteralPattern, span, message)
}

fn dead(span: Span, written: &str, scalar: &Scalar) -> Diagnostic {
    Diagnostic::new(Code::DeadPattern, span, format!("no {scalar} can match `{written}`"))
}

/// What a pattern is read against.
fn form(scalar: &Scalar) -> String {
    let form = match scalar {
        Scalar::Host => "in lower case, IDNA, without port and trailing dot",
        Scalar::Ip => "with four decimal parts, or as RFC 5952 writes it",
        Scalar::Email => "as `local@host` in lower case",
        Scalar::Url => "as `scheme://host/path` without port, credentials, query and fragment",
        Scalar::Path => "with single `/` between its parts and none at its end",
        Scalar::Iban => "in upper case without spaces",
        Scalar::Phone => "as digits with an optional `+`",
        _ => "as it is written",
    };
    format!("{} is matched {form}: {}", scalar.described(), scalar.example())
}

/// What was meant by a glob, where that can be told.
fn better(written: &str, scalar: &Scalar) -> Option<String> {
    match scalar {
        Scalar::Host | Scalar::Ip if is_block(written) => {
            Some(format!("an address block is tested by `in \"{written}\"`"))
        }
        Scalar::Host => port(written).map(without_port),
        Scalar::Email if !written.contains('@') => Some(format!("write `*@{written}` for everybody there")),
        Scalar::Url => without_parts(written).or_else(|| is_site(written).then(|| site(written))),
        _ => None,
    }
}

/// A pattern of a destination or resource.
pub(in crate::semantics) fn of_entity(word: Word, text: &Text) -> Option<Diagnostic> {
    let written = text.value.as_str();
    let of_any = || wrong_url(written).or_else(|| wrong_block(written));
    let of_destination = || wrong_host(written).or_else(|| wrong_address(written));
    let (what, help) = of_any().or_else(|| (word == Word::Destination).then(of_destination).flatten())?;
    let message = format!("no {what} can match `{written}`");
    Some(Diagnostic::new(Code::DeadPattern, text.span, message).help(help))
}

fn wrong_url(written: &str) -> Option<(&'static str, String)> {
    let dead = written.contains("://")
        && !meet::can_meet(&Glob::new(&glob::url(written), '/').expression(), &Scalar::Url);
    dead.then(|| ("url", without_parts(written).unwrap_or_else(|| form(&Scalar::Url))))
}

fn wrong_block(written: &str) -> Option<(&'static str, String)> {
    let help = || "an address block is no pattern: test the argument by `args.NAME in \"…\"`".to_owned();
    is_block(written).then(|| ("address", help()))
}

fn wrong_host(written: &str) -> Option<(&'static str, String)> {
    if written.trim() != written {
        return Some(("host", format!("write `{}`: there is a blank at an end of it", written.trim())));
    }
    if let Some(name) = port(written) {
        return Some(("host", without_port(name)));
    }
    if is_site(written) && written.contains('/') {
        return Some(("host", format!("{}, or `./{written}` for a path", site(written))));
    }
    let is_name = written.contains('.') && !written.contains(['/', '\\', '@', ' ', ':']);
    (is_name && glob::mixes(written)).then(|| {
        ("host", "a label with letters beyond ASCII has no star: IDNA spells the whole label anew".to_owned())
    })
}

fn wrong_address(written: &str) -> Option<(&'static str, String)> {
    let is_address = !written.contains("://") && written.rfind('@').is_some_and(|at| at > 0);
    let spelt = || glob::address(written);
    (is_address && !meet::can_meet(&Glob::new(&spelt(), '/').expression(), &Scalar::Email))
        .then(|| ("mail address", form(&Scalar::Email)))
}

/// `rival.com` of `rival.com:443` and `*.rival.com:443`.
fn port(written: &str) -> Option<&str> {
    let (name, port) = written.rsplit_once(':')?;
    let is_port =
        (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit() || byte == b'*');
    let is_host = name.ends_with(']') || !name.contains([':', '@', '/', ' ', '#']) && !name.is_empty();
    (is_port && is_host).then_some(name)
}

fn without_port(name: &str) -> String {
    format!("a host is matched without its port: write `{name}`")
}

/// What to write for a URL with parts that are never there.
fn without_parts(written: &str) -> Option<String> {
    let (scheme, rest) = written.split_once("://")?;
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = host.rsplit('@').next()?;
    let path = path.split(['?', '#']).next()?;
    glob::cuts(rest).then(|| {
        format!("a url is matched without credentials, query and fragment: write `{scheme}://{host}{path}`")
    })
}

/// Whether it begins as a host of the public kind does: labels, the last one of letters.
fn is_site(written: &str) -> bool {
    let host = written.split('/').next().unwrap_or_default();
    let Some((rest, last)) = host.rsplit_once('.') else { return false };
    let label = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '*');
    let ends = last.len() >= 2 && last.chars().all(char::is_alphabetic);
    ends && !rest.is_empty() && rest.chars().all(label)
}

fn site(written: &str) -> String {
    let whole = if written.contains('/') { written.to_owned() } else { format!("{written}/**") };
    format!("write `https://{whole}` for what is there")
}

/// Whether it is an address with the length of a prefix behind a slash.
fn is_block(written: &str) -> bool {
    let Some((address, length)) = written.split_once('/') else { return false };
    length.parse::<u8>().is_ok_and(|length| length <= 128)
        && address.contains(['.', ':'])
        && forms::ip(address).is_some()
}
