//! A small policy built by hand, the way the compiler would lower it.
//!
//! The vocabulary is fixed ([`class`], [`role`], [`dest`], …); tools, signals, facts and rules are
//! added by each test. Conditions are formulas ([`Cond`]) that [`Build::policy`] turns to chains.

use agp_abi::Verdict;
use agp_abi::bits::Bits;
use agp_abi::decision::{Answer, Context, Decision, Sessions};
use agp_abi::facts::Facts;
use agp_abi::index::{Group, Index, Plan, row};
use agp_abi::number::Bounds;
use agp_abi::tables::*;
use agp_abi::verdict::Reserved;
use agp_runtime::{Policy, Scratch};
use regex_automata::dfa::dense;
use regex_automata::util::syntax;

/// `public`, `pii { ssn email }` (detected), `secret { key }` (not).
pub mod class {
    pub const PUBLIC: u32 = 3;
    pub const PII: u32 = 4;
    pub const SSN: u32 = 5;
    pub const EMAIL: u32 = 6;
    pub const SECRET: u32 = 7;
    pub const KEY: u32 = 8;
}

/// `employee { analyst }`, `security`.
pub mod role {
    pub const EMPLOYEE: u32 = 3;
    pub const ANALYST: u32 = 4;
    pub const SECURITY: u32 = 5;
}

/// `internal { local corp }`, `external { chat }`.
pub mod dest {
    pub const INTERNAL: u32 = 3;
    pub const LOCAL: u32 = 4;
    pub const CORP: u32 = 5;
    pub const EXTERNAL: u32 = 6;
    pub const CHAT: u32 = 7;
}

/// `scratch`, `blocked`.
pub mod res {
    pub const SCRATCH: u32 = 3;
    pub const BLOCKED: u32 = 4;
}

/// Kinds.
pub mod kind {
    pub const READ: u32 = 1;
    pub const SEND: u32 = 2;
    pub const UNCLASSIFIED: u32 = 3;
}

/// The time that contexts of these tests give: 2026-11-21T09:00:00Z, a Saturday.
pub const NOW: i64 = 1_795_251_600_000;

/// No elements.
pub const NOTHING: [u32; 0] = [];

/// A condition over atoms.
#[derive(Clone, Debug)]
pub enum Cond {
    True,
    And(Vec<Cond>),
    Or(Vec<Cond>),
    Not(Box<Cond>),
    Is(u32),
}

/// A term of a risk: whether it is subtracted, weight, score, condition.
pub type Term<'n> = (bool, i64, Option<(u32, &'n str)>, Cond);

/// A rule before its condition is a chain.
pub struct Draft {
    pub row: RuleRow,
    pub when: Cond,
}

/// Tables under construction.
pub struct Build {
    pub tables: Tables,
    drafts: Vec<Draft>,
    fit: u32,
}

fn names(list: &[(&str, u32)]) -> Vec<(String, u32)> {
    let mut list: Vec<_> = list.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
    list.sort();
    list
}

/// A set of small numbers.
pub fn bits(members: &[u32]) -> Bits {
    members.iter().copied().collect()
}

/// A type of single values.
pub fn one_of(scalar: Scalar) -> ValueType {
    ValueType { scalar, many: false }
}

/// A type of lists.
pub fn list_of(scalar: Scalar) -> ValueType {
    ValueType { scalar, many: true }
}

/// An optional argument.
pub fn arg(name: &str, ty: ValueType, mapping: Mapping) -> ArgRow {
    ArgRow { name: name.into(), ty, required: false, default: None, mapping, feed: Feed::default() }
}

/// A tool.
pub fn tool(name: &str, kind: u32, args: Vec<ArgRow>) -> ToolRow {
    let local = !args.iter().any(|arg| arg.mapping == Mapping::Destination);
    let to = if local { vec![dest::LOCAL] } else { Vec::new() };
    ToolRow { name: name.into(), kind, yields: Vec::new(), to, args, rest: false }
}

/// Rules that say and ask more.
pub trait Saying {
    /// The rule with something beside its verdict changed.
    fn saying(self, change: impl FnOnce(&mut Beside)) -> Self;
}

impl Saying for RuleRow {
    fn saying(self, change: impl FnOnce(&mut Beside)) -> RuleRow {
        let mut beside = self.beside().clone();
        change(&mut beside);
        RuleRow { beside: beside.boxed(), ..self }
    }
}

