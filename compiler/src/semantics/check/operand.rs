//! Names in conditions: facets, arguments, signals, `let`s and risks.

use super::Checker;
use super::condition::Guard;
use super::form::Form;
use super::named::NamedItem;
use crate::diag::{Code, Diagnostic, suggest};
use crate::semantics::error::{self, article, test_of};
use crate::semantics::resolve::scope::Lookup;
use crate::semantics::thir::{Arg, Cond, Subject, Tool, ToolId};
use crate::syntax::ast::{Name, Path, Word};
use crate::types::{Scalar, Type};

/// Stands in a guard for a tool that does not resolve: what is said of its arguments stays silent.
pub(super) const NO_TOOL: ToolId = ToolId(u32::MAX);

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
            Operand::Tool => "one tool".to_owned(),
            Operand::Entry(word) => format!("one {}", word.text()),
            Operand::Set(Word::Class) => "a set of classes".to_owned(),
            Operand::Set(word) => format!("a set of {}s", word.text()),
            Operand::Value(_, ty) => ty.described(),
            Operand::Weekday => "a day of the week".to_owned(),
            Operand::Let(_) => "a condition".to_owned(),
            Operand::Risk => "a risk".to_owned(),
            Operand::NotYet(what) => what.clone(),
        }
    }
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

/// What facts are called elsewhere, and here.
const ELSEWHERE: [(&[&str], &str); 8] = [
    (&["action", "operation", "verb", "method"], "kind is NAME` or `tool is NAME"),
    (&["user", "principal", "subject", "group", "roles"], "role has NAME"),
    (&["recipient", "recipients", "host", "domain", "target", "egress"], "destination has NAME"),
    (&["category", "classification", "sensitivity", "label", "labels"], "data has NAME"),
    (&["content", "message", "body", "text", "prompt", "input", "output"], "payload contains \"…\""),
    (&["file", "path", "object"], "resource has NAME"),
    (&["now", "date", "hour"], "time in 08:00..18:00 zone \"Europe/Berlin\""),
    (&["day", "today"], "weekday in mon..=fri zone \"Europe/Berlin\""),
];

