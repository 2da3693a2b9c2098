//! Vocabularies, tools and signals.

use super::line::{BRACKETS, Line, Lines};
use super::{Index, Names, Program, ReadError, position};
use crate::program::print::mapping;
use crate::semantics::thir::{Arg, Entry, EntryId, Signal, Tool, Vocabularies, Vocabulary};
use crate::source::{FileId, Span};
use crate::syntax::ast::Word;
use crate::types::{Scalar, Type};
use agp_abi::tables::Mapping;

/// How many pairs of an entry and what it is a kind of all vocabularies may hold.
const MAX_ABOVE: usize = 1 << 22;

pub(super) fn read(lines: &mut Lines<'_>, program: &mut Program, index: &mut Index) -> Result<(), ReadError> {
    let mut room = MAX_ABOVE;
    for word in Vocabularies::WORDS {
        let names = &mut index.entries[position(word)];
        *program.vocabularies.of_mut(word) = vocabulary(lines, word, names, &mut room)?;
    }
    tools(lines, program, index)?;
    while let Some(mut line) = lines.starting("signal") {
        let name = line.name()?;
        index.signals.add(&line, "signal", &name)?;
        program.signals.push(Signal { name, ty: ty(&mut line)?, span: NOWHERE });
        line.end()?;
    }
    Ok(())
}

/// A text of a program does not say where its declarations stood.
const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

/// One list of names. A parent may stand later in it.
fn vocabulary(
    lines: &mut Lines<'_>,
    word: Word,
    names: &mut Names,
    room: &mut usize,
) -> Result<Vocabulary, ReadError> {
    let mut list = Vocabulary::default();
    let mut children = Vec::new();
    while let Some(mut line) = lines.starting(word.text()) {
        let path = line.name()?;
        names.add(&line, word.text(), &path)?;
        let module = if line.eat_word("in") { line.name()? } else { String::new() };
        children.push(line);
        if line.eat_word("is") {
            line.list(BRACKETS, Line::name)?;
        }
        let [detected, open, otherwise] = ["detected", "open", "otherwise"].map(|flag| line.eat_word(flag));
        let patterns = if line.eat_word("matches") { line.list(BRACKETS, Line::text)? } else { Vec::new() };
        line.end()?;
        let (span, parents, above) = (None, Vec::new(), Vec::new());
        list.entries.push(Entry { path, module, span, parents, above, detected, open, patterns, otherwise });
    }
    for (entry, mut line) in list.entries.iter_mut().zip(children) {
        entry.parents = entries(&mut line, "is", names, word)?;
    }
    if close(&mut list, room).is_none() {
        return lines.here().fail("too many entries are kinds of others");
    }
    Ok(list)
}

/// A keyword and entries by name; nothing where the keyword does not come next.
fn entries(line: &mut Line<'_>, keyword: &str, names: &Names, word: Word) -> Result<Vec<EntryId>, ReadError> {
    if !line.eat_word(keyword) {
        return Ok(Vec::new());
    }
    line.list(BRACKETS, |line| names.find(line, word.text()).map(EntryId))
}

/// What every entry is a kind of, itself included; `None` where that is too much.
fn close(list: &mut Vocabulary, room: &mut usize) -> Option<()> {
    let mut seen_from = vec![usize::MAX; list.entries.len()];
    for start in 0..list.entries.len() {
        let mut above = Vec::new();
        let mut open = vec![EntryId(u32::try_from(start).ok()?)];
        while let Some(id) = open.pop() {
            *room = room.checked_sub(1)?;
            if std::mem::replace(&mut seen_from[id.0 as usize], start) != start {
                above.push(id);
                open.extend(&list.entry(id).parents);
            }
        }
        above.sort_unstable();
        list.entries[start].above = above;
    }
    Some(())
}

/// The tools. What one undoes may stand later.
fn tools(lines: &mut Lines<'_>, program: &mut Program, index: &mut Index) -> Result<(), ReadError> {
    let mut undos = Vec::new();
    while let Some(mut line) = lines.starting("tool") {
        let name = line.name()?;
        index.tools.add(&line, "tool", &name)?;
        line.expect_word("in")?;
        let module = line.name()?;
        line.expect_word("is")?;
        let kind = EntryId(index.entries(Word::Kind).find(&mut line, "kind")?);
        let list = |keyword, line: &mut Line<'_>, word| entries(line, keyword, index.entries(word), word);
        let yields = list("yields", &mut line, Word::Class)?;
        let from = list("from", &mut line, Word::Origin)?;
        let to = list("to", &mut line, Word::Destination)?;
        if line.eat_word("undo") {
            undos.push((program.tools.len(), line));
            line.name()?;
        }
        let rest = line.eat_word("rest");
        line.end()?;
        let (args, returns) = (args(lines)?, returns(lines, index)?);
        let tool =
            Tool { name, module, span: NOWHERE, kind, yields, from, undo: None, to, args, rest, returns };
        program.tools.push(tool);
    }
    for (tool, mut line) in undos {
        program.tools[tool].undo = Some(index.tool(&mut line)?);
    }
    Ok(())
}

fn args(lines: &mut Lines<'_>) -> Result<Vec<Arg>, ReadError> {
    let mut args = Vec::new();
    while let Some(mut line) = lines.starting("arg") {
        let name = line.name()?;
        let optional = line.eat("?");
        let ty = ty(&mut line)?;
        let mapping = if line.eat("->") { line.one_of("a facet", facet)? } else { Mapping::None };
        let default = Some(line.tail("=")?).filter(|json| !json.is_empty());
        args.push(Arg { name, ty, optional, default, mapping, span: NOWHERE });
    }
    Ok(args)
}

fn facet(word: &str) -> Option<Mapping> {
    [Mapping::Payload, Mapping::Destination, Mapping::Resource, Mapping::Data]
        .into_iter()
        .find(|facet| mapping(*facet) == Some(word))
}

fn returns(lines: &mut Lines<'_>, index: &Index) -> Result<Vec<(String, EntryId)>, ReadError> {
    let mut returns = Vec::new();
    while let Some(mut line) = lines.starting("returns") {
        let field = line.name()?;
        line.expect_word("from")?;
        returns.push((field, EntryId(index.entries(Word::Origin).find(&mut line, "origin")?)));
        line.end()?;
    }
    Ok(returns)
}

fn ty(line: &mut Line<'_>) -> Result<Type, ReadError> {
    for (keyword, ty) in [("list", Type::List as fn(Scalar) -> Type), ("set", Type::Set)] {
        if line.eat_word(keyword) {
            line.expect_word("of")?;
            return scalar(line).map(ty);
        }
    }
    scalar(line).map(Type::One)
}

/// The type of one value.
pub(super) fn scalar(line: &mut Line<'_>) -> Result<Scalar, ReadError> {
    if line.eat_word("enum") {
        return line.list(BRACKETS, Line::name).map(Scalar::Enum);
    }
    line.one_of("a type", Scalar::parse)
}
