//! Where the tools are in what each dialect sends around.
//!
//! - MCP: `{"tools": […]}`, a whole JSON-RPC response around it, an array, one tool.
//! - `OpenAI`: an array or `{"tools": […]}` of `{"type": "function", "function": {…}}` (Chat
//!   Completions) or `{"type": "function", "name": …}` (Responses); also bare functions.
//! - Anthropic: an array or `{"tools": […]}` of `{"name", "description", "input_schema"}`.
//!
//! Several documents in one text are one list: the pages of a long answer, or one tool per line.
//! A tool that its provider runs, or that takes no schema, is not a declaration; it is listed as
//! skipped, and stays undeclared, which is denied.

use std::collections::HashSet;

use super::Dialect;
use super::error::ImportError;
use super::json::{Json, Object};
use super::word;

/// What a text holds.
#[derive(Debug, Default)]
pub(super) struct ToolList<'a> {
    /// In the order of the list.
    pub(super) tools: Vec<Listed<'a>>,
    /// What each tool without a schema is called, or else its type.
    pub(super) skipped: Vec<&'a str>,
    /// Whether the server has more pages.
    pub(super) unfinished: bool,
}

/// One tool as its list has it.
#[derive(Debug)]
pub(super) struct Listed<'a> {
    /// As agents call it.
    pub(super) name: &'a str,
    /// What it is said to do.
    pub(super) description: Option<&'a str>,
    /// The schema of its arguments.
    pub(super) input: Option<&'a Json>,
    /// The schema of its result.
    pub(super) output: Option<&'a Object>,
    /// What the server says it is like.
    pub(super) hints: Hints,
}

/// MCP's `annotations`, as far as given. MCP's own defaults are not filled in: they say what to
/// fear, not what is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hints {
    /// It changes nothing.
    pub(super) read_only: Option<bool>,
    /// It may delete or overwrite.
    pub(super) destructive: Option<bool>,
    /// Twice is as good as once.
    pub(super) idempotent: Option<bool>,
    /// It deals with the world outside.
    pub(super) open_world: Option<bool>,
}

/// All tools in all documents.
pub(super) fn find(dialect: Dialect, documents: &[Json]) -> Result<ToolList<'_>, ImportError> {
    let mut list = ToolList::default();
    let mut names = HashSet::new();
    let mut position = 0;
    if documents.is_empty() {
        return Err(ImportError::NotAList { dialect });
    }
    for document in documents {
        for entry in entries(document).ok_or(ImportError::NotAList { dialect })? {
            position += 1;
            let entry = entry.as_object().ok_or(ImportError::NotATool { position })?;
            match read(dialect, entry, position)? {
                Entry::Tool(tool) if !names.insert(tool.name) => {
                    return Err(ImportError::Twice { tool: word::quoted(tool.name) });
                }
                Entry::Tool(tool) => list.tools.push(tool),
                Entry::Skipped(what) => list.skipped.push(what),
            }
        }
    }
    list.unfinished = documents.last().is_some_and(has_more);
    Ok(list)
}

/// The entries of one document, whatever is wrapped around them.
fn entries(document: &Json) -> Option<&[Json]> {
    let object = match document {
        Json::Array(items) => return Some(items),
        Json::Object(object) => object,
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) => return None,
    };
    let listed =
        |object: &'_ Object| ["tools", "functions"].into_iter().find(|key| object.get(key).is_some());
    if let Some(key) = listed(object) {
        return object.array(key);
    }
    if let Some(result) = object.object("result") {
        return result.array("tools");
    }
    let is_tool = object.get("name").is_some() || object.get("function").is_some();
    is_tool.then(|| std::slice::from_ref(document))
}

fn has_more(document: &Json) -> bool {
    let page = document.as_object().map(|object| object.object("result").unwrap_or(object));
    page.and_then(|page| page.text("nextCursor")).is_some_and(|cursor| !cursor.is_empty())
}

enum Entry<'a> {
    Tool(Listed<'a>),
    Skipped(&'a str),
}

fn read(dialect: Dialect, entry: &Object, position: usize) -> Result<Entry<'_>, ImportError> {
    let wrapped = entry.object("function");
    let body = wrapped.unwrap_or(entry);
    if let Some(looks_like) = other_dialect(dialect, entry) {
        let tool = word::quoted(body.text("name").unwrap_or_default());
        return Err(ImportError::OtherDialect { tool, dialect, looks_like });
    }
    let kind = entry.text("type");
    let has_schema = match dialect {
        Dialect::Mcp => true,
        Dialect::OpenAi => kind.is_none_or(|kind| kind == "function"),
        Dialect::Anthropic => kind.is_none_or(|kind| kind == "custom"),
    };
    if !has_schema {
        let wrapped = kind.and_then(|kind| entry.object(kind)?.text("name"));
        return Ok(Entry::Skipped(body.text("name").or(wrapped).or(kind).unwrap_or_default()));
    }
    Ok(Entry::Tool(Listed {
        name: body.text("name").ok_or(ImportError::NotATool { position })?,
        description: body.text("description").or_else(|| body.text("title")),
        input: body.given(dialect.schema_key()),
        output: body.object("outputSchema").filter(|_| dialect == Dialect::Mcp),
        hints: match dialect {
            Dialect::Mcp => body.object("annotations").map(hints).unwrap_or_default(),
            Dialect::OpenAi | Dialect::Anthropic => Hints::default(),
        },
    }))
}

/// Which other dialect an entry is written in. Read by the wrong one it would seem to have no
/// arguments.
fn other_dialect(dialect: Dialect, entry: &Object) -> Option<Dialect> {
    let has = |other: Dialect| match other {
        Dialect::OpenAi => entry.given("parameters").is_some() || entry.object("function").is_some(),
        Dialect::Mcp | Dialect::Anthropic => entry.given(other.schema_key()).is_some(),
    };
    if has(dialect) {
        return None;
    }
    [Dialect::Mcp, Dialect::OpenAi, Dialect::Anthropic].into_iter().find(|&other| has(other))
}

fn hints(annotations: &Object) -> Hints {
    Hints {
        read_only: annotations.bool("readOnlyHint"),
        destructive: annotations.bool("destructiveHint"),
        idempotent: annotations.bool("idempotentHint"),
        open_world: annotations.bool("openWorldHint"),
    }
}