/// A rule that judges calls.
pub fn rule(name: &str, verdict: Verdict) -> RuleRow {
    let approval = Approval {
        count: 2,
        role: "security".into(),
        holders: bits(&[role::SECURITY]),
        within: 900_000,
        otherwise: Verdict::Deny,
    };
    RuleRow {
        name: name.into(),
        reserved: None,
        on: Event::Call,
        verdict,
        shadow: false,
        entry: REJECT,
        residual: ACCEPT,
        beside: None,
    }
    .saying(|beside| beside.approval = (verdict == Verdict::Review).then_some(approval))
}

/// The bytes of an automaton that takes whole texts.
pub fn automaton(pattern: &str) -> Vec<u8> {
    let dense = dense::Builder::new()
        .syntax(syntax::Config::new().unicode(false).utf8(false))
        .configure(dense::Config::new().start_kind(regex_automata::dfa::StartKind::Anchored))
        .build(&format!("(?s:(?:{pattern})\\z)"));
    dense.unwrap().to_sparse().unwrap().to_bytes_little_endian()
}

impl Build {
    /// The vocabulary, and the reserved rules `malformed` and `oversize`.
    pub fn new() -> Build {
        let names = Names {
            roles: names(&[("employee", 3), ("employee.analyst", 4), ("analyst", 4), ("security", 5)]),
            classes: names(&[
                ("public", 3),
                ("pii", 4),
                ("pii.ssn", 5),
                ("ssn", 5),
                ("pii.email", 6),
                ("secret", 7),
                ("secret.key", 8),
            ]),
            purposes: names(&[("payroll", 1), ("offboarding", 2)]),
            destinations: names(&[
                ("internal", 3),
                ("internal.local", 4),
                ("local", 4),
                ("corp", 5),
                ("external", 6),
                ("chat", 7),
            ]),
            resources: names(&[("scratch", 3), ("blocked", 4)]),
            public: class::PUBLIC,
            class_names: ["public", "pii", "pii.ssn", "pii.email", "secret", "secret.key"]
                .map(str::to_owned)
                .into(),
        };
        let mut build = Build {
            tables: Tables {
                policy: PolicyName { name: "t".into(), version: "1".into(), hash: "blake3:0".into() },
                names,
                tools: Vec::new(),
                signals: Vec::new(),
                agent: AgentFeeds::default(),
                payload: Feed::default(),
                ones: vec![9, 3, 2, 3],
                sets: vec![5, 8, 7, 4],
                numbers: Vec::new(),
                slots: 0,
                texts: Vec::new(),
                clock: Clock::default(),
                patterns: Patterns::default(),
                matchers: Vec::new(),
                literals: Vec::new(),
                automata: Vec::new(),
                enums: Vec::new(),
                atoms: Vec::new(),
                nodes: Vec::new(),
                risks: Vec::new(),
                rules: Vec::new(),
                notes: Vec::new().into(),
                plan: Plan::default(),
            },
            drafts: Vec::new(),
            fit: 0,
        };
        build.fit = build.one(one::FAULT, "", &[fault::NONE]);
        for (reserved, value) in
            [(Reserved::Malformed, fault::MALFORMED), (Reserved::Oversize, fault::OVERSIZE)]
        {
            let when = build.one(one::FAULT, "", &[value]);
            let row = RuleRow { reserved: Some(reserved), ..rule(reserved.text(), Verdict::Deny) };
            build.rule(row, Cond::Is(when));
        }
        build
    }

    /// Adds an atom that rests on these facts.
    pub fn atom(&mut self, atom: Atom, facts: &[(Fact, &str)]) -> u32 {
        let facts = facts.iter().map(|(fact, name)| (*fact, (*name).to_owned())).collect();
        let mut notes = self.tables.notes.to_vec();
        notes.push(AtomNote { text: String::new(), facts });
        self.tables.notes = notes.into();
        self.tables.atoms.push(atom);
        last(&self.tables.atoms)
    }

    /// The value of a one is among these; unknown may be.
    pub fn one(&mut self, one: u32, name: &str, values: &[u32]) -> u32 {
        let (must, mut may) = (bits(values), bits(values));
        may.insert(UNKNOWN);
        self.atom(Atom::One { one, must, may }, &[(Fact::One(one), name)])
    }

    /// `has`: `must` surely satisfy, `may` and what is unknown may.
    pub fn has(&mut self, set: u32, name: &str, must: &[u32], may: &[u32]) -> u32 {
        let (must, mut may) = (bits(must), [must, may].concat().into_iter().collect::<Bits>());
        may.insert(MORE);
        self.atom(Atom::Has { set, must, may }, &[(Fact::Set(set), name)])
    }

