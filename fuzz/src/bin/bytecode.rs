//! See [`fuzz::bytecode`].
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz::bytecode(input));
