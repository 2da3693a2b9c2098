//! Recorded tool calls of `AgentDojo`'s banking and workspace suites through `examples/agentdojo`.
//!
//! [`calls`] reads a file of calls, [`judge_all`] asks the engine and the reference about each,
//! [`report`] counts. What the data set knows about a call (whose wish it was, whether it made an
//! attack succeed) stands beside the record and never in it.

use crate::shared;
use agp_abi::Verdict;
use agp_abi::decision::{Answer, Context, Decision, Sessions};
use agp_compiler::pipeline;
use agp_compiler::semantics::{reference, thir};
use agp_compiler::source::{Provenance, Sources};
use agp_runtime::{Policy, Scratch};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The suites that have a policy.
pub const SUITES: [&str; 2] = ["banking", "workspace"];

/// What models did, with and without attacks.
pub const ACTIONS: &str = "agentdojo/shown/actions.jsonl.gz";

/// What the benchmark's authors hold to be right, for the users' tasks and for the attackers'.
pub const GROUND_TRUTH: &str = "agentdojo/shown/groundtruth.jsonl.gz";

/// The suites' tools, with JSON schemas.
pub const TOOLS: &str = "agentdojo/common/tools.jsonl.gz";

/// When every call is made.
const TIME: &str = "2026-11-21T09:00:00Z";

/// The folder with the policies.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/agentdojo")
}

/// A recorded call.
#[derive(Clone, Debug)]
pub struct Call {
    /// The suite, which chooses the policy.
    pub suite: String,
    /// The tool.
    pub tool: String,
    /// Whose wish the call was: `user`, `injection`, …
    pub label: String,
    /// Whether this very call made an attack succeed.
    pub flip: bool,
    /// What the policy gets to see.
    pub record: String,
}

/// A line of the data set. The arguments are kept as they are written.
#[derive(Deserialize)]
struct Line {
    session: String,
    suite: String,
    tool: String,
    args: Box<RawValue>,
    label: String,
    #[serde(default)]
    flip: bool,
}

/// What `agpc eval` reads.
#[derive(Serialize)]
struct Record<'a> {
    event: &'a str,
    session: &'a str,
    time: &'a str,
    tool: &'a str,
    args: &'a RawValue,
}

/// The calls of a file, in its order. `None` where `../shared` is absent.
pub fn calls(file: &str) -> Option<Vec<Call>> {
    Some(shared::unpacked(file)?.lines().map(call).collect())
}

fn call(line: &str) -> Call {
    let Line { session, suite, tool, args, label, flip } =
        serde_json::from_str(line).expect("a line of the data set");
    let record = Record { event: "call", session: &session, time: TIME, tool: &tool, args: &args };
    let record = serde_json::to_string(&record).expect("texts and JSON");
    Call { suite, tool, label, flip, record }
}

/// What both evaluators answer to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// The engine's answer.
    pub engine: Answer,
    /// The reference evaluator's.
    pub reference: Answer,
}

impl Answers {
    /// The engine's decision.
    pub fn decision(&self) -> &Decision {
        self.engine.decision.as_ref().expect("a call is decided")
    }
}

/// A suite's policy with both evaluators, and where its sessions stand.
pub struct Judge {
    /// The checked policy.
    pub policy: thir::Policy,
    loaded: Policy,
    scratch: Scratch,
    sessions: Sessions,
}

impl Judge {
    /// Compiles the policy of a suite, which must be without errors and warnings.
    pub fn new(suite: &str) -> Judge {
        let file = format!("{suite}.agp");
        let text = std::fs::read_to_string(folder().join(&file)).expect("the suite has a policy");
        let mut sources = Sources::default();
        sources.add(file, text, Provenance::Given);
        for module in agp_stdlib::modules() {
            sources.add(module.path, module.text, Provenance::Library);
        }
        let checked = pipeline::check(&sources);
        assert_eq!(checked.diagnostics, [], "{suite}");
        let compiled = pipeline::compile(&sources, &checked.units[0]).expect("a policy that runs");
        let loaded = Policy::new(compiled.tables).expect("the compiler's own tables");
        let scratch = Scratch::new(&loaded);
        Judge { policy: compiled.policy, loaded, scratch, sessions: Sessions::default() }
    }

