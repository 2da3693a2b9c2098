//! `regorus`: Rego. *Bytecode* runs a program of its virtual machine, *tree* walks a compiled policy.
//!
//! A deny is a body of `denied`, an allow one of `allowed`. Values are the data's own strings, as Rego is
//! written; a risk stands in thousandths.

use super::{names, quoted};
use crate::engine::{Built, Case, Decision, Engine};
use crate::workload::{Field, Number, Record, Rule, Test, Text, Vocabulary};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{CompiledPolicy, PolicyModule, Value, compile_policy_with_entrypoint};
use serde_json::{Map, json};

const ENTRY: &str = "data.workload.decision";

/// The most rules of one module: it takes files of a mebibyte at most.
const MOST: usize = 2_000;

struct Bytecode {
    machine: RegoVM,
    records: Vec<Value>,
}

impl Engine for Bytecode {
    fn decide(&mut self, record: usize) -> Decision {
        self.machine.set_input(self.records[record].clone());
        decision(self.machine.execute_entry_point_by_index(0).ok().as_ref())
    }
}

struct Tree {
    policy: CompiledPolicy,
    records: Vec<Value>,
}

impl Engine for Tree {
    fn decide(&mut self, record: usize) -> Decision {
        decision(self.policy.eval_with_input(self.records[record].clone()).ok().as_ref())
    }
}

/// An answer; no answer is a deny, which is wrong wherever it matters.
fn decision(answer: Option<&Value>) -> Decision {
    match answer.and_then(|answer| answer.as_string().ok()).map(AsRef::as_ref) {
        Some("allow") => Decision::Allow,
        Some("default") => Decision::Default,
        _ => Decision::Deny,
    }
}

pub fn bytecode<'c>(case: &'c Case<'_>) -> Built<'c> {
    let program =
        Compiler::compile_from_policy(&policy(case)?, &[ENTRY]).map_err(|error| error.to_string())?;
    program.validate_limits()?;
    let mut machine = RegoVM::new();
    machine.load_program(program);
    machine.set_max_instructions(usize::MAX);
    Ok(Box::new(Bytecode { machine, records: inputs(case) }))
}

pub fn tree<'c>(case: &'c Case<'_>) -> Built<'c> {
    Ok(Box::new(Tree { policy: policy(case)?, records: inputs(case) }))
}

fn policy(case: &Case<'_>) -> Result<CompiledPolicy, String> {
    let rules: Vec<&Rule> = case.denies_first().collect();
    let head = "package workload\nimport rego.v1\n";
    let decision = "default decision := \"default\"\n\
         decision := \"deny\" if denied\nelse := \"allow\" if allowed\n";
    let module = |(part, rules): (usize, &[&Rule])| {
        let bodies: String = rules.iter().map(|rule| body(rule, &case.world.vocabulary)).collect();
        let content = format!("{head}{}{bodies}", if part == 0 { decision } else { "" });
        PolicyModule { id: format!("workload{part}.rego").into(), content: content.into() }
    };
    let modules: Vec<PolicyModule> = rules.chunks(MOST).enumerate().map(module).collect();
    compile_policy_with_entrypoint(Value::new_object(), &modules, ENTRY.into())
        .map_err(|error| error.to_string())
}

fn body(rule: &Rule, vocabulary: &Vocabulary) -> String {
    let tests: Vec<String> = rule.tests.iter().map(|test| expression(test, vocabulary)).collect();
    format!("{} if {{ {} }}\n", if rule.deny { "denied" } else { "allowed" }, tests.join("; "))
}

fn expression(test: &Test, vocabulary: &Vocabulary) -> String {
    match test {
        Test::In(field, mask) => {
            let (name, one) = (field.name(), mask.is_power_of_two());
            let names = quoted(names(vocabulary, *field, *mask));
            match (field, one) {
                (Field::Classes, true) => format!("{names} in input.{name}"),
                (Field::Classes, false) => format!("some class in input.{name}; class in {{{names}}}"),
                (_, true) => format!("input.{name} == {names}"),
                (_, false) => format!("input.{name} in {{{names}}}"),
            }
        }
        Test::Approved(approved) => format!("input.approved == {approved}"),
        Test::Above(number, than) => format!("input.{} > {than}", number.name()),
        Test::Ends { text, prefix, suffix } => ends(text.name(), prefix, suffix),
    }
}

fn ends(text: &str, prefix: &str, suffix: &str) -> String {
    let starts = format!("startswith(input.{text}, {prefix:?})");
    let ends = format!("endswith(input.{text}, {suffix:?})");
    match (prefix, suffix) {
        (_, "") => starts,
        ("", _) => ends,
        _ => format!("{starts}; {ends}; count(input.{text}) >= {}", prefix.len() + suffix.len()),
    }
}

fn inputs(case: &Case<'_>) -> Vec<Value> {
    case.world.records.iter().map(|record| input(record, &case.world.vocabulary)).collect()
}

fn input(record: &Record, vocabulary: &Vocabulary) -> Value {
    let mut input = Map::new();
    let mut put = |name: &str, value| input.insert(name.to_owned(), value);
    for field in Field::ALL {
        let names: Vec<&str> = names(vocabulary, field, record.mask(field)).collect();
        put(field.name(), if field == Field::Classes { json!(names) } else { json!(names.first()) });
    }
    for number in Number::ALL {
        put(number.name(), json!(record.number(number)));
    }
    for text in [Text::Host, Text::Path] {
        put(text.name(), json!(record.text(text)));
    }
    put("approved", json!(record.approved));
    Value::from(serde_json::Value::Object(input))
}
