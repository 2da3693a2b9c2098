//! Documents, and how they are laid out with comments woven in.
//!
//! After Wadler's "A prettier printer", cut down to what a policy needs. A [`Doc`] knows where its
//! parts stand in the source ([`Doc::Start`], [`Doc::End`]). Whenever the layout reaches such a
//! place, the comments that stand before it in the source are written first: behind what is on the
//! line if they stood behind something, on lines of their own otherwise. A group with a comment
//! inside is broken. Line ends are held back until something follows, so that a comment can still
//! be put before them.

use super::INDENT;
use crate::source::Span;
use crate::syntax::lex::Comment;

/// A document.
#[derive(Clone, Debug)]
pub(super) enum Doc {
    /// Words and marks, without line ends.
    Text(String),
    /// A line end in a broken group, this many spaces otherwise.
    Line(usize),
    /// A line end.
    Hard,
    /// Written in a broken group only.
    IfBroken(&'static str),
    /// Written in a group on one line only.
    IfFlat(&'static str),
    /// What follows stands here in the source.
    Start(u32, Gap),
    /// What came before ends here in the source.
    End(u32),
    Seq(Vec<Doc>),
    /// Lines inside are indented by this much more.
    Nest(usize, Vec<Doc>),
    /// Lines inside are indented to where this begins.
    Align(Vec<Doc>),
    /// On one line if it fits.
    Group(Vec<Doc>),
    /// As much on each line as fits; each part says whether a line must end before it.
    Fill(Vec<(bool, Doc)>),
}

/// Whether an empty line before a place is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    No,
    /// Before the comments there, not before the place itself.
    Comments,
    Yes,
}

impl Doc {
    pub(super) fn text(text: impl Into<String>) -> Doc {
        Doc::Text(text.into())
    }

    /// A text with its place.
    pub(super) fn placed(span: Span, text: String) -> Doc {
        Doc::Seq(vec![Doc::Start(span.start, Gap::No), Doc::Text(text), Doc::End(span.end)])
    }
}

/// Lays out documents, each beginning a line, within `width` columns.
pub(super) fn render(docs: &[Doc], width: usize, source: &str, comments: &[Comment]) -> String {
    let mut layout = Layout {
        width,
        source,
        comments,
        out: String::new(),
        column: 0,
        indent: 0,
        pending: None,
        behind_comment: false,
        reached: 0,
    };
    for doc in docs {
        layout.doc(doc, false);
        layout.line_end();
    }
    layout.comments_before(u32::MAX, Gap::Comments);
    if !layout.out.is_empty() {
        layout.out.push('\n');
    }
    layout.out
}

struct Layout<'a> {
    width: usize,
    source: &'a str,
    /// Those that are not written yet.
    comments: &'a [Comment],
    out: String,
    column: usize,
    indent: usize,
    /// A line end that is due before the next text: its indentation, and whether an empty line
    /// comes first.
    pending: Option<(usize, bool)>,
    /// Whether the line ends with a comment.
    behind_comment: bool,
    /// How far in the source everything is written.
    reached: u32,
}

