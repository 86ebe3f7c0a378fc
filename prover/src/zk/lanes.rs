//! The lanes of the circuit, and how a trace fills them.

use std::sync::{Arc, LazyLock};

use vm_zkfriendly::isa::Opcode;

use super::code::CodeLane;
use super::control::ControlLane;
use super::data::DataLane;
use super::moves::MoveLane;
use super::narrow::NarrowLane;
use super::product::ProductLane;
use super::statement::{Absorbed, Facts, PUBLIC_ROWS, public_lane, word};
use super::step::ZkStep;
use super::wide::WideLane;
use crate::Felt;
use crate::circuit::{Circuit, CircuitError, Lane, Shape, Witness};
use crate::poseidon::PoseidonLane;
use crate::range::{MultiplyLane, Product, RangeLanes, table};

/// The lanes' places in the circuit.
pub(super) mod place {
    pub(in crate::zk) const NARROW: usize = 1;
    pub(in crate::zk) const MOVES: usize = 2;
    pub(in crate::zk) const WIDE: usize = 3;
    pub(in crate::zk) const CONTROL: usize = 4;
    pub(in crate::zk) const CODE: usize = 5;
    pub(in crate::zk) const DATA: usize = 6;
    pub(in crate::zk) const RANGES: [usize; 2] = [7, 8];
    pub(in crate::zk) const TABLE: usize = 9;
    pub(in crate::zk) const POSEIDON: usize = 10;
    pub(in crate::zk) const PRODUCT: usize = 11;
    pub(in crate::zk) const MULTIPLY: usize = 12;
    pub(in crate::zk) const COUNT: usize = 13;
}

/// An execution that cannot be proven.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ZkError {
    /// An instruction without a chip.
    #[error("pc {pc}: `{opcode}` is not proven yet")]
    Unsupported {
        /// The instruction.
        opcode: Opcode,
        /// Where it stands.
        pc: u32,
    },
    /// It does not fit any shape.
    #[error(transparent)]
    Circuit(#[from] CircuitError),
}

/// The declared lanes.
#[derive(Debug)]
pub struct ZkLanes {
    narrow: NarrowLane,
    moves: MoveLane,
    wide: WideLane,
    control: ControlLane,
    code: CodeLane,
    data: DataLane,
    ranges: RangeLanes,
    poseidon: PoseidonLane,
    product: ProductLane,
    multiply: MultiplyLane,
}

/// The lanes, declared once.
pub(super) fn lanes() -> &'static ZkLanes {
    static LANES: LazyLock<ZkLanes> = LazyLock::new(|| ZkLanes {
        narrow: NarrowLane::declare(),
        moves: MoveLane::declare(),
        wide: WideLane::declare(),
        control: ControlLane::declare(),
        code: CodeLane::declare(),
        data: DataLane::declare(),
        ranges: RangeLanes::declare(),
        poseidon: PoseidonLane::declare(),
        product: ProductLane::declare(),
        multiply: MultiplyLane::declare(),
    });
    &LANES
}

impl ZkLanes {
    pub(super) fn in_order(&self) -> Vec<Lane> {
        let lanes = vec![
            public_lane(),
            self.narrow.lane.clone(),
            self.moves.lane.clone(),
            self.wide.lane.clone(),
            self.control.lane.clone(),
            self.code.lane.clone(),
            self.data.lane.clone(),
            self.ranges.narrow.lane.clone(),
            self.ranges.wide.lane.clone(),
            table(),
            self.poseidon.lane.clone(),
            self.product.lane.clone(),
            self.multiply.lane.clone(),
        ];
        assert_eq!(lanes.len(), place::COUNT, "the places number the lanes");
        lanes
    }

    /// Fills one step, and notes the range checks it needs.
    fn fill_step(
        &self,
        witness: &mut Witness,
        step: &ZkStep,
        requests: &mut Vec<(u32, Felt)>,
        products: &mut Vec<Product>,
    ) -> Result<(), ZkError> {
        let opcode = step.instruction.opcode();
        if let Some(chip) = self.narrow.chip(opcode) {
            self.narrow.fill(witness, place::NARROW, chip, step, requests);
        } else if let Some(chip) = self.moves.chip(opcode) {
            self.moves.fill(witness, place::MOVES, chip, step);
        } else if let Some(chip) = self.wide.chip(opcode) {
            self.wide.fill(witness, place::WIDE, chip, step, requests);
        } else if let Some(chip) = self.control.chip(opcode) {
            self.control.fill(witness, place::CONTROL, chip, step);
        } else if let Some(chip) = self.product.chip(opcode) {
            self.product.fill(witness, place::PRODUCT, chip, step, requests, products);
        } else {
            let pc = super::step::pc(step);
            return Err(ZkError::Unsupported { opcode, pc });
        }
        Ok(())
    }

    /// Fills everything but the counts: the steps, and what the statement's facts say.
    pub(super) fn fill(&self, witness: &mut Witness, facts: &Facts<'_>, steps: &[ZkStep]) -> Result<(), ZkError> {
        let (mut requests, mut products) = (vec![], vec![]);
        for step in steps {
            self.fill_step(witness, step, &mut requests, &mut products)?;
        }
        for product in &products {
            self.multiply.fill(witness, place::MULTIPLY, product, &mut requests);
        }
        self.ranges.fill(witness, place::RANGES, &requests);
        self.code.fill(witness, place::CODE, facts.program);
        for (i, index) in (0..facts.calldata_blocks).zip(0u32..) {
            self.data.fill_input(witness, place::DATA, i, word(facts.calldata.input(index)));
        }
        let output = steps.last().map_or(&[][..], |step| &step.reads);
        for (cell, index) in output.iter().zip(0..) {
            self.data.fill_output(witness, place::DATA, index, cell);
        }
        for Absorbed { start, blocks } in facts.absorbed() {
            let mut sponge = start;
            for block in blocks {
                self.poseidon.fill(witness, place::POSEIDON, &sponge, block);
                sponge.absorb(block);
            }
        }
        Ok(())
    }
}

/// The circuit of a shape.
pub fn circuit(shape: Shape) -> Arc<Circuit> {
    Arc::new(Circuit::new("zk", lanes().in_order(), shape, PUBLIC_ROWS))
}

/// Whether executions of an opcode can be proven.
pub fn has_chip(opcode: Opcode) -> bool {
    let lanes = lanes();
    let chips = [
        lanes.narrow.chip(opcode),
        lanes.moves.chip(opcode),
        lanes.wide.chip(opcode),
        lanes.control.chip(opcode),
        lanes.product.chip(opcode),
    ];
    chips.iter().any(Option::is_some)
}
