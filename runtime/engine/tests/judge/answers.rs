//! Section 1: what is a record, and who answers before any rule.

use crate::build::*;
use agp_abi::Verdict;
use agp_abi::tables::*;

#[test]
fn a_call_is_allowed_by_an_allow_only() {
    let mut build = Build::new();
    build.tool(tool("look", kind::READ, vec![]));
    let policy = build.policy();
    assert_eq!(verdict(&policy, r#"{"event":"call","tool":"look"}"#), "deny by default");
    let mut build = Build::new();
    build.tool(tool("look", kind::READ, vec![])).allow_all();
    let policy = build.policy();
    assert_eq!(verdict(&policy, r#"{"event":"call","tool":"look"}"#), "allow by everything");
    let has = build_ssn(&mut Build::new());
    assert_eq!(has, 3);
}

fn build_ssn(build: &mut Build) -> u32 {
    let has = build.has(set::DATA, "data", &[class::SSN], &[class::PII]);
    build.rule(rule("ssn", Verdict::Deny), Cond::Is(has));
    has
}
