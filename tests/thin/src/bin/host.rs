//! Loads an image and judges one line: `host IMAGE [KEY] < line`.

use agp_abi::decision::{Context, Sessions};
use agp_runtime::{Policy, Scratch, render};
use std::io::stdin;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let policy = match policy(&args) {
        Ok(policy) => policy,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    let mut line = String::new();
    if let Err(error) = stdin().read_line(&mut line) {
        eprintln!("error: {error}");
        return ExitCode::from(2);
    }
    let sessions = Sessions::default();
    let context = Context { now: None, sessions: &sessions, discharged: &[] };
    let answer = policy.judge(line.trim_end().as_bytes(), &context, &mut Scratch::new(&policy));
    println!("{}", render(&answer, Some(1), policy.name()));
    ExitCode::SUCCESS
}

#[cfg(feature = "full")]
fn policy(args: &[String]) -> Result<Policy, Box<dyn std::error::Error>> {
    use agp_runtime::image::{PublicKey, VerifiedImage};
    let [path, key] = args else { return Err("usage: host IMAGE KEY".into()) };
    let key = PublicKey::parse(key).ok_or("this is no public key")?;
    Ok(Policy::from_image(&VerifiedImage::read(&std::fs::read(path)?, &[key])?)?)
}

#[cfg(not(feature = "full"))]
fn policy(args: &[String]) -> Result<Policy, Box<dyn std::error::Error>> {
    use agp_runtime::image::UnverifiedImage;
    let [path] = args else { return Err("usage: host IMAGE".into()) };
    let image = std::fs::read(path)?;
    Ok(Policy::from_unverified_image_at_own_risk(&UnverifiedImage::read(&image)?)?)
}
