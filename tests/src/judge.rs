//! A policy with all its evaluators.

use crate::direct::{self, Settled};
use crate::generate::record::Case;
use crate::json::Json;
use agp_abi::decision::Answer;
use agp_abi::tables::Event;
use agp_compiler::pipeline::{self, Compiled};
use agp_compiler::program::Program;
use agp_compiler::semantics::{reference, thir};
use agp_compiler::source::Sources;
use agp_runtime::kernel::Outcome;
use agp_runtime::{Policy, Scratch};

/// A policy, compiled and loaded.
pub struct Judge {
    /// The checked policy.
    pub policy: thir::Policy,
    /// Its decision program.
    pub program: Program,
    loaded: Policy,
    scratch: Scratch,
}

impl Judge {
    /// Compiles the policy of this name. The error says what the compiler or the engine refused.
    pub fn new(sources: &Sources, name: &str) -> Result<Judge, String> {
        let compiled = compile(sources, name)?;
        let loaded = Policy::new(compiled.tables).map_err(|error| format!("the engine: {error}"))?;
        let scratch = Scratch::new(&loaded);
        Ok(Judge { policy: compiled.policy, program: compiled.program, loaded, scratch })
    }

    /// What the engine answers.
    pub fn interpreter(&mut self, case: &Case) -> Answer {
        let sessions = case.sessions();
        self.loaded.judge(&case.bytes(), &case.context(&sessions), &mut self.scratch)
    }

    /// What the reference evaluator answers.
    pub fn reference(&self, case: &Case) -> Answer {
        let sessions = case.sessions();
        reference::judge(&self.policy, &case.bytes(), &case.context(&sessions))
    }

    /// What the kernel and the direct evaluator make of the facts of the case that the engine has
    /// just answered; none where no rule was consulted.
    pub fn settled(&self, case: &Case) -> Option<(&Outcome, Settled)> {
        let (facts, outcome) = self.scratch.judged()?;
        let event = match case.record()?.get("event")? {
            Json::Text(event) if event == "result" => Event::Result,
            _ => Event::Call,
        };
        Some((outcome, direct::settle(&self.program, facts, event, &case.discharged)))
    }
}

/// Checks and compiles the policy of this name.
pub fn compile(sources: &Sources, name: &str) -> Result<Compiled, String> {
    let checked = pipeline::check(sources);
    let errors: Vec<String> = checked
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.is_error())
        .map(|diagnostic| {
            let (line, column) = sources.position(diagnostic.primary.span);
            let file = &sources.get(diagnostic.primary.span.file).name;
            format!("{} {file}:{line}:{column}: {}", diagnostic.code.text(), diagnostic.message)
        })
        .collect();
    if !errors.is_empty() {
        return Err(errors.join("\n"));
    }
    let unit = checked.units.iter().find(|unit| unit.name == name).ok_or("there is no such policy")?;
    pipeline::compile(sources, unit).map_err(|diagnostics| {
        diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect::<Vec<_>>().join("\n")
    })
}
