//! From a trace to steps that know when each word they read was written.
//!
//! A trace says what a step popped, pushed, read and wrote. The circuit's messages also say since when a word lies where it is found:
//! that is reckoned here, together with the renewals that long-lived words need.

use ruint::aliases::U256;
use vm_evm::opcode::{self, Opcode};
use vm_evm::{EvmTrace, FrameEnd, MemoryAccessKind, Rules, Status, Step};
use vm_zkfriendly::message::Message;

use super::EvmError;
use super::copied::overwritten;
use super::exception::Cause;
use super::memory::CALLDATA_PADDING;
use super::opcodes;
use super::stream::Transfer;
use crate::Felt;
use crate::circuit::Kind;
use crate::range::LIMB_BITS;
use crate::word::{Word, small, word};

/// Ticks by which a row of the upkeep lane renews a message.
pub(super) const RENEWAL: u64 = 1 << LIMB_BITS;

/// A word taken from the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Popped {
    /// The word.
    pub word: Word,
    /// Ticks since the step that put it there, or since it was renewed, exclusive.
    pub age: Felt,
}

/// The context token, as a step met and left it: memory words, refund, log blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContextAccess {
    /// Before.
    pub before: [Felt; 3],
    /// After.
    pub after: [Felt; 3],
    /// Ticks since it was sent or renewed, exclusive.
    pub age: Felt,
}

/// A word of memory that a step touched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemoryWord {
    /// Its index: byte address / 32.
    pub index: u64,
    /// Before.
    pub before: Word,
    /// After; as before, if it was read.
    pub after: Word,
    /// Ticks since it was touched or renewed, exclusive.
    pub age: Felt,
}

/// What CALLDATALOAD meets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CalldataAccess {
    /// Bytes of the calldata.
    pub size: u64,
    /// The word in which the first byte lies that is read, and the next one. Words are those of the data lane: the selector, then 32
    /// bytes each.
    pub words: [Word; 2],
}

/// A storage slot that a step touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotAccess {
    /// The slot.
    pub slot: Word,
    /// Before the transaction.
    pub original: Word,
    /// Before the step.
    pub before: Word,
    /// After it.
    pub after: Word,
    /// Whether it was warm before.
    pub was_warm: bool,
    /// The clock of the last access, 0 if there was none.
    pub since: u64,
}

/// A transient slot that a step touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransientAccess {
    /// The slot; the step's first operand.
    pub slot: Word,
    /// Before the step.
    pub before: Word,
    /// The clock of the last access, 0 if there was none.
    pub since: u64,
}

/// An event that a step emits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Whose it is: the callee's address.
    pub address: Word,
    /// Whether it lasts: the transaction succeeds.
    pub lasts: bool,
}

/// The instruction as the code lane has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// Function and parameter, see [`opcodes`].
    pub function: Felt,
    /// Which of the family.
    pub parameter: Felt,
    /// Static gas.
    pub gas: Felt,
    /// PUSH data.
    pub immediate: Word,
    /// Where the next instruction stands in the code.
    pub next_pc: Felt,
}

impl Code {
    /// The instruction of a code at an offset, at the rules' price; past its end, STOP. PUSH data that the end cuts off are zeros.
    pub(super) fn at(rules: &Rules, code: &[u8], pc: u64) -> Self {
        let mut rest = code.iter().skip(usize::try_from(pc).unwrap_or(usize::MAX)).copied();
        let byte = rest.next().unwrap_or(opcode::STOP);
        let row = opcodes::row_by(rules, byte);
        let mut data = [0; 32];
        let taken = usize::from(row.immediate);
        data[32 - taken..].iter_mut().zip(rest).for_each(|(to, from)| *to = from);
        Self {
            function: Felt::from(u64::from(row.function)),
            parameter: Felt::from(u64::from(row.parameter)),
            gas: Felt::from(rules.static_gas(byte)),
            immediate: word(U256::from_be_bytes(data)),
            next_pc: Felt::from(pc + 1 + u64::from(row.immediate)),
        }
    }
}

