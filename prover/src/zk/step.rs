//! What every step of the register machine has in common: the state it receives, the instruction it looks up.

use std::collections::BTreeMap;

use vm_zkfriendly::isa::{Instruction, Opcode, RomRow};
use vm_zkfriendly::program::Program;
use vm_zkfriendly::storage::Access;
use vm_zkfriendly::trace::{State, Step, ZkTrace};
use vm_zkfriendly::word::Word;

use super::felt;
use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Kind, LaneBuilder, RowMut, SlotId};
use crate::state::TouchedSlot;
use crate::word::word;

/// A frame cell that a step read or defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameCell {
    /// Its address.
    pub address: Felt,
    /// Its word, low limb first.
    pub word: [Felt; 2],
}

/// One step, as the chips fill it. Tests lie by changing a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZkStep {
    /// The instruction.
    pub instruction: Instruction,
    /// The row that the program's ROM has for it, without the pc: opcode, a, b, c, x, y, w.
    pub rom: [Felt; 7],
    /// Clock, pc, fp, lp, ap before the step.
    pub state: [Felt; 5],
    /// The same after it; zeros if it halts.
    pub next: [Felt; 5],
    /// Cells read, in the order of the instruction's text.
    pub reads: Vec<FrameCell>,
    /// Cells defined.
    pub definitions: Vec<FrameCell>,
    /// The slot of `sload` and `sstore`.
    pub access: Option<SlotAccess>,
    /// Where `log` writes.
    pub log_position: Option<LogPosition>,
}

/// A storage slot that a step touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotAccess {
    /// Its key.
    pub key: [Felt; 2],
    /// What it held before the transaction.
    pub original: [Felt; 2],
    /// What it held before the step.
    pub before: [Felt; 2],
    /// What it holds after the step.
    pub after: [Felt; 2],
    /// Ticks since the step that touched it last, exclusive.
    pub age: u64,
}

/// The log's position before an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogPosition {
    /// Blocks absorbed.
    pub blocks: u64,
    /// Ticks since the last event, exclusive.
    pub age: u64,
}

impl ZkStep {
    /// All steps of an execution.
    pub fn all(program: &Program, trace: &ZkTrace) -> Vec<Self> {
        let mut past = Past::default();
        trace.steps().map(|step| Self::new(program, &step, &mut past)).collect()
    }

    fn new(program: &Program, step: &Step<'_>, past: &mut Past) -> Self {
        let instruction = program.instructions()[step.state.pc as usize];
        let RomRow(rom) = instruction.rom_row(step.state.pc);
        let cell =
            |address: u64, word: Word| FrameCell { address: Felt::from(address), word: [felt(word.lo), felt(word.hi)] };
        Self {
            instruction,
            rom: std::array::from_fn(|i| felt(rom[i + 1])),
            state: elements(step.state),
            next: step.next.map_or([Felt::from(0); 5], elements),
            reads: step.reads.iter().map(|read| cell(read.address, read.word)).collect(),
            definitions: step.definitions.iter().map(|d| cell(d.address, d.word)).collect(),
            access: step.access.map(|access| past.access(access)),
            log_position: match instruction {
                Instruction::Log { topics, n, .. } => {
                    Some(past.log(step.state.clock, 1 + u64::from(topics.count()) + u64::from(n)))
                }
                _ => None,
            },
        }
    }
}

/// When each slot was touched last and the last event emitted: times are clocks plus 1, so that 0 is before all.
#[derive(Clone, Debug, Default)]
struct Past {
    slots: BTreeMap<Word, u64>,
    blocks: u64,
    logged: u64,
}

impl Past {
    fn access(&mut self, access: &Access) -> SlotAccess {
        let since = self.slots.insert(access.key, access.clock + 1).unwrap_or(0);
        SlotAccess {
            key: [felt(access.key.lo), felt(access.key.hi)],
            original: word(access.original),
            before: word(access.before),
            after: word(access.after),
            age: access.clock - since,
        }
    }

    fn log(&mut self, clock: u64, blocks: u64) -> LogPosition {
        let position = LogPosition { blocks: self.blocks, age: clock - self.logged };
        self.blocks += blocks;
        self.logged = clock + 1;
        position
    }
}

