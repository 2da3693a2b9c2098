//! Text as a tree, so that what was generated can be made smaller.
//!
//! A [`Tree`] is text, or a list of trees between an opening and a closing. Any item of a list can
//! be left out, and any list replaced by one of its items: whether the rest still means something
//! is for the compiler to say.

use std::fmt::{self, Display, Formatter};

/// Text with parts that can be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// Text as it stands.
    Text(String),
    /// `open`, the items with `between` between them, `close`.
    List {
        /// Before the items.
        open: String,
        /// The items.
        items: Vec<Tree>,
        /// Between two items.
        between: &'static str,
        /// After the items.
        close: &'static str,
    },
}

impl Tree {
    /// Text.
    pub fn text(text: impl Into<String>) -> Tree {
        Tree::Text(text.into())
    }

    /// A list.
    pub fn list(
        open: impl Into<String>,
        items: Vec<Tree>,
        between: &'static str,
        close: &'static str,
    ) -> Tree {
        Tree::List { open: open.into(), items, between, close }
    }

    /// How many places there are to make it smaller.
    pub fn places(&self) -> usize {
        match self {
            Tree::Text(_) => 0,
            Tree::List { items, .. } => items.iter().map(|item| 2 + item.places()).sum(),
        }
    }

    /// The tree made smaller in one place: an item left out, or a list replaced by an item of it.
    #[must_use]
    pub fn smaller(&self, place: usize) -> Tree {
        let mut tree = self.clone();
        tree.shrink(place);
        tree
    }

    fn shrink(&mut self, mut place: usize) {
        let Tree::List { items, .. } = self else { return };
        for at in 0..items.len() {
            let inside = items[at].places();
            match place {
                0 => return drop(items.remove(at)),
                1 => {
                    let item = items.swap_remove(at);
                    *self = item;
                    return;
                }
                _ if place - 2 < inside => return items[at].shrink(place - 2),
                _ => place -= 2 + inside,
            }
        }
    }
}

impl Display for Tree {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Tree::Text(text) => f.write_str(text),
            Tree::List { open, items, between, close } => {
                f.write_str(open)?;
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        f.write_str(between)?;
                    }
                    item.fmt(f)?;
                }
                f.write_str(close)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tree;

    #[test]
    fn every_place_makes_it_another_text() {
        let inner = Tree::list("not (", vec![Tree::text("b")], "", ")");
        let tree = Tree::list("(", vec![Tree::text("a"), inner], " and ", ")");
        assert_eq!(tree.to_string(), "(a and not (b))");
        let smaller: Vec<String> = (0..tree.places()).map(|place| tree.smaller(place).to_string()).collect();
        assert_eq!(smaller, ["(not (b))", "a", "(a)", "not (b)", "(a and not ())", "(a and b)"]);
    }
}
