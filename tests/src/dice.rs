//! Where the choices of a generator come from.
//!
//! A generator asks [`Dice`] and nothing else. Behind it stands a seed, or the bytes of a fuzzer.
//! Zero is always the plainest choice and what an exhausted source gives, so that a generator ends
//! and shorter bytes make smaller things.

pub use agp_kernels::draw::Seed;
use arbitrary::Unstructured;

/// A source of choices.
pub trait Entropy {
    /// A number below `bound`, which is not zero. An exhausted source gives zero.
    fn below(&mut self, bound: u32) -> u32;
}

impl Entropy for Unstructured<'_> {
    fn below(&mut self, bound: u32) -> u32 {
        self.int_in_range(0..=bound.saturating_sub(1)).unwrap_or(0)
    }
}

impl Entropy for Seed {
    fn below(&mut self, bound: u32) -> u32 {
        // The high half times the bound: even enough for choices, and no division.
        let scaled = (self.next() >> 32) * u64::from(bound);
        u32::try_from(scaled >> 32).unwrap_or(0)
    }
}

/// Choices of every kind, from one source.
pub struct Dice<'e> {
    source: &'e mut dyn Entropy,
}

impl<'e> Dice<'e> {
    /// Dice over a source.
    pub fn new(source: &'e mut dyn Entropy) -> Dice<'e> {
        Dice { source }
    }

    /// An index below `bound`; 0 if that is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = u32::try_from(bound).unwrap_or(u32::MAX);
        if bound == 0 { 0 } else { self.source.below(bound) as usize }
    }

    /// A number between two, both included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// True in so many of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) + percent >= 100
    }

    /// One of some things. There must be one.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// One of some texts. There must be one.
    pub fn word<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// One of some things, if there are any.
    pub fn any<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// One of some things, each as often as its weight says. Some weight must be above zero.
    pub fn weighted<T: Copy>(&mut self, from: &[(usize, T)]) -> T {
        let total: usize = from.iter().map(|(weight, _)| weight).sum();
        let mut at = self.below(total);
        for (weight, thing) in from {
            if at < *weight {
                return *thing;
            }
            at -= weight;
        }
        from[0].1
    }

    /// Between one and `most` of some things, in their order, none twice.
    pub fn some<'a, T>(&mut self, from: &'a [T], most: usize) -> Vec<&'a T> {
        let wanted = self.between(1, most.max(1)).min(from.len());
        let mut chosen: Vec<usize> = Vec::with_capacity(wanted);
        for _ in 0..wanted {
            let at = self.below(from.len());
            if !chosen.contains(&at) {
                chosen.push(at);
            }
        }
        chosen.sort_unstable();
        chosen.into_iter().map(|at| &from[at]).collect()
    }

    /// Puts things in another order.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for at in (1..things.len()).rev() {
            things.swap(at, self.below(at + 1));
        }
    }
}
