//! What one register holds: two limbs, each a field element.

use std::fmt;

use ff::{Field as _, PrimeField as _};
use ruint::aliases::U256;

use crate::felt::Felt;

/// The content of a cell. Its static [`Kind`](crate::kind::Kind) tells how to read it: an integer `v < 2^256` is
/// `(v mod 2^128, v / 2^128)`, so an integer below `2^128` is `(v, 0)` whatever its type, and zero-extension is free;
/// a field element is `(f, 0)`; the link cell of a `call` frame is `(return pc, caller's fp)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    /// The low limb.
    pub lo: Felt,
    /// The high limb.
    pub hi: Felt,
}

impl Word {
    /// The integer 0.
    pub const ZERO: Self = Self { lo: Felt::ZERO, hi: Felt::ZERO };

    /// A field element as a word.
    #[must_use]
    pub fn from_felt(felt: Felt) -> Self {
        Self { lo: felt, hi: Felt::ZERO }
    }

    /// The integer it represents; none if a limb is not below `2^128`.
    #[must_use]
    pub fn to_u256(&self) -> Option<U256> {
        let (lo, hi) = (self.lo.to_u128()?, self.hi.to_u128()?);
        Some((U256::from(hi) << 128) | U256::from(lo))
    }

    /// The integer it represents, if that is below `2^128`.
    #[must_use]
    pub fn to_u128(&self) -> Option<u128> {
        if self.hi.is_zero_element() { self.lo.to_u128() } else { None }
    }
}

impl From<U256> for Word {
    fn from(value: U256) -> Self {
        let (lo, hi) = limbs(value);
        Self { lo: Felt::from_u128(lo), hi: Felt::from_u128(hi) }
    }
}

impl From<u128> for Word {
    fn from(value: u128) -> Self {
        Self::from_felt(Felt::from_u128(value))
    }
}

impl From<bool> for Word {
    fn from(value: bool) -> Self {
        Self::from(u128::from(value))
    }
}

impl fmt::Display for Word {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_u256() {
            Some(value) => write!(out, "{value:#x}"),
            None => write!(out, "({:#x}, {:#x})", self.lo.to_u256(), self.hi.to_u256()),
        }
    }
}

/// `(value mod 2^128, value / 2^128)`.
#[must_use]
pub fn limbs(value: U256) -> (u128, u128) {
    let [l0, l1, l2, l3] = value.into_limbs().map(u128::from);
    (l0 | (l1 << 64), l2 | (l3 << 64))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_field_element_above_a_limb_is_no_integer() {
        assert_eq!(Word::from_felt(Felt::power_of_two(128)).to_u256(), None);
        assert_eq!(Word::from_felt(-Felt::ONE).to_u128(), None);
    }

    proptest! {
        #[test]
        fn integers_survive_the_word(limbs: [u64; 4], narrow: u128) {
            let value = U256::from_limbs(limbs);
            prop_assert_eq!(Word::from(value).to_u256(), Some(value));
            prop_assert_eq!(Word::from(narrow), Word::from(U256::from(narrow)));
            prop_assert_eq!(Word::from(narrow).to_u128(), Some(narrow));
        }
    }
}
