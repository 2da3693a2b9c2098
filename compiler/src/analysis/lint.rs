//! Lints: what is legal and probably not meant.
//!
//! Each lint is a function from a checked policy to warnings. They speak only of what the policy
//! itself declares, not of what it imports. What "can hold" means is an approximation from above
//! ([`reach`]): a lint may miss a case, it does not cry wolf.

mod grant;
mod reach;
mod risk;

use crate::diag::{Code, Diagnostic};
use crate::semantics::resolve::vocabulary::{UNCLASSIFIED, UNLABELLED};
use crate::semantics::thir::{Cond, EntryId, Policy, Quantifier, Rule, Test, Tool};
use crate::source::Span;
use crate::syntax::ast::{Verdict, Word};
use agp_abi::tables::Event;
use std::collections::BTreeSet;

/// All warnings about a policy. `is_base` says that another policy extends it.
pub fn lint(policy: &Policy, is_base: bool) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in own_rules(policy) {
        found.extend(never_holds(policy, rule));
        found.extend(uncovered_review(policy, rule));
        found.extend(shapes(policy, rule));
        found.extend(risk::fixed(policy, rule));
        found.extend(grant::all(policy, rule));
        found.extend(grant::open_amounts(policy, rule));
    }
    found.extend(
        policy
            .tools
            .iter()
            .filter(|tool| is_own(policy, &tool.module))
            .flat_map(|tool| unknown_tool(policy, tool)),
    );
    found.extend(policy.unused_lets.iter().map(|(name, span)| unused_let(name, *span)));
    found.extend(nothing_allowed(policy));
    if is_base {
        found.extend(base_without_deny(policy));
    }
    // A `let` may stand in several rules.
    let mut seen = BTreeSet::new();
    found.retain(|warning| seen.insert((warning.code, warning.primary.span)));
    found
}

fn is_own(policy: &Policy, module: &str) -> bool {
    module == policy.name
}

fn own_rules(policy: &Policy) -> impl Iterator<Item = &Rule> {
    let prefix = format!("{}.", policy.name);
    policy.rules.iter().filter(move |rule| rule.qualified.strip_prefix(&prefix) == Some(rule.name.as_str()))
}

/// A rule whose condition no call can meet.
fn never_holds(policy: &Policy, rule: &Rule) -> Option<Diagnostic> {
    if reach::can_hold(policy, &rule.when) {
        return None;
    }
    let message = format!("`{}` can never match", rule.name);
    let help = "its conditions exclude each other, or no declared tool meets them";
    Some(Diagnostic::new(Code::NeverHolds, rule.span, message).help(help))
}

/// A `review` of actions that no `allow` grants: without one the verdict is `deny`.
fn uncovered_review(policy: &Policy, rule: &Rule) -> Option<Diagnostic> {
    let asks = rule.verdict == Verdict::Review && rule.on == Event::Call && !rule.shadow;
    if !asks || policy.is_module || policy.tools.is_empty() {
        return None;
    }
    let reviewed = reach::tools(policy, &rule.when);
    let allows = policy.rules.iter().filter(|other| other.verdict == Verdict::Allow);
    let covered = allows
        .map(|allow| reach::tools(policy, &allow.when))
        .any(|tools| tools.iter().any(|t| reviewed.contains(t)));
    if covered || reviewed.is_empty() {
        return None;
    }
    let message = format!("no `allow` covers what `{}` reviews, so it is denied", rule.name);
    Some(
        Diagnostic::new(Code::UncoveredReview, rule.span, message)
            .help("only `allow` grants: add one for these actions, and the review holds them for people"),
    )
}

/// Shapes of conditions that do not say what they seem to.
fn shapes(policy: &Policy, rule: &Rule) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if rule.verdict != Verdict::Allow {
        positive_within(policy, &rule.when, true, rule, &mut found);
    }
    has_and_not_has(policy, &rule.when, &mut found);
    found
}

fn positive_within(policy: &Policy, cond: &Cond, positive: bool, rule: &Rule, found: &mut Vec<Diagnostic>) {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => {
            for part in parts {
                positive_within(policy, part, positive, rule, found);
            }
        }
        Cond::Not(inner) => positive_within(policy, inner, !positive, rule, found),
        Cond::Test(Test::Set { word, quantifier: Quantifier::Within, of, except }, span) if positive => {
            let facet = facet(*word);
            let message = format!("one more member of `{facet}` walks around this rule");
            found.push(
                Diagnostic::new(Code::WithinRestricts, *span, message)
                    .also(rule.span, format!("`{}` restricts", rule.name))
                    .help(format!(
                        "write `{facet} has {}`: it matches whatever else is there",
                        names(policy, *word, of, except)
                    )),
            );
        }
        Cond::Const(_) | Cond::Test(..) => {}
    }
}

