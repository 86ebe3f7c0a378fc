//! `smod rd, rs1, rs2 else trap`: remainder of words in two's complement.
//!
//! rs2 ≠ 0: the remainder of the integers' division, rounded towards zero, so it is 0 or has the sign of rs1. rs2 = 0: rd = 0, and
//! control goes to the trap.

use ruint::aliases::U256;

use crate::{
    check::{Refusal, Scope},
    isa::{Else, Operand, Reg},
    kind::{Kind, WORD_BITS},
    vm::{Cpu, ExecutionError},
};

/// rd; 0 if the divisor is.
#[must_use]
pub fn smod(a: U256, b: U256) -> U256 {
    let magnitude = super::wmod::wmod(super::sdiv::size(a), super::sdiv::size(b)).0;
    if a.bit(255) { magnitude.wrapping_neg() } else { magnitude }
}

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, rs1: Reg, rs2: Operand<U256>, trap: Else) -> Result<(), Refusal> {
    scope.read_bits(rs1, WORD_BITS)?;
    scope.operand_word(rs2)?;
    scope.define(rd, Kind::WORD)?;
    scope.branch(trap.0)
}

pub(super) fn execute(
    cpu: &mut Cpu<'_>,
    rd: Reg,
    rs1: Reg,
    rs2: Operand<U256>,
    trap: Else,
) -> Result<(), ExecutionError> {
    let a = cpu.read_u256(rs1)?;
    let b = cpu.operand_u256(rs2)?;
    cpu.define(rd, smod(a, b))?;
    cpu.trap_if(b.is_zero(), Some(trap.0));
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::instruction::testing::word;

    proptest! {
        #[test]
        fn the_sign_of_the_divisor_does_not_matter(a in word(), b in word()) {
            prop_assert_eq!(smod(a, b), smod(a, b.wrapping_neg()));
            // the least word has no negative
            prop_assume!(a != U256::from(1) << 255);
            prop_assert_eq!(smod(a.wrapping_neg(), b), smod(a, b).wrapping_neg());
        }
    }
}
