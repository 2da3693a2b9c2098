//! Running a check over many policies, on all processors, by seed.

use agp_tests::census::Census;
use agp_tests::dice::{Dice, Seed};
use agp_tests::generate::{self, Policy};
use agp_tests::judge::{Judge, Refusal};
use std::env;
use std::thread;

/// How much is run.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    /// Cases of one policy.
    pub(crate) cases: u64,
    /// Policies, where nothing else is asked for.
    pub(crate) policies: u64,
}

/// What one policy was made from, and what belongs to it.
pub(crate) struct Subject<'a> {
    pub(crate) seed: u64,
    pub(crate) policy: &'a Policy,
    pub(crate) judge: &'a mut Judge,
    pub(crate) census: &'a mut Census,
}

/// What came of a run.
pub(crate) struct Ran {
    pub(crate) policies: u64,
    pub(crate) refused: u64,
    pub(crate) census: Census,
}

impl Ran {
    /// How many policies of a hundred the compiler accepted.
    pub(crate) fn accepted(&self) -> u64 {
        self.policies * 100 / (self.policies + self.refused).max(1)
    }
}

/// A number given by the environment.
fn given(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// Checks so many policies as the plan or the environment says, each with the dice that made it.
pub(crate) fn every_policy(plan: Plan, check: impl Fn(Subject<'_>, &mut Dice<'_>) + Sync) -> Ran {
    let first = given("AGP_SEED").unwrap_or(1);
    let wanted = given("AGP_CASES").map_or(plan.policies, |cases| cases.div_ceil(plan.cases).max(1));
    let workers = thread::available_parallelism().map_or(1, |count| count.get() as u64).min(wanted);
    let work = |worker: u64| {
        let mut ran = Ran { policies: 0, refused: 0, census: Census::default() };
        let quota = wanted / workers + u64::from(worker < wanted % workers);
        let mut seed = first + worker;
        while ran.policies < quota {
            one(seed, &mut ran, &check);
            seed += workers;
        }
        ran
    };
    thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|worker| scope.spawn(move || work(worker))).collect();
        let mut all = Ran { policies: 0, refused: 0, census: Census::default() };
        for worker in running {
            match worker.join() {
                Ok(ran) => {
                    all.policies += ran.policies;
                    all.refused += ran.refused;
                    all.census.add(&ran.census);
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    })
}

fn one(seed: u64, ran: &mut Ran, check: &impl Fn(Subject<'_>, &mut Dice<'_>)) {
    let mut source = Seed::new(seed);
    let mut dice = Dice::new(&mut source);
    let policy = generate::policy(&mut dice);
    match judge(&policy) {
        Ok(mut judge) => {
            ran.policies += 1;
            let subject = Subject { seed, policy: &policy, judge: &mut judge, census: &mut ran.census };
            check(subject, &mut dice);
        }
        Err(Refusal::Checker(_)) => ran.refused += 1,
        Err(refusal @ Refusal::Behind(_)) => panic!("AGP_SEED={seed}: {refusal}"),
    }
}

/// A policy, compiled.
pub(crate) fn judge(policy: &Policy) -> Result<Judge, Refusal> {
    Judge::new(&policy.sources(), policy.name())
}
