//! The tables of a compiled policy: what the compiler's back end writes and the engine's kernel reads.
//!
//! Everything is a small integer here. A **fact** is one of four shapes: a *one* (exactly one
//! value of a finite list, 0 = unknown), a *set* (members of a finite list plus [`MORE`]), a
//! *number* (bounds), a *text test* (must and may bit). An **atom** is a primitive test over
//! facts with three values: it *must* hold, it *may* hold, or neither. A **rule** is a chain of
//! [`Node`]s over atoms. `allow` rules read must bits, all others may bits, so an unknown fact
//! never helps.
//!
//! Invariants, checked by the engine before it uses tables (`agp_runtime::Policy::new`, which
//! lists what else it asks for), and so by every test of the compiler that runs what it wrote:
//! 1. every index lies within the table it points into;
//! 2. a node's targets are [`ACCEPT`], [`REJECT`] or a *later* node, so every walk ends;
//! 3. `must` of an atom over a finite fact is a subset of its `may`, and neither unknown element
//!    is in a `must`;
//! 4. no node of a risk term tests a risk.

use crate::Verdict;
use crate::bits::Bits;
use crate::index::Plan;
use crate::name::Name;
use crate::notes::Notes;
use crate::number::Bounds;
use crate::verdict::Reserved;
use serde::{Deserialize, Serialize};

/// The element of a set that stands for "there may be more".
pub const MORE: u32 = 0;
/// The element of a set that is known to be none of the declared ones.
pub const OTHER: u32 = 1;
/// The element of the data set that stands for "there may be more of the classes a detector finds".
pub const MORE_DETECTED: u32 = 2;
/// The first declared entry of a vocabulary as an element of a set.
pub const FIRST_ENTRY: u32 = 3;
/// The value of a *one* that stands for "unknown".
pub const UNKNOWN: u32 = 0;

/// Indices of the *ones* every policy has.
pub mod one {
    /// The tool; 1 + its index.
    pub const TOOL: u32 = 0;
    /// The kind of the tool; 1 + its entry.
    pub const KIND: u32 = 1;
    /// The purpose; 1 + its entry.
    pub const PURPOSE: u32 = 2;
    /// What is wrong with the record's form: see [`super::fault`].
    pub const FAULT: u32 = 3;
    /// How many there are.
    pub const COUNT: u32 = 4;
}

/// Values of the *one* [`one::FAULT`].
pub mod fault {
    /// The call fits its tool.
    pub const NONE: u32 = 1;
    /// It does not.
    pub const MALFORMED: u32 = 2;
    /// It holds more than the engine looks at.
    pub const OVERSIZE: u32 = 3;
}

/// Indices of the *sets* every policy has.
pub mod set {
    /// On whose authority.
    pub const ROLE: u32 = 0;
    /// What the action carries.
    pub const DATA: u32 = 1;
    /// Where it goes.
    pub const DESTINATION: u32 = 2;
    /// What it touches.
    pub const RESOURCE: u32 = 3;
    /// How many there are.
    pub const COUNT: u32 = 4;
}

/// A compiled policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tables {
    /// Name, version and hash, as decisions show them.
    pub policy: PolicyName,
    /// The names a record may use for members of set facets and for the purpose.
    pub names: Names,
    /// What every tool looks like.
    pub tools: Vec<ToolRow>,
    /// What the host supplies.
    pub signals: Vec<SignalRow>,
    /// Where the agent's identity goes.
    pub agent: AgentFeeds,
    /// Slots of the payload as a whole.
    pub payload: Feed,
    /// How many *ones* there are, and the largest value of each.
    pub ones: Vec<u32>,
    /// How many *sets* there are, and the largest element of each.
    pub sets: Vec<u32>,
    /// The numbers, with the bounds that hold when nothing is known.
    pub numbers: Vec<Bounds>,
    /// How many *slots* there are: places for the texts of one value, or of the payload, that tests
    /// look at when they are asked.
    pub slots: u32,
    /// The text tests.
    pub texts: Vec<TextRow>,
    /// Facts that derive from the record's time.
    pub clock: Clock,
    /// Classifying patterns of destinations and resources.
    pub patterns: Patterns,
    /// What whole texts are compared with.
    pub matchers: Vec<Matcher>,
    /// The bytes of all [`Literal`]s.
    #[serde(with = "crate::image::blobs::one")]
    pub literals: Vec<u8>,
    /// Automata: sparse DFAs of `regex-automata`, little-endian, with an anchored start state. A
    /// text matches if after all of its bytes and the end of input the state is a match state, so
    /// the whole text must match; `(?:…)\z` or `MatchKind::All` keeps shorter matches from ending it.
    #[serde(with = "crate::image::blobs")]
    pub automata: Vec<Vec<u8>>,
    /// Lists of words that enumerated values are read by. As the value of a *one* an entry is
    /// 1 + its index, as an element of a *set* [`FIRST_ENTRY`] + its index.
    pub enums: Vec<Vec<String>>,
    /// The primitive tests.
    #[serde(with = "crate::image::atoms")]
    pub atoms: Vec<Atom>,
    /// All conditions, as forward-only chains.
    #[serde(with = "crate::image::nodes")]
    pub nodes: Vec<Node>,
    /// The risks.
    pub risks: Vec<RiskRow>,
    /// The rules, strictest verdict first; within a verdict authored before reserved, then by
    /// qualified name: the first matched one decides.
    pub rules: Vec<RuleRow>,
    /// What an explanation says about each atom. In an image a section of their own.
    #[serde(skip)]
    pub notes: Notes,
    /// The index over the rules.
    pub plan: Plan,
}

