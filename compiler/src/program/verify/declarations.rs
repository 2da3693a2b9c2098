//! Vocabularies, tools and signals: invariants 1 to 6.

use super::{Program, Sound, about, distinct, require};
use crate::semantics::resolve::vocabulary::{LOCAL, PUBLIC};
use crate::semantics::thir::{Arg, Entry, EntryId, Tool, Vocabularies, Vocabulary};
use crate::syntax::ast::Word;
use crate::types::{Scalar, Type};
use std::collections::BTreeSet;

pub(super) fn verify(program: &Program) -> Sound {
    for word in Vocabularies::WORDS {
        let list = program.vocabularies.of(word);
        distinct(word.text(), list.entries.iter().map(|entry| entry.path.as_str()))?;
        for (id, entry) in list.iter() {
            self::entry(word, list, id, entry).map_err(about(format_args!(
                "{} `{}`",
                word.text(),
                entry.path
            )))?;
        }
    }
    built_in(program, Word::Class, PUBLIC)?;
    built_in(program, Word::Destination, LOCAL)?;
    distinct("tool", program.tools.iter().map(|tool| tool.name.as_str()))?;
    for tool in &program.tools {
        self::tool(program, tool).map_err(about(format_args!("tool `{}`", tool.name)))?;
    }
    distinct("signal", program.signals.iter().map(|signal| signal.name.as_str()))?;
    for signal in &program.signals {
        let many = !matches!(signal.ty, Type::List(_));
        require(many, "a signal is no list")
            .and_then(|()| ty(&signal.ty))
            .map_err(about(format_args!("signal `{}`", signal.name)))?;
    }
    Ok(())
}

fn entry(word: Word, list: &Vocabulary, id: EntryId, entry: &Entry) -> Sound {
    among(list, &entry.parents, "a parent")?;
    let mut above = BTreeSet::from([id]);
    for parent in &entry.parents {
        let parent = list.entry(*parent);
        require(!parent.above.contains(&id), "it is a kind of itself")?;
        above.extend(&parent.above);
    }
    require(entry.above.iter().eq(&above), "what it is a kind of is not what its parents are")?;
    let places = matches!(word, Word::Destination | Word::Resource);
    require(places || (entry.patterns.is_empty() && !entry.otherwise), "nothing belongs to it by its looks")?;
    require(word == Word::Class || !entry.detected, "only a class is detected")
}

fn among(list: &Vocabulary, ids: &[EntryId], what: &str) -> Sound {
    let holds = ids.iter().all(|id| (id.0 as usize) < list.entries.len());
    require(holds, "is not declared").map_err(|problem| format!("{what} {problem}"))
}

fn built_in(program: &Program, word: Word, path: &str) -> Sound {
    let found = program.vocabularies.of(word).entries.iter();
    let found = found.filter(|entry| entry.path == path && entry.module.is_empty()).count();
    require(found == 1, "it is built in and not there")
        .map_err(about(format_args!("{} `{path}`", word.text())))
}

fn tool(program: &Program, tool: &Tool) -> Sound {
    let list = |word| program.vocabularies.of(word);
    let returned: Vec<EntryId> = tool.returns.iter().map(|(_, origin)| *origin).collect();
    for (word, ids, what) in [
        (Word::Kind, &[tool.kind][..], "its kind"),
        (Word::Class, &tool.yields, "a class that it yields"),
        (Word::Origin, &tool.from, "an origin that it yields from"),
        (Word::Origin, &returned, "an origin of its result"),
        (Word::Destination, &tool.to, "a destination"),
    ] {
        among(list(word), ids, what)?;
    }
    let undo = tool.undo.is_none_or(|undo| (undo.0 as usize) < program.tools.len());
    require(undo, "what undoes it is not declared")?;
    distinct("argument", tool.args.iter().map(|arg| arg.name.as_str()))?;
    for arg in &tool.args {
        self::arg(arg).map_err(about(format_args!("argument `{}`", arg.name)))?;
    }
    Ok(())
}

fn arg(arg: &Arg) -> Sound {
    require(!matches!(arg.ty, Type::Set(_)), "an argument is no set")?;
    ty(&arg.ty)?;
    let Some(default) = &arg.default else { return Ok(()) };
    require(arg.optional, "it has a default and is not optional")?;
    let json = serde_json::from_str::<&serde_json::value::RawValue>(default).is_ok();
    require(json, "its default is not JSON")
}

fn ty(ty: &Type) -> Sound {
    let scalar = match ty {
        Type::One(scalar) | Type::List(scalar) | Type::Set(scalar @ Scalar::Enum(_)) => scalar,
        Type::Set(_) => return require(false, "a set is of an enumeration"),
        Type::Error => return require(false, "it has no type"),
    };
    let Scalar::Enum(words) = scalar else { return Ok(()) };
    require(!words.is_empty(), "an enumeration of nothing")?;
    distinct("word", words.iter().map(String::as_str))
}
