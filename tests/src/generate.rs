//! Policies and records, made up.
//!
//! [`policy`] writes a policy as text: modules, perhaps a base, and the policy itself, each a file
//! of declarations that the front end reads like any other. It is meant to be well-typed; where it
//! is not, the checker says so. [`record`] writes records for any checked policy, near to what its
//! conditions ask.
//!
//! What is left out: what is not evaluated yet (memory, origins, detectors), tests and proofs.

mod condition;
mod constant;
mod number;
pub mod record;
mod rule;
mod sample;
mod test;
mod text;
mod tool;
mod vocabulary;
mod words;
mod world;

use crate::dice::Dice;
use crate::tree::Tree;
use agp_abi::Verdict;
use agp_compiler::source::{Provenance, Sources};
use std::fmt::Write as _;
use vocabulary::Place;
use world::World;

/// What a declaration is, as far as the laws care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A rule of this verdict and name.
    Rule(Verdict, String),
    /// Any other declaration.
    Other,
}

/// A declaration.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub tree: Tree,
}

/// A policy or module.
#[derive(Clone, Debug)]
pub struct File {
    /// The name its header declares.
    pub name: String,
    /// The header.
    pub header: String,
    /// Everything else.
    pub items: Vec<Item>,
    /// Whether it is checked for itself, or only where it is imported.
    pub provenance: Provenance,
}

/// A policy in several files; the last one is the policy itself.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The files.
    pub files: Vec<File>,
}

impl Policy {
    /// The name of the policy itself.
    pub fn name(&self) -> &str {
        self.files.last().map_or("", |file| &file.name)
    }

    /// The files as the compiler reads them.
    pub fn sources(&self) -> Sources {
        let mut sources = Sources::default();
        for file in &self.files {
            sources.add(format!("{}.agp", file.name), file.text(), file.provenance);
        }
        sources
    }
}

impl File {
    /// The text.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n\n", self.header);
        for item in &self.items {
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "{}", item.tree);
        }
        text
    }
}

/// Names that may stand for one thing only in all files.
#[derive(Debug, Default)]
struct Taken(Vec<String>);

impl Taken {
    /// A name of these, with a number behind it where it is taken.
    fn fresh(&mut self, dice: &mut Dice<'_>, from: &[&str]) -> String {
        let wanted = *dice.pick(from);
        let mut name = wanted.to_owned();
        let mut number = 2;
        while self.0.contains(&name) {
            name = format!("{wanted}{number}");
            number += 1;
        }
        self.0.push(name.clone());
        name
    }
}

/// What all files of a policy share while they are written.
struct Names {
    tools: Taken,
    signals: Taken,
    /// `let`s and risks.
    items: Taken,
}

/// A policy.
pub fn policy(dice: &mut Dice<'_>) -> Policy {
    let mut names = Names { tools: Taken::default(), signals: Taken::default(), items: Taken::default() };
    let mut writer = Writer { files: Vec::new(), modules: Vec::new(), names: &mut names };
    let modules = dice.weighted(&[(60, 0), (25, 1), (15, 2)]);
    for at in 0..modules {
        writer.module(dice, at);
    }
    let base = dice.chance(20).then(|| writer.base(dice));
    writer.root(dice, base);
    Policy { files: writer.files }
}

/// A module that later files may use.
struct Module {
    name: String,
    own: World,
    /// Whether some of its names are those of another module.
    twin: bool,
    /// Whether the base uses it.
    used: bool,
}

/// A base policy: its name, and all that it sees.
struct Base {
    name: String,
    sees: World,
}

struct Writer<'n> {
    files: Vec<File>,
    modules: Vec<Module>,
    names: &'n mut Names,
}

