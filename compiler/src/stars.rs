//! Globs, and what their stars stand for (chapter Texts).
//!
//! Whoever asks what a glob matches reads it here: the checker, which warns of one that can match
//! nothing, and the planner, which has it matched.

/// A glob: `*` within a segment, `**` across; in hosts a leading `*.` stands for one or more labels.
#[derive(Clone, Debug)]
pub(crate) struct Glob {
    /// What it is made of, in order.
    pub(crate) parts: Vec<Part>,
    /// What `*` does not stand for.
    pub(crate) separator: char,
}

/// A piece of a glob.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// Itself; never empty, and never two in a row.
    Text(String),
    /// `*`
    Within,
    /// `**`
    Across,
    /// `*.` at the beginning of a host
    Labels,
}

impl Glob {
    /// Reads a glob.
    pub(crate) fn new(text: &str, separator: char) -> Glob {
        let (mut parts, mut rest) = match text.strip_prefix("*.") {
            Some(rest) if separator == '.' => (vec![Part::Labels], rest),
            _ => (Vec::new(), text),
        };
        while let Some(star) = rest.find('*') {
            parts.extend(literal(&rest[..star]));
            let after = rest[star..].trim_start_matches('*');
            parts.push(if rest.len() - star - after.len() == 1 { Part::Within } else { Part::Across });
            rest = after;
        }
        parts.extend(literal(rest));
        Glob { parts, separator }
    }

    /// The same as a regular expression over the whole text.
    pub(crate) fn expression(&self) -> String {
        let expression = |part: &Part| match part {
            Part::Text(text) => regex_syntax::escape(text),
            Part::Within => format!("[^{}]*", regex_syntax::escape(&self.separator.to_string())),
            Part::Across => "(?s:.)*".to_owned(),
            Part::Labels => r"(?:[^.]+\.)+".to_owned(),
        };
        self.parts.iter().map(expression).collect()
    }
}

fn literal(text: &str) -> Option<Part> {
    (!text.is_empty()).then(|| Part::Text(text.to_owned()))
}

/// An expression that finds another anywhere in a text.
pub(crate) fn anywhere(expression: &str) -> String {
    format!("(?s:.)*(?:{expression})(?s:.)*")
}
