//! The verifier of decision programs. A violation is a fault of the compiler, never of a policy.
//!
//! What the planner, the kernel and every analysis take for granted:
//!
//! [`declarations`]
//! 1. entries of one list, tools, arguments of one tool and signals bear a name each, none twice;
//! 2. parents, kinds, classes, origins, destinations and undoing tools are among those declared;
//! 3. an entry is above itself and, through parents, whatever they are above: `above` holds just
//!    these, ascending, and nobody is above its own parent;
//! 4. the built-in class `public` and destination `internal.local` are there;
//! 5. only destinations and resources have patterns or `otherwise`, only classes are `detected`;
//! 6. types are types: an enumeration has words, none twice, lists belong to arguments and sets (of an
//!    enumeration) to signals; only an optional argument has a default, and that is JSON;
//!
//! [`facts`]
//!
//! 7. the first ones and sets are those of `agp_abi::tables`, with the declared names as values;
//! 8. every other fact comes from something declared (an argument from each tool once) whose type
//!    has just these values, or from a facet or known zone of its shape;
//! 9. a number that nobody knows may be anything that its type allows;
//! 10. the expressions of text tests parse, and blocks begin at their first address;
//!
//! [`atoms`]
//!
//! 11. the facts and risks that atoms test exist;
//! 12. of values of their fact, those that satisfy an atom surely are among those that may;
//! 13. nothing unknown satisfies an atom surely;
//! 14. a sum has terms, each of another number, and no factor is 0;
//! 15. no two atoms are equal;
//! 16. each atom has a note, which names the facts it tests, or none;
//!
//! [`rules`]
//!
//! 17. formulas nest no deeper than [`MAX_NESTING`](super::MAX_NESTING); `and` and `or` have two
//!     parts or more, and none of these is a constant or of the same connective;
//! 18. risks bear a name each, none twice; their formulas test no risk, their weights are neither
//!     negative nor above `MAX_CONSTANT`, and what these are multiplied by is a score;
//! 19. rules stand as they decide: stricter first, authored before reserved, by qualified name;
//! 20. an authored rule's name is no reserved one, ends its qualified name, and stands twice only
//!     where one of both is in shadow; a reserved rule bears its own;
//! 21. `malformed` and `oversize` are there; reserved rules deny calls or results and do no more;
//! 22. an `allow` is on calls, enforced, and never holds of a record whose form is not sound;
//! 23. reviews, and nothing else, have an approval, of somebody, in no negative time, or else `deny`
//!     or `halt`, by a declared role and all that are kinds of it;
//! 24. redacting rules, and nothing else, mask classes; alerts go to channels; nothing that allows
//!     rolls back, and only a denied result is taken back itself.
//!
//! Not checked, because every value of it has a meaning: texts, versions, constants.

mod atoms;
mod declarations;
mod facts;
mod rules;

use super::Program;
use std::collections::HashSet;
use std::fmt::Display;

/// The first broken invariant, in words.
pub fn verify(program: &Program) -> Result<(), String> {
    declarations::verify(program)?;
    facts::verify(program)?;
    atoms::verify(program)?;
    rules::verify(program)
}

/// Nothing, or what is wrong.
type Sound = Result<(), String>;

fn require(holds: bool, problem: &str) -> Sound {
    if holds { Ok(()) } else { Err(problem.to_owned()) }
}

/// Puts what it is about before a message.
fn about(what: impl Display) -> impl FnOnce(String) -> String {
    move |problem| format!("{what}: {problem}")
}

/// Every name says something, and no two say the same.
fn distinct<'a>(what: &str, names: impl IntoIterator<Item = &'a str>) -> Sound {
    let mut seen = HashSet::new();
    for name in names {
        require(!name.is_empty(), "it has no name").map_err(about(what))?;
        require(seen.insert(name), "the name stands twice")
            .map_err(about(format_args!("{what} `{name}`")))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
