//! `casbin`: a policy line for each rule, and one matcher over all columns.
//!
//! An empty column asks nothing. Denies come first, and its effector stops at the first line that matches. It
//! answers yes or no, and does not tell a deny from no rule.

use super::names;
use crate::engine::{Built, Case, Decision, Engine};
use crate::workload::{Field, Number, Record, Rule, Test, Text, Vocabulary};
use casbin::function_map::OperatorFunction;
use casbin::rhai::{Dynamic, ImmutableString};
use casbin::{CoreApi, DefaultModel, Enforcer, MemoryAdapter, MgmtApi};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

const MODEL: &str = "
[request_definition]
r = tool, role, kind, category, purpose, classes, approved, risk, rate, payload, host, path
[policy_definition]
p = id, tool, role, kind, category, purpose, classes, approved, risk, rate, payload, host, path, eft
[policy_effect]
e = priority(p.eft) || deny
[matchers]
m = among(p.tool, r.tool) && among(p.role, r.role) && among(p.kind, r.kind) && among(p.category, r.category) && \
among(p.purpose, r.purpose) && among(p.approved, r.approved) && shares(p.classes, r.classes) && \
above(p.risk, r.risk) && above(p.rate, r.rate) && above(p.payload, r.payload) && ends(p.host, r.host) && ends(p.path, r.path)
";

struct Casbin {
    enforcer: Enforcer,
    records: Vec<Vec<Dynamic>>,
}

impl Engine for Casbin {
    fn decide(&mut self, record: usize) -> Decision {
        match self.enforcer.enforce(self.records[record].clone()) {
            Ok(true) => Decision::Allow,
            Ok(false) | Err(_) => Decision::Deny,
        }
    }

    fn tells_default(&self) -> bool {
        false
    }
}

pub fn build<'c>(case: &'c Case<'_>) -> Built<'c> {
    let vocabulary = &case.world.vocabulary;
    let mut enforcer = now(enforcer())?;
    enforcer.add_function("among", OperatorFunction::Arg2(|list, name| among(&list, &name)));
    enforcer.add_function("shares", OperatorFunction::Arg2(|list, others| shares(&list, &others)));
    enforcer.add_function("above", OperatorFunction::Arg2(|than, number| above(&than, &number)));
    enforcer.add_function("ends", OperatorFunction::Arg2(|pattern, text| ends(&pattern, &text)));
    let lines = case.denies_first().map(|rule| line(rule, vocabulary)).collect();
    now(enforcer.add_policies(lines))?;
    let records = case.world.records.iter().map(|record| request(record, vocabulary)).collect();
    Ok(Box::new(Casbin { enforcer, records }))
}

async fn enforcer() -> casbin::Result<Enforcer> {
    Enforcer::new(DefaultModel::from_str(MODEL).await?, MemoryAdapter::default()).await
}

/// What a future gives that has nothing to wait for.
fn now<T>(future: impl Future<Output = casbin::Result<T>>) -> Result<T, String> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value.map_err(|error| error.to_string()),
        Poll::Pending => Err("it waits for something".to_owned()),
    }
}

fn line(rule: &Rule, vocabulary: &Vocabulary) -> Vec<String> {
    let find =
        |wanted: &dyn Fn(&Test) -> Option<String>| rule.tests.iter().find_map(wanted).unwrap_or_default();
    let names = |field: Field| {
        find(&|test| match test {
            Test::In(of, mask) if *of == field => Some(list(vocabulary, field, *mask)),
            _ => None,
        })
    };
    let approved = find(&|test| match test {
        Test::Approved(approved) => Some(format!("|{approved}|")),
        _ => None,
    });
    let above = |number: Number| {
        find(&|test| match test {
            Test::Above(of, than) if *of == number => Some(than.to_string()),
            _ => None,
        })
    };
    let ends = |wanted: Text| {
        find(&|test| match test {
            Test::Ends { text, prefix, suffix } if *text == wanted => Some(format!("{prefix}*{suffix}")),
            _ => None,
        })
    };
    let mut line = vec![rule.id.to_string()];
    line.extend([Field::Tool, Field::Role, Field::Kind, Field::Category, Field::Purpose].map(names));
    line.extend([names(Field::Classes), approved]);
    line.extend(Number::ALL.map(above));
    line.extend([ends(Text::Host), ends(Text::Path)]);
    line.push(if rule.deny { "deny" } else { "allow" }.to_owned());
    line
}

/// Names between bars.
fn list(vocabulary: &Vocabulary, field: Field, mask: u64) -> String {
    names(vocabulary, field, mask).fold("|".to_owned(), |list, name| list + name + "|")
}

fn request(record: &Record, vocabulary: &Vocabulary) -> Vec<Dynamic> {
    let names = |field: Field| Dynamic::from(list(vocabulary, field, record.mask(field)));
    let mut request: Vec<Dynamic> =
        [Field::Tool, Field::Role, Field::Kind, Field::Category, Field::Purpose].map(names).into();
    request.push(names(Field::Classes));
    request.push(format!("|{}|", record.approved).into());
    // Its numbers have 32 bits; every number of the workload fits.
    request.extend(Number::ALL.map(|number| i32::try_from(record.number(number)).unwrap_or(i32::MAX).into()));
    request.extend([Text::Host, Text::Path].map(|text| Dynamic::from(record.text(text).to_owned())));
    request
}

/// Whether the name is one of a list.
fn among(list: &Dynamic, name: &Dynamic) -> Dynamic {
    both(list, name, |list, name| list.contains(name))
}

/// Whether two lists share a name.
fn shares(list: &Dynamic, others: &Dynamic) -> Dynamic {
    both(list, others, |list, others| {
        let mut others = others.split('|').filter(|name| !name.is_empty());
        others.any(|name| list.split('|').any(|one| one == name))
    })
}

/// Whether a text begins and ends as a pattern does.
fn ends(pattern: &Dynamic, text: &Dynamic) -> Dynamic {
    both(pattern, text, |pattern, text| {
        pattern.split_once('*').is_some_and(|(prefix, suffix)| {
            text.len() >= prefix.len() + suffix.len() && text.starts_with(prefix) && text.ends_with(suffix)
        })
    })
}

fn both(column: &Dynamic, value: &Dynamic, holds: impl Fn(&str, &str) -> bool) -> Dynamic {
    let (column, value) = (column.read_lock::<ImmutableString>(), value.read_lock::<ImmutableString>());
    let holds = column.zip(value).is_some_and(|(column, value)| column.is_empty() || holds(&column, &value));
    holds.into()
}

/// Whether a number exceeds another.
fn above(than: &Dynamic, number: &Dynamic) -> Dynamic {
    let Some(than) = than.read_lock::<ImmutableString>() else { return false.into() };
    let holds = match than.parse::<i32>() {
        Ok(than) => number.as_int().is_ok_and(|number| number > than),
        Err(_) => than.is_empty(),
    };
    holds.into()
}
