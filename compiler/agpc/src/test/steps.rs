//! Plays the steps of a test against an evaluator.
//!
//! `expect`, `approve` and `expire` are about the latest call or result. What waits for approval
//! is decided again when its reviews are met: the same record at the time it is then, with those
//! reviews discharged. An approval in a role that no review asks for changes nothing. A test ends
//! at its first failure.

use super::record::{Record, text_of};
use super::review::Pending;
use crate::decision::{brief, difference, millionths_twice};
use crate::engine::Judged;
use agp_abi::Verdict;
use agp_abi::decision::{Answer, Context, Decision, Sessions};
use agp_compiler::semantics::thir::{EntryId, Policy, RiskId, Step, StepKind, TestBlock, Vocabulary};
use agp_compiler::source::Span;
use agp_compiler::syntax::ast::{CompareOp, Word};

/// Why a test failed.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    /// The step that failed.
    pub(super) span: Span,
    /// What was expected and what came.
    pub(super) message: String,
    /// The step that was decided, and how.
    pub(super) decided: Option<Box<(Span, Decision)>>,
}

impl Failure {
    /// A failure without a decision.
    pub(super) fn new(span: Span, message: impl Into<String>) -> Failure {
        Failure { span, message: message.into(), decided: None }
    }
}

/// Plays a test; `judge` answers its records.
pub(super) fn play(
    policy: &Policy,
    test: &TestBlock,
    judge: impl FnMut(&[u8], &Context<'_>) -> Judged,
) -> Result<(), Failure> {
    let roles = policy.vocabularies.of(Word::Role);
    let mut play =
        Play { policy, roles, judge, record: Record::new(), sessions: Sessions::default(), latest: None };
    test.steps.iter().try_for_each(|step| play.step(step))
}

struct Play<'a, J> {
    policy: &'a Policy,
    roles: &'a Vocabulary,
    judge: J,
    record: Record,
    sessions: Sessions,
    latest: Option<Latest>,
}

