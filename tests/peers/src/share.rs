//! Rules of which fewer test the tool.
//!
//! In the data most rules test the tool, and all of a large set do; whoever jumps on it gains from that.
//! Here so many of them lose that test that only a given share keeps it. Which, is settled by their
//! numbers: they are spread over the whole set, and a rule that keeps the test at one share keeps it at
//! every larger one.

use serde_json::Value;

const TOOL: &str = "tool";

/// Rules in the shape of the data, at most so many of a hundred with a test of the tool. `None` where they
/// are not of that shape.
///
/// A rule that tests nothing but the tool stays as it is.
pub fn limited(rules: &str, share: usize) -> Option<String> {
    if share >= 100 {
        return Some(rules.to_owned());
    }
    let mut rules: Vec<Value> = serde_json::from_str(rules).ok()?;
    let keep = rules.len() * share / 100;
    let mut testing: Vec<(u64, &mut Vec<Value>)> = Vec::new();
    for rule in &mut rules {
        let id = rule["id"].as_u64()?;
        let tests = rule["all"].as_array_mut()?;
        if tests.iter().any(|test| test["field"] == TOOL) {
            testing.push((id, tests));
        }
    }
    testing.sort_by_key(|(id, _)| place(*id));
    for (_, tests) in testing.into_iter().skip(keep) {
        if tests.len() > 1 {
            tests.retain(|test| test["field"] != TOOL);
        }
    }
    serde_json::to_string(&rules).ok()
}

/// Where a rule stands in the order in which tests are kept: 37 and 100 have no common divisor, so every
/// hundred numbers in a row are mixed and none falls together with another.
fn place(id: u64) -> (u64, u64) {
    (37 * id % 100, id)
}

#[cfg(test)]
mod tests {
    use super::limited;
    use serde_json::{Value, json};

    fn testing(share: usize) -> Vec<u64> {
        let rule = |id: u64| {
            let tests =
                [json!({"field": "tool", "op": "eq", "value": "fs.read"}), json!({"field": "approved"})];
            // Every fifth says nothing of the tool.
            json!({"id": id, "all": tests[usize::from(id.is_multiple_of(5))..]})
        };
        let rules: Vec<Value> = (0..200).map(rule).collect();
        let limited = limited(&serde_json::to_string(&rules).unwrap(), share).unwrap();
        let limited: Vec<Value> = serde_json::from_str(&limited).unwrap();
        assert!(
            limited.iter().all(|rule| rule["all"].as_array().unwrap().last().unwrap()["field"] == "approved")
        );
        let testing = limited.iter().filter(|rule| rule["all"][0]["field"] == "tool");
        testing.map(|rule| rule["id"].as_u64().unwrap()).collect()
    }

    #[test]
    fn a_share_keeps_the_test_and_the_smaller_lies_in_the_larger() {
        assert_eq!([100, 75, 25, 1, 0].map(|share| testing(share).len()), [160, 150, 50, 2, 0]);
        let larger = testing(75);
        assert!(testing(25).iter().all(|id| larger.contains(id)));
    }
}
