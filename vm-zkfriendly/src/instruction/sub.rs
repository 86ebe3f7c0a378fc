//! `sub.N rd, rs1, rs2 [else trap]`: unsigned subtraction.
//!
//! `rs1 - rs2 = rd - borrow·2^N`, borrow ∈ {0, 1}, rd < 2^N. With a trap, control goes there iff borrow = 1; rd is the wrapped
//! difference either way.

use crate::{
    check::{Refusal, Scope},
    isa::{Operand, Reg, Trap, Width},
    kind::Kind,
    vm::{Cpu, ExecutionError},
};

/// `(rd, borrow)` of operands below `2^N`.
#[must_use]
pub fn sub(width: Width<128>, a: u128, b: u128) -> (u128, bool) {
    (a.wrapping_sub(b) & width.max_value(), a < b)
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
    let (value, overflow) = sub(width, a, b);
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
        fn the_difference_and_its_borrow_are_exact((width, a, b) in narrow_operands::<128>()) {
            let (rd, borrow) = sub(width, a, b);
            prop_assert!(rd <= width.max_value());
            let borrowed = U256::from(u8::from(borrow)) << usize::from(width.bits());
            prop_assert_eq!(U256::from(a) + borrowed, U256::from(rd) + U256::from(b));
        }
    }
}
