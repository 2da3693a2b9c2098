//! A call built in Rust, by handles: no JSON, no name compared.
//!
//! What is set stands in a [`Call`] as binding expects it from a line: values on a tape, members and
//! purpose as numbers. So binding is the same, and the same record gives the same facts in either
//! form. What is not set is absent.
//!
//! Nothing here fails: what cannot be told (a stale handle, a text for which there is no room) makes
//! an argument *malformed*, which no `allow` accepts, and anything else unknown.

use crate::handle::{ArgHandle, Facet, MemberHandle, PurposeHandle, SignalHandle, ToolHandle, WordHandle};
use crate::json::Tape;
use crate::policy::{Policy, Scratch};
use crate::record::{Agent, Fields, Members, Placed, Purpose, Record, Time};
use agp_abi::Verdict;
use agp_abi::decision::{Context, Decision};
use agp_abi::facts::Facts;
use agp_abi::tables::MORE;

/// A value of an argument or signal.
#[derive(Clone, Copy, Debug)]
pub enum Value<'v> {
    /// A whole number.
    Int(i64),
    /// A number in millionths: a decimal, a score, an amount of money.
    Millionths(i64),
    /// A truth value.
    Bool(bool),
    /// A word of the enumeration.
    Word(WordHandle),
    /// Any other single value, as text.
    Text(&'v str),
    /// A list of texts.
    Texts(&'v [&'v str]),
    /// A set of words.
    Words(&'v [WordHandle]),
}

/// One call, used again for the next.
///
/// ```
/// # fn build(policy: &agp_runtime::Policy) -> Option<()> {
/// use agp_abi::decision::{Context, Sessions};
/// use agp_runtime::{Facet, Scratch, Value};
///
/// let send = policy.tool_handle("send_email")?;
/// let to = policy.arg_handle(send, "to")?;
/// let analyst = policy.member_handle(Facet::Role, "analyst")?;
/// let (sessions, mut scratch) = (Sessions::default(), Scratch::new(policy));
/// let context = Context { now: None, sessions: &sessions, discharged: &[] };
///
/// let mut call = policy.call();
/// call.tool(send).member(analyst).arg(to, Value::Texts(&["ann@corp.example"]));
/// let (verdict, rule) = call.decide(&context, &mut scratch);
/// println!("{verdict} by {rule}");
/// # Some(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Call<'p> {
    policy: &'p Policy,
    tape: Tape,
    tool: Option<usize>,
    role: Elements,
    data: Elements,
    destination: Elements,
    resource: Elements,
    purpose: Option<u32>,
    args: Vec<Placed>,
    /// Whether an argument could not be told.
    stale: bool,
    signals: Vec<Placed>,
    session: Option<usize>,
    id: Option<usize>,
    verified: Option<bool>,
    trust: Option<usize>,
    depth: Option<usize>,
    time: Option<i64>,
}

/// Members of a facet.
#[derive(Clone, Debug, Default)]
struct Elements {
    /// Whether the record speaks of the facet at all.
    given: bool,
    list: Vec<u32>,
}

impl Elements {
    fn clear(&mut self) {
        self.given = false;
        self.list.clear();
    }

    fn members(&self) -> Option<Members<'_>> {
        self.given.then_some(Members::Known(&self.list))
    }
}

impl Policy {
    /// A call of which nothing is set.
    pub fn call(&self) -> Call<'_> {
        Call {
            policy: self,
            tape: Tape::default(),
            tool: None,
            role: Elements::default(),
            data: Elements::default(),
            destination: Elements::default(),
            resource: Elements::default(),
            purpose: None,
            args: Vec::new(),
            stale: false,
            signals: Vec::new(),
            session: None,
            id: None,
            verified: None,
            trust: None,
            depth: None,
            time: None,
        }
    }
}

impl<'p> Call<'p> {
    /// Forgets everything; keeps the room.
    pub fn clear(&mut self) -> &mut Self {
        self.tape.clear();
        self.tool = None;
        for elements in [&mut self.role, &mut self.data, &mut self.destination, &mut self.resource] {
            elements.clear();
        }
        self.purpose = None;
        self.args.clear();
        self.stale = false;
        self.signals.clear();
        (self.session, self.id, self.trust, self.depth) = (None, None, None, None);
        (self.verified, self.time) = (None, None);
        self
    }

    /// What is called; arguments come after it. With a stale handle the call is denied by `undeclared`.
    pub fn tool(&mut self, tool: ToolHandle) -> &mut Self {
        self.tool = self.policy.tool_at(tool);
        // Those of another tool do not become this one's.
        self.stale |= !self.args.is_empty();
        self.args.clear();
        self
    }

    /// Adds a role, class, destination or resource; a stale one is an unknown member.
    pub fn member(&mut self, member: MemberHandle) -> &mut Self {
        let (facet, element) = self.policy.member_at(member);
        let elements = self.elements(facet);
        elements.given = true;
        elements.list.push(element.unwrap_or(MORE));
        self
    }

    /// Says that what is added to this facet is all there is to say of it, be it nothing.
    pub fn known(&mut self, facet: Facet) -> &mut Self {
        self.elements(facet).given = true;
        self
    }

    fn elements(&mut self, facet: Facet) -> &mut Elements {
        match facet {
            Facet::Role => &mut self.role,
            Facet::Data => &mut self.data,
            Facet::Destination => &mut self.destination,
            Facet::Resource => &mut self.resource,
        }
    }

