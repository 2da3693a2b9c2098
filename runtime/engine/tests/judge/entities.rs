//! What an argument mapped to destination or resource is, and who claims it.

use crate::build::*;
use agp_abi::tables::*;
use agp_runtime::Policy;

/// `corp` claims hosts, `chat` addresses, `external` URLs, `internal` paths; `scratch` texts of
/// resources. One tool with an argument `d` and an argument `r` of the type.
fn sorted(ty: ValueType) -> Build {
    let mut build = Build::new();
    build.tables.enums.push(vec!["claim".into(), "other".into()]);
    build.pattern(set::DESTINATION, dest::CORP, Form::Host, r"(.+\.)?claim\.example|10\.0\.0\.1|2001:db8::1");
    build.pattern(set::DESTINATION, dest::CHAT, Form::Address, "claim@.*");
    build.pattern(set::DESTINATION, dest::EXTERNAL, Form::Url, "https://.*/claim");
    build.pattern(set::DESTINATION, dest::INTERNAL, Form::Path, "/claim/.*");
    build.pattern(set::DESTINATION, dest::LOCAL, Form::Text, ".*claim.*|.*7.*|pii.ssn|true");
    build.pattern(set::RESOURCE, res::SCRATCH, Form::Text, ".*claim.*");
    let args = vec![arg("d", ty, Mapping::Destination), arg("r", ty, Mapping::Resource)];
    build.tool(tool("t", kind::SEND, args));
    build
}