    /// `within`, likewise.
    pub fn within(&mut self, set: u32, name: &str, must: &[u32], may: &[u32]) -> u32 {
        let (must, may) = (bits(must), [must, may].concat().into_iter().collect::<Bits>());
        self.atom(Atom::Within { set, must, may }, &[(Fact::Set(set), name)])
    }

    /// Adds a number that is within these bounds when nothing is known.
    pub fn number(&mut self, low: i64, high: i64) -> u32 {
        self.tables.numbers.push(Bounds { low, high });
        last(&self.tables.numbers)
    }

    /// Number ≥ value.
    pub fn at_least(&mut self, number: u32, name: &str, value: i64) -> u32 {
        self.atom(Atom::AtLeast { terms: vec![(number, 1)], value }, &[(Fact::Number(number), name)])
    }

    /// Adds an automaton.
    pub fn matcher(&mut self, pattern: &str) -> u32 {
        self.tables.automata.push(automaton(pattern));
        self.tables.matchers.push(Matcher::Automaton(last(&self.tables.automata)));
        last(&self.tables.matchers)
    }

    /// Adds a text test on a pattern and the atom that reads it; returns (test, atom).
    pub fn text(&mut self, quantifier: Quantifier, pattern: &str, name: &str) -> (u32, u32) {
        let matchers = vec![self.matcher(pattern)];
        let test = self.text_row(quantifier, matchers, Vec::new());
        (test, self.atom(Atom::Text(test), &[(Fact::Text(test), name)]))
    }

    /// Adds a text test without an atom; its slot has its number.
    pub fn text_row(&mut self, quantifier: Quantifier, matchers: Vec<u32>, blocks: Vec<(u128, u8)>) -> u32 {
        let slot = self.tables.slots;
        self.tables.slots += 1;
        self.tables.texts.push(TextRow { slot, quantifier, matchers, blocks });
        last(&self.tables.texts)
    }

    /// Adds a destination or resource pattern.
    pub fn pattern(&mut self, facet: u32, element: u32, form: Form, pattern: &str) {
        let row = PatternRow { element, form, matcher: self.matcher(pattern) };
        match facet {
            set::DESTINATION => self.tables.patterns.destinations.push(row),
            _ => self.tables.patterns.resources.push(row),
        }
    }

    /// Adds a tool.
    pub fn tool(&mut self, row: ToolRow) -> &mut Self {
        self.tables.tools.push(row);
        self
    }

    /// Adds a rule.
    pub fn rule(&mut self, row: RuleRow, when: Cond) -> &mut Self {
        self.drafts.push(Draft { row, when });
        self
    }

    /// `allow everything`
    pub fn allow_all(&mut self) -> &mut Self {
        self.rule(rule("everything", Verdict::Allow), Cond::True)
    }

    /// Adds a risk with terms as (subtract, weight, score, condition).
    pub fn risk(&mut self, name: &str, terms: Vec<Term<'_>>) -> u32 {
        let mut rows = Vec::new();
        for (subtract, weight, number, when) in terms {
            let plane = if subtract { Plane::Must } else { Plane::May };
            let number = number.map(|(number, name)| (number, name.to_owned()));
            let entry = self.chain(&when, plane);
            rows.push(TermRow { subtract, weight, number, entry, text: String::new() });
        }
        self.tables.risks.push(RiskRow { name: name.into(), terms: rows });
        last(&self.tables.risks)
    }

    /// Lowers a condition into nodes.
    pub fn chain(&mut self, when: &Cond, plane: Plane) -> u32 {
        let mut reversed = Vec::new();
        let base = u32::try_from(self.tables.nodes.len()).unwrap();
        let entry = lower(when, plane, ACCEPT, REJECT, &mut reversed);
        let count = u32::try_from(reversed.len()).unwrap();
        let place = |at: u32| if at >= REJECT { at } else { base + count - 1 - at };
        self.tables.nodes.extend(reversed.iter().rev().map(|node| Node {
            yes: place(node.yes),
            no: place(node.no),
            ..*node
        }));
        place(entry)
    }

    /// The tables, rules in order.
    pub fn finish(&mut self) -> Tables {
        self.drafts.sort_by_key(|draft| {
            let row = &draft.row;
            (std::cmp::Reverse(row.verdict), row.reserved.is_some(), row.name.clone())
        });
        for draft in std::mem::take(&mut self.drafts) {
            let (plane, when) = match draft.row.verdict {
                Verdict::Allow => (Plane::Must, Cond::And(vec![Cond::Is(self.fit), draft.when])),
                _ => (Plane::May, draft.when),
            };
            let entry = self.chain(&when, plane);
            self.tables.rules.push(RuleRow { entry, residual: entry, ..draft.row });
        }
        index(&mut self.tables);
        self.tables.clone()
    }

