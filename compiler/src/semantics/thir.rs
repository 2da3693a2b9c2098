//! The checked policy: every name resolved, every condition typed, every constant in base units.
//!
//! What the reference evaluator walks and what lowering reads. Nothing here can be ill-formed:
//! the checker has refused it. Conditions keep the author's shape (`unless B` has become
//! `and not B`, a `let` its body), so an explanation can point at the text.

use crate::source::Span;
use crate::syntax::ast::Word;
use crate::types::Type;
use agp_abi::Verdict;
use agp_abi::tables::{Event, Rollback};
use std::collections::BTreeMap;

/// An entry of one vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub u32);

/// A declared tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ToolId(pub u32);

/// A declared signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SignalId(pub u32);

/// A declared risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RiskId(pub u32);

/// A policy, ready to be evaluated or lowered.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The declared name.
    pub name: String,
    /// The declared version; empty for a module.
    pub version: String,
    /// Set where the unit is a module: it can be checked, not evaluated.
    pub is_module: bool,
    /// The vocabularies, one for each [`Word`].
    pub vocabularies: Vocabularies,
    /// The tools, in order of declaration.
    pub tools: Vec<Tool>,
    /// The signals.
    pub signals: Vec<Signal>,
    /// The risks.
    pub risks: Vec<Risk>,
    /// The rules, sorted by qualified name.
    pub rules: Vec<Rule>,
    /// The tests of the given files.
    pub tests: Vec<TestBlock>,
    /// The proofs asked for.
    pub proofs: Vec<Proof>,
    /// Constructs that are known but not evaluated yet, as (what, where). A policy with any is
    /// not evaluated.
    pub not_yet: Vec<(String, Span)>,
    /// The `let`s of a given policy that nothing uses, for lints.
    pub unused_lets: Vec<(String, Span)>,
    /// What each test of the text became, where that is more than one test affirmed: `x < 5` is
    /// `not x >= 5`. For explanations, which speak as the author does.
    pub written: BTreeMap<Span, Cond>,
}

/// The closed lists of names.
#[derive(Clone, Debug, Default)]
pub struct Vocabularies {
    /// In the order of [`Vocabularies::WORDS`].
    pub lists: [Vocabulary; 8],
}

impl Vocabularies {
    /// The order of the lists.
    pub const WORDS: [Word; 8] = [
        Word::Class,
        Word::Role,
        Word::Purpose,
        Word::Destination,
        Word::Resource,
        Word::Origin,
        Word::Kind,
        Word::Channel,
    ];

    /// The list of a word.
    pub fn of(&self, word: Word) -> &Vocabulary {
        &self.lists[Self::WORDS.iter().position(|w| *w == word).unwrap_or(0)]
    }

    /// The list of a word.
    pub fn of_mut(&mut self, word: Word) -> &mut Vocabulary {
        &mut self.lists[Self::WORDS.iter().position(|w| *w == word).unwrap_or(0)]
    }
}

/// One closed list of names, partially ordered by "is a kind of".
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Its entries, in order of declaration; parents may come later.
    pub entries: Vec<Entry>,
}

/// A name in a vocabulary.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its dotted path: `pii.national_id.de_tax`.
    pub path: String,
    /// The module or policy that declares it; empty for what is built in.
    pub module: String,
    /// Where it is declared; `None` for what is built in.
    pub span: Option<Span>,
    /// What it is directly a kind of.
    pub parents: Vec<EntryId>,
    /// What it is a kind of, itself included, ascending.
    pub above: Vec<EntryId>,
    /// Whether detectors find it.
    pub detected: bool,
    /// Whether layers may place entries below it.
    pub open: bool,
    /// Which entities belong to it.
    pub patterns: Vec<String>,
    /// Whether what no pattern claims belongs to it.
    pub otherwise: bool,
}

impl Vocabulary {
    /// An entry.
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.0 as usize]
    }

    /// Whether `a` is `b` or a kind of it.
    pub fn is_kind_of(&self, a: EntryId, b: EntryId) -> bool {
        self.entry(a).above.binary_search(&b).is_ok()
    }

    /// All entries with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        (0..).map(EntryId).zip(&self.entries)
    }

    /// The entry that a record means by this text: its path or an unambiguous suffix of it.
    pub fn find(&self, text: &str) -> Option<EntryId> {
        let exact = self.iter().find(|(_, entry)| entry.path == text);
        if let Some((id, _)) = exact {
            return Some(id);
        }
        let mut fitting = self
            .iter()
            .filter(|(_, entry)| entry.path.strip_suffix(text).is_some_and(|head| head.ends_with('.')));
        match (fitting.next(), fitting.next()) {
            (Some((id, _)), None) => Some(id),
            _ => None,
        }
    }
}

