//! Code by hand, called through the kernel.

use super::NativeKernel;
use crate::testing;
use agp_abi::index::{Group, Index};
use agp_abi::native::{Code, Entries, Target};
use agp_abi::tables::{Event, Tables};
use std::sync::Arc;

/// `narrow` puts the first word of the facts into the second survivor and the first of the index
/// into the first, and returns 1; `settle` returns the first survivor plus the first word.
#[cfg(target_arch = "x86_64")]
const BYTES: &[u8] = &[
    0x48, 0x8b, 0x07, // mov rax, [rdi]
    0x48, 0x89, 0x42, 0x08, // mov [rdx + 8], rax
    0x48, 0x8b, 0x06, // mov rax, [rsi]
    0x48, 0x89, 0x02, // mov [rdx], rax
    0xb8, 1, 0, 0, 0,    // mov eax, 1
    0xc3, // ret
    0x90, // nop
    0x48, 0x8b, 0x07, // mov rax, [rdi]
    0x48, 0x03, 0x06, // add rax, [rsi]
    0xc3, // ret
];
#[cfg(target_arch = "x86_64")]
const SETTLE: u32 = 20;
#[cfg(target_arch = "aarch64")]
const BYTES: &[u8] = &[
    0x03, 0x00, 0x40, 0xf9, // ldr x3, [x0]
    0x43, 0x04, 0x00, 0xf9, // str x3, [x2, #8]
    0x23, 0x00, 0x40, 0xf9, // ldr x3, [x1]
    0x43, 0x00, 0x00, 0xf9, // str x3, [x2]
    0x20, 0x00, 0x80, 0xd2, // mov x0, #1
    0xc0, 0x03, 0x5f, 0xd6, // ret
    0x03, 0x00, 0x40, 0xf9, // ldr x3, [x0]
    0x20, 0x00, 0x40, 0xf9, // ldr x0, [x1]
    0x00, 0x00, 0x03, 0x8b, // add x0, x0, x3
    0xc0, 0x03, 0x5f, 0xd6, // ret
];
#[cfg(target_arch = "aarch64")]
const SETTLE: u32 = 24;

/// An index of one group of one word a row, with leaves at 4 and 9.
fn tables() -> Tables {
    let mut tables = testing::tables();
    let group = Group { split: None, leaves: 2, width: 1, base: 4, stride: 5, fields: Vec::new() };
    tables.plan.call = Index { groups: vec![group] };
    tables.plan.words = vec![9; 14];
    tables
}

fn code() -> Code {
    let entries = Entries { narrow: 0, settle: SETTLE };
    Code { target: Target::host().unwrap(), bytes: BYTES.to_vec(), call: entries, result: entries }
}

fn kernel(code: &Code, tables: &Tables) -> Option<NativeKernel> {
    // SAFETY: the code above reads one word of each slice and writes two survivors.
    unsafe { NativeKernel::from_code(code, tables) }
}

#[test]
fn code_is_called_with_what_it_is_given() {
    let tables = tables();
    let kernel = kernel(&code(), &tables).unwrap();
    let (facts, mut survivors) = (vec![5; kernel.facts], [0; 2]);
    assert_eq!(kernel.narrow(Event::Call, &facts, &tables.plan.words, &mut survivors), Some(true));
    assert_eq!(survivors, [9, 5]);
    assert_eq!(kernel.settle(Event::Call, &tables.plan.words, &survivors), Some(18));
}

#[test]
fn slices_of_other_lengths_are_not_passed_on() {
    let tables = tables();
    let kernel = kernel(&code(), &tables).unwrap();
    let (facts, words) = (vec![5; kernel.facts], &tables.plan.words);
    assert_eq!(kernel.narrow(Event::Call, &facts[1..], words, &mut [0; 2]), None);
    assert_eq!(kernel.narrow(Event::Call, &facts, &words[1..], &mut [0; 2]), None);
    assert_eq!(kernel.narrow(Event::Call, &facts, words, &mut [0; 1]), None);
    assert_eq!(kernel.narrow(Event::Result, &facts, words, &mut [0; 2]), None);
    assert_eq!(kernel.settle(Event::Call, &words[1..], &[9, 5]), None);
    assert_eq!(kernel.settle(Event::Call, words, &[9]), None);
}

#[test]
fn survivors_that_point_outside_their_group_are_not_passed_on() {
    let tables = tables();
    let kernel = kernel(&code(), &tables).unwrap();
    for leaf in [0, 3, 10, u64::MAX] {
        assert_eq!(kernel.settle(Event::Call, &tables.plan.words, &[leaf, 0]), None, "{leaf}");
    }
    assert_eq!(kernel.settle(Event::Call, &tables.plan.words, &[4, 0]), Some(13));
}

#[test]
fn code_that_does_not_fit_gives_no_kernel() {
    let fits = tables();
    for target in Target::ALL.into_iter().filter(|target| Some(*target) != Target::host()) {
        assert!(kernel(&Code { target, ..code() }, &fits).is_none());
    }
    let outside = Entries { narrow: 0, settle: 1_000 };
    assert!(kernel(&Code { result: outside, ..code() }, &fits).is_none());
    assert!(kernel(&Code { bytes: Vec::new(), ..code() }, &fits).is_none());
    let mut short = tables();
    short.plan.words.pop();
    assert!(kernel(&code(), &short).is_none());
    let mut none = tables();
    none.plan.call.groups[0].leaves = 0;
    assert!(kernel(&code(), &none).is_none());
}

/// Whether the executable mapping that begins so is there.
fn mapped(start: &str) -> bool {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    maps.lines().any(|line| line.starts_with(start) && line.contains("r-xp"))
}

#[test]
fn the_last_kernel_unmaps_the_code() {
    let first = kernel(&code(), &tables()).unwrap();
    let start = format!("{:x}-", first.code.bytes().as_ptr().addr());
    let second = first.clone();
    assert_eq!(Arc::strong_count(&second.code), 2);
    drop(first);
    assert!(mapped(&start));
    drop(second);
    assert!(!mapped(&start));
}