/// Slots that an execution touched, as the last access of each left them.
pub(super) fn touched_slots(trace: &ZkTrace) -> Vec<TouchedSlot> {
    let mut slots: BTreeMap<Word, TouchedSlot> = BTreeMap::new();
    for access in trace.accesses() {
        let key = [felt(access.key.lo), felt(access.key.hi)];
        let last = TouchedSlot {
            slot: key,
            original: word(access.original),
            value: word(access.after),
            warm: false,
            time: access.clock + 1,
        };
        slots.insert(access.key, last);
    }
    slots.into_values().collect()
}

fn elements(state: State) -> [Felt; 5] {
    [state.clock, u64::from(state.pc), state.fp, state.lp, state.ap].map(Felt::from)
}

/// The cells that every step has.
#[derive(Clone, Copy, Debug)]
pub(super) struct StepColumns {
    pub(super) clock: Cell,
    pub(super) pc: Cell,
    pub(super) fp: Cell,
    pub(super) lp: Cell,
    pub(super) ap: Cell,
}

/// The opcode of each of a lane's chips.
pub(super) type Opcodes<'a> = &'a [(ChipId, Opcode)];

impl StepColumns {
    /// Declares the state.
    pub(super) fn declare(b: &mut LaneBuilder) -> Self {
        let [clock, pc, fp, lp, ap] = b.columns(["clock", "pc", "fp", "lp", "ap"]);
        Self { clock, pc, fp, lp, ap }
    }

    /// Receives the state on every row in use.
    pub(super) fn receive(&self, b: &mut LaneBuilder) {
        let slot = b.slot([self.clock, self.pc, self.fp, self.lp, self.ap].map(Expr::from));
        let on = b.on();
        b.receive(slot, Kind::ZkState, on);
    }

    /// Sends the next state, one tick later, on rows where the condition holds.
    pub(super) fn send(&self, b: &mut LaneBuilder, [pc, fp, lp, ap]: [Expr; 4], condition: Expr) {
        let slot = b.slot([self.clock + 1, pc, fp, lp, ap]);
        b.send(slot, Kind::ZkState, condition);
    }

    /// Looks up the instruction at the pc: the chip's opcode with its modifier, and the operands in places a, b, c, x, y, w.
    pub(super) fn fetch(&self, b: &mut LaneBuilder, opcodes: Opcodes<'_>, modifier: Expr, operands: [Expr; 6]) {
        let opcode: Expr = opcodes.iter().map(|(chip, opcode)| b.flag(*chip) * u64::from(*opcode as u8)).sum();
        let slot = b.slot([Expr::from(self.pc), opcode + modifier * 256].into_iter().chain(operands));
        let on = b.on();
        b.receive(slot, Kind::ZkCode, on);
    }

    pub(super) fn fill(&self, row: &mut RowMut<'_>, step: &ZkStep) {
        for (cell, value) in [self.clock, self.pc, self.fp, self.lp, self.ap].into_iter().zip(step.state) {
            row.set(cell, value);
        }
    }
}

/// A word's cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct WordCells {
    pub(super) lo: Cell,
    pub(super) hi: Cell,
}

impl WordCells {
    pub(super) fn declare(b: &mut LaneBuilder, name: &str) -> Self {
        Self { lo: b.column(format!("{name}.lo")), hi: b.column(format!("{name}.hi")) }
    }

    pub(super) fn fill(&self, row: &mut RowMut<'_>, word: [Felt; 2]) {
        row.set(self.lo, word[0]);
        row.set(self.hi, word[1]);
    }

    /// A slot for the frame cell at an address that holds this word.
    pub(super) fn slot(&self, b: &mut LaneBuilder, address: Expr) -> SlotId {
        b.slot([address, self.lo.into(), self.hi.into()])
    }
}

/// The modifier bits of a fetched opcode: what `opcode / 256` is.
pub(super) fn modifier(step: &ZkStep) -> u64 {
    u64::from(step.instruction.modifier())
}

/// A step's pc.
pub(super) fn pc(step: &ZkStep) -> u32 {
    use ff::PrimeField;
    let bytes = step.state[1].to_repr();
    u32::from_le_bytes(std::array::from_fn(|i| bytes.as_ref()[i]))
}
