//! The wording of names and types: one short function a message, all in one voice.

use super::resolve::scope::Lookup;
use super::resolve::{Library, Member};
use super::thir::{EntryId, Tool, Vocabularies};
use crate::diag::{Code, Diagnostic, suggest};
use crate::source::Span;
use crate::syntax;
use crate::syntax::ast::{Path, Word};
use std::fmt::Display;

/// A name that did not resolve, for whichever reason.
pub(super) fn name(
    library: &Library,
    member: &Member,
    lists: &Vocabularies,
    word: Word,
    path: &Path,
    problem: &Lookup,
) -> Diagnostic {
    match problem {
        Lookup::Ambiguous(candidates) => ambiguous(lists, word, path, candidates),
        Lookup::Elsewhere(other, id) => elsewhere(lists, word, *other, *id, path),
        Lookup::Unknown(near) => {
            let modules = library.declaring(word, path).into_iter();
            let modules = modules.filter(|module| !member.sees.contains(module));
            let names: Vec<&str> = modules.map(|module| library.get(module).name.as_str()).collect();
            unknown_entry(word, path, near.as_deref(), &names)
        }
        Lookup::Found(_) => unknown_entry(word, path, None, &[]),
    }
}

/// What a tool may do, for somebody who has another word for it.
const KINDS: &str = "kinds are `read`, `write`, `send`, `pay`, `delete`, `execute`, `admin`, `delegate`, `credential`, and what `kind NAME` declares";

/// No entry has this name; some module that is not imported may have it.
fn unknown_entry(word: Word, path: &Path, near: Option<&str>, modules: &[&str]) -> Diagnostic {
    let what = word.text();
    let message = format!("there is no {what} `{}`", path.text());
    let diagnostic = Diagnostic::new(Code::UnknownName, path.span, message);
    match (modules, near) {
        ([module], _) => diagnostic.help(format!("`{module}` declares it: add `use {module}`")),
        ([first, second, ..], _) => diagnostic
            .help(format!("`{first}` and `{second}` declare it: add `use {first}` or `use {second}`")),
        ([], Some(near)) => meant_path(diagnostic, near),
        ([], None) if word == Word::Class && ["none", "null", "empty"].contains(&path.text().as_str()) => {
            diagnostic.help("a tool `yields nothing`; an action that carries nothing has the class `public`")
        }
        ([], None) if word == Word::Kind => diagnostic.help(KINDS),
        ([], None) => {
            diagnostic.help(format!("declare it, or `use` the module that does: every {what} is declared"))
        }
    }
}

/// Nothing of this kind has this name: a tool, a signal, a rule or a risk.
pub(super) fn unknown<'a>(
    what: &str,
    name: &str,
    span: Span,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let diagnostic = Diagnostic::new(code_of(what), span, format!("there is no {what} `{name}`"));
    if let Some(near) = suggest::resembling(name, known.clone()) {
        return if what == "rule" { meant_path(diagnostic, near) } else { meant(diagnostic, near) };
    }
    let mut few: Vec<&str> = known.into_iter().take(MOST_LISTED + 1).collect();
    few.sort_unstable();
    match few.as_slice() {
        [] => diagnostic.help(format!("declare it: every {what} is declared")),
        [one] => diagnostic.help(format!("the only {what} is `{one}`")),
        few if few.len() <= MOST_LISTED => diagnostic.help(format!("the {what}s are `{}`", few.join("`, `"))),
        _ => diagnostic.help(format!("declare it, or `use` the module that does: every {what} is declared")),
    }
}

/// The same where it is known what was meant.
pub(super) fn unknown_for(what: &str, name: &str, span: Span, meant: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(code_of(what), span, format!("there is no {what} `{name}`"));
    offered(diagnostic, meant.to_owned())
}

/// A tool without such an argument.
pub(super) fn unknown_argument(tool: &Tool, name: &str, span: Span) -> Diagnostic {
    let message = format!("the tool `{}` has no argument `{name}`", tool.name);
    let diagnostic = Diagnostic::new(Code::UnknownArgument, span, message)
        .also(tool.span, format!("`{}` is declared here", tool.name));
    let args: Vec<&str> = tool.args.iter().map(|arg| arg.name.as_str()).collect();
    match suggest::resembling(name, args.iter().copied()) {
        Some(near) => meant(diagnostic, near),
        None if args.is_empty() => diagnostic.help("it has none: declare what it takes"),
        None if args.len() <= MOST_LISTED => diagnostic.help(format!("it has `{}`", args.join("`, `"))),
        None => diagnostic.help("declare the argument, or test another"),
    }
}

/// Lists up to this long are shown in full.
pub(super) const MOST_LISTED: usize = 8;

fn code_of(what: &str) -> Code {
    match what {
        "tool" => Code::UnknownTool,
        "signal" => Code::UnknownSignal,
        "rule" | "risk" => Code::UnknownRule,
        _ => Code::UnknownName,
    }
}

