//! The same record with less known.
//!
//! [`forget`] makes of a case one in which some fact has become unknown, as chapter Evaluation
//! calls it: a name that is there no more or that nobody declares, a text without canonical form,
//! a number with more digits than its type holds, an argument that cannot be read, a time that is
//! none. The first case is then one way to fill in what the second does not know, and law 3 says
//! that the second is judged no less strictly.
//!
//! What is *not* unknown by being absent stays: `destination` and `resource` of the record, an
//! argument that maps to a facet, `content`, `data` where nothing is carried.

use crate::dice::Dice;
use crate::generate::record::{Case, Line};
use crate::json::Json;
use crate::walk;
use agp_abi::tables::Mapping;
use agp_compiler::semantics::resolve::vocabulary::UNLABELLED;
use agp_compiler::semantics::thir::{Arg, EntryId, Policy, Subject, Test, Tool};
use agp_compiler::syntax::ast::Word;
use agp_compiler::types::{Scalar, Type};

/// A text that no type but `text` has a form for, and no vocabulary an entry.
const NOTHING: &str = "\u{200b}";

/// What can be forgotten.
pub const WAYS: [&str; 17] = [
    "role absent",
    "purpose absent",
    "signals absent",
    "agent absent",
    "time absent",
    "data absent",
    "name undeclared",
    "class coarser",
    "signal absent",
    "signal without form",
    "agent field absent",
    "argument absent",
    "argument without form",
    "argument finer than its type",
    "argument of a wrong type",
    "argument too many",
    "arguments too long",
];

/// The case with one thing less known, and what that is; none where the choice does not fit it.
pub fn forget(dice: &mut Dice<'_>, policy: &Policy, case: &Case) -> Option<(Case, &'static str)> {
    let Line::Object(record) = &case.line else { return None };
    let tool = record.get("tool").and_then(plain)?;
    let tool = policy.tools.iter().find(|declared| declared.name == tool)?;
    let way = dice.word(&WAYS);
    let mut forgetting = Forgetting { dice, policy, tool, record: record.clone(), now: case.now };
    let done = forgetting.apply(way);
    let Forgetting { record, now, .. } = forgetting;
    done.then(|| (Case { line: Line::Object(record), now, ..case.clone() }, way))
}

struct Forgetting<'a, 'e> {
    dice: &'a mut Dice<'e>,
    policy: &'a Policy,
    tool: &'a Tool,
    record: Json,
    now: Option<i64>,
}

impl Forgetting<'_, '_> {
    fn apply(&mut self, way: &str) -> bool {
        match way {
            "role absent" => self.absent("role"),
            "purpose absent" => self.absent("purpose"),
            "signals absent" => self.absent("signals"),
            "agent absent" => self.absent("agent"),
            "time absent" => self.time(),
            "data absent" => self.data(),
            "name undeclared" => self.name(),
            "class coarser" => self.coarser(),
            "signal absent" => self.inside_absent("signals"),
            "signal without form" => self.signal(),
            "agent field absent" => self.inside_absent("agent"),
            "argument absent" => self.argument_absent(),
            "argument without form" => self.argument(),
            "argument finer than its type" => self.finer(),
            "argument of a wrong type" => self.malformed(),
            "argument too many" => self.undeclared(),
            "arguments too long" => self.oversize(),
            _ => false,
        }
    }

    fn is_call(&self) -> bool {
        self.record.get("event") == Some(&Json::text("call"))
    }

    fn absent(&mut self, key: &str) -> bool {
        self.record.remove(key)
    }

    /// A field of an object field that is there no more.
    fn inside_absent(&mut self, key: &str) -> bool {
        let Some(Json::Object(fields)) = self.record.get_mut(key) else { return false };
        if fields.is_empty() {
            return false;
        }
        let at = self.dice.below(fields.len());
        fields.remove(at);
        true
    }

    fn time(&mut self) -> bool {
        if self.dice.chance(50) {
            self.now = None;
            return self.record.remove("time");
        }
        match self.record.get_mut("time") {
            Some(time) => {
                *time = Json::text("some day");
                true
            }
            None => false,
        }
    }

    /// Labels that nobody has given. A call that carries payload may then carry anything, a result
    /// with a content anything that detectors find.
    fn data(&mut self) -> bool {
        let payload = |args: &Json| match args {
            Json::Object(fields) => fields.iter().any(|(name, value)| {
                let declared = self.tool.args.iter().find(|arg| arg.name == *name);
                !is_null(value) && declared.map_or(self.tool.rest, |arg| arg.mapping == Mapping::Payload)
            }),
            Json::Raw(_) | Json::Text(_) | Json::List(_) => false,
        };
        let unknown = if self.is_call() {
            self.record.get("args").is_some_and(payload)
        } else {
            let content = self.record.get("content").is_some_and(|content| !is_null(content));
            content && self.only_detected()
        };
        unknown && self.record.remove("data")
    }

