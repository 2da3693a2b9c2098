//! `cedar-policy`: a policy for each rule; the role is the principal, the tool the action.
//!
//! Cedar evaluates every policy and reports those that determine the decision.

use super::{names, quoted};
use crate::engine::{Built, Case, Decision, Engine};
use crate::workload::{Field, Number, Record, Rule, Test, Text, Vocabulary};
use cedar_policy::{
    Authorizer, Context, Entities, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression,
};
use std::str::FromStr as _;

struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    records: Vec<Request>,
}

impl Engine for Cedar {
    fn decide(&mut self, record: usize) -> Decision {
        let answer = self.authorizer.is_authorized(&self.records[record], &self.policies, &self.entities);
        let reasons = answer.diagnostics().reason().next().is_some();
        let allow = answer.decision() == cedar_policy::Decision::Allow;
        Decision::of(!allow && reasons, allow)
    }
}

pub fn build<'c>(case: &'c Case<'_>) -> Built<'c> {
    let vocabulary = &case.world.vocabulary;
    let text: String = case.rules.iter().map(|rule| policy(rule, vocabulary)).collect();
    let records = case.world.records.iter().map(|record| request(record, vocabulary));
    Ok(Box::new(Cedar {
        authorizer: Authorizer::new(),
        policies: PolicySet::from_str(&text).map_err(|error| error.to_string())?,
        entities: Entities::empty(),
        records: records.collect::<Option<_>>().ok_or("a record that is no request")?,
    }))
}

fn policy(rule: &Rule, vocabulary: &Vocabulary) -> String {
    let effect = if rule.deny { "forbid" } else { "permit" };
    let action = rule.tests.iter().find_map(|test| match test {
        Test::In(Field::Tool, mask) => Some(scope(*mask, vocabulary)),
        _ => None,
    });
    let action = action.unwrap_or_else(|| "action".to_owned());
    let rest = rule.tests.iter().filter(|test| !matches!(test, Test::In(Field::Tool, _)));
    let tests: Vec<String> = rest.map(|test| expression(test, vocabulary)).collect();
    let when = if tests.is_empty() { String::new() } else { format!(" when {{ {} }}", tests.join(" && ")) };
    format!("{effect}(principal, {action}, resource){when};\n")
}

fn scope(mask: u64, vocabulary: &Vocabulary) -> String {
    let tools = names(vocabulary, Field::Tool, mask);
    let tools: Vec<String> = tools.map(|tool| format!("Action::{tool:?}")).collect();
    match &tools[..] {
        [tool] => format!("action == {tool}"),
        tools => format!("action in [{}]", tools.join(", ")),
    }
}

fn expression(test: &Test, vocabulary: &Vocabulary) -> String {
    match test {
        Test::In(Field::Role, mask) => {
            let roles = names(vocabulary, Field::Role, *mask);
            let roles: Vec<String> = roles.map(|role| format!("Role::{role:?}")).collect();
            match &roles[..] {
                [role] => format!("principal == {role}"),
                roles => format!("[{}].contains(principal)", roles.join(", ")),
            }
        }
        Test::In(field, mask) => {
            let (name, one) = (field.name(), mask.is_power_of_two());
            let names = quoted(names(vocabulary, *field, *mask));
            match (field, one) {
                (Field::Classes, true) => format!("context.{name}.contains({names})"),
                (Field::Classes, false) => format!("context.{name}.containsAny([{names}])"),
                (_, true) => format!("context.{name} == {names}"),
                (_, false) => format!("[{names}].contains(context.{name})"),
            }
        }
        Test::Approved(true) => "context.approved".to_owned(),
        Test::Approved(false) => "!context.approved".to_owned(),
        Test::Above(number, than) => format!("context.{} > {than}", number.name()),
        Test::Ends { text, prefix, suffix } => format!("context.{} like \"{prefix}*{suffix}\"", text.name()),
    }
}

fn request(record: &Record, vocabulary: &Vocabulary) -> Option<Request> {
    let name = |field: Field| names(vocabulary, field, record.mask(field)).next();
    let uid = |kind: &str, name: &str| {
        Some(EntityUid::from_type_name_and_id(EntityTypeName::from_str(kind).ok()?, EntityId::new(name)))
    };
    let text = |text: &str| RestrictedExpression::new_string(text.to_owned());
    let mut facts: Vec<(String, RestrictedExpression)> = Vec::new();
    for field in [Field::Kind, Field::Category, Field::Purpose] {
        facts.push((field.name().to_owned(), text(name(field)?)));
    }
    let classes = names(vocabulary, Field::Classes, record.classes).map(text);
    facts.push((Field::Classes.name().to_owned(), RestrictedExpression::new_set(classes)));
    facts.push(("approved".to_owned(), RestrictedExpression::new_bool(record.approved)));
    for number in Number::ALL {
        facts.push((number.name().to_owned(), RestrictedExpression::new_long(record.number(number))));
    }
    for field in [Text::Host, Text::Path] {
        facts.push((field.name().to_owned(), text(record.text(field))));
    }
    let (principal, action) = (uid("Role", name(Field::Role)?)?, uid("Action", name(Field::Tool)?)?);
    let context = Context::from_pairs(facts).ok()?;
    Request::new(principal, action, uid("Thing", "it")?, context, None).ok()
}
