//! What every engine does here, and which there are.

#[cfg(feature = "peers")]
use crate::engines::peers::{casbin, cedar, cel, regorus, roto};
use crate::engines::{agp, bitmaps, generated, rows};
use crate::workload::{Record, Rule, Vocabulary};

/// What a record comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// A rule allows it and none denies it.
    Allow,
    /// A rule denies it.
    Deny,
    /// No rule says anything.
    Default,
}

impl Decision {
    /// From what was found among the rules.
    pub fn of(deny: bool, allow: bool) -> Decision {
        match (deny, allow) {
            (true, _) => Decision::Deny,
            (false, true) => Decision::Allow,
            (false, false) => Decision::Default,
        }
    }
}

/// An engine with rules loaded and records in its own form.
pub trait Engine {
    /// Decides on the record of this number.
    fn decide(&mut self, record: usize) -> Decision;

    /// Whether it tells a deny from no rule; one that does not says [`Decision::Deny`] to both.
    fn tells_default(&self) -> bool {
        true
    }

    /// The rules that matched in the last decision, in any order; `None` from an engine that does not
    /// keep them.
    fn matched(&mut self) -> Option<Vec<u32>> {
        None
    }
}

/// What does not depend on the rules.
pub struct World {
    pub vocabulary: Vocabulary,
    /// The vocabulary as it stands in the data.
    pub vocabulary_json: String,
    pub records: Vec<Record>,
}

/// Rules to decide by.
pub struct Case<'w> {
    pub world: &'w World,
    /// How many rules there are.
    pub size: usize,
    /// How many in a hundred may test the tool.
    pub share: usize,
    pub rules: Vec<Rule>,
    /// The rules in the shape of the data.
    pub rules_json: String,
}

impl Case<'_> {
    /// The denies, in order, then the allows: the order for an engine that stops early.
    pub fn denies_first(&self) -> impl Iterator<Item = &Rule> {
        let of = |deny| self.rules.iter().filter(move |rule| rule.deny == deny);
        of(true).chain(of(false))
    }
}

/// An engine made for a case, or why there is none.
pub type Built<'c> = Result<Box<dyn Engine + 'c>, String>;

/// Makes an engine for a case.
pub type Build = for<'c> fn(&'c Case<'_>) -> Built<'c>;

/// Every engine by name, in the order of the table.
pub const ENGINES: &[(&str, Build)] = &[
    ("straight code, first deny", generated::straight_first),
    ("straight code, all matched", generated::straight_all),
    ("jump code, first deny", generated::jump_first),
    ("jump code, all matched", generated::jump_all),
    ("straight rows, first deny", rows::straight_first),
    ("straight rows, all matched", rows::straight_all),
    ("jump rows, first deny", rows::jump_first),
    ("jump rows, all matched", rows::jump_all),
    ("bitmaps, first deny", bitmaps::first),
    ("bitmaps, all matched", bitmaps::all),
    ("agp safe, set and decide", agp::safe_set),
    ("agp native, set and decide", agp::native_set),
    ("agp safe, bound", agp::safe_bound),
    (BASE, agp::native_bound),
    #[cfg(feature = "peers")]
    ("roto", roto::build),
    #[cfg(feature = "peers")]
    ("cel", cel::build),
    #[cfg(feature = "peers")]
    ("regorus, bytecode", regorus::bytecode),
    #[cfg(feature = "peers")]
    ("regorus, tree", regorus::tree),
    #[cfg(feature = "peers")]
    ("cedar", cedar::build),
    #[cfg(feature = "peers")]
    ("casbin", casbin::build),
];

/// The engine that the others are compared with.
pub const BASE: &str = "agp native, bound";
