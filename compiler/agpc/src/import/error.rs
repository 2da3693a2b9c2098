//! What can be wrong with a list, and how it is said.
//!
//! Names are quoted by [`super::word::quoted`] where an error is made: a message goes to a
//! terminal, and the list may have been written by someone who would like to draw on it.

use std::fmt;

use super::Dialect;
use super::word::MAX_NAME;

/// Why a list was not imported.
#[derive(Debug)]
pub(crate) enum ImportError {
    /// The file cannot be opened or read.
    Unreadable { path: String, why: String },
    /// The bytes are not a text.
    NotUtf8 { at: usize },
    /// More than the compiler reads, before or after.
    TooLong,
    /// `--module` with something that is not a name.
    ModuleName { name: String },
    /// Not JSON, nested too deep, or a key twice in one object.
    NotJson { why: String },
    /// JSON without tools where the dialect has them.
    NotAList { dialect: Dialect },
    /// An entry that is not an object with a name. Counted from 1.
    NotATool { position: usize },
    /// A tool as another dialect writes it.
    OtherDialect { tool: String, dialect: Dialect, looks_like: Dialect },
    /// Two tools of one name.
    Twice { tool: String },
    /// A tool whose name cannot stand between backticks.
    ToolName { tool: String, why: BadName },
    /// An argument whose name cannot.
    ArgumentName { tool: String, argument: String, why: BadName },
    /// The schema does not describe an object.
    NotAnObject { tool: String, key: &'static str },
    /// More alternatives than a tool has reason for.
    Tangled { tool: String },
}

/// Why a name cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadName {
    /// Nothing between the backticks.
    Empty,
    /// Longer than [`MAX_NAME`].
    Long,
    /// A backtick, which would end it.
    Backtick,
    /// A line break, a control character, or one that is not seen.
    Hidden,
}

impl ImportError {
    /// The exit status: 1 where a tool list is at fault, 2 where there is none.
    pub(super) fn status(&self) -> u8 {
        use ImportError as E;
        match self {
            E::Twice { .. }
            | E::ToolName { .. }
            | E::ArgumentName { .. }
            | E::NotAnObject { .. }
            | E::Tangled { .. } => 1,
            E::Unreadable { .. }
            | E::NotUtf8 { .. }
            | E::TooLong
            | E::ModuleName { .. }
            | E::NotJson { .. }
            | E::NotAList { .. }
            | E::NotATool { .. }
            | E::OtherDialect { .. } => 2,
        }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use ImportError as E;
        match self {
            E::Unreadable { path, why } => write!(f, "cannot read {path}: {why}"),
            E::NotUtf8 { at } => write!(f, "the list is not UTF-8 text: byte {at} starts no character"),
            E::TooLong => write!(f, "the list is longer than the compiler reads (64 MiB)"),
            E::ModuleName { name } => {
                write!(f, "{name} cannot name a module: write dotted words, such as `acme.tools`")
            }
            E::NotJson { why } => write!(f, "the list is not JSON: {why}"),
            E::NotAList { dialect } => write!(f, "this is not {}: {}", dialect.a_list(), expected(*dialect)),
            E::NotATool { position } => {
                write!(f, "entry {position} of the list is not an object with a `name`")
            }
            E::OtherDialect { tool, dialect, looks_like } => write!(
                f,
                "tool {tool} is not written as in {}: try `agpc import {}`",
                dialect.a_list(),
                looks_like.word()
            ),
            E::Twice { tool } => write!(f, "the list names the tool {tool} twice"),
            E::ToolName { tool, why } => write!(f, "the tool name {tool} cannot be written: {why}"),
            E::ArgumentName { tool, argument, why } => {
                write!(f, "the argument name {argument} of tool {tool} cannot be written: {why}")
            }
            E::NotAnObject { tool, key } => {
                write!(f, "the `{key}` of tool {tool} is not a schema of an object")
            }
            E::Tangled { tool } => write!(f, "the schema of tool {tool} has too many alternatives to follow"),
        }
    }
}

impl fmt::Display for BadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadName::Empty => write!(f, "it is empty"),
            BadName::Long => write!(f, "it has more than {MAX_NAME} characters"),
            BadName::Backtick => write!(f, "it holds a backtick"),
            BadName::Hidden => write!(f, "it holds a line break or a character that is not seen"),
        }
    }
}

fn expected(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Mcp => "expected the answer to `tools/list`, or its `tools`",
        Dialect::OpenAi | Dialect::Anthropic => "expected an array of tools, or an object with `tools`",
    }
}
