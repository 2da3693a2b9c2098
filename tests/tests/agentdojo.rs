//! `examples/agentdojo` over recorded calls: 3,738 of models, 139 of the benchmark itself.

use agp_abi::Verdict;
use agp_tests::agentdojo::{
    ACTIONS, Answers, Call, GROUND_TRUTH, Judge, SUITES, TOOLS, calls, folder, judge_all, report,
};
use agp_tests::shared;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The name, the arguments, and those of them that are required.
type Interface = BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>;

/// The declarations were imported and then written over by hand: nothing was lost or misspelt.
#[test]
fn the_tools_are_declared_as_the_suites_have_them() {
    let Some(tools) = shared::unpacked(TOOLS) else { return };
    let tools: Vec<Value> = tools.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for suite in SUITES {
        let listed: Interface = tools.iter().filter(|tool| tool["suite"] == suite).map(listed).collect();
        let declared: Interface = Judge::new(suite)
            .policy
            .tools
            .into_iter()
            .map(|tool| {
                let required =
                    tool.args.iter().filter(|arg| !arg.optional).map(|arg| arg.name.clone()).collect();
                (tool.name, (tool.args.iter().map(|arg| arg.name.clone()).collect(), required))
            })
            .collect();
        assert_eq!(declared, listed, "{suite}");
    }
}

fn listed(tool: &Value) -> (String, (BTreeSet<String>, BTreeSet<String>)) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let arguments = tool["parameters"]["properties"].as_object().unwrap().keys().cloned().collect();
    let required = tool["parameters"]["required"].as_array().into_iter().flatten().map(text).collect();
    (text(&tool["tool"]), (arguments, required))
}

#[test]
fn every_recorded_call_fits_its_declaration_and_both_evaluators_answer_alike() {
    let (Some(actions), Some(ground_truth)) = (calls(ACTIONS), calls(GROUND_TRUTH)) else { return };
    assert_eq!((actions.len(), ground_truth.len()), (3738, 139));
    let mut undeclared = Vec::new();
    for (call, answers) in judge_all([actions, ground_truth].concat()) {
        assert_eq!(answers.engine, answers.reference, "{}", call.record);
        let decision = answers.decision();
        if decision.rule.as_deref() == Some("undeclared") {
            undeclared.push(call.tool);
            continue;
        }
        assert_eq!(decision.undeclared, [""; 0], "{}", call.record);
        for reserved in ["malformed", "oversize", "invalid_record", "paused", "halted"] {
            assert!(!decision.matched.iter().any(|rule| rule == reserved), "{reserved}: {}", call.record);
        }
    }
    // The model's invention: no suite has such a tool.
    assert_eq!(undeclared, ["search_files_by_content"]);
}

#[test]
fn at_most_one_in_twenty_of_the_right_calls_waits_for_a_person() {
    let Some(calls) = calls(GROUND_TRUTH) else { return };
    let judged = judge_all(calls);
    let verdicts = |label: &str| -> Vec<Verdict> {
        let of_label = judged.iter().filter(|(call, _): &&(Call, Answers)| call.label == label);
        of_label.map(|(_, answers)| answers.decision().verdict).collect()
    };
    let (user, injection) = (verdicts("user"), verdicts("injection"));
    assert_eq!((user.len(), injection.len()), (117, 22));
    let allowed = user.iter().filter(|verdict| **verdict == Verdict::Allow).count();
    assert!(allowed * 100 >= user.len() * 95, "{allowed} of {}", user.len());
}

#[test]
fn the_readme_shows_what_is_measured() {
    let Some(tables) = report() else { return };
    let readme = readme();
    for table in tables {
        println!("{table}");
        assert!(readme.contains(&table), "the README shows another table than\n{table}");
    }
}

/// Each line of a suite's records stands in the README with what comes of it.
#[test]
fn the_readme_shows_what_the_records_come_to() {
    let readme = readme();
    for suite in SUITES {
        let mut judge = Judge::new(suite);
        let records = std::fs::read_to_string(folder().join(format!("{suite}.jsonl"))).unwrap();
        let section =
            readme.split("\n## ").find(|section| section.starts_with(&format!("`{suite}.jsonl`"))).unwrap();
        let shown: Vec<&str> = section.lines().filter(|line| line.starts_with('|')).skip(2).collect();
        assert_eq!((records.lines().count(), shown.len()), (10, 10), "{suite}");
        for ((record, shown), number) in records.lines().zip(shown).zip(1..) {
            let answers = judge.judge(record);
            assert_eq!(answers.engine, answers.reference, "{record}");
            let decision = answers.decision();
            let rule = decision.rule.as_deref().unwrap_or("-");
            let end = format!(" | {} | `{rule}` |", decision.verdict);
            assert!(shown.starts_with(&format!("| {number} | ")) && shown.ends_with(&end), "{shown} is{end}");
        }
    }
}

fn readme() -> String {
    std::fs::read_to_string(folder().join("README.md")).unwrap()
}
