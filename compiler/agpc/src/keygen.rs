//! `agpc keygen`: a key to sign images with.
//!
//! The secret half goes to FILE, which only its owner may read, the public half to `FILE.pub`.
//! Nothing is overwritten: a lost key cannot be had again.

use crate::files::{cannot_read, shown};
use crate::out::{CallFault, Out, Outcome, Status};
use agp_abi::image::key;
use agp_compiler::backend::image::SecretKey;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// where the secret key goes; the public one goes to `FILE.pub`
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret)
        .map_err(|error| CallFault(format!("this machine gives no random numbers: {error}")))?;
    let secret = SecretKey::new(&secret);
    let public = key::print(&secret.public());
    let public_file = public_path(&options.file);
    if fs::symlink_metadata(&public_file).is_ok() {
        return Err(is_there(&public_file));
    }
    write(&options.file, &format!("{}\n", secret.text()), 0o600)?;
    write(&public_file, &format!("{public}\n"), 0o644)?;
    let mut out = Out::standard();
    out.line(&format!("wrote {}, which signs: keep it to yourself", shown(&options.file)))?;
    out.line(&format!("wrote {}, which hosts are given", shown(&public_file)))?;
    out.line(&public)?;
    out.flush()?;
    Ok(Status::Well)
}

/// Reads the key that `run` wrote.
pub(crate) fn read(path: &Path) -> Result<SecretKey, CallFault> {
    let fault = |why: &str| CallFault(format!("`{}` {why}", shown(path)));
    let mut text = String::new();
    fs::File::open(path)
        .and_then(|file| file.take(1_024).read_to_string(&mut text))
        .map_err(|error| cannot_read(path, &error))?;
    if key::parse(&text).is_some() {
        return Err(fault("is a public key: images are signed with the secret one"));
    }
    SecretKey::parse(&text).ok_or_else(|| fault("is no key of `agpc keygen`"))
}

fn public_path(file: &Path) -> PathBuf {
    let mut path = file.to_owned().into_os_string();
    path.push(".pub");
    path.into()
}

fn write(path: &Path, text: &str, mode: u32) -> Result<(), CallFault> {
    let attempt = || -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
        #[cfg(not(unix))]
        let _ = mode;
        let mut file = options.open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    attempt().map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => is_there(path),
        _ => CallFault(format!("cannot write `{}`: {error}", shown(path))),
    })
}

fn is_there(path: &Path) -> CallFault {
    CallFault(format!("`{}` is there already: a key is not overwritten", shown(path)))
}