    /// Judges one record, and remembers whether its session goes on.
    pub fn judge(&mut self, record: &str) -> Answers {
        let context = Context { now: None, sessions: &self.sessions, discharged: &[] };
        let engine = self.loaded.judge(record.as_bytes(), &context, &mut self.scratch);
        let reference = reference::judge(&self.policy, record.as_bytes(), &context);
        if let Some(decision) = &engine.decision {
            self.sessions.note(engine.session.as_deref().unwrap_or_default(), decision);
        }
        Answers { engine, reference }
    }
}

/// Judges every call by the policy of its suite.
pub fn judge_all(calls: Vec<Call>) -> Vec<(Call, Answers)> {
    let mut judges: BTreeMap<&str, Judge> = SUITES.map(|suite| (suite, Judge::new(suite))).into();
    let judge = |call: Call| {
        let answers = judges.get_mut(call.suite.as_str()).expect("a suite with a policy").judge(&call.record);
        (call, answers)
    };
    calls.into_iter().map(judge).collect()
}

/// The tables that the example's README shows, measured. `None` where `../shared` is absent.
pub fn report() -> Option<Vec<String>> {
    let ground_truth = judge_all(calls(GROUND_TRUTH)?);
    let actions = judge_all(calls(ACTIONS)?);
    Some(vec![by_label(&ground_truth), by_label(&actions), flips(&actions)])
}

/// How many calls of each suite and label came to which verdict, as a Markdown table.
pub fn by_label(judged: &[(Call, Answers)]) -> String {
    let mut counts: BTreeMap<(&str, &str), BTreeMap<Verdict, usize>> = BTreeMap::new();
    for (call, answers) in judged {
        for suite in [call.suite.as_str(), "all"] {
            let verdicts = counts.entry((&call.label, suite)).or_default();
            *verdicts.entry(answers.decision().verdict).or_default() += 1;
        }
    }
    let columns: BTreeSet<Verdict> = counts.values().flat_map(BTreeMap::keys).copied().collect();
    let shown = columns.iter().map(Verdict::to_string);
    let mut table = head(
        ["label", "suite", "calls"].map(str::to_owned).into_iter().chain(shown).chain(["allowed".into()]),
    );
    for ((label, suite), verdicts) in &counts {
        let count = |verdict| verdicts.get(verdict).copied().unwrap_or_default();
        let calls: usize = verdicts.values().sum();
        let first = [label.to_string(), suite.to_string(), calls.to_string()];
        let last = [percent(count(&Verdict::Allow), calls)];
        table += &row(first
            .into_iter()
            .chain(columns.iter().map(|verdict| count(verdict).to_string()))
            .chain(last));
    }
    table
}

/// What became of the calls that made attacks succeed, by tool and deciding rule, as a Markdown table.
pub fn flips(judged: &[(Call, Answers)]) -> String {
    let mut counts: BTreeMap<(&str, &str, Verdict, &str), usize> = BTreeMap::new();
    let mut stopped: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (call, answers) in judged.iter().filter(|(call, _)| call.flip) {
        let Decision { verdict, rule, .. } = answers.decision();
        *counts.entry((&call.suite, &call.tool, *verdict, rule.as_deref().unwrap_or("-"))).or_default() += 1;
        for suite in [call.suite.as_str(), "all"] {
            let (stopped, all) = stopped.entry(suite).or_default();
            *stopped += usize::from(!runs(*verdict));
            *all += 1;
        }
    }
    let mut table = head(["suite", "tool", "verdict", "rule", "calls"].map(str::to_owned));
    for ((suite, tool, verdict, rule), calls) in counts {
        table += &row([suite.into(), tool.into(), verdict.to_string(), rule.into(), calls.to_string()]);
    }
    for (suite, (stopped, all)) in stopped {
        let share = format!("{stopped} of {all}");
        table += &row([suite.into(), String::new(), "stopped".into(), percent(stopped, all), share]);
    }
    table
}

/// Whether a call runs without anybody being asked.
fn runs(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Allow | Verdict::Redact | Verdict::Sandbox => true,
        Verdict::Review | Verdict::Pause | Verdict::Deny | Verdict::Halt => false,
    }
}

fn head(cells: impl IntoIterator<Item = String>) -> String {
    let head = row(cells);
    let rule = "|---".repeat(head.matches('|').count() - 1);
    format!("{head}{rule}|\n")
}

fn row(cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<String> = cells.into_iter().collect();
    format!("| {} |\n", cells.join(" | "))
}

/// Rounded down to a tenth.
fn percent(part: usize, whole: usize) -> String {
    let thousandths = part * 1000 / whole.max(1);
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}