    /// Whether every label is one that a detector finds, or what one is a kind of.
    fn only_detected(&self) -> bool {
        let classes = self.policy.vocabularies.of(Word::Class);
        let found = |name: &str| {
            let Some(id) = classes.find(name) else { return false };
            classes.entries.iter().any(|entry| entry.detected && entry.above.contains(&id))
        };
        match self.record.get("data") {
            Some(Json::List(items)) => items.iter().all(|item| plain(item).is_some_and(found)),
            Some(one) => plain(one).is_some_and(found),
            None => false,
        }
    }

    /// A name that nobody declares.
    fn name(&mut self) -> bool {
        let key = self.dice.word(&["role", "purpose", "data", "destination", "resource"]);
        self.change_one(key, |_, _| Some(Json::text(NOTHING)))
    }

    /// A broader label, or none but that there is one.
    fn coarser(&mut self) -> bool {
        let classes = self.policy.vocabularies.of(Word::Class);
        let asked = asks_for_unlabelled(self.policy);
        self.change_one("data", |dice, name| {
            let id = classes.find(plain(name)?)?;
            let above = &classes.entry(id).above;
            let above: Vec<EntryId> = above.iter().copied().filter(|other| *other != id).collect();
            match dice.any(&above) {
                Some(broader) if dice.chance(80) => Some(Json::text(&classes.entry(*broader).path)),
                _ if asked => None,
                _ => Some(Json::text(UNLABELLED)),
            }
        })
    }

    /// Changes the text under a key, or one in the list there.
    fn change_one(&mut self, key: &str, change: impl Fn(&mut Dice<'_>, &Json) -> Option<Json>) -> bool {
        let Some(value) = self.record.get_mut(key) else { return false };
        let one = match value {
            Json::List(items) if items.is_empty() => return false,
            Json::List(items) => {
                let at = self.dice.below(items.len());
                &mut items[at]
            }
            one => one,
        };
        if !is_text(one) {
            return false;
        }
        match change(self.dice, one) {
            Some(changed) => {
                *one = changed;
                true
            }
            None => false,
        }
    }

    fn signal(&mut self) -> bool {
        let Some(Json::Object(fields)) = self.record.get_mut("signals") else { return false };
        let Some((name, _)) = self.dice.any(fields).cloned() else { return false };
        let Some(signal) = self.policy.signals.iter().find(|signal| signal.name == name) else {
            return false;
        };
        let Some((_, value)) = fields.iter_mut().find(|(other, _)| *other == name) else { return false };
        without_form(self.dice, &signal.ty, value)
    }

    /// An argument whose JSON type is right and whose value says nothing.
    fn argument(&mut self) -> bool {
        let Some((arg, value)) = self.some_argument() else { return false };
        let scalar = match &arg.ty {
            Type::One(scalar) | Type::List(scalar) | Type::Set(scalar) => scalar,
            Type::Error => return false,
        };
        let number = scalar.is_number() && !matches!(scalar, Scalar::Date | Scalar::Time);
        let lost = match arg.mapping {
            Mapping::None | Mapping::Data => true,
            // What is no text is an entity as it is written.
            Mapping::Destination | Mapping::Resource => !number && *scalar != Scalar::Text,
            Mapping::Payload => false,
        };
        // A text that cannot be read is payload as it stands: to a test of the payload it is known.
        if asks_for_payload(self.policy) {
            return false;
        }
        let mut changed = value;
        lost && without_form(self.dice, &arg.ty, &mut changed) && self.set_argument(&arg.name, changed)
    }

    /// A number that lies somewhere between two that its type can hold.
    fn finer(&mut self) -> bool {
        let Some((arg, value)) = self.some_argument() else { return false };
        let Json::Raw(number) = &value else { return false };
        let digits = number.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit());
        let finer = match &arg.ty {
            Type::One(Scalar::Int) => format!("{number}.5"),
            Type::One(Scalar::Decimal | Scalar::Money(_)) => format!("{number}.0000005"),
            _ => return false,
        };
        arg.mapping == Mapping::None && digits && self.set_argument(&arg.name, Json::raw(finer))
    }

    /// An argument that need not be there, maps to nothing, and has no default.
    fn argument_absent(&mut self) -> bool {
        let Some((arg, value)) = self.some_argument() else { return false };
        let forgettable = arg.optional && arg.default.is_none() && arg.mapping == Mapping::None;
        // A text that cannot be read may say anything, and so is more than nothing.
        let is_read = match (&arg.ty, &value) {
            (Type::One(Scalar::Enum(words)), Json::Text(word)) => words.contains(word),
            (_, Json::Text(_) | Json::List(_) | Json::Object(_)) => false,
            (_, Json::Raw(text)) => !text.starts_with('"'),
        };
        forgettable && is_read && self.record.get_mut("args").is_some_and(|args| args.remove(&arg.name))
    }

    /// An argument that cannot be read, or that must be there and is not.
    fn malformed(&mut self) -> bool {
        let Some((arg, _)) = self.some_argument() else { return false };
        if !arg.optional && self.dice.chance(40) {
            return self.record.get_mut("args").is_some_and(|args| args.remove(&arg.name));
        }
        let is_json = arg.ty == Type::One(Scalar::Json);
        !is_json && self.set_argument(&arg.name, Json::raw("{}"))
    }