    /// The policy.
    pub fn policy(&mut self) -> Policy {
        Policy::new(self.finish()).unwrap()
    }
}

/// The simplest index of the rules: one leaf without fields, and every condition still to be walked.
pub fn index(tables: &mut Tables) {
    let mut words = Vec::new();
    let mut of_event = |event| {
        let rules = (0u32..).zip(&tables.rules).filter(|(_, rule)| rule.on == event);
        let mut rules: Vec<_> = rules.map(|(index, rule)| (rule.shadow, index, rule)).collect();
        rules.sort_by_key(|(shadow, index, _)| (*shadow, *index));
        let width = rules.len().div_ceil(64).max(1);
        let base = words.len();
        words.resize(base + width * (row::COUNT as usize + 32), 0u64);
        for (place, (shadow, index, rule)) in rules.into_iter().enumerate() {
            for (fixed, holds) in [
                (row::VALID, true),
                (row::LIVE, !shadow),
                (row::ALLOW, !shadow && rule.verdict == Verdict::Allow),
                (row::RESIDUAL, rule.residual != ACCEPT),
            ] {
                words[base + fixed as usize * width + place / 64] |= u64::from(holds) << (place % 64);
            }
            words[base + row::COUNT as usize * width + place / 2] |= u64::from(index) << (32 * (place % 2));
        }
        let number = |count: usize| u32::try_from(count).unwrap();
        let stride = number(words.len() - base);
        let (base, width) = (number(base), number(width));
        Index { groups: vec![Group { split: None, leaves: 1, width, base, stride, fields: Vec::new() }] }
    };
    let (call, result) = (of_event(Event::Call), of_event(Event::Result));
    tables.plan = Plan { call, result, ends: Vec::new(), words };
}

fn last<T>(items: &[T]) -> u32 {
    u32::try_from(items.len() - 1).unwrap()
}

/// Nodes in reverse order; a target is a place in that order.
fn lower(when: &Cond, plane: Plane, yes: u32, no: u32, nodes: &mut Vec<Node>) -> u32 {
    match when {
        Cond::True => yes,
        Cond::And(parts) => parts.iter().rev().fold(yes, |yes, part| lower(part, plane, yes, no, nodes)),
        Cond::Or(parts) => parts.iter().rev().fold(no, |no, part| lower(part, plane, yes, no, nodes)),
        Cond::Not(part) => {
            let other = match plane {
                Plane::Must => Plane::May,
                Plane::May => Plane::Must,
                Plane::NotMay | Plane::NotMust => unreachable!("planes of whole conditions are positive"),
            };
            lower(part, other, no, yes, nodes)
        }
        Cond::Is(atom) => {
            nodes.push(Node { atom: *atom, plane, yes, no });
            last(nodes)
        }
    }
}

/// The facts of one line that rules judge, all of its texts looked at.
pub fn facts(policy: &Policy, line: &str) -> Facts {
    let sessions = Sessions::default();
    let context = Context { now: Some(NOW), sessions: &sessions, discharged: &[] };
    let mut scratch = Scratch::new(policy);
    policy.judge(line.as_bytes(), &context, &mut scratch);
    policy.evidence(&scratch).unwrap().facts
}

/// The elements of a facet of one line.
pub fn elements(policy: &Policy, facet: u32, line: &str) -> Vec<u32> {
    facts(policy, line).elements(facet).collect()
}

/// Judges one line with no session stopped, at [`NOW`]. The short answer is the same.
pub fn answer(policy: &Policy, line: &str) -> Answer {
    let sessions = Sessions::default();
    let context = Context { now: Some(NOW), sessions: &sessions, discharged: &[] };
    let mut scratch = Scratch::new(policy);
    let answer = policy.judge(line.as_bytes(), &context, &mut scratch);
    let short = policy.verdict(line.as_bytes(), &context, &mut scratch);
    let decision = answer.decision.as_ref();
    let long = decision.map(|decision| (decision.verdict, decision.rule.as_deref().unwrap_or_default()));
    assert_eq!(short, long, "{line}");
    answer
}

/// The decision on one line.
pub fn decide(policy: &Policy, line: &str) -> Decision {
    answer(policy, line).decision.unwrap()
}

/// Verdict and rule, as `deny by default`.
pub fn verdict(policy: &Policy, line: &str) -> String {
    let decision = decide(policy, line);
    format!("{} by {}", decision.verdict, decision.rule.unwrap_or("nothing".into()))
}
