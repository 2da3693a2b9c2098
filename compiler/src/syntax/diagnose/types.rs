//! The types of arguments and signals, and what other languages put around them.
//!
//! A type is a word or two: `text`, `list of text`, `EUR`. Authors who come from elsewhere write
//! brackets behind it, say `optional` before it, or put it before the name. Each rule here looks
//! for a colon that a type stands behind ([`Place`]) and shows the argument as it is written.

use super::{Edit, Finding, Scene};
use crate::syntax::error::SyntaxError;
use crate::syntax::format::is_plain_name;
use crate::syntax::token::Token;
use crate::types::{CURRENCIES, Scalar, usual_type};

/// Words for "may be absent".
const OPTIONAL: &[&str] = &["optional", "option", "maybe", "nullable", "opt"];
/// Words for "must be there".
const REQUIRED: &[&str] = &["required", "mandatory", "req"];
/// Words for `list of`.
const LISTS: &[&str] = &["list", "array", "vec", "vector", "set", "seq", "sequence", "lists", "arrays"];
/// Words for `enum`.
const ENUMS: &[&str] = &["literal", "oneof", "one_of", "union", "choice"];
/// Words for what is JSON here.
const OBJECTS: &[&str] = &["map", "dict", "record", "object", "struct", "hash"];

const ABSENT: &str = "`?` behind the name says that it may be absent";
const PRESENT: &str = "an argument is required unless `?` stands behind its name";
const INSIDE: &str = "what is inside is not declared";
const CURRENCY: &str = "the type of money is its currency";

/// A colon that a type stands behind.
struct Place<'a> {
    colon: usize,
    /// The name before it, as it is written.
    name: &'a str,
    optional: bool,
    /// Whether a signal is declared, which has no `?`.
    signal: bool,
}

impl<'a> Place<'a> {
    /// The place whose type begins at `start`.
    fn before(scene: &Scene<'_, 'a>, start: usize) -> Option<Place<'a>> {
        let colon = start.checked_sub(1).filter(|&colon| scene.token(colon) == Some(Token::Colon))?;
        let outermost = match scene.token(0)? {
            Token::Signal => scene.opener(colon).is_none(),
            Token::Tool => scene.opener(colon).is_some_and(|opener| scene.opener(opener).is_none()),
            _ => false,
        };
        let optional = scene.token(colon.checked_sub(1)?) == Some(Token::Question);
        let name = colon.checked_sub(1 + usize::from(optional))?;
        let signal = scene.token(0) == Some(Token::Signal);
        outermost.then(|| Place { colon, name: scene.source(name), optional, signal })
    }

    /// How it is written that what is declared may be absent, and why so.
    fn absent(&self, ty: &str) -> (String, Option<&'static str>) {
        if self.signal {
            return (format!("{}: {ty}", self.name), Some("a signal that is not given is unknown"));
        }
        (format!("{}?: {ty}", self.name), Some(ABSENT))
    }

    fn make_optional<'t>(&self) -> Option<Edit<'t>> {
        (!self.optional && !self.signal).then_some(Edit::Insert(self.colon, Token::Question))
    }
}

/// A mistake from one token to before another.
fn otherwise<'a>(
    scene: &Scene<'_, 'a>,
    (from, to): (usize, usize),
    (right, why): (String, Option<&'static str>),
    edits: Vec<Edit<'a>>,
) -> Finding<'a> {
    let found = scene.source_of(from, to).split_whitespace().collect::<Vec<_>>().join(" ");
    scene.finding_at(from, to, SyntaxError::Otherwise { what: "type", found, right, why }, edits)
}

/// The same where it is the whole argument that is written otherwise.
fn no_argument<'a>(
    scene: &Scene<'_, 'a>,
    (from, to): (usize, usize),
    right: String,
    why: &'static str,
    edits: Vec<Edit<'a>>,
) -> Finding<'a> {
    let found = scene.source_of(from, to).to_owned();
    let error = SyntaxError::Otherwise { what: "argument", found, right, why: Some(why) };
    scene.finding_at(from, to, error, edits)
}

/// What a word of another language is called here.
fn ours(word: &str) -> &str {
    usual_type(word).unwrap_or(word)
}

fn is_type(word: &str) -> bool {
    Scalar::parse(ours(word)).is_some()
}

