//! The words of an input, cut into the lanes of eight bytes that a sponge absorbs. One row a word.
//!
//! Statement: a word received as `KeccakWord(id, i, lo, hi)` is sent as `KeccakLane(id, 4·i + q, v_q)`, q = 0 … 3, where
//! `hi = v₀·2^64 + v₁` and `lo = v₂·2^64 + v₃`; of these the last ones may stay unsent, and are zero then.
//!
//! That `v_q < 2^64` is proven by whoever receives it, bit by bit. Degree 3, five messages; with the bus 5.

use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::power_of_two;

/// Lanes of a word.
const LANES: usize = 4;
/// Bytes of a word.
pub const WORD_BYTES: usize = 8 * LANES;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct WordLane {
    pub(super) lane: Lane,
    chip: ChipId,
    id: Cell,
    index: Cell,
    values: [Cell; LANES],
    /// Whether the lane is sent, from the second on.
    sent: [Bit; LANES - 1],
}

impl WordLane {
    /// Declares the lane.
    pub(super) fn declare() -> Self {
        let mut b = LaneBuilder::new("keccak words");
        let chip = b.chip("keccak word", Group::Hash);
        let [id, index] = b.columns(["id", "word"]);
        let values: [Cell; LANES] = std::array::from_fn(|q| b.column(format!("bytes {} to {}", 8 * q, 8 * q + 7)));
        let sent: [Bit; LANES - 1] = std::array::from_fn(|q| b.bit(&format!("lane {} is sent", q + 1)));
        let on = b.flag(chip);
        let [hi, lo] = [0, 2].map(|first| values[first] * power_of_two(64) + values[first + 1]);
        let word = b.slot([id.into(), index.into(), lo, hi]);
        b.receive(word, Kind::KeccakWord, on.clone());
        let mut before = on;
        for (q, value) in values.into_iter().enumerate() {
            let is_sent = if q == 0 { before.clone() } else { sent[q - 1].expr() };
            let name = format!("lane {q} is sent only if the one before it is");
            if q > 0 {
                b.constrain(name, is_sent.clone() * (Expr::from(1) - before));
            }
            b.constrain(format!("lane {q} is zero unless it is sent"), (Expr::from(1) - is_sent.clone()) * value);
            let slot = b.slot([id.into(), index * LANES as u64 + q as u64, value.into()]);
            b.send(slot, Kind::KeccakLane, is_sent.clone());
            before = is_sent;
        }
        Self { lane: b.finish(), chip, id, index, values, sent }
    }

    /// Fills a word, of which so many bytes are the input's.
    pub(super) fn fill(
        &self,
        witness: &mut Witness,
        index: usize,
        id: u64,
        number: usize,
        word: &[u8; WORD_BYTES],
        bytes: usize,
    ) {
        let mut row = witness.row(index, &self.lane, self.chip);
        row.set(self.id, id);
        row.set(self.index, number as u64);
        for (cell, bytes) in self.values.into_iter().zip(word.chunks_exact(8)) {
            row.set(cell, Felt::from(u64::from_be_bytes(std::array::from_fn(|i| bytes[i]))));
        }
        for (q, bit) in self.sent.iter().enumerate() {
            row.set(bit.cell(), u64::from(bytes > 8 * (q + 1)));
        }
    }
}
