//! The lanes of the circuit, and how a trace fills them.

use vm_evm::Rules;
use vm_evm::opcode::MSTORE8;

use super::EvmError;
use super::align::AlignLane;
use super::alu::AluLane;
use super::bits::BitsLane;
use super::bulk::BulkLane;
use super::byte::ByteLane;
use super::code::CodeLane;
use super::copy::CopyLane;
use super::exception::Cause;
use super::exp::ExpLane;
use super::exp_bits::ExpBitLane;
use super::halt::HaltLane;
use super::halt_tables::halt_tables;
use super::memory::MemoryLane;
use super::memory_byte::MemoryByteLane;
use super::memory_words::MemoryWordLane;
use super::modular::ModularLane;
use super::notes::{Hash, Notes};
use super::opcodes;
use super::product::ProductLane;
use super::short::ShortLane;
use super::signed::SignedLane;
use super::stack::StackLane;
use super::statement::{Facts, VALUES};
use super::storage::StorageLane;
use super::stream::StreamLane;
use super::tables::tables;
use super::timeline::{EvmStep, Timeline};
use super::transfer::TransferLane;
use super::transient::TransientLane;
use super::transient_slots::TransientSlotLane;
use super::upkeep::UpkeepLane;
use super::zero::ZeroLane;
use crate::bitwise::BitwiseLane;
use crate::circuit::{Lane, Witness};
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
    /// Where lanes stand that came after keccak's.
    const LATER: usize = KECCAK + crate::keccak::KeccakLanes::COUNT;
    pub(in crate::evm) const HALT: usize = LATER;
    pub(in crate::evm) const HALT_TABLE: usize = LATER + 1;
    pub(in crate::evm) const MEMORY_BYTE: usize = LATER + 2;
    pub(in crate::evm) const COPIED_CODE: usize = LATER + 3;
    pub(in crate::evm) const TRANSFER: usize = LATER + 4;
    pub(in crate::evm) const STREAM: usize = LATER + 5;
    pub(in crate::evm) const BULK_BYTES: usize = LATER + 6;
    pub(in crate::evm) const MODULAR: usize = LATER + 7;
    pub(in crate::evm) const EXP: usize = LATER + 8;
    pub(in crate::evm) const EXP_BITS: usize = LATER + 9;
    pub(in crate::evm) const TRANSIENT: usize = LATER + 10;
    pub(in crate::evm) const TRANSIENT_SLOTS: usize = LATER + 11;
    pub(in crate::evm) const ZERO: usize = LATER + 12;
    pub(in crate::evm) const COUNT: usize = LATER + 13;
}

/// The declared lanes.
#[derive(Debug)]
pub(super) struct EvmLanes {
    rules: &'static Rules,
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
    modular: ModularLane,
    exp: ExpLane,
    exp_bits: ExpBitLane,
    transient: TransientLane,
    transient_slots: TransientSlotLane,
    zero: ZeroLane,
}

impl EvmLanes {
    /// Declares the lanes of a circuit that proves executions under these rules.
    pub(super) fn declare(rules: &'static Rules) -> Self {
        let prices = &rules.gas.unit;
        Self {
            rules,
            stack: StackLane::declare(),
            upkeep: UpkeepLane::declare(),
            memory_words: MemoryWordLane::declare(),
            code: CodeLane::declare(),
            data: DataLane::declare(),
            ranges: RangeLanes::declare(),
            multiply: MultiplyLane::declare(),
            poseidon: PoseidonLane::declare(),
            memory: MemoryLane::declare(),
            bulk: BulkLane::declare(prices),
            copy: CopyLane::declare(),
            align: AlignLane::declare(prices.memory_word),
            alu: AluLane::declare(),
            bits: BitsLane::declare(),
            bitwise: BitwiseLane::declare(128),
            product: ProductLane::declare(),
            short: ShortLane::declare(),
            signed: SignedLane::declare(),
            byte: ByteLane::declare(),
            storage: StorageLane::declare(prices),
            state: StateLane::declare(),
            keccak: KeccakLanes::declare(),
            halt: HaltLane::declare(rules),
            memory_byte: MemoryByteLane::declare(),
            copied_code: CodeLane::declare_copied(),
            transfer: TransferLane::declare(prices),
            stream: StreamLane::declare(),
            bulk_bytes: BulkLane::declare_bytes(prices),
            modular: ModularLane::declare(),
            exp: ExpLane::declare(prices.exponent_byte),
            exp_bits: ExpBitLane::declare(),
            transient: TransientLane::declare(),
            transient_slots: TransientSlotLane::declare(),
            zero: ZeroLane::declare(),
        }
    }

