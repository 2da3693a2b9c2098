//! Headers and imports: from parsed files to modules that know each other.
//!
//! A mistake here would be followed by one message for each name that does not resolve. So a
//! misspelt import is read as what it resembles, one of the wrong sort as what it names, and a
//! file without a header as a policy without a name. Where nothing of the kind is possible the
//! module [misses names](Module::misses_names), and whoever looks one up in vain stays silent.

use crate::diag::{Code, Diagnostic, suggest};
use crate::semantics::error;
use crate::source::{FileId, Provenance, Span};
use crate::syntax::ast::{Decl, Entry, Extends, File, Header, Name, Path, Use, Word};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

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
    /// Something that it imports is not there (and reported): any name may have come from that.
    pub misses_names: bool,
    extends_span: Option<Span>,
    broken: BTreeSet<String>,
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
    /// Whether a name may stand in a declaration of this file that did not parse.
    pub fn may_declare(&self, name: &str) -> bool {
        self.broken.contains(name)
    }

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
    declared: OnceCell<Declared>,
}

/// The modules that declare an entry, with its path, by the entry's last part.
type Declared = BTreeMap<(Word, String), Vec<(ModuleId, String)>>;

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

    /// The module that a text is.
    pub fn of_file(&self, file: FileId) -> Option<ModuleId> {
        self.iter().find(|(_, module)| module.file == file).map(|(id, _)| id)
    }

    /// The module and its bases, topmost layer first. A cycle of bases is cut.
    pub fn layers(&self, module: ModuleId) -> Vec<ModuleId> {
        let mut layers = vec![module];
        let mut seen = BTreeSet::from([module]);
        let mut current = module;
        while let Some(base) = self.get(current).extends.filter(|base| seen.insert(*base)) {
            layers.push(base);
            current = base;
        }
        layers
    }

    /// Modules that declare an entry of this path, or one that the path is the end of. For
    /// messages only: whether they are imported is another matter.
    pub fn declaring(&self, word: Word, path: &Path) -> Vec<ModuleId> {
        let text = path.text();
        let Some(last) = path.parts.last() else { return Vec::new() };
        let declared = self.declared.get_or_init(|| declared(&self.modules));
        let known = declared.get(&(word, last.text.clone())).map(Vec::as_slice).unwrap_or_default();
        let fits =
            |path: &str| path == text || path.strip_suffix(&text).is_some_and(|head| head.ends_with('.'));
        let mut found: Vec<ModuleId> =
            known.iter().filter(|(_, path)| fits(path)).map(|(module, _)| *module).collect();
        found.dedup();
        found
    }
}

/// What every module declares. Policies are left out: they are not used by name.
fn declared(modules: &[Module]) -> Declared {
    fn add(module: ModuleId, word: Word, entry: &Entry, above: &str, all: &mut Declared) {
        let path = format!("{above}{}", entry.name.text);
        let below = format!("{path}.");
        all.entry((word, entry.name.text.clone())).or_default().push((module, path));
        entry.kinds.iter().for_each(|inner| add(module, word, inner, &below, all));
    }
    let mut all = Declared::default();
    for (id, module) in (0..).map(ModuleId).zip(modules).filter(|(_, module)| !module.is_policy) {
        for item in &module.tree.items {
            if let Decl::Vocabulary(vocabulary) = &item.decl {
                add(id, vocabulary.word, &vocabulary.entry, "", &mut all);
            }
        }
    }
    all
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
        let module = read_header(text, diagnostics);
        let id = ModuleId(u32::try_from(library.modules.len()).unwrap_or(u32::MAX));
        if let Some(first) = library.find(&module.name) {
            diagnostics.push(two_of_a_name(&module, library.get(first)));
            continue;
        }
        if !module.name.is_empty() {
            library.by_name.insert(module.name.clone(), id);
        }
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

/// A file as a module. One that does not say what it is counts as a policy without a name, so that
/// what else is wrong with it is found in the same run.
fn read_header(text: Text, diagnostics: &mut Vec<Diagnostic>) -> Module {
    let Text { file, provenance, may_be_std, tree } = text;
    let mut header: Option<(&Header, bool, Span)> = None;
    for (index, item) in tree.items.iter().enumerate() {
        let (found, is_policy) = match &item.decl {
            Decl::Policy(found) => (found, true),
            Decl::Module(found) => (found, false),
            _ => continue,
        };
        if let Some((_, _, first)) = header {
            diagnostics.push(second_header(item.span, first));
            continue;
        }
        if index > 0 && !matches!(tree.items[0].decl, Decl::Error) {
            diagnostics.push(late_header(item.span, tree.items[0].span));
        }
        header = Some((found, is_policy, item.span));
    }
    let mut module = Module {
        name: String::new(),
        version: String::new(),
        is_policy: true,
        name_span: Span::new(file, 0, 0),
        file,
        provenance,
        uses: Vec::new(),
        extends: None,
        misses_names: false,
        extends_span: None,
        broken: tree.broken.iter().map(|name: &Name| name.text.clone()).collect(),
        tree: File::default(),
    };
    match header {
        Some((header, is_policy, _)) => {
            module.name = header.name.text();
            module.name_span = header.name.span;
            module.is_policy = is_policy;
            module.version = header.version.as_ref().map(|text| text.value.clone()).unwrap_or_default();
            let is_std = module.name == "std" || module.name.starts_with("std.");
            if is_std && provenance != Provenance::Library && !may_be_std {
                diagnostics.push(name_of_std(module.name_span));
            }
        }
        None if tree.items.iter().any(|item| matches!(item.decl, Decl::Error)) => {}
        None => diagnostics.push(no_header(file, tree.items.first().map(|item| item.span))),
    }
    module.tree = tree;
    module
}

fn second_header(span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::MisplacedHeader, span, "a file is one policy or one module")
        .here("a second header")
        .also(first, "the first one")
        .help("remove it, or move what belongs to it into a file of its own")
}

