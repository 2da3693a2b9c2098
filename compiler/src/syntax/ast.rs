//! The syntax tree: what the author wrote, nothing decided yet.
//!
//! The tree is wider than the language. Whether a word is a kind, a type or a unit, whether a
//! clause may stand on this verdict, whether an operator fits its operands: the checker says so,
//! with better messages than a grammar could. `and` and `or` are flat lists, so that a long
//! condition is not a deep tree. What did not parse is an `Error` node, already reported, and
//! every later stage passes over it in silence.

use crate::source::Span;
pub use agp_abi::Verdict;

/// One file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Its declarations, in order.
    pub items: Vec<Item>,
    /// The names in declarations that did not parse. Whoever misses one of them stays silent: it may
    /// have been declared there.
    pub broken: Vec<Name>,
}

/// One declaration with the comments that document it.
#[derive(Clone, Debug)]
pub struct Item {
    /// `///` lines directly before it, without the slashes and one leading space.
    pub docs: Vec<Text>,
    /// From the first word to the last token.
    pub span: Span,
    /// What is declared.
    pub decl: Decl,
}

/// A declaration.
#[derive(Clone, Debug)]
pub enum Decl {
    /// `policy acme.hr "2.1.0"`
    Policy(Header),
    /// `module std.pii`
    Module(Header),
    /// `use std.pii as pii shadow`
    Use(Use),
    /// `extends acme.base`
    Extends(Extends),
    /// `class pii detected { ssn email }`
    Vocabulary(Vocabulary),
    /// `signal injection: score`
    Signal(Signal),
    /// `tool pay is pay { … }`
    Tool(Tool),
    /// `let big = …`
    Let(Let),
    /// `deny x when …`
    Rule(Rule),
    /// `risk r { … }` or `risk r accumulates …`
    Risk(Risk),
    /// `detector d yields c { … }`
    Detector(Detector),
    /// `test "…" { … }`
    Test(Test),
    /// `prove "…" at least v when c`
    Prove(Prove),
    /// Already reported.
    Error,
}

/// A single name, without its backticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name itself.
    pub text: String,
    /// Where it stands, backticks included.
    pub span: Span,
}

/// A dotted name. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Its parts, outermost first.
    pub parts: Vec<Name>,
    /// From the first part to the last.
    pub span: Span,
}

impl Path {
    /// The dotted text, parts as written but without backticks.
    pub fn text(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".")
    }

    /// The single name, where there is one part only.
    pub fn single(&self) -> Option<&Name> {
        match self.parts.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }
}

/// A text with its escapes resolved, or a comment line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The value.
    pub value: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// A number with whatever letters are glued to it, as written: `12_000EUR`, `15m`, `0.7`, `5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Digits, underscores removed, with the decimal point if any: `12000`, `0.7`.
    pub digits: String,
    /// The glued unit, empty if none: `EUR`, `m`.
    pub unit: String,
    /// Where it stands.
    pub span: Span,
}

/// A regular expression between slashes, `\/` resolved to `/`, every other escape kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regex {
    /// The expression.
    pub pattern: String,
    /// Where it stands, slashes included.
    pub span: Span,
}

/// `policy NAME "VERSION"` or `module NAME`.
#[derive(Clone, Debug)]
pub struct Header {
    /// The declared name.
    pub name: Path,
    /// The version text; always there on a policy, never on a module.
    pub version: Option<Text>,
}

/// `use NAME [as ALIAS] [shadow]`
#[derive(Clone, Debug)]
pub struct Use {
    /// The module.
    pub module: Path,
    /// The other name its entries go by here.
    pub alias: Option<Name>,
    /// Its rules are tried, not enforced.
    pub shadow: Option<Span>,
}

/// `extends NAME`
#[derive(Clone, Debug)]
pub struct Extends {
    /// The policy below this layer.
    pub base: Path,
}

