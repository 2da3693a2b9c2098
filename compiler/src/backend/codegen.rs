//! The index as machine code, with Cranelift.
//!
//! In: the index over a policy's rules and the layout of the facts. Out: [`Code`] for one target: for each event a
//! function that [`narrow`](mod@narrow)s and one that [`settle`](mod@settle)s (`agp_abi::native` has their
//! contract). Rows stay data: what is compiled is how a record's facts select them, so the code is
//! short, and as long for ten thousand rules as for a hundred.
//!
//! Invariants of what comes out, asserted after every compile:
//! 1. no relocation, no call, no trap: the code stands alone and may be mapped anywhere;
//! 2. the frame stays below [`MAX_FRAME`];
//! 3. every index that comes from a record is clamped to its field, one that is out of range to 0,
//!    which stands for unknown; digits of a set and ranks of a number are in range by construction;
//! 4. no loop but over the words of a row, whose number is a constant.
//!
//! Settings stand in [`isa`], once. The same plan gives the same bytes.

mod emit;
mod narrow;
mod settle;

use agp_abi::facts::Layout;
use agp_abi::native::{Code, Entries, Target};
use agp_abi::tables::{Event, Tables};
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::ir::{AbiParam, Function, InstBuilder, Signature, UserFuncName, types};
use cranelift_codegen::isa::{self, CallConv, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable};
use cranelift_codegen::{Context, ir};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use emit::Emitter;
use std::fmt;

/// The largest frame of a function, in bytes.
pub const MAX_FRAME: u32 = 4096;

/// Bytes that functions begin at a multiple of: a cache line.
const ALIGN: usize = 64;

/// Machine code broke an invariant, or Cranelift refused what we asked of it: a defect of this
/// compiler, never of a policy.
#[derive(Debug)]
pub struct Defect(String);

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "machine code could not be made, which is a defect of this compiler: {}", self.0)
    }
}

impl std::error::Error for Defect {}

fn defect(what: impl fmt::Display) -> Defect {
    Defect(what.to_string())
}

/// Compiles the index of a policy for a target.
pub fn codegen(tables: &Tables, target: Target) -> Result<Code, Defect> {
    // What code reaches by a constant must lie within an offset of 31 bits.
    if tables.plan.words.len() > i32::MAX as usize / 8 {
        return Err(defect("the rows of the index take more than 2 GiB"));
    }
    let isa = isa(target)?;
    let layout = Layout::of(tables);
    let mut bytes = Vec::new();
    let mut entries = |event: Event| -> Result<Entries, Defect> {
        let index = tables.plan.of(event);
        let narrow = compile(&*isa, 3, |emitter, [facts, words, survivors, ..]| {
            narrow::emit(emitter, &layout, index, facts, words, survivors)
        })?;
        let settle = compile(&*isa, 2, |emitter, [words, survivors, ..]| {
            settle::emit(emitter, index, words, survivors)
        })?;
        Ok(Entries { narrow: append(&mut bytes, &narrow), settle: append(&mut bytes, &settle) })
    };
    let (call, result) = (entries(Event::Call)?, entries(Event::Result)?);
    Ok(Code { target, bytes, call, result })
}

/// Appends a function; gives its offset.
fn append(bytes: &mut Vec<u8>, function: &[u8]) -> u32 {
    bytes.resize(bytes.len().next_multiple_of(ALIGN), 0);
    let at = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    bytes.extend_from_slice(function);
    at
}

/// The target with its settings.
fn isa(target: Target) -> Result<OwnedTargetIsa, Defect> {
    let mut flags = settings::builder();
    for (name, value) in [
        ("opt_level", "speed"),
        ("is_pic", "true"),
        ("enable_verifier", "true"),
        ("enable_probestack", "false"),
        ("unwind_info", "false"),
        ("machine_code_cfg_info", "true"),
    ] {
        flags.set(name, value).map_err(defect)?;
    }
    let triple = match target {
        Target::X86_64 => "x86_64-unknown-linux-gnu",
        Target::Aarch64 => "aarch64-unknown-linux-gnu",
    };
    let builder = isa::lookup_by_name(triple).map_err(defect)?;
    builder.finish(settings::Flags::new(flags)).map_err(defect)
}

/// Compiles one function of `params` pointers to an `i64`.
fn compile(
    isa: &dyn isa::TargetIsa,
    params: usize,
    body: impl FnOnce(&mut Emitter<'_>, [ir::Value; 3]) -> ir::Value,
) -> Result<Vec<u8>, Defect> {
    let mut signature = Signature::new(CallConv::SystemV);
    signature.params.resize(params, AbiParam::new(types::I64));
    signature.returns.push(AbiParam::new(types::I64));
    let mut context =
        Context::for_function(Function::with_name_signature(UserFuncName::user(0, 0), signature));
    let mut room = FunctionBuilderContext::new();
    let mut builder = FunctionBuilder::new(&mut context.func, &mut room);
    let entry = builder.create_block();
    builder.append_block_params_for_function_params(entry);
    builder.switch_to_block(entry);
    let given = builder.block_params(entry);
    let last = given.last().copied().ok_or_else(|| defect("a function has no parameter"))?;
    let pointers = [0, 1, 2].map(|at| given.get(at).copied().unwrap_or(last));
    let mut emitter = Emitter { builder };
    let result = body(&mut emitter, pointers);
    let mut builder = emitter.builder;
    builder.ins().return_(&[result]);
    builder.seal_all_blocks();
    builder.finalize(isa.frontend_config());
    let compiled = context
        .compile(isa, &mut ControlPlane::default())
        .map_err(|error| defect(format_args!("{:?}", error.inner)))?;
    let buffer = &compiled.buffer;
    if !buffer.relocs().is_empty() || !buffer.traps().is_empty() || buffer.call_sites().next().is_some() {
        return Err(defect("a function does not stand alone"));
    }
    let frame = buffer.frame_layout().map_or(0, |layout| layout.frame_to_fp_offset);
    if frame >= MAX_FRAME {
        return Err(defect(format_args!("a function has a frame of {frame} bytes")));
    }
    Ok(buffer.data().to_vec())
}
