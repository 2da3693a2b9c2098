//! Regular expressions: what they may use, and ASCII classes unless Unicode is asked for.
//!
//! `\d \s \w \b` mean ASCII here, as rule authors expect and as keeps automata small; `(?u)` asks
//! for the Unicode classes. `.` and negated classes always match whole characters. There are no
//! back references and no look-around: matching takes linear time.

use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use regex_syntax::ast::{self, Ast, ClassSet, ClassSetItem};

/// How deep an expression may nest.
const NEST_LIMIT: u32 = 50;

/// Why an expression is refused.
#[derive(Debug)]
pub(super) struct Problem {
    message: String,
    help: &'static str,
    /// Byte range within the expression.
    at: Option<(usize, usize)>,
}

impl Problem {
    fn new(kind: &ast::ErrorKind, at: Option<(usize, usize)>) -> Problem {
        let (message, help) = wording(kind);
        Problem { message, help, at }
    }

    /// As a message about the expression between slashes.
    pub(super) fn diagnostic(self, regex: Span) -> Diagnostic {
        let span = match self.at {
            Some((start, end)) => {
                let shift = |offset: usize| regex.start as usize + 1 + offset;
                let end = shift(end).min(regex.end as usize);
                Span::new(regex.file, shift(start).min(end), end)
            }
            None => regex,
        };
        Diagnostic::new(Code::BadPattern, span, self.message).help(self.help)
    }
}

/// What is said about a mistake, and what to do.
fn wording(kind: &ast::ErrorKind) -> (String, &'static str) {
    use ast::ErrorKind as Kind;
    let (message, help) = match kind {
        Kind::UnsupportedBackreference => (
            "a pattern has no back references",
            "patterns are matched in linear time: write out what may stand there",
        ),
        Kind::UnsupportedLookAround => (
            "a pattern has no look-around",
            "patterns are matched in linear time: join two tests by `and` or `and not`",
        ),
        Kind::GroupUnclosed => {
            ("this group is not closed", "close it with `)`; a bracket itself is written `\\(`")
        }
        Kind::GroupUnopened => {
            ("`)` closes nothing", "open the group, or write `\\)` for the bracket itself")
        }
        Kind::ClassUnclosed => {
            ("this class is not closed", "close it with `]`; a bracket itself is written `\\[`")
        }
        Kind::ClassRangeInvalid => ("this range runs backwards", "the lower end stands first: `[a-z]`"),
        Kind::ClassRangeLiteral | Kind::ClassEscapeInvalid => {
            ("this cannot stand in a class", "a `-` itself stands first or last: `[a-z-]`")
        }
        Kind::RepetitionMissing => (
            "there is nothing to repeat",
            "write what is repeated before it; the sign itself is written `\\*`",
        ),
        Kind::RepetitionCountInvalid => {
            ("this repetition runs backwards", "the lower count stands first: `{2,5}`")
        }
        Kind::RepetitionCountUnclosed | Kind::RepetitionCountDecimalEmpty | Kind::DecimalEmpty => (
            "this repetition is not complete",
            "write it like `{3}` or `{2,5}`; a brace itself is written `\\{`",
        ),
        Kind::EscapeUnrecognized | Kind::EscapeUnexpectedEof => (
            "this is no escape",
            "a backslash stands before signs, and in `\\d`, `\\s`, `\\w`, `\\b`, `\\n`, `\\t`",
        ),
        Kind::UnicodeClassInvalid => {
            ("there is no such class of characters", "write it like `\\p{Greek}` or `\\p{L}`")
        }
        Kind::NestLimitExceeded(_) => {
            ("this is nested too deeply", "write it with fewer groups in each other")
        }
        _ => {
            return (
                lower(&kind.to_string()),
                "patterns are regular expressions without back references and look-around",
            );
        }
    };
    (message.to_owned(), help)
}

/// A sentence of the library in our voice.
fn lower(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_lowercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}", characters.as_str()).trim_end_matches('.').to_owned()
}

/// The expression with its classes written out, or why it is refused.
pub(super) fn ascii(pattern: &str) -> Result<String, Problem> {
    let mut parser = ast::parse::ParserBuilder::new().nest_limit(NEST_LIMIT).build();
    let mut tree = parser.parse(pattern).map_err(|error| {
        let (start, end) = (error.span().start.offset, error.span().end.offset);
        // A place between two characters is shown by the one behind it.
        let behind = pattern.get(start..).and_then(|rest| rest.chars().next());
        let end = end.max(start + behind.map_or(1, char::len_utf8));
        Problem::new(error.kind(), Some((start, end)))
    })?;
    if !pattern.contains("(?u)") {
        rewrite(&mut tree);
    }
    let rewritten = tree.to_string();
    let mut parser = regex_syntax::ParserBuilder::new().nest_limit(NEST_LIMIT + 5).build();
    match parser.parse(&rewritten) {
        Ok(_) => Ok(rewritten),
        Err(regex_syntax::Error::Parse(error)) => Err(Problem::new(error.kind(), None)),
        Err(regex_syntax::Error::Translate(error)) => Err(untranslated(error.kind())),
        Err(error) => Err(Problem {
            message: lower(error.to_string().lines().next_back().unwrap_or("the pattern does not parse")),
            help: "patterns are regular expressions without back references and look-around",
            at: None,
        }),
    }
}