/// What may stand behind the first word of a fact; none where nothing may.
fn fields_of(root: &str) -> &'static [&'static str] {
    match root {
        "agent" => &["agent.id", "agent.verified", "agent.trust", "agent.depth"],
        "payload" => &["payload.size"],
        "session" => &["session.data", "session.origin"],
        "args" => &["args.NAME"],
        "signal" | "signals" => &["signal.NAME"],
        _ => &[],
    }
}

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
            ["signal" | "signals", _, ..] => self.signal(&path.parts[1..]),
            _ => match self.named(&path.text(), path.span) {
                Some(NamedItem::Let(cond)) => Some(Operand::Let(cond)),
                Some(NamedItem::Risk(risk)) if self.is_accumulated(risk) => {
                    Some(Operand::NotYet("a risk that accumulates".to_owned()))
                }
                Some(NamedItem::Risk(_)) => Some(Operand::Risk),
                None => self.unknown_facet(path, &parts),
            },
        }
    }

    fn unknown_facet(&mut self, path: &Path, parts: &[&str]) -> Option<Operand> {
        if self.is_excused_path(path) {
            return None;
        }
        let text = path.text();
        let diagnostic = Diagnostic::new(Code::UnknownFacet, path.span, format!("there is no fact `{text}`"));
        let (root, rest) = parts.split_first().map_or(("", &[][..]), |(root, rest)| (*root, rest));
        let fields = fields_of(root);
        let meant = match self.is_something_else(path).or_else(|| self.of_another_shape(root, rest)) {
            Some(help) => diagnostic.help(help),
            None => match self.fact_near(&text, root, rest) {
                Some(near) => error::offered(diagnostic, near),
                None if !fields.is_empty() => diagnostic.help(format!("write `{}`", fields.join("` or `"))),
                None => diagnostic
                    .help(format!("facts are `{}`, and what `let` and `risk` name", FACETS.join("`, `"))),
            },
        };
        self.report(meant);
        None
    }

    /// How the fact is written that other systems reach by such a path.
    fn of_another_shape(&self, root: &str, rest: &[&str]) -> Option<String> {
        let last = rest.last().copied();
        match (root, rest) {
            ("tool", [_]) => Some("a tool is tested by its name: `tool is NAME`".to_owned()),
            ("time", [_]) => Some(
                "write `time in 08:00..18:00 zone \"Europe/Berlin\"` or `weekday in mon..=fri zone \"UTC\"`"
                    .to_owned(),
            ),
            ("payload", [field]) if suggest::nearest(field, ["size"]).is_none() => Some(
                "the payload is tested as a whole: `payload contains \"…\"`, `payload.size > 1MB`".to_owned(),
            ),
            ("args", [name, _, ..]) => Some(match last {
                Some("startsWith" | "starts_with" | "startswith") => {
                    format!("write `args.{name} like \"abc**\"`")
                }
                Some("endsWith" | "ends_with" | "endswith") => format!("write `args.{name} like \"**abc\"`"),
                Some("includes" | "contains") => format!("write `args.{name} contains \"abc\"`"),
                _ => format!("a value has no parts: test `args.{name}` itself"),
            }),
            (tool, [arg]) if self.tool_names.contains_key(tool) => {
                Some(format!("write `tool is {tool} and args.{arg} …`"))
            }
            (_, [facet, ..]) if FACETS.contains(facet) => Some(format!("write `{}`", rest.join("."))),
            (other, []) => {
                let (_, ours) = ELSEWHERE.iter().find(|(theirs, _)| theirs.contains(&other))?;
                Some(format!("write `{ours}`"))
            }
            _ => None,
        }
    }

    /// The fact that a path was meant to name, as it is written.
    fn fact_near(&self, text: &str, root: &str, rest: &[&str]) -> Option<String> {
        let fields = fields_of(root);
        if !fields.is_empty() {
            return suggest::resembling(text, fields.iter().copied()).map(str::to_owned);
        }
        let mut forms = self.forms(true);
        if rest.is_empty() {
            let facets = FACETS.iter().map(|facet| (*facet).to_owned());
            forms.extend(facets.map(|facet| Form { said: facet.clone(), written: facet }));
        }
        if let Some(near) = Form::near(&forms, text) {
            return Some(near.written.clone());
        }
        if rest.is_empty() {
            return None;
        }
        // The first part is misspelt, and perhaps the second, too.
        let with_fields = FACETS.into_iter().filter(|root| !fields_of(root).is_empty());
        let root = suggest::resembling(root, with_fields.collect::<Vec<_>>())?;
        let whole = format!("{root}.{}", rest.join("."));
        let fields = fields_of(root);
        if matches!(root, "args" | "signal") || fields.contains(&whole.as_str()) {
            return Some(whole);
        }
        suggest::resembling(&whole, fields.iter().copied()).map(str::to_owned)
    }

    /// What a name that is no fact names otherwise, and how to test for that.
    fn is_something_else(&self, path: &Path) -> Option<String> {
        let text = path.text();
        if let Some((word, test)) = self.word_of(path).and_then(|word| Some((word, test_of(word)?))) {
            return Some(format!("`{text}` is {}: write `{test} {text}`", article(word.text())));
        }
        let name = &path.single()?.text;
        if self.signal_names.contains_key(name) {
            return Some(format!("`{name}` is a signal: write `signal.{name}`"));
        }
        if self.tool_names.contains_key(name) {
            return Some(format!("`{name}` is a tool: write `tool is {name}`"));
        }
        let owner = self.tools.iter().find(|tool| tool.args.iter().any(|arg| arg.name == *name))?;
        Some(format!("`{name}` is an argument: write `tool is {} and args.{name} …`", owner.name))
    }

    /// The vocabulary that a path names an entry of, if it does.
    fn word_of(&self, path: &Path) -> Option<Word> {
        let member = self.member()?;
        [Word::Class, Word::Role, Word::Purpose, Word::Destination, Word::Resource, Word::Kind]
            .into_iter()
            .find(|word| matches!(self.names.find(member, *word, path), Lookup::Found(_)))
    }

    /// `args.NAME`, of the tools that the guard leaves.
    fn argument(&mut self, name: &str, place: &Name, guard: &Guard) -> Option<Operand> {
        let Some(tools) = guard else {
            self.argument_of_what(name, place);
            return None;
        };
        if tools.contains(&NO_TOOL) {
            return None;
        }
        if tools.is_empty() {
            self.report(
                Diagnostic::new(Code::ArgumentNeedsTool, place.span, format!("whose argument is `{name}`?"))
                    .here("what stands to the left leaves no tool")
                    .help("one call is of one tool: test two tools by `tool in [A, B]`"),
            );
            return None;
        }
        let mut found: Option<(&Arg, ToolId)> = None;
        for id in tools {
            let tool = &self.tools[id.0 as usize];
            let Some(arg) = tool.args.iter().find(|arg| arg.name == name) else {
                let diagnostic = error::unknown_argument(tool, name, place.span);
                self.report(diagnostic);
                return None;
            };
            match &found {
                Some((first, of))
                    if first.ty != arg.ty && first.ty != Type::Error && arg.ty != Type::Error =>
                {
                    let first_tool = &self.tools[of.0 as usize].name;
                    let (one, other) = (first.ty.described(), arg.ty.described());
                    let message =
                        format!("`{name}` is {one} for `{first_tool}` and {other} for `{}`", tool.name);
                    let diagnostic = Diagnostic::new(Code::ArgumentTypesDiffer, place.span, message)
                        .also(first.span, format!("{one} for `{first_tool}`"))
                        .also(arg.span, format!("{other} for `{}`", tool.name))
                        .help("test the tools in rules of their own");
                    self.report(diagnostic);
                    return None;
                }
                Some(_) => {}
                None => found = Some((arg, *id)),
            }
        }
        let (arg, _) = found?;
        let ty = arg.ty.clone();
        (ty != Type::Error).then(|| Operand::Value(Subject::Arg(tools.clone(), name.to_owned()), ty))
    }

    /// `args.NAME` where no tool is fixed to the left.
    fn argument_of_what(&mut self, name: &str, place: &Name) {
        if self.is_excused(name) {
            return;
        }
        let owners: Vec<&Tool> =
            self.tools.iter().filter(|tool| tool.args.iter().any(|arg| arg.name == name)).collect();
        let Some(first) = owners.first() else {
            let all = self.tools.iter().flat_map(|tool| tool.args.iter().map(|arg| arg.name.as_str()));
            let message = format!("no tool has an argument `{name}`");
            let diagnostic = Diagnostic::new(Code::UnknownArgument, place.span, message);
            let diagnostic = match suggest::resembling(name, all) {
                Some(near) => error::meant(diagnostic, near),
                None => diagnostic.help("declare it in its tool: `tool NAME is KIND { NAME: TYPE }`"),
            };
            self.report(diagnostic);
            return;
        };
        let ty = |tool: &Tool| tool.args.iter().find(|arg| arg.name == name).map(|arg| arg.ty.clone());
        let alike: Vec<&str> = owners
            .iter()
            .filter(|tool| ty(tool) == ty(first))
            .map(|tool| tool.name.as_str())
            .take(4)
            .collect();
        let help = match (self.fixed_later, alike.as_slice()) {
            (Some(_), _) => {
                "a condition is read from the left: put the test of the tool before this one".to_owned()
            }
            (None, [one]) => format!("write `tool is {one} and …` before it"),
            (None, several) => format!("write `tool in [{}] and …` before it", several.join(", ")),
        };
        let diagnostic =
            Diagnostic::new(Code::ArgumentNeedsTool, place.span, format!("whose argument is `{name}`?"))
                .here("no tool is fixed to the left")
                .help(help);
        self.report(match self.fixed_later {
            Some(later) => diagnostic.also(later, "the tool is fixed here"),
            None => diagnostic,
        });
    }

    /// `signal.NAME`, or `signal.ALIAS.NAME`
    fn signal(&mut self, parts: &[Name]) -> Option<Operand> {
        let id = self.signal_named(parts)?;
        let ty = self.signals[id.0 as usize].ty.clone();
        (ty != Type::Error).then_some(Operand::Value(Subject::Signal(id), ty))
    }
}
