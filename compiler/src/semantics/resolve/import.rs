//! Headers and imports: from parsed files to modules that know each other.

use crate::diag::{Code, Diagnostic, suggest};
use crate::source::{FileId, Provenance, Span};
use crate::syntax::ast::{Decl, Extends, File, Header, Use};
use std::collections::BTreeMap;

/// A module of the [`Library`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleId(pub u32);

/// One policy or module.
#[derive(Debug)]
pub struct Module {
    /// Its declared name.
    pub name: String,
    /// Its version; empty for a module.
    pub version: String,
    /// `policy` rather than `module`.
    pub is_policy: bool,
    /// Where its name stands.
    pub name_span: Span,
    /// The text it stands in.
    pub file: FileId,
    /// Who supplied it.
    pub provenance: Provenance,
    /// Its syntax tree.
    pub tree: File,
    /// What it uses.
    pub uses: Vec<Import>,
    /// The policy below it.
    pub extends: Option<ModuleId>,
    extends_span: Option<Span>,
}

/// A `use`.
#[derive(Clone, Debug)]
pub struct Import {
    /// What is used.
    pub module: ModuleId,
    /// `as NAME`
    pub alias: Option<String>,
    /// `shadow`
    pub shadow: bool,
    /// Where it stands.
    pub span: Span,
}

impl Module {
    /// Everything it needs, with the place that says so.
    pub fn imports(&self) -> impl Iterator<Item = (ModuleId, Span)> + '_ {
        let uses = self.uses.iter().map(|import| (import.module, import.span));
        self.extends.zip(self.extends_span).into_iter().chain(uses)
    }
}

/// All modules of a compilation.
#[derive(Debug, Default)]
pub struct Library {
    modules: Vec<Module>,
    by_name: BTreeMap<String, ModuleId>,
}

impl Library {
    /// A module.
    pub fn get(&self, id: ModuleId) -> &Module {
        &self.modules[id.0 as usize]
    }

    /// All modules with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (ModuleId, &Module)> {
        (0..).map(ModuleId).zip(&self.modules)
    }

    /// The module of this name.
    pub fn find(&self, name: &str) -> Option<ModuleId> {
        self.by_name.get(name).copied()
    }

    /// The module and its bases, topmost layer first. A cycle of bases is cut.
    pub fn layers(&self, module: ModuleId) -> Vec<ModuleId> {
        let mut layers = vec![module];
        let mut current = module;
        while let Some(base) = self.get(current).extends {
            if layers.contains(&base) {
                break;
            }
            layers.push(base);
            current = base;
        }
        layers
    }
}

/// A parsed file, on its way to become a module.
#[derive(Debug)]
pub struct Text {
    /// Which file.
    pub file: FileId,
    /// Who supplied it.
    pub provenance: Provenance,
    /// Set on the standard library's own texts: only those may be called `std`.
    pub may_be_std: bool,
    /// Its syntax tree.
    pub tree: File,
}

/// Builds the library: reads headers, then connects `use` and `extends` by declared name.
pub fn library(texts: Vec<Text>, diagnostics: &mut Vec<Diagnostic>) -> Library {
    let mut library = Library::default();
    for text in texts {
        let Some(module) = read_header(text, diagnostics) else { continue };
        let id = ModuleId(u32::try_from(library.modules.len()).unwrap_or(u32::MAX));
        if let Some(first) = library.find(&module.name) {
            diagnostics.push(two_of_a_name(&module, library.get(first)));
            continue;
        }
        library.by_name.insert(module.name.clone(), id);
        library.modules.push(module);
    }
    for index in 0..library.modules.len() {
        connect(&mut library, index, diagnostics);
    }
    library
}

fn two_of_a_name(module: &Module, first: &Module) -> Diagnostic {
    let message = format!("`{}` is declared by two files", module.name);
    Diagnostic::new(Code::DuplicateName, module.name_span, message)
        .here("declared again")
        .also(first.name_span, "first declared here")
        .help("give one of them another name")
}

