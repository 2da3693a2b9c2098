//! The build script of a host that carries its policy inside: compiles `policy.agp`, and leaves the
//! image where `include_bytes!` finds it. A policy with an error fails the build.
//!
//! The image is signed if `POLICY_KEY` names a key of `agpc keygen`; an engine runs machine code of
//! signed images only.

use agp_abi::native::Target;
use agp_compiler::backend::image::SecretKey;
use agp_compiler::pipeline;
use agp_compiler::source::{Provenance, Sources};
use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=policy.agp");
    println!("cargo::rerun-if-env-changed=POLICY_KEY");
    let key = env::var_os("POLICY_KEY").map(fs::read_to_string).transpose()?;
    let image = image(&fs::read_to_string("policy.agp")?, key.as_deref())?;
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    Ok(fs::write(Path::new(&out).join("policy.agpi"), image)?)
}

/// The image of a policy's text, signed if there is the text of a key.
pub fn image(policy: &str, key: Option<&str>) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut sources = Sources::default();
    sources.add("policy.agp", policy, Provenance::Given);
    for module in agp_stdlib::modules() {
        sources.add(module.path, module.text, Provenance::Library);
    }
    let checked = pipeline::check(&sources);
    if let Some(error) = checked.diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
        return Err(format!("policy.agp: {}: see `agpc check`", error.message).into());
    }
    let unit = checked.units.first().ok_or("policy.agp declares no policy")?;
    let compiled = pipeline::compile(&sources, unit).map_err(|refused| refused[0].message.clone())?;
    let key =
        key.map(|text| SecretKey::parse(text).ok_or("POLICY_KEY is no key of `agpc keygen`")).transpose()?;
    Ok(pipeline::build(&compiled, &Target::ALL, key.as_ref())?)
}
