//! 256-bit words as two field elements: limbs of 128 bits, low one first.

use ff::PrimeField;
use ruint::aliases::U256;

use crate::Felt;

/// Both limbs of a word.
pub type Word = [Felt; 2];

/// A word's limbs in the field.
pub fn word(value: U256) -> Word {
    let [a, b, c, d] = value.into_limbs();
    [Felt::from_raw([a, b, 0, 0]), Felt::from_raw([c, d, 0, 0])]
}

/// The integer of a word whose limbs are below 2^128; of another, of what is left of it.
pub fn integer(word: Word) -> U256 {
    let mut bytes = [0; 32];
    bytes[..16].copy_from_slice(&word[0].to_repr()[..16]);
    bytes[16..].copy_from_slice(&word[1].to_repr()[..16]);
    U256::from_le_bytes(bytes)
}

/// The order of the integers that represent two elements.
pub fn less(a: Felt, b: Felt) -> bool {
    a.to_repr().iter().rev().lt(b.to_repr().iter().rev())
}

/// The lowest 64 bits of the integer that represents an element.
pub fn small(value: Felt) -> u64 {
    let bytes = value.to_repr();
    u64::from_le_bytes(std::array::from_fn(|i| bytes[i]))
}
