//! Checks and timings of several engines on the same rules.
//!
//! First every engine decides, and each decision (and each complete set of matched rules) must be the
//! expected one: a wrong engine is not timed. Checking stops when its time is spent, so a slow engine
//! is checked on the first records only. Then the engines are timed side by side, in rounds: in each
//! round every engine decides a prefix of the records that was checked, as long as fits its share of
//! the budget. What is reported is the median over the rounds. Time is this thread's own, so other work
//! on the machine counts only by what it does to caches.

use crate::engine::{Decision, Engine};
use std::hint::black_box;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// How often every engine takes its turn.
const ROUNDS: u32 = 21;

/// The least number of records that an engine is timed on.
const LEAST: usize = 10;

/// The most passes over its records that an engine makes in one turn.
const PASSES: u32 = 20;

/// What the rules say of each record.
pub struct Expected {
    pub decisions: Vec<Decision>,
    /// The numbers of the rules that match, ascending.
    pub matched: Vec<Vec<u32>>,
}

/// An engine's figures.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// Median nanoseconds of a decision.
    pub nanoseconds: f64,
    /// How many records it was checked on.
    pub checked: usize,
    /// How many of them it was timed on.
    pub timed: usize,
}

/// An engine whose decisions are right, as far as they were looked at.
pub struct Checked<'c> {
    engine: Box<dyn Engine + 'c>,
    right: usize,
    timed: usize,
    rounds: Vec<f64>,
}

impl<'c> Checked<'c> {
    /// Checks an engine, to be timed on so many records at most; an error says where it is wrong.
    pub fn new(
        mut engine: Box<dyn Engine + 'c>,
        expected: &Expected,
        budget: Duration,
        most: usize,
    ) -> Result<Checked<'c>, String> {
        let begin = now();
        let mut checked = 0;
        for (record, decision) in expected.decisions.iter().enumerate() {
            if checked >= LEAST && now().saturating_sub(begin) > budget {
                break;
            }
            let answer = engine.decide(record);
            let decision = match decision {
                Decision::Default if !engine.tells_default() => &Decision::Deny,
                decision => decision,
            };
            if *decision != answer {
                return Err(format!("record {record}: {answer:?} instead of {decision:?}"));
            }
            if let Some(mut matched) = engine.matched() {
                matched.sort_unstable();
                if matched != expected.matched[record] {
                    let expected = &expected.matched[record];
                    return Err(format!("record {record}: matched {matched:?} instead of {expected:?}"));
                }
            }
            checked += 1;
        }
        let mut checked = Checked { engine, right: checked, timed: checked.min(most), rounds: Vec::new() };
        let turn = budget / ROUNDS;
        while checked.timed > LEAST && checked.pass() > turn {
            checked.timed = (checked.timed / 2).max(LEAST);
        }
        Ok(checked)
    }

    fn pass(&mut self) -> Duration {
        let begin = now();
        for record in 0..self.timed {
            black_box(self.engine.decide(black_box(record)));
        }
        now().saturating_sub(begin)
    }

    /// Takes a turn: at least one pass, and more while there is time.
    fn turn(&mut self, budget: Duration) {
        let mut spent = Duration::ZERO;
        let mut passes = 0;
        while passes == 0 || passes < PASSES && spent < budget {
            spent += self.pass();
            passes += 1;
        }
        #[expect(clippy::cast_precision_loss, reason = "some thousands")]
        let decisions = f64::from(passes) * self.timed as f64;
        self.rounds.push(spent.as_secs_f64() * 1e9 / decisions);
    }

    fn timing(mut self) -> Timing {
        self.rounds.sort_by(f64::total_cmp);
        let nanoseconds = self.rounds[self.rounds.len() / 2];
        Timing { nanoseconds, checked: self.right, timed: self.timed }
    }
}

/// The time that this thread has run.
fn now() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("no thread has run for less than no time")
}

/// Times engines side by side.
pub fn time(mut engines: Vec<Checked<'_>>, budget: Duration) -> Vec<Timing> {
    for _ in 0..ROUNDS {
        for engine in &mut engines {
            engine.turn(budget / ROUNDS);
        }
    }
    engines.into_iter().map(Checked::timing).collect()
}
