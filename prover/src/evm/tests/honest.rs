//! Completeness, and counts that change only on purpose.

use super::*;
use crate::backend::mock_check;
use crate::testing::assert_accepted;

#[test]
fn every_sample_is_accepted_by_the_native_checker_and_the_mock_prover() {
    for (name, source, words) in SAMPLES {
        let prepared = Run::new(source, words).prepare();
        assert_accepted(prepared.circuit(), prepared.witness());
        assert_eq!(mock_check(prepared.circuit(), prepared.witness()), Ok(()), "{name}");
    }
}

#[test]
fn code_is_served_and_committed_whatever_its_length_and_its_end() {
    // k = 10 has 1,008 usable rows, 992 of them in whole words
    let long = format!("STOP .bytes 0x{}", "00".repeat(999));
    // jumps over nothing, over 31 bytes; a PUSH that the end cuts off; no STOP at the end
    for source in [
        long.as_str(),
        "PUSH @end JUMP end: STOP",
        "PUSH @end JUMP .bytes 0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e end: STOP",
        "PUSH 1 PUSH 2 STOP .bytes 0x7f5b5b",
        "PUSH 5 JUMPDEST",
    ] {
        let prepared = Run::new(source, &[]).prepare();
        assert_accepted(prepared.circuit(), prepared.witness());
    }
}
