//! The function that narrows: rows picked by facts, joined by AND word by word.
//!
//! Straight-line code: for each group the leaf, for each field where its rows begin, then word by
//! word the AND of them all. What several groups read of a record is computed once.

use super::emit::{Emitter, Place, bytes};
use agp_abi::facts::Layout;
use agp_abi::index::{DIGIT_BITS, DIGIT_ROWS, Digits, Field, Group, Index, Select, Thresholds, row};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Type, Value, types};

/// Digits in a word of a set.
const DIGITS: u32 = u64::BITS / DIGIT_BITS;

/// Writes the function's body; gives what it returns.
pub(super) fn emit(
    emitter: &mut Emitter<'_>,
    layout: &Layout,
    index: &Index,
    facts: Value,
    words: Value,
    survivors: Value,
) -> Value {
    let mut narrow = Narrow { emitter, layout, facts, words };
    let mut open = narrow.emitter.constant(0);
    let mut out = Place { pointer: survivors, offset: 0 };
    for group in &index.groups {
        open = narrow.group(group, out, open);
        out = out.words(1 + group.width);
    }
    let none = narrow.emitter.constant(0);
    let some = narrow.emitter.builder.ins().icmp(IntCC::NotEqual, open, none);
    narrow.emitter.builder.ins().uextend(types::I64, some)
}

struct Narrow<'e, 'f, 'a> {
    emitter: &'e mut Emitter<'f>,
    layout: &'a Layout,
    facts: Value,
    words: Value,
}

/// The rows that a record picks of a field.
enum Rows {
    /// One row.
    One(Place),
    /// The OR of rows, and of one more under a mask.
    Any(Vec<Place>, Option<(Place, Value)>),
    /// The AND of rows, and of one more under a mask.
    All(Vec<Place>, Option<(Place, Value)>),
}

impl Narrow<'_, '_, '_> {
    /// Narrows one group: writes its leaf and its survivors, and joins the open ones to `open`.
    fn group(&mut self, group: &Group, out: Place, open: Value) -> Value {
        let leaf = match group.split {
            None => self.emitter.constant(i64::from(group.base)),
            Some(one) => {
                let value = self.one(one, group.leaves);
                let base = self.emitter.constant(i64::from(group.base));
                let stride = i32::try_from(group.stride).unwrap_or(i32::MAX);
                self.emitter.indexed(base, value, stride)
            }
        };
        self.emitter.store(leaf, out);
        let leaf = Place { pointer: self.emitter.indexed(self.words, leaf, bytes(1)), offset: 0 };
        let rows: Vec<Rows> = group.fields.iter().map(|field| self.rows(leaf, field, group.width)).collect();
        let out = out.words(1);
        self.emitter.each_word(group.width, open, |emitter, ty, word, step, open| {
            let mut words = Words { emitter, ty, word, step };
            let valid = words.load(leaf.words(row::VALID * group.width));
            let kept = rows.iter().fold(valid, |kept, rows| words.narrowed(kept, rows));
            let residual = words.load(leaf.words(row::RESIDUAL * group.width));
            let left = words.emitter.builder.ins().band(kept, residual);
            words.store(kept, out);
            let left = words.emitter.joined(ty, left);
            words.emitter.builder.ins().bor(open, left)
        })
    }

    fn rows(&mut self, leaf: Place, field: &Field, width: u32) -> Rows {
        let first = leaf.words(field.at);
        match &field.select {
            Select::One(one) => {
                let value = self.one(*one, field.rows);
                Rows::One(self.row(first, value, width))
            }
            Select::End(end) => {
                let class = self.fact(self.layout.end(*end));
                let class = self.emitter.clamp(class, field.rows);
                Rows::One(self.row(first, class, width))
            }
            Select::Low(thresholds) => {
                let rank = self.rank(*thresholds, self.layout.number(thresholds.number));
                Rows::One(self.row(first, rank, width))
            }
            Select::High(thresholds) => {
                let rank = self.rank(*thresholds, self.layout.number(thresholds.number) + 1);
                Rows::One(self.row(first, rank, width))
            }
            Select::AnyOf(digits) => {
                let rows = self.digits(first, digits, width);
                Rows::Any(rows, self.nobody(first, field, digits, width))
            }
            Select::AllOf(digits) => {
                let rows = self.digits(first, digits, width);
                Rows::All(rows, self.nobody(first, field, digits, width))
            }
        }
    }

    /// The row of this number.
    fn row(&mut self, first: Place, number: Value, width: u32) -> Place {
        Place { pointer: self.emitter.indexed(first.pointer, number, bytes(width)), ..first }
    }

    /// A word of the facts.
    fn fact(&mut self, word: usize) -> Value {
        let word = u32::try_from(word).unwrap_or(u32::MAX);
        self.emitter.load(types::I64, Place { pointer: self.facts, offset: bytes(word) })
    }

    fn one(&mut self, one: u32, count: u32) -> Value {
        let value = self.fact(one as usize);
        self.emitter.clamp(value, count)
    }

    /// How many thresholds are at most the end of a number: a binary search without branches.
    fn rank(&mut self, thresholds: Thresholds, end: usize) -> Value {
        let end = self.fact(end);
        let first = Place { pointer: self.words, offset: bytes(thresholds.first) };
        let mut rank = self.emitter.constant(0);
        for step in (0..thresholds.steps()).rev() {
            let step = 1u32 << step;
            let at = Place { pointer: self.emitter.indexed(first.pointer, rank, bytes(1)), ..first };
            let threshold = self.emitter.load(types::I64, at.words(step - 1));
            let passed = self.emitter.builder.ins().icmp(IntCC::SignedLessThanOrEqual, threshold, end);
            let step = self.emitter.constant(i64::from(step));
            let next = self.emitter.builder.ins().iadd(rank, step);
            rank = self.emitter.builder.ins().select(passed, next, rank);
        }
        rank
    }

    /// The rows of a set's digits.
    fn digits(&mut self, first: Place, digits: &Digits, width: u32) -> Vec<Place> {
        let (set, _) = self.layout.set(digits.set);
        let row = bytes(width);
        (0u32..)
            .zip(&digits.digits)
            .map(|(at, digit)| {
                let word = self.fact(set + (digit / DIGITS) as usize);
                let shift = self.emitter.constant(i64::from(digit % DIGITS * DIGIT_BITS));
                let value = self.emitter.builder.ins().ushr(word, shift);
                let mask = self.emitter.constant(i64::from(DIGIT_ROWS - 1));
                let value = self.emitter.builder.ins().band(value, mask);
                let pointer = self.emitter.indexed(first.pointer, value, row);
                Place { pointer, offset: first.offset }.words(at * DIGIT_ROWS * width)
            })
            .collect()
    }

    /// The row that joins in where a set is empty, and the mask that is set there.
    fn nobody(&mut self, first: Place, field: &Field, digits: &Digits, width: u32) -> Option<(Place, Value)> {
        if !digits.empty {
            return None;
        }
        let (set, length) = self.layout.set(digits.set);
        let mut members = self.emitter.constant(0);
        for word in set..set + length {
            let word = self.fact(word);
            members = self.emitter.builder.ins().bor(members, word);
        }
        let zero = self.emitter.constant(0);
        let empty = self.emitter.builder.ins().icmp(IntCC::Equal, members, zero);
        Some((first.words((field.rows - 1) * width), self.emitter.mask(empty)))
    }
}

