//! Words: misspelt, missing, reserved, or of another language.

use super::{Edit, Finding, Scene, compares};
use crate::diag::suggest::nearest;
use crate::syntax::error::expected::phrase;
use crate::syntax::error::{self, SyntaxError, phrase_for};
use crate::syntax::token::{self, Token};

/// Our words, and what other languages say for them.
const ELSEWHERE: &[(&str, &[&str])] = &[
    ("when", &["if", "where", "whenever", "while"]),
    ("because", &["reason", "message", "description", "why"]),
    ("is", &["equals", "eq", "are", "be", "isnt"]),
    ("has", &["include", "includes"]),
    ("contains", &["contain", "containing"]),
    ("within", &["inside", "subset"]),
    ("and", &["also", "plus", "but"]),
    ("or", &["either"]),
    ("alert", &["notify", "warn"]),
    ("cites", &["cite", "ref"]),
    ("mask", &["hide"]),
    ("by", &["requires", "require"]),
    ("until", &["expires"]),
    ("rollback", &["undo", "revert"]),
    ("deny", &["denied", "denies", "forbid", "block", "blocked", "reject", "refuse", "disallow", "prevent"]),
    ("allow", &["allowed", "allows", "permit", "grant", "accept"]),
    ("halt", &["stop", "kill", "halted"]),
    ("pause", &["paused", "wait"]),
    ("review", &["ask", "confirm", "reviewed", "escalate"]),
    ("redact", &["redacted"]),
    ("sandbox", &["sandboxed"]),
    ("use", &["import", "include", "require", "using"]),
    ("extends", &["inherit"]),
    ("policy", &["package"]),
    ("module", &["namespace"]),
    ("let", &["def", "define", "var", "const"]),
    ("class", &["label", "data"]),
    ("role", &["group", "user"]),
    ("tool", &["function"]),
    ("kind", &["action"]),
    ("test", &["scenario"]),
    ("prove", &["assert", "verify"]),
    ("expect", &["should", "then", "assert", "verify"]),
    ("as", &["role", "user"]),
    ("else", &["otherwise"]),
    ("list", &["array"]),
    ("subtract", &["minus"]),
    ("otherwise", &["default"]),
    ("returns", &["returning", "output"]),
    ("yields", &["produces"]),
    ("pattern", &["regex"]),
];

/// The word meant by `found` among those that may stand there. One letter resembles too many.
pub(in crate::syntax) fn meant<'w>(found: &str, words: &[&'w str]) -> Option<&'w str> {
    if found.len() < 2 {
        return None;
    }
    let lower = found.to_ascii_lowercase();
    let same = words.iter().copied().find(|word| *word == lower && *word != found);
    same.or_else(|| elsewhere(&lower, words)).or_else(|| nearest(found, words.iter().copied()))
}

/// The word that says here what `found` says in another language.
fn elsewhere<'w>(found: &str, words: &[&'w str]) -> Option<&'w str> {
    let mut ours = ELSEWHERE.iter().filter(|(_, theirs)| theirs.contains(&found)).map(|(ours, _)| *ours);
    ours.find_map(|ours| words.iter().copied().find(|word| *word == ours))
}

/// `/// …` where nothing can be documented.
pub(super) fn docs<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    match scene.found()? {
        Token::Doc(_) => Some(scene.finding(SyntaxError::MisplacedDocs, vec![Edit::Delete(scene.at)])),
        // The docs were fine, but what they document is missing.
        _ if matches!(scene.before(1), Some(Token::Doc(_)))
            && !scene.found()?.is_name()
            && scene.found()?.closes() =>
        {
            Some(scene.finding_at(
                scene.at - 1,
                scene.at,
                SyntaxError::MisplacedDocs,
                vec![Edit::Delete(scene.at - 1)],
            ))
        }
        _ => None,
    }
}

/// `has not`, `not has`, `is no`, `not is`
pub(super) fn negation<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let (right, first, second) = match (scene.before(1)?, scene.found()?) {
        (Token::Has, Token::Not) | (Token::Not, Token::Has) => ("has no", Token::Has, Token::No),
        (Token::Is, Token::No) | (Token::Not, Token::Is) => ("is not", Token::Is, Token::Not),
        _ => return None,
    };
    let error = SyntaxError::WrongNegation {
        found: format!("{} {}", scene.source(scene.at - 1), scene.source(scene.at)),
        right,
    };
    let edits = vec![Edit::Replace(scene.at - 1, first), Edit::Replace(scene.at, second)];
    Some(scene.finding_at(scene.at - 1, scene.at + 1, error, edits))
}