/// One step, as the chips fill it. Tests lie by changing a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvmStep {
    /// The opcode.
    pub opcode: u8,
    /// Where it stands.
    pub pc: u64,
    /// Clock (from 1), pc, sp, gas before the step.
    pub state: [Felt; 4],
    /// The same after it; zeros if it halts, but for the gas.
    pub next: [Felt; 4],
    /// The instruction.
    pub code: Code,
    /// Words taken from the stack: DUP takes the one it copies, SWAP the top and the other, everything else top first.
    pub popped: Vec<Popped>,
    /// Words put on the stack: DUP puts one back and one on top (the same), SWAP puts first the other's place, then the top.
    pub pushed: Vec<Word>,
    /// The context, where the step needs it.
    pub context: Option<ContextAccess>,
    /// Words of memory, by index.
    pub memory: Vec<MemoryWord>,
    /// What it copies into memory.
    pub transfer: Option<Transfer>,
    /// The calldata, where the step reads it.
    pub calldata: Option<CalldataAccess>,
    /// The slot of SLOAD and SSTORE.
    pub storage: Option<SlotAccess>,
    /// The slot of TLOAD and TSTORE.
    pub transient: Option<TransientAccess>,
    /// What a LOG emits besides what it reads.
    pub event: Option<Event>,
    /// Whether and how the frame ended.
    pub end: Option<FrameEnd>,
    /// Why the step cannot be executed, if so.
    pub cause: Option<Cause>,
}

/// A message renewed: of which kind, its first three values, and the time it had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// [`Kind::EvmStack`], [`Kind::EvmMemory`] or [`Kind::EvmContext`].
    pub kind: Kind,
    /// What it says.
    pub values: [Felt; 3],
    /// Since when.
    pub time: u64,
}

/// A slot that was touched, as the last access left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TouchedSlot {
    /// The slot.
    pub slot: Word,
    /// Before the transaction.
    pub original: Word,
    /// After the last step.
    pub value: Word,
    /// Clock of the last access.
    pub time: u64,
}

impl TouchedSlot {
    /// The last record, as the state lane has it: every access leaves a slot warm.
    pub(super) fn last_record(&self) -> crate::state::TouchedSlot {
        let Self { slot, original, value, time } = *self;
        crate::state::TouchedSlot { slot, original, value, warm: true, time }
    }
}

/// A transient slot that was touched, as the last access left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransientSlot {
    /// The slot.
    pub slot: Word,
    /// After the last step.
    pub value: Word,
    /// Clock of the last access.
    pub time: u64,
}

/// A trace, retold for the circuit.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// Its steps.
    pub steps: Vec<EvmStep>,
    /// Renewals that the steps need.
    pub renewals: Vec<Renewal>,
    /// Words left on the stack: position, word, time.
    pub left: Vec<(u64, Word, u64)>,
    /// Each word of memory at the end, by index: word, time.
    pub memory: Vec<(Word, u64)>,
    /// Slots that were touched, in order of first touch.
    pub slots: Vec<TouchedSlot>,
    /// Transient slots that were touched, in order.
    pub transient: Vec<TransientSlot>,
    stack: Vec<(Word, u64)>,
    /// Positions from which a step that cannot be executed took words.
    taken: Vec<usize>,
    context: ([Felt; 3], u64),
}

/// Whether an opcode copies bytes into memory.
fn copies(byte: u8) -> bool {
    matches!(byte, opcode::CALLDATACOPY | opcode::CODECOPY | opcode::RETURNDATACOPY | opcode::MCOPY)
}

/// A signed number in the field.
fn signed(value: i64) -> Felt {
    let size = Felt::from(value.unsigned_abs());
    if value < 0 { -size } else { size }
}

/// What a step meets of the calldata; words past its end are zero.
fn calldata(bytes: &[u8], step: &Step) -> Option<CalldataAccess> {
    let [offset, ..] = step.popped[..] else { return None };
    if step.opcode != opcode::CALLDATALOAD {
        return None;
    }
    let size = bytes.len() as u64;
    let words = match u64::try_from(offset) {
        Ok(offset) if offset < size => {
            let message = Message::call(bytes);
            let first = u32::try_from((offset + CALLDATA_PADDING) / 32).expect("calldata is in memory");
            [first, first + 1].map(|index| word(message.input(index)))
        }
        _ => Default::default(),
    };
    Some(CalldataAccess { size, words })
}

impl Timeline {
    /// Retells a trace.
    ///
    /// # Errors
    /// A trace with an opcode that is not proven.
    pub fn new(trace: &EvmTrace) -> Result<Self, EvmError> {
        Self::with_causes(trace, |step| Cause::of(trace, step))
    }

