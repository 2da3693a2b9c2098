//! Rules: which clauses a verdict has, must have, and may not have.

use super::Checker;
use super::condition::{fixed_tools, meet};
use crate::diag::{Code, Diagnostic, suggest};
use crate::semantics::error;
use crate::semantics::resolve::ModuleId;
use crate::semantics::thir::{Approval, Cond, Rule};
use crate::source::Span;
use crate::syntax::ast::{self, Clause, ClauseKind, Decl, Verdict, Word};
use agp_abi::tables::{Event, Rollback};
use agp_abi::verdict::Reserved;
use std::collections::BTreeMap;

impl Checker<'_> {
    /// All rules of the unit, by qualified name.
    pub(super) fn rules(&mut self) -> Vec<Rule> {
        let mut rules = Vec::new();
        let mut names: BTreeMap<String, Span> = BTreeMap::new();
        for (module, decl, _) in self.declarations() {
            self.module = module;
            let Decl::Rule(rule) = decl else { continue };
            let qualified = format!("{}.{}", self.library.get(module).name, rule.name.text);
            if Reserved::parse(&rule.name.text).is_some() {
                let message = format!("`{}` is the name of a reserved rule", rule.name.text);
                let reserved = Reserved::ALL.map(Reserved::text).join("`, `");
                self.report(Diagnostic::new(Code::ReservedName, rule.name.span, message).help(format!(
                    "give it another name: decisions that no rule of yours makes go by `{reserved}`"
                )));
            }
            if let Some(first) = names.get(&qualified) {
                let (name, span) = (&rule.name.text, rule.name.span);
                self.report(error::declared_again("rule", name, span, *first, None));
            } else {
                names.insert(qualified.clone(), rule.name.span);
            }
            let checked = self.rule(rule, module, qualified);
            rules.push(checked);
        }
        rules.sort_by(|a, b| a.qualified.cmp(&b.qualified));
        rules
    }

    fn rule(&mut self, rule: &ast::Rule, module: ModuleId, qualified: String) -> Rule {
        let clauses = Clauses::collect(self, rule);
        let outer = self.begin_expansion();
        let mut guard = None;
        let when = clauses.when.map(|when| self.condition(when, &mut guard));
        guard = meet(guard, when.as_ref().and_then(fixed_tools));
        let unless = clauses.unless.map(|unless| self.condition(unless, &mut guard));
        let cond = match (when, unless) {
            (when, Some(unless)) => {
                let not = Cond::Not(Box::new(unless));
                Cond::And(when.into_iter().chain([not]).collect())
            }
            (Some(when), None) => when,
            (None, None) => Cond::Const(true),
        };
        let cond = self.bounded(cond, rule.name.span);
        self.end_expansion(outer);
        self.laws(&cond, rule.verdict, rule.name.span);
        self.demands(rule, &clauses, module);
        let mask = clauses.mask.map(|paths| self.entries(Word::Class, paths)).unwrap_or_default();
        let alert = clauses.alert.iter().flat_map(|paths| self.entries(Word::Channel, paths)).collect();
        let in_shadow = self.member().is_some_and(|member| member.shadow);
        Rule {
            name: self.shown(module, &rule.name.text),
            qualified,
            verdict: rule.verdict,
            on: if clauses.on_result.is_some() { Event::Result } else { Event::Call },
            when: cond,
            because: clauses.because.map(|text| text.value.clone()),
            cites: clauses
                .cites
                .iter()
                .flat_map(|texts| texts.iter().map(|text| text.value.clone()))
                .collect(),
            alert,
            mask,
            approval: clauses.by.and_then(|approval| self.approval(approval)),
            // Who uses a module in `shadow` decides when that ends, not the module.
            until: clauses.until.and_then(|date| self.instant(date)).filter(|_| !in_shadow),
            rollback: clauses.rollback.and_then(|scope| self.rollback(scope)),
            shadow: clauses.shadow.is_some() || in_shadow,
            span: rule.name.span,
        }
    }

    /// What the verdict must have, and may not have.
    fn demands(&mut self, rule: &ast::Rule, clauses: &Clauses<'_>, module: ModuleId) {
        let verdict = rule.verdict;
        let name = &rule.name;
        if verdict == Verdict::Allow && clauses.when.is_none() && !clauses.broken {
            let but = if clauses.unless.is_some() { " but what `unless` names" } else { "" };
            self.report(
                Diagnostic::new(
                    Code::AllowNeedsWhen,
                    name.span,
                    format!("`allow {}` allows everything{but}", name.text),
                )
                .help("say `when …`: an `allow` names what it grants"),
            );
        }
        let module = self.library.get(module);
        if verdict == Verdict::Allow && !module.is_policy {
            self.report(
                Diagnostic::new(
                    Code::AllowInModule,
                    rule.verdict_span,
                    format!("the module `{}` cannot allow", module.name),
                )
                .also(module.name_span, "this is a module")
                .help("only a `policy` grants: using a module can only make it stricter"),
            );
        }
        for (missing, what, example) in [
            (
                verdict == Verdict::Review && clauses.by.is_none(),
                "who approves",
                "by 1 of ROLE within 1h else deny",
            ),
            (verdict == Verdict::Redact && clauses.mask.is_none(), "what it masks", "mask CLASS"),
        ] {
            if missing && !clauses.broken {
                let message = format!("`{} {}` does not say {what}", verdict.text(), name.text);
                self.report(
                    Diagnostic::new(Code::MissingClause, name.span, message).help(format!("add `{example}`")),
                );
            }
        }
        for (clause, problem, help) in clauses.misplaced(verdict) {
            let message = format!("{problem} has no place in `{}`", verdict.text());
            self.report(Diagnostic::new(Code::WrongClause, clause, message).help(help));
        }
    }

    fn approval(&mut self, approval: &ast::Approval) -> Option<Approval> {
        let count = approval.count.digits.parse::<u32>().ok().filter(|count| (1..=100).contains(count));
        if count.is_none() || !approval.count.unit.is_empty() {
            self.report(
                Diagnostic::new(
                    Code::BadConstant,
                    approval.count.span,
                    format!("`{}{}` people cannot approve", approval.count.digits, approval.count.unit),
                )
                .help("write a whole number from 1 to 100, such as `by 2 of ROLE`"),
            );
        }
        let role = self.entry(Word::Role, &approval.role);
        let within = self.duration(&approval.within);
        let otherwise = match approval.otherwise {
            None | Some((Verdict::Deny, _)) => Verdict::Deny,
            Some((Verdict::Halt, _)) => Verdict::Halt,
            Some((other, span)) => {
                self.report(
                    Diagnostic::new(
                        Code::WrongClause,
                        span,
                        format!("a review that nobody answers does not {}", other.text()),
                    )
                    .help("write `else deny` or `else halt`"),
                );
                Verdict::Deny
            }
        };
        Some(Approval { count: count?, role: role?, within: within?, otherwise })
    }

    fn rollback(&mut self, scope: &ast::Name) -> Option<Rollback> {
        match scope.text.as_str() {
            "session" => Some(Rollback::Session),
            "action" => Some(Rollback::Action),
            other => {
                let diagnostic = Diagnostic::new(
                    Code::UnknownName,
                    scope.span,
                    format!("a rollback does not take back `{other}`"),
                );
                self.report(match suggest::nearest(other, ["session", "action"]) {
                    Some(near) => diagnostic.replace_with(near),
                    None => diagnostic.help("write `rollback session`, or on a result `rollback action`"),
                });
                None
            }
        }
    }
}

