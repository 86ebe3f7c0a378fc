//! The words of memory: row `i` sends word i as it is at first, zero since time 0, and receives it as it is at last.
//!
//! The index is the row's number, so a word has one first and one last message. What stands in memory at the end is nobody's
//! concern. A word without a row cannot be touched. Degree 3, two messages.

use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::word::Word;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct MemoryWordLane {
    /// The lane.
    pub(super) lane: Lane,
    chip: ChipId,
    cells: [Cell; 3],
}

impl MemoryWordLane {
    /// Declares the lane.
    pub(super) fn declare() -> Self {
        let mut b = LaneBuilder::new("memory words");
        let chip = b.chip("memory word", Group::Memory);
        let index = b.fixed("index", |at| Felt::from(at.index() as u64));
        let cells @ [lo, hi, time] = b.columns(["lo at last", "hi at last", "time at last"]);
        let first = b.slot([index.into(), Expr::ZERO, Expr::ZERO, Expr::ZERO]);
        let last = b.slot([index, lo, hi, time].map(Expr::from));
        b.declare(chip, |chip| {
            chip.send(first, Kind::EvmMemory);
            chip.receive(last, Kind::EvmMemory);
        });
        Self { lane: b.finish(), chip, cells }
    }

    /// Fills the next word.
    pub(super) fn fill(&self, witness: &mut Witness, index: usize, (word, time): (Word, u64)) {
        let mut row = witness.row(index, &self.lane, self.chip);
        let values = [word[0], word[1], Felt::from(time)];
        self.cells.iter().zip(values).for_each(|(cell, value)| row.set(*cell, value));
    }
}