impl Layout<'_> {
    fn doc(&mut self, doc: &Doc, flat: bool) {
        match doc {
            Doc::Text(text) => self.write(text),
            Doc::Line(spaces) if flat => self.write(&" ".repeat(*spaces)),
            Doc::Line(_) | Doc::Hard => self.line_end(),
            Doc::IfBroken(text) if !flat => self.write(text),
            Doc::IfFlat(text) if flat => self.write(text),
            Doc::IfBroken(_) | Doc::IfFlat(_) => {}
            Doc::Start(at, gap) => self.start(*at, *gap),
            Doc::End(at) => self.reached = self.reached.max(*at),
            Doc::Seq(docs) => self.docs(docs, flat),
            Doc::Nest(by, docs) => self.nested(self.indent + by, docs, flat),
            Doc::Align(docs) => {
                let column = self.pending.map_or(self.column, |(indent, _)| indent);
                self.nested(column, docs, flat);
            }
            Doc::Group(docs) => self.group(docs, flat),
            Doc::Fill(parts) => self.fill(parts, flat),
        }
    }

    fn docs(&mut self, docs: &[Doc], flat: bool) {
        for doc in docs {
            self.doc(doc, flat);
        }
    }

    fn nested(&mut self, indent: usize, docs: &[Doc], flat: bool) {
        let outside = std::mem::replace(&mut self.indent, indent);
        self.docs(docs, flat);
        self.indent = outside;
    }

    /// The comments before a group do not break it.
    fn group(&mut self, docs: &[Doc], flat: bool) {
        if let Some((at, gap)) = first_start(docs) {
            self.start(at, gap);
        }
        let fits = flat || self.fits(docs);
        self.docs(docs, fits);
    }

    fn fill(&mut self, parts: &[(bool, Doc)], flat: bool) {
        for (index, (broken, part)) in parts.iter().enumerate() {
            if index > 0 && !flat && (*broken || !self.fits(&[Doc::text(" "), part.clone()])) {
                self.line_end();
            } else if index > 0 {
                self.write(" ");
            }
            self.doc(part, flat);
        }
    }

    fn fits(&self, docs: &[Doc]) -> bool {
        let column = self.pending.map_or(self.column, |(indent, _)| indent);
        let mut left = self.width.saturating_sub(column);
        docs.iter().all(|doc| self.take(doc, &mut left))
    }

    /// Whether a document fits on the line, with no comment in it; takes its width away.
    fn take(&self, doc: &Doc, left: &mut usize) -> bool {
        let mut spend = |width: usize| {
            let fits = width <= *left;
            *left = left.saturating_sub(width);
            fits
        };
        match doc {
            Doc::Text(text) => spend(text.chars().count()),
            Doc::IfFlat(text) => spend(text.len()),
            Doc::Line(spaces) => spend(*spaces),
            Doc::Hard => false,
            Doc::IfBroken(_) | Doc::End(_) => true,
            Doc::Start(at, _) => self.comments.first().is_none_or(|comment| comment.span.start >= *at),
            Doc::Seq(docs) | Doc::Nest(_, docs) | Doc::Align(docs) | Doc::Group(docs) => {
                docs.iter().all(|doc| self.take(doc, left))
            }
            Doc::Fill(parts) => parts.iter().enumerate().all(|(index, (broken, part))| {
                let first = index == 0;
                *left = left.saturating_sub(usize::from(!first));
                (first || !broken) && self.take(part, left)
            }),
        }
    }

    /// Writes a text, after the line end that is due.
    fn write(&mut self, text: &str) {
        if let Some((indent, empty)) = self.pending {
            if text.trim().is_empty() {
                return;
            }
            self.pending = None;
            self.out.truncate(self.out.trim_end_matches(' ').len());
            self.out.push_str(if empty { "\n\n" } else { "\n" });
            self.out.push_str(&" ".repeat(indent));
            self.column = indent;
            self.behind_comment = false;
        }
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn line_end(&mut self) {
        if !self.out.is_empty() {
            let empty = self.pending.is_some_and(|(_, empty)| empty);
            self.pending = Some((self.indent, empty));
        }
    }

    fn start(&mut self, at: u32, gap: Gap) {
        self.comments_before(at, gap);
        if gap == Gap::Yes && self.empty_line_before(at) {
            self.empty_line();
        }
        self.reached = self.reached.max(at);
    }

    /// Whether the author left an empty line between what is written and this place.
    fn empty_line_before(&self, at: u32) -> bool {
        let between = self.source.get(self.reached as usize..at as usize).unwrap_or("");
        let whole_lines = between.match_indices('\n').zip(between.match_indices('\n').skip(1));
        whole_lines.into_iter().any(|((first, _), (second, _))| between[first..second].trim().is_empty())
    }

    /// Asks for an empty line, except behind an opening bracket and at the beginning.
    fn empty_line(&mut self) {
        let opened = self.out.ends_with(['{', '[', '(']);
        if let Some((_, empty)) = &mut self.pending {
            *empty |= !opened;
        }
    }

    fn comments_before(&mut self, at: u32, gap: Gap) {
        while let Some((comment, rest)) = self.comments.split_first()
            && comment.span.start < at
        {
            self.comments = rest;
            self.comment(comment, gap);
        }
    }

    fn comment(&mut self, comment: &Comment, gap: Gap) {
        let text = format!("//{}", comment.text);
        // What goes on behind a comment in its midst is indented, so that no word of it comes to
        // stand in the first column, where declarations begin.
        let within = if self.out.is_empty() { self.indent } else { self.indent + INDENT };
        let indent = self.pending.map_or(within, |(indent, _)| indent);
        if self.behind_something(comment) && !self.behind_comment && !self.out.is_empty() {
            self.out.truncate(self.out.trim_end_matches(' ').len());
            self.out.push_str("  ");
            self.out.push_str(&text);
        } else {
            if !self.out.is_empty() {
                self.pending = Some((indent, self.pending.is_some_and(|(_, empty)| empty)));
            }
            if gap != Gap::No && self.empty_line_before(comment.span.start) {
                self.empty_line();
            }
            self.write(&text);
        }
        self.pending = Some((indent, false));
        self.behind_comment = true;
        self.reached = self.reached.max(comment.span.end);
    }

    /// Whether something else stands before a comment on its line in the source.
    fn behind_something(&self, comment: &Comment) -> bool {
        let before = self.source.get(..comment.span.start as usize).unwrap_or("");
        let line = &before[before.rfind('\n').map_or(0, |newline| newline + 1)..];
        !line.trim_matches(['\u{feff}', ' ', '\t', '\r']).is_empty()
    }
}

/// The place that a document begins with, if it begins with one.
fn first_start(docs: &[Doc]) -> Option<(u32, Gap)> {
    match docs.first()? {
        Doc::Start(at, gap) => Some((*at, *gap)),
        Doc::Seq(docs) | Doc::Nest(_, docs) | Doc::Align(docs) | Doc::Group(docs) => first_start(docs),
        Doc::Fill(parts) => first_start(std::slice::from_ref(&parts.first()?.1)),
        Doc::Text(_) | Doc::Line(_) | Doc::Hard | Doc::IfBroken(_) | Doc::IfFlat(_) | Doc::End(_) => None,
    }
}
