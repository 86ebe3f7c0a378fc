//! The program's pool of constants, two a row: what an instruction's packed row has no room for.
//!
//! Row `i` says `(2i, v₀)` and `(2i + 1, v₁)` as often as asked, and absorbs `(v₀, v₁)` as block `i` of the pool's digest. A place is a row's
//! number, so it has one constant. Degree 3, three messages.

use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::poseidon::{Stream, sponge_id};

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct ConstantsLane {
    /// The lane.
    pub lane: Lane,
    chip: ChipId,
    values: [Cell; 2],
}

/// What the pool's sponge absorbs; an odd pool ends with a zero.
pub fn blocks(constants: &[Felt]) -> Vec<[Felt; 2]> {
    constants.chunks(2).map(|pair| [pair[0], pair.get(1).copied().unwrap_or(Felt::from(0))]).collect()
}

impl ConstantsLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("constants");
        let chip = b.chip("constants", Group::Code);
        let first = b.fixed("place of the first", |at| Felt::from(2 * at.index() as u64));
        let block = b.fixed("the block's id", |at| Felt::from(sponge_id(Stream::Constants, at.index() as u64)));
        let values = b.columns(["first constant", "second constant"]);
        let uses = b.columns(["times the first is asked", "times the second is asked"]);
        for ((value, uses), place) in values.into_iter().zip(uses).zip([Expr::from(first), first + 1]) {
            let served = b.slot([place, value.into()]);
            b.declare(chip, |chip| chip.provide(served, Kind::ZkConstant, uses));
        }
        let absorbed = b.slot([block, values[0], values[1]].map(Expr::from));
        b.declare(chip, |chip| chip.send(absorbed, Kind::Absorb));
        Self { lane: b.finish(), chip, values }
    }

    /// Fills the pool.
    pub fn fill(&self, witness: &mut Witness, index: usize, constants: &[Felt]) {
        for block in blocks(constants) {
            let mut row = witness.row(index, &self.lane, self.chip);
            self.values.iter().zip(block).for_each(|(cell, value)| row.set(*cell, value));
        }
    }
}
