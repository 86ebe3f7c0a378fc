//! `shl rd, rs1, rs2`: a word shifted to the left.
//!
//! `rs1·2^rs2 = rd + hi·2^256`, hi < 2^256. If rs2 ≥ 256 the factor is 0 instead, and so is rd.

use ruint::aliases::U256;

use crate::{
    check::{Refusal, Scope},
    isa::{Operand, Reg},
    kind::{Kind, WORD_BITS},
    vm::{Cpu, ExecutionError},
};

/// rd.
#[must_use]
pub fn shl(a: U256, amount: U256) -> U256 {
    if amount < U256::from(WORD_BITS) { a << amount.to::<usize>() } else { U256::ZERO }
}

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, rs1: Reg, rs2: Operand<U256>) -> Result<(), Refusal> {
    scope.read_bits(rs1, WORD_BITS)?;
    scope.operand_word(rs2)?;
    scope.define(rd, Kind::WORD)
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rd: Reg, rs1: Reg, rs2: Operand<U256>) -> Result<(), ExecutionError> {
    let a = cpu.read_u256(rs1)?;
    let amount = cpu.operand_u256(rs2)?;
    cpu.define(rd, shl(a, amount))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::instruction::testing::word;

    proptest! {
        #[test]
        fn a_shift_multiplies_with_a_power_of_two(a in word(), amount in 0_usize..256, far in word()) {
            let power = U256::from(1) << amount;
            prop_assert_eq!(shl(a, U256::from(amount)), a.wrapping_mul(power));
            prop_assert_eq!(shl(a, far | U256::from(256)), U256::ZERO);
        }
    }
}
