//! Test blocks and proofs: steps become records in JSON, names are checked like everywhere else.

use super::Checker;
use super::form::Form;
use super::value::{Unfit, quoted, signed};
use crate::diag::{Code, Diagnostic, suggest};
use crate::semantics::error;
use crate::semantics::resolve::ModuleId;
use crate::semantics::thir::{Proof, Rule, Step, StepKind, TestBlock, ToolId};
use crate::source::{Provenance, Span};
use crate::syntax::ast::{self, Decl, Expect, Field, Value, ValueKind, Verdict, Word, Yields};
use crate::types::{Scalar, Type};
use agp_abi::number::{SCALE, decimal};
use agp_abi::verdict::Reserved;

/// The record fields that `given` may set; `signals.NAME` besides.
const FIELDS: [&str; 12] = [
    "time",
    "data",
    "role",
    "purpose",
    "destination",
    "resource",
    "session",
    "agent.id",
    "agent.verified",
    "agent.trust",
    "agent.depth",
    "signals",
];

impl Checker<'_> {
    /// The tests and proofs of the root, if it is one of the given files.
    pub(super) fn tests_and_proofs(&mut self, rules: &[Rule]) -> (Vec<TestBlock>, Vec<Proof>) {
        let (mut tests, mut proofs) = (Vec::new(), Vec::new());
        let root = self.unit.root();
        self.module = root;
        let library = self.library;
        for item in &library.get(root).tree.items {
            match &item.decl {
                Decl::Test(test) => tests.push(self.test_block(test, rules)),
                Decl::Prove(proof) => {
                    let deferred = self.not_yet.len();
                    let outer = self.begin_expansion();
                    let when = self.condition(&proof.when, &mut None);
                    let when = self.bounded(when, proof.name.span);
                    self.end_expansion(outer);
                    self.not_yet.truncate(deferred);
                    if library.get(root).provenance == Provenance::Given {
                        self.report(
                            Diagnostic::new(
                                Code::Unproven,
                                proof.name.span,
                                "this version checks a proof's types and does not prove it",
                            )
                            .help("until it does, say the same by tests"),
                        );
                    }
                    proofs.push(Proof {
                        name: proof.name.value.clone(),
                        at_least: proof.at_least,
                        when,
                        span: proof.name.span,
                    });
                }
                _ => {}
            }
        }
        (tests, proofs)
    }

    fn test_block(&mut self, test: &ast::Test, rules: &[Rule]) -> TestBlock {
        let deferred = self.not_yet.len();
        let mut judged = false;
        let mut steps = Vec::with_capacity(test.steps.len());
        for step in &test.steps {
            if let Some(kind) = self.step(step, rules, judged) {
                steps.push(Step { kind, span: step.span });
            }
            // A call that is wrong in itself is reported there, a broken step may have been one.
            judged |= matches!(
                step.kind,
                ast::StepKind::Call(..) | ast::StepKind::Result { .. } | ast::StepKind::Error
            );
        }
        self.needs_expectation(test);
        let not_yet = self.not_yet.split_off(deferred);
        TestBlock { name: test.name.value.clone(), steps, not_yet, span: test.name.span }
    }

    /// A test that expects nothing passes whatever the policy decides. Whoever approves or lets a review
    /// expire expects that one waits; a broken step may have been an `expect`.
    fn needs_expectation(&mut self, test: &ast::Test) {
        use ast::StepKind::{Approve, Error, Expect, Expire};
        let expects = |step: &ast::Step| matches!(step.kind, Expect(_) | Approve(..) | Expire | Error);
        if !test.steps.iter().any(expects) {
            let help = "say what must be decided behind each `call` or `result`: `expect deny by RULE`";
            self.report(
                Diagnostic::new(Code::NothingExpected, test.name.span, "this test expects nothing")
                    .here("it passes whatever is decided")
                    .help(help),
            );
        }
    }

    fn step(&mut self, step: &ast::Step, rules: &[Rule], judged: bool) -> Option<StepKind> {
        match &step.kind {
            ast::StepKind::As(roles, purpose) => {
                let roles = self.entries(Word::Role, roles);
                let roles =
                    roles.into_iter().map(|id| self.lists.of(Word::Role).entry(id).path.clone()).collect();
                let purpose = match purpose {
                    Some(path) => Some(self.entry(Word::Purpose, path)?),
                    None => None,
                };
                let purpose = purpose.map(|id| self.lists.of(Word::Purpose).entry(id).path.clone());
                Some(StepKind::As(roles, purpose))
            }
            ast::StepKind::Given(fields) => {
                let fields = fields.iter().filter_map(|field| self.given(field)).collect();
                Some(StepKind::Given(fields))
            }
            ast::StepKind::Prompt(text) => Some(StepKind::Prompt(text.value.clone())),
            ast::StepKind::Call(tool, fields) => self.call(tool, fields),
            ast::StepKind::Result { tool, yields, from, content } => {
                let tool = self.tool_named(tool)?;
                self.entries(Word::Origin, from);
                let data = match yields {
                    None => None,
                    Some(Yields::Nothing(_)) => Some(Vec::new()),
                    Some(Yields::Classes(paths)) => {
                        let classes = self.entries(Word::Class, paths);
                        Some(
                            classes
                                .into_iter()
                                .map(|id| self.lists.of(Word::Class).entry(id).path.clone())
                                .collect(),
                        )
                    }
                };
                let content = content.as_ref().map(|text| text.value.clone());
                Some(StepKind::Result { tool: self.tools[tool.0 as usize].name.clone(), data, content })
            }
            ast::StepKind::Expect(expect) => {
                let message = "there is no decision to expect anything of";
                self.needs_call(step.span, judged, message, "put a `call` or a `result` before it");
                self.expect(expect, rules)
            }
            ast::StepKind::Approve(person, role) => {
                self.needs_call(step.span, judged, "there is no call to approve", "put a `call` before it");
                let role = self.entry(Word::Role, role)?;
                Some(StepKind::Approve(person.value.clone(), role))
            }
            ast::StepKind::Expire => {
                let message = "there is no review whose time could run out";
                self.needs_call(step.span, judged, message, "put a `call` that is reviewed before it");
                Some(StepKind::Expire)
            }
            ast::StepKind::After(duration) => self.duration(duration).map(StepKind::After),
            ast::StepKind::At(date) => self.instant(date).map(StepKind::At),
            ast::StepKind::Error => None,
        }
    }

    /// Refuses a step that is about a decision before there is one.
    fn needs_call(&mut self, step: Span, judged: bool, message: &str, help: &str) {
        if !judged {
            self.report(Diagnostic::new(Code::MisplacedStep, step, message).help(help));
        }
    }

    fn expect(&mut self, expect: &Expect, rules: &[Rule]) -> Option<StepKind> {
        match expect {
            Expect::Verdict(verdict, _, None) => Some(StepKind::Expect(*verdict, None)),
            Expect::Verdict(verdict, _, Some(path)) => {
                let rule = self.rule_named(path, rules)?;
                if let Some(asked) = rules.iter().find(|known| known.name == rule)
                    && asked.verdict != *verdict
                    && !(asked.verdict == Verdict::Review && matches!(verdict, Verdict::Deny | Verdict::Halt))
                {
                    self.report(
                        Diagnostic::new(
                            Code::MismatchedTypes,
                            path.span,
                            format!("`{rule}` never decides `{}`", verdict.text()),
                        )
                        .also(asked.span, format!("it decides `{}`", asked.verdict.text()))
                        .help(format!("write `expect {} by {rule}`", asked.verdict.text())),
                    );
                }
                Some(StepKind::Expect(*verdict, Some(rule)))
            }
            Expect::Risk(name, op, number) => {
                let Some(risk) = self.risk_named(name) else {
                    self.unknown_risk(name);
                    return None;
                };
                if self.is_accumulated(risk) {
                    self.defer("a risk that accumulates", name.span);
                }
                let constant = self.number(number)?;
                let value = self.in_units(constant.millionths, &Scalar::Score, number.span)?;
                Some(StepKind::ExpectRisk(risk, *op, value * SCALE))
            }
        }
    }

    /// A rule by its bare or qualified name, or a reserved one.
    fn rule_named(&mut self, path: &ast::Path, rules: &[Rule]) -> Option<String> {
        let text = path.text();
        if let Some(reserved) = Reserved::parse(&text) {
            return Some(reserved.text().to_owned());
        }
        let behind = |(owner, rest): (ModuleId, &str)| format!("{}.{rest}", self.library.get(owner).name);
        let aliased = self.member().and_then(|member| member.behind_alias(&text).map(behind).next());
        if let Some(rule) = rules.iter().find(|rule| Some(&rule.qualified) == aliased.as_ref()) {
            return Some(rule.name.clone());
        }
        let suffix = format!(".{text}");
        let fits =
            |rule: &&Rule| rule.name == text || rule.qualified == text || rule.qualified.ends_with(&suffix);
        let exact = rules.iter().find(|rule| rule.name == text);
        if let Some(rule) = exact.or_else(|| rules.iter().find(fits)) {
            return Some(rule.name.clone());
        }
        if !self.is_excused_path(path) {
            self.unknown_rule(path, rules);
        }
        None
    }

    fn unknown_rule(&mut self, path: &ast::Path, rules: &[Rule]) {
        let text = path.text();
        let own_name = |rule: &Rule| {
            let module = &self.library.get(self.library.of_file(rule.span.file)?).name;
            Some((rule.span, rule.qualified.strip_prefix(module.as_str())?.strip_prefix('.')?.to_owned()))
        };
        let named: Vec<(Span, String)> = rules.iter().filter_map(own_name).collect();
        let forms = self.forms_behind(named.iter().map(|(span, name)| (*span, name.as_str())));
        let own = rules.iter().map(|rule| rule.name.as_str());
        let reserved = Reserved::ALL.map(Reserved::text);
        let is_near = suggest::resembling(&text, own.clone().chain(reserved)).is_some();
        let diagnostic = match Form::near(&forms, &text).filter(|_| text.contains('.')) {
            Some(near) => error::unknown_for("rule", &text, path.span, &near.written),
            None if is_near => error::unknown("rule", &text, path.span, own.chain(reserved)),
            None => error::unknown("rule", &text, path.span, own),
        };
        self.report(diagnostic);
    }

    fn given(&mut self, field: &Field) -> Option<(String, String)> {
        let key = field.key.text();
        let is_null = matches!(&field.value.kind, ValueKind::Path(path) if path.text() == "null");
        if let [root, name @ ..] = field.key.parts.as_slice()
            && matches!(root.text.as_str(), "signal" | "signals")
            && !name.is_empty()
        {
            let id = self.signal_named(name)?;
            let signal = &self.signals[id.0 as usize];
            let (name, ty) = (signal.name.clone(), signal.ty.clone());
            let json = match ty {
                _ if is_null => Some("null".to_owned()),
                Type::Set(scalar) => self.typed(&field.value, &Type::List(scalar)),
                ty => self.typed(&field.value, &ty),
            };
            return Some((format!("signals.{name}"), json?));
        }
        let word = match key.as_str() {
            "data" => Some(Word::Class),
            "role" => Some(Word::Role),
            "destination" => Some(Word::Destination),
            "resource" => Some(Word::Resource),
            "purpose" => Some(Word::Purpose),
            _ => None,
        };
        if is_null && FIELDS.contains(&key.as_str()) {
            return Some((key, "null".to_owned()));
        }
        if let Some(word) = word {
            return Some((key, self.names_json(word, &field.value)?));
        }
        let ty = match key.as_str() {
            "time" => Scalar::Time,
            "session" | "agent.id" => Scalar::Text,
            "agent.verified" => Scalar::Bool,
            "agent.trust" => Scalar::Score,
            "agent.depth" => Scalar::Int,
            _ => {
                let diagnostic =
                    Diagnostic::new(Code::UnknownField, field.key.span, format!("records have no `{key}`"));
                self.report(match suggest::resembling(&key, FIELDS) {
                    Some(near) => diagnostic.replace_with(near),
                    None => diagnostic.help(format!("`given` sets `{}`", FIELDS.join("`, `"))),
                });
                return None;
            }
        };
        let json = self.typed(&field.value, &Type::One(ty))?;
        Some((key, json))
    }

    /// A value that a test gives, as JSON.
    fn typed(&mut self, value: &Value, ty: &Type) -> Option<String> {
        let unfit = match self.value(value, ty) {
            Ok(json) => return Some(json),
            Err(unfit) => unfit,
        };
        if matches!(unfit, Unfit::OtherType) {
            let wanted = match ty {
                Type::One(Scalar::Enum(words)) | Type::List(Scalar::Enum(words)) => error::one_of(words),
                ty => format!("write it like {}", ty.example()),
            };
            self.report(
                Diagnostic::new(
                    Code::MismatchedTypes,
                    value.span,
                    format!("{} is needed here", ty.described()),
                )
                .help(format!("{wanted}, or `null` for a fact that is not known")),
            );
        }
        None
    }

    /// Names of a vocabulary, checked, as JSON; texts pass as they are, to test what is undeclared.
    fn names_json(&mut self, word: Word, value: &Value) -> Option<String> {
        let name = |checker: &mut Self, value: &Value| match &value.kind {
            ValueKind::Path(path) => {
                let id = checker.entry(word, path)?;
                serde_json::to_string(&checker.lists.of(word).entry(id).path).ok()
            }
            ValueKind::Text(text) => serde_json::to_string(text).ok(),
            _ => {
                let what = error::article(word.text());
                checker.report(
                    Diagnostic::new(
                        Code::NotAValue,
                        value.span,
                        format!("the name of {what} is needed here"),
                    )
                    .help("write a name, several in `[ ]`, or a text in quotes for one that is not declared"),
                );
                None
            }
        };
        match &value.kind {
            ValueKind::List(items) if word != Word::Purpose => {
                let items: Vec<Option<String>> = items.iter().map(|item| name(self, item)).collect();
                let items: Option<Vec<String>> = items.into_iter().collect();
                Some(format!("[{}]", items?.join(",")))
            }
            _ => {
                let one = name(self, value)?;
                Some(if word == Word::Purpose { one } else { format!("[{one}]") })
            }
        }
    }

    fn call(&mut self, tool: &ast::Path, fields: &[Field]) -> Option<StepKind> {
        let id = self.tool_named(tool)?;
        let mut members = Vec::with_capacity(fields.len());
        for field in fields {
            let key = field.key.text();
            let Some(json) = self.call_value(id, &key, field) else { continue };
            members.push(format!("{}:{json}", serde_json::to_string(&key).ok()?));
        }
        Some(StepKind::Call(self.tools[id.0 as usize].name.clone(), format!("{{{}}}", members.join(","))))
    }

    /// The value of an argument of a tested call. A value of another type is sent as it is: a test
    /// may well be about a malformed call.
    fn call_value(&mut self, tool: ToolId, key: &str, field: &Field) -> Option<String> {
        let tool = &self.tools[tool.0 as usize];
        let Some(arg) = tool.args.iter().find(|arg| arg.name == key) else {
            if !tool.rest && suggest::nearest(key, tool.args.iter().map(|arg| arg.name.as_str())).is_some() {
                let diagnostic = error::unknown_argument(tool, key, field.key.span);
                self.report(diagnostic);
            }
            return as_written(&field.value);
        };
        let (ty, span) = (arg.ty.clone(), arg.span);
        if let ValueKind::Number { number, .. } = &field.value.kind
            && !number.unit.is_empty()
            && let Type::One(Scalar::Money(currency)) = &ty
            && *currency != number.unit
        {
            let message = format!("`{key}` is in {currency}, and this is {}", number.unit);
            self.report(
                Diagnostic::new(Code::MismatchedTypes, field.value.span, message)
                    .also(span, "declared here")
                    .help(format!("write an amount in {currency}, or without a currency")),
            );
        }
        as_written(&field.value)
    }
}

