//! Tests of membership: `has`, `within`, `is`, and `in` over names.

use super::Checker;
use super::condition::Guard;
use super::operand::{NO_TOOL, Operand};
use super::operator::{self, Operator};
use crate::diag::{Code, Diagnostic, suggest};
use crate::semantics::error;
use crate::semantics::thir::{Cond, Entry, Quantifier, Subject, Test, ToolId};
use crate::source::Span;
use crate::syntax::ast::{CompareOp, Expr, ExprKind, InRight, Path, SetExpr, Text, Word};
use crate::types::{Scalar, Type};

impl Checker<'_> {
    /// `x has [A, B] except C`, `x within [A, B] except C`
    pub(super) fn set_test(
        &mut self,
        subject: &Expr,
        set: &SetExpr,
        quantifier: Quantifier,
        negated: bool,
        span: Span,
        guard: &Guard,
    ) -> Cond {
        let Some((operand, text)) = self.operand_of(subject, guard) else { return Cond::Const(false) };
        let has = quantifier == Quantifier::Has;
        let operator = Operator::new(if has { operator::HAS } else { operator::WITHIN }, negated);
        match operand {
            Operand::Set(_) | Operand::Value(_, Type::Set(_)) if set.of.is_empty() => {
                self.report(
                    Diagnostic::new(Code::EmptyRange, set.span, "the list holds nothing")
                        .help("name at least one"),
                );
                Cond::Const(false)
            }
            Operand::Set(word) => {
                let asked = set.of.len() + set.except.len();
                let (of, except) = (self.entries(word, &set.of), self.entries(word, &set.except));
                if of.len() + except.len() < asked {
                    return Cond::Const(false);
                }
                Cond::Test(Test::Set { word, quantifier, of, except }, span)
            }
            Operand::Value(subject, Type::Set(Scalar::Enum(words))) => {
                if let Some(except) = set.except.first() {
                    self.report(
                        Diagnostic::new(Code::WrongOperator, except.span, "an enumeration has no `except`")
                            .help("list the words that are meant"),
                    );
                }
                let of = self.words_of(&set.of, &words);
                Cond::Test(Test::EnumSet { subject, quantifier, of }, span)
            }
            Operand::NotYet(what) => {
                let word = if text.ends_with("data") { Word::Class } else { Word::Origin };
                self.entries(word, &set.of);
                self.entries(word, &set.except);
                self.defer(&what, span);
                Cond::Test(Test::NotYet, span)
            }
            other => {
                let names = listed(set.of.iter().map(Path::text));
                let first = set.of.first().map_or("…".to_owned(), Path::text);
                let help = match &other {
                    Operand::Tool | Operand::Entry(_) if set.of.len() == 1 => {
                        format!("write `{text} {} {names}`", operator.offer(operator::IS))
                    }
                    Operand::Tool | Operand::Entry(_) => {
                        format!("write `{text} {} {names}`", operator.offer(operator::IN))
                    }
                    Operand::Weekday => clock_help(operator, &names),
                    Operand::Value(_, Type::List(scalar)) if scalar.is_text() => {
                        operator.of_texts(&text, &first)
                    }
                    Operand::Value(_, Type::List(_)) => {
                        "only lists of texts are tested: map the argument to `destination` or `resource`"
                            .to_owned()
                    }
                    Operand::Value(_, Type::One(Scalar::Bool)) => format!("write `{text}` or `not {text}`"),
                    Operand::Value(_, Type::One(scalar)) if scalar.is_number() => {
                        operator.of_number(&text, scalar.example().trim_matches('`'))
                    }
                    Operand::Value(_, Type::One(scalar)) if scalar.is_text() => {
                        operator.of_text(&text, &first)
                    }
                    Operand::Value(..) => {
                        format!("write `{text} {} {names}`", operator.offer(operator::IS))
                    }
                    Operand::Let(_) => operator.of_condition(&text),
                    _ => "only sets have members".to_owned(),
                };
                self.report(error::wrong_operator(span, &text, &other.describe(), operator.text(), help));
                Cond::Const(false)
            }
        }
    }

    /// `x is Y`
    pub(super) fn is(
        &mut self,
        subject: &Expr,
        right: &Expr,
        zone: Option<&Text>,
        negated: bool,
        span: Span,
        guard: &Guard,
    ) -> Cond {
        if let Some(cond) = self.weekday_is(subject, right, zone, span) {
            return cond;
        }
        let Some((operand, text)) = self.operand_of(subject, guard) else { return Cond::Const(false) };
        self.without_zone(zone);
        let operator = Operator::new(operator::IS, negated);
        self.is_one_of(operand, &text, operator, std::slice::from_ref(right), span)
    }

    /// `x in …`
    pub(super) fn in_test(
        &mut self,
        subject: &Expr,
        right: &InRight,
        zone: Option<&Text>,
        negated: bool,
        span: Span,
        guard: &Guard,
    ) -> Cond {
        if let Some(cond) = self.clock_in(subject, right, zone, span) {
            return cond;
        }
        // What belongs to a subject that is none has no meaning.
        if let ExprKind::Path(path) = &subject.kind
            && self.operand(path, guard).is_none()
        {
            return Cond::Const(false);
        }
        self.without_zone(zone);
        let operator = Operator::new(operator::IN, negated);
        match right {
            InRight::List(items) => {
                if items.is_empty() {
                    self.report(Diagnostic::new(Code::EmptyRange, span, "the list holds nothing"));
                    return Cond::Const(false);
                }
                let Some((operand, text)) = self.operand_of(subject, guard) else {
                    return Cond::Const(false);
                };
                if let Operand::Value(_, Type::One(scalar)) = &operand
                    && scalar.is_number()
                {
                    let each =
                        items.iter().map(|item| self.compare(subject, CompareOp::Equal, item, span, guard));
                    return Cond::Or(each.collect());
                }
                self.is_one_of(operand, &text, operator, items, span)
            }
            InRight::Range { low, high, inclusive } => {
                self.number_in(subject, low, high, *inclusive, span, guard)
            }
            InRight::One(one) => self.in_block(subject, one, operator, span, guard),
        }
    }

    /// Refuses a zone behind what has no clock.
    fn without_zone(&mut self, zone: Option<&Text>) {
        if let Some(zone) = zone {
            self.report(
                Diagnostic::new(Code::WrongOperator, zone.span, "a zone goes with `time` and `weekday`")
                    .help("remove it"),
            );
        }
    }

    /// The value is one of some names, words or texts.
    pub(super) fn is_one_of(
        &mut self,
        operand: Operand,
        text: &str,
        operator: Operator,
        items: &[Expr],
        span: Span,
    ) -> Cond {
        match operand {
            Operand::Tool => {
                let tools = items.iter().map(|item| self.tool_item(item).unwrap_or(NO_TOOL));
                Cond::Test(Test::Tool(tools.collect()), span)
            }
            Operand::Entry(word) => {
                let entries: Vec<_> = items.iter().map(|item| self.entry_item(word, item)).collect();
                match entries.into_iter().collect() {
                    Some(of) => Cond::Test(Test::Entry { word, of }, span),
                    None => Cond::Const(false),
                }
            }
            Operand::Value(subject, Type::One(Scalar::Enum(words))) => {
                let of: Option<Vec<u32>> = items.iter().map(|item| self.word_item(item, &words)).collect();
                match of {
                    Some(of) => Cond::Test(Test::Enum { subject, of }, span),
                    None => Cond::Const(false),
                }
            }
            Operand::Value(subject, Type::One(Scalar::Bool)) => match items {
                [Expr { kind: ExprKind::Bool(wanted), .. }] => {
                    let test = Cond::Test(Test::Bool(subject), span);
                    if *wanted { test } else { Cond::Not(Box::new(test)) }
                }
                _ => self.refuse(span, text, "a bool", operator, &format!("write `{text}` or `not {text}`")),
            },
            Operand::Value(subject, Type::One(scalar) | Type::List(scalar)) if scalar.is_text() => {
                self.text_is(subject, &scalar, items, span)
            }
            Operand::Set(word) => {
                let help = self.help_of_set(word, text, operator, items);
                self.refuse(span, text, &operand.describe(), operator, &help)
            }
            Operand::Weekday => self.refuse(
                span,
                text,
                "a day of the week",
                operator,
                &clock_help(operator, &listed(items.iter().map(name_of))),
            ),
            Operand::Let(_) => self.refuse(span, text, "a condition", operator, &operator.of_condition(text)),
            Operand::NotYet(what) => {
                self.defer(&what, span);
                Cond::Test(Test::NotYet, span)
            }
            other => {
                let help = match &other {
                    Operand::Value(_, Type::One(scalar)) if scalar.is_number() => {
                        let example = scalar.example();
                        let number = items.first().and_then(written_number);
                        operator.of_number(text, number.as_deref().unwrap_or(example.trim_matches('`')))
                    }
                    Operand::Value(_, Type::List(_)) => "only lists of texts are tested".to_owned(),
                    _ => "write a comparison such as `==` or `>=`".to_owned(),
                };
                self.refuse(span, text, &other.describe(), operator, &help)
            }
        }
    }

    /// What to write where a set is tested like a value.
    fn help_of_set(&self, word: Word, text: &str, operator: Operator, items: &[Expr]) -> String {
        let names = listed(items.iter().map(name_of));
        if word == Word::Class && matches!(names.as_str(), "empty" | "nothing" | "none") {
            return operator.of_nothing(text);
        }
        let pattern = items.iter().find_map(|item| match &item.kind {
            ExprKind::Text(text) => Some(text.value.as_str()),
            _ => None,
        });
        match pattern.filter(|_| matches!(word, Word::Destination | Word::Resource)) {
            Some(pattern) => {
                let matches = |entry: &Entry| entry.patterns.iter().any(|known| known == pattern);
                let entry = self.lists.of(word).iter().find(|(_, entry)| matches(entry));
                operator.of_entity(text, pattern, entry.map(|(_, entry)| entry.path.as_str()))
            }
            None => operator.of_set(text, &names),
        }
    }

    fn refuse(&mut self, span: Span, text: &str, is_a: &str, operator: Operator, help: &str) -> Cond {
        self.report(error::wrong_operator(span, text, is_a, operator.text(), help));
        Cond::Const(false)
    }

    /// A path where a name must stand.
    fn name_item<'e>(&mut self, item: &'e Expr, what: &str) -> Option<&'e Path> {
        match &item.kind {
            ExprKind::Path(path) => Some(path),
            ExprKind::Group(inner) => self.name_item(inner, what),
            ExprKind::Error => None,
            ExprKind::Text(text) => {
                let message = format!("{} is named without quotes", error::article(what));
                self.report(
                    Diagnostic::new(Code::NotAValue, item.span, message)
                        .help(format!("write `{}`", text.value))
                        .replace_with(crate::syntax::written(&text.value)),
                );
                None
            }
            _ => {
                let message = format!("the name of {} is needed here", error::article(what));
                self.report(
                    Diagnostic::new(Code::NotAValue, item.span, message)
                        .help("write a name that is declared"),
                );
                None
            }
        }
    }

    fn tool_item(&mut self, item: &Expr) -> Option<ToolId> {
        let path = self.name_item(item, "tool")?;
        self.tool_named(path)
    }

    fn entry_item(&mut self, word: Word, item: &Expr) -> Option<crate::semantics::thir::EntryId> {
        let path = self.name_item(item, word.text())?;
        self.entry(word, path)
    }

    /// A word of an enumeration, as a name or in quotes.
    fn word_item(&mut self, item: &Expr, words: &[String]) -> Option<u32> {
        match &item.kind {
            ExprKind::Path(path) => self.word(&path.text(), path.span, words),
            ExprKind::Text(text) => self.word(&text.value, text.span, words),
            ExprKind::Group(inner) => self.word_item(inner, words),
            ExprKind::Error => None,
            _ => {
                self.report(
                    Diagnostic::new(Code::NotAValue, item.span, "a word of the enumeration is needed here")
                        .help(error::one_of(words)),
                );
                None
            }
        }
    }

    fn words_of(&mut self, paths: &[Path], words: &[String]) -> Vec<u32> {
        paths.iter().filter_map(|path| self.word(&path.text(), path.span, words)).collect()
    }

    /// The place of a word in an enumeration; `None` after reporting that it has none.
    pub(super) fn word(&mut self, text: &str, span: Span, words: &[String]) -> Option<u32> {
        if let Some(index) = words.iter().position(|word| word == text) {
            return u32::try_from(index).ok();
        }
        let diagnostic = Diagnostic::new(Code::UnknownWord, span, format!("the enumeration has no `{text}`"));
        self.report(match suggest::resembling(text, words.iter().map(String::as_str)) {
            Some(near) => error::meant(diagnostic, near),
            None => diagnostic.help(error::one_of(words)),
        });
        None
    }

    /// `==` and `!=` over what is not a number, as people write it from habit.
    pub(super) fn compare_words(
        &mut self,
        left: &Expr,
        op: CompareOp,
        right: &Expr,
        span: Span,
        guard: &Guard,
    ) -> Option<Cond> {
        let ExprKind::Path(path) = &left.kind else { return None };
        let words = matches!(right.kind, ExprKind::Text(_) | ExprKind::Bool(_))
            || matches!(
                path.text().as_str(),
                "tool" | "kind" | "purpose" | "role" | "data" | "destination" | "resource"
            );
        if !words {
            return None;
        }
        let operand = self.operand(path, guard);
        let Some(operand) = operand else { return Some(Cond::Const(false)) };
        let text = path.text();
        let mut numeric = false;
        if let Operand::Value(_, Type::One(scalar)) = &operand {
            numeric = scalar.is_number();
        }
        if numeric || matches!(operand, Operand::Risk | Operand::Let(_)) {
            return None;
        }
        let operator = Operator::new(operator::EQUALS, op != CompareOp::Equal);
        if matches!(operand, Operand::Tool | Operand::Entry(_)) {
            let help = format!("write `{text} {} {}`", operator.offer(operator::IS), name_of(right));
            return Some(self.refuse(span, &text, &operand.describe(), operator, &help));
        }
        let cond = self.is_one_of(operand, &text, operator, std::slice::from_ref(right), span);
        Some(if op == CompareOp::Equal { cond } else { Cond::Not(Box::new(cond)) })
    }
}

