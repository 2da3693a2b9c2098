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
    /// A token that cannot stand where it stands.
    UnexpectedToken = "AGP0020", Error, "unexpected_token";
}

impl Code {
    /// The code with this text, in any case.
    pub fn parse(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.text().eq_ignore_ascii_case(text))
    }
}