/// Which closed list of names a declaration adds to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Word {
    /// What data is.
    Class,
    /// On whose authority.
    Role,
    /// What for.
    Purpose,
    /// Where to.
    Destination,
    /// What is touched.
    Resource,
    /// Where a value came from.
    Origin,
    /// What is done.
    Kind,
    /// Whom to alert.
    Channel,
}

impl Word {
    /// The keyword.
    pub fn text(self) -> &'static str {
        match self {
            Word::Class => "class",
            Word::Role => "role",
            Word::Purpose => "purpose",
            Word::Destination => "destination",
            Word::Resource => "resource",
            Word::Origin => "origin",
            Word::Kind => "kind",
            Word::Channel => "channel",
        }
    }
}

/// `class …`, `role …` and their siblings: one entry with what stands below it.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// Which list.
    pub word: Word,
    /// The outermost entry.
    pub entry: Entry,
}

/// One name in a vocabulary.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `///` lines before it (empty on the outermost entry: those belong to the item).
    pub docs: Vec<Text>,
    /// Its own name.
    pub name: Name,
    /// `detected`
    pub detected: Option<Span>,
    /// `open`
    pub open: Option<Span>,
    /// `is A` or `is [A, B]`
    pub parents: Vec<Path>,
    /// `matches …` or `otherwise`
    pub matching: Option<Matching>,
    /// What stands inside its braces.
    pub kinds: Vec<Entry>,
    /// From its name to its last token.
    pub span: Span,
}

/// Which entities belong to a destination or resource.
#[derive(Clone, Debug)]
pub enum Matching {
    /// `matches "…"` or `matches ["…", "…"]`
    Patterns(Vec<Text>),
    /// `otherwise`
    Otherwise(Span),
}

/// `signal NAME: TYPE`
#[derive(Clone, Debug)]
pub struct Signal {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
}

/// A type as written.
#[derive(Clone, Debug)]
pub struct Type {
    /// What it is.
    pub kind: TypeKind,
    /// Where it stands.
    pub span: Span,
}

/// The shapes a type can have.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// `text`, `EUR`, `class`: a word the checker knows, or does not.
    Named(String),
    /// `list of T`
    List(Box<Type>),
    /// `set of T`
    Set(Box<Type>),
    /// `enum [a, b]`; entries may be names or texts.
    Enum(Vec<Name>),
    /// Already reported.
    Error,
}

/// `tool NAME is KIND [clauses] { arguments }`
#[derive(Clone, Debug)]
pub struct Tool {
    /// The tool's name, as the agent calls it.
    pub name: Name,
    /// `is KIND`
    pub kind: Path,
    /// `yields …`
    pub yields: Option<Yields>,
    /// `from …`
    pub from: Vec<Path>,
    /// `undo TOOL`
    pub undo: Option<Path>,
    /// `to DESTINATION`
    pub to: Vec<Path>,
    /// Its arguments.
    pub args: Vec<Arg>,
    /// `rest -> FACET`
    pub rest: Option<Rest>,
    /// `returns { field from origin, … }`
    pub returns: Vec<Returned>,
    /// Where `returns` stands.
    pub returns_span: Option<Span>,
}

/// What a reading tool brings.
#[derive(Clone, Debug)]
pub enum Yields {
    /// `yields A` or `yields [A, B]`
    Classes(Vec<Path>),
    /// `yields nothing`
    Nothing(Span),
}

/// `name?: type = default -> facet`
#[derive(Clone, Debug)]
pub struct Arg {
    /// `///` lines before it.
    pub docs: Vec<Text>,
    /// Its name.
    pub name: Name,
    /// Whether `?` follows the name.
    pub optional: bool,
    /// Its type.
    pub ty: Type,
    /// `= value`
    pub default: Option<Value>,
    /// `-> facet`, the word as written.
    pub facet: Option<Name>,
    /// The whole entry.
    pub span: Span,
}

/// `rest -> payload`
#[derive(Clone, Debug)]
pub struct Rest {
    /// The word behind the arrow.
    pub facet: Name,
    /// The whole entry.
    pub span: Span,
}

