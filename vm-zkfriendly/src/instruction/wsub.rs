//! `wsub rd, rs1, rs2 [else trap]`: 256-bit unsigned subtraction.
//!
//! `rs1 - rs2 = rd - borrow·2^256`, borrow ∈ {0, 1}; by limbs `lo1 - lo2 = rd.lo - b·2^128`,
//! `hi1 - hi2 - b = rd.hi - borrow·2^128`. With a trap, control goes there iff borrow = 1; rd is the wrapped difference either way.

use ruint::aliases::U256;

use crate::{
    check::{Refusal, Scope},
    isa::{Operand, Reg, Trap},
    kind::{Kind, WORD_BITS},
    vm::{Cpu, ExecutionError},
};

/// `(rd, borrow)`.
#[must_use]
pub fn wsub(a: U256, b: U256) -> (U256, bool) {
    a.overflowing_sub(b)
}

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, rs1: Reg, rs2: Operand<U256>, trap: Trap) -> Result<(), Refusal> {
    scope.read_bits(rs1, WORD_BITS)?;
    scope.operand_word(rs2)?;
    scope.define(rd, Kind::WORD)?;
    scope.trap(trap)
}

pub(super) fn execute(
    cpu: &mut Cpu<'_>,
    rd: Reg,
    rs1: Reg,
    rs2: Operand<U256>,
    trap: Trap,
) -> Result<(), ExecutionError> {
    let a = cpu.read_u256(rs1)?;
    let b = cpu.operand_u256(rs2)?;
    let (value, overflow) = wsub(a, b);
    cpu.define(rd, value)?;
    cpu.trap_if(overflow, trap);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::instruction::testing::word;

    proptest! {
        #[test]
        fn the_difference_is_what_must_be_added(a in word(), b in word()) {
            let (rd, borrow) = wsub(a, b);
            prop_assert_eq!(borrow, a < b);
            prop_assert_eq!(crate::instruction::wadd::wadd(rd, b), (a, borrow));
        }
    }
}
