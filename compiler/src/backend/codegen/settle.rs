//! The function that settles: the first live rule of every group, the least of them, and whether
//! an `allow` is among the live ones.

use super::emit::{Emitter, Place, bytes};
use agp_abi::index::{Group, Index, row};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

/// No rule.
const NONE: i64 = 0xffff_ffff;

/// Words from which on a row is walked by a loop.
const UNROLLED: u32 = 16;

/// Writes the function's body; gives what it returns.
pub(super) fn emit(emitter: &mut Emitter<'_>, index: &Index, words: Value, survivors: Value) -> Value {
    let mut first = emitter.constant(NONE);
    let mut allowed = emitter.constant(0);
    let mut places = Place { pointer: survivors, offset: 0 };
    for group in &index.groups {
        let rule;
        (rule, allowed) = settle(emitter, group, words, places, allowed);
        first = emitter.builder.ins().umin(first, rule);
        places = places.words(1 + group.width);
    }
    let none = emitter.constant(0);
    let allowed = emitter.builder.ins().icmp(IntCC::NotEqual, allowed, none);
    let allowed = emitter.builder.ins().uextend(types::I64, allowed);
    let up = emitter.constant(32);
    let allowed = emitter.builder.ins().ishl(allowed, up);
    emitter.builder.ins().bor(first, allowed)
}

/// The first live rule of a group, and `allowed` joined with its survivors that grant.
fn settle(
    emitter: &mut Emitter<'_>,
    group: &Group,
    words: Value,
    places: Place,
    allowed: Value,
) -> (Value, Value) {
    let leaf = leaf(emitter, group, words, places);
    let places = places.words(1);
    let none = emitter.constant(-1);
    let (first, allowed) = if group.width <= UNROLLED {
        // From the last word to the first, so that what comes first is written last.
        (0..group.width).rev().fold((none, allowed), |(first, allowed), word| {
            let at = emitter.constant(i64::from(word * 64));
            step(emitter, group, leaf.words(word), places.words(word), at, (first, allowed))
        })
    } else {
        walk(emitter, group, leaf, places, (none, allowed))
    };
    let zero = emitter.constant(0);
    let some = emitter.builder.ins().icmp(IntCC::SignedGreaterThanOrEqual, first, zero);
    let place = emitter.builder.ins().select(some, first, zero);
    let numbers = leaf.words(row::COUNT * group.width);
    let number = Place { pointer: emitter.indexed(numbers.pointer, place, 4), ..numbers };
    let number = emitter.load_half(number);
    let nobody = emitter.constant(NONE);
    (emitter.builder.ins().select(some, number, nobody), allowed)
}

/// The leaf that narrowing has picked. A word that is no leaf of the group is taken for leaf 0.
fn leaf(emitter: &mut Emitter<'_>, group: &Group, words: Value, places: Place) -> Place {
    let leaf = emitter.load_written(types::I64, places);
    let base = emitter.constant(i64::from(group.base));
    let above = emitter.builder.ins().isub(leaf, base);
    let last = emitter.constant(i64::from(group.leaves - 1) * i64::from(group.stride));
    let inside = emitter.builder.ins().icmp(IntCC::UnsignedLessThanOrEqual, above, last);
    let leaf = emitter.builder.ins().select(inside, leaf, base);
    Place { pointer: emitter.indexed(words, leaf, bytes(1)), offset: 0 }
}

/// One word: its first live place, if it has one, takes the place of `first`.
fn step(
    emitter: &mut Emitter<'_>,
    group: &Group,
    leaf: Place,
    places: Place,
    at: Value,
    (first, allowed): (Value, Value),
) -> (Value, Value) {
    let survivors = emitter.load_written(types::I64, places);
    let grants = emitter.load(types::I64, leaf.words(row::ALLOW * group.width));
    let grants = emitter.builder.ins().band(survivors, grants);
    let allowed = emitter.builder.ins().bor(allowed, grants);
    let live = emitter.load(types::I64, leaf.words(row::LIVE * group.width));
    let live = emitter.builder.ins().band(survivors, live);
    let bit = emitter.builder.ins().ctz(live);
    let place = emitter.builder.ins().iadd(at, bit);
    let zero = emitter.constant(0);
    let some = emitter.builder.ins().icmp(IntCC::NotEqual, live, zero);
    (emitter.builder.ins().select(some, place, first), allowed)
}

/// A loop over the words of a row, last first.
fn walk(
    emitter: &mut Emitter<'_>,
    group: &Group,
    leaf: Place,
    places: Place,
    (first, allowed): (Value, Value),
) -> (Value, Value) {
    let (head, after) = (emitter.builder.create_block(), emitter.builder.create_block());
    let [at, held, grants] = [(); 3].map(|()| emitter.builder.append_block_param(head, types::I64));
    let [result, joined] = [(); 2].map(|()| emitter.builder.append_block_param(after, types::I64));
    let last = emitter.constant(i64::from(group.width - 1));
    emitter.builder.ins().jump(head, &[last.into(), first.into(), allowed.into()]);
    emitter.builder.switch_to_block(head);
    let here = |emitter: &mut Emitter<'_>, place: Place| Place {
        pointer: emitter.indexed(place.pointer, at, bytes(1)),
        ..place
    };
    let (leaf, places) = (here(emitter, leaf), here(emitter, places));
    let six = emitter.constant(6);
    let bits = emitter.builder.ins().ishl(at, six);
    let (held, grants) = step(emitter, group, leaf, places, bits, (held, grants));
    let one = emitter.constant(1);
    let next = emitter.builder.ins().isub(at, one);
    let zero = emitter.constant(0);
    let more = emitter.builder.ins().icmp(IntCC::SignedGreaterThanOrEqual, next, zero);
    emitter.builder.ins().brif(
        more,
        head,
        &[next.into(), held.into(), grants.into()],
        after,
        &[held.into(), grants.into()],
    );
    emitter.builder.switch_to_block(after);
    (result, joined)
}
