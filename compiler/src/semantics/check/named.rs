//! `let` and `risk`: found by name from anywhere, in any order, checked once.
//!
//! 1. [`Checker::declare_named`] collects the names.
//! 2. [`Checker::order_lets`] puts every `let` behind those it uses. Cycles are reported and cut.
//! 3. [`Checker::check_named`] checks the bodies in that order, so that nothing recurses through
//!    names, then the risks.
//!
//! A `let` stands for its body, which is written out wherever it is used. Where each uses the one
//! before it twice that doubles with every line, so what is written out is [counted](Expansion)
//! before it is made, and a policy that would need too much is refused.

use super::Checker;
use super::condition::count;
use super::form::Form;
use crate::diag::{Code, Diagnostic};
use crate::semantics::error;
use crate::semantics::resolve::ModuleId;
use crate::semantics::thir::{Cond, Risk, RiskId};
use crate::source::{Provenance, Span};
use crate::syntax::ast::{self, Decl, Expr, ExprKind, InRight, MemoryOp, Path, RiskBody};
use std::collections::BTreeMap;

/// How many `let`s may stand in each other.
const MAX_NESTED: usize = 64;
/// The most tests that one condition may have once every `let` is written out.
pub(super) const MAX_NODES: usize = 100_000;
/// The most that all conditions of a unit together may take from `let`s.
const MAX_WRITTEN_OUT: usize = 1_000_000;

/// The `let`s and risks of a unit.
#[derive(Debug, Default)]
pub(super) struct NamedItems<'a> {
    lets: Vec<Let<'a>>,
    risks: Vec<RiskItem<'a>>,
    by_name: BTreeMap<&'a str, Vec<Item>>,
}

#[derive(Clone, Copy, Debug)]
enum Item {
    Let(usize),
    Risk(RiskId),
}

#[derive(Debug)]
struct Let<'a> {
    module: ModuleId,
    name: &'a ast::Name,
    body: &'a Expr,
    /// What it stands for, once checked; none if it is refused.
    meaning: Option<Meaning>,
    used: bool,
}

#[derive(Debug)]
struct Meaning {
    cond: Cond,
    nodes: usize,
    /// How many `let`s stand in each other in it, itself included.
    nested: usize,
}

#[derive(Debug)]
struct RiskItem<'a> {
    module: ModuleId,
    risk: &'a ast::Risk,
}

/// What `let`s have brought into the condition that is being checked, and into the unit.
#[derive(Debug, Default)]
pub(super) struct Expansion {
    nodes: usize,
    nested: usize,
    /// Something in it was refused, and reported.
    refused: bool,
    in_unit: usize,
}

/// What a bare name in a condition may be.
pub(super) enum NamedItem {
    /// A `let`, written out.
    Let(Cond),
    /// A risk.
    Risk(RiskId),
}

impl<'a> Checker<'a> {
    /// Collects the names.
    pub(super) fn declare_named(&mut self) {
        for (module, decl, _) in self.declarations() {
            let (name, what) = match decl {
                Decl::Let(item) => (&item.name, "let"),
                Decl::Risk(item) => (&item.name, "risk"),
                _ => continue,
            };
            if let Some((first, owner)) = self.named_earlier(module, &name.text) {
                let owner = owner.map(|owner| self.library.get(owner).name.as_str());
                self.report(error::declared_again(what, &name.text, name.span, first, owner));
                continue;
            }
            let item = match decl {
                Decl::Let(item) => {
                    self.items.lets.push(Let { module, name, body: &item.body, meaning: None, used: false });
                    Item::Let(self.items.lets.len() - 1)
                }
                Decl::Risk(risk) => {
                    self.items.risks.push(RiskItem { module, risk });
                    Item::Risk(RiskId(u32::try_from(self.items.risks.len() - 1).unwrap_or(u32::MAX)))
                }
                _ => continue,
            };
            self.items.by_name.entry(&name.text).or_default().push(item);
        }
        // Decisions list risks in this order, whatever order the files and declarations have.
        let library = self.library;
        self.items.risks.sort_by_key(|item| (&library.get(item.module).name, &item.risk.name.text));
        for known in self.items.by_name.values_mut() {
            known.retain(|item| matches!(item, Item::Let(_)));
        }
        for (index, item) in (0u32..).zip(&self.items.risks) {
            self.items.by_name.entry(&item.risk.name.text).or_default().push(Item::Risk(RiskId(index)));
        }
    }

    /// A `let` or risk of this name that the module sees, and whose it is if another's.
    fn named_earlier(&self, module: ModuleId, name: &str) -> Option<(Span, Option<ModuleId>)> {
        let (owner, earlier) = self.items.seen(self, module, name).map(|item| self.items.place(item))?;
        Some((earlier.span, (owner != module).then_some(owner)))
    }

