//! The tokens: what the lexer makes and the grammar reads.
//!
//! Words come in three sorts. *Starters* begin a declaration, *reserved* words belong to the
//! grammar, *soft* words mean something in one place and may be names everywhere else. Which soft
//! word may stand where is the grammar's business (`Id` and `Key` there). A token is `Copy` and
//! borrows from the source; what carries a text carries it without its quotes, so that a token
//! repaired by the lexer looks like one written well.

use logos::Logos;

macro_rules! tokens {
    (
        starters { $($starter:ident = $starter_text:tt,)* }
        reserved { $($reserved:ident = $reserved_text:tt,)* }
        soft { $($soft:ident = $soft_text:tt,)* }
        marks { $($mark:ident = $mark_text:tt,)* }
    ) => {
        /// One token.
        #[derive(Logos, Clone, Copy, Debug, PartialEq, Eq)]
        #[logos(skip r"[ \t\r\n]+")]
        pub(super) enum Token<'a> {
            $(#[token($starter_text)] $starter,)*
            $(#[token($reserved_text)] $reserved,)*
            $(#[token($soft_text)] $soft,)*
            $(#[token($mark_text)] $mark,)*

            /// A word that is none of the above.
            #[regex("[A-Za-z_][A-Za-z0-9_]*", priority = 1)]
            Name(&'a str),
            /// The name between backticks.
            #[regex("`[^`\n]*`", inside)]
            Raw(&'a str),
            /// Digits with whatever letters are glued to them.
            #[regex(r"[0-9][0-9_]*(\.[0-9]+)?[A-Za-z%]*", priority = 2)]
            Number(&'a str),
            /// `08:00`
            #[regex("[0-9]{2}:[0-9]{2}")]
            TimeOfDay(&'a str),
            /// `2026-03-02` or `2026-03-02T09:00:00Z`
            #[regex("[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?Z)?", priority = 20)]
            Date(&'a str),
            /// What stands between double quotes, escapes not resolved.
            #[regex(r#""([^"\\\n]|\\[^\n])*""#, inside)]
            Text(&'a str),
            /// What stands between slashes, escapes not resolved. The lexer cuts it out by hand,
            /// because only what stands before a slash tells whether it begins an expression.
            Regex(&'a str),
            /// A `///` line without the slashes.
            #[regex("///[^\n]*", doc, priority = 60, allow_greedy = true)]
            Doc(&'a str),

            /// A `//` line without the slashes; never reaches the parser.
            #[regex("//[^\n]*", comment, priority = 50, allow_greedy = true)]
            Comment(&'a str),
            /// Something of another language, and what it says there: the lexer explains it.
            #[regex(r"&&?|\|\|?|!|===|!==|<>|:=|;|#|--|'|/\*|\\|[0-9]+\.[0-9]+(\.[0-9]+)+(/[0-9]+)?")]
            #[regex(r"[0-9][0-9_]*(\.[0-9]+)?[A-Za-z%]*[A-Za-z][0-9][0-9A-Za-z_]*", priority = 3)]
            #[regex("[0-9]:[0-9]{2}|[0-9]{1,2}:[0-9]{2}:[0-9]{2}")]
            #[regex("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,4}/[0-9]{1,2}/[0-9]{2,4}", priority = 10)]
            #[regex("[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9][0-9A-Za-z:.]*([+-][0-9:]+)?", priority = 10)]
            Foreign(&'a str),
            /// Reported by the lexer and beyond repair: the parser stops at it in silence.
            Broken,
        }

        impl Token<'_> {
            /// The text of a word of the language, however it is used here.
            pub(super) fn word(self) -> Option<&'static str> {
                match self {
                    $(Token::$starter => Some($starter_text),)*
                    $(Token::$reserved => Some($reserved_text),)*
                    $(Token::$soft => Some($soft_text),)*
                    _ => None,
                }
            }

            /// The text of a mark.
            pub(super) fn mark(self) -> Option<&'static str> {
                match self {
                    $(Token::$mark => Some($mark_text),)*
                    _ => None,
                }
            }

            /// Whether a declaration can begin with it.
            pub(super) fn is_starter(self) -> bool {
                matches!(self, $(Token::$starter)|*)
            }

            /// Whether it is a word that can be no name without backticks.
            pub(super) fn is_reserved(self) -> bool {
                self.is_starter() || matches!(self, $(Token::$reserved)|*)
            }
        }

        /// The token of a word or mark.
        pub(super) fn literal(text: &str) -> Option<Token<'static>> {
            match text {
                $($starter_text => Some(Token::$starter),)*
                $($reserved_text => Some(Token::$reserved),)*
                $($soft_text => Some(Token::$soft),)*
                $($mark_text => Some(Token::$mark),)*
                _ => None,
            }
        }

        /// The words that begin a declaration.
        pub const STARTERS: &[&str] = &[$($starter_text),*];
        /// The other words that are names only in backticks.
        pub const RESERVED: &[&str] = &[$($reserved_text),*];
        /// The words that mean something in one place and may be names everywhere else.
        pub const SOFT: &[&str] = &[$($soft_text),*];
    };
}

tokens! {
    starters {
        Policy = "policy", Module = "module", Use = "use", Extends = "extends",
        Class = "class", Role = "role", Purpose = "purpose", Destination = "destination",
        Resource = "resource", Origin = "origin", Kind = "kind", Channel = "channel",
        Signal = "signal", Tool = "tool", Let = "let", Risk = "risk", Detector = "detector",
        Test = "test", Prove = "prove",
        Allow = "allow", Redact = "redact", Sandbox = "sandbox", Review = "review",
        Pause = "pause", Deny = "deny", Halt = "halt",
    }
    reserved {
        And = "and", Or = "or", Not = "not", Is = "is", No = "no", Has = "has",
        Within = "within", In = "in", Like = "like", Matches = "matches", Contains = "contains",
        Known = "known", When = "when", Unless = "unless", Because = "because", Alert = "alert",
        Cites = "cites", By = "by", Else = "else", Mask = "mask", Rollback = "rollback",
        Since = "since", Yields = "yields", Nothing = "nothing", Otherwise = "otherwise",
        Keep = "keep", True = "true", False = "false",
    }
    soft {
        As = "as", On = "on", Of = "of", Until = "until", Shadow = "shadow", Except = "except",
        Zone = "zone", From = "from", To = "to", Undo = "undo", Rest = "rest",
        Returns = "returns", Detected = "detected", Open = "open", List = "list", Set = "set",
        Enum = "enum", Accumulates = "accumulates", Halving = "halving", Every = "every",
        Per = "per", Add = "add", Subtract = "subtract", Count = "count", Sum = "sum",
        Distinct = "distinct", Attempts = "attempts", Ever = "ever", Last = "last", Seq = "seq",
        Then = "then", Surprise = "surprise", Pattern = "pattern", Check = "check",
        Near = "near", Given = "given", Prompt = "prompt", Result = "result", Call = "call",
        Expect = "expect", After = "after", Approve = "approve", Expire = "expire", For = "for",
        At = "at", Least = "least",
    }
    marks {
        LeftBrace = "{", RightBrace = "}", LeftParen = "(", RightParen = ")",
        LeftBracket = "[", RightBracket = "]", Comma = ",", Colon = ":", Question = "?",
        Arrow = "->", DotDotEqual = "..=", DotDot = "..", Dot = ".", Equal = "=",
        EqualEqual = "==", NotEqual = "!=", Less = "<", LessEqual = "<=", Greater = ">",
        GreaterEqual = ">=", Star = "*", Plus = "+", Minus = "-", Slash = "/",
        FatArrow = "=>", Tilde = "~", TildeEqual = "~=", EqualTilde = "=~",
    }
}

/// Without the first and the last character, both of them one byte long.
fn inside<'a>(lexer: &mut logos::Lexer<'a, Token<'a>>) -> &'a str {
    let slice = lexer.slice();
    &slice[1..slice.len() - 1]
}

fn doc<'a>(lexer: &mut logos::Lexer<'a, Token<'a>>) -> &'a str {
    &lexer.slice()[3..]
}

fn comment<'a>(lexer: &mut logos::Lexer<'a, Token<'a>>) -> &'a str {
    &lexer.slice()[2..]
}

impl Token<'_> {
    /// Whether a bracket opens here.
    pub(super) fn opens(self) -> bool {
        matches!(self, Token::LeftBrace | Token::LeftParen | Token::LeftBracket)
    }

    /// Whether a bracket closes here.
    pub(super) fn closes(self) -> bool {
        matches!(self, Token::RightBrace | Token::RightParen | Token::RightBracket)
    }

    /// The bracket that closes this one.
    pub(super) fn partner(self) -> Option<Token<'static>> {
        match self {
            Token::LeftBrace => Some(Token::RightBrace),
            Token::LeftParen => Some(Token::RightParen),
            Token::LeftBracket => Some(Token::RightBracket),
            _ => None,
        }
    }

    /// Whether it can be a name as it stands: a plain name, one in backticks, or a soft word.
    pub(super) fn is_name(self) -> bool {
        matches!(self, Token::Name(_) | Token::Raw(_)) || (self.word().is_some() && !self.is_reserved())
    }

    /// Whether an operand can end with it.
    pub(super) fn ends_operand(self) -> bool {
        self.is_name()
            || matches!(
                self,
                Token::Number(_)
                    | Token::TimeOfDay(_)
                    | Token::Date(_)
                    | Token::Text(_)
                    | Token::Regex(_)
                    | Token::True
                    | Token::False
                    | Token::RightParen
                    | Token::RightBracket
            )
    }
}
