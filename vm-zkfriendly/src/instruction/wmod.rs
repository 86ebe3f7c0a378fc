//! `wmod rd, rs1, rs2 else trap`: 256-bit unsigned remainder.
//!
//! rs2 ≠ 0: `rs1 = q·rs2 + rd`, rd < rs2, an equation of integers (`q·rs2` is not taken modulo 2^256). rs2 = 0: rd = 0, and
//! control goes to the trap.

use ruint::aliases::U256;

use crate::{
    check::{Refusal, Scope},
    isa::{Else, Reg},
    kind::{Kind, WORD_BITS},
    vm::{Cpu, ExecutionError},
};

/// `(rd, q)`; both are 0 if the divisor is.
#[must_use]
pub fn wmod(a: U256, b: U256) -> (U256, U256) {
    let (q, r) = super::wdiv::wdiv(a, b);
    (r, q)
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
    cpu.define(rd, wmod(a, b).0)?;
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
        fn the_remainder_is_what_division_leaves(a in word(), b in word()) {
            let (r, q) = wmod(a, b);
            prop_assert_eq!((q, r), crate::instruction::wdiv::wdiv(a, b));
        }
    }
}
