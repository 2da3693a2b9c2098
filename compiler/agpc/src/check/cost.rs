//! What a decision of each policy can cost at most, and the gate on it.

use crate::out::{CallFault, Out, say};
use agp_compiler::analysis::cost::{Bound, TEXT, bound};
use agp_compiler::pipeline;
use agp_compiler::semantics::thir::Policy;
use agp_compiler::source::Sources;
use serde_json::json;
use std::io::Write;

/// The bounds of the policies that run; modules and policies that wait for a later version have none.
pub(super) fn bounds(units: &[Policy], sources: &Sources) -> Vec<(String, Bound)> {
    let policies = units.iter().filter(|unit| !unit.is_module);
    let compiled = policies.filter_map(|unit| Some((unit, pipeline::compile(sources, unit).ok()?)));
    compiled.map(|(unit, compiled)| (unit.name.clone(), bound(&compiled.tables))).collect()
}

/// Says them to people.
pub(super) fn tell(bounds: &[(String, Bound)]) {
    for (name, bound) in bounds {
        say(&format!("{name}: a decision takes at most {}", in_words(bound)));
        if let Some((rule, cost)) = &bound.costliest_rule {
            say(&format!("  the costliest rule is `{rule}`: {cost} instructions with 1 KiB of text"));
        }
        if let Some((pattern, cost)) = &bound.costliest_pattern {
            say(&format!(
                "  the costliest pattern is `{pattern}`: {cost} instructions for each byte of text"
            ));
        }
    }
}

fn in_words(bound: &Bound) -> String {
    let by_text = match bound.per_byte {
        0 => String::new(),
        count => format!(" and {count} for each byte of text ({} with 1 KiB of it)", bound.total()),
    };
    let state = match bound.state {
        0 => "no state".to_owned(),
        count => format!("{count} bytes of state"),
    };
    let Bound { instructions, branches, lines, stack, scratch, .. } = bound;
    let stack = stack >> 10;
    format!(
        "{instructions} instructions{by_text}, {branches} branches, {lines} cache lines, {stack} KiB of stack; \
         {scratch} bytes to work on, {state}"
    )
}

/// Prints them for programs, a line each.
pub(super) fn lines<W: Write>(bounds: &[(String, Bound)], out: &mut Out<W>) -> Result<(), CallFault> {
    bounds.iter().try_for_each(|(name, bound)| {
        let costliest = |of: &Option<(String, u64)>, unit: &str| {
            of.as_ref().map(|(text, cost)| json!({ "text": text, unit: cost }))
        };
        let line = json!({
            "policy": name,
            "cost": {
                "instructions": bound.instructions,
                "per_byte": bound.per_byte,
                "total": bound.total(),
                "branches": bound.branches,
                "cache_lines": bound.lines,
                "stack": bound.stack,
                "scratch": bound.scratch,
                "state": bound.state,
                "rule": costliest(&bound.costliest_rule, "instructions"),
                "pattern": costliest(&bound.costliest_pattern, "per_byte"),
            },
        });
        out.line(&line.to_string())
    })
}

/// Whether one of them is above the limit; says which.
pub(super) fn exceeds(bounds: &[(String, Bound)], limit: u64) -> bool {
    let above: Vec<_> = bounds.iter().filter(|(_, bound)| bound.total() > limit).collect();
    for (name, bound) in &above {
        let costliest = bound.costliest_rule.as_ref();
        let hint = costliest.map_or(String::new(), |(rule, _)| format!("; `{rule}` costs most"));
        say(&format!(
            "error: a decision of `{name}` may take {} instructions with {TEXT} bytes of text, more than the {limit} \
             that --max-cost allows{hint}",
            bound.total()
        ));
    }
    !above.is_empty()
}