/// A value as JSON, whatever its type. Units of money fall away, other units stay as text.
fn as_written(value: &Value) -> Option<String> {
    match &value.kind {
        ValueKind::Number { negative, number } => {
            let money = Scalar::parse(&number.unit).is_some_and(|scalar| matches!(scalar, Scalar::Money(_)));
            let digits = signed(*negative, &number.digits);
            if number.unit.is_empty() || money {
                decimal(&number.digits, 6).map(|_| digits)
            } else {
                Some(quoted(&format!("{digits}{}", number.unit)))
            }
        }
        ValueKind::Text(value) | ValueKind::TimeOfDay(value) => Some(quoted(value)),
        ValueKind::Date(date) => Some(quoted(&date.text)),
        ValueKind::Bool(value) => Some(value.to_string()),
        ValueKind::Path(path) if path.text() == "null" => Some("null".to_owned()),
        ValueKind::Path(path) => Some(quoted(&path.text())),
        ValueKind::List(items) => {
            let items: Option<Vec<String>> = items.iter().map(as_written).collect();
            items.map(|items| format!("[{}]", items.join(",")))
        }
        ValueKind::Object(fields) => {
            let fields: Option<Vec<String>> = fields
                .iter()
                .map(|field| Some(format!("{}:{}", quoted(&field.key.text()), as_written(&field.value)?)))
                .collect();
            fields.map(|fields| format!("{{{}}}", fields.join(",")))
        }
    }
}
