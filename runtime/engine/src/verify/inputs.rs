//! What records feed: tools, signals, the agent, the payload, the clock.

use super::{Row, rows};
use crate::json::Document;
use crate::load::LoadError;
use agp_abi::tables::{
    AgentFeeds, ArgRow, Clock, FIRST_ENTRY, Feed, MORE, Scalar, Tables, ValueType, one, set,
};

pub(super) fn verify(tables: &Tables) -> Result<(), LoadError> {
    for (row, tool) in rows("tool", &tables.tools) {
        let kinds = tables.ones.get(one::KIND as usize).copied().unwrap_or(0);
        row.require(tool.kind <= kinds, "it names a kind that is not there")?;
        row.elements(tables, set::DATA, &tool.yields)?;
        // Where nobody has said what the tool does, it may go anywhere.
        if tool.to != [MORE] {
            row.elements(tables, set::DESTINATION, &tool.to)?;
        }
        for arg in &tool.args {
            argument(tables, row, arg)?;
        }
    }
    for (row, signal) in rows("signal", &tables.signals) {
        typed(tables, row, signal.ty, &signal.feed)?;
    }
    let AgentFeeds { id, verified, trust, depth, payload_size } = &tables.agent;
    let agent = Row { table: "agent", row: 0 };
    let plain = |scalar| ValueType { scalar, many: false };
    typed(tables, agent, plain(Scalar::Id), id)?;
    typed(tables, agent, plain(Scalar::Bool), verified)?;
    typed(tables, agent, plain(Scalar::Score), trust)?;
    typed(tables, agent, plain(Scalar::Int), depth)?;
    typed(tables, agent, plain(Scalar::Size), payload_size)?;
    feed(tables, Row { table: "payload", row: 0 }, &tables.payload)?;
    clock(tables, &tables.clock)
}

fn argument(tables: &Tables, row: Row, arg: &ArgRow) -> Result<(), LoadError> {
    typed(tables, row, arg.ty, &arg.feed)?;
    let default = arg.default.as_deref();
    row.require(default.is_none_or(|json| Document::read(json).is_some()), "a default is not JSON")
}

/// The feed of a value of this type: facts that exist, and have room for what the type can give.
fn typed(tables: &Tables, row: Row, ty: ValueType, fed: &Feed) -> Result<(), LoadError> {
    feed(tables, row, fed)?;
    let values = match ty.scalar {
        Scalar::Bool => 2,
        Scalar::Enum(list) => {
            row.index("list of words", list, tables.enums.len())?;
            let words = tables.enums.get(list as usize).map_or(0, Vec::len);
            u32::try_from(words).unwrap_or(u32::MAX)
        }
        Scalar::Text
        | Scalar::Int
        | Scalar::Decimal
        | Scalar::Score
        | Scalar::Duration
        | Scalar::Size
        | Scalar::Date
        | Scalar::Time
        | Scalar::Email
        | Scalar::Host
        | Scalar::Url
        | Scalar::Path
        | Scalar::Ip
        | Scalar::Iban
        | Scalar::Phone
        | Scalar::Id
        | Scalar::Money(_)
        | Scalar::Class
        | Scalar::Json => 0,
    };
    let room = |facts: &[u32], of: &[u32], needed: u32| {
        of.iter().all(|fact| facts.get(*fact as usize).is_some_and(|largest| *largest >= needed))
    };
    let elements = values.saturating_add(FIRST_ENTRY).saturating_sub(1);
    row.require(room(&tables.ones, &fed.ones, values), "a one it feeds has no room for its values")?;
    row.require(room(&tables.sets, &fed.sets, elements), "a set it feeds has no room for its values")
}

/// The facts exist, and none is one that only the engine itself sets.
fn feed(tables: &Tables, row: Row, feed: &Feed) -> Result<(), LoadError> {
    for (target, indices, length, first) in [
        ("one", &feed.ones, tables.ones.len(), one::COUNT),
        ("set", &feed.sets, tables.sets.len(), set::COUNT),
        ("number", &feed.numbers, tables.numbers.len(), 0),
        ("slot", &feed.slots, tables.slots as usize, 0),
    ] {
        for index in indices {
            row.index(target, *index, length)?;
            row.require(*index >= first, "it feeds a fact that no value may set")?;
        }
    }
    Ok(())
}

fn clock(tables: &Tables, clock: &Clock) -> Result<(), LoadError> {
    let row = Row { table: "clock", row: 0 };
    let instant = Feed { numbers: clock.instant.clone(), ..Feed::default() };
    feed(tables, row, &instant)?;
    for (row, zone) in rows("zone", &clock.zones) {
        let fed = Feed { numbers: zone.time_of_day.clone(), ones: zone.weekday.clone(), ..Feed::default() };
        feed(tables, row, &fed)?;
        let days = |one: &u32| tables.ones.get(*one as usize).is_some_and(|largest| *largest >= 7);
        row.require(zone.weekday.iter().all(days), "a weekday has no room for seven days")?;
        row.require(
            zone.offsets.first().is_some_and(|(from, _)| *from == i64::MIN),
            "its first offset is missing",
        )?;
        let ascending = zone.offsets.iter().zip(zone.offsets.iter().skip(1)).all(|(a, b)| a.0 < b.0);
        row.require(ascending, "its offsets are not in order")?;
    }
    Ok(())
}
