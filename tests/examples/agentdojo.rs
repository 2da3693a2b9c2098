//! Prints what the policies of `examples/agentdojo` make of `AgentDojo`'s recorded calls:
//! `cargo run -p agp-tests --example agentdojo`. The records lie in `../shared`.

use agp_tests::agentdojo;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(tables) = agentdojo::report() else { return ExitCode::from(2) };
    let headings = ["The benchmark's own calls", "What models did", "Calls that made an attack succeed"];
    for (heading, table) in headings.iter().zip(tables) {
        println!("{heading}\n\n{table}");
    }
    ExitCode::SUCCESS
}
