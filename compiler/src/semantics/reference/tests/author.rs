//! Builds checked policies by hand, as the checker would hand them over.

use crate::semantics::thir::{
    Arg, Cond, EntryId, Policy, Quantifier, Risk, RiskId, Rule, Signal, SignalId, Subject, Term, Test, Tool,
    ToolId, Vocabularies,
};
use crate::source::{FileId, Span};
use crate::syntax::ast::Word;
use crate::types::{Scalar, Type};
use agp_abi::Verdict;
use agp_abi::tables::{Event, Mapping};

/// Policies built by hand have no text.
const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

/// A policy with the built-in names and nothing else.
pub(super) fn empty() -> Policy {
    let mut policy = Policy {
        name: "test".to_owned(),
        version: "1".to_owned(),
        is_module: false,
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
    };
    declare(&mut policy, Word::Class, &["public", "unlabelled"]);
    declare(&mut policy, Word::Destination, &["internal", "internal.local", "external"]);
    declare(&mut policy, Word::Kind, &["read", "write", "delete", "send", "pay", "execute", "unclassified"]);
    policy
}

/// Adds entries; `a.b` is a kind of `a`.
pub(super) fn declare(policy: &mut Policy, word: Word, paths: &[&str]) {
    for path in paths {
        let list = policy.vocabularies.of_mut(word);
        let parent = path.rsplit_once('.').and_then(|(parent, _)| list.find(parent));
        list.entries.push(crate::semantics::thir::Entry {
            path: (*path).to_owned(),
            module: String::new(),
            span: None,
            parents: parent.into_iter().collect(),
            above: Vec::new(),
            detected: false,
            open: false,
            patterns: Vec::new(),
            otherwise: false,
        });
        close(policy, word);
    }
}

/// Makes one entry a kind of another, too.
pub(super) fn is_a(policy: &mut Policy, word: Word, child: &str, parent: &str) {
    let (child, parent) = (id(policy, word, child), id(policy, word, parent));
    policy.vocabularies.of_mut(word).entries[child.0 as usize].parents.push(parent);
    close(policy, word);
}

/// Fills in what each entry is a kind of.
fn close(policy: &mut Policy, word: Word) {
    let list = policy.vocabularies.of_mut(word);
    for at in 0..list.entries.len() {
        let mut above = vec![EntryId(u32::try_from(at).unwrap())];
        let mut next = 0;
        while next < above.len() {
            let parents = list.entries[above[next].0 as usize].parents.clone();
            above.extend(parents.into_iter().filter(|parent| !above.contains(parent)).collect::<Vec<_>>());
            next += 1;
        }
        above.sort_unstable();
        list.entries[at].above = above;
    }
}

/// Gives an entry patterns.
pub(super) fn matches(policy: &mut Policy, word: Word, path: &str, patterns: &[&str]) {
    let at = id(policy, word, path).0 as usize;
    policy.vocabularies.of_mut(word).entries[at].patterns =
        patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
}

/// Marks an entry `otherwise`.
pub(super) fn otherwise(policy: &mut Policy, word: Word, path: &str) {
    let at = id(policy, word, path).0 as usize;
    policy.vocabularies.of_mut(word).entries[at].otherwise = true;
}

/// Marks an entry `detected`.
pub(super) fn detected(policy: &mut Policy, path: &str) {
    let at = id(policy, Word::Class, path).0 as usize;
    policy.vocabularies.of_mut(Word::Class).entries[at].detected = true;
}

pub(super) fn id(policy: &Policy, word: Word, path: &str) -> EntryId {
    policy.vocabularies.of(word).find(path).unwrap_or_else(|| panic!("{path} is not declared"))
}

pub(super) fn ids(policy: &Policy, word: Word, paths: &[&str]) -> Vec<EntryId> {
    paths.iter().map(|path| id(policy, word, path)).collect()
}

/// Adds a tool without arguments.
pub(super) fn tool(policy: &mut Policy, name: &str, kind: &str) -> ToolId {
    let kind = id(policy, Word::Kind, kind);
    policy.tools.push(Tool {
        name: name.to_owned(),
        module: policy.name.clone(),
        span: NOWHERE,
        kind,
        yields: Vec::new(),
        from: Vec::new(),
        undo: None,
        to: Vec::new(),
        args: Vec::new(),
        rest: false,
        returns: Vec::new(),
    });
    ToolId(u32::try_from(policy.tools.len() - 1).unwrap())
}

/// Adds a required argument to the tool declared last.
pub(super) fn arg(policy: &mut Policy, name: &str, ty: Type, mapping: Mapping) -> Subject {
    let at = policy.tools.len() - 1;
    policy.tools[at].args.push(Arg {
        name: name.to_owned(),
        ty,
        optional: false,
        default: None,
        mapping,
        span: NOWHERE,
    });
    Subject::Arg(vec![ToolId(u32::try_from(at).unwrap())], name.to_owned())
}

/// Adds an optional argument to the tool declared last.
pub(super) fn optional(policy: &mut Policy, name: &str, ty: Type, mapping: Mapping) -> Subject {
    let subject = arg(policy, name, ty, mapping);
    policy.tools.last_mut().unwrap().args.last_mut().unwrap().optional = true;
    subject
}

pub(super) fn signal(policy: &mut Policy, name: &str, ty: Type) -> Subject {
    policy.signals.push(Signal { name: name.to_owned(), ty, span: NOWHERE });
    Subject::Signal(SignalId(u32::try_from(policy.signals.len() - 1).unwrap()))
}

pub(super) fn risk(policy: &mut Policy, name: &str, terms: Vec<Term>) -> RiskId {
    policy.risks.push(Risk { name: name.to_owned(), terms, span: NOWHERE });
    RiskId(u32::try_from(policy.risks.len() - 1).unwrap())
}

pub(super) fn term(subtract: bool, weight: i64, score: Option<Subject>, when: Cond) -> Term {
    Term { subtract, weight, score, when, span: NOWHERE }
}

/// Adds a rule for calls; the result may be changed further.
pub(super) fn rule<'p>(policy: &'p mut Policy, verdict: Verdict, name: &str, when: Cond) -> &'p mut Rule {
    policy.rules.push(Rule {
        name: name.to_owned(),
        qualified: format!("test.{name}"),
        verdict,
        on: Event::Call,
        when,
        because: None,
        cites: Vec::new(),
        alert: Vec::new(),
        mask: Vec::new(),
        approval: None,
        until: None,
        rollback: None,
        shadow: false,
        span: NOWHERE,
    });
    policy.rules.last_mut().unwrap()
}

pub(super) fn when(test: Test) -> Cond {
    Cond::Test(test, NOWHERE)
}

pub(super) fn not(cond: Cond) -> Cond {
    Cond::Not(Box::new(cond))
}

pub(super) const ALWAYS: Cond = Cond::Const(true);

/// `word has [of]`
pub(super) fn has(policy: &Policy, word: Word, of: &[&str]) -> Test {
    except(policy, word, Quantifier::Has, of, &[])
}

/// `word within [of]`
pub(super) fn within(policy: &Policy, word: Word, of: &[&str]) -> Test {
    except(policy, word, Quantifier::Within, of, &[])
}

pub(super) fn except(
    policy: &Policy,
    word: Word,
    quantifier: Quantifier,
    of: &[&str],
    except: &[&str],
) -> Test {
    Test::Set { word, quantifier, of: ids(policy, word, of), except: ids(policy, word, except) }
}

pub(super) fn one(scalar: Scalar) -> Type {
    Type::One(scalar)
}

pub(super) fn list(scalar: Scalar) -> Type {
    Type::List(scalar)
}
