//! The shapes that patterns are matched by.
//!
//! Most patterns that people write are a literal, or literals with one star. These need no
//! automaton: a text is compared at its ends. A shape is taken only where it means exactly what the
//! pattern's expression means on every text; whatever has more stars stays general.

use crate::stars::{Glob, Part};
use agp_abi::tables::Middle;

/// How a pattern is matched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// The whole text.
    Exact(String),
    /// Its two ends and what lies between.
    Ends { prefix: String, suffix: String, middle: Middle },
    /// Something in it.
    Contains(String),
    /// A regular expression over the whole text.
    General(String),
}

impl Shape {
    /// The simplest shape of a glob.
    pub(super) fn of(glob: &Glob) -> Shape {
        match glob.parts.as_slice() {
            [] => Shape::Exact(String::new()),
            [Part::Text(text)] => Shape::Exact(text.clone()),
            [star] => ends("", star, "", glob),
            [Part::Text(prefix), star] => ends(prefix, star, "", glob),
            [star, Part::Text(suffix)] => ends("", star, suffix, glob),
            [Part::Text(prefix), star, Part::Text(suffix)] => ends(prefix, star, suffix, glob),
            [Part::Across, Part::Text(text), Part::Across] => Shape::Contains(text.clone()),
            _ => Shape::General(glob.expression()),
        }
    }
}

fn ends(prefix: &str, star: &Part, suffix: &str, glob: &Glob) -> Shape {
    let middle = match (star, u8::try_from(glob.separator)) {
        (Part::Across, _) => Middle::Any,
        (Part::Labels, _) => Middle::Labels,
        (Part::Within, Ok(separator)) if separator.is_ascii() => Middle::Without(separator),
        (Part::Within | Part::Text(_), _) => return Shape::General(glob.expression()),
    };
    Shape::Ends { prefix: prefix.to_owned(), suffix: suffix.to_owned(), middle }
}

#[cfg(test)]
mod tests {
    use super::Shape;
    use crate::stars::Glob;
    use agp_abi::tables::Middle::{self, Any, Labels, Without};

    fn shape(glob: &str, separator: char) -> Shape {
        Shape::of(&Glob::new(glob, separator))
    }

    fn ends(prefix: &str, middle: Middle, suffix: &str) -> Shape {
        Shape::Ends { prefix: prefix.into(), suffix: suffix.into(), middle }
    }

    #[test]
    fn one_star_needs_no_automaton() {
        assert_eq!(shape("", '/'), Shape::Exact(String::new()));
        assert_eq!(shape("a.b", '.'), Shape::Exact("a.b".into()));
        assert_eq!(shape("**", '/'), ends("", Any, ""));
        assert_eq!(shape("/tmp/**", '/'), ends("/tmp/", Any, ""));
        assert_eq!(shape("****.env", '/'), ends("", Any, ".env"));
        assert_eq!(shape("/home/*/.ssh", '/'), ends("/home/", Without(b'/'), "/.ssh"));
        assert_eq!(shape("*.slack.com", '.'), ends("", Labels, "slack.com"));
        assert_eq!(shape("*.slack.com", '/'), ends("", Without(b'/'), ".slack.com"));
        assert_eq!(shape("**secret**", '/'), Shape::Contains("secret".into()));
    }

    #[test]
    fn more_stars_do() {
        for (glob, expression) in [
            ("a*b*", "a[^/]*b[^/]*"),
            ("**/x/*", "(?s:.)*/x/[^/]*"),
            ("*secret**", "[^/]*secret(?s:.)*"),
            ("a**b**", "a(?s:.)*b(?s:.)*"),
        ] {
            assert_eq!(shape(glob, '/'), Shape::General(expression.into()), "{glob}");
        }
        assert_eq!(shape("*.a*", '.'), Shape::General(r"(?:[^.]+\.)+a[^\.]*".into()));
        assert_eq!(shape("a*", '\u{e9}'), Shape::General("a[^\u{e9}]*".into()));
    }
}
