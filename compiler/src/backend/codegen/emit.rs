//! The few shapes of code that both functions are made of.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Type, Value, types};
use cranelift_frontend::FunctionBuilder;

/// Words of a row that are written out one after the other; longer rows are walked by a loop.
const UNROLLED: u32 = 16;

/// Bytes of a word.
pub(super) const WORD: i32 = 8;

/// A function while it is written.
pub(super) struct Emitter<'f> {
    pub(super) builder: FunctionBuilder<'f>,
}

/// A place in memory: a pointer and a constant offset in bytes.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) pointer: Value,
    pub(super) offset: i32,
}

impl Place {
    /// So many words further on.
    pub(super) fn words(self, count: u32) -> Place {
        Place { offset: self.offset + bytes(count), ..self }
    }
}

/// Words as bytes. Tables keep within what an offset can hold: rows have at most `MAX_WIDTH` words.
pub(super) fn bytes(words: u32) -> i32 {
    i32::try_from(words).unwrap_or(i32::MAX / WORD).saturating_mul(WORD)
}

/// What is read and never written while the function runs.
fn read_only() -> MemFlagsData {
    MemFlagsData::new().with_notrap().with_readonly().with_can_move()
}

fn writable() -> MemFlagsData {
    MemFlagsData::new().with_notrap()
}

impl Emitter<'_> {
    pub(super) fn constant(&mut self, value: i64) -> Value {
        self.builder.ins().iconst(types::I64, value)
    }

    /// A word, or two, of facts or tables.
    pub(super) fn load(&mut self, ty: Type, place: Place) -> Value {
        self.builder.ins().load(ty, read_only(), place.pointer, place.offset)
    }

    /// A word, or two, that this function or the one before it has written.
    pub(super) fn load_written(&mut self, ty: Type, place: Place) -> Value {
        self.builder.ins().load(ty, writable(), place.pointer, place.offset)
    }

    /// Half a word of tables.
    pub(super) fn load_half(&mut self, place: Place) -> Value {
        self.builder.ins().uload32(read_only(), place.pointer, place.offset)
    }

    pub(super) fn store(&mut self, value: Value, place: Place) {
        self.builder.ins().store(writable(), value, place.pointer, place.offset);
    }

    /// The value if it is below the count, else 0, which stands for unknown.
    pub(super) fn clamp(&mut self, value: Value, count: u32) -> Value {
        let (count, unknown) = (self.constant(i64::from(count)), self.constant(0));
        let inside = self.builder.ins().icmp(IntCC::UnsignedLessThan, value, count);
        self.builder.ins().select(inside, value, unknown)
    }

    /// `base + index * scale`, in bytes.
    pub(super) fn indexed(&mut self, base: Value, index: Value, scale: i32) -> Value {
        let scale = self.constant(i64::from(scale));
        let offset = self.builder.ins().imul(index, scale);
        self.builder.ins().iadd(base, offset)
    }

    /// All bits, or none.
    pub(super) fn mask(&mut self, condition: Value) -> Value {
        let (all, none) = (self.constant(-1), self.constant(0));
        self.builder.ins().select(condition, all, none)
    }

    /// A word for each lane of the type.
    pub(super) fn spread(&mut self, ty: Type, word: Value) -> Value {
        if ty == types::I64 { word } else { self.builder.ins().splat(ty, word) }
    }

    /// The words of a value, joined by OR.
    pub(super) fn joined(&mut self, ty: Type, value: Value) -> Value {
        if ty == types::I64 {
            return value;
        }
        let low = self.builder.ins().extractlane(value, 0);
        let high = self.builder.ins().extractlane(value, 1);
        self.builder.ins().bor(low, high)
    }

    /// Runs `body` over the words of a row, two at a time where there are two: with the type, the
    /// offset in words from the row's first, a pointer to add to every place, and the words carried
    /// from one step to the next, which it returns.
    pub(super) fn each_word(
        &mut self,
        width: u32,
        carried: Value,
        mut body: impl FnMut(&mut Self, Type, u32, Option<Value>, Value) -> Value,
    ) -> Value {
        let mut carried = carried;
        let mut word = 0;
        if width > UNROLLED {
            word = width / 2 * 2;
            carried = self.pairs(word, carried, &mut body);
        }
        while word < width {
            let ty = if width - word >= 2 { types::I64X2 } else { types::I64 };
            carried = body(self, ty, word, None, carried);
            word += ty.lane_count();
        }
        carried
    }

    /// A loop over pairs of words.
    fn pairs(
        &mut self,
        words: u32,
        carried: Value,
        body: &mut impl FnMut(&mut Self, Type, u32, Option<Value>, Value) -> Value,
    ) -> Value {
        let (head, after) = (self.builder.create_block(), self.builder.create_block());
        let at = self.builder.append_block_param(head, types::I64);
        let held = self.builder.append_block_param(head, types::I64);
        let result = self.builder.append_block_param(after, types::I64);
        let zero = self.constant(0);
        self.builder.ins().jump(head, &[zero.into(), carried.into()]);
        self.builder.switch_to_block(head);
        let held = body(self, types::I64X2, 0, Some(at), held);
        let step = self.constant(i64::from(2 * WORD));
        let next = self.builder.ins().iadd(at, step);
        let end = self.constant(i64::from(bytes(words)));
        let more = self.builder.ins().icmp(IntCC::UnsignedLessThan, next, end);
        self.builder.ins().brif(more, head, &[next.into(), held.into()], after, &[held.into()]);
        self.builder.switch_to_block(after);
        result
    }
}
