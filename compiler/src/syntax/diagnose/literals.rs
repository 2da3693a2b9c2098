//! Numbers, texts, expressions, and the operators of other languages.

use agp_abi::forms::{DURATION_UNITS, SIZE_UNITS};

use super::{Edit, Finding, Scene};
use crate::syntax::error::SyntaxError;
use crate::syntax::error::expected::phrase;
use crate::syntax::format::{is_plain_name, name};
use crate::syntax::token::Token;
use crate::types::CURRENCIES;

/// `a / b`
pub(super) fn division<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    if scene.found()? != Token::Slash || !scene.expects("*") {
        return None;
    }
    Some(scene.finding(SyntaxError::Division, vec![Edit::Replace(scene.at, Token::Star)]))
}

/// `~=`: whatever stands behind it says what was meant.
pub(super) fn tilde<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let found = match scene.found()? {
        Token::Tilde => "~",
        Token::TildeEqual => "~=",
        Token::EqualTilde => "=~",
        _ => return None,
    };
    let right = match scene.token(scene.at + 1) {
        Some(Token::Text(_)) => Token::Like,
        Some(Token::Regex(_)) => Token::Matches,
        _ => Token::EqualEqual,
    };
    Some(scene.finding(SyntaxError::Tilde { found }, vec![Edit::Replace(scene.at, right)]))
}

/// `=>`
pub(super) fn fat_arrow<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    if scene.found()? != Token::FatArrow {
        return None;
    }
    let (right, token) = if scene.expects("->") { ("->", Token::Arrow) } else { (">=", Token::GreaterEqual) };
    Some(scene.finding(SyntaxError::FatArrow { right }, vec![Edit::Replace(scene.at, token)]))
}

/// `=` for `==`, `is` or `:`, and the reverse.
pub(super) fn equals<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let found = scene.found()?;
    let replace = |token| vec![Edit::Replace(scene.at, token)];
    match found {
        Token::Equal if scene.expects("==") => {
            let name = scene.token(scene.at + 1).is_some_and(Token::is_name);
            let (right, token) = if name { ("is", Token::Is) } else { ("==", Token::EqualEqual) };
            Some(scene.finding(SyntaxError::SingleEquals { right }, replace(token)))
        }
        Token::Equal if scene.expects(":") => {
            Some(scene.finding(SyntaxError::WrongEquals { found: "=", right: ":" }, replace(Token::Colon)))
        }
        Token::Colon if scene.expects("=") && !scene.expects("==") => {
            Some(scene.finding(SyntaxError::WrongEquals { found: ":", right: "=" }, replace(Token::Equal)))
        }
        Token::EqualEqual if scene.expects("=") => {
            Some(scene.finding(SyntaxError::WrongEquals { found: "==", right: "=" }, replace(Token::Equal)))
        }
        _ => None,
    }
}

/// `.5`
pub(super) fn point<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let (Token::Dot, Token::Number(digits)) = (scene.found()?, scene.token(scene.at + 1)?) else {
        return None;
    };
    if !scene.glued(scene.at) || !scene.expects("NUMBER") {
        return None;
    }
    let error = SyntaxError::Unexpected {
        found: "`.`".to_owned(),
        expected: "a digit".to_owned(),
        help: Some(format!("write `0.{digits}`")),
    };
    // The fraction is not in the source as it should be; 0 is of every type.
    let edits = vec![Edit::Delete(scene.at), Edit::Replace(scene.at + 1, Token::Number("0"))];
    Some(scene.finding_at(scene.at, scene.at + 2, error, edits))
}

/// `because: "…"`, `as: clerk`, `deny x: when …`
pub(super) fn colon<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let before = scene.before(1)?;
    let named = scene.at == 2 && scene.token(0)?.is_starter();
    let rule = named && scene.expects("when");
    if before == Token::To && scene.token(0)? == Token::Tool {
        return None;
    }
    if scene.found()? != Token::Colon || scene.at < 2 || !(rule || (before.word().is_some() && !named)) {
        return None;
    }
    let word = scene.source(scene.at - 1);
    let error = SyntaxError::Unexpected {
        found: "`:`".to_owned(),
        expected: phrase(&scene.expected),
        help: Some(format!("`{word}` has no colon behind it")),
    };
    Some(scene.finding(error, vec![Edit::Delete(scene.at)]))
}

/// `url: http://a.example`: behind `//` everything was taken for a comment.
pub(super) fn address<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let (Token::Colon, Token::Name(scheme)) = (scene.found()?, scene.before(1)?) else { return None };
    let start = scene.span(scene.at - 1, scene.at).start as usize;
    let rest = scene.text.get(start..)?;
    if !matches!(scheme, "http" | "https" | "ftp" | "file" | "s3") || !rest[scheme.len()..].starts_with("://")
    {
        return None;
    }
    let words = rest.split_whitespace().next()?.trim_end_matches([',', '}', ']', ')']);
    let error = SyntaxError::NameForText { words: words.to_owned(), contains: false };
    Some(scene.finding_at(scene.at - 1, scene.at + 1, error, Vec::new()))
}

