//! `wlt rd, rs1, rs2`: 256-bit unsigned comparison.
//!
//! `rs1 - rs2 = d - rd·2^256`, rd ∈ {0, 1}, d < 2^256; so rd = 1 iff rs1 < rs2.

use ruint::aliases::U256;

use crate::{
    check::{Refusal, Scope},
    isa::{Operand, Reg},
    kind::{Kind, WORD_BITS},
    vm::{Cpu, ExecutionError},
};

/// `(rd, d)`.
#[must_use]
pub fn wlt(a: U256, b: U256) -> (bool, U256) {
    let (difference, borrow) = super::wsub::wsub(a, b);
    (borrow, difference)
}

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, rs1: Reg, rs2: Operand<U256>) -> Result<(), Refusal> {
    scope.read_bits(rs1, WORD_BITS)?;
    scope.operand_word(rs2)?;
    scope.define(rd, Kind::BOOL)
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rd: Reg, rs1: Reg, rs2: Operand<U256>) -> Result<(), ExecutionError> {
    let a = cpu.read_u256(rs1)?;
    let b = cpu.operand_u256(rs2)?;
    cpu.define(rd, wlt(a, b).0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::instruction::testing::word;

    proptest! {
        #[test]
        fn less_means_less(a in word(), b in word()) {
            prop_assert_eq!(wlt(a, b).0, a < b);
            prop_assert!(!wlt(a, a).0);
        }
    }
}
