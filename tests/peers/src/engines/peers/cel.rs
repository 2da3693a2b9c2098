//! `cel`: a compiled program for each rule, denies first, until one holds.
//!
//! The form that came out fastest: names are numbers, classes are truth values of their own, and a list of
//! names is a chain of `||`, since a list literal is built anew each time it is reached.

use super::expression;
use crate::engine::{Built, Case, Decision, Engine};
use crate::workload::{Field, Number, Record, Rule, Text};
use cel::{Context, Env, Program, Value};
use std::sync::Arc;

struct Cel {
    /// Whether it denies, and its condition.
    rules: Vec<(bool, Program)>,
    records: Vec<Context<'static, 'static>>,
}

impl Engine for Cel {
    fn decide(&mut self, record: usize) -> Decision {
        let record = &self.records[record];
        let holds = |program: &Program| matches!(program.execute(record), Ok(Value::Bool(true)));
        let found = self.rules.iter().find(|(_, program)| holds(program));
        Decision::of(found.is_some_and(|(deny, _)| *deny), found.is_some())
    }
}

pub fn build<'c>(case: &'c Case<'_>) -> Built<'c> {
    let compile = |rule: &Rule| Program::compile(&condition(rule)).map(|program| (rule.deny, program));
    let rules: Result<_, _> = case.denies_first().map(compile).collect();
    let env = Arc::new(Env::stdlib());
    let records = case.world.records.iter().map(|record| context(record, case, &env));
    Ok(Box::new(Cel { rules: rules.map_err(|error| error.to_string())?, records: records.collect() }))
}

fn condition(rule: &Rule) -> String {
    let tests: Vec<String> = rule.tests.iter().map(|test| expression(test, ends)).collect();
    tests.join(" && ")
}

fn ends(text: &str, prefix: &str, suffix: &str) -> String {
    let (starts, ends) = (format!("{text}.startsWith({prefix:?})"), format!("{text}.endsWith({suffix:?})"));
    match (prefix, suffix) {
        (_, "") => starts,
        ("", _) => ends,
        _ => format!("{starts} && {ends} && size({text}) >= {}", prefix.len() + suffix.len()),
    }
}

fn context(record: &Record, case: &Case<'_>, env: &Arc<Env>) -> Context<'static, 'static> {
    let mut context = Context::with_env(Arc::clone(env));
    for field in [Field::Tool, Field::Role, Field::Kind, Field::Category, Field::Purpose] {
        let place = i64::from(record.mask(field).trailing_zeros());
        context.add_variable_from_value(field.name(), place);
    }
    for class in 0..case.world.vocabulary.of(Field::Classes).len() {
        context.add_variable_from_value(format!("c{class}"), record.classes >> class & 1 == 1);
    }
    context.add_variable_from_value("approved", record.approved);
    for number in Number::ALL {
        context.add_variable_from_value(number.name(), record.number(number));
    }
    for text in [Text::Host, Text::Path] {
        context.add_variable_from_value(text.name(), record.text(text).to_owned());
    }
    context
}
