//! `mul.N rd, rs1, rs2 [else trap]`, N ≤ 64: unsigned multiplication.
//!
//! `rs1·rs2 = rd + q·2^N`, q < 2^N, rd < 2^N. The largest value is `(2^64 - 1)^2 < 2^128`, far below the modulus. With a trap,
//! control goes there iff q ≠ 0; rd is the wrapped product either way.

use crate::{
    check::{Refusal, Scope},
    isa::{Operand, Reg, Trap, Width},
    kind::Kind,
    vm::{Cpu, ExecutionError},
};

/// `(rd, q)` of operands below `2^N`.
#[must_use]
pub fn mul(width: Width<64>, a: u128, b: u128) -> (u128, u128) {
    let product = a.wrapping_mul(b);
    (product & width.max_value(), product >> width.bits())
}

pub(super) fn check(
    scope: &mut Scope<'_>,
    width: Width<64>,
    rd: Reg,
    rs1: Reg,
    rs2: Operand<u128>,
    trap: Trap,
) -> Result<(), Refusal> {
    scope.read_bits(rs1, width.bits())?;
    scope.operand_bits(rs2, width.bits())?;
    scope.define(rd, Kind::Bits(width.bits()))?;
    scope.trap(trap)
}

pub(super) fn execute(
    cpu: &mut Cpu<'_>,
    width: Width<64>,
    rd: Reg,
    rs1: Reg,
    rs2: Operand<u128>,
    trap: Trap,
) -> Result<(), ExecutionError> {
    let a = cpu.read_bits(rs1, width.bits())?;
    let b = cpu.operand_bits(rs2, width.bits())?;
    let (value, overflow) = mul(width, a, b);
    cpu.define(rd, value)?;
    cpu.trap_if(overflow != 0, trap);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ruint::aliases::U256;

    use super::*;
    use crate::instruction::testing::narrow_operands;

    proptest! {
        #[test]
        fn the_product_and_its_quotient_are_exact((width, a, b) in narrow_operands::<64>()) {
            let (rd, q) = mul(width, a, b);
            prop_assert!(rd <= width.max_value() && q <= width.max_value());
            prop_assert_eq!(U256::from(a) * U256::from(b), U256::from(rd) + (U256::from(q) << usize::from(width.bits())));
        }
    }
}