/// The clauses of a rule, each at most once.
#[derive(Default)]
struct Clauses<'a> {
    on_result: Option<Span>,
    when: Option<&'a ast::Expr>,
    unless: Option<&'a ast::Expr>,
    because: Option<&'a ast::Text>,
    alert: Vec<&'a Vec<ast::Path>>,
    cites: Vec<&'a Vec<ast::Text>>,
    mask: Option<&'a Vec<ast::Path>>,
    mask_span: Option<Span>,
    by: Option<&'a ast::Approval>,
    by_span: Option<Span>,
    until: Option<&'a ast::Date>,
    until_span: Option<Span>,
    rollback: Option<&'a ast::Name>,
    rollback_span: Option<Span>,
    shadow: Option<Span>,
    broken: bool,
}

impl<'a> Clauses<'a> {
    fn collect(checker: &mut Checker<'_>, rule: &'a ast::Rule) -> Self {
        let mut all = Clauses::default();
        let mut seen: Vec<(&'static str, Span)> = Vec::new();
        for clause in &rule.clauses {
            let keyword = keyword(clause);
            let first = seen.iter().find(|(earlier, _)| *earlier == keyword).map(|(_, span)| *span);
            if let Some(first) = first.filter(|_| !matches!(keyword, "" | "alert" | "cites")) {
                checker.report(
                    Diagnostic::new(
                        Code::RepeatedClause,
                        clause.span,
                        format!("`{}` has a second `{keyword}`", rule.name.text),
                    )
                    .also(first, "the first one")
                    .help(match keyword {
                        "when" => "join the conditions with `and`, or write two rules",
                        "unless" => "join the conditions with `or`",
                        _ => "keep one of them",
                    }),
                );
                continue;
            }
            seen.push((keyword, clause.span));
            all.add(clause);
        }
        all
    }

    fn add(&mut self, clause: &'a Clause) {
        match &clause.kind {
            ClauseKind::OnResult => self.on_result = Some(clause.span),
            ClauseKind::When(when) => self.when = Some(when),
            ClauseKind::Unless(unless) => self.unless = Some(unless),
            ClauseKind::Because(text) => self.because = Some(text),
            ClauseKind::Alert(paths) => self.alert.push(paths),
            ClauseKind::Cites(texts) => self.cites.push(texts),
            ClauseKind::Mask(paths) => (self.mask, self.mask_span) = (Some(paths), Some(clause.span)),
            ClauseKind::By(by) => (self.by, self.by_span) = (Some(by), Some(clause.span)),
            ClauseKind::Until(date) => (self.until, self.until_span) = (Some(date), Some(clause.span)),
            ClauseKind::Rollback(scope) => {
                (self.rollback, self.rollback_span) = (Some(scope), Some(clause.span));
            }
            ClauseKind::Shadow => self.shadow = Some(clause.span),
            ClauseKind::Error => self.broken = true,
        }
    }

    /// Clauses that the verdict does not have: where, what, and what to do.
    fn misplaced(&self, verdict: Verdict) -> Vec<(Span, &'static str, &'static str)> {
        let mut found = Vec::new();
        let allow = verdict == Verdict::Allow;
        let mut check = |at: Option<Span>, wrong: bool, what, help| {
            found.extend(at.filter(|_| wrong).map(|at| (at, what, help)));
        };
        check(
            self.on_result,
            allow,
            "`on result`",
            "a result needs no `allow`: the permission of its call covers it",
        );
        check(
            self.on_result,
            matches!(verdict, Verdict::Review | Verdict::Sandbox),
            "`on result`",
            "the effect has happened: write `deny`, `redact`, `pause` or `halt`",
        );
        check(self.mask_span, verdict != Verdict::Redact, "`mask`", "only `redact` masks");
        check(self.by_span, verdict != Verdict::Review, "`by`", "only `review` asks people");
        check(
            self.until_span,
            !allow && self.shadow.is_none(),
            "`until`",
            "a date may stand on `allow` and on `shadow` only: when it passes, the policy gets stricter",
        );
        check(self.shadow, allow, "`shadow`", "an `allow` that is not enforced grants nothing: remove it");
        check(self.rollback_span, allow, "`rollback`", "only a rule that restricts takes something back");
        let action = self.rollback.is_some_and(|scope| scope.text == "action");
        check(
            self.rollback_span,
            action && !(verdict == Verdict::Deny && self.on_result.is_some()),
            "`rollback action`",
            "it takes back the action whose result is denied: write `deny … on result`, or `rollback session`",
        );
        found
    }
}

fn keyword(clause: &Clause) -> &'static str {
    match clause.kind {
        ClauseKind::OnResult => "on result",
        ClauseKind::When(_) => "when",
        ClauseKind::Unless(_) => "unless",
        ClauseKind::Because(_) => "because",
        ClauseKind::Alert(_) => "alert",
        ClauseKind::Cites(_) => "cites",
        ClauseKind::Mask(_) => "mask",
        ClauseKind::By(_) => "by",
        ClauseKind::Until(_) => "until",
        ClauseKind::Rollback(_) => "rollback",
        ClauseKind::Shadow => "shadow",
        ClauseKind::Error => "",
    }
}
