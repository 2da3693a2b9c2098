//! `agpc test`: how tests end, and what is said about it.

use crate::Folder;
use serde_json::Value;

const PAY: &str = r#"policy acme.pay "1"
class secret_note
role clerk
role treasurer { deputy }
signal injection: score
tool look is read yields nothing { what: text -> resource }
tool pay is pay to local { amount: EUR }
risk heat { add 0.5 * signal.injection }
allow looks when tool is look and role has clerk
allow pays when tool is pay and role has clerk
deny secrets when data has secret_note because "Notes stay."
review big when tool is pay and args.amount > 100EUR by 2 of treasurer within 4h else deny
review watched when tool is pay and args.amount > 1_000EUR by 1 of clerk within 1h else halt
"#;

/// Runs one test of the policy with these steps.
fn run(steps: &str) -> (Option<i32>, String) {
    let folder = Folder::with(&[("a.agp", &format!("{PAY}test \"t\" {{\n{steps}\n}}\n"))]);
    let ran = folder.run(["test", "--engine", "all"]);
    assert_eq!(ran.err, "", "{steps}");
    (ran.status, ran.out)
}

#[track_caller]
fn passes(steps: &str) {
    let (status, out) = run(steps);
    assert_eq!((status, out.as_str()), (Some(0), "pass  t\n1 passed, 0 failed, 0 skipped\n"), "{steps}");
}

#[track_caller]
fn fails(steps: &str, texts: &[&str]) {
    let (status, out) = run(steps);
    assert_eq!(status, Some(1), "{steps}");
    assert!(out.starts_with("FAIL  t\n") && out.ends_with("\n0 passed, 1 failed, 0 skipped\n"), "{out}");
    for text in texts {
        assert!(out.contains(text), "no `{text}` in {out}");
    }
}

#[test]
fn what_is_not_given_is_unknown() {
    passes("call look { what: \"a\" }\nexpect deny by default");
    passes("as clerk\ncall look { what: \"a\" }\nexpect allow by looks");
    passes("as clerk\ngiven { data: [secret_note] }\ncall look { what: \"a\" }\nexpect deny by secrets");
    passes("given { role: [clerk] }\ncall look { what: \"a\" }\nexpect allow");
    passes("as clerk\ncall look { what: \"a\" }\nexpect risk heat >= 0.5");
    passes("as clerk\ngiven { signals.injection: 0.2 }\ncall look { what: \"a\" }\nexpect risk heat <= 0.1");
}

#[test]
fn reviews_are_met_or_expire() {
    passes("as clerk\ncall pay { amount: 50EUR }\nexpect allow by pays");
    passes(
        "as clerk\ncall pay { amount: 500EUR }\nexpect review by big\napprove by \"ann\" as treasurer\nexpect review\n\
         approve by \"ann\" as deputy\nexpect review\napprove by \"eve\" as clerk\nexpect review\n\
         approve by \"bob\" as deputy\nexpect allow by pays",
    );
    passes("as clerk\ncall pay { amount: 500EUR }\nafter 3h\nexpect review\nafter 1h\nexpect deny by big");
    passes("as clerk\ncall pay { amount: 500EUR }\nexpire\nexpect deny");
    passes(
        "as clerk\ncall pay { amount: 5_000EUR }\nafter 1h\nexpect halt by watched\n\
         call pay { amount: 1EUR }\nexpect deny by halted",
    );
    passes("as clerk\ncall pay { amount: 500EUR }\nat 2026-01-01T04:00Z\nexpect deny");
}

#[test]
fn a_failure_shows_the_step_what_came_and_why() {
    fails(
        "as clerk\ngiven { data: [secret_note] }\ncall look { what: \"a\" }\nexpect allow by looks",
        &[
            "expected `allow by looks`, got `deny by secrets`",
            "[a.agp:18:1]",
            "decided here",
            "because  Notes stay.",
            "matched  looks, secrets",
        ],
    );
    fails("call look { what: \"a\" }\nexpect allow", &["got `deny by default`", "unknown and decided  role"]);
    fails("as clerk\ncall look { what: \"a\" }\nexpire", &["nothing waits for approval"]);
    fails(
        "as clerk\ncall look { what: \"a\" }\nexpect risk heat < 0.4",
        &["expected `risk heat < 0.4`, got 0.5"],
    );
}

#[test]
fn what_is_not_evaluated_yet_is_skipped_by_name() {
    let remembers = "deny often when count(kind is read) in 1m per session > 3\n";
    let test = "test \"reads\" {\n as clerk\n call look { what: \"a\" }\n expect allow\n}\n";
    let folder = Folder::with(&[("a.agp", &format!("{PAY}{remembers}{test}"))]);
    let ran = folder.run(["test"]);
    assert_eq!(ran.status, Some(0), "{ran:#?}");
    assert!(ran.out.starts_with("skip  reads: `acme.pay` uses "), "{ran:#?}");
    assert!(ran.out.contains("not evaluated yet (a.agp:14:"), "{ran:#?}");
    assert!(ran.out.ends_with("\n0 passed, 0 failed, 1 skipped\n"), "{ran:#?}");
}

#[test]
fn tests_of_all_files_are_counted_and_files_without_are_named() {
    let test =
        |name| format!("test \"{name}\" {{\n call look {{ what: \"a\" }}\n expect deny by default\n}}\n");
    let folder = Folder::with(&[
        ("a.agp", &format!("{PAY}{}{}", test("one"), test("two"))),
        ("b.agp", "policy b \"1\"\n"),
        ("c.agp", "module c\n"),
    ]);
    let ran = folder.run(["test"]);
    assert_eq!(ran.status, Some(0), "{ran:#?}");
    assert_eq!(
        ran.out,
        "pass  one\npass  two\nno tests in `b.agp` and `c.agp`\n2 passed, 0 failed, 0 skipped\n"
    );
    assert_eq!(folder.run(["test", "b.agp"]).out, "no tests in `b.agp`\n0 passed, 0 failed, 0 skipped\n");
}

#[test]
fn json_is_one_object_for_each_test() {
    let tests = "test \"good\" {\n call look { what: \"a\" }\n expect deny\n}\n\
                 test \"bad\" {\n call look { what: \"a\" }\n expect allow by looks\n}\n";
    let folder = Folder::with(&[("a.agp", &format!("{PAY}{tests}"))]);
    let ran = folder.run(["test", "--format", "json"]);
    ran.says(1, &["1 passed, 1 failed, 0 skipped"]);
    let tests: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(tests.len(), 2);
    assert_eq!((&tests[0]["name"], &tests[0]["status"]), (&"good".into(), &"passed".into()));
    assert_eq!((&tests[1]["policy"], &tests[1]["status"]), (&"acme.pay".into(), &"failed".into()));
    let failure = &tests[1]["failure"];
    assert_eq!((&failure["file"], &failure["line"]), (&"a.agp".into(), &20.into()));
    assert_eq!(failure["decision"]["verdict"], "deny");
    assert_eq!((&failure["decision"]["rule"], &failure["decision"]["line"]), (&"default".into(), &19.into()));
}

#[test]
fn a_policy_with_errors_is_not_tested() {
    let folder = Folder::with(&[("a.agp", "policy a \"1\"\ndeny x when data has nowhere\n")]);
    folder.run(["test"]).says(1, &["[a.agp:2:22]", "no test is run: 1 error"]);
}
