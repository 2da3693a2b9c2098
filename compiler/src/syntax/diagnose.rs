//! From a place where parsing failed to the mistake behind it.
//!
//! A parser only knows what it did not expect. The [`RULES`] look at what stands around that place
//! and recognise the mistakes people make: an operator of another language, a missing bracket, a
//! name without its quotes. The first rule that applies words the message. A rule also proposes
//! [`Edit`]s that repair the declaration; [`super::parse`] keeps them if parsing then gets further,
//! so that one mistake gives one message and what follows is still read.

mod brackets;
mod literals;
mod words;

pub(super) use self::words::meant;
use super::error::expected::{Expected, phrase};
use super::error::{self, SyntaxError};
use super::lex::Spanned;
use super::token::{self, Token};
use crate::source::{FileId, Span};

/// Where parsing failed, and all that a rule may look at.
pub(super) struct Scene<'s, 'a> {
    pub(super) file: FileId,
    pub(super) text: &'a str,
    /// The tokens of the declaration.
    pub(super) tokens: &'s [Spanned<'a>],
    /// The index of the token that was not expected; the number of tokens at the end.
    pub(super) at: usize,
    pub(super) expected: Expected,
}

/// A mistake and how to go on.
pub(super) struct Finding<'a> {
    pub(super) error: SyntaxError,
    pub(super) span: Span,
    /// Repairs, of which the first that helps is made.
    pub(super) repairs: Vec<Vec<Edit<'a>>>,
    /// Whether a rule knows what was meant, so that a repair need only get further to stay.
    pub(super) certain: bool,
}

/// A change of the tokens. Several are made from the last index to the first.
#[derive(Clone, Debug)]
pub(super) enum Edit<'a> {
    Delete(usize),
    Replace(usize, Token<'a>),
    Insert(usize, Token<'a>),
}

impl Edit<'_> {
    fn index(&self) -> usize {
        match self {
            Edit::Delete(at) | Edit::Replace(at, _) | Edit::Insert(at, _) => *at,
        }
    }
}

type Rule = for<'s, 'a> fn(&Scene<'s, 'a>) -> Option<Finding<'a>>;

/// In order of precedence.
const RULES: &[Rule] = &[
    literals::division,
    literals::tilde,
    literals::fat_arrow,
    literals::equals,
    words::docs,
    words::negation,
    words::then,
    words::swallowed,
    brackets::angle,
    brackets::unclosed_before_step,
    brackets::closing,
    brackets::unclosed,
    brackets::unopened,
    brackets::braces_of_rule,
    brackets::braces_as_parentheses,
    brackets::list_in_other_brackets,
    literals::grouped_digits,
    brackets::missing_comma,
    brackets::comma,
    literals::unit,
    literals::hyphen,
    literals::text_for_regex,
    literals::regex_for_text,
    literals::text_for_name,
    words::misspelt,
    words::misspelt_before,
    literals::arrow,
    words::number_word,
    literals::name_for_text,
    words::repeated_starter,
    words::missing_name,
    words::several_words,
    words::reserved,
    words::chained,
    words::window,
];

/// The mistake behind a failure. `None` if it has been reported by the lexer.
pub(super) fn diagnose<'a>(scene: &Scene<'_, 'a>) -> Option<Finding<'a>> {
    if scene.found() == Some(Token::Broken) {
        return None;
    }
    RULES.iter().find_map(|rule| rule(scene)).or_else(|| Some(unexpected(scene)))
}

/// What is said when no rule applies.
fn unexpected<'a>(scene: &Scene<'_, 'a>) -> Finding<'a> {
    let expected = phrase(&scene.expected);
    let help = hint(scene);
    let error = match scene.found() {
        Some(_) => SyntaxError::Unexpected { found: scene.describe(), expected, help },
        None => SyntaxError::UnexpectedEnd { expected, help },
    };
    Finding { error, span: scene.here(), repairs: scene.plain_repairs(), certain: false }
}

