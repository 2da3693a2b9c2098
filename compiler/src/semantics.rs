//! Syntax tree to checked policy: resolve names, then check types and the laws.

pub mod thir;

/// Stub.
pub mod reference {
    /// Stub.
    pub fn judge(
        _: &super::thir::Policy,
        _: &[u8],
        _: &agp_abi::decision::Context<'_>,
    ) -> agp_abi::decision::Answer {
        agp_abi::decision::Answer { session: None, decision: None }
    }
}
