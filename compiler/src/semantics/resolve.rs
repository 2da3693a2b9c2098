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
}

impl Unit {
    /// The root member's module.
    pub fn root(&self) -> ModuleId {
        self.members.last().map_or(ModuleId(0), |member| member.module)
    }

    /// The member that a module is.
    pub fn member(&self, module: ModuleId) -> Option<&Member> {
        self.members.iter().find(|member| member.module == module)
    }
}

/// The unit of one module. Import cycles are reported once per unit and cut.
pub fn unit(library: &Library, root: ModuleId, diagnostics: &mut Vec<Diagnostic>) -> Unit {
    let mut walk = Walk { library, order: Vec::new(), path: Vec::new(), diagnostics };
    walk.visit(root);
    let order = walk.order;
    let layers = library.layers(root);
    let enforced = enforced(library, root);
    let members = order
        .into_iter()
        .map(|module| Member {
            module,
            shadow: !enforced.contains(&module),
            is_layer: layers.contains(&module),
            sees: sees(library, module),
            aliases: library.get(module).uses.iter().filter_map(alias).collect(),
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

/// Depth-first walk over imports.
struct Walk<'a> {
    library: &'a Library,
    order: Vec<ModuleId>,
    path: Vec<ModuleId>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Walk<'_> {
    fn visit(&mut self, module: ModuleId) {
        if self.order.contains(&module) || self.path.contains(&module) {
            return;
        }
        self.path.push(module);
        let library = self.library;
        for (next, span) in library.get(module).imports() {
            if let Some(start) = self.path.iter().position(|on_path| *on_path == next) {
                let mut names: Vec<&str> =
                    self.path[start..].iter().map(|id| library.get(*id).name.as_str()).collect();
                names.push(&library.get(next).name);
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::ImportCycle,
                        span,
                        format!("`{}` needs itself: {}", library.get(next).name, names.join(" → ")),
                    )
                    .help("move what both need into a module of its own"),
                );
            } else {
                self.visit(next);
            }
        }
        self.path.pop();
        self.order.push(module);
    }
}
