//! Brackets and commas.

use super::{Edit, Finding, Scene};
use crate::syntax::error::{NO_BRACES, SyntaxError, shape};
use crate::syntax::token::Token;

fn mark(token: Token<'_>) -> &'static str {
    token.mark().unwrap_or("")
}

/// `list<email>`, `email[]`
pub(super) fn angle<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let (at, before) = (scene.at, scene.before(1)?);
    if scene.found()? == Token::LeftBracket
        && scene.token(at + 1) == Some(Token::RightBracket)
        && scene.expects("->")
    {
        let Token::Name(inner) = before else { return None };
        let error = SyntaxError::AngleBrackets { outer: "list".to_owned(), inner: inner.to_owned() };
        let edits = vec![
            Edit::Insert(at - 1, Token::Of),
            Edit::Insert(at - 1, Token::List),
            Edit::Delete(at),
            Edit::Delete(at + 1),
        ];
        return Some(scene.finding_at(at - 1, at + 2, error, edits));
    }
    let outer = match (scene.found()?, before) {
        (Token::Less, Token::List) => "list",
        (Token::Less, Token::Set) => "set",
        _ => return None,
    };
    let mut edits = vec![Edit::Replace(at, Token::Of)];
    if scene.token(at + 2) == Some(Token::Greater) {
        edits.push(Edit::Delete(at + 2));
    }
    let inner = if scene.token(at + 1).is_some() { scene.source(at + 1) } else { "text" };
    let error = SyntaxError::AngleBrackets { outer: outer.to_owned(), inner: inner.to_owned() };
    Some(scene.finding_at(at - 1, at + 3, error, edits))
}

/// `call t { to: "x"` and then the next step: its first word was taken for a field.
pub(super) fn unclosed_before_step<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let step = scene.at.checked_sub(1)?;
    let is_step = matches!(
        scene.token(step)?,
        Token::As
            | Token::Given
            | Token::Prompt
            | Token::Call
            | Token::Result
            | Token::Expect
            | Token::Approve
            | Token::After
            | Token::At
            | Token::Expire
    );
    let opener = scene.opener(step)?;
    let inner = opener > 0 && scene.token(opener) == Some(Token::LeftBrace) && scene.opener(opener).is_some();
    let in_test = scene.token(0) == Some(Token::Test);
    if !(is_step && inner && in_test && scene.expects(":") && scene.begins_line(step)) {
        return None;
    }
    let error = SyntaxError::UnclosedBracket {
        bracket: "}",
        opened: scene.span(opener, opener + 1),
        before: Some(format!("`{}`", scene.source(step))),
    };
    Some(scene.finding_at(step, step + 1, error, vec![Edit::Insert(step, Token::RightBrace)]))
}

/// A closing bracket that nothing, or another kind, opened.
pub(super) fn closing<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let found = scene.found().filter(|token| token.closes())?;
    let Some(opener) = scene.opener(scene.at) else {
        let error = SyntaxError::ExtraBracket { bracket: mark(found) };
        return Some(scene.finding(error, vec![Edit::Delete(scene.at)]));
    };
    let right = scene.token(opener)?.partner()?;
    if right == found || !scene.expects(mark(right)) {
        return None;
    }
    let opened = scene.span(opener, opener + 1);
    let outer = scene.opener(opener).and_then(|outer| scene.token(outer)?.partner());
    if outer == Some(found) {
        let error =
            SyntaxError::UnclosedBracket { bracket: mark(right), opened, before: Some(scene.describe()) };
        return Some(scene.finding(error, vec![Edit::Insert(scene.at, right)]));
    }
    let note = "the bracket opened here";
    let error = SyntaxError::WrongBracket { found: mark(found), right: mark(right), other: opened, note };
    Some(scene.finding(error, vec![Edit::Replace(scene.at, right)]))
}