    /// Checks every `let` and risk, used or not.
    pub(super) fn check_named(&mut self) {
        for index in self.order_lets() {
            self.let_body(index);
        }
        for index in 0..self.items.risks.len() {
            let RiskItem { module, risk } = self.items.risks[index];
            self.module = module;
            let name = self.shown(module, &risk.name.text);
            let terms = match &risk.body {
                RiskBody::Terms(terms) => self.terms(terms),
                RiskBody::Accumulates { of, per, halving } => {
                    self.accumulates(of, per, halving);
                    self.defer("a risk that accumulates", risk.name.span);
                    Vec::new()
                }
            };
            self.risks.push(Risk { name, terms, span: risk.name.span });
        }
    }

    /// The `let`s, each behind those that it uses: a walk in depth whose path is kept by hand, since
    /// a chain of them may be long.
    fn order_lets(&mut self) -> Vec<usize> {
        let uses: Vec<Vec<(usize, Span)>> =
            self.items.lets.iter().map(|item| self.lets_in(item.module, item.body)).collect();
        let mut order = Vec::with_capacity(uses.len());
        let mut seen = vec![false; uses.len()];
        for start in 0..uses.len() {
            if std::mem::replace(&mut seen[start], true) {
                continue;
            }
            let mut path = vec![(start, 0)];
            while let Some((index, next)) = path.last_mut() {
                let Some(&(used, span)) = uses[*index].get(*next) else {
                    order.push(*index);
                    path.pop();
                    continue;
                };
                *next += 1;
                if !std::mem::replace(&mut seen[used], true) {
                    path.push((used, 0));
                } else if let Some(from) = path.iter().position(|(on_path, _)| *on_path == used) {
                    let cycle: Vec<usize> = path[from..].iter().map(|(index, _)| *index).collect();
                    self.report_cycle(&cycle, span);
                }
            }
        }
        order
    }

    /// The `let`s that a body of a module names.
    fn lets_in(&self, module: ModuleId, body: &Expr) -> Vec<(usize, Span)> {
        let mut names = Vec::new();
        names_in(body, &mut names);
        let used =
            names.into_iter().filter_map(|path| match self.items.seen(self, module, &path.text())? {
                Item::Let(index) => Some((index, path.span)),
                Item::Risk(_) => None,
            });
        used.collect()
    }

    fn report_cycle(&mut self, cycle: &[usize], used: Span) {
        let name = |index: &usize| self.items.lets[*index].name;
        let first = name(&cycle[0]);
        let mut steps: Vec<&str> =
            cycle.iter().chain(&cycle[..1]).map(|index| name(index).text.as_str()).collect();
        if steps.len() > 8 {
            steps.splice(4..steps.len() - 3, ["…"]);
        }
        let message = format!("`{}` needs itself: {}", first.text, steps.join(" → "));
        let diagnostic = Diagnostic::new(Code::LetCycle, used, message)
            .also(first.span, format!("`{}` is declared here", first.text))
            .help("a condition is not made of itself: write out what is meant in one of them");
        self.report(diagnostic);
    }

    fn let_body(&mut self, index: usize) {
        let (body, module, name) = {
            let item = &self.items.lets[index];
            (item.body, item.module, item.name)
        };
        self.module = module;
        let outer = self.begin_expansion();
        let cond = self.condition(body, &mut None);
        let inner = self.end_expansion(outer);
        let nested = inner.nested + 1;
        if nested > MAX_NESTED && !inner.refused {
            self.report(
                Diagnostic::new(
                    Code::ConditionTooLarge,
                    name.span,
                    format!("in `{}` more than {MAX_NESTED} `let`s stand in each other", name.text),
                )
                .help("write some of them out, or give what they have in common a name of its own"),
            );
            return;
        }
        if !inner.refused {
            let nodes = count(&cond, MAX_NODES);
            self.items.lets[index].meaning = Some(Meaning { cond, nodes, nested });
        }
    }

    /// Begins to count for a condition; gives what was counted for the one around it.
    pub(super) fn begin_expansion(&mut self) -> Expansion {
        let in_unit = self.expansion.in_unit;
        std::mem::replace(&mut self.expansion, Expansion { in_unit, ..Expansion::default() })
    }

    /// Ends it; gives what was counted.
    pub(super) fn end_expansion(&mut self, mut outer: Expansion) -> Expansion {
        outer.in_unit = self.expansion.in_unit;
        std::mem::replace(&mut self.expansion, outer)
    }

    /// Whether something in the condition that is being checked was refused already.
    pub(super) fn expansion_refused(&self) -> bool {
        self.expansion.refused
    }