/// A word that resembles one that may stand there, or says it in another language.
pub(super) fn misspelt<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let found = scene.found()?;
    if scene.expects("NAME") || !(matches!(found, Token::Name(_)) || found.word().is_some()) {
        return None;
    }
    let source = scene.source(scene.at);
    let mut words: Vec<&str> = scene.expected.words().collect();
    let next_declaration = scene.expects("because") && scene.begins_line(scene.at);
    if next_declaration {
        words.extend(token::STARTERS);
    }
    // A word of the language is rarely a slip of the fingers.
    let right =
        if matches!(found, Token::Name(_)) { meant(source, &words) } else { elsewhere(source, &words) }?;
    let error = SyntaxError::MisspeltWord {
        found: source.to_owned(),
        right: right.to_owned(),
        expected: phrase(&scene.expected),
    };
    let edits = token::literal(right).map(|token| vec![Edit::Replace(scene.at, token)]).unwrap_or_default();
    Some(scene.finding(error, edits))
}

/// `if … then deny`: a rule says the verdict first.
pub(super) fn then<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    if scene.found()? != Token::Then || scene.expects("then") {
        return None;
    }
    Some(scene.finding(SyntaxError::Then, vec![Edit::Delete(scene.at)]))
}

/// `add 0.3 when kind is add 0.2`: the word that begins the next part was taken for a name.
pub(super) fn swallowed<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let word = scene.at.checked_sub(1)?;
    let begins_part = match scene.token(word)? {
        Token::Add | Token::Subtract => scene.token(0) == Some(Token::Risk),
        Token::On => scene.found() == Some(Token::Result),
        Token::Until => matches!(scene.found(), Some(Token::Date(_))),
        _ => false,
    };
    let operand_due = matches!(
        scene.before(2)?,
        Token::Is
            | Token::Has
            | Token::No
            | Token::Not
            | Token::And
            | Token::Or
            | Token::When
            | Token::Unless
            | Token::Within
            | Token::In
            | Token::From
            | Token::EqualEqual
            | Token::NotEqual
            | Token::Less
            | Token::LessEqual
            | Token::Greater
            | Token::GreaterEqual
            | Token::Star
            | Token::Plus
            | Token::Minus
    );
    let error = SyntaxError::Unexpected {
        found: format!("`{}`", scene.source(word)),
        expected: "a name or a value".to_owned(),
        help: None,
    };
    (begins_part && operand_due).then(|| scene.finding_at(word, scene.at, error, Vec::new()))
}

/// `retruns {` in a tool: taken for an argument until what follows showed that it is none.
pub(super) fn misspelt_before<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let word = scene.at.checked_sub(1)?;
    let (Token::Name(name), true) = (scene.token(word)?, scene.expects(":")) else { return None };
    let candidates: &[&str] = match scene.found()? {
        Token::LeftBrace => &["returns"],
        Token::Arrow => &["rest"],
        _ => return None,
    };
    let right = meant(name, candidates)?;
    let error = SyntaxError::MisspeltWord {
        found: name.to_owned(),
        right: right.to_owned(),
        expected: "an argument".to_owned(),
    };
    let edits = token::literal(right).map(|token| vec![Edit::Replace(word, token)]).unwrap_or_default();
    Some(scene.finding_at(word, word + 1, error, edits))
}

/// `two` for `2`
pub(super) fn number_word<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    const WORDS: &[(&str, &str)] = &[
        ("one", "1"),
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("ten", "10"),
        ("a", "1"),
        ("an", "1"),
    ];
    let Token::Name(found) = scene.found()? else { return None };
    if !scene.expects("NUMBER") || scene.expects("NAME") {
        return None;
    }
    let (word, number) = WORDS.iter().find(|(word, _)| *word == found)?;
    let error = SyntaxError::WordForNumber { word: (*word).to_owned(), number };
    Some(scene.finding(error, vec![Edit::Replace(scene.at, Token::Number(number))]))
}

/// `deny deny x`
pub(super) fn repeated_starter<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let named = scene.token(2).is_some_and(|next| next.is_name() || matches!(next, Token::Text(_)));
    if scene.at != 1 || scene.found() != scene.token(0) || !named {
        return None;
    }
    Some(super::unexpected(scene))
}

/// A starter without a name behind it.
pub(super) fn missing_name<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    if scene.at != 1 || scene.found().is_some_and(is_unlikely_name) {
        return None;
    }
    let error = SyntaxError::MissingName { starter: scene.source(0).to_owned(), found: scene.describe() };
    Some(scene.finding(error, Vec::new()))
}

/// A word of the language that hardly stands behind a forgotten name: it is the name.
fn is_unlikely_name(token: Token<'_>) -> bool {
    token.is_starter()
        || matches!(
            token,
            Token::Known
                | Token::Else
                | Token::Since
                | Token::Nothing
                | Token::Keep
                | Token::True
                | Token::False
        )
}

