//! What is said about tests: a line for each as it ends, a report for one that fails, and the
//! counts as the closing line.

use super::Ended;
use super::steps::Failure;
use crate::check::Format;
use crate::decision::Explanation;
use crate::files::Loaded;
use crate::out::{CallFault, Out, Outcome, Status, plain, say};
use crate::render::{self, Color, Look, Place, Places};
use agp_abi::Verdict;
use agp_compiler::diag::suggest;
use agp_compiler::semantics::thir::{Policy, TestBlock};
use serde::Serialize;
use std::collections::BTreeSet;
use std::io;

/// Files without tests that are named.
const MOST_NAMED: usize = 5;

/// The report of a run, written as the tests end.
pub(super) struct Report<'a> {
    format: Format,
    look: Look,
    loaded: &'a Loaded,
    places: Places<'a>,
    out: Out,
    tested: BTreeSet<u32>,
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl<'a> Report<'a> {
    /// A report on standard output.
    pub(super) fn new(format: Format, color: Color, loaded: &'a Loaded) -> Self {
        let look = Look::of(&io::stdout(), color);
        let (places, out, tested) = (Places::new(&loaded.sources), Out::standard(), BTreeSet::new());
        Report { format, look, loaded, places, out, tested, passed: 0, failed: 0, skipped: 0 }
    }

    /// Counts a test and says how it ended.
    pub(super) fn test(&mut self, policy: &Policy, test: &TestBlock, ended: &Ended) -> Result<(), CallFault> {
        self.tested.insert(test.span.file.0);
        match ended {
            Ended::Passed => self.passed += 1,
            Ended::Failed(_) => self.failed += 1,
            Ended::Skipped(_) => self.skipped += 1,
        }
        match self.format {
            Format::Human => self.human(test, ended)?,
            Format::Json => self.out.line(&json(policy, test, ended, &self.places))?,
        }
        self.out.flush()
    }

    /// Closes the report.
    pub(super) fn end(mut self) -> Outcome {
        let closing = format!("{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped);
        match self.format {
            Format::Human => {
                if let Some(line) = self.without_tests() {
                    self.out.line(&line)?;
                }
                self.out.line(&closing)?;
            }
            Format::Json => say(&closing),
        }
        self.out.flush()?;
        Ok(if self.failed > 0 { Status::PolicyAtFault } else { Status::Well })
    }

    fn human(&mut self, test: &TestBlock, ended: &Ended) -> Result<(), CallFault> {
        let name = plain(&test.name);
        match ended {
            Ended::Passed => self.out.line(&format!("pass  {name}")),
            Ended::Skipped(reason) => self.out.line(&format!("skip  {name}: {}", plain(reason))),
            Ended::Failed(failure) => {
                self.out.line(&format!("FAIL  {name}"))?;
                self.failure(failure)
            }
        }
    }

    fn failure(&mut self, failure: &Failure) -> Result<(), CallFault> {
        let mut report = render::Report::error(&failure.message, failure.span, "");
        let decided = failure.decided.as_deref();
        if let Some((span, _)) = decided.filter(|(span, _)| *span != failure.span) {
            report = report.also(*span, "decided here");
        }
        self.out.text(&report.render(&self.loaded.sources, &self.places, self.look))?;
        if let Some((_, decision)) = decided {
            self.out.text(&Explanation::of(decision).facts())?;
        }
        self.out.line("")
    }

    /// Names the given files that hold no test.
    fn without_tests(&self) -> Option<String> {
        let files = self.loaded.given.iter().filter(|(file, _)| !self.tested.contains(&file.0));
        let names: Vec<String> = files.map(|(file, _)| format!("`{}`", self.places.file(*file))).collect();
        let mut named: Vec<String> = names.iter().take(MOST_NAMED).cloned().collect();
        let rest = names.len() - named.len();
        if rest > 0 {
            named.push(format!("{rest} more"));
        }
        (!named.is_empty()).then(|| format!("no tests in {}", suggest::list(&named, "and")))
    }
}

fn json(policy: &Policy, test: &TestBlock, ended: &Ended, places: &Places<'_>) -> String {
    let (status, reason, failure) = match ended {
        Ended::Passed => ("passed", None, None),
        Ended::Skipped(reason) => ("skipped", Some(reason.as_str()), None),
        Ended::Failed(failure) => ("failed", None, Some(FailureObject::of(failure, places))),
    };
    let place = Place::of(test.span, places);
    let object = TestObject { name: &test.name, policy: &policy.name, status, reason, failure, place };
    serde_json::to_string(&object).unwrap_or_default()
}

#[derive(Serialize)]
struct TestObject<'a> {
    name: &'a str,
    policy: &'a str,
    status: &'a str,
    reason: Option<&'a str>,
    failure: Option<FailureObject<'a>>,
    #[serde(flatten)]
    place: Place<'a>,
}

#[derive(Serialize)]
struct FailureObject<'a> {
    message: &'a str,
    decision: Option<DecisionObject<'a>>,
    #[serde(flatten)]
    place: Place<'a>,
}

#[derive(Serialize)]
struct DecisionObject<'a> {
    verdict: &'a str,
    rule: Option<&'a str>,
    because: Option<&'a str>,
    matched: &'a [String],
    unknown: &'a [String],
    undeclared: &'a [String],
    #[serde(flatten)]
    place: Place<'a>,
}

impl<'a> FailureObject<'a> {
    fn of(failure: &'a Failure, places: &Places<'a>) -> Self {
        let decision = failure.decided.as_deref().map(|(span, decision)| DecisionObject {
            verdict: Verdict::text(decision.verdict),
            rule: decision.rule.as_deref(),
            because: decision.because.as_deref(),
            matched: &decision.matched,
            unknown: &decision.unknown,
            undeclared: &decision.undeclared,
            place: Place::of(*span, places),
        });
        FailureObject { message: &failure.message, decision, place: Place::of(failure.span, places) }
    }
}
