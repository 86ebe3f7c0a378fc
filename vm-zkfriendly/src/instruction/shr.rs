//! `shr rd, rs1, rs2`: a word shifted to the right, zeros coming in.
//!
//! `rs1 = rd·2^rs2 + r`, r < 2^rs2. If rs2 ≥ 256 rd is 0. rd is at most as wide as rs1.

use ruint::aliases::U256;

use crate::{
    check::{Refusal, Scope},
    isa::{Operand, Reg},
    kind::{Kind, WORD_BITS},
    vm::{Cpu, ExecutionError},
};

/// rd.
#[must_use]
pub fn shr(a: U256, amount: U256) -> U256 {
    if amount < U256::from(WORD_BITS) { a >> amount.to::<usize>() } else { U256::ZERO }
}

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, rs1: Reg, rs2: Operand<U256>) -> Result<(), Refusal> {
    let bits = scope.bits(rs1)?;
    scope.operand_word(rs2)?;
    scope.define(rd, Kind::Bits(bits))
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rd: Reg, rs1: Reg, rs2: Operand<U256>) -> Result<(), ExecutionError> {
    let a = cpu.read_u256(rs1)?;
    let amount = cpu.operand_u256(rs2)?;
    cpu.define(rd, shr(a, amount))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::instruction::testing::word;

    proptest! {
        #[test]
        fn a_shift_divides_by_a_power_of_two(a in word(), amount in 0_usize..256, far in word()) {
            let power = U256::from(1) << amount;
            prop_assert_eq!(shr(a, U256::from(amount)), a / power);
            prop_assert_eq!(shr(a, far | U256::from(256)), U256::ZERO);
        }
    }
}
