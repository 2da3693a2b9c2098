//! `agpc inspect`: what a policy compiles to.

use crate::files;
use crate::out::{Out, Outcome, Status};
use crate::render::{Color, Look};
use crate::unit::{self, Refusal};
use std::io;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// the decision program of this policy, as text
    #[arg(long, value_name = "POLICY")]
    program: PathBuf,
}

pub(crate) fn run(options: &Options, color: Color) -> Outcome {
    let loaded = files::load(std::slice::from_ref(&options.program))?;
    let compiled = match unit::the_policy(&loaded, None, Look::of(&io::stderr(), color)) {
        Ok(compiled) => compiled,
        Err(Refusal::Policy) => return Ok(Status::PolicyAtFault),
        Err(Refusal::Call(fault)) => return Err(fault),
    };
    let mut out = Out::standard();
    out.text(&compiled.program.to_string())?;
    out.flush()?;
    Ok(Status::Well)
}
