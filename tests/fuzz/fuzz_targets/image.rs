//! `agp_tests::fuzz::image` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| agp_tests::fuzz::image(bytes));