/// Which policy this is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyName {
    /// The declared name.
    pub name: String,
    /// The declared version.
    pub version: String,
    /// BLAKE3 of the decision program's text, `blake3:` and 64 hexadecimal digits.
    pub hash: String,
}

/// Names that records use. Each list is sorted by name; a name that fits two entries is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// Roles, as elements of [`set::ROLE`].
    pub roles: Vec<(String, u32)>,
    /// Classes, as elements of [`set::DATA`].
    pub classes: Vec<(String, u32)>,
    /// Purposes, as values of [`one::PURPOSE`].
    pub purposes: Vec<(String, u32)>,
    /// Destinations, as elements of [`set::DESTINATION`].
    pub destinations: Vec<(String, u32)>,
    /// Resources, as elements of [`set::RESOURCE`].
    pub resources: Vec<(String, u32)>,
    /// The element for the built-in class `public`.
    pub public: u32,
    /// The element for the built-in destination `local`.
    pub local: u32,
    /// Full names of class elements, for decisions: index is element − [`FIRST_ENTRY`].
    pub class_names: Vec<String>,
}

/// Which facts a value of a record feeds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// Ones: enumerated values, and truth values as 1 = false, 2 = true.
    pub ones: Vec<u32>,
    /// Numbers.
    pub numbers: Vec<u32>,
    /// Sets (signals that are sets of an enumeration).
    pub sets: Vec<u32>,
    /// Slots of texts.
    pub slots: Vec<u32>,
}

/// Where the agent's identity goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentFeeds {
    /// `agent.id`; unknown unless `agent.verified` is true.
    pub id: Feed,
    /// `agent.verified`
    pub verified: Feed,
    /// `agent.trust`
    pub trust: Feed,
    /// `agent.depth`
    pub depth: Feed,
    /// `payload.size`
    pub payload_size: Feed,
}

/// A declared tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolRow {
    /// The name calls use.
    pub name: String,
    /// Value of [`one::KIND`].
    pub kind: u32,
    /// Elements of [`set::DATA`] that it yields.
    pub yields: Vec<u32>,
    /// Elements of [`set::DESTINATION`] that every call goes to: `to …`, or `local` where no
    /// argument maps to destination; [`MORE`] alone where nobody has said what the tool does.
    pub to: Vec<u32>,
    /// The arguments.
    pub args: Vec<ArgRow>,
    /// Whether undeclared arguments are let in, as payload and an unknown destination.
    pub rest: bool,
}

/// A declared argument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArgRow {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: ValueType,
    /// Whether a call without it is malformed.
    pub required: bool,
    /// What the tool does without it, as JSON.
    pub default: Option<String>,
    /// The facet it maps to.
    pub mapping: Mapping,
    /// The facts it feeds.
    pub feed: Feed,
}

/// What an argument is to the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Mapping {
    /// A value and no more.
    None,
    /// Part of what the action says.
    Payload,
    /// Where it goes.
    Destination,
    /// What it touches.
    Resource,
    /// Class labels.
    Data,
}

/// The type of an argument or signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ValueType {
    /// The type of one value.
    pub scalar: Scalar,
    /// One, a list (arguments), or a set (signals).
    pub many: bool,
}

/// Types of single values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scalar {
    /// Any text.
    Text,
    /// A whole number.
    Int,
    /// A number in millionths.
    Decimal,
    /// True or false.
    Bool,
    /// A number from 0 to 1 in millionths.
    Score,
    /// Milliseconds: a JSON number of milliseconds, or a text such as `15m`.
    Duration,
    /// Bytes: a JSON number, or a text such as `10MB`.
    Size,
    /// A day, as milliseconds since 1970 at its start.
    Date,
    /// An instant, as milliseconds since 1970.
    Time,
    /// A mail address.
    Email,
    /// A host name or IP address.
    Host,
    /// An absolute URL.
    Url,
    /// A file path.
    Path,
    /// An IP address.
    Ip,
    /// An account number.
    Iban,
    /// A telephone number.
    Phone,
    /// An identifier.
    Id,
    /// An amount of the currency, in millionths of its main unit: a JSON number or its decimal text.
    Money([u8; 3]),
    /// One of a list of words; index into [`Tables::enums`].
    Enum(u32),
    /// A class by name.
    Class,
    /// Any JSON value.
    Json,
}

