//! Every code once.
//!
//! A code is never reused and never changes its meaning. Errors are numbered by stage: 00 text
//! and syntax, 01 names and modules, 02 types and conditions, 03 rules and the laws, 04 tools,
//! 05 tests and proofs, 06 layers, 07 limits. Warnings are numbered from 0901 and have names.
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
    /// A slash inside a regular expression without its backslash, or letters behind it.
    MalformedRegex = "AGP0016", Error, "malformed_regex";
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

    // Names and modules.
    /// A file does not say what it is.
    MissingHeader = "AGP0101", Error, "missing_header";
    /// A header that does not stand first, or a second one.
    MisplacedHeader = "AGP0102", Error, "misplaced_header";
    /// A name that its vocabulary does not hold.
    UnknownName = "AGP0103", Error, "unknown_name";
    /// A short name that fits several entries.
    AmbiguousName = "AGP0104", Error, "ambiguous_name";
    /// Two declarations of one name.
    DuplicateName = "AGP0105", Error, "duplicate_name";
    /// `use` or `extends` of what is not there.
    UnknownModule = "AGP0106", Error, "unknown_module";
    /// Modules that need each other.
    ImportCycle = "AGP0107", Error, "import_cycle";
    /// `use` of a policy or `extends` of a module.
    WrongImport = "AGP0108", Error, "wrong_import";
    /// Entries that are kinds of each other.
    VocabularyCycle = "AGP0109", Error, "vocabulary_cycle";
    /// A name that the language keeps for itself.
    ReservedName = "AGP0110", Error, "reserved_name";
    /// A tool that is not declared.
    UnknownTool = "AGP0111", Error, "unknown_tool";
    /// An argument that the tool does not declare.
    UnknownArgument = "AGP0112", Error, "unknown_argument";
    /// A signal that is not declared.
    UnknownSignal = "AGP0113", Error, "unknown_signal";
    /// A word in a condition that names nothing.
    UnknownFacet = "AGP0114", Error, "unknown_facet";
    /// A rule or risk that is not declared.
    UnknownRule = "AGP0115", Error, "unknown_rule";
    /// A declaration of a name that an import brings.
    ImportedName = "AGP0116", Error, "imported_name";
    /// A name of another vocabulary.
    WrongVocabulary = "AGP0117", Error, "wrong_vocabulary";

    // Types and conditions.
    /// A word that is no type, or a type that may not stand there.
    UnknownType = "AGP0201", Error, "unknown_type";
    /// A unit that does not exist or does not fit.
    UnknownUnit = "AGP0202", Error, "unknown_unit";
    /// Two sides of different types.
    MismatchedTypes = "AGP0203", Error, "mismatched_types";
    /// A value where a condition must stand.
    NotACondition = "AGP0204", Error, "not_a_condition";
    /// Something that is no value where one must stand.
    NotAValue = "AGP0205", Error, "not_a_value";
    /// An operator that the type does not have.
    WrongOperator = "AGP0206", Error, "wrong_operator";
    /// A constant that does not parse as its type.
    BadConstant = "AGP0207", Error, "bad_constant";
    /// A word that the enumeration does not hold.
    UnknownWord = "AGP0208", Error, "unknown_word";
    /// A pattern that does not parse, or uses what patterns do not have.
    BadPattern = "AGP0209", Error, "bad_pattern";
    /// `args.X` without a tool to its left.
    ArgumentNeedsTool = "AGP0211", Error, "argument_needs_tool";
    /// One argument name with different types.
    ArgumentTypesDiffer = "AGP0212", Error, "argument_types_differ";
    /// A number that is too large or too fine for its type.
    NumberOutOfRange = "AGP0213", Error, "number_out_of_range";
    /// A zone that does not exist or is missing.
    UnknownZone = "AGP0214", Error, "unknown_zone";
    /// A range or list that holds nothing.
    EmptyRange = "AGP0215", Error, "empty_range";
    /// A product of two values.
    NotLinear = "AGP0216", Error, "not_linear";

    // Rules and the laws.
    /// An `allow` without `when`.
    AllowNeedsWhen = "AGP0301", Error, "allow_needs_when";
    /// A clause twice.
    RepeatedClause = "AGP0302", Error, "repeated_clause";
    /// A clause that this verdict does not have.
    WrongClause = "AGP0303", Error, "wrong_clause";
    /// A clause that this verdict must have.
    MissingClause = "AGP0304", Error, "missing_clause";
    /// A positive `has` in an `allow`.
    HasInAllow = "AGP0305", Error, "has_in_allow";
    /// `is known` where not knowing would help.
    KnownHelps = "AGP0306", Error, "known_helps";
    /// A risk compared in the direction where not knowing would help.
    RiskDirection = "AGP0307", Error, "risk_direction";
    /// An `allow` in a module.
    AllowInModule = "AGP0308", Error, "allow_in_module";
    /// A weight that is not a constant, or a constant times a score.
    BadWeight = "AGP0309", Error, "bad_weight";
    /// A risk inside a risk.
    RiskOfRisk = "AGP0310", Error, "risk_of_risk";
    /// A `let` that needs itself.
    LetCycle = "AGP0311", Error, "let_cycle";

    // Tools.
    /// A tool with an effect outside that does not say where to.
    EffectWithoutDestination = "AGP0401", Error, "effect_without_destination";
    /// A reading tool that does not say what it yields.
    ReadWithoutYields = "AGP0402", Error, "read_without_yields";
    /// An argument mapped to what arguments cannot be.
    BadMapping = "AGP0403", Error, "bad_mapping";
    /// A default that is not of the argument's type.
    BadDefault = "AGP0404", Error, "bad_default";

    // Tests and proofs.
    /// A key that records do not have.
    UnknownField = "AGP0501", Error, "unknown_field";
    /// A step that needs another one before it.
    MisplacedStep = "AGP0502", Error, "misplaced_step";
    /// A test that expects nothing, so that it cannot fail.
    NothingExpected = "AGP0503", Error, "nothing_expected";

    // Layers.
    /// A layer's name or pattern below an entry that the base does not leave open.
    BelowBase = "AGP0601", Error, "below_base";

    // Limits.
    /// Brackets, negations or sums inside each other, deeper than any person reads.
    NestedTooDeeply = "AGP0701", Error, "nested_too_deeply";
    /// A file larger than the compiler reads.
    FileTooLarge = "AGP0702", Error, "file_too_large";
    /// A declaration larger than the compiler reads.
    DeclarationTooLarge = "AGP0703", Error, "declaration_too_large";
    /// More mistakes than are worth listing.
    TooManyErrors = "AGP0704", Error, "too_many_errors";
    /// A pattern whose automaton would be too large.
    PatternTooLarge = "AGP0720", Error, "pattern_too_large";
    /// A condition that is too large once every `let` in it is written out.
    ConditionTooLarge = "AGP0721", Error, "condition_too_large";
    /// An entry of a vocabulary that is a kind of more others than are followed.
    HierarchyTooDeep = "AGP0722", Error, "hierarchy_too_deep";
    /// A decision program that breaks an invariant: no policy is at fault.
    CompilerFault = "AGP0799", Error, "compiler_fault";

    // Lints.
    /// A construct that is known but not evaluated yet.
    NotYet = "AGP0901", Warning, "not_yet";
    /// A `review` that no `allow` covers.
    UncoveredReview = "AGP0902", Warning, "uncovered_review";
    /// A condition that can never hold.
    NeverHolds = "AGP0903", Warning, "never_holds";
    /// `has A and not has B` over one facet.
    HasAndNotHas = "AGP0904", Warning, "has_and_not_has";
    /// A positive `within` in a restricting rule.
    WithinRestricts = "AGP0905", Warning, "within_restricts";
    /// A tool whose kind nobody has said.
    Unclassified = "AGP0906", Warning, "unclassified";
    /// A tool whose data nobody has said.
    Unlabelled = "AGP0907", Warning, "unlabelled";
    /// A `let` that nothing uses.
    UnusedLet = "AGP0908", Warning, "unused_let";
    /// A base that grants and does not restrict.
    BaseWithoutDeny = "AGP0909", Warning, "base_without_deny";
    /// A `prove` that this version checks but does not prove.
    Unproven = "AGP0910", Warning, "unproven";
    /// A policy that grants nothing.
    NothingAllowed = "AGP0911", Warning, "nothing_allowed";
    /// A pattern that cannot match what it seems to be meant for.
    DeadPattern = "AGP0912", Warning, "dead_pattern";
    /// A constant of which only a part is compared.
    CutConstant = "AGP0913", Warning, "cut_constant";
    /// A comparison of a risk that its terms decide once and for all.
    FixedRisk = "AGP0914", Warning, "fixed_risk";
    /// An `allow` whose condition always holds.
    AllowsAll = "AGP0915", Warning, "allows_all";
    /// An `allow` that bounds an amount of money from above only.
    OpenAmount = "AGP0916", Warning, "open_amount";
}

impl Code {
    /// The code with this text, in any case.
    pub fn parse(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.text().eq_ignore_ascii_case(text))
    }
}
