//! `c = a & b` for limbs below 2^128.
//!
//! One row: receives nothing, sends `(a, b, c)`, having looked up 32 triples of nibbles `(aᵢ, bᵢ, aᵢ & bᵢ)` with `a = Σ aᵢ·16^i` and likewise b and
//! c. The table's nibbles are below 16, so the sums are below 2^128 and have one reading. Degree 3, 33 messages.

use super::notes::Notes;
use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::power_of_two;
use crate::word::integer;

/// Nibbles of a limb.
const NIBBLES: u32 = 32;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct BitwiseLane {
    /// The lane.
    pub lane: Lane,
    chip: ChipId,
    nibbles: [Vec<Cell>; 3],
}

impl BitwiseLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("bitwise");
        let chip = b.chip("nibbles", Group::Execution);
        let nibbles: [Vec<Cell>; 3] =
            ["a", "b", "a & b"].map(|name| (0..NIBBLES).map(|i| b.column(format!("{name}, nibble {i}"))).collect());
        let limb = |nibbles: &[Cell]| -> Expr {
            (0..NIBBLES).zip(nibbles).map(|(i, nibble)| *nibble * power_of_two(4 * i)).sum()
        };
        let message = b.slot(nibbles.each_ref().map(|nibbles| limb(nibbles)));
        let lookups: Vec<_> =
            (0..NIBBLES as usize).map(|i| b.slot(nibbles.each_ref().map(|nibbles| nibbles[i].into()))).collect();
        b.declare(chip, |chip| {
            chip.send(message, Kind::And);
            lookups.iter().for_each(|lookup| chip.receive(*lookup, Kind::AndNibble));
        });
        Self { lane: b.finish(), chip, nibbles }
    }

    /// Fills the rows that were noted.
    pub(super) fn fill(&self, witness: &mut Witness, index: usize, notes: &Notes) {
        for limbs in &notes.ands {
            let mut row = witness.row(index, &self.lane, self.chip);
            for (cells, limb) in self.nibbles.iter().zip(limbs) {
                let bytes = integer([*limb, Felt::from(0)]).to_le_bytes::<32>();
                for (i, cell) in cells.iter().enumerate() {
                    row.set(*cell, Felt::from(u64::from(bytes[i / 2] >> (4 * (i % 2)) & 15)));
                }
            }
        }
    }
}
