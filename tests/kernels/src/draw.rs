//! Facts by chance, word by word: about half of the words are what a record could give, the rest
//! lies at the edges of ranges and far beyond them.
//!
//! Everything follows from the seed and the tables.

use agp_abi::index::Select;
use agp_abi::tables::{Event, Tables};

/// Words that no range expects.
const HOSTILE: [u64; 8] =
    [u64::MAX, 1 << 63, (1 << 63) - 1, (1 << 63) + 1, 1 << 32, (1 << 32) - 1, 1 << 31, (1 << 31) - 1];

/// A sequence of numbers. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators" (splitmix64).
#[derive(Clone, Debug)]
pub struct Seed(u64);

impl Seed {
    /// The sequence of this seed.
    pub fn new(seed: u64) -> Seed {
        Seed(seed)
    }

    /// The next number.
    #[expect(clippy::should_implement_trait, reason = "the sequence has no end, so it gives no `Option`")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below the bound, which is not zero.
    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn pick(&mut self, from: &[u64]) -> Option<u64> {
        let bound = u64::try_from(from.len()).ok().filter(|bound| *bound > 0)?;
        from.get(usize::try_from(self.below(bound)).ok()?).copied()
    }
}

/// How the words of a policy's facts are drawn.
pub struct Draw {
    parts: Vec<Part>,
}

/// Some words of the facts, in order.
enum Part {
    /// One word, from 0 to this.
    Value(u64),
    /// So many words of bits.
    Bits(usize),
    /// Two words, and the thresholds that they are compared with.
    Number(Vec<u64>),
}

impl Draw {
    /// What fits the layout of these tables' facts (`agp_abi::facts`).
    pub fn of(tables: &Tables) -> Draw {
        let mut parts: Vec<Part> = tables.ones.iter().map(|most| Part::Value(u64::from(*most))).collect();
        parts.extend(tables.sets.iter().map(|most| Part::Bits(*most as usize / 64 + 1)));
        parts.extend((0..).zip(&tables.numbers).map(|(number, _)| Part::Number(thresholds(tables, number))));
        parts.push(Part::Bits(3 * tables.texts.len().div_ceil(64)));
        parts.extend(tables.plan.ends.iter().map(|end| Part::Value(u64::from(end.largest()))));
        Draw { parts }
    }

    /// Draws facts.
    pub fn facts(&self, seed: &mut Seed, words: &mut Vec<u64>) {
        words.clear();
        for part in &self.parts {
            match part {
                Part::Value(most) => words.push(value(seed, *most)),
                Part::Bits(count) => bits(seed, *count, words),
                Part::Number(thresholds) => number(seed, thresholds, words),
            }
        }
    }
}

/// What the index compares a number with.
fn thresholds(tables: &Tables, number: u32) -> Vec<u64> {
    let fields = [Event::Call, Event::Result]
        .into_iter()
        .flat_map(|event| &tables.plan.of(event).groups)
        .flat_map(|group| &group.fields);
    let of = |select: &Select| match select {
        Select::Low(ends) | Select::High(ends) if ends.number == number => {
            let first = ends.first as usize;
            tables.plan.words.get(first..first.saturating_add(ends.count as usize))
        }
        _ => None,
    };
    let mut all: Vec<u64> = fields.filter_map(|field| of(&field.select)).flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A small number, known or not, or one that only looks like it.
fn value(seed: &mut Seed, most: u64) -> u64 {
    let inside = seed.below(most.saturating_add(1));
    match seed.below(16) {
        0 => hostile(seed),
        1 => most.saturating_add(1 + seed.below(4)),
        // What is left of it in half a word is a value.
        2 => inside | 1 << 32,
        3 => inside | 1 << 63,
        4 | 5 => 0,
        _ => inside,
    }
}

fn bits(seed: &mut Seed, count: usize, words: &mut Vec<u64>) {
    let kind = seed.below(8);
    for _ in 0..count {
        words.push(match kind {
            0 => 0,
            1 => u64::MAX,
            2 => seed.next(),
            3 => hostile(seed),
            4 => 1,
            5 => 1 << seed.below(64),
            _ => seed.next() & seed.next() & seed.next(),
        });
    }
}

/// Both ends of a number; the low one may be above the high one.
fn number(seed: &mut Seed, thresholds: &[u64], words: &mut Vec<u64>) {
    let low = end(seed, thresholds);
    words.push(low);
    words.push(if seed.below(2) == 0 { low } else { end(seed, thresholds) });
}

fn end(seed: &mut Seed, thresholds: &[u64]) -> u64 {
    let near = seed.pick(thresholds).map(|threshold| threshold.wrapping_add(seed.below(3)).wrapping_sub(1));
    match (seed.below(8), near) {
        (0, _) => hostile(seed),
        (1, _) => seed.next(),
        (2, _) | (_, None) => seed.below(2_000_000_000).wrapping_sub(1_000_000_000),
        (_, Some(near)) => near,
    }
}

fn hostile(seed: &mut Seed) -> u64 {
    seed.pick(&HOSTILE).unwrap_or(u64::MAX)
}