/// A declared signal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalRow {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: ValueType,
    /// The facts it feeds.
    pub feed: Feed,
}

/// A test on a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextRow {
    /// Whose texts it looks at.
    pub slot: u32,
    /// What must match when there are several texts (a list argument, the payload).
    pub quantifier: Quantifier,
    /// Indices into [`Tables::matchers`]; any of them suffices.
    pub matchers: Vec<u32>,
    /// Address blocks as (first address, prefix length out of 128); any of them suffices.
    pub blocks: Vec<(u128, u8)>,
}

/// What a whole text is compared with. A pattern takes the simplest shape that means the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Matcher {
    /// The text is this.
    Exact(Literal),
    /// The text begins with `prefix`, then comes a part that `middle` tells about, and it ends with
    /// `suffix`. The three do not overlap, and each of the literals may be empty.
    Ends {
        /// How it begins.
        prefix: Literal,
        /// How it ends.
        suffix: Literal,
        /// What lies between.
        middle: Middle,
    },
    /// The text has this somewhere in it.
    Contains(Literal),
    /// Index into [`Tables::automata`].
    Automaton(u32),
}

/// What may lie between the two ends of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Middle {
    /// Anything, or nothing.
    Any,
    /// Anything without this ASCII character, or nothing.
    Without(u8),
    /// One or more labels, none of them empty, with a dot behind each.
    Labels,
}

/// A piece of [`Tables::literals`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Literal {
    /// Its first byte.
    pub from: u32,
    /// The first byte behind it.
    pub to: u32,
}

/// How a test on one text becomes a test on several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Quantifier {
    /// Some text matches.
    Any,
    /// There is a text, and every one matches.
    Every,
}

/// Facts that derive from the time of the record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Numbers that hold the time itself, in milliseconds since 1970.
    pub instant: Vec<u32>,
    /// Local clocks that are asked for.
    pub zones: Vec<Zone>,
}

/// A local clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// Its IANA name.
    pub name: String,
    /// (milliseconds since 1970 from which it holds, offset from UTC in seconds), ascending, the
    /// first from `i64::MIN`.
    pub offsets: Vec<(i64, i32)>,
    /// Numbers that hold the milliseconds since local midnight.
    pub time_of_day: Vec<u32>,
    /// Ones that hold the local weekday: 1 = Monday … 7 = Sunday.
    pub weekday: Vec<u32>,
}

/// How entities become members of `destination` and `resource`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patterns {
    /// Patterns of destinations.
    pub destinations: Vec<PatternRow>,
    /// Patterns of resources.
    pub resources: Vec<PatternRow>,
    /// Elements an unclaimed destination belongs to; empty: unknown.
    pub destination_otherwise: Vec<u32>,
    /// Elements an unclaimed resource belongs to; empty: [`OTHER`].
    pub resource_otherwise: Vec<u32>,
}

/// One pattern of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternRow {
    /// The element of the set that it claims for.
    pub element: u32,
    /// Which form of an entity it reads.
    pub form: Form,
    /// Index into [`Tables::matchers`].
    pub matcher: u32,
}

/// The forms of an entity that patterns read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Form {
    /// The host of a host, URL or mail address.
    Host,
    /// A whole mail address.
    Address,
    /// A URL without credentials, query and fragment.
    Url,
    /// A path.
    Path,
    /// Any other text, account, number or identifier.
    Text,
}

/// A primitive test.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Atom {
    /// The value of a *one* is in a set of values.
    One {
        /// Which one.
        one: u32,
        /// Values that satisfy it.
        must: Bits,
        /// Values that may.
        may: Bits,
    },
    /// Some member of a *set* satisfies.
    Has {
        /// Which set.
        set: u32,
        /// Elements that satisfy it.
        must: Bits,
        /// Elements that may.
        may: Bits,
    },
    /// There is a member, and every one satisfies.
    Within {
        /// Which set.
        set: u32,
        /// Elements that satisfy it.
        must: Bits,
        /// Elements that may.
        may: Bits,
    },
    /// The sum of coefficient × number is at least `value`.
    AtLeast {
        /// (number, coefficient)
        terms: Vec<(u32, i64)>,
        /// The least sum that satisfies.
        value: i64,
    },
    /// A text test.
    Text(u32),
    /// A fact is known. Of a text: that the test's two bits are equal; it is to be a test with
    /// [`Quantifier::Any`], no matcher and no block, which only an unknown text may pass.
    Known(Fact),
    /// The upper bound of a risk is at least `value`.
    Risk {
        /// Which risk.
        risk: u32,
        /// In millionths of a millionth.
        value: i64,
    },
}