    /// A `let` as it is used here: its body, unless that is too much.
    fn write_out(&mut self, index: usize, span: Span) -> Cond {
        self.items.lets[index].used = true;
        let Some(meaning) = &self.items.lets[index].meaning else {
            self.expansion.refused = true;
            return Cond::Const(false);
        };
        if self.expansion.refused {
            return Cond::Const(false);
        }
        self.expansion.nodes += meaning.nodes;
        self.expansion.in_unit += meaning.nodes;
        self.expansion.nested = self.expansion.nested.max(meaning.nested);
        let limit = match &self.expansion {
            Expansion { nodes, .. } if *nodes > MAX_NODES => MAX_NODES,
            Expansion { in_unit, .. } if *in_unit > MAX_WRITTEN_OUT => MAX_WRITTEN_OUT,
            _ => return meaning.cond.clone(),
        };
        self.expansion.refused = true;
        let name = self.items.lets[index].name;
        let message = if limit == MAX_NODES {
            format!("with `{}` written out the condition has more than {limit} tests", name.text)
        } else {
            format!(
                "with `{}` written out here all conditions together have more than {limit} tests",
                name.text
            )
        };
        let diagnostic = Diagnostic::new(Code::ConditionTooLarge, span, message)
            .also(name.span, format!("`{}` is declared here", name.text))
            .help("a `let` stands for all of its body wherever it is used: name fewer of them inside each other");
        if !std::mem::replace(&mut self.told_too_large, limit == MAX_WRITTEN_OUT) {
            self.report(diagnostic);
        }
        Cond::Const(false)
    }

    /// The `let`s of a policy that nothing uses. Those of a module are there for others.
    pub(super) fn unused_lets(&self) -> Vec<(String, Span)> {
        let root = self.unit.root();
        if !self.library.get(root).is_policy || self.library.get(root).provenance != Provenance::Given {
            return Vec::new();
        }
        let unused = self.items.lets.iter().filter(|item| item.module == root && !item.used);
        unused.map(|item| (item.name.text.clone(), item.name.span)).collect()
    }

    fn accumulates(&mut self, of: &Path, per: &ast::Name, halving: &ast::Number) {
        let name = of.text();
        match self.items.seen(self, self.module, &name) {
            Some(Item::Risk(risk)) if self.is_accumulated(risk) => {
                let declared = self.items.place(Item::Risk(risk)).1.span;
                let message = format!("`{name}` accumulates already");
                self.report(
                    Diagnostic::new(Code::RiskOfRisk, of.span, message)
                        .also(declared, "declared here")
                        .help("accumulate a risk that is made of terms"),
                );
            }
            Some(Item::Risk(_)) => {}
            Some(Item::Let(_)) | None => self.unknown_risk(of),
        }
        self.scope(per);
        self.duration(halving);
    }

    /// Reports a name that no risk has.
    pub(super) fn unknown_risk(&mut self, path: &Path) {
        if self.is_excused_path(path) {
            return;
        }
        let (name, forms) = (path.text(), self.forms(false));
        let known: Vec<&str> = forms.iter().map(|form| form.said.as_str()).collect();
        self.report(match Form::near(&forms, &name) {
            Some(near) => error::unknown_for("risk", &name, path.span, &near.written),
            None => error::unknown("risk", &name, path.span, known),
        });
    }

    /// The name a decision shows for something of a module.
    pub(super) fn shown(&self, module: ModuleId, name: &str) -> String {
        if module == self.unit.root() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.library.get(module).name)
        }
    }

    /// What a name means to the current module, if it is a `let` or a risk.
    pub(super) fn named(&mut self, name: &str, span: Span) -> Option<NamedItem> {
        if let [first, second, ..] = self.items.all_seen(self, self.module, name).as_slice() {
            let places = [*first, *second].map(|item| self.items.place(item));
            let owners = places.map(|(module, _)| self.library.get(module).name.clone());
            let message = format!("`{name}` may mean that of `{}` or that of `{}`", owners[0], owners[1]);
            self.report(
                Diagnostic::new(Code::AmbiguousName, span, message)
                    .also(places[0].1.span, "declared here")
                    .also(places[1].1.span, "and here")
                    .help(format!("write `{}.{name}` or `{}.{name}`", owners[0], owners[1])),
            );
            return Some(NamedItem::Let(Cond::Const(false)));
        }
        match self.items.seen(self, self.module, name)? {
            Item::Let(index) => Some(NamedItem::Let(self.write_out(index, span))),
            Item::Risk(risk) => Some(NamedItem::Risk(risk)),
        }
    }

    /// A risk that the current module sees.
    pub(super) fn risk_named(&self, path: &Path) -> Option<RiskId> {
        match self.items.seen(self, self.module, &path.text())? {
            Item::Let(_) => None,
            Item::Risk(risk) => Some(risk),
        }
    }

    /// Whether the risk accumulates, and so needs memory.
    pub(super) fn is_accumulated(&self, risk: RiskId) -> bool {
        let item = self.items.risks.get(risk.0 as usize);
        item.is_some_and(|item| matches!(item.risk.body, RiskBody::Accumulates { .. }))
    }

    /// A risk's name where it is declared.
    pub(super) fn risk_name(&self, risk: RiskId) -> &'a ast::Name {
        self.items.place(Item::Risk(risk)).1
    }

    /// How the current module writes the risks it sees, and the `let`s if they are asked for too.
    pub(super) fn forms(&self, lets: bool) -> Vec<Form> {
        let Some(member) = self.member() else { return Vec::new() };
        let lets = self.items.lets.iter().filter(move |_| lets).map(|item| (item.module, item.name));
        let risks = self.items.risks.iter().map(|item| (item.module, &item.risk.name));
        let seen = lets.chain(risks).filter(|(module, _)| member.sees.contains(module));
        seen.map(|(module, name)| Form::new(member.alias_of(module), &name.text)).collect()
    }
}