    /// Retells a trace, given why steps cannot be executed.
    pub(super) fn with_causes(
        trace: &EvmTrace,
        cause: impl Fn(&Step) -> Result<Option<Cause>, EvmError>,
    ) -> Result<Self, EvmError> {
        let mut timeline = Self::default();
        for (i, step) in trace.steps.iter().enumerate() {
            let step = timeline.step(trace, step, cause(step)?, trace.steps.get(i + 1))?;
            timeline.steps.push(step);
        }
        timeline.transient.sort_by_key(|touched| crate::word::integer(touched.slot));
        let Self { stack, taken, .. } = &timeline;
        let left = stack.iter().enumerate().filter(|(position, _)| !taken.contains(position));
        timeline.left = left.map(|(position, (word, time))| (position as u64, *word, *time)).collect();
        Ok(timeline)
    }

    fn step(
        &mut self,
        trace: &EvmTrace,
        step: &Step,
        cause: Option<Cause>,
        next: Option<&Step>,
    ) -> Result<EvmStep, EvmError> {
        let unproven = EvmError::Unsupported { opcode: step.opcode, pc: step.pc };
        let is_opcode = Opcode::of(step.opcode).is_some() || cause.is_some();
        if step.nested.is_some() || !is_opcode {
            return Err(unproven);
        }
        let now = step.clock + 1;
        let row = opcodes::row(step.opcode);
        let (popped, pushed) = match cause {
            Some(cause) if cause != Cause::Exhausted => {
                (self.operands(&cause.depths(row), now).ok_or(unproven)?, vec![])
            }
            _ => self.stack(step, row, now).ok_or(unproven)?,
        };
        let transfer = self.transfer(trace, step, now).or_else(|| self.reading(trace, step, now));
        let is_access = cause.is_none_or(|cause| cause == Cause::Exhausted);
        Ok(EvmStep {
            opcode: step.opcode,
            pc: step.pc,
            state: [now, step.pc, u64::from(step.stack_words), step.gas_before].map(Felt::from),
            next: next.map_or([0, 0, 0, step.gas_after].map(Felt::from), |next| {
                [now + 1, next.pc, u64::from(next.stack_words), next.gas_before].map(Felt::from)
            }),
            code: Code::at(trace.context.rules, &trace.context.bytecode, step.pc),
            popped,
            pushed,
            context: self.context(step, row, now),
            memory: if transfer.is_none() { self.memory(step, now) } else { vec![] },
            transfer,
            calldata: calldata(&trace.context.calldata, step),
            storage: if is_access { self.slot(step, now) } else { None },
            transient: if cause.is_none() { self.transient(step, now) } else { None },
            event: step.log.is_some().then(|| Event {
                address: word(U256::from_be_slice(trace.context.callee.as_slice())),
                lasts: trace.receipt.status == Status::Success,
            }),
            end: step.end,
            cause,
        })
    }

    /// Words that a step takes that cannot be executed.
    fn operands(&mut self, depths: &[usize], now: u64) -> Option<Vec<Popped>> {
        let top = self.stack.len();
        let positions = depths.iter().map(|depth| top.checked_sub(1 + depth));
        self.taken = positions.collect::<Option<_>>()?;
        self.taken.clone().into_iter().map(|position| self.take(position, now)).collect()
    }

    /// The age of a message that is received now, renewed as often as it has to be.
    pub(super) fn renew(&mut self, kind: Kind, values: [Felt; 3], mut time: u64, now: u64) -> Felt {
        while now - 1 - time >= RENEWAL {
            self.renewals.push(Renewal { kind, values, time });
            time += RENEWAL;
        }
        Felt::from(now - 1 - time)
    }

    fn take(&mut self, position: usize, now: u64) -> Option<Popped> {
        let (word, time) = *self.stack.get(position)?;
        let values = [Felt::from(position as u64), word[0], word[1]];
        let age = self.renew(Kind::EvmStack, values, time, now);
        Some(Popped { word, age })
    }

