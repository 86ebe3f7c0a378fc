//! `wdiv rd, rs1, rs2 else trap`: 256-bit unsigned division.
//!
//! rs2 ≠ 0: `rs1 = rd·rs2 + r`, r < rs2, an equation of integers (`rd·rs2` is not taken modulo 2^256). rs2 = 0: rd = 0, and
//! control goes to the trap.

use ruint::aliases::U256;

use crate::{
    check::{Refusal, Scope},
    isa::{Else, Reg},
    kind::{Kind, WORD_BITS},
    vm::{Cpu, ExecutionError},
};

/// `(rd, r)`; both are 0 if the divisor is.
#[must_use]
pub fn wdiv(a: U256, b: U256) -> (U256, U256) {
    if b.is_zero() { (U256::ZERO, U256::ZERO) } else { a.div_rem(b) }
}

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, rs1: Reg, rs2: Reg, trap: Else) -> Result<(), Refusal> {
    scope.read_bits(rs1, WORD_BITS)?;
    scope.read_bits(rs2, WORD_BITS)?;
    scope.define(rd, Kind::WORD)?;
    scope.branch(trap.0)
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rd: Reg, rs1: Reg, rs2: Reg, trap: Else) -> Result<(), ExecutionError> {
    let a = cpu.read_u256(rs1)?;
    let b = cpu.read_u256(rs2)?;
    cpu.define(rd, wdiv(a, b).0)?;
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
        fn quotient_and_remainder_are_the_only_ones(a in word(), b in word()) {
            let (q, r) = wdiv(a, b);
            if b.is_zero() {
                prop_assert_eq!((q, r), (U256::ZERO, U256::ZERO));
            } else {
                prop_assert!(r < b);
                prop_assert_eq!(q.checked_mul(b).and_then(|product| product.checked_add(r)), Some(a));
            }
        }
    }
}