impl<'a> NamedItems<'a> {
    /// The item of this name that a module sees, if there is exactly one.
    fn seen(&self, checker: &Checker<'_>, module: ModuleId, name: &str) -> Option<Item> {
        match self.all_seen(checker, module, name).as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// The items of this name that a module sees: behind an alias those of what it stands for;
    /// without one its own alone, if it has one; else behind a module's name.
    fn all_seen(&self, checker: &Checker<'_>, module: ModuleId, name: &str) -> Vec<Item> {
        let Some(member) = checker.unit.member(module) else { return Vec::new() };
        let of = |wanted: ModuleId, name: &str| -> Vec<Item> {
            let known = self.by_name.get(name).map(Vec::as_slice).unwrap_or_default();
            known.iter().copied().filter(|item| self.place(*item).0 == wanted).collect()
        };
        let behind =
            |(owner, rest): (ModuleId, &str)| Some(of(owner, rest)).filter(|found| !found.is_empty());
        if let Some(found) = member.behind_alias(name).find_map(behind) {
            return found;
        }
        let own = of(module, name);
        if !own.is_empty() {
            return own;
        }
        let plainly = member.sees.iter().filter(|seen| member.sees_plainly(Some(**seen)));
        let plain: Vec<Item> = plainly.flat_map(|seen| of(*seen, name)).collect();
        if plain.is_empty() { member.behind_module(name).find_map(behind).unwrap_or_default() } else { plain }
    }

    /// Where an item is declared.
    fn place(&self, item: Item) -> (ModuleId, &'a ast::Name) {
        match item {
            Item::Let(index) => (self.lets[index].module, self.lets[index].name),
            Item::Risk(risk) => {
                let item = &self.risks[risk.0 as usize];
                (item.module, &item.risk.name)
            }
        }
    }
}

/// Every name that stands where a condition does. The parser bounds how deep an
/// expression is.
fn names_in<'e>(cond: &'e Expr, found: &mut Vec<&'e Path>) {
    match &cond.kind {
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().for_each(|part| names_in(part, found)),
        ExprKind::Not(inner) | ExprKind::Group(inner) => names_in(inner, found),
        ExprKind::Path(path) => found.push(path),
        _ => names_in_value(cond, found),
    }
}

/// The same of what is no condition itself, but may hold some: `count(large) in 1m per session`.
fn names_in_value<'e>(value: &'e Expr, found: &mut Vec<&'e Path>) {
    match &value.kind {
        ExprKind::Group(inner) | ExprKind::Negate(inner) => names_in_value(inner, found),
        ExprKind::Compare(left, _, right) | ExprKind::Arithmetic(left, _, right) => {
            names_in_value(left, found);
            names_in_value(right, found);
        }
        ExprKind::In { subject, right, .. } => {
            names_in_value(subject, found);
            if let InRight::Range { low, high, .. } = right {
                names_in_value(low, found);
                names_in_value(high, found);
            }
        }
        ExprKind::Memory(memory) => match &memory.op {
            MemoryOp::Count(cond) | MemoryOp::Attempts(cond) | MemoryOp::Last(cond) => names_in(cond, found),
            MemoryOp::Ever(cond, since) => {
                names_in(cond, found);
                if let Some(since) = since {
                    names_in(since, found);
                }
            }
            MemoryOp::Sum(_, cond) | MemoryOp::Distinct(_, cond) => {
                if let Some(cond) = cond {
                    names_in(cond, found);
                }
            }
            MemoryOp::Seq(steps) => steps.iter().for_each(|step| names_in(step, found)),
            MemoryOp::Surprise(_) => {}
        },
        _ => {}
    }
}