/// Something that parses and means nothing.
fn untranslated(kind: &regex_syntax::hir::ErrorKind) -> Problem {
    use regex_syntax::hir::ErrorKind as Kind;
    let (message, help) = match kind {
        Kind::UnicodePropertyNotFound | Kind::UnicodePropertyValueNotFound => {
            ("there is no such class of characters".to_owned(), "write it like `\\p{Greek}` or `\\p{L}`")
        }
        kind => (lower(&kind.to_string()), "a pattern matches texts, so it is Unicode: leave out `(?-u)`"),
    };
    Problem { message, help, at: None }
}

fn rewrite(tree: &mut Ast) {
    match tree {
        Ast::ClassPerl(class) => {
            let item = ClassSetItem::Ascii(ast::ClassAscii {
                span: class.span,
                kind: ascii_kind(&class.kind),
                negated: false,
            });
            *tree = Ast::class_bracketed(ast::ClassBracketed {
                span: class.span,
                negated: class.negated,
                kind: ClassSet::Item(item),
            });
        }
        Ast::ClassBracketed(class) => rewrite_set(&mut class.kind),
        Ast::Assertion(assertion) => {
            use ast::AssertionKind as Kind;
            if !matches!(assertion.kind, Kind::StartLine | Kind::EndLine | Kind::StartText | Kind::EndText) {
                let span = assertion.span;
                let items = vec![
                    ast::FlagsItem { span, kind: ast::FlagsItemKind::Negation },
                    ast::FlagsItem { span, kind: ast::FlagsItemKind::Flag(ast::Flag::Unicode) },
                ];
                let kind = ast::GroupKind::NonCapturing(ast::Flags { span, items });
                *tree = Ast::group(ast::Group { span, kind, ast: Box::new(tree.clone()) });
            }
        }
        Ast::Repetition(repetition) => rewrite(&mut repetition.ast),
        Ast::Group(group) => rewrite(&mut group.ast),
        Ast::Alternation(alternation) => alternation.asts.iter_mut().for_each(rewrite),
        Ast::Concat(concat) => concat.asts.iter_mut().for_each(rewrite),
        Ast::Empty(_) | Ast::Flags(_) | Ast::Literal(_) | Ast::Dot(_) | Ast::ClassUnicode(_) => {}
    }
}

fn rewrite_set(set: &mut ClassSet) {
    match set {
        ClassSet::Item(item) => rewrite_item(item),
        ClassSet::BinaryOp(op) => {
            rewrite_set(&mut op.lhs);
            rewrite_set(&mut op.rhs);
        }
    }
}

fn rewrite_item(item: &mut ClassSetItem) {
    match item {
        ClassSetItem::Perl(class) => {
            *item = ClassSetItem::Ascii(ast::ClassAscii {
                span: class.span,
                kind: ascii_kind(&class.kind),
                negated: class.negated,
            });
        }
        ClassSetItem::Bracketed(class) => rewrite_set(&mut class.kind),
        ClassSetItem::Union(union) => union.items.iter_mut().for_each(rewrite_item),
        ClassSetItem::Empty(_)
        | ClassSetItem::Literal(_)
        | ClassSetItem::Range(_)
        | ClassSetItem::Ascii(_)
        | ClassSetItem::Unicode(_) => {}
    }
}

fn ascii_kind(kind: &ast::ClassPerlKind) -> ast::ClassAsciiKind {
    match kind {
        ast::ClassPerlKind::Digit => ast::ClassAsciiKind::Digit,
        ast::ClassPerlKind::Space => ast::ClassAsciiKind::Space,
        ast::ClassPerlKind::Word => ast::ClassAsciiKind::Word,
    }
}

#[cfg(test)]
mod tests {
    use super::ascii;

    #[test]
    fn classes_are_ascii_unless_asked() {
        let matches = |pattern: &str, text: &str| {
            let whole = format!("^(?:{})$", ascii(pattern).expect("a pattern"));
            regex::Regex::new(&whole).expect("a regex").is_match(text)
        };
        assert!(matches(r"\d+", "123") && !matches(r"\d+", "١٢٣") && matches(r"(?u)\d+", "١٢٣"));
        assert!(matches(r"[\w-]+", "a-b") && !matches(r"\w", "é") && matches(r"\W", "é"));
        assert!(matches(r"a.b", "aéb") && matches(r"[^x]", "é"));
        assert!(matches(r".*\bcat\b.*", "a cat sat") && matches(r".*\bcat\b.*", "écat"));
        assert!(matches(r"(?i)rm\s+-[a-z]*r", "RM -fr"));
    }

    #[test]
    fn what_automata_cannot_do_is_refused() {
        for pattern in [r"(a)\1", r"a(?=b)", r"(?<!a)b", "(", "[z-a]", r"\p{Nope}", "a**{", "x{5,2}"] {
            assert!(ascii(pattern).is_err() || pattern == "a**{", "{pattern}");
        }
        assert!(ascii(&"(".repeat(100_000)).is_err());
    }

    #[test]
    fn what_is_refused_is_shown_by_whole_characters() {
        for (pattern, place) in [("a{é,3}", Some((2, 4))), ("a{x}", Some((2, 3))), ("a{", Some((1, 2)))] {
            assert_eq!(ascii(pattern).map_err(|problem| problem.at), Err(place), "{pattern}");
        }
    }
}
