//! Types and laws: from the syntax trees of a unit to a checked [`Policy`].
//!
//! 1. vocabularies ([`super::resolve::vocabulary`]), signals, tools ([`tool`]);
//! 2. `let` and `risk` by name, bodies on demand ([`named`]), so order does not matter;
//! 3. rules ([`rule`]) with their conditions ([`condition`] and its siblings by kind of test), then
//!    the laws that depend on where a test stands ([`law`]);
//! 4. tests and proofs ([`test`]).
//!
//! All diagnostics are collected; what is already reported stays silent. A unit with an error
//! yields no policy.

mod condition;
mod constant;
mod form;
pub(crate) mod glob;
mod law;
mod meet;
pub(super) mod miss;
mod named;
mod number;
mod operand;
mod operator;
mod pattern;
mod risk;
mod rule;
mod set;
mod test;
mod text;
mod time;
mod tool;
mod value;

use super::error;
use super::resolve::scope::{Lookup, Names};
use super::resolve::vocabulary;
use super::resolve::{Library, Member, ModuleId, Unit};
use super::thir::{Cond, EntryId, Policy, Signal, SignalId, Tool, ToolId, Vocabularies};
use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Decl, DetectorClauseKind, Path, Word};
use named::{Expansion, NamedItems};
use std::collections::{BTreeMap, BTreeSet};

/// Checks one unit. The policy is there even if there are errors, so that callers can look at it;
/// it means something only if no diagnostic is an error.
pub fn check(library: &Library, unit: &Unit, diagnostics: &mut Vec<Diagnostic>) -> Policy {
    let (lists, names) = vocabulary::build(library, unit, diagnostics);
    let root = library.get(unit.root());
    let mut checker = Checker {
        library,
        unit,
        lists,
        names,
        tools: Vec::new(),
        tool_names: BTreeMap::new(),
        signals: Vec::new(),
        signal_names: BTreeMap::new(),
        items: NamedItems::default(),
        risks: Vec::new(),
        expansion: Expansion::default(),
        fixed_later: None,
        told_too_large: false,
        told: BTreeSet::new(),
        errors: 0,
        module: unit.root(),
        not_yet: Vec::new(),
        written: BTreeMap::new(),
        denies: false,
        diagnostics,
    };
    checker.declare_signals();
    checker.declare_tools();
    checker.declare_named();
    checker.check_named();
    checker.detectors();
    let rules = checker.rules();
    let (tests, proofs) = checker.tests_and_proofs(&rules);
    let unused_lets = checker.unused_lets();
    Policy {
        name: root.name.clone(),
        version: root.version.clone(),
        is_module: !root.is_policy,
        tools: checker.tools,
        signals: checker.signals,
        risks: checker.risks,
        rules,
        tests,
        proofs,
        not_yet: checker.not_yet,
        unused_lets,
        written: checker.written,
        vocabularies: checker.lists,
    }
}

/// More errors in one unit are not worth listing.
const MOST_ERRORS: usize = 500;

