//! `c = a & b` for limbs below 2^128, or of half that width.
//!
//! One row: receives nothing, sends `(a, b, c)`, having looked up triples of nibbles `(aᵢ, bᵢ, aᵢ & bᵢ)` with `a = Σ aᵢ·16^i` and likewise b and
//! c: 32 of them, or 16 in the lane for limbs below 2^64. The table's nibbles are below 16, so the sums are below 2^128 and have one
//! reading. Degree 3, 33 messages or 17.

use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::power_of_two;
use crate::word::integer;

/// Bits of a nibble.
const NIBBLE_BITS: u32 = 4;

/// Entries of the table of nibbles.
pub const TABLE_ENTRIES: usize = 1 << (2 * NIBBLE_BITS);

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct BitwiseLane {
    /// The lane.
    pub lane: Lane,
    chip: ChipId,
    bits: u32,
    nibbles: [Vec<Cell>; 3],
}

impl BitwiseLane {
    /// Declares the lane for limbs of 128 or 64 bits.
    pub fn declare(bits: u32) -> Self {
        let mut b = LaneBuilder::new(if bits == 64 { "bitwise 64" } else { "bitwise" });
        let chip = b.chip(if bits == 64 { "nibbles64" } else { "nibbles" }, Group::Execution);
        let count = bits / NIBBLE_BITS;
        let nibbles: [Vec<Cell>; 3] =
            ["a", "b", "a & b"].map(|name| (0..count).map(|i| b.column(format!("{name}, nibble {i}"))).collect());
        let limb = |nibbles: &[Cell]| -> Expr {
            (0..count).zip(nibbles).map(|(i, nibble)| *nibble * power_of_two(NIBBLE_BITS * i)).sum()
        };
        let message = b.slot(nibbles.each_ref().map(|nibbles| limb(nibbles)));
        let lookups: Vec<_> =
            (0..count as usize).map(|i| b.slot(nibbles.each_ref().map(|nibbles| nibbles[i].into()))).collect();
        b.declare(chip, |chip| {
            chip.send(message, Kind::And);
            lookups.iter().for_each(|lookup| chip.receive(*lookup, Kind::AndNibble));
        });
        Self { lane: b.finish(), chip, bits, nibbles }
    }

    /// Whether the lane has room for these limbs: a, b, a & b.
    pub fn has_room(&self, limbs: &[Felt; 3]) -> bool {
        limbs.iter().all(|limb| integer([*limb, Felt::from(0)]).bit_len() <= self.bits as usize)
    }

    /// Fills the row of a, b and a & b.
    pub fn fill(&self, witness: &mut Witness, index: usize, limbs: &[Felt; 3]) {
        let mut row = witness.row(index, &self.lane, self.chip);
        for (cells, limb) in self.nibbles.iter().zip(limbs) {
            let bytes = integer([*limb, Felt::from(0)]).to_le_bytes::<32>();
            for (i, cell) in cells.iter().enumerate() {
                row.set(*cell, Felt::from(u64::from(bytes[i / 2] >> (4 * (i % 2)) & 15)));
            }
        }
    }
}

/// The lane of the table `(a, b, a & b)` of all nibbles, for circuits without a table of their own.
pub fn nibbles() -> Lane {
    let mut b = LaneBuilder::new("nibbles");
    b.table(Kind::AndNibble, |index| {
        let (a, b) = (index as u64 >> NIBBLE_BITS, index as u64 % (1 << NIBBLE_BITS));
        (index < TABLE_ENTRIES).then_some([a, b, a & b])
    });
    b.finish()
}
