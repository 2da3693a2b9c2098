//! `agpc build`: the image of a policy.
//!
//! The image appears whole or not at all: it is written beside its place and moved there.

use crate::files::{self, shown};
use crate::images;
use crate::keygen;
use crate::out::{CallFault, Out, Outcome, Status, plain, say};
use crate::render::{Color, Look};
use crate::unit::{self, Aim, Refusal};
use agp_abi::image::key;
use agp_abi::native::Target;
use agp_compiler::backend::image::SecretKey;
use agp_compiler::pipeline;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// a file, or a folder that stands for every `*.agp` under it
    #[arg(value_name = "POLICY")]
    path: PathBuf,
    /// where the image goes
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// which policy, where there are several
    #[arg(long, value_name = "NAME")]
    policy: Option<String>,
    /// what the machine code in it runs on; without this, this machine, if there is code for it
    #[arg(long, value_enum, value_name = "TARGET")]
    target: Option<For>,
    /// sign the image with this key of `agpc keygen`
    #[arg(long, value_name = "KEYFILE")]
    sign: Option<PathBuf>,
}

/// What machine code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum For {
    /// Linux on x86-64
    #[value(name = "x86_64")]
    X86_64,
    /// Linux on aarch64
    Aarch64,
    /// every machine that there is code for
    All,
}

impl For {
    /// The targets; this machine's where nothing was asked for.
    fn targets(asked: Option<For>) -> Vec<Target> {
        match asked {
            None => Target::host().into_iter().collect(),
            Some(For::X86_64) => vec![Target::X86_64],
            Some(For::Aarch64) => vec![Target::Aarch64],
            Some(For::All) => Target::ALL.to_vec(),
        }
    }
}

pub(crate) fn run(options: &Options, color: Color) -> Outcome {
    may_write(&options.output)?;
    let key = options.sign.as_deref().map(keygen::read).transpose()?;
    let loaded = files::load(std::slice::from_ref(&options.path))?;
    let look = Look::of(&io::stderr(), color);
    let compiled = match unit::the_policy(&loaded, options.policy.as_deref(), look, Aim::Build) {
        Ok(compiled) => compiled,
        Err(Refusal::Policy) => return Ok(Status::PolicyAtFault),
        Err(Refusal::Call(fault)) => return Err(fault),
    };
    let image = match pipeline::build(&compiled, &For::targets(options.target), key.as_ref()) {
        Ok(image) => image,
        Err(error) => {
            say(&format!("error: no image of `{}` is written: {error}", compiled.policy.name));
            return Ok(Status::PolicyAtFault);
        }
    };
    write(&options.output, &image)?;
    let name = &compiled.tables.policy;
    let mut out = Out::standard();
    out.line(&format!(
        "wrote {}: {} {}, {} bytes, {}",
        shown(&options.output),
        name.name,
        plain(&name.version),
        image.len(),
        signed_by(key.as_ref()),
    ))?;
    out.flush()?;
    Ok(Status::Well)
}

fn signed_by(key: Option<&SecretKey>) -> String {
    match key {
        Some(key) => format!("signed by {}", key::print(&key.public())),
        None => "not signed: a host that asks for signatures refuses it".to_owned(),
    }
}

/// Only an image is overwritten: a slip of the hand must not cost a policy, a key or a device.
fn may_write(path: &Path) -> Result<(), CallFault> {
    match fs::symlink_metadata(path) {
        Err(_) => Ok(()),
        Ok(found) if found.is_file() && images::is_image(path) => Ok(()),
        Ok(_) => {
            Err(CallFault(format!("`{}` is there and is no policy image: it stays as it is", shown(path))))
        }
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), CallFault> {
    let mut beside = path.to_owned().into_os_string();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path)).map_err(|error| {
        let _ = fs::remove_file(&beside);
        CallFault(format!("cannot write `{}`: {error}", shown(path)))
    })
}
