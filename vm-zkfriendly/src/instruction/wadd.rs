//! `wadd rd, rs1, rs2 [else trap]`: 256-bit unsigned addition.
//!
//! `rs1 + rs2 = rd + carry·2^256`, carry ∈ {0, 1}; by limbs `lo1 + lo2 = rd.lo + c·2^128`, `hi1 + hi2 + c = rd.hi + carry·2^128`.
//! With a trap, control goes there iff carry = 1; rd is the wrapped sum either way.

use ruint::aliases::U256;

use crate::{
    check::{Refusal, Scope},
    isa::{Operand, Reg, Trap},
    kind::{Kind, WORD_BITS},
    vm::{Cpu, ExecutionError},
};

/// `(rd, carry)`.
#[must_use]
pub fn wadd(a: U256, b: U256) -> (U256, bool) {
    a.overflowing_add(b)
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
    let (value, overflow) = wadd(a, b);
    cpu.define(rd, value)?;
    cpu.trap_if(overflow, trap);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::instruction::testing::word;
    use crate::word::limbs;

    proptest! {
        #[test]
        fn the_limbs_add_with_their_carries(a in word(), b in word()) {
            let (rd, carry) = wadd(a, b);
            let [(a0, a1), (b0, b1), (r0, r1)] = [a, b, rd].map(limbs);
            let (low, c) = a0.overflowing_add(b0);
            prop_assert_eq!(low, r0);
            let high = U256::from(a1) + U256::from(b1) + U256::from(u8::from(c));
            prop_assert_eq!(high, U256::from(r1) + (U256::from(u8::from(carry)) << 128));
        }
    }
}
