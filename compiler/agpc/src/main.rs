//! The `agpc` command: check, test and run policies for AI agents.
//!
//! One file per command; `files` reads texts, `images` policy images, `render` prints what the compiler found, `engine`
//! judges records, `decision` puts an answer into words, `cause` why a record was refused, `unit` chooses the policy, `out` writes
//! and ends the run. Status 0: all is well; 1: the policy is at fault; 2: the call is at fault.

mod build;
mod cause;
mod check;
mod decision;
mod engine;
mod eval;
mod explain;
mod files;
mod fmt;
mod images;
mod import;
mod init;
mod inspect;
mod keygen;
mod out;
mod render;
mod test;
mod unit;

use clap::{Args, Parser, Subcommand};
use out::{CallFault, Outcome, say};
use render::Color;
use std::process::ExitCode;

/// check, test and run policies for AI agents
#[derive(Parser)]
#[command(name = "agpc", version, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// when to colour what people read
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: Color,
}

#[derive(Subcommand)]
enum Command {
    /// report what is wrong with policies
    Check(check::Options),
    /// judge records, one decision line for every line in
    ///
    /// The decisions are JSON lines on standard output. A record without `time` is judged at the
    /// time of this machine's clock. The status is 0 when every line got a decision, whatever the
    /// verdicts.
    Eval(eval::Options),
    /// run the tests that stand in policies
    ///
    /// Each test begins with a new session of an agent that is verified, has trust 1.0 and depth 0,
    /// at 2026-01-01T00:00:00Z unless it gives a time. What it does not give is unknown.
    Test(test::Options),
    /// bring policies into the one format
    Fmt(fmt::Options),
    /// print the page of an error or warning code
    Explain(explain::Options),
    /// write a first policy, its tests, records and a CI workflow
    Init(init::Options),
    /// write the image of a policy, which hosts load
    ///
    /// The same policy gives the same bytes, whoever builds it and when. The policy's version must be
    /// a semantic one, since a host refuses to go back to an older one.
    Build(build::Options),
    /// make a key to sign images with
    Keygen(keygen::Options),
    /// show what is in an image, or what a policy compiles to
    ///
    /// The status is 1 where the image is not whole, or not signed by the given key.
    Inspect(inspect::Options),
    /// turn a tool list into tool declarations
    Import(ImportOptions),
}

#[derive(Args)]
struct ImportOptions {
    /// who wrote the list
    #[arg(value_enum)]
    dialect: import::Dialect,
    /// the list as JSON; `-` is standard input
    file: String,
    /// begin with the header of a module of this name
    #[arg(long, value_name = "NAME")]
    module: Option<String>,
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(CallFault::STATUS) } else { ExitCode::SUCCESS };
        }
    };
    let outcome: Outcome = match cli.command {
        Command::Check(options) => check::run(&options, cli.color),
        Command::Eval(options) => eval::run(&options, cli.color),
        Command::Test(options) => test::run(&options, cli.color),
        Command::Fmt(options) => fmt::run(&options, cli.color),
        Command::Explain(options) => explain::run(&options),
        Command::Init(options) => init::run(&options),
        Command::Build(options) => build::run(&options, cli.color),
        Command::Keygen(options) => keygen::run(&options),
        Command::Inspect(options) => inspect::run(&options, cli.color),
        Command::Import(ImportOptions { dialect, file, module }) => {
            return import::run(dialect, module.as_deref(), &file);
        }
    };
    match outcome {
        Ok(status) => status.into(),
        Err(CallFault(message)) => {
            say(&format!("error: {message}"));
            ExitCode::from(CallFault::STATUS)
        }
    }
}
