//! `agpc import`: a tool list as agents are given it in, `tool` declarations out.
//!
//! Three dialects write the same thing: a name, a description and a JSON Schema of the arguments.
//! What comes out is a draft for a person to finish, since a list does not say what a policy
//! needs: what a tool does, where its arguments send things, what it brings back.
//!
//! 1. [`json`] reads the text, in order and without repeated keys.
//! 2. [`list`] finds the tools in it, whatever the dialect wraps them in.
//! 3. [`schema`] collects the arguments that a tool's schema describes; [`types`] names their types.
//! 4. [`emit`] writes the declarations; [`value`] and [`word`] know what may be written where.
//!
//! **Whoever wrote the list is not trusted.** A description is only ever a `///` comment, and a
//! character that a reader would not see is written out. What a server claims of itself decides
//! the draft in three places, each marked in it: MCP's `readOnlyHint` proposes `read`, a `format`
//! proposes a type, and a `default` is carried over. No hint proposes another kind (MCP does not
//! tell deleting from overwriting or sending from paying), an origin other than `untrusted`, or a
//! place where an argument goes. A list that cannot be read faithfully is refused as a whole; a tool
//! whose name cannot be written is left out by name, and stays undeclared, which is denied.
//!
//! Left out on purpose: constraints such as `pattern` or `maximum` (rules say those), the fields
//! of nested objects (such an argument is `json`), guesses from names and descriptions.

mod emit;
mod error;
pub(crate) mod json;
mod list;
mod schema;
#[cfg(test)]
mod tests;
mod types;
mod value;
pub(crate) mod word;

use std::fs::File;
use std::io::{self, Read, Write};
use std::process::ExitCode;

pub(crate) use error::ImportError;

/// Who wrote the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Dialect {
    /// The result of an MCP server's `tools/list`.
    Mcp,
    /// The `tools` of an `OpenAI` request, Chat Completions or Responses.
    #[value(name = "openai")]
    OpenAi,
    /// The `tools` of an Anthropic Messages request.
    Anthropic,
}

impl Dialect {
    /// As the command line writes it.
    fn word(self) -> &'static str {
        match self {
            Dialect::Mcp => "mcp",
            Dialect::OpenAi => "openai",
            Dialect::Anthropic => "anthropic",
        }
    }

    /// Its lists in a sentence, with the article.
    fn a_list(self) -> &'static str {
        match self {
            Dialect::Mcp => "an MCP tool list",
            Dialect::OpenAi => "an OpenAI tool list",
            Dialect::Anthropic => "an Anthropic tool list",
        }
    }

    /// Where it keeps the schema of a tool's arguments.
    fn schema_key(self) -> &'static str {
        match self {
            Dialect::Mcp => "inputSchema",
            Dialect::OpenAi => "parameters",
            Dialect::Anthropic => "input_schema",
        }
    }
}

/// What a list came to.
#[derive(Debug)]
pub(crate) struct Imported {
    /// The declarations.
    pub(crate) text: String,
    /// Why each tool that is not among them was left out.
    pub(crate) left_out: Vec<String>,
}

/// Turns a tool list into declarations, below a `module` header if `module` names one.
///
/// The text may hold one list, several (pages), or one tool per line. A tool whose names cannot be
/// written is left out, which is said; anything else that is wrong refuses the list. The output is
/// never longer than the compiler reads.
pub(crate) fn import(dialect: Dialect, module: Option<&str>, text: &str) -> Result<Imported, ImportError> {
    if let Some(name) = module
        && !word::is_module_name(name)
    {
        return Err(ImportError::ModuleName { name: word::quoted(name) });
    }
    let documents = json::read(text)?;
    let list = list::find(dialect, &documents)?;
    emit::declarations(dialect, module, &list)
}

/// The command: reads `path` (`-` is standard input) and prints what [`import`] makes of it.
pub(crate) fn run(dialect: Dialect, module: Option<&str>, path: &str) -> ExitCode {
    let declarations = read(path).and_then(|text| import(dialect, module, &text));
    match declarations {
        Ok(Imported { text, left_out }) => {
            for why in left_out {
                eprintln!("note: a tool is left out: {why}");
            }
            print(&text)
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(error.status())
        }
    }
}

/// Reads at most as much as the compiler does, so that an endless file ends.
fn read(path: &str) -> Result<String, ImportError> {
    let unreadable =
        |why: io::Error| ImportError::Unreadable { path: word::quoted(path), why: why.to_string() };
    let source: Box<dyn Read> = match path {
        "-" => Box::new(io::stdin()),
        path => Box::new(File::open(path).map_err(unreadable)?),
    };
    let limit = agp_compiler::source::MAX_SOURCE_BYTES as u64;
    let mut bytes = Vec::new();
    source.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(ImportError::TooLong);
    }
    String::from_utf8(bytes).map_err(|error| ImportError::NotUtf8 { at: error.utf8_error().valid_up_to() })
}

/// A reader that closes its end early has what it wants; any other failure is reported.
fn print(text: &str) -> ExitCode {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("error: cannot write to standard output: {error}");
            ExitCode::from(2)
        }
        _ => ExitCode::SUCCESS,
    }
}