fn ambiguous(lists: &Vocabularies, word: Word, path: &Path, candidates: &[(EntryId, String)]) -> Diagnostic {
    let mut candidates: Vec<(&str, EntryId)> =
        candidates.iter().map(|(id, written)| (written.as_str(), *id)).collect();
    candidates.sort_unstable();
    let shown = candidates.len().min(4);
    let names: Vec<String> = candidates[..shown].iter().map(|(name, _)| format!("`{name}`")).collect();
    let more = if candidates.len() > shown { ", and others" } else { "" };
    let message = format!("`{}` may mean {}{more}", path.text(), suggest::list(&names, "or"));
    let diagnostic = Diagnostic::new(Code::AmbiguousName, path.span, message)
        .help(format!("write {}", suggest::list(&names, "or")));
    candidates[..shown].iter().fold(diagnostic, |diagnostic, (name, id)| {
        match lists.of(word).entry(*id).span {
            Some(span) => diagnostic.also(span, format!("`{name}` is declared here")),
            None => diagnostic,
        }
    })
}

fn elsewhere(lists: &Vocabularies, word: Word, other: Word, id: EntryId, path: &Path) -> Diagnostic {
    let name = path.text();
    let message = format!("`{name}` is {}, not {}", article(other.text()), article(word.text()));
    let diagnostic = Diagnostic::new(Code::WrongVocabulary, path.span, message).help(match test_of(other) {
        Some(test) => format!("{} is tested by `{test} {name}`", article(other.text())),
        None => format!("name {} here", article(word.text())),
    });
    match lists.of(other).entry(id).span {
        Some(span) => diagnostic.also(span, format!("declared as {} here", article(other.text()))),
        None => diagnostic,
    }
}

/// How a condition tests for an entry of a vocabulary.
pub(super) fn test_of(word: Word) -> Option<&'static str> {
    match word {
        Word::Class => Some("data has"),
        Word::Role => Some("role has"),
        Word::Purpose => Some("purpose is"),
        Word::Destination => Some("destination has"),
        Word::Resource => Some("resource has"),
        Word::Kind => Some("kind is"),
        Word::Origin | Word::Channel => None,
    }
}

/// Offers a name: as it is written, and in the help so that its own backticks show.
pub(super) fn meant(diagnostic: Diagnostic, near: &str) -> Diagnostic {
    offered(diagnostic, syntax::written(near))
}

/// The same for a name of several parts.
pub(super) fn meant_path(diagnostic: Diagnostic, near: &str) -> Diagnostic {
    let parts: Vec<String> = near.split('.').map(syntax::written).collect();
    offered(diagnostic, parts.join("."))
}

/// Offers what was meant, as it is written.
pub(super) fn offered(diagnostic: Diagnostic, written: String) -> Diagnostic {
    let quoted = if written.contains('`') { format!("`` {written} ``") } else { format!("`{written}`") };
    diagnostic.help(format!("did you mean {quoted}?")).replace_with(written)
}

/// A noun with `a` or `an`.
pub(super) fn article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']) && !noun.starts_with("url");
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// A second declaration of a name, by the same module or against an import.
pub(super) fn declared_again(
    what: &str,
    name: &str,
    span: Span,
    first: Span,
    owner: Option<&str>,
) -> Diagnostic {
    // A `let` and a risk stand in one list of names.
    let kind = if matches!(what, "let" | "risk") { "name" } else { what };
    let Some(owner) = owner else {
        return Diagnostic::new(Code::DuplicateName, span, format!("the {kind} `{name}` is declared twice"))
            .here("declared again")
            .also(first, "first declared here")
            .help("remove one of them, or give it another name");
    };
    let is_entry = matches!(
        what,
        "class" | "role" | "purpose" | "destination" | "resource" | "origin" | "kind" | "channel"
    );
    let help = if is_entry {
        let short = owner.rsplit('.').next().unwrap_or(owner);
        format!(
            "give it another name, or import by `use {owner} as {short}` and write `{short}.{name}` for theirs"
        )
    } else {
        "give it another name".to_owned()
    };
    Diagnostic::new(Code::ImportedName, span, format!("`{owner}` already brings the {kind} `{name}`"))
        .here("declared again")
        .also(first, "first declared here")
        .help(help)
}

/// More errors than are worth listing.
pub(super) fn too_many(limit: usize, span: Span) -> Diagnostic {
    Diagnostic::new(Code::TooManyErrors, span, format!("more than {limit} mistakes, the rest is not listed"))
}

/// The words of an enumeration, or some of them.
pub(super) fn one_of(words: &[String]) -> String {
    let shown: Vec<String> = words.iter().take(MOST_LISTED).map(|word| format!("`{word}`")).collect();
    let more = if words.len() > MOST_LISTED { " and others" } else { "" };
    format!("the words are {}{more}", suggest::list(&shown, if more.is_empty() { "and" } else { "" }))
}

/// An operator that does not go with what stands to its left.
pub(super) fn wrong_operator(
    span: Span,
    subject: &str,
    is_a: &str,
    operator: &str,
    help: impl Into<String>,
) -> Diagnostic {
    let message = format!("`{operator}` does not go with `{subject}`, which is {is_a}");
    Diagnostic::new(Code::WrongOperator, span, message).help(help)
}

/// A constant that is not of the type.
pub(super) fn bad_constant(span: Span, ty: &dyn Display, written: &str, example: &str) -> Diagnostic {
    let message = format!("`{written}` is no {ty}");
    Diagnostic::new(Code::BadConstant, span, message).help(format!("write it like {example}"))
}
