//! Diagnostics as JSON, one object on a line. Lines and columns count from 1, columns in
//! characters; an end is the first place behind. `start` and `end` of a fix are UTF-8 bytes.

use super::Places;
use agp_compiler::diag::{Diagnostic, Fix, Label, Severity};
use agp_compiler::source::Span;
use serde::Serialize;

/// The object of a diagnostic.
pub(super) fn line(diagnostic: &Diagnostic, places: &Places<'_>) -> String {
    let labels = std::iter::once((true, &diagnostic.primary));
    let labels = labels.chain(diagnostic.secondary.iter().map(|label| (false, label)));
    let object = Object {
        code: diagnostic.code.text(),
        severity: match diagnostic.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        name: diagnostic.code.name(),
        message: &diagnostic.message,
        place: Place::of(diagnostic.primary.span, places),
        labels: labels.map(|(primary, label)| LabelObject::of(primary, label, places)).collect(),
        help: diagnostic.help.as_deref(),
        fix: diagnostic.fix.as_ref().map(|fix| FixObject::of(fix, places)),
    };
    serde_json::to_string(&object).unwrap_or_default()
}

#[derive(Serialize)]
struct Object<'a> {
    code: &'a str,
    severity: &'a str,
    name: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    labels: Vec<LabelObject<'a>>,
    help: Option<&'a str>,
    fix: Option<FixObject<'a>>,
}

/// A span as editors and scripts want it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl<'a> Place<'a> {
    /// The place of a span.
    pub(crate) fn of(span: Span, places: &Places<'a>) -> Self {
        let (line, column) = places.position(span.file, span.start as usize);
        let (end_line, end_column) = places.position(span.file, span.end as usize);
        Place { file: places.file(span.file), line, column, end_line, end_column }
    }
}

#[derive(Serialize)]
struct LabelObject<'a> {
    primary: bool,
    text: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

impl<'a> LabelObject<'a> {
    fn of(primary: bool, label: &'a Label, places: &Places<'a>) -> Self {
        LabelObject { primary, text: &label.text, place: Place::of(label.span, places) }
    }
}

#[derive(Serialize)]
struct FixObject<'a> {
    replacement: &'a str,
    start: u32,
    end: u32,
    #[serde(flatten)]
    place: Place<'a>,
}

impl<'a> FixObject<'a> {
    fn of(fix: &'a Fix, places: &Places<'a>) -> Self {
        let Fix { span, replacement } = fix;
        FixObject { replacement, start: span.start, end: span.end, place: Place::of(*span, places) }
    }
}
