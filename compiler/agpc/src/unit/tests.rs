//! Choosing among units.

use super::choose;
use agp_compiler::semantics::thir::{Policy, Vocabularies};

fn unit(name: &str, is_module: bool) -> Policy {
    Policy {
        name: name.to_owned(),
        version: String::new(),
        is_module,
        vocabularies: Vocabularies::default(),
        tools: Vec::new(),
        signals: Vec::new(),
        risks: Vec::new(),
        rules: Vec::new(),
        tests: Vec::new(),
        proofs: Vec::new(),
        not_yet: Vec::new(),
        unused_lets: Vec::new(),
        written: std::collections::BTreeMap::new(),
    }
}

fn chosen(names: &[&str], extended: &[&str], name: Option<&str>) -> Result<String, String> {
    let units: Vec<Policy> = names.iter().map(|name| unit(name, name.starts_with("m."))).collect();
    let extended: Vec<String> = extended.iter().map(|name| (*name).to_owned()).collect();
    choose(&units, &extended, name).map(|unit| unit.name.clone()).map_err(|fault| fault.0)
}

#[test]
fn the_policy_that_none_extends_is_meant() {
    assert_eq!(chosen(&["base", "m.words", "layer"], &["base"], None), Ok("layer".into()));
    assert_eq!(chosen(&["base", "layer"], &["base"], Some("base")), Ok("base".into()));
}

#[test]
fn where_none_or_several_are_meant_the_candidates_are_named() {
    let fault = chosen(&["b", "a", "c"], &["c"], None).unwrap_err();
    assert!(fault.ends_with("choose one with `--policy NAME` from `a` and `b`"), "{fault}");
    let fault = chosen(&["m.words"], &[], None).unwrap_err();
    assert!(fault.contains("declare no policy"), "{fault}");
}

#[test]
fn a_name_that_is_not_there_is_answered_with_those_that_are() {
    let fault = chosen(&["acme.hr", "acme.it"], &[], Some("acme.hrr")).unwrap_err();
    assert!(fault.ends_with("did you mean `acme.hr`?"), "{fault}");
    let fault = chosen(&["acme.hr", "acme.it"], &[], Some("weather")).unwrap_err();
    assert!(fault.ends_with("there are `acme.hr` and `acme.it`"), "{fault}");
    let fault = chosen(&["m.words"], &[], Some("m.words")).unwrap_err();
    assert!(fault.contains("is a module"), "{fault}");
}
