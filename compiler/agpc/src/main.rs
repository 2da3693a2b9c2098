//! The `agpc` command.

mod import;

use std::process::ExitCode;

use clap::ValueEnum as _;

const USAGE: &str = "usage: agpc import [--module NAME] mcp|openai|anthropic FILE";

fn main() -> ExitCode {
    let words: Vec<String> =
        std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (module, dialect, file) = match words[..] {
        ["import", "--module", module, dialect, file] => (Some(module), dialect, file),
        ["import", dialect, file] => (None, dialect, file),
        _ => return usage(),
    };
    match import::Dialect::from_str(dialect, false) {
        Ok(dialect) => import::run(dialect, module, file),
        Err(_) => usage(),
    }
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}
