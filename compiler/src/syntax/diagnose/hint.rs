//! What may help where no rule knows the mistake.

use std::borrow::Cow;

use super::Scene;
use crate::syntax::error;
use crate::syntax::token::Token;

/// A help for the token that was not expected.
pub(super) fn hint(scene: &Scene<'_, '_>) -> Option<Cow<'static, str>> {
    if scene.at > 0 && scene.found().is_some() && scene.found() == scene.before(1) {
        return Some(format!("{} stands here twice", scene.describe()).into());
    }
    if scene.found() == Some(Token::Risk)
        && scene.expects("not")
        && scene.token(scene.at + 1) == Some(Token::Dot)
    {
        return Some(format!("a risk goes by its name alone: `{}`", scene.source(scene.at + 2)).into());
    }
    named(scene).map(Cow::from).or_else(|| fixed(scene).map(Cow::from))
}

/// A help that says again what the author wrote.
fn named(scene: &Scene<'_, '_>) -> Option<String> {
    let next = scene.source(scene.at + 1);
    match scene.found()? {
        Token::LeftBracket if scene.expects("and") => {
            let Token::Text(key) = scene.token(scene.at + 1)? else { return None };
            Some(format!("parts are named behind a dot: `{}.{key}`", scene.source(scene.at.checked_sub(1)?)))
        }
        Token::Name(tool)
            if scene.expects("call") && next == "{" && !["with", "context", "setup"].contains(&tool) =>
        {
            Some(format!("write `call {tool} {{ … }}`"))
        }
        Token::Name(rule) if scene.expects("by") && scene.expects("call") => {
            Some(format!("write `expect {} by {rule}`", scene.source(scene.at.checked_sub(1)?)))
        }
        found if scene.expects("{") && scene.before(2) == Some(Token::Call) && next == ":" => {
            let (tool, arg) = (scene.source(scene.at - 1), scene.source(scene.at));
            found.is_name().then(|| format!("arguments stand in braces: `call {tool} {{ {arg}: … }}`"))
        }
        Token::Name(_) | Token::Text(_)
            if scene.expects("and")
                && scene.before(2) == Some(Token::Dot)
                && ["has", "is", "like", "contains", "within", "matches"]
                    .contains(&scene.source(scene.at - 1)) =>
        {
            let fact = scene.source(scene.at.checked_sub(3)?);
            Some(format!("a test stands apart from the fact: `{fact} {} …`", scene.source(scene.at - 1)))
        }
        Token::Name(risk) if scene.expects("risk") && scene.expects("deny") => {
            let compared = scene.token(scene.at + 1).is_some_and(super::compares);
            compared.then(|| format!("write `expect risk {risk} {next} …`"))
        }
        Token::Colon | Token::Slash if scene.before(1).is_some_and(Token::is_name) && scene.expects(".") => {
            let part = scene.token(scene.at + 1).is_some_and(Token::is_name);
            let whole = format!("{}.{next}", scene.source(scene.at - 1));
            part.then(|| format!("the parts of a name are joined by dots: `{whole}`"))
        }
        _ => None,
    }
}

