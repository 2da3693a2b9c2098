//! Declarations, clauses, entries, steps.

use super::doc::{Doc, Gap};
use super::{INDENT, Printer, is_plain_name, name, path, placed_name, placed_word, quoted};
use crate::source::Span;
use crate::syntax::ast::{
    Approval, Arg, Clause, ClauseKind, Decl, Detector, DetectorClause, DetectorClauseKind, Entry, Expect,
    Header, Item, Mask, Matching, Name, Prove, Returned, Risk, RiskBody, Rule, Step, StepKind, Term, Test,
    Text, Tool, Type, TypeKind, Use, Yields,
};

/// A line end that the author made, or one that is made where it gets too long.
fn line(broken: bool) -> Doc {
    if broken { Doc::Hard } else { Doc::Line(1) }
}

impl Printer<'_> {
    pub(super) fn item(&self, item: &Item) -> Doc {
        let mut docs = docs(&item.docs);
        let gap = if item.docs.is_empty() { Gap::Yes } else { Gap::No };
        docs.push(Doc::Start(item.span.start, gap));
        docs.push(self.decl(&item.decl, item.span));
        docs.push(Doc::End(item.span.end));
        Doc::Seq(docs)
    }

    fn decl(&self, decl: &Decl, span: Span) -> Doc {
        match decl {
            Decl::Policy(header) => self.header("policy ", header),
            Decl::Module(header) => self.header("module ", header),
            Decl::Use(it) => import(it),
            Decl::Extends(extends) => Doc::Seq(vec![Doc::text("extends "), path(&extends.base)]),
            Decl::Vocabulary(vocabulary) => {
                let word = Doc::text(format!("{} ", vocabulary.word.text()));
                Doc::Seq(vec![word, self.entry(&vocabulary.entry)])
            }
            Decl::Signal(signal) => Doc::Seq(vec![
                Doc::text("signal "),
                placed_name(&signal.name),
                Doc::text(": "),
                self.ty(&signal.ty),
            ]),
            Decl::Tool(tool) => self.tool(tool, span),
            Decl::Let(it) => {
                let head = [Doc::text("let "), placed_name(&it.name), Doc::text(" = ")];
                Doc::Seq(head.into_iter().chain([Doc::Nest(INDENT, vec![self.expr(&it.body)])]).collect())
            }
            Decl::Rule(rule) => self.rule(rule, span),
            Decl::Risk(risk) => self.risk(risk, span),
            Decl::Detector(detector) => self.detector(detector, span),
            Decl::Test(test) => self.test(test, span),
            Decl::Prove(prove) => self.prove(prove),
            Decl::Error => Doc::text(""),
        }
    }

    fn header(&self, word: &str, header: &Header) -> Doc {
        let mut docs = vec![Doc::text(word), path(&header.name)];
        if let Some(version) = &header.version {
            docs.extend([Doc::text(" "), self.text(version)]);
        }
        Doc::Seq(docs)
    }

    // Vocabularies.

    fn entry(&self, entry: &Entry) -> Doc {
        let mut docs = vec![Doc::placed(entry.name.span, entry_name(&entry.name))];
        for (flag, word) in [(entry.open, " open"), (entry.detected, " detected")] {
            if let Some(span) = flag {
                docs.extend([Doc::Start(span.start, Gap::No), Doc::text(word)]);
            }
        }
        if !entry.parents.is_empty() {
            docs.extend([Doc::text(" is "), self.paths(&entry.parents)]);
        }
        match &entry.matching {
            Some(Matching::Patterns(texts)) => docs.extend([Doc::text(" matches "), self.texts(texts)]),
            Some(Matching::Otherwise(span)) => {
                docs.extend([Doc::Start(span.start, Gap::No), Doc::text(" otherwise")]);
            }
            None => {}
        }
        // Empty braces say nothing, unless a comment in them does.
        if !entry.kinds.is_empty() || self.ends_in_comment(entry.span) {
            docs.push(Doc::text(" "));
            let kinds =
                entry.kinds.iter().map(|kind| (entry_place(kind), self.documented_entry(kind))).collect();
            docs.push(self.block(kinds, entry.span.end.saturating_sub(1), ""));
        }
        docs.push(Doc::End(entry.span.end));
        Doc::Seq(docs)
    }

    fn documented_entry(&self, entry: &Entry) -> Doc {
        let mut docs = docs(&entry.docs);
        docs.extend([Doc::Start(entry.span.start, Gap::No), self.entry(entry)]);
        Doc::Seq(docs)
    }

    // Tools and types.

    fn tool(&self, tool: &Tool, span: Span) -> Doc {
        let mut head = vec![Doc::text("tool "), placed_name(&tool.name), Doc::text(" is "), path(&tool.kind)];
        if let Some(yields) = &tool.yields {
            head.extend([Doc::text(" yields "), self.yields(yields)]);
        }
        if !tool.from.is_empty() {
            head.extend([Doc::text(" from "), self.paths(&tool.from)]);
        }
        if let Some(undo) = &tool.undo {
            head.extend([Doc::text(" undo "), path(undo)]);
        }
        if !tool.to.is_empty() {
            head.extend([Doc::text(" to "), self.paths(&tool.to)]);
        }
        head.push(Doc::text(" "));
        let mut entries: Vec<(Span, Doc)> =
            tool.args.iter().map(|arg| (arg_place(arg), self.arg(arg))).collect();
        entries.extend(
            tool.rest.as_ref().map(|rest| (rest.span, Doc::text(format!("rest -> {}", rest.facet.text)))),
        );
        entries.extend(tool.returns_span.map(|at| self.returns(at, &tool.returns)));
        entries.sort_by_key(|(span, _)| span.start);
        head.push(self.block(entries, span.end.saturating_sub(1), ""));
        Doc::Group(head)
    }

    fn yields(&self, yields: &Yields) -> Doc {
        match yields {
            Yields::Classes(classes) => self.paths(classes),
            Yields::Nothing(span) => Doc::placed(*span, "nothing".to_owned()),
        }
    }

    fn arg(&self, arg: &Arg) -> Doc {
        let mut docs = docs(&arg.docs);
        docs.extend([
            placed_word(&arg.name),
            Doc::text(if arg.optional { "?: " } else { ": " }),
            self.ty(&arg.ty),
        ]);
        if let Some(default) = &arg.default {
            docs.extend([Doc::text(" = "), self.value(default)]);
        }
        if let Some(facet) = &arg.facet {
            docs.extend([Doc::text(" -> "), Doc::placed(facet.span, facet.text.clone())]);
        }
        Doc::Seq(docs)
    }

    fn returns(&self, at: Span, fields: &[Returned]) -> (Span, Doc) {
        let last = fields.last().map_or(at.end, |field| field.from.span.end);
        let end = self.bracket(b'}', last);
        let entries = fields.iter().map(|it| {
            let doc = Doc::Seq(vec![placed_word(&it.field), Doc::text(" from "), path(&it.from)]);
            (it.field.span.to(it.from.span), doc)
        });
        let doc = Doc::Seq(vec![Doc::text("returns "), self.block(entries.collect(), end, ",")]);
        (Span { end: end.saturating_add(1), ..at }, doc)
    }

    fn ty(&self, ty: &Type) -> Doc {
        let docs = match &ty.kind {
            TypeKind::Named(text) => vec![Doc::text(text.clone())],
            TypeKind::List(of) => vec![Doc::text("list of "), self.ty(of)],
            TypeKind::Set(of) => vec![Doc::text("set of "), self.ty(of)],
            TypeKind::Enum(names) => {
                let entries =
                    names.iter().map(|it| (it.span, Doc::placed(it.span, enum_entry(&it.text)))).collect();
                vec![Doc::text("enum "), self.filled(entries)]
            }
            TypeKind::Error => vec![Doc::text("…")],
        };
        Doc::Seq(std::iter::once(Doc::Start(ty.span.start, Gap::No)).chain(docs).collect())
    }

    // Rules.

    fn rule(&self, rule: &Rule, span: Span) -> Doc {
        let broken = self.broken(span.start, span.end);
        let mut head = vec![Doc::text(format!("{} ", rule.verdict.text())), placed_name(&rule.name)];
        let mut clauses = rule.clauses.as_slice();
        if let [Clause { kind: ClauseKind::OnResult, span }, rest @ ..] = clauses {
            head.extend([Doc::Start(span.start, Gap::No), Doc::text(" on result"), Doc::End(span.end)]);
            clauses = rest;
        }
        let mut lines = Vec::new();
        for clause in clauses {
            lines.extend([line(broken), Doc::Start(clause.span.start, Gap::No), self.clause(clause)]);
        }
        head.push(Doc::Nest(INDENT, lines));
        Doc::Group(head)
    }

    fn clause(&self, clause: &Clause) -> Doc {
        let after = |word: &str, doc: Doc| Doc::Seq(vec![Doc::text(format!("{word} ")), doc]);
        let doc = match &clause.kind {
            ClauseKind::OnResult => Doc::text("on result"),
            ClauseKind::When(condition) => self.condition("when", condition),
            ClauseKind::Unless(condition) => self.condition("unless", condition),
            ClauseKind::Because(text) => after("because", self.text(text)),
            ClauseKind::Alert(channels) => after("alert", self.paths(channels)),
            ClauseKind::Cites(texts) => after("cites", self.texts(texts)),
            ClauseKind::Mask(classes) => after("mask", self.paths(classes)),
            ClauseKind::By(approval) => self.approval(approval),
            ClauseKind::Until(date) => after("until", Doc::placed(date.span, date.text.clone())),
            ClauseKind::Rollback(what) => after("rollback", placed_word(what)),
            ClauseKind::Shadow => Doc::text("shadow"),
            ClauseKind::Error => Doc::text(""),
        };
        Doc::Seq(vec![doc, Doc::End(clause.span.end)])
    }

    fn approval(&self, approval: &Approval) -> Doc {
        let mut docs = vec![Doc::text("by "), self.number(&approval.count), Doc::text(" of ")];
        docs.extend([path(&approval.role), Doc::text(" within "), self.number(&approval.within)]);
        if let Some((verdict, span)) = approval.otherwise {
            docs.extend([Doc::text(" else "), Doc::placed(span, verdict.text().to_owned())]);
        }
        Doc::Seq(docs)
    }

    fn prove(&self, prove: &Prove) -> Doc {
        let head = vec![Doc::text("prove "), self.text(&prove.name)];
        let goal = format!("at least {} when", prove.at_least.text());
        let broken = self.broken(prove.name.span.end, prove.when.span.start);
        let body = Doc::Nest(INDENT, vec![line(broken), self.condition(&goal, &prove.when)]);
        Doc::Group(head.into_iter().chain([body]).collect())
    }

    // Risks, detectors, tests.

    fn risk(&self, risk: &Risk, span: Span) -> Doc {
        let mut docs = vec![Doc::text("risk "), placed_name(&risk.name), Doc::text(" ")];
        match &risk.body {
            RiskBody::Terms(terms) => {
                let terms = terms.iter().map(|term| (term.span, self.term(term))).collect();
                docs.push(self.block(terms, span.end.saturating_sub(1), ""));
            }
            RiskBody::Accumulates { of, per, halving } => {
                docs.extend([Doc::text("accumulates "), path(of), Doc::text(" per ")]);
                docs.extend([
                    Doc::placed(per.span, per.text.clone()),
                    Doc::text(" halving every "),
                    self.number(halving),
                ]);
            }
        }
        Doc::Group(docs)
    }

    fn term(&self, term: &Term) -> Doc {
        let mut docs =
            vec![Doc::text(if term.subtract { "subtract " } else { "add " }), self.expr(&term.weight)];
        if let Some(when) = &term.when {
            docs.extend([Doc::text(" "), Doc::Align(vec![self.condition("when", when)])]);
        }
        Doc::Seq(docs)
    }

    fn detector(&self, detector: &Detector, span: Span) -> Doc {
        let mut docs = vec![Doc::text("detector "), placed_name(&detector.name), Doc::text(" yields ")];
        docs.extend([self.paths(&detector.yields), Doc::text(" ")]);
        let clauses =
            detector.clauses.iter().map(|clause| (clause.span, self.detector_clause(clause))).collect();
        docs.push(self.block(clauses, span.end.saturating_sub(1), ""));
        Doc::Group(docs)
    }

    fn detector_clause(&self, clause: &DetectorClause) -> Doc {
        Doc::Seq(match &clause.kind {
            DetectorClauseKind::Pattern(regex) => vec![Doc::text("pattern "), self.regex(regex)],
            DetectorClauseKind::Check(check, args) => {
                let mut docs = vec![Doc::text("check "), placed_name(check)];
                for (index, arg) in args.iter().enumerate() {
                    docs.extend([Doc::text(if index == 0 { "(" } else { ", " }), self.expr(arg)]);
                }
                docs.extend((!args.is_empty()).then(|| Doc::text(")")));
                docs
            }
            DetectorClauseKind::Near(texts, distance) => {
                vec![Doc::text("near "), self.texts(texts), Doc::text(" within "), self.number(distance)]
            }
            DetectorClauseKind::Mask(Mask::Keep(side, count)) => {
                vec![Doc::text("mask keep "), placed_word(side), Doc::text(" "), self.number(count)]
            }
            DetectorClauseKind::Mask(Mask::Named(how)) => vec![Doc::text("mask "), placed_name(how)],
            DetectorClauseKind::Error => Vec::new(),
        })
    }

    fn test(&self, test: &Test, span: Span) -> Doc {
        let steps = test.steps.iter().map(|step| (step.span, self.step(step))).collect();
        let block = self.block(steps, span.end.saturating_sub(1), "");
        Doc::Group(vec![Doc::text("test "), self.text(&test.name), Doc::text(" "), block])
    }

    fn step(&self, step: &Step) -> Doc {
        Doc::Seq(match &step.kind {
            StepKind::As(roles, purpose) => {
                let mut docs = vec![Doc::text("as "), self.paths(roles)];
                if let Some(purpose) = purpose {
                    docs.extend([Doc::text(" for "), path(purpose)]);
                }
                docs
            }
            StepKind::Given(fields) => vec![Doc::text("given "), self.fields(fields, step.span)],
            StepKind::Prompt(text) => vec![Doc::text("prompt "), self.text(text)],
            StepKind::Call(tool, fields) => {
                vec![Doc::text("call "), path(tool), Doc::text(" "), self.fields(fields, step.span)]
            }
            StepKind::Result { tool, yields, from, content } => {
                let mut docs = vec![Doc::text("result "), path(tool)];
                if let Some(yields) = yields {
                    docs.extend([Doc::text(" yields "), self.yields(yields)]);
                }
                if !from.is_empty() {
                    docs.extend([Doc::text(" from "), self.paths(from)]);
                }
                if let Some(content) = content {
                    docs.extend([Doc::text(" "), self.text(content)]);
                }
                docs
            }
            StepKind::Expect(Expect::Verdict(verdict, span, rule)) => {
                let mut docs = vec![Doc::text("expect "), Doc::placed(*span, verdict.text().to_owned())];
                if let Some(rule) = rule {
                    docs.extend([Doc::text(" by "), path(rule)]);
                }
                docs
            }
            StepKind::Expect(Expect::Risk(risk, op, than)) => {
                let op = Doc::text(format!(" {} ", op.text()));
                vec![Doc::text("expect risk "), path(risk), op, self.number(than)]
            }
            StepKind::Approve(who, role) => {
                vec![Doc::text("approve by "), self.text(who), Doc::text(" as "), path(role)]
            }
            StepKind::Expire => vec![Doc::text("expire")],
            StepKind::After(time) => vec![Doc::text("after "), self.number(time)],
            StepKind::At(date) => vec![Doc::text("at "), Doc::placed(date.span, date.text.clone())],
            StepKind::Error => Vec::new(),
        })
    }
}

