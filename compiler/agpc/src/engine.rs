//! The evaluators behind `--engine`: one way to judge a record, whichever is chosen.

use agp_abi::decision::{Answer, Context};
use agp_abi::tables::PolicyName;
use agp_compiler::pipeline::Compiled;
use agp_compiler::semantics::{reference, thir};
use agp_runtime::{Explanation, LoadError, Policy, Scratch};

/// Which evaluator judges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Engine {
    /// the tables of the compiled policy, as hosts run them
    #[default]
    Interpreter,
    /// the checked policy itself, slow and obvious
    Reference,
    /// both, and any difference is reported
    All,
}

/// What a record came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judged {
    /// The answer; the interpreter's where both evaluators ran.
    pub(crate) answer: Answer,
    /// The reference's, where it differs.
    pub(crate) disagreeing: Option<Answer>,
    /// Why, where the interpreter judged it by rules.
    pub(crate) reasons: Option<Explanation>,
}

/// A policy with its evaluators.
pub(crate) struct Judge {
    engine: Engine,
    /// The checked policy; an image holds none.
    policy: Option<thir::Policy>,
    name: PolicyName,
    loaded: Policy,
    scratch: Scratch,
    explains: bool,
}

impl Judge {
    /// Loads the tables of a policy.
    pub(crate) fn new(compiled: Compiled, engine: Engine) -> Result<Judge, LoadError> {
        let Compiled { policy, tables, .. } = compiled;
        let name = tables.policy.clone();
        let loaded = Policy::new(tables)?;
        let scratch = Scratch::new(&loaded);
        Ok(Judge { engine, policy: Some(policy), name, loaded, scratch, explains: false })
    }

    /// The judge of a policy that came out of an image, by its tables alone.
    pub(crate) fn of_image(loaded: Policy) -> Judge {
        let (name, scratch) = (loaded.name().clone(), Scratch::new(&loaded));
        Judge { engine: Engine::Interpreter, policy: None, name, loaded, scratch, explains: false }
    }

    /// Which policy this is.
    pub(crate) fn name(&self) -> &PolicyName {
        &self.name
    }

    /// Judges one line.
    pub(crate) fn judge(&mut self, line: &[u8], context: &Context<'_>) -> Judged {
        if let (Engine::Reference, Some(policy)) = (self.engine, &self.policy) {
            let answer = reference::judge(policy, line, context);
            return Judged { answer, disagreeing: None, reasons: None };
        }
        let answer = self.loaded.judge(line, context, &mut self.scratch);
        let reasons = self.explains.then(|| self.loaded.explain(&self.scratch)).flatten();
        let compared = self.policy.as_ref().filter(|_| self.engine == Engine::All);
        let reference = compared.map(|policy| reference::judge(policy, line, context));
        let disagreeing = reference.filter(|reference| *reference != answer);
        Judged { answer, disagreeing, reasons }
    }

    /// Has every judgement bring its reasons along.
    pub(crate) fn explaining(self, explains: bool) -> Judge {
        Judge { explains, ..self }
    }
}
