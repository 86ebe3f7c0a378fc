//! See [`fuzz::program`].
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz::program(input));
