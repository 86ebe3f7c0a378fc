//! The scalar field of BN254, in which a limb of a word lives.

use ff::{Field as _, PrimeField};
use ruint::aliases::U256;

// `ff` writes the arithmetic and a public `FeltRepr` without documentation, hence a module of its own.
#[allow(missing_docs, unused_qualifications, reason = "the derive's output carries no documentation")]
mod derived {
    use ff::PrimeField;

    /// An element of the scalar field of BN254 (EIP-196: the order of the curve's group).
    #[derive(PrimeField)]
    #[PrimeFieldModulus = "21888242871839275222246405745257275088548364400416034343698204186575808495617"]
    #[PrimeFieldGenerator = "7"]
    #[PrimeFieldReprEndianness = "little"]
    pub struct Felt([u64; 4]);
}

pub use derived::{Felt, FeltRepr};

impl Felt {
    /// `2^bits`, as a field element; exact for `bits` ≤ 253.
    #[must_use]
    pub fn power_of_two(bits: u16) -> Self {
        Self::from(2).pow_vartime([u64::from(bits)])
    }

    /// The element as an integer in `[0, p)`.
    #[must_use]
    pub fn to_u256(&self) -> U256 {
        U256::from_le_bytes(self.to_repr().0)
    }

    /// The element as an integer, if that is below `2^128`.
    #[must_use]
    pub fn to_u128(&self) -> Option<u128> {
        let bytes = self.to_repr().0;
        let (low, high) = bytes.split_at(16);
        if high.iter().any(|byte| *byte != 0) {
            return None;
        }
        low.try_into().ok().map(u128::from_le_bytes)
    }

    /// The element as an integer, if that is below `2^64`.
    #[must_use]
    pub fn to_u64(&self) -> Option<u64> {
        self.to_u128()?.try_into().ok()
    }

    /// The element equal to an integer, if that is below the modulus.
    #[must_use]
    pub fn from_u256(value: U256) -> Option<Self> {
        Self::from_le_bytes(value.to_le_bytes())
    }

    /// 32 bytes, least significant first, of the integer in `[0, p)`.
    #[must_use]
    pub fn to_le_bytes(&self) -> [u8; 32] {
        self.to_repr().0
    }

    /// The inverse of [`Felt::to_le_bytes`]; none if the integer is not below the modulus.
    #[must_use]
    pub fn from_le_bytes(bytes: [u8; 32]) -> Option<Self> {
        Self::from_repr_vartime(FeltRepr(bytes))
    }

    /// Whether this is zero.
    #[must_use]
    pub fn is_zero_element(&self) -> bool {
        self.is_zero_vartime()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_modulus_is_not_an_element() {
        let modulus = U256::from_str_radix(Felt::MODULUS.trim_start_matches("0x"), 16).unwrap();
        assert_eq!(Felt::from_u256(modulus), None);
        assert_eq!(Felt::from_u256(modulus - U256::from(1)), Some(-Felt::ONE));
        assert_eq!((-Felt::ONE).to_u128(), None);
    }

    #[test]
    fn powers_of_two_are_exact_below_the_modulus() {
        for bits in 0..=253 {
            assert_eq!(Felt::power_of_two(bits).to_u256(), U256::from(1) << usize::from(bits));
        }
    }

    proptest! {
        #[test]
        fn integers_survive_the_field(value: u128) {
            let felt = Felt::from_u128(value);
            prop_assert_eq!(felt.to_u128(), Some(value));
            prop_assert_eq!(Felt::from_u256(felt.to_u256()), Some(felt));
            prop_assert_eq!(Felt::from_le_bytes(felt.to_le_bytes()), Some(felt));
        }
    }
}
