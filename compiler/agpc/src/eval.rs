//! `agpc eval`: records in, one decision line out for every line in, flushed at once.
//!
//! A session that a decision pauses or halts stays so for the lines that follow. A blank line, a
//! line that is not UTF-8 and one that is too long are lines like any other: the evaluator answers
//! them with `invalid_record`. [`notes`] says on standard error what a decision does not. A line without
//! a time is judged at the time of this machine's clock. Whatever the verdicts, the status is 0 when every line got its decision.

mod lines;
mod notes;

use crate::decision::{Explanation, difference, reason};
use crate::engine::{Engine, Judge, Judged};
use crate::files;
use crate::images::{self, Trust};
use crate::out::{CallFault, Out, Outcome, Status, count, plain, say};
use crate::render::{Color, Look};
use crate::unit::{self, Aim, Refusal};
use agp_abi::decision::{Answer, Context, Sessions};
use agp_abi::tables::PolicyName;
use jiff::Timestamp;
use notes::Notes;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// Differences between evaluators that are shown in full.
const MOST_DIFFERENCES: u64 = 10;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// a file, a folder that stands for every `*.agp` under it, or a policy image
    #[arg(value_name = "POLICY")]
    path: PathBuf,
    /// the records, one JSON object on each line; `-` is standard input
    #[arg(long, value_name = "FILE", default_value = "-")]
    records: PathBuf,
    /// which policy, where there are several
    #[arg(long, value_name = "NAME")]
    policy: Option<String>,
    /// print each decision as a person reads it
    #[arg(long)]
    explain: bool,
    /// what judges
    #[arg(long, value_enum, default_value_t)]
    engine: Engine,
    #[command(flatten)]
    trust: Trust,
}

pub(crate) fn run(options: &Options, color: Color) -> Outcome {
    let look = Look::of(&io::stderr(), color);
    let judge = if images::is_image(&options.path) {
        judge_of_image(options)
    } else {
        judge_of_source(options, look)
    };
    let mut judge = match judge {
        Ok(judge) => judge.explaining(options.explain),
        Err(Refusal::Policy) => return Ok(Status::PolicyAtFault),
        Err(Refusal::Call(fault)) => return Err(fault),
    };
    let mut records = open(&options.records)?;
    let mut stream = Stream { name: judge.name().clone(), explain: options.explain, ..Stream::default() };
    let mut out = Out::standard();
    stream.run(&mut records, &mut out, |line, context| judge.judge(line, context))?;
    Ok(stream.status())
}

fn judge_of_source(options: &Options, look: Look) -> Result<Judge, Refusal> {
    if options.trust.is_given() {
        return Err(CallFault("`--key` and `--unverified` are for policy images".to_owned()).into());
    }
    let loaded = files::load(std::slice::from_ref(&options.path))?;
    open(&options.records)?;
    let compiled = unit::the_policy(&loaded, options.policy.as_deref(), look, Aim::Run)?;
    let judge = Judge::new(compiled, options.engine).map_err(|error| {
        say(&format!("error: the compiled policy does not load, which is a bug in agpc: {error}"));
        Refusal::Policy
    })?;
    Ok(if options.explain { judge.speaking(&loaded.sources) } else { judge })
}

fn judge_of_image(options: &Options) -> Result<Judge, Refusal> {
    let code = match options.engine {
        Engine::Native => true,
        Engine::Interpreter => false,
        Engine::Reference | Engine::All => {
            let said =
                "an image holds no source text, which the reference judges by: choose native or interpreter";
            return Err(CallFault(said.to_owned()).into());
        }
    };
    let policy = images::policy(&options.path, &options.trust, code)?;
    match &options.policy {
        Some(name) if *name != policy.name().name => {
            Err(CallFault(format!("the image holds `{}`", plain(&policy.name().name))).into())
        }
        _ => Ok(Judge::of_image(policy)),
    }
}

fn open(path: &Path) -> Result<Box<dyn BufRead>, CallFault> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let unreadable =
        |why: &str| CallFault(format!("cannot read `{}`: {why}", plain(&path.to_string_lossy())));
    let file = File::open(path).map_err(|error| files::cannot_read(path, &error))?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(unreadable("it is a folder; name a file of records"));
    }
    Ok(Box::new(BufReader::new(file)))
}

/// What lasts from line to line.
struct Stream {
    name: PolicyName,
    explain: bool,
    sessions: Sessions,
    notes: Notes,
    differences: u64,
}

impl Default for Stream {
    fn default() -> Self {
        let name = PolicyName { name: String::new(), version: String::new(), hash: String::new() };
        let sessions = Sessions::default();
        Stream { name, explain: false, sessions, notes: Notes::default(), differences: 0 }
    }
}

impl Stream {
    /// Judges every line until the records end or nobody reads the decisions any more.
    fn run<W: Write>(
        &mut self,
        records: &mut dyn BufRead,
        out: &mut Out<W>,
        mut judge: impl FnMut(&[u8], &Context<'_>) -> Judged,
    ) -> Result<(), CallFault> {
        let mut line = Vec::new();
        let mut number = 0;
        while lines::next(records, &mut line)
            .map_err(|error| CallFault(format!("cannot read the records: {error}")))?
        {
            number += 1;
            self.notes.of_record(number, &line);
            let now = Some(Timestamp::now().as_millisecond());
            let judged = judge(&line, &Context { now, sessions: &self.sessions, discharged: &[] });
            out.text(&self.shown(number, &judged))?;
            out.flush()?;
            if out.closed() {
                break;
            }
            self.note(number, &judged);
        }
        Ok(())
    }

    /// A disagreement of the evaluators is nobody's policy at fault, but it must not pass.
    fn status(&self) -> Status {
        if self.differences == 0 {
            return Status::Well;
        }
        let lines = count(usize::try_from(self.differences).unwrap_or(usize::MAX), "line");
        say(&format!("error: the evaluators disagree on {lines}: this is a bug in agpc, please report it"));
        Status::PolicyAtFault
    }

    fn shown(&self, number: u64, judged: &Judged) -> String {
        if self.explain {
            let reasons = judged.reasons.as_ref().map(reason::shown).unwrap_or_default();
            let explanation = Explanation::of_line(number, &judged.answer).because_of(&judged.causes);
            return format!("{explanation}{reasons}");
        }
        let mut line = agp_runtime::render(&judged.answer, Some(number), &self.name);
        line.push('\n');
        line
    }

    fn note(&mut self, number: u64, judged: &Judged) {
        if !self.explain {
            self.notes.of_refusal(number, &judged.causes);
        }
        if let Some(decision) = &judged.answer.decision {
            self.sessions.note(judged.answer.session.as_deref().unwrap_or(""), decision);
        }
        if judged.disagreeing.is_empty() {
            return;
        }
        self.differences += 1;
        if self.differences > MOST_DIFFERENCES {
            return;
        }
        let show = |name: &str, answer: &Answer| {
            let rendered = agp_runtime::render(answer, Some(number), &self.name);
            say(&format!("  {:13}{rendered}", format!("{name}:")));
        };
        for (name, other) in &judged.disagreeing {
            let parts = difference(&judged.answer, other);
            say(&format!("error: line {number}: {} and {name} disagree: {}", judged.by, plain(&parts)));
            show(judged.by, &judged.answer);
            show(name, other);
        }
    }
}

#[cfg(test)]
mod tests;