    /// What a step takes from the stack and puts there; none if the stack is too short, which no successful step's is.
    fn stack(&mut self, step: &Step, row: opcodes::Row, now: u64) -> Option<(Vec<Popped>, Vec<Word>)> {
        let top = self.stack.len();
        let distance = usize::from(row.parameter);
        match row.function {
            opcode::DUP1 => {
                let at = top.checked_sub(1 + distance)?;
                let popped = self.take(at, now)?;
                self.stack[at].1 = now;
                self.stack.push((popped.word, now));
                Some((vec![popped], vec![popped.word; 2]))
            }
            opcode::SWAP1 => {
                let at = top.checked_sub(1 + distance)?;
                let popped = [self.take(top - 1, now)?, self.take(at, now)?];
                self.stack[at] = (popped[0].word, now);
                self.stack[top - 1] = (popped[1].word, now);
                Some((popped.to_vec(), popped.map(|p| p.word).to_vec()))
            }
            _ => {
                let popped: Option<Vec<_>> =
                    (1..=step.popped.len()).map(|i| self.take(top.checked_sub(i)?, now)).collect();
                self.stack.truncate(top.checked_sub(step.popped.len())?);
                let pushed: Vec<Word> = step.pushed.iter().map(|value| word(*value)).collect();
                self.stack.extend(pushed.iter().rev().map(|word| (*word, now)));
                Some((popped?, pushed))
            }
        }
    }

    /// Blocks absorbed by the log's sponge so far.
    pub(super) fn log_blocks(&self) -> u64 {
        small(self.context.0[2])
    }

    fn context(&mut self, step: &Step, row: opcodes::Row, now: u64) -> Option<ContextAccess> {
        let touches = match row.function {
            opcode::MLOAD
            | opcode::MSTORE
            | opcode::MSTORE8
            | opcodes::MSIZE
            | opcode::KECCAK256
            | opcode::SSTORE
            | opcode::LOG0 => true,
            _ => step.end.is_some() || copies(step.opcode),
        };
        if !touches {
            return None;
        }
        let (before, time) = self.context;
        let age = self.renew(Kind::EvmContext, before, time, now);
        let logged = step.log.as_ref().map_or(0, |log| 1 + log.topics().len() + log.data.data.len().div_ceil(32));
        let after =
            [Felt::from(step.memory_words_after), signed(step.refund_after), before[2] + Felt::from(logged as u64)];
        self.context = (after, now);
        Some(ContextAccess { before, after, age })
    }

    /// The words of memory that a step touches, each once; what it writes, it writes over what it read.
    fn memory(&mut self, step: &Step, now: u64) -> Vec<MemoryWord> {
        let mut touched: Vec<MemoryWord> = vec![];
        let size = usize::try_from(step.memory_words_after).expect("memory that exists");
        self.memory.resize(self.memory.len().max(size), Default::default());
        for access in &step.memory {
            let bytes = access.offset..access.offset + access.bytes.len() as u64;
            for index in bytes.start / 32..bytes.end.div_ceil(32) {
                let place = usize::try_from(index).expect("memory that exists");
                let (before, time) = self.memory[place];
                let mut after = before;
                if access.kind == MemoryAccessKind::Write {
                    after = overwritten(before, index, access);
                }
                self.memory[place] = (after, now);
                match touched.iter_mut().find(|word| word.index == index) {
                    Some(word) => word.after = after,
                    None => {
                        let values = [Felt::from(index), before[0], before[1]];
                        let age = self.renew(Kind::EvmMemory, values, time, now);
                        touched.push(MemoryWord { index, before, after, age });
                    }
                }
            }
        }
        touched
    }

    fn slot(&mut self, step: &Step, now: u64) -> Option<SlotAccess> {
        let access = step.storage.as_deref()?;
        let slot = word(access.key);
        let [original, before, mut after] = [access.original, access.before, access.after].map(word);
        // a store that cannot be paid is said as if it could, and undone
        if let (opcode::SSTORE, true, [_, value]) = (step.opcode, step.halted(), &step.popped[..]) {
            after = word(*value);
        }
        let last = match self.slots.iter_mut().find(|touched| touched.slot == slot) {
            Some(last) => last,
            None => {
                self.slots.push(TouchedSlot { slot, original, value: original, time: 0 });
                self.slots.last_mut().expect("just pushed")
            }
        };
        let since = last.time;
        (last.value, last.time) = (after, now);
        Some(SlotAccess { slot, original, before, after, was_warm: access.was_warm, since })
    }

    fn transient(&mut self, step: &Step, now: u64) -> Option<TransientAccess> {
        let access = step.transient.as_deref()?;
        let [slot, before, after] = [access.key, access.before, access.after].map(word);
        let last = match self.transient.iter_mut().find(|touched| touched.slot == slot) {
            Some(last) => last,
            None => {
                self.transient.push(TransientSlot { slot, value: before, time: 0 });
                self.transient.last_mut().expect("just pushed")
            }
        };
        let since = last.time;
        (last.value, last.time) = (after, now);
        Some(TransientAccess { slot, before, since })
    }
}