/// One or two words of every row.
struct Words<'e, 'f> {
    emitter: &'e mut Emitter<'f>,
    ty: Type,
    word: u32,
    step: Option<Value>,
}

impl Words<'_, '_> {
    fn place(&mut self, row: Place) -> Place {
        let row = row.words(self.word);
        match self.step {
            None => row,
            Some(step) => Place { pointer: self.emitter.builder.ins().iadd(row.pointer, step), ..row },
        }
    }

    fn load(&mut self, row: Place) -> Value {
        let place = self.place(row);
        self.emitter.load(self.ty, place)
    }

    fn store(&mut self, value: Value, row: Place) {
        let place = self.place(row);
        self.emitter.store(value, place);
    }

    fn narrowed(&mut self, kept: Value, rows: &Rows) -> Value {
        match rows {
            Rows::One(row) => {
                let word = self.load(*row);
                self.emitter.builder.ins().band(kept, word)
            }
            Rows::Any(rows, nobody) => {
                let mut joined = nobody.map(|(row, mask)| {
                    let (word, mask) = (self.load(row), self.emitter.spread(self.ty, mask));
                    self.emitter.builder.ins().band(word, mask)
                });
                for row in rows {
                    let word = self.load(*row);
                    joined = Some(match joined {
                        None => word,
                        Some(joined) => self.emitter.builder.ins().bor(joined, word),
                    });
                }
                joined.map_or(kept, |joined| self.emitter.builder.ins().band(kept, joined))
            }
            Rows::All(rows, nobody) => {
                let mut kept = kept;
                if let Some((row, mask)) = nobody {
                    let (word, mask) = (self.load(*row), self.emitter.spread(self.ty, *mask));
                    let unless = self.emitter.builder.ins().bnot(mask);
                    let word = self.emitter.builder.ins().bor(word, unless);
                    kept = self.emitter.builder.ins().band(kept, word);
                }
                for row in rows {
                    let word = self.load(*row);
                    kept = self.emitter.builder.ins().band(kept, word);
                }
                kept
            }
        }
    }
}
