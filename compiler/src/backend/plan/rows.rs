//! Tools, arguments and signals as rows: names, types, and the facts that each value feeds.

use super::matchers::{Matchers, TooLarge};
use super::slots::Slots;
use crate::program::{Program, Source};
use crate::semantics::thir::{self, TextPattern, ToolId};
use crate::types::{self, Type};
use agp_abi::tables::{
    AgentFeeds, ArgRow, FIRST_ENTRY, Feed, MORE, Mapping, Scalar, SignalRow, TextRow, ToolRow, ValueType,
};

/// The text tests with their automata.
pub(super) fn texts(
    program: &Program,
    slots: &Slots<'_>,
    matchers: &mut Matchers,
) -> Result<Vec<TextRow>, TooLarge> {
    let mut rows = Vec::with_capacity(program.texts.len());
    for text in &program.texts {
        let slot = slots.slot(&text.source);
        let mut row = TextRow { slot, quantifier: text.quantifier, matchers: Vec::new(), blocks: Vec::new() };
        for pattern in &text.patterns {
            match pattern {
                TextPattern::Block(address, prefix) => row.blocks.push((*address, *prefix)),
                _ => row.matchers.extend(matchers.pattern(pattern)?),
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The facts that come from one source.
pub(super) fn feed(program: &Program, slots: &Slots<'_>, source: &Source) -> Feed {
    feed_where(program, slots, |known| known == source)
}

fn feed_where(program: &Program, slots: &Slots<'_>, fits: impl Fn(&Source) -> bool) -> Feed {
    fn pick<'a>(sources: impl Iterator<Item = &'a Source>, fits: impl Fn(&Source) -> bool) -> Vec<u32> {
        (0u32..).zip(sources).filter(|(_, source)| fits(source)).map(|(index, _)| index).collect()
    }
    Feed {
        ones: pick(program.ones.iter().map(|one| &one.source), &fits),
        numbers: pick(program.numbers.iter().map(|number| &number.source), &fits),
        sets: pick(program.sets.iter().map(|set| &set.source), &fits),
        slots: slots.fitting(&fits),
    }
}

/// Where the agent's identity and the payload's size go.
pub(super) fn agent(program: &Program, slots: &Slots<'_>) -> AgentFeeds {
    let facet = |name| feed(program, slots, &Source::Facet(name));
    AgentFeeds {
        id: facet("agent.id"),
        verified: facet("agent.verified"),
        trust: facet("agent.trust"),
        depth: facet("agent.depth"),
        payload_size: facet("payload.size"),
    }
}

/// The distinct enumerations, in order of first use.
pub(super) fn enums(program: &Program) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = Vec::new();
    let args = program.tools.iter().flat_map(|tool| tool.args.iter().map(|arg| &arg.ty));
    for ty in args.chain(program.signals.iter().map(|signal| &signal.ty)) {
        if let Type::One(types::Scalar::Enum(words))
        | Type::List(types::Scalar::Enum(words))
        | Type::Set(types::Scalar::Enum(words)) = ty
            && !found.contains(words)
        {
            found.push(words.clone());
        }
    }
    found
}

/// The tools.
pub(super) fn tools(program: &Program, slots: &Slots<'_>) -> Vec<ToolRow> {
    let enums = enums(program);
    let elements = |ids: &[thir::EntryId]| ids.iter().map(|id| FIRST_ENTRY + id.0).collect();
    (0u32..)
        .zip(&program.tools)
        .map(|(index, tool)| ToolRow {
            name: tool.name.clone(),
            kind: tool.kind.0 + 1,
            yields: elements(&tool.yields),
            to: destinations(tool),
            args: tool.args.iter().map(|arg| arg_row(program, slots, &enums, ToolId(index), arg)).collect(),
            rest: tool.rest,
        })
        .collect()
}

/// Where every call goes; a tool that neither says so nor maps an argument may go anywhere.
fn destinations(tool: &thir::Tool) -> Vec<u32> {
    let maps = tool.args.iter().any(|arg| arg.mapping == Mapping::Destination);
    match tool.to.as_slice() {
        [] if !maps => vec![MORE],
        to => to.iter().map(|id| FIRST_ENTRY + id.0).collect(),
    }
}

fn arg_row(
    program: &Program,
    slots: &Slots<'_>,
    enums: &[Vec<String>],
    tool: ToolId,
    arg: &thir::Arg,
) -> ArgRow {
    let own = |source: &Source| match source {
        Source::Args(args) => args.iter().any(|(owner, name)| *owner == tool && *name == arg.name),
        _ => false,
    };
    ArgRow {
        name: arg.name.clone(),
        ty: value_type(&arg.ty, enums),
        required: !arg.optional,
        default: arg.default.clone(),
        mapping: arg.mapping,
        feed: feed_where(program, slots, own),
    }
}

/// The signals.
pub(super) fn signals(program: &Program, slots: &Slots<'_>) -> Vec<SignalRow> {
    let enums = enums(program);
    (0u32..)
        .zip(&program.signals)
        .map(|(index, signal)| SignalRow {
            name: signal.name.clone(),
            ty: value_type(&signal.ty, &enums),
            feed: feed(program, slots, &Source::Signal(thir::SignalId(index))),
        })
        .collect()
}

fn value_type(ty: &Type, enums: &[Vec<String>]) -> ValueType {
    match ty {
        Type::One(inner) => ValueType { scalar: scalar(inner, enums), many: false },
        Type::List(inner) | Type::Set(inner) => ValueType { scalar: scalar(inner, enums), many: true },
        Type::Error => ValueType { scalar: Scalar::Json, many: false },
    }
}

fn scalar(scalar: &types::Scalar, enums: &[Vec<String>]) -> Scalar {
    match scalar {
        types::Scalar::Text => Scalar::Text,
        types::Scalar::Int => Scalar::Int,
        types::Scalar::Decimal => Scalar::Decimal,
        types::Scalar::Bool => Scalar::Bool,
        types::Scalar::Score => Scalar::Score,
        types::Scalar::Duration => Scalar::Duration,
        types::Scalar::Size => Scalar::Size,
        types::Scalar::Date => Scalar::Date,
        types::Scalar::Time => Scalar::Time,
        types::Scalar::Email => Scalar::Email,
        types::Scalar::Host => Scalar::Host,
        types::Scalar::Url => Scalar::Url,
        types::Scalar::Path => Scalar::Path,
        types::Scalar::Ip => Scalar::Ip,
        types::Scalar::Iban => Scalar::Iban,
        types::Scalar::Phone => Scalar::Phone,
        types::Scalar::Id => Scalar::Id,
        types::Scalar::Class => Scalar::Class,
        types::Scalar::Json => Scalar::Json,
        types::Scalar::Money(code) => {
            let bytes = code.as_bytes();
            Scalar::Money([0, 1, 2].map(|at| bytes.get(at).copied().unwrap_or(b'?')))
        }
        types::Scalar::Enum(words) => {
            let index = enums.iter().position(|known| known == words).unwrap_or(0);
            Scalar::Enum(u32::try_from(index).unwrap_or(u32::MAX))
        }
    }
}