/// A tool.
#[derive(Clone, Debug)]
pub struct Tool {
    /// The name calls use.
    pub name: String,
    /// The module or policy that declares it.
    pub module: String,
    /// Where it is declared.
    pub span: Span,
    /// What it does.
    pub kind: EntryId,
    /// What it yields.
    pub yields: Vec<EntryId>,
    /// Where what it yields comes from.
    pub from: Vec<EntryId>,
    /// The tool that takes its effect back.
    pub undo: Option<ToolId>,
    /// Destinations of every call: `to …`, or `local` where no argument maps to destination.
    pub to: Vec<EntryId>,
    /// Its arguments.
    pub args: Vec<Arg>,
    /// `rest ->`: undeclared arguments are payload.
    pub rest: bool,
    /// Origins of fields of a structured result.
    pub returns: Vec<(String, EntryId)>,
}

/// An argument.
#[derive(Clone, Debug)]
pub struct Arg {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// `?` or a default: a call may leave it out.
    pub optional: bool,
    /// What the tool does without it, as JSON.
    pub default: Option<String>,
    /// The facet it maps to. A text or JSON value without an arrow is payload.
    pub mapping: agp_abi::tables::Mapping,
    /// Where it is declared.
    pub span: Span,
}

/// A signal.
#[derive(Clone, Debug)]
pub struct Signal {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Where it is declared.
    pub span: Span,
}

/// A risk: a sum of terms.
#[derive(Clone, Debug)]
pub struct Risk {
    /// The name decisions show: bare for the policy's own, else qualified.
    pub name: String,
    /// Its terms.
    pub terms: Vec<Term>,
    /// Where it is declared.
    pub span: Span,
}

/// `add W [* S] when C`
#[derive(Clone, Debug)]
pub struct Term {
    /// `subtract` rather than `add`.
    pub subtract: bool,
    /// The weight in millionths, never negative.
    pub weight: i64,
    /// A score (`signal.injection`, `agent.trust`) that the weight is multiplied by.
    pub score: Option<Subject>,
    /// When it counts.
    pub when: Cond,
    /// The whole term.
    pub span: Span,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The name decisions show: bare for the policy's own, else qualified by the module.
    pub name: String,
    /// The full name that the order goes by.
    pub qualified: String,
    /// What it asks for.
    pub verdict: Verdict,
    /// Calls or results.
    pub on: Event,
    /// When it applies, `unless` included.
    pub when: Cond,
    /// The reason.
    pub because: Option<String>,
    /// What it cites.
    pub cites: Vec<String>,
    /// Channels to alert, by path.
    pub alert: Vec<EntryId>,
    /// Classes to mask.
    pub mask: Vec<EntryId>,
    /// Who must approve (on every `review`).
    pub approval: Option<Approval>,
    /// An `allow` grants only before this instant, a `shadow` rule is enforced from it on.
    pub until: Option<i64>,
    /// What is taken back.
    pub rollback: Option<Rollback>,
    /// Only tried.
    pub shadow: bool,
    /// The rule's name in the text.
    pub span: Span,
}

/// Who must approve.
#[derive(Clone, Debug)]
pub struct Approval {
    /// How many different people.
    pub count: u32,
    /// The role they hold.
    pub role: EntryId,
    /// Milliseconds.
    pub within: i64,
    /// `deny` or `halt`.
    pub otherwise: Verdict,
}

/// A condition. Three-valued (Kleene).
#[derive(Clone, Debug)]
pub enum Cond {
    /// All of them.
    And(Vec<Cond>),
    /// Some of them.
    Or(Vec<Cond>),
    /// Not it.
    Not(Box<Cond>),
    /// `true` or `false`
    Const(bool),
    /// A primitive test and where it stands.
    Test(Test, Span),
}

/// A primitive test.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// `tool is T`, `tool in [T, U]`
    Tool(Vec<ToolId>),
    /// `kind is K`, `purpose is P`: the value is a kind of one of them.
    Entry {
        /// [`Word::Kind`] or [`Word::Purpose`].
        word: Word,
        /// Any of these.
        of: Vec<EntryId>,
    },
    /// `data has X`, `destination within [X, Y] except Z`
    Set {
        /// [`Word::Role`], [`Word::Class`] (the facet `data`), [`Word::Destination`] or [`Word::Resource`].
        word: Word,
        /// `has` (some member) or `within` (not empty and every member).
        quantifier: Quantifier,
        /// A member satisfies if it is a kind of one of these …
        of: Vec<EntryId>,
        /// … and of none of these.
        except: Vec<EntryId>,
    },
    /// An enumerated argument or signal has one of these values (indices into its type's list).
    Enum {
        /// Which.
        subject: Subject,
        /// Any of these.
        of: Vec<u32>,
    },
    /// A `set of enum` signal.
    EnumSet {
        /// Which.
        subject: Subject,
        /// `has` or `within`.
        quantifier: Quantifier,
        /// Any of these.
        of: Vec<u32>,
    },
    /// A truth value is true.
    Bool(Subject),
    /// The sum of coefficient × subject is at least `value`, in the subjects' common unit. All
    /// comparisons of numbers are made of these and `not`.
    AtLeast {
        /// Coefficient and subject.
        terms: Vec<(i64, Subject)>,
        /// The least sum that satisfies.
        value: i64,
    },
    /// The local time of day lies in `[from, to)`, in milliseconds since midnight; past midnight
    /// where `from > to`.
    TimeOfDay {
        /// IANA name.
        zone: String,
        /// First millisecond.
        from: i64,
        /// One past the last.
        to: i64,
    },
    /// The local weekday is one of these: 1 = Monday … 7 = Sunday.
    Weekday {
        /// IANA name.
        zone: String,
        /// Any of these.
        days: Vec<u8>,
    },
    /// A text (some text of a list, or with [`Quantifier::Within`] every one) matches one of the patterns.
    Text {
        /// Which text.
        subject: Subject,
        /// [`Quantifier::Has`] for a single text.
        quantifier: Quantifier,
        /// Any of these.
        patterns: Vec<TextPattern>,
    },
    /// The fact is known.
    Known(Subject),
    /// The upper bound of a risk is at least `value`, in millionths of a millionth.
    Risk {
        /// Which risk.
        risk: RiskId,
        /// The least bound that satisfies.
        value: i64,
    },
    /// Known to the language, not evaluated yet (memory, origin); listed in [`Policy::not_yet`].
    NotYet,
}

