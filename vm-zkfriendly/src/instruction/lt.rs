//! `lt.N rd, rs1, rs2`: unsigned comparison.
//!
//! `rs1 - rs2 = d - rd·2^N`, rd ∈ {0, 1}, d < 2^N; so rd = 1 iff rs1 < rs2.

use crate::{
    check::{Refusal, Scope},
    isa::{Operand, Reg, Width},
    kind::Kind,
    vm::{Cpu, ExecutionError},
};

/// `(rd, d)` of operands below `2^N`.
#[must_use]
pub fn lt(width: Width<128>, a: u128, b: u128) -> (bool, u128) {
    let (difference, borrow) = super::sub::sub(width, a, b);
    (borrow, difference)
}

pub(super) fn check(
    scope: &mut Scope<'_>,
    width: Width<128>,
    rd: Reg,
    rs1: Reg,
    rs2: Operand<u128>,
) -> Result<(), Refusal> {
    scope.read_bits(rs1, width.bits())?;
    scope.operand_bits(rs2, width.bits())?;
    scope.define(rd, Kind::BOOL)
}

pub(super) fn execute(
    cpu: &mut Cpu<'_>,
    width: Width<128>,
    rd: Reg,
    rs1: Reg,
    rs2: Operand<u128>,
) -> Result<(), ExecutionError> {
    let a = cpu.read_bits(rs1, width.bits())?;
    let b = cpu.operand_bits(rs2, width.bits())?;
    cpu.define(rd, lt(width, a, b).0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::instruction::testing::narrow_operands;

    proptest! {
        #[test]
        fn less_means_less((width, a, b) in narrow_operands::<128>()) {
            let (less, d) = lt(width, a, b);
            prop_assert_eq!(less, a < b);
            prop_assert!(d <= width.max_value());
            prop_assert!(!lt(width, a, a).0);
        }
    }
}