fn is_one_of(words: &[&str], word: &str) -> bool {
    words.contains(&word.to_ascii_lowercase().as_str())
}

/// `money(EUR)`, `list[text]`, `Array<string>`, `Optional[str]`, `int(0..10)`
pub(super) fn bracketed<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let open = scene.found()?;
    let (at, word) = (scene.at, scene.at.checked_sub(1)?);
    let place = Place::before(scene, word)?;
    let closer = match open {
        Token::Less => (at + 1..at + 16).find(|&index| scene.token(index) == Some(Token::Greater))?,
        Token::LeftParen | Token::LeftBracket => scene.closer(at)?,
        _ => return None,
    };
    if scene.token(word) == Some(Token::Enum) || closer == at + 1 {
        return None;
    }
    let outer = scene.source(word);
    let single = closer == at + 2 && scene.token(at + 1).is_some_and(Token::is_name);
    let inner = scene.source_of(at + 1, closer);
    let range = (word, closer + 1);
    let as_one = |ty: &'a str| {
        let mut edits: Vec<_> = (at..=closer).map(Edit::Delete).collect();
        edits.push(Edit::Replace(word, Token::Name(ty)));
        edits
    };
    if is_one_of(LISTS, outer) && inner.contains(['<', ',']) && !inner.starts_with("enum") {
        return None;
    }
    if is_one_of(LISTS, outer) {
        let word_of_list =
            if outer == "set" && scene.token(0) == Some(Token::Signal) { Token::Set } else { Token::List };
        let error = SyntaxError::AngleBrackets {
            outer: word_of_list.word().unwrap_or("list").to_owned(),
            inner: ours(inner).to_owned(),
        };
        let mut edits =
            vec![Edit::Replace(word, word_of_list), Edit::Replace(at, Token::Of), Edit::Delete(closer)];
        if single {
            edits.push(Edit::Replace(at + 1, Token::Name(ours(inner))));
        }
        return Some(scene.finding_at(range.0, range.1, error, edits));
    }
    if single && is_one_of(OPTIONAL, outer) {
        let mut edits = as_one(ours(inner));
        edits.extend(place.make_optional());
        return Some(otherwise(scene, range, place.absent(ours(inner)), edits));
    }
    if CURRENCIES.contains(&inner) {
        return Some(otherwise(scene, range, (inner.to_owned(), Some(CURRENCY)), as_one(inner)));
    }
    if is_one_of(ENUMS, outer) {
        let edits = vec![
            Edit::Replace(word, Token::Enum),
            Edit::Replace(at, Token::LeftBracket),
            Edit::Replace(closer, Token::RightBracket),
        ];
        return Some(otherwise(scene, range, (format!("enum [{inner}]"), None), edits));
    }
    if is_one_of(OBJECTS, outer) {
        return Some(otherwise(scene, range, ("json".to_owned(), Some(INSIDE)), as_one("json")));
    }
    let why = "a type has nothing in brackets; a rule says which values may be";
    Some(otherwise(scene, range, (ours(outer).to_owned(), Some(why)), as_one(ours(outer))))
}

/// `[text]`, `["a", "b"]`, `{ … }`, `"text"` where a type stands
pub(super) fn literal<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let at = scene.at;
    Place::before(scene, at)?;
    match scene.found()? {
        Token::LeftBracket => {
            let closer = scene.closer(at)?;
            let inner = scene.source_of(at + 1, closer);
            if closer == at + 2 && is_type(inner) {
                let error =
                    SyntaxError::AngleBrackets { outer: "list".to_owned(), inner: ours(inner).to_owned() };
                let edits = vec![
                    Edit::Replace(at, Token::List),
                    Edit::Replace(at + 1, Token::Of),
                    Edit::Replace(closer, Token::Name(ours(inner))),
                ];
                return Some(scene.finding_at(at, closer + 1, error, edits));
            }
            let edits = vec![Edit::Insert(at, Token::Enum)];
            Some(otherwise(scene, (at, closer + 1), (format!("enum [{inner}]"), None), edits))
        }
        Token::LeftBrace => {
            let closer = scene.closer(at)?;
            let mut edits = vec![Edit::Replace(at, Token::Name("json"))];
            edits.extend((at + 1..=closer).map(Edit::Delete));
            Some(otherwise(scene, (at, closer + 1), ("json".to_owned(), Some(INSIDE)), edits))
        }
        Token::Text(text) if is_type(text) => {
            let error = SyntaxError::TextForName { name: ours(text).to_owned(), help: None };
            Some(scene.finding(error, vec![Edit::Replace(at, Token::Name(ours(text)))]))
        }
        _ => None,
    }
}

