//! `agp_tests::fuzz::parse` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| agp_tests::fuzz::parse(bytes));
