//! Range checks: one fixed table for the bits of a limb, and lanes that put limbs together.
//!
//! A value below 2^64 is six limbs of 11 bits, the last of 9; one below 2^128 is twelve, the last of 7. Other widths scale. Products of
//! 256-bit words stand on them.

mod digits;
mod limbs;
mod multiply;
mod order;
mod powers;
mod table;

use std::collections::BTreeMap;

pub use digits::Digits;
pub use limbs::{RangeLane, power_of_two};
pub use multiply::{MultiplyLane, Product, quotient};
pub use order::{Below, borrows, difference, difference_with, same_or_negative};
pub use powers::{POWER_ROWS, powers};
pub use table::{TABLE_ROWS, table};

use crate::Felt;
use crate::circuit::Witness;

/// Bits of a full limb.
pub const LIMB_BITS: u32 = 11;

/// Widths in bits that the table knows: a full limb; the last limb of 64 and of 128 bits; a byte; an offset within a word.
pub const TABLE_BITS: [u32; 5] = [LIMB_BITS, 9, 7, 8, 5];

/// The two lanes of wide range checks, and where they stand in a circuit.
#[derive(Clone, Debug)]
pub struct RangeLanes {
    /// Values below 2^64.
    pub narrow: RangeLane,
    /// Values below 2^128.
    pub wide: RangeLane,
}

impl RangeLanes {
    /// Declares both.
    pub fn declare() -> Self {
        Self { narrow: RangeLane::declare(64), wide: RangeLane::declare(128) }
    }

    /// Fills what proves the requests, each `(bits, value)`, bits at most 128, as often as it was made.
    pub fn fill(&self, witness: &mut Witness, lanes: [usize; 2], requests: &[(u32, Felt)]) {
        let mut pending = requests.to_vec();
        while let Some((bits, value)) = pending.pop() {
            match bits {
                64 => self.narrow.fill(witness, lanes[0], value),
                128 => self.wide.fill(witness, lanes[1], value),
                0..64 => {
                    let scaled = self.narrow.fill_scaled(witness, lanes[0], bits, value);
                    pending.extend([(64, value), (64, scaled.product)]);
                }
                _ => {
                    let scaled = self.wide.fill_scaled(witness, lanes[1], bits, value);
                    pending.extend([(128, value), (128, scaled.product), (64, scaled.scale)]);
                }
            }
        }
    }
}

/// The bits of a power of two below 2^254.
pub fn bits_of(power: Felt) -> Option<u32> {
    static BITS: std::sync::LazyLock<BTreeMap<[u8; 32], u32>> =
        std::sync::LazyLock::new(|| (0..254).map(|bits| (bytes(power_of_two(bits)), bits)).collect());
    fn bytes(value: Felt) -> [u8; 32] {
        use ff::PrimeField;
        value.to_repr()
    }
    BITS.get(&bytes(power)).copied()
}