fn read_header(text: Text, diagnostics: &mut Vec<Diagnostic>) -> Option<Module> {
    let Text { file, provenance, may_be_std, tree } = text;
    let mut header: Option<(&Header, bool, Span)> = None;
    for (index, item) in tree.items.iter().enumerate() {
        let (found, is_policy) = match &item.decl {
            Decl::Policy(found) => (found, true),
            Decl::Module(found) => (found, false),
            _ => continue,
        };
        if let Some((_, _, first)) = header {
            diagnostics.push(
                Diagnostic::new(Code::MisplacedHeader, item.span, "a file is one policy or one module")
                    .here("a second header")
                    .also(first, "the first one"),
            );
            continue;
        }
        if index > 0 && !matches!(tree.items[0].decl, Decl::Error) {
            diagnostics.push(
                Diagnostic::new(Code::MisplacedHeader, item.span, "the header must stand first")
                    .also(tree.items[0].span, "stands before it"),
            );
        }
        header = Some((found, is_policy, item.span));
    }
    let Some((header, is_policy, _)) = header else {
        if !tree.items.iter().any(|item| matches!(item.decl, Decl::Error)) {
            let span = tree.items.first().map_or(Span::new(file, 0, 0), |item| item.span);
            diagnostics.push(
                Diagnostic::new(Code::MissingHeader, span, "the file does not say what it is")
                    .help("begin it with `policy NAME \"1.0.0\"`, or with `module NAME` if others use it"),
            );
        }
        return None;
    };
    let name = header.name.text();
    let (name_span, version) = (header.name.span, header.version.as_ref());
    let version = version.map(|text| text.value.clone()).unwrap_or_default();
    if provenance != Provenance::Library && !may_be_std && (name == "std" || name.starts_with("std.")) {
        diagnostics.push(
            Diagnostic::new(Code::ReservedName, name_span, "`std` is the name of the standard library")
                .help("begin the name with that of your organisation, such as `acme`"),
        );
    }
    Some(Module {
        name,
        version,
        is_policy,
        name_span,
        file,
        provenance,
        tree,
        uses: Vec::new(),
        extends: None,
        extends_span: None,
    })
}

/// Resolves the imports of one module.
fn connect(library: &mut Library, index: usize, diagnostics: &mut Vec<Diagnostic>) {
    let mut uses: Vec<Import> = Vec::new();
    let mut extends: Option<(ModuleId, Span)> = None;
    let module = &library.modules[index];
    for item in &module.tree.items {
        match &item.decl {
            Decl::Use(used) => {
                let Some(import) = resolve_use(library, used, item.span, diagnostics) else { continue };
                if uses.iter().any(|earlier| earlier.module == import.module) {
                    let message = format!("`{}` is used twice", used.module.text());
                    diagnostics.push(
                        Diagnostic::new(Code::DuplicateName, used.module.span, message)
                            .help("remove one of them"),
                    );
                    continue;
                }
                uses.push(import);
            }
            Decl::Extends(found) => match (resolve_extends(library, module, found, diagnostics), extends) {
                (Some(_), Some((_, first))) => diagnostics.push(
                    Diagnostic::new(Code::WrongImport, item.span, "a policy extends one base")
                        .here("a second base")
                        .also(first, "the first one"),
                ),
                (Some(base), None) => extends = Some((base, item.span)),
                (None, _) => {}
            },
            _ => {}
        }
    }
    let module = &mut library.modules[index];
    module.uses = uses;
    module.extends = extends.map(|(base, _)| base);
    module.extends_span = extends.map(|(_, span)| span);
}

fn resolve_use(
    library: &Library,
    used: &Use,
    span: Span,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Import> {
    let name = used.module.text();
    let Some(found) = library.find(&name) else {
        diagnostics.push(unknown(library, &name, used.module.span, false));
        return None;
    };
    if library.get(found).is_policy {
        diagnostics.push(
            Diagnostic::new(
                Code::WrongImport,
                used.module.span,
                format!("`{name}` is a policy, not a module"),
            )
            .also(library.get(found).name_span, "declared here")
            .help(format!("write `extends {name}` to build on it, or make it a `module` to use it")),
        );
        return None;
    }
    let alias = used.alias.as_ref().map(|alias| alias.text.clone());
    Some(Import { module: found, alias, shadow: used.shadow.is_some(), span })
}

fn resolve_extends(
    library: &Library,
    module: &Module,
    extends: &Extends,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ModuleId> {
    let name = extends.base.text();
    let Some(found) = library.find(&name) else {
        diagnostics.push(unknown(library, &name, extends.base.span, true));
        return None;
    };
    if !library.get(found).is_policy || !module.is_policy {
        let message = if module.is_policy {
            format!("`{name}` is a module, not a policy")
        } else {
            "only a policy extends another".to_owned()
        };
        diagnostics.push(
            Diagnostic::new(Code::WrongImport, extends.base.span, message)
                .also(library.get(found).name_span, "declared here")
                .help(format!("write `use {name}`")),
        );
        return None;
    }
    Some(found)
}

fn unknown(library: &Library, name: &str, span: Span, policy: bool) -> Diagnostic {
    let what = if policy { "policy" } else { "module" };
    let candidates =
        library.modules.iter().filter(|module| module.is_policy == policy).map(|m| m.name.as_str());
    let diagnostic = Diagnostic::new(Code::UnknownModule, span, format!("there is no {what} `{name}`"));
    match suggest::nearest(name, candidates) {
        Some(near) => diagnostic.replace_with(near),
        None => diagnostic.help(format!(
            "a {what} is found by the name it declares, among the given files, those beside them, and `std`"
        )),
    }
}