/// `has A and not has B` over one facet, which speaks of two members that need not be the same.
fn has_and_not_has(policy: &Policy, cond: &Cond, found: &mut Vec<Diagnostic>) {
    if let Cond::And(parts) = cond {
        let positive: Vec<Has<'_>> = parts.iter().filter_map(Has::of).collect();
        let negative =
            parts.iter().filter_map(|part| if let Cond::Not(inner) = part { Has::of(inner) } else { None });
        for negative in negative {
            if let Some(positive) = positive.iter().find(|other| other.word == negative.word) {
                let facet = facet(negative.word);
                let members = |has: &Has<'_>| names(policy, has.word, has.members, &[]);
                let (a, b) = (members(positive), members(&negative));
                let message = format!("`{facet} has {a}` and `has no {b}` need not speak of one member");
                found.push(
                    Diagnostic::new(Code::HasAndNotHas, negative.span, message)
                        .here(format!("no member at all is `{b}`"))
                        .also(positive.span, format!("some member is `{a}`"))
                        .help(format!("for a member that is the one and not the other write `{facet} has {a} except {b}`")),
                );
            }
        }
    }
    match cond {
        Cond::And(parts) | Cond::Or(parts) => {
            for part in parts {
                has_and_not_has(policy, part, found);
            }
        }
        Cond::Not(inner) => has_and_not_has(policy, inner, found),
        Cond::Const(_) | Cond::Test(..) => {}
    }
}

/// `has X`, where it stands.
struct Has<'c> {
    word: Word,
    members: &'c [EntryId],
    span: Span,
}

impl<'c> Has<'c> {
    fn of(cond: &'c Cond) -> Option<Has<'c>> {
        match cond {
            Cond::Test(Test::Set { word, quantifier: Quantifier::Has, of, .. }, span) => {
                Some(Has { word: *word, members: of, span: *span })
            }
            _ => None,
        }
    }
}

/// Members of a set as a condition names them: `pii`, `[pii, health] except card`.
fn names(policy: &Policy, word: Word, of: &[EntryId], except: &[EntryId]) -> String {
    let list = policy.vocabularies.of(word);
    let listed = |ids: &[EntryId]| {
        let mut paths: Vec<&str> = ids.iter().take(3).map(|id| list.entry(*id).path.as_str()).collect();
        if ids.len() > 3 {
            paths.push("…");
        }
        if paths.len() == 1 { paths.concat() } else { format!("[{}]", paths.join(", ")) }
    };
    if except.is_empty() { listed(of) } else { format!("{} except {}", listed(of), listed(except)) }
}

fn facet(word: Word) -> &'static str {
    if word == Word::Class { "data" } else { word.text() }
}

/// Tools that an import left for a person to say more about.
fn unknown_tool(policy: &Policy, tool: &Tool) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let is = |word, id, path| {
        let entry = policy.vocabularies.of(word).entry(id);
        entry.module.is_empty() && entry.path == path
    };
    if is(Word::Kind, tool.kind, UNCLASSIFIED) {
        let message = format!("nobody has said what `{}` does", tool.name);
        found.push(
            Diagnostic::new(Code::Unclassified, tool.span, message)
                .help("`unclassified` may be any kind: every rule about kinds restricts it, no `allow` by kind grants it"),
        );
    }
    if tool.yields.iter().any(|id| is(Word::Class, *id, UNLABELLED)) {
        let message = format!("nobody has said what `{}` yields", tool.name);
        found.push(
            Diagnostic::new(Code::Unlabelled, tool.span, message)
                .help("`unlabelled` may be any class: write `yields CLASS` or `yields nothing`"),
        );
    }
    found
}

fn unused_let(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::UnusedLet, span, format!("nothing uses `{name}`")).help("remove it, or use it")
}

fn nothing_allowed(policy: &Policy) -> Option<Diagnostic> {
    let grants = policy.rules.iter().any(|rule| rule.verdict == Verdict::Allow);
    if policy.is_module || grants || policy.tools.is_empty() {
        return None;
    }
    let span = policy.tools.first()?.span;
    Some(
        Diagnostic::new(
            Code::NothingAllowed,
            span,
            format!("`{}` allows nothing, so every call is denied", policy.name),
        )
        .help("add an `allow`: what is not granted is refused by the rule `default`"),
    )
}

fn base_without_deny(policy: &Policy) -> Option<Diagnostic> {
    let mut own = own_rules(policy).peekable();
    let first = own.peek()?.span;
    own.all(|rule| rule.verdict == Verdict::Allow).then(|| {
        Diagnostic::new(Code::BaseWithoutDeny, first, format!("`{}` is a base that only grants", policy.name))
            .help("a base is there to restrict its layers: what it allows, every layer allows")
    })
}
