//! A policy with all its evaluators.

use crate::direct::{self, Settled};
use crate::generate::record::Case;
use crate::json::Json;
use agp_abi::decision::Answer;
use agp_abi::native::Target;
use agp_abi::tables::{Event, Tables};
use agp_compiler::backend::codegen::codegen;
use agp_compiler::backend::plan::{Strategy, plan_by};
use agp_compiler::pipeline::{self, Compiled};
use agp_compiler::program::Program;
use agp_compiler::semantics::{reference, thir};
use agp_compiler::source::Sources;
use agp_runtime::{Evidence, Policy, Scratch};
use std::fmt::{self, Display, Formatter};

/// Why there is no judge of a policy.
#[derive(Debug)]
pub enum Refusal {
    /// It has errors.
    Checker(String),
    /// It has none, and yet is not compiled or loaded: a bug, unless it is not evaluated yet.
    Behind(String),
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Checker(said) => f.write_str(said),
            Refusal::Behind(said) => write!(f, "accepted by the checker, and then: {said}"),
        }
    }
}

/// A policy, compiled and loaded.
pub struct Judge {
    /// The checked policy.
    pub policy: thir::Policy,
    /// Its decision program.
    pub program: Program,
    loaded: Policy,
    scratch: Scratch,
    /// The same policy by other plans and kernels, once somebody asks for them.
    others: Option<Vec<Other>>,
}

impl Judge {
    /// Compiles the policy of this name.
    pub fn new(sources: &Sources, name: &str) -> Result<Judge, Refusal> {
        Judge::load(compile(sources, name)?)
    }

    /// Loads a compiled policy.
    pub fn load(compiled: Compiled) -> Result<Judge, Refusal> {
        let loaded = load(compiled.tables, false)?;
        let scratch = Scratch::new(&loaded);
        Ok(Judge { policy: compiled.policy, program: compiled.program, loaded, scratch, others: None })
    }

    /// An answer of another plan or kernel that is not this one, with what it is called.
    pub fn dissent(&mut self, case: &Case, answer: &Answer) -> Option<(&'static str, Answer)> {
        let (sessions, bytes) = (case.sessions(), case.bytes());
        self.others().iter_mut().find_map(|(name, policy, scratch)| {
            let other = policy.judge(&bytes, &case.context(&sessions), scratch);
            (other != *answer).then_some((*name, other))
        })
    }

    fn others(&mut self) -> &mut Vec<Other> {
        let (program, tables) = (&self.program, self.loaded.tables());
        self.others
            .get_or_insert_with(|| others(program, tables).unwrap_or_else(|refusal| panic!("{refusal}")))
    }

    /// Those of its policies that machine code judges, each with what it is called.
    pub fn coded(&mut self) -> impl Iterator<Item = (&'static str, &Policy)> {
        let all = self.others().iter().map(|(name, policy, _)| (*name, policy));
        all.filter(|(_, policy)| policy.native().is_some())
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

    /// What the answer that the engine has just given to the case rests on, and what the direct
    /// evaluator makes of its facts; none where no rule was consulted.
    pub fn settled(&self, case: &Case) -> Option<(Evidence<'_>, Settled)> {
        let evidence = self.loaded.evidence(&self.scratch)?;
        let event = match case.record()?.get("event")? {
            Json::Text(event) if event == "result" => Event::Result,
            _ => Event::Call,
        };
        let settled = direct::settle(&self.program, &evidence.facts, event, &case.discharged);
        Some((evidence, settled))
    }
}

/// Checks and compiles the policy of this name.
pub fn compile(sources: &Sources, name: &str) -> Result<Compiled, Refusal> {
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
        return Err(Refusal::Checker(errors.join("\n")));
    }
    let unit = checked.units.iter().find(|unit| unit.name == name);
    let unit = unit.ok_or_else(|| Refusal::Checker("there is no such policy".to_owned()))?;
    pipeline::compile(sources, unit).map_err(|diagnostics| {
        let said: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
        Refusal::Behind(said.join("\n"))
    })
}

/// A policy by another plan or kernel, and what that is called.
type Other = (&'static str, Policy, Scratch);

/// Machine code for the index that costs chose, and both kernels over one that is drawn.
fn others(program: &Program, tables: &Tables) -> Result<Vec<Other>, Refusal> {
    let seed = program.rules.iter().flat_map(|rule| rule.qualified.bytes()).fold(0, mixed);
    let drawn = plan_by(program, Strategy::Drawn(seed));
    let drawn = drawn.map_err(|diagnostic| Refusal::Behind(diagnostic.message))?;
    let named = |name, policy: Policy| {
        let scratch = Scratch::new(&policy);
        (name, policy, scratch)
    };
    Ok(vec![
        named("machine code", load(tables.clone(), true)?),
        named("a drawn index", load(drawn.clone(), false)?),
        named("machine code for a drawn index", load(drawn, true)?),
    ])
}

/// Loads tables, to be judged by machine code or by the safe kernel.
pub fn load(tables: Tables, native: bool) -> Result<Policy, Refusal> {
    let behind = |error: &dyn Display| Refusal::Behind(error.to_string());
    let code = Target::host().filter(|_| native).map(|target| codegen(&tables, target)).transpose();
    let code = code.map_err(|error| behind(&error))?;
    let mut policy = Policy::new(tables).map_err(|error| behind(&error))?;
    if let Some(code) = code {
        // SAFETY: the code is what the compiler has just made of these tables.
        #[expect(unsafe_code, reason = "machine code made in this process runs in it")]
        let runs = unsafe { policy.use_code(&code) };
        assert!(runs, "this machine runs the code of its own target");
    }
    Ok(policy)
}

fn mixed(state: u64, byte: u8) -> u64 {
    (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}
