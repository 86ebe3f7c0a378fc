//! `trunc.N rd, rs`: an integer modulo `2^N`.
//!
//! `rs = q·2^N + rd`, rd < 2^N, by limbs: for N < 128 `rs.lo = q·2^N + rd.lo`, q < 2^(128-N), rd.lo < 2^N, rd.hi = 0; for N ≥ 128
//! `rd.lo = rs.lo`, `rs.hi = q·2^(N-128) + rd.hi`, q < 2^(256-N), rd.hi < 2^(N-128). With `q < 2^128` alone the sum stays below
//! `2^249`, so the equation in the field is one of integers.

use ruint::aliases::U256;

use crate::{
    check::{Refusal, Scope},
    isa::{Reg, TruncWidth},
    kind::{Kind, WORD_BITS},
    vm::{Cpu, ExecutionError},
    word::limbs,
};

/// `(rd, q)`, the quotient q that of the limb that is cut.
#[must_use]
pub fn trunc(width: TruncWidth, a: U256) -> (U256, u128) {
    let (lo, hi) = limbs(a);
    let cut = if width.bits() < 128 { lo } else { hi };
    (a & (U256::MAX >> usize::from(WORD_BITS - width.bits())), cut >> (width.bits() % 128))
}

pub(super) fn check(scope: &mut Scope<'_>, width: TruncWidth, rd: Reg, rs: Reg) -> Result<(), Refusal> {
    scope.read_bits(rs, WORD_BITS)?;
    scope.define(rd, Kind::Bits(width.bits()))
}

pub(super) fn execute(cpu: &mut Cpu<'_>, width: TruncWidth, rd: Reg, rs: Reg) -> Result<(), ExecutionError> {
    let a = cpu.read_u256(rs)?;
    cpu.define(rd, trunc(width, a).0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::instruction::testing::word;

    proptest! {
        #[test]
        fn the_cut_limb_is_quotient_and_rest(eighths in 1_u16..=31, a in word()) {
            let width = TruncWidth::new(8 * eighths).unwrap();
            let (rd, q) = trunc(width, a);
            prop_assert_eq!(rd, a.wrapping_rem(U256::from(1) << usize::from(width.bits())));
            let ((lo, hi), (rd_lo, rd_hi)) = (limbs(a), limbs(rd));
            let shift = usize::from(width.bits() % 128);
            if width.bits() < 128 {
                prop_assert_eq!(U256::from(lo), (U256::from(q) << shift) + U256::from(rd_lo));
                prop_assert_eq!(rd_hi, 0);
            } else {
                prop_assert_eq!(U256::from(hi), (U256::from(q) << shift) + U256::from(rd_hi));
                prop_assert_eq!(rd_lo, lo);
            }
        }
    }
}
