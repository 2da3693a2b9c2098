//! The closed lists of names: entries of all members of a unit, with their partial order.
//!
//! 1. [`builtins`]: what the language brings.
//! 2. [`Builder::declare`]: entries of each member, in dependency order; a name that an import
//!    brings may not be declared again, a built-in may be opened again.
//! 3. [`Builder::connect`]: parents by name, then the closure; cycles are reported and cut.
//! 4. [`Builder::guard_base`]: a layer places nothing below what its base keeps closed.
//! 5. [`Builder::distinguish`]: two entries of one path (from modules that do not see each other)
//!    get the module in front, so that decisions and records can tell them apart.

use super::scope::{Lookup, Names};
use super::{Library, ModuleId, Unit};
use crate::diag::{Code, Diagnostic};
use crate::semantics::check::miss;
use crate::semantics::error;
use crate::semantics::glob;
use crate::semantics::thir::{Entry, EntryId, Vocabularies};
use crate::source::Span;
use crate::syntax::ast::{self, Decl, Matching, Word};
use std::collections::{BTreeMap, BTreeSet};

/// The built-in class of what carries nothing.
pub const PUBLIC: &str = "public";
/// The built-in class of what nobody has labelled.
pub const UNLABELLED: &str = "unlabelled";
/// The built-in kind of what nobody has classified.
pub const UNCLASSIFIED: &str = "unclassified";
/// The built-in destination of what stays on the host.
pub const LOCAL: &str = "internal.local";

/// What the language brings, as (list, path).
pub const BUILTINS: &[(Word, &[&str])] = &[
    (Word::Class, &[PUBLIC, UNLABELLED]),
    (Word::Destination, &["internal", LOCAL, "external"]),
    (Word::Origin, &["user", "system", "self", "own", "records", "agent", "untrusted", "unseen"]),
    (
        Word::Kind,
        &[
            "read",
            "write",
            "send",
            "pay",
            "delete",
            "execute",
            "admin",
            "delegate",
            "credential",
            UNCLASSIFIED,
        ],
    ),
];

/// More entries above one are not followed, so that the order takes little room.
const MAX_ABOVE: usize = 256;

/// Builds the vocabularies of a unit and the names by which its members see them.
pub fn build(library: &Library, unit: &Unit, diagnostics: &mut Vec<Diagnostic>) -> (Vocabularies, Names) {
    let mut builder = Builder {
        library,
        unit,
        lists: Vocabularies::default(),
        names: Names::default(),
        parents: Vec::new(),
    };
    builder.builtins();
    for member in &unit.members {
        for item in &library.get(member.module).tree.items {
            if let Decl::Vocabulary(vocabulary) = &item.decl {
                builder.declare(member.module, vocabulary.word, &vocabulary.entry, None, diagnostics);
            }
        }
    }
    builder.connect(diagnostics);
    builder.guard_base(diagnostics);
    builder.distinguish();
    (builder.lists, builder.names)
}

/// A parent still to be resolved.
struct Parent {
    word: Word,
    child: EntryId,
    module: ModuleId,
    path: ast::Path,
}

struct Builder<'a> {
    library: &'a Library,
    unit: &'a Unit,
    lists: Vocabularies,
    names: Names,
    parents: Vec<Parent>,
}

