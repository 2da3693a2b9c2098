//! Residual chains that are nothing but a list of simple tests, as that list.
//!
//! In: the chains of checked tables. Out: for each rule its steps, all of which must hold, or that
//! its chain has to be walked. Most policies' residuals are such lists: of text tests, and of
//! comparisons of one number with a constant.

use agp_abi::tables::{ACCEPT, Atom, Plane, REJECT, Tables};

/// The most steps of one rule; a longer chain is walked, so that what is kept is linear in the tables.
const MAX_STEPS: usize = 16;

/// A test that must come out a certain way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// What is tested.
    pub(crate) test: Test,
    /// Which of its bits.
    pub(crate) plane: Plane,
}

/// What a step tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    /// This text test.
    Text(u32),
    /// Whether a number is at least this.
    AtLeast {
        /// Which number.
        number: u32,
        /// The least value that passes.
        value: i64,
    },
}

/// What is left of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Residual {
    /// These steps.
    Steps { first: u32, count: u32 },
    /// Its chain.
    Chain,
}

/// What is left of every rule.
#[derive(Clone, Debug, Default)]
pub(crate) struct Residuals {
    rules: Vec<Residual>,
    steps: Vec<Step>,
}

impl Residuals {
    /// The residuals of checked tables.
    pub(crate) fn of(tables: &Tables) -> Residuals {
        let mut residuals = Residuals::default();
        for rule in &tables.rules {
            let first = residuals.steps.len();
            let residual = if residuals.push(tables, rule.residual) {
                let count = residuals.steps.len().saturating_sub(first);
                let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
                Residual::Steps { first: number(first), count: number(count) }
            } else {
                residuals.steps.truncate(first);
                Residual::Chain
            };
            residuals.rules.push(residual);
        }
        residuals.rules.shrink_to_fit();
        residuals.steps.shrink_to_fit();
        residuals
    }

    /// Adds the steps of a chain; whether it is a list of simple tests.
    fn push(&mut self, tables: &Tables, entry: u32) -> bool {
        let most = self.steps.len().saturating_add(MAX_STEPS);
        let mut at = entry;
        while at != ACCEPT {
            if self.steps.len() >= most {
                return false;
            }
            let Some(node) = tables.nodes.get(at as usize) else { return false };
            let test = match tables.atoms.get(node.atom as usize) {
                Some(Atom::Text(test)) => Test::Text(*test),
                Some(Atom::AtLeast { terms, value }) => match terms.as_slice() {
                    [(number, 1)] => Test::AtLeast { number: *number, value: *value },
                    _ => return false,
                },
                _ => return false,
            };
            if node.no != REJECT || node.yes <= at {
                return false;
            }
            self.steps.push(Step { test, plane: node.plane });
            at = node.yes;
        }
        true
    }

    /// The steps of a rule; `None`: its chain is to be walked.
    pub(crate) fn steps(&self, rule: u32) -> Option<&[Step]> {
        match self.rules.get(rule as usize)? {
            Residual::Chain => None,
            Residual::Steps { first, count } => {
                let first = *first as usize;
                self.steps.get(first..first.checked_add(*count as usize)?)
            }
        }
    }
}

/// The bit that a plane reads.
pub(crate) const fn bit(plane: Plane, must: bool, may: bool) -> bool {
    match plane {
        Plane::Must => must,
        Plane::May => may,
        Plane::NotMay => !may,
        Plane::NotMust => !must,
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_STEPS, Residuals, Step, Test};
    use crate::testing;
    use agp_abi::Verdict;
    use agp_abi::tables::{ACCEPT, Atom, Event, Node, Plane, REJECT, RuleRow, Tables};

    /// A rule whose residual is this many tests of one text, each of which must pass.
    fn tables(steps: usize) -> Tables {
        let mut tables = testing::tables();
        tables.atoms = vec![Atom::Text(0)];
        let last = u32::try_from(steps).unwrap();
        let yes = |at: u32| if at == last { ACCEPT } else { at };
        let node = |at: u32| Node { atom: 0, plane: Plane::May, yes: yes(at + 1), no: REJECT };
        tables.nodes = (0..last).map(node).collect();
        tables.rules = vec![RuleRow {
            name: "r".into(),
            reserved: None,
            on: Event::Call,
            verdict: Verdict::Deny,
            shadow: false,
            entry: 0,
            residual: if steps == 0 { ACCEPT } else { 0 },
            beside: None,
        }];
        tables
    }

    #[test]
    fn a_list_of_tests_has_as_many_steps_up_to_a_limit() {
        let step = Step { test: Test::Text(0), plane: Plane::May };
        for steps in [0, 1, MAX_STEPS - 1, MAX_STEPS] {
            assert_eq!(Residuals::of(&tables(steps)).steps(0), Some(&vec![step; steps][..]), "{steps}");
        }
        for steps in [MAX_STEPS + 1, 10 * MAX_STEPS] {
            let residuals = Residuals::of(&tables(steps));
            assert_eq!(residuals.steps(0), None, "{steps}: its chain is walked");
            assert!(residuals.steps.is_empty(), "{steps}: nothing of it is kept");
        }
    }
}
