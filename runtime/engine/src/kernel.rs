//! From facts to a verdict: integers only, no text, no clock.
//!
//! In: checked [`Tables`] and one record's [`Facts`]. Out: a verdict and the rules that matched.
//! Steps: finite facts leave few rules standing (`narrow`), those that hang on anything else are
//! walked (`residual`), and the strictest of what is left decides (`settle`). An [`Outcome`] says
//! more, for reports and explanations: the truth values of every atom and the bound of every risk.
//!
//! Tables that were never checked give an outcome too: a broken index counts against the action.

mod atoms;
mod narrow;
mod residual;
mod risks;
pub(crate) mod settle;
pub(crate) mod walk;

pub use atoms::Truth;
pub use walk::{Reading, holds};

use agp_abi::Verdict;
use agp_abi::bits::Bits;
use agp_abi::facts::Facts;
use agp_abi::tables::{Event, Tables};
use residual::{Live, RiskBounds};

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
    /// The truth values of each atom.
    pub truths: Vec<Truth>,
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
            truths: Vec::with_capacity(tables.atoms.len()),
        }
    }
}

/// What deciding one record works on; sized for one policy, used again for the next record.
#[derive(Clone, Debug)]
pub struct Work {
    survivors: Vec<u64>,
    risks: RiskBounds,
}

impl Work {
    /// Room for the records of a policy.
    pub fn of(tables: &Tables) -> Work {
        let words = tables.plan.call.survivors().max(tables.plan.result.survivors());
        Work { survivors: vec![0; words], risks: RiskBounds::for_tables(tables) }
    }

    /// The rules that apply, those in shadow too, group by group.
    fn rules<'a>(&'a self, tables: &'a Tables, event: Event) -> impl Iterator<Item = u32> + 'a {
        let groups = settle::groups(tables.plan.of(event), &tables.plan.words, &self.survivors);
        groups.flat_map(|(group, leaf, places)| {
            places.iter().enumerate().flat_map(move |(word, place)| {
                let bits = (0..64u32).filter(move |bit| place.checked_shr(*bit).unwrap_or(0) & 1 == 1);
                bits.filter_map(move |bit| settle::rule_at(leaf, group.width as usize, word, bit))
            })
        })
    }
}

/// Decides: the verdict and what it rests on. `discharged` names the `review` rules whose approvals
/// have been given; `look` looks at the texts of a test, unless that has been done.
pub(crate) fn decide(
    tables: &Tables,
    facts: &mut Facts,
    event: Event,
    discharged: &[String],
    look: impl FnMut(u32, &mut Facts),
    work: &mut Work,
) -> (Verdict, Decider) {
    let (index, words) = (tables.plan.of(event), tables.plan.words.as_slice());
    if narrow::narrow(index, words, facts, &mut work.survivors) {
        residual::check(&mut Live { tables, facts, look }, index, &mut work.survivors, &mut work.risks);
    }
    let settled = settle::settle(index, words, &work.survivors);
    let strictest = match discharged {
        [] => settled.first,
        names => work
            .rules(tables, event)
            .filter(|rule| is_live(tables, *rule) && !is_discharged(tables, *rule, names))
            .min(),
    };
    verdict(tables, event, settled.allowed, strictest)
}

/// Decides one record, all of whose texts have been looked at, and says everything there is to say of it.
pub fn settle(tables: &Tables, facts: &Facts, event: Event, discharged: &[String]) -> Outcome {
    let mut outcome = Outcome::for_tables(tables);
    let mut work = Work::of(tables);
    settle_into(tables, &mut facts.clone(), event, discharged, |_, _| (), &mut work, &mut outcome);
    outcome
}

/// [`settle`] in place, looking at every text.
pub(crate) fn settle_into(
    tables: &Tables,
    facts: &mut Facts,
    event: Event,
    discharged: &[String],
    mut look: impl FnMut(u32, &mut Facts),
    work: &mut Work,
    outcome: &mut Outcome,
) {
    (outcome.verdict, outcome.decider) = decide(tables, facts, event, discharged, &mut look, work);
    outcome.matched.clear();
    outcome.shadow.clear();
    for rule in work.rules(tables, event) {
        if !is_live(tables, rule) {
            outcome.shadow.insert(rule);
        } else if !is_discharged(tables, rule, discharged) {
            outcome.matched.insert(rule);
        }
    }
    for (test, _) in (0u32..).zip(&tables.texts) {
        look(test, facts);
    }
    atoms::evaluate(tables, facts, &mut outcome.truths);
    risks::evaluate(tables, facts, &outcome.truths, &mut outcome.risks);
    atoms::evaluate_risks(tables, &outcome.risks, &mut outcome.truths);
}

fn is_live(tables: &Tables, rule: u32) -> bool {
    tables.rules.get(rule as usize).is_none_or(|rule| !rule.shadow)
}

fn is_discharged(tables: &Tables, rule: u32, discharged: &[String]) -> bool {
    let rule = tables.rules.get(rule as usize);
    rule.is_some_and(|rule| rule.verdict == Verdict::Review && discharged.contains(&rule.name))
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
