//! What the compiler makes of single constructs, as the engine judges by it: one small policy and
//! one line at a time. Every answer is also the reference's.

use agp_abi::decision::{Context, Decision, Sessions};
use agp_compiler::pipeline;
use agp_compiler::semantics::reference;
use agp_compiler::source::{Provenance, Sources};
use agp_runtime::{Policy, Scratch};

/// What every policy here begins with.
const HEAD: &str = r#"
    policy p "1"
    role employee { analyst }
    tool look is read yields nothing { }
    allow any when tool is look
"#;

/// The decision on a line, by a policy that goes on like this, with no clock.
fn decide(rest: &str, line: &str) -> Decision {
    let mut sources = Sources::default();
    sources.add("p.agp", format!("{HEAD}\n{rest}"), Provenance::Given);
    let checked = pipeline::check(&sources);
    let unit = checked.units.first().unwrap_or_else(|| panic!("{:#?}", checked.diagnostics));
    let compiled = pipeline::compile(&sources, unit).expect("it compiles");
    let policy = Policy::new(compiled.tables).expect("it loads");
    let context = Context { now: None, sessions: &Sessions::default(), discharged: &[] };
    let answer = policy.judge(line.as_bytes(), &context, &mut Scratch::new(&policy));
    assert_eq!(answer, reference::judge(&compiled.policy, line.as_bytes(), &context));
    answer.decision.expect("a decision")
}

/// A call of `look` with these fields beside.
fn look(fields: &str) -> String {
    format!(r#"{{"event":"call","tool":"look"{fields}}}"#)
}

#[test]
fn a_shadow_ends_on_its_date_or_where_that_may_have_passed() {
    let tried = "deny stop when role has employee shadow until 2026-03-02";
    for (time, matched, shadow) in [
        (r#","time":"2026-03-01T23:59:59.999Z""#, vec!["any"], vec!["stop"]),
        (r#","time":"2026-03-02T00:00:00Z""#, vec!["any", "stop"], vec![]),
        (r#","time":"yesterday""#, vec!["any", "stop"], vec![]),
        ("", vec!["any", "stop"], vec![]),
    ] {
        let decision = decide(tried, &look(&format!(r#"{time},"role":["analyst"]"#)));
        assert_eq!((decision.matched, decision.shadow), (owned(&matched), owned(&shadow)), "{time}");
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
