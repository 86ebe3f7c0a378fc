//! `slt rd, rs1, rs2`: comparison of words in two's complement.
//!
//! With `s = 1` for a negative word its integer is `word - s·2^256`; rd = 1 iff the integer of rs1 is below that of rs2.

use ruint::aliases::U256;

use crate::{
    check::{Refusal, Scope},
    isa::{Operand, Reg},
    kind::{Kind, WORD_BITS},
    vm::{Cpu, ExecutionError},
};

/// rd.
#[must_use]
pub fn slt(a: U256, b: U256) -> bool {
    // the order of integers is that of words once 2^255 has been added
    let shifted = |word: U256| word ^ (U256::from(1) << 255);
    shifted(a) < shifted(b)
}

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, rs1: Reg, rs2: Operand<U256>) -> Result<(), Refusal> {
    scope.read_bits(rs1, WORD_BITS)?;
    scope.operand_word(rs2)?;
    scope.define(rd, Kind::BOOL)
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rd: Reg, rs1: Reg, rs2: Operand<U256>) -> Result<(), ExecutionError> {
    let a = cpu.read_u256(rs1)?;
    let b = cpu.operand_u256(rs2)?;
    cpu.define(rd, slt(a, b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::instruction::testing::word;

    proptest! {
        #[test]
        fn negative_words_are_below_the_others(a in word(), b in word()) {
            let expected = if a.bit(255) == b.bit(255) { a < b } else { a.bit(255) };
            prop_assert_eq!(slt(a, b), expected);
            prop_assert!(!slt(a, a));
        }
    }
}
