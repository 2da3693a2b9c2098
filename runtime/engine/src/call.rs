//! A call built in Rust, by handles: no JSON, no name compared.
//!
//! What is set stands in a [`Call`] in the order of the policy's tables: members and purpose as
//! numbers, values as Rust has them. Binding reads them as it reads those of a line
//! ([`crate::record::Raw`]), so the same record gives the same facts in either form. What is not set
//! is absent, what is set again takes the place of what was.
//!
//! Nothing here fails: what cannot be told (a stale handle, a text for which there is no room) makes
//! an argument *malformed*, which no `allow` accepts, and anything else unknown.

use crate::handle::{ArgHandle, Facet, MemberHandle, PurposeHandle, SignalHandle, ToolHandle, WordHandle};
use crate::policy::{Policy, Scratch};
use crate::record::{Agent, Amount, Fields, Given, Members, Purpose, Record, Time, Untold};
use agp_abi::Verdict;
use agp_abi::decision::{Context, Decision};
use agp_abi::facts::Facts;
use agp_abi::number::PLACES;
use agp_abi::tables::{MORE, Mapping, Scalar, ValueType};

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
    tool: Option<usize>,
    role: Elements,
    data: Elements,
    destination: Elements,
    resource: Elements,
    purpose: Option<u32>,
    /// One for each argument of the tool, and room for those of others.
    args: Vec<Given>,
    /// Whether an argument could not be told.
    stale: bool,
    /// One for each signal of the policy.
    signals: Vec<Given>,
    session: String,
    id: Option<String>,
    verified: Option<bool>,
    trust: Option<i64>,
    depth: Option<i64>,
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
        let tables = self.tables();
        let most = tables.tools.iter().map(|tool| tool.args.len()).max().unwrap_or(0);
        Call {
            policy: self,
            tool: None,
            role: Elements::default(),
            data: Elements::default(),
            destination: Elements::default(),
            resource: Elements::default(),
            purpose: None,
            args: vec![Given::default(); most],
            stale: false,
            signals: vec![Given::default(); tables.signals.len()],
            session: String::new(),
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
        self.tool = None;
        for elements in [&mut self.role, &mut self.data, &mut self.destination, &mut self.resource] {
            elements.clear();
        }
        self.purpose = None;
        self.args.iter_mut().for_each(Given::clear);
        self.stale = false;
        self.signals.iter_mut().for_each(Given::clear);
        self.session.clear();
        (self.id, self.trust, self.depth) = (None, None, None);
        (self.verified, self.time) = (None, None);
        self
    }

    /// What is called; arguments come after it. With a stale handle the call is denied by `undeclared`.
    pub fn tool(&mut self, tool: ToolHandle) -> &mut Self {
        self.tool = self.policy.tool_at(tool);
        // Those of another tool do not become this one's.
        self.stale |= self.args.iter().any(|given| given.value().is_some());
        self.args.iter_mut().for_each(Given::clear);
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
        let policy = self.policy;
        let own = policy.arg_at(arg).filter(|(tool, _)| Some(*tool) == self.tool);
        let row = own.and_then(|(tool, place)| policy.tables().tools.get(tool)?.args.get(place));
        let given = own.and_then(|(_, place)| self.args.get_mut(place));
        self.stale |= match row.zip(given) {
            Some((row, given)) => {
                let spelt = row.ty.scalar == Scalar::Json || row.mapping != Mapping::None;
                give(policy, row.ty, spelt, given, value).is_err()
            }
            None => true,
        };
        self
    }

    /// Sets a signal. A stale handle makes every signal that was set before unknown: it may have been
    /// meant for any of them.
    pub fn signal(&mut self, signal: SignalHandle, value: Value<'_>) -> &mut Self {
        let policy = self.policy;
        let place = policy.signal_at(signal);
        let row = place.and_then(|place| policy.tables().signals.get(place));
        let given = place.and_then(|place| self.signals.get_mut(place));
        match row.zip(given) {
            // What cannot be told is left unset, which is unknown.
            Some((row, given)) => drop(give(policy, row.ty, false, given, value)),
            None => self.signals.iter_mut().for_each(Given::clear),
        }
        self
    }

    /// Whose call it is; `""` if that is never said.
    pub fn session(&mut self, session: &str) -> &mut Self {
        self.session.clear();
        self.session.push_str(session);
        self
    }

    /// Who acts, and whether somebody has verified that.
    pub fn agent(&mut self, id: &str, verified: bool) -> &mut Self {
        let kept = self.id.get_or_insert_default();
        kept.clear();
        kept.push_str(id);
        self.verified = Some(verified);
        self
    }

    /// How far the agent is trusted, in millionths.
    pub fn trust(&mut self, millionths: i64) -> &mut Self {
        self.trust = Some(millionths);
        self
    }

    /// How many delegations lie between the agent and a person.
    pub fn depth(&mut self, depth: i64) -> &mut Self {
        self.depth = Some(depth);
        self
    }

    /// When, in milliseconds since 1970.
    pub fn time(&mut self, milliseconds: i64) -> &mut Self {
        self.time = Some(milliseconds);
        self
    }

    /// Decides: the verdict and the name of the rule that says so. Nothing is allocated once the call
    /// and the scratch have room.
    pub fn decide(&self, context: &Context<'_>, scratch: &mut Scratch) -> (Verdict, &'p str) {
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
        &self.session
    }

    fn record(&self) -> Record<'_> {
        Record {
            session: Some(&self.session),
            time: self.time.map(Time::Instant),
            agent: Agent {
                id: self.id.as_deref(),
                verified: self.verified,
                trust: self.trust.map(|trust| Amount::Units(trust, PLACES)),
                depth: self.depth.map(|depth| Amount::Units(depth, 0)),
            },
            role: self.role.members(),
            purpose: self.purpose.map(Purpose::Known),
            tool: None,
            args: Some(Fields::Given { values: &self.args, stale: self.stale }),
            signals: Some(Fields::Given { values: &self.signals, stale: false }),
            data: self.data.members(),
            destination: self.destination.members(),
            resource: self.resource.members(),
            content: None,
        }
    }
}