fn fixed(scene: &Scene<'_, '_>) -> Option<&'static str> {
    let first = scene.token(0)?;
    if first == Token::Risk && scene.expects("add") {
        return if scene.expects("when") { Some(error::TERM) } else { error::shape("risk") };
    }
    let word = scene.found().map_or("", |_| scene.source(scene.at));
    let in_condition = scene.expects("and");
    let is_rule = scene.expects("because");
    let declared = first == Token::Policy || first == Token::Module;
    match scene.found() {
        _ if in_approval(scene) => Some(error::APPROVAL),
        Some(Token::LeftParen) if in_condition => {
            let called = scene.at.checked_sub(1).and_then(|name| error::phrase_for(scene.source(name)));
            called.or(Some(error::NO_CALLS))
        }
        _ if word == "between" && matches!(scene.token(scene.at + 1), Some(Token::TimeOfDay(_))) => {
            Some(error::TIMES)
        }
        Some(Token::Number(_)) if scene.before(2) == Some(Token::Mask) => Some(error::KEEP),
        Some(Token::LeftBracket) if scene.before(1).is_some_and(super::compares) => Some(error::IN_LIST),
        Some(Token::Risk) if scene.expects("not") => Some(error::RISK),
        Some(_) if scene.before(1) == Some(Token::Enum) => Some(error::ENUM),
        Some(Token::Star) if scene.before(1) == Some(Token::Dot) && first != Token::Use => {
            Some(error::KINDS_TOO)
        }
        Some(Token::Star) if matches!(scene.before(1), Some(Token::When | Token::And | Token::Is)) => {
            Some(error::NO_STAR)
        }
        Some(Token::Dot) if matches!(scene.before(1), Some(Token::DotDot | Token::DotDotEqual)) => {
            Some(error::RANGE)
        }
        Some(Token::DotDot | Token::DotDotEqual) if scene.expects("]") => Some(error::RANGE),
        Some(Token::To | Token::Minus) if matches!(scene.before(1), Some(Token::Number(_))) => {
            Some(error::RANGE)
        }
        Some(Token::In) if scene.before(1) == Some(Token::Not) => Some(error::NOT_IN),
        Some(Token::Text(_)) if scene.expects("DATE") && !scene.expects("TEXT") => Some(error::DATE),
        Some(Token::Role) if scene.before(1) == Some(Token::Except) => Some(error::UNLESS),
        Some(Token::LeftBracket) if scene.before(1) == Some(Token::Arrow) => Some(error::ONE_FACET),
        Some(_) if scene.expects("{") && scene.before(1) == Some(Token::Given) => Some(error::GIVEN),
        Some(Token::LeftBrace) if declared => Some(error::NO_BODY),
        Some(Token::Name("default")) if declared => Some(error::NO_DEFAULT),
        Some(Token::Not) if matches!(scene.before(1), Some(Token::Within | Token::In | Token::Like)) => {
            Some(error::NOT_BEFORE)
        }
        Some(Token::Name("with" | "context" | "setup")) if scene.expects("given") => Some(error::GIVEN),
        Some(found) if is_rule && begins_fact(found) => {
            Some(if in_condition { error::JOINED } else { error::WHEN })
        }
        Some(Token::Not) if scene.expects("risk") && scene.expects("deny") => Some(error::EXPECT),
        Some(Token::Matches | Token::Is) if scene.expects("DOC") && scene.expects("NAME") => {
            Some(error::BEFORE_BRACES)
        }
        Some(_) if scene.expects("{") && scene.before(2) == Some(Token::Call) => Some(error::NO_ARGUMENTS),
        Some(Token::Name(_)) if is_rule => error::phrase_for(word).or(Some(error::CLAUSES)),
        _ if in_condition || scene.expects("not") => error::phrase_for(word),
        _ if scene.opener(scene.at).is_none() && scene.at > 1 => error::shape(scene.source(0)),
        _ => None,
    }
}

/// Whether a condition hardly begins with anything else.
fn begins_fact(token: Token<'_>) -> bool {
    matches!(
        token,
        Token::Tool
            | Token::Kind
            | Token::Role
            | Token::Purpose
            | Token::Destination
            | Token::Resource
            | Token::Signal
            | Token::Name("data" | "args" | "agent" | "payload" | "time" | "weekday" | "session")
    )
}

/// Whether the clause is `by … of … within …`, and not complete.
fn in_approval(scene: &Scene<'_, '_>) -> bool {
    let due =
        ["of", "within", "NUMBER"].iter().any(|terminal| scene.expects(terminal)) && !scene.expects("is");
    due && (1..=6).map_while(|count| scene.before(count)).any(|token| token == Token::By)
}
