//! The lanes of the circuit, and how a trace fills them.

use std::sync::{Arc, LazyLock};

use vm_evm::opcode::{KECCAK256, MSTORE8};

use super::EvmError;
use super::align::AlignLane;
use super::alu::AluLane;
use super::bits::BitsLane;
use super::bulk::BulkLane;
use super::byte::ByteLane;
use super::code::CodeLane;
use super::copy::CopyLane;
use super::exception::Cause;
use super::halt::HaltLane;
use super::halt_tables::halt_tables;
use super::memory::MemoryLane;
use super::memory_byte::MemoryByteLane;
use super::memory_words::MemoryWordLane;
use super::notes::{Hash, Notes};
use super::opcodes;
use super::product::ProductLane;
use super::short::ShortLane;
use super::signed::SignedLane;
use super::stack::StackLane;
use super::statement::{Facts, PUBLIC_ROWS, VALUES};
use super::storage::StorageLane;
use super::stream::StreamLane;
use super::tables::tables;
use super::timeline::{EvmStep, Timeline};
use super::transfer::TransferLane;
use super::upkeep::UpkeepLane;
use crate::bitwise::BitwiseLane;
use crate::circuit::{Circuit, Lane, Shape, Witness};
use crate::keccak::KeccakLanes;
use crate::poseidon::PoseidonLane;
use crate::public::public_lane;
use crate::range::{MultiplyLane, RangeLanes, table};
use crate::state::StateLane;
use crate::zk::data::DataLane;

/// The lanes' places in the circuit.
pub(super) mod place {
    pub(in crate::evm) const PUBLIC: usize = 0;
    pub(in crate::evm) const STACK: usize = 1;
    pub(in crate::evm) const UPKEEP: usize = 2;
    pub(in crate::evm) const MEMORY_WORDS: usize = 3;
    pub(in crate::evm) const CODE: usize = 4;
    pub(in crate::evm) const TABLES: usize = 5;
    pub(in crate::evm) const DATA: usize = 6;
    pub(in crate::evm) const RANGES: [usize; 2] = [7, 8];
    pub(in crate::evm) const RANGE_TABLE: usize = 9;
    pub(in crate::evm) const MULTIPLY: usize = 10;
    pub(in crate::evm) const POSEIDON: usize = 11;
    pub(in crate::evm) const MEMORY: usize = 12;
    pub(in crate::evm) const BULK: usize = 13;
    pub(in crate::evm) const COPY: usize = 14;
    pub(in crate::evm) const ALIGN: usize = 15;
    pub(in crate::evm) const ALU: usize = 16;
    pub(in crate::evm) const BITS: usize = 17;
    pub(in crate::evm) const BITWISE: usize = 18;
    pub(in crate::evm) const PRODUCT: usize = 19;
    pub(in crate::evm) const SHORT: usize = 20;
    pub(in crate::evm) const SIGNED: usize = 21;
    pub(in crate::evm) const BYTE: usize = 22;
    pub(in crate::evm) const STORAGE: usize = 23;
    pub(in crate::evm) const STATE: usize = 24;
    pub(in crate::evm) const KECCAK: usize = 25;
    pub(in crate::evm) const KECCAK_TABLE: usize = 26;
    pub(in crate::evm) const HALT: usize = 27;
    pub(in crate::evm) const HALT_TABLE: usize = 28;
    pub(in crate::evm) const MEMORY_BYTE: usize = 29;
    pub(in crate::evm) const COPIED_CODE: usize = 30;
    pub(in crate::evm) const TRANSFER: usize = 31;
    pub(in crate::evm) const STREAM: usize = 32;
    pub(in crate::evm) const BULK_BYTES: usize = 33;
    pub(in crate::evm) const COUNT: usize = 34;
}

/// The declared lanes.
#[derive(Debug)]
pub(super) struct EvmLanes {
    stack: StackLane,
    upkeep: UpkeepLane,
    memory_words: MemoryWordLane,
    code: CodeLane,
    data: DataLane,
    ranges: RangeLanes,
    multiply: MultiplyLane,
    poseidon: PoseidonLane,
    memory: MemoryLane,
    bulk: BulkLane,
    copy: CopyLane,
    align: AlignLane,
    alu: AluLane,
    bits: BitsLane,
    bitwise: BitwiseLane,
    product: ProductLane,
    short: ShortLane,
    signed: SignedLane,
    byte: ByteLane,
    storage: StorageLane,
    state: StateLane,
    keccak: KeccakLanes,
    halt: HaltLane,
    memory_byte: MemoryByteLane,
    copied_code: CodeLane,
    transfer: TransferLane,
    stream: StreamLane,
    bulk_bytes: BulkLane,
}