fn on(policy: &Policy, facet: u32, name: &str, json: &str) -> Vec<u32> {
    elements(policy, facet, &format!(r#"{{"event":"call","tool":"t","args":{{"{name}":{json}}}}}"#))
}

fn goes(scalar: Scalar, json: &str) -> Vec<u32> {
    on(&sorted(one_of(scalar)).policy(), set::DESTINATION, "d", json)
}

#[test]
fn typed_entities_have_the_forms_of_their_type() {
    assert_eq!(goes(Scalar::Host, r#""Claim.Example.""#), [dest::CORP]);
    assert_eq!(goes(Scalar::Host, r#""claim.example:443""#), [dest::CORP]);
    assert_eq!(goes(Scalar::Ip, r#""0x0a000001""#), [dest::CORP]);
    assert_eq!(goes(Scalar::Ip, r#""2001:DB8:0::1""#), [dest::CORP]);
    assert_eq!(goes(Scalar::Ip, r#""claim.example""#), [MORE]);
    assert_eq!(goes(Scalar::Email, r#""Claim@claim.example""#), [dest::CORP, dest::CHAT]);
    assert_eq!(goes(Scalar::Email, r#""claim@elsewhere.example""#), [dest::CHAT]);
    assert_eq!(goes(Scalar::Email, r#""bob@sub.claim.example""#), [dest::CORP]);
    assert_eq!(goes(Scalar::Url, r#""https://claim.example/claim?q=1""#), [dest::CORP, dest::EXTERNAL]);
    assert_eq!(goes(Scalar::Url, r#""https://claim.example@evil.example/""#), [MORE]);
    assert_eq!(goes(Scalar::Path, r#""/x/../claim/y""#), [dest::INTERNAL]);
    assert_eq!(goes(Scalar::Path, r#""/claim/../y""#), [MORE]);
    assert_eq!(goes(Scalar::Iban, r#""DE77 3704 0044 0532 0130 00""#), [dest::LOCAL]);
    assert_eq!(goes(Scalar::Phone, r#""+49 7 1234""#), [dest::LOCAL]);
    assert_eq!(goes(Scalar::Id, r#""claim 1""#), [dest::LOCAL]);
    assert_eq!(goes(Scalar::Class, r#""ssn""#), [dest::LOCAL]);
    assert_eq!(goes(Scalar::Class, r#""claim""#), [MORE]);
    assert_eq!(goes(Scalar::Enum(0), r#""claim""#), [dest::LOCAL]);
    assert_eq!(goes(Scalar::Enum(0), r#""claims""#), [MORE]);
    assert_eq!(goes(Scalar::Int, "7"), [dest::LOCAL]);
    assert_eq!(goes(Scalar::Bool, "true"), [dest::LOCAL]);
    assert_eq!(goes(Scalar::Money(*b"EUR"), r#""7.0""#), [dest::LOCAL]);
    assert_eq!(goes(Scalar::Date, r#""2027-01-01""#), [dest::LOCAL]);
    assert_eq!(goes(Scalar::Date, r#""2027-13-01""#), [MORE]);
    assert_eq!(goes(Scalar::Json, r#""claim""#), [MORE]);
}

#[test]
fn a_plain_text_is_what_its_shape_says() {
    let goes = |text: &str| goes(Scalar::Text, text);
    assert_eq!(goes(r#""https://claim.example/claim""#), [dest::CORP, dest::EXTERNAL]);
    assert_eq!(goes(r#""see https://claim.example/claim""#), [MORE]);
    assert_eq!(goes(r#""claim@claim.example""#), [dest::CORP, dest::CHAT]);
    assert_eq!(goes(r#""claim@a.example, claim@b.example""#), [MORE]);
    assert_eq!(goes(r#""@claim""#), [dest::LOCAL]);
    assert_eq!(goes(r##""#claim""##), [dest::LOCAL]);
    assert_eq!(goes(r#""/x/../claim/y""#), [dest::INTERNAL, dest::LOCAL]);
    assert_eq!(goes(r#""..\\claim""#), [dest::LOCAL]);
    assert_eq!(goes(r#""~claim""#), [dest::LOCAL]);
    assert_eq!(goes(r#""claim.example""#), [dest::LOCAL, dest::CORP]);
    assert_eq!(goes(r#""CLAIM.example""#), [dest::CORP]);
    assert_eq!(goes(r#""a claim""#), [MORE, dest::LOCAL]);
    assert_eq!(goes(r#""claim\u200b""#), [MORE, dest::LOCAL]);
    assert_eq!(goes(r#""""#), [MORE]);
    assert_eq!(goes(&format!(r#""claim{}""#, "x".repeat(9_000))), [MORE]);
    assert_eq!(goes(r#""/claim/\u202e""#), [MORE]);
}

#[test]
fn the_unclaimed_go_elsewhere() {
    let unclaimed = |build: &mut Build| {
        let policy = build.policy();
        (on(&policy, set::DESTINATION, "d", r#""x""#), on(&policy, set::RESOURCE, "r", r#""x""#))
    };
    let mut build = sorted(one_of(Scalar::Text));
    assert_eq!(unclaimed(&mut build), (vec![MORE], vec![OTHER]));
    let mut build = sorted(one_of(Scalar::Text));
    build.tables.patterns.destination_otherwise = vec![dest::EXTERNAL, dest::CHAT];
    build.tables.patterns.resource_otherwise = vec![res::BLOCKED];
    assert_eq!(unclaimed(&mut build), (vec![dest::EXTERNAL, dest::CHAT], vec![res::BLOCKED]));
    let policy = build.policy();
    assert_eq!(
        on(&policy, set::RESOURCE, "r", r#""x://""#),
        [MORE],
        "what is nothing is not otherwise either"
    );
    assert_eq!(on(&policy, set::RESOURCE, "r", r#""x y""#), [MORE, res::BLOCKED]);
    assert_eq!(on(&policy, set::RESOURCE, "r", r#""a claim""#), [MORE, res::SCRATCH]);
}

#[test]
fn every_value_of_a_list_counts() {
    let policy = sorted(list_of(Scalar::Email)).policy();
    assert_eq!(
        on(&policy, set::DESTINATION, "d", r#"["x@claim.example","claim@x.example"]"#),
        [dest::CORP, dest::CHAT]
    );
    assert_eq!(
        on(&policy, set::DESTINATION, "d", r#"["x@claim.example","x@x.example"]"#),
        [MORE, dest::CORP]
    );
    assert_eq!(on(&policy, set::DESTINATION, "d", "[]"), NOTHING);
    assert_eq!(on(&policy, set::DESTINATION, "d", "null"), NOTHING);
}
