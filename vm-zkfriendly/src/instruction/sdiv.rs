//! `sdiv rd, rs1, rs2 else trap`: division of words in two's complement.
//!
//! rs2 ≠ 0: the quotient of the integers, rounded towards zero, modulo 2^256: -2^255 divided by -1 is itself. rs2 = 0: rd = 0, and
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
pub fn sdiv(a: U256, b: U256) -> U256 {
    let magnitude = super::wdiv::wdiv(size(a), size(b)).0;
    if a.bit(255) == b.bit(255) { magnitude } else { magnitude.wrapping_neg() }
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
    cpu.define(rd, sdiv(a, b))?;
    cpu.trap_if(b.is_zero(), Some(trap.0));
    Ok(())
}

/// The magnitude of a word's integer.
pub(super) fn size(word: U256) -> U256 {
    if word.bit(255) { word.wrapping_neg() } else { word }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::instruction::{smod::smod, testing::word};

    proptest! {
        #[test]
        fn quotient_and_remainder_make_the_dividend(a in word(), b in word()) {
            let (q, r) = (sdiv(a, b), smod(a, b));
            if b.is_zero() {
                prop_assert_eq!((q, r), (b, b));
            } else {
                prop_assert_eq!(q.wrapping_mul(b).wrapping_add(r), a);
                prop_assert!(size(r) < size(b));
                prop_assert!(r.is_zero() || r.bit(255) == a.bit(255));
            }
        }
    }

    #[test]
    fn the_least_word_divided_by_minus_one_is_itself() {
        let least = U256::from(1) << 255;
        assert_eq!(sdiv(least, U256::MAX), least);
        assert_eq!(smod(least, U256::MAX), U256::ZERO);
    }
}
