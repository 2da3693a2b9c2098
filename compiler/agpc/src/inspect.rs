//! `agpc inspect`: what is in an image, or what a policy compiles to.
//!
//! An image is shown only if it is whole: its hash, its layout, its tables and the hash of its
//! program hold. With a key its signature must hold too; without one it is said plainly that nobody
//! has looked at it.

mod index;

use crate::files;
use crate::images;
use crate::out::{CallFault, Out, Outcome, Status, count, plain, say};
use crate::render::{Color, Look};
use crate::unit::{self, Aim, Refusal};
use agp_abi::image::{self, HASH_BYTES, Kind, SIGNATURE_BYTES};
use agp_abi::tables::Tables;
use agp_runtime::Policy;
use agp_runtime::image::{ImageError, UnverifiedImage, VerifiedImage};
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// an image
    #[arg(value_name = "IMAGE", required_unless_present = "program", conflicts_with = "program")]
    image: Option<PathBuf>,
    /// the image must be signed by this key, a `.pub` file of `agpc keygen`; may stand several times
    #[arg(long = "key", value_name = "FILE.pub", conflicts_with = "program")]
    keys: Vec<PathBuf>,
    /// the decision program of this policy or image, as text
    #[arg(long, value_name = "POLICY")]
    program: Option<PathBuf>,
}

pub(crate) fn run(options: &Options, color: Color) -> Outcome {
    let shown = match (&options.program, &options.image) {
        (Some(path), _) if images::is_image(path) => program_of_image(path),
        (Some(path), _) => program(path, Look::of(&io::stderr(), color)),
        (None, Some(path)) => image_of(path, &options.keys),
        (None, None) => Err(CallFault("name an image, or a policy with `--program`".to_owned()).into()),
    };
    match shown {
        Ok(text) => {
            let mut out = Out::standard();
            out.text(&text)?;
            out.flush()?;
            Ok(Status::Well)
        }
        Err(Refusal::Policy) => Ok(Status::PolicyAtFault),
        Err(Refusal::Call(fault)) => Err(fault),
    }
}

/// The decision program that a policy compiles to.
fn program(path: &Path, look: Look) -> Result<String, Refusal> {
    let loaded = files::load(std::slice::from_ref(&path.to_owned()))?;
    Ok(unit::the_policy(&loaded, None, look, Aim::Show)?.program.to_string())
}

/// The decision program that an image was made from.
fn program_of_image(path: &Path) -> Result<String, Refusal> {
    let bytes = images::read(path)?;
    let image = UnverifiedImage::read(&bytes).map_err(|error| images::refused(path, &error))?;
    program_in(path, &image)
}

/// The program in an image; what decisions call the policy must be its hash.
fn program_in(path: &Path, image: &UnverifiedImage) -> Result<String, Refusal> {
    let program = image.section(Kind::Program).and_then(agp_compiler::backend::image::program);
    let program = program.unwrap_or_default();
    if image.meta().policy.hash == agp_compiler::program::hash(&program) {
        return Ok(program);
    }
    say(&format!("error: `{}` is refused: its program is not the one that it names", files::shown(path)));
    Err(Refusal::Policy)
}

/// What is in an image.
fn image_of(path: &Path, keys: &[PathBuf]) -> Result<String, Refusal> {
    let keys = images::keys(keys)?;
    if path.is_dir() || path.extension() == Some(OsStr::new("agp")) {
        let name = files::shown(path);
        return Err(CallFault(format!(
            "`{name}` is no policy image: what it compiles to shows `agpc inspect --program {name}`"
        ))
        .into());
    }
    let bytes = images::read(path)?;
    let refused = |error: ImageError| images::refused(path, &error);
    if keys.is_empty() {
        let image = UnverifiedImage::read(&bytes).map_err(refused)?;
        let policy = Policy::from_unverified_image_at_own_risk(&image).map_err(refused)?;
        let signature = if image.bears_signature() {
            "there is one, which nobody has looked at: name the signer's key with `--key`"
        } else {
            "none: this image is not signed"
        };
        let code = if image.sections().iter().any(|section| matches!(section.kind, Kind::Code(_))) {
            "there is some, which runs only where the signature has been checked"
        } else {
            "none"
        };
        return described(path, &image, &policy, signature, code);
    }
    let image = VerifiedImage::read(&bytes, &keys).map_err(refused)?;
    let policy = Policy::from_image(&image).map_err(refused)?;
    let code = if policy.native().is_some() { "runs here" } else { "none that runs here" };
    described(path, &image, &policy, &format!("holds, by {}", image.signer()), code)
}

fn described(
    path: &Path,
    image: &UnverifiedImage,
    policy: &Policy,
    signature: &str,
    code: &str,
) -> Result<String, Refusal> {
    let program = program_in(path, image)?;
    let meta = image.meta();
    let mut text = String::new();
    for (what, value) in [
        ("policy", &*format!("{} {}", plain(&meta.policy.name), plain(&meta.policy.version))),
        ("program", &*plain(&meta.policy.hash)),
        ("image", &format!("blake3:{}", image::key::hex(image.hash()))),
        ("signature", signature),
        ("built by", &format!("{}, format {}", plain(&meta.compiler), image::FORMAT)),
        ("built with", &format!("Unicode {}, time zones {}", plain(&meta.unicode), plain(&meta.time_zones))),
        ("holds", &holds(policy.tables())),
        ("judging takes", &format!("{} words of facts", meta.sizes.facts)),
        ("code", code),
    ] {
        let _ = writeln!(text, "{what:14} {value}");
    }
    let _ = writeln!(text, "\n{:16} {:>10} {:>10}", "section", "offset", "bytes");
    for section in image.sections() {
        let _ =
            writeln!(text, "{:16} {:>10} {:>10}", section.kind.to_string(), section.offset, section.length);
    }
    let trailer = if image.bears_signature() { HASH_BYTES + SIGNATURE_BYTES } else { HASH_BYTES };
    let _ = writeln!(text, "{:16} {:>10} {:>10}", "trailer", image.trailer(), trailer);
    let _ = write!(text, "\n{}", index::described(policy.tables()));
    let lines = program.lines().count();
    let _ = writeln!(text, "\nthe program has {}: see `agpc inspect --program`", count(lines, "line"));
    Ok(text)
}

fn holds(tables: &Tables) -> String {
    [
        count(tables.rules.len(), "rule"),
        count(tables.tools.len(), "tool"),
        count(tables.risks.len(), "risk"),
        count(tables.atoms.len(), "test"),
    ]
    .join(", ")
}