/// The lanes, declared once.
pub(super) fn lanes() -> &'static EvmLanes {
    static LANES: LazyLock<EvmLanes> = LazyLock::new(|| EvmLanes {
        stack: StackLane::declare(),
        upkeep: UpkeepLane::declare(),
        memory_words: MemoryWordLane::declare(),
        code: CodeLane::declare(),
        data: DataLane::declare(),
        ranges: RangeLanes::declare(),
        multiply: MultiplyLane::declare(),
        poseidon: PoseidonLane::declare(),
        memory: MemoryLane::declare(),
        bulk: BulkLane::declare(),
        copy: CopyLane::declare(),
        align: AlignLane::declare(),
        alu: AluLane::declare(),
        bits: BitsLane::declare(),
        bitwise: BitwiseLane::declare(128),
        product: ProductLane::declare(),
        short: ShortLane::declare(),
        signed: SignedLane::declare(),
        byte: ByteLane::declare(),
        storage: StorageLane::declare(),
        state: StateLane::declare(),
        keccak: KeccakLanes::declare(),
        halt: HaltLane::declare(),
        memory_byte: MemoryByteLane::declare(),
        copied_code: CodeLane::declare_copied(),
        transfer: TransferLane::declare(),
        stream: StreamLane::declare(),
        bulk_bytes: BulkLane::declare_bytes(),
    });
    &LANES
}

impl EvmLanes {
    pub(super) fn in_order(&self) -> Vec<Lane> {
        let mut lanes = vec![
            public_lane(VALUES),
            self.stack.lane.clone(),
            self.upkeep.lane.clone(),
            self.memory_words.lane.clone(),
            self.code.lane.clone(),
            tables(),
            self.data.lane.clone(),
            self.ranges.narrow.lane.clone(),
            self.ranges.wide.lane.clone(),
            table(),
            self.multiply.lane.clone(),
            self.poseidon.lane.clone(),
            self.memory.lane.clone(),
            self.bulk.lane.clone(),
            self.copy.lane.clone(),
            self.align.lane.clone(),
            self.alu.lane.clone(),
            self.bits.lane.clone(),
            self.bitwise.lane.clone(),
            self.product.lane.clone(),
            self.short.lane.clone(),
            self.signed.lane.clone(),
            self.byte.lane.clone(),
            self.storage.lane.clone(),
            self.state.lane.clone(),
        ];
        lanes.extend(self.keccak.lanes().map(Clone::clone));
        lanes.extend([self.halt.lane.clone(), halt_tables(), self.memory_byte.lane.clone()]);
        lanes.extend(
            [&self.copied_code.lane, &self.transfer.lane, &self.stream.lane, &self.bulk_bytes.lane].map(Clone::clone),
        );
        assert_eq!(lanes.len(), place::COUNT, "the places number the lanes");
        lanes
    }

    /// Fills one step, and notes what it asks of other lanes.
    fn fill_step(&self, witness: &mut Witness, step: &EvmStep, notes: &mut Notes) -> Result<(), EvmError> {
        let function = opcodes::row(step.opcode).function;
        if let Some(what) = unhashed(function, step) {
            return Err(EvmError::Operands { opcode: step.opcode, pc: step.pc, what });
        }
        if let Some(transfer) = &step.transfer {
            self.stream.fill(witness, place::STREAM, step.state[0], transfer, notes);
        }
        if let Some(cause) = step.cause {
            if cause == Cause::Exhausted
                && let Some(chip) = self.storage.chip(function)
            {
                self.storage.fill(witness, place::STORAGE, chip, function, step, notes);
            }
            self.halt.fill(witness, place::HALT, cause, step, notes);
            return Ok(());
        }
        if let Some(chip) = self.stack.chip(function) {
            self.stack.fill(witness, place::STACK, chip, function, step);
        } else if let Some(chip) = self.memory.chip(function) {
            self.memory.fill(witness, place::MEMORY, chip, step, notes)?;
        } else if function == MSTORE8 {
            self.memory_byte.fill(witness, place::MEMORY_BYTE, step, notes);
        } else if let Some(chip) = self.transfer.chip(function) {
            self.transfer.fill(witness, place::TRANSFER, chip, step, notes);
        } else if let Some(chip) = self.bulk_bytes.chip(function).filter(|_| step.transfer.is_some()) {
            self.bulk_bytes.fill(witness, place::BULK_BYTES, chip, step, notes);
        } else if let Some(chip) = self.bulk.chip(function) {
            self.bulk.fill(witness, place::BULK, chip, step, notes);
        } else if let Some(chip) = self.alu.chip(function) {
            self.alu.fill(witness, place::ALU, chip, function, step, notes);
        } else if let Some(chip) = self.bits.chip(function) {
            self.bits.fill(witness, place::BITS, chip, function, step, notes);
        } else if let Some(chip) = self.short.chip(function, step) {
            self.short.fill(witness, place::SHORT, chip, function, step, notes);
        } else if let Some(chip) = self.product.chip(function) {
            self.product.fill(witness, place::PRODUCT, chip, function, step, notes);
        } else if let Some(chip) = self.signed.chip(function) {
            self.signed.fill(witness, place::SIGNED, chip, function, step, notes);
        } else if let Some(chip) = self.byte.chip(function) {
            self.byte.fill(witness, place::BYTE, chip, function, step, notes);
        } else if let Some(chip) = self.storage.chip(function) {
            self.storage.fill(witness, place::STORAGE, chip, function, step, notes);
        } else {
            return Err(EvmError::Unsupported { opcode: step.opcode, pc: step.pc });
        }
        Ok(())
    }