fn import(import: &Use) -> Doc {
    let mut docs = vec![Doc::text("use "), path(&import.module)];
    if let Some(alias) = &import.alias {
        docs.extend([Doc::text(" as "), placed_name(alias)]);
    }
    if let Some(shadow) = import.shadow {
        docs.extend([Doc::text(" "), Doc::placed(shadow, "shadow".to_owned())]);
    }
    Doc::Seq(docs)
}

/// Documentation, each line with its end.
fn docs(docs: &[Text]) -> Vec<Doc> {
    let mut lines = Vec::new();
    for (index, doc) in docs.iter().enumerate() {
        let gap = if index == 0 { Gap::Yes } else { Gap::No };
        let text = if doc.value.is_empty() { "///".to_owned() } else { format!("/// {}", doc.value) };
        lines.extend([Doc::Start(doc.span.start, gap), Doc::Text(text), Doc::End(doc.span.end), Doc::Hard]);
    }
    lines
}

fn entry_place(entry: &Entry) -> Span {
    entry.docs.first().map_or(entry.span, |doc| doc.span.to(entry.span))
}

fn arg_place(arg: &Arg) -> Span {
    arg.docs.first().map_or(arg.span, |doc| doc.span.to(arg.span))
}

/// `open` and `detected` say something about the entry before them, unless in backticks.
fn entry_name(it: &Name) -> String {
    match it.text.as_str() {
        "open" | "detected" => format!("`{}`", it.text),
        text => name(text),
    }
}

fn enum_entry(text: &str) -> String {
    let written = name(text);
    if is_plain_name(text) && written == text { written } else { quoted(text) }
}