/// `memo: text?`
pub(super) fn question<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    if scene.found()? != Token::Question {
        return None;
    }
    let mut start = scene.at.checked_sub(1)?;
    while start >= 2 && scene.token(start - 1) == Some(Token::Of) {
        start -= 2;
    }
    let place = Place::before(scene, start)?;
    let mut edits = vec![Edit::Delete(scene.at)];
    edits.extend(place.make_optional());
    let right = place.absent(scene.source_of(start, scene.at));
    Some(otherwise(scene, (start, scene.at + 1), right, edits))
}

/// `optional text`, `currency EUR`, `array of text`, `text or null`: the second word was taken for
/// the name of the next argument.
pub(super) fn two_words<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    if !scene.expects(":") || scene.found() == Some(Token::Equal) {
        return None;
    }
    let (at, second) = (scene.at, scene.at.checked_sub(1)?);
    let first = second.checked_sub(1)?;
    let place = Place::before(scene, first)?;
    let (word, next) = (scene.source(first), scene.source(second));
    let pair = (first, second + 1);
    match scene.token(second)? {
        Token::Of if is_one_of(LISTS, word) && scene.found().is_some_and(Token::is_name) => {
            let right = format!("list of {}", ours(scene.source(at)));
            let edits = vec![
                Edit::Replace(first, Token::List),
                Edit::Replace(at, Token::Name(ours(scene.source(at)))),
            ];
            Some(otherwise(scene, (first, at + 1), (right, None), edits))
        }
        Token::Of if is_one_of(OBJECTS, word) => {
            let edits =
                vec![Edit::Replace(first, Token::Name("json")), Edit::Delete(second), Edit::Delete(at)];
            Some(otherwise(scene, (first, at + 1), ("json".to_owned(), Some(INSIDE)), edits))
        }
        Token::Or if scene.found().is_some_and(Token::is_name) => {
            let mut edits = vec![Edit::Delete(second), Edit::Delete(at)];
            if ["null", "none", "nil", "undefined"].contains(&scene.source(at)) {
                edits.extend(place.make_optional());
                return Some(otherwise(scene, (first, at + 1), place.absent(ours(word)), edits));
            }
            edits.push(Edit::Replace(first, Token::Name("text")));
            let why = "a value has one type; `json` is any value";
            Some(otherwise(scene, (first, at + 1), ("text".to_owned(), Some(why)), edits))
        }
        _ if is_one_of(OPTIONAL, word) => {
            let mut edits = vec![Edit::Delete(first), Edit::Replace(second, Token::Name(ours(next)))];
            edits.extend(place.make_optional());
            Some(otherwise(scene, pair, place.absent(ours(next)), edits))
        }
        _ if is_one_of(REQUIRED, word) => {
            let edits = vec![Edit::Delete(first), Edit::Replace(second, Token::Name(ours(next)))];
            let right = format!("{}: {}", place.name, ours(next));
            Some(otherwise(scene, pair, (right, Some(PRESENT)), edits))
        }
        _ if is_type(word) && (is_one_of(OPTIONAL, next) || is_one_of(REQUIRED, next)) => {
            let mut edits = vec![Edit::Delete(second)];
            if is_one_of(REQUIRED, next) {
                let right = format!("{}: {}", place.name, ours(word));
                return Some(otherwise(scene, pair, (right, Some(PRESENT)), edits));
            }
            edits.extend(place.make_optional());
            Some(otherwise(scene, pair, place.absent(ours(word)), edits))
        }
        _ if CURRENCIES.contains(&next) && scene.same_line(first, second) => {
            let edits = vec![Edit::Delete(first)];
            Some(otherwise(scene, pair, (next.to_owned(), Some(CURRENCY)), edits))
        }
        _ => None,
    }
}

const FACETS: &[&str] = &["destination", "resource", "payload", "data"];

