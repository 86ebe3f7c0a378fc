//! `add.N rd, rs1, rs2 [else trap]`: unsigned addition.
//!
//! `rs1 + rs2 = rd + carry·2^N`, carry ∈ {0, 1}, rd < 2^N. The largest value is `2^(N+1) - 2`, far below the modulus. With a
//! trap, control goes there iff carry = 1; rd is the wrapped sum either way.

use crate::{
    check::{Refusal, Scope},
    isa::{Operand, Reg, Trap, Width},
    kind::Kind,
    vm::{Cpu, ExecutionError},
};

/// `(rd, carry)` of operands below `2^N`.
#[must_use]
pub fn add(width: Width<128>, a: u128, b: u128) -> (u128, bool) {
    let (sum, wrapped) = a.overflowing_add(b);
    (sum & width.max_value(), wrapped || sum > width.max_value())
}

pub(super) fn check(
    scope: &mut Scope<'_>,
    width: Width<128>,
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
    width: Width<128>,
    rd: Reg,
    rs1: Reg,
    rs2: Operand<u128>,
    trap: Trap,
) -> Result<(), ExecutionError> {
    let a = cpu.read_bits(rs1, width.bits())?;
    let b = cpu.operand_bits(rs2, width.bits())?;
    let (value, overflow) = add(width, a, b);
    cpu.define(rd, value)?;
    cpu.trap_if(overflow, trap);
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
        fn the_sum_and_its_carry_are_exact((width, a, b) in narrow_operands::<128>()) {
            let (rd, carry) = add(width, a, b);
            prop_assert!(rd <= width.max_value());
            let carried = U256::from(u8::from(carry)) << usize::from(width.bits());
            prop_assert_eq!(U256::from(a) + U256::from(b), U256::from(rd) + carried);
        }
    }
}
