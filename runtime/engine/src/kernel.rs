//! From facts to a verdict: integers only, no text, no clock.
//!
//! In: checked [`Tables`] and one record's [`Facts`]. Out: a verdict and the rules that matched.
//! Steps: finite facts leave few rules standing (`narrow`), those that hang on anything else are
//! walked (`residual`), and the strictest of what is left decides (`settle`). An [`Outcome`] says
//! more, for reports: every matched rule and the bound of every risk. What each atom came to is
//! told by [`truths`], for explanations.
//!
//! Tables that were never checked give an outcome too: a broken index counts against the action.

pub(crate) mod atoms;
pub(crate) mod live;
mod narrow;
pub(crate) mod residual;
pub(crate) mod risks;
pub mod safe;
pub(crate) mod settle;
pub(crate) mod steps;
pub(crate) mod walk;

pub use atoms::{Truth, truths};
pub use walk::{Reading, holds};

use crate::native::NativeKernel;
use agp_abi::Verdict;
use agp_abi::bits::Bits;
use agp_abi::facts::Facts;
use agp_abi::tables::{Event, Tables};
use live::{Live, Looked, Texts};
use residual::RiskBounds;
use settle::Settled;
use steps::Residuals;

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Decider {
    /// Nothing matched, and nothing had to: results only.
    #[default]
    Nothing,
    /// No `allow` matched.
    Default,
    /// This rule of the tables.
    Rule(u32),
}

/// What the kernel makes of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What happens to the action.
    pub verdict: Verdict,
    /// Which rule says so.
    pub decider: Decider,
    /// The matched rules.
    pub matched: Bits,
    /// The rules in `shadow` that would have matched.
    pub shadow: Bits,
    /// The upper bound of each risk, in millionths of a millionth.
    pub risks: Vec<i64>,
}

impl Outcome {
    /// An outcome with room for what these tables can give.
    pub fn for_tables(tables: &Tables) -> Outcome {
        Outcome {
            verdict: Verdict::Deny,
            decider: Decider::Default,
            matched: Bits::new(),
            shadow: Bits::new(),
            risks: Vec::with_capacity(tables.risks.len()),
        }
    }
}

/// What deciding one record works on; sized for one policy, used again for the next record.
#[derive(Clone, Debug)]
pub struct Work {
    /// Which event the last record was of that rules were consulted for.
    event: Option<Event>,
    survivors: Survivors,
    risks: RiskBounds,
}

/// The survivors of the last record that was decided, of each event.
#[derive(Clone, Debug)]
struct Survivors {
    call: Vec<u64>,
    result: Vec<u64>,
}

impl Survivors {
    fn of(&self, event: Event) -> &[u64] {
        match event {
            Event::Call => &self.call,
            Event::Result => &self.result,
        }
    }

    fn of_mut(&mut self, event: Event) -> &mut [u64] {
        match event {
            Event::Call => &mut self.call,
            Event::Result => &mut self.result,
        }
    }
}

impl Work {
    /// Room for the records of a policy.
    pub fn of(tables: &Tables) -> Work {
        let room = |event| vec![0; tables.plan.of(event).survivors()];
        let survivors = Survivors { call: room(Event::Call), result: room(Event::Result) };
        Work { event: None, survivors, risks: RiskBounds::for_tables(tables) }
    }

    /// Forgets the last record.
    pub(crate) fn forget(&mut self) {
        self.event = None;
    }

    /// The rules that apply to the last record, those in shadow too, group by group.
    pub(crate) fn rules<'a>(&'a self, tables: &'a Tables) -> impl Iterator<Item = u32> + 'a {
        let groups = self.event.into_iter().flat_map(|event| {
            settle::groups(tables.plan.of(event), &tables.plan.words, self.survivors.of(event))
        });
        groups.flat_map(|(group, leaf, places)| {
            places.iter().enumerate().flat_map(move |(word, place)| {
                members(*place).filter_map(move |bit| settle::rule_at(leaf, group.width as usize, word, bit))
            })
        })
    }
}

/// The bits that are set, lowest first.
fn members(word: u64) -> impl Iterator<Item = u32> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let bit = (rest != 0).then(|| rest.trailing_zeros());
        rest &= rest.wrapping_sub(1);
        bit
    })
}

/// What decides for one policy: its tables, and machine code for them where there is some.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kernel<'p> {
    pub(crate) tables: &'p Tables,
    pub(crate) residuals: &'p Residuals,
    pub(crate) native: Option<&'p NativeKernel>,
}