/// `has` or `within`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// Some member.
    Has,
    /// Not empty, and every member.
    Within,
}

/// A text pattern. Constants of a typed text are in canonical form already.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TextPattern {
    /// The whole text.
    Exact(String),
    /// `like`: `*` matches within a segment, `**` across; whole text.
    Like {
        /// The pattern.
        glob: String,
        /// What `*` does not cross. In a host (`.`), a leading `*.` stands for one or more labels.
        separator: char,
    },
    /// `contains "…"`
    Contains(String),
    /// `matches /…/` (whole text) or `contains /…/` (anywhere).
    Regex {
        /// The expression with ASCII classes written out, in `regex-syntax` form.
        pattern: String,
        /// Whether it may match anywhere.
        anywhere: bool,
    },
    /// `in "10.0.0.0/8"`: the first address and the prefix length out of 128.
    Block(u128, u8),
}

/// What a test looks at.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// `agent.id` (text)
    AgentId,
    /// `agent.verified` (bool)
    AgentVerified,
    /// `agent.trust` (score)
    AgentTrust,
    /// `agent.depth` (int)
    AgentDepth,
    /// `role` as a whole (for `is known`)
    Role,
    /// `data` as a whole (for `is known`)
    Data,
    /// `destination` as a whole (for `is known`)
    Destination,
    /// `resource` as a whole (for `is known`)
    Resource,
    /// `purpose` (for `is known`)
    Purpose,
    /// `payload` (texts)
    Payload,
    /// `payload.size`
    PayloadSize,
    /// `time`
    Time,
    /// `args.NAME` of these tools, all of which declare it with one type.
    Arg(Vec<ToolId>, String),
    /// `signal.NAME`
    Signal(SignalId),
}

/// A test block.
#[derive(Clone, Debug)]
pub struct TestBlock {
    /// Its name.
    pub name: String,
    /// Its steps.
    pub steps: Vec<Step>,
    /// Constructs in it that are not evaluated yet: the test is skipped.
    pub not_yet: Vec<(String, Span)>,
    /// Where its name stands.
    pub span: Span,
}

/// A step of a test, with its place.
#[derive(Clone, Debug)]
pub struct Step {
    /// What happens.
    pub kind: StepKind,
    /// Where it stands.
    pub span: Span,
}

/// What happens in a step.
#[derive(Clone, Debug)]
pub enum StepKind {
    /// From here on these roles and this purpose hold.
    As(Vec<String>, Option<String>),
    /// From here on these record fields hold, as (dotted key, JSON).
    Given(Vec<(String, String)>),
    /// The user says something.
    Prompt(String),
    /// The agent calls a tool, arguments as a JSON object.
    Call(String, String),
    /// A tool answers.
    Result {
        /// Which tool.
        tool: String,
        /// What the host labels it with; absent: only what the tool yields.
        data: Option<Vec<String>>,
        /// The content.
        content: Option<String>,
    },
    /// The verdict must be this, by this rule if one is named.
    Expect(Verdict, Option<String>),
    /// A risk, in millionths of a millionth, must compare so.
    ExpectRisk(RiskId, crate::syntax::ast::CompareOp, i64),
    /// A person approves in a role.
    Approve(String, EntryId),
    /// Every open review passes its deadline.
    Expire,
    /// Time passes, in milliseconds.
    After(i64),
    /// The clock stands at this instant.
    At(i64),
}

/// A property to be proved.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Its name.
    pub name: String,
    /// The loosest verdict that satisfies it.
    pub at_least: Verdict,
    /// For which actions.
    pub when: Cond,
    /// Where its name stands.
    pub span: Span,
}
