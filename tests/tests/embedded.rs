//! `examples/embedded`, as it stands: its build script's work, then its host's.

#[path = "../../examples/embedded/build.rs"]
#[expect(dead_code, unreachable_pub, reason = "it is a build script of its own, whose `main` cargo calls")]
mod build;
#[path = "../../examples/embedded/host.rs"]
#[expect(unreachable_pub, reason = "it is a module of another crate")]
mod host;

use agp_abi::decision::{Context, Sessions};
use agp_abi::image::key;
use agp_runtime::image::{ImageError, PublicKey};
use agp_runtime::{Policy, Scratch};
use agp_tests::image;

const POLICY: &str = include_str!("../../examples/embedded/policy.agp");

/// The rule that decides whether an employee may call this tool with these arguments.
fn rule(policy: &Policy, tool: &str, args: &str) -> Option<String> {
    let sessions = Sessions::default();
    let context = Context { now: None, sessions: &sessions, discharged: &[] };
    let line = format!(r#"{{"event":"call","role":["employee"],"tool":"{tool}","args":{args}}}"#);
    policy.judge(line.as_bytes(), &context, &mut Scratch::new(policy)).decision?.rule
}

#[test]
fn the_host_judges_by_the_policy_it_was_built_with() {
    let secret = image::key();
    for text in [None, Some(secret.text())] {
        let built = build::image(POLICY, text.as_deref()).unwrap();
        // At every alignment: an embedded image begins anywhere.
        let mut carried = vec![0; 3];
        carried.extend(&built);
        let public = text.as_ref().map(|_| image::public(&secret));
        let policy = host::policy(&carried[3..], public.as_ref()).unwrap();
        assert_eq!(rule(&policy, "search", r#"{"query":"x"}"#).as_deref(), Some("look"));
        assert_eq!(rule(&policy, "restart", r#"{"service":"mail"}"#).as_deref(), Some("hands_off"));
        assert!(policy.native().is_none() || public.is_some());
    }
}

#[test]
fn a_host_with_a_key_takes_no_other_image() {
    let public = PublicKey::parse(&key::print(&image::key().public())).unwrap();
    let built = build::image(POLICY, None).unwrap();
    assert_eq!(host::policy(&built, Some(&public)).unwrap_err(), ImageError::Unsigned);
}

#[test]
fn a_policy_with_an_error_fails_the_build() {
    let wrong = POLICY.replace("role has employee", "role has employe");
    let error = build::image(&wrong, None).unwrap_err().to_string();
    assert!(error.contains("employe"), "{error}");
    let error = build::image(POLICY, Some("no key")).unwrap_err().to_string();
    assert!(error.contains("is no key of `agpc keygen`"), "{error}");
}
