//! What keeps messages with a time alive, and what clears them away at the end.
//!
//! | chip | receives | sends |
//! |---|---|---|
//! | stack, memory, context renewal | the message with its time | the same, 2^11 ticks later |
//! | stack left | a word of the stack | |
//!
//! A renewal changes the time alone and makes it later, so whoever receives a message still received what was sent before. Which words are
//! left is nobody's concern: no step follows. Degree 3, two messages.

use super::timeline::{RENEWAL, Renewal};
use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::word::Word;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct UpkeepLane {
    /// The lane.
    pub(super) lane: Lane,
    renewals: [(ChipId, Kind); 3],
    left: ChipId,
    values: [Cell; 3],
    time: Cell,
}

impl UpkeepLane {
    /// Declares the lane.
    pub(super) fn declare() -> Self {
        let mut b = LaneBuilder::new("upkeep");
        let renewals = [
            ("stack renewal", Kind::EvmStack),
            ("memory renewal", Kind::EvmMemory),
            ("context renewal", Kind::EvmContext),
        ]
        .map(|(name, kind)| (b.chip(name, Group::Memory), kind));
        let left = b.chip("stack left", Group::Memory);
        let values @ [x, y, z] = b.columns(["first value", "second value", "third value"]);
        let time = b.column("time");
        let before = b.slot([x, y, z, time].map(Expr::from));
        let after = b.slot([x.into(), y.into(), z.into(), time + RENEWAL]);
        for (chip, kind) in renewals {
            b.declare(chip, |chip| {
                chip.receive(before, kind);
                chip.send(after, kind);
            });
        }
        b.declare(left, |chip| chip.receive(before, Kind::EvmStack));
        Self { lane: b.finish(), renewals, left, values, time }
    }

    /// Fills a renewal.
    pub(super) fn fill(&self, witness: &mut Witness, index: usize, renewal: &Renewal) {
        let chip = self.renewals.iter().find(|(_, kind)| *kind == renewal.kind).map(|(chip, _)| *chip);
        self.put(witness, index, chip.expect("one of three kinds is renewed"), renewal.values, renewal.time);
    }

    /// Fills a word left on the stack.
    pub(super) fn fill_left(&self, witness: &mut Witness, index: usize, position: u64, word: Word, time: u64) {
        self.put(witness, index, self.left, [Felt::from(position), word[0], word[1]], time);
    }

    fn put(&self, witness: &mut Witness, index: usize, chip: ChipId, values: [Felt; 3], time: u64) {
        let mut row = witness.row(index, &self.lane, chip);
        self.values.iter().zip(values).for_each(|(cell, value)| row.set(*cell, value));
        row.set(self.time, time);
    }
}