impl Builder<'_> {
    fn builtins(&mut self) {
        for (word, paths) in BUILTINS {
            for path in *paths {
                let id = self.insert(*word, None, (*path).to_owned(), None);
                if let Some((above, _)) = path.rsplit_once('.') {
                    let parent =
                        self.lists.of(*word).iter().find(|(_, entry)| entry.path == above).map(|(id, _)| id);
                    self.lists.of_mut(*word).entries[id.0 as usize].parents.extend(parent);
                }
            }
        }
    }

    fn insert(&mut self, word: Word, module: Option<ModuleId>, path: String, span: Option<Span>) -> EntryId {
        let list = self.lists.of_mut(word);
        let id = EntryId(u32::try_from(list.entries.len()).unwrap_or(u32::MAX));
        self.names.add(word, id, module, &path);
        list.entries.push(Entry {
            path,
            module: module.map(|module| self.library.get(module).name.clone()).unwrap_or_default(),
            span,
            parents: Vec::new(),
            above: Vec::new(),
            detected: false,
            open: false,
            patterns: Vec::new(),
            otherwise: false,
        });
        id
    }

    /// Adds an entry and what stands inside its braces.
    fn declare(
        &mut self,
        module: ModuleId,
        word: Word,
        entry: &ast::Entry,
        outer: Option<EntryId>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let path = match outer {
            Some(outer) => format!("{}.{}", self.lists.of(word).entry(outer).path, entry.name.text),
            None => entry.name.text.clone(),
        };
        let id = match self.earlier(module, word, &path) {
            None => self.insert(word, Some(module), path, Some(entry.name.span)),
            Some((id, None)) => {
                self.guard_builtin(module, word, id, entry, diagnostics);
                id
            }
            Some((id, Some(owner))) => {
                let first = place(self.lists.of(word).entry(id));
                diagnostics.push(error::declared_again(
                    word.text(),
                    &path,
                    entry.name.span,
                    first,
                    (owner != module).then(|| self.library.get(owner).name.as_str()),
                ));
                id
            }
        };
        self.fill(module, word, id, entry, outer, diagnostics);
    }

    /// A built-in entry that is opened again keeps its place; and in a layer the built-in
    /// destinations that stay inside keep their meaning too, since the base's rules rest on them.
    fn guard_builtin(
        &self,
        module: ModuleId,
        word: Word,
        id: EntryId,
        entry: &ast::Entry,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let path = &self.lists.of(word).entry(id).path;
        if let Some(parent) = entry.parents.first() {
            let message = format!("the {} `{path}` is built in, and is a kind of nothing else", word.text());
            diagnostics.push(
                Diagnostic::new(Code::ReservedName, parent.span, message)
                    .help("declare an entry of your own, and say what that is a kind of"),
            );
        }
        let Some(base) = self.library.get(module).extends else { return };
        let open = self.unit.member(base).is_some_and(|base| self.opens(base, word, path));
        let changed = entry.matching.is_some() || entry.open.is_some();
        if changed && !open && word == Word::Destination && path != "external" {
            let base = &self.library.get(base).name;
            let message = format!("a layer may not change what `{path}` is: `{base}` keeps it closed");
            diagnostics.push(
                Diagnostic::new(Code::BelowBase, entry.span, message)
                    .help(format!("if that is meant, the base must say `destination {path} open`")),
            );
        }
    }

    /// Whether a base, or what it sees, says that a built-in entry is open.
    fn opens(&self, base: &super::Member, word: Word, path: &str) -> bool {
        base.sees.iter().any(|module| {
            self.library.get(*module).tree.items.iter().any(|item| match &item.decl {
                Decl::Vocabulary(vocabulary) => {
                    let entry = &vocabulary.entry;
                    vocabulary.word == word && entry.name.text == path && entry.open.is_some()
                }
                _ => false,
            })
        })
    }

    /// An entry of this path that the module declares already, or sees.
    fn earlier(&self, module: ModuleId, word: Word, path: &str) -> Option<(EntryId, Option<ModuleId>)> {
        let member = self.unit.member(module)?;
        self.names.of_path(word, path).find(|(_, owner)| member.sees_plainly(*owner))
    }

    fn fill(
        &mut self,
        module: ModuleId,
        word: Word,
        id: EntryId,
        entry: &ast::Entry,
        outer: Option<EntryId>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for path in &entry.parents {
            self.parents.push(Parent { word, child: id, module, path: path.clone() });
        }
        if let Some(matching) = &entry.matching
            && !matches!(word, Word::Destination | Word::Resource)
        {
            let span = match matching {
                Matching::Patterns(texts) => texts.first().map_or(entry.span, |text| text.span),
                Matching::Otherwise(span) => *span,
            };
            diagnostics.push(
                Diagnostic::new(
                    Code::WrongClause,
                    span,
                    format!("a {} does not match anything", word.text()),
                )
                .help("only destinations and resources have patterns"),
            );
        }
        if let Some(span) = entry.detected.filter(|_| word != Word::Class) {
            let message = format!("a {} is not found by detectors", word.text());
            diagnostics
                .push(Diagnostic::new(Code::WrongClause, span, message).help("only a class is `detected`"));
        }
        let inherits = outer.is_some_and(|outer| self.lists.of(word).entry(outer).detected);
        let target = &mut self.lists.of_mut(word).entries[id.0 as usize];
        target.detected |= entry.detected.is_some() || inherits;
        target.open |= entry.open.is_some();
        match &entry.matching {
            Some(Matching::Patterns(texts)) => {
                target.patterns.extend(texts.iter().map(|text| glob::of_entity(&text.value)));
                diagnostics.extend(texts.iter().filter_map(|text| miss::of_entity(word, text)));
            }
            Some(Matching::Otherwise(_)) => target.otherwise = true,
            None => {}
        }
        target.parents.extend(outer.filter(|outer| !target.parents.contains(outer)));
        for inner in &entry.kinds {
            self.declare(module, word, inner, Some(id), diagnostics);
        }
    }

    /// Resolves `is …`, then computes what each entry is a kind of.
    fn connect(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        for parent in std::mem::take(&mut self.parents) {
            let Some(member) = self.unit.member(parent.module) else { continue };
            let Parent { word, child, ref path, .. } = parent;
            match self.names.find(member, word, path) {
                Lookup::Found(id) => {
                    let parents = &mut self.lists.of_mut(word).entries[child.0 as usize].parents;
                    if !parents.contains(&id) {
                        parents.push(id);
                    }
                }
                Lookup::Unknown(_) if self.unit.may_be_unread(self.library, member, path) => {}
                problem => {
                    diagnostics.push(error::name(self.library, member, &self.lists, word, path, &problem));
                }
            }
        }
        for word in Vocabularies::WORDS {
            self.close(word, diagnostics);
        }
    }

    /// The reflexive transitive closure of one list.
    fn close(&mut self, word: Word, diagnostics: &mut Vec<Diagnostic>) {
        let count = self.lists.of(word).entries.len();
        let mut in_cycle = BTreeSet::new();
        let mut too_many = false;
        for start in (0..count).map(id_of) {
            let list = self.lists.of(word);
            let mut above = BTreeSet::from([start]);
            let mut open = list.entry(start).parents.clone();
            let mut cyclic = false;
            while let Some(id) = open.pop().filter(|_| above.len() <= MAX_ABOVE) {
                cyclic |= id == start;
                if above.insert(id) {
                    open.extend(&list.entry(id).parents);
                }
            }
            if above.len() > MAX_ABOVE {
                if !std::mem::replace(&mut too_many, true) {
                    diagnostics.push(too_many_above(word, list.entry(start)));
                }
            } else if cyclic && !in_cycle.contains(&start) {
                let members: Vec<EntryId> =
                    above.iter().copied().filter(|id| reaches(&self.lists, word, *id, start)).collect();
                diagnostics.push(cycle(word, &self.lists, start));
                in_cycle.extend(members);
            }
            self.lists.of_mut(word).entries[start.0 as usize].above = above.into_iter().collect();
        }
    }

    /// A layer puts nothing below what its base sees, unless the base leaves it open.
    fn guard_base(&self, diagnostics: &mut Vec<Diagnostic>) {
        for member in &self.unit.members {
            let Some(base) = self.library.get(member.module).extends else { continue };
            let Some(base) = self.unit.member(base) else { continue };
            let name = &self.library.get(member.module).name;
            for word in Vocabularies::WORDS {
                for (_, entry) in self.lists.of(word).iter().filter(|(_, entry)| entry.module == *name) {
                    if let Some(closed) = self.closed_above(word, entry, base) {
                        diagnostics.push(below(word, entry, closed, &self.library.get(base.module).name));
                    }
                }
            }
        }
    }

    /// The first closed entry of the base that an entry of the layer stands below.
    fn closed_above(&self, word: Word, entry: &Entry, base: &super::Member) -> Option<&Entry> {
        let list = self.lists.of(word);
        let is_open = |id: EntryId| list.entry(id).above.iter().any(|above| list.entry(*above).open);
        entry.parents.iter().map(|id| (*id, list.entry(*id))).find_map(|(id, parent)| {
            let of_base = base.sees.iter().any(|module| self.library.get(*module).name == parent.module);
            let guarded_builtin =
                parent.module.is_empty() && word == Word::Destination && parent.path != "external";
            ((of_base || guarded_builtin) && !is_open(id)).then_some(parent)
        })
    }

    fn distinguish(&mut self) {
        for word in Vocabularies::WORDS {
            let mut count: BTreeMap<String, usize> = BTreeMap::new();
            for entry in &self.lists.of(word).entries {
                *count.entry(entry.path.clone()).or_default() += 1;
            }
            for entry in &mut self.lists.of_mut(word).entries {
                if count.get(&entry.path).is_some_and(|count| *count > 1) && !entry.module.is_empty() {
                    entry.path = format!("{}.{}", entry.module, entry.path);
                }
            }
        }
    }
}