/// `to: email : destination`, `to: email > destination`,
/// `to: email destination`
pub(super) fn facet<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let at = scene.at;
    let is_facet = |index| scene.token(index).is_some() && FACETS.contains(&scene.source(index));
    let entry = scene.opener(at).is_some_and(|opener| scene.opener(opener).is_none());
    if scene.token(0) != Some(Token::Tool) || !entry {
        return None;
    }
    let found = match scene.found()? {
        Token::Colon => ":",
        Token::Greater => ">",
        _ if scene.expects(":") && is_facet(at.checked_sub(1)?) => {
            Place::before(scene, at.checked_sub(2)?)?;
            let error = SyntaxError::Unexpected {
                found: format!("`{}`", scene.source(at - 1)),
                expected: "`->`".to_owned(),
                help: Some(format!("write `{} -> {}`", scene.source(at - 2), scene.source(at - 1))),
            };
            let edits = vec![Edit::Insert(at - 1, Token::Arrow)];
            return Some(scene.finding_at(at - 1, at, error, edits));
        }
        _ => return None,
    };
    if !scene.expects("->") || !is_facet(at + 1) {
        return None;
    }
    let error = SyntaxError::WrongEquals { found, right: "->" };
    Some(scene.finding(error, vec![Edit::Replace(at, Token::Arrow)]))
}

/// `to -> destination`
pub(super) fn missing<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let at = scene.at;
    let facet = scene.token(at + 1).is_some() && FACETS.contains(&scene.source(at + 1));
    if scene.found()? != Token::Arrow || !scene.expects(":") || scene.token(0) != Some(Token::Tool) || !facet
    {
        return None;
    }
    let error = SyntaxError::Unexpected {
        found: "`->`".to_owned(),
        expected: "`:` and a type".to_owned(),
        help: Some(format!("write `{}: text -> {}`", scene.source(at.checked_sub(1)?), scene.source(at + 1))),
    };
    Some(scene.finding(error, vec![Edit::Insert(at, Token::Name("text")), Edit::Insert(at, Token::Colon)]))
}

/// `"to": email`, `call pay { "to": "a" }`
pub(super) fn quoted_key<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let Token::Text(text) = scene.found()? else { return None };
    let key =
        scene.expects("NAME") && scene.expects("and") && scene.token(scene.at + 1) == Some(Token::Colon);
    if !key || text.is_empty() || text.contains(['`', '\\']) {
        return None;
    }
    let error = SyntaxError::TextForName { name: key_of(text), help: None };
    Some(scene.finding(error, vec![Edit::Replace(scene.at, Token::Raw(text))]))
}

fn key_of(text: &str) -> String {
    if is_plain_name(text) { text.to_owned() } else { format!("`{text}`") }
}

/// `required amount: EUR`, `email to -> destination`: what stands before the name was taken for it.
pub(super) fn before_name<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let (at, word) = (scene.at, scene.at.checked_sub(1)?);
    let entry = scene.opener(word).is_some_and(|opener| scene.opener(opener).is_none());
    let found = scene.found().filter(|token| token.word().is_some() || token.is_name())?;
    let starts = scene.expects(":") && scene.same_line(word, at);
    if scene.token(0) != Some(Token::Tool) || !entry || !starts {
        return None;
    }
    let (first, second) = (scene.source(word), scene.source(at));
    let range = (word, at + 1);
    let typed = scene.token(at + 1) == Some(Token::Colon);
    let optional = is_one_of(OPTIONAL, first);
    if (optional || is_one_of(REQUIRED, first)) && (typed || scene.token(at + 1) == Some(Token::Question)) {
        let mut edits = vec![Edit::Delete(word)];
        if optional && typed {
            edits.push(Edit::Insert(at + 1, Token::Question));
        }
        let right = format!("{second}{}: …", if optional { "?" } else { "" });
        return Some(no_argument(scene, range, right, if optional { ABSENT } else { PRESENT }, edits));
    }
    if typed || !is_type(first) || is_type(second) {
        return None;
    }
    let edits = vec![
        Edit::Replace(word, found),
        Edit::Replace(at, Token::Name(ours(first))),
        Edit::Insert(at, Token::Colon),
    ];
    let right = format!("{second}: {}", ours(first));
    Some(no_argument(scene, range, right, "the type stands behind the name", edits))
}
