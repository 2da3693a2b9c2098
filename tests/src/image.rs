//! Policy images for tests: whole ones, and the same bytes with something wrong and the hash put right.

mod mutate;

pub use mutate::{mutate, put_together, taken_apart};

use crate::shipped;
use agp_abi::image::{self, HASH_BYTES, HEADER_BYTES, Header, Kind};
use agp_abi::native::{Code, Entries, Target};
use agp_compiler::backend::codegen::codegen;
use agp_compiler::backend::image::SecretKey;
use agp_compiler::pipeline::{self, Compiled};
use agp_compiler::source::{Provenance, Sources};
use agp_runtime::Policy;
use agp_runtime::image::{PublicKey, UnverifiedImage};

/// A policy of one tool and two rules, of this version.
pub fn small(version: &str) -> Compiled {
    let text = format!(
        "policy acme.faq \"{version}\"\n\
         role employee\n\
         tool search is read yields nothing {{ query: text -> payload }}\n\
         allow faq when tool is search and role has employee\n\
         deny shouting when tool is search and args.query like \"*!\" because \"Not so loud.\"\n"
    );
    compiled(&text).expect("it compiles")
}

/// The only policy of a text, compiled; `None` where it has errors.
pub fn compiled(text: &str) -> Option<Compiled> {
    let mut sources = Sources::default();
    sources.add("policy.agp", text, Provenance::Given);
    let checked = pipeline::check(&sources);
    pipeline::compile(&sources, checked.units.first()?).ok()
}

/// The policies of `examples`, compiled, with the names of their files.
pub fn shipped() -> Vec<(String, Compiled)> {
    let mut all = Vec::new();
    for file in shipped::files("examples") {
        let sources = shipped::sources(&file);
        let checked = pipeline::check(&sources);
        let compiled = checked.units.iter().filter_map(|unit| pipeline::compile(&sources, unit).ok());
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        all.extend(compiled.map(|compiled| (format!("{name} {}", compiled.policy.name), compiled)));
    }
    all
}

/// The key that tests sign with.
pub fn key() -> SecretKey {
    SecretKey::new(&[7; 32])
}

/// Its public half.
pub fn public(key: &SecretKey) -> PublicKey {
    PublicKey::new(&key.public()).expect("a key that signs is no weak one")
}

/// Code for a target that does nothing: every function returns 0.
pub fn code(target: Target) -> Code {
    let bytes: &[u8] = match target {
        Target::X86_64 => &[0x31, 0xc0, 0xc3], // xor eax, eax; ret
        Target::Aarch64 => &[0x00, 0x00, 0x80, 0xd2, 0xc0, 0x03, 0x5f, 0xd6], // mov x0, #0; ret
    };
    let entries = Entries { narrow: 0, settle: 0 };
    Code { target, bytes: bytes.to_vec(), call: entries, result: entries }
}

/// The signed image of a policy, with code for every target.
pub fn signed(compiled: &Compiled) -> Vec<u8> {
    let code = Target::ALL.map(|target| codegen(&compiled.tables, target).expect("an index compiles"));
    pipeline::image(compiled, &code, Some(&key())).expect("it fits")
}

/// The unsigned image of a policy.
pub fn unsigned(compiled: &Compiled) -> Vec<u8> {
    pipeline::image(compiled, &[], None).expect("it fits")
}

/// Makes the hash of an unsigned image that of its bytes again.
pub fn rehash(image: &mut [u8]) {
    let Some(body) = image.len().checked_sub(HASH_BYTES).filter(|body| *body >= HEADER_BYTES) else { return };
    if let Ok(header) = Header::read(image)
        && header.signed
    {
        return;
    }
    let hash = image::hash(&image[..body]);
    image[body..].copy_from_slice(&hash);
}

/// What loading bytes from anywhere comes to, for a fuzzer: an error, or a policy that judges. The
/// bytes are tried as they are and with a hash that fits them.
pub fn load_anything(bytes: &[u8]) {
    let mut image = bytes.to_vec();
    for _ in 0..2 {
        if let Ok(image) = UnverifiedImage::read(&image) {
            let _ = image.section(Kind::Program).and_then(agp_compiler::backend::image::program);
            if let Ok(policy) = Policy::from_unverified_image_at_own_risk(&image) {
                judge(&policy);
            }
        }
        rehash(&mut image);
    }
}

/// Judges a few lines.
pub fn judge(policy: &Policy) {
    use agp_abi::decision::{Context, Sessions};
    let sessions = Sessions::default();
    let context = Context { now: Some(0), sessions: &sessions, discharged: &[] };
    let mut scratch = agp_runtime::Scratch::new(policy);
    for line in [
        &br#"{"event":"call","tool":"search","role":["employee"],"args":{"query":"help!"}}"#[..],
        br#"{"event":"result","tool":"search","content":"x"}"#,
        br#"{"event":"call","tool":"open","role":["clerk"],"args":{"what":"vault/a.pem","x":1},"data":["ssn"],"signals":{"heat":0.5,"level":"low","found":["link"]}}"#,
        br#"{"event":"call","tool":"mystery","purpose":"audit","args":{"x":"docs.example"},"agent":{"id":"a","verified":true,"depth":1}}"#,
    ] {
        let answer = policy.judge(line, &context, &mut scratch);
        let _ = agp_runtime::render(&answer, Some(1), policy.name());
        let _ = policy.explain(&scratch);
    }
}