/// `deny ssn to chat`
pub(super) fn several_words<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let named = scene.token(0)?.is_starter() && scene.token(1)?.is_name();
    let goes_on = [":", "=", "NAME"].iter().any(|terminal| scene.expects(terminal));
    if scene.at != 2 || !named || !scene.found()?.is_name() || goes_on {
        return None;
    }
    let mut end = 2;
    while scene.token(end).is_some_and(Token::is_name) && scene.same_line(end - 1, end) {
        end += 1;
    }
    if end == 2 || scene.source(1) == scene.source(2) {
        return None;
    }
    let words = (1..end).map(|index| scene.source(index).to_owned()).collect();
    let edits = (2..end).map(Edit::Delete).collect();
    Some(scene.finding_at(1, end, SyntaxError::SeveralWords { words }, edits))
}

/// A word of the language where only a name can stand.
pub(super) fn reserved<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let found = scene.found()?;
    let word = found.word().filter(|_| found.is_reserved())?;
    let starter = scene.token(0)?;
    let declared = scene.at == 1 && is_unlikely_name(found);
    let entry = scene.expects("DOC") && scene.expects("NAME") && starter.is_starter();
    let part = scene.before(1) == Some(Token::Dot);
    if !(declared || entry || part) || !scene.expects("NAME") {
        return None;
    }
    let name = Token::Name(scene.source(scene.at));
    Some(
        scene.finding(
            SyntaxError::ReservedWord { word: word.to_owned() },
            vec![Edit::Replace(scene.at, name)],
        ),
    )
}

/// `1 < x < 5`
pub(super) fn chained<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    if !scene.found().is_some_and(compares) || !scene.expects("and") {
        return None;
    }
    let same_test = scene.tokens[..scene.at].iter().rev().take_while(|token| {
        !matches!(
            token.1,
            Token::And | Token::Or | Token::When | Token::Unless | Token::LeftParen | Token::Not
        )
    });
    same_test
        .map(|token| token.1)
        .any(compares)
        .then(|| scene.finding(SyntaxError::ChainedComparison, Vec::new()))
}

/// `x >= 1 and <= 5`, `when has pii`: a test without what it is about.
pub(super) fn no_subject<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let found = scene.found()?;
    let tests = compares(found) || matches!(found, Token::Has | Token::Is | Token::Within | Token::Like);
    let begins = matches!(
        scene.before(1)?,
        Token::And | Token::Or | Token::When | Token::Unless | Token::LeftParen | Token::Equal
    );
    if !tests || !begins || !scene.expects("not") {
        return None;
    }
    let error = SyntaxError::Unexpected {
        found: scene.describe(),
        expected: "a condition".to_owned(),
        help: Some(error::ABOUT.to_owned()),
    };
    Some(scene.finding(error, Vec::new()))
}

/// `data has any [a, b]`, `data within all of [a, b]`: the word was taken for a name.
pub(super) fn quantifier<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let (at, word) = (scene.at, scene.at.checked_sub(1)?);
    let quantifies = |token| matches!(token, Token::Name("any" | "all" | "each" | "some" | "every" | "one"));
    let operator = word.checked_sub(1).and_then(|before| scene.token(before))?;
    let list = if scene.found()? == Token::Of { at + 1 } else { at };
    if !scene.token(word).is_some_and(quantifies)
        || !matches!(operator, Token::Has | Token::No | Token::Within | Token::In | Token::Not)
        || !matches!(scene.token(list)?, Token::LeftBracket | Token::Name(_))
    {
        return None;
    }
    let error = SyntaxError::Unexpected {
        found: format!("`{}`", scene.source(word)),
        expected: "names".to_owned(),
        help: phrase_for("any").map(str::to_owned),
    };
    let edits = (word..list).map(Edit::Delete).collect();
    Some(scene.finding_at(word, list, error, edits))
}

/// A memory operator without `in 1m` or `per session`.
pub(super) fn window<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    let previous = scene.before(1)?;
    if scene.expected.len() == 1 && scene.expects("in") && previous == Token::RightParen {
        let mut edits = vec![Edit::Insert(scene.at, Token::Number("1m")), Edit::Insert(scene.at, Token::In)];
        if scene.found() != Some(Token::Per) {
            edits.insert(0, Edit::Insert(scene.at, Token::Per));
            edits.insert(0, Edit::Insert(scene.at, Token::Name("session")));
        }
        return Some(scene.finding(SyntaxError::MissingWindow, edits));
    }
    if scene.expected.len() == 1
        && scene.expects("per")
        && matches!(previous, Token::Number(_) | Token::RightParen)
    {
        let edits = vec![Edit::Insert(scene.at, Token::Name("session")), Edit::Insert(scene.at, Token::Per)];
        return Some(scene.finding(SyntaxError::MissingScope, edits));
    }
    None
}
