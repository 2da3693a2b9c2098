//! Rules as Rust source: one function `decide` for the library to export, and what it calls.
//!
//! - What stops at the first deny asks denies before allows, and says what it found first.
//! - What finds all writes the number of each rule that matches into a slice, and says all it found.
//!
//! Rules come in functions of at most [`MOST`]: one function of thousands of branches takes the compiler
//! superlinear time, and a call for every few hundred rules is not felt.

use crate::engine::Case;
use crate::workload::{Field, Rule, Test};
use std::fmt::Write as _;

/// The most rules of one function.
const MOST: usize = 250;

/// In which order rules are asked.
#[derive(Clone, Copy)]
pub enum Order {
    /// One after the other.
    Straight,
    /// Those of the record's tool, then those that say nothing of tools.
    Jump,
}

/// The source of code that stops at the first deny: `decide(&Seen) -> u8`.
pub fn first(case: &Case<'_>, order: Order) -> String {
    let rules = rules(case, order, &first_of);
    let decide = match order {
        Order::Straight => "rest(r)",
        Order::Jump => "{ let found = tool(r); if found & DENY == 0 { found | rest(r) } else { found } }",
    };
    let dispatch = dispatch(case, order, "", "(r)");
    format!(
        "{RECORD}{rules}{dispatch}
        #[unsafe(no_mangle)] pub extern \"C\" fn decide(r: &Seen<'_>) -> u8 {{ {decide} }}\n"
    )
}

/// The source of code that finds all: `decide(&Seen, *mut u32, usize, &mut usize) -> u8`, where the pointer
/// and the number after it are room for the rules that match, and the last is set to how many there are.
pub fn all(case: &Case<'_>, order: Order) -> String {
    let rules = rules(case, order, &all_of);
    let decide = match order {
        Order::Straight => "rest(r, &mut out)",
        Order::Jump => "tool(r, &mut out) | rest(r, &mut out)",
    };
    let dispatch = dispatch(case, order, ", out: &mut Out<'_>", "(r, out)");
    format!(
        "{RECORD}{OUT}{rules}{dispatch}
        #[unsafe(no_mangle)] pub unsafe extern \"C\" fn decide(
            r: &Seen<'_>, rules: *mut u32, room: usize, count: &mut usize,
        ) -> u8 {{
            let mut out = Out {{ rules: unsafe {{ std::slice::from_raw_parts_mut(rules, room) }}, count: 0 }};
            let found = {decide};
            *count = out.count;
            found
        }}\n"
    )
}

const RECORD: &str = include_str!("record.rs");

/// Where code that finds all writes.
const OUT: &str = "
struct Out<'o> { rules: &'o mut [u32], count: usize }
impl Out<'_> {
    #[inline(always)] fn push(&mut self, rule: u32) { self.rules[self.count] = rule; self.count += 1; }
}\n";

/// The functions `rest` and, behind a jump, `tool0`, `tool1` …
fn rules(case: &Case<'_>, order: Order, function: &dyn Fn(&str, &[&Rule], bool) -> String) -> String {
    let every: Vec<&Rule> = case.denies_first().collect();
    let Order::Jump = order else { return function("rest", &every, true) };
    let rest: Vec<&Rule> = every.iter().copied().filter(|rule| rule.tools().is_none()).collect();
    let tool = |tool: usize| {
        let own = every.iter().filter(|rule| rule.tools().is_some_and(|tools| tools >> tool & 1 == 1));
        function(&format!("tool{tool}"), &own.copied().collect::<Vec<_>>(), false)
    };
    let tools = (0..case.world.vocabulary.of(Field::Tool).len()).map(tool);
    std::iter::once(function("rest", &rest, true)).chain(tools).collect()
}

