//! See [`fuzz::source`].
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz::source(input));
