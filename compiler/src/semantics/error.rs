//! The wording of names and types: one short function a message, all in one voice.

use super::resolve::scope::Lookup;
use super::thir::{EntryId, Vocabularies};
use crate::diag::{Code, Diagnostic, suggest};
use crate::source::Span;
use crate::syntax::ast::{Path, Word};
use std::fmt::Display;

/// A name that did not resolve, for whichever reason.
pub(super) fn name(lists: &Vocabularies, word: Word, path: &Path, problem: &Lookup) -> Diagnostic {
    let text = path.text();
    match problem {
        Lookup::Ambiguous(candidates) => ambiguous(lists, word, path, candidates),
        Lookup::Elsewhere(other, id) => elsewhere(lists, word, *other, *id, path),
        Lookup::Unknown(near) => unknown(word.text(), &text, path.span, near.as_deref()),
        Lookup::Found(_) => unknown(word.text(), &text, path.span, None),
    }
}

/// Nothing of this kind has this name.
pub(super) fn unknown(what: &str, name: &str, span: Span, near: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::new(code_of(what), span, format!("there is no {what} `{name}`"));
    match near {
        Some(near) => diagnostic.replace_with(near),
        None => {
            diagnostic.help(format!("declare it, or `use` the module that does: every {what} is declared"))
        }
    }
}

fn code_of(what: &str) -> Code {
    match what {
        "tool" => Code::UnknownTool,
        "signal" => Code::UnknownSignal,
        "rule" | "risk" => Code::UnknownRule,
        _ => Code::UnknownName,
    }
}

fn ambiguous(lists: &Vocabularies, word: Word, path: &Path, candidates: &[EntryId]) -> Diagnostic {
    let entries: Vec<_> = candidates.iter().map(|id| lists.of(word).entry(*id)).collect();
    let mut names: Vec<String> = entries.iter().map(|entry| format!("`{}`", entry.path)).collect();
    names.sort();
    let message = format!("`{}` may mean {}", path.text(), suggest::list(&names, "or"));
    let mut diagnostic =
        Diagnostic::new(Code::AmbiguousName, path.span, message).help("write more of the path");
    for entry in entries.iter().take(4) {
        if let Some(span) = entry.span {
            diagnostic = diagnostic.also(span, format!("`{}` is declared here", entry.path));
        }
    }
    diagnostic
}

fn elsewhere(lists: &Vocabularies, word: Word, other: Word, id: EntryId, path: &Path) -> Diagnostic {
    let message = format!("`{}` is a {}, not a {}", path.text(), other.text(), word.text());
    let diagnostic = Diagnostic::new(Code::WrongVocabulary, path.span, message);
    match lists.of(other).entry(id).span {
        Some(span) => diagnostic.also(span, format!("declared as a {} here", other.text())),
        None => diagnostic.help(format!("the language brings it as a {}", other.text())),
    }
}

/// A second declaration of a name, by the same module or against an import.
pub(super) fn declared_again(
    what: &str,
    name: &str,
    span: Span,
    first: Option<Span>,
    owner: Option<&str>,
) -> Diagnostic {
    let diagnostic = match owner {
        None => Diagnostic::new(Code::DuplicateName, span, format!("the {what} `{name}` is declared twice"))
            .here("declared again")
            .help("remove one of them, or give it another name"),
        Some(owner) => {
            let short = owner.rsplit('.').next().unwrap_or(owner);
            Diagnostic::new(Code::ImportedName, span, format!("`{owner}` already brings the {what} `{name}`"))
                .here("declared again")
                .help(format!("give it another name, or import by `use {owner} as {short}`"))
        }
    };
    match first {
        Some(first) => diagnostic.also(first, "first declared here"),
        None => diagnostic,
    }
}

/// An operator that does not go with what stands to its left.
pub(super) fn wrong_operator(
    span: Span,
    subject: &str,
    is_a: &dyn Display,
    operator: &str,
    help: &str,
) -> Diagnostic {
    let message = format!("`{operator}` does not go with `{subject}`, which is {is_a}");
    Diagnostic::new(Code::WrongOperator, span, message).help(help)
}

/// Two types where one is needed.
pub(super) fn mismatched(span: Span, left: &dyn Display, right: &dyn Display) -> Diagnostic {
    let message = format!("the left side is {left}, the right side {right}");
    Diagnostic::new(Code::MismatchedTypes, span, message).help("compare values of one type")
}

/// A constant that is not of the type.
pub(super) fn bad_constant(span: Span, ty: &dyn Display, written: &str, example: &str) -> Diagnostic {
    let message = format!("`{written}` is no {ty}");
    Diagnostic::new(Code::BadConstant, span, message).help(format!("write it like {example}"))
}