    /// Why.
    pub fn purpose(&mut self, purpose: PurposeHandle) -> &mut Self {
        self.purpose = self.policy.purpose_at(purpose);
        self
    }

    /// Sets an argument of the call's tool.
    pub fn arg(&mut self, arg: ArgHandle, value: Value<'_>) -> &mut Self {
        let own = self.policy.arg_at(arg).filter(|(tool, _)| Some(*tool) == self.tool);
        let Some((_, place)) = own else {
            self.stale = true;
            return self;
        };
        self.args.retain(|placed| placed.place != place);
        match self.write(value) {
            Some(token) => self.args.push(Placed { place, token }),
            None => self.stale = true,
        }
        self
    }

    /// Sets a signal.
    pub fn signal(&mut self, signal: SignalHandle, value: Value<'_>) -> &mut Self {
        let Some(place) = self.policy.signal_at(signal) else { return self };
        self.signals.retain(|placed| placed.place != place);
        if let Some(token) = self.write(value) {
            self.signals.push(Placed { place, token });
        }
        self
    }

    /// Whose call it is; `""` if that is never said.
    pub fn session(&mut self, session: &str) -> &mut Self {
        self.session = self.write(Value::Text(session));
        self
    }

    /// Who acts, and whether somebody has verified that.
    pub fn agent(&mut self, id: &str, verified: bool) -> &mut Self {
        self.id = self.write(Value::Text(id));
        self.verified = Some(verified);
        self
    }

    /// How far the agent is trusted, in millionths.
    pub fn trust(&mut self, millionths: i64) -> &mut Self {
        self.trust = self.write(Value::Millionths(millionths));
        self
    }

    /// How many delegations lie between the agent and a person.
    pub fn depth(&mut self, depth: i64) -> &mut Self {
        self.depth = self.write(Value::Int(depth));
        self
    }

    /// When, in milliseconds since 1970.
    pub fn time(&mut self, milliseconds: i64) -> &mut Self {
        self.time = Some(milliseconds);
        self
    }

    /// Writes a value onto the tape; `None` for a stale word and where there is no room.
    fn write(&mut self, value: Value<'_>) -> Option<usize> {
        let tape = &mut self.tape;
        let length = match value {
            Value::Int(_) | Value::Millionths(_) | Value::Bool(_) => 32,
            Value::Word(word) => self.policy.word_at(word)?.len(),
            Value::Text(text) => text.len(),
            Value::Texts(texts) => texts.iter().fold(texts.len(), |sum, text| sum.saturating_add(text.len())),
            Value::Words(words) => words.iter().try_fold(words.len(), |sum, word| {
                Some(sum.saturating_add(self.policy.word_at(*word)?.len()))
            })?,
        };
        tape.has_room(length).then_some(())?;
        Some(match value {
            Value::Int(value) => tape.whole(value),
            Value::Millionths(value) => tape.millionths(value),
            Value::Bool(value) => tape.truth(value),
            Value::Word(word) => tape.text(self.policy.word_at(word)?),
            Value::Text(text) => tape.text(text),
            Value::Texts(texts) => tape.texts(texts.iter().copied()),
            Value::Words(words) => tape.texts(words.iter().filter_map(|word| self.policy.word_at(*word))),
        })
    }

    /// Decides: the verdict and the name of the rule that says so. Nothing is allocated once the call
    /// and the scratch have room.
    pub fn decide(&self, context: &Context<'_>, scratch: &mut Scratch) -> (Verdict, &str) {
        self.policy.decide_call(self.tool, &self.record(), context, scratch)
    }

    /// Decides and says everything there is to say, as of a line.
    pub fn judge(&self, context: &Context<'_>, scratch: &mut Scratch) -> Decision {
        self.policy.judge_call(self.tool, &self.record(), context, scratch)
    }

    /// Binds and judges nothing, as [`Policy::bind`] does; `None` without a tool.
    pub fn bind<'s>(&self, now: Option<i64>, scratch: &'s mut Scratch) -> Option<&'s Facts> {
        self.policy.bind_call(self.tool, &self.record(), now, scratch)
    }

    /// The policy it is built for.
    pub(crate) fn policy(&self) -> &'p Policy {
        self.policy
    }

    /// The session, `""` where none was named.
    pub(crate) fn session_name(&self) -> &str {
        self.session.and_then(|token| self.tape.value(token).text()).unwrap_or_default()
    }

    fn record(&self) -> Record<'_> {
        let fields = |values, stale| Fields::Placed { tape: &self.tape, values, stale };
        let text = |token: Option<usize>| token.and_then(|token| self.tape.value(token).text());
        let number = |token: Option<usize>| token.and_then(|token| self.tape.value(token).number());
        Record {
            session: text(self.session),
            time: self.time.map(Time::Instant),
            agent: Agent {
                id: text(self.id),
                verified: self.verified,
                trust: number(self.trust),
                depth: number(self.depth),
            },
            role: self.role.members(),
            purpose: self.purpose.map(Purpose::Known),
            tool: None,
            args: Some(fields(&self.args, self.stale)),
            signals: Some(fields(&self.signals, false)),
            data: self.data.members(),
            destination: self.destination.members(),
            resource: self.resource.members(),
            content: None,
        }
    }
}