/// What may help where no rule applies.
fn hint(scene: &Scene<'_, '_>) -> Option<String> {
    if scene.at > 0 && scene.found().is_some() && scene.found() == scene.before(1) {
        return Some(format!("{} stands here twice", scene.describe()));
    }
    if scene.found() == Some(Token::Risk)
        && scene.expects("not")
        && scene.token(scene.at + 1) == Some(Token::Dot)
    {
        return Some(format!("a risk goes by its name alone: `{}`", scene.source(scene.at + 2)));
    }
    let word = scene.found().map_or("", |_| scene.source(scene.at));
    let in_condition = scene.expects("and");
    let fixed = match scene.found() {
        _ if in_approval(scene) => Some(error::APPROVAL),
        Some(Token::LeftParen) if in_condition => Some(error::NO_CALLS),
        Some(Token::Number(_)) if scene.before(2) == Some(Token::Mask) => Some(error::KEEP),
        Some(Token::LeftBracket) if scene.expects("enum") => Some(error::ENUM),
        Some(_) if scene.before(1) == Some(Token::Enum) => Some(error::ENUM),
        _ if scene.expects("{") && scene.before(2) == Some(Token::Call) => Some(error::NO_ARGUMENTS),
        _ if in_condition || scene.expects("not") => error::phrase_for(word),
        _ if scene.opener(scene.at).is_none() && scene.at > 1 => error::shape(scene.source(0)),
        _ => None,
    };
    fixed.map(str::to_owned)
}

/// Whether the clause is `by … of … within …`, and not complete.
fn in_approval(scene: &Scene<'_, '_>) -> bool {
    let due =
        ["of", "within", "NUMBER"].iter().any(|terminal| scene.expects(terminal)) && !scene.expects("is");
    due && (1..=6).map_while(|count| scene.before(count)).any(|token| token == Token::By)
}

