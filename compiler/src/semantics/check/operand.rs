//! Names in conditions: facets, arguments, signals, `let`s and risks.

use super::Checker;
use super::condition::Guard;
use super::named::NamedItem;
use crate::diag::{Code, Diagnostic, suggest};
use crate::semantics::error;
use crate::semantics::thir::{Cond, Subject, ToolId};
use crate::syntax::ast::{Name, Path, Word};
use crate::types::{Scalar, Type};

/// What a name in a condition is.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    /// `tool`
    Tool,
    /// `kind`, `purpose`
    Entry(Word),
    /// `role`, `data`, `destination`, `resource`
    Set(Word),
    /// A typed value.
    Value(Subject, Type),
    /// `weekday`
    Weekday,
    /// A `let`.
    Let(Cond),
    /// A risk: compared with constants only, which is read off before operands are looked at.
    Risk,
    /// Known to the language, not evaluated yet; what it needs.
    NotYet(String),
}

impl Operand {
    /// What it is, with an article, for messages.
    pub(super) fn describe(&self) -> String {
        match self {
            Operand::Tool => "the tool".to_owned(),
            Operand::Entry(word) => format!("one {}", word.text()),
            Operand::Set(Word::Class) => "a set of classes".to_owned(),
            Operand::Set(word) => format!("a set of {}s", word.text()),
            Operand::Value(_, ty) => article(&ty.to_string()),
            Operand::Weekday => "a weekday".to_owned(),
            Operand::Let(_) => "a condition".to_owned(),
            Operand::Risk => "a risk".to_owned(),
            Operand::NotYet(what) => what.clone(),
        }
    }
}

fn article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']) && !noun.starts_with("url");
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// The words that begin a fact, for suggestions.
const FACETS: [&str; 15] = [
    "agent",
    "role",
    "tool",
    "kind",
    "data",
    "destination",
    "resource",
    "purpose",
    "args",
    "payload",
    "origin",
    "time",
    "weekday",
    "signal",
    "session",
];

