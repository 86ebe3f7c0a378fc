//! `addmod rd, rs1, rs2, rs3 else trap`: addition modulo a word.
//!
//! rs3 ≠ 0: `rs1 + rs2 = q·rs3 + rd`, rd < rs3, an equation of integers: the sum is not taken modulo 2^256. rs3 = 0: rd = 0, and control
//! goes to the trap.

use ruint::aliases::U256;

use crate::{
    check::{Refusal, Scope},
    isa::{Else, Reg},
    kind::{Kind, WORD_BITS},
    vm::{Cpu, ExecutionError},
};

/// rd; 0 if the modulus is.
#[must_use]
pub fn addmod(a: U256, b: U256, modulus: U256) -> U256 {
    if modulus.is_zero() { U256::ZERO } else { a.add_mod(b, modulus) }
}

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, rs1: Reg, rs2: Reg, rs3: Reg, trap: Else) -> Result<(), Refusal> {
    for rs in [rs1, rs2, rs3] {
        scope.read_bits(rs, WORD_BITS)?;
    }
    scope.define(rd, Kind::WORD)?;
    scope.branch(trap.0)
}

pub(super) fn execute(
    cpu: &mut Cpu<'_>,
    rd: Reg,
    rs1: Reg,
    rs2: Reg,
    rs3: Reg,
    trap: Else,
) -> Result<(), ExecutionError> {
    let a = cpu.read_u256(rs1)?;
    let b = cpu.read_u256(rs2)?;
    let modulus = cpu.read_u256(rs3)?;
    cpu.define(rd, addmod(a, b, modulus))?;
    cpu.trap_if(modulus.is_zero(), Some(trap.0));
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ruint::aliases::U512;

    use super::*;
    use crate::instruction::testing::word;

    proptest! {
        #[test]
        fn it_is_the_remainder_of_the_sum(a in word(), b in word(), modulus in word()) {
            let rd = addmod(a, b, modulus);
            if modulus.is_zero() {
                prop_assert_eq!(rd, modulus);
            } else {
                let exact = U512::from(a) + U512::from(b);
                prop_assert_eq!(U512::from(rd), exact % U512::from(modulus));
            }
        }
    }
}