/// A place among the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Fact {
    /// A one.
    One(u32),
    /// A set.
    Set(u32),
    /// A number.
    Number(u32),
    /// A text test.
    Text(u32),
}

/// A test of one atom in a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    /// Which atom.
    pub atom: u32,
    /// Which of its bits.
    pub plane: Plane,
    /// Where to go if the bit is set.
    pub yes: u32,
    /// Where to go if not.
    pub no: u32,
}

/// The condition holds.
pub const ACCEPT: u32 = u32::MAX;
/// The condition does not hold.
pub const REJECT: u32 = u32::MAX - 1;

/// Which bit of an atom a node reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Plane {
    /// It surely holds.
    Must,
    /// It holds or is unknown.
    May,
    /// It surely does not hold.
    NotMay,
    /// It does not hold or is unknown.
    NotMust,
}

/// A risk: a sum of terms, clamped once to 0..1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskRow {
    /// Its qualified name.
    pub name: String,
    /// Its terms.
    pub terms: Vec<TermRow>,
}

/// One term of a risk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermRow {
    /// Whether it is taken off: then it counts only if its condition must hold, at its least.
    pub subtract: bool,
    /// The weight in millionths.
    pub weight: i64,
    /// A score that the weight is multiplied by.
    pub number: Option<(u32, String)>,
    /// Its condition: [`ACCEPT`], [`REJECT`] or a node.
    pub entry: u32,
    /// The term as the author wrote it.
    pub text: String,
}

/// Calls or results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Event {
    /// Before the action.
    Call,
    /// After it, before the agent sees the result.
    Result,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRow {
    /// The name a decision shows: bare for the policy's own rules, else qualified.
    pub name: Name,
    /// Set on rules that no author writes.
    pub reserved: Option<Reserved>,
    /// What it judges.
    pub on: Event,
    /// What it asks for.
    pub verdict: Verdict,
    /// Whether it is only tried.
    pub shadow: bool,
    /// Its condition: [`ACCEPT`], [`REJECT`] or a node.
    pub entry: u32,
    /// What the index leaves open of it: [`ACCEPT`] (nothing) or a node. Where a record has survived
    /// the rule's rows, this chain holds exactly if `entry` does.
    pub residual: u32,
    /// What it says and asks beside its verdict: of most rules nothing, and there are thousands.
    pub beside: Option<Box<Beside>>,
}

impl RuleRow {
    /// What it says and asks beside its verdict.
    pub fn beside(&self) -> &Beside {
        const NOTHING: &Beside = &Beside {
            because: None,
            cites: Vec::new(),
            alert: Vec::new(),
            mask: Vec::new(),
            approval: None,
            rollback: None,
        };
        self.beside.as_deref().unwrap_or(NOTHING)
    }
}

/// What a rule says and asks beside its verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// The author's reason.
    pub because: Option<String>,
    /// What it cites.
    pub cites: Vec<String>,
    /// Channels to alert.
    pub alert: Vec<String>,
    /// Full names of the classes to mask.
    pub mask: Vec<String>,
    /// Who must approve.
    pub approval: Option<Approval>,
    /// What is taken back.
    pub rollback: Option<Rollback>,
}

impl Beside {
    /// As a rule holds it; `None` where it says and asks nothing.
    pub fn boxed(self) -> Option<Box<Beside>> {
        (self != Beside::default()).then(|| Box::new(self))
    }
}

/// Who must approve, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// How many different people.
    pub count: u32,
    /// The role they must hold, by full name.
    pub role: String,
    /// The element of [`set::ROLE`], and of every role that is a kind of it.
    pub holders: Bits,
    /// How long the action waits, in milliseconds.
    pub within: i64,
    /// What happens then: `deny` or `halt`.
    pub otherwise: Verdict,
}

/// What is taken back when a rule matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Rollback {
    /// The action whose result is judged.
    Action,
    /// Everything the session did.
    Session,
}

impl Rollback {
    /// The keyword.
    pub const fn text(self) -> &'static str {
        match self {
            Rollback::Action => "action",
            Rollback::Session => "session",
        }
    }
}

/// What an explanation says about an atom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtomNote {
    /// The test as the author wrote it.
    pub text: String,
    /// The facts it rests on and what a record calls them.
    pub facts: Vec<(Fact, String)>,
}