/// `iban from ledger`
#[derive(Clone, Debug)]
pub struct Returned {
    /// The field of the result.
    pub field: Name,
    /// The origin its values have.
    pub from: Path,
}

/// `let NAME = condition`
#[derive(Clone, Debug)]
pub struct Let {
    /// Its name.
    pub name: Name,
    /// What it stands for.
    pub body: Expr,
}

/// `VERDICT NAME clauses`
#[derive(Clone, Debug)]
pub struct Rule {
    /// The verdict.
    pub verdict: Verdict,
    /// Where the verdict stands.
    pub verdict_span: Span,
    /// The rule's name.
    pub name: Name,
    /// Its clauses, in the order written. The checker refuses repetitions.
    pub clauses: Vec<Clause>,
}

/// One clause of a rule.
#[derive(Clone, Debug)]
pub struct Clause {
    /// What it says.
    pub kind: ClauseKind,
    /// From its keyword to its last token.
    pub span: Span,
}

/// The clauses.
#[derive(Clone, Debug)]
pub enum ClauseKind {
    /// `on result`
    OnResult,
    /// `when C`
    When(Expr),
    /// `unless C`
    Unless(Expr),
    /// `because "…"`
    Because(Text),
    /// `alert CHANNEL`
    Alert(Vec<Path>),
    /// `cites "…"`
    Cites(Vec<Text>),
    /// `mask CLASS`
    Mask(Vec<Path>),
    /// `by N of ROLE within D [else V]`
    By(Approval),
    /// `until DATE`
    Until(Date),
    /// `rollback session` or `rollback action`
    Rollback(Name),
    /// `shadow`
    Shadow,
    /// Already reported.
    Error,
}

/// Who must approve, and until when.
#[derive(Clone, Debug)]
pub struct Approval {
    /// How many different people.
    pub count: Number,
    /// In which role.
    pub role: Path,
    /// How long the action waits.
    pub within: Number,
    /// What happens then; `deny` if nothing is said.
    pub otherwise: Option<(Verdict, Span)>,
}

/// An expression; conditions and values share one type until the checker tells them apart.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The shapes of an expression.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the fields are named by the form shown above each variant")]
pub enum ExprKind {
    /// `a and b and c`: two or more.
    And(Vec<Expr>),
    /// `a or b or c`: two or more.
    Or(Vec<Expr>),
    /// `not a`
    Not(Box<Expr>),
    /// `( a )`: kept, because `and` with `or` needs it and `fmt` prints it.
    Group(Box<Expr>),
    /// `a >= b`
    Compare(Box<Expr>, CompareOp, Box<Expr>),
    /// `a is b`, `a is not b`, with `zone "…"` for weekdays
    Is { subject: Box<Expr>, negated: bool, right: Box<Expr>, zone: Option<Text> },
    /// `a is known`, `a is not known`
    Known { subject: Box<Expr>, negated: bool },
    /// `a has X`, `a has no X`
    Has { subject: Box<Expr>, negated: bool, set: SetExpr },
    /// `a within X`, `a not within X`
    Within { subject: Box<Expr>, negated: bool, set: SetExpr },
    /// `a from X`, `a not from X` (short for a set test on `origin(a)`)
    From { subject: Box<Expr>, negated: bool, set: SetExpr },
    /// `a in [x, y]`, `a in x..=y`, `a not in …`, with `zone "…"` for times and weekdays
    In { subject: Box<Expr>, negated: bool, right: InRight, zone: Option<Text> },
    /// `a like "…"`
    Like { subject: Box<Expr>, negated: bool, patterns: Vec<Text> },
    /// `a matches /…/`
    Matches { subject: Box<Expr>, negated: bool, regex: Regex },
    /// `a contains "…"`, `a contains /…/`
    Contains { subject: Box<Expr>, negated: bool, what: ContainsRight },
    /// `a + b`, `a - b`, `a * b`
    Arithmetic(Box<Expr>, ArithmeticOp, Box<Expr>),
    /// `-a`
    Negate(Box<Expr>),
    /// `12_000EUR`
    Number(Number),
    /// `08:00`
    TimeOfDay(Text),
    /// `2026-03-02` or `2026-03-02T09:00Z`
    Date(Date),
    /// `"…"`
    Text(Text),
    /// `true`, `false`
    Bool(bool),
    /// `role`, `args.amount`, `confidential.health`: facets and entries look alike here.
    Path(Path),
    /// `origin(args.to)`
    OriginOf(Path),
    /// `count(…) in 1m per session` and the other memory operators
    Memory(Box<Memory>),
    /// Already reported.
    Error,
}

