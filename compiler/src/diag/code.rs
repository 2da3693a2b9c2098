//! Every code once.
//!
//! A code is never reused and never changes its meaning. Errors are numbered by stage: 00 text
//! and syntax, 01 names and modules, 02 types and conditions, 03 rules and the laws, 04 tools,
//! 05 tests and proofs, 06 layers, 07 limits. Warnings are numbered from 0900 and have names.
//! `spec/errors/CODE.md` holds a page for each.

use super::Severity;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, $severity:ident, $name:literal;)*) => {
        /// The stable code of a diagnostic.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every code there is, in order of declaration.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The text that users see and search for: `AGP0103`.
            pub fn text(self) -> &'static str {
                match self { $(Code::$variant => $text,)* }
            }

            /// A short name: what a lint is called, what an error is about.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// Whether it refuses the policy.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    // Text and syntax.
    /// A character that no token begins with.
    StrayCharacter = "AGP0001", Error, "stray_character";
    /// A control character, which no editor shows.
    ControlCharacter = "AGP0002", Error, "control_character";
    /// A character that changes the direction of writing, so that a text reads other than it is.
    DirectionCharacter = "AGP0003", Error, "direction_character";
    /// A text that is opened but not closed on its line.
    UnclosedText = "AGP0004", Error, "unclosed_text";
    /// A name in backticks that is opened but not closed on its line.
    UnclosedName = "AGP0005", Error, "unclosed_name";
    /// A regular expression that is opened but not closed on its line.
    UnclosedRegex = "AGP0006", Error, "unclosed_regex";
    /// A backslash in a text before something that needs none.
    UnknownEscape = "AGP0007", Error, "unknown_escape";
    /// Digits and letters that form no number.
    MalformedNumber = "AGP0008", Error, "malformed_number";
    /// A time or date that is written otherwise.
    MalformedTime = "AGP0009", Error, "malformed_time";
    /// A name with letters beyond ASCII that is not in backticks, or one without any letter.
    MalformedName = "AGP0010", Error, "malformed_name";
    /// A text in quotes of another kind.
    ForeignQuotes = "AGP0011", Error, "foreign_quotes";
    /// An operator of another language.
    ForeignOperator = "AGP0012", Error, "foreign_operator";
    /// A comment of another language.
    ForeignComment = "AGP0013", Error, "foreign_comment";
    /// A semicolon.
    Semicolon = "AGP0014", Error, "semicolon";
    /// An address or version without its quotes.
    UnquotedText = "AGP0015", Error, "unquoted_text";
    /// A slash inside a regular expression without its backslash.
    SlashInRegex = "AGP0016", Error, "slash_in_regex";
    /// A token that cannot stand where it stands.
    UnexpectedToken = "AGP0020", Error, "unexpected_token";
    /// A declaration that ends too early.
    UnexpectedEnd = "AGP0021", Error, "unexpected_end";
    /// Something outside all declarations.
    UnknownDeclaration = "AGP0022", Error, "unknown_declaration";
    /// A declaration without a name.
    MissingName = "AGP0023", Error, "missing_name";
    /// A name of several words.
    SeveralWords = "AGP0024", Error, "several_words";
    /// A word of the language where a name is needed.
    ReservedWord = "AGP0025", Error, "reserved_word";
    /// A bracket that is never closed.
    UnclosedBracket = "AGP0026", Error, "unclosed_bracket";
    /// A closing bracket that nothing opened.
    ExtraBracket = "AGP0027", Error, "extra_bracket";
    /// A bracket of the wrong kind.
    WrongBracket = "AGP0028", Error, "wrong_bracket";
    /// A comma that separates nothing.
    StrayComma = "AGP0029", Error, "stray_comma";
    /// Entries of a list without a comma between them, or several things without brackets.
    MissingComma = "AGP0030", Error, "missing_comma";
    /// A list of nothing where something must be named.
    EmptyList = "AGP0031", Error, "empty_list";
    /// `and` beside `or` without parentheses.
    MixedAndOr = "AGP0032", Error, "mixed_and_or";
    /// `=` where two things are compared, or the reverse.
    WrongEquals = "AGP0033", Error, "wrong_equals";
    /// A slash between numbers.
    Division = "AGP0034", Error, "division";
    /// A space between a number and its unit.
    SpacedUnit = "AGP0035", Error, "spaced_unit";
    /// A text, name, number or regular expression where one of the others belongs.
    WrongLiteral = "AGP0036", Error, "wrong_literal";
    /// A word that is none of those that may stand there, but resembles one.
    MisspeltWord = "AGP0037", Error, "misspelt_word";
    /// A negation that is worded otherwise.
    WrongNegation = "AGP0038", Error, "wrong_negation";
    /// More than one comparison in a row.
    ChainedComparison = "AGP0039", Error, "chained_comparison";
    /// A memory operator without its window or scope.
    MissingWindow = "AGP0040", Error, "missing_window";
    /// A policy without a version, or a module with one.
    WrongVersion = "AGP0041", Error, "wrong_version";
    /// A part of a declaration that is there twice.
    RepeatedPart = "AGP0042", Error, "repeated_part";
    /// A `///` comment that documents nothing.
    MisplacedDocs = "AGP0043", Error, "misplaced_docs";

    // Limits.
    /// Brackets, negations or sums inside each other, deeper than any person reads.
    NestedTooDeeply = "AGP0701", Error, "nested_too_deeply";
    /// A file larger than the compiler reads.
    FileTooLarge = "AGP0702", Error, "file_too_large";
    /// A declaration larger than the compiler reads.
    DeclarationTooLarge = "AGP0703", Error, "declaration_too_large";
    /// More mistakes than are worth listing.
    TooManyErrors = "AGP0704", Error, "too_many_errors";
}

impl Code {
    /// The code with this text, in any case.
    pub fn parse(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.text().eq_ignore_ascii_case(text))
    }
}
