//! Who may load what, in which order.

use agp_abi::decision::{Context, Sessions};
use agp_compiler::backend::image::SecretKey;
use agp_compiler::pipeline;
use agp_runtime::image::{ImageError, Loader, PublicKey, VerifiedImage, Version};
use agp_runtime::{Policy, Scratch};
use agp_tests::image::{compiled, key, public, signed, small, unsigned};

fn loader() -> Loader {
    Loader::new(vec![public(&key())])
}

#[test]
fn only_the_keys_of_the_host_count() {
    let image = signed(&small("1.0.0"));
    let other = SecretKey::new(&[8; 32]);
    assert_eq!(VerifiedImage::read(&image, &[public(&other)]).unwrap_err(), ImageError::UnknownSigner);
    assert_eq!(VerifiedImage::read(&image, &[]).unwrap_err(), ImageError::UnknownSigner);
    assert!(VerifiedImage::read(&image, &[public(&other), public(&key())]).is_ok());
    let image = unsigned(&small("1.0.0"));
    assert_eq!(VerifiedImage::read(&image, &[public(&key())]).unwrap_err(), ImageError::Unsigned);
}

#[test]
fn a_key_under_which_anything_passes_is_no_key() {
    let mut identity = [0; 32];
    identity[0] = 1;
    assert!(PublicKey::new(&identity).is_none(), "the neutral element");
    assert!(PublicKey::new(&[0; 32]).is_none(), "a point of order four");
}

#[test]
fn versions_only_go_up() {
    let mut loader = loader();
    let image = |version| signed(&small(version));
    let older = |version: &str, least: &str| ImageError::Older {
        policy: "acme.faq".to_owned(),
        version: Version::parse(version).unwrap(),
        least: Version::parse(least).unwrap(),
    };
    loader.load(&image("1.9.0")).unwrap();
    loader.load(&image("1.10.0-rc.1")).unwrap();
    loader.load(&image("1.10.0")).unwrap();
    loader.load(&image("1.10.0")).unwrap();
    assert_eq!(loader.load(&image("1.9.0")).unwrap_err(), older("1.9.0", "1.10.0"));
    assert_eq!(loader.load(&image("1.10.0-rc.1")).unwrap_err(), older("1.10.0-rc.1", "1.10.0"));
    // An operator may take a version back; that lowers nothing for what comes by itself.
    assert_eq!(loader.load_although_older(&image("1.9.0")).unwrap().name().version, "1.9.0");
    assert_eq!(loader.highest("acme.faq"), Some(&Version::new(1, 10, 0)));
    assert_eq!(loader.load(&image("1.9.1")).unwrap_err(), older("1.9.1", "1.10.0"));
    assert_eq!(loader.highest("acme.other"), None);
}

#[test]
fn a_floor_holds_from_the_start_and_against_operators() {
    let mut loader = loader().with_floor("acme.faq", Version::new(2, 0, 0));
    let image = signed(&small("1.9.9"));
    assert!(matches!(loader.load(&image), Err(ImageError::Older { .. })));
    assert!(matches!(loader.load_although_older(&image), Err(ImageError::Older { .. })));
    assert!(loader.load(&signed(&small("2.0.0"))).is_ok());
}

#[test]
fn one_version_is_one_program() {
    let mut loader = loader();
    loader.load(&signed(&small("1.0.0"))).unwrap();
    let text = "policy acme.faq \"1.0.0\"\n\
                tool search is read yields nothing { }\n\
                allow all when tool is search\n";
    let other = signed(&compiled(text).unwrap());
    let refusal = loader.load(&other).unwrap_err();
    let version = Version::new(1, 0, 0);
    assert_eq!(refusal, ImageError::SameVersion { policy: "acme.faq".to_owned(), version });
    assert!(loader.load_although_older(&other).is_ok());
}

/// A key may sign many policies, and a laxer one would be as validly signed.
#[test]
fn only_the_policy_that_the_host_wants_is_loaded() {
    let image = signed(&small("1.0.0"));
    let keys = vec![public(&key())];
    assert!(Loader::for_policy("acme.faq", keys.clone()).load(&image).is_ok());
    let mut other = Loader::for_policy("acme.mail", keys);
    let refusal = ImageError::OtherPolicy { policy: "acme.faq".into(), wanted: "acme.mail".into() };
    assert_eq!(other.load(&image).unwrap_err(), refusal);
    assert_eq!(other.load_although_older(&image).unwrap_err(), refusal);
    assert_eq!(refusal.to_string(), "the image is of `acme.faq`, and only `acme.mail` may be loaded");
}

#[test]
fn what_is_refused_leaves_no_trace() {
    let mut loader = loader();
    let mut broken = small("9.0.0");
    broken.tables.rules[0].entry = 77;
    let image = pipeline::image(&broken, &[], Some(&key())).unwrap();
    assert!(matches!(loader.load(&image), Err(ImageError::Tables(_))));
    assert_eq!(loader.highest("acme.faq"), None);
    assert!(loader.load(&signed(&small("1.0.0"))).is_ok());
}

#[test]
fn a_loaded_policy_judges_as_the_compiled_one() {
    let compiled = small("1.0.0");
    let loaded = loader().load(&signed(&compiled)).unwrap();
    let policy = Policy::new(compiled.tables).unwrap();
    let sessions = Sessions::default();
    let context = Context { now: None, sessions: &sessions, discharged: &[] };
    for query in ["holidays?", "HELP!"] {
        let line =
            format!(r#"{{"event":"call","tool":"search","role":["employee"],"args":{{"query":"{query}"}}}}"#);
        let [one, two] = [&loaded, &policy]
            .map(|policy| policy.judge(line.as_bytes(), &context, &mut Scratch::new(policy)));
        assert_eq!(one, two);
    }
}

/// Mappings of policies in this process, and its resident memory in KiB.
#[cfg(target_os = "linux")]
fn held() -> (usize, u64) {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let resident = resident.split_whitespace().next().unwrap().parse().unwrap();
    (maps.lines().filter(|line| line.contains("agp-policy")).count(), resident)
}

/// Reloading for ever holds no more than loading once. More often:
/// `AGP_RELOADS=100000 cargo test --release -p agp-tests --test images -- --exact loading::reloading_holds_no_memory --test-threads 1 --nocapture`
#[cfg(target_os = "linux")]
#[test]
fn reloading_holds_no_memory() {
    let times = std::env::var("AGP_RELOADS").ok().and_then(|times| times.parse().ok()).unwrap_or(2_000u32);
    let image = signed(&small("1.0.0"));
    let mut loader = loader();
    let mut reload = |times: u32| {
        let mut policy = loader.load(&image).unwrap();
        for _ in 0..times {
            policy = loader.load(&image).unwrap();
            assert!(policy.native().is_some());
        }
        drop(policy);
    };
    reload(200);
    let before = held();
    reload(times);
    let after = held();
    println!("{times} reloads: resident {} KiB before, {} KiB after", before.1, after.1);
    // Other tests run at the same time and hold a few images and some memory of their own.
    assert!(after.0 <= before.0 + 64, "{before:?} {after:?}");
    assert!(after.1 <= before.1 + 64 * 1_024, "{before:?} {after:?}");
}
