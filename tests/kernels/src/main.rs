//! `agp-kernels FOLDER [FACTS]`: the machine code of every image in a folder against the safe kernel.
//!
//! The folder is one that the example `images` of `agp-tests` wrote: `signer.pub` and `*.agpi`. Each
//! image is verified and loaded as a host does it, must have code that this machine runs, and is
//! compared on so many facts (1,000 where nothing is said).

use agp_kernels::Pair;
use agp_runtime::Policy;
use agp_runtime::image::{PublicKey, VerifiedImage};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, facts) = match arguments.as_slice() {
        [folder] => (folder, Ok(1_000)),
        [folder, facts] => (folder, facts.parse()),
        _ => return fault("usage: agp-kernels FOLDER [FACTS]"),
    };
    let Ok(facts) = facts else { return fault("error: FACTS is a number") };
    match every_image(Path::new(folder), facts) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn fault(said: &str) -> ExitCode {
    eprintln!("{said}");
    ExitCode::from(2)
}

fn every_image(folder: &Path, facts: u64) -> Result<(), Box<dyn Error>> {
    let key = fs::read_to_string(folder.join("signer.pub"))?;
    let keys = [PublicKey::parse(&key).ok_or("`signer.pub` is no public key")?];
    let mut images: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    images.retain(|path| path.extension().is_some_and(|extension| extension == "agpi"));
    images.sort();
    let (mut compared, mut seed) = (0, 0);
    for path in &images {
        let about = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let image = VerifiedImage::read(&fs::read(path)?, &keys).map_err(|error| about(&error))?;
        let policy = Policy::from_image(&image).map_err(|error| about(&error))?;
        let mut pair = Pair::of(&policy).ok_or_else(|| about(&"it has no code that this machine runs"))?;
        seed += 1;
        compared += pair.compare(seed, facts).map_err(|difference| about(&difference))?;
    }
    println!("{}: {} images, {compared} comparisons, no difference", std::env::consts::ARCH, images.len());
    if images.is_empty() { Err("there is no image".into()) } else { Ok(()) }
}
