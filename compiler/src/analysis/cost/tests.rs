use super::{Bound, TEXT, bound};
use crate::pipeline;
use crate::source::{Provenance, Sources};

const HEAD: &str = "policy acme.cost \"1.0.0\"\n\
    role employee\n\
    tool send is send to local { to: text body: text -> payload amount: int }\n";

fn of(rules: &str) -> Bound {
    let mut sources = Sources::default();
    sources.add("cost.agp", format!("{HEAD}{rules}"), Provenance::Given);
    let checked = pipeline::check(&sources);
    let unit = checked.units.first().unwrap_or_else(|| panic!("{rules}: {:?}", checked.diagnostics));
    bound(&pipeline::compile(&sources, unit).expect("it compiles").tables)
}

/// Rules of every shape: rows alone, numbers, ends of texts, a text in full, risks.
fn rules() -> Vec<String> {
    let shapes = [
        "role has employee",
        "args.amount > NUMBER",
        "args.to like \"hNUMBER**\"",
        "args.to like \"**.hNUMBER.example\"",
        "args.body like \"*a*hNUMBER*b*\"",
        "payload contains \"hNUMBER\"",
    ];
    let rule = |number: usize| {
        let test = shapes[number % shapes.len()].replace("NUMBER", &number.to_string());
        format!("deny r{number} when tool is send and {test}\n")
    };
    (0..90).map(rule).collect()
}

#[test]
fn a_policy_of_one_rule_has_a_bound() {
    let bound = of("allow any when tool is send and role has employee\n");
    assert!(bound.instructions > 0 && bound.branches > 0 && bound.lines > 0);
    assert!(bound.stack > 0 && bound.scratch > 0);
    assert_eq!((bound.per_byte, bound.state), (0, 0));
    assert_eq!(bound.total(), bound.instructions);
    assert_eq!((bound.costliest_rule, bound.costliest_pattern), (None, None));
}

#[test]
fn a_rule_more_never_costs_less() {
    let mut text = String::from("allow any when tool is send and role has employee\n");
    let mut last = of(&text);
    let first = last.clone();
    for rule in rules() {
        text.push_str(&rule);
        let next = of(&text);
        assert!(next.total() >= last.total(), "{rule}: {} and then {}", last.total(), next.total());
        assert!(next.per_byte >= last.per_byte, "{rule}: {} and then {}", last.per_byte, next.per_byte);
        last = next;
    }
    assert!(last.total() > 2 * first.total());
}

#[test]
fn what_runs_through_a_text_costs_by_the_byte() {
    let by_the_byte = |test: &str| of(&format!("deny any when tool is send and {test}\n")).per_byte;
    assert_eq!(by_the_byte("args.to like \"begin**\""), 0);
    let contains = by_the_byte("args.body contains \"word\"");
    let automaton = by_the_byte("args.body like \"*a*b*c*\"");
    assert!(0 < contains && contains < automaton, "{contains} and {automaton}");
    let two = by_the_byte("args.body like \"*a*b*c*\" and args.to like \"*d*e*f*\"");
    assert_eq!(two, 2 * automaton);
}

#[test]
fn what_costs_most_is_named() {
    let bound = of("deny cheap when tool is send and args.to like \"begin**\"\n\
        deny dear when tool is send and args.body like \"*a*b*c*\" and args.to like \"*d*e*\"\n\
        deny middling when tool is send and args.body like \"*a*b*c*\"\n");
    let (rule, cost) = bound.costliest_rule.expect("some rule is left to be walked");
    assert_eq!(rule, "dear");
    let (pattern, by_the_byte) = bound.costliest_pattern.expect("some text is run through");
    assert!(pattern.contains("*a*b*c*") || pattern.contains("*d*e*"), "{pattern}");
    assert!(cost >= by_the_byte * TEXT, "{cost} and {by_the_byte}");
}
