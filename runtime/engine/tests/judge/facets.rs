//! Role, purpose, kind, data, destination and resource, as a record and a tool state them.

use crate::build::*;
use agp_abi::tables::*;
use agp_runtime::Policy;

fn policy() -> Policy {
    let mut build = Build::new();
    let mut pay = tool(
        "pay",
        kind::SEND,
        vec![
            arg("to", one_of(Scalar::Host), Mapping::Destination),
            arg("what", one_of(Scalar::Text), Mapping::Resource),
            arg("memo", one_of(Scalar::Text), Mapping::Payload),
            arg("labels", list_of(Scalar::Class), Mapping::Data),
            arg("label", one_of(Scalar::Text), Mapping::Data),
        ],
    );
    pay.yields = vec![class::KEY];
    let mut post = pay.clone();
    post.name = "post".into();
    post.to = vec![dest::CHAT];
    post.yields = Vec::new();
    build.pattern(set::DESTINATION, dest::CORP, Form::Host, "corp");
    build.tool(pay).tool(post).tool(tool("look", kind::READ, vec![])).policy()
}

fn call(facet: u32, tool: &str, rest: &str) -> Vec<u32> {
    elements(&policy(), facet, &format!(r#"{{"event":"call","tool":"{tool}"{rest}}}"#))
}

fn result(facet: u32, tool: &str, rest: &str) -> Vec<u32> {
    elements(&policy(), facet, &format!(r#"{{"event":"result","tool":"{tool}"{rest}}}"#))
}

#[test]
fn tool_kind_and_purpose_are_one_value_each() {
    let facts_of = |rest: &str| facts(&policy(), &format!(r#"{{"event":"result","tool":"post"{rest}}}"#));
    assert_eq!(facts_of("").one(one::TOOL), 2);
    assert_eq!(facts_of("").one(one::KIND), kind::SEND);
    assert_eq!(facts_of("").one(one::PURPOSE), UNKNOWN);
    assert_eq!(facts_of(r#","purpose":"payroll""#).one(one::PURPOSE), 1);
    assert_eq!(facts_of(r#","purpose":"fun""#).one(one::PURPOSE), UNKNOWN);
    assert_eq!(facts_of("").one(one::FAULT), fault::NONE);
}

#[test]
fn roles_are_known_where_they_are_stated() {
    assert_eq!(call(set::ROLE, "look", ""), [MORE]);
    assert_eq!(call(set::ROLE, "look", r#","role":[]"#), NOTHING);
    assert_eq!(call(set::ROLE, "look", r#","role":"analyst""#), [role::ANALYST]);
    assert_eq!(
        call(set::ROLE, "look", r#","role":["employee.analyst","security"]"#),
        [role::ANALYST, role::SECURITY]
    );
    assert_eq!(call(set::ROLE, "look", r#","role":["employee","wizard"]"#), [MORE, role::EMPLOYEE]);
}

#[test]
fn data_of_a_call() {
    assert_eq!(call(set::DATA, "look", ""), [class::PUBLIC]);
    assert_eq!(call(set::DATA, "look", r#","data":["ssn","gossip"]"#), [MORE, class::SSN]);
    assert_eq!(call(set::DATA, "pay", ""), [class::KEY]);
    assert_eq!(call(set::DATA, "pay", r#","data":[]"#), [class::KEY]);
    assert_eq!(call(set::DATA, "pay", r#","args":{"memo":"x"}"#), [MORE, class::KEY]);
    assert_eq!(call(set::DATA, "pay", r#","args":{"memo":"x"},"data":"pii""#), [class::PII, class::KEY]);
    assert_eq!(call(set::DATA, "post", r#","args":{"memo":""}"#), [MORE]);
    assert_eq!(call(set::DATA, "post", r#","args":{"memo":"x"},"data":[]"#), [class::PUBLIC]);
    assert_eq!(
        call(set::DATA, "post", r#","args":{"labels":["ssn","secret"]}"#),
        [class::SSN, class::SECRET]
    );
    assert_eq!(
        call(set::DATA, "post", r#","args":{"labels":["gossip"],"label":"pii"},"data":[]"#),
        [MORE, class::PII]
    );
    assert_eq!(call(set::DATA, "post", r#","args":{"labels":[]}"#), [class::PUBLIC]);
}

#[test]
fn data_of_a_result() {
    assert_eq!(result(set::DATA, "look", ""), [class::PUBLIC]);
    assert_eq!(result(set::DATA, "look", r#","content":"x""#), [MORE_DETECTED]);
    assert_eq!(result(set::DATA, "pay", r#","content":"x""#), [MORE_DETECTED, class::KEY]);
    assert_eq!(result(set::DATA, "pay", r#","content":"x","data":["ssn"]"#), [class::SSN, class::KEY]);
    assert_eq!(result(set::DATA, "look", r#","content":"x","data":[]"#), [class::PUBLIC]);
    assert_eq!(result(set::DATA, "look", r#","args":{"memo":"x"}"#), [class::PUBLIC]);
}

#[test]
fn destination() {
    assert_eq!(call(set::DESTINATION, "look", ""), [dest::LOCAL]);
    assert_eq!(call(set::DESTINATION, "look", r#","destination":["chat"]"#), [dest::LOCAL, dest::CHAT]);
    assert_eq!(call(set::DESTINATION, "look", r#","destination":"moon""#), [MORE, dest::LOCAL]);
    assert_eq!(call(set::DESTINATION, "pay", ""), NOTHING);
    assert_eq!(call(set::DESTINATION, "pay", r#","args":{"to":"corp"}"#), [dest::CORP]);
    assert_eq!(call(set::DESTINATION, "pay", r#","args":{"to":"moon"}"#), [MORE]);
    assert_eq!(call(set::DESTINATION, "post", r#","args":{"to":"corp"}"#), [dest::CORP, dest::CHAT]);
    assert_eq!(result(set::DESTINATION, "look", ""), [dest::LOCAL]);
    assert_eq!(result(set::DESTINATION, "pay", r#","args":{"to":"corp"}"#), [MORE]);
    assert_eq!(result(set::DESTINATION, "post", r#","destination":"corp""#), [MORE, dest::CORP, dest::CHAT]);
}

#[test]
fn resource() {
    assert_eq!(call(set::RESOURCE, "look", ""), NOTHING);
    assert_eq!(call(set::RESOURCE, "look", r#","resource":["scratch","moon"]"#), [MORE, res::SCRATCH]);
    assert_eq!(call(set::RESOURCE, "pay", r#","args":{"what":"x"}"#), [OTHER]);
    assert_eq!(result(set::RESOURCE, "pay", ""), [MORE]);
    assert_eq!(result(set::RESOURCE, "look", ""), NOTHING);
}
