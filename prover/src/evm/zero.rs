//! Steps that take a word and put 0 in its place. One row a step.
//!
//! | chip | takes | proves |
//! |---|---|---|
//! | blobhash (EIP-4844) | an index | |
//! | past the calldata: CALLDATALOAD | an offset | it is the calldata's length or more |
//!
//! The transaction that a statement is about carries no blobs (`frame.blob_hashes` has that one value, and [`vm_evm::Call`] cannot ask for another), so
//! there is no index at which a hash stands. The calldata's length is the statement's, below 2^64. An offset is not below it if `lo − length` is below
//! 2^128, whatever the high limb, or if that limb is not 0, which its inverse proves. Limbs of words on the stack are below 2^128, so the
//! difference does not wrap. Degree 5, eight messages at most.

use ff::Field;
use ruint::aliases::U256;
use vm_evm::opcode::{BLOBHASH, CALLDATALOAD};

use super::notes::Notes;
use super::opcodes::CALLDATASIZE;
use super::step::{PopCells, StepColumns, inverse};
use super::timeline::EvmStep;
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::power_of_two;
use crate::word::integer;

/// Bits of a limb.
const LIMB: u32 = 128;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct ZeroLane {
    pub(super) lane: Lane,
    blob_hash: ChipId,
    past: ChipId,
    step: StepColumns,
    taken: PopCells,
    size: Cell,
    low: Bit,
    inverse: Cell,
}

impl ZeroLane {
    /// Declares the lane.
    pub(super) fn declare() -> Self {
        let mut b = LaneBuilder::new("zero");
        let blob_hash = b.chip("blobhash", Group::Execution);
        let past = b.chip("past the calldata", Group::Calldata);
        let step = StepColumns::declare(&mut b);
        let taken = PopCells::declare(&mut b, "index or offset");
        let size = b.column("size of the calldata");
        let low = b.bit("the low limb is compared");
        let inverse = b.column("inverse of the high limb");

        let on = b.on();
        step.receive(&mut b);
        step.send(&mut b, step.pc + 1, Expr::ZERO, Expr::ZERO, on.clone());
        step.fetch(&mut b, &[(blob_hash, BLOBHASH), (past, CALLDATALOAD)], Expr::ZERO, step.pc + 1);
        taken.pop(&mut b, &step, step.sp - 1, on.clone());
        let zero = b.slot([step.sp - 1, Expr::ZERO, Expr::ZERO, step.clock.into()]);
        b.send(zero, Kind::EvmStack, on);
        let length = b.slot([u64::from(CALLDATASIZE).into(), size.into()]);
        let distance = b.slot([power_of_two(LIMB).into(), taken.word.lo - size]);
        // where nothing is to be compared, a comparison proves nothing, and nobody answers it
        b.receive(distance, Kind::RangeWide, low.expr());
        b.declare(past, |chip| {
            chip.receive(length, Kind::Env);
            let small = taken.word.hi * inverse - 1;
            chip.constrain("an offset has a high limb, or its low limb is compared", low.complement() * small);
        });
        Self { lane: b.finish(), blob_hash, past, step, taken, size, low, inverse }
    }

    /// The chip of a step, if it is one of this lane's.
    pub(super) fn chip(&self, function: u8, step: &EvmStep) -> Option<ChipId> {
        match function {
            BLOBHASH => Some(self.blob_hash),
            CALLDATALOAD if is_past(step) => Some(self.past),
            _ => None,
        }
    }

    /// Fills a step, and notes the range check it needs.
    pub(super) fn fill(&self, witness: &mut Witness, index: usize, chip: ChipId, step: &EvmStep, notes: &mut Notes) {
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        let Some(taken) = step.popped.first() else { unreachable!("the lane's opcodes take a word") };
        self.taken.fill(&mut row, taken);
        let (Some(data), [lo, hi]) = (step.calldata, taken.word) else { return };
        row.set(self.size, data.size);
        row.set(self.inverse, inverse(hi));
        if hi == Felt::ZERO {
            row.set(self.low.cell(), 1u64);
            notes.ranges.push((LIMB, lo - Felt::from(data.size)));
        }
    }
}

/// Whether a step reads calldata from its end on.
fn is_past(step: &EvmStep) -> bool {
    let (Some(offset), Some(data)) = (step.popped.first(), step.calldata) else { return false };
    integer(offset.word) >= U256::from(data.size)
}
