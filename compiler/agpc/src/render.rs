//! What the compiler found, as a person reads it (miette) or as a program does (JSON lines).
//!
//! A [`Report`] is one message with the places it is about. Most are a [`Diagnostic`]; failing
//! tests and refused policies make their own. [`excerpt`] cuts the lines around the places out of
//! the sources and makes them safe to print, [`json`] writes objects, [`places`] counts lines and
//! columns.

mod excerpt;
mod json;
mod places;

pub(crate) use json::Place;
pub(crate) use places::Places;

use crate::out::{CallFault, Out, count, plain, say};
use agp_compiler::diag::{Diagnostic, Severity};
use agp_compiler::source::{Sources, Span};
use excerpt::Excerpt;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles};
use std::fmt;
use std::io::{IsTerminal, Write};

/// Reports rendered for people before the rest is only counted.
const MOST_RENDERED: usize = 100;

/// When to colour what people read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    /// on a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// everywhere
    Always,
    /// nowhere
    Never,
}

/// How people read a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// Whether colours are wanted.
    pub(crate) color: bool,
    /// How many columns there are; `None`: lines are not wrapped, so that they can be searched.
    width: Option<usize>,
}

impl Look {
    /// How a stream that is, or is not, a terminal is read.
    pub(crate) fn of(stream: &impl IsTerminal, color: Color) -> Look {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let terminal = stream.is_terminal();
        let color = match color {
            Color::Auto => terminal && !dumb && !set("NO_COLOR"),
            Color::Always => true,
            Color::Never => false,
        };
        let columns = || terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
        Look { color, width: terminal.then(columns).map(|columns| columns.clamp(40, 140)) }
    }
}

/// A place a report is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Where.
    pub(crate) span: Span,
    /// What is there; may be empty.
    pub(crate) text: String,
}

/// One message.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    severity: Severity,
    heading: Option<String>,
    message: String,
    marks: Vec<Mark>,
    help: Option<String>,
}

impl Report {
    /// An error that has no code of its own.
    pub(crate) fn error(message: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        let mark = Mark { span, text: text.into() };
        Report {
            severity: Severity::Error,
            heading: None,
            message: message.into(),
            marks: vec![mark],
            help: None,
        }
    }

    /// Adds a place.
    pub(crate) fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.marks.push(Mark { span, text: text.into() });
        self
    }

    /// The report as text, ready to print.
    pub(crate) fn render(&self, sources: &Sources, places: &Places<'_>, look: Look) -> String {
        let shown = Shown { report: self, excerpt: Excerpt::of(&self.marks, sources, places) };
        let mut text = String::new();
        // The handler fails only where the excerpt refuses a mark that it has cut out itself.
        let _ = handler(look).render_report(&mut text, &shown);
        text
    }
}

impl From<&Diagnostic> for Report {
    fn from(diagnostic: &Diagnostic) -> Self {
        let heading = match diagnostic.severity() {
            Severity::Error => diagnostic.code.text().to_owned(),
            Severity::Warning => format!("{} {}", diagnostic.code.text(), diagnostic.code.name()),
        };
        let marks = std::iter::once(&diagnostic.primary).chain(&diagnostic.secondary);
        Report {
            severity: diagnostic.severity(),
            heading: Some(heading),
            message: diagnostic.message.clone(),
            marks: marks.map(|label| Mark { span: label.span, text: label.text.clone() }).collect(),
            help: diagnostic.help.clone(),
        }
    }
}

/// Renders diagnostics to standard error and says where to read more. Of more than a hundred the
/// errors come first and the rest is only counted.
pub(crate) fn diagnostics(diagnostics: &[Diagnostic], sources: &Sources, look: Look) {
    let mut shown: Vec<&Diagnostic> = diagnostics.iter().collect();
    let rest = shown.len().saturating_sub(MOST_RENDERED);
    if rest > 0 {
        shown.sort_by_key(|diagnostic| !diagnostic.is_error());
        shown.truncate(MOST_RENDERED);
    }
    let places = Places::new(sources);
    for diagnostic in &shown {
        say(&Report::from(*diagnostic).render(sources, &places, look));
    }
    if rest > 0 {
        say(&format!("… and {rest} more\n"));
    }
    if let Some(hint) = hint(&shown) {
        say(&hint);
    }
}

/// Writes diagnostics as JSON, one object on each line.
pub(crate) fn json_lines<W: Write>(
    diagnostics: &[Diagnostic],
    sources: &Sources,
    out: &mut Out<W>,
) -> Result<(), CallFault> {
    let places = Places::new(sources);
    diagnostics.iter().try_for_each(|diagnostic| out.line(&json::line(diagnostic, &places)))
}

/// `2 errors, 1 warning`
pub(crate) fn summary(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    format!("{}, {}", count(errors, "error"), count(diagnostics.len() - errors, "warning"))
}

/// Where to read more about the first code that has a page.
fn hint(shown: &[&Diagnostic]) -> Option<String> {
    let mut codes = shown.iter().map(|diagnostic| diagnostic.code.text());
    let first = codes.find(|code| agp_spec::page(code).is_some())?;
    Some(format!("for more about a message, give its code: agpc explain {first}\n"))
}

fn handler(look: Look) -> GraphicalReportHandler {
    let styles = if look.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters: ThemeCharacters::unicode(), styles })
        .with_links(false)
        .with_width(look.width.unwrap_or(usize::MAX))
        .with_wrap_lines(look.width.is_some())
        .with_context_lines(excerpt::CONTEXT_LINES)
        .without_primary_span_start()
        .without_syntax_highlighting()
}

/// A report with its excerpt, in the shape that miette renders.
#[derive(Debug)]
struct Shown<'a> {
    report: &'a Report,
    excerpt: Excerpt,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain_lines(&self.report.message))
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.report.heading.as_ref().map(|heading| Box::new(heading) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.report.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.report.help.as_ref()?;
        Some(Box::new(plain_lines(help)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let shown = self.excerpt.marks().zip(&self.report.marks).enumerate();
        Some(Box::new(shown.map(|(index, (at, mark))| {
            let text = (!mark.text.is_empty()).then(|| plain_lines(&mark.text));
            if index == 0 {
                LabeledSpan::new_primary_with_span(text, at)
            } else {
                LabeledSpan::new_with_span(text, at)
            }
        })))
    }
}

/// A text of several lines, each of them plain.
fn plain_lines(text: &str) -> String {
    text.lines().map(plain).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
