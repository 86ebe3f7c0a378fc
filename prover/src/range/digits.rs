//! A value that its own row looks up digit by digit, without asking a lane: `v = Σ digitᵢ·2^(11 i)`, the last digit narrower.
//!
//! `v < 2^bits` on rows of its chip. Cheaper than a request by what a row of a range lane has besides its digits, and worth it where a row always
//! has the value. Degree 1, ⌈bits / 11⌉ messages.

use ff::{Field, PrimeField};

use super::{LIMB_BITS, TABLE_BITS, power_of_two};
use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Kind, LaneBuilder, RowMut};

/// The digits of one value.
#[derive(Clone, Debug)]
pub struct Digits(Vec<Cell>);

impl Digits {
    /// Declares the cells as a chip's own, and looks them up on its rows.
    ///
    /// # Panics
    /// If the table doesn't know the width of the last digit.
    pub fn declare(b: &mut LaneBuilder, chip: ChipId, bits: u32, name: impl Fn(u32) -> String) -> Self {
        let count = bits.div_ceil(LIMB_BITS);
        let cells: Vec<Cell> = b.declare(chip, |chip| (0..count).map(|i| chip.cell(name(i))).collect());
        for (i, cell) in (0..count).zip(&cells) {
            let bits = LIMB_BITS.min(bits - i * LIMB_BITS);
            assert!(TABLE_BITS.contains(&bits), "no table has the numbers of {bits} bits");
            let slot = b.slot([u64::from(bits).into(), Expr::from(*cell)]);
            b.declare(chip, |chip| chip.receive(slot, Kind::Range));
        }
        Self(cells)
    }

    /// The value.
    pub fn value(&self) -> Expr {
        (0..).zip(&self.0).map(|(i, cell)| *cell * power_of_two(i * LIMB_BITS)).sum()
    }

    /// Fills the cells. A value that is too large gives a last digit that no table knows.
    pub fn fill(&self, row: &mut RowMut<'_>, value: Felt) {
        for (cell, digit) in self.0.iter().zip(digits(value, self.0.len())) {
            row.set(*cell, digit);
        }
    }
}

/// The base-2^11 digits of a field element's representative; the last takes what is left.
fn digits(value: Felt, count: usize) -> Vec<Felt> {
    let bytes = value.to_repr();
    let bit = |i: usize| bytes.as_ref().get(i / 8).is_some_and(|byte| byte >> (i % 8) & 1 == 1);
    let digit = |start: usize, bits: usize| {
        (0..bits).rev().fold(Felt::ZERO, |sum, i| sum.double() + Felt::from(u64::from(bit(start + i))))
    };
    let digit_bits = LIMB_BITS as usize;
    let last = count - 1;
    (0..count).map(|i| digit(i * digit_bits, if i == last { 256 - last * digit_bits } else { digit_bits })).collect()
}
