//! The evaluators behind `--engine`: one way to judge a record, whichever is chosen.

use crate::cause;
use crate::decision::reason::Words;
use agp_abi::decision::{Answer, Context};
use agp_abi::native::Target;
use agp_abi::tables::{PolicyName, Tables};
use agp_compiler::backend::codegen::{Defect, codegen};
use agp_compiler::pipeline::Compiled;
use agp_compiler::semantics::{reference, thir};
use agp_compiler::source::Sources;
use agp_runtime::{Explanation, LoadError, Policy, Scratch};
use std::fmt;

/// Which evaluator judges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Engine {
    /// machine code, as hosts run it; the interpreter where this machine cannot run any
    #[default]
    Native,
    /// the tables of the compiled policy
    Interpreter,
    /// the checked policy itself, slow and obvious
    Reference,
    /// all of them, and any difference is reported
    All,
}

/// Why a compiled policy does not load: a bug in agpc.
#[derive(Debug)]
pub(crate) enum Bug {
    /// Its tables are refused.
    Tables(LoadError),
    /// There is no machine code for them.
    Code(Defect),
}

impl fmt::Display for Bug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bug::Tables(error) => error.fmt(f),
            Bug::Code(defect) => defect.fmt(f),
        }
    }
}

/// What a record came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judged {
    /// The answer; the first evaluator's where several ran.
    pub(crate) answer: Answer,
    /// Which evaluator gave it.
    pub(crate) by: &'static str,
    /// The answers of the others that differ, each with whose it is.
    pub(crate) disagreeing: Vec<(&'static str, Answer)>,
    /// Why, where it was judged by rules.
    pub(crate) reasons: Option<Explanation>,
    /// What is wrong with the record, where it was refused for what it is.
    pub(crate) causes: Vec<String>,
}

/// A loaded policy.
struct Loaded {
    policy: Policy,
    scratch: Scratch,
}

impl Loaded {
    fn new(policy: Policy) -> Loaded {
        let scratch = Scratch::new(&policy);
        Loaded { policy, scratch }
    }

    /// The evaluator that this is.
    fn name(&self) -> &'static str {
        if self.policy.native().is_some() { "native" } else { "interpreter" }
    }

    fn judge(&mut self, line: &[u8], context: &Context<'_>) -> Answer {
        self.policy.judge(line, context, &mut self.scratch)
    }
}

/// A policy with its evaluators.
pub(crate) struct Judge {
    engine: Engine,
    /// The checked policy; an image holds none.
    policy: Option<thir::Policy>,
    name: PolicyName,
    loaded: Loaded,
    /// The interpreter, where it is compared with machine code.
    interpreter: Option<Loaded>,
    explains: bool,
    /// The rules in their author's words, where the text is at hand.
    words: Words,
}

impl Judge {
    /// Loads the tables of a policy.
    pub(crate) fn new(compiled: Compiled, engine: Engine) -> Result<Judge, Bug> {
        let Compiled { policy, tables, .. } = compiled;
        let name = tables.policy.clone();
        let plain = |tables| Policy::new(tables).map(Loaded::new).map_err(Bug::Tables);
        let (loaded, interpreter) = match engine {
            Engine::Native => (Loaded::new(coded(tables)?), None),
            Engine::Interpreter | Engine::Reference => (plain(tables)?, None),
            Engine::All => (Loaded::new(coded(tables.clone())?), Some(plain(tables)?)),
        };
        Ok(Judge {
            engine,
            policy: Some(policy),
            name,
            loaded,
            interpreter,
            explains: false,
            words: Words::default(),
        })
    }

    /// The judge of a policy that came out of an image, by its code if that was loaded, else by its
    /// tables.
    pub(crate) fn of_image(policy: Policy) -> Judge {
        let (name, loaded) = (policy.name().clone(), Loaded::new(policy));
        let words = Words::default();
        Judge {
            engine: Engine::Native,
            policy: None,
            name,
            loaded,
            interpreter: None,
            explains: false,
            words,
        }
    }

    /// Which policy this is.
    pub(crate) fn name(&self) -> &PolicyName {
        &self.name
    }

    /// Judges one line.
    pub(crate) fn judge(&mut self, line: &[u8], context: &Context<'_>) -> Judged {
        let reference = |policy| ("reference", reference::judge(policy, line, context));
        if let (Engine::Reference, Some(policy)) = (self.engine, &self.policy) {
            let (by, answer) = reference(policy);
            let causes = self.causes(line, &answer);
            return Judged { answer, by, disagreeing: Vec::new(), reasons: None, causes };
        }
        let answer = self.loaded.judge(line, context);
        let causes = self.causes(line, &answer);
        let Loaded { policy, scratch } = &self.loaded;
        let reasons = self.explains.then(|| policy.explain(scratch)).flatten();
        let reasons = reasons.map(|reasons| self.words.of(reasons));
        let mut disagreeing = Vec::new();
        if self.engine == Engine::All {
            let interpreter = self.interpreter.as_mut();
            disagreeing.extend(interpreter.map(|loaded| (loaded.name(), loaded.judge(line, context))));
            disagreeing.extend(self.policy.as_ref().map(reference));
            disagreeing.retain(|(_, other)| *other != answer);
        }
        Judged { answer, by: self.loaded.name(), disagreeing, reasons, causes }
    }

    fn causes(&self, line: &[u8], answer: &Answer) -> Vec<String> {
        let decision = answer.decision.as_ref();
        decision.map(|decision| cause::of(line, self.loaded.policy.tables(), decision)).unwrap_or_default()
    }

    /// Has every judgement bring its reasons along.
    pub(crate) fn explaining(self, explains: bool) -> Judge {
        Judge { explains, ..self }
    }

    /// Has reasons speak as the texts do that the policy was compiled from.
    pub(crate) fn speaking(self, sources: &Sources) -> Judge {
        let words = self.policy.as_ref().map(|policy| Words::new(policy, sources)).unwrap_or_default();
        Judge { words, ..self }
    }
}

/// The policy of tables with machine code for this machine, where it is one that can run it.
fn coded(tables: Tables) -> Result<Policy, Bug> {
    let code = Target::host().map(|target| codegen(&tables, target)).transpose().map_err(Bug::Code)?;
    let mut policy = Policy::new(tables).map_err(Bug::Tables)?;
    if let Some(code) = code {
        // SAFETY: the code is what the compiler has just made of these tables.
        #[expect(unsafe_code, reason = "machine code made in this process runs in it")]
        unsafe {
            policy.use_code(&code)
        };
    }
    Ok(policy)
}

#[cfg(test)]
mod tests;