fn id_of(index: usize) -> EntryId {
    EntryId(u32::try_from(index).unwrap_or(u32::MAX))
}

/// One way around, from an entry back to it.
fn cycle(word: Word, lists: &Vocabularies, start: EntryId) -> Diagnostic {
    let list = lists.of(word);
    let mut around = vec![start];
    let mut current = start;
    while let Some(next) = list
        .entry(current)
        .parents
        .iter()
        .find(|parent| !around[1..].contains(parent) && reaches(lists, word, **parent, start))
    {
        current = *next;
        around.push(current);
        if current == start {
            break;
        }
    }
    let path = |id: &EntryId| list.entry(*id).path.as_str();
    let names: Vec<&str> = around.iter().map(path).collect();
    let message =
        format!("the {} `{}` is a kind of itself: {}", word.text(), path(&start), names.join(" → "));
    let diagnostic =
        Diagnostic::new(Code::VocabularyCycle, place(list.entry(start)), message).help("remove one `is`");
    let steps = around.windows(2).skip(1).take(3);
    steps.fold(diagnostic, |diagnostic, step| match list.entry(step[0]).span {
        Some(span) => diagnostic.also(span, format!("which is a kind of `{}`", path(&step[1]))),
        None => diagnostic,
    })
}

fn too_many_above(word: Word, entry: &Entry) -> Diagnostic {
    let message = format!("the {} `{}` is a kind of more than {MAX_ABOVE} others", word.text(), entry.path);
    Diagnostic::new(Code::HierarchyTooDeep, place(entry), message)
        .help("people tell a few levels apart: let entries be kinds of fewer others")
}

/// Where an entry is declared. What the language brings is never at fault.
fn place(entry: &Entry) -> Span {
    entry.span.unwrap_or(Span::new(crate::source::FileId(0), 0, 0))
}

/// Whether following parents from one entry leads to another.
fn reaches(lists: &Vocabularies, word: Word, from: EntryId, to: EntryId) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if id == to {
            return true;
        }
        if seen.insert(id) {
            open.extend(&lists.of(word).entry(id).parents);
        }
    }
    false
}

fn below(word: Word, entry: &Entry, closed: &Entry, base: &str) -> Diagnostic {
    let message = format!("`{}` may not stand below `{}`: `{base}` keeps it closed", entry.path, closed.path);
    let diagnostic = Diagnostic::new(Code::BelowBase, place(entry), message).help(format!(
        "if that is meant, the base must say `{} {} open`",
        word.text(),
        closed.path
    ));
    match closed.span {
        Some(declared) => diagnostic.also(declared, "declared here without `open`"),
        None => diagnostic,
    }
}
