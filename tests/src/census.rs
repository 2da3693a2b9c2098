//! What generated material has come by, so that a test can say that nothing was missed.
//!
//! A [`Census`] counts by name under a heading. A heading's names that must occur are given with
//! their count of zero beforehand, so that what never occurs is seen.

mod construct;
mod decision;

pub use construct::policy;
pub use decision::{VERDICT, answer, settled};

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

/// Counts by heading and name.
#[derive(Clone, Debug, Default)]
pub struct Census {
    counts: BTreeMap<&'static str, BTreeMap<String, u64>>,
}

impl Census {
    /// Counts of what must occur, all zero.
    pub fn expecting() -> Census {
        let mut census = Census::default();
        construct::expect(&mut census);
        decision::expect(&mut census);
        census
    }

    /// Counts one more.
    pub fn count(&mut self, heading: &'static str, name: impl Into<String>) {
        *self.counts.entry(heading).or_default().entry(name.into()).or_default() += 1;
    }

    /// Says that a name must occur.
    fn expect(&mut self, heading: &'static str, names: impl IntoIterator<Item = String>) {
        let counts = self.counts.entry(heading).or_default();
        for name in names {
            counts.entry(name).or_default();
        }
    }

    /// Adds the counts of another.
    pub fn add(&mut self, other: &Census) {
        for (heading, counts) in &other.counts {
            for (name, count) in counts {
                *self.counts.entry(heading).or_default().entry(name.clone()).or_default() += count;
            }
        }
    }

    /// How often something occurred.
    pub fn of(&self, heading: &str, name: &str) -> u64 {
        self.counts.get(heading).and_then(|counts| counts.get(name)).copied().unwrap_or(0)
    }

    /// All counts of a heading together.
    pub fn total(&self, heading: &str) -> u64 {
        self.counts.get(heading).map_or(0, |counts| counts.values().sum())
    }

    /// What must occur and has not, as `heading: name`.
    pub fn missing(&self) -> Vec<String> {
        let all = self.counts.iter().flat_map(|(heading, counts)| {
            counts.iter().filter(|(_, count)| **count == 0).map(move |(name, _)| format!("{heading}: {name}"))
        });
        all.collect()
    }
}

impl Display for Census {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (heading, counts) in &self.counts {
            writeln!(f, "{heading}")?;
            for (name, count) in counts {
                writeln!(f, "{count:>9}  {name}")?;
            }
        }
        Ok(())
    }
}
