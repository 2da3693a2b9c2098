//! The constructs of the language that a policy is made of.

use super::Census;
use agp_abi::Verdict;
use agp_abi::tables::{Event, Mapping};
use agp_compiler::program::{Formula, Program};
use agp_compiler::semantics::resolve::vocabulary::UNCLASSIFIED;
use agp_compiler::semantics::thir::{
    Cond, Policy, Quantifier, Rule, Subject, Test, TextPattern, Tool, Vocabularies,
};
use agp_compiler::syntax::ast::Word;
use agp_compiler::types::{SCALAR_WORDS, Scalar, Type};

const DECLARATION: &str = "declarations";
const TYPE: &str = "types";
const TEST: &str = "tests";
const RULE: &str = "rules";

/// Every name that some policy must have.
pub(super) fn expect(census: &mut Census) {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let per_word = |what: &str, words: &[Word]| {
        words.iter().map(|word| format!("{} {what}", word.text())).collect::<Vec<_>>()
    };
    census.expect(DECLARATION, per_word("entry", &Vocabularies::WORDS));
    census.expect(DECLARATION, per_word("inside another", &Vocabularies::WORDS));
    census.expect(DECLARATION, per_word("of two parents", &Vocabularies::WORDS[..4]));
    census.expect(DECLARATION, per_word("with patterns", &[Word::Destination, Word::Resource]));
    census.expect(DECLARATION, per_word("otherwise", &[Word::Destination, Word::Resource]));
    census.expect(
        DECLARATION,
        owned(&[
            "class detected",
            "entry of a module",
            "entry of two modules",
            "argument optional",
            "argument with a default",
            "argument to none",
            "argument to payload",
            "argument to destination",
            "argument to resource",
            "argument to data",
            "tool with rest",
            "tool that yields",
            "tool to a destination",
            "tool from an origin",
            "tool unclassified",
            "tool unclassified that goes anywhere",
            "tool with an undo",
            "tool with returns",
            "risk term that adds",
            "risk term that subtracts",
            "risk term with a score",
            "risk term of a module",
        ]),
    );
    let scalars = SCALAR_WORDS.iter().map(|(word, _)| *word).chain(["money", "enum"]);
    for scalar in scalars {
        census.expect(TYPE, [format!("argument {scalar}")]);
        if scalar != "json" {
            census.expect(TYPE, [format!("argument list of {scalar}")]);
        }
        if !matches!(scalar, "json" | "class") {
            census.expect(TYPE, [format!("signal {scalar}")]);
        }
    }
    census.expect(TYPE, owned(&["signal set of enum"]));
    census.expect(TEST, owned(&TESTS));
    census.expect(
        RULE,
        Verdict::ALL.iter().map(|verdict| format!("{verdict}")).chain(
            [Verdict::Redact, Verdict::Pause, Verdict::Deny, Verdict::Halt]
                .iter()
                .map(|verdict| format!("{verdict} on result")),
        ),
    );
    census.expect(
        RULE,
        owned(&[
            "because",
            "cites",
            "alert",
            "mask",
            "review else deny",
            "review else halt",
            "review of several people",
            "allow until",
            "shadow",
            "shadow until",
            "rollback session",
            "rollback action",
            "of a module",
        ]),
    );
}

const TESTS: [&str; 50] = [
    "tool",
    "kind",
    "purpose",
    "role has",
    "role within",
    "class has",
    "class within",
    "destination has",
    "destination within",
    "resource has",
    "resource within",
    "has except",
    "within except",
    "enum",
    "enum of several",
    "enum set has",
    "enum set within",
    "bool",
    "number",
    "sum",
    "sum with a minus",
    "sum of one time and another",
    "time of day",
    "time of day past midnight",
    "weekday",
    "text exact",
    "text like a host",
    "text like a path",
    "text contains",
    "text matches",
    "text contains a match",
    "text in a block",
    "text of the payload",
    "text of a list",
    "text of the agent",
    "text of a signal",
    "known role",
    "known data",
    "known destination",
    "known resource",
    "known purpose",
    "known time",
    "known agent",
    "known argument",
    "known signal",
    "risk",
    "constant",
    "and in or",
    "or in and",
    "not",
];

