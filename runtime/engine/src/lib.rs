//! The AGP engine: binds an agent's action to a compiled policy and decides before it runs.
#![allow(missing_docs, reason = "stub")]
use agp_abi::decision::{Answer, Context};
use agp_abi::tables::{PolicyName, Tables};

#[derive(Debug)]
pub struct LoadError;
impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("stub")
    }
}
#[derive(Debug)]
pub struct Policy;
#[derive(Debug)]
pub struct Scratch;
impl Scratch {
    pub fn new(_: &Policy) -> Scratch {
        Scratch
    }
}
impl Policy {
    pub fn new(_: Tables) -> Result<Policy, LoadError> {
        Ok(Policy)
    }
    pub fn judge(&self, _: &[u8], _: &Context<'_>, _: &mut Scratch) -> Answer {
        Answer { session: None, decision: None }
    }
}
pub fn render(answer: &Answer, line: Option<u64>, policy: &PolicyName) -> String {
    format!("{{\"ok\":{},\"line\":{},\"policy\":\"{}\"}}", answer.decision.is_none(), line.unwrap_or(0), policy.name)
}