/// The latest call or result.
struct Latest {
    /// The step.
    span: Span,
    /// What held when it happened, the clock apart.
    record: Record,
    /// The session it belongs to.
    session: String,
    /// Its own fields.
    fields: Vec<(&'static str, String)>,
    /// The reviews that have been met.
    discharged: Vec<String>,
    decision: Decision,
    pending: Option<Pending>,
}

impl<J: FnMut(&[u8], &Context<'_>) -> Judged> Play<'_, J> {
    fn step(&mut self, step: &Step) -> Result<(), Failure> {
        match &step.kind {
            StepKind::As(roles, purpose) => self.record.set_authority(roles, purpose.as_deref()),
            StepKind::Given(fields) => fields.iter().for_each(|(key, json)| self.record.set(key, json)),
            StepKind::Prompt(content) => {
                let fields = [("event", text_of("prompt")), ("content", text_of(content))];
                self.answer(step.span, &self.record.line(&fields), &[])?;
            }
            StepKind::Call(tool, args) => {
                let fields =
                    vec![("event", text_of("call")), ("tool", text_of(tool)), ("args", args.clone())];
                self.event(step.span, fields)?;
            }
            StepKind::Result { tool, data, content } => {
                let mut fields = vec![("event", text_of("result")), ("tool", text_of(tool))];
                fields.extend(content.as_ref().map(|content| ("content", text_of(content))));
                fields.extend(data.as_ref().map(|data| ("data", text_of(data))));
                self.event(step.span, fields)?;
            }
            StepKind::Expect(verdict, rule) => self.expect(step.span, *verdict, rule.as_deref())?,
            StepKind::ExpectRisk(risk, op, bound) => self.expect_risk(step.span, *risk, *op, *bound)?,
            StepKind::Approve(person, role) => self.approve(step.span, person, *role)?,
            StepKind::Expire => self.expire(step.span)?,
            StepKind::After(passed) => {
                if let Some(clock) = self.record.clock() {
                    self.pass_to(clock.saturating_add(*passed));
                }
            }
            StepKind::At(clock) => self.pass_to(*clock),
        }
        Ok(())
    }

    /// A call or a result happens and is decided.
    fn event(&mut self, span: Span, fields: Vec<(&'static str, String)>) -> Result<(), Failure> {
        self.decide(span, self.record.clone(), fields, Vec::new())
    }

    fn decide(
        &mut self,
        span: Span,
        record: Record,
        fields: Vec<(&'static str, String)>,
        discharged: Vec<String>,
    ) -> Result<(), Failure> {
        let Answer { session, decision } = self.answer(span, &record.line(&fields), &discharged)?;
        let undecided = || Failure::new(span, "the evaluator gave no decision: this is a bug in agpc");
        let decision = decision.ok_or_else(undecided)?;
        let pending = Pending::of(&decision, self.roles, record.clock());
        let session = session.unwrap_or_default();
        self.sessions.note(&session, &decision);
        self.latest = Some(Latest { span, record, session, fields, discharged, decision, pending });
        Ok(())
    }

    /// Asks the evaluator, or all of them and refuses where they differ.
    fn answer(&mut self, span: Span, line: &str, discharged: &[String]) -> Result<Answer, Failure> {
        let context = Context { now: None, sessions: &self.sessions, discharged };
        let Judged { answer, by, disagreeing, .. } = (self.judge)(line.as_bytes(), &context);
        let Some((name, other)) = disagreeing.first() else { return Ok(answer) };
        let message = format!(
            "the evaluators disagree, which is a bug in agpc: {by} and {name} say {}",
            difference(&answer, other)
        );
        Err(Failure { span, message, decided: answer.decision.map(|decision| Box::new((span, decision))) })
    }

    fn expect(&self, span: Span, verdict: Verdict, rule: Option<&str>) -> Result<(), Failure> {
        let latest = self.latest(span)?;
        let decision = &latest.decision;
        let by = rule.is_none_or(|rule| decision.rule.as_deref() == Some(self.rule_named(rule)));
        if decision.verdict == verdict && by {
            return Ok(());
        }
        let expected = rule.map_or(verdict.to_string(), |rule| format!("{verdict} by {rule}"));
        Err(latest.failure(span, format!("expected `{expected}`, got `{}`", brief(decision))))
    }

    /// The name under which decisions show a rule: as written, or the only one that ends so.
    fn rule_named<'a>(&'a self, written: &'a str) -> &'a str {
        let names = || self.policy.rules.iter().map(|rule| rule.name.as_str());
        let ends_so = |name: &&str| name.strip_suffix(written).is_some_and(|head| head.ends_with('.'));
        let mut fitting = names().filter(ends_so);
        match (names().any(|name| name == written), fitting.next(), fitting.next()) {
            (false, Some(name), None) => name,
            _ => written,
        }
    }

    fn expect_risk(&self, span: Span, risk: RiskId, op: CompareOp, bound: i64) -> Result<(), Failure> {
        let latest = self.latest(span)?;
        let name = self.policy.risks.get(risk.0 as usize).map_or("?", |risk| risk.name.as_str());
        let expected = format!("risk {name} {} {}", op.text(), millionths_twice(bound));
        let Some((_, found)) = latest.decision.risk.iter().find(|(known, _)| known == name) else {
            return Err(
                latest.failure(span, format!("expected `{expected}`, but the decision has no such risk"))
            );
        };
        let holds = match op {
            CompareOp::Equal => *found == bound,
            CompareOp::NotEqual => *found != bound,
            CompareOp::Less => *found < bound,
            CompareOp::LessEqual => *found <= bound,
            CompareOp::Greater => *found > bound,
            CompareOp::GreaterEqual => *found >= bound,
        };
        let got = format!("expected `{expected}`, got {}", millionths_twice(*found));
        if holds { Ok(()) } else { Err(latest.failure(span, got)) }
    }

    fn approve(&mut self, span: Span, person: &str, role: EntryId) -> Result<(), Failure> {
        let clock = self.record.clock();
        let latest = self.latest.as_mut().ok_or_else(|| nothing_happened(span))?;
        let Some(pending) = &mut latest.pending else { return Err(latest.nothing_waits(span)) };
        if !pending.approve(person, role, self.roles) {
            return Ok(());
        }
        let mut record = latest.record.clone();
        if let Some(clock) = clock {
            record.set_clock(clock);
        }
        let mut discharged = latest.discharged.clone();
        discharged.extend(pending.rules());
        let (span, fields) = (latest.span, latest.fields.clone());
        self.decide(span, record, fields, discharged)
    }

    fn expire(&mut self, span: Span) -> Result<(), Failure> {
        let latest = self.latest.as_mut().ok_or_else(|| nothing_happened(span))?;
        let Some(pending) = latest.pending.take() else { return Err(latest.nothing_waits(span)) };
        latest.expire(&pending, &mut self.sessions);
        Ok(())
    }

    /// The clock goes to an instant; what waits no longer than until then expires.
    fn pass_to(&mut self, clock: i64) {
        self.record.set_clock(clock);
        let Some(latest) = &mut self.latest else { return };
        if let Some(pending) = latest.pending.take_if(|pending| pending.is_late(Some(clock))) {
            latest.expire(&pending, &mut self.sessions);
        }
    }

    fn latest(&self, span: Span) -> Result<&Latest, Failure> {
        self.latest.as_ref().ok_or_else(|| nothing_happened(span))
    }
}

impl Latest {
    /// No approval came in time.
    fn expire(&mut self, pending: &Pending, sessions: &mut Sessions) {
        self.decision = pending.expire(&self.decision);
        sessions.note(&self.session, &self.decision);
    }

    fn failure(&self, span: Span, message: String) -> Failure {
        Failure { span, message, decided: Some(Box::new((self.span, self.decision.clone()))) }
    }

    fn nothing_waits(&self, span: Span) -> Failure {
        self.failure(
            span,
            format!("nothing waits for approval: the latest decision is `{}`", brief(&self.decision)),
        )
    }
}

fn nothing_happened(span: Span) -> Failure {
    Failure::new(span, "nothing has been decided yet: write a `call` or a `result` first")
}

#[cfg(test)]
mod tests;