    /// Fills steps, and what they ask of other lanes.
    pub(super) fn fill_steps(&self, witness: &mut Witness, steps: &[EvmStep]) -> Result<(), EvmError> {
        let mut notes = Notes::default();
        for step in steps {
            self.fill_step(witness, step, &mut notes)?;
        }
        for Hash { id, words } in &notes.hashes {
            self.keccak.fill(witness, place::KECCAK, *id, words)?;
        }
        self.copy.fill_all(witness, place::COPY, &mut notes);
        self.align.fill_all(witness, place::ALIGN, &mut notes);
        notes.ands.iter().for_each(|limbs| self.bitwise.fill(witness, place::BITWISE, limbs));
        for product in &notes.products {
            self.multiply.fill(witness, place::MULTIPLY, product, &mut notes.ranges);
        }
        self.ranges.fill(witness, place::RANGES, &notes.ranges);
        Ok(())
    }

    /// Fills everything but the counts: the steps, and what the statement's facts say.
    pub(super) fn fill(&self, witness: &mut Witness, facts: &Facts<'_>, timeline: &Timeline) -> Result<(), EvmError> {
        self.fill_steps(witness, &timeline.steps)?;
        for renewal in &timeline.renewals {
            self.upkeep.fill(witness, place::UPKEEP, renewal);
        }
        for (position, word, time) in &timeline.left {
            self.upkeep.fill_left(witness, place::UPKEEP, *position, *word, *time);
        }
        for word in &timeline.memory {
            self.memory_words.fill(witness, place::MEMORY_WORDS, *word);
        }
        if timeline.copies_code() {
            self.copied_code.fill(witness, place::COPIED_CODE, facts.code());
        } else {
            self.code.fill(witness, place::CODE, facts.code());
        }
        for (word, index) in facts.calldata_words().zip(0..) {
            self.data.fill_input(witness, place::DATA, index, word);
        }
        for absorbed in facts.absorbed() {
            self.poseidon.fill_sponge(witness, place::POSEIDON, absorbed.start, &absorbed.blocks);
        }
        self.fill_state(witness, facts)
    }

    /// Fills what the touched slots did to storage, if there are any.
    fn fill_state(&self, witness: &mut Witness, facts: &Facts<'_>) -> Result<(), EvmError> {
        let (entry, tree) = facts.storage();
        if entry.slots.is_empty() {
            return Ok(());
        }
        let mut ranges = vec![];
        let proven = self.state.fill(witness, place::STATE, &entry, &mut tree.clone(), &mut ranges)?;
        self.ranges.fill(witness, place::RANGES, &ranges);
        for compression in &proven.compressions {
            self.poseidon.fill_compression(witness, place::POSEIDON, compression);
        }
        Ok(())
    }
}

/// Why an input of KECCAK256 is not hashed; none if it is one that can be, or the step is another.
fn unhashed(function: u8, step: &EvmStep) -> Option<&'static str> {
    if function != KECCAK256 || step.cause.is_some() {
        return None;
    }
    match &step.transfer {
        Some(transfer) if transfer.tail < 32 => Some("a length that is not whole words"),
        None if step.memory.is_empty() => Some("a length of 0"),
        _ => None,
    }
}

/// The circuit of a shape.
pub fn circuit(shape: Shape) -> Arc<Circuit> {
    Arc::new(Circuit::new("evm", lanes().in_order(), shape, PUBLIC_ROWS))
}
