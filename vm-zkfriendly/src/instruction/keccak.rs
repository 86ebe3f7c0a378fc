//! `keccak rd, rs, n`: keccak-256 of the words of registers rs to rs + n - 1, each as 32 bytes, big-endian: what
//! `keccak256(abi.encode(..))` is of values that take a word each. With n = 0 no register is read: rd is the hash of nothing.
//!
//! Keccak-256 is Ethereum's (Yellow Paper, section 3: the permutation of FIPS 202 with the padding from before it). The frame alone
//! bounds n. A block takes 136 bytes, and the padding at least one: n words take `⌊32n / 136⌋ + 1` permutations.

use alloy_primitives::keccak256;
use ruint::aliases::U256;

use crate::{
    check::{Refusal, Scope},
    isa::{Count, Reg},
    kind::Kind,
    vm::{Cpu, ExecutionError},
};

/// rd.
#[must_use]
pub fn keccak(words: &[U256]) -> U256 {
    let bytes: Vec<u8> = words.iter().flat_map(U256::to_be_bytes::<32>).collect();
    U256::from_be_bytes(keccak256(bytes).0)
}

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, rs: Reg, n: Count) -> Result<(), Refusal> {
    scope.read_words(rs, n)?;
    scope.define(rd, Kind::WORD)
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rd: Reg, rs: Reg, n: Count) -> Result<(), ExecutionError> {
    let words = cpu.read_words(rs, n)?;
    cpu.define(rd, keccak(&words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(hex: &str) -> U256 {
        U256::from_str_radix(hex, 16).unwrap()
    }

    /// The hash of nothing, and the place of element 0 of a mapping in slot 0, as Ethereum knows them.
    #[test]
    fn known_hashes_come_out() {
        let nothing = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";
        assert_eq!(keccak(&[]), number(nothing));
        let element = "ad3228b676f7d3cd4284a5443f17f1962b36e491b30a40b2405849e597ba5fb5";
        assert_eq!(keccak(&[U256::ZERO, U256::ZERO]), number(element));
    }
}