/// A bracket that the declaration never closes.
pub(super) fn unclosed<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let opener = scene.opener(scene.at)?;
    let right = scene.token(opener)?.partner()?;
    let outermost = std::iter::successors(Some(opener), |&inner| scene.opener(inner)).last()?;
    if !scene.expects(mark(right)) || scene.closer(outermost).is_some() {
        return None;
    }
    let before = scene.found().map(|_| scene.describe());
    if let Some(found) = scene.found()
        && !(is_clause(found) || right == Token::RightBrace)
    {
        return None;
    }
    let error =
        SyntaxError::UnclosedBracket { bracket: mark(right), opened: scene.span(opener, opener + 1), before };
    Some(scene.finding(error, vec![Edit::Insert(scene.at, right)]))
}

/// `tool t is read x: text }`: something closes that was not opened here.
pub(super) fn unopened<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    if scene.found()?.closes() {
        return None;
    }
    let extra = extra_bracket(scene)?;
    let opening = [Token::LeftBrace, Token::LeftParen, Token::LeftBracket]
        .into_iter()
        .find(|open| open.partner() == Some(extra) && scene.expects(mark(*open)))?;
    let expected = format!("`{}`", mark(opening));
    let error = SyntaxError::Unexpected { found: scene.describe(), expected, help: None };
    Some(scene.finding(error, vec![Edit::Insert(scene.at, opening)]))
}

/// The first bracket behind the failure that closes more than was opened.
fn extra_bracket<'a>(scene: &Scene<'_, 'a>) -> Option<Token<'a>> {
    let mut open = Vec::new();
    for (index, &(_, token, _)) in scene.tokens.iter().enumerate() {
        if token.opens() {
            open.push(token.partner());
        } else if token.closes() && open.pop() != Some(Some(token)) {
            return (index > scene.at).then_some(token);
        }
    }
    None
}

/// `deny x { when … }`
pub(super) fn braces_of_rule<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    if scene.found()? != Token::LeftBrace || !scene.expects("because") {
        return None;
    }
    let error = SyntaxError::Unexpected {
        found: scene.describe(),
        expected: "a clause".to_owned(),
        help: Some(NO_BRACES.to_owned()),
    };
    let mut edits = vec![Edit::Delete(scene.at)];
    edits.extend(scene.closer(scene.at).map(Edit::Delete));
    Some(scene.finding(error, edits))
}

/// `call pay (to: "a")`
pub(super) fn braces_as_parentheses<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let found = scene.found()?;
    if !matches!(found, Token::LeftParen | Token::LeftBracket) || !scene.expects("{") || scene.expects("[") {
        return None;
    }
    let closer = scene.closer(scene.at)?;
    let error = SyntaxError::WrongBracket {
        found: mark(found),
        right: "{",
        other: scene.span(closer, closer + 1),
        note: "and `}` here",
    };
    let edits = vec![Edit::Replace(scene.at, Token::LeftBrace), Edit::Replace(closer, Token::RightBrace)];
    Some(scene.finding(error, edits))
}

fn is_clause(token: Token<'_>) -> bool {
    matches!(
        token,
        Token::When
            | Token::Unless
            | Token::Because
            | Token::Alert
            | Token::Cites
            | Token::By
            | Token::Mask
            | Token::Rollback
            | Token::On
            | Token::Until
            | Token::Shadow
            | Token::Else
    )
}

/// `in (a, b)` or `has {a, b}`
pub(super) fn list_in_other_brackets<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let opener = match scene.found()? {
        Token::LeftParen | Token::LeftBrace if scene.expects("[") => scene.at,
        Token::Comma => {
            scene.opener(scene.at).filter(|&opener| scene.token(opener) == Some(Token::LeftParen))?
        }
        _ => return None,
    };
    let takes_list = scene.token(opener.checked_sub(1)?).is_some_and(takes_list);
    let closer = scene.closer(opener)?;
    let fields = scene.tokens[opener..closer].iter().any(|token| token.1 == Token::Colon);
    if !takes_list || fields {
        return None;
    }
    let error = SyntaxError::WrongBracket {
        found: mark(scene.token(opener)?),
        right: "[",
        other: scene.span(closer, closer + 1),
        note: "and `]` here",
    };
    let edits = vec![Edit::Replace(opener, Token::LeftBracket), Edit::Replace(closer, Token::RightBracket)];
    Some(scene.finding_at(opener, opener + 1, error, edits))
}