/// The function `tool`, which jumps; nothing where there is no jump.
fn dispatch(case: &Case<'_>, order: Order, parameters: &str, arguments: &str) -> String {
    let Order::Jump = order else { return String::new() };
    let tools = 0..case.world.vocabulary.of(Field::Tool).len();
    let arms: Vec<String> = tools.map(|tool| format!("{tool} => tool{tool}{arguments},")).collect();
    let arms = arms.join("\n");
    format!("fn tool(r: &Seen<'_>{parameters}) -> u8 {{ match r.tool {{ {arms} _ => 0 }} }}\n")
}

/// A function that says what it finds first. `tool`: conditions test the tool.
fn first_of(name: &str, rules: &[&Rule], tool: bool) -> String {
    let (mut source, mut calls) = (String::new(), String::new());
    for (effect, deny) in [("DENY", true), ("ALLOW", false)] {
        let rules: Vec<&Rule> = rules.iter().copied().filter(|rule| rule.deny == deny).collect();
        for (part, rules) in rules.chunks(MOST).enumerate() {
            let part = format!("{name}_{part}_{}", effect.to_lowercase());
            // Writing to a string cannot fail.
            let _ = writeln!(calls, "if {part}(r) {{ return {effect}; }}");
            let _ = writeln!(source, "#[inline(never)] fn {part}(r: &Seen<'_>) -> bool {{");
            for rule in rules {
                let _ = writeln!(source, "if {} {{ return true; }}", condition(rule, tool));
            }
            source += "false }\n";
        }
    }
    format!("{source}fn {name}(r: &Seen<'_>) -> u8 {{ {calls} 0 }}\n")
}

/// A function that writes down every rule that matches. `tool`: conditions test the tool.
fn all_of(name: &str, rules: &[&Rule], tool: bool) -> String {
    let (mut source, mut calls) = (String::new(), String::new());
    for (part, rules) in rules.chunks(MOST).enumerate() {
        let part = format!("{name}_{part}");
        let _ = writeln!(calls, "found |= {part}(r, out);");
        let _ = writeln!(
            source,
            "#[inline(never)] fn {part}(r: &Seen<'_>, out: &mut Out<'_>) -> u8 {{ let mut found = 0;"
        );
        for rule in rules {
            let (condition, effect) = (condition(rule, tool), if rule.deny { "DENY" } else { "ALLOW" });
            let _ = writeln!(source, "if {condition} {{ found |= {effect}; out.push({}); }}", rule.id);
        }
        source += "found }\n";
    }
    format!(
        "{source}fn {name}(r: &Seen<'_>, out: &mut Out<'_>) -> u8 {{ let mut found = 0; {calls} found }}\n"
    )
}

fn condition(rule: &Rule, tool: bool) -> String {
    let tests = rule.tests.iter().filter(|test| tool || !matches!(test, Test::In(Field::Tool, _)));
    let tests: Vec<String> = tests.map(expression).collect();
    if tests.is_empty() { "true".to_owned() } else { tests.join(" && ") }
}

fn expression(test: &Test) -> String {
    match test {
        Test::In(Field::Classes, mask) => format!("r.data_classes & {mask:#x} != 0"),
        Test::In(field, mask) => {
            let places = (0..64).filter(|at| mask >> at & 1 == 1).map(|at| at.to_string());
            format!("matches!(r.{}, {})", field.name(), places.collect::<Vec<_>>().join(" | "))
        }
        Test::Approved(true) => "r.approved".to_owned(),
        Test::Approved(false) => "!r.approved".to_owned(),
        Test::Above(number, than) => format!("r.{} > {than}", number.name()),
        Test::Ends { text, prefix, suffix } => ends(&format!("r.{}.bytes()", text.name()), prefix, suffix),
    }
}

fn ends(text: &str, prefix: &str, suffix: &str) -> String {
    match (prefix, suffix) {
        (prefix, "") => format!("{text}.starts_with(b{prefix:?})"),
        ("", suffix) => format!("{text}.ends_with(b{suffix:?})"),
        (prefix, suffix) => format!(
            "{text}.len() >= {} && {text}.starts_with(b{prefix:?}) && {text}.ends_with(b{suffix:?})",
            prefix.len() + suffix.len()
        ),
    }
}
