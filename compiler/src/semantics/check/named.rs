//! `let` and `risk`: found by name from anywhere, checked once, in any order.

use super::Checker;
use crate::diag::{Code, Diagnostic, suggest};
use crate::semantics::error;
use crate::semantics::resolve::ModuleId;
use crate::semantics::thir::{Cond, Risk, RiskId};
use crate::source::{Provenance, Span};
use crate::syntax::ast::{self, Decl, Expr, RiskBody};

/// The `let`s and risks of a unit.
#[derive(Debug, Default)]
pub(super) struct NamedItems<'a> {
    lets: Vec<Let<'a>>,
    risks: Vec<RiskItem<'a>>,
}

#[derive(Debug)]
struct Let<'a> {
    module: ModuleId,
    name: &'a ast::Name,
    body: &'a Expr,
    state: State,
    used: bool,
}

#[derive(Clone, Debug)]
enum State {
    Waiting,
    Open,
    Done(Cond),
}

#[derive(Debug)]
struct RiskItem<'a> {
    module: ModuleId,
    risk: &'a ast::Risk,
}

/// What a bare name in a condition may be.
pub(super) enum NamedItem {
    /// A `let`, already checked.
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
            if let Some((span, owner)) = self.named_earlier(module, &name.text) {
                let owner = owner.map(|owner| self.library.get(owner).name.as_str());
                self.report(error::declared_again(what, &name.text, name.span, Some(span), owner));
                continue;
            }
            match decl {
                Decl::Let(item) => {
                    self.items.lets.push(Let {
                        module,
                        name,
                        body: &item.body,
                        state: State::Waiting,
                        used: false,
                    });
                }
                Decl::Risk(risk) => self.items.risks.push(RiskItem { module, risk }),
                _ => {}
            }
        }
        // Decisions list risks in this order, whatever order the files and declarations have.
        let library = self.library;
        self.items.risks.sort_by_key(|item| (&library.get(item.module).name, &item.risk.name.text));
    }

    /// A `let` or risk of this name that the module sees, and whose it is if another's.
    fn named_earlier(&self, module: ModuleId, name: &str) -> Option<(Span, Option<ModuleId>)> {
        let sees = &self.unit.member(module)?.sees;
        let lets = self.items.lets.iter().map(|item| (item.module, item.name));
        let risks = self.items.risks.iter().map(|item| (item.module, &item.risk.name));
        lets.chain(risks)
            .find(|(owner, earlier)| sees.contains(owner) && earlier.text == name)
            .map(|(owner, earlier)| (earlier.span, (owner != module).then_some(owner)))
    }

    /// Checks every `let` and risk, used or not.
    pub(super) fn check_named(&mut self) {
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
        for index in 0..self.items.lets.len() {
            self.module = self.items.lets[index].module;
            self.let_body(index, self.items.lets[index].name.span);
        }
    }

    /// Names the `let`s of a policy that nothing uses. Those of a module are there for others.
    pub(super) fn unused_lets(&mut self) {
        let root = self.unit.root();
        if !self.library.get(root).is_policy || self.library.get(root).provenance != Provenance::Given {
            return;
        }
        let unused: Vec<&ast::Name> = self
            .items
            .lets
            .iter()
            .filter(|item| item.module == root && !item.used)
            .map(|item| item.name)
            .collect();
        for name in unused {
            self.report(
                Diagnostic::new(Code::UnusedLet, name.span, format!("nothing uses `{}`", name.text))
                    .help("remove it, or use it"),
            );
        }
    }

    fn accumulates(&mut self, of: &ast::Name, per: &ast::Name, halving: &ast::Number) {
        let known: Vec<&str> = self.items.risks.iter().map(|item| item.risk.name.text.as_str()).collect();
        if !known.contains(&of.text.as_str()) {
            let near = suggest::nearest(&of.text, known).map(str::to_owned);
            self.report(error::unknown("risk", &of.text, of.span, near.as_deref()));
        }
        self.scope(per);
        self.duration(halving);
    }

    /// The name a decision shows for something of a module.
    pub(super) fn shown(&self, module: ModuleId, name: &str) -> String {
        if module == self.unit.root() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.library.get(module).name)
        }
    }

    /// What a bare name means to the current module, if it is a `let` or a risk.
    pub(super) fn named(&mut self, name: &str, span: Span) -> Option<NamedItem> {
        if let Some(index) =
            self.items.lets.iter().position(|item| item.name.text == name && self.sees(item.module))
        {
            self.items.lets[index].used = true;
            return Some(NamedItem::Let(self.let_body(index, span)));
        }
        self.risk_named(name).map(NamedItem::Risk)
    }

    /// A risk that the current module sees.
    pub(super) fn risk_named(&self, name: &str) -> Option<RiskId> {
        let index =
            self.items.risks.iter().position(|item| item.risk.name.text == name && self.sees(item.module))?;
        Some(RiskId(u32::try_from(index).unwrap_or(u32::MAX)))
    }

    /// Whether the risk accumulates, and so needs memory.
    pub(super) fn is_accumulated(&self, risk: RiskId) -> bool {
        let item = self.items.risks.get(risk.0 as usize);
        item.is_some_and(|item| matches!(item.risk.body, RiskBody::Accumulates { .. }))
    }

    /// Names of `let`s and risks, for suggestions.
    pub(super) fn named_names(&self) -> impl Iterator<Item = &'a str> + '_ {
        let lets = self.items.lets.iter().map(|item| (item.module, item.name));
        let risks = self.items.risks.iter().map(|item| (item.module, &item.risk.name));
        lets.chain(risks).filter(|(module, _)| self.sees(*module)).map(|(_, name)| name.text.as_str())
    }

    fn let_body(&mut self, index: usize, used: Span) -> Cond {
        let item = &mut self.items.lets[index];
        match std::mem::replace(&mut item.state, State::Open) {
            State::Done(cond) => {
                item.state = State::Done(cond.clone());
                cond
            }
            State::Open => {
                let name = item.name;
                self.report(
                    Diagnostic::new(Code::LetCycle, used, format!("`{}` needs itself", name.text))
                        .also(name.span, "declared here")
                        .help("a condition cannot be made of itself"),
                );
                Cond::Const(false)
            }
            State::Waiting => {
                let (body, module) = (item.body, item.module);
                let outside = std::mem::replace(&mut self.module, module);
                let cond = self.condition(body, &mut None);
                self.module = outside;
                self.items.lets[index].state = State::Done(cond.clone());
                cond
            }
        }
    }
}