impl Checker<'_> {
    /// What a path in a condition means; `None` after reporting why nothing.
    pub(super) fn operand(&mut self, path: &Path, guard: &Guard) -> Option<Operand> {
        let parts: Vec<&str> = path.parts.iter().map(|part| part.text.as_str()).collect();
        let value = |subject, scalar| Some(Operand::Value(subject, Type::One(scalar)));
        match parts.as_slice() {
            ["tool"] => Some(Operand::Tool),
            ["kind"] => Some(Operand::Entry(Word::Kind)),
            ["purpose"] => Some(Operand::Entry(Word::Purpose)),
            ["role"] => Some(Operand::Set(Word::Role)),
            ["data"] => Some(Operand::Set(Word::Class)),
            ["destination"] => Some(Operand::Set(Word::Destination)),
            ["resource"] => Some(Operand::Set(Word::Resource)),
            ["time"] => value(Subject::Time, Scalar::Time),
            ["weekday"] => Some(Operand::Weekday),
            ["payload"] => Some(Operand::Value(Subject::Payload, Type::List(Scalar::Text))),
            ["payload", "size"] => value(Subject::PayloadSize, Scalar::Size),
            ["agent", "id"] => value(Subject::AgentId, Scalar::Id),
            ["agent", "verified"] => value(Subject::AgentVerified, Scalar::Bool),
            ["agent", "trust"] => value(Subject::AgentTrust, Scalar::Score),
            ["agent", "depth"] => value(Subject::AgentDepth, Scalar::Int),
            ["session", "data" | "origin"] => Some(Operand::NotYet("memory of the session".to_owned())),
            ["origin"] => Some(Operand::NotYet("the origin of values".to_owned())),
            ["args", name] => self.argument(name, &path.parts[1], guard),
            ["signal" | "signals", name] => self.signal(name, &path.parts[1]),
            [name] => match self.named(name, path.span) {
                Some(NamedItem::Let(cond)) => Some(Operand::Let(cond)),
                Some(NamedItem::Risk(risk)) if self.is_accumulated(risk) => {
                    Some(Operand::NotYet("a risk that accumulates".to_owned()))
                }
                Some(NamedItem::Risk(_)) => Some(Operand::Risk),
                None => self.unknown_facet(path, &parts),
            },
            _ => self.unknown_facet(path, &parts),
        }
    }

    fn unknown_facet(&mut self, path: &Path, parts: &[&str]) -> Option<Operand> {
        let text = path.text();
        let fields: &[&str] = match parts.first().copied() {
            Some("agent") => &["agent.id", "agent.verified", "agent.trust", "agent.depth"],
            Some("payload") => &["payload.size"],
            Some("session") => &["session.data", "session.origin"],
            Some("args") => &["args.NAME"],
            Some("signal") => &["signal.NAME"],
            _ => &[],
        };
        let diagnostic = Diagnostic::new(Code::UnknownFacet, path.span, format!("there is no fact `{text}`"));
        let named: Vec<&str> = self.named_names().collect();
        let candidates =
            if fields.is_empty() { FACETS.iter().copied().chain(named).collect() } else { fields.to_vec() };
        let near = suggest::nearest(&text, candidates.iter().copied()).map(str::to_owned);
        let is_entry = self.word_of(path);
        self.report(match (near, is_entry) {
            (_, Some(word)) => {
                let facet = if word == Word::Class { "data" } else { word.text() };
                let operator = if matches!(word, Word::Kind | Word::Purpose) { "is" } else { "has" };
                diagnostic.help(format!("`{text}` is a {}: write `{facet} {operator} {text}`", word.text()))
            }
            (Some(near), None) => diagnostic.replace_with(near),
            (None, None) if !fields.is_empty() => diagnostic.help(format!("write `{}`", fields.join("`, `"))),
            (None, None) => diagnostic
                .help(format!("facts are `{}`, and what `let` and `risk` name", FACETS.join("`, `"))),
        });
        None
    }

    /// The vocabulary that a path names an entry of, if it does.
    fn word_of(&self, path: &Path) -> Option<Word> {
        let member = self.member()?;
        [Word::Class, Word::Role, Word::Purpose, Word::Destination, Word::Resource, Word::Kind]
            .into_iter()
            .find(|word| {
                matches!(
                    self.names.find(member, &self.lists, *word, path),
                    crate::semantics::resolve::scope::Lookup::Found(_)
                )
            })
    }

    /// `args.NAME`, of the tools that the guard leaves.
    fn argument(&mut self, name: &str, place: &Name, guard: &Guard) -> Option<Operand> {
        let Some(tools) = guard.clone().filter(|tools| !tools.is_empty()) else {
            let owners: Vec<String> = self
                .tools
                .iter()
                .filter(|tool| tool.args.iter().any(|arg| arg.name == name))
                .map(|tool| tool.name.clone())
                .take(3)
                .collect();
            let help = match owners.as_slice() {
                [] => "no tool declares such an argument".to_owned(),
                [one] => format!("write `tool is {one} and …` before it"),
                several => format!("write `tool in [{}] and …` before it", several.join(", ")),
            };
            self.report(
                Diagnostic::new(Code::ArgumentNeedsTool, place.span, format!("whose argument is `{name}`?"))
                    .here("no tool is fixed to the left")
                    .help(help),
            );
            return None;
        };
        let mut found: Option<(Type, ToolId)> = None;
        for id in &tools {
            let tool = &self.tools[id.0 as usize];
            let Some(arg) = tool.args.iter().find(|arg| arg.name == name) else {
                let near =
                    suggest::nearest(name, tool.args.iter().map(|arg| arg.name.as_str())).map(str::to_owned);
                let diagnostic = Diagnostic::new(
                    Code::UnknownArgument,
                    place.span,
                    format!("the tool `{}` has no argument `{name}`", tool.name),
                )
                .also(tool.span, format!("`{}` is declared here", tool.name));
                self.report(match near {
                    Some(near) => diagnostic.replace_with(near),
                    None => diagnostic.help("declare the argument, or test another"),
                });
                return None;
            };
            match &found {
                Some((ty, first)) if *ty != arg.ty => {
                    let first = self.tools[first.0 as usize].name.clone();
                    let message =
                        format!("`{name}` is {ty} for `{first}` and {} for `{}`", arg.ty, tool.name);
                    let diagnostic = Diagnostic::new(Code::ArgumentTypesDiffer, place.span, message)
                        .also(arg.span, "declared here")
                        .help("test the tools in rules of their own");
                    self.report(diagnostic);
                    return None;
                }
                Some(_) => {}
                None => found = Some((arg.ty.clone(), *id)),
            }
        }
        let mut tools = tools;
        tools.sort_unstable();
        tools.dedup();
        let (ty, _) = found?;
        (ty != Type::Error).then(|| Operand::Value(Subject::Arg(tools, name.to_owned()), ty))
    }

    fn signal(&mut self, name: &str, place: &Name) -> Option<Operand> {
        let Some(id) = self.signal_names.get(name).copied() else {
            let near =
                suggest::nearest(name, self.signal_names.keys().map(String::as_str)).map(str::to_owned);
            self.report(error::unknown("signal", name, place.span, near.as_deref()));
            return None;
        };
        let ty = self.signals[id.0 as usize].ty.clone();
        (ty != Type::Error).then_some(Operand::Value(Subject::Signal(id), ty))
    }
}