    pub(super) fn in_order(&self) -> Vec<Lane> {
        let mut lanes = vec![
            public_lane(VALUES),
            self.stack.lane.clone(),
            self.upkeep.lane.clone(),
            self.memory_words.lane.clone(),
            self.code.lane.clone(),
            tables(self.rules),
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
        lanes.extend([self.halt.lane.clone(), halt_tables(self.rules), self.memory_byte.lane.clone()]);
        lanes.extend(
            [&self.copied_code.lane, &self.transfer.lane, &self.stream.lane, &self.bulk_bytes.lane].map(Clone::clone),
        );
        lanes.extend([
            self.modular.lane.clone(),
            self.exp.lane.clone(),
            self.exp_bits.lane.clone(),
            self.transient.lane.clone(),
            self.transient_slots.lane.clone(),
            self.zero.lane.clone(),
        ]);
        assert_eq!(lanes.len(), place::COUNT, "the places number the lanes");
        lanes
    }

    /// Fills one step, and notes what it asks of other lanes.
    fn fill_step(&self, witness: &mut Witness, step: &EvmStep, notes: &mut Notes) -> Result<(), EvmError> {
        let function = opcodes::row(step.opcode).function;
        if let Some(transfer) = &step.transfer {
            self.stream.fill(witness, place::STREAM, step.state[0], transfer, notes);
        }
        if let Some(cause) = step.cause {
            if cause == Cause::Exhausted {
                if let Some(chip) = self.storage.chip(function) {
                    self.storage.fill(witness, place::STORAGE, chip, function, step, notes);
                } else if let Some(chip) = self.exp.chip(function, step) {
                    self.exp.fill(witness, place::EXP, chip, step, notes);
                }
            }
            self.halt.fill(witness, place::HALT, cause, step, notes);
            return Ok(());
        }
        if let Some(chip) = self.stack.chip(function) {
            self.stack.fill(witness, place::STACK, chip, function, step);
        } else if let Some(chip) = self.zero.chip(function, step) {
            self.zero.fill(witness, place::ZERO, chip, step, notes);
        } else if let Some(chip) = self.memory.chip(function) {
            self.memory.fill(witness, place::MEMORY, chip, step, notes);
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
        } else if let Some(chip) = self.modular.chip(function, step) {
            self.modular.fill(witness, place::MODULAR, chip, function, step, notes);
        } else if let Some(chip) = self.exp.chip(function, step) {
            self.exp.fill(witness, place::EXP, chip, step, notes);
        } else if let Some(chip) = self.transient.chip(function) {
            self.transient.fill(witness, place::TRANSIENT, chip, function, step);
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
        for Hash { id, words, bytes } in &notes.hashes {
            self.keccak.check_room(witness, place::KECCAK)?;
            self.keccak.fill(witness, place::KECCAK, *id, words, *bytes)?;
        }
        self.copy.fill_all(witness, place::COPY, &mut notes);
        self.align.fill_all(witness, place::ALIGN, &mut notes);
        notes.ands.iter().for_each(|limbs| self.bitwise.fill(witness, place::BITWISE, limbs));
        self.exp_bits.fill_all(witness, place::EXP_BITS, &mut notes);
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
            self.copied_code.fill(witness, place::COPIED_CODE, self.rules, facts.code());
        } else {
            self.code.fill(witness, place::CODE, self.rules, facts.code());
        }
        let mut ranges = vec![];
        self.transient_slots.fill(witness, place::TRANSIENT_SLOTS, &timeline.transient, &mut ranges);
        self.ranges.fill(witness, place::RANGES, &ranges);
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
