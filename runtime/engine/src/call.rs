//! A call built in Rust, by handles: no JSON, no name compared.
//!
//! What is set is kept in a [`Call`] in the order of the policy's tables: members and purpose as
//! numbers, values as Rust has them. Binding reads them as it reads those of a line
//! ([`crate::record::Raw`]), so the same record gives the same facts in either form. What is not set
//! is absent, what is set again takes the place of what was.
//!
//! Each value is bound as it is set, what needs all of them when the call is first decided
//! (`ground`). To decide again, as when approvals come, is to decide and nothing else.
//!
//! Nothing here fails: what cannot be told (a stale handle, a text for which there is no room) makes
//! an argument *malformed*, which no `allow` accepts, and anything else unknown.

mod ground;
mod said;

use crate::bind::{Fed, Ground};
use crate::handle::{ArgHandle, Facet, MemberHandle, PurposeHandle, SignalHandle, ToolHandle, WordHandle};
use crate::policy::{Policy, Scratch};
use crate::record::{Given, Untold};
use agp_abi::Verdict;
use agp_abi::decision::{Context, Decision};
use agp_abi::facts::Facts;
use agp_abi::number::PLACES;
use agp_abi::tables::{MORE, Mapping, Scalar, ValueType, set};
use ground::State;
use said::Said;

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
    said: Said,
    /// What has been bound of it.
    ground: Ground,
    fed: Fed,
    state: State,
}

impl Policy {
    /// A call of which nothing is set.
    pub fn call(&self) -> Call<'_> {
        let mut ground = Ground::new(&self.loaded);
        ground.binder(&self.loaded).begin();
        Call { policy: self, said: Said::nothing(self), ground, fed: Fed::NOTHING, state: State::Fed }
    }
}

impl<'p> Call<'p> {
    /// Forgets everything; keeps the room.
    pub fn clear(&mut self) -> &mut Self {
        self.said.clear();
        self.ground.binder(&self.policy.loaded).begin();
        (self.fed, self.state) = (Fed::NOTHING, State::Fed);
        self
    }

    /// What is called; arguments come after it. With a stale handle the call is denied by `undeclared`.
    pub fn tool(&mut self, tool: ToolHandle) -> &mut Self {
        let policy = self.policy;
        let again = self.said.tool.is_some();
        self.said.tool = policy.tool_at(tool);
        // Arguments of another tool do not become this one's.
        self.said.stale |= self.said.args.iter().any(|given| given.value().is_some());
        self.said.args.iter_mut().for_each(Given::clear);
        let tool = self.said.tool.and_then(|tool| policy.loaded.tool_at(tool));
        if let (Some(mut binder), Some(tool)) = (self.feed(again), tool) {
            binder.tool(tool);
        }
        self
    }

    /// Adds a role, class, destination or resource; a stale one is an unknown member.
    pub fn member(&mut self, member: MemberHandle) -> &mut Self {
        let (facet, element) = self.policy.member_at(member);
        let element = element.unwrap_or(MORE);
        let elements = self.said.elements(facet);
        elements.given = true;
        elements.list.push(element);
        if let Some(mut binder) = self.feed(false) {
            binder.member(number_of(facet), element);
        }
        self
    }

    /// Says that what is added to this facet is all there is to say of it, be it nothing.
    pub fn known(&mut self, facet: Facet) -> &mut Self {
        self.said.elements(facet).given = true;
        self.later()
    }

    /// Why.
    pub fn purpose(&mut self, purpose: PurposeHandle) -> &mut Self {
        let again = self.said.purpose.is_some();
        self.said.purpose = self.policy.purpose_at(purpose);
        let purpose = self.said.purpose;
        if let (Some(mut binder), Some(purpose)) = (self.feed(again), purpose) {
            binder.known_purpose(purpose);
        }
        self
    }

    /// Sets an argument of the call's tool.
    pub fn arg(&mut self, arg: ArgHandle, value: Value<'_>) -> &mut Self {
        let (policy, said) = (self.policy, &mut self.said);
        let own = policy.arg_at(arg).filter(|(tool, _)| Some(*tool) == said.tool);
        let row = own.and_then(|(tool, place)| policy.tables().tools.get(tool)?.args.get(place));
        let place = own.map_or(0, |(_, place)| place);
        let Some((row, given)) = row.zip(said.args.get_mut(place)) else {
            said.stale = true;
            return self.later();
        };
        let again = given.value().is_some();
        let spelt = row.ty.scalar == Scalar::Json || row.mapping != Mapping::None;
        said.stale |= give(policy, row.ty, spelt, given, value).is_err();
        self.feed_arg(again, row, place);
        self
    }

