//! Stub.
use std::process::ExitCode;

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Dialect {
    Mcp,
    #[value(name = "openai")]
    OpenAi,
    Anthropic,
}

pub(crate) fn run(_: Dialect, _: Option<&str>, _: &str) -> ExitCode {
    ExitCode::SUCCESS
}
