//! Signed images with code for aarch64 or this machine, to be compared where they run (`agp-kernels`).
//!
//! `cargo run -p agp-tests --example images -- FOLDER TARGET [COUNT]` writes `signer.pub`, an image of
//! every shipped policy and of COUNT generated ones (1,000 where nothing is said), each by the index
//! that the cost model chose and by one that was drawn. The versions of policies without a semantic
//! one are replaced.

use agp_abi::image::key;
use agp_abi::native::Target;
use agp_compiler::backend::codegen::codegen;
use agp_compiler::backend::image;
use agp_compiler::backend::plan::{Strategy, plan_by};
use agp_compiler::pipeline::{self, Compiled};
use agp_compiler::source::Sources;
use agp_tests::dice::{Dice, Seed};
use agp_tests::generate;
use agp_tests::image::key as signer;
use agp_tests::judge::compile;
use agp_tests::shipped::{FOLDERS, files, sources};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, target, count) = match arguments.as_slice() {
        [folder, target] => (folder, Target::parse(target), Ok(1_000)),
        [folder, target, count] => (folder, Target::parse(target), count.parse()),
        _ => (&String::new(), None, Ok(0)),
    };
    let (Some(target), Ok(count)) = (target, count) else {
        eprintln!("usage: images FOLDER x86_64|aarch64 [COUNT]");
        return ExitCode::from(2);
    };
    match every_policy(Path::new(folder), target, count) {
        Ok(written) => {
            println!("{written} images for {}", target.text());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn every_policy(folder: &Path, target: Target, count: u64) -> Result<usize, Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("signer.pub"), key::print(&signer().public()))?;
    let mut written = 0;
    for file in FOLDERS.into_iter().flat_map(files) {
        let sources = sources(&file);
        for unit in pipeline::check(&sources).units.iter().filter(|unit| !unit.is_module) {
            written += both(folder, &format!("shipped-{written:04}"), target, &sources, &unit.name)?;
        }
    }
    let mut seed = 0;
    let wanted = written.saturating_add(usize::try_from(2 * count)?);
    while written < wanted {
        seed += 1;
        let mut source = Seed::new(seed);
        let policy = generate::policy(&mut Dice::new(&mut source));
        let name = format!("generated-{seed:06}");
        written += both(folder, &name, target, &policy.sources(), policy.name())?;
    }
    Ok(written)
}

/// Writes the images of a policy; none where it does not compile.
fn both(
    folder: &Path,
    name: &str,
    target: Target,
    sources: &Sources,
    policy: &str,
) -> Result<usize, Box<dyn Error>> {
    let Ok(Compiled { mut tables, program, .. }) = compile(sources, policy) else { return Ok(0) };
    let mut drawn = plan_by(&program, Strategy::Drawn(1)).map_err(|diagnostic| diagnostic.message)?;
    for (index, tables) in [("chosen", &mut tables), ("drawn", &mut drawn)] {
        "1.0.0".clone_into(&mut tables.policy.version);
        let code = codegen(tables, target)?;
        let bytes = image::write(tables, &program, &[code], Some(&signer()))?;
        fs::write(folder.join(format!("{name}-{index}.agpi")), bytes)?;
    }
    Ok(2)
}
