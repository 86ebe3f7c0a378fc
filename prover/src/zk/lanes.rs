//! The lanes of the circuit, and how a trace fills them.

use std::sync::{Arc, LazyLock};

use vm_zkfriendly::isa::Opcode;

use super::Requests;
use super::bits::BitsLane;
use super::code::CodeLane;
use super::constants::ConstantsLane;
use super::control::ControlLane;
use super::data::DataLane;
use super::modular::ModularLane;
use super::moves::MoveLane;
use super::narrow::NarrowLane;
use super::pass::PassLane;
use super::product::ProductLane;
use super::shift::ShiftLane;
use super::short::ShortLane;
use super::signed::SignedLane;
use super::state::{StateStepLane, World};
use super::statement::{Facts, PUBLIC_ROWS, VALUES};
use super::step::ZkStep;
use super::wide::WideLane;
use crate::Felt;
use crate::bitwise::{BitwiseLane, nibbles};
use crate::circuit::{Circuit, CircuitError, Lane, Shape, Witness};
use crate::keccak::{KeccakError, KeccakLanes, WORD_BYTES};
use crate::poseidon::{Compression, PoseidonLane, Stream, sponge_id};
use crate::public::{address_element, public_lane};
use crate::range::{MultiplyLane, Product, RangeLanes, powers, table};
use crate::state::{Entry, StateError, StateLane};
use crate::word::{small, word};

/// The lanes' places in the circuit.
pub(super) mod place {
    pub(in crate::zk) const PUBLIC: usize = 0;
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
    pub(in crate::zk) const STATE_STEPS: usize = 13;
    pub(in crate::zk) const STATE: usize = 14;
    pub(in crate::zk) const KECCAK: usize = 15;
    pub(in crate::zk) const CONSTANTS: usize = KECCAK + crate::keccak::KeccakLanes::COUNT;
    pub(in crate::zk) const BITS: usize = CONSTANTS + 1;
    pub(in crate::zk) const BITWISE: [usize; 2] = [BITS + 1, BITS + 2];
    pub(in crate::zk) const NIBBLES: usize = BITS + 3;
    pub(in crate::zk) const SHIFT: usize = BITS + 4;
    pub(in crate::zk) const SIGNED: usize = BITS + 5;
    pub(in crate::zk) const POWERS: usize = BITS + 6;
    pub(in crate::zk) const MODULAR: usize = BITS + 7;
    pub(in crate::zk) const PASS: usize = BITS + 8;
    pub(in crate::zk) const SHORT: usize = BITS + 9;
    pub(in crate::zk) const COUNT: usize = BITS + 10;
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
    /// Storage that cannot be committed to.
    #[error(transparent)]
    State(#[from] StateError),
    /// An input of keccak-256 that is not proven yet.
    #[error(transparent)]
    Keccak(#[from] KeccakError),
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
    constants: ConstantsLane,
    data: DataLane,
    pub(super) ranges: RangeLanes,
    poseidon: PoseidonLane,
    pub(super) product: ProductLane,
    pub(super) multiply: MultiplyLane,
    state_steps: StateStepLane,
    state: StateLane,
    keccak: KeccakLanes,
    bits: BitsLane,
    /// For limbs of 64 bits, of 128.
    bitwise: [BitwiseLane; 2],
    shift: ShiftLane,
    signed: SignedLane,
    modular: ModularLane,
    pass: PassLane,
    pub(super) short: ShortLane,
}

/// What steps ask of other lanes.
#[derive(Debug, Default)]
struct Notes {
    ranges: Requests,
    products: Vec<Product>,
    /// Conjunctions of limbs: a, b, a & b.
    ands: Vec<[Felt; 3]>,
    compressions: Vec<Compression>,
}

/// The lanes, declared once.
pub(super) fn lanes() -> &'static ZkLanes {
    static LANES: LazyLock<ZkLanes> = LazyLock::new(|| ZkLanes {
        narrow: NarrowLane::declare(),
        moves: MoveLane::declare(),
        wide: WideLane::declare(),
        control: ControlLane::declare(),
        code: CodeLane::declare(),
        constants: ConstantsLane::declare(),
        data: DataLane::declare(),
        ranges: RangeLanes::declare(),
        poseidon: PoseidonLane::declare(),
        product: ProductLane::declare(),
        multiply: MultiplyLane::declare(),
        state_steps: StateStepLane::declare(),
        state: StateLane::declare(),
        keccak: KeccakLanes::declare(),
        bits: BitsLane::declare(),
        bitwise: [64, 128].map(BitwiseLane::declare),
        shift: ShiftLane::declare(),
        signed: SignedLane::declare(),
        modular: ModularLane::declare(),
        pass: PassLane::declare(),
        short: ShortLane::declare(),
    });
    &LANES
}

impl ZkLanes {
    pub(super) fn in_order(&self) -> Vec<Lane> {
        let mut lanes = vec![
            public_lane(VALUES),
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
            self.state_steps.lane.clone(),
            self.state.lane.clone(),
        ];
        lanes.extend(self.keccak.lanes().map(Clone::clone));
        lanes.push(self.constants.lane.clone());
        lanes.push(self.bits.lane.clone());
        lanes.extend(self.bitwise.iter().map(|bitwise| bitwise.lane.clone()));
        lanes.push(nibbles());
        lanes.extend([self.shift.lane.clone(), self.signed.lane.clone(), powers(), self.modular.lane.clone()]);
        lanes.extend([self.pass.lane.clone(), self.short.lane.clone()]);
        assert_eq!(lanes.len(), place::COUNT, "the places number the lanes");
        lanes
    }

