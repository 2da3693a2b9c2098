//! The AGP engine: binds an agent's action to a compiled policy and decides before it runs.
