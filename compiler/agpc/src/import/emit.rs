//! The declarations as text.
//!
//! Two kinds of comment, so that nobody takes one for the other: `///` is what the list says, `//`
//! what the import has to say to the person who finishes the draft.

use std::fmt::Write as _;

use super::error::{BadName, ImportError};
use super::list::{Hints, Listed, ToolList};
use super::schema::{self, Argument, Arguments, Unusable};
use super::types::Type;
use super::{Dialect, Imported};
use super::{value, word};

/// Where lines are broken.
const WIDTH: usize = 100;
/// How much of a tool's description is kept, in characters.
const DESCRIPTION: usize = 600;
/// How much of an argument's.
const ARGUMENT_DESCRIPTION: usize = 300;
/// How many fields of a result are named.
const FIELDS: usize = 12;

/// The whole output. A tool whose names cannot be written is left out and named; where it is the only
/// one, the list is refused for it.
pub(super) fn declarations(
    dialect: Dialect,
    module: Option<&str>,
    list: &ToolList<'_>,
) -> Result<Imported, ImportError> {
    let mut tools = String::new();
    let mut left_out = Vec::new();
    for listed in &list.tools {
        let before = tools.len();
        tools.push('\n');
        match tool(&mut tools, dialect, listed) {
            Ok(()) => {}
            Err(why @ (ImportError::ToolName { .. } | ImportError::ArgumentName { .. })) => {
                tools.truncate(before);
                left_out.push(why);
            }
            Err(fault) => return Err(fault),
        }
    }
    if left_out.len() == list.tools.len()
        && let Some(fault) = left_out.pop()
    {
        return Err(fault);
    }
    let mut out = String::new();
    head(&mut out, dialect, module, list.tools.len() - left_out.len());
    out += &tools;
    let left_out: Vec<String> = left_out.iter().map(ToString::to_string).collect();
    for why in &left_out {
        let _ = write!(out, "\n// left out: {why};\n// undeclared, the tool is denied\n");
    }
    for skipped in &list.skipped {
        let _ = write!(out, "\n// skipped: {} has no schema of its arguments;", word::quoted(skipped));
        out.push_str(" undeclared, it is denied\n");
    }
    if list.unfinished {
        out.push_str("\n// The list goes on: the server has more pages (`nextCursor`).\n");
    }
    Ok(Imported { text: out, left_out })
}

fn head(out: &mut String, dialect: Dialect, module: Option<&str>, count: usize) {
    let tools = if count == 1 { "tool" } else { "tools" };
    let _ = writeln!(out, "// Imported from {}: {count} {tools}. A draft:", dialect.a_list());
    out.push_str(
        "// - give each `unclassified` tool its kind; one that reads yields what it brings, not `unlabelled`;\n\
         // - map what an argument names, `-> destination` or `-> resource`; text without an arrow is payload;\n\
         // - `///` lines, formats and defaults are the list's own claims, nothing has checked them.\n",
    );
    match module {
        Some(name) => {
            let _ = writeln!(out, "module {name}");
        }
        None => out
            .push_str("// Paste this into a policy, or import with `--module NAME` for a file of its own.\n"),
    }
}

fn tool(out: &mut String, dialect: Dialect, listed: &Listed<'_>) -> Result<(), ImportError> {
    let bad_name = |why| ImportError::ToolName { tool: word::quoted(listed.name), why };
    let name = word::name(listed.name).map_err(bad_name)?;
    let arguments = arguments(dialect, listed)?;
    docs(out, "", listed.description, DESCRIPTION);
    let _ = write!(out, "tool {name} is {} {{", kind(listed.hints));
    let before = out.len();
    remarks(out, listed);
    for argument in &arguments.list {
        entry(out, argument).map_err(|why| ImportError::ArgumentName {
            tool: word::quoted(listed.name),
            argument: word::quoted(argument.name),
            why,
        })?;
        if out.len() > agp_compiler::source::MAX_SOURCE_BYTES {
            return Err(ImportError::TooLong);
        }
    }
    if arguments.open {
        out.push_str("\n    rest -> payload");
    }
    out.push_str(if out.len() == before { " }\n" } else { "\n}\n" });
    Ok(())
}

fn arguments<'a>(dialect: Dialect, listed: &Listed<'a>) -> Result<Arguments<'a>, ImportError> {
    let Some(input) = listed.input else { return Ok(Arguments::default()) };
    let tool = || word::quoted(listed.name);
    schema::arguments(input).map_err(|unusable| match unusable {
        Unusable::NotAnObject => ImportError::NotAnObject { tool: tool(), key: dialect.schema_key() },
        Unusable::Tangled => ImportError::Tangled { tool: tool() },
    })
}

/// A server that says `readOnlyHint` proposes `read`, unless it contradicts itself. Whatever a
/// read brings is `untrusted`, closed world or not.
fn kind(hints: Hints) -> &'static str {
    if proposes_read(hints) { "read yields unlabelled from untrusted" } else { "unclassified" }
}

fn proposes_read(hints: Hints) -> bool {
    hints.read_only == Some(true) && hints.destructive != Some(true)
}

/// What stands above the arguments.
fn remarks(out: &mut String, listed: &Listed<'_>) {
    if proposes_read(listed.hints) {
        out.push_str("\n    // `read` is only the server's hint (`readOnlyHint`): check it");
    } else if listed.hints != Hints::default() {
        let _ = write!(out, "\n    // unchecked hints of the server: {}", hinted(listed.hints));
    }
    if listed.input.is_none() {
        out.push_str("\n    // the list has no schema for it: it takes no arguments");
    }
    result_fields(out, listed);
}

