//! Which evaluator judges: a fallback must not pass for the machine code that was asked for.

use super::*;
use agp_abi::decision::Sessions;
use agp_compiler::pipeline;
use agp_compiler::source::{Provenance, Sources};

const POLICY: &str = "policy a \"1\"\ntool t is read yields nothing { }\nallow reads when tool is t\n";

#[test]
fn machine_code_judges_wherever_this_machine_can_run_it() {
    let best = if Target::host().is_some() { "native" } else { "interpreter" };
    let line = b"{\"event\":\"call\",\"tool\":\"t\",\"args\":{}}";
    for (engine, by) in [
        (Engine::default(), best),
        (Engine::Native, best),
        (Engine::Interpreter, "interpreter"),
        (Engine::Reference, "reference"),
        (Engine::All, best),
    ] {
        let context = Context { now: None, sessions: &Sessions::default(), discharged: &[] };
        let judged = judge(engine).judge(line, &context);
        assert_eq!((judged.by, judged.disagreeing.as_slice()), (by, &[][..]), "{engine:?}");
        let decision = judged.answer.decision.expect("a call is decided");
        assert_eq!(decision.rule.as_deref(), Some("reads"), "{engine:?}");
    }
}

fn judge(engine: Engine) -> Judge {
    let mut sources = Sources::default();
    sources.add("a.agp", POLICY, Provenance::Given);
    let checked = pipeline::check(&sources);
    let compiled = pipeline::compile(&sources, &checked.units[0]).expect("the policy compiles");
    Judge::new(compiled, engine).expect("what was compiled loads")
}
