//! The `agpc` command.

fn main() {}
