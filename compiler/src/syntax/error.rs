//! What is said about mistakes of form: all the wording of the lexer and the parser.
//!
//! [`LexError`] is about characters and tokens, [`SyntaxError`] about their order. Each variant
//! becomes a [`Diagnostic`] in a short function of its own. Messages are in lower case without a
//! full stop, the author's words in backticks; help shows corrected source where it is known.

pub(super) mod expected;

use crate::diag::{Code, Diagnostic, Fix};
use crate::source::Span;

/// A mistake of characters.
#[derive(Clone, Copy, Debug)]
pub(super) enum LexError<'a> {
    /// No token begins like this.
    Stray(&'a str),
    /// White space that only looks like a space.
    OddSpace(char),
    /// A character that no editor shows; whether it stands in a text.
    Control(char, bool),
    /// A character that turns the direction of writing; whether it stands in a text.
    Direction(char, bool),
    /// `"abc`
    UnclosedText,
    /// `` `abc ``
    UnclosedName(&'a str),
    /// `/abc`
    UnclosedRegex,
    /// `\d` in a text.
    UnknownEscape(&'a str),
    /// `0x1F`, `1e5`, `€50`.
    MalformedNumber(&'a str),
    /// `8:00`, `08:00:00`
    MalformedTime(&'a str),
    /// `2026-03-02T09:00`
    MalformedDate(&'a str),
    /// `rôle`
    ForeignName(&'a str),
    /// ``` `` ```
    EmptyName,
    /// `'abc'`
    ForeignQuotes(&'a str),
    /// `&&`, and what it is here.
    ForeignOperator(&'a str, &'static str),
    /// `|`
    Pipe,
    /// `# …` or `-- …`
    LineComment(&'a str),
    /// `/* … */`
    BlockComment,
    /// `;`
    Semicolon,
    /// `10.0.0.0/8`, `2.1.0`
    Unquoted(&'a str),
    /// `/[^/]/`
    SlashInRegex,
    /// `/abc/i`
    RegexFlags(&'a str),
}

impl LexError<'_> {
    pub(super) fn at(self, span: Span) -> Diagnostic {
        match self {
            LexError::Stray(text) => stray(span, text),
            LexError::OddSpace(space) => odd_space(span, space),
            LexError::Control(character, in_text) => control(span, character, in_text),
            LexError::Direction(character, in_text) => direction(span, character, in_text),
            LexError::UnclosedText => unclosed_text(span),
            LexError::UnclosedName(name) => unclosed_name(span, name),
            LexError::UnclosedRegex => unclosed_regex(span),
            LexError::UnknownEscape(escape) => unknown_escape(span, escape),
            LexError::MalformedNumber(text) => malformed_number(span, text),
            LexError::MalformedTime(text) => malformed_time(span, text),
            LexError::MalformedDate(text) => malformed_date(span, text),
            LexError::ForeignName(name) => foreign_name(span, name),
            LexError::EmptyName => empty_name(span),
            LexError::ForeignQuotes(inside) => foreign_quotes(span, inside),
            LexError::ForeignOperator(found, ours) => foreign_operator(span, found, ours),
            LexError::Pipe => pipe(span),
            LexError::LineComment(mark) => line_comment(span, mark),
            LexError::BlockComment => block_comment(span),
            LexError::Semicolon => semicolon(span),
            LexError::Unquoted(text) => unquoted(span, text),
            LexError::SlashInRegex => slash_in_regex(span),
            LexError::RegexFlags(flags) => regex_flags(span, flags),
        }
    }
}

fn stray(span: Span, text: &str) -> Diagnostic {
    let what = if text.chars().count() == 1 { "a character" } else { "characters" };
    let found = Diagnostic::new(Code::StrayCharacter, span, format!("`{text}` means nothing in a policy"));
    found.help(format!("remove it; {what} like this may stand in texts (`\"{text}\"`) and comments"))
}

fn odd_space(span: Span, space: char) -> Diagnostic {
    let message = format!("a space of another kind ({}) stands here", code_point(space));
    Diagnostic::new(Code::StrayCharacter, span, message).help("use a plain space").replaced_by(" ")
}

fn control(span: Span, character: char, in_text: bool) -> Diagnostic {
    let name = match character {
        '\r' => " (carriage return without a line feed)",
        '\u{feff}' => " (byte order mark)",
        '\u{2028}' | '\u{2029}' => " (line separator)",
        _ => "",
    };
    let message = format!("the invisible character {}{name} stands here", code_point(character));
    hidden(Code::ControlCharacter, span, message, character, in_text)
}

fn direction(span: Span, character: char, in_text: bool) -> Diagnostic {
    let message = format!(
        "{} changes the direction of writing, so that the policy reads other than it is",
        code_point(character)
    );
    hidden(Code::DirectionCharacter, span, message, character, in_text)
}

fn hidden(code: Code, span: Span, message: String, character: char, in_text: bool) -> Diagnostic {
    let found = Diagnostic::new(code, span, message);
    if in_text {
        let escape = format!("\\u{{{:x}}}", u32::from(character));
        found
            .help(format!("if the text needs it, write `{escape}`, which everyone can see"))
            .replaced_by(escape)
    } else {
        found.help("remove it").replaced_by("")
    }
}

fn unclosed_text(span: Span) -> Diagnostic {
    Diagnostic::new(Code::UnclosedText, span, "a quote has no partner on this line")
        .help("a text ends on the line where it begins, with `\"`; inside a text write `\\\"` and `\\n`")
}

fn unclosed_name(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(Code::UnclosedName, span, "a backtick has no partner on this line")
        .help(format!("a name in backticks is closed by a second one: `` `{name}` ``"))
}

fn unclosed_regex(span: Span) -> Diagnostic {
    Diagnostic::new(Code::UnclosedRegex, span, "the regular expression is not closed on this line")
        .help("close it with `/`; a slash inside is written `\\/`")
}

fn unknown_escape(span: Span, escape: &str) -> Diagnostic {
    if escape.starts_with("\\u") {
        return Diagnostic::new(Code::UnknownEscape, span, format!("`{escape}` names no character"))
            .help("write the number of a character in hexadecimal: `\\u{e9}` is `é`");
    }
    Diagnostic::new(Code::UnknownEscape, span, format!("`{escape}` is no escape"))
        .help(format!(
            "escapes are `\\\"` `\\\\` `\\n` `\\t` `\\r` and `\\u{{e9}}`; for a backslash itself write `\\{escape}`"
        ))
        .replaced_by(format!("\\{escape}"))
}

fn malformed_number(span: Span, text: &str) -> Diagnostic {
    let found = Diagnostic::new(Code::MalformedNumber, span, format!("`{text}` is not a number"));
    let currency = match text.chars().find(|c| "$€£¥".contains(*c)) {
        Some('€') => "EUR",
        Some('£') => "GBP",
        Some('¥') => "JPY",
        Some(_) => "USD",
        _ if text.contains('_') || text.as_bytes().iter().filter(|b| b.is_ascii_alphabetic()).count() > 3 => {
            return found
                .help(format!("a name does not begin with a digit; in backticks it may: `` `{text}` ``"));
        }
        _ => {
            return found
                .help("numbers are decimal, with a unit glued to them: `12_000EUR`, `0.7`, `15m`, `10MB`");
        }
    };
    let digits = text.trim_matches(|c: char| !c.is_ascii_digit());
    found
        .help(format!("the currency is glued behind the amount: `{digits}{currency}`"))
        .replaced_by(format!("{digits}{currency}"))
}

fn malformed_time(span: Span, text: &str) -> Diagnostic {
    let found = Diagnostic::new(Code::MalformedTime, span, format!("`{text}` is not a time of day"));
    match text.split(':').collect::<Vec<_>>().as_slice() {
        [hour, minute, ..] => found
            .help(format!(
                "a time of day has two digits for the hour and two for the minute: `{hour:0>2}:{minute}`"
            ))
            .replaced_by(format!("{hour:0>2}:{minute}")),
        _ => found.help("a time of day is written `08:00`"),
    }
}

fn malformed_date(span: Span, text: &str) -> Diagnostic {
    Diagnostic::new(Code::MalformedTime, span, format!("`{text}` is not a date")).help(
        "a day is written `2026-03-02`, an instant `2026-03-02T09:00Z` or `2026-03-02T09:00:00Z`, in UTC",
    )
}

fn foreign_name(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(Code::MalformedName, span, format!("the name `{name}` has letters beyond a to z"))
        .help(format!("put it in backticks, here and wherever it is used: `` `{name}` ``"))
        .replaced_by(format!("`{name}`"))
}

fn empty_name(span: Span) -> Diagnostic {
    Diagnostic::new(Code::MalformedName, span, "a name has at least one letter")
}

fn foreign_quotes(span: Span, inside: &str) -> Diagnostic {
    let text = inside.replace('"', "\\\"");
    Diagnostic::new(Code::ForeignQuotes, span, "texts stand in double quotes")
        .help(format!("write `\"{text}\"`"))
        .replaced_by(format!("\"{text}\""))
}

fn foreign_operator(span: Span, found: &str, ours: &str) -> Diagnostic {
    Diagnostic::new(Code::ForeignOperator, span, format!("`{found}` is written `{ours}`"))
        .help(format!("write `{ours}`"))
        .replaced_by(ours)
}

fn pipe(span: Span) -> Diagnostic {
    Diagnostic::new(Code::ForeignOperator, span, "`|` means nothing in a policy")
        .help("conditions are joined by `or`, alternatives listed in brackets: `role has [clerk, treasurer]`")
}

fn line_comment(span: Span, mark: &str) -> Diagnostic {
    Diagnostic::new(Code::ForeignComment, span, format!("a comment does not begin with `{mark}`"))
        .help("write `// …`")
}

fn block_comment(span: Span) -> Diagnostic {
    Diagnostic::new(Code::ForeignComment, span, "there are no block comments")
        .help("begin each line of the comment with `//`")
}

fn semicolon(span: Span) -> Diagnostic {
    Diagnostic::new(Code::Semicolon, span, "there are no semicolons")
        .help("clauses and declarations follow each other without a mark; lists have commas")
        .replaced_by("")
}

fn unquoted(span: Span, text: &str) -> Diagnostic {
    let what = if text.contains('/') || text.matches('.').count() > 2 {
        "an address"
    } else {
        "a version or address"
    };
    Diagnostic::new(Code::UnquotedText, span, format!("{what} such as `{text}` stands in quotes"))
        .help(format!("write `\"{text}\"`"))
        .replaced_by(format!("\"{text}\""))
}

fn slash_in_regex(span: Span) -> Diagnostic {
    Diagnostic::new(Code::MalformedRegex, span, "a slash inside a regular expression needs a backslash")
        .help("write `\\/`")
        .replaced_by("\\/")
}

fn regex_flags(span: Span, flags: &str) -> Diagnostic {
    Diagnostic::new(Code::MalformedRegex, span, "no letters stand behind a regular expression")
        .help(format!("write `/(?{flags})…/`"))
}

/// A mistake of order.
#[derive(Clone, Debug)]
pub(super) enum SyntaxError {
    /// Something that cannot stand there, and what can. Perhaps more to say.
    Unexpected { found: String, expected: String, help: Option<String> },
    /// The declaration ends before it is complete.
    UnexpectedEnd { expected: String, help: Option<String> },
    /// A declaration that begins with no starter, and the one that it resembles.
    UnknownDeclaration { found: String, suggestion: Option<String> },
    /// Nothing that could be a name behind a starter.
    MissingName { starter: String, found: String },
    /// `deny ssn to chat`: the words.
    SeveralWords { words: Vec<String> },
    /// A word of the language where a name is needed.
    ReservedWord { word: String },
    /// `{` without `}`: the bracket's place.
    UnclosedBracket { bracket: &'static str, opened: Span, before: Option<String> },
    /// `}` without `{`.
    ExtraBracket { bracket: &'static str },
    /// `(a, b)` for `[a, b]`, or `[a)`: what is right, and what the other bracket is.
    WrongBracket { found: &'static str, right: &'static str, other: Span, note: &'static str },
    /// A comma where none belongs, and what the declaration looks like.
    StrayComma { shape: Option<&'static str> },
    /// `[a b]`
    MissingComma { before: String },
    /// `has a, b`
    MissingBrackets { first: String, second: String },
    /// `has []`
    EmptyList,
    /// `a and b or c`, and the same with parentheses.
    MixedAndOr { corrected: String },
    /// `a = b`
    SingleEquals { right: &'static str },
    /// `{ a = 1 }` for `{ a: 1 }`, or `let a: b`
    WrongEquals { found: &'static str, right: &'static str },
    /// `a / b`
    Division,
    /// `5 m`
    SpacedUnit { number: String, unit: String },
    /// `~=`
    Tilde { found: &'static str },
    /// `=>` for `>=` or `->`
    FatArrow { right: &'static str },
    /// A text where a regular expression belongs; whether in a condition.
    TextForRegex { text: String, condition: bool },
    /// A regular expression where a text belongs.
    RegexForText { pattern: String, condition: bool },
    /// `hr-analyst`
    Hyphen { name: String },
    /// A text where a name belongs.
    TextForName { name: String },
    /// A name where a text belongs; whether it stands behind `contains`.
    NameForText { words: String, contains: bool },
    /// `two` for `2`
    WordForNumber { word: String, number: &'static str },
    /// A word that resembles one that may stand there, or means it in another language.
    MisspeltWord { found: String, right: String, expected: String },
    /// `then` behind a condition.
    Then,
    /// `has not`, `not has`, `is no`
    WrongNegation { found: String, right: &'static str },
    /// `1 < x < 5`
    ChainedComparison,
    /// `1,000`
    GroupedDigits { number: String },
    /// `count(…) per session`
    MissingWindow,
    /// `count(…) in 1m`
    MissingScope,
    /// `policy p`
    MissingVersion { name: String },
    /// `module m "1"`
    VersionOfModule,
    /// `list<email>`, `email[]`
    AngleBrackets { outer: String, inner: String },
    /// A second part where one is enough.
    RepeatedPart { part: &'static str, first: Span },
    /// `///` that documents nothing.
    MisplacedDocs,
    /// Deeper than any person reads.
    NestedTooDeeply { limit: usize },
    /// More text or tokens than the compiler reads.
    FileTooLarge { limit: String },
    /// The same for one declaration.
    DeclarationTooLarge { limit: usize },
    /// More messages than anyone reads.
    TooManyErrors { limit: usize },
}

impl SyntaxError {
    pub(super) fn at(self, span: Span) -> Diagnostic {
        match self {
            SyntaxError::Unexpected { found, expected, help } => unexpected(span, &found, &expected, help),
            SyntaxError::UnexpectedEnd { expected, help } => unexpected_end(span, &expected, help),
            SyntaxError::UnknownDeclaration { found, suggestion } => {
                unknown_declaration(span, &found, suggestion)
            }
            SyntaxError::MissingName { starter, found } => missing_name(span, &starter, &found),
            SyntaxError::SeveralWords { words } => several_words(span, &words),
            SyntaxError::ReservedWord { word } => reserved_word(span, &word),
            SyntaxError::UnclosedBracket { bracket, opened, before } => {
                unclosed_bracket(span, bracket, opened, before)
            }
            SyntaxError::ExtraBracket { bracket } => extra_bracket(span, bracket),
            SyntaxError::WrongBracket { found, right, other, note } => {
                wrong_bracket(span, found, right, other, note)
            }
            SyntaxError::StrayComma { shape } => stray_comma(span, shape),
            SyntaxError::MissingComma { before } => missing_comma(span, &before),
            SyntaxError::MissingBrackets { first, second } => missing_brackets(span, &first, &second),
            SyntaxError::EmptyList => empty_list(span),
            SyntaxError::MixedAndOr { corrected } => mixed_and_or(span, &corrected),
            SyntaxError::SingleEquals { right } => single_equals(span, right),
            SyntaxError::WrongEquals { found, right } => wrong_equals(span, found, right),
            SyntaxError::Division => division(span),
            SyntaxError::SpacedUnit { number, unit } => spaced_unit(span, &number, &unit),
            SyntaxError::Tilde { found } => tilde(span, found),
            SyntaxError::FatArrow { right } => fat_arrow(span, right),
            SyntaxError::TextForRegex { text, condition } => text_for_regex(span, &text, condition),
            SyntaxError::RegexForText { pattern, condition } => regex_for_text(span, &pattern, condition),
            SyntaxError::Hyphen { name } => hyphen(span, &name),
            SyntaxError::TextForName { name } => text_for_name(span, name),
            SyntaxError::NameForText { words, contains } => name_for_text(span, &words, contains),
            SyntaxError::WordForNumber { word, number } => word_for_number(span, &word, number),
            SyntaxError::MisspeltWord { found, right, expected } => {
                misspelt_word(span, &found, &right, &expected)
            }
            SyntaxError::Then => then(span),
            SyntaxError::WrongNegation { found, right } => wrong_negation(span, &found, right),
            SyntaxError::ChainedComparison => chained_comparison(span),
            SyntaxError::GroupedDigits { number } => grouped_digits(span, &number),
            SyntaxError::MissingWindow => missing_window(span),
            SyntaxError::MissingScope => missing_scope(span),
            SyntaxError::MissingVersion { name } => missing_version(span, &name),
            SyntaxError::VersionOfModule => version_of_module(span),
            SyntaxError::AngleBrackets { outer, inner } => angle_brackets(span, &outer, &inner),
            SyntaxError::RepeatedPart { part, first } => repeated_part(span, part, first),
            SyntaxError::MisplacedDocs => misplaced_docs(span),
            SyntaxError::NestedTooDeeply { limit } => nested_too_deeply(span, limit),
            SyntaxError::FileTooLarge { limit } => file_too_large(span, &limit),
            SyntaxError::DeclarationTooLarge { limit } => declaration_too_large(span, limit),
            SyntaxError::TooManyErrors { limit } => too_many_errors(span, limit),
        }
    }
}

fn unexpected(span: Span, found: &str, expected: &str, help: Option<String>) -> Diagnostic {
    let message = format!("expected {expected}, found {found}");
    with_help(Diagnostic::new(Code::UnexpectedToken, span, message), help)
}

fn unexpected_end(span: Span, expected: &str, help: Option<String>) -> Diagnostic {
    let message = format!("the declaration ends here, expected {expected}");
    with_help(Diagnostic::new(Code::UnexpectedEnd, span, message), help)
}

fn with_help(found: Diagnostic, help: Option<String>) -> Diagnostic {
    match help {
        Some(help) => found.help(help),
        None => found,
    }
}

fn unknown_declaration(span: Span, found: &str, suggestion: Option<String>) -> Diagnostic {
    let unknown =
        Diagnostic::new(Code::UnknownDeclaration, span, format!("no declaration begins with {found}"));
    match suggestion {
        Some(word) => unknown.replace_with(word),
        None if matches!(found, "`if`" | "`when`" | "`rule`" | "`unless`") => unknown.help(
            "a rule begins with its verdict and a name: `deny secrets_out when data has secret`",
        ),
        None => unknown.help(
            "a policy consists of declarations such as `class …`, `role …`, `tool …`, `allow …`, `deny …`, `review …` \
             and `test …`",
        ),
    }
}

fn missing_name(span: Span, starter: &str, found: &str) -> Diagnostic {
    let (what, example) = match starter {
        "test" => ("a text that names it", "`test \"a clerk may read\" { … }`"),
        "prove" => ("a text that names it", "`prove \"no PII leaves\" at least deny when …`"),
        "policy" => ("a name", "`policy acme.hr \"1.0.0\"`"),
        "module" | "use" | "extends" => ("a name", "`use std.pii`"),
        "allow" | "redact" | "sandbox" | "review" | "pause" | "deny" | "halt" => (
            "a name",
            "every rule has one, so that decisions can say which rule decided: `deny secrets_out when …`",
        ),
        _ => ("a name", ""),
    };
    let missing =
        Diagnostic::new(Code::MissingName, span, format!("expected {what} after `{starter}`, found {found}"));
    if example.is_empty() { missing } else { missing.help(example) }
}

fn several_words(span: Span, words: &[String]) -> Diagnostic {
    let joined = words.join("_");
    Diagnostic::new(
        Code::SeveralWords,
        span,
        format!("a name is one word: `{}` is {}", words.join(" "), words.len()),
    )
    .help(format!("write `{joined}`"))
    .replaced_by(joined)
}

fn reserved_word(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(
        Code::ReservedWord,
        span,
        format!("`{word}` is a word of the language and cannot be a name"),
    )
    .help(format!(
        "choose another name, or put it in backticks, here and wherever it is used: `` `{word}` ``"
    ))
    .replaced_by(format!("`{word}`"))
}

fn unclosed_bracket(span: Span, bracket: &str, opened: Span, before: Option<String>) -> Diagnostic {
    let message = match before {
        Some(found) => format!("expected `{bracket}` before {found}"),
        None => format!("the declaration ends here, expected `{bracket}`"),
    };
    Diagnostic::new(Code::UnclosedBracket, span, message).also(opened, "this bracket is never closed")
}

fn extra_bracket(span: Span, bracket: &str) -> Diagnostic {
    Diagnostic::new(Code::ExtraBracket, span, format!("`{bracket}` closes nothing"))
        .help("remove it, or add the bracket that opens")
}

fn wrong_bracket(span: Span, found: &str, right: &str, other: Span, note: &str) -> Diagnostic {
    let wrong = Diagnostic::new(Code::WrongBracket, span, format!("expected `{right}`, found `{found}`"));
    let wrong = wrong.also(other, note);
    match right {
        "[" => wrong.help("a list stands in square brackets: `[a, b]`"),
        _ => wrong.help(format!("write `{right}`")).replaced_by(right),
    }
}

fn stray_comma(span: Span, shape: Option<&str>) -> Diagnostic {
    Diagnostic::new(Code::StrayComma, span, "this comma separates nothing")
        .help(shape.unwrap_or("commas stand between the entries of a list"))
        .replaced_by("")
}

fn missing_comma(span: Span, before: &str) -> Diagnostic {
    let mut found = Diagnostic::new(Code::MissingComma, span, format!("expected a comma before {before}"))
        .help("the entries of a list in `[ ]` are separated by commas: `[a, b]`");
    found.fix = Some(Fix { span: Span { end: span.start, ..span }, replacement: ", ".to_owned() });
    found
}

fn missing_brackets(span: Span, first: &str, second: &str) -> Diagnostic {
    Diagnostic::new(Code::MissingComma, span, "several things stand in brackets")
        .help(format!("write `[{first}, {second}]`"))
}

fn empty_list(span: Span) -> Diagnostic {
    Diagnostic::new(Code::EmptyList, span, "the list is empty")
        .help("name at least one thing, or leave the test out")
}

fn mixed_and_or(span: Span, corrected: &str) -> Diagnostic {
    Diagnostic::new(Code::MixedAndOr, span, "`and` beside `or` needs parentheses")
        .help(format!("write `{corrected}`, or put them where you mean them"))
}

fn single_equals(span: Span, right: &str) -> Diagnostic {
    Diagnostic::new(Code::WrongEquals, span, "`=` compares nothing")
        .help("names are compared with `is`, numbers and texts with `==`")
        .replaced_by(right)
}

fn wrong_equals(span: Span, found: &str, right: &str) -> Diagnostic {
    Diagnostic::new(Code::WrongEquals, span, format!("expected `{right}`, found `{found}`"))
        .help(format!("write `{right}`"))
        .replaced_by(right)
}

fn division(span: Span) -> Diagnostic {
    Diagnostic::new(Code::Division, span, "there is no division").help(
        "no decision may fail, and a division by zero would; multiply the other side instead: `a > 2 * b`",
    )
}

fn spaced_unit(span: Span, number: &str, unit: &str) -> Diagnostic {
    Diagnostic::new(Code::SpacedUnit, span, format!("a unit is glued to its number: `{number}{unit}`"))
        .help(format!("write `{number}{unit}`"))
        .replaced_by(format!("{number}{unit}"))
}

fn tilde(span: Span, found: &str) -> Diagnostic {
    Diagnostic::new(Code::ForeignOperator, span, format!("`{found}` compares nothing"))
        .help("use `like \"*.example\"` for a pattern with `*`, `matches /…/` for a regular expression, `contains \"…\"` for a part")
}

fn fat_arrow(span: Span, right: &str) -> Diagnostic {
    Diagnostic::new(Code::ForeignOperator, span, format!("`=>` is written `{right}` here"))
        .help(format!("write `{right}`"))
        .replaced_by(right)
}

fn text_for_regex(span: Span, text: &str, condition: bool) -> Diagnostic {
    let wrong = "a regular expression stands between slashes, not in quotes";
    let found = Diagnostic::new(Code::WrongLiteral, span, wrong);
    let regex = text.replace('/', "\\/");
    if condition {
        return found.help(format!("write `matches /{regex}/`, or `like \"{text}\"` for a pattern with `*`"));
    }
    found.help(format!("write `/{regex}/`")).replaced_by(format!("/{regex}/"))
}

fn regex_for_text(span: Span, pattern: &str, condition: bool) -> Diagnostic {
    if condition {
        return Diagnostic::new(
            Code::WrongLiteral,
            span,
            "a regular expression stands behind `matches` or `contains`",
        )
        .help(format!("write `matches /{pattern}/`"));
    }
    let text = pattern.replace('\\', "\\\\").replace('"', "\\\"");
    Diagnostic::new(Code::WrongLiteral, span, "a text in quotes belongs here, not a regular expression").help(
        format!("write `\"{text}\"`; in a text `*` stands for anything within a segment, `**` across them"),
    )
}

fn hyphen(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(Code::MalformedName, span, "a name with hyphens stands in backticks")
        .help(format!("write `` `{name}` ``, here and wherever it is used, or `{}`", name.replace('-', "_")))
        .replaced_by(format!("`{name}`"))
}

fn text_for_name(span: Span, name: String) -> Diagnostic {
    Diagnostic::new(Code::WrongLiteral, span, "a name belongs here, and names stand without quotes")
        .help(format!("write `{name}`"))
        .replaced_by(name)
}

fn name_for_text(span: Span, words: &str, contains: bool) -> Diagnostic {
    let found = Diagnostic::new(Code::WrongLiteral, span, "a text stands in quotes");
    if contains {
        return found.help(format!("write `contains \"{words}\"`, or `has {words}` if this is a set"));
    }
    found.help(format!("write `\"{words}\"`")).replaced_by(format!("\"{words}\""))
}

fn word_for_number(span: Span, word: &str, number: &str) -> Diagnostic {
    Diagnostic::new(Code::WrongLiteral, span, format!("numbers are written in digits, not `{word}`"))
        .help(format!("write `{number}`"))
        .replaced_by(number)
}

fn misspelt_word(span: Span, found: &str, right: &str, expected: &str) -> Diagnostic {
    Diagnostic::new(Code::MisspeltWord, span, format!("expected {expected}, found `{found}`"))
        .replace_with(right)
}

fn then(span: Span) -> Diagnostic {
    Diagnostic::new(Code::UnexpectedToken, span, "there is no `then`")
        .help("a rule says first what happens and then when: `deny secrets_out when data has secret`")
        .replaced_by("")
}

fn wrong_negation(span: Span, found: &str, right: &str) -> Diagnostic {
    Diagnostic::new(Code::WrongNegation, span, format!("`{found}` is written `{right}`"))
        .help(format!("write `{right}`"))
        .replaced_by(right)
}

fn chained_comparison(span: Span) -> Diagnostic {
    Diagnostic::new(Code::ChainedComparison, span, "comparisons do not chain")
        .help("write `x in 1..=5` for a range, or join two comparisons with `and`")
}

fn grouped_digits(span: Span, number: &str) -> Diagnostic {
    let right = number.replace(',', "_");
    Diagnostic::new(
        Code::MalformedNumber,
        span,
        format!("digits are grouped with `_`, not with commas: `{right}`"),
    )
    .help(format!("write `{right}`"))
    .replaced_by(right)
}

fn missing_window(span: Span) -> Diagnostic {
    Diagnostic::new(Code::MissingWindow, span, "this operator needs a window of time")
        .help("say how far it looks back, and for whom: `count(…) in 1m per session`")
}

fn missing_scope(span: Span) -> Diagnostic {
    Diagnostic::new(Code::MissingWindow, span, "this operator needs a scope")
        .help("say what it remembers by: `per session`, `per agent` or `per policy`")
}

fn missing_version(span: Span, name: &str) -> Diagnostic {
    let mut found = Diagnostic::new(Code::WrongVersion, span, "a policy has a version")
        .help(format!("write `policy {name} \"1.0.0\"`"));
    found.fix = Some(Fix { span: span.after(), replacement: " \"1.0.0\"".to_owned() });
    found
}

fn version_of_module(span: Span) -> Diagnostic {
    Diagnostic::new(Code::WrongVersion, span, "a module has no version; the policy that uses it has one")
        .help("remove it")
        .replaced_by("")
}

fn angle_brackets(span: Span, outer: &str, inner: &str) -> Diagnostic {
    Diagnostic::new(Code::WrongBracket, span, "types have no brackets of this kind")
        .help(format!("write `{outer} of {inner}`"))
}

fn repeated_part(span: Span, part: &str, first: Span) -> Diagnostic {
    Diagnostic::new(Code::RepeatedPart, span, format!("`{part}` is said twice")).also(first, "first here")
}

fn misplaced_docs(span: Span) -> Diagnostic {
    Diagnostic::new(Code::MisplacedDocs, span, "`///` documents nothing here")
        .help("it stands before a declaration, an entry or an argument; write `//` for a comment")
}

fn nested_too_deeply(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::new(Code::NestedTooDeeply, span, format!("this is nested more than {limit} levels deep"))
        .help("give the inner parts names with `let`")
}

fn file_too_large(span: Span, limit: &str) -> Diagnostic {
    Diagnostic::new(
        Code::FileTooLarge,
        span,
        format!("a file has at most {limit}; the rest of this one is not read"),
    )
    .help("split it into modules and `use` them")
}

fn declaration_too_large(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::new(
        Code::DeclarationTooLarge,
        span,
        format!("a declaration has at most {limit} words and marks"),
    )
    .help("split it into several")
}

fn too_many_errors(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::new(Code::TooManyErrors, span, format!("more than {limit} mistakes, the rest is not listed"))
}

/// What a declaration looks like, for mistakes in its outline.
pub(super) fn shape(starter: &str) -> Option<&'static str> {
    match starter {
        "use" => Some("a module is used by its dotted name: `use std.pii`"),
        "class" | "role" | "purpose" | "origin" | "kind" | "channel" => Some(
            "each name has its own declaration, or stands in the braces of another: `role employee { clerk  treasurer }`",
        ),
        "destination" | "resource" => Some("write `destination chat is external matches \"*.slack.com\"`"),
        "signal" => Some("write `signal injection: score`"),
        "tool" => Some("write `tool pay is pay { to: iban -> destination  amount: EUR }`"),
        "let" => Some("write `let leaves = kind is send and destination not within internal`"),
        "risk" => Some("write `risk exfiltration { add 0.4 when leaves }`"),
        "detector" => Some("write `detector us_ssn yields pii.ssn { pattern /…/ }`"),
        "test" => Some(
            "write `test \"a clerk may read\" { as clerk  call read { path: \"/tmp/a\" }  expect allow }`",
        ),
        "prove" => Some(
            "write `prove \"no PII leaves\" at least deny when data has pii and destination has external`",
        ),
        _ => None,
    }
}

/// What an approval looks like.
pub(super) const APPROVAL: &str = "write `by 2 of treasurer within 4h else deny`";
/// How a call without arguments is written.
pub(super) const NO_ARGUMENTS: &str = "without arguments, write `call pay { }`";
/// Which calls there are.
pub(super) const NO_CALLS: &str = "only `origin(…)` and memory operators such as `count(…) in 1m per session` take parentheses: write `data has pii`";
/// Where the braces of a rule would be.
pub(super) const NO_BRACES: &str = "the clauses of a rule follow its name without braces";
/// How a hit is masked but for its end.
pub(super) const KEEP: &str = "write `mask keep last 4`";
/// How words are listed in a type.
pub(super) const ENUM: &str = "write `enum [a, b]`";

/// What words of other languages would be here, where it is not one word.
pub(super) fn phrase_for(word: &str) -> Option<&'static str> {
    match word {
        "between" => Some("write `x in 1..=5`"),
        "starts_with" | "startswith" | "startsWith" | "ends_with" | "endswith" | "endsWith" => {
            Some("write `x like \"abc*\"` or `x like \"*abc\"`")
        }
        "exists" | "present" | "defined" => Some("write `x is known`"),
        "any" | "all" | "some" | "each" => Some(
            "`has` holds if some member is one of these, `within` if every member is: `data within [a, b]`",
        ),
        _ => None,
    }
}

fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

/// Offers a replacement whose help is worded already.
trait Replaced {
    fn replaced_by(self, replacement: impl Into<String>) -> Diagnostic;
}

impl Replaced for Diagnostic {
    fn replaced_by(mut self, replacement: impl Into<String>) -> Diagnostic {
        self.fix = Some(Fix { span: self.primary.span, replacement: replacement.into() });
        self
    }
}