/// Counts what a policy is made of.
pub fn policy(census: &mut Census, policy: &Policy, program: &Program) {
    vocabularies(census, policy);
    for tool in &policy.tools {
        self::tool(census, tool, &policy.vocabularies.of(Word::Kind).entry(tool.kind).path);
    }
    for signal in &policy.signals {
        census.count(TYPE, format!("signal {}", type_name(&signal.ty)));
    }
    for risk in &policy.risks {
        for term in &risk.terms {
            census.count(
                DECLARATION,
                if term.subtract { "risk term that subtracts" } else { "risk term that adds" },
            );
            if term.score.is_some() {
                census.count(DECLARATION, "risk term with a score");
            }
            if risk.name.contains('.') {
                census.count(DECLARATION, "risk term of a module");
            }
            condition(census, policy, &term.when);
        }
    }
    for rule in &policy.rules {
        self::rule(census, rule);
        condition(census, policy, &rule.when);
    }
    for rule in &program.rules {
        nesting(census, &rule.when);
    }
}

fn vocabularies(census: &mut Census, policy: &Policy) {
    for word in Vocabularies::WORDS {
        let list = policy.vocabularies.of(word);
        for entry in list.entries.iter().filter(|entry| !entry.module.is_empty()) {
            let text = word.text();
            let mut count = |holds: bool, what: &str| {
                if holds {
                    census.count(DECLARATION, format!("{text} {what}"));
                }
            };
            count(true, "entry");
            count(entry.path.contains('.') && !entry.path.starts_with(&entry.module), "inside another");
            count(entry.parents.len() > 1 && Vocabularies::WORDS[..4].contains(&word), "of two parents");
            count(!entry.patterns.is_empty(), "with patterns");
            count(entry.otherwise, "otherwise");
            count(entry.detected, "detected");
            if entry.module != policy.name {
                census.count(DECLARATION, "entry of a module");
            }
            if entry.path.starts_with(&format!("{}.", entry.module)) {
                census.count(DECLARATION, "entry of two modules");
            }
        }
    }
}

fn tool(census: &mut Census, tool: &Tool, kind: &str) {
    let unclassified = kind == UNCLASSIFIED;
    let goes_anywhere = tool.to.is_empty() && tool.args.iter().all(|arg| arg.mapping != Mapping::Destination);
    for (holds, what) in [
        (unclassified, "tool unclassified"),
        (unclassified && goes_anywhere, "tool unclassified that goes anywhere"),
        (tool.rest, "tool with rest"),
        (!tool.yields.is_empty(), "tool that yields"),
        (!tool.to.is_empty(), "tool to a destination"),
        (!tool.from.is_empty(), "tool from an origin"),
        (tool.undo.is_some(), "tool with an undo"),
        (!tool.returns.is_empty(), "tool with returns"),
    ] {
        if holds {
            census.count(DECLARATION, what);
        }
    }
    for arg in &tool.args {
        census.count(TYPE, format!("argument {}", type_name(&arg.ty)));
        let mapping = match arg.mapping {
            Mapping::None => "none",
            Mapping::Payload => "payload",
            Mapping::Destination => "destination",
            Mapping::Resource => "resource",
            Mapping::Data => "data",
        };
        census.count(DECLARATION, format!("argument to {mapping}"));
        if arg.optional {
            census.count(DECLARATION, "argument optional");
        }
        if arg.default.is_some() {
            census.count(DECLARATION, "argument with a default");
        }
    }
}

fn type_name(ty: &Type) -> String {
    let name = |scalar: &Scalar| match scalar {
        Scalar::Money(_) => "money".to_owned(),
        Scalar::Enum(_) => "enum".to_owned(),
        scalar => scalar.to_string(),
    };
    match ty {
        Type::One(scalar) => name(scalar),
        Type::List(scalar) => format!("list of {}", name(scalar)),
        Type::Set(scalar) => format!("set of {}", name(scalar)),
        Type::Error => "?".to_owned(),
    }
}

fn rule(census: &mut Census, rule: &Rule) {
    census.count(RULE, rule.verdict.text());
    if rule.on == Event::Result {
        census.count(RULE, format!("{} on result", rule.verdict));
    }
    let allow = rule.verdict == Verdict::Allow;
    for (holds, what) in [
        (rule.because.is_some(), "because"),
        (!rule.cites.is_empty(), "cites"),
        (!rule.alert.is_empty(), "alert"),
        (!rule.mask.is_empty(), "mask"),
        (rule.approval.as_ref().is_some_and(|by| by.otherwise == Verdict::Deny), "review else deny"),
        (rule.approval.as_ref().is_some_and(|by| by.otherwise == Verdict::Halt), "review else halt"),
        (rule.approval.as_ref().is_some_and(|by| by.count > 1), "review of several people"),
        (allow && rule.until.is_some(), "allow until"),
        (rule.shadow, "shadow"),
        (rule.shadow && rule.until.is_some(), "shadow until"),
        (rule.name.contains('.'), "of a module"),
    ] {
        if holds {
            census.count(RULE, what);
        }
    }
    if let Some(rollback) = rule.rollback {
        census.count(RULE, format!("rollback {}", rollback.text()));
    }
}

