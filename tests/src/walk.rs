//! All primitive tests of a policy.

use agp_compiler::semantics::thir::{Cond, Policy, Test};

/// Every primitive test in the conditions of rules and risks, in the order of the policy.
pub fn tests(policy: &Policy) -> Vec<&Test> {
    let rules = policy.rules.iter().map(|rule| &rule.when);
    let terms = policy.risks.iter().flat_map(|risk| &risk.terms).map(|term| &term.when);
    let mut found = Vec::new();
    rules.chain(terms).for_each(|cond| gather(cond, &mut found));
    found
}

fn gather<'p>(cond: &'p Cond, found: &mut Vec<&'p Test>) {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => parts.iter().for_each(|part| gather(part, found)),
        Cond::Not(inner) => gather(inner, found),
        Cond::Const(_) => {}
        Cond::Test(test, _) => found.push(test),
    }
}