/// `[A, B] except C`
#[derive(Clone, Debug)]
pub struct SetExpr {
    /// One or more names.
    pub of: Vec<Path>,
    /// Whether `of` was written in brackets.
    pub bracketed: bool,
    /// Names taken out again.
    pub except: Vec<Path>,
    /// The whole of it.
    pub span: Span,
}

/// What may stand behind `in`.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the fields are named by the form shown above each variant")]
pub enum InRight {
    /// `[a, b]`
    List(Vec<Expr>),
    /// `a..b` (without b) or `a..=b` (with b)
    Range { low: Box<Expr>, high: Box<Expr>, inclusive: bool },
    /// A single value: a CIDR block as text, or a mistake that the checker explains.
    One(Box<Expr>),
}

/// What may stand behind `contains`.
#[derive(Clone, Debug)]
pub enum ContainsRight {
    /// `"…"` or `["…", "…"]`
    Texts(Vec<Text>),
    /// `/…/`
    Regex(Regex),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOp {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

impl CompareOp {
    /// As written.
    pub fn text(self) -> &'static str {
        match self {
            CompareOp::Equal => "==",
            CompareOp::NotEqual => "!=",
            CompareOp::Less => "<",
            CompareOp::LessEqual => "<=",
            CompareOp::Greater => ">",
            CompareOp::GreaterEqual => ">=",
        }
    }
}

/// Arithmetic. There is no division: a policy is total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithmeticOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
}

impl ArithmeticOp {
    /// As written.
    pub fn text(self) -> &'static str {
        match self {
            ArithmeticOp::Add => "+",
            ArithmeticOp::Subtract => "-",
            ArithmeticOp::Multiply => "*",
        }
    }
}

/// A day or an instant, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date {
    /// `2026-03-02` or `2026-03-02T09:00:00Z`.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A memory operator.
#[derive(Clone, Debug)]
pub struct Memory {
    /// Which one, with its operands.
    pub op: MemoryOp,
    /// `in D`, on the operators that take a window.
    pub window: Option<Number>,
    /// `per session`
    pub per: Name,
}

/// The memory operators.
#[derive(Clone, Debug)]
pub enum MemoryOp {
    /// `count(C)`
    Count(Expr),
    /// `attempts(C)`
    Attempts(Expr),
    /// `sum(E when C)`
    Sum(Expr, Option<Expr>),
    /// `distinct(E when C)`
    Distinct(Expr, Option<Expr>),
    /// `seq(A then B then C)`
    Seq(Vec<Expr>),
    /// `ever(A)`, `ever(A since R)`
    Ever(Expr, Option<Expr>),
    /// `last(C)`
    Last(Expr),
    /// `surprise(E)`
    Surprise(Expr),
}

/// `risk NAME …`
#[derive(Clone, Debug)]
pub struct Risk {
    /// Its name.
    pub name: Name,
    /// What it is made of.
    pub body: RiskBody,
}

/// The two shapes of a risk.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the fields are named by the form shown above each variant")]
pub enum RiskBody {
    /// `{ add … subtract … }`
    Terms(Vec<Term>),
    /// `accumulates RISK per SCOPE halving every D`
    Accumulates { of: Path, per: Name, halving: Number },
}

/// `add W when C`
#[derive(Clone, Debug)]
pub struct Term {
    /// `subtract` rather than `add`.
    pub subtract: bool,
    /// How much.
    pub weight: Expr,
    /// When; always, if nothing is said.
    pub when: Option<Expr>,
    /// The whole term.
    pub span: Span,
}

