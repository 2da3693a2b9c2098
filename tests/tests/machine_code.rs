//! Machine code is what it claims to be, read back from its bytes by a decoder that is not Cranelift's:
//! every instruction that can be reached from an entry, on x86-64. What follows the last `ret` of a
//! function (constants, padding) is reached by none.

use agp_abi::native::{Code, Target};
use agp_abi::tables::{Event, Tables};
use agp_compiler::backend::codegen::codegen;
use agp_tests::dice::{Dice, Seed};
use agp_tests::{generate, image, judge, workload};
use iced_x86::{Decoder, DecoderOptions, FlowControl, Instruction, Mnemonic, OpKind, Register};
use std::collections::BTreeSet;

/// Policies that are made up and accepted.
const GENERATED: usize = 200;

/// Decodes from an entry along every path; gives how many instructions there are, or what is wrong.
fn walk(bytes: &[u8], entry: u32) -> Result<usize, String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![u64::from(entry)];
    while let Some(at) = open.pop() {
        if !seen.insert(at) {
            continue;
        }
        let place = usize::try_from(at).map_err(|_| format!("{at} is no place"))?;
        let rest = bytes.get(place..).filter(|rest| !rest.is_empty()).ok_or(format!("{at} is outside"))?;
        let instruction = Decoder::with_ip(64, rest, at, DecoderOptions::NONE).decode();
        next(&instruction, &mut open).map_err(|what| format!("{at}: {what}"))?;
    }
    Ok(seen.len())
}

/// Where an instruction can lead, unless it is one that must not be there.
fn next(instruction: &Instruction, open: &mut Vec<u64>) -> Result<(), String> {
    allowed(instruction)?;
    match instruction.flow_control() {
        FlowControl::Next => open.push(instruction.next_ip()),
        FlowControl::UnconditionalBranch => open.push(instruction.near_branch_target()),
        FlowControl::ConditionalBranch => {
            open.extend([instruction.near_branch_target(), instruction.next_ip()]);
        }
        FlowControl::Return => {}
        // A call, `syscall` among them, a jump to a place that is computed, an interrupt, `ud2`, a
        // transaction: bytes that are no instruction come here too.
        flow => return Err(format!("{:?} is {flow:?}", instruction.mnemonic())),
    }
    Ok(())
}

/// Whether it can neither trap on integers nor reach memory but through a register.
fn allowed(instruction: &Instruction) -> Result<(), String> {
    let mnemonic = instruction.mnemonic();
    if matches!(mnemonic, Mnemonic::Div | Mnemonic::Idiv | Mnemonic::Into | Mnemonic::Bound) {
        return Err(format!("{mnemonic:?} can trap"));
    }
    let memory = (0..instruction.op_count()).any(|at| instruction.op_kind(at) == OpKind::Memory);
    let anywhere =
        instruction.memory_base() == Register::None || instruction.segment_prefix() != Register::None;
    // A multi-byte `nop` and `lea` name memory and do not touch it.
    if memory && anywhere && !matches!(mnemonic, Mnemonic::Nop | Mnemonic::Lea) {
        return Err(format!("{mnemonic:?} reaches memory at a fixed place"));
    }
    Ok(())
}

/// Checks all four functions of a policy; gives how many instructions they have.
fn check(name: &str, tables: &Tables) -> usize {
    let code: Code = codegen(tables, Target::X86_64).unwrap();
    let entries = [Event::Call, Event::Result].map(|event| code.entries(event));
    let functions = entries.into_iter().flat_map(|entries| [entries.narrow, entries.settle]);
    functions.map(|entry| walk(&code.bytes, entry).unwrap_or_else(|what| panic!("{name}: {what}"))).sum()
}

#[test]
fn the_code_of_shipped_policies_calls_and_traps_nowhere() {
    let shipped = image::shipped();
    assert!(shipped.len() >= 6);
    for (name, compiled) in shipped {
        assert!(check(&name, &compiled.tables) > 20, "{name}");
    }
}

#[test]
fn the_code_of_made_up_policies_calls_and_traps_nowhere() {
    let mut checked = 0;
    for seed in 1.. {
        let mut source = Seed::new(seed);
        let made = generate::policy(&mut Dice::new(&mut source));
        let Ok(compiled) = judge::compile(&made.sources(), made.name()) else { continue };
        assert!(check(&format!("seed {seed}"), &compiled.tables) > 20);
        checked += 1;
        if checked == GENERATED {
            return;
        }
    }
}

#[test]
fn the_code_of_the_workload_calls_and_traps_nowhere() {
    for rules in [10, 100, 1_000] {
        let Some(compiled) = workload::compiled(rules) else { return };
        let code = check(&format!("{rules} rules"), &compiled.tables);
        assert!((20..20_000).contains(&code), "{code} instructions for {rules} rules");
    }
}

#[test]
fn what_must_not_be_there_is_found() {
    for (bytes, what) in [
        (&[0xe8, 0, 0, 0, 0, 0xc3][..], "Call is Call"),
        (&[0xff, 0xd0, 0xc3], "Call is IndirectCall"),
        (&[0xff, 0xe0], "Jmp is IndirectBranch"),
        (&[0x0f, 0x05, 0xc3], "Syscall is Call"),
        (&[0x0f, 0x0b], "Ud2 is Exception"),
        (&[0xcc], "Int3 is Interrupt"),
        (&[0x48, 0xf7, 0xf1, 0xc3], "Div can trap"),
        (&[0x48, 0x8b, 0x04, 0x25, 0, 0x10, 0, 0, 0xc3], "reaches memory at a fixed place"),
        // A branch over `ret` into `ud2`, a function without an end, one that leaves its bytes.
        (&[0x74, 1, 0xc3, 0x0f, 0x0b], "3: Ud2 is Exception"),
        (&[0x90], "1 is outside"),
        (&[0xeb, 0x70], "114 is outside"),
    ] {
        let said = walk(bytes, 0).expect_err("it is refused");
        assert!(said.contains(what), "{said}, not {what}");
    }
    // `ret` of its own, and behind it what nobody reaches.
    assert_eq!(walk(&[0xc3, 0x0f, 0x0b], 0), Ok(1));
}
