//! BLOBHASH (EIP-4844): a word is taken, 0 takes its place. One row a step.
//!
//! The transaction that a statement is about carries no blobs (`frame.blob_hashes` has that one value, and [`vm_evm::Call`] cannot ask for another), so
//! there is no index at which a hash stands. Degree 3, six messages.

use vm_evm::opcode::BLOBHASH;

use super::step::{PopCells, StepColumns};
use super::timeline::EvmStep;
use crate::circuit::{ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct ZeroLane {
    pub(super) lane: Lane,
    blob_hash: ChipId,
    step: StepColumns,
    taken: PopCells,
}

impl ZeroLane {
    /// Declares the lane.
    pub(super) fn declare() -> Self {
        let mut b = LaneBuilder::new("zero");
        let blob_hash = b.chip("blobhash", Group::Execution);
        let step = StepColumns::declare(&mut b);
        let taken = PopCells::declare(&mut b, "index");

        let on = b.on();
        step.receive(&mut b);
        step.send(&mut b, step.pc + 1, Expr::ZERO, Expr::ZERO, on.clone());
        step.fetch(&mut b, &[(blob_hash, BLOBHASH)], Expr::ZERO, step.pc + 1);
        taken.pop(&mut b, &step, step.sp - 1, on.clone());
        let zero = b.slot([step.sp - 1, Expr::ZERO, Expr::ZERO, step.clock.into()]);
        b.send(zero, Kind::EvmStack, on);
        Self { lane: b.finish(), blob_hash, step, taken }
    }

    /// The chip of a function, if it is one of this lane's.
    pub(super) fn chip(&self, function: u8) -> Option<ChipId> {
        (function == BLOBHASH).then_some(self.blob_hash)
    }

    /// Fills a step.
    pub(super) fn fill(&self, witness: &mut Witness, index: usize, chip: ChipId, step: &EvmStep) {
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        step.popped.iter().for_each(|popped| self.taken.fill(&mut row, popped));
    }
}
