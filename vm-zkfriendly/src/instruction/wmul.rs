//! `wmul rd, rs1, rs2 [else trap]`: 256-bit unsigned multiplication.
//!
//! `rs1·rs2 = rd + hi·2^256`, rd < 2^256, hi < 2^256, an equation of integers below 2^512: it doesn't fit the field and needs
//! limbs of 64 bits. With a trap, control goes there iff hi ≠ 0; rd is the wrapped product either way.

use ruint::{Uint, aliases::U256};

use crate::{
    check::{Refusal, Scope},
    isa::{Reg, Trap},
    kind::{Kind, WORD_BITS},
    vm::{Cpu, ExecutionError},
};

/// `(rd, hi)`.
#[must_use]
pub fn wmul(a: U256, b: U256) -> (U256, U256) {
    let product: Uint<512, 8> = a.widening_mul(b);
    let [l0, l1, l2, l3, h0, h1, h2, h3] = product.into_limbs();
    (U256::from_limbs([l0, l1, l2, l3]), U256::from_limbs([h0, h1, h2, h3]))
}

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, rs1: Reg, rs2: Reg, trap: Trap) -> Result<(), Refusal> {
    scope.read_bits(rs1, WORD_BITS)?;
    scope.read_bits(rs2, WORD_BITS)?;
    scope.define(rd, Kind::WORD)?;
    scope.trap(trap)
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rd: Reg, rs1: Reg, rs2: Reg, trap: Trap) -> Result<(), ExecutionError> {
    let a = cpu.read_u256(rs1)?;
    let b = cpu.read_u256(rs2)?;
    let (value, overflow) = wmul(a, b);
    cpu.define(rd, value)?;
    cpu.trap_if(!overflow.is_zero(), trap);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::instruction::testing::word;

    proptest! {
        #[test]
        fn overflow_is_a_high_half(a in word(), b in word()) {
            let (rd, hi) = wmul(a, b);
            prop_assert_eq!(a.overflowing_mul(b), (rd, !hi.is_zero()));
        }

        #[test]
        fn the_halves_are_those_of_128_bit_products(a: u128, b: u128) {
            let shifted = U256::from(a) << 128;
            prop_assert_eq!(wmul(shifted, U256::from(b) << 128), (U256::ZERO, U256::from(a) * U256::from(b)));
        }
    }
}
