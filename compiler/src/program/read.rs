//! The text of a program, read back: the inverse of [`super::print`], up to spans.
//!
//! The text is line-oriented and every line begins with a word that says what it declares, so there
//! is no grammar but a [`Line`] taken apart from left to right. Sections come in the order in which
//! they are printed, because each speaks of those before it:
//!
//! 1. [`declarations`]: vocabularies, tools, signals;
//! 2. [`facts`]: ones, sets, numbers, texts;
//! 3. [`atoms`]: atoms with their notes;
//! 4. [`rules`]: risks and rules;
//! 5. [`verify`] on the whole.
//!
//! Spaces between words and empty lines do not matter. A text may come from anywhere: none makes
//! this panic, and formulas nest no deeper than [`super::MAX_NESTING`].

mod atoms;
mod declarations;
mod facts;
mod line;
mod rules;

use super::print::FORMAT;
use super::{Program, verify};
use crate::semantics::thir::{ToolId, Vocabularies};
use crate::source::MAX_SOURCE_BYTES;
use crate::syntax::ast::Word;
use line::{Line, Lines};
use std::collections::HashMap;
use std::fmt::{self, Display, Formatter};

/// Why a text is no program.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// A line does not say what its place asks for.
    Line {
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
    /// Every line reads, and together they break an invariant (see [`verify`](fn@verify)).
    Broken(String),
}

impl Display for ReadError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Line { line, message } => write!(f, "line {line}: {message}"),
            ReadError::Broken(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for ReadError {}

/// Reads a program as `Display` prints it. It holds every invariant that [`verify`](fn@verify) lists;
/// its spans are empty.
pub fn read(text: &str) -> Result<Program, ReadError> {
    let mut lines = Lines::new(text);
    let mut header = match lines.starting("program") {
        Some(line) if text.len() <= MAX_SOURCE_BYTES => line,
        Some(line) => return line.fail(format!("the text has more than {MAX_SOURCE_BYTES} bytes")),
        None => return lines.here().fail("a program begins with `program`"),
    };
    let mut program = empty(&mut header)?;
    let mut index = Index::default();
    declarations::read(&mut lines, &mut program, &mut index)?;
    facts::read(&mut lines, &mut program, &mut index)?;
    atoms::read(&mut lines, &mut program, &index)?;
    rules::read(&mut lines, &mut program, &index)?;
    if let Some(mut line) = lines.next_line() {
        let word = line.word();
        return line.fail(format!("a line of `{word}` has no place here"));
    }
    verify(&program).map_err(ReadError::Broken)?;
    Ok(program)
}

/// What the first line says.
fn empty(header: &mut Line<'_>) -> Result<Program, ReadError> {
    let format: u32 = header.number("the version of the text's form")?;
    if format != FORMAT {
        return header.fail(format!("the form {format} is not known, only {FORMAT}"));
    }
    let (name, version) = (header.name()?, header.text()?);
    header.end()?;
    Ok(Program {
        name,
        version,
        vocabularies: Vocabularies::default(),
        tools: Vec::new(),
        signals: Vec::new(),
        ones: Vec::new(),
        sets: Vec::new(),
        numbers: Vec::new(),
        texts: Vec::new(),
        atoms: Vec::new(),
        notes: Vec::new(),
        risks: Vec::new(),
        rules: Vec::new(),
    })
}

/// Where each name stands.
#[derive(Default)]
struct Index {
    entries: [Names; 8],
    tools: Names,
    signals: Names,
    values: Vec<Names>,
    elements: Vec<Names>,
}

impl Index {
    fn entries(&self, word: Word) -> &Names {
        &self.entries[position(word)]
    }

    fn tool(&self, line: &mut Line<'_>) -> Result<ToolId, ReadError> {
        self.tools.find(line, "tool").map(ToolId)
    }
}

/// Which of the lists this is.
fn position(word: Word) -> usize {
    Vocabularies::WORDS.iter().position(|known| *known == word).unwrap_or(0)
}

/// Names of one kind.
#[derive(Default)]
struct Names(HashMap<String, u32>);

impl Names {
    /// The names of a list, counted from `first`.
    fn of(names: &[String], first: u32) -> Names {
        Names(names.iter().cloned().zip(first..).collect())
    }

    /// Adds the next name, which must be new.
    fn add(&mut self, line: &Line<'_>, what: &str, name: &str) -> Result<(), ReadError> {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        match self.0.insert(name.to_owned(), next) {
            None => Ok(()),
            Some(_) => line.fail(format!("a second {what} `{name}`")),
        }
    }

    /// The next name on the line, which must be known.
    fn find(&self, line: &mut Line<'_>, what: &str) -> Result<u32, ReadError> {
        let name = line.name()?;
        match self.0.get(&name) {
            Some(index) => Ok(*index),
            None => line.fail(format!("there is no {what} `{name}`")),
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