fn hinted(hints: Hints) -> String {
    let word = |hint: Option<bool>, yes, no| hint.map(|hint| if hint { yes } else { no });
    let words = [
        word(hints.read_only, "read-only", "not read-only"),
        word(hints.destructive, "destructive", "not destructive"),
        word(hints.idempotent, "idempotent", "not idempotent"),
        word(hints.open_world, "open world", "closed world"),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What a person needs who wants to write `returns { field from origin }`.
fn result_fields(out: &mut String, listed: &Listed<'_>) {
    let Some(output) = listed.output else { return };
    let mut fields = schema::result_fields(output);
    let mut names: Vec<String> =
        fields.by_ref().take(FIELDS).map(|name| one_line(&word::visible(name, 40))).collect();
    if fields.next().is_some() {
        names.push("…".to_owned());
    }
    if !names.is_empty() {
        let _ = write!(out, "\n    // its result has: {}", names.join(", "));
    }
}

fn one_line(text: &str) -> String {
    text.replace('\n', " ")
}

/// `name?: type = default  // remark`
fn entry(out: &mut String, argument: &Argument<'_>) -> Result<(), BadName> {
    const INDENT: &str = "    ";
    let mut described = String::new();
    docs(&mut described, INDENT, argument.description, ARGUMENT_DESCRIPTION);
    out.push('\n');
    out.push_str(&described);
    let start =
        format!("{INDENT}{}{}: ", word::key(argument.name)?, if argument.optional { "?" } else { "" });
    let default = argument.default.and_then(|default| value::written(default, &argument.ty));
    let end = default.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
    out.push_str(&start);
    out.push_str(&type_text(&argument.ty, WIDTH.saturating_sub(start.chars().count() + end.chars().count())));
    out.push_str(&end);
    let unwritten = argument.default.filter(|_| default.is_none());
    let remarks = [
        place(&argument.ty).map(str::to_owned),
        argument.lost.as_deref().map(one_line),
        unwritten.map(|default| format!("default: {}", value::shown(default))),
    ];
    let remarks: Vec<String> = remarks.into_iter().flatten().collect();
    if !remarks.is_empty() {
        let _ = write!(out, "  // {}", remarks.join("; "));
    }
    Ok(())
}

/// Where a value of a type that names something may well go.
fn place(ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Email | Type::Url | Type::Host | Type::Ip => Some("-> destination?"),
        Type::Path => Some("-> resource?"),
        Type::List(element) => place(element),
        Type::Text
        | Type::Int
        | Type::Decimal
        | Type::Bool
        | Type::Date
        | Type::Time
        | Type::Enum(_)
        | Type::Json => None,
    }
}

fn type_text(ty: &Type, room: usize) -> String {
    let word = match ty {
        Type::Text => "text",
        Type::Int => "int",
        Type::Decimal => "decimal",
        Type::Bool => "bool",
        Type::Date => "date",
        Type::Time => "time",
        Type::Email => "email",
        Type::Url => "url",
        Type::Host => "host",
        Type::Ip => "ip",
        Type::Path => "path",
        Type::Json => "json",
        Type::List(element) => return format!("list of {}", type_text(element, room.saturating_sub(8))),
        Type::Enum(entries) => return enum_text(entries, room),
    };
    word.to_owned()
}

/// On one line, or filled into several.
fn enum_text(entries: &[String], room: usize) -> String {
    let short = format!("enum [{}]", entries.join(", "));
    if short.chars().count() <= room {
        return short;
    }
    let mut out = String::from("enum [");
    for line in filled(entries.iter().map(|entry| format!("{entry},")), WIDTH - 8) {
        let _ = write!(out, "\n        {line}");
    }
    out.push_str("\n    ]");
    out
}

/// A description as `///` lines.
fn docs(out: &mut String, indent: &str, description: Option<&str>, most: usize) {
    let shown = word::visible(description.unwrap_or_default(), most);
    for paragraph in paragraphs(&shown) {
        for line in filled(paragraph.split_whitespace().map(str::to_owned), WIDTH - indent.len() - 4) {
            let _ = writeln!(out, "{indent}/// {line}");
        }
    }
}

/// Joins lines that their author only broke to keep them short; keeps the others.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in text.split('\n').map(str::trim) {
        let starts_something = line.starts_with(['-', '*', '•', '#', '|', '>', '+']);
        match paragraphs.last_mut() {
            Some(paragraph) if goes_on && !starts_something && !line.is_empty() => {
                paragraph.push(' ');
                paragraph.push_str(line);
            }
            _ if line.is_empty() => {}
            _ => paragraphs.push(line.to_owned()),
        }
        goes_on = line.chars().count() >= 60 && !line.ends_with(['.', ':', '!', '?']);
    }
    paragraphs
}

/// Fills lines with words; a word longer than a line is broken.
fn filled(words: impl Iterator<Item = String>, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut room = width;
    for word in words {
        let mut rest = word.as_str();
        while !rest.is_empty() {
            let length = rest.chars().count();
            let gap = usize::from(room < width);
            if length + gap <= room {
                let line = lines.last_mut().expect("starts with one line");
                line.push_str(if gap == 1 { " " } else { "" });
                line.push_str(rest);
                room -= length + gap;
                break;
            }
            if gap == 0 {
                let cut = rest.char_indices().nth(width).map_or(rest.len(), |(at, _)| at);
                let (head, tail) = rest.split_at(cut);
                lines.last_mut().expect("starts with one line").push_str(head);
                rest = tail;
            }
            lines.push(String::new());
            room = width;
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}
