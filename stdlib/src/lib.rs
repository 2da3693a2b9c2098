//! The standard modules of AGP.
#![allow(missing_docs, reason = "stub")]
#[derive(Debug)]
pub struct Module {
    pub name: &'static str,
    pub path: &'static str,
    pub text: &'static str,
}
pub fn modules() -> &'static [Module] {
    &[]
}