fn late_header(span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::MisplacedHeader, span, "the header must stand first")
        .also(first, "stands before it")
        .help("move it to the top of the file")
}

fn no_header(file: FileId, first: Option<Span>) -> Diagnostic {
    let span = first.unwrap_or(Span::new(file, 0, 0));
    Diagnostic::new(Code::MissingHeader, span, "the file does not say what it is")
        .help("begin it with `policy NAME \"1.0.0\"`, or with `module NAME` if others use it")
}

fn name_of_std(span: Span) -> Diagnostic {
    Diagnostic::new(Code::ReservedName, span, "`std` is the name of the standard library")
        .help("begin the name with that of your organisation, such as `acme`")
}

/// Resolves the imports of one module.
fn connect(library: &mut Library, index: usize, diagnostics: &mut Vec<Diagnostic>) {
    let mut imports = Imports::default();
    let module = &library.modules[index];
    for item in &module.tree.items {
        match &item.decl {
            Decl::Use(used) => imports.add_use(library, used, item.span, diagnostics),
            Decl::Extends(extends) => imports.add_base(library, module, extends, item.span, diagnostics),
            _ => {}
        }
    }
    let module = &mut library.modules[index];
    module.uses = imports.uses;
    module.extends = imports.base.map(|(base, _)| base);
    module.extends_span = imports.base.map(|(_, span)| span);
    module.misses_names = imports.misses_names;
}

/// What a module imports, as far as it has been read.
#[derive(Default)]
struct Imports {
    uses: Vec<Import>,
    base: Option<(ModuleId, Span)>,
    misses_names: bool,
}

impl Imports {
    fn add_use(&mut self, library: &Library, used: &Use, span: Span, diagnostics: &mut Vec<Diagnostic>) {
        let path = &used.module;
        let Some(found) = self.find(library, path, Sort::Module, diagnostics) else { return };
        if let Some(earlier) = self.uses.iter().find(|earlier| earlier.module == found) {
            diagnostics.push(used_twice(path, earlier.span));
            return;
        }
        if library.get(found).is_policy {
            diagnostics.push(use_of_policy(path, library.get(found)));
        }
        if let Some(alias) = &used.alias
            && let Some(earlier) = self.uses.iter().find(|use_| use_.alias.as_ref() == Some(&alias.text))
        {
            diagnostics.push(error::declared_again("alias", &alias.text, alias.span, earlier.span, None));
        }
        let alias = used.alias.as_ref().map(|alias| alias.text.clone());
        self.uses.push(Import { module: found, alias, shadow: used.shadow.is_some(), span });
    }

