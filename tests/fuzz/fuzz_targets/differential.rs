//! `agp_tests::fuzz::differential` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| agp_tests::fuzz::differential(bytes));
