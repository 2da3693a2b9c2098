//! What a decision costs by AGP, by other engines and in code that a person would write, on the same rules
//! and records.
//!
//! `cargo run --release --manifest-path tests/peers/Cargo.toml` prints, for each number of rules, the
//! median nanoseconds of a decision by each engine. The rules and records are the synthetic workload
//! of `../shared`, each record in the engine's own form before anything is timed. What each engine
//! gets and does stands at the head of its file; how they are timed in [`measure`].

mod engine;
mod engines;
mod measure;
mod options;
mod ratios;
mod share;
mod table;
mod workload;

use agp_tests::shared;
use engine::{Case, Decision, ENGINES, World};
use measure::{Checked, Expected};
use options::{Options, USAGE};
use std::process::ExitCode;
use table::{Outcome, Set};

fn main() -> ExitCode {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("error: {message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let Some(world) = world() else {
        eprintln!("skipped: the workload in ../shared is absent");
        return ExitCode::SUCCESS;
    };
    let (mut heads, mut sets) = (Vec::new(), Vec::new());
    for (size, share) in options.cases() {
        let case = case(&world, size, share).expect("the workload's rules");
        let expected = expected(&case);
        let rows = measure(&case, &expected, &options);
        print!("{}", table::table(&title(&case, &expected), &rows));
        heads.push(if share == 100 { size.to_string() } else { format!("{size}, {share} %") });
        sets.push(rows);
    }
    if sets.len() > 1 {
        print!("{}", table::summary(&heads, &sets, options.records.min(world.records.len())));
    }
    print!("{}", ratios::ratios(&heads, &sets));
    let wrong = |(_, outcome): &(&str, Outcome)| matches!(outcome, Outcome::Wrong(_));
    let right = !sets.iter().flatten().any(wrong);
    if right { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A file of the workload; `None` where `../shared` is absent.
fn unpacked(name: &str) -> Option<String> {
    shared::unpacked(&format!("workload/{name}.json.gz"))
}

/// `None` where `../shared` is absent.
fn world() -> Option<World> {
    let vocabulary_json = unpacked("vocabulary")?;
    let records = unpacked("records")?;
    let vocabulary = workload::Vocabulary::read(&vocabulary_json).expect("a vocabulary");
    Some(World {
        records: workload::records(&records, &vocabulary).expect("records of the vocabulary"),
        vocabulary,
        vocabulary_json,
    })
}

fn case(world: &World, size: usize, share: usize) -> Option<Case<'_>> {
    let rules_json = share::limited(&unpacked(&format!("rules-{size}"))?, share)?;
    let rules = workload::rules(&rules_json, &world.vocabulary)?;
    Some(Case { world, size, share, rules, rules_json })
}

/// What the rules say, found by asking each of them; of rules as they come it must be what the data says.
fn expected(case: &Case<'_>) -> Expected {
    let mut expected = Expected { decisions: Vec::new(), matched: Vec::new() };
    for record in &case.world.records {
        let matched = case.rules.iter().filter(|rule| rule.holds(record));
        let (denies, allows): (Vec<_>, Vec<_>) = matched.partition(|rule| rule.deny);
        expected.decisions.push(Decision::of(!denies.is_empty(), !allows.is_empty()));
        let mut matched: Vec<u32> = denies.iter().chain(&allows).map(|rule| rule.id).collect();
        matched.sort_unstable();
        expected.matched.push(matched);
    }
    if case.share == 100 {
        assert_eq!(expected.decisions, stated(case.size), "{} rules", case.size);
    }
    expected
}

/// The decisions that come with the data.
fn stated(size: usize) -> Vec<Decision> {
    let json = unpacked(&format!("expected-{size}")).expect("beside the rules");
    let words: Vec<String> = serde_json::from_str(&json).expect("a list of decisions");
    let decision = |word: &String| match word.as_str() {
        "allow" => Decision::Allow,
        "deny" => Decision::Deny,
        "default_deny" => Decision::Default,
        word => panic!("`{word}` is no decision of the workload"),
    };
    words.iter().map(decision).collect()
}

/// What is measured, and what decisions are like there.
fn title(case: &Case<'_>, expected: &Expected) -> String {
    let testing = case.rules.iter().filter(|rule| rule.tools().is_some()).count();
    let denied = expected.decisions.iter().filter(|decision| **decision == Decision::Deny).count();
    let matched: usize = expected.matched.iter().map(Vec::len).sum();
    let (size, records) = (case.size, expected.decisions.len());
    format!(
        "{size} rules, {testing} of them test the tool; {records} records, {denied} denied, {matched} matches in all"
    )
}

fn measure(case: &Case<'_>, expected: &Expected, options: &Options) -> Set<'static> {
    let (mut checked, mut rows) = (Vec::new(), Vec::new());
    for (name, build) in ENGINES.iter().copied().filter(|(name, _)| options.wants(name)) {
        let engine =
            build(case).map(|engine| Checked::new(engine, expected, options.budget, options.records));
        rows.push((
            name,
            match engine {
                Err(why) => Some(Outcome::None(why)),
                Ok(Err(what)) => Some(Outcome::Wrong(what)),
                Ok(Ok(engine)) => {
                    checked.push(engine);
                    None
                }
            },
        ));
    }
    let mut timings = measure::time(checked, options.budget).into_iter().map(Outcome::Timed);
    let outcome = |row: Option<Outcome>| row.or_else(|| timings.next()).expect("every engine has an outcome");
    let (names, rows): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    names.into_iter().zip(rows.into_iter().map(outcome)).collect()
}