impl Writer<'_> {
    fn module(&mut self, dice: &mut Dice<'_>, at: usize) {
        let name = (*dice.pick(&[["acme.m0", "beta.m0"], ["acme.x.m1", "zeta.m1"]][at])).to_owned();
        let mut world = World::builtin();
        let twin = at > 0 && dice.chance(30);
        let mut items = Vec::new();
        if !twin && dice.chance(40) {
            self.imports(dice, &mut world, &mut items, 50, false);
        }
        let start = world.clone();
        self.declarations(dice, &mut world, &mut items, Place { below_others: true, layer: false }, 0);
        let mut rules = Taken::default();
        for _ in 0..dice.below(3) {
            if let Some(verdict) = restricting(dice, &world) {
                items.push(rule::rule(dice, &world, &mut rules, verdict));
            }
        }
        self.modules.push(Module { name: name.clone(), own: world.beyond(&start), twin, used: false });
        let provenance = beside(dice);
        self.files.push(File { header: format!("module {name}"), name, items, provenance });
    }

    fn base(&mut self, dice: &mut Dice<'_>) -> Base {
        let name = "acme.base".to_owned();
        let mut world = World::builtin();
        let mut items = Vec::new();
        self.imports(dice, &mut world, &mut items, 50, true);
        self.declarations(dice, &mut world, &mut items, Place { below_others: true, layer: false }, 1);
        items.extend(rules(dice, &world));
        let provenance = beside(dice);
        let header = format!("policy {name} \"0.1\"");
        self.files.push(File { header, name: name.clone(), items, provenance });
        // A layer sees by their own names what the base has renamed.
        world.forget_aliases();
        Base { name, sees: world }
    }

    fn root(&mut self, dice: &mut Dice<'_>, base: Option<Base>) {
        let name = dice.word(&["acme.app", "zz.app", "a"]).to_owned();
        let mut items = Vec::new();
        let layer = base.is_some();
        let mut world = match base {
            Some(base) => {
                items.push(plain(format!("extends {}", base.name)));
                base.sees
            }
            None => World::builtin(),
        };
        self.imports(dice, &mut world, &mut items, 90, false);
        self.declarations(dice, &mut world, &mut items, Place { below_others: false, layer }, 1);
        items.extend(rules(dice, &world));
        let header = format!("policy {name} {}", words::quoted(dice.word(&["1.0.0", "", "2\"b"])));
        self.files.push(File { header, name, items, provenance: Provenance::Given });
    }

    /// `use`. What a base uses, its layer sees already.
    fn imports(
        &mut self,
        dice: &mut Dice<'_>,
        world: &mut World,
        items: &mut Vec<Item>,
        percent: usize,
        base: bool,
    ) {
        // A layer sees without its alias what its base renames.
        let fitting = |module: &Module| !(module.used || base && module.twin);
        for (at, module) in self.modules.iter_mut().enumerate().filter(|(_, module)| fitting(module)) {
            if !dice.chance(percent) {
                continue;
            }
            module.used = base;
            let short = ["mm", "other"][at];
            let alias = (module.twin || dice.chance(30)).then_some(short);
            let renamed = alias.map(|alias| format!(" as {alias}")).unwrap_or_default();
            let tried = if dice.chance(20) { " shadow" } else { "" };
            world.import(&module.own, alias);
            items.push(plain(format!("use {}{renamed}{tried}", module.name)));
        }
    }

    fn declarations(
        &mut self,
        dice: &mut Dice<'_>,
        world: &mut World,
        items: &mut Vec<Item>,
        place: Place,
        tools: usize,
    ) {
        items.extend(vocabulary::declare(dice, world, place).into_iter().map(other));
        items.extend(tool::signals(dice, world, &mut self.names.signals).into_iter().map(other));
        if tools > 0 || dice.chance(40) {
            items.extend(tool::declare(dice, world, &mut self.names.tools, 1).into_iter().map(other));
        }
        for _ in 0..dice.weighted(&[(50, 0), (30, 1), (20, 2)]) {
            if !world.tools.is_empty() {
                items.push(rule::let_(dice, world, &mut self.names.items));
            }
        }
        for _ in 0..dice.weighted(&[(40, 0), (45, 1), (15, 2)]) {
            if !world.tools.is_empty() {
                items.push(rule::risk(dice, world, &mut self.names.items));
            }
        }
    }
}

/// The rules of a policy.
fn rules(dice: &mut Dice<'_>, world: &World) -> Vec<Item> {
    let mut taken = Taken::default();
    let mut items = Vec::new();
    if dice.chance(80) {
        items.push(rule::wide(dice, world, &mut taken));
    }
    for _ in 0..dice.between(0, 2) {
        items.push(rule::rule(dice, world, &mut taken, Verdict::Allow));
    }
    for _ in 0..dice.between(1, 5) {
        if let Some(verdict) = restricting(dice, world) {
            items.push(rule::rule(dice, world, &mut taken, verdict));
        }
    }
    items
}

/// A verdict that restricts and that can be written here.
fn restricting(dice: &mut Dice<'_>, world: &World) -> Option<Verdict> {
    use agp_compiler::syntax::ast::Word;
    let roles = !world.of(Word::Role).is_empty();
    let verdict = dice.weighted(&[
        (22, Verdict::Redact),
        (18, Verdict::Sandbox),
        (18, Verdict::Review),
        (14, Verdict::Pause),
        (16, Verdict::Deny),
        (12, Verdict::Halt),
    ]);
    (!world.tools.is_empty() && (roles || verdict != Verdict::Review)).then_some(verdict)
}

/// What is imported is sometimes only found.
fn beside(dice: &mut Dice<'_>) -> Provenance {
    if dice.chance(30) { Provenance::Beside } else { Provenance::Given }
}

fn plain(text: String) -> Item {
    other(Tree::text(text))
}

fn other(tree: Tree) -> Item {
    Item { kind: Kind::Other, tree }
}