    /// Fills one step, and notes what it asks of other lanes.
    fn fill_step(
        &self,
        witness: &mut Witness,
        step: &ZkStep,
        facts: &Facts<'_>,
        notes: &mut Notes,
    ) -> Result<(), ZkError> {
        let opcode = step.instruction.opcode();
        let ranges = &mut notes.ranges;
        if let Some(chip) = self.narrow.chip(opcode) {
            self.narrow.fill(witness, place::NARROW, chip, step, ranges);
        } else if let Some(chip) = self.moves.chip(opcode) {
            self.moves.fill(witness, place::MOVES, chip, step);
        } else if let Some(chip) = self.wide.chip(opcode) {
            self.wide.fill(witness, place::WIDE, chip, step, ranges);
        } else if let Some(chip) = self.control.chip(opcode) {
            self.control.fill(witness, place::CONTROL, chip, step);
        } else if self.short.fits(step) {
            self.short.fill(witness, place::SHORT, step, ranges);
        } else if let Some(chip) = self.product.chip(opcode) {
            self.product.fill(witness, place::PRODUCT, chip, step, ranges, &mut notes.products);
        } else if self.pass.chip(opcode).is_some() {
            self.pass.fill(witness, place::PASS, step);
        } else if let Some(chip) = self.bits.chip(opcode) {
            self.bits.fill(witness, place::BITS, chip, step, &mut notes.ands);
        } else if let Some(chip) = self.shift.chip(opcode) {
            self.shift.fill(witness, place::SHIFT, chip, step, ranges, &mut notes.products);
        } else if let Some(chip) = self.signed.chip(opcode) {
            self.signed.fill(witness, place::SIGNED, chip, step, ranges, &mut notes.products);
        } else if let Some(chip) = self.modular.chip(opcode) {
            self.modular.fill(witness, place::MODULAR, chip, step, ranges, &mut notes.products);
        } else if let Some(chip) = self.state_steps.chip(opcode) {
            let world = World { address: word(facts.address()), success: facts.success() };
            self.state_steps.fill(witness, place::STATE_STEPS, chip, step, &world, &mut notes.compressions);
            self.fill_words(witness, step, world.success)?;
        } else {
            let pc = super::step::pc(step);
            return Err(ZkError::Unsupported { opcode, pc });
        }
        Ok(())
    }

    /// Fills the words of an event or of a hash's input.
    fn fill_words(&self, witness: &mut Witness, step: &ZkStep, success: bool) -> Result<(), ZkError> {
        match step.instruction.opcode() {
            Opcode::Log => {
                let first = step.log_position.unwrap_or_default().blocks + 1;
                for (cell, position) in step.reads.iter().zip(first..) {
                    self.data.fill_logged(witness, place::DATA, sponge_id(Stream::Log, position), cell, success);
                }
            }
            Opcode::Keccak => {
                for (cell, index) in step.reads.iter().zip(0..) {
                    self.data.fill_hashed(witness, place::DATA, step.state[0], index, cell);
                }
                let words: Vec<_> = step.reads.iter().map(|cell| cell.word).collect();
                let bytes = WORD_BYTES * words.len();
                self.keccak.check_room(witness, place::KECCAK)?;
                self.keccak.fill(witness, place::KECCAK, small(step.state[0]), &words, bytes)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Fills everything but the counts: the steps, and what the statement's facts say.
    pub(super) fn fill(&self, witness: &mut Witness, facts: &Facts<'_>, steps: &[ZkStep]) -> Result<(), ZkError> {
        let mut notes = Notes::default();
        for step in steps {
            self.fill_step(witness, step, facts, &mut notes)?;
        }
        for product in &notes.products {
            self.multiply.fill(witness, place::MULTIPLY, product, &mut notes.ranges);
        }
        for limbs in &notes.ands {
            let lane = usize::from(!self.bitwise[0].has_room(limbs));
            self.bitwise[lane].fill(witness, place::BITWISE[lane], limbs);
        }
        let success = facts.success();
        let last = steps.iter().rfind(|step| step.log_position.is_some());
        let (blocks, time) = last.map_or((0, 0), |step| {
            let position = step.log_position.unwrap_or_default();
            (position.blocks + 1 + step.reads.len() as u64, small(step.state[0]) + 1)
        });
        self.data.fill_end(witness, place::DATA, blocks, time, success);
        if !facts.touched.is_empty() {
            let entry = Entry { address: address_element(facts.address()), slots: &facts.touched, success };
            let mut tree = facts.tree.clone();
            let proven = self.state.fill(witness, place::STATE, &entry, &mut tree, &mut notes.ranges)?;
            notes.compressions.extend(proven.compressions);
        }
        self.ranges.fill(witness, place::RANGES, &notes.ranges);
        self.code.fill(witness, place::CODE, &facts.code);
        self.constants.fill(witness, place::CONSTANTS, facts.code.constants());
        for (i, index) in (0..facts.calldata_blocks).zip(0u32..) {
            self.data.fill_input(witness, place::DATA, i, word(facts.calldata.input(index)));
        }
        let output = steps.last().map_or(&[][..], |step| &step.reads);
        for (cell, index) in output.iter().zip(0..) {
            self.data.fill_output(witness, place::DATA, index, cell);
        }
        for absorbed in facts.absorbed() {
            self.poseidon.fill_sponge(witness, place::POSEIDON, absorbed.start, &absorbed.blocks);
        }
        for compression in &notes.compressions {
            self.poseidon.fill_compression(witness, place::POSEIDON, compression);
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
        lanes.state_steps.chip(opcode),
        lanes.bits.chip(opcode),
        lanes.shift.chip(opcode),
        lanes.signed.chip(opcode),
        lanes.modular.chip(opcode),
        lanes.pass.chip(opcode),
    ];
    chips.iter().any(Option::is_some)
}