/// Whether one thing or a list of them stands behind this word.
fn takes_list(token: Token<'_>) -> bool {
    matches!(
        token,
        Token::In
            | Token::Has
            | Token::No
            | Token::Within
            | Token::From
            | Token::Is
            | Token::Not
            | Token::Like
            | Token::Contains
            | Token::Mask
            | Token::Matches
            | Token::Alert
            | Token::Cites
            | Token::Except
            | Token::Yields
            | Token::Enum
            | Token::Near
            | Token::To
            | Token::As
    )
}

/// `[a b]`
pub(super) fn missing_comma<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let found = scene.found()?;
    let opener = scene.opener(scene.at)?;
    let begins_entry = found.is_name()
        || matches!(
            found,
            Token::Text(_) | Token::Number(_) | Token::Date(_) | Token::TimeOfDay(_) | Token::LeftBrace
        );
    if scene.token(opener) != Some(Token::LeftBracket) || !scene.expects(",") || !begins_entry {
        return None;
    }
    let error = SyntaxError::MissingComma { before: scene.describe() };
    Some(scene.finding(error, vec![Edit::Insert(scene.at, Token::Comma)]))
}

/// A comma outside a list: brackets are missing, or it is one too many.
pub(super) fn comma<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    if scene.found()? != Token::Comma {
        return None;
    }
    let shape = if scene.opener(scene.at).is_none() { shape(scene.source(0)) } else { None };
    let remove = scene.finding(SyntaxError::StrayComma { shape }, vec![Edit::Delete(scene.at)]);
    let first = entry_start(scene, scene.at);
    let takes_list = first.checked_sub(1).and_then(|before| scene.token(before)).is_some_and(takes_list);
    let mut end = scene.at;
    while scene.token(end) == Some(Token::Comma) {
        // The next term of a risk or step of a test begins behind it.
        let begins = scene.token(end + 1).filter(|token| token.word().is_some());
        let is_term = matches!(begins, Some(Token::Add | Token::Subtract));
        if is_term || (begins.is_some() && scene.begins_line(end + 1)) {
            return Some(remove);
        }
        let next = entry_end(scene, end + 1);
        if next == end + 1 {
            return Some(remove);
        }
        end = next;
    }
    let goes_on = scene.token(end).is_some_and(is_operator);
    if !takes_list || goes_on || first == scene.at {
        return Some(remove);
    }
    let error = SyntaxError::MissingBrackets {
        first: scene.source_of(first, scene.at).to_owned(),
        second: scene.source_of(scene.at + 1, entry_end(scene, scene.at + 1)).to_owned(),
    };
    let edits = vec![Edit::Insert(first, Token::LeftBracket), Edit::Insert(end, Token::RightBracket)];
    Some(scene.finding_at(first, end, error, edits))
}

/// Where the path or text begins that ends before `end`.
fn entry_start(scene: &Scene<'_, '_>, end: usize) -> usize {
    let mut at = end;
    while at > 0 && scene.token(at - 1).is_some_and(is_entry) {
        at -= 1;
        if at > 0 && scene.token(at - 1) == Some(Token::Dot) {
            at -= 1;
        } else {
            break;
        }
    }
    at
}

/// Where the path or text ends that begins at `start`; `start` if none does.
fn entry_end(scene: &Scene<'_, '_>, start: usize) -> usize {
    let mut at = start;
    while scene.token(at).is_some_and(is_entry) {
        at += 1;
        if scene.token(at) == Some(Token::Dot) {
            at += 1;
        } else {
            break;
        }
    }
    at
}

fn is_entry(token: Token<'_>) -> bool {
    token.is_name() || matches!(token, Token::Text(_) | Token::Number(_))
}

fn is_operator(token: Token<'_>) -> bool {
    matches!(
        token,
        Token::Is
            | Token::Has
            | Token::In
            | Token::Within
            | Token::Like
            | Token::Matches
            | Token::Contains
            | Token::EqualEqual
            | Token::NotEqual
            | Token::Less
            | Token::LessEqual
            | Token::Greater
            | Token::GreaterEqual
    )
}