    fn add_base(
        &mut self,
        library: &Library,
        module: &Module,
        extends: &Extends,
        span: Span,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let path = &extends.base;
        let Some(found) = self.find(library, path, Sort::Policy, diagnostics) else { return };
        if !module.is_policy || !library.get(found).is_policy {
            diagnostics.push(if module.is_policy {
                extends_module(path, library.get(found))
            } else {
                module_extends(span, module, library.get(found))
            });
            if !self.uses.iter().any(|earlier| earlier.module == found) {
                self.uses.push(Import { module: found, alias: None, shadow: false, span });
            }
            return;
        }
        match self.base {
            Some((_, first)) => diagnostics.push(second_base(span, first)),
            None => self.base = Some((found, span)),
        }
    }

    /// The module of a name, or the one that it resembles; otherwise names will be missing.
    fn find(
        &mut self,
        library: &Library,
        path: &Path,
        sort: Sort,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<ModuleId> {
        let name = path.text();
        if let Some(found) = library.find(&name) {
            return Some(found);
        }
        let near = near(library, &name, sort);
        if near.is_some() || !may_be_unread(library, path) {
            diagnostics.push(unknown(&name, path.span, sort, near));
        }
        let found = near.and_then(|near| library.find(near));
        self.misses_names |= found.is_none();
        found
    }
}

/// What an import asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Module,
    Policy,
}

impl Sort {
    fn text(self) -> &'static str {
        match self {
            Sort::Module => "module",
            Sort::Policy => "policy",
        }
    }
}

/// The name that was meant: one of the right sort, or else of the other.
fn near<'l>(library: &'l Library, name: &str, sort: Sort) -> Option<&'l str> {
    let named = || library.modules.iter().filter(|module| !module.name.is_empty());
    let of = |wanted: bool| {
        named().filter(move |module| module.is_policy == wanted).map(|module| module.name.as_str())
    };
    let wanted = sort == Sort::Policy;
    suggest::nearest(name, of(wanted)).or_else(|| suggest::nearest(name, of(!wanted)))
}

/// Whether some file that does not say what it is may be the one that is asked for.
fn may_be_unread(library: &Library, path: &Path) -> bool {
    let nameless = library.modules.iter().filter(|module| module.name.is_empty());
    nameless.into_iter().any(|module| path.parts.iter().all(|part| module.may_declare(&part.text)))
}

fn used_twice(path: &Path, first: Span) -> Diagnostic {
    let message = format!("`{}` is used twice", path.text());
    Diagnostic::new(Code::DuplicateName, path.span, message)
        .also(first, "first used here")
        .help("remove one of them")
}

fn use_of_policy(path: &Path, found: &Module) -> Diagnostic {
    let name = &found.name;
    Diagnostic::new(Code::WrongImport, path.span, format!("`{name}` is a policy, not a module"))
        .also(found.name_span, "declared here")
        .help(format!("write `extends {name}` to build on it, or make it a `module` to use it"))
}

fn extends_module(path: &Path, found: &Module) -> Diagnostic {
    let name = &found.name;
    Diagnostic::new(Code::WrongImport, path.span, format!("`{name}` is a module, not a policy"))
        .also(found.name_span, "declared here")
        .help(format!("write `use {name}`"))
}

fn module_extends(span: Span, module: &Module, found: &Module) -> Diagnostic {
    let name = &found.name;
    let help = if found.is_policy {
        format!(
            "make `{}` a policy, or move what it needs of `{name}` into a module that both use",
            module.name
        )
    } else {
        format!("write `use {name}`")
    };
    Diagnostic::new(Code::WrongImport, span, "only a policy extends another")
        .also(module.name_span, "this is a module")
        .help(help)
}

fn second_base(span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::WrongImport, span, "a policy extends one base")
        .here("a second base")
        .also(first, "the first one")
        .help("let one of the bases extend the other, or make one of them a `module` and `use` it")
}

fn unknown(name: &str, span: Span, sort: Sort, near: Option<&str>) -> Diagnostic {
    let what = sort.text();
    let diagnostic = Diagnostic::new(Code::UnknownModule, span, format!("there is no {what} `{name}`"));
    match (near, sort) {
        (Some(near), _) => diagnostic.replace_with(near),
        (None, Sort::Module) => diagnostic.help(
            "a module is found by the name it declares, among the given files, those beside them, and `std`",
        ),
        (None, Sort::Policy) => diagnostic
            .help("a policy is found by the name it declares, among the given files and those beside them"),
    }
}
