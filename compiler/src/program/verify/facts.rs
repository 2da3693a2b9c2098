//! Ones, sets, numbers and text tests: invariants 7 to 10.

use super::{Program, Sound, about, require};
use crate::program::{Number, Source, built_in};
use crate::semantics::thir::{TextPattern, ToolId};
use crate::types::{Scalar, Type};
use std::collections::BTreeSet;

pub(super) fn verify(program: &Program) -> Sound {
    let ones = built_in::ones(&program.vocabularies, &program.tools);
    require(program.ones.starts_with(&ones), "the first ones are not those that every policy has")?;
    for (index, one) in program.ones.iter().enumerate().skip(ones.len()) {
        source(program, &one.source, Shape::One(&one.values)).map_err(about(format_args!("one o{index}")))?;
    }
    let sets = built_in::sets(&program.vocabularies);
    require(program.sets.starts_with(&sets), "the first sets are not those that every policy has")?;
    for (index, set) in program.sets.iter().enumerate().skip(sets.len()) {
        source(program, &set.source, Shape::Set(&set.elements))
            .map_err(about(format_args!("set s{index}")))?;
    }
    for (index, number) in program.numbers.iter().enumerate() {
        self::number(program, number).map_err(about(format_args!("number n{index}")))?;
    }
    for (index, text) in program.texts.iter().enumerate() {
        source(program, &text.source, Shape::Text)
            .and_then(|()| text.patterns.iter().try_for_each(pattern))
            .map_err(about(format_args!("text t{index}")))?;
    }
    Ok(())
}

/// What a fact can be, which its source must be able to tell.
#[derive(Clone, Copy)]
enum Shape<'a> {
    One(&'a [String]),
    Set(&'a [String]),
    Number(&'a Scalar),
    Text,
}

fn source(program: &Program, source: &Source, shape: Shape<'_>) -> Sound {
    match source {
        Source::Facet(name) => require(facet(name, shape), "its facet tells something else"),
        Source::Signal(signal) => match program.signals.get(signal.0 as usize) {
            Some(signal) => require(tells(&signal.ty, shape), "its signal has another type"),
            None => require(false, "its signal is not declared"),
        },
        Source::Args(args) => {
            let tools: BTreeSet<ToolId> = args.iter().map(|(tool, _)| *tool).collect();
            require(!args.is_empty(), "it comes from no argument")?;
            require(tools.len() == args.len(), "it comes from two arguments of one tool")?;
            args.iter().try_for_each(|(tool, name)| arg(program, *tool, name, shape))
        }
        Source::Weekday(zone) => {
            require(matches!(shape, Shape::One(values) if values.len() == 7), "a weekday is one of seven")?;
            self::zone(zone)
        }
        Source::TimeOfDay(zone) => {
            require(matches!(shape, Shape::Number(Scalar::Duration)), "a time of day is a duration")?;
            self::zone(zone)
        }
    }
}

fn arg(program: &Program, tool: ToolId, name: &str, shape: Shape<'_>) -> Sound {
    let Some(tool) = program.tools.get(tool.0 as usize) else {
        return require(false, "the tool of its argument is not declared");
    };
    match tool.args.iter().find(|arg| arg.name == name) {
        Some(arg) => require(tells(&arg.ty, shape), "its argument has another type"),
        None => require(false, "its argument is not declared"),
    }
}

/// Whether a value of this type is of the shape.
fn tells(ty: &Type, shape: Shape<'_>) -> bool {
    match (ty, shape) {
        (Type::One(scalar) | Type::List(scalar), Shape::One(values)) => match scalar {
            Scalar::Enum(words) => words == values,
            scalar => *scalar == Scalar::Bool && truth(values),
        },
        (Type::Set(Scalar::Enum(words)), Shape::Set(elements)) => words == elements,
        (Type::One(scalar) | Type::List(scalar), Shape::Number(number)) => {
            scalar == number && number.is_number()
        }
        (Type::One(scalar) | Type::List(scalar), Shape::Text) => {
            !scalar.is_number() && !matches!(scalar, Scalar::Bool | Scalar::Enum(_))
        }
        (_, Shape::Set(_)) | (Type::Set(_) | Type::Error, _) => false,
    }
}

fn truth(values: &[String]) -> bool {
    values == ["false", "true"]
}

/// Whether the facet of this name is of the shape.
fn facet(name: &str, shape: Shape<'_>) -> bool {
    match shape {
        Shape::One(values) => name == "agent.verified" && truth(values),
        Shape::Set(_) => false,
        Shape::Number(scalar) => match name {
            "agent.trust" => *scalar == Scalar::Score,
            "agent.depth" => *scalar == Scalar::Int,
            "payload.size" => *scalar == Scalar::Size,
            "time" => *scalar == Scalar::Time,
            _ => false,
        },
        Shape::Text => matches!(name, "agent.id" | "payload"),
    }
}

fn zone(name: &str) -> Sound {
    require(jiff::tz::db().get(name).is_ok(), "its time zone is not known")
}

fn number(program: &Program, number: &Number) -> Sound {
    source(program, &number.source, Shape::Number(&number.scalar))?;
    let (low, high) = number.scalar.domain();
    let wide = number.unknown.low <= low && number.unknown.high >= high;
    require(wide, "unknown, it is more than its type allows it to be")
}

fn pattern(pattern: &TextPattern) -> Sound {
    match pattern {
        TextPattern::Exact(_) | TextPattern::Like { .. } | TextPattern::Contains(_) => Ok(()),
        TextPattern::Regex { pattern, .. } => {
            let parsed = regex_syntax::ParserBuilder::new().nest_limit(250).build().parse(pattern);
            require(parsed.is_ok(), "an expression does not parse")
        }
        TextPattern::Block(address, prefix) => {
            let behind = u128::MAX.checked_shr(u32::from(*prefix)).unwrap_or(0);
            require(*prefix <= 128, "a block is longer than an address")?;
            require(address & behind == 0, "a block does not begin at its first address")
        }
    }
}
