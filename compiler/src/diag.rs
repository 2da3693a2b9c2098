//! Diagnostics as data.
//!
//! Every stage returns what it found as [`Diagnostic`]s; only the command renders them. A
//! diagnostic has a stable [`Code`], a sentence in the author's words, labels on the exact text,
//! and help that shows the correction where it is known.

mod code;
pub mod suggest;

pub use code::Code;

use crate::source::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something the author should look at; the policy still means what it says.
    Warning,
    /// The policy is refused.
    Error,
}

/// A place in the source and what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there, in a few words. May be empty for the primary label.
    pub text: String,
}

/// A correction that can be applied to the text as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What to replace.
    pub span: Span,
    /// By what.
    pub replacement: String,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code, which also decides the severity.
    pub code: Code,
    /// One sentence, lower case, no full stop.
    pub message: String,
    /// The exact text that is at fault.
    pub primary: Label,
    /// Causes elsewhere: the declaration that clashes, the bracket that was opened.
    pub secondary: Vec<Label>,
    /// What to change, as a sentence or as corrected source.
    pub help: Option<String>,
    /// The correction, where it is certain enough to apply.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A message with its primary label unworded.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            message: message.into(),
            primary: Label { span, text: String::new() },
            secondary: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// Words the primary label.
    #[must_use]
    pub fn here(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds a label on the cause.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Says what to change.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Offers a replacement for the primary text, and says so in the help if there is none yet.
    #[must_use]
    pub fn replace_with(mut self, replacement: impl Into<String>) -> Self {
        let replacement = replacement.into();
        if self.help.is_none() {
            self.help = Some(format!("did you mean `{replacement}`?"));
        }
        self.fix = Some(Fix { span: self.primary.span, replacement });
        self
    }

    /// Error or warning, as the code says.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Whether this refuses the policy.
    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }
}

/// Sorts messages by place, errors before warnings at the same place, and drops exact repetitions.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        (a.primary.span, b.severity(), a.code, &a.message).cmp(&(
            b.primary.span,
            a.severity(),
            b.code,
            &b.message,
        ))
    });
    diagnostics.dedup();
}
