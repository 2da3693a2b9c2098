//! `agpc test`: the tests that stand in the given files.
//!
//! 1. [`run`] checks the files and gathers the tests of every policy in the order of the text.
//! 2. [`steps`] plays a test against an evaluator and says how it ended; [`record`] writes the
//!    records, [`review`] keeps the approvals.
//! 3. [`report`] shows each test as it ends and counts.
//!
//! A test is skipped, by name and with the reason, where it or its policy uses what this version
//! does not evaluate: its verdicts would not be those of the policy as written.

mod record;
mod report;
mod review;
mod steps;

use crate::check::Format;
use crate::engine::{Engine, Judge};
use crate::files::{self, Loaded};
use crate::out::{CallFault, Outcome, Status, say};
use crate::render::{Color, Look, Places};
use crate::unit::{self, Aim, Refusal};
use agp_compiler::semantics::thir::{Policy, TestBlock};
use agp_compiler::source::Span;
use report::Report;
use std::io;
use std::path::PathBuf;
use steps::Failure;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// files, or folders that stand for every `*.agp` under them [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// how to report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// what judges
    #[arg(long, value_enum, default_value_t)]
    engine: Engine,
}

/// How a test ended.
#[derive(Debug)]
enum Ended {
    Passed,
    Failed(Failure),
    /// Why it was not run.
    Skipped(String),
}

pub(crate) fn run(options: &Options, color: Color) -> Outcome {
    let loaded = files::load(&options.paths)?;
    let look = Look::of(&io::stderr(), color);
    let units = match unit::checked(&loaded, look, Aim::Test) {
        Ok(units) => units,
        Err(Refusal::Policy) => return Ok(Status::PolicyAtFault),
        Err(Refusal::Call(fault)) => return Err(fault),
    };
    let mut report = Report::new(options.format, color, &loaded);
    for policy in in_order(&units) {
        run_policy(policy, options.engine, &loaded, look, &mut report)?;
    }
    report.end()
}

/// The units that have tests, as their tests stand in the files.
fn in_order(units: &[Policy]) -> Vec<&Policy> {
    let mut units: Vec<&Policy> = units.iter().filter(|unit| !unit.tests.is_empty()).collect();
    units.sort_by_key(|unit| unit.tests.iter().map(|test| test.span).min());
    units
}

/// Runs the tests of a policy, which is compiled if one of them runs. If it does not compile, they fail.
fn run_policy(
    policy: &Policy,
    engine: Engine,
    loaded: &Loaded,
    look: Look,
    report: &mut Report<'_>,
) -> Result<(), CallFault> {
    let places = Places::new(&loaded.sources);
    let mut judge = None;
    for test in &policy.tests {
        let ended = if let Some(reason) = reason_to_skip(policy, test, &places) {
            Ended::Skipped(reason)
        } else if let Some(judge) = judge.get_or_insert_with(|| load(policy, engine, loaded, look)) {
            play(policy, test, judge)
        } else {
            Ended::Failed(Failure::new(test.span, "the policy does not compile"))
        };
        report.test(policy, test, &ended)?;
    }
    Ok(())
}

/// The evaluators of a policy; why there are none has been said.
fn load(policy: &Policy, engine: Engine, loaded: &Loaded, look: Look) -> Option<Judge> {
    let compiled = unit::compile(policy, loaded, look, Aim::Test).ok()?;
    match Judge::new(compiled, engine) {
        Ok(judge) => Some(judge),
        Err(error) => {
            say(&format!("error: the compiled policy does not load, which is a bug in agpc: {error}"));
            None
        }
    }
}

fn play(policy: &Policy, test: &TestBlock, judge: &mut Judge) -> Ended {
    match steps::play(policy, test, |line, context| judge.judge(line, context)) {
        Ok(()) => Ended::Passed,
        Err(failure) => Ended::Failed(failure),
    }
}

fn reason_to_skip(policy: &Policy, test: &TestBlock, places: &Places<'_>) -> Option<String> {
    let not_yet = |(what, span): &(String, Span), user: &str| {
        format!("{user} uses {what}, which is not evaluated yet ({})", places.named(*span))
    };
    if policy.is_module {
        return Some(format!("`{}` is a module; write the test in a policy that uses it", policy.name));
    }
    let in_test = test.not_yet.first().map(|found| not_yet(found, "it"));
    in_test.or_else(|| policy.not_yet.first().map(|found| not_yet(found, &format!("`{}`", policy.name))))
}