/// `to -> text` for `to: text`
pub(super) fn arrow<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    if scene.found()? != Token::Arrow || !scene.expects(":") {
        return None;
    }
    let error = SyntaxError::WrongEquals { found: "->", right: ":" };
    Some(scene.finding(error, vec![Edit::Replace(scene.at, Token::Colon)]))
}

/// `5 m`, `1 minute`: found behind the number, or, where a name may follow a number, one later.
pub(super) fn unit<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let unit = [scene.at, scene.at.checked_sub(1)?].into_iter().find(|&unit| {
        let number = unit.checked_sub(1).and_then(|number| scene.token(number));
        matches!(number, Some(Token::Number(digits)) if digits.ends_with(|c: char| c.is_ascii_digit()))
            && matches!(scene.token(unit), Some(Token::Name(name)) if unit_of(name).is_some())
            && scene.same_line(unit - 1, unit)
            && (unit == scene.at || scene.expects(":"))
    })?;
    let number = unit - 1;
    let right = unit_of(scene.source(unit))?;
    let error = SyntaxError::SpacedUnit { number: scene.source(number).to_owned(), unit: right.to_owned() };
    // The amount is not in the source as it should be; what stands for it is refused anyway.
    let glued = if right == scene.source(unit) { scene.source_of(number, unit + 1) } else { "1m" };
    let edits = vec![Edit::Replace(number, Token::Number(glued)), Edit::Delete(unit)];
    Some(scene.finding_at(number, unit + 1, error, edits))
}

/// `EUR 500`
pub(super) fn unit_before<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let (Token::Number(digits), Token::Name(unit)) = (scene.found()?, scene.before(1)?) else { return None };
    let plain = digits.ends_with(|c: char| c.is_ascii_digit());
    if !plain || !CURRENCIES.contains(&unit) || scene.expects(":") {
        return None;
    }
    let error = SyntaxError::SpacedUnit { number: digits.to_owned(), unit: unit.to_owned() };
    Some(scene.finding_at(scene.at - 1, scene.at + 1, error, Vec::new()))
}

/// The unit that a word is or means.
fn unit_of(word: &str) -> Option<&str> {
    let known = DURATION_UNITS.iter().map(|(unit, _)| *unit).chain(SIZE_UNITS.iter().map(|(unit, _)| *unit));
    let currency = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    match word {
        _ if currency || known.into_iter().any(|unit| unit == word) => Some(word),
        "sec" | "secs" | "second" | "seconds" => Some("s"),
        "min" | "mins" | "minute" | "minutes" => Some("m"),
        "hr" | "hour" | "hours" => Some("h"),
        "day" | "days" => Some("d"),
        "week" | "weeks" => Some("w"),
        "euro" | "euros" => Some("EUR"),
        "dollar" | "dollars" => Some("USD"),
        _ => None,
    }
}

/// `1,000`
pub(super) fn grouped_digits<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let (Token::Comma, Token::Number(_)) = (scene.found()?, scene.before(1)?) else { return None };
    let Some(Token::Number(group)) = scene.token(scene.at + 1) else { return None };
    let three = group.bytes().take_while(u8::is_ascii_digit).count() == 3;
    if !three || !scene.glued(scene.at - 1) || !scene.glued(scene.at) {
        return None;
    }
    let (first, end) = (scene.at - 1, scene.at + 2);
    let number = scene.source_of(first, end);
    let edits =
        vec![Edit::Replace(first, Token::Number(number)), Edit::Delete(first + 1), Edit::Delete(first + 2)];
    Some(scene.finding_at(first, end, SyntaxError::GroupedDigits { number: number.to_owned() }, edits))
}

/// `hr-analyst`, where no difference can stand.
pub(super) fn hyphen<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let first = scene.at.checked_sub(1)?;
    let mut last = first;
    while scene.token(last + 1) == Some(Token::Minus)
        && scene.glued(last)
        && scene.glued(last + 1)
        && scene
            .token(last + 2)
            .is_some_and(|token| token.word().is_some() || matches!(token, Token::Name(_) | Token::Number(_)))
    {
        last += 2;
    }
    if last == first || !scene.token(first)?.is_name() {
        return None;
    }
    let name = scene.source_of(first, last + 1);
    let mut edits = vec![Edit::Replace(first, Token::Raw(name))];
    edits.extend((first + 1..=last).map(Edit::Delete));
    Some(scene.finding_at(first, last + 1, SyntaxError::Hyphen { name: name.to_owned() }, edits))
}

/// `matches "x"`
pub(super) fn text_for_regex<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let Token::Text(text) = scene.found()? else { return None };
    if !scene.expects("REGEX") || scene.expects("TEXT") {
        return None;
    }
    let condition = scene.before(1) == Some(Token::Matches);
    let edit = if condition {
        Edit::Replace(scene.at - 1, Token::Like)
    } else {
        Edit::Replace(scene.at, Token::Regex("x"))
    };
    Some(scene.finding(SyntaxError::TextForRegex { text: text.to_owned(), condition }, vec![edit]))
}

