//! Names of modules: which file is which, what uses what, and what each can see.
//!
//! In: every parsed file. Out: for each policy or module asked for, a [`Unit`]: its members in
//! dependency order, whether each is only tried (`use … shadow`), and for each member the members
//! whose names it sees. Entry names themselves are resolved in [`vocabulary`].
//!
//! A member sees itself, what it uses directly, and, through `extends`, all that its base sees.
//! Rules hold through the whole closure: what a used module uses restricts too.

mod import;
pub mod scope;
pub mod vocabulary;

pub use import::{Import, Library, Module, ModuleId, Text, library};

use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::Path;
use std::collections::BTreeSet;

/// A policy or module with everything it stands on.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Members, each after everything it needs; the root is last.
    pub members: Vec<Member>,
}

/// One member of a unit.
#[derive(Clone, Debug)]
pub struct Member {
    /// Which module.
    pub module: ModuleId,
    /// Reached only through `use … shadow`: its rules are tried, not enforced.
    pub shadow: bool,
    /// Reached through `extends`, or the root itself: its `allow` rules count.
    pub is_layer: bool,
    /// Modules whose names it sees, itself included.
    pub sees: BTreeSet<ModuleId>,
    /// Names that it gives to modules it uses.
    pub aliases: Vec<(String, ModuleId)>,
    /// The own names of the modules that it sees.
    pub modules: Vec<(String, ModuleId)>,
    /// Some of what it sees is missing or was not read: a name that does not resolve may have come
    /// from there.
    pub misses_names: bool,
}

impl Unit {
    /// The root member's module.
    pub fn root(&self) -> ModuleId {
        self.members.last().map_or(ModuleId(0), |member| member.module)
    }

    /// Whether a name that does not resolve to a member may be one that was not read: declared where
    /// the text did not parse, or in a module that is not there. Whoever misses it stays silent.
    pub fn may_be_unread(&self, library: &Library, member: &Member, path: &Path) -> bool {
        let part_of = |module: &ModuleId| {
            let module = library.get(*module);
            path.parts.iter().any(|part| module.may_declare(&part.text))
        };
        member.misses_names || member.sees.iter().any(part_of)
    }

    /// The member that a module is.
    pub fn member(&self, module: ModuleId) -> Option<&Member> {
        self.members.iter().find(|member| member.module == module)
    }
}

/// The unit of one module. Import cycles are reported once and cut.
pub fn unit(library: &Library, root: ModuleId, diagnostics: &mut Vec<Diagnostic>) -> Unit {
    let order = in_order(library, root, diagnostics);
    let layers: BTreeSet<ModuleId> = library.layers(root).into_iter().collect();
    let enforced = enforced(library, root);
    let members = order
        .into_iter()
        .map(|module| {
            let sees = sees(library, module);
            let own_name = |module: &ModuleId| (library.get(*module).name.clone(), *module);
            Member {
                module,
                shadow: !enforced.contains(&module),
                is_layer: layers.contains(&module),
                aliases: library.get(module).uses.iter().filter_map(alias).collect(),
                modules: sees.iter().map(own_name).filter(|(name, _)| !name.is_empty()).collect(),
                misses_names: library.layers(module).iter().any(|layer| library.get(*layer).misses_names),
                sees,
            }
        })
        .collect();
    Unit { members }
}

fn alias(import: &Import) -> Option<(String, ModuleId)> {
    Some((import.alias.clone()?, import.module))
}

/// Modules reached from the root without passing a `shadow`.
fn enforced(library: &Library, root: ModuleId) -> BTreeSet<ModuleId> {
    let mut found = BTreeSet::new();
    let mut open = vec![root];
    while let Some(module) = open.pop() {
        if found.insert(module) {
            let module = library.get(module);
            open.extend(module.uses.iter().filter(|import| !import.shadow).map(|import| import.module));
            open.extend(module.extends);
        }
    }
    found
}

/// What a module sees: itself, what it uses, and what its bases see.
fn sees(library: &Library, module: ModuleId) -> BTreeSet<ModuleId> {
    let mut found = BTreeSet::new();
    for layer in library.layers(module) {
        found.insert(layer);
        found.extend(library.get(layer).uses.iter().map(|import| import.module));
    }
    found
}

/// The root and all it stands on, each after what it needs: a walk in depth, whose path is kept by
/// hand because imports may be long chains.
fn in_order(library: &Library, root: ModuleId, diagnostics: &mut Vec<Diagnostic>) -> Vec<ModuleId> {
    let open = |module: ModuleId| {
        let needs: Vec<ModuleId> = library.get(module).imports().map(|(next, _)| next).collect();
        (module, needs.into_iter())
    };
    let mut order = Vec::new();
    let mut seen = BTreeSet::from([root]);
    let mut path = vec![open(root)];
    while let Some((module, needs)) = path.last_mut() {
        let Some(next) = needs.next() else {
            order.push(*module);
            path.pop();
            continue;
        };
        if seen.insert(next) {
            path.push(open(next));
        } else if let Some(start) = path.iter().position(|(on_path, _)| *on_path == next) {
            let cycle: Vec<ModuleId> = path[start..].iter().map(|(module, _)| *module).collect();
            diagnostics.push(import_cycle(library, &cycle));
        }
    }
    order
}

/// One message for a cycle, wherever the walk has entered it: it begins at the first name.
fn import_cycle(library: &Library, cycle: &[ModuleId]) -> Diagnostic {
    let name = |module: &ModuleId| library.get(*module).name.as_str();
    let first = (0..cycle.len()).min_by_key(|at| name(&cycle[*at])).unwrap_or(0);
    let cycle: Vec<ModuleId> = cycle.iter().cycle().skip(first).take(cycle.len()).copied().collect();
    let steps: Vec<(ModuleId, ModuleId, Span)> = cycle
        .iter()
        .zip(cycle.iter().cycle().skip(1))
        .filter_map(|(from, to)| {
            let mut imports = library.get(*from).imports();
            imports.find(|(next, _)| next == to).map(|(_, span)| (*from, *to, span))
        })
        .collect();
    let start = library.get(cycle[0]);
    let mut names: Vec<&str> = cycle.iter().map(name).collect();
    if names.len() > 8 {
        names.splice(4..names.len() - 3, ["…"]);
    }
    let message = format!("`{}` needs itself: {} → {}", start.name, names.join(" → "), start.name);
    let span = steps.first().map_or(start.name_span, |(.., span)| *span);
    let needs = |from: &ModuleId, to: &ModuleId| format!("`{}` needs `{}`", name(from), name(to));
    let label = steps.first().map_or(String::new(), |(from, to, _)| needs(from, to));
    let diagnostic =
        Diagnostic::new(Code::ImportCycle, span, message).here(label).help(if cycle.len() == 1 {
            "remove it"
        } else {
            "remove one of these, or move what both sides need into a module of its own"
        });
    steps
        .iter()
        .skip(1)
        .take(3)
        .fold(diagnostic, |diagnostic, (from, to, span)| diagnostic.also(*span, needs(from, to)))
}
