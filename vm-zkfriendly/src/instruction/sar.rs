//! `sar rd, rs1, rs2`: a word in two's complement shifted to the right, its sign coming in.
//!
//! `rs1 = rd·2^rs2 + r`, 0 ≤ r < 2^rs2, as signed integers; the quotient is rounded down. If rs2 ≥ 256 rd is 0, or -1 where rs1 is
//! negative. The complement of a negative word shifted right is the complement of rd.

use ruint::aliases::U256;

use crate::{
    check::{Refusal, Scope},
    isa::{Operand, Reg},
    kind::{Kind, WORD_BITS},
    vm::{Cpu, ExecutionError},
};

/// rd.
#[must_use]
pub fn sar(a: U256, amount: U256) -> U256 {
    let sign = a.bit(255);
    let shifted = super::shr::shr(if sign { !a } else { a }, amount);
    if sign { !shifted } else { shifted }
}

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, rs1: Reg, rs2: Operand<U256>) -> Result<(), Refusal> {
    scope.read_bits(rs1, WORD_BITS)?;
    scope.operand_word(rs2)?;
    scope.define(rd, Kind::WORD)
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rd: Reg, rs1: Reg, rs2: Operand<U256>) -> Result<(), ExecutionError> {
    let a = cpu.read_u256(rs1)?;
    let amount = cpu.operand_u256(rs2)?;
    cpu.define(rd, sar(a, amount))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::instruction::testing::word;

    proptest! {
        #[test]
        fn the_sign_comes_in(a in word(), amount in 0_usize..256, far in word()) {
            prop_assert_eq!(sar(a, U256::from(amount)), a.arithmetic_shr(amount));
            let sign = if a.bit(255) { U256::MAX } else { U256::ZERO };
            prop_assert_eq!(sar(a, far | U256::from(256)), sign);
        }
    }
}