fn nesting(census: &mut Census, formula: &Formula) {
    let (parts, what) = match formula {
        Formula::And(parts) => (parts, "or in and"),
        Formula::Or(parts) => (parts, "and in or"),
        Formula::Const(_) | Formula::Literal { .. } => return,
    };
    for part in parts {
        if matches!(part, Formula::And(_) | Formula::Or(_)) {
            census.count(TEST, what);
        }
        nesting(census, part);
    }
}

fn condition(census: &mut Census, policy: &Policy, cond: &Cond) {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => {
            for part in parts {
                condition(census, policy, part);
            }
        }
        Cond::Not(inner) => {
            census.count(TEST, "not");
            condition(census, policy, inner);
        }
        Cond::Const(_) => census.count(TEST, "constant"),
        Cond::Test(test, _) => self::test(census, policy, test),
    }
}

fn test(census: &mut Census, policy: &Policy, test: &Test) {
    match test {
        Test::Tool(_) => census.count(TEST, "tool"),
        Test::Entry { word, .. } => census.count(TEST, word.text()),
        Test::Set { word, quantifier, except, .. } => {
            census.count(TEST, format!("{} {}", word.text(), keyword(*quantifier)));
            if !except.is_empty() {
                census.count(TEST, format!("{} except", keyword(*quantifier)));
            }
        }
        Test::Enum { of, .. } => census.count(TEST, if of.len() > 1 { "enum of several" } else { "enum" }),
        Test::EnumSet { quantifier, .. } => {
            census.count(TEST, format!("enum set {}", keyword(*quantifier)));
        }
        Test::Bool(_) => census.count(TEST, "bool"),
        Test::AtLeast { terms, .. } => sum(census, terms),
        Test::TimeOfDay { from, to, .. } => {
            census.count(TEST, if from > to { "time of day past midnight" } else { "time of day" });
        }
        Test::Weekday { .. } => census.count(TEST, "weekday"),
        Test::Text { subject, patterns, .. } => text(census, policy, subject, patterns),
        Test::Known(subject) => census.count(TEST, format!("known {}", known(subject))),
        Test::Risk { .. } => census.count(TEST, "risk"),
        Test::NotYet => census.count(TEST, "not yet"),
    }
}

fn keyword(quantifier: Quantifier) -> &'static str {
    match quantifier {
        Quantifier::Has => "has",
        Quantifier::Within => "within",
    }
}

fn sum(census: &mut Census, terms: &[(i64, Subject)]) {
    if let [(1, _)] = terms {
        return census.count(TEST, "number");
    }
    census.count(TEST, "sum");
    if terms.iter().any(|(factor, _)| *factor < 0) {
        census.count(TEST, "sum with a minus");
    }
    if terms.iter().any(|(_, subject)| *subject == Subject::Time) {
        census.count(TEST, "sum of one time and another");
    }
}

fn text(census: &mut Census, policy: &Policy, subject: &Subject, patterns: &[TextPattern]) {
    for pattern in patterns {
        census.count(
            TEST,
            match pattern {
                TextPattern::Exact(_) => "text exact",
                TextPattern::Like { separator: '.', .. } => "text like a host",
                TextPattern::Like { .. } => "text like a path",
                TextPattern::Contains(_) => "text contains",
                TextPattern::Regex { anywhere: false, .. } => "text matches",
                TextPattern::Regex { anywhere: true, .. } => "text contains a match",
                TextPattern::Block(..) => "text in a block",
            },
        );
    }
    match subject {
        Subject::Payload => census.count(TEST, "text of the payload"),
        Subject::AgentId => census.count(TEST, "text of the agent"),
        Subject::Signal(_) => census.count(TEST, "text of a signal"),
        Subject::Arg(tools, name) => {
            let tool = tools.first().map(|tool| &policy.tools[tool.0 as usize]);
            let arg = tool.and_then(|tool| tool.args.iter().find(|arg| arg.name == *name));
            if arg.is_some_and(|arg| matches!(arg.ty, Type::List(_))) {
                census.count(TEST, "text of a list");
            }
        }
        _ => {}
    }
}

fn known(subject: &Subject) -> &'static str {
    match subject {
        Subject::AgentId | Subject::AgentVerified | Subject::AgentTrust | Subject::AgentDepth => "agent",
        Subject::Role => "role",
        Subject::Data => "data",
        Subject::Destination => "destination",
        Subject::Resource => "resource",
        Subject::Purpose => "purpose",
        Subject::Time => "time",
        Subject::Payload | Subject::PayloadSize => "payload",
        Subject::Arg(..) => "argument",
        Subject::Signal(_) => "signal",
    }
}