/// `like /x/`, `is /x/`
pub(super) fn regex_for_text<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let Token::Regex(pattern) = scene.found()? else { return None };
    let condition = matches!(scene.before(1)?, Token::Is | Token::EqualEqual);
    let edit = match condition {
        true => Edit::Replace(scene.at - 1, Token::Matches),
        false if scene.expects("TEXT") => Edit::Replace(scene.at, Token::Text(pattern)),
        false => return None,
    };
    Some(scene.finding(SyntaxError::RegexForText { pattern: pattern.to_owned(), condition }, vec![edit]))
}

/// `role has "clerk"`
pub(super) fn text_for_name<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let Token::Text(text) = scene.found()? else { return None };
    let name_only = scene.expects("NAME") && scene.expects("RAW") && !scene.expects("TEXT");
    let key = scene.expects(":") || scene.expects("and");
    if !name_only || key || text.is_empty() || text.contains(['`', '\\', ' ']) {
        return None;
    }
    let mut parts: Vec<&str> = text.split('.').collect();
    if !parts.iter().all(|part| is_plain_name(part)) {
        parts = vec![text];
    }
    let mut edits = vec![Edit::Replace(scene.at, Token::Raw(parts[0]))];
    for part in parts[1..].iter().rev() {
        edits.extend([Edit::Insert(scene.at + 1, Token::Raw(part)), Edit::Insert(scene.at + 1, Token::Dot)]);
    }
    let name = parts.iter().map(|part| name(part)).collect::<Vec<_>>().join(".");
    Some(scene.finding(SyntaxError::TextForName { name, help: entity(scene, text) }, edits))
}

/// What is meant by an address or a pattern that stands where a name does.
fn entity(scene: &Scene<'_, '_>, text: &str) -> Option<String> {
    const DOMAINS: &[&str] = &[".com", ".org", ".net", ".io", ".dev", ".ai", ".app", ".example"];
    let is_host = DOMAINS.iter().any(|domain| text.ends_with(domain));
    let is_entity = is_host || text.contains(['*', '@', '/', ':']);
    let mut test = scene.tokens[..scene.at].iter().rev().take_while(|token| {
        !matches!(token.1, Token::And | Token::Or | Token::When | Token::Unless | Token::LeftParen)
    });
    if !is_entity || !scene.expects("NAME") {
        return None;
    }
    if matches!(scene.token(0), Some(Token::Destination | Token::Resource)) {
        return Some(format!("patterns stand before braces: `matches \"{text}\"`"));
    }
    test.find_map(|token| match token.1 {
        Token::Destination => {
            Some(format!("declare `destination NAME is external matches \"{text}\"` and test for `NAME`"))
        }
        Token::Resource => Some(format!("declare `resource NAME matches \"{text}\"` and test for `NAME`")),
        Token::Name("args" | "payload") => {
            let operator = if text.contains('*') { "like" } else { "is" };
            Some(format!("texts are tested by `is`, `like` and `contains`: write `{operator} \"{text}\"`"))
        }
        _ => None,
    })
}

/// `because too many files`, `policy p 1`, `matches slack.com`
pub(super) fn name_for_text<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    // A reason goes on to the end of its line, whatever its words are elsewhere.
    let reason = scene.before(1) == Some(Token::Because) && scene.found() != Some(Token::Because);
    let is_word = |token: Token<'_>| {
        token.is_name() || matches!(token, Token::Number(_)) || (reason && token.word().is_some())
    };
    let other_way = scene.expects("NAME") || scene.expects("{") || scene.expects("when");
    if !scene.found().is_some_and(is_word) || !scene.expects("TEXT") || other_way {
        return None;
    }
    let is_part = |token: Token<'_>| {
        is_word(token)
            || matches!(token, Token::Dot | Token::Minus | Token::Star | Token::Slash | Token::Colon)
    };
    let mut end = scene.at + 1;
    let goes_on = |end: usize| !matches!(scene.token(end), Some(Token::At | Token::Least));
    while goes_on(end)
        && scene.token(end).is_some_and(|token| {
            (is_word(token) && scene.same_line(end - 1, end))
                || (is_part(token) && scene.glued(end - 1))
                || (reason && !matches!(token, Token::Text(_)) && scene.same_line(end - 1, end))
        })
    {
        end += 1;
    }
    let words = scene.source_of(scene.at, end);
    let mut edits = vec![Edit::Replace(scene.at, Token::Text(words))];
    edits.extend((scene.at + 1..end).map(Edit::Delete));
    let contains = scene.before(1) == Some(Token::Contains);
    if contains {
        edits = vec![Edit::Replace(scene.at - 1, Token::Has)];
    }
    Some(scene.finding_at(
        scene.at,
        end,
        SyntaxError::NameForText { words: words.to_owned(), contains },
        edits,
    ))
}
