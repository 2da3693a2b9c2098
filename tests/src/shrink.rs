//! A failing policy and record, made small.
//!
//! Greedy: leave out one part after the other, keep whatever fails still, until nothing can be
//! left out. What fails is asked of the caller, so a part without which nothing compiles stays.

use crate::generate::record::{Case, Line};
use crate::generate::{File, Policy};
use std::fmt::Write as _;

/// The most candidates that are tried.
const MOST_TRIES: usize = 4_000;

/// The smallest policy and case found for which `fails` holds, as it does for the given ones.
pub fn shrink(policy: Policy, case: Case, mut fails: impl FnMut(&Policy, &Case) -> bool) -> (Policy, Case) {
    let mut found = (policy, case);
    let mut tries = 0;
    loop {
        let policies = policies(&found.0).map(|policy| (policy, found.1.clone()));
        let cases = cases(&found.1).map(|case| (found.0.clone(), case));
        let next = policies.chain(cases).find(|(policy, case)| {
            tries += 1;
            tries <= MOST_TRIES && fails(policy, case)
        });
        match next {
            Some(smaller) => found = smaller,
            None => return found,
        }
    }
}

/// Every policy with one part less: a file, a declaration, something inside one.
fn policies(policy: &Policy) -> impl Iterator<Item = Policy> + '_ {
    let files = 0..policy.files.len().saturating_sub(1);
    let without_file = files.map(|at| {
        let mut smaller = policy.clone();
        smaller.files.remove(at);
        smaller
    });
    let places =
        policy.files.iter().enumerate().flat_map(|(at, file)| pieces(file).map(move |piece| (at, piece)));
    let without_piece = places.map(|(at, file)| {
        let mut smaller = policy.clone();
        smaller.files[at] = file;
        smaller
    });
    without_file.chain(without_piece)
}

fn pieces(file: &File) -> impl Iterator<Item = File> + '_ {
    let items = (0..file.items.len()).map(|at| {
        let mut smaller = file.clone();
        smaller.items.remove(at);
        smaller
    });
    let inside = file.items.iter().enumerate().flat_map(move |(at, item)| {
        (0..item.tree.places()).map(move |place| {
            let mut smaller = file.clone();
            smaller.items[at].tree = item.tree.smaller(place);
            smaller
        })
    });
    items.chain(inside)
}

/// Every case with one part less.
fn cases(case: &Case) -> impl Iterator<Item = Case> + '_ {
    let lines = match &case.line {
        Line::Object(json) => json.smaller().into_iter().map(Line::Object).collect(),
        Line::Bytes(_) => Vec::new(),
    };
    let lines = lines.into_iter().map(|line| Case { line, ..case.clone() });
    let running = Case { status: agp_abi::decision::Status::Running, ..case.clone() };
    let clockless = Case { now: None, ..case.clone() };
    let undischarged = Case { discharged: Vec::new(), ..case.clone() };
    let contexts = [
        (case.status != running.status, running),
        (case.now.is_some(), clockless),
        (!case.discharged.is_empty(), undischarged),
    ];
    lines.chain(contexts.into_iter().filter(|(differs, _)| *differs).map(|(_, case)| case))
}

/// A policy and a case as a person reads them.
pub fn show(policy: &Policy, case: &Case) -> String {
    let mut text = String::new();
    for file in &policy.files {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "// {}.agp\n{}", file.name, file.text());
    }
    let _ = writeln!(text, "record     {}", String::from_utf8_lossy(&case.bytes()));
    let _ = writeln!(text, "clock      {:?}", case.now);
    let _ = writeln!(text, "session    {:?}", case.status);
    let _ = writeln!(text, "discharged {:?}", case.discharged);
    text
}