/// The words of some names in a test: `pay`, or `[pay, send]`.
fn listed(names: impl ExactSizeIterator<Item = String>) -> String {
    let several = names.len() > 1;
    let more = names.len() > 3;
    let mut shown: Vec<String> = names.take(3).collect();
    shown.extend(more.then(|| "…".to_owned()));
    if several { format!("[{}]", shown.join(", ")) } else { shown.concat() }
}

/// A number as written.
fn written_number(item: &Expr) -> Option<String> {
    match &item.kind {
        ExprKind::Number(number) => Some(format!("{}{}", number.digits, number.unit)),
        _ => None,
    }
}

/// A name as written; `NAME` where something else stands.
fn name_of(item: &Expr) -> String {
    match &item.kind {
        ExprKind::Path(path) => path.text(),
        ExprKind::Text(text) => text.value.clone(),
        ExprKind::Group(inner) => name_of(inner),
        _ => "NAME".to_owned(),
    }
}

fn clock_help(asked: Operator, days: &str) -> String {
    let operator = asked.offer(if days.starts_with('[') { operator::IN } else { operator::IS });
    format!("write `weekday {operator} {days} zone \"Europe/Berlin\"`")
}

impl Subject {
    /// Whether several texts may stand behind it.
    pub(super) fn is_payload(&self) -> bool {
        matches!(self, Subject::Payload)
    }
}