/// `detector NAME yields CLASS { … }`
#[derive(Clone, Debug)]
pub struct Detector {
    /// Its name.
    pub name: Name,
    /// What a hit means.
    pub yields: Vec<Path>,
    /// Its clauses, in order.
    pub clauses: Vec<DetectorClause>,
}

/// One clause of a detector.
#[derive(Clone, Debug)]
pub struct DetectorClause {
    /// What it says.
    pub kind: DetectorClauseKind,
    /// The whole clause.
    pub span: Span,
}

/// The clauses of a detector.
#[derive(Clone, Debug)]
pub enum DetectorClauseKind {
    /// `pattern /…/`
    Pattern(Regex),
    /// `check luhn`, `check entropy(2.5)`
    Check(Name, Vec<Expr>),
    /// `near ["…"] within 40`
    Near(Vec<Text>, Number),
    /// `mask keep last 4`, `mask token`
    Mask(Mask),
    /// Already reported.
    Error,
}

/// How a hit is masked.
#[derive(Clone, Debug)]
pub enum Mask {
    /// `keep last 4`, `keep first 4`
    Keep(Name, Number),
    /// `token`
    Named(Name),
}

/// `test "NAME" { steps }`
#[derive(Clone, Debug)]
pub struct Test {
    /// Its name.
    pub name: Text,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// One step of a test.
#[derive(Clone, Debug)]
pub struct Step {
    /// What happens.
    pub kind: StepKind,
    /// The whole step.
    pub span: Span,
}

/// The steps.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the fields are named by the form shown above each variant")]
pub enum StepKind {
    /// `as ROLE for PURPOSE`
    As(Vec<Path>, Option<Path>),
    /// `given { … }`
    Given(Vec<Field>),
    /// `prompt "…"`
    Prompt(Text),
    /// `call TOOL { … }`
    Call(Path, Vec<Field>),
    /// `result TOOL yields … "…"`
    Result { tool: Path, yields: Option<Yields>, from: Vec<Path>, content: Option<Text> },
    /// `expect VERDICT [by RULE]`, `expect risk R >= X`
    Expect(Expect),
    /// `approve by "ann" as ROLE`
    Approve(Text, Path),
    /// `expire`: every open review passes its deadline.
    Expire,
    /// `after D`
    After(Number),
    /// `at DATE`
    At(Date),
    /// Already reported.
    Error,
}

/// What a test expects.
#[derive(Clone, Debug)]
pub enum Expect {
    /// `expect deny by rule`
    Verdict(Verdict, Span, Option<Path>),
    /// `expect risk exfiltration >= 0.6`
    Risk(Path, CompareOp, Number),
}

/// `key: value` in a test's `given` or `call`. Keys may be dotted.
#[derive(Clone, Debug)]
pub struct Field {
    /// The key.
    pub key: Path,
    /// The value.
    pub value: Value,
}

/// A value as a test or a default writes it.
#[derive(Clone, Debug)]
pub struct Value {
    /// What it is.
    pub kind: ValueKind,
    /// Where it stands.
    pub span: Span,
}

/// The shapes of a value.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the fields are named by the form shown above each variant")]
pub enum ValueKind {
    /// `12_000EUR`, `-3`
    Number { negative: bool, number: Number },
    /// `"…"`
    Text(String),
    /// `08:00`
    TimeOfDay(String),
    /// `2026-03-02T09:00Z`
    Date(Date),
    /// `true`, `false`
    Bool(bool),
    /// `null`, `pii.ssn`
    Path(Path),
    /// `[a, b]`
    List(Vec<Value>),
    /// `{ a: 1 }`
    Object(Vec<Field>),
}

/// `prove "NAME" at least VERDICT when CONDITION`
#[derive(Clone, Debug)]
pub struct Prove {
    /// Its name.
    pub name: Text,
    /// The loosest verdict that satisfies it.
    pub at_least: Verdict,
    /// For which actions.
    pub when: Expr,
}
