//! What is written is what loads.

use agp_abi::facts::Facts;
use agp_abi::image::{Kind, VERSION};
use agp_abi::native::Target;
use agp_abi::tables::Event;
use agp_compiler::backend::codegen::codegen;
use agp_compiler::backend::image::ImageError;
use agp_compiler::pipeline;
use agp_runtime::Policy;
use agp_runtime::image::{UnverifiedImage, VerifiedImage};
use agp_tests::image::{code, key, public, shipped, signed, small, unsigned};
use std::process::Command;

#[test]
fn an_image_holds_what_was_compiled() {
    let compiled = small("2.1.0");
    let image = VerifiedImage::read(&signed(&compiled), &[public(&key())]).unwrap();
    assert_eq!(image.signer(), &public(&key()));
    assert_eq!(image.meta().policy, compiled.tables.policy);
    assert_eq!(image.meta().compiler, format!("agpc {VERSION}"));
    assert_eq!(image.meta().time_zones.len(), "2026e".len(), "{:?}", image.meta());
    let program = image.section(Kind::Program).and_then(agp_compiler::backend::image::program);
    assert_eq!(program, Some(compiled.program.to_string()));
    let kinds: Vec<String> = image.sections().iter().map(|section| section.kind.to_string()).collect();
    assert_eq!(kinds, ["meta", "tables", "words", "notes", "program", "code x86_64", "code aarch64"]);
    for target in Target::ALL {
        let made = codegen(&compiled.tables, target).unwrap();
        assert_eq!(image.section(Kind::Code(target)), Some(&made.bytes[..]));
    }
    let policy = Policy::from_image(&image).unwrap();
    assert_eq!(policy.tables(), &compiled.tables);
    assert_eq!(policy.native().is_some(), Target::host().is_some());
}

#[test]
fn code_without_a_signature_is_not_mapped() {
    let image = pipeline::image(&small("1.0.0"), &Target::ALL.map(code), None).unwrap();
    let image = UnverifiedImage::read(&image).unwrap();
    assert!(!image.bears_signature());
    assert!(Policy::from_unverified_image_at_own_risk(&image).unwrap().native().is_none());
    // Nor is it where a signature is there that nobody has looked at.
    let image = UnverifiedImage::read(&signed(&small("1.0.0"))).unwrap();
    assert!(image.bears_signature());
    assert!(Policy::from_unverified_image_at_own_risk(&image).unwrap().native().is_none());
}

#[test]
fn shipped_policies_come_back_whole() {
    let all = shipped();
    assert!(all.len() > 5, "{}", all.len());
    for (name, compiled) in all {
        let image = UnverifiedImage::read(&unsigned(&compiled)).unwrap();
        let policy = Policy::from_unverified_image_at_own_risk(&image).unwrap();
        assert_eq!(policy.tables(), &compiled.tables, "{name}");
    }
}

#[test]
fn built_code_is_loaded_and_called() {
    let Some(target) = Target::host() else { return };
    for (name, compiled) in shipped() {
        let image = pipeline::build(&compiled, &[target], Some(&key())).unwrap();
        let policy = Policy::from_image(&VerifiedImage::read(&image, &[public(&key())]).unwrap()).unwrap();
        let (native, tables) = (policy.native().expect("code for this machine"), policy.tables());
        let facts = Facts::unknown(tables);
        for event in [Event::Call, Event::Result] {
            let mut survivors = vec![0; tables.plan.of(event).survivors()];
            let words = &tables.plan.words;
            assert!(native.narrow(event, facts.words(), words, &mut survivors).is_some(), "{name}");
            let settled = native.settle(event, words, &survivors).expect("its own survivors");
            let rule = settled & 0xffff_ffff;
            let is_rule = usize::try_from(rule).is_ok_and(|rule| rule < tables.rules.len());
            assert!(is_rule || rule == 0xffff_ffff, "{name}: {settled:x}");
        }
    }
}

#[test]
fn what_makes_no_image_is_said() {
    let image = |version: &str, code: &[_]| pipeline::image(&small(version), code, None).unwrap_err();
    assert_eq!(image("1", &[]), ImageError::Version);
    assert_eq!(image("1.0.0", &[code(Target::X86_64), code(Target::X86_64)]), ImageError::Code);
    let mut outside = code(Target::X86_64);
    outside.result.settle = 3;
    assert_eq!(image("1.0.0", &[outside]), ImageError::Code);
}

/// The hashes of the images of all shipped policies and of a small one, signed.
fn hashes() -> String {
    let mut images: Vec<Vec<u8>> = shipped().iter().map(|(_, compiled)| unsigned(compiled)).collect();
    images.push(signed(&small("1.0.0")));
    let digests = images.iter().map(|image| agp_abi::image::key::hex(&agp_abi::image::hash(image)));
    digests.collect::<Vec<_>>().join(" ")
}

/// The variable under which a process of this test runs itself, to print what it makes.
const AS_CHILD: &str = "AGP_TEST_PRINT_HASHES";

#[test]
fn two_processes_make_the_same_bytes() {
    if std::env::var_os(AS_CHILD).is_some() {
        println!("hashes:{}:", hashes());
        return;
    }
    let exe = std::env::current_exe().unwrap();
    let name = "round_trip::two_processes_make_the_same_bytes";
    let other = Command::new(exe)
        .args(["--exact", name, "--nocapture"])
        .env(AS_CHILD, "1")
        .env("TZ", "Asia/Tokyo")
        .current_dir(std::env::temp_dir())
        .output()
        .unwrap();
    let printed = String::from_utf8(other.stdout).unwrap();
    let printed = printed.split("hashes:").nth(1).and_then(|rest| rest.split(':').next());
    assert_eq!(printed, Some(hashes().as_str()));
}
