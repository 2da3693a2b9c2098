//! Names that go by themselves or behind the name of their module.
//!
//! Tools and signals have the names by which records call them, so each is the only one of its name
//! in a unit and goes by that name everywhere; the alias of a module may stand before it. `let`s and
//! risks of a module that has an alias go by that alone ([`super::named`]). What a module would
//! [write](Form) for each is known here, so that help shows a name that resolves.

use super::Checker;
use crate::diag::{Diagnostic, suggest};
use crate::semantics::error;
use crate::semantics::resolve::ModuleId;
use crate::semantics::thir::{SignalId, ToolId};
use crate::source::Span;
use crate::syntax;
use crate::syntax::ast::{Name, Path};

/// A name as a module writes it.
pub(super) struct Form {
    /// What is compared with what was written.
    pub(super) said: String,
    /// What would be written: in backticks where that is needed.
    pub(super) written: String,
}

impl Form {
    /// A name behind the alias of its module, if there is one.
    pub(super) fn new(alias: Option<&str>, name: &str) -> Self {
        match alias {
            Some(alias) => Form {
                said: format!("{alias}.{name}"),
                written: format!("{}.{}", syntax::written(alias), syntax::written(name)),
            },
            None => Form { said: name.to_owned(), written: syntax::written(name) },
        }
    }

    /// The form that a text was meant to be: the same name behind an alias, or one spelt nearly so.
    pub(super) fn near<'f>(forms: &'f [Form], text: &str) -> Option<&'f Form> {
        let without_alias = |form: &&Form| form.said.split_once('.').is_some_and(|(_, name)| name == text);
        forms.iter().find(without_alias).or_else(|| {
            let near = suggest::resembling(text, forms.iter().map(|form| form.said.as_str()))?;
            forms.iter().find(|form| form.said == near)
        })
    }
}

impl Checker<'_> {
    /// A tool by name; `None` after reporting why not.
    pub(super) fn tool_named(&mut self, path: &Path) -> Option<ToolId> {
        let text = path.text();
        let of_module = |checker: &Self, owner: ModuleId, name: &str| {
            let id = checker.tool_names.get(name)?;
            (checker.tools[id.0 as usize].module == checker.library.get(owner).name).then_some(*id)
        };
        let found = self.tool_names.get(&text).copied();
        if let Some(id) = found.or_else(|| self.behind(&text, |owner, name| of_module(self, owner, name))) {
            return Some(id);
        }
        if !self.is_excused_path(path) && !self.is_excused(&text) {
            let forms = self.forms_behind(self.tools.iter().map(|tool| (tool.span, tool.name.as_str())));
            let known: Vec<&str> = self.tool_names.keys().map(String::as_str).collect();
            let diagnostic = unknown("tool", &text, path.span, &forms, &known);
            self.report(diagnostic);
        }
        None
    }

    /// A signal by name; `None` after reporting why not.
    pub(super) fn signal_named(&mut self, parts: &[Name]) -> Option<SignalId> {
        let text = parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".");
        let of_module = |checker: &Self, owner: ModuleId, name: &str| {
            let id = checker.signal_names.get(name)?;
            let declared = checker.signals[id.0 as usize].span;
            (checker.library.of_file(declared.file) == Some(owner)).then_some(*id)
        };
        let found = self.signal_names.get(&text).copied();
        if let Some(id) = found.or_else(|| self.behind(&text, |owner, name| of_module(self, owner, name))) {
            return Some(id);
        }
        if !self.is_excused(&text) {
            let span = parts.iter().map(|part| part.span).reduce(Span::to)?;
            let forms =
                self.forms_behind(self.signals.iter().map(|signal| (signal.span, signal.name.as_str())));
            let known: Vec<&str> = self.signal_names.keys().map(String::as_str).collect();
            let diagnostic = unknown("signal", &text, span, &forms, &known);
            self.report(diagnostic);
        }
        None
    }

    /// What a text means behind an alias or the name of a module.
    fn behind<T>(&self, text: &str, find: impl Fn(ModuleId, &str) -> Option<T>) -> Option<T> {
        let member = self.member()?;
        member
            .behind_alias(text)
            .chain(member.behind_module(text))
            .find_map(|(owner, name)| find(owner, name))
    }

    /// Names of a module that has an alias, as they are written behind it.
    pub(super) fn forms_behind<'n>(&self, names: impl Iterator<Item = (Span, &'n str)>) -> Vec<Form> {
        let form = |(declared, name): (Span, &str)| {
            let alias = self.member()?.alias_of(self.library.of_file(declared.file)?)?;
            Some(Form::new(Some(alias), name))
        };
        names.filter_map(form).collect()
    }
}

/// A name that nothing has; what was written behind an alias is looked for behind one.
fn unknown(what: &str, text: &str, span: Span, forms: &[Form], known: &[&str]) -> Diagnostic {
    match Form::near(forms, text).filter(|_| text.contains('.')) {
        Some(near) => error::unknown_for(what, text, span, &near.written),
        None => error::unknown(what, text, span, known.iter().copied()),
    }
}