impl<'a> Scene<'_, 'a> {
    /// The token that was not expected.
    pub(super) fn found(&self) -> Option<Token<'a>> {
        self.token(self.at)
    }

    pub(super) fn token(&self, index: usize) -> Option<Token<'a>> {
        self.tokens.get(index).map(|token| token.1)
    }

    /// The token that stands `count` places before the unexpected one.
    pub(super) fn before(&self, count: usize) -> Option<Token<'a>> {
        self.token(self.at.checked_sub(count)?)
    }

    pub(super) fn expects(&self, terminal: &str) -> bool {
        self.expected.has(terminal)
    }

    /// Where the unexpected token stands; behind the last one at the end.
    pub(super) fn here(&self) -> Span {
        self.span(self.at, self.at + 1)
    }

    /// From one token to before another. Where there are none, the point behind the last.
    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        match (self.tokens.get(from), self.tokens.get(to.saturating_sub(1))) {
            (Some(first), Some(last)) => Span { file: self.file, start: first.0, end: last.2.max(first.0) },
            (Some(first), None) => Span { file: self.file, start: first.0, end: first.2 },
            _ => {
                let end = self.tokens.last().map_or(0, |last| last.2);
                Span { file: self.file, start: end, end }
            }
        }
    }

    /// The source of one token.
    pub(super) fn source(&self, index: usize) -> &'a str {
        self.source_of(index, index + 1)
    }

    /// The source from one token to before another.
    pub(super) fn source_of(&self, from: usize, to: usize) -> &'a str {
        let span = self.span(from, to);
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// What was found, in words.
    pub(super) fn describe(&self) -> String {
        match self.found() {
            None => "the end of the declaration".to_owned(),
            Some(Token::Text(_)) => "a text".to_owned(),
            Some(Token::Regex(_)) => "a regular expression".to_owned(),
            Some(Token::Doc(_)) => "a `///` comment".to_owned(),
            Some(_) => format!("`{}`", self.source(self.at).trim()),
        }
    }

    /// The innermost bracket that is open at a token.
    pub(super) fn opener(&self, at: usize) -> Option<usize> {
        let mut closed = 0usize;
        for index in (0..at.min(self.tokens.len())).rev() {
            let token = self.tokens[index].1;
            if token.closes() {
                closed += 1;
            } else if token.opens() && closed > 0 {
                closed -= 1;
            } else if token.opens() {
                return Some(index);
            }
        }
        None
    }

    /// The bracket that closes the one at `opener`, whatever its kind.
    pub(super) fn closer(&self, opener: usize) -> Option<usize> {
        let mut open = 0usize;
        for (index, (_, token, _)) in self.tokens.iter().enumerate().skip(opener) {
            if token.opens() {
                open += 1;
            } else if token.closes() {
                open -= 1;
                if open == 0 {
                    return Some(index);
                }
            }
        }
        None
    }

    /// Whether nothing but white space without a line end stands before a token.
    pub(super) fn begins_line(&self, index: usize) -> bool {
        let Some(token) = self.tokens.get(index) else { return false };
        let before = self.text.get(..token.0 as usize).unwrap_or("");
        before.trim_end_matches([' ', '\t']).ends_with('\n')
    }

    pub(super) fn same_line(&self, first: usize, second: usize) -> bool {
        match (self.tokens.get(first), self.tokens.get(second)) {
            (Some(a), Some(b)) => !self.text.get(a.2 as usize..b.0 as usize).unwrap_or("\n").contains('\n'),
            _ => false,
        }
    }

    /// Whether two neighbours touch.
    pub(super) fn glued(&self, first: usize) -> bool {
        matches!((self.tokens.get(first), self.tokens.get(first + 1)), (Some(a), Some(b)) if a.2 == b.0)
    }

    /// Without a better idea: put in what is missing, or leave out what is too much.
    pub(super) fn plain_repairs(&self) -> Vec<Vec<Edit<'a>>> {
        let mut repairs = Vec::new();
        if self.expected.len() <= 6 {
            for token in self.expected.iter().filter_map(token::literal).filter(|token| !token.opens()) {
                if self.found() == Some(Token::Broken) {
                    repairs.push(vec![Edit::Replace(self.at, token)]);
                }
                repairs.push(vec![Edit::Insert(self.at, token)]);
            }
        }
        if self.found().is_some() {
            repairs.push(vec![Edit::Delete(self.at)]);
        }
        repairs
    }

    /// A finding on the unexpected token.
    pub(super) fn finding(&self, error: SyntaxError, edits: Vec<Edit<'a>>) -> Finding<'a> {
        self.finding_at(self.at, self.at + 1, error, edits)
    }

    pub(super) fn finding_at(
        &self,
        from: usize,
        to: usize,
        error: SyntaxError,
        edits: Vec<Edit<'a>>,
    ) -> Finding<'a> {
        let repairs = if edits.is_empty() { Vec::new() } else { vec![edits] };
        Finding { error, span: self.span(from, to), repairs, certain: true }
    }
}

/// Makes a repair. Tokens put in stand behind the one before them and are empty.
pub(super) fn apply<'a>(tokens: &mut Vec<Spanned<'a>>, edits: &[Edit<'a>]) {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.index()));
    for edit in edits {
        match edit {
            Edit::Delete(at) if at < tokens.len() => drop(tokens.remove(at)),
            Edit::Replace(at, token) if at < tokens.len() => tokens[at].1 = token,
            Edit::Insert(at, token) => {
                let at = at.min(tokens.len());
                let place =
                    at.checked_sub(1).and_then(|before| tokens.get(before)).map_or(0, |before| before.2);
                tokens.insert(at, (place, token, place));
            }
            Edit::Delete(_) | Edit::Replace(..) => {}
        }
    }
}

/// The first token behind a repair: parsing must get well beyond it to show that it helped.
pub(super) fn reach(edits: &[Edit<'_>]) -> usize {
    let behind = |edit: &Edit<'_>| match edit {
        Edit::Insert(at, _) => *at,
        Edit::Delete(at) | Edit::Replace(at, _) => at + 1,
    };
    edits.iter().map(behind).max().unwrap_or(0)
}
