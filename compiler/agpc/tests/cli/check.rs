//! `agpc check`.

use crate::Folder;

const WRONG: &str = "policy a \"1\"\ndeny x when data has nowhere\n";

#[test]
fn errors_have_a_place_a_code_and_status_1() {
    let folder = Folder::with(&[("a.agp", WRONG)]);
    let ran = folder.run(["check"]);
    ran.says(1, &["AGP0103", "[a.agp:2:22]", "checked 1 file: 1 error, 0 warnings"]);
    assert_eq!(ran.out, "");
}

#[test]
fn json_is_one_object_on_each_line() {
    let folder = Folder::with(&[("a.agp", WRONG)]);
    let ran = folder.run(["check", "--format", "json"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(1), ""));
    let objects: Vec<serde_json::Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let object = &objects[0];
    assert_eq!(object["code"], "AGP0103");
    assert_eq!(object["name"], "unknown_name");
    assert_eq!((&object["severity"], &object["file"]), (&"error".into(), &"a.agp".into()));
    let place = ["line", "column", "end_line", "end_column"].map(|key| object[key].as_u64());
    assert_eq!(place, [Some(2), Some(22), Some(2), Some(29)]);
    assert_eq!(object["labels"][0]["primary"], true);
    for key in ["message", "help", "fix"] {
        assert!(object.get(key).is_some(), "{key}");
    }
}

#[test]
fn colours_are_for_terminals_or_who_asks() {
    let folder = Folder::with(&[("a.agp", WRONG)]);
    let escapes = |args: &[&str], no_color: Option<&str>| {
        let mut command = folder.command(args);
        if let Some(value) = no_color {
            command.env("NO_COLOR", value);
        }
        command.output().unwrap().stderr.contains(&0x1b)
    };
    assert!(!escapes(&["check"], None));
    assert!(!escapes(&["check", "--color", "auto"], Some("1")));
    assert!(!escapes(&["check", "--color=never"], None));
    assert!(escapes(&["check", "--color=always"], None));
    assert!(escapes(&["--color=always", "check"], Some("1")));
}

#[test]
fn only_the_first_hundred_errors_are_rendered() {
    let folder = Folder::new();
    let rules: Vec<String> = (0..150).map(|rule| format!("deny r{rule} when data has nowhere\n")).collect();
    folder.write("a.agp", format!("policy a \"1\"\n{}", rules.concat()));
    let ran = folder.run(["check"]);
    ran.says(1, &["… and 50 more", "checked 1 file: 150 errors, 0 warnings"]);
    assert_eq!(ran.err.lines().filter(|line| *line == "AGP0103").count(), 100);
    assert_eq!(folder.run(["check", "--format=json"]).out.lines().count(), 150);
}

const PRICED: &str = r#"policy a "1"
role clerk
tool post is send to internal { note: text -> payload }
allow posting when tool is post and role has clerk and data within public
deny secrets when payload contains /(key|token)-[0-9]+/
deny shouting when payload contains "!!!"
"#;

#[test]
fn the_worst_case_of_a_decision_is_stated() {
    let folder = Folder::with(&[("a.agp", PRICED)]);
    let ran = folder.run(["check"]);
    ran.says(0, &["a: a decision takes at most ", " for each byte of text (", "16 KiB of stack", "no state"]);
    ran.says(
        0,
        &[
            "the costliest rule is `secrets`: ",
            "the costliest pattern is `payload contains /(key|token)-[0-9]+/`",
        ],
    );
    let json = folder.run(["check", "--format", "json"]).out;
    let cost: serde_json::Value = serde_json::from_str(json.lines().last().unwrap()).unwrap();
    assert_eq!((&cost["policy"], &cost["cost"]["rule"]["text"]), (&"a".into(), &"secrets".into()));
    let number = |key: &str| cost["cost"][key].as_u64().unwrap();
    assert_eq!(number("total"), number("instructions") + 1024 * number("per_byte"));
}

#[test]
fn a_policy_may_not_cost_more_than_is_allowed() {
    let folder = Folder::with(&[("a.agp", PRICED), ("module.agp", "module m\nrole visitor\n")]);
    let json = folder.run(["check", "--format", "json"]).out;
    let cost: serde_json::Value = serde_json::from_str(json.lines().last().unwrap()).unwrap();
    let total = cost["cost"]["total"].as_u64().unwrap();
    folder.run(["check", "--max-cost", &total.to_string()]).says(0, &["checked 2 files"]);
    let ran = folder.run(["check", "--max-cost", &(total - 1).to_string()]);
    ran.says(1, &["a decision of `a` may take", "that --max-cost allows", "`secrets` costs most"]);
    folder.run(["check", "--max-cost", "many"]).says(2, &["--max-cost"]);
}