    /// An argument that the tool does not declare.
    fn undeclared(&mut self) -> bool {
        !self.tool.rest && self.is_call() && self.set_argument("never declared", Json::raw("1"))
    }

    /// More values than are looked at.
    fn oversize(&mut self) -> bool {
        let seldom = self.dice.chance(5);
        let many = || Json::List(vec![Json::raw("1"); 4_097]);
        seldom && self.is_call() && self.set_argument("never declared", many())
    }

    /// A declared argument of a call that is there and can be read.
    fn some_argument(&mut self) -> Option<(Arg, Json)> {
        let Some(Json::Object(fields)) = self.record.get("args").filter(|_| self.is_call()) else {
            return None;
        };
        let (name, value) = self.dice.any(fields)?;
        let arg = self.tool.args.iter().find(|arg| arg.name == *name)?;
        fits(&arg.ty, value).then(|| (arg.clone(), value.clone()))
    }

    fn set_argument(&mut self, name: &str, value: Json) -> bool {
        if self.record.get("args").is_none()
            && let Json::Object(fields) = &mut self.record
        {
            fields.push(("args".to_owned(), Json::Object(Vec::new())));
        }
        let Some(Json::Object(fields)) = self.record.get_mut("args") else { return false };
        fields.retain(|(other, _)| other != name);
        fields.push((name.to_owned(), value));
        true
    }
}

/// Makes a value one that has the JSON type it must have and no form; whether there is one.
fn without_form(dice: &mut Dice<'_>, ty: &Type, value: &mut Json) -> bool {
    match (ty, value) {
        (Type::List(scalar) | Type::Set(scalar), Json::List(items)) if !items.is_empty() => {
            let at = dice.below(items.len());
            one_without_form(scalar, &mut items[at])
        }
        (Type::One(scalar), value) => one_without_form(scalar, value),
        (Type::List(_) | Type::Set(_) | Type::Error, _) => false,
    }
}

fn one_without_form(scalar: &Scalar, value: &mut Json) -> bool {
    let changed = match scalar {
        Scalar::Text | Scalar::Json | Scalar::Bool | Scalar::Int | Scalar::Decimal => return false,
        _ if !scalar_fits(scalar, value) => return false,
        Scalar::Score => Json::raw("2"),
        Scalar::Money(_) | Scalar::Duration | Scalar::Size => Json::text("?"),
        _ => Json::text(NOTHING),
    };
    *value = changed;
    true
}

/// Whether a policy asks for `unlabelled` by name. That is to ask whether something is known: such a
/// policy may be stricter where it is.
fn asks_for_unlabelled(policy: &Policy) -> bool {
    let classes = policy.vocabularies.of(Word::Class);
    let unlabelled = |id: &EntryId| classes.entry(*id).path == UNLABELLED;
    walk::tests(policy).into_iter().any(|test| match test {
        Test::Set { word: Word::Class, of, except, .. } => of.iter().chain(except).any(unlabelled),
        _ => false,
    })
}

/// Whether a policy tests what a call says.
fn asks_for_payload(policy: &Policy) -> bool {
    let payload = |subject: &Subject| matches!(subject, Subject::Payload | Subject::PayloadSize);
    walk::tests(policy).into_iter().any(|test| match test {
        Test::Text { subject, .. } | Test::Known(subject) => payload(subject),
        Test::AtLeast { terms, .. } => terms.iter().any(|(_, subject)| payload(subject)),
        _ => false,
    })
}

/// Whether a value has the JSON type that its type asks for.
fn fits(ty: &Type, value: &Json) -> bool {
    match (ty, value) {
        (Type::One(scalar), value) => scalar_fits(scalar, value),
        (Type::List(scalar) | Type::Set(scalar), Json::List(items)) => {
            items.iter().all(|item| scalar_fits(scalar, item))
        }
        (Type::List(_) | Type::Set(_) | Type::Error, _) => false,
    }
}

fn scalar_fits(scalar: &Scalar, value: &Json) -> bool {
    match scalar {
        Scalar::Json => !is_null(value),
        Scalar::Bool => matches!(value, Json::Raw(text) if text == "true" || text == "false"),
        Scalar::Int | Scalar::Decimal | Scalar::Score => is_number(value),
        Scalar::Money(_) | Scalar::Duration | Scalar::Size => is_number(value) || is_text(value),
        _ => is_text(value),
    }
}

fn is_number(value: &Json) -> bool {
    matches!(value, Json::Raw(text) if text.starts_with(|c: char| c == '-' || c.is_ascii_digit()))
}

/// A text that is written without escapes.
fn plain(value: &Json) -> Option<&str> {
    match value {
        Json::Text(text) => Some(text),
        Json::Raw(_) | Json::List(_) | Json::Object(_) => None,
    }
}

fn is_text(value: &Json) -> bool {
    matches!(value, Json::Text(_)) || matches!(value, Json::Raw(text) if text.starts_with('"'))
}

fn is_null(value: &Json) -> bool {
    *value == Json::raw("null")
}
