//! `ssub rd, rs1, rs2 else trap`: subtraction of words in two's complement.
//!
//! `rd = rs1 - rs2 (mod 2^256)`. Control goes to the trap iff that is not the difference of the integers: iff rs2 and rd have one sign and
//! rs1 has the other.

use ruint::aliases::U256;

use crate::{
    check::{Refusal, Scope},
    isa::{Else, Operand, Reg},
    kind::{Kind, WORD_BITS},
    vm::{Cpu, ExecutionError},
};

/// rd, and whether it overflows.
#[must_use]
pub fn ssub(a: U256, b: U256) -> (U256, bool) {
    let difference = a.wrapping_sub(b);
    (difference, a.bit(255) != b.bit(255) && difference.bit(255) != a.bit(255))
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
    let (value, overflow) = ssub(a, b);
    cpu.define(rd, value)?;
    cpu.trap_if(overflow, Some(trap.0));
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ruint::aliases::U512;

    use super::*;
    use crate::instruction::testing::word;

    /// A word's integer plus 2^300.
    fn integer(word: U256) -> U512 {
        let sign = if word.bit(255) { U512::from(1) << 256 } else { U512::ZERO };
        (U512::from(1) << 300) + U512::from(word) - sign
    }

    proptest! {
        #[test]
        fn it_overflows_iff_the_integer_is_another(a in word(), b in word()) {
            let (rd, overflow) = ssub(a, b);
            prop_assert_eq!(rd, a.wrapping_sub(b));
            prop_assert_eq!(overflow, integer(a) + (U512::from(1) << 300) != integer(rd) + integer(b));
        }
    }
}
