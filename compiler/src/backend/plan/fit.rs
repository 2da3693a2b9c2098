//! Patterns whose automata would be too large, where they stand.
//!
//! A plan fails on the first of them and no longer knows the text. So they are looked for in the
//! checked policy: a policy that checks can be planned.

use super::matchers::Matchers;
use super::names::forms;
use crate::diag::Diagnostic;
use crate::semantics::thir::{Cond, Policy, Test};
use crate::source::Span;
use crate::syntax::ast::Word;

/// One message for each test or entry with such a pattern, among those at places that count.
pub fn too_large(policy: &Policy, counts: impl Fn(Span) -> bool) -> Vec<Diagnostic> {
    let mut matchers = Matchers::default();
    let mut found = Vec::new();
    let terms = policy.risks.iter().flat_map(|risk| risk.terms.iter().map(|term| &term.when));
    for cond in policy.rules.iter().map(|rule| &rule.when).chain(terms) {
        in_cond(cond, &counts, &mut matchers, &mut found);
    }
    for word in [Word::Destination, Word::Resource] {
        for entry in &policy.vocabularies.of(word).entries {
            let Some(span) = entry.span.filter(|span| counts(*span)) else { continue };
            let globs = entry.patterns.iter().flat_map(|pattern| forms(pattern));
            let fits = globs.map(|(_, glob)| matchers.glob(&glob).map(drop));
            found.extend(fits.filter_map(Result::err).take(1).map(|problem| problem.at(span)));
        }
    }
    found
}

fn in_cond(
    cond: &Cond,
    counts: &impl Fn(Span) -> bool,
    matchers: &mut Matchers,
    found: &mut Vec<Diagnostic>,
) {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => {
            for part in parts {
                in_cond(part, counts, matchers, found);
            }
        }
        Cond::Not(inner) => in_cond(inner, counts, matchers, found),
        Cond::Test(Test::Text { patterns, .. }, span) if counts(*span) => {
            let fits = patterns.iter().map(|pattern| matchers.pattern(pattern).map(drop));
            found.extend(fits.filter_map(Result::err).take(1).map(|problem| problem.at(*span)));
        }
        Cond::Const(_) | Cond::Test(..) => {}
    }
}
