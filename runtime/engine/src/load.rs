//! From tables to something that can be run: checked, indexed by name, automata read.
//!
//! In: [`Tables`], not trusted. Out: [`Loaded`], in which every index lies in its table, or a
//! [`LoadError`]. Nothing here is done again for a record.

use crate::classify::Claims;
use crate::handle::Generation;
use crate::json::{Document, Json};
use crate::kernel::steps::Residuals;
use crate::names::Names;
use crate::scan::{Automaton, Crowd, EndTable, Quick, quick};
use crate::verify;
use agp_abi::facts::Facts;
use agp_abi::tables::{MORE, Tables, ToolRow, set};
use std::fmt;

/// Why tables cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoadError {
    /// An index points outside the table it belongs to.
    Index {
        /// Whose row holds it, such as `rule` or `node`.
        table: &'static str,
        /// Which row.
        row: usize,
        /// What it should have pointed at.
        target: &'static str,
    },
    /// A row contradicts an invariant of the tables.
    Row {
        /// Whose row.
        table: &'static str,
        /// Which row.
        row: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The tables as a whole lack something or are too large.
    Tables {
        /// What is wrong with them.
        problem: &'static str,
    },
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::Index { table, row, target } => {
                write!(f, "{table} {row}: there is no such {target}")
            }
            LoadError::Row { table, row, problem } => write!(f, "{table} {row}: {problem}"),
            LoadError::Tables { problem } => f.write_str(problem),
        }
    }
}

impl std::error::Error for LoadError {}

/// Checked tables and what is derived from them.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    /// What handles of this policy are known by.
    pub(crate) generation: Generation,
    pub(crate) tables: Tables,
    /// One for each of [`Tables::automata`].
    pub(crate) automata: Vec<Automaton>,
    /// The patterns of destinations and resources.
    pub(crate) claims: Claims,
    /// The text tests that have a quick form.
    pub(crate) quick: Vec<Option<Quick>>,
    /// The ends of texts that the index reads.
    pub(crate) ends: Box<[EndTable]>,
    /// What the residual chains of rules come to.
    pub(crate) residuals: Residuals,
    /// For each slot, its tests.
    pub(crate) crowds: Vec<Crowd>,
    /// What binding starts from: nothing is known, and the facets that a record names are empty.
    pub(crate) blank: Facts,
    pub(crate) vocabulary: Vocabulary,
    /// For each of [`Tables::enums`], the places of its words.
    pub(crate) words: Vec<Names<usize>>,
    signals: Names<usize>,
    tools: Names<usize>,
    /// For each tool, its arguments.
    args: Vec<Names<usize>>,
    /// For each tool, the defaults of its arguments.
    defaults: Vec<Vec<Option<Document>>>,
}

impl Loaded {
    /// Checks and loads.
    pub(crate) fn new(tables: Tables) -> Result<Loaded, LoadError> {
        verify::tables(&tables)?;
        let automata = (0..).zip(&tables.automata).map(|(row, bytes)| {
            Automaton::read(bytes).map_err(|problem| LoadError::Row { table: "automaton", row, problem })
        });
        let args = |tool: &ToolRow| places("argument", tool.args.iter().map(|arg| arg.name.as_str()));
        let defaults = |tool: &ToolRow| {
            tool.args.iter().map(|arg| arg.default.as_deref().and_then(Document::read)).collect()
        };
        let mut blank = Facts::unknown(&tables);
        for facet in [set::ROLE, set::DATA, set::DESTINATION, set::RESOURCE] {
            blank.remove(facet, MORE);
        }
        Ok(Loaded {
            generation: Generation::next(),
            blank,
            quick: quick(&tables),
            ends: EndTable::all(&tables),
            residuals: Residuals::of(&tables),
            vocabulary: Vocabulary::of(&tables),
            words: tables
                .enums
                .iter()
                .map(|words| Names::of(words.iter().map(String::as_str).zip(0..)))
                .collect(),
            claims: Claims::of(&tables),
            crowds: Crowd::all(&tables),
            automata: automata.collect::<Result<_, _>>()?,
            signals: places("signal", tables.signals.iter().map(|signal| signal.name.as_str()))?,
            tools: places("tool", tables.tools.iter().map(|tool| tool.name.as_str()))?,
            defaults: tables.tools.iter().map(defaults).collect(),
            args: tables.tools.iter().map(args).collect::<Result<_, _>>()?,
            tables,
        })
    }

    /// The tool of this name.
    pub(crate) fn tool(&self, name: &str) -> Option<Tool<'_>> {
        self.tool_at(self.tools.find(name)?)
    }

    /// The tool at this place.
    pub(crate) fn tool_at(&self, index: usize) -> Option<Tool<'_>> {
        Some(Tool {
            index,
            row: self.tables.tools.get(index)?,
            args: self.args.get(index)?,
            defaults: self.defaults.get(index)?,
        })
    }

    /// Whether some fact derives from the time of a record.
    pub(crate) fn asks_for_time(&self) -> bool {
        let clock = &self.tables.clock;
        !clock.instant.is_empty() || !clock.zones.is_empty()
    }

    /// The place of the signal of this name.
    pub(crate) fn signal(&self, name: &str) -> Option<usize> {
        self.signals.find(name)
    }
}

/// A declared tool.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tool<'p> {
    pub(crate) index: usize,
    pub(crate) row: &'p ToolRow,
    args: &'p Names<usize>,
    defaults: &'p [Option<Document>],
}

impl<'p> Tool<'p> {
    /// The default of the argument at this place.
    pub(crate) fn default(&self, arg: usize) -> Option<Json<'p>> {
        self.defaults.get(arg)?.as_ref().map(Document::json)
    }

    /// The place of the argument of this name.
    pub(crate) fn arg(&self, name: &str) -> Option<usize> {
        self.args.find(name)
    }
}

/// Names by place, each of which may stand once only.
fn places<'a>(table: &'static str, names: impl Iterator<Item = &'a str>) -> Result<Names<usize>, LoadError> {
    let names = Names::of(names.zip(0..));
    match names.twice() {
        Some(row) => Err(LoadError::Row { table, row, problem: "its name is taken" }),
        None => Ok(names),
    }
}

/// The names a record may use for members of facets and for purposes.
#[derive(Clone, Debug)]
pub(crate) struct Vocabulary {
    pub(crate) roles: Names<u32>,
    pub(crate) classes: Names<u32>,
    pub(crate) purposes: Names<u32>,
    pub(crate) destinations: Names<u32>,
    pub(crate) resources: Names<u32>,
}

impl Vocabulary {
    fn of(tables: &Tables) -> Vocabulary {
        let names =
            |list: &[(String, u32)]| Names::of(list.iter().map(|(name, value)| (name.as_str(), *value)));
        Vocabulary {
            roles: names(&tables.names.roles),
            classes: names(&tables.names.classes),
            purposes: names(&tables.names.purposes),
            destinations: names(&tables.names.destinations),
            resources: names(&tables.names.resources),
        }
    }
}