    /// Sets a signal. A stale handle makes every signal that was set before unknown: it may have been
    /// meant for any of them.
    pub fn signal(&mut self, signal: SignalHandle, value: Value<'_>) -> &mut Self {
        let (policy, signals) = (self.policy, &mut self.said.signals);
        let place = policy.signal_at(signal);
        let row = place.and_then(|place| policy.tables().signals.get(place));
        let place = place.unwrap_or(0);
        let Some((row, given)) = row.zip(signals.get_mut(place)) else {
            signals.iter_mut().for_each(Given::clear);
            self.state = State::Stale;
            return self;
        };
        let again = given.value().is_some();
        // What cannot be told is left unset, which is unknown.
        drop(give(policy, row.ty, false, given, value));
        self.feed_signal(again, row, place);
        self
    }

    /// Whose call it is; `""` if that is never said.
    pub fn session(&mut self, session: &str) -> &mut Self {
        self.said.session.clear();
        self.said.session.push_str(session);
        self
    }

    /// Who acts, and whether somebody has verified that.
    pub fn agent(&mut self, id: &str, verified: bool) -> &mut Self {
        let kept = self.said.id.get_or_insert_default();
        kept.clear();
        kept.push_str(id);
        self.said.verified = Some(verified);
        self.later()
    }

    /// How far the agent is trusted, in millionths.
    pub fn trust(&mut self, millionths: i64) -> &mut Self {
        self.said.trust = Some(millionths);
        self.later()
    }

    /// How many delegations lie between the agent and a person.
    pub fn depth(&mut self, depth: i64) -> &mut Self {
        self.said.depth = Some(depth);
        self.later()
    }

    /// When, in milliseconds since 1970.
    pub fn time(&mut self, milliseconds: i64) -> &mut Self {
        self.said.time = Some(milliseconds);
        self.later()
    }

    /// Leaves what has just been set to be bound with the whole.
    fn later(&mut self) -> &mut Self {
        self.feed(false);
        self
    }

    /// Decides: the verdict and the name of the rule that says so. Nothing is allocated once the call
    /// and the scratch have room. Decided again, it is not bound again, unless something was set or
    /// the policy asks for a time and that of the context is another one.
    pub fn decide(&mut self, context: &Context<'_>, scratch: &mut Scratch) -> (Verdict, &'p str) {
        let policy = self.policy;
        let bound = self.ready(context.now);
        policy.decide_call(&self.said.session, bound.then_some(&mut self.ground), context, scratch)
    }

    /// Decides and says everything there is to say, as of a line.
    pub fn judge(&mut self, context: &Context<'_>, scratch: &mut Scratch) -> Decision {
        let bound = self.ready(context.now);
        self.policy.judge_call(&self.said.session, bound.then_some(&self.ground), context, scratch)
    }

    /// Binds and judges nothing, as [`Policy::bind`] does; `None` without a tool.
    pub fn bind(&mut self, now: Option<i64>) -> Option<&Facts> {
        self.ready(now).then_some(&self.ground.facts)
    }
}

impl Policy {
    /// Decides on many calls of this policy, each as if it were alone; the answers come in their
    /// order, as many as there is room for. A call of another policy is denied by `undeclared`.
    pub fn decide_batch<'p>(
        &'p self,
        calls: &mut [Call<'p>],
        context: &Context<'_>,
        scratch: &mut Scratch,
        answers: &mut [(Verdict, &'p str)],
    ) {
        for (call, answer) in calls.iter_mut().zip(answers) {
            let bound = std::ptr::eq(call.policy, self) && call.ready(context.now);
            *answer =
                self.decide_call(&call.said.session, bound.then_some(&mut call.ground), context, scratch);
        }
    }
}

/// The set of a facet.
const fn number_of(facet: Facet) -> u32 {
    match facet {
        Facet::Role => set::ROLE,
        Facet::Data => set::DATA,
        Facet::Destination => set::DESTINATION,
        Facet::Resource => set::RESOURCE,
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
