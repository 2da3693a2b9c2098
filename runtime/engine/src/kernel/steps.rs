//! Residual chains that are nothing but a list of simple tests, as that list.
//!
//! In: the chains of checked tables. Out: for each rule its steps, all of which must hold, or that
//! its chain has to be walked. Most policies' residuals are such lists: of text tests, and of
//! comparisons of one number with a constant.

use agp_abi::tables::{ACCEPT, Atom, Plane, REJECT, Tables};

/// The most steps of one rule; a longer chain is walked, so that what is kept is linear in the tables.
const MAX_STEPS: u8 = 16;

/// A test, and which of its bits must be set. (16 bytes, of which there are thousands.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// This text test.
    Text {
        /// Which test.
        test: u32,
        /// Which of its bits.
        plane: Plane,
    },
    /// Whether a number is at least this.
    AtLeast {
        /// Which number.
        number: u32,
        /// Which of the test's bits.
        plane: Plane,
        /// The least value that passes.
        value: i64,
    },
}

impl Step {
    /// An atom as a step, if it is simple.
    fn of(atom: &Atom, plane: Plane) -> Option<Step> {
        match atom {
            Atom::Text(test) => Some(Step::Text { test: *test, plane }),
            Atom::AtLeast { terms, value } => match terms.as_slice() {
                [(number, 1)] => Some(Step::AtLeast { number: *number, plane, value: *value }),
                _ => None,
            },
            _ => None,
        }
    }
}

/// What is left of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Residual {
    /// These steps.
    Steps { first: u32, count: u8 },
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
            let place = u32::try_from(first).ok();
            let residual = place.zip(residuals.push(tables, rule.residual));
            residuals.rules.push(match residual {
                Some((first, count)) => Residual::Steps { first, count },
                None => Residual::Chain,
            });
            if residual.is_none() {
                residuals.steps.truncate(first);
            }
        }
        residuals.rules.shrink_to_fit();
        residuals.steps.shrink_to_fit();
        residuals
    }

    /// Adds the steps of a chain and says how many; `None` where it is no short list of simple tests,
    /// and some may have been added.
    fn push(&mut self, tables: &Tables, entry: u32) -> Option<u8> {
        let mut at = entry;
        for count in 0..=MAX_STEPS {
            if at == ACCEPT {
                return Some(count);
            }
            let node = tables.nodes.get(at as usize)?;
            if node.no != REJECT || node.yes <= at {
                return None;
            }
            self.steps.push(Step::of(tables.atoms.get(node.atom as usize)?, node.plane)?);
            at = node.yes;
        }
        None
    }

    /// The steps of a rule; `None`: its chain is to be walked.
    pub(crate) fn steps(&self, rule: u32) -> Option<&[Step]> {
        match self.rules.get(rule as usize)? {
            Residual::Chain => None,
            Residual::Steps { first, count } => {
                let first = *first as usize;
                self.steps.get(first..first.checked_add(usize::from(*count))?)
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
    use super::{MAX_STEPS, Residual, Residuals, Step, bit};
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
        let step = Step::Text { test: 0, plane: Plane::May };
        let most = usize::from(MAX_STEPS);
        for steps in [0, 1, most - 1, most] {
            assert_eq!(Residuals::of(&tables(steps)).steps(0), Some(&vec![step; steps][..]), "{steps}");
        }
        for steps in [most + 1, 10 * most] {
            let residuals = Residuals::of(&tables(steps));
            assert_eq!(residuals.steps(0), None, "{steps}: its chain is walked");
            assert!(residuals.steps.is_empty(), "{steps}: nothing of it is kept");
        }
    }

    #[test]
    fn a_plane_reads_one_bit_or_its_contrary() {
        for (must, may) in [(false, false), (false, true), (true, true)] {
            let read =
                [Plane::Must, Plane::May, Plane::NotMay, Plane::NotMust].map(|plane| bit(plane, must, may));
            assert_eq!(read, [must, may, !may, !must]);
        }
    }

    #[test]
    fn a_step_and_what_is_left_of_a_rule_take_little_room() {
        assert_eq!((size_of::<Step>(), size_of::<Residual>()), (16, 8));
    }
}
