//! `or rd, rs1, rs2`: disjunction of words, bit by bit.
//!
//! `rd = rs1 + rs2 - (rs1 & rs2)`, limb by limb without a carry; as wide as the wider operand.

use ruint::aliases::U256;

use crate::{
    check::{Refusal, Scope},
    isa::{Operand, Reg},
    kind::Kind,
    vm::{Cpu, ExecutionError},
};

/// rd.
#[must_use]
pub fn or(a: U256, b: U256) -> U256 {
    a | b
}

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, rs1: Reg, rs2: Operand<U256>) -> Result<(), Refusal> {
    let (a, b) = (scope.bits(rs1)?, scope.operand_word_bits(rs2)?);
    scope.define(rd, Kind::Bits(a.max(b)))
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rd: Reg, rs1: Reg, rs2: Operand<U256>) -> Result<(), ExecutionError> {
    let a = cpu.read_u256(rs1)?;
    let b = cpu.operand_u256(rs2)?;
    cpu.define(rd, or(a, b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::instruction::testing::word;
    use crate::kind::Kind;

    proptest! {
        #[test]
        fn a_bit_is_set_by_either(a in word(), b in word()) {
            let rd = or(a, b);
            for i in 0..256 {
                prop_assert_eq!(rd.bit(i), a.bit(i) || b.bit(i));
            }
            let bits = |value: U256| u16::try_from(value.bit_len().max(1)).unwrap_or(256);
            prop_assert!(Kind::of(rd).fits(Kind::Bits(bits(a).max(bits(b)))));
        }
    }
}
