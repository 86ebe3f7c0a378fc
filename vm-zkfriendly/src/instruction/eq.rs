//! `eq rd, rs1, rs2`: equality of cells, of any kind.
//!
//! rd = 1 if `rs1.lo = rs2.lo` and `rs1.hi = rs2.hi` in the field, else 0. For integers that is equality, since a limb below
//! 2^128 has one representation.

use ruint::aliases::U256;

use crate::{
    check::{Refusal, Scope},
    isa::{Operand, Reg},
    kind::Kind,
    vm::{Cpu, ExecutionError},
    word::Word,
};

/// rd.
#[must_use]
pub fn eq(a: Word, b: Word) -> bool {
    a == b
}

pub(super) fn check(scope: &mut Scope<'_>, rd: Reg, rs1: Reg, rs2: Operand<U256>) -> Result<(), Refusal> {
    scope.read(rs1)?;
    if let Operand::Reg(rs2) = rs2 {
        scope.read(rs2)?;
    }
    scope.define(rd, Kind::BOOL)
}

pub(super) fn execute(cpu: &mut Cpu<'_>, rd: Reg, rs1: Reg, rs2: Operand<U256>) -> Result<(), ExecutionError> {
    let a = cpu.read(rs1)?;
    let b = match rs2 {
        Operand::Reg(rs2) => cpu.read(rs2)?,
        Operand::Immediate(value) => Word::from(value),
    };
    cpu.define(rd, eq(a, b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::instruction::testing::word;

    proptest! {
        #[test]
        fn cells_are_equal_when_integers_are(a in word(), b in word()) {
            prop_assert_eq!(eq(a.into(), b.into()), a == b);
            prop_assert!(eq(a.into(), a.into()));
            prop_assert!(!eq(a.into(), Word::from(a ^ (U256::from(1) << 200))));
        }
    }
}
