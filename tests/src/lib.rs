//! Tests that need the compiler and the engine together.
