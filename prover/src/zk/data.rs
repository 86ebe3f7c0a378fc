//! Calldata and output: one row a word, absorbed into the statement's digests.
//!
//! | chip | says | relies on |
//! |---|---|---|
//! | input | word `index` of the calldata is `(lo, hi)`, as often as asked; absorbs it as block `index` | the sponge's positions are unique, so no index has two words |
//! | output | word `index` of the output is the frame cell at `address`; absorbs it as block `index + 1`; passes `(index + 1, address + 1)` on | the index grows along the chain |
//!
//! Degree 3, four messages at most.

use super::step::FrameCell;
use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::poseidon::{Stream, sponge_id};

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct DataLane {
    /// The lane.
    pub lane: Lane,
    input: ChipId,
    output: ChipId,
    index: Cell,
    word: [Cell; 2],
    address: Cell,
}

impl DataLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("data");
        let input = b.chip("input", Group::Calldata);
        let output = b.chip("output", Group::Calldata);
        let [index, lo, hi, address, uses] = b.columns(["index", "lo", "hi", "address", "times read"]);
        let step = sponge_id(Stream::Input, 1) - sponge_id(Stream::Input, 0);
        let first_id = b.flag(input) * sponge_id(Stream::Input, 0) + b.flag(output) * sponge_id(Stream::Output, 1);
        let absorbed = b.slot([first_id + index * step, lo.into(), hi.into()]);
        let served = b.slot([index, lo, hi].map(Expr::from));
        let word = b.slot([address, lo, hi].map(Expr::from));
        let here = b.slot([index, address].map(Expr::from));
        let next = b.slot([index + 1, address + 1]);
        b.declare(input, |chip| {
            chip.constrain("calldata has no address", address.into());
            chip.send(absorbed, Kind::Absorb);
            chip.provide(served, Kind::ZkInput, uses);
        });
        b.declare(output, |chip| {
            chip.send(absorbed, Kind::Absorb);
            chip.receive(word, Kind::ZkFrame);
            chip.receive(here, Kind::ZkOutput);
            chip.send(next, Kind::ZkOutput);
        });
        Self { lane: b.finish(), input, output, index, word: [lo, hi], address }
    }

    /// Fills a word of the calldata; index 0 is the selector.
    pub fn fill_input(&self, witness: &mut Witness, lane: usize, index: u64, word: [Felt; 2]) {
        let mut row = witness.row(lane, &self.lane, self.input);
        row.set(self.index, index);
        self.word.iter().zip(word).for_each(|(cell, limb)| row.set(*cell, limb));
    }

    /// Fills a word of the output.
    pub fn fill_output(&self, witness: &mut Witness, lane: usize, index: u64, cell: &FrameCell) {
        let mut row = witness.row(lane, &self.lane, self.output);
        row.set(self.index, index);
        self.word.iter().zip(cell.word).for_each(|(to, limb)| row.set(*to, limb));
        row.set(self.address, cell.address);
    }
}