impl Kernel<'_> {
    /// Decides: the verdict and what it rests on. `discharged` names the `review` rules whose
    /// approvals have been given; `texts` are looked at as tests ask.
    pub(crate) fn decide(
        self,
        facts: &mut Facts,
        event: Event,
        discharged: &[String],
        texts: &mut impl Texts,
        work: &mut Work,
    ) -> (Verdict, Decider) {
        let tables = self.tables;
        if work.survivors.of(event).len() != tables.plan.of(event).survivors() {
            // Room of another policy: no rule can be told from another.
            return (Verdict::Deny, Decider::Default);
        }
        work.event = Some(event);
        work.risks.forget();
        texts.classes(facts.ends_mut());
        if self.narrow(event, facts, work) {
            let mut live = Live { tables, facts, texts };
            let survivors = work.survivors.of_mut(event);
            residual::check(&mut live, self.residuals, tables.plan.of(event), survivors, &mut work.risks);
        }
        let settled = self.settle(event, work);
        let strictest = match discharged {
            [] => settled.first,
            names => work
                .rules(tables)
                .filter(|rule| is_live(tables, *rule) && !is_discharged(tables, *rule, names))
                .min(),
        };
        verdict(tables, event, settled.allowed, strictest)
    }

    pub(crate) fn narrow(self, event: Event, facts: &Facts, work: &mut Work) -> bool {
        let words = self.tables.plan.words.as_slice();
        let survivors = work.survivors.of_mut(event);
        let native = self.native.and_then(|native| native.narrow(event, facts.words(), words, survivors));
        native.unwrap_or_else(|| narrow::narrow(self.tables.plan.of(event), words, facts, survivors))
    }

    fn settle(self, event: Event, work: &Work) -> Settled {
        let words = self.tables.plan.words.as_slice();
        let survivors = work.survivors.of(event);
        let native = self.native.and_then(|native| native.settle(event, words, survivors));
        native.map_or_else(|| settle::settle(self.tables.plan.of(event), words, survivors), Settled::of_bits)
    }

    /// [`Kernel::decide`], and the complete set of matched rules and the bound of every risk.
    pub(crate) fn settle_into(
        self,
        facts: &mut Facts,
        event: Event,
        discharged: &[String],
        texts: &mut impl Texts,
        work: &mut Work,
        outcome: &mut Outcome,
    ) {
        let tables = self.tables;
        (outcome.verdict, outcome.decider) = self.decide(facts, event, discharged, texts, work);
        outcome.matched.clear();
        outcome.shadow.clear();
        for rule in work.rules(tables) {
            if !is_live(tables, rule) {
                outcome.shadow.insert(rule);
            } else if !is_discharged(tables, rule, discharged) {
                outcome.matched.insert(rule);
            }
        }
        let mut live = Live { tables, facts, texts };
        let bound = |(risk, _)| work.risks.of(&mut live, risk).unwrap_or(i64::MAX);
        outcome.risks.clear();
        outcome.risks.extend((0u32..).zip(&tables.risks).map(bound));
    }
}

/// Decides one record, all of whose texts have been looked at, with the safe kernel, and says which
/// rules matched and what each risk comes to.
pub fn settle(tables: &Tables, facts: &Facts, event: Event, discharged: &[String]) -> Outcome {
    let mut outcome = Outcome::for_tables(tables);
    let (mut facts, mut work) = (facts.clone(), Work::of(tables));
    let kernel = Kernel { tables, residuals: &Residuals::of(tables), native: None };
    kernel.settle_into(&mut facts, event, discharged, &mut Looked, &mut work, &mut outcome);
    outcome
}

fn is_live(tables: &Tables, rule: u32) -> bool {
    tables.rules.get(rule as usize).is_none_or(|rule| !rule.shadow)
}

fn is_discharged(tables: &Tables, rule: u32, discharged: &[String]) -> bool {
    let rule = tables.rules.get(rule as usize);
    rule.is_some_and(|rule| {
        rule.verdict == Verdict::Review && discharged.iter().any(|name| rule.name == name.as_str())
    })
}

/// The verdict, from the strictest matched rule and whether an `allow` is among the matched.
fn verdict(tables: &Tables, event: Event, allowed: bool, strictest: Option<u32>) -> (Verdict, Decider) {
    // A number without a rule counts against the action.
    let of = |rule: u32| tables.rules.get(rule as usize).map_or(Verdict::Deny, |rule| rule.verdict);
    match (event, strictest) {
        (Event::Call, Some(rule)) if !allowed && of(rule) < Verdict::Deny => {
            (Verdict::Deny, Decider::Default)
        }
        (Event::Call, None) => (Verdict::Deny, Decider::Default),
        (Event::Result, None) => (Verdict::Allow, Decider::Nothing),
        (Event::Call | Event::Result, Some(rule)) => (of(rule), Decider::Rule(rule)),
    }
}