impl Policy {
    /// Decides on many calls of this policy, each as if it were alone; the answers come in their
    /// order, as many as there is room for. A call of another policy is denied by `undeclared`.
    pub fn decide_batch<'p>(
        &'p self,
        calls: &[Call<'p>],
        context: &Context<'_>,
        scratch: &mut Scratch,
        answers: &mut [(Verdict, &'p str)],
    ) {
        for (call, answer) in calls.iter().zip(answers) {
            let tool = call.tool.filter(|_| std::ptr::eq(call.policy, self));
            *answer = self.decide_call(tool, &call.record(), context, scratch);
        }
    }
}

/// Keeps a value for what has this type; `spelt` if somebody asks for the text of a number or word.
fn give(
    policy: &Policy,
    ty: ValueType,
    spelt: bool,
    given: &mut Given,
    value: Value<'_>,
) -> Result<(), Untold> {
    let own = |word: WordHandle| policy.word_value(word, ty).filter(|_| !spelt);
    match value {
        Value::Int(value) => given.units(value, 0),
        Value::Millionths(value) => given.units(value, PLACES),
        Value::Bool(value) => given.truth(value),
        Value::Word(word) => match own(word) {
            Some(one) => given.word(one),
            None => given.text_of(policy.word_at(word))?,
        },
        Value::Text(text) => given.text(text)?,
        Value::Texts(texts) => given.texts(texts.iter().map(|text| Some(*text)))?,
        Value::Words(words) => {
            if !given.words(words.iter().map(|word| own(*word))) {
                given.texts(words.iter().map(|word| policy.word_at(*word)))?;
            }
        }
    }
    if spelt {
        given.spell();
    }
    Ok(())
}