/// What checking carries along.
struct Checker<'a> {
    library: &'a Library,
    unit: &'a Unit,
    lists: Vocabularies,
    names: Names,
    tools: Vec<Tool>,
    tool_names: BTreeMap<String, ToolId>,
    signals: Vec<Signal>,
    signal_names: BTreeMap<String, SignalId>,
    items: NamedItems<'a>,
    risks: Vec<super::thir::Risk>,
    /// What `let`s have brought so far.
    expansion: Expansion,
    /// Where, to the right of what is being checked, the tool is fixed.
    fixed_later: Option<Span>,
    /// That all `let`s together bring too much has been said.
    told_too_large: bool,
    /// Breaches of a law that have been reported: a `let` may stand in several rules.
    told: BTreeSet<(Code, Span)>,
    /// Errors reported so far.
    errors: usize,
    /// The module whose text is being checked: names are seen as it sees them.
    module: ModuleId,
    not_yet: Vec<(String, Span)>,
    /// See [`Policy::written`].
    written: BTreeMap<Span, Cond>,
    /// Whether sides of a `!=` are being checked: a help must deny, too.
    denies: bool,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Checker<'a> {
    fn report(&mut self, diagnostic: Diagnostic) {
        if !diagnostic.is_error() {
            self.diagnostics.push(diagnostic);
            return;
        }
        self.errors += 1;
        if self.errors <= MOST_ERRORS {
            self.diagnostics.push(diagnostic);
        } else if self.errors == MOST_ERRORS + 1 {
            self.diagnostics.push(error::too_many(MOST_ERRORS, diagnostic.primary.span));
        }
    }

    /// Whether a name that does not resolve may have been declared where nothing was read, which has
    /// been reported; or whether enough has been reported, so that looking for what was meant is waste.
    fn is_excused_path(&self, path: &Path) -> bool {
        self.errors > MOST_ERRORS
            || self.member().is_some_and(|member| self.unit.may_be_unread(self.library, member, path))
    }

    /// The same for a name of one part.
    fn is_excused(&self, name: &str) -> bool {
        let of = |module: &ModuleId| self.library.get(*module).may_declare(name);
        self.errors > MOST_ERRORS
            || self.member().is_some_and(|member| member.misses_names)
            || self.unit.members.iter().any(|member| of(&member.module))
    }

    /// Notes a construct that is understood and not evaluated yet.
    fn defer(&mut self, what: &str, span: Span) {
        self.not_yet.push((what.to_owned(), span));
    }

    fn member(&self) -> Option<&'a Member> {
        self.unit.member(self.module)
    }

    /// The name of the module that declares what stands at a place, if it is another one.
    fn owner(&self, place: Span, module: ModuleId) -> Option<&'a str> {
        let owner = self.library.of_file(place.file).filter(|owner| *owner != module)?;
        Some(self.library.get(owner).name.as_str())
    }

    /// Every declaration of the unit with the module it stands in. Sets [`Checker::module`].
    fn declarations(&self) -> Vec<(ModuleId, &'a Decl, &'a crate::syntax::ast::Item)> {
        let library = self.library;
        let of = |member: &'a Member| {
            library.get(member.module).tree.items.iter().map(|item| (member.module, &item.decl, item))
        };
        self.unit.members.iter().flat_map(of).collect()
    }

    /// An entry by name; `None` after reporting why not.
    fn entry(&mut self, word: Word, path: &Path) -> Option<EntryId> {
        let member = self.member()?;
        if self.errors > MOST_ERRORS {
            return None;
        }
        match self.names.find(member, word, path) {
            Lookup::Found(id) => return Some(id),
            Lookup::Unknown(_) if self.is_excused_path(path) => {}
            problem => {
                self.report(error::name(self.library, member, &self.lists, word, path, &problem));
            }
        }
        None
    }

    /// Several entries; those that do not resolve are reported and left out.
    fn entries(&mut self, word: Word, paths: &[Path]) -> Vec<EntryId> {
        paths.iter().filter_map(|path| self.entry(word, path)).collect()
    }

    /// A built-in entry.
    fn builtin(&self, word: Word, path: &str) -> EntryId {
        let found =
            self.lists.of(word).iter().find(|(_, entry)| entry.module.is_empty() && entry.path == path);
        found.map_or(EntryId(0), |(id, _)| id)
    }

    /// Detectors: names and patterns are checked, evaluation comes with the scan.
    fn detectors(&mut self) {
        for (module, decl, _) in self.declarations() {
            self.module = module;
            let Decl::Detector(detector) = decl else { continue };
            self.entries(Word::Class, &detector.yields);
            for clause in &detector.clauses {
                if let DetectorClauseKind::Pattern(regex) = &clause.kind
                    && let Err(problem) = pattern::ascii(&regex.pattern)
                {
                    self.report(problem.diagnostic(regex.span));
                }
            }
            self.defer("a detector", detector.name.span);
        }
    }

    fn declare_signals(&mut self) {
        for (module, decl, _) in self.declarations() {
            self.module = module;
            let Decl::Signal(signal) = decl else { continue };
            let ty = self.signal_type(&signal.ty);
            let name = &signal.name;
            if let Some(first) = self.signal_names.get(&name.text) {
                let first = self.signals[first.0 as usize].span;
                let owner = self.owner(first, module);
                self.report(error::declared_again("signal", &name.text, name.span, first, owner));
                continue;
            }
            let id = SignalId(u32::try_from(self.signals.len()).unwrap_or(u32::MAX));
            self.signal_names.insert(name.text.clone(), id);
            self.signals.push(Signal { name: name.text.clone(), ty, span: name.span });
        }
    }
}
