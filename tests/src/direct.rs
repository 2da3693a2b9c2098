//! The smallest evaluator: a decision program over facts, formula by formula.
//!
//! Shares the facts with the engine and nothing else. Where it differs from the kernel, planning
//! is at fault; where it agrees with the kernel and both differ from the reference evaluator,
//! binding or lowering is.

use agp_abi::Verdict;
use agp_abi::facts::Facts;
use agp_abi::number::SCALE;
use agp_abi::tables::{Atom, Event, Fact, MORE, MORE_DETECTED, UNKNOWN};
use agp_compiler::program::{Formula, Program, Risk, Rule};

/// What must hold, and what may.
pub type Truth = (bool, bool);

/// What came of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The verdict.
    pub verdict: Verdict,
    /// The matched rules, by their place in the program.
    pub matched: Vec<u32>,
    /// The rules in `shadow` that would have matched.
    pub shadow: Vec<u32>,
    /// The upper bounds of the risks.
    pub risks: Vec<i64>,
    /// The truth of every atom.
    pub truths: Vec<Truth>,
}

/// Decides.
pub fn settle(program: &Program, facts: &Facts, event: Event, discharged: &[String]) -> Settled {
    let mut evaluator = Evaluator { program, facts, risks: Vec::new() };
    evaluator.risks = program.risks.iter().map(|risk| evaluator.bound(risk)).collect();
    let of_event = || (0u32..).zip(&program.rules).filter(|(_, rule)| rule.on == event);
    let applies = |rule: &Rule| {
        let (must, may) = evaluator.formula(&rule.when);
        if rule.verdict == Verdict::Allow { must } else { may }
    };
    let given =
        |rule: &Rule| !rule.shadow && rule.verdict == Verdict::Review && discharged.contains(&rule.name);
    let matched: Vec<u32> = of_event()
        .filter(|(_, rule)| !rule.shadow && !given(rule) && applies(rule))
        .map(|(at, _)| at)
        .collect();
    let shadow = of_event().filter(|(_, rule)| rule.shadow && applies(rule)).map(|(at, _)| at).collect();
    let verdicts = || matched.iter().map(|at| program.rules[*at as usize].verdict);
    let granted = event == Event::Result || verdicts().any(|verdict| verdict == Verdict::Allow);
    let floor = if granted { Verdict::Allow } else { Verdict::Deny };
    Settled {
        verdict: verdicts().max().unwrap_or(Verdict::Allow).max(floor),
        shadow,
        truths: program.atoms.iter().map(|atom| evaluator.atom(atom)).collect(),
        matched,
        risks: evaluator.risks,
    }
}

struct Evaluator<'a> {
    program: &'a Program,
    facts: &'a Facts,
    /// Empty while the risks are evaluated.
    risks: Vec<i64>,
}

impl Evaluator<'_> {
    fn formula(&self, formula: &Formula) -> Truth {
        match formula {
            Formula::Const(value) => (*value, *value),
            Formula::Literal { atom, negated } => {
                let (must, may) = self.atom(&self.program.atoms[*atom as usize]);
                if *negated { (!may, !must) } else { (must, may) }
            }
            Formula::And(parts) => parts.iter().fold((true, true), |sum, part| {
                let part = self.formula(part);
                (sum.0 && part.0, sum.1 && part.1)
            }),
            Formula::Or(parts) => parts.iter().fold((false, false), |sum, part| {
                let part = self.formula(part);
                (sum.0 || part.0, sum.1 || part.1)
            }),
        }
    }

    fn atom(&self, atom: &Atom) -> Truth {
        let facts = self.facts;
        match atom {
            Atom::One { one, must, may } => {
                let value = facts.one(*one);
                (must.contains(value), may.contains(value))
            }
            Atom::Has { set, must, may } => (
                facts.elements(*set).any(|element| must.contains(element)),
                facts.elements(*set).any(|element| may.contains(element)),
            ),
            Atom::Within { set, must, may } => {
                let empty = facts.elements(*set).next().is_none();
                let may_be = |element: u32| matches!(element, MORE | MORE_DETECTED) || may.contains(element);
                (
                    !empty && facts.elements(*set).all(|element| must.contains(element)),
                    !empty && facts.elements(*set).all(may_be),
                )
            }
            Atom::AtLeast { terms, value } => self.at_least(terms, *value),
            Atom::Text(text) => facts.text(*text),
            Atom::Known(fact) => {
                let known = self.known(*fact);
                (known, known)
            }
            Atom::Risk { risk, value } => {
                (false, self.risks.get(*risk as usize).is_none_or(|bound| bound >= value))
            }
        }
    }

    /// A bound at its end of the range is endless, and so is the sum that it is part of.
    fn at_least(&self, terms: &[(u32, i64)], value: i64) -> Truth {
        let (mut least, mut greatest) = (Some(0), Some(0));
        for (number, factor) in terms {
            let bounds = self.facts.number(*number);
            let product = |end: i64| i128::from(end) * i128::from(*factor);
            let low = (bounds.low > i64::MIN).then(|| product(bounds.low));
            let high = (bounds.high < i64::MAX).then(|| product(bounds.high));
            let (small, large) = if *factor < 0 { (high, low) } else { (low, high) };
            least = least.zip(small).map(|(sum, part)| sum + part);
            greatest = greatest.zip(large).map(|(sum, part)| sum + part);
        }
        let value = i128::from(value);
        (least.is_some_and(|sum| sum >= value), greatest.is_none_or(|sum| sum >= value))
    }

    fn known(&self, fact: Fact) -> bool {
        let facts = self.facts;
        match fact {
            Fact::One(one) => facts.one(one) != UNKNOWN,
            Fact::Set(set) => !facts.elements(set).any(|element| matches!(element, MORE | MORE_DETECTED)),
            Fact::Number(number) => facts.number(number) != self.program.numbers[number as usize].unknown,
            Fact::Text(text) => {
                let (must, may) = facts.text(text);
                must == may
            }
        }
    }

    fn bound(&self, risk: &Risk) -> i64 {
        let scale = i128::from(SCALE);
        let sum: i128 = risk
            .terms
            .iter()
            .map(|term| {
                let score = term.score.as_ref().map(|(number, _)| self.facts.number(*number));
                let least = score.map_or(scale, |bounds| i128::from(bounds.low).clamp(0, scale));
                let greatest = score.map_or(scale, |bounds| i128::from(bounds.high).clamp(0, scale));
                let (must, may) = self.formula(&term.when);
                match (term.subtract, must, may) {
                    (false, _, true) => i128::from(term.weight) * greatest,
                    (true, true, _) => -i128::from(term.weight) * least,
                    (false, _, false) | (true, false, _) => 0,
                }
            })
            .sum();
        i64::try_from(sum.clamp(0, scale * scale)).unwrap_or(i64::MAX)
    }
}
